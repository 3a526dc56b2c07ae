import Foundation

/// The Kaplan–Meier estimate of survival, a fold over an `EventTable`.
///
/// S(t) = Π (1 − dᵢ/nᵢ) over event times ≤ t; Greenwood's variance S² Σ dᵢ/(nᵢ(nᵢ − dᵢ)); the Nelson–Aalen cumulative
/// hazard Σ dᵢ/nᵢ is carried along.
public struct KaplanMeier: Sendable, Equatable, Codable {
  public let table: EventTable
  public let confidence: Confidence
  public let level: Double
  /// S(t) after each row of the table.
  public let survival: [Double]
  /// Greenwood's sum Σ d/(n(n − d)) after each row: the variance of log S; infinite once S is 0.
  public let logVariance: [Double]

  /// The scale on which the interval is symmetric.
  public enum Confidence: String, Sendable, Codable, CaseIterable {
    /// S ∓ z·se, cut at 0 and 1.
    case plain
    /// On log S, R's default.
    case log
    /// On log(−log S), which stays inside 0 … 1 and behaves in small groups.
    case logLog = "log-log"
    /// On log(S/(1 − S)).
    case logit
    /// On arcsin √S.
    case arcsine = "arcsin"
  }

  /// - Throws: `SurvivalDataError` for no subjects, a bad time or a bad level.
  public init(
    _ subjects: [SurvivalTime], confidence: Confidence = .logLog, level: Double = 0.95
  ) throws(SurvivalDataError) {
    try self.init(EventTable(subjects), confidence: confidence, level: level)
  }

  /// - Throws: `SurvivalDataError.badLevel`.
  public init(
    _ table: EventTable, confidence: Confidence = .logLog, level: Double = 0.95
  ) throws(SurvivalDataError) {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    self.table = table
    self.confidence = confidence
    self.level = level
    let rows = table.rowCount
    var variance: [Double] = []
    survival = [Double](unsafeUninitializedCapacity: rows) { survival, count in
      variance = [Double](unsafeUninitializedCapacity: rows) { variance, countOfVariance in
        var s = 1.0
        var greenwood = 0.0
        table.events.withUnsafeBufferPointer { events in
          table.atRisk.withUnsafeBufferPointer { atRisk in
            for i in 0..<rows {
              let d = events[i]
              if d > 0 {
                let n = Double(atRisk[i])
                let left = Double(atRisk[i] &- d)
                s *= left / n
                greenwood += left > 0 ? Double(d) / (n * left) : .infinity
              }
              survival.initializeElement(at: i, to: s)
              variance.initializeElement(at: i, to: greenwood)
            }
          }
        }
        countOfVariance = rows
      }
      count = rows
    }
    logVariance = variance
  }

  /// One row per distinct time.
  public var curve: [KaplanMeierPoint] {
    let z = NormalDistribution.criticalValue(level: level)
    return table.times.indices.map { point($0, z: z) }
  }

  private func point(_ i: Int, z: Double) -> KaplanMeierPoint {
    let limits = limits(i, z: z)
    return KaplanMeierPoint(
      time: table.times[i], atRisk: table.atRisk[i], events: table.events[i], censored: table.censored[i],
      survival: survival[i], standardError: standardError(i), low: limits?.low, high: limits?.high)
  }

  /// The standard error of S after row i; nil once S is 0, where Greenwood's formula is 0·∞.
  private func standardError(_ i: Int) -> Double? {
    survival[i] > 0 ? survival[i] * logVariance[i].squareRoot() : nil
  }

  private func limits(_ i: Int, z: Double) -> (low: Double, high: Double)? {
    Self.limits(survival[i], logSE: logVariance[i].squareRoot(), z: z, confidence: confidence)
  }

  /// nil where the scale is not defined: at S = 0 always, at S = 1 on the scales that are infinite there (as in R).
  static func limits(
    _ s: Double, logSE: Double, z: Double, confidence: Confidence
  ) -> (low: Double, high: Double)? {
    guard s > 0 else { return nil }
    switch confidence {
    case .plain:
      let half = z * logSE * s
      return (max(0, s - half), min(1, s + half))
    case .log:
      return (s * exp(-z * logSE), min(1, s * exp(z * logSE)))
    case .logLog:
      guard s < 1 else { return nil }
      let half = z * logSE / Foundation.log(s)
      let centre = Foundation.log(-Foundation.log(s))
      return (exp(-exp(centre - half)), exp(-exp(centre + half)))
    case .logit:
      guard s < 1 else { return nil }
      let half = z * logSE / (1 - s)
      let centre = Foundation.log(s / (1 - s))
      return (1 / (1 + exp(half - centre)), 1 / (1 + exp(-half - centre)))
    case .arcsine:
      guard s < 1 else { return nil }
      let half = 0.5 * z * logSE * (s / (1 - s)).squareRoot()
      let centre = asin(s.squareRoot())
      let low = sin(max(0, centre - half))
      let high = sin(min(Double.pi / 2, centre + half))
      return (low * low, high * high)
    }
  }

