import ArgumentParser
import Cohort
import Stats

/// `radish km`: survival curves of groups, the test between them, medians.
struct KaplanMeierCommand: ParsableCommand {
  enum ConfidenceType: String, ExpressibleByArgument, CaseIterable {
    case logLog = "log-log"
    case log, plain
    var confidence: KaplanMeier.Confidence { self == .logLog ? .logLog : self == .log ? .log : .plain }
  }

  static let configuration = CommandConfiguration(
    commandName: "km",
    abstract: "Kaplan–Meier curves with bands, numbers at risk, medians, log-rank test, hazard ratio.")

  @OptionGroup var input: TableInput
  @OptionGroup var followUp: FollowUpOptions
  @Option(help: ArgumentHelp("Column of the groups to compare.", valueName: "column")) var by: String?
  @Option(help: "How intervals are made; R's own default is log.") var confType: ConfidenceType = .logLog
  @Option(
    name: .customLong("at"), parsing: .upToNextOption,
    help: ArgumentHelp("Also give survival at these times.", valueName: "time"))
  var milestones: [Double] = []
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let table = try input.read()
    let columns = try followUp.columns(in: table.table)
    let group = try by.map { try table.table.requireColumn($0).name }
    let rows = try CompleteRows(of: table, columns: [columns.time, columns.event] + [group].compactMap { $0 })
    let followUp = try FollowUp(columns, in: rows)
    let grouping = try group.map { try rows.grouping(of: $0) }
    let answer = try KaplanMeierAnswer(
      followUp: followUp, by: group, grouping: grouping, confidence: confType.confidence, level: confidence.level,
      milestones: milestones, rows: rows
    ).answer()
    try plot.save(answer.plots)
    try output.write(answer)
  }

  func validate() throws {
    if milestones.contains(where: { !($0 >= 0 && $0.isFinite) }) {
      throw ValidationError("--at needs times of 0 or later.")
    }
  }
}
