/// A table in memory: named, typed columns of equal length. Screens, commands and studies look at cohorts through it.
public struct DataTable: Sendable, Equatable {
  public private(set) var columns: [TableColumn]
  public let rowCount: Int
  /// Columns that the cohort has in a table of other units, by their name: in the table of patients, the variables of exams.
  /// Who asks for one of them hears where it is.
  public var elsewhere: [String: UnitLevel] = [:]

  /// Every column must have the same number of rows.
  public init(columns: [TableColumn]) {
    self.init(columns: columns, rowCount: columns.first?.values.count ?? 0)
  }

  public init(columns: [TableColumn], rowCount: Int, elsewhere: [String: UnitLevel] = [:]) {
    precondition(columns.allSatisfy { $0.values.count == rowCount }, "columns of a table have one length")
    self.columns = columns
    self.rowCount = rowCount
    self.elsewhere = elsewhere
  }

  public var names: [String] { columns.map(\.name) }

  /// The column in which the tables of a cohort say why a unit is left out.
  public static let exclusionColumn = "excluded"

  /// The column in which they say why features of a unit's regions could not be extracted.
  public static let failureColumn = "extraction_failed"

  /// Whether a column of a cohort's tables is about the study, not about the unit. No variable is shown under such a name.
  public static func isRemark(_ name: String) -> Bool { name == exclusionColumn || name == failureColumn }

  /// The columns that say something of the units: without the first, which names them, and without remarks of the study on
  /// them. Predictors, outcomes, splits and groups are among these.
  public var variables: [TableColumn] { columns.dropFirst().filter { !Self.isRemark($0.name) } }

  /// The position of a column: by its exact name, else by the only name that differs in case alone.
  public func index(ofColumn name: String) -> Int? {
    if let exact = columns.firstIndex(where: { $0.name == name }) { return exact }
    let lowered = name.lowercased()
    let candidates = columns.indices.filter { columns[$0].name.lowercased() == lowered }
    return candidates.count == 1 ? candidates[0] : nil
  }

  public func column(named name: String) -> TableColumn? { index(ofColumn: name).map { columns[$0] } }

  /// The column, or an error that suggests the nearest name.
  public func requireColumn(_ name: String) throws(TableError) -> TableColumn {
    guard let column = column(named: name) else {
      if let level = level(ofColumnElsewhere: name) { throw .columnElsewhere(name, level) }
      throw .unknownColumn(name, suggestion: Suggestion.nearest(to: name, among: names), known: names)
    }
    return column
  }

  /// The units whose table has a column that this one has not.
  public func level(ofColumnElsewhere name: String) -> UnitLevel? {
    elsewhere[name] ?? elsewhere.first { $0.key.lowercased() == name.lowercased() }?.value
  }

  public func cell(row: Int, column: Int) -> CellValue { columns[column].values[row] }

  public func cell(row: Int, column name: String) -> CellValue? { column(named: name)?.values[row] }

  /// The rows given, in the order given.
  public func rows(_ rows: [Int]) -> DataTable {
    DataTable(columns: columns.map { $0.rows(rows) }, rowCount: rows.count, elsewhere: elsewhere)
  }

  /// Only the columns named, in the order given.
  public func selecting(_ names: [String]) throws(TableError) -> DataTable {
    var chosen: [TableColumn] = []
    for name in names { chosen.append(try requireColumn(name)) }
    return DataTable(columns: chosen, rowCount: rowCount, elsewhere: elsewhere)
  }

  /// Adds a column, or replaces the one of that name.
  public mutating func set(_ column: TableColumn) {
    precondition(column.values.count == rowCount, "columns of a table have one length")
    if let index = columns.firstIndex(where: { $0.name == column.name }) {
      columns[index] = column
    } else {
      columns.append(column)
    }
  }
}

/// A named column.
public struct TableColumn: Sendable, Equatable {
  public var name: String
  /// The unit of the values, such as "mm"; empty when unknown or none.
  public var unit: String
  public var values: ColumnValues
  /// Whether it says what the cohort holds of each unit, such as the number of its exams: nobody measured that of a patient, so
  /// that no model takes it unless a person names it.
  public var isInventory: Bool

  public init(name: String, unit: String = "", values: ColumnValues, isInventory: Bool = false) {
    self.name = name
    self.unit = unit
    self.values = values
    self.isInventory = isInventory
  }

  public var type: ColumnType { values.type }

  public var missingCount: Int { values.missingCount }

  public func rows(_ rows: [Int]) -> TableColumn {
    TableColumn(name: name, unit: unit, values: values.rows(rows), isInventory: isInventory)
  }
}

