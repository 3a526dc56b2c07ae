import Foundation

/// Counts of two categorical variables, rows by columns.
public struct ContingencyTable: Sendable, Equatable, Codable {
  public let counts: [[Int]]

  /// - Throws: `HypothesisError` unless it is a rectangle of at least 2 × 2 non-negative counts, not all 0.
  public init(_ counts: [[Int]]) throws(HypothesisError) {
    let columns = counts.first?.count ?? 0
    guard counts.count > 1, columns > 1 else {
      throw .badTable("it has \(counts.count) rows and \(columns) columns, but needs at least two of each")
    }
    for (i, row) in counts.enumerated() {
      guard row.count == columns else { throw .badTable("its rows have different lengths") }
      for (j, count) in row.enumerated() where count < 0 { throw .negativeCount(row: i, column: j) }
      for count in row where count > 1 << 40 { throw .badTable("a count is larger than can be handled") }
    }
    guard counts.contains(where: { $0.contains { $0 > 0 } }) else { throw .badTable("all counts are 0") }
    self.counts = counts
  }

  /// The table of two groupings of the same rows.
  ///
  /// - Throws: `HypothesisError` for different lengths or fewer than two categories.
  public init(rows: Grouping, columns: Grouping) throws(HypothesisError) {
    guard rows.rowCount == columns.rowCount else {
      throw .lengthsDiffer(first: rows.rowCount, second: columns.rowCount, what: "groupings")
    }
    var counts = [[Int]](repeating: [Int](repeating: 0, count: columns.groupCount), count: rows.groupCount)
    for (i, j) in zip(rows.codes, columns.codes) { counts[i][j] += 1 }
    try self.init(counts)
  }

  public var rowSums: [Int] { counts.map { $0.reduce(0, +) } }
  public var columnSums: [Int] { counts[0].indices.map { j in counts.reduce(0) { $0 + $1[j] } } }
  public var total: Int { rowSums.reduce(0, +) }

  /// Row total · column total / n.
  public var expected: [[Double]] {
    let columns = columnSums
    let n = Double(total)
    return rowSums.map { row in columns.map { Double(row) * Double($0) / n } }
  }

  /// The table without empty rows and columns.
  private var reduced: [[Int]] {
    let columns = columnSums
    return counts.filter { $0.contains { $0 > 0 } }.map { row in row.indices.filter { columns[$0] > 0 }.map { row[$0] }
    }
  }

  /// Pearson's χ² test of independence.
  ///
  /// - Parameter corrected: Yates' continuity correction, for 2 × 2 tables only.
  public func chiSquared(corrected: Bool = false) -> TestResult {
    let expected = expected
    let isTwoByTwo = counts.count == 2 && counts[0].count == 2
    var smallest = Double.infinity
    var largestGap = 0.0
    for (i, row) in counts.enumerated() {
      for (j, count) in row.enumerated() {
        smallest = min(smallest, expected[i][j])
        largestGap = max(largestGap, abs(Double(count) - expected[i][j]))
      }
    }
    let yates = corrected && isTwoByTwo ? min(0.5, largestGap) : 0
    var statistic = 0.0
    for (i, row) in counts.enumerated() {
      for (j, count) in row.enumerated() {
        let gap = abs(Double(count) - expected[i][j]) - yates
        statistic += gap * gap / expected[i][j]
      }
    }
    let df = Double((counts.count - 1) * (counts[0].count - 1))
    return TestResult(
      name: "χ² test" + (yates > 0 ? " with continuity correction" : ""), statistic: statistic, degreesOfFreedom: [df],
      p: statistic.isFinite ? ChiSquaredDistribution(degreesOfFreedom: df).upperTail(statistic) : nil,
      cautions: smallest < 5
        ? [
          Caution(
            code: "small_expected",
            message: "An expected count is below 5: the χ² approximation is poor. Prefer Fisher's exact test.")
        ] : [])
  }

  /// Cramér's V: √(χ²/(n·min(r − 1, c − 1))), 0 for independence, 1 for perfect association.
  public var cramersV: Double? {
    guard let statistic = chiSquared().statistic else { return nil }
    return (statistic / (Double(total) * Double(min(counts.count, counts[0].count) - 1))).squareRoot()
  }

