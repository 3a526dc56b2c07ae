/// Decision curve analysis for the risk of an event by a time, with censoring (Vickers et al. 2008).
///
/// Among those with predicted risk ≥ t, the risk r by the horizon is the Kaplan–Meier estimate, and with their share s
/// of all subjects NB = s·r − s·(1 − r)·t/(1 − t).
public struct SurvivalDecisionCurve: Sendable, Equatable, Codable {
  public let horizon: Double
  public let subjectCount: Int
  public let points: [SurvivalDecisionPoint]
  public let level: Double
  public let cautions: [Caution]

  /// The interval combines Greenwood's variance of r with the binomial variance of s (delta method).
  ///
  /// - Parameter risks: the predicted probability of the event by `horizon`, one per subject.
  /// - Throws: `SurvivalDataError`.
  public init(
    _ subjects: [SurvivalTime], risks: [Double], horizon: Double,
    thresholds: [Double] = DecisionCurve.defaultThresholds, level: Double = 0.95
  ) throws(SurvivalDataError) {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    try EventTable.check(subjects)
    guard risks.count == subjects.count else {
      throw .lengthsDiffer(subjects: subjects.count, found: risks.count, what: "risks")
    }
    if let bad = risks.firstIndex(where: { !($0 >= 0 && $0 <= 1) }) { throw .notAProbability(row: bad) }
    guard horizon > 0, horizon.isFinite else { throw .badHorizon(horizon) }
    let z = NormalDistribution.criticalValue(level: level)
    let subjects = TimeAlignment.aligned(subjects)
    let n = Double(subjects.count)
    var isCutShort = false
    func risk(_ subjects: [SurvivalTime]) throws(SurvivalDataError) -> (risk: Double, variance: Double) {
      guard !subjects.isEmpty else { return (0, 0) }
      let km = try KaplanMeier(subjects)
      guard let point = km.estimate(at: horizon, extending: true) else { return (0, 0) }
      if km.estimate(at: horizon) == nil { isCutShort = true }
      let se = point.standardError ?? 0
      return (1 - point.survival, se * se)
    }
    let everybody = try risk(subjects)
    var points: [SurvivalDecisionPoint] = []
    for t in thresholds {
      guard t >= 0, t < 1 else { throw .notAProbability(row: points.count) }
      let chosen = subjects.indices.filter { risks[$0] >= t }
      let share = Double(chosen.count) / n
      let here = try risk(chosen.map { subjects[$0] })
      let w = t / (1 - t)
      func benefit(_ share: Double, _ risk: (risk: Double, variance: Double)) -> Estimate {
        let value = share * (risk.risk - (1 - risk.risk) * w)
        let gradient = risk.risk * (1 + w) - w
        let variance =
          share * share * (1 + w) * (1 + w) * risk.variance + gradient * gradient * share * (1 - share) / n
        let half = z * variance.squareRoot()
        return Estimate(
          value: value, standardError: variance.squareRoot(), low: value - half, high: value + half)
      }
      points.append(
        SurvivalDecisionPoint(
          threshold: t, share: share, risk: chosen.isEmpty ? nil : here.risk, netBenefit: benefit(share, here),
          treatAll: benefit(1, everybody)))
    }
    var cautions = Caution.fewEventsByHorizon(subjects, horizon)
    if isCutShort {
      cautions.append(
        Caution(
          code: "beyond_follow_up",
          message:
            "In some groups nobody was followed to the horizon: the last Kaplan–Meier estimate was drawn on. "
            + "Choose an earlier horizon."))
    }
    self.horizon = horizon
    subjectCount = subjects.count
    self.points = points
    self.level = level
    self.cautions = cautions
  }
}

/// One threshold of a survival decision curve.
public struct SurvivalDecisionPoint: Sendable, Equatable, Codable {
  public let threshold: Double
  /// The share of subjects with predicted risk ≥ threshold.
  public let share: Double
  /// Their Kaplan–Meier risk by the horizon; nil when there is nobody.
  public let risk: Double?
  public let netBenefit: Estimate
  public let treatAll: Estimate
}
