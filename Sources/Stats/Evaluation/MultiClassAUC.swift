/// Discrimination of more than two classes from one score (usually a probability) per class.
public struct MultiClassAUC: Sendable, Equatable, Codable {
  public let classes: [String]
  /// Each class against all others by its own score, with DeLong's interval; nil where a class has all rows or none.
  public let oneVersusRest: [AUCEstimate?]
  /// The mean over classes, and the mean weighted by class size.
  public let macro: Double?
  public let weighted: Double?
  /// Hand & Till's (2001) M: the mean over pairs of classes of ½[A(i|j) + A(j|i)], A(i|j) the area of class i against
  /// class j by the score of i; does not depend on how frequent the classes are.
  public let handTill: Double?

  /// - Parameters:
  ///   - truth: index into `classes` of each row.
  ///   - scores: `scores[class][row]`.
  /// - Throws: `EvaluationError`.
  public init(
    truth: [Int], scores: [[Double]], classes: [String], level: Double = 0.95
  ) throws(EvaluationError) {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    guard classes.count > 1 else { throw .fewClasses(found: classes.count) }
    guard scores.count == classes.count else {
      throw .lengthsDiffer(expected: classes.count, found: scores.count, what: "columns of scores")
    }
    for column in scores where column.count != truth.count {
      throw .lengthsDiffer(expected: truth.count, found: column.count, what: "scores")
    }
    guard !truth.isEmpty else { throw .noRows }
    if let bad = truth.firstIndex(where: { !classes.indices.contains($0) }) {
      throw .unknownClass(row: bad, classes: classes.count)
    }
    for column in scores {
      if let bad = column.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: "score", row: bad) }
    }
    var sizes = [Int](repeating: 0, count: classes.count)
    for c in truth { sizes[c] += 1 }
    var estimates: [AUCEstimate?] = []
    for c in classes.indices {
      if sizes[c] > 0, sizes[c] < truth.count {
        let scored = try ScoredOutcomes(isPositive: truth.map { $0 == c }, scores: scores[c])
        estimates.append(try AUCEstimate(scored, level: level))
      } else {
        estimates.append(nil)
      }
    }
    let known = classes.indices.compactMap { c in estimates[c].map { (Double(sizes[c]), $0.value) } }
    let total = known.reduce(0) { $0 + $1.0 }
    var sum = 0.0
    var pairs = 0.0
    for i in classes.indices {
      for j in classes.indices where j > i && sizes[i] > 0 && sizes[j] > 0 {
        let rows = truth.indices.filter { truth[$0] == i || truth[$0] == j }
        let first = try ScoredOutcomes(isPositive: rows.map { truth[$0] == i }, scores: rows.map { scores[i][$0] })
        let second = try ScoredOutcomes(isPositive: rows.map { truth[$0] == j }, scores: rows.map { scores[j][$0] })
        sum += 0.5 * (first.auc + second.auc)
        pairs += 1
      }
    }
    self.classes = classes
    oneVersusRest = estimates
    macro = known.isEmpty ? nil : known.reduce(0) { $0 + $1.1 } / Double(known.count)
    weighted = total > 0 ? known.reduce(0) { $0 + $1.0 * $1.1 } / total : nil
    handTill = pairs > 0 ? sum / pairs : nil
  }
}
