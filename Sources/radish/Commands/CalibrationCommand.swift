import ArgumentParser
import Stats

/// `radish calibration`: do predicted probabilities come true?
struct CalibrationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibration",
    abstract: "Calibration of predicted probabilities: slope, intercept, smooth curve, Brier score, tests.",
    discussion: "Give --outcome for two classes, or --time, --event and --at for the risk of an event by a time, where "
      + "observed risks are Kaplan–Meier estimates and the Brier score is weighted for censoring.")

  @OptionGroup var input: TableInput
  @OptionGroup var predictions: PredictionOptions
  @OptionGroup(title: "Survival") var horizon: HorizonOptions
  @Option(help: "Groups of equal size for the table and the Hosmer–Lemeshow test; 10, or 4 with --time.") var groups:
    Int?
  @Flag(help: "The model was fitted to these rows: the test has two degrees of freedom less.") var fittedHere = false
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    try horizon.check(with: predictions)
    if fittedHere, horizon.isAsked { throw ValidationError("--fitted-here goes with --outcome, not with --time.") }
    if let groups, groups < 2 { throw ValidationError("--groups must be at least 2.") }
  }

  func run() throws {
    let answer = try horizon.isAsked ? survivalAnswer() : binaryAnswer()
    try plot.save(answer, keeping: [input.file])
    try output.write(answer)
  }

  private func binaryAnswer() throws -> Answer {
    let found = try predictions.read(from: input)
    let models = try found.models.map { name, predicted in
      (
        name: name,
        calibration: try Calibration(
          predicted, groupCount: groups ?? 10, fittedHere: fittedHere, level: confidence.level)
      )
    }
    return CalibrationAnswer(models: models, outcome: found.outcome, rows: found.rows).answer
  }

  private func survivalAnswer() throws -> Answer {
    let found = try horizon.read(predictions, from: input)
    let models = try found.models.map { model in
      SurvivalCalibrationAnswer.Model(
        name: model.name, time: model.time,
        calibration: try SurvivalCalibration(
          found.followUp.times, risks: model.risks, at: model.time, groupCount: groups ?? 4, level: confidence.level),
        brier: try SurvivalBrier(found.followUp.times, risks: model.risks, at: model.time, level: confidence.level))
    }
    let integrated =
      try found.isOneModel && models.count > 1
      ? SurvivalBrier.integrated(found.followUp.times, risks: found.models.map(\.risks), at: found.models.map(\.time))
      : nil
    return SurvivalCalibrationAnswer(
      models: models, integrated: integrated, followUp: found.followUp, level: confidence.level, rows: found.rows
    ).answer
  }
}
