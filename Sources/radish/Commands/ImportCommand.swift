import ArgumentParser
import Cohort

/// `radish import`: brings images and tables into a cohort file.
struct ImportCommand: ParsableCommand {
  enum Layout: String, ExpressibleByArgument, CaseIterable {
    case auto, manifest, folder, pyradiomics, nnunet, bids, table
  }

  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Brings images, masks and clinical tables into a cohort file.",
    discussion: "All good rows are written as one transaction; every problem is named with what to do about it. "
      + "An existing cohort is updated, never overwritten.")

  @Argument(help: "A manifest, a folder of images, a dataset.json, a BIDS folder or a table.") var source: String
  @Option(help: ArgumentHelp("The cohort file; made if it does not exist.", valueName: "cohort.sqlite")) var into:
    String?
  @Option(help: ArgumentHelp("A clinical table to join; repeat for more.", valueName: "csv")) var clinical: [String] =
    []
  @Option(help: ArgumentHelp("The column that names the patient.", valueName: "column")) var id: String?
  @Option(
    help: ArgumentHelp("A column that is text whatever its cells look like; may be repeated.", valueName: "column"))
  var text: [String] = []
  @Option(
    help: ArgumentHelp(
      "Whose values a column holds, where the table names exams or images: patient, exam, image or lesion; may be repeated.",
      valueName: "column=level"))
  var level: [String] = []
  @Option(
    help: ArgumentHelp(
      "How the letters of the tables are written: utf-8, utf-16, gbk or windows-1252; found out without it.",
      valueName: "encoding"))
  var encoding: String?
  @Option(help: "How the source is laid out.") var layout: Layout = .auto
  @Flag(help: "Read and check; write nothing.") var dryRun = false
  @Flag(help: "Write nothing if any row is bad or left out.") var strict = false
  @OptionGroup var output: OutputOptions

  func validate() throws {
    _ = try levels
    if let encoding, TextEncoding(word: encoding) == nil {
      let words = TextEncoding.allCases.map(\.word).joined(separator: ", ")
      throw ValidationError("--encoding takes \(words), not \"\(encoding)\".")
    }
    if into == nil, !dryRun { throw ValidationError("Say where to: --into COHORT.sqlite, or check with --dry-run.") }
  }

  private var levels: [String: UnitLevel] {
    get throws {
      var levels: [String: UnitLevel] = [:]
      for word in level {
        // A name may hold =, a level does not.
        guard let end = word.lastIndex(of: "="), end > word.startIndex,
          let level = UnitLevel(rawValue: String(word[word.index(after: end)...]))
        else {
          throw ValidationError(
            "--level takes COLUMN=patient, =exam, =image or =lesion, not \"\(word)\".")
        }
        levels[String(word[..<end])] = level
      }
      return levels
    }
  }

  func run() throws {
    let options = ImportOptions(
      layout: ImportLayout(rawValue: layout.rawValue) ?? .auto, clinical: clinical, idColumn: id, textColumns: text,
      levels: try levels, encoding: encoding.flatMap { TextEncoding(word: $0) }, isStrict: strict, isDryRun: dryRun)
    let summary = try CohortImport.run(source: source, into: into ?? "", options: options)
    try output.write(answer(summary))
    if !summary.isWritten, !dryRun { throw ExitStatus.failed }
    if summary.hasProblems { throw ExitStatus.someFailed }
  }

  private func answer(_ summary: ImportSummary) -> Answer {
    var answer = Answer("import")
    let counts =
      [("patients", summary.patients), ("exams", summary.exams), ("images", summary.images)]
      + [("lesions", summary.lesions), ("variables", summary.variables)]
    for (name, count) in counts { answer.add(name, .integer(count)) }
    answer.add("layout", .string(summary.layout.rawValue))
    answer.add("written", .bool(summary.isWritten))
    let found = counts.map { "\($1) \($1 == 1 ? String($0.dropLast()) : $0)" }.joined(separator: ", ")
    answer.lines = [
      summary.isWritten
        ? "\(found) → \(into ?? "")"
        : dryRun
          ? "\(found) would be imported; nothing was written."
          : summary.patients == 0
            ? "\(source) has no patient to import, so nothing was written."
            : "\(found) found, but nothing was written (--strict)."
    ]
    let issues = Table(
      "issues",
      columns: ["severity", "code", "file", "row", "patient", "message", "suggestion"].map { .init($0) },
      rows: summary.issues.map { issue in
        [
          .text(issue.severity.rawValue), .text(issue.code.rawValue), .text(issue.file), .init(issue.row),
          .init(issue.patient), .text(issue.message), .text(issue.suggestion),
        ]
      })
    answer.tables = [issues]
    answer.tables[0].isPrinted = false
    answer.add("issues", issues.json)
    answer.notes = summary.issues.map { "\($0.severity.rawValue): \($0.line)" }
    // The layout that was asked for may be the wrong one.
    if summary.patients == 0, layout != .auto { answer.notes.append(ImportLayout.offer) }
    return answer
  }
}
