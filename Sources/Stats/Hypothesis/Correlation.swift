import Foundation

/// Correlation of two columns; nil coefficients where a column is constant.
public enum Correlation {
  /// Pearson's r with Fisher's z interval (from 4 rows on) and t test.
  ///
  /// - Throws: `HypothesisError` for lengths that differ, fewer than 3 rows or a value that is not finite.
  public static func pearson(_ x: [Double], _ y: [Double], level: Double = 0.95) throws(HypothesisError) -> TestResult {
    try check(x, y, level)
    return linear(x, y, name: "Pearson's correlation", level: level)
  }

  private static func linear(_ x: [Double], _ y: [Double], name: String, level: Double) -> TestResult {
    let n = Double(x.count)
    guard let r = coefficient(x, y) else { return TestResult(name: name, statistic: nil, p: nil) }
    let df = n - 2
    let t = df.squareRoot() * r / max(0, 1 - r * r).squareRoot()
    var low: Double?
    var high: Double?
    if n > 3, abs(r) < 1 {
      let half = NormalDistribution.criticalValue(level: level) / (n - 3).squareRoot()
      low = tanh(atanh(r) - half)
      high = tanh(atanh(r) + half)
    }
    return TestResult(
      name: name, statistic: t, degreesOfFreedom: [df],
      p: t.isNaN ? nil : StudentDistribution(degreesOfFreedom: df).twoSidedP(t),
      estimate: Estimate(value: r, standardError: nil, low: low, high: high))
  }

  /// r alone; nil where a column is constant.
  public static func coefficient(_ x: [Double], _ y: [Double]) -> Double? {
    let (x, y) = (Magnitude.balanced(x), Magnitude.balanced(y))
    let a = SampleMoments(x)
    let b = SampleMoments(y)
    guard a.squares > 0, b.squares > 0 else { return nil }
    var sum = 0.0
    for i in x.indices { sum += (x[i] - a.mean) * (y[i] - b.mean) }
    return min(1, max(-1, sum / (a.squares * b.squares).squareRoot()))
  }

  /// Spearman's ρ: Pearson's r of the midranks. The statistic is S = (n³ − n)(1 − ρ)/6.
  ///
  /// Without ties p is exact up to 9 rows and from an Edgeworth series up to 1,290 (Best & Roberts 1975, AS 89), R's
  /// default; else it is from a t distribution with n − 2 degrees of freedom. The interval is
  /// Fisher's z with the standard error of Bonett & Wright (2000), √((1 + ρ²/2)/(n − 3)).
  /// - Throws: as `pearson`.
  public static func spearman(
    _ x: [Double], _ y: [Double], exact: Bool = true, level: Double = 0.95
  ) throws(HypothesisError) -> TestResult {
    try check(x, y, level)
    let a = Midranks(x)
    let b = Midranks(y)
    let n = Double(x.count)
    let name = "Spearman's correlation"
    guard let rho = coefficient(a.ranks, b.ranks) else { return TestResult(name: name, statistic: nil, p: nil) }
    let s = (n * n * n - n) * (1 - rho) / 6
    var interval: (low: Double?, high: Double?) = (nil, nil)
    if n > 3, abs(rho) < 1 {
      let half = NormalDistribution.criticalValue(level: level) * ((1 + rho * rho / 2) / (n - 3)).squareRoot()
      interval = (tanh(atanh(rho) - half), tanh(atanh(rho) + half))
    }
    let p: Double
    let isUntied = exact && a.tieSum == 0 && b.tieSum == 0
    let isExact = isUntied && x.count <= 9
    if isExact {
      p = exactSpearman(s, n: x.count)
    } else if isUntied, x.count <= 1290 {
      p = edgeworthSpearman(s, n: n)
    } else {
      let t = rho * ((n - 2) / max(0, 1 - rho * rho)).squareRoot()
      p = StudentDistribution(degreesOfFreedom: n - 2).twoSidedP(t)
    }
    return TestResult(
      name: name + (isExact ? ", exact" : ""), statistic: s, p: p,
      estimate: Estimate(value: rho, standardError: nil, low: interval.low, high: interval.high))
  }

  /// Both tails of S over all orders of n ranks.
  private static func exactSpearman(_ s: Double, n: Int) -> Double {
    var counts: [Int: Int] = [:]
    var total = 0
    var free = [Bool](repeating: true, count: n)
    func place(_ i: Int, _ sum: Int) {
      if i == n {
        counts[sum, default: 0] += 1
        total += 1
        return
      }
      for j in 0..<n where free[j] {
        free[j] = false
        place(i + 1, sum + (i - j) * (i - j))
        free[j] = true
      }
    }
    place(0, 0)
    let observed = Int(s.rounded())
    let mean = Double(n * n * n - n) / 6
    let tail = counts.reduce(0) {
      (Double(observed) <= mean ? $1.key <= observed : $1.key >= observed) ? $0 + $1.value : $0
    }
    return min(1, 2 * Double(tail) / Double(total))
  }

