import Foundation

/// The number of successes in n independent trials of probability p.
public struct BinomialDistribution: Sendable, Equatable, Codable {
  public let trials: Int
  public let probability: Double

  public init(trials: Int, probability: Double) {
    self.trials = trials
    self.probability = probability
  }

  private var isValid: Bool { trials >= 0 && probability >= 0 && probability <= 1 }

  /// P(X = k).
  public func mass(_ k: Int) -> Double {
    if !isValid { return .nan }
    if k < 0 || k > trials { return 0 }
    return SpecialFunctions.binomialTerm(Double(k), Double(trials - k), probability, 1 - probability)
  }

  /// P(X ≤ k).
  public func cumulative(_ k: Int) -> Double {
    if !isValid { return .nan }
    if k < 0 { return 0 }
    if k >= trials { return 1 }
    return SpecialFunctions.incompleteBeta(Double(trials - k), Double(k + 1), 1 - probability, probability).lower
  }

  /// P(X > k).
  public func upperTail(_ k: Int) -> Double {
    if !isValid { return .nan }
    if k < 0 { return 1 }
    if k >= trials { return 0 }
    return SpecialFunctions.incompleteBeta(Double(k + 1), Double(trials - k), probability, 1 - probability).lower
  }

  /// The two-sided p value against `probability`: the sum of all outcomes no more likely than k (R's `binom.test`).
  public func twoSidedP(_ k: Int) -> Double {
    if !isValid || k < 0 || k > trials { return .nan }
    let limit = mass(k) * (1 + 1e-7)
    var sum = 0.0
    for i in 0...trials where mass(i) <= limit { sum += mass(i) }
    return min(1, sum)
  }
}

/// A proportion k/n with a confidence interval.
public struct Proportion: Sendable, Equatable, Codable {
  public let count: Int
  public let total: Int
  /// k/n; nil when n = 0.
  public let value: Double?
  public let low: Double?
  public let high: Double?

  /// Clopper and Pearson's exact interval (1934): quantiles of beta distributions; the coverage is at least `level`.
  public static func exact(_ count: Int, of total: Int, level: Double = 0.95) -> Proportion {
    guard total > 0, count >= 0, count <= total else {
      return Proportion(count: count, total: total, value: nil, low: nil, high: nil)
    }
    let alpha = (1 - level) / 2
    let k = Double(count)
    let n = Double(total)
    let low = count == 0 ? 0 : BetaDistribution(a: k, b: n - k + 1).quantile(alpha)
    let high = count == total ? 1 : BetaDistribution(a: k + 1, b: n - k).quantile(upperTail: alpha)
    return Proportion(count: count, total: total, value: k / n, low: low, high: high)
  }

  /// Wilson's score interval (1927).
  public static func wilson(_ count: Int, of total: Int, level: Double = 0.95) -> Proportion {
    guard total > 0, count >= 0, count <= total else {
      return Proportion(count: count, total: total, value: nil, low: nil, high: nil)
    }
    let z = NormalDistribution.criticalValue(level: level)
    let n = Double(total)
    let p = Double(count) / n
    let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    return Proportion(
      count: count, total: total, value: p, low: max(0, centre - half), high: min(1, centre + half))
  }
}
