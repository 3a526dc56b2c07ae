/// Logistic (binary outcome) or Cox (survival outcome, Breslow's ties) regression with an elastic net penalty.
public struct PenalisedRegression: Sendable, Equatable, Codable {
  public var net: ElasticNet

  public init(_ net: ElasticNet = ElasticNet()) { self.net = net }

  /// - Parameter lambdas: strengths to use, descending; by default derived from the data.
  /// - Throws: `ModelError` for a missing value, a wrong outcome, one class or no event.
  public func path(
    _ design: Design, _ outcome: Outcome, lambdas: [Double]? = nil
  ) throws(ModelError) -> RegularisationPath {
    guard design.rowCount == outcome.count else {
      throw .rowsDiffer(design: design.rowCount, other: outcome.count, what: "outcomes")
    }
    if let lambdas, lambdas.isEmpty || !lambdas.allSatisfy({ $0 >= 0 && $0.isFinite }) {
      throw .badParameter(name: "lambda", value: "\(lambdas)", allowed: "at least one number, all 0 or more")
    }
    switch outcome {
    case .binary(let classes):
      guard Set(classes).count == 2 else {
        throw .oneClass(model: "Penalised logistic regression", rows: classes.count)
      }
      return try CoordinateDescent(design, net: net).path(BinomialPathLikelihood(classes), lambdas: lambdas)
    case .survival(let times):
      if let bad = times.firstIndex(where: { !($0.time >= 0 && $0.time.isFinite) }) { throw .badTime(row: bad) }
      guard times.contains(where: \.isEvent) else {
        throw .noEvents(model: "Penalised Cox regression", rows: times.count)
      }
      let order = CoxPathLikelihood.order(times)
      let sorted = order.map { times[$0] }
      return try CoordinateDescent(design.selecting(rows: order), net: net)
        .path(CoxPathLikelihood(sorted: sorted), lambdas: lambdas)
    case .classes, .ordinal:
      throw .wrongOutcome(model: "A penalised path", needs: "binary or survival", found: outcome.kind)
    }
  }

  /// The path of all rows and how each of its strengths did on the folds. As in cv.glmnet every fold has a path of its
  /// own strengths, read at those of all rows by interpolation.
  public func crossValidated(
    _ design: Design, _ outcome: Outcome, folds: Folds, measure: PathMeasure = .deviance
  ) throws(ModelError) -> (path: RegularisationPath, validation: PathCrossValidation) {
    let path = try path(design, outcome)
    try check(measure, outcome)
    var curves: [PathCrossValidation.Curve] = []
    for split in folds.splits {
      if Task.isCancelled { throw .cancelled }
      curves.append(try curve(design, outcome, split: split, path: path, measure: measure))
    }
    return (path, PathCrossValidation(path: path, curves: curves, measure: measure))
  }

  /// The same with up to `jobs` folds at once; the numbers do not depend on it.
  @concurrent
  public func crossValidated(
    _ design: Design, _ outcome: Outcome, folds: Folds, measure: PathMeasure = .deviance, jobs: Int
  ) async throws -> (path: RegularisationPath, validation: PathCrossValidation) {
    let path = try path(design, outcome)
    try check(measure, outcome)
    let splits = folds.splits
    let curves = try await Replicates.map(splits.count, jobs: jobs) { k in
      try self.curve(design, outcome, split: splits[k], path: path, measure: measure)
    }
    return (path, PathCrossValidation(path: path, curves: curves, measure: measure))
  }

  private func check(_ measure: PathMeasure, _ outcome: Outcome) throws(ModelError) {
    let allowed: [PathMeasure] =
      outcome.kind == .survival ? [.deviance, .concordance] : [.deviance, .auc, .misclassification]
    guard allowed.contains(measure) else {
      throw .badParameter(
        name: "the measure", value: measure.rawValue,
        allowed: allowed.map(\.rawValue).joined(separator: " or ") + " for a \(outcome.kind.rawValue) outcome")
    }
  }

  private func curve(
    _ design: Design, _ outcome: Outcome, split: Split, path: RegularisationPath, measure: PathMeasure
  ) throws(ModelError) -> PathCrossValidation.Curve {
    let training = design.selecting(rows: split.training)
    let inner = try self.path(training, outcome.selecting(rows: split.training))
    switch outcome {
    case .binary(let classes):
      let held = design.selecting(rows: split.heldOut)
      let truth = split.heldOut.map { classes[$0] }
      let values = inner.linearPredictors(held, lambdas: path.lambdas).map {
        Self.judge($0.map(logistic), truth, measure)
      }
      return .init(values: values, weight: Double(truth.count))
    case .survival(let times):
      let order = CoxPathLikelihood.order(times)
      let isTraining = Set(split.training)
      let partOrder = order.filter { isTraining.contains($0) }
      let all = CoxPathLikelihood(sorted: order.map { times[$0] })
      let part = CoxPathLikelihood(sorted: partOrder.map { times[$0] })
      let events = Double(split.heldOut.lazy.filter { times[$0].isEvent }.count)
      let held = split.heldOut.map { times[$0] }
      var values: [Double?] = []
      for eta in inner.linearPredictors(design, lambdas: path.lambdas) {
        if measure == .concordance {
          values.append((try? Concordance(held, scores: split.heldOut.map { eta[$0] }))?.value)
        } else {
          let difference = all.deviance(order.map { eta[$0] }) - part.deviance(partOrder.map { eta[$0] })
          values.append(events > 0 ? difference / events : nil)
        }
      }
      return .init(values: values, weight: measure == .concordance ? Double(held.count) : events)
    case .classes, .ordinal:
      throw .wrongOutcome(model: "A penalised path", needs: "binary or survival", found: outcome.kind)
    }
  }

  /// Probabilities are kept 10⁻⁵ away from 0 and 1 for the deviance, as glmnet does.
  private static func judge(_ fitted: [Double], _ truth: [Bool], _ measure: PathMeasure) -> Double? {
    switch measure {
    case .auc: return RankSum(scores: fitted, isPositive: truth)?.auc
    case .misclassification:
      let wrong = zip(fitted, truth).lazy.filter { ($0 > 0.5) != $1 }.count
      return Double(wrong) / Double(truth.count)
    default:
      var sum = 0.0
      for (p, isPositive) in zip(fitted, truth) {
        let p = min(max(p, 1e-5), 1 - 1e-5)
        sum -= 2 * logarithm(isPositive ? p : 1 - p)
      }
      return sum / Double(truth.count)
    }
  }
}
