/// The Brier score of predicted risks of the event by a time, with censoring (Graf et al. 1999).
///
/// BS(t) = (1/n) Σ [event by t: (1 − r)²/G(T−); followed beyond t: r²/G(t)], r the predicted risk. The standard error
/// is from the influence function and includes that of estimating G.
public struct SurvivalBrier: Sendable, Equatable, Codable {
  public let time: Double
  public let score: Estimate
  /// The score of the Kaplan–Meier estimate, the same for everybody.
  public let null: Double
  /// 1 − score/null, the index of prediction accuracy: 0 is no better than Kaplan–Meier; nil when null is 0.
  public let accuracy: Double?
  public let cautions: [Caution]

  /// - Parameter risks: the predicted probability of the event by `time`, one per subject.
  /// - Throws: `SurvivalDataError` for lengths that differ, a bad follow-up time, prediction, time or level.
  public init(
    _ subjects: [SurvivalTime], risks: [Double], at time: Double, level: Double = 0.95
  ) throws(SurvivalDataError) {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    try EventTable.check(subjects)
    guard risks.count == subjects.count else {
      throw .lengthsDiffer(subjects: subjects.count, found: risks.count, what: "risks")
    }
    if let bad = risks.firstIndex(where: { !($0 >= 0 && $0 <= 1) }) { throw .notAProbability(row: bad) }
    guard time > 0, time.isFinite else { throw .badHorizon(time) }
    self.init(CensoringDistribution(subjects), risks: risks, at: time, level: level)
  }

  private init(_ censoring: CensoringDistribution, risks: [Double], at time: Double, level: Double) {
    let n = risks.count
    let size = Double(n)
    let g = censoring.value(at: time)
    let km = 1 - (Self.marginal(censoring, at: time) ?? 0)
    var cases = [Double](repeating: 0, count: n)
    var terms = cases
    var survivors = 0.0
    var sum = 0.0
    var null = 0.0
    var followed = 0
    for row in 0..<n {
      let subject = censoring.subjects[row]
      let r = risks[row]
      if subject.time > time {
        followed += 1
        terms[row] = r * r / g
        survivors += terms[row] / size
        null += km * km / g
      } else if subject.isEvent {
        terms[row] = (1 - r) * (1 - r) / censoring.before[row]
        cases[row] = terms[row] / size
        null += (1 - km) * (1 - km) / censoring.before[row]
      }
      sum += terms[row]
    }
    let value = sum / size
    let influence = censoring.influence(cases: cases, survivors: survivors, upTo: time)
    var squares = 0.0
    for row in 0..<n {
      let d = terms[row] - value + influence[row]
      squares += d * d
    }
    let se = n > 1 ? (squares / (size * (size - 1))).squareRoot() : 0
    let half = NormalDistribution.criticalValue(level: level) * se
    self.time = time
    score = Estimate(value: value, standardError: se, low: max(0, value - half), high: value + half)
    self.null = null / size
    accuracy = null > 0 ? 1 - value / (null / size) : nil
    cautions =
      followed == 0
      ? [
        Caution(
          code: "beyond_follow_up",
          message:
            "Nobody was followed beyond the time, so that the score rests on events alone. Choose an earlier time.")
      ] : []
  }

  /// The Kaplan–Meier survival of all subjects.
  private static func marginal(_ censoring: CensoringDistribution, at time: Double) -> Double? {
    (try? KaplanMeier(censoring.subjects))?.estimate(at: time, extending: true)?.survival
  }

  /// The integrated Brier score: the mean of BS(t) over the span of the times, by straight lines between them.
  ///
  /// - Parameter risks: one array per time, each with one prediction per subject.
  /// - Throws: as the initialiser; at least two ascending times are needed.
  public static func integrated(
    _ subjects: [SurvivalTime], risks: [[Double]], at times: [Double]
  ) throws(SurvivalDataError) -> (score: Double, null: Double) {
    guard risks.count == times.count else {
      throw .lengthsDiffer(subjects: times.count, found: risks.count, what: "columns of risks")
    }
    guard let first = times.first, let last = times.last, last > first else { throw .badHorizon(times.last ?? 0) }
    var scores: [SurvivalBrier] = []
    for (time, risks) in zip(times, risks) {
      if let previous = scores.last, previous.time >= time { throw .badHorizon(time) }
      scores.append(try SurvivalBrier(subjects, risks: risks, at: time))
    }
    var score = 0.0
    var null = 0.0
    for i in 1..<scores.count {
      let width = scores[i].time - scores[i - 1].time
      score += width * 0.5 * (scores[i].score.value + scores[i - 1].score.value)
      null += width * 0.5 * (scores[i].null + scores[i - 1].null)
    }
    return (score / (last - first), null / (last - first))
  }
}
