/// The concordance of a score with survival: of two subjects of whom it is known who had the event first, how often did
/// that one have the worse score?
///
/// A pair is usable when the earlier time is an event; somebody censored at the time of another's event lived longer;
/// two events at one time are not ranked. A tied score counts one half: C = (concordant + ½ tied) / usable. A weight per
/// event time turns Harrell's C into Uno's. Standard errors are infinitesimal jackknife (Therneau & Watson 2015), with
/// the weights taken as known; with clusters the influences of a cluster are added first. With strata only subjects of
/// one stratum form a pair. O(n log n): two passes with a Fenwick tree over the ranks of the score.
public struct Concordance: Sendable, Equatable, Codable {
  public let weight: Weight
  /// nil when there is no usable pair.
  public let value: Double?
  public let standardError: Double?
  public let level: Double
  /// value ∓ z·SE, cut at 0 and 1.
  public let low: Double?
  public let high: Double?
  /// Weighted numbers of pairs (whole numbers for Harrell's C).
  public let concordant: Double
  public let discordant: Double
  /// Usable pairs with equal scores.
  public let tiedScore: Double
  /// Pairs of events at one time, with different and with equal scores.
  public let tiedTime: Double
  public let tiedBoth: Double
  /// Events at later times count nothing.
  public let tau: Double?
  public let subjectCount: Int
  public let eventCount: Int
  /// The influence of each subject on C: the variance is the sum of its squares, or of the squares of its sums over
  /// clusters.
  public let influence: [Double]
  public let cautions: [Caution]

  /// The weight of the pairs whose earlier event is at t.
  public enum Weight: String, Sendable, Codable, CaseIterable {
    /// 1: Harrell's C, which depends on the censoring.
    case harrell
    /// 1/G(t−)² (Uno et al. 2011), G the Kaplan–Meier estimate of staying uncensored, in which an event at a time
    /// precedes a censoring; scikit-survival uses G(t) instead.
    case uno
    /// n·S(t−)/n(t): Peto and Wilcoxon's weights.
    case peto
    /// n·S(t−)/(G(t−)·n(t)) (Schemper et al. 2009).
    case schemper
  }

