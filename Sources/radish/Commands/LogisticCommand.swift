import ArgumentParser
import Cohort
import Stats
import TUI

/// `radish logistic`: logistic regression.
struct LogisticCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logistic", abstract: "Logistic regression with odds ratios, likelihood tests and pseudo-R².",
    discussion: "Text columns become treatment contrasts named like sex=Male; the first level in alphabetical order "
      + "is the reference. --csv --table probabilities gives the probability of every complete row beside its "
      + "outcome, 1 for positive."
  )

  @OptionGroup var input: TableInput
  @Option(help: ArgumentHelp("Column of the two classes.", valueName: "column")) var outcome: String
  @Option(help: ArgumentHelp("The positive class; without it 1, true or yes.", valueName: "label")) var positive:
    String?
  @OptionGroup var covariates: CovariateOptions
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let table = try input.read()
    let column = try table.table.requireColumn(outcome).name
    let names = try covariates.names(in: table, outcome: [column])
    let rows = try CompleteRows(of: table, columns: [column] + names.all)
    let binary = try BinaryOutcome(column: column, positive: positive, in: rows)
    let covariates = try Covariates(names, in: rows)
    let fit = try LogisticRegression().fit(covariates.design, binary.isPositive)
    let answer = LogisticAnswer(
      fit: fit, outcome: binary, covariates: covariates, level: confidence.level, rows: rows,
      probabilities: try fit.probabilities(covariates.design)
    ).answer
    try plot.save(answer, keeping: [input.file])
    try output.write(answer)
  }
}
