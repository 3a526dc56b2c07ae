import ArgumentParser
import Cohort
import Stats

/// `radish paired`: two tests, or two readers, of the same rows.
struct PairedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "paired",
    abstract: "Compares two tests or readers of the same rows: McNemar, and PPV and NPV by a score test.",
    discussion: "A test is a column of calls coded like the outcome. Differences are the first --test minus the second."
  )

  @OptionGroup var input: TableInput
  @Option(help: ArgumentHelp("Column of the two classes.", valueName: "column")) var outcome: String
  @Option(
    name: [.customLong("test"), .customLong("reader")],
    help: ArgumentHelp("Column of calls; give two.", valueName: "column"))
  var tests: [String]
  @Option(help: ArgumentHelp("The positive class; without it 1, true or yes.", valueName: "label")) var positive:
    String?
  @Flag(help: "McNemar's test with continuity correction.") var corrected = false
  @Option(help: ArgumentHelp("Also predictive values where this share is positive.", valueName: "share"))
  var prevalence: Double?
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let prevalence, !(prevalence > 0 && prevalence < 1) {
      throw ValidationError("--prevalence must lie between 0 and 1, for example 0.15.")
    }
  }

  func run() throws {
    let table = try input.read()
    let names = try table.columns(tests)
    guard names.count == 2 else { throw ValidationError("paired needs exactly two --test columns.") }
    let column = try table.table.requireColumn(outcome).name
    let rows = try CompleteRows(of: table, columns: [column] + names)
    let binary = try BinaryOutcome(column: column, positive: positive, in: rows)
    let calls = try names.map { try ReaderCalls(column: $0, outcome: binary, in: rows) }
    let paired = try PairedDiagnostics(
      isPositive: binary.isPositive, first: calls[0].complete, second: calls[1].complete, corrected: corrected)
    let diagnostics = DiagnosticColumns(level: confidence.level, prevalence: prevalence)
    let tables = [paired.first, paired.second]
    var answer = Answer("paired")
    answer.lines = [binary.sentence + " Differences: \(names[0]) − \(names[1])."]
    answer.add(rows)
    answer.add("outcome", .string(binary.column))
    answer.add("positive", .string(binary.positive))
    answer.add("conf_level", .number(confidence.level))
    answer.add(
      paired.table("comparisons", title: "Paired tests", first: names[0], second: names[1]))
    answer.tables.append(
      Table(
        "rates", title: "Each test, exact intervals", columns: [.init("test")] + diagnostics.printedColumns,
        rows: try zip(names, tables).map { try [.text($0)] + diagnostics.printedCells($1) }))
    var full = Table(
      "tests", columns: [.init("name")] + diagnostics.columns,
      rows: try zip(names, tables).map { try [.text($0)] + diagnostics.cells($1) })
    full.isPrinted = false
    answer.add(full)
    answer.notes.append(PairedDiagnostics.methods)
    try output.write(answer)
  }
}