  /// McNemar's test of a square table of paired categories (Bowker's for more than two).
  ///
  /// - Throws: `HypothesisError.badTable` unless it is square.
  public func mcNemar(corrected: Bool = true) throws(HypothesisError) -> TestResult {
    let k = counts.count
    guard counts[0].count == k else { throw .badTable("McNemar's test needs a square table of paired categories") }
    var statistic = 0.0
    var df = 0.0
    for i in 0..<k {
      for j in (i + 1)..<max(k, i + 1) {
        let b = Double(counts[i][j])
        let c = Double(counts[j][i])
        df += 1
        guard b + c > 0 else { continue }
        let gap = max(0, abs(b - c) - (corrected && k == 2 && b != c ? 1 : 0))
        statistic += gap * gap / (b + c)
      }
    }
    let isEmpty = counts.indices.allSatisfy { i in counts.indices.allSatisfy { i == $0 || counts[i][$0] == 0 } }
    return TestResult(
      name: (k == 2 ? "McNemar's test" : "Bowker's test") + (corrected && k == 2 ? " with continuity correction" : ""),
      statistic: isEmpty ? nil : statistic, degreesOfFreedom: [df],
      p: isEmpty ? nil : ChiSquaredDistribution(degreesOfFreedom: df).upperTail(statistic))
  }

  /// McNemar's exact test of a 2 × 2 table: the discordant pairs against a fair coin.
  ///
  /// - Throws: `HypothesisError.badTable` unless it is 2 × 2.
  public func mcNemarExact() throws(HypothesisError) -> TestResult {
    guard counts.count == 2, counts[0].count == 2 else {
      throw .badTable("the exact McNemar test needs a 2 × 2 table")
    }
    let b = counts[0][1]
    let c = counts[1][0]
    let name = "McNemar's test, exact"
    guard b + c > 0 else { return TestResult(name: name, statistic: nil, p: 1) }
    return TestResult(
      name: name, statistic: Double(b),
      p: min(1, 2 * BinomialDistribution(trials: b + c, probability: 0.5).cumulative(min(b, c))))
  }

  /// Fisher's exact test, two-sided: the probability of all tables with these margins that are no more probable than
  /// this one. For 2 × 2 tables with the conditional estimate of the odds ratio and its exact interval.
  ///
  /// - Parameter mostSteps: how many steps of counting are taken at most.
  /// - Throws: `HypothesisError.tableTooLarge` when there are too many tables to count.
  public func fisher(level: Double = 0.95, mostSteps: Int = .max) throws(HypothesisError) -> TestResult {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    let table = reduced
    let name = "Fisher's exact test"
    guard table.count > 1, table[0].count > 1 else { return TestResult(name: name, statistic: nil, p: 1) }
    if counts.count == 2, counts[0].count == 2 {
      let hypergeometric = Hypergeometric(table)
      return TestResult(
        name: name, statistic: nil, p: hypergeometric.twoSidedP, estimate: hypergeometric.oddsRatio(level: level))
    }
    return TestResult(name: name, statistic: nil, p: try FisherEnumeration.p(table, mostSteps: mostSteps))
  }
}

/// The number in the first cell of a 2 × 2 table with fixed margins, with odds ratio ω: P(k) ∝ C(m, k) C(n, t − k) ωᵏ.
private struct Hypergeometric {
  let observed: Int
  let support: ClosedRange<Int>
  /// log P(k) at ω = 1, over the support.
  let logMass: [Double]

  init(_ table: [[Int]]) {
    let m = table[0][0] + table[1][0]
    let n = table[0][1] + table[1][1]
    let t = table[0][0] + table[0][1]
    observed = table[0][0]
    support = max(0, t - n)...min(t, m)
    func choose(_ n: Int, _ k: Int) -> Double {
      SpecialFunctions.logGamma(Double(n + 1)) - SpecialFunctions.logGamma(Double(k + 1))
        - SpecialFunctions.logGamma(Double(n - k + 1))
    }
    let all = choose(m + n, t)
    logMass = support.map { choose(m, $0) + choose(n, t - $0) - all }
  }

