import ArgumentParser
import Cohort
import Stats

/// `radish cuminc`: how often each of several competing events has happened by a time.
struct CumulativeIncidenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cuminc",
    abstract: "Cumulative incidence of competing events (Aalen–Johansen), with Gray's test between groups.",
    discussion: "Other causes are not censoring: 1 − Kaplan–Meier of one cause overstates how often it happens.")

  @OptionGroup var input: TableInput
  @OptionGroup var followUp: CompetingOptions
  @Option(help: ArgumentHelp("Column of the groups to compare.", valueName: "column")) var by: String?
  @Option(
    name: .customLong("at"), parsing: .upToNextOption,
    help: ArgumentHelp("The times to print the incidence at, 12,24.", valueName: "time"))
  var timesGiven: [NumberList] = []
  var times: [Double] { timesGiven.flatMap(\.numbers) }
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if times.contains(where: { !($0 >= 0 && $0.isFinite) }) {
      throw ValidationError("--at needs times of 0 or later.")
    }
  }

  func run() throws {
    let table = try input.read()
    let group = try by.map { try table.table.requireColumn($0).name }
    let columns = try [followUp.time, followUp.event].map { try table.table.requireColumn($0).name }
    let rows = try CompleteRows(of: table, columns: columns + [group].compactMap { $0 })
    let competing = try CompetingFollowUp(followUp, in: rows)
    let answer = try CumulativeIncidenceAnswer(
      followUp: competing, by: group, grouping: try group.map { try rows.grouping(of: $0) }, times: times.sorted(),
      level: confidence.level, rows: rows
    ).answer()
    try plot.save(answer, keeping: [input.file])
    try output.write(answer)
  }
}
