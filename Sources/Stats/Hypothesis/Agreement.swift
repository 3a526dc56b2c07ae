import Foundation

/// Agreement of two measurements of the same things.
public struct MeasurementAgreement: Sendable, Equatable, Codable {
  public let count: Int
  /// Bland & Altman (1986): the mean of the differences, first minus second, with its t interval.
  public let bias: Estimate
  /// The standard deviation of the differences.
  public let standardDeviation: Double
  /// bias ∓ 1.96 · SD, each with the approximate interval of Bland & Altman (standard error √(3 SD²/n)).
  public let lowerLimit: Estimate
  public let upperLimit: Estimate
  /// Lin's (1989) concordance correlation 2s_xy/(s_x² + s_y² + (x̄ − ȳ)²) with variances over n, and its interval on
  /// Fisher's z scale; nil where both are constant and equal.
  public let concordance: Estimate?
  /// The same with variances over n − 1.
  public let concordanceUnbiased: Double?
  /// Within-subject standard deviation √(Σd²/2n) over the grand mean; nil unless that is above 0.
  public let withinSubjectVariation: Double?
  /// 1.96·√2 times the within-subject standard deviation: two measurements differ by less in 95 % of cases.
  public let repeatability: Double

  /// - Throws: `HypothesisError` for lengths that differ, fewer than 3 pairs or a value that is not finite.
  public init(_ x: [Double], _ y: [Double], level: Double = 0.95) throws(HypothesisError) {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    guard x.count == y.count else { throw .lengthsDiffer(first: x.count, second: y.count, what: "measurements") }
    try HypothesisCheck.finite(x, "values of the first measurement", least: 3)
    try HypothesisCheck.finite(y, "values of the second measurement", least: 3)
    let n = Double(x.count)
    let differences = zip(x, y).map { $0 - $1 }
    let d = SampleMoments(differences)
    let sd = d.variance.squareRoot()
    let t = StudentDistribution(degreesOfFreedom: n - 1).quantile(upperTail: (1 - level) / 2)
    func estimate(_ value: Double, _ se: Double) -> Estimate {
      Estimate(value: value, standardError: se, low: value - t * se, high: value + t * se)
    }
    count = x.count
    bias = estimate(d.mean, sd / n.squareRoot())
    standardDeviation = sd
    lowerLimit = estimate(d.mean - 1.96 * sd, (3 / n).squareRoot() * sd)
    upperLimit = estimate(d.mean + 1.96 * sd, (3 / n).squareRoot() * sd)
    let a = SampleMoments(x)
    let b = SampleMoments(y)
    var sum = 0.0
    for i in x.indices { sum += (x[i] - a.mean) * (y[i] - b.mean) }
    let shift = (a.mean - b.mean) * (a.mean - b.mean)
    let whole = (a.squares + b.squares) / n + shift
    if whole > 0 {
      let c = 2 * sum / n / whole
      var interval: (low: Double?, high: Double?, se: Double?) = (nil, nil, nil)
      if let r = Correlation.coefficient(x, y), r != 0, abs(c) < 1 {
        // Lin's asymptotic variance of atanh(c), with u the scaled shift.
        let u2 = shift / (a.squares * b.squares).squareRoot() * n
        let rest = (1 - c * c) * (1 - c * c)
        let variance =
          ((1 - r * r) * c * c / ((1 - c * c) * r * r) + 2 * c * c * c * (1 - c) * u2 / (r * rest)
            - c * c * c * c * u2 * u2 / (2 * r * r * rest)) / (n - 2)
        if variance > 0 {
          let half = NormalDistribution.criticalValue(level: level) * variance.squareRoot()
          interval = (tanh(atanh(c) - half), tanh(atanh(c) + half), nil)
        }
      }
      concordance = Estimate(value: c, standardError: nil, low: interval.low, high: interval.high)
      concordanceUnbiased = 2 * sum / (n - 1) / ((a.squares + b.squares) / (n - 1) + shift)
    } else {
      concordance = nil
      concordanceUnbiased = nil
    }
    let within = (differences.reduce(0) { $0 + $1 * $1 } / (2 * n)).squareRoot()
    let mean = (a.mean + b.mean) / 2
    withinSubjectVariation = mean > 0 ? within / mean : nil
    repeatability = 1.96 * 2.0.squareRoot() * within
  }
}

/// Cohen's κ of two raters of categories, beyond chance; weighted for ordered ones.
public struct CategoryAgreement: Sendable, Equatable, Codable {
  public let table: [[Int]]
  public let weights: Weights
  /// nil where chance agreement is complete.
  public let kappa: Double?
  /// The large-sample standard error of Fleiss, Cohen & Everitt (1969).
  public let standardError: Double?
  public let low: Double?
  public let high: Double?
  /// The share of equal ratings.
  public let observedAgreement: Double

  public enum Weights: String, Sendable, Codable, CaseIterable {
    case unweighted
    /// 1 − |i − j|/(k − 1).
    case linear
    /// 1 − (i − j)²/(k − 1)².
    case quadratic
  }

  /// - Parameters:
  ///   - first: category of each item, 0 ..< categories.
  /// - Throws: `HypothesisError` for lengths that differ, no items, fewer than two categories or an unknown one.
  public init(
    _ first: [Int], _ second: [Int], categories: Int, weights: Weights = .unweighted, level: Double = 0.95
  ) throws(HypothesisError) {
    guard first.count == second.count else {
      throw .lengthsDiffer(first: first.count, second: second.count, what: "ratings")
    }
    guard !first.isEmpty else { throw .tooFew(what: "items", found: 0, least: 1) }
    guard categories > 1 else { throw .tooFew(what: "categories", found: categories, least: 2) }
    var table = [[Int]](repeating: [Int](repeating: 0, count: categories), count: categories)
    for (row, (i, j)) in zip(first, second).enumerated() {
      guard i >= 0, i < categories, j >= 0, j < categories else {
        throw .badCategory(row: row, categories: categories)
      }
      table[i][j] += 1
    }
    try self.init(table: table, weights: weights, level: level)
  }