  /// - Parameters:
  ///   - direction: `.higher` when a higher score means an earlier event.
  ///   - tau: events after it are not counted as the earlier one of a pair.
  ///   - strata: a number per subject; only subjects of the same one are compared.
  ///   - clusters: a number per subject; those of one cluster, such as the lesions of a patient, are not independent.
  /// - Throws: `SurvivalDataError` for lengths that differ, a bad time, score, horizon or level.
  public init(
    _ subjects: [SurvivalTime], scores: [Double], direction: ScoreDirection = .higher, weight: Weight = .harrell,
    tau: Double? = nil, strata: [Int]? = nil, clusters: [Int]? = nil, level: Double = 0.95
  ) throws(SurvivalDataError) {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    for (found, what) in [(scores.count, "scores"), (strata?.count, "strata"), (clusters?.count, "clusters")] {
      guard let found, found != subjects.count else { continue }
      throw .lengthsDiffer(subjects: subjects.count, found: found, what: what)
    }
    try EventTable.check(subjects)
    if let bad = scores.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: "score", row: bad) }
    if let tau, !(tau > 0 && tau.isFinite) { throw .badHorizon(tau) }
    let n = subjects.count
    var totals = Pairs(subjectCount: n)
    if let strata {
      for rows in Dictionary(grouping: 0..<n, by: { strata[$0] }).sorted(by: { $0.key < $1.key }).map(\.value) {
        totals.add(
          Pairs(rows.map { subjects[$0] }, rows.map { scores[$0] }, direction: direction, weight: weight, tau: tau),
          at: rows)
      }
    } else {
      totals = Pairs(subjects, scores, direction: direction, weight: weight, tau: tau)
    }
    self.weight = weight
    self.tau = tau
    self.level = level
    concordant = totals.concordant
    discordant = totals.discordant
    tiedScore = totals.tied
    tiedTime = totals.tiedTime
    tiedBoth = totals.tiedBoth
    subjectCount = n
    eventCount = totals.eventCount
    let usable = totals.concordant + totals.discordant + totals.tied
    var cautions: [Caution] = []
    if usable > 0 {
      let somers = (totals.concordant - totals.discordant) / usable
      let c = (somers + 1) / 2
      let influence = (0..<n).map { (totals.balance[$0] - somers * totals.usable[$0]) / (2 * usable) }
      let se = Self.independent(influence, clusters).reduce(0) { $0 + $1 * $1 }.squareRoot()
      let half = NormalDistribution.criticalValue(level: level) * se
      value = c
      standardError = se
      low = min(1, max(0, c - half))
      high = min(1, max(0, c + half))
      self.influence = influence
      if totals.tied > 0.1 * usable {
        cautions.append(
          Caution(
            code: "ties",
            message:
              "More than one usable pair in ten has equal scores, each counted one half: "
              + "packages differ in this, and a finer score would say more."))
      }
      if eventCount < 20 {
        cautions.append(
          Caution(
            code: "few_events",
            message:
              "Only \(Caution.count(eventCount, "event")): the interval rests on a large-sample formula and is too narrow."
          ))
      }
    } else {
      value = nil
      standardError = nil
      low = nil
      high = nil
      influence = []
      cautions.append(
        Caution(
          code: "no_usable_pairs",
          message:
            "No pair of subjects can be ranked by their follow-up (no event, or nobody outlived one): "
            + "the concordance is not defined."))
    }
    self.cautions = cautions
  }

  /// The pairs of subjects who may be compared, counted in all and per subject.
  private struct Pairs {
    var concordant = 0.0
    var discordant = 0.0
    var tied = 0.0
    var tiedTime = 0.0
    var tiedBoth = 0.0
    var eventCount = 0
    /// Per subject: concordant less discordant pairs that it is part of.
    var balance: [Double]
    /// Per subject: all usable pairs that it is part of.
    var usable: [Double]

    /// No pairs of so many subjects.
    init(subjectCount n: Int) {
      balance = [Double](repeating: 0, count: n)
      usable = [Double](repeating: 0, count: n)
    }

    init(
      _ subjects: [SurvivalTime], _ scores: [Double], direction: ScoreDirection, weight: Weight, tau: Double?
    ) {
      self.init(subjectCount: subjects.count)
      let times = Times(subjects)
      let scoreRank = Concordance.denseRanks(scores, direction: direction)
      let weights = times.weights(weight, tau: tau)
      var tree = Fenwick(size: scoreRank.count)
      let rank = scoreRank.rank
      // Later subjects are in the tree: every event looks at those who outlived it.
      for t in stride(from: times.count - 1, through: 0, by: -1) {
        let range = times.rows(t)
        for i in range.censored { tree.add(1, at: rank[Int(times.order[i])]) }
        if weights[t] > 0 {
          for i in range.events {
            let row = Int(times.order[i])
            let (below, equal) = tree.belowAndEqual(rank[row])
            let above = tree.total - below - equal
            // Rank 0 is the lowest risk: an event is concordant with those of lower risk who outlived it.
            let w = weights[t]
            concordant += w * below
            discordant += w * above
            tied += w * equal
            balance[row] += w * (below - above)
            usable[row] += w * (below + above + equal)
          }
        }
        for i in range.events { tree.add(1, at: rank[Int(times.order[i])]) }
        let eventsHere = range.events.count
        if eventsHere > 1 {
          var counts: [Int32: Double] = [:]
          for i in range.events { counts[rank[Int(times.order[i])], default: 0] += 1 }
          let both = counts.values.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
          tiedBoth += both
          tiedTime += Double(eventsHere) * Double(eventsHere - 1) / 2 - both
        }
      }
      // Earlier events, with their weights, are in the tree: every subject looks at those it outlived.
      tree = Fenwick(size: scoreRank.count)
      for t in 0..<times.count {
        let range = times.rows(t)
        func collect(_ i: Int) {
          let row = Int(times.order[i])
          let (below, equal) = tree.belowAndEqual(rank[row])
          let above = tree.total - below - equal
          balance[row] += above - below
          usable[row] += above + below + equal
        }
        for i in range.events { collect(i) }
        if weights[t] > 0 { for i in range.events { tree.add(weights[t], at: rank[Int(times.order[i])]) } }
        for i in range.censored { collect(i) }
      }
      eventCount = times.eventCount
    }

    /// Adds the pairs of one stratum, whose subjects stand at these places among all.
    mutating func add(_ stratum: Pairs, at rows: [Int]) {
      concordant += stratum.concordant
      discordant += stratum.discordant
      tied += stratum.tied
      tiedTime += stratum.tiedTime
      tiedBoth += stratum.tiedBoth
      eventCount += stratum.eventCount
      for (i, row) in rows.enumerated() {
        balance[row] = stratum.balance[i]
        usable[row] = stratum.usable[i]
      }
    }
  }

  /// Ranks 0, 1, … of the distinct scores in order of increasing risk.
  private static func denseRanks(_ scores: [Double], direction: ScoreDirection) -> (rank: [Int32], count: Int) {
    let order = SortedOrder.ascending(direction == .higher ? scores : scores.map { -$0 })
    var rank = [Int32](repeating: 0, count: scores.count)
    var next: Int32 = -1
    var last = Double.nan
    for row in order {
      let score = scores[Int(row)]
      if score != last {
        next += 1
        last = score
      }
      rank[Int(row)] = next
    }
    return (rank, Int(next) + 1)
  }

  /// Subjects in order of time, events before censorings at each distinct time.
  private struct Times {
    let order: [Int32]
    /// Start of each distinct time in `order`, with the end appended.
    let start: [Int]
    /// Start of the censorings of each distinct time.
    let firstCensored: [Int]
    let value: [Double]

    init(_ subjects: [SurvivalTime]) {
      let sorted = SortedOrder.ascending(subjects.map(\.time))
      var distinct: [Double] = []
      for row in sorted {
        let time = subjects[Int(row)].time
        if distinct.last != time { distinct.append(time) }
      }
      let cuts = TimeAlignment.cuts(distinct)
      var order: [Int32] = []
      order.reserveCapacity(sorted.count)
      var start: [Int] = []
      var firstCensored: [Int] = []
      var value: [Double] = []
      var censored: [Int32] = []
      func close() {
        guard !value.isEmpty else { return }
        firstCensored.append(order.count)
        order.append(contentsOf: censored)
        censored.removeAll(keepingCapacity: true)
      }
      for row in sorted {
        let subject = subjects[Int(row)]
        let time = cuts.map { TimeAlignment.aligned(subject.time, cuts: $0) } ?? subject.time
        if value.last != time {
          close()
          value.append(time)
          start.append(order.count)
        }
        if subject.isEvent { order.append(row) } else { censored.append(row) }
      }
      close()
      start.append(order.count)
      self.order = order
      self.start = start
      self.firstCensored = firstCensored
      self.value = value
    }

    var count: Int { value.count }
    var eventCount: Int { (0..<count).reduce(0) { $0 + firstCensored[$1] - start[$1] } }

    func rows(_ t: Int) -> (events: Range<Int>, censored: Range<Int>) {
      (start[t]..<firstCensored[t], firstCensored[t]..<start[t + 1])
    }

    func weights(_ weight: Weight, tau: Double?) -> [Double] {
      var result = [Double](repeating: 0, count: count)
      let n = Double(order.count)
      var survival = 1.0
      var uncensored = 1.0
      for t in 0..<count {
        let atRisk = Double(order.count - start[t])
        let d = Double(firstCensored[t] - start[t])
        let c = Double(start[t + 1] - firstCensored[t])
        if d > 0 {
          switch weight {
          case .harrell: result[t] = 1
          case .uno: result[t] = 1 / (uncensored * uncensored)
          case .peto: result[t] = n * survival / atRisk
          case .schemper: result[t] = n * survival / (uncensored * atRisk)
          }
          survival *= (atRisk - d) / atRisk
        }
        // Events leave first: only those still under observation can be censored.
        if c > 0 { uncensored *= (atRisk - d - c) / (atRisk - d) }
        if let tau, value[t] > tau { result[t] = 0 }
      }
      return result
    }
  }

  /// Sums over ranks that can be added to and read in O(log n) (Fenwick 1994).
  private struct Fenwick {
    private var tree: [Double]
    private var single: [Double]
    private(set) var total = 0.0

    init(size: Int) {
      tree = [Double](repeating: 0, count: size + 1)
      single = [Double](repeating: 0, count: size)
    }

    @inline(__always) mutating func add(_ amount: Double, at rank: Int32) {
      let size = tree.count
      single[Int(rank)] += amount
      total += amount
      tree.withUnsafeMutableBufferPointer { tree in
        var i = Int(rank) &+ 1
        while i < size {
          tree[i] += amount
          i &+= i & -i
        }
      }
    }

    @inline(__always) func belowAndEqual(_ rank: Int32) -> (below: Double, equal: Double) {
      var sum = 0.0
      tree.withUnsafeBufferPointer { tree in
        var i = Int(rank)
        while i > 0 {
          sum += tree[i]
          i &-= i & -i
        }
      }
      return (sum, single[Int(rank)])
    }
  }
}

