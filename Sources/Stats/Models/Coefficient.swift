/// One line of a regression table. A coefficient that cannot be estimated (collinear or constant column) is `nil`.
public struct Coefficient: Sendable, Equatable, Codable {
  public let name: String
  /// On the scale of the linear predictor, per unit of the column.
  public let estimate: Double?
  /// From the robust covariance where one was asked for, else from the inverse information.
  public let standardError: Double?
  /// estimate / standardError.
  public let z: Double?
  /// Two-sided Wald p.
  public let p: Double?
  /// 95 % Wald limits of the estimate.
  public let low: Double?
  public let high: Double?

  /// e^estimate: the odds ratio of a logistic, the hazard ratio of a Cox model.
  public var ratio: Double? { estimate.map(exponential) }
  public var ratioLow: Double? { low.map(exponential) }
  public var ratioHigh: Double? { high.map(exponential) }

  init(name: String, estimate: Double?, standardError: Double?) {
    self.name = name
    self.estimate = estimate
    guard let estimate, let standardError, standardError > 0 else {
      (self.standardError, z, p, low, high) = (nil, nil, nil, nil, nil)
      return
    }
    self.standardError = standardError
    let z = estimate / standardError
    self.z = z
    p = NormalDistribution.twoSidedP(z)
    let margin = NormalDistribution.criticalValue(level: 0.95) * standardError
    low = estimate - margin
    high = estimate + margin
  }
}

/// A χ² test of a model or of a term in it.
public struct ChiSquaredTest: Sendable, Equatable, Codable {
  public let name: String
  public let chiSquared: Double
  public let degreesOfFreedom: Int
  /// Upper tail; 1 without degrees of freedom.
  public let p: Double

  init(name: String, chiSquared: Double, degreesOfFreedom: Int) {
    self.name = name
    self.chiSquared = chiSquared
    self.degreesOfFreedom = degreesOfFreedom
    p =
      degreesOfFreedom > 0
      ? ChiSquaredDistribution(degreesOfFreedom: Double(degreesOfFreedom)).upperTail(max(0, chiSquared)) : 1
  }
}

/// Columns that enter or leave a model together: one numeric column, or the contrasts of one text column.
public struct Term: Sendable, Equatable, Codable {
  public let name: String
  public let columns: [String]

  public init(name: String, columns: [String]) {
    self.name = name
    self.columns = columns
  }
}
