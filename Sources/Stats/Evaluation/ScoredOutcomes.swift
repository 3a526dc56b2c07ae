/// Which end of a score speaks for the positive class.
public enum ScoreDirection: String, Sendable, Codable, CaseIterable {
  case higher, lower
}

/// Scores with the binary outcome of each row, sorted once: what every measure of discrimination starts from.
///
/// Rows are grouped by distinct score, from the score that speaks least for the positive class to the one that speaks
/// most; each group holds how many positives and negatives have that score.
public struct ScoredOutcomes: Sendable, Equatable {
  /// True for the positive class, one per row.
  public let isPositive: [Bool]
  public let scores: [Double]
  public let direction: ScoreDirection
  public let positiveCount: Int
  public let negativeCount: Int
  /// Distinct scores in the order of increasing evidence for the positive class.
  let values: [Double]
  /// Positives and negatives with each distinct score.
  let positives: [Int32]
  let negatives: [Int32]
  /// The group of each row.
  let group: [Int32]

  /// Sorts in O(n).
  ///
  /// - Throws: `EvaluationError` for lengths that differ, no rows, one class only, or a score that is not finite.
  public init(
    isPositive: [Bool], scores: [Double], direction: ScoreDirection = .higher
  ) throws(EvaluationError) {
    let n = isPositive.count
    guard scores.count == n else { throw .lengthsDiffer(expected: n, found: scores.count, what: "scores") }
    guard n > 0 else { throw .noRows }
    if let bad = scores.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: "score", row: bad) }
    let positiveCount = isPositive.lazy.filter { $0 }.count
    guard positiveCount > 0 else { throw .oneClass(isPositive: false, rows: n) }
    guard positiveCount < n else { throw .oneClass(isPositive: true, rows: n) }
    let order = SortedOrder.ascending(direction == .higher ? scores : scores.map { -$0 })
    var values: [Double] = []
    var positives: [Int32] = []
    var negatives: [Int32] = []
    var group = [Int32](repeating: 0, count: n)
    group.withUnsafeMutableBufferPointer { group in
      scores.withUnsafeBufferPointer { scores in
        isPositive.withUnsafeBufferPointer { isPositive in
          for row32 in order {
            let row = Int(row32)
            let value = scores[row]
            if values.last != value {
              values.append(value)
              positives.append(0)
              negatives.append(0)
            }
            let g = values.count - 1
            if isPositive[row] { positives[g] += 1 } else { negatives[g] += 1 }
            group[row] = Int32(g)
          }
        }
      }
    }
    self.isPositive = isPositive
    self.scores = scores
    self.direction = direction
    self.positiveCount = positiveCount
    self.negativeCount = n - positiveCount
    self.values = values
    self.positives = positives
    self.negatives = negatives
    self.group = group
  }

  public var rowCount: Int { isPositive.count }

  /// Distinct scores.
  public var distinctCount: Int { values.count }

  /// P(positive's score is better) + ½ P(equal): the Mann–Whitney estimate of the area under the ROC curve.
  public var auc: Double {
    var pairs = 0.0
    var below = 0.0
    for g in values.indices {
      let negative = Double(negatives[g])
      pairs += Double(positives[g]) * (below + 0.5 * negative)
      below += negative
    }
    return pairs / (Double(positiveCount) * Double(negativeCount))
  }

  /// DeLong's structural components of each group: the share of negatives that a positive with this score beats, and
  /// the share of positives that beat a negative with this score; ties count one half.
  var placements: (positive: [Double], negative: [Double]) {
    let m = Double(positiveCount)
    let n = Double(negativeCount)
    var forPositive = [Double](repeating: 0, count: values.count)
    var forNegative = forPositive
    var negativesBelow = 0.0
    var positivesAbove = m
    for g in values.indices {
      let p = Double(positives[g])
      let q = Double(negatives[g])
      forPositive[g] = (negativesBelow + 0.5 * q) / n
      forNegative[g] = (positivesAbove - 0.5 * p) / m
      negativesBelow += q
      positivesAbove -= p
    }
    return (forPositive, forNegative)
  }

  /// The outcomes when a row counts as positive from `threshold` on: score ≥ threshold, or ≤ when lower scores speak
  /// for the positive class.
  public func table(at threshold: Double) -> DiagnosticTable {
    var tp = 0
    var fp = 0
    for g in values.indices {
      let isAbove = direction == .higher ? values[g] >= threshold : values[g] <= threshold
      if isAbove {
        tp += Int(positives[g])
        fp += Int(negatives[g])
      }
    }
    return DiagnosticTable(
      truePositives: tp, falsePositives: fp, falseNegatives: positiveCount - tp, trueNegatives: negativeCount - fp)
  }
}
