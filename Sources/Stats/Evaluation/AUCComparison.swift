/// The difference of two areas under ROC curves, first minus second.
public struct AUCComparison: Sendable, Equatable, Codable {
  public let first: Double
  public let second: Double
  /// The covariance of the two areas; 0 for different subjects.
  public let covariance: Double
  public let difference: Double
  public let standardError: Double
  public let level: Double
  public let low: Double
  public let high: Double
  /// difference / SE; nil when the standard error is 0.
  public let statistic: Double?
  /// nil for the paired test, whose statistic is compared with the normal distribution.
  public let degreesOfFreedom: Double?
  /// 1 for identical scores; nil when a difference has no standard error.
  public let p: Double?
  /// For example "DeLong, paired".
  public let method: String

  /// DeLong's test of two scores of the same rows.
  ///
  /// - Throws: `EvaluationError.notPaired` when the outcomes differ, `badLevel`.
  public static func paired(
    _ a: ScoredOutcomes, _ b: ScoredOutcomes, level: Double = 0.95
  ) throws(EvaluationError) -> AUCComparison {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    guard a.rowCount == b.rowCount else {
      throw .notPaired("one has \(a.rowCount) rows, the other \(b.rowCount)")
    }
    guard a.isPositive == b.isPositive else {
      throw .notPaired("their outcomes differ. Evaluate both on the same rows in the same order")
    }
    let first = try AUCEstimate(a, level: level)
    let second = try AUCEstimate(b, level: level)
    let va = a.placements
    let vb = b.placements
    var crossPositive = 0.0
    var crossNegative = 0.0
    // The variance of the difference is summed from differences: identical scores give exactly zero.
    var differencePositive = 0.0
    var differenceNegative = 0.0
    let gap = first.value - second.value
    for row in a.isPositive.indices {
      let ga = Int(a.group[row])
      let gb = Int(b.group[row])
      if a.isPositive[row] {
        let x = va.positive[ga] - first.value
        let y = vb.positive[gb] - second.value
        crossPositive += x * y
        let d = va.positive[ga] - vb.positive[gb] - gap
        differencePositive += d * d
      } else {
        let x = va.negative[ga] - first.value
        let y = vb.negative[gb] - second.value
        crossNegative += x * y
        let d = va.negative[ga] - vb.negative[gb] - gap
        differenceNegative += d * d
      }
    }
    let m = Double(a.positiveCount)
    let n = Double(a.negativeCount)
    func share(_ positive: Double, _ negative: Double) -> Double {
      (m > 1 ? positive / (m - 1) / m : 0) + (n > 1 ? negative / (n - 1) / n : 0)
    }
    return AUCComparison(
      first: first.value, second: second.value, covariance: share(crossPositive, crossNegative),
      variance: share(differencePositive, differenceNegative), level: level, degreesOfFreedom: nil,
      method: "DeLong, paired")
  }

  /// DeLong's test of scores of different subjects: a t statistic with Satterthwaite's degrees of freedom.
  ///
  /// - Throws: `EvaluationError.badLevel`.
  public static func unpaired(
    _ a: ScoredOutcomes, _ b: ScoredOutcomes, level: Double = 0.95
  ) throws(EvaluationError) -> AUCComparison {
    let first = try AUCEstimate(a, level: level)
    let second = try AUCEstimate(b, level: level)
    let sum = first.variance + second.variance
    let parts =
      first.variance * first.variance / Double(a.rowCount - 1)
      + second.variance * second.variance / Double(b.rowCount - 1)
    return AUCComparison(
      first: first.value, second: second.value, covariance: 0, variance: sum, level: level,
      degreesOfFreedom: parts > 0 ? sum * sum / parts : .infinity, method: "DeLong, unpaired")
  }

  init(
    first: Double, second: Double, covariance: Double, variance: Double, level: Double,
    degreesOfFreedom: Double?, method: String
  ) {
    self.first = first
    self.second = second
    self.covariance = covariance
    self.level = level
    self.method = method
    difference = first - second
    standardError = max(0, variance).squareRoot()
    let statistic = standardError > 0 ? difference / standardError : nil
    self.statistic = statistic
    let half = NormalDistribution.criticalValue(level: level) * standardError
    low = difference - half
    high = difference + half
    if let degreesOfFreedom {
      self.degreesOfFreedom = degreesOfFreedom.isFinite ? degreesOfFreedom : nil
      p = statistic.map { StudentDistribution(degreesOfFreedom: degreesOfFreedom).twoSidedP($0) }
    } else {
      self.degreesOfFreedom = nil
      p = statistic.map(NormalDistribution.twoSidedP) ?? (difference == 0 ? 1 : nil)
    }
  }
}
