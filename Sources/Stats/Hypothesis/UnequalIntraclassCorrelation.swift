/// ICC(1,1) of targets that are not all rated equally often: the share of the variance between targets in a one-way
/// analysis of variance with random effects, (MSB − MSW)/(MSB + (n₀ − 1)·MSW) with n₀ = (N − Σnᵢ²/N)/(a − 1) for a
/// targets and N ratings (Searle, Casella & McCulloch, Variance Components, 1992, ch. 3).
///
/// The limits are those of Thomas & Hultquist (Ann Stat 1978;6:582): with the harmonic mean h of the nᵢ and the
/// variance S² of the targets' means, h·S²/MSW is taken for F distributed as if every target had h ratings. With equal
/// numbers value and limits are those of `IntraclassCorrelation`.
public struct UnequalIntraclassCorrelation: Sendable, Equatable {
  /// nil where the ratings do not vary.
  public let value: Double?
  public let low: Double?
  public let high: Double?
  /// h·S²/MSW; nil where targets are rated the same every time.
  public let f: Double?

  /// - Parameter ratings: one row per target, each with at least one rating and some with more.
  /// - Throws: `HypothesisError` for fewer than two targets, no second rating of any target, or values that are not
  ///   finite.
  public init(_ ratings: [[Double]], level: Double = 0.95) throws(HypothesisError) {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    let targets = Double(ratings.count)
    guard ratings.count > 1 else { throw .tooFew(what: "targets", found: ratings.count, least: 2) }
    var counts: [Double] = []
    for (row, values) in ratings.enumerated() {
      guard !values.isEmpty else { throw .tooFew(what: "ratings of a target", found: 0, least: 1) }
      if values.contains(where: { !$0.isFinite }) { throw .notFinite(what: "rating", row: row) }
      counts.append(Double(values.count))
    }
    let total = counts.reduce(0, +)
    guard total > targets else { throw .tooFew(what: "ratings of a target", found: 1, least: 2) }
    let grand = ratings.reduce(0) { $0 + $1.reduce(0, +) } / total
    // Means about the grand mean keep their digits.
    let means = zip(ratings, counts).map { values, count in values.reduce(0) { $0 + ($1 - grand) } / count }
    var within = 0.0
    for (values, mean) in zip(ratings, means) {
      for value in values { within += (value - grand - mean) * (value - grand - mean) }
    }
    let centre = zip(means, counts).reduce(0) { $0 + $1.0 * $1.1 } / total
    let between = zip(means, counts).reduce(0) { $0 + $1.1 * ($1.0 - centre) * ($1.0 - centre) }
    let msb = between / (targets - 1)
    let msw = within / (total - targets)
    let n0 = (total - counts.reduce(0) { $0 + $1 * $1 } / total) / (targets - 1)
    let harmonic = targets / counts.reduce(0) { $0 + 1 / $1 }
    let middle = means.reduce(0, +) / targets
    let spread = means.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / (targets - 1)
    let ratio = harmonic * spread / msw
    let tail = (1 - level) / 2
    func quantile(_ a: Double, _ b: Double) -> Double {
      FDistribution(numerator: a, denominator: b).quantile(upperTail: tail)
    }
    let lower = ratio / quantile(targets - 1, total - targets)
    let upper = ratio * quantile(total - targets, targets - 1)
    func finite(_ x: Double) -> Double? { x.isFinite ? x : nil }
    value = finite((msb - msw) / (msb + (n0 - 1) * msw))
    low = finite((lower - 1) / (lower + harmonic - 1))
    high = finite((upper - 1) / (upper + harmonic - 1))
    f = finite(ratio)
  }
}
