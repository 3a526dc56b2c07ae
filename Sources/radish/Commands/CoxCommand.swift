import ArgumentParser
import Cohort
import Stats

/// `radish cox`: proportional hazards regression.
struct CoxCommand: ParsableCommand {
  enum TieMethod: String, ExpressibleByArgument, CaseIterable {
    case efron, breslow, exact
    var ties: Ties { self == .efron ? .efron : self == .breslow ? .breslow : .exact }
  }

  static let configuration = CommandConfiguration(
    commandName: "cox", abstract: "Cox regression with its tests, concordance, proportional hazards and baseline.",
    discussion: "Text columns become treatment contrasts named like sex=Male; the first level in alphabetical order "
      + "is the reference.")

  @OptionGroup var input: TableInput
  @OptionGroup var followUp: FollowUpOptions
  @OptionGroup var covariates: CovariateOptions
  @Option(help: "How tied event times are handled.") var ties: TieMethod = .efron
  @Option(help: ArgumentHelp("Column of strata with baseline hazards of their own.", valueName: "column"))
  var strata: String?
  @Option(help: ArgumentHelp("Patient column: robust variance for rows that come in clusters.", valueName: "column"))
  var cluster: String?
  @Option(
    name: .customLong("interaction"),
    help: ArgumentHelp("Two columns whose effects depend on each other, such as treatment:risk.", valueName: "a:b"))
  var interactions: [String] = []
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let table = try input.read()
    let columns = try followUp.columns(in: table.table)
    var names = try covariates.names(in: table, outcome: [columns.time, columns.event])
    let pairs = try interactions.map { try Interactions.sides($0, in: table.table) }
    // Both main effects belong to an interaction.
    for name in pairs.flatMap({ [$0.first, $0.second] }) where !names.all.contains(name) { names.all.append(name) }
    let others = try [strata, cluster].map { try $0.map { try table.table.requireColumn($0).name } }
    let rows = try CompleteRows(
      of: table, columns: [columns.time, columns.event] + names.all + others.compactMap { $0 })
    let followUp = try FollowUp(columns, in: rows)
    try followUp.requireEvents()
    var covariates = try Covariates(names, in: rows)
    var tests: [(name: String, test: ChiSquaredTest)] = []
    let strata = try others[0].map { try rows.strata(of: $0) }
    let clusters = try others[1].map { try rows.codes(of: $0) }
    func fitted(_ design: Design) throws -> (fit: CoxFit, data: CoxData) {
      let data = try CoxData(
        design: design, times: followUp.times, strata: strata?.codes, clusters: clusters)
      return (try CoxRegression(ties: ties.ties).fit(data), data)
    }
    var found = try fitted(covariates.design)
    for (first, second) in pairs {
      covariates = covariates.interacting(first, second)
      let larger = try fitted(covariates.design)
      // The likelihood knows nothing of clusters; with them the robust z of the coefficient is the test.
      if cluster == nil { tests.append(("\(first):\(second)", larger.fit.likelihoodRatioTest(against: found.fit))) }
      found = larger
    }
    let answer = try CoxAnswer(
      fit: found.fit, data: found.data, covariates: covariates, interactions: tests, followUp: followUp,
      strata: strata, clusters: clusters, level: confidence.level, rows: rows
    ).answer()
    try plot.save(answer, keeping: [input.file])
    try output.write(answer)
  }
}
