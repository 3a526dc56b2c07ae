public import Cohort

/// What the features of an extraction are called as columns beside a table, by the level of the table.
public struct ExtractedFeatures: Equatable, Sendable {
  public var extraction: String
  public var names: [UnitLevel: [String]]

  public init(extraction: String, names: [UnitLevel: [String]]) {
    self.extraction = extraction
    self.names = names
  }
}

/// Columns of features that a question to a table names: only these are read, so that a large cohort's others stay on disk.
public struct FeatureColumnRequest: Equatable, Sendable {
  public var level: UnitLevel
  /// How many units there are.
  public var rowCount: Int
  /// The columns of each extraction.
  public var names: [String: Set<String>]

  public init(level: UnitLevel, rowCount: Int, names: [String: Set<String>]) {
    self.level = level
    self.rowCount = rowCount
    self.names = names
  }

  /// The table with the columns beside its own.
  ///
  /// - Throws: where the cohort has other units by now.
  func added(_ columns: [TableColumn], to table: DataTable) throws -> DataTable {
    var table = table
    for column in columns {
      guard column.values.count == table.rowCount else { throw FeatureColumnError.hasChanged }
      table.set(column)
    }
    return table
  }
}

enum FeatureColumnError: Error, CustomStringConvertible {
  case hasChanged

  var description: String { "The cohort has changed since its table was read. Open it again, then ask again." }
}

extension AppState {
  /// The extractions that have features, the one that the screen of features shows first, else the newest.
  private var extractionsAtHand: [ExtractedFeatures] {
    let all = cohort?.features ?? []
    let shown = features.table?.overview.extraction
    guard let first = all.last(where: { $0.extraction == shown }) ?? all.last else { return [] }
    return [first] + all.reversed().filter { $0.extraction != first.extraction }
  }

  /// What columns of features beside a table of that level are called; a column of the table of the same name hides one.
  func featureNames(at level: UnitLevel) -> [String] {
    let extractions = extractionsAtHand
    if extractions.count == 1 { return extractions[0].names[level] ?? [] }
    var seen: Set<String> = []
    return extractions.flatMap { $0.names[level] ?? [] }.filter { seen.insert($0).inserted }
  }

  /// The columns of features that some words name beside a table: as a column, in a list, in a condition. nil where none is.
  func featureRequest(namedIn words: [String], beside table: DataTable, at level: UnitLevel) -> FeatureColumnRequest? {
    var seen = Set(table.names)
    var names: [String: Set<String>] = [:]
    let typed = words.map { $0.lowercased() }
    for extraction in extractionsAtHand {
      for name in extraction.names[level] ?? [] where !seen.contains(name) {
        let lowered = name.lowercased()
        guard typed.contains(where: { $0.contains(lowered) }) else { continue }
        seen.insert(name)
        names[extraction.extraction, default: []].insert(name)
      }
    }
    return names.isEmpty ? nil : FeatureColumnRequest(level: level, rowCount: table.rowCount, names: names)
  }
}
