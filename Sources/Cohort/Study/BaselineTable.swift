public import Stats

/// A baseline table ("Table 1") of the rows of a table, by the values of one of its columns.
public struct BaselineTable: Sendable, Equatable {
  /// The column that makes the groups.
  public let column: String
  public let result: TableOne
  /// The variables that are dates: their numbers are days since 1970-01-01.
  public let dates: Set<String>
  /// Rows left out because their group is not known.
  public let withoutGroup: Int

  /// - Parameters:
  ///   - rows: the rows to describe; those in which the column is missing are left out.
  ///   - columns: the variables; all but names and the grouping column if nil.
  ///   - goesOn: hears how many variables of how many are done; where it says no, the rest is left out.
  public init(
    of table: DataTable, rows: [Int], by name: String, columns: [String]? = nil,
    goesOn: (Int, Int) -> Bool = { _, _ in true }
  ) throws {
    let group = try table.requireColumn(name)
    let known = rows.filter { !group.values.isMissing($0) }
    let grouping = Grouping(labels: known.map { group.values[$0].text ?? "" })
    var variables: [TableColumn] = []
    for column in try columns.map({ try table.selecting($0) })?.columns ?? table.columns where column.name != group.name
    {
      let rows = column.rows(known)
      if columns == nil, Self.isName(rows) || rows.missingCount == known.count { continue }
      // The first column names the rows, however few they are.
      if columns == nil, column.name == table.columns.first?.name, Self.isDistinct(rows) { continue }
      variables.append(rows)
    }
    try self.init(variables, by: group.name, grouping, withoutGroup: rows.count - known.count, goesOn: goesOn)
  }

  /// - Parameters:
  ///   - variables: their rows are those of the grouping.
  ///   - name: the column that makes the groups.
  public init(
    _ variables: [TableColumn], by name: String, _ grouping: Grouping, withoutGroup: Int = 0,
    goesOn: (Int, Int) -> Bool = { _, _ in true }
  ) throws {
    column = name
    dates = Set(variables.filter { $0.type == .date }.map(\.name))
    result = try TableOne(variables.map(Self.variable), by: grouping) { goesOn($0, variables.count) }
    self.withoutGroup = withoutGroup
  }

  /// Whether no two rows have the same text.
  private static func isDistinct(_ column: TableColumn) -> Bool {
    guard case .text(let text) = column.values else { return false }
    let codes = text.codes.filter { $0 >= 0 }
    return Set(codes).count == codes.count
  }

  /// A text column whose every value occurs once names rows, it does not describe them.
  public static func isName(_ column: TableColumn) -> Bool {
    guard case .text(let text) = column.values else { return false }
    var used: Set<Int32> = []
    var count = 0
    for code in text.codes where code >= 0 {
      used.insert(code)
      count += 1
    }
    return count > 10 && used.count * 10 > count * 9
  }

  /// Numbers of at most two values are classes, as 0/1 columns are.
  private static func variable(_ column: TableColumn) -> TableOne.Variable {
    let isNumber = column.type == .number || column.type == .date
    if isNumber, let numbers = column.values.numbers, hasMoreThanTwo(numbers) {
      return .number(name: column.name, values: numbers)
    }
    return .category(name: column.name, values: column.values.texts)
  }

  private static func hasMoreThanTwo(_ numbers: [Double]) -> Bool {
    var seen: Set<Double> = []
    for number in numbers where number.isFinite {
      seen.insert(number)
      if seen.count > 2 { return true }
    }
    return false
  }
}

// MARK: As text

extension BaselineTable {
  /// A line of the table as people read it: what its cells are, such as `mean ± sd` or a level, and a cell per group.
  public struct Line: Sendable, Equatable {
    public let value: String
    public let cells: [String]
  }

  /// A day as it is written: `2010-04-30`. Between two days, as a median may lie, the earlier.
  public static func day(_ value: Double?) -> String? {
    value.flatMap { Int32(exactly: $0.rounded(.down)) }.map { CalendarDate(daysSince1970: $0).description }
  }

  /// The lines of a variable: one for a number, one per level for a category. Dates are given as the median day with the first
  /// and the last one: a standard deviation of days says little.
  ///
  /// - Parameter number: writes a number.
  public func lines(of row: TableOneRow, number: (Double) -> String) -> [Line] {
    func short(_ value: Double?) -> String { value.map(number) ?? "–" }
    switch row.content {
    case .meanAndDeviation(let groups) where dates.contains(row.name),
      .medianAndQuartiles(let groups) where dates.contains(row.name):
      let cells = groups.map { group in
        guard let median = Self.day(group.median), let first = Self.day(group.minimum),
          let last = Self.day(group.maximum)
        else { return "–" }
        return "\(median) [\(first)–\(last)]"
      }
      return [Line(value: "median [range]", cells: cells)]
    case .meanAndDeviation(let groups):
      return [
        Line(value: "mean ± sd", cells: groups.map { "\(short($0.mean)) ± \(short($0.standardDeviation))" })
      ]
    case .medianAndQuartiles(let groups):
      return [
        Line(
          value: "median [quartiles]",
          cells: groups.map { "\(short($0.median)) [\(short($0.firstQuartile))–\(short($0.thirdQuartile))]" })
      ]
    case .counts(let levels, let counts):
      let totals = result.groups.indices.map { group in counts.reduce(0) { $0 + $1[group] } }
      return zip(levels, counts).map { level, counts in
        let cells = zip(counts, totals).map { count, total in
          guard total > 0 else { return "0" }
          return "\(count) (\(Int((Double(count) / Double(total) * 100).rounded(.toNearestOrEven)))%)"
        }
        return Line(value: level, cells: cells)
      }
    }
  }
}
