import ArgumentParser
import Cohort
import Stats

/// `radish km`: survival curves of groups, the tests between them, medians, rates, restricted means.
struct KaplanMeierCommand: ParsableCommand {
  enum ConfidenceType: String, ExpressibleByArgument, CaseIterable {
    case logLog = "log-log"
    case log, plain
    var confidence: KaplanMeier.Confidence { self == .logLog ? .logLog : self == .log ? .log : .plain }
  }

  enum TestName: String, ExpressibleByArgument, CaseIterable {
    case logrank, gehan
    case taroneWare = "tarone-ware"
    case peto

    var weight: LogRank.Weight {
      switch self {
      case .logrank: .logRank
      case .gehan: .gehan
      case .taroneWare: .taroneWare
      case .peto: .peto
      }
    }
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
    help: ArgumentHelp("Also give survival at these times, 12,24.", valueName: "time"))
  var milestonesGiven: [NumberList] = []
  var milestones: [Double] { milestonesGiven.flatMap(\.numbers) }
  @Option(help: ArgumentHelp("Also the restricted mean survival time up to this time.", valueName: "time"))
  var rmst: Double?
  @Option(help: ArgumentHelp("Count follow-up from here; earlier events are left out.", valueName: "time"))
  var landmark: Double?
  @OptionGroup(title: "Tests between groups") var tests: GroupTestOptions
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  /// Which tests are made between groups beside the log-rank test.
  struct GroupTestOptions: ParsableArguments {
    @Option(
      name: .customLong("test"), parsing: .upToNextOption,
      help: "Weights of the events: the log-rank test counts all alike, the others early ones more.")
    var names: [TestName] = []
    @Option(help: ArgumentHelp("Column of strata within which groups are compared.", valueName: "column"))
    var strata: String?
    @Flag(help: "Test for a trend over the groups in their order.") var trend = false
    @Flag(help: "Test every pair of groups, p adjusted by Holm.") var pairwise = false
  }

  func run() throws {
    let table = try input.read()
    let columns = try followUp.columns(in: table.table)
    let others = try [by, tests.strata].map { try $0.map { try table.table.requireColumn($0).name } }
    let rows = try CompleteRows(of: table, columns: [columns.time, columns.event] + others.compactMap { $0 })
    var followUp = try FollowUp(columns, in: rows)
    var groupings = try others.map { try $0.map { try rows.grouping(of: $0) } }
    let start = try landmark.map { try Landmark(followUp.times, at: $0) }
    if let start {
      followUp = followUp.replacing(start.subjects)
      groupings = groupings.map { $0?.selecting(rows: start.rows) }
    }
    let answer = try KaplanMeierAnswer(
      followUp: followUp, by: others[0], grouping: groupings[0], strata: groupings[1], stratifiedBy: others[1],
      confidence: confType.confidence, level: confidence.level, milestones: milestones, horizon: rmst, landmark: start,
      tests: tests, rows: rows
    ).answer()
    try plot.save(answer, keeping: [input.file])
    try output.write(answer)
  }

  func validate() throws {
    if milestones.contains(where: { !($0 >= 0 && $0.isFinite) }) {
      throw ValidationError("--at needs times of 0 or later.")
    }
    if let rmst, !(rmst > 0 && rmst.isFinite) { throw ValidationError("--rmst needs a time after 0.") }
    if let landmark, !(landmark >= 0 && landmark.isFinite) {
      throw ValidationError("--landmark needs a time of 0 or later.")
    }
    if by == nil, !tests.names.isEmpty || tests.strata != nil || tests.trend || tests.pairwise {
      throw ValidationError("--test, --strata, --trend and --pairwise compare groups: name their column with --by.")
    }
  }
}
