import ArgumentParser
import Cohort
import Stats

/// `radish table1`: the baseline table of a cohort or of any CSV.
struct TableOneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "table1", abstract: "A baseline table by groups, with a test chosen and named per variable, and SMD.")

  @Argument(help: "A cohort file or a CSV; - reads standard input.") var source: String
  @Option(
    help: ArgumentHelp("Column of the groups; split is the frozen split of a cohort.", valueName: "column")) var by:
    String
  @Option(help: ArgumentHelp("Only these variables, A,B.", valueName: "columns")) var columns: [String] = []
  @Option(name: .customLong("where"), help: ArgumentHelp("Use only rows such as 'age>60'.", valueName: "expr"))
  var filter: String?
  @OptionGroup var output: OutputOptions

  func run() throws {
    let table = try input()
    let group = try table.table.requireColumn(by).name
    let rows = try CompleteRows(of: table, columns: [group])
    let grouping = try rows.grouping(of: group)
    let names =
      columns.isEmpty
      ? rows.table.names.filter { $0 != group && !TableOneCommand.isIdentifier($0, in: rows.table) }
      : try table.columns(columns)
    let result = try TableOne(
      names.map { try TableOneCommand.variable(rows.table.requireColumn($0)) }, by: grouping)
    try output.write(TableOneAnswer(table: result, by: group, rows: rows).answer)
  }

  private func input() throws -> InputTable {
    guard source.hasSuffix(".sqlite") else {
      var input = TableInput()
      input.file = source
      input.filter = filter
      return try input.read()
    }
    let database = try CohortDatabase(path: source, mode: .readOnly)
    var table = try database.tableOfPatients()
    if by == "split", let split = try database.splits().last {
      let labels = table.column(named: "patient")?.values.texts ?? []
      table.set(
        TableColumn(
          name: "split",
          values: ColumnValues(
            labels.map { label in
              label.flatMap { split.parts[$0] }.map { .text($0) } ?? .missing
            })))
    }
    let rows = try filter.map { try FilterExpression($0).rows(in: table) } ?? Array(0..<table.rowCount)
    guard !rows.isEmpty else { throw InputError.noRows(file: source, filter: filter) }
    return InputTable(name: source, table: table, rows: rows, filter: filter, notes: [])
  }

  /// A text column whose every value occurs once names rows, it does not describe them.
  private static func isIdentifier(_ name: String, in table: DataTable) -> Bool {
    guard let column = table.column(named: name), column.type == .text else { return false }
    let count = table.rowCount - column.missingCount
    return count > 10 && column.values.levels.count * 10 > count * 9
  }

  /// Numbers of at most two values are classes, as 0/1 columns are.
  private static func variable(_ column: TableColumn) -> TableOne.Variable {
    let isNumber = column.type == .number || column.type == .date
    if isNumber, let numbers = column.values.numbers, Set(numbers.filter(\.isFinite)).count > 2 {
      return .number(name: column.name, values: numbers)
    }
    return .category(name: column.name, values: column.values.texts)
  }
}
