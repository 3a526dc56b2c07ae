import Cohort
import Features
import Foundation

/// A PyRadiomics batch: a CSV with the columns Image and Mask, perhaps Label and others that are copied.
///
/// The answer is a CSV with the batch's columns and one column per feature. A case that fails has empty cells and is named
/// on standard error; the others go on.
struct BatchExtraction: Sendable {
  private let table: DataTable
  private let images: [String]
  private let masks: [String]
  private let labels: [Double?]
  private let settings: SettingsFile?
  private let wanted: FeatureChoice?
  private let jobs: Int

  init(file: String, settings: SettingsFile?, wanted: FeatureChoice?, jobs: Int?) throws {
    let table = try DelimitedText(path: file).table()
    let folder = URL(filePath: file).deletingLastPathComponent()
    func paths(_ name: String) throws -> [String] {
      try table.requireColumn(name).values.texts.map { text in
        guard let text, !text.isEmpty else { return "" }
        return text.hasPrefix("/") ? text : folder.appending(path: text).path
      }
    }
    images = try paths("Image")
    masks = try paths("Mask")
    labels = table.column(named: "Label")?.values.numbers?.map { $0.isNaN ? nil : $0 } ?? images.map { _ in nil }
    guard !images.isEmpty else { throw InputError.noRows(file: file, filter: nil) }
    self.table = table
    self.settings = settings
    self.wanted = wanted
    self.jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// The files of every case.
  var files: [CohortPerturbation.CaseFiles] {
    images.indices.map { row in
      let label = labels[row] ?? settings?.label.map(Double.init)
      return CohortPerturbation.CaseFiles(
        title: "row \(row + 1)", image: images[row],
        mask: MaskSource(path: masks[row], selection: label.map { .label($0) } ?? .only))
    }
  }

  /// Extracts every case and writes the table; status 3 when some failed, 130 when interrupted.
  func run(into path: String) async throws {
    let line = ProgressLine(total: images.count, noun: "cases", look: DisplayOptions.standard.look)
    let outcomes = try await Interrupt.cancelling { [self] in await extractAll(line) }
    line.clear()
    let csv = merged(outcomes).csv
    if path == "-" {
      Terminal.write(csv)
    } else {
      do {
        try Data(csv.utf8).write(to: URL(filePath: path), options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
      } catch {
        throw OutputError.unwritable(path: path)
      }
      Messages.say("features written to \(path)")
    }
    if Interrupt.wasAsked { throw ExitStatus.interrupted }
    if outcomes.contains(where: { if case .failed = $0 { true } else { false } }) { throw ExitStatus.someFailed }
  }

  private enum CaseOutcome: Sendable {
    case values([FeatureValue])
    case failed
    case notBegun
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
      let settings = try settings ?? SettingsChoice.Chosen(nil, forImage: images[row], volume: nil).file
      let (extraction, _) = try CaseExtraction(image: images[row], mask: masks[row], label: labels[row])
        .extraction(with: settings)
      return .values(extraction.features.values.filter { wanted?.contains($0.key) ?? true })
    } catch {
      line.say("row \(row + 1): \(error)")
      return .failed
    }
  }

  /// The batch's own columns, then every feature that any case has.
  private func merged(_ outcomes: [CaseOutcome]) -> Table {
    var names: [String] = []
    var known: [String: Int] = [:]
    for case .values(let values) in outcomes {
      for value in values where known[value.key.column] == nil {
        known[value.key.column] = names.count
        names.append(value.key.column)
      }
    }
    let rows = outcomes.enumerated().map { row, outcome in
      var cells = [Table.Value](repeating: .missing, count: names.count)
      if case .values(let values) = outcome {
        for value in values { if let place = known[value.key.column] { cells[place] = .init(value.number) } }
      }
      return table.columns.map { Table.Value($0.values[row]) } + cells
    }
    return Table("features", columns: (table.names + names).map { .init($0) }, rows: rows)
  }
}
