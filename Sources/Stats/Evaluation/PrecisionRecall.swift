/// Precision (positive predictive value) against recall (sensitivity) over all cut-offs.
///
/// One point per distinct score, from the score that speaks least for the positive class on, and the end point
/// (recall 0, precision 1). Average precision is Σ (Rₖ − Rₖ₊₁)Pₖ, a step sum: straight lines between points are
/// too optimistic here (Davis & Goadrich 2006). A useless score has a precision of the prevalence.
public struct PrecisionRecall: Sendable, Equatable, Codable {
  public let points: [PrecisionRecallPoint]
  public let averagePrecision: Double
  /// The area under straight lines between points, for comparison with software that reports it.
  public let trapezoidArea: Double
  /// The prevalence.
  public let baseline: Double

  public init(_ scored: ScoredOutcomes) {
    var points: [PrecisionRecallPoint] = []
    var tp = scored.positiveCount
    var fp = scored.negativeCount
    for g in scored.values.indices {
      points.append(
        PrecisionRecallPoint(
          threshold: scored.values[g], precision: Double(tp) / Double(tp + fp),
          recall: Double(tp) / Double(scored.positiveCount)))
      tp -= Int(scored.positives[g])
      fp -= Int(scored.negatives[g])
    }
    points.append(PrecisionRecallPoint(threshold: nil, precision: 1, recall: 0))
    var steps = 0.0
    var area = 0.0
    for i in 1..<points.count {
      let width = points[i - 1].recall - points[i].recall
      steps += width * points[i - 1].precision
      area += width * 0.5 * (points[i - 1].precision + points[i].precision)
    }
    self.points = points
    averagePrecision = steps
    trapezoidArea = area
    baseline = Double(scored.positiveCount) / Double(scored.rowCount)
  }
}

/// One cut-off: rows with this score or a better one are called positive.
public struct PrecisionRecallPoint: Sendable, Equatable, Codable {
  /// nil at the end, where nobody is called positive.
  public let threshold: Double?
  public let precision: Double
  public let recall: Double
}
