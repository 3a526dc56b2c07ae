/// What a held-out fold is judged by.
public enum PathMeasure: String, Sendable, Codable, CaseIterable {
  /// −2·log-likelihood per row (per event for Cox, where it is that of all rows minus that of the training rows).
  case deviance
  /// Area under the ROC curve within the fold; binary outcomes.
  case auc
  /// Share of rows whose more probable class is wrong; binary outcomes.
  case misclassification
  /// Harrell's C within the fold; survival outcomes.
  case concordance

  var isBetterHigher: Bool { self == .auc || self == .concordance }
}

/// Which strength a cross-validation recommends.
public enum PathRule: String, Sendable, Codable, CaseIterable {
  case minimum = "min"
  /// The strongest penalty within one standard error of the best.
  case oneStandardError = "1se"
}

/// How each strength of a path did on held-out folds.
public struct PathCrossValidation: Sendable, Equatable, Codable {
  public let measure: PathMeasure
  public let lambdas: [Double]
  /// Mean over folds, weighted by their rows (events for Cox).
  public let mean: [Double]
  /// Standard error of that mean, from the spread of the folds.
  public let standardError: [Double]
  /// Variables in the model of all rows at each strength.
  public let variableCounts: [Int]
  /// Position of the best strength, the stronger one on a tie.
  public let best: Int
  /// Position of the strongest penalty within one standard error of the best.
  public let oneStandardError: Int

  public func position(_ rule: PathRule) -> Int { rule == .minimum ? best : oneStandardError }

  /// One fold: a value per strength (`nil` where it is not defined) and the fold's weight.
  struct Curve: Sendable {
    let values: [Double?]
    let weight: Double
  }

  init(path: RegularisationPath, curves: [Curve], measure: PathMeasure) {
    self.measure = measure
    lambdas = path.lambdas
    variableCounts = path.points.map(\.columns.count)
    var mean: [Double] = []
    var error: [Double] = []
    for k in path.points.indices {
      let folds = curves.compactMap { curve in curve.values[k].map { (value: $0, weight: curve.weight) } }
      let total = folds.reduce(0) { $0 + $1.weight }
      let centre = folds.reduce(0) { $0 + $1.weight * $1.value } / total
      let spread = folds.reduce(0) { $0 + $1.weight * ($1.value - centre) * ($1.value - centre) } / total
      mean.append(centre)
      error.append((spread / Double(max(folds.count - 1, 1))).squareRoot())
    }
    self.mean = mean
    standardError = error
    let cost = measure.isBetterHigher ? mean.map { -$0 } : mean
    let best = cost.indices.filter { cost[$0].isFinite }.min { cost[$0] < cost[$1] } ?? 0
    self.best = best
    let limit = cost[best] + error[best]
    oneStandardError = cost.indices.first { cost[$0] <= limit } ?? best
  }
}