  /// Both tails of S by the Edgeworth series of Best & Roberts (1975, J R Stat Soc C 24:377, algorithm AS 89), for ranks
  /// without ties.
  private static func edgeworthSpearman(_ s: Double, n: Double) -> Double {
    // S takes even values only: the tail begins half way to its neighbour.
    let s = (s / 2).rounded() * 2
    let isUpper = s > (n * n * n - n) / 6
    let b = 1 / n
    let x = (6 * (isUpper ? s - 1 : s + 1) * b / (n * n - 1) - 1) * (n - 1).squareRoot()
    let y = x * x
    let sixth = 0.0072 - 0.0831 * b + y * b * (0.0131 - 4.6e-4 * y)
    let fourth = -0.0758 + b * (0.1033 + 0.3932 * b) - y * b * (0.0879 + 0.0151 * b - y * sixth)
    let correction = x * b * (0.2274 + b * (0.2531 + 0.1745 * b) + y * fourth) / exp(y / 2)
    let normal = NormalDistribution.standard
    let tail = isUpper ? correction + normal.upperTail(x) : normal.cumulative(x) - correction
    return min(1, 2 * min(1, max(0, tail)))
  }

  /// Kendall's τ-b. The statistic is z with the variance for ties, or T (concordant pairs) for the exact test, which is
  /// used below 50 rows without ties. O(n log n).
  ///
  /// - Throws: as `pearson`.
  public static func kendall(
    _ x: [Double], _ y: [Double], exact: Bool = true
  ) throws(HypothesisError) -> TestResult {
    try check(x, y, 0.95)
    let n = x.count
    let name = "Kendall's correlation"
    let tiesX = TieSums(x)
    let tiesY = TieSums(y)
    let pairs = Double(n) * Double(n - 1) / 2
    guard tiesX.pairs < pairs, tiesY.pairs < pairs else { return TestResult(name: name, statistic: nil, p: nil) }
    let s = concordanceBalance(x, y)
    let tau = s / ((pairs - tiesX.pairs).squareRoot() * (pairs - tiesY.pairs).squareRoot())
    let estimate = Estimate(value: tau, standardError: nil, low: nil, high: nil)
    if exact, n < 50, tiesX.pairs == 0, tiesY.pairs == 0 {
      let t = ((s + pairs) / 2).rounded()
      return TestResult(name: name + ", exact", statistic: t, p: exactKendall(Int(t), n: n), estimate: estimate)
    }
    let size = Double(n)
    let v0 = size * (size - 1) * (2 * size + 5)
    let v1 = tiesX.v1 * tiesY.v1 / (2 * size * (size - 1))
    let v2 = n > 2 ? tiesX.v2 * tiesY.v2 / (9 * size * (size - 1) * (size - 2)) : 0
    let variance = (v0 - tiesX.vt - tiesY.vt) / 18 + v1 + v2
    let z = s / variance.squareRoot()
    return TestResult(
      name: name, statistic: z, p: z.isFinite ? NormalDistribution.twoSidedP(z) : nil, estimate: estimate)
  }

  private struct TieSums {
    var pairs = 0.0
    var vt = 0.0
    var v1 = 0.0
    var v2 = 0.0

    init(_ values: [Double]) {
      let sorted = values.sorted()
      var start = 0
      while start < sorted.count {
        var end = start + 1
        while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
        let t = Double(end - start)
        pairs += t * (t - 1) / 2
        vt += t * (t - 1) * (2 * t + 5)
        v1 += t * (t - 1)
        v2 += t * (t - 1) * (t - 2)
        start = end
      }
    }
  }

  /// Concordant minus discordant pairs, with a Fenwick tree over the ranks of y.
  private static func concordanceBalance(_ x: [Double], _ y: [Double]) -> Double {
    let n = x.count
    let order = SortedOrder.ascending(x)
    let sorted = SortedOrder.ascending(y)
    var rank = [Int](repeating: 0, count: n)
    var next = 0
    for i in 0..<n {
      if i > 0, y[Int(sorted[i])] != y[Int(sorted[i - 1])] { next += 1 }
      rank[Int(sorted[i])] = next + 1
    }
    var tree = [Int](repeating: 0, count: next + 2)
    func below(_ r: Int) -> Int {
      var i = r
      var sum = 0
      while i > 0 {
        sum += tree[i]
        i -= i & -i
      }
      return sum
    }
    var balance = 0
    var start = 0
    while start < n {
      var end = start + 1
      while end < n, x[Int(order[end])] == x[Int(order[start])] { end += 1 }
      for i in start..<end {
        let r = rank[Int(order[i])]
        balance += below(r - 1) - (start - below(r))
      }
      for i in start..<end {
        var r = rank[Int(order[i])]
        while r < tree.count {
          tree[r] += 1
          r += r & -r
        }
      }
      start = end
    }
    return Double(balance)
  }

  private static func exactKendall(_ t: Int, n: Int) -> Double {
    // The number of orders of k values with u concordant pairs grows by adding the k-th value at any place.
    var counts: [Double] = [1]
    for k in stride(from: 2, through: n, by: 1) {
      var next = [Double](repeating: 0, count: counts.count + k - 1)
      for (u, count) in counts.enumerated() { for j in 0..<k { next[u + j] += count / Double(k) } }
      counts = next
    }
    let q = min(t, counts.count - 1 - t)
    return min(1, 2 * counts[...max(0, q)].reduce(0, +))
  }

  private static func check(_ x: [Double], _ y: [Double], _ level: Double) throws(HypothesisError) {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    guard x.count == y.count else { throw .lengthsDiffer(first: x.count, second: y.count, what: "columns") }
    try HypothesisCheck.finite(x, "values in the first column", least: 3)
    try HypothesisCheck.finite(y, "values in the second column", least: 3)
  }
}
