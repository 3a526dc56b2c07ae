import ArgumentParser
import Stats

/// `radish dca`: is acting on a prediction worth it?
struct DecisionCurveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dca",
    abstract: "Decision curves: net benefit of acting on a prediction, against treating all or none.",
    discussion: "Give --outcome for two classes, or --time, --event and --at for the risk of an event by a time.")

  @OptionGroup var input: TableInput
  @OptionGroup var predictions: PredictionOptions
  @OptionGroup(title: "Survival") var horizon: HorizonOptions
  @Option(
    name: .customLong("thresholds"), parsing: .upToNextOption,
    help: ArgumentHelp("Threshold probabilities, 0.1,0.2; without them 0.01 to 0.99.", valueName: "t"))
  var thresholdsGiven: [NumberList] = []
  var thresholds: [Double] { thresholdsGiven.flatMap(\.numbers) }
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    try horizon.check(with: predictions)
    if thresholds.contains(where: { !(0..<1).contains($0) }) {
      throw ValidationError("--thresholds needs probabilities from 0 to below 1, for example 0.1 0.2.")
    }
    if Set(horizon.times).count > 1 { throw ValidationError("A decision curve has one horizon: give --at once.") }
  }

  func run() throws {
    let at = thresholds.isEmpty ? DecisionCurve.defaultThresholds : thresholds.sorted()
    let answer = try horizon.isAsked ? survivalAnswer(at) : binaryAnswer(at)
    try plot.save(answer, keeping: [input.file])
    try output.write(answer)
  }

  private func binaryAnswer(_ at: [Double]) throws -> Answer {
    let found = try predictions.read(from: input)
    let models = try found.models.map { name, predicted in
      (name: name, curve: try DecisionCurve(predicted, thresholds: at, level: confidence.level))
    }
    return DecisionCurveAnswer(models: models, outcome: found.outcome, rows: found.rows).answer
  }

  private func survivalAnswer(_ at: [Double]) throws -> Answer {
    let found = try horizon.read(predictions, from: input)
    let models = try found.models.map { model in
      (
        name: model.name,
        curve: try SurvivalDecisionCurve(
          found.followUp.times, risks: model.risks, horizon: model.time, thresholds: at, level: confidence.level)
      )
    }
    return SurvivalDecisionCurveAnswer(models: models, followUp: found.followUp, rows: found.rows).answer
  }
}
