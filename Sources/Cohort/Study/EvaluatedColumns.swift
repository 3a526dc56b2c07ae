internal import Stats

/// The columns that only the evaluation of a study reads, checked before anything is trained.
struct EvaluatedColumns: Sendable {
  /// What readers called, in the order of the plan.
  let readers: [ReaderCalls]
  let treatment: Treatment?
  let causes: CompetingCauses?

  struct Treatment: Sendable {
    let column: String
    /// In alphabetical or ascending order; the first is the reference.
    let levels: [String]
    /// The position of the level of each unit; nil where the cell is empty.
    let codes: [Int?]
  }

  /// - Throws: `TableError` for an unknown column or one that is coded otherwise; `StudyError.badTreatment`.
  init(_ plan: StudyPlan, table: DataTable) throws {
    guard let asked = plan.evaluation else {
      (readers, treatment, causes) = ([], nil, nil)
      return
    }
    if case .binary(let column, let positive) = plan.outcome, !asked.readers.isEmpty {
      let levels = try table.requireColumn(column).values.levels.compactMap(\.text)
      let label = Levels.find(positive, among: levels) ?? positive
      readers = try asked.readers.map { name in
        try ReaderCalls(table.requireColumn(name), positive: label, negative: levels.filter { $0 != label })
      }
    } else {
      readers = []
    }
    treatment = try asked.treatment.map { try Self.treatment(table.requireColumn($0)) }
    causes = try asked.competing.map {
      try CompetingCauses(
        table.requireColumn($0.column), censored: $0.censored, option: "evaluation.competing.censored")
    }
  }

  private static func treatment(_ column: TableColumn) throws -> Treatment {
    let found = column.values.levels.compactMap(\.text)
    let levels = column.type == .text ? AlphabeticalOrder.sorted(found) : found
    guard (2...10).contains(levels.count) else {
      throw StudyError.badTreatment(column: column.name, count: levels.count)
    }
    let places = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($0.element, $0.offset) })
    return Treatment(
      column: column.name, levels: levels, codes: column.values.texts.map { text in text.flatMap { places[$0] } })
  }

  /// Adds everything that results depend on to a digest.
  func add(to digest: inout Digest) {
    for reader in readers {
      digest.add("reader \(reader.name)\u{0}")
      digest.add(reader.calls.map { $0.map { $0 ? 1 : 0 } ?? -1 })
    }
    if let treatment {
      digest.add("treatment \(treatment.column)\u{0}" + treatment.levels.joined(separator: "\u{0}"))
      digest.add(treatment.codes.map { Double($0 ?? -1) })
    }
    if let causes {
      digest.add("causes \(causes.column)\u{0}" + causes.causes.joined(separator: "\u{0}"))
      digest.add(causes.codes.map { Double($0 ?? -1) })
    }
  }
}
