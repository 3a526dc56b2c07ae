import Foundation

/// Sums of a sample that tests of means and variances start from.
struct SampleMoments {
  let count: Double
  let mean: Double
  /// Σ (x − mean)².
  let squares: Double

  init(_ values: [Double]) {
    count = Double(values.count)
    let mean = values.reduce(0, +) / count
    // A second pass removes the rounding error of the first.
    let rest = values.reduce(0) { $0 + ($1 - mean) } / count
    let centre = mean + rest
    self.mean = centre
    squares = values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
  }

  /// With denominator n − 1; NaN for one value.
  var variance: Double { count > 1 ? squares / (count - 1) : .nan }
}

/// Numbers whose squares, and products of two sums of them, can be computed with.
enum Magnitude {
  private static let usual = 0x1p-200...0x1p200

  /// The values times one power of two where their squares would be beyond what a Double holds, else the values as they are.
  static func balanced(_ values: [Double]) -> [Double] {
    let factor = factor(values)
    return factor == 1 ? values : values.map { $0 * factor }
  }

  /// The power of two that brings the largest value near 1; 1 where nothing need be done. It is exact.
  static func factor(_ values: [Double]) -> Double {
    let largest = values.reduce(0) { max($0, $1.magnitude) }
    guard largest > 0, largest.isFinite, !usual.contains(largest) else { return 1 }
    return Double(sign: .plus, exponent: min(1000, -largest.exponent), significand: 1)
  }
}

/// Student's and Welch's t tests and the analysis of variance.
public enum MeanTests {
  /// Student's test of two means with a pooled variance; the estimate is first minus second.
  ///
  /// - Throws: `HypothesisError` for fewer than two values in a group or one that is not finite.
  public static func student(_ x: [Double], _ y: [Double], level: Double = 0.95) throws(HypothesisError) -> TestResult {
    try check(x, y, level)
    let a = SampleMoments(x)
    let b = SampleMoments(y)
    let df = a.count + b.count - 2
    let pooled = (a.squares + b.squares) / df
    let se = (pooled * (1 / a.count + 1 / b.count)).squareRoot()
    return result("Student's t test", a.mean - b.mean, se, df, level)
  }

  /// Welch's test of two means without assuming equal variances; the estimate is first minus second.
  ///
  /// - Throws: `HypothesisError` for fewer than two values in a group or one that is not finite.
  public static func welch(_ x: [Double], _ y: [Double], level: Double = 0.95) throws(HypothesisError) -> TestResult {
    try check(x, y, level)
    let a = SampleMoments(x)
    let b = SampleMoments(y)
    let va = a.variance / a.count
    let vb = b.variance / b.count
    let df = (va + vb) * (va + vb) / (va * va / (a.count - 1) + vb * vb / (b.count - 1))
    return result("Welch's t test", a.mean - b.mean, (va + vb).squareRoot(), df, level)
  }

  /// The t test of the mean difference of pairs.
  ///
  /// - Throws: `HypothesisError` for lengths that differ, fewer than two pairs or a value that is not finite.
  public static func paired(_ x: [Double], _ y: [Double], level: Double = 0.95) throws(HypothesisError) -> TestResult {
    guard x.count == y.count else { throw .lengthsDiffer(first: x.count, second: y.count, what: "pairs") }
    try check(x, y, level)
    let d = SampleMoments(zip(x, y).map { $0 - $1 })
    return result("paired t test", d.mean, (d.variance / d.count).squareRoot(), d.count - 1, level)
  }

  /// One-way analysis of variance.
  ///
  /// - Throws: `HypothesisError` for fewer than two groups, an empty group or a value that is not finite.
  public static func analysisOfVariance(_ groups: [[Double]]) throws(HypothesisError) -> TestResult {
    try check(groups, least: 1)
    let parts = groups.map { SampleMoments($0) }
    let n = parts.reduce(0) { $0 + $1.count }
    let k = Double(groups.count)
    let grand = parts.reduce(0) { $0 + $1.count * $1.mean } / n
    let between = parts.reduce(0) { $0 + $1.count * ($1.mean - grand) * ($1.mean - grand) }
    let within = parts.reduce(0) { $0 + $1.squares }
    let f = (between / (k - 1)) / (within / (n - k))
    return TestResult(
      name: "one-way analysis of variance", statistic: f, degreesOfFreedom: [k - 1, n - k],
      p: f.isFinite ? FDistribution(numerator: k - 1, denominator: n - k).upperTail(f) : nil)
  }

  /// Welch's (1951) analysis of variance without assuming equal variances.
  ///
  /// - Throws: `HypothesisError` for fewer than two groups, fewer than two values in one or a value that is not finite.
  public static func welchAnalysisOfVariance(_ groups: [[Double]]) throws(HypothesisError) -> TestResult {
    try check(groups, least: 2)
    let parts = groups.map { SampleMoments($0) }
    let k = Double(groups.count)
    let weights = parts.map { $0.count / $0.variance }
    let sum = weights.reduce(0, +)
    let mean = zip(weights, parts).reduce(0) { $0 + $1.0 * $1.1.mean } / sum
    let spread =
      zip(weights, parts).reduce(0) {
        $0 + (1 - $1.0 / sum) * (1 - $1.0 / sum) / ($1.1.count - 1)
      } / (k * k - 1)
    let between = zip(weights, parts).reduce(0) { $0 + $1.0 * ($1.1.mean - mean) * ($1.1.mean - mean) }
    let f = between / ((k - 1) * (1 + 2 * (k - 2) * spread))
    let df = 1 / (3 * spread)
    return TestResult(
      name: "Welch's analysis of variance", statistic: f, degreesOfFreedom: [k - 1, df],
      p: f.isFinite ? FDistribution(numerator: k - 1, denominator: df).upperTail(f) : nil)
  }

