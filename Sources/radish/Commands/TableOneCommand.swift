import ArgumentParser
import Cohort
import Stats

/// `radish table1`: the baseline table of a cohort or of any CSV.
struct TableOneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "table1", abstract: "A baseline table by groups, with a test chosen and named per variable, and SMD.")

  @Argument(help: ArgumentHelp("A cohort file or a CSV; - reads standard input.", valueName: "csv|cohort.sqlite"))
  var source: String
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
    let names =
      columns.isEmpty
      ? try rows.table.names.filter {
        try $0 != group && !DataTable.isRemark($0) && !BaselineTable.isName(rows.table.requireColumn($0))
      }
      : try table.columns(columns)
    let baseline = try BaselineTable(
      names.map { try rows.table.requireColumn($0) }, by: group, rows.grouping(of: group))
    try output.write(TableOneAnswer(baseline: baseline, rows: rows).answer)
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
    if by == "split", table.column(named: by) == nil {
      guard let split = try FrozenSplit(in: database) else {
        throw ValidationError("This cohort has no frozen split: radish split --by … --freeze makes one.")
      }
      let labels = table.column(named: "patient")?.values.texts ?? []
      table.set(
        TableColumn(
          name: "split",
          values: ColumnValues(
            labels.map { label in
              label.flatMap { split.parts[$0] }.map { .text($0) } ?? .missing
            })))
    }
    let found = try filter.map { try FilterExpression($0).rows(in: table) } ?? Array(0..<table.rowCount)
    // Who is excluded is left out of every analysis.
    let excluded = table.column(named: DataTable.exclusionColumn)?.values
    let rows = found.filter { excluded?.isMissing($0) ?? true }
    guard !found.isEmpty else { throw InputError.noRows(file: source, filter: filter) }
    guard !rows.isEmpty else { throw ValidationError("Every patient asked for is excluded from analyses.") }
    let count = found.count - rows.count
    return InputTable(
      name: source, table: table, rows: rows, filter: filter,
      notes: count > 0 ? ["\(Caution.count(count, "excluded patient")) left out."] : [])
  }
}
