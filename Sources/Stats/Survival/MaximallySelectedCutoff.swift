/// The cut-off of a marker that separates survival best, with a p value that knows it was searched for.
///
/// At every cut-off between two shares of the subjects the standardised log-rank statistic of "marker > cut-off" is
/// taken; scores are a = δ − Σ δ/(n − rank + 1), their sum below the cut-off is standardised by its permutation mean
/// and variance (Lausen & Schumacher 1992). The naive p value of the best cut-off is far too small.
public struct MaximallySelectedCutoff: Sendable, Equatable, Codable {
  /// Subjects with a marker above it are the other group.
  public let cutoff: Double
  public let statistic: Double
  /// Miller & Siegmund's asymptotic correction, with the shares searched (Lausen & Schumacher 1992). It holds for large
  /// statistics; below 1, where it falls again and turns negative, it is 1.
  public let correctedP: Double
  /// The improved Bonferroni bound, with the cut-offs searched (Lausen, Sauerbrei & Schumacher 1994).
  public let correctedP94: Double
  /// The p value of the statistic if the cut-off had been fixed in advance: for comparison only.
  public let naiveP: Double
  public let curve: [Point]
  public let cautions: [Caution]

  public struct Point: Sendable, Equatable, Codable {
    public let cutoff: Double
    /// The share of subjects at or below the cut-off.
    public let share: Double
    public let statistic: Double
  }

  /// - Parameters:
  ///   - smallestShare: the smallest group as a share of all, 0 … 0.5; the numbers of subjects at either end are
  ///     rounded down, as R's maxstat does, so that of 26 subjects and 0.15 three are enough.
  /// - Returns: nil where no cut-off lies between the shares.
  /// - Throws: `SurvivalDataError` for lengths that differ, no event, a bad time, marker or share.
  public static func search(
    _ subjects: [SurvivalTime], marker: [Double], smallestShare: Double = 0.1
  ) throws(SurvivalDataError) -> MaximallySelectedCutoff? {
    guard smallestShare > 0, smallestShare < 0.5 else { throw .badProportion(smallestShare) }
    let table = try EventTable(subjects)
    guard marker.count == subjects.count else {
      throw .lengthsDiffer(subjects: subjects.count, found: marker.count, what: "marker values")
    }
    if let bad = marker.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: "marker", row: bad) }
    guard table.eventCount > 0 else { throw .allCensored(subjects: subjects.count) }
    let n = subjects.count
    let size = Double(n)
    // Σ over events up to each time of 1/(n − rank + 1), the rank being the number of times ≤ that time.
    var sum = 0.0
    var cumulative: [Double] = []
    for i in table.times.indices {
      let rank = i + 1 < table.rowCount ? n - table.atRisk[i + 1] : n
      sum += Double(table.events[i]) / Double(n - rank + 1)
      cumulative.append(sum)
    }
    let scores = subjects.map { subject in
      (subject.isEvent ? 1.0 : 0) - (table.row(upTo: subject.time).map { cumulative[$0] } ?? 0)
    }
    let moments = SampleMoments(scores)
    let fewest = max(1, Int(size * smallestShare))
    let most = Int(size * (1 - smallestShare))
    let order = SortedOrder.ascending(marker)
    var points: [Point] = []
    var counts: [Int] = []
    var below = 0.0
    for (i, row32) in order.enumerated() {
      let row = Int(row32)
      below += scores[row] - moments.mean
      let m = i + 1
      if m < n, marker[Int(order[m])] == marker[row] { continue }
      guard m < n, m >= fewest, m <= most else { continue }
      let share = Double(m) / size
      let variance = Double(m) * Double(n - m) / size * moments.variance
      points.append(
        Point(cutoff: marker[row], share: share, statistic: variance > 0 ? abs(below) / variance.squareRoot() : 0))
      counts.append(m)
    }
    guard let best = points.max(by: { $0.statistic < $1.statistic }) else { return nil }
    let b = best.statistic
    let density = NormalDistribution.standard.density(b)
    let low = smallestShare
    let high = 1 - smallestShare
    let range = logarithm(high * (1 - low) / ((1 - high) * low))
    let p92 = b >= 1 ? 4 * density / b + density * (b - 1 / b) * range : 1
    var p94 = NormalDistribution.twoSidedP(b)
    for i in 1..<max(1, counts.count) {
      let a = Double(counts[i - 1])
      let c = Double(counts[i])
      let t = max(0, 1 - a * (size - c) / ((size - a) * c)).squareRoot()
      p94 += exponential(-b * b / 2) / Double.pi * (t - (b * b / 4 - 1) * t * t * t / 6)
    }
    return MaximallySelectedCutoff(
      cutoff: best.cutoff, statistic: b, correctedP: min(1, max(0, p92)), correctedP94: min(1, max(0, p94)),
      naiveP: NormalDistribution.twoSidedP(b), curve: points,
      cautions: [
        Caution(
          code: "optimised_cutoff",
          message:
            "This cut-off was chosen because it separates these subjects best: use the corrected p value, expect a "
            + "smaller difference elsewhere, and freeze the cut-off before looking at other data.")
      ])
  }
}