  /// The probabilities at an odds ratio.
  private func mass(_ omega: Double) -> [Double] {
    let logOmega = log(omega)
    let terms = zip(support, logMass).map { Double($0) * logOmega + $1 }
    let largest = terms.max() ?? 0
    let weights = terms.map { exp($0 - largest) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  var twoSidedP: Double {
    let mass = mass(1)
    let limit = mass[observed - support.lowerBound] * (1 + 1e-7)
    return min(1, mass.reduce(0) { $1 <= limit ? $0 + $1 : $0 })
  }

  func oddsRatio(level: Double) -> Estimate {
    let alpha = (1 - level) / 2
    func mean(_ omega: Double) -> Double {
      zip(support, mass(omega)).reduce(0) { $0 + Double($1.0) * $1.1 }
    }
    func atMost(_ omega: Double) -> Double {
      zip(support, mass(omega)).reduce(0) { $1.0 <= observed ? $0 + $1.1 : $0 }
    }
    func atLeast(_ omega: Double) -> Double {
      zip(support, mass(omega)).reduce(0) { $1.0 >= observed ? $0 + $1.1 : $0 }
    }
    let isLowest = observed == support.lowerBound
    let isHighest = observed == support.upperBound
    // All three functions of ω are monotone: mean and P(≥) rise, P(≤) falls.
    let value = isLowest ? 0 : isHighest ? Double.infinity : solve { mean($0) - Double(observed) }
    let low = isLowest ? 0 : solve { atLeast($0) - alpha }
    let high = isHighest ? Double.infinity : solve { alpha - atMost($0) }
    return Estimate(value: value, standardError: nil, low: low, high: high)
  }

  /// The root of an increasing function of ω > 0, by bisection on log ω.
  private func solve(_ f: (Double) -> Double) -> Double {
    var low = -700.0
    var high = 700.0
    for _ in 0..<200 {
      let middle = 0.5 * (low + high)
      if f(exp(middle)) < 0 { low = middle } else { high = middle }
      if high - low < 1e-15 * max(1, abs(high)) { break }
    }
    return exp(0.5 * (low + high))
  }
}

/// Fisher's exact test of an r × c table, column by column.
///
/// After each column only the remaining row totals matter: tables that reach the same totals with the same probability
/// so far are counted together (the network of Mehta & Patel 1983), which keeps the count small for usual tables.
private enum FisherEnumeration {
  private static let largestNetwork = 3_000_000

  static func p(_ original: [[Int]], mostSteps: Int) throws(HypothesisError) -> Double {
    var steps = 0
    // The shorter side gives the totals that are remembered.
    let columns = original[0].count
    let table =
      original.count <= columns ? original : (0..<columns).map { j in original.map { $0[j] } }
    let rowTotals = table.map { $0.reduce(0, +) }
    let columnTotals = table[0].indices.map { j in table.reduce(0) { $0 + $1[j] } }.sorted(by: >)
    let n = rowTotals.reduce(0, +)
    var logFactorial = [Double](repeating: 0, count: n + 1)
    for i in stride(from: 1, through: n, by: 1) { logFactorial[i] = logFactorial[i - 1] + log(Double(i)) }
    // log P(table) = constant − Σ log cell!.
    var observed = 0.0
    for row in table { for cell in row { observed -= logFactorial[cell] } }
    var constant = -logFactorial[n]
    for total in rowTotals { constant += logFactorial[total] }
    for total in columnTotals { constant += logFactorial[total] }
    let limit = observed + 1e-7
    // remaining row totals → (Σ −log cell! so far → number of ways, as a sum of exp).
    struct Key: Hashable {
      let rest: [Int]
      let past: Int64
    }
    struct Node {
      var past: Double
      var ways: Double
    }
    // In the order in which they are reached, so that sums are the same in every run.
    var nodes = [(key: Key(rest: rowTotals, past: 0), node: Node(past: 0, ways: 1))]
    for (index, total) in columnTotals.enumerated() {
      let isLast = index == columnTotals.count - 1
      if isLast { break }
      var next: [(key: Key, node: Node)] = []
      var places: [Key: Int] = [:]
      for (key, node) in nodes {
        var cells = [Int](repeating: 0, count: key.rest.count)
        func place(_ row: Int, _ left: Int, _ past: Double) throws(HypothesisError) {
          if row == key.rest.count - 1 {
            guard left <= key.rest[row] else { return }
            cells[row] = left
            let sum = past - logFactorial[left]
            let rest = zip(key.rest, cells).map { $0 - $1 }.sorted()
            let newKey = Key(rest: rest, past: Int64((sum * 1e9).rounded()))
            if let place = places[newKey] {
              next[place].node.ways += node.ways
            } else {
              places[newKey] = next.count
              next.append((newKey, Node(past: sum, ways: node.ways)))
            }
            if next.count > largestNetwork { throw .tableTooLarge }
            return
          }
          var after = 0
          for r in (row + 1)..<key.rest.count { after += key.rest[r] }
          let smallest = max(0, left - after)
          let largest = min(left, key.rest[row])
          guard smallest <= largest else { return }
          for cell in smallest...largest {
            cells[row] = cell
            steps += 1
            if steps > mostSteps { throw .tableTooLarge }
            try place(row + 1, left - cell, past - logFactorial[cell])
          }
        }
        try place(0, total, node.past)
      }
      nodes = next
    }
    var p = 0.0
    for (key, node) in nodes {
      let sum = key.rest.reduce(node.past) { $0 - logFactorial[$1] }
      if sum <= limit { p += node.ways * exp(sum + constant) }
    }
    return min(1, p)
  }
}
