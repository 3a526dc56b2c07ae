/// What ended a subject's follow-up when several kinds of event compete.
public struct CompetingTime: Sendable, Equatable, Codable {
  /// Finite and not negative.
  public let time: Double
  /// 0 for censored, 1, 2, … for the causes.
  public let cause: Int

  public init(time: Double, cause: Int) {
    self.time = time
    self.cause = cause
  }
}

/// The cumulative incidence of each cause in the presence of the others (Aalen & Johansen): I(t) = Σ S(t−) dₖ/n.
///
/// The variance is Aalen's (1978) with the correction for ties, as in R's cmprsk. Treating other causes as censoring
/// (1 − Kaplan–Meier) overstates the incidence.
public struct CumulativeIncidence: Sendable, Equatable, Codable {
  public let times: [Double]
  public let atRisk: [Int]
  /// `events[k][i]`: events of cause k + 1 at time i.
  public let events: [[Int]]
  /// `incidence[k][i]`: after time i.
  public let incidence: [[Double]]
  public let level: Double
  /// Survival of all causes together just before each time.
  private let survivalBefore: [Double]
  /// The same after the last of them.
  private let survivalAfter: Double

  /// - Throws: `SurvivalDataError` for no subjects, a bad time or an unknown cause.
  public init(
    _ subjects: [CompetingTime], causeCount: Int, level: Double = 0.95
  ) throws(SurvivalDataError) {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    let rows = try CompetingTable(subjects, groups: subjects.map { _ in 0 }, groupCount: 1, causeCount: causeCount)
    var survival = 1.0
    var totals = [Double](repeating: 0, count: causeCount)
    var incidence = [[Double]](repeating: [], count: causeCount)
    var before: [Double] = []
    for i in rows.times.indices {
      let n = Double(rows.atRisk[i])
      before.append(survival)
      var all = 0
      for k in 0..<causeCount {
        let d = rows.events[k][i]
        totals[k] += survival * Double(d) / n
        incidence[k].append(totals[k])
        all += d
      }
      survival *= Double(rows.atRisk[i] - all) / n
    }
    times = rows.times
    atRisk = rows.atRisk
    events = rows.events
    self.incidence = incidence
    self.level = level
    survivalBefore = before
    survivalAfter = survival
  }

  /// The time until which the incidences are known: that of the last subject, infinite where all have had an event.
  public var knownUntil: Double { survivalAfter > 0 ? times.last ?? 0 : .infinity }

  /// The incidence of a cause (1, 2, …) by each time, with log-log limits. O(rows) per time.
  ///
  /// Beyond the last time the last value is drawn on: see `knownUntil`.
  public func estimates(cause: Int, at points: [Double]) -> [Estimate] {
    precondition(cause >= 1 && cause <= events.count, "causes are numbered from 1")
    let z = NormalDistribution.criticalValue(level: level)
    return points.map { point in
      var end = 0
      while end < times.count, times[end] <= point { end += 1 }
      guard end > 0 else { return Estimate(value: 0, standardError: 0, low: 0, high: 0) }
      let value = incidence[cause - 1][end - 1]
      var variance = 0.0
      for i in 0..<end {
        let n = Double(atRisk[i])
        let own = Double(events[cause - 1][i])
        var others = 0.0
        for k in events.indices where k != cause - 1 { others += Double(events[k][i]) }
        guard own + others > 0 else { continue }
        let s = survivalBefore[i]
        let left = s * (n - own - others) / n
        let share = left > 0 ? (value - incidence[cause - 1][i]) / left : 0
        func ties(_ d: Double) -> Double { d > 1 ? 1 - (d - 1) / (n - 1) : 1 }
        variance += s * s * (1 - share) * (1 - share) * own / (n * n) * ties(own)
        variance += s * s * share * share * others / (n * n) * ties(others)
      }
      let se = variance.squareRoot()
      guard value > 0, value < 1 else { return Estimate(value: value, standardError: se, low: nil, high: nil) }
      let half = z * se / (value * logarithm(value))
      let centre = logarithm(-logarithm(value))
      // log(−log I) falls with I: the upper end of the scale is the lower limit.
      return Estimate(
        value: value, standardError: se, low: exponential(-exponential(centre - half)),
        high: exponential(-exponential(centre + half)))
    }
  }
}

/// Distinct times with events by cause, for one group or several on a common grid.
struct CompetingTable {
  let times: [Double]
  let atRisk: [Int]
  /// `events[k][i]`.
  let events: [[Int]]

  init(
    _ subjects: [CompetingTime], groups: [Int], groupCount: Int, causeCount: Int
  ) throws(SurvivalDataError) {
    let table = try Self.grouped(subjects, groups: groups, groupCount: groupCount, causeCount: causeCount)
    times = table.times
    atRisk = table.atRisk[0]
    events = table.events[0]
  }

  /// `atRisk[group][time]`, `events[group][cause][time]`.
  static func grouped(
    _ subjects: [CompetingTime], groups: [Int], groupCount: Int, causeCount: Int
  ) throws(SurvivalDataError) -> (times: [Double], atRisk: [[Int]], events: [[[Int]]]) {
    guard groups.count == subjects.count else {
      throw .lengthsDiffer(subjects: subjects.count, found: groups.count, what: "groups")
    }
    let plain = subjects.map { SurvivalTime(time: $0.time, isEvent: $0.cause != 0) }
    try EventTable.check(plain)
    if let bad = subjects.firstIndex(where: { $0.cause < 0 || $0.cause > causeCount }) {
      throw .unknownCause(row: bad, causes: causeCount)
    }
    let aligned = TimeAlignment.aligned(plain).map(\.time)
    let order = SortedOrder.ascending(aligned)
    var times: [Double] = []
    var left = [Int](repeating: 0, count: groupCount)
    for group in groups { left[group] += 1 }
    var atRisk = [[Int]](repeating: [], count: groupCount)
    var events = [[[Int]]](repeating: [[Int]](repeating: [], count: causeCount), count: groupCount)
    var start = 0
    while start < order.count {
      let time = aligned[Int(order[start])]
      times.append(time)
      for g in 0..<groupCount {
        atRisk[g].append(left[g])
        for k in 0..<causeCount { events[g][k].append(0) }
      }
      while start < order.count, aligned[Int(order[start])] == time {
        let row = Int(order[start])
        let g = groups[row]
        left[g] -= 1
        if subjects[row].cause > 0 { events[g][subjects[row].cause - 1][times.count - 1] += 1 }
        start += 1
      }
    }
    return (times, atRisk, events)
  }
}
