/// The paired difference of two Brier scores of the same rows: the mean over rows of (p − y)² − (q − y)², y being 1 for a
/// positive row and 0 for another, with the standard error of that mean and its z test (as R's riskRegression without
/// censoring). Below 0 the first is the better prediction.
public enum BrierComparison {
  /// - Throws: `EvaluationError` when the two are not of the same rows, or for a bad level.
  public static func paired(
    _ first: PredictedOutcomes, _ second: PredictedOutcomes, level: Double = 0.95
  ) throws(EvaluationError) -> EstimatedDifference {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    guard first.isPositive == second.isPositive else {
      throw .notPaired("their outcomes differ. Evaluate both on the same rows in the same order")
    }
    let a = first.squaredErrors
    let b = second.squaredErrors
    let differences = SampleMoments(zip(a, b).map { $0 - $1 })
    return EstimatedDifference(
      first: SampleMoments(a).mean, second: SampleMoments(b).mean, difference: differences.mean,
      standardError: differences.count > 1
        ? (differences.squares / (differences.count - 1) / differences.count).squareRoot() : 0,
      level: level, method: "paired squared errors")
  }
}

extension PredictedOutcomes {
  /// (p − y)² of each row.
  fileprivate var squaredErrors: [Double] {
    zip(probabilities, isPositive).map { p, isPositive in
      let error = p - (isPositive ? 1 : 0)
      return error * error
    }
  }
}
