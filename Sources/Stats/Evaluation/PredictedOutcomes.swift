/// Predicted probabilities with the binary outcome of each row, checked once.
public struct PredictedOutcomes: Sendable, Equatable {
  public let isPositive: [Bool]
  public let probabilities: [Double]
  public let positiveCount: Int

  /// - Throws: `EvaluationError` for lengths that differ, no rows, one class only, or a number outside 0 … 1.
  public init(isPositive: [Bool], probabilities: [Double]) throws(EvaluationError) {
    guard probabilities.count == isPositive.count else {
      throw .lengthsDiffer(expected: isPositive.count, found: probabilities.count, what: "predictions")
    }
    guard !isPositive.isEmpty else { throw .noRows }
    if let bad = probabilities.firstIndex(where: { !($0 >= 0 && $0 <= 1) }) { throw .notAProbability(row: bad) }
    let positiveCount = isPositive.lazy.filter { $0 }.count
    guard positiveCount > 0, positiveCount < isPositive.count else {
      throw .oneClass(isPositive: positiveCount > 0, rows: isPositive.count)
    }
    self.isPositive = isPositive
    self.probabilities = probabilities
    self.positiveCount = positiveCount
  }

  public var rowCount: Int { isPositive.count }
  public var prevalence: Double { Double(positiveCount) / Double(rowCount) }
}
