/// Something that can learn: hyper-parameters only. What it learned is another type, so "not fitted" cannot be written.
public protocol Estimator: Sendable {
  /// Learns from training rows; equal rows, settings and partition seed give equal models.
  func fit(_ training: Partition<Training>) throws(ModelError) -> FittedModel
}

extension LogisticRegression: Estimator {
  public func fit(_ training: Partition<Training>) throws(ModelError) -> FittedModel {
    guard case .binary(let classes) = training.outcome else {
      throw .wrongOutcome(model: "Logistic regression", needs: "binary", found: training.outcome.kind)
    }
    let fit = try fit(training.design, classes)
    return FittedModel(training, core: .logistic(fit), cautions: fit.cautions)
  }
}

extension CoxRegression: Estimator {
  /// Rows of one group make the variance robust; proportional hazards are tested and their violation is a caution.
  public func fit(_ training: Partition<Training>) throws(ModelError) -> FittedModel {
    guard case .survival(let times) = training.outcome else {
      throw .wrongOutcome(model: "Cox regression", needs: "survival", found: training.outcome.kind)
    }
    let isGrouped = training.groups.map { Set($0).count < $0.count } ?? false
    let data = try CoxData(design: training.design, times: times, clusters: isGrouped ? training.groups : nil)
    let fit = try fit(data)
    var cautions = fit.cautions
    if fit.degreesOfFreedom > 0, !cautions.contains(where: { $0.code == "separation" }) {
      let tests = try fit.proportionalHazards(data)
      if let global = tests.last, global.p < 0.05 {
        let worst = tests.dropLast().min { $0.p < $1.p }
        cautions.append(.nonProportional(worst.map { $0.p < 0.05 ? $0.name : "GLOBAL" } ?? "GLOBAL", p: global.p))
      }
    }
    return FittedModel(training, core: .cox(fit), cautions: cautions)
  }
}

/// Penalised logistic or Cox regression (after the outcome) at one strength of its path.
public struct PenalisedModel: Estimator, Equatable, Codable {
  public var net: ElasticNet
  public var strength: Strength

  public enum Strength: Sendable, Equatable, Codable {
    /// Chosen by cross-validation on folds that are stratified by the outcome, keep groups together and derive from the
    /// partition's seed. There are never more folds than events (members of the rarer class), so that each can have one.
    case crossValidated(folds: Int, measure: PathMeasure, rule: PathRule)
    case lambda(Double)
  }

  public init(
    _ net: ElasticNet = ElasticNet(),
    strength: Strength = .crossValidated(folds: 10, measure: .deviance, rule: .oneStandardError)
  ) {
    self.net = net
    self.strength = strength
  }

  public func fit(_ training: Partition<Training>) throws(ModelError) -> FittedModel {
    let design = training.design
    let outcome = training.outcome
    guard outcome.kind == .binary || outcome.kind == .survival else {
      throw .wrongOutcome(model: "A penalised model", needs: "binary or survival", found: outcome.kind)
    }
    guard design.columnCount > 0 else {
      let constant: any Estimator = outcome.kind == .binary ? LogisticRegression() : CoxRegression()
      return try constant.fit(training)
    }
    var net = net
    net.penaltyFactors = net.penaltyFactors.filter { design.positions[$0.key] != nil }
    let regression = PenalisedRegression(net)
    let path: RegularisationPath
    var validation: PathCrossValidation?
    let chosen: Int
    switch strength {
    case .lambda(let lambda):
      // A warm start from above: the path down to the wanted strength, which is its last point.
      let way = try regression.path(design, outcome).lambdas.filter { $0 > lambda }
      path = try regression.path(design, outcome, lambdas: way + [lambda])
      chosen = path.points.count - 1
    case .crossValidated(let count, let measure, let rule):
      let folds = try training.folds(atMost: count, seed: training.seed)
      let result = try regression.crossValidated(design, outcome, folds: folds, measure: measure)
      path = result.path
      validation = result.validation
      chosen = result.validation.position(rule)
    }
    let fit = try PenalisedFit(path: path, chosen: chosen, validation: validation, design: design, outcome: outcome)
    return FittedModel(
      training, core: .penalised(fit),
      cautions: PenalisedRegression.cautions(
        selected: fit.columns.count, candidates: design.columnCount, outcome: outcome))
  }
}

extension PenalisedRegression {
  /// What a reader must know about a model that keeps some of the columns it was offered.
  public static func cautions(selected: Int, candidates: Int, outcome: Outcome) -> [Caution] {
    var cautions: [Caution] = selected == 0 ? [.nothingSelected] : []
    cautions += Caution.eventsPerCandidate(
      events: outcome.limitingEvents, candidates: candidates, selected: selected, what: outcome.limitingEventsName)
    if case .binary(let classes) = outcome { cautions += Caution.imbalance(outcome.limitingEvents, of: classes.count) }
    return cautions
  }
}

/// One solution of a path, with the path and the curve it was chosen on.
public struct PenalisedFit: Sendable, Equatable, Codable {
  public let path: RegularisationPath
  /// Position of the solution on the path.
  public let chosen: Int
  public let validation: PathCrossValidation?
  /// Columns with a coefficient that is not zero.
  public let columns: [String]
  public let coefficients: [Double]
  public let intercept: Double
  public let lambda: Double
  /// Cumulative baseline hazard at a score of 0 (Breslow); empty for a logistic model.
  public let baseline: [CoxFit.BaselineStep]

  init(
    path: RegularisationPath, chosen: Int, validation: PathCrossValidation?, design: Design, outcome: Outcome
  ) throws(ModelError) {
    let point = path.points[chosen]
    self.path = path
    self.chosen = chosen
    self.validation = validation
    columns = point.columns.map { path.names[$0] }
    coefficients = point.values
    intercept = point.intercept
    lambda = point.lambda
    if case .survival(let times) = outcome {
      let scores = try path.linearPredictor(design, at: chosen)
      baseline = try CoxFit.baseline(scores: scores, times: times)
    } else {
      baseline = []
    }
  }

  public func linearPredictor(_ design: Design) throws(ModelError) -> [Double] {
    let used = try design.selecting(columns: columns)
    try used.requireFinite()
    let product = Matrix(rowCount: used.rowCount, columnCount: used.columnCount, values: used.values)
      .times(coefficients)
    return product.map { $0 + intercept }
  }
}

extension CoxFit {
  /// Breslow's cumulative baseline hazard at a score of 0, for scores that enter with coefficient 1.
  static func baseline(scores: [Double], times: [SurvivalTime]) throws(ModelError) -> [BaselineStep] {
    let data = try CoxData(
      design: Design(names: ["score"], rowCount: scores.count, values: scores), times: times)
    let sample = CoxSample(data)
    let table = CoxEventTable(sample, beta: sample.scale, ties: .breslow)
    let atZero = exponential(-sample.centre[0])
    return table.cumulativeHazards(sample).map {
      BaselineStep(stratum: $0.stratum, time: $0.time, hazard: $0.hazard * atZero)
    }
  }
}
