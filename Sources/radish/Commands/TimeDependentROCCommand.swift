import ArgumentParser
import Cohort
import Stats

/// `radish tdroc`: how well scores tell who has the event by a time.
struct TimeDependentROCCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tdroc",
    abstract:
      "Time-dependent ROC (cumulative cases, dynamic controls): the area at each time, with interval and tests.",
    discussion: "Cases had the event by the time, controls were followed beyond it; the censored are made up for by "
      + "inverse probability weights. A higher score means an earlier event unless --direction lower.")

  @OptionGroup var input: TableInput
  @OptionGroup var followUp: FollowUpOptions
  @Option(name: .customLong("score"), help: ArgumentHelp("Column of a score; repeat to compare.", valueName: "column"))
  var scores: [String]
  @Option(
    name: .customLong("at"), parsing: .upToNextOption,
    help: ArgumentHelp("The times to judge at, 12,24.", valueName: "time"))
  var timesGiven: [NumberList]
  var times: [Double] { timesGiven.flatMap(\.numbers) }
  @OptionGroup var directions: DirectionOptions
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if times.isEmpty || times.contains(where: { !($0 > 0 && $0.isFinite) }) {
      throw ValidationError("--at needs times after 0, for example --at 12 24.")
    }
  }

  func run() throws {
    let table = try input.read()
    let names = try table.columns(scores)
    let directions = try directions.of(names)
    let columns = try followUp.columns(in: table.table)
    let rows = try CompleteRows(of: table, columns: [columns.time, columns.event] + names)
    let followUp = try FollowUp(columns, in: rows)
    try followUp.requireEvents()
    let at = Set(times).sorted()
    let found = try zip(names, directions).map { name, direction in
      TimeDependentROCAnswer.Score(
        name: name, direction: direction,
        curves: try TimeDependentROC.at(
          at, followUp.times, scores: rows.numbers(of: name), direction: direction, level: confidence.level))
    }
    let answer = TimeDependentROCAnswer(scores: found, followUp: followUp, level: confidence.level, rows: rows).answer
    try plot.save(answer, keeping: [input.file])
    try output.write(answer)
  }
}
