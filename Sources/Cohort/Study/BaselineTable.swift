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
  public init(
    of table: DataTable, rows: [Int], by name: String, columns: [String]? = nil
  ) throws {
    let group = try table.requireColumn(name)
    let known = rows.filter { !group.values.isMissing($0) }
    let grouping = Grouping(labels: known.map { group.values[$0].text ?? "" })
    var variables: [TableOne.Variable] = []
    var dates: Set<String> = []
    for column in try columns.map({ try table.selecting($0) })?.columns ?? table.columns where column.name != group.name
    {
      let rows = column.rows(known)
      if columns == nil, Self.isName(rows) || rows.missingCount == known.count { continue }
      // The first column names the rows, however few they are.
      if columns == nil, column.name == table.columns.first?.name, Self.isDistinct(rows) { continue }
      if rows.type == .date { dates.insert(column.name) }
      variables.append(Self.variable(rows))
    }
    column = group.name
    self.dates = dates
    result = try TableOne(variables, by: grouping)
    withoutGroup = rows.count - known.count
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
  public static func variable(_ column: TableColumn) -> TableOne.Variable {
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
