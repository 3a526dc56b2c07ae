import Cohort
import Foundation
import Stats

/// The tables of a cohort that `radish show` prints.
struct CohortTables {
  let database: CohortDatabase

  func table(of subject: ShowCommand.Subject, extraction: String?) throws -> DataTable {
    switch subject {
    case .patients: try database.tableOfPatients()
    case .exams: try database.tableOfExams()
    case .lesions: try database.tableOfLesions()
    case .images: try database.tableOfImages()
    case .features: try features(extraction)
    case .splits: try splits()
    case .studies: try studies()
    case .runs: try runs()
    case .cautions: try cautions()
    }
  }

  private func features(_ name: String?) throws -> DataTable {
    if let name { return try database.tableOfFeatures(database.extraction(named: name)) }
    guard let latest = try database.extractions().max(by: { $0.createdAt < $1.createdAt }) else {
      return DataTable(columns: [])
    }
    return try database.tableOfFeatures(latest)
  }

  /// One row per unit of each frozen split.
  private func splits() throws -> DataTable {
    let rows = try database.splits().flatMap { split in
      split.parts.sorted { NaturalOrder.precedes($0.key, $1.key) }.map { (split, $0.key, $0.value) }
    }
    return DataTable(columns: [
      TableColumn(name: "split", values: ColumnValues(rows.map { .text($0.0.name) })),
      TableColumn(name: "unit", values: ColumnValues(rows.map { .text($0.1) })),
      TableColumn(name: "part", values: ColumnValues(rows.map { .text($0.2) })),
    ])
  }

  /// One row per study that has been run.
  private func studies() throws -> DataTable {
    let runs = try database.runs()
    let names = runs.map(\.study).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let latest = names.map { name in runs.last { $0.study == name } }
    let results = latest.map { $0?.decoded }
    return DataTable(columns: [
      Self.texts("study", names),
      Self.texts("outcome", results.map { $0?.outcome.description }),
      Self.texts("models", results.map { $0.map(Self.models) }),
      Self.numbers("runs", names.map { name in runs.count { $0.study == name } }),
      Self.texts("last_run", latest.map { $0?.createdAt.ISO8601Format() }),
    ])
  }

  private func runs() throws -> DataTable {
    let runs = try database.runs()
    let results = runs.map(\.decoded)
    return DataTable(columns: [
      Self.numbers("run", runs.map { Int($0.id) }),
      Self.texts("study", runs.map(\.study)),
      Self.numbers("n", results.map { $0?.n }),
      Self.texts("models", results.map { $0.map(Self.models) }),
      Self.numbers("cautions", results.map { $0.map { Self.cautions(of: $0).count } }),
      Self.texts("created", runs.map { $0.createdAt.ISO8601Format() }),
    ])
  }

  /// One row per caution of each run, with the model and the part it is about where it is about one.
  private func cautions() throws -> DataTable {
    let rows = try database.runs().flatMap { run in
      (run.decoded.map(Self.cautions) ?? []).map { (run: run, found: $0) }
    }
    return DataTable(columns: [
      Self.numbers("run", rows.map { Int($0.run.id) }),
      Self.texts("study", rows.map(\.run.study)),
      Self.texts("model", rows.map(\.found.model)),
      Self.texts("part", rows.map(\.found.part)),
      Self.texts("code", rows.map(\.found.caution.code)),
      Self.texts("message", rows.map(\.found.caution.message)),
    ])
  }

  private static func cautions(of result: RunResult) -> [(model: String?, part: String?, caution: Caution)] {
    result.cautions.map { (nil, nil, $0) }
      + result.results.flatMap { one in one.cautions.map { (one.model, one.part, $0) } }
  }

  private static func models(of result: RunResult) -> String {
    result.results.map(\.model).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      .joined(separator: ", ")
  }

  private static func texts(_ name: String, _ values: [String?]) -> TableColumn {
    TableColumn(name: name, values: ColumnValues(values.map { $0.map { .text($0) } ?? .missing }))
  }

  private static func numbers(_ name: String, _ values: [Int?]) -> TableColumn {
    TableColumn(name: name, values: ColumnValues(values.map { $0.map { .number(Double($0)) } ?? .missing }))
  }
}
