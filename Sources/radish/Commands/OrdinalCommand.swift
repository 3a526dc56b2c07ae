import ArgumentParser
import Cohort
import Stats

/// `radish ordinal`: how well scores order subjects whose outcome has ordered levels.
struct OrdinalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ordinal",
    abstract: "Ordered outcomes such as F0–F4: concordance of scores, differences, areas at every threshold.",
    discussion:
      "A higher score means a higher level unless --direction lower. Numbers ascend by themselves; text needs "
      + "--levels, lowest first.")

  @OptionGroup var input: TableInput
  @Option(help: ArgumentHelp("Column of the ordered levels.", valueName: "column")) var outcome: String
  @Option(help: ArgumentHelp("The levels, lowest first.", valueName: "A,B,C")) var levels: String?
  @Option(name: .customLong("score"), help: ArgumentHelp("Column of a score; repeat to compare.", valueName: "column"))
  var scores: [String]
  @OptionGroup var directions: DirectionOptions
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let table = try input.read()
    let names = try table.columns(scores)
    let directions = try directions.of(names)
    let column = try table.table.requireColumn(outcome)
    guard column.type == .number || levels != nil else {
      throw ValidationError("\"\(column.name)\" is text: say the order with --levels, lowest first, such as F0,F1,F2.")
    }
    let rows = try CompleteRows(of: table, columns: [column.name] + names)
    let ordered = try ClassOutcome(
      column: column.name, levels: levels.map(ClassesCommand.list) ?? [], option: "--levels", in: rows)
    let found = try zip(names, directions).map { name, direction in
      let values = try rows.numbers(of: name)
      return OrdinalAnswer.Score(
        name: name, direction: direction, values: values,
        evaluation: try OrdinalEvaluation(
          outcome: ordered.codes, scores: values, levels: ordered.classes, direction: direction,
          level: confidence.level))
    }
    let answer = try OrdinalAnswer(scores: found, outcome: ordered, level: confidence.level, rows: rows).answer()
    try plot.save(answer, keeping: [input.file])
    try output.write(answer)
  }
}
