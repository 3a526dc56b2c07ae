/// How each column alone relates to the outcome.
public enum UnivariateTest: String, Sendable, Codable, CaseIterable {
  /// Mann–Whitney for a binary outcome, Cox for survival.
  case automatic
  /// Welch's t test; the estimate is the difference of means, positive minus negative.
  case welch
  /// Mann–Whitney by the normal approximation with tie and continuity corrections; the estimate is the AUC.
  case rankSum
  /// Cox regression on the column alone (Efron's ties, Wald test); the estimate is the log hazard ratio per standard
  /// deviation.
  case cox
}

/// One column's line in a univariate ranking.
public struct UnivariateResult: Sendable, Equatable, Codable {
  public let name: String
  /// Rows with a value.
  public let rowCount: Int
  /// What it measures depends on the test; `nil` for a column that cannot be tested.
  public let estimate: Double?
  /// Two-sided.
  public let p: Double?
  /// Benjamini and Hochberg's false discovery rate over all tested columns.
  public let adjustedP: Double?

  public init(name: String, rowCount: Int, estimate: Double? = nil, p: Double? = nil, adjustedP: Double? = nil) {
    self.name = name
    self.rowCount = rowCount
    self.estimate = estimate
    self.p = p
    self.adjustedP = adjustedP
  }
}

public enum UnivariateRanking {
  /// One result per column, in the order of the columns. Rows with a missing value are left out column by column.
  public static func results(
    _ design: Design, _ outcome: Outcome, test: UnivariateTest = .automatic
  ) throws(ModelError) -> [UnivariateResult] {
    guard design.rowCount == outcome.count else {
      throw .rowsDiffer(design: design.rowCount, other: outcome.count, what: "outcomes")
    }
    let raw: [(n: Int, estimate: Double?, p: Double?)]
    switch (outcome, test) {
    case (.binary(let classes), .automatic), (.binary(let classes), .rankSum):
      raw = binary(design, classes, rankSum)
    case (.binary(let classes), .welch):
      raw = binary(design, classes, welch)
    case (.survival(let times), .automatic), (.survival(let times), .cox):
      if let bad = times.firstIndex(where: { !($0.time >= 0 && $0.time.isFinite) }) { throw .badTime(row: bad) }
      raw = cox(design, times)
    default:
      throw .wrongOutcome(
        model: "The univariate test “\(test.rawValue)”", needs: test == .cox ? "survival" : "binary",
        found: outcome.kind)
    }
    let adjusted = Multiplicity.benjaminiHochberg.adjusted(raw.map(\.p))
    return raw.indices.map { j in
      UnivariateResult(
        name: design.names[j], rowCount: raw[j].n, estimate: raw[j].estimate, p: raw[j].p, adjustedP: adjusted[j])
    }
  }

  private static func binary(
    _ design: Design, _ classes: [Bool],
    _ test: (inout [Double], inout [Double]) -> (estimate: Double?, p: Double?)
  ) -> [(n: Int, estimate: Double?, p: Double?)] {
    var a: [Double] = []
    var b: [Double] = []
    return (0..<design.columnCount).map { j in
      a.removeAll(keepingCapacity: true)
      b.removeAll(keepingCapacity: true)
      for (value, isPositive) in zip(design.column(j), classes) where !value.isNaN {
        if isPositive { a.append(value) } else { b.append(value) }
      }
      let n = a.count + b.count
      let result = test(&a, &b)
      return (n, result.estimate, result.p)
    }
  }

  private static func rankSum(_ a: inout [Double], _ b: inout [Double]) -> (estimate: Double?, p: Double?) {
    guard let sum = RankSum(positive: &a, negative: &b) else { return (nil, nil) }
    return (sum.auc, sum.normalP)
  }

  private static func welch(_ a: inout [Double], _ b: inout [Double]) -> (estimate: Double?, p: Double?) {
    guard a.count > 1, b.count > 1 else { return (nil, nil) }
    func moments(_ values: [Double]) -> (mean: Double, square: Double) {
      let n = Double(values.count)
      let mean = values.reduce(0, +) / n
      return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1) / n)
    }
    let (x, u) = moments(a)
    let (y, v) = moments(b)
    guard u + v > 0 else { return (x - y, nil) }
    let t = (x - y) / (u + v).squareRoot()
    let degrees = (u + v) * (u + v) / (u * u / Double(a.count - 1) + v * v / Double(b.count - 1))
    return (x - y, min(1, 2 * StudentDistribution(degreesOfFreedom: degrees).upperTail(abs(t))))
  }

  private static func cox(_ design: Design, _ times: [SurvivalTime]) -> [(n: Int, estimate: Double?, p: Double?)] {
    let all = UnivariateCox(times)
    return (0..<design.columnCount).map { j in
      let column = design.column(j)
      if !column.contains(where: \.isNaN) {
        let fit = all.fit(Array(column))
        return (times.count, fit?.coefficient, fit?.p)
      }
      let known = column.indices.filter { !column[$0].isNaN }
      let part = UnivariateCox(known.map { times[$0 - column.startIndex] })
      let fit = part.fit(known.map { column[$0] })
      return (known.count, fit?.coefficient, fit?.p)
    }
  }
}