/// The cells of one column, of one type.
public enum ColumnValues: Sendable, Equatable {
  /// NaN where missing.
  case number([Double])
  case text(TextColumn)
  /// Days since 1970-01-01; `missingDate` where missing.
  case date([Int32])
  /// 0, 1, or −1 where missing.
  case bool([Int8])

  public static let missingDate = Int32.min

  public static func == (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.number(let x), .number(let y)):
      x.count == y.count && zip(x, y).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
    case (.text(let x), .text(let y)): x == y
    case (.date(let x), .date(let y)): x == y
    case (.bool(let x), .bool(let y)): x == y
    default: false
    }
  }

  /// A column of mixed cells: numbers if all are numbers, dates if all are dates, Booleans if all are Booleans, else text.
  public init(_ cells: [CellValue]) {
    let kinds = Set(
      cells.compactMap { cell -> ColumnType? in
        switch cell {
        case .missing: nil
        case .number: .number
        case .text: .text
        case .date: .date
        case .bool: .bool
        }
      })
    switch kinds.count == 1 ? kinds.first : kinds.isEmpty ? .number : .text {
    case .number: self = .number(cells.map { $0.number ?? .nan })
    case .date:
      self = .date(cells.map { if case .date(let date) = $0 { date.daysSince1970 } else { Self.missingDate } })
    case .bool: self = .bool(cells.map { if case .bool(let flag) = $0 { flag ? 1 : 0 } else { -1 } })
    case .text, nil: self = .text(TextColumn(cells.map(\.text)))
    }
  }

  public var type: ColumnType {
    switch self {
    case .number: .number
    case .text: .text
    case .date: .date
    case .bool: .bool
    }
  }

  public var count: Int {
    switch self {
    case .number(let values): values.count
    case .text(let column): column.codes.count
    case .date(let values): values.count
    case .bool(let values): values.count
    }
  }

  public subscript(row: Int) -> CellValue {
    switch self {
    case .number(let values): values[row].isNaN ? .missing : .number(values[row])
    case .text(let column): column[row].map { .text($0) } ?? .missing
    case .date(let values):
      values[row] == Self.missingDate ? .missing : .date(CalendarDate(daysSince1970: values[row]))
    case .bool(let values): values[row] < 0 ? .missing : .bool(values[row] == 1)
    }
  }

  public func isMissing(_ row: Int) -> Bool {
    switch self {
    case .number(let values): values[row].isNaN
    case .text(let column): column.codes[row] < 0
    case .date(let values): values[row] == Self.missingDate
    case .bool(let values): values[row] < 0
    }
  }

  public var missingCount: Int {
    switch self {
    case .number(let values): values.reduce(0) { $0 + ($1.isNaN ? 1 : 0) }
    case .text(let column): column.codes.reduce(0) { $0 + ($1 < 0 ? 1 : 0) }
    case .date(let values): values.reduce(0) { $0 + ($1 == Self.missingDate ? 1 : 0) }
    case .bool(let values): values.reduce(0) { $0 + ($1 < 0 ? 1 : 0) }
    }
  }

  /// Numbers with NaN where missing: numbers as they are, Booleans as 0 and 1, dates as days since 1970; nil for text.
  public var numbers: [Double]? {
    switch self {
    case .number(let values): values
    case .date(let values): values.map { $0 == Self.missingDate ? .nan : Double($0) }
    case .bool(let values): values.map { $0 < 0 ? .nan : Double($0) }
    case .text: nil
    }
  }

  /// Every cell as text, nil where missing.
  public var texts: [String?] { (0..<count).map { self[$0].text } }

  /// The different values in natural order, missing left out.
  public var levels: [CellValue] {
    switch self {
    case .text(let column):
      // Levels that no row uses any more, as after a selection of rows, do not count.
      let used = Set(column.codes)
      let ranks = column.ranks
      return column.levels.indices.filter { used.contains(Int32($0)) }.sorted { ranks[$0] < ranks[$1] }
        .map { .text(column.levels[$0]) }
    case .number(let values):
      return Set(values.lazy.filter { !$0.isNaN }).sorted().map { .number($0) }
    case .date(let values):
      return Set(values.lazy.filter { $0 != Self.missingDate }).sorted()
        .map { .date(CalendarDate(daysSince1970: $0)) }
    case .bool(let values):
      return Set(values.lazy.filter { $0 >= 0 }).sorted().map { .bool($0 == 1) }
    }
  }

  public func rows(_ rows: [Int]) -> ColumnValues {
    switch self {
    case .number(let values): .number(rows.map { values[$0] })
    case .text(let column): .text(TextColumn(levels: column.levels, codes: rows.map { column.codes[$0] }))
    case .date(let values): .date(rows.map { values[$0] })
    case .bool(let values): .bool(rows.map { values[$0] })
    }
  }
}
