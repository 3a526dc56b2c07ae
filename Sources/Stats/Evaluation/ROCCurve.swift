/// The receiver operating characteristic: sensitivity against 1 − specificity over all cut-offs.
///
/// There is one point between any two neighbouring scores and one beyond either end: from "everybody is positive"
/// (sensitivity 1, specificity 0) to "nobody is" (0, 1). Thresholds are midpoints between scores. Nothing is flipped:
/// a score that points the other way has an area below one half.
public struct ROCCurve: Sendable, Equatable, Codable {
  public let direction: ScoreDirection
  public let positiveCount: Int
  public let negativeCount: Int
  public let distinctScores: Int
  public let points: [ROCPoint]
  /// The area with DeLong's standard error and interval.
  public let auc: AUCEstimate
  public let cautions: [Caution]

  /// O(n) after sorting.
  ///
  /// - Throws: `EvaluationError` for lengths that differ, one class only, a score that is not finite, or a bad level.
  public init(
    isPositive: [Bool], scores: [Double], direction: ScoreDirection = .higher, level: Double = 0.95
  ) throws(EvaluationError) {
    try self.init(
      ScoredOutcomes(isPositive: isPositive, scores: scores, direction: direction), level: level)
  }

  /// - Throws: `EvaluationError.badLevel`.
  public init(_ scored: ScoredOutcomes, level: Double = 0.95) throws(EvaluationError) {
    direction = scored.direction
    positiveCount = scored.positiveCount
    negativeCount = scored.negativeCount
    distinctScores = scored.distinctCount
    auc = try AUCEstimate(scored, level: level)
    var points: [ROCPoint] = []
    points.reserveCapacity(scored.values.count + 1)
    var tp = scored.positiveCount
    var fp = scored.negativeCount
    points.append(
      ROCPoint(threshold: nil, truePositives: tp, falsePositives: fp, positives: tp, negatives: fp))
    for g in scored.values.indices {
      tp -= Int(scored.positives[g])
      fp -= Int(scored.negatives[g])
      let next = g + 1
      let threshold: Double? =
        next < scored.values.count ? Self.midpoint(scored.values[g], scored.values[next]) : nil
      points.append(
        ROCPoint(
          threshold: threshold, truePositives: tp, falsePositives: fp, positives: scored.positiveCount,
          negatives: scored.negativeCount))
    }
    self.points = points
    cautions = Self.cautions(scored, auc: auc)
  }

  /// The mean of two neighbours that really lies between them: for adjacent numbers the one that is called positive.
  private static func midpoint(_ a: Double, _ b: Double) -> Double {
    let middle = 0.5 * a + 0.5 * b
    return middle == a ? b : middle
  }

  private static func cautions(_ scored: ScoredOutcomes, auc estimate: AUCEstimate) -> [Caution] {
    var result: [Caution] = []
    let fewer = min(scored.positiveCount, scored.negativeCount)
    if fewer < 10 {
      result.append(
        Caution(
          code: "few_in_class",
          message:
            "Only \(Caution.count(fewer, "row")) \(fewer == 1 ? "is" : "are") in the smaller class: the normal approximation behind the interval is poor. "
            + "Prefer a bootstrap interval and read it with care."))
    }
    if Double(fewer) < 0.1 * Double(scored.rowCount) {
      result.append(
        Caution(
          code: "class_imbalance",
          message:
            "Fewer than one row in ten is in the smaller class: the area hides how many positive calls are wrong. "
            + "Look at the precision–recall curve as well."))
    }
    if scored.distinctCount == 1 {
      result.append(
        Caution(
          code: "constant_score",
          message: "Every row has the same score: it cannot discriminate, and its area is 0.5 by definition."))
    } else if Double(scored.distinctCount) < 0.1 * Double(scored.rowCount), scored.distinctCount <= 10 {
      result.append(
        Caution(
          code: "ties",
          message:
            "The score has only \(scored.distinctCount) distinct values: ties count one half, and few cut-offs exist."))
    }
    if estimate.isNearEdge {
      result.append(
        Caution(
          code: "interval_near_edge",
          message:
            "The area is near its limit for so few rows: DeLong's interval, symmetric around it, is too short and holds "
            + "the truth too seldom. Prefer the interval on the logit scale."))
    }
    let auc = estimate.value
    if auc == 1 || auc == 0 {
      result.append(
        Caution(
          code: "separation",
          message:
            "The score separates the classes completely, so that its standard error is 0: the interval says nothing "
            + "about other data. Check that the outcome has not leaked into the score."))
    } else if auc < 0.5 {
      result.append(
        Caution(
          code: "below_chance",
          message:
            "The area is below one half: higher values go with the other class. "
            + "State the direction before looking at the data; it is never flipped silently."))
    }
    return result
  }
}

/// One cut-off of a ROC curve.
public struct ROCPoint: Sendable, Equatable, Codable {
  /// Halfway between two scores; nil beyond either end, where everybody or nobody is called positive.
  public let threshold: Double?
  public let truePositives: Int
  public let falsePositives: Int
  public let sensitivity: Double
  public let specificity: Double

  init(threshold: Double?, truePositives: Int, falsePositives: Int, positives: Int, negatives: Int) {
    self.threshold = threshold
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    sensitivity = Double(truePositives) / Double(positives)
    specificity = Double(negatives - falsePositives) / Double(negatives)
  }
}

