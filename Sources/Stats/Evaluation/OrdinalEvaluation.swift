/// How well a score orders subjects whose outcome has ordered levels, such as fibrosis F0 … F4.
public struct OrdinalEvaluation: Sendable, Equatable, Codable {
  public let levels: [String]
  /// Of two subjects of different levels, how often the higher one has the higher score, ties one half, with its
  /// infinitesimal jackknife error: concordance without censoring.
  public let concordance: Concordance
  /// The outcome cut at every level, "at least this level", with the area under its ROC curve.
  public let thresholds: [Threshold]

  public struct Threshold: Sendable, Equatable, Codable {
    /// Positive is this level or a higher one.
    public let level: String
    public let positiveCount: Int
    /// nil where everybody or nobody reaches the level.
    public let auc: AUCEstimate?
  }

  /// - Parameters:
  ///   - outcome: index into `levels`, which ascend, of each row.
  ///   - direction: `.higher` when a higher score means a higher level.
  /// - Throws: `EvaluationError` for lengths that differ, no rows, an unknown level or a score that is not finite.
  public init(
    outcome: [Int], scores: [Double], levels: [String], direction: ScoreDirection = .higher, level: Double = 0.95
  ) throws(EvaluationError) {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    guard levels.count > 1 else { throw .fewClasses(found: levels.count) }
    guard outcome.count == scores.count else {
      throw .lengthsDiffer(expected: outcome.count, found: scores.count, what: "scores")
    }
    guard !outcome.isEmpty else { throw .noRows }
    if let bad = outcome.firstIndex(where: { !levels.indices.contains($0) }) {
      throw .unknownClass(row: bad, classes: levels.count)
    }
    if let bad = scores.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: "score", row: bad) }
    let times = outcome.map { SurvivalTime(time: Double($0), isEvent: true) }
    // A level is a "time" that nobody is censored before: a higher level is a later time.
    do {
      concordance = try Concordance(
        times, scores: scores, direction: direction == .higher ? .lower : .higher, level: level)
    } catch {
      throw .noRows
    }
    var thresholds: [Threshold] = []
    for cut in levels.indices.dropFirst() {
      let isPositive = outcome.map { $0 >= cut }
      let count = isPositive.count { $0 }
      var auc: AUCEstimate?
      if count > 0, count < outcome.count {
        let scored = try ScoredOutcomes(isPositive: isPositive, scores: scores, direction: direction)
        auc = try AUCEstimate(scored, level: level)
      }
      thresholds.append(Threshold(level: levels[cut], positiveCount: count, auc: auc))
    }
    self.levels = levels
    self.thresholds = thresholds
  }

  /// What a reader must know about the concordance: that of survival says "event" for what is a row here.
  public var cautions: [Caution] {
    concordance.cautions.map { caution in
      guard caution.code == "few_events" else { return caution }
      return Caution(
        code: "few_rows",
        message: "Only \(Caution.count(concordance.subjectCount, "row")): the interval rests on a large-sample formula "
          + "and is too narrow.")
    }
  }
}