  /// The Nelson–Aalen estimate of the cumulative hazard, Σ d/n, and its standard error √Σ d/n², after each row.
  public var cumulativeHazard: [(hazard: Double, standardError: Double)] {
    var h = 0.0
    var v = 0.0
    return table.times.indices.map { i in
      let n = Double(table.atRisk[i])
      let d = Double(table.events[i])
      h += d / n
      v += d / (n * n)
      return (h, v.squareRoot())
    }
  }

  /// The estimate at the time itself: survival rates at milestones such as 1, 3 and 5 years.
  ///
  /// Before the first time survival is 1. Beyond the last time it is nil, unless survival has already reached 0: the
  /// curve says nothing about later times. With `extending` the last height is drawn on (R's `extend = TRUE`).
  public func estimate(at time: Double, extending: Bool = false) -> KaplanMeierPoint? {
    guard let last = table.times.last, time >= 0 else { return nil }
    let count = table.counts(at: [time])[0]
    guard let i = table.row(upTo: time) else {
      return KaplanMeierPoint(
        time: time, atRisk: count.atRisk, events: 0, censored: 0, survival: 1, standardError: 0, low: 1, high: 1)
    }
    if time > last, survival[i] > 0, !extending { return nil }
    let limits = limits(i, z: NormalDistribution.criticalValue(level: level))
    return KaplanMeierPoint(
      time: time, atRisk: count.atRisk, events: count.events, censored: count.censored, survival: survival[i],
      standardError: standardError(i), low: limits?.low, high: limits?.high)
  }

  /// The time by which a fraction `p` has had the event, with its interval; `quantile(0.5)` is the median.
  ///
  /// The first time with S ≤ 1 − p; where S equals 1 − p over an interval, its middle (up to the last time when the
  /// curve ends there). The limits are read off the limits of the curve (Brookmeyer & Crowley 1982). nil is "not
  /// reached". As R's `quantile(survfit(…))`.
  public func quantile(_ p: Double) -> SurvivalQuantile {
    let z = NormalDistribution.criticalValue(level: level)
    var low: [Double?] = []
    var high: [Double?] = []
    low.reserveCapacity(survival.count)
    high.reserveCapacity(survival.count)
    for i in survival.indices {
      let limits = limits(i, z: z)
      low.append(limits?.low)
      high.append(limits?.high)
    }
    return SurvivalQuantile(
      probability: p, time: crossing(1 - p) { self.survival[$0] }, low: crossing(1 - p) { low[$0] },
      high: crossing(1 - p) { high[$0] })
  }

  public var median: SurvivalQuantile { quantile(0.5) }

  private func crossing(_ target: Double, _ value: (Int) -> Double?) -> Double? {
    let tolerance = 0x1p-26
    for i in table.times.indices {
      guard let y = value(i), y < target + tolerance else { continue }
      guard abs(y - target) < tolerance else { return table.times[i] }
      // Flat at the target: half way to the next drop, or to the end of follow-up.
      var j = i + 1
      while j < table.times.count {
        if let next = value(j), next < target - tolerance { break }
        if value(j) == nil { break }
        j += 1
      }
      let end = j < table.times.count ? table.times[j] : table.times[table.times.count - 1]
      return 0.5 * (table.times[i] + end)
    }
    return nil
  }

  /// The median follow-up by the reverse Kaplan–Meier method (Schemper & Smith 1996): the median of the time to
  /// censoring, an event ending the chance to see it; nil when not reached.
  public var medianFollowUp: Double? {
    (try? KaplanMeier(table.reversed, confidence: .log, level: level))?.median.time
  }

  /// What a reader must know about this curve.
  public var cautions: [Caution] {
    var result: [Caution] = []
    if table.eventCount == 0 {
      result.append(
        Caution(
          code: "all_censored",
          message:
            "No event was observed: survival stays at 1 and no median exists. "
            + "Check which value of the event column means that the event happened."))
    }
    if let last = table.atRisk.last, table.rowCount > 1, last < 10,
      let tail = table.atRisk.firstIndex(where: { $0 < 10 }),
      table.subjectCount >= 10
    {
      result.append(
        Caution(
          code: "few_at_risk",
          message:
            "Fewer than 10 subjects are at risk after time \(Self.short(table.times[tail])): "
            + "the tail of the curve is uncertain."))
    }
    if table.subjectCount < 10 {
      result.append(
        Caution(
          code: "few_subjects",
          message:
            "Only \(Caution.count(table.subjectCount, "subject")) \(table.subjectCount == 1 ? "is" : "are") in this "
            + "group: its curve is uncertain throughout."))
    }
    return result
  }

  private static func short(_ time: Double) -> String {
    let rounded = (time * 100).rounded() / 100
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
  }
}

/// One row of a Kaplan–Meier curve.
public struct KaplanMeierPoint: Sendable, Equatable, Codable {
  public let time: Double
  /// Subjects whose time is ≥ this one.
  public let atRisk: Int
  /// Events at this time; for a milestone, up to and including it.
  public let events: Int
  /// Censorings at this time; for a milestone, up to and including it.
  public let censored: Int
  public let survival: Double
  /// Greenwood's standard error of S; nil once S is 0.
  public let standardError: Double?
  public let low: Double?
  public let high: Double?
}

/// A quantile of the survival time; nil is "not reached".
public struct SurvivalQuantile: Sendable, Equatable, Codable {
  public let probability: Double
  public let time: Double?
  public let low: Double?
  public let high: Double?
}
