import Foundation

/// Tests of equal variances and of a distribution's shape.
public enum VarianceTests {
  /// The F test of two variances; the estimate is their ratio, first over second.
  ///
  /// - Throws: `HypothesisError` for fewer than two values in a group or one that is not finite.
  public static func ratio(_ x: [Double], _ y: [Double], level: Double = 0.95) throws(HypothesisError) -> TestResult {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    try HypothesisCheck.finite(x, "values in the first group", least: 2)
    try HypothesisCheck.finite(y, "values in the second group", least: 2)
    let a = SampleMoments(x)
    let b = SampleMoments(y)
    let f = a.variance / b.variance
    let distribution = FDistribution(numerator: a.count - 1, denominator: b.count - 1)
    let alpha = (1 - level) / 2
    let p = 2 * min(distribution.cumulative(f), distribution.upperTail(f))
    return TestResult(
      name: "F test of two variances", statistic: f, degreesOfFreedom: [a.count - 1, b.count - 1],
      p: f.isFinite ? p : nil,
      estimate: f.isFinite
        ? Estimate(
          value: f, standardError: nil, low: f / distribution.quantile(upperTail: alpha),
          high: f / distribution.quantile(alpha)) : nil)
  }

  /// Bartlett's test; sensitive to non-normality.
  ///
  /// - Throws: `HypothesisError` for fewer than two groups, fewer than two values in one or a value that is not finite.
  public static func bartlett(_ groups: [[Double]]) throws(HypothesisError) -> TestResult {
    try MeanTests.check(groups, least: 2)
    let parts = groups.map { SampleMoments($0) }
    let k = Double(groups.count)
    let total = parts.reduce(0) { $0 + $1.count - 1 }
    let pooled = parts.reduce(0) { $0 + $1.squares } / total
    let logs = parts.reduce(0) { $0 + ($1.count - 1) * log($1.variance) }
    let correction = 1 + (parts.reduce(0) { $0 + 1 / ($1.count - 1) } - 1 / total) / (3 * (k - 1))
    let statistic = (total * log(pooled) - logs) / correction
    return TestResult(
      name: "Bartlett's test", statistic: statistic, degreesOfFreedom: [k - 1],
      p: statistic.isFinite ? ChiSquaredDistribution(degreesOfFreedom: k - 1).upperTail(statistic) : nil)
  }

  /// Levene's test on distances from the median (Brown & Forsythe 1974).
  ///
  /// - Throws: as `bartlett`.
  public static func levene(_ groups: [[Double]]) throws(HypothesisError) -> TestResult {
    try MeanTests.check(groups, least: 2)
    let distances = groups.map { group in
      let sorted = group.sorted()
      let median = Quantile.type7(0.5, ofSorted: sorted)
      return group.map { abs($0 - median) }
    }
    let test = try MeanTests.analysisOfVariance(distances)
    return TestResult(
      name: "Levene's test (median)", statistic: test.statistic, degreesOfFreedom: test.degreesOfFreedom, p: test.p)
  }

  /// The two-sample Kolmogorov–Smirnov test; the statistic is the largest distance of the two empirical distribution
  /// functions.
  ///
  /// p is exact below 10,000 pairs, given the ties (Schröer & Trenkler 1995), else asymptotic: R's default.
  /// - Throws: `HypothesisError` for an empty group or a value that is not finite.
  public static func kolmogorovSmirnov(
    _ x: [Double], _ y: [Double], exact: Bool = true
  ) throws(HypothesisError) -> TestResult {
    try HypothesisCheck.finite(x, "values in the first group", least: 1)
    try HypothesisCheck.finite(y, "values in the second group", least: 1)
    let a = x.sorted()
    let b = y.sorted()
    let m = Double(a.count)
    let n = Double(b.count)
    var i = 0
    var j = 0
    var d = 0.0
    while i < a.count, j < b.count {
      let value = min(a[i], b[j])
      while i < a.count, a[i] == value { i += 1 }
      while j < b.count, b[j] == value { j += 1 }
      d = max(d, abs(Double(i) / m - Double(j) / n))
    }
    let name = "Kolmogorov–Smirnov test"
    if exact, m * n < 10_000 {
      return TestResult(name: name + ", exact", statistic: d, p: smirnovTail(d, a, b))
    }
    return TestResult(
      name: name + ", asymptotic", statistic: d, p: kolmogorovTail(d * (m * n / (m + n)).squareRoot()))
  }