/// A cut-off with everything that follows from it.
public struct ROCCutoff: Sendable, Equatable, Codable {
  /// nil where everybody or nobody is called positive.
  public let threshold: Double?
  public let table: DiagnosticTable

  public init(threshold: Double?, table: DiagnosticTable) {
    self.threshold = threshold
    self.table = table
  }
}

extension ROCCurve {
  private func cutoff(_ point: ROCPoint) -> ROCCutoff {
    ROCCutoff(
      threshold: point.threshold,
      table: DiagnosticTable(
        truePositives: point.truePositives, falsePositives: point.falsePositives,
        falseNegatives: positiveCount - point.truePositives,
        trueNegatives: negativeCount - point.falsePositives))
  }

  /// The cut-offs with the largest sensitivity + specificity: several when they tie, compared exactly as counts.
  public var youden: [ROCCutoff] {
    func index(_ point: ROCPoint) -> Int {
      point.truePositives * negativeCount - point.falsePositives * positiveCount
    }
    let best = points.map(index).max() ?? 0
    return points.filter { index($0) == best }.map(cutoff)
  }

  /// The cut-offs nearest the corner (sensitivity 1, specificity 1).
  public var closestToCorner: [ROCCutoff] {
    func distance(_ point: ROCPoint) -> Double {
      let a = 1 - point.sensitivity
      let b = 1 - point.specificity
      return a * a + b * b
    }
    let best = points.map(distance).min() ?? 0
    return points.filter { distance($0) <= best * (1 + 1e-12) }.map(cutoff)
  }

  /// The largest sensitivity on the curve at a specificity, on straight lines between points.
  public func sensitivity(atSpecificity specificity: Double) -> Double {
    Self.interpolated(specificity, in: points.map { ($0.specificity, $0.sensitivity) })
  }

  /// The largest specificity on the curve at a sensitivity, on straight lines between points.
  public func specificity(atSensitivity sensitivity: Double) -> Double {
    Self.interpolated(sensitivity, in: points.reversed().map { ($0.sensitivity, $0.specificity) })
  }

  /// The operating point with at least this sensitivity and the largest specificity.
  public func cutoff(sensitivityAtLeast target: Double) -> ROCCutoff? {
    points.last { $0.sensitivity >= target - 1e-12 }.map(cutoff)
  }

  /// The operating point with at least this specificity and the largest sensitivity.
  public func cutoff(specificityAtLeast target: Double) -> ROCCutoff? {
    points.first { $0.specificity >= target - 1e-12 }.map(cutoff)
  }

  /// y at x on the polyline through `line`, whose x ascend and whose y descend; the larger y where x is vertical.
  private static func interpolated(_ x: Double, in line: [(x: Double, y: Double)]) -> Double {
    guard let first = line.first, let last = line.last else { return .nan }
    if x.isNaN { return .nan }
    if x < first.x { return first.y }
    if x > last.x { return last.y }
    var low = 0
    var high = line.count - 1
    // The first vertex whose x reaches the target.
    while low < high {
      let middle = (low + high) / 2
      if line[middle].x >= x { high = middle } else { low = middle + 1 }
    }
    let end = line[low]
    if end.x == x || low == 0 { return end.y }
    let start = line[low - 1]
    return start.y + (x - start.x) / (end.x - start.x) * (end.y - start.y)
  }

  /// The axis along which a partial area is cut out.
  public enum PartialAxis: String, Sendable, Codable { case specificity, sensitivity }

  /// The area under the part of the curve with specificity (or sensitivity) between `low` and `high`.
  ///
  /// `corrected` is McClish's (1989) ½(1 + (A − min)/(max − min)): ½ for no discrimination, 1 for perfect; nil where
  /// the partial area lies below that of chance.
  /// - Throws: `EvaluationError.badRange`.
  public func partialArea(
    _ axis: PartialAxis, from low: Double, to high: Double
  ) throws(EvaluationError) -> (area: Double, corrected: Double?) {
    guard low >= 0, high <= 1, low < high else { throw .badRange(low: low, high: high, what: axis.rawValue) }
    let line: [(x: Double, y: Double)] =
      axis == .specificity
      ? points.map { ($0.specificity, $0.sensitivity) }
      : points.reversed().map { ($0.sensitivity, $0.specificity) }
    let area = Self.area(under: line, from: low, to: high)
    let largest = high - low
    let smallest = 0.5 * ((1 - low) * (1 - low) - (1 - high) * (1 - high))
    let corrected = area < smallest ? nil : 0.5 * (1 + (area - smallest) / (largest - smallest))
    return (area, corrected)
  }

  /// The area under a polyline whose x ascend, between two of them.
  static func area(under line: [(x: Double, y: Double)], from low: Double, to high: Double) -> Double {
    var area = 0.0
    for i in 1..<line.count {
      let a = line[i - 1]
      let b = line[i]
      let from = max(a.x, low)
      let to = min(b.x, high)
      if to <= from { continue }
      let slope = (b.y - a.y) / (b.x - a.x)
      area += (to - from) * (a.y + slope * (0.5 * (from + to) - a.x))
    }
    return area
  }
}
