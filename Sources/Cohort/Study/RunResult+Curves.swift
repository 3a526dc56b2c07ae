internal import Foundation
public import Stats

/// The curves behind the numbers of a run. Screens, commands and reports all draw from here, so that they cannot differ.
extension RunResult.Prediction {
  /// Predicted probabilities of the positive class; nil for an outcome that is not binary, and for a score on a scale of its
  /// own. The scores of a study's models of two classes are log odds.
  public var probabilities: [Double]? {
    guard isPositive != nil, isScoreOnly != true else { return nil }
    return scores.map { 1 / (1 + exp(-$0)) }
  }

  /// nil where there are not both classes.
  public var roc: ROCCurve? {
    isPositive.flatMap { try? ROCCurve(isPositive: $0, scores: scores) }
  }

  public var precisionRecall: PrecisionRecall? {
    isPositive.flatMap { try? ScoredOutcomes(isPositive: $0, scores: scores) }.map { PrecisionRecall($0) }
  }

  var predicted: PredictedOutcomes? {
    guard let isPositive, let probabilities else { return nil }
    return try? PredictedOutcomes(isPositive: isPositive, probabilities: probabilities)
  }

  /// Observed against predicted risk, in at most ten groups of at least eight units.
  public var calibration: Calibration? {
    predicted.flatMap { try? Calibration($0, groupCount: max(2, min(10, $0.rowCount / 8))) }
  }

  public var decisionCurve: DecisionCurve? { predicted.flatMap { try? DecisionCurve($0) } }

  /// Survival below and above the frozen cut-off; nil without a cut-off, or when all are on one side.
  public var riskGroups: (grouping: Grouping, curves: KaplanMeierGroups)? {
    guard let times, isHigh.count == times.count, Set(isHigh).count == 2 else { return nil }
    let grouping = Grouping(codes: isHigh.map { $0 ? 1 : 0 }, names: ["low risk", "high risk"])
    return (try? KaplanMeierGroups(times, by: grouping)).map { (grouping, $0) }
  }

  /// The same from a landmark on, for those still under observation then.
  public func riskGroups(from time: Double) -> KaplanMeierGroups? {
    guard let times, isHigh.count == times.count, let landmark = try? Landmark(times, at: time) else { return nil }
    let isHigh = landmark.rows.map { self.isHigh[$0] }
    guard Set(isHigh).count == 2 else { return nil }
    let grouping = Grouping(codes: isHigh.map { $0 ? 1 : 0 }, names: ["low risk", "high risk"])
    return try? KaplanMeierGroups(landmark.subjects, by: grouping)
  }

  /// Median follow-up by the reverse Kaplan–Meier method: censoring is the event (Schemper and Smith, 1996).
  public var medianFollowUp: Double? {
    guard let times, !times.isEmpty else { return nil }
    let reversed = times.map { SurvivalTime(time: $0.time, isEvent: !$0.isEvent) }
    let whole = Grouping(codes: reversed.map { _ in 0 }, names: ["all"])
    return (try? KaplanMeierGroups(reversed, by: whole))?.groups.first?.estimate.median.time
  }
}

extension RunResult {
  /// How coefficients entered a penalised model as the penalty fell, and the error that cross-validation inside the training
  /// part found at each strength.
  public struct PenaltyPath: Sendable, Codable, Equatable {
    /// From the strongest penalty down.
    public var lambdas: [Double]
    /// The columns that ever enter, with one coefficient per λ.
    public var coefficients: [Path]
    /// Mean error over the folds and its standard error, per λ.
    public var mean: [Double]
    public var standardError: [Double]
    public var measure: String
    /// The λ of the least error, the largest within one standard error of it, and the one that was used.
    public var minimum: Double
    public var oneStandardError: Double
    public var chosen: Double
    /// What the coefficients are told per; nil in results of older versions.
    public var per: Coefficient.Step?

    public struct Path: Sendable, Codable, Equatable {
      public var name: String
      public var values: [Double]
    }

    enum CodingKeys: String, CodingKey {
      case lambdas, coefficients, mean
      case standardError = "standard_error"
      case measure, minimum
      case oneStandardError = "one_standard_error"
      case chosen, per
    }

    /// The path of a penalised model; nil for one whose strength was not found by cross-validation, and for a model of
    /// models.
    init?(of model: FittedModel) {
      guard case .penalised(let fit) = model.core, let validation = fit.validation else { return nil }
      self.init(fit.path, validation, chosen: fit.chosen)
      per = coefficients.first.flatMap { model.step(of: $0.name)?.per }
    }

    public init(_ path: RegularisationPath, _ validation: PathCrossValidation, chosen: Int) {
      // Strengths at which no fold could be judged say nothing.
      let kept = path.points.indices.filter { place in
        place < validation.lambdas.count && path.points[place].lambda.isFinite && validation.mean[place].isFinite
          && validation.standardError[place].isFinite
      }
      lambdas = kept.map { path.points[$0].lambda }
      mean = kept.map { validation.mean[$0] }
      standardError = kept.map { validation.standardError[$0] }
      measure = validation.measure.rawValue
      minimum = validation.lambdas[validation.best]
      oneStandardError = validation.lambdas[validation.oneStandardError]
      self.chosen = path.points.indices.contains(chosen) ? path.points[chosen].lambda : minimum
      var byColumn: [Int: [Double]] = [:]
      for (place, index) in kept.enumerated() {
        let point = path.points[index]
        for (column, value) in zip(point.columns, point.values) where value != 0 {
          byColumn[column, default: [Double](repeating: 0, count: kept.count)][place] = value
        }
      }
      coefficients = byColumn.sorted { $0.key < $1.key }.map { Path(name: path.names[$0.key], values: $0.value) }
    }
  }
}
