import ArgumentParser
import Cohort
import Stats
import TUI

/// `radish aft`: accelerated failure time regression.
struct AcceleratedFailureCommand: ParsableCommand {
  enum Distribution: String, ExpressibleByArgument, CaseIterable {
    case weibull, exponential, lognormal, loglogistic
    var distribution: SurvivalDistribution {
      switch self {
      case .weibull: .weibull
      case .exponential: .exponential
      case .lognormal: .lognormal
      case .loglogistic: .loglogistic
      }
    }
  }

  static let configuration = CommandConfiguration(
    commandName: "aft", abstract: "Accelerated failure time regression (Weibull and others) with time ratios.",
    discussion: "Coefficients are on the scale of log time: a time ratio above 1 means a later event. Times must be "
      + "above 0.")

  @OptionGroup var input: TableInput
  @OptionGroup var followUp: FollowUpOptions
  @OptionGroup var covariates: CovariateOptions
  @Option(help: "The distribution of times.") var distribution: Distribution = .weibull
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let table = try input.read()
    let columns = try followUp.columns(in: table.table)
    let names = try covariates.names(in: table, outcome: [columns.time, columns.event])
    let rows = try CompleteRows(of: table, columns: [columns.time, columns.event] + names.all)
    let followUp = try FollowUp(columns, in: rows)
    try followUp.requireEvents()
    if let row = followUp.times.firstIndex(where: { $0.time == 0 }) {
      throw InputError.zeroTime(column: columns.time, row: rows.numbers[row])
    }
    let covariates = try Covariates(names, in: rows)
    let fit = try ParametricSurvival(distribution.distribution).fit(covariates.design, followUp.times)
    var answer = Answer("aft")
    answer.lines = [([followUp.sentence] + [covariates.sentence].compactMap { $0 }).joined(separator: " ")]
    answer.add(rows)
    answer.add("n_events", .integer(fit.events))
    answer.add("distribution", .string(fit.distribution.rawValue))
    answer.add("conf_level", .number(confidence.level))
    answer.add(Table.coefficients(fit.coefficients, .timeRatio, level: confidence.level))
    answer.add("scale", .number(fit.scale))
    answer.add(
      "log_scale", ["coef": JSON(fit.logScale?.estimate), "se": JSON(fit.logScale?.standardError)])
    answer.add("log_likelihood", ["null": .number(fit.nullLogLikelihood), "model": .number(fit.logLikelihood)])
    let test = fit.likelihoodRatioTest
    answer.add(
      "tests", ["lr": ["chisq": .number(test.chiSquared), "df": .integer(test.degreesOfFreedom), "p": .number(test.p)]])
    answer.notes.insert(
      "\(fit.distribution.rawValue), scale \(Figures.decimals(fit.scale, 4)); likelihood ratio test: chisq "
        + "\(Figures.decimals(test.chiSquared, 2)) on \(test.degreesOfFreedom) df, p \(Figures.p(test.p)).", at: 0)
    answer.plots = [ForestPlot(Array(fit.coefficients.dropFirst()), .timeRatio, level: confidence.level)]
    answer.cautions = fit.cautions
    try plot.save(answer, keeping: [input.file])
    try output.write(answer)
  }
}
