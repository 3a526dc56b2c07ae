import Foundation

/// Wilcoxon's tests on ranks.
public enum RankTests {
  /// How the p value is found.
  public enum Method: String, Sendable, Codable {
    /// Exact below 50 values per group without ties, else normal with continuity correction (R's rule).
    case automatic
    case exact
    case normalCorrected
    case normal
  }

  /// The rank-sum test of Wilcoxon, Mann and Whitney for two independent groups; the statistic is U of the first
  /// group, the number of pairs in which it has the larger value, ties counting one half.
  ///
  /// Ties make the variance smaller: mn/12 · ((N + 1) − Σ(t³ − t)/(N(N − 1))). p is nil when all values are equal.
  /// - Throws: `HypothesisError` for an empty group or a value that is not finite.
  public static func rankSum(
    _ x: [Double], _ y: [Double], method: Method = .automatic
  ) throws(HypothesisError) -> TestResult {
    try HypothesisCheck.finite(x, "values in the first group", least: 1)
    try HypothesisCheck.finite(y, "values in the second group", least: 1)
    let midranks = Midranks(x + y)
    let m = Double(x.count)
    let n = Double(y.count)
    let u = midranks.ranks[..<x.count].reduce(0, +) - m * (m + 1) / 2
    let hasTies = midranks.tieSum > 0
    let isExact = method == .exact && !hasTies || method == .automatic && !hasTies && x.count < 50 && y.count < 50
    if isExact {
      let counts = rankSumCounts(x.count, y.count)
      let q = Int(u)
      let total = counts.reduce(0, +)
      let isUpper = u > m * n / 2
      let tail = isUpper ? counts[q...].reduce(0, +) : counts[...q].reduce(0, +)
      return TestResult(
        name: "Wilcoxon rank-sum test, exact", statistic: u, p: min(1, 2 * tail / total))
    }
    let all = m + n
    let variance = m * n / 12 * ((all + 1) - midranks.tieSum / (all * (all - 1)))
    let difference = u - m * n / 2
    let correction = method == .normal ? 0 : 0.5 * (difference > 0 ? 1 : difference < 0 ? -1 : 0)
    let z = (difference - correction) / variance.squareRoot()
    return TestResult(
      name: "Wilcoxon rank-sum test, normal approximation" + (method == .normal ? "" : " with continuity correction"),
      statistic: u, p: variance > 0 ? NormalDistribution.twoSidedP(z) : nil,
      cautions: method == .exact ? [exactNeedsNoTies] : [])
  }

  /// The signed-rank test for pairs; zero differences are left out, the statistic is the rank sum of positive ones.
  ///
  /// - Throws: `HypothesisError` for lengths that differ, no pair or a value that is not finite.
  public static func signedRank(
    _ x: [Double], _ y: [Double], method: Method = .automatic
  ) throws(HypothesisError) -> TestResult {
    guard x.count == y.count else { throw .lengthsDiffer(first: x.count, second: y.count, what: "pairs") }
    try HypothesisCheck.finite(x, "values in the first group", least: 1)
    try HypothesisCheck.finite(y, "values in the second group", least: 1)
    let all = zip(x, y).map { $0 - $1 }
    let differences = all.filter { $0 != 0 }
    let hasZeros = differences.count < all.count
    let midranks = Midranks(differences.map { abs($0) })
    let v = zip(differences, midranks.ranks).reduce(0) { $1.0 > 0 ? $0 + $1.1 : $0 }
    let n = Double(differences.count)
    let hasTies = midranks.tieSum > 0
    let canBeExact = !hasTies && !hasZeros && !differences.isEmpty
    if canBeExact, method == .exact || method == .automatic && differences.count < 50 {
      let counts = signedRankCounts(differences.count)
      let total = counts.reduce(0, +)
      let q = Int(v)
      let isUpper = v > n * (n + 1) / 4
      let tail = isUpper ? counts[q...].reduce(0, +) : counts[...q].reduce(0, +)
      return TestResult(name: "Wilcoxon signed-rank test, exact", statistic: v, p: min(1, 2 * tail / total))
    }
    let variance = n * (n + 1) * (2 * n + 1) / 24 - midranks.tieSum / 48
    let difference = v - n * (n + 1) / 4
    let correction = method == .normal ? 0 : 0.5 * (difference > 0 ? 1 : difference < 0 ? -1 : 0)
    let z = (difference - correction) / variance.squareRoot()
    return TestResult(
      name: "Wilcoxon signed-rank test, normal approximation"
        + (method == .normal ? "" : " with continuity correction"),
      statistic: v, p: variance > 0 ? NormalDistribution.twoSidedP(z) : nil,
      cautions: method == .exact ? [exactNeedsNoTies] : [])
  }

  /// Kruskal and Wallis's test of k groups, corrected for ties; χ² with k − 1 degrees of freedom.
  ///
  /// - Throws: `HypothesisError` for fewer than two groups, an empty group or a value that is not finite.
  public static func kruskalWallis(_ groups: [[Double]]) throws(HypothesisError) -> TestResult {
    guard groups.count > 1 else { throw .tooFew(what: "groups", found: groups.count, least: 2) }
    for group in groups { try HypothesisCheck.finite(group, "values in a group", least: 1) }
    let midranks = Midranks(groups.flatMap { $0 })
    let n = Double(midranks.ranks.count)
    var start = 0
    var sum = 0.0
    for group in groups {
      let total = midranks.ranks[start..<(start + group.count)].reduce(0, +)
      sum += total * total / Double(group.count)
      start += group.count
    }
    let ties = 1 - midranks.tieSum / (n * n * n - n)
    let statistic = (12 * sum / (n * (n + 1)) - 3 * (n + 1)) / ties
    let df = Double(groups.count - 1)
    return TestResult(
      name: "Kruskal–Wallis test", statistic: statistic, degreesOfFreedom: [df],
      p: ties > 0 ? ChiSquaredDistribution(degreesOfFreedom: df).upperTail(statistic) : nil)
  }

  private static let exactNeedsNoTies = Caution(
    code: "ties",
    message: "Ties or zero differences rule out the exact distribution: the normal approximation was used.")

  /// The number of arrangements of m + n distinct values for every value 0 … mn of U.
  static func rankSumCounts(_ m: Int, _ n: Int) -> [Double] {
    // f(i, j)[u] = f(i − 1, j)[u − j] + f(i, j − 1)[u]: the largest value belongs to the first group or the second.
    var previous = [[Double]](repeating: [1], count: n + 1)
    for i in 1...max(1, m) {
      var row: [[Double]] = [[1]]
      for j in 1...max(1, n) {
        var counts = [Double](repeating: 0, count: i * j + 1)
        for (u, count) in previous[j].enumerated() { counts[u + j] += count }
        for (u, count) in row[j - 1].enumerated() { counts[u] += count }
        row.append(counts)
      }
      previous = row
    }
    return previous[n]
  }

  /// The number of sign patterns of n ranks for every value 0 … n(n + 1)/2 of the sum of positive ranks.
  static func signedRankCounts(_ n: Int) -> [Double] {
    var counts = [Double](repeating: 0, count: n * (n + 1) / 2 + 1)
    counts[0] = 1
    var largest = 0
    for rank in 1...max(1, n) {
      largest += rank
      for u in stride(from: largest, through: rank, by: -1) { counts[u] += counts[u - rank] }
    }
    return counts
  }
}
