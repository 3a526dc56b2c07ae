import Cohort
import Features
import Foundation
import Stats

/// A PyRadiomics batch: a CSV with the columns Image and Mask, perhaps Label and others that are copied.
///
/// As CSV the answer is the batch's columns and one column per feature, and behind them, where values are missing, a column
/// with the reasons. As JSON it is one object per row: what `radish extract` says of one case, after the batch's columns.
/// A case that fails has empty cells and is named on standard error; the others go on.
struct BatchExtraction: Sendable {
  /// How the answer is written.
  enum Format: Sendable { case csv, json }

  private let file: String
  private let table: DataTable
  private let images: [String]
  private let masks: [String]
  private let labels: [Double?]
  private let settings: SettingsFile?
  private let wanted: FeatureChoice?
  private let jobs: Int

  init(file: String, settings: SettingsFile?, wanted: FeatureChoice?, jobs: Int?) throws {
    let text = try TableInput.text(of: file)
    let table = try text.table()
    let folder = URL(filePath: file).deletingLastPathComponent()
    func paths(_ name: String) throws -> [String] {
      try table.requireColumn(name).values.texts.map { text in
        guard let text, !text.isEmpty else { return "" }
        return text.hasPrefix("/") ? text : folder.appending(path: text).path
      }
    }
    images = try paths("Image")
    masks = try paths("Mask")
    labels = try Self.labels(of: table, from: text) ?? images.map { _ in nil }
    guard !images.isEmpty else { throw InputError.noRows(file: file, filter: nil) }
    self.file = file
    self.table = table
    self.settings = settings
    self.wanted = wanted
    self.jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// The label of every row, nil where its cell is empty; nil without such a column. A cell that is no number is an error:
  /// a row must never be computed on a label that nobody asked for.
  private static func labels(of table: DataTable, from text: DelimitedText) throws -> [Double?]? {
    guard let place = table.index(ofColumn: "Label") else { return nil }
    if case .number(let numbers) = table.columns[place].values, !numbers.contains(where: \.isInfinite) {
      return numbers.map { $0.isNaN ? nil : $0 }
    }
    return try (0..<table.rowCount).map { row in
      guard let cell = text.text(row: row, column: place) else { return nil }
      guard let label = try? MaskValue.read(cell) else {
        throw InputError.notALabel(
          cell, file: text.name, line: text.line(ofRow: row), column: table.columns[place].name)
      }
      return label
    }
  }

  /// The files of every case.
  func files(with settings: SettingsFile) -> [CohortPerturbation.CaseFiles] {
    images.indices.map { row in
      CohortPerturbation.CaseFiles(
        title: "row \(row + 1)", image: images[row],
        mask: MaskSource(
          path: masks[row], selection: settings.regionLabel(asked: labels[row]).map { .label($0) } ?? .only))
    }
  }

  /// Extracts every case and writes the answer; status 3 when some failed, 130 when interrupted.
  func run(into path: String, as format: Format) async throws {
    let destination = try path == "-" ? nil : OutputFile(path, keeping: [file] + images + masks)
    let line = ProgressLine(total: images.count, noun: "cases", look: DisplayOptions.standard.look)
    let outcomes = try await Interrupt.cancelling { [self] in await extractAll(line) }
    line.clear()
    let text =
      switch format {
      case .csv: merged(outcomes).csv
      case .json: try answer(outcomes).document.text
      }
    if let destination {
      try destination.write(text, isPrivate: true)
      Messages.say("features written to \(path)")
    } else {
      Terminal.write(text)
    }
    if format == .csv { for sentence in Self.cautions(of: outcomes) { Messages.say(sentence) } }
    if Interrupt.wasAsked { throw ExitStatus.interrupted }
    if outcomes.contains(where: { if case .failed = $0 { true } else { false } }) { throw ExitStatus.someFailed }
  }

  private enum CaseOutcome: Sendable {
    case made(ExtractionAnswer)
    case failed(String)
    case notBegun

    /// Why there are no values at all; nil where there are some.
    var failure: String? {
      switch self {
      case .made: nil
      case .failed(let reason): reason
      case .notBegun: "interrupted before this row"
      }
    }
  }

  private func extractAll(_ line: ProgressLine) async -> [CaseOutcome] {
    var outcomes = [CaseOutcome](repeating: .notBegun, count: images.count)
    await withTaskGroup(of: (Int, CaseOutcome).self) { group in
      var next = 0
      var done = 0
      func add() {
        guard next < images.count, !Task.isCancelled else { return }
        let row = next
        next += 1
        group.addTask { (row, extract(row, line)) }
      }
      for _ in 0..<jobs { add() }
      while let (row, outcome) = await group.next() {
        outcomes[row] = outcome
        done += 1
        line.show(done)
        add()
      }
    }
    return outcomes
  }

  private func extract(_ row: Int, _ line: ProgressLine) -> CaseOutcome {
    do {
      let chosen =
        try settings.map { SettingsChoice.Chosen(file: $0) }
        ?? SettingsChoice.Chosen(nil, forImage: images[row], volume: nil)
      let start = ContinuousClock.now
      let (extraction, label) = try CaseExtraction(image: images[row], mask: masks[row], label: labels[row])
        .extraction(with: chosen.file)
      return .made(
        ExtractionAnswer(
          extraction: extraction, settings: chosen, image: images[row], mask: masks[row], label: label, wanted: wanted,
          seconds: (ContinuousClock.now - start) / .seconds(1), digests: FileDigests(of: [])))
    } catch {
      line.say("row \(row + 1): \(error)")
      return .failed("\(error)")
    }
  }

  /// The batch's own columns, then every feature that any case has, then why values are missing.
  private func merged(_ outcomes: [CaseOutcome]) -> Table {
    var names: [String] = []
    var known: [String: Int] = [:]
    for case .made(let answer) in outcomes {
      for value in answer.values where known[value.key.column] == nil {
        known[value.key.column] = names.count
        names.append(value.key.column)
      }
    }
    var rows: [[Table.Value]] = []
    var reasons: [String?] = []
    for (row, outcome) in outcomes.enumerated() {
      var cells = [Table.Value](repeating: .missing, count: names.count)
      var missing: [(reason: String, columns: [String])] = []
      if case .made(let answer) = outcome {
        for value in answer.values {
          if let place = known[value.key.column] { cells[place] = .init(value.number) }
          guard let reason = value.reason else { continue }
          if let place = missing.firstIndex(where: { $0.reason == reason }) {
            missing[place].columns.append(value.key.column)
          } else {
            missing.append((reason, [value.key.column]))
          }
        }
      }
      rows.append(table.columns.map { Table.Value($0.values[row]) } + cells)
      let said = missing.map { "\($0.columns.joined(separator: ", ")): \($0.reason)" }
      reasons.append(outcome.failure ?? (said.isEmpty ? nil : said.joined(separator: "; ")))
    }
    names = table.names + names
    if reasons.contains(where: { $0 != nil }) {
      names.append(Self.reasonColumn)
      for row in rows.indices { rows[row].append(.init(reasons[row])) }
    }
    return Table("features", columns: names.map { .init($0) }, rows: rows)
  }

  /// The last column of the CSV; it is there where a value is missing.
  private static let reasonColumn = "missing_because"

  private func answer(_ outcomes: [CaseOutcome]) throws -> Answer {
    var answer = Answer("extract-batch")
    answer.add("n", .integer(outcomes.count))
    answer.add("n_failed", .integer(outcomes.count { $0.failure != nil }))
    answer.add(
      "rows",
      .array(
        try outcomes.enumerated().map { row, outcome in
          let own = JSON.object(
            zip(table.names, table.columns).map { name, column in
              JSON.Member(key: name, value: Table.Value(column.values[row]).json)
            })
          let place: JSON = ["row": .integer(row + 1), "columns": own]
          guard case .made(let found) = outcome else {
            return place.appending(["error": JSON(outcome.failure)])
          }
          return .object(place.members + (try found.answer()).document.members)
        }))
    return answer
  }

  /// What single extractions caution about, each sentence once with the rows it is about.
  private static func cautions(of outcomes: [CaseOutcome]) -> [String] {
    var sentences: [String] = []
    var rows: [String: [Int]] = [:]
    for (row, outcome) in outcomes.enumerated() {
      guard case .made(let answer) = outcome else { continue }
      for caution in answer.cautions {
        let sentence = "caution \(caution.code): \(caution.message)"
        if rows[sentence] == nil { sentences.append(sentence) }
        rows[sentence, default: []].append(row + 1)
      }
    }
    return sentences.map { sentence in
      let about = rows[sentence] ?? []
      let shown = about.prefix(10).map(String.init).joined(separator: ", ")
      return "row\(about.count == 1 ? "" : "s") \(shown)\(about.count > 10 ? " and others" : ""): \(sentence)"
    }
  }
}