extension Concordance {
  /// The paired test of two concordances of the same subjects: the covariance is the sum of products of influences.
  ///
  /// - Throws: `SurvivalDataError.lengthsDiffer` for different numbers of subjects.
  public static func difference(
    _ a: Concordance, _ b: Concordance, clusters: [Int]? = nil
  ) throws(SurvivalDataError) -> ConcordanceComparison? {
    for (found, what) in [(b.subjectCount, "subjects of the second score"), (clusters?.count, "clusters")] {
      if let found, found != a.subjectCount { throw .lengthsDiffer(subjects: a.subjectCount, found: found, what: what) }
    }
    guard let first = a.value, let second = b.value else { return nil }
    var covariance = 0.0
    var variance = 0.0
    for (one, other) in zip(independent(a.influence, clusters), independent(b.influence, clusters)) {
      covariance += one * other
      variance += (one - other) * (one - other)
    }
    return ConcordanceComparison(
      covariance: covariance,
      test: EstimatedDifference(
        first: first, second: second, difference: first - second, standardError: variance.squareRoot(),
        level: a.level, method: "infinitesimal jackknife, paired" + (clusters == nil ? "" : ", clustered")))
  }

  /// The influences of what is independent: of subjects, or of clusters, whose subjects' are added.
  private static func independent(_ influence: [Double], _ clusters: [Int]?) -> [Double] {
    guard let clusters else { return influence }
    var sums: [Int: Double] = [:]
    for (cluster, d) in zip(clusters, influence) { sums[cluster, default: 0] += d }
    return sums.sorted { $0.key < $1.key }.map(\.value)
  }
}

/// The difference of two concordances of the same subjects.
public struct ConcordanceComparison: Sendable, Equatable, Codable {
  public let covariance: Double
  public let test: EstimatedDifference
}
