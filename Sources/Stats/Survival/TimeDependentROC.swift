/// ROC analysis of a score for the event by a time t, with censoring: cumulative cases, dynamic controls.
///
/// Cases had the event by t and count 1/G(T−), controls were followed beyond t; subjects censored by t only enter
/// through G. AUC(t) = Σ wᵢ [score i > score j] / (Σ wᵢ · controls), ties one half (Uno 2007, Hung & Chiang 2010,
/// Blanche 2013). The standard error is from the influence function and includes that of estimating G.
public struct TimeDependentROC: Sendable, Equatable, Codable {
  public let time: Double
  /// Events by the time, and subjects followed beyond it.
  public let caseCount: Int
  public let controlCount: Int
  /// nil without a case or a control.
  public let auc: Estimate?
  /// From "everybody is called a case" to "nobody is"; thresholds midway between scores.
  public let points: [TimeDependentROCPoint]
  public let level: Double
  /// The influence of each subject on the area: the variance is Σ influence² / (n(n − 1)).
  public let influence: [Double]
  public let cautions: [Caution]

  /// The analysis at each of the times. O(n) per time after sorting.
  ///
  /// - Throws: `SurvivalDataError` for lengths that differ, a bad follow-up time, score, time or level.
  public static func at(
    _ times: [Double], _ subjects: [SurvivalTime], scores: [Double], direction: ScoreDirection = .higher,
    level: Double = 0.95
  ) throws(SurvivalDataError) -> [TimeDependentROC] {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    try EventTable.check(subjects)
    guard scores.count == subjects.count else {
      throw .lengthsDiffer(subjects: subjects.count, found: scores.count, what: "scores")
    }
    if let bad = scores.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: "score", row: bad) }
    let censoring = CensoringDistribution(subjects)
    let order = SortedOrder.ascending(direction == .higher ? scores : scores.map { -$0 })
    var result: [TimeDependentROC] = []
    for time in times {
      guard time > 0, time.isFinite else { throw .badHorizon(time) }
      result.append(
        TimeDependentROC(
          time: time, censoring: censoring, scores: scores, order: order, direction: direction, level: level))
    }
    return result
  }

  private init(
    time: Double, censoring: CensoringDistribution, scores: [Double], order: [Int32], direction: ScoreDirection,
    level: Double
  ) {
    let n = order.count
    let size = Double(n)
    var weights = [Double](repeating: 0, count: n)
    var isControl = [Bool](repeating: false, count: n)
    var cases = 0
    var controls = 0
    var caseWeight = 0.0
    for row in 0..<n {
      let subject = censoring.subjects[row]
      if subject.time > time {
        isControl[row] = true
        controls += 1
      } else if subject.isEvent {
        weights[row] = 1 / censoring.before[row]
        caseWeight += weights[row]
        cases += 1
      }
    }
    self.time = time
    caseCount = cases
    controlCount = controls
    self.level = level
    var cautions: [Caution] = []
    if min(cases, controls) < 10 {
      cautions.append(
        Caution(
          code: "few_at_risk",
          message:
            "Only \(Caution.count(cases, "event")) by the time and \(Caution.count(controls, "subject")) followed beyond it: "
            + "the estimate is uncertain."))
    }
    self.cautions = cautions
    guard cases > 0, controls > 0 else {
      auc = nil
      points = []
      influence = []
      return
    }
    // One pass over groups of equal scores: controls below each case, case weight above each control.
    var beaten = [Double](repeating: 0, count: n)
    var points = [
      TimeDependentROCPoint(threshold: nil, sensitivity: 1, specificity: 0)
    ]
    var controlsBelow = 0.0
    var weightBelow = 0.0
    var sum = 0.0
    let all = Double(controls)
    var start = 0
    while start < n {
      let score = scores[Int(order[start])]
      var end = start
      var controlsHere = 0.0
      var weightHere = 0.0
      while end < n, scores[Int(order[end])] == score {
        let row = Int(order[end])
        if isControl[row] { controlsHere += 1 }
        weightHere += weights[row]
        end += 1
      }
      for i in start..<end {
        let row = Int(order[i])
        if weights[row] > 0 {
          beaten[row] = (controlsBelow + 0.5 * controlsHere) / all
          sum += weights[row] * beaten[row]
        } else if isControl[row] {
          beaten[row] = (caseWeight - weightBelow - 0.5 * weightHere) / caseWeight
        }
      }
      controlsBelow += controlsHere
      weightBelow += weightHere
      if controlsHere > 0 || weightHere > 0 {
        let threshold = end < n ? 0.5 * score + 0.5 * scores[Int(order[end])] : nil
        points.append(
          TimeDependentROCPoint(
            threshold: threshold, sensitivity: max(0, 1 - weightBelow / caseWeight),
            specificity: controlsBelow / all))
      }
      start = end
    }
    let value = sum / caseWeight
    // θ = Σ wᵢ aᵢ / Σ wᵢ: a case moves it by w(a − θ)/(Σw/n), a control by (b − θ)/(controls/n).
    let meanWeight = caseWeight / size
    let meanControl = all / size
    var terms = [Double](repeating: 0, count: n)
    for row in 0..<n where weights[row] > 0 { terms[row] = weights[row] * (beaten[row] - value) / meanWeight / size }
    var influence = censoring.influence(cases: terms, survivors: 0, upTo: time)
    var squares = 0.0
    for row in 0..<n {
      if weights[row] > 0 {
        influence[row] += weights[row] * (beaten[row] - value) / meanWeight
      } else if isControl[row] {
        influence[row] += (beaten[row] - value) / meanControl
      }
      squares += influence[row] * influence[row]
    }
    let se = n > 1 ? (squares / (size * (size - 1))).squareRoot() : 0
    let half = NormalDistribution.criticalValue(level: level) * se
    auc = Estimate(
      value: value, standardError: se, low: max(0, value - half), high: min(1, value + half))
    self.points = points
    self.influence = influence
  }

  /// The paired difference of two areas at the same time of the same subjects.
  public static func difference(_ a: TimeDependentROC, _ b: TimeDependentROC) -> EstimatedDifference? {
    guard let first = a.auc, let second = b.auc, a.influence.count == b.influence.count, a.time == b.time else {
      return nil
    }
    var squares = 0.0
    for i in a.influence.indices {
      let d = a.influence[i] - b.influence[i]
      squares += d * d
    }
    return EstimatedDifference(
      first: first.value, second: second.value, difference: first.value - second.value,
      standardError: (squares / (Double(a.influence.count) * Double(max(1, a.influence.count - 1)))).squareRoot(),
      level: a.level,
      method: "influence functions, paired")
  }
}

/// One cut-off of a time-dependent ROC curve.
public struct TimeDependentROCPoint: Sendable, Equatable, Codable {
  /// nil beyond either end.
  public let threshold: Double?
  public let sensitivity: Double
  public let specificity: Double
}
