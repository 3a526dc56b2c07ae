/// What a penalised path minimises: −(1/n)·log-likelihood + λ·(α·Σ vⱼ|βⱼ| + (1−α)/2·Σ vⱼβⱼ²), with the conventions of
/// glmnet (Friedman, Hastie & Tibshirani, J Stat Softw 2010;33:1): columns are scaled to a standard deviation (1/n) of
/// one for the penalty and coefficients are reported on the original scale; the intercept is not penalised; penalty
/// factors are rescaled to a mean of one.
public struct ElasticNet: Sendable, Equatable, Codable {
  /// 1 is the lasso, 0 is ridge regression; in [0, 1].
  public var alpha: Double
  /// How many strengths from the one that removes every variable downwards.
  public var lambdaCount: Int
  /// The smallest strength as a part of the largest; by default 0.01 with fewer rows than columns, else 0.0001.
  public var lambdaMinimumRatio: Double?
  public var isStandardised: Bool
  /// Columns that are not penalised, or less, by name; all others have 1.
  public var penaltyFactors: [String: Double]
  /// Relative size of a coefficient's effect below which an iteration counts as converged.
  public var threshold: Double

  public init(
    alpha: Double = 1, lambdaCount: Int = 100, lambdaMinimumRatio: Double? = nil, isStandardised: Bool = true,
    penaltyFactors: [String: Double] = [:], threshold: Double = 1e-7
  ) {
    self.alpha = alpha
    self.lambdaCount = lambdaCount
    self.lambdaMinimumRatio = lambdaMinimumRatio
    self.isStandardised = isStandardised
    self.penaltyFactors = penaltyFactors
    self.threshold = threshold
  }

  func validate() throws(ModelError) {
    guard alpha >= 0, alpha <= 1 else {
      throw .badParameter(name: "alpha", value: "\(alpha)", allowed: "between 0 (ridge) and 1 (lasso)")
    }
    guard lambdaCount >= 2 else {
      throw .badParameter(name: "the number of lambdas", value: "\(lambdaCount)", allowed: "at least 2")
    }
    if let ratio = lambdaMinimumRatio, !(ratio > 0 && ratio < 1) {
      throw .badParameter(name: "the lambda ratio", value: "\(ratio)", allowed: "between 0 and 1")
    }
    guard threshold > 0 else {
      throw .badParameter(name: "the threshold", value: "\(threshold)", allowed: "above 0")
    }
    for (name, factor) in penaltyFactors where !(factor >= 0 && factor.isFinite) {
      throw .badParameter(name: "the penalty factor of “\(name)”", value: "\(factor)", allowed: "0 or more")
    }
  }
}

/// The solutions of a penalised regression from the strongest penalty to the weakest.
public struct RegularisationPath: Sendable, Equatable, Codable {
  public let names: [String]
  public let points: [Point]
  public let nullDeviance: Double

  /// One solution; coefficients that are not listed are zero.
  public struct Point: Sendable, Equatable, Codable {
    public let lambda: Double
    /// 0 for a Cox model, which has none.
    public let intercept: Double
    /// Columns with a coefficient that is not zero, ascending.
    public let columns: [Int]
    /// Their coefficients, on the original scale.
    public let values: [Double]
    /// 1 − deviance / null deviance.
    public let devianceRatio: Double
  }

  public var lambdas: [Double] { points.map(\.lambda) }

  /// Intercept plus xᵀβ of each row at one point of the path.
  public func linearPredictor(_ design: Design, at point: Int) throws(ModelError) -> [Double] {
    let solution = points[point]
    var result = [Double](repeating: solution.intercept, count: design.rowCount)
    let used = try design.selecting(columns: solution.columns.map { names[$0] })
    try used.requireFinite()
    for (k, value) in solution.values.enumerated() {
      for (i, x) in used.column(k).enumerated() { result[i] += value * x }
    }
    return result
  }

  /// Linear predictors at strengths that need not be points of this path: between two points the coefficients are
  /// interpolated linearly in λ, beyond its ends they are those of the end. One array per strength.
  func linearPredictors(_ design: Design, lambdas wanted: [Double]) -> [[Double]] {
    precondition(design.names == names, "the design must have the columns of the path")
    let known: [[Double]] = points.map { point in
      var result = [Double](repeating: point.intercept, count: design.rowCount)
      design.values.withUnsafeBufferPointer { x in
        for (j, value) in zip(point.columns, point.values) {
          for i in 0..<design.rowCount { result[i] += value * x[i + design.rowCount * j] }
        }
      }
      return result
    }
    return wanted.map { lambda in
      guard let right = points.firstIndex(where: { $0.lambda <= lambda }) else { return known[points.count - 1] }
      if right == 0 || points[right].lambda == lambda { return known[right] }
      let left = points[right - 1].lambda
      let share = (lambda - points[right].lambda) / (left - points[right].lambda)
      return zip(known[right - 1], known[right]).map { share * $0 + (1 - share) * $1 }
    }
  }
}