  /// - Parameter table: first rater's categories in rows, second rater's in columns.
  /// - Throws: `HypothesisError.badTable` unless it is square and not empty.
  public init(table: [[Int]], weights: Weights = .unweighted, level: Double = 0.95) throws(HypothesisError) {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    let k = table.count
    guard k > 1, table.allSatisfy({ $0.count == k }) else { throw .badTable("agreement needs a square table") }
    let n = Double(table.reduce(0) { $0 + $1.reduce(0, +) })
    guard n > 0 else { throw .badTable("all counts are 0") }
    let size = Double(k - 1)
    func weight(_ i: Int, _ j: Int) -> Double {
      let d = Double(i - j) / size
      switch weights {
      case .unweighted: return i == j ? 1 : 0
      case .linear: return 1 - abs(d)
      case .quadratic: return 1 - d * d
      }
    }
    let p = table.map { $0.map { Double($0) / n } }
    let rows = p.map { $0.reduce(0, +) }
    let columns = (0..<k).map { j in p.reduce(0) { $0 + $1[j] } }
    var observed = 0.0
    var expected = 0.0
    var rowWeights = [Double](repeating: 0, count: k)
    var columnWeights = rowWeights
    for i in 0..<k {
      for j in 0..<k {
        let w = weight(i, j)
        observed += w * p[i][j]
        expected += w * rows[i] * columns[j]
        rowWeights[i] += w * columns[j]
        columnWeights[j] += w * rows[i]
      }
    }
    self.table = table
    self.weights = weights
    observedAgreement = (0..<k).reduce(0) { $0 + p[$1][$1] }
    guard expected < 1 else {
      kappa = nil
      standardError = nil
      low = nil
      high = nil
      return
    }
    let kappa = (observed - expected) / (1 - expected)
    var sum = 0.0
    for i in 0..<k {
      for j in 0..<k {
        let term = weight(i, j) - (rowWeights[i] + columnWeights[j]) * (1 - kappa)
        sum += p[i][j] * term * term
      }
    }
    let centre = kappa - expected * (1 - kappa)
    let variance = max(0, sum - centre * centre) / (n * (1 - expected) * (1 - expected))
    let se = variance.squareRoot()
    let half = NormalDistribution.criticalValue(level: level) * se
    self.kappa = kappa
    standardError = se
    low = max(-1, kappa - half)
    high = min(1, kappa + half)
  }
}

/// Agreement of two sets of positions, such as the voxels of two segmentations.
public enum RegionAgreement {
  /// Dice's coefficient 2|A ∩ B| / (|A| + |B|) of two masks; nil when both are empty.
  ///
  /// - Throws: `HypothesisError.lengthsDiffer`.
  public static func dice(_ a: [Bool], _ b: [Bool]) throws(HypothesisError) -> Double? {
    guard a.count == b.count else { throw .lengthsDiffer(first: a.count, second: b.count, what: "masks") }
    var both = 0
    var sum = 0
    for i in a.indices {
      if a[i] { sum += 1 }
      if b[i] { sum += 1 }
      if a[i], b[i] { both += 1 }
    }
    return sum == 0 ? nil : 2 * Double(both) / Double(sum)
  }

  /// The Hausdorff distance of two sets of points (in mm, if they are): the given quantile of the distances from each
  /// point to the other set, the larger of both directions. 1 is the maximum, 0.95 the robust form (HD95), by
  /// interpolation between order statistics.
  ///
  /// Every point searches outward in the other set sorted by x, and stops when the gap in x alone is too large.
  /// - Throws: `HypothesisError.emptyRegion`, `notFinite`, `badLevel`.
  public static func hausdorff(
    _ a: [SIMD3<Double>], _ b: [SIMD3<Double>], quantile: Double = 0.95
  ) throws(HypothesisError) -> Double {
    guard quantile > 0, quantile <= 1 else { throw .badLevel(quantile) }
    guard !a.isEmpty else { throw .emptyRegion("A") }
    guard !b.isEmpty else { throw .emptyRegion("B") }
    for points in [a, b] {
      if let bad = points.firstIndex(where: { !($0.x.isFinite && $0.y.isFinite && $0.z.isFinite) }) {
        throw .notFinite(what: "point", row: bad)
      }
    }
    return max(directed(a, b, quantile), directed(b, a, quantile))
  }

  private static func directed(_ from: [SIMD3<Double>], _ to: [SIMD3<Double>], _ quantile: Double) -> Double {
    let sorted = to.sorted { $0.x < $1.x }
    var distances = from.map { point in
      var low = 0
      var high = sorted.count
      while low < high {
        let middle = (low + high) / 2
        if sorted[middle].x < point.x { low = middle + 1 } else { high = middle }
      }
      var best = Double.infinity
      var left = low - 1
      var right = low
      while left >= 0 || right < sorted.count {
        let gapLeft = left >= 0 ? point.x - sorted[left].x : .infinity
        let gapRight = right < sorted.count ? sorted[right].x - point.x : .infinity
        let gap = min(gapLeft, gapRight)
        if gap * gap >= best { break }
        let other: SIMD3<Double>
        if gapLeft <= gapRight {
          other = sorted[left]
          left -= 1
        } else {
          other = sorted[right]
          right += 1
        }
        let d = point - other
        best = min(best, (d * d).sum())
      }
      return best.squareRoot()
    }
    distances.sort()
    return Quantile.type7(quantile, ofSorted: distances)
  }
}