  /// Student's tests of all pairs of groups with the standard deviation pooled over all of them; not adjusted.
  ///
  /// - Throws: as `analysisOfVariance`.
  public static func pairwisePooled(
    _ groups: [[Double]]
  ) throws(HypothesisError) -> [(first: Int, second: Int, p: Double?)] {
    try check(groups, least: 1)
    let parts = groups.map { SampleMoments($0) }
    let df = parts.reduce(0) { $0 + $1.count } - Double(groups.count)
    let pooled = parts.reduce(0) { $0 + $1.squares } / df
    var result: [(first: Int, second: Int, p: Double?)] = []
    for i in parts.indices {
      for j in parts.indices where j > i {
        let se = (pooled * (1 / parts[i].count + 1 / parts[j].count)).squareRoot()
        let t = (parts[j].mean - parts[i].mean) / se
        result.append((i, j, t.isFinite ? StudentDistribution(degreesOfFreedom: df).twoSidedP(t) : nil))
      }
    }
    return result
  }

  private static func check(_ x: [Double], _ y: [Double], _ level: Double) throws(HypothesisError) {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    try HypothesisCheck.finite(x, "values in the first group", least: 2)
    try HypothesisCheck.finite(y, "values in the second group", least: 2)
  }

  static func check(_ groups: [[Double]], least: Int) throws(HypothesisError) {
    guard groups.count > 1 else { throw .tooFew(what: "groups", found: groups.count, least: 2) }
    for group in groups { try HypothesisCheck.finite(group, "values in a group", least: least) }
  }

  private static func result(
    _ name: String, _ difference: Double, _ se: Double, _ df: Double, _ level: Double
  ) -> TestResult {
    guard se > 0 else {
      return TestResult(
        name: name, statistic: nil, p: nil,
        estimate: Estimate(value: difference, standardError: 0, low: nil, high: nil),
        cautions: [
          Caution(
            code: "constant",
            message: "The values do not vary within the groups, so that the t test is not defined.")
        ])
    }
    let distribution = StudentDistribution(degreesOfFreedom: df)
    let half = distribution.quantile(upperTail: (1 - level) / 2) * se
    let t = difference / se
    return TestResult(
      name: name, statistic: t, degreesOfFreedom: [df], p: distribution.twoSidedP(t),
      estimate: Estimate(value: difference, standardError: se, low: difference - half, high: difference + half))
  }
}

/// Standardised differences of two groups.
public enum EffectSize {
  /// Cohen's d: the difference of means over the pooled standard deviation; nil without spread.
  public static func cohen(_ x: [Double], _ y: [Double]) -> Double? {
    let a = SampleMoments(x)
    let b = SampleMoments(y)
    let d = (a.mean - b.mean) / ((a.squares + b.squares) / (a.count + b.count - 2)).squareRoot()
    return d.isFinite ? d : nil
  }

  /// The standardised mean difference of baseline tables: over the root of the average of both variances.
  public static func standardisedMeanDifference(_ x: [Double], _ y: [Double]) -> Double? {
    let factor = Magnitude.factor(x + y)
    let a = SampleMoments(factor == 1 ? x : x.map { $0 * factor })
    let b = SampleMoments(factor == 1 ? y : y.map { $0 * factor })
    let d = (a.mean - b.mean) / ((a.variance + b.variance) / 2).squareRoot()
    return d.isFinite ? d : nil
  }

  /// The standardised difference of a categorical variable between two groups (Yang & Dalton 2012): the Mahalanobis
  /// distance √((p − q)ᵀ S⁻¹ (p − q)) of the shares, the last category left out, S the mean of both multinomial
  /// covariances; nil without spread.
  public static func standardisedDifference(counts x: [Int], _ y: [Int]) -> Double? {
    precondition(x.count == y.count, "both groups need the same categories")
    let n = Double(x.reduce(0, +))
    let m = Double(y.reduce(0, +))
    guard n > 0, m > 0 else { return nil }
    let used = x.indices.filter { x[$0] + y[$0] > 0 }
    let free = Array(used.dropLast())
    guard !free.isEmpty else { return 0 }
    let p = free.map { Double(x[$0]) / n }
    let q = free.map { Double(y[$0]) / m }
    var covariance = Matrix(rowCount: free.count, columnCount: free.count)
    for i in free.indices {
      for j in free.indices {
        covariance[i, j] =
          i == j ? (p[i] * (1 - p[i]) + q[i] * (1 - q[i])) / 2 : -(p[i] * p[j] + q[i] * q[j]) / 2
      }
    }
    let difference = zip(p, q).map { $0 - $1 }
    let factor = Cholesky(covariance)
    guard factor.rank == free.count else { return nil }
    let solved = factor.solve(difference)
    return zip(difference, solved).reduce(0) { $0 + $1.0 * $1.1 }.squareRoot()
  }
}
