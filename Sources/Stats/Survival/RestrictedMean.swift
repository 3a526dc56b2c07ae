/// The restricted mean survival time: the area under the Kaplan–Meier curve up to τ.
///
/// Variance: Σ (∫ₜᵢ^τ S)² dᵢ/(nᵢ(nᵢ − dᵢ)) over event times ≤ τ (Klein & Moeschberger 2003, 4.5).
public struct RestrictedMean: Sendable, Equatable, Codable {
  public let tau: Double
  public let value: Double
  public let standardError: Double
  public let level: Double
  public let low: Double
  public let high: Double
  public let cautions: [Caution]
}

extension KaplanMeier {
  /// The restricted mean up to `tau`, by default to the last observed time.
  ///
  /// Beyond the last time the curve is drawn on at its last height, as R does, with a caution.
  /// - Throws: `SurvivalDataError.badHorizon` unless τ is finite and above 0.
  public func restrictedMean(to tau: Double? = nil) throws(SurvivalDataError) -> RestrictedMean {
    let last = table.times.last ?? 0
    let tau = tau ?? last
    guard tau.isFinite, tau > 0 else { throw .badHorizon(tau) }
    var end = 0
    while end < table.rowCount, table.times[end] <= tau { end += 1 }
    var area = 0.0
    var variance = 0.0
    var right = tau
    // From the right: the area beyond each event time is what its hazard term is weighted with.
    for i in stride(from: end - 1, through: 0, by: -1) {
      area += survival[i] * (right - table.times[i])
      let d = table.events[i]
      let left = table.atRisk[i] - d
      if d > 0, left > 0 { variance += area * area * Double(d) / (Double(table.atRisk[i]) * Double(left)) }
      right = table.times[i]
    }
    area += right
    let standardError = variance.squareRoot()
    let half = NormalDistribution.criticalValue(level: level) * standardError
    var cautions: [Caution] = []
    if tau > last, (survival.last ?? 1) > 0 {
      cautions.append(
        Caution(
          code: "beyond_follow_up",
          message:
            "The horizon lies beyond the last follow-up time: the curve was drawn on at its last height. "
            + "Choose an earlier horizon."))
    }
    return RestrictedMean(
      tau: tau, value: area, standardError: standardError, level: level, low: area - half, high: area + half,
      cautions: cautions)
  }
}

extension RestrictedMean {
  /// First minus second, by a z test with independent standard errors; both must have the same τ.
  public static func difference(_ a: RestrictedMean, _ b: RestrictedMean) -> EstimatedDifference {
    EstimatedDifference(
      first: a.value, second: b.value, difference: a.value - b.value,
      standardError: (a.standardError * a.standardError + b.standardError * b.standardError).squareRoot(),
      level: a.level, method: "restricted mean survival time, z test")
  }
}

/// A difference with a normal interval and test.
public struct EstimatedDifference: Sendable, Equatable, Codable {
  public let first: Double
  public let second: Double
  public let difference: Double
  public let standardError: Double
  public let level: Double
  public let low: Double
  public let high: Double
  /// nil when the standard error is 0.
  public let z: Double?
  /// 1 for no difference without a standard error; nil for a difference without one.
  public let p: Double?
  public let method: String

  public init(
    first: Double, second: Double, difference: Double, standardError: Double, level: Double, method: String
  ) {
    self.first = first
    self.second = second
    self.difference = difference
    self.standardError = standardError
    self.level = level
    self.method = method
    let half = NormalDistribution.criticalValue(level: level) * standardError
    low = difference - half
    high = difference + half
    let z = standardError > 0 ? difference / standardError : nil
    self.z = z
    p = z.map(NormalDistribution.twoSidedP) ?? (difference == 0 ? 1 : nil)
  }
}
