/// Do predicted risks of the event by a time come true? Observed risks are Kaplan–Meier estimates in groups of equal
/// size by predicted risk.
public struct SurvivalCalibration: Sendable, Equatable, Codable {
  public let time: Double
  public let groups: [Group]
  /// Kaplan–Meier risk of everybody over the mean predicted risk.
  public let observedToExpected: Double?
  public let cautions: [Caution]

  public struct Group: Sendable, Equatable, Codable {
    public let count: Int
    public let meanPredicted: Double
    /// 1 − Kaplan–Meier at the time, with Greenwood's standard error and log-log limits; nil where nobody was followed
    /// so far.
    public let observed: Estimate?
  }

  /// - Parameters:
  ///   - risks: the predicted probability of the event by `time`, one per subject.
  ///   - groupCount: groups between quantiles (type 7) of the predictions, closed above; equal quantiles merge.
  /// - Throws: `SurvivalDataError`.
  public init(
    _ subjects: [SurvivalTime], risks: [Double], at time: Double, groupCount: Int = 4, level: Double = 0.95
  ) throws(SurvivalDataError) {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    try EventTable.check(subjects)
    guard risks.count == subjects.count else {
      throw .lengthsDiffer(subjects: subjects.count, found: risks.count, what: "risks")
    }
    if let bad = risks.firstIndex(where: { !($0 >= 0 && $0 <= 1) }) { throw .notAProbability(row: bad) }
    guard time > 0, time.isFinite, groupCount > 0 else { throw .badHorizon(time) }
    let subjects = TimeAlignment.aligned(subjects)
    let sorted = risks.sorted()
    var edges: [Double] = []
    for k in 1...groupCount {
      let edge = Quantile.type7(Double(k) / Double(groupCount), ofSorted: sorted)
      if edges.last != edge { edges.append(edge) }
    }
    var rows = [[Int]](repeating: [], count: edges.count)
    for i in risks.indices { rows[edges.firstIndex { risks[i] <= $0 } ?? edges.count - 1].append(i) }
    var groups: [Group] = []
    var isCutShort = false
    for rows in rows where !rows.isEmpty {
      let km = try KaplanMeier(rows.map { subjects[$0] }, confidence: .logLog, level: level)
      let point = km.estimate(at: time)
      if point == nil { isCutShort = true }
      groups.append(
        Group(
          count: rows.count, meanPredicted: rows.reduce(0) { $0 + risks[$1] } / Double(rows.count),
          observed: point.map { point in
            Estimate(
              value: 1 - point.survival, standardError: point.standardError, low: point.high.map { 1 - $0 },
              high: point.low.map { 1 - $0 })
          }))
    }
    let mean = risks.reduce(0, +) / Double(risks.count)
    let everybody = try KaplanMeier(subjects).estimate(at: time)
    self.time = time
    self.groups = groups
    observedToExpected = mean > 0 ? everybody.map { (1 - $0.survival) / mean } : nil
    var cautions = Caution.fewEventsByHorizon(subjects, time)
    if isCutShort {
      cautions.append(
        Caution(
          code: "beyond_follow_up",
          message: "In some groups nobody was followed to the time: their observed risk is missing. Choose an earlier "
            + "time, or fewer groups."))
    }
    self.cautions = cautions
  }
}