  /// P(D ≥ d) over all ways of dealing the pooled values to groups of the given sizes. Of a tie only its end is a point
  /// of the distribution functions.
  ///
  /// `inside[j]` is the share of the ways to have dealt i values to the first group and j to the second that stayed
  /// below d so far. O(m·n).
  private static func smirnovTail(_ d: Double, _ a: [Double], _ b: [Double]) -> Double {
    let m = Double(a.count)
    let n = Double(b.count)
    let pooled = (a + b).sorted()
    // Distances are multiples of 1/(mn): half a step below d separates them whatever the rounding.
    let limit = (0.5 + (d * m * n - 1e-7).rounded(.down)) / (m * n)
    var inside = [Double](repeating: 0, count: b.count + 1)
    for i in 0...a.count {
      for j in 0...b.count {
        let dealt = i + j
        guard dealt > 0 else {
          inside[0] = 1
          continue
        }
        let isEnd = dealt == pooled.count || pooled[dealt - 1] != pooled[dealt]
        if isEnd, abs(Double(i) / m - Double(j) / n) >= limit {
          inside[j] = 0
          continue
        }
        let fromFirst = i > 0 ? Double(i) / Double(dealt) * inside[j] : 0
        let fromSecond = j > 0 ? Double(j) / Double(dealt) * inside[j - 1] : 0
        inside[j] = fromFirst + fromSecond
      }
    }
    return min(1, max(0, 1 - inside[b.count]))
  }

  /// P(K > z) for Kolmogorov's distribution, by whichever of its two series converges fast.
  static func kolmogorovTail(_ z: Double) -> Double {
    if z <= 0 { return 1 }
    if z < 1 {
      let c = -Double.pi * Double.pi / (8 * z * z)
      var sum = 0.0
      for k in stride(from: 1.0, to: 60, by: 2) { sum += exp(k * k * c) }
      return 1 - (2 * Double.pi).squareRoot() / z * sum
    }
    var sum = 0.0
    var sign = 1.0
    for k in 1...60 {
      let term = exp(-2 * Double(k * k) * z * z)
      sum += sign * term
      sign = -sign
      if term < 1e-18 * abs(sum) { break }
    }
    return 2 * sum
  }

  /// The Shapiro–Wilk test of normality for 3 to 5,000 values, with Royston's (1995, AS R94) approximation.
  ///
  /// - Throws: `HypothesisError.tooFew` below 3 values; above 5,000 p is an extrapolation, with a caution.
  public static func shapiroWilk(_ values: [Double]) throws(HypothesisError) -> TestResult {
    try HypothesisCheck.finite(values, "values", least: 3)
    let x = values.sorted()
    let n = x.count
    let size = Double(n)
    let name = "Shapiro–Wilk test"
    guard let first = x.first, let last = x.last, last > first else {
      return TestResult(name: name, statistic: nil, p: nil)
    }
    let half = n / 2
    var weights = [Double](repeating: 0, count: half)
    if n == 3 {
      weights[0] = 0.5.squareRoot()
    } else {
      // Expected normal order statistics, and corrections of the outermost weights.
      let m = (0..<half).map { NormalDistribution.standard.quantile((Double($0 + 1) - 0.375) / (size + 0.25)) }
      let sum = 2 * m.reduce(0) { $0 + $1 * $1 }
      let root = sum.squareRoot()
      let r = 1 / size.squareRoot()
      let a1 = polynomial([0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056], r) - m[0] / root
      if n > 5 {
        let a2 = -m[1] / root + polynomial([0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633], r)
        let factor =
          ((sum - 2 * m[0] * m[0] - 2 * m[1] * m[1]) / (1 - 2 * a1 * a1 - 2 * a2 * a2)).squareRoot()
        weights = m.map { -$0 / factor }
        weights[1] = a2
      } else {
        let factor = ((sum - 2 * m[0] * m[0]) / (1 - 2 * a1 * a1)).squareRoot()
        weights = m.map { -$0 / factor }
      }
      weights[0] = a1
    }
    let range = last - first
    let moments = SampleMoments(x.map { $0 / range })
    var b = 0.0
    var weightSquares = 0.0
    for i in 0..<half {
      b += weights[i] * (x[n - 1 - i] - x[i]) / range
      weightSquares += 2 * weights[i] * weights[i]
    }
    // 1 − W from the differences of standardised values, so that W near 1 keeps its digits.
    let w = min(1, b * b / (weightSquares * moments.squares))
    if n == 3 {
      let p = 6 / Double.pi * (asin(w.squareRoot()) - asin(0.75.squareRoot()))
      return TestResult(name: name, statistic: w, p: max(0, p))
    }
    let logN = log(size)
    var y = log(1 - w)
    let mean: Double
    let sd: Double
    if n <= 11 {
      let gamma = -2.273 + 0.459 * size
      if y >= gamma { return TestResult(name: name, statistic: w, p: 1e-99) }
      y = -log(gamma - y)
      mean = polynomial([0.544, -0.39978, 0.025054, -6.714e-4], size)
      sd = exp(polynomial([1.3822, -0.77857, 0.062767, -0.0020322], size))
    } else {
      mean = polynomial([-1.5861, -0.31082, -0.083751, 0.0038915], logN)
      sd = exp(polynomial([-0.4803, -0.082676, 0.0030302], logN))
    }
    return TestResult(
      name: name, statistic: w, p: NormalDistribution.standard.upperTail((y - mean) / sd),
      cautions: n > 5000
        ? [
          Caution(
            code: "large_sample",
            message:
              "The approximation was made for up to 5,000 values, and in so large a sample any departure from "
              + "normality is significant. Look at a histogram instead.")
        ] : [])
  }

  private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.reversed().reduce(0) { $0 * x + $1 }
  }
}
