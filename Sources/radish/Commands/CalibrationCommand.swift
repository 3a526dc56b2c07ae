import ArgumentParser
import Cohort
import Stats
import TUI

/// `radish calibration`: do predicted probabilities come true?
struct CalibrationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibration",
    abstract: "Calibration of predicted probabilities: slope, intercept, smooth curve, Brier score, tests.")

  @OptionGroup var input: TableInput
  @OptionGroup var predictions: PredictionOptions
  @Option(help: "Groups of equal size for the table and the Hosmer–Lemeshow test.") var groups = 10
  @Flag(help: "The model was fitted to these rows: the test has two degrees of freedom less.") var fittedHere = false
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let found = try predictions.read(from: input)
    let models = try found.models.map { name, predicted in
      (
        name: name,
        calibration: try Calibration(
          predicted, groupCount: groups, fittedHere: fittedHere, level: confidence.level)
      )
    }
    let answer = CalibrationAnswer(models: models, outcome: found.outcome, rows: found.rows).answer
    try plot.save(answer.plots)
    try output.write(answer)
  }
}

/// `radish dca`: is acting on a prediction worth it?
struct DecisionCurveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dca",
    abstract: "Decision curves: net benefit of acting on a prediction, against treating all or none.")

  @OptionGroup var input: TableInput
  @OptionGroup var predictions: PredictionOptions
  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("Threshold probabilities; without them 0.01 to 0.99.", valueName: "t"))
  var thresholds: [Double] = []
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let found = try predictions.read(from: input)
    let at = thresholds.isEmpty ? DecisionCurve.defaultThresholds : thresholds.sorted()
    let models = try found.models.map { name, predicted in
      (name: name, curve: try DecisionCurve(predicted, thresholds: at, level: confidence.level))
    }
    let answer = DecisionCurveAnswer(models: models, outcome: found.outcome, rows: found.rows).answer
    try plot.save(answer.plots)
    try output.write(answer)
  }
}

/// Predicted probabilities of a binary outcome.
struct PredictionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Column of the two classes.", valueName: "column")) var outcome: String
  @Option(
    name: [.customLong("probability"), .customLong("score")],
    help: ArgumentHelp("Column of predicted probabilities; repeat to compare.", valueName: "column"))
  var probabilities: [String]
  @Option(help: ArgumentHelp("The positive class; without it 1, true or yes.", valueName: "label")) var positive:
    String?

  struct Found {
    let outcome: BinaryOutcome
    let rows: CompleteRows
    let models: [(name: String, predicted: PredictedOutcomes)]
  }

  func read(from input: TableInput) throws -> Found {
    let table = try input.read()
    let names = try table.columns(probabilities)
    let column = try table.table.requireColumn(outcome).name
    let rows = try CompleteRows(of: table, columns: [column] + names)
    let binary = try BinaryOutcome(column: column, positive: positive, in: rows)
    let models = try names.map { name in
      let values = try rows.numbers(of: name)
      if let row = values.firstIndex(where: { !(0...1).contains($0) }) {
        throw InputError.notAProbability(
          column: name, row: rows.numbers[row], value: Figures.shortest(values[row]))
      }
      return (name: name, predicted: try PredictedOutcomes(isPositive: binary.isPositive, probabilities: values))
    }
    return Found(outcome: binary, rows: rows, models: models)
  }
}
