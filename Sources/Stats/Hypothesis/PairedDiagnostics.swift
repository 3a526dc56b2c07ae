/// Two diagnostic tests of the same subjects, compared measure by measure.
///
/// Sensitivities, specificities and accuracies are compared by McNemar's test on the subjects concerned; predictive
/// values, whose denominators differ, by the weighted generalised score statistic of Kosinski (2013, Stat Med 32:964).
public struct PairedDiagnostics: Sendable, Equatable, Codable {
  public let first: DiagnosticTable
  public let second: DiagnosticTable
  public let sensitivity: TestResult
  public let specificity: TestResult
  public let accuracy: TestResult
  public let positivePredictiveValue: TestResult
  public let negativePredictiveValue: TestResult

  /// - Throws: `EvaluationError` for lengths that differ or no rows.
  public init(
    isPositive: [Bool], first: [Bool], second: [Bool], corrected: Bool = false
  ) throws(EvaluationError) {
    self.first = try DiagnosticTable(isPositive: isPositive, isTestPositive: first)
    self.second = try DiagnosticTable(isPositive: isPositive, isTestPositive: second)
    // counts[disease][first][second]
    var counts = [[[Int]]](repeating: [[0, 0], [0, 0]], count: 2)
    for i in isPositive.indices { counts[isPositive[i] ? 1 : 0][first[i] ? 1 : 0][second[i] ? 1 : 0] += 1 }
    func mcNemar(_ onlyFirst: Int, _ onlySecond: Int, _ what: String, _ estimate: Double?) -> TestResult {
      let b = Double(onlyFirst)
      let c = Double(onlySecond)
      let gap = max(0, abs(b - c) - (corrected && b != c ? 1 : 0))
      let statistic = b + c > 0 ? gap * gap / (b + c) : nil
      return TestResult(
        name: "McNemar's test of \(what)" + (corrected ? " with continuity correction" : ""), statistic: statistic,
        degreesOfFreedom: [1],
        p: statistic.map { ChiSquaredDistribution(degreesOfFreedom: 1).upperTail($0) } ?? 1,
        estimate: estimate.map { Estimate(value: $0, standardError: nil, low: nil, high: nil) })
    }
    func difference(_ a: Double?, _ b: Double?) -> Double? {
      guard let a, let b else { return nil }
      return a - b
    }
    sensitivity = mcNemar(
      counts[1][1][0], counts[1][0][1], "sensitivities", difference(self.first.sensitivity, self.second.sensitivity))
    specificity = mcNemar(
      counts[0][0][1], counts[0][1][0], "specificities", difference(self.first.specificity, self.second.specificity))
    accuracy = mcNemar(
      counts[1][1][0] + counts[0][0][1], counts[1][0][1] + counts[0][1][0], "accuracies",
      difference(self.first.accuracy, self.second.accuracy))
    /// Predictive values of result `r`: of those with the result, how many have disease status r.
    func predictive(_ r: Int, _ a: Double?, _ b: Double?, _ what: String) -> TestResult {
      let name = "weighted generalised score test of \(what)"
      let right = counts[r]
      let wrong = counts[1 - r]
      let n1 = Double(right[r][0] + right[r][1] + wrong[r][0] + wrong[r][1])
      let n2 = Double(right[0][r] + right[1][r] + wrong[0][r] + wrong[1][r])
      guard let a, let b, n1 > 0, n2 > 0 else { return TestResult(name: name, statistic: nil, p: nil) }
      let pooled = (n1 * a + n2 * b) / (n1 + n2)
      let overlap =
        (Double(right[r][r]) * (1 - pooled) * (1 - pooled) + Double(wrong[r][r]) * pooled * pooled) / (n1 + n2)
      let variance = (pooled * (1 - pooled) - 2 * overlap) * (1 / n1 + 1 / n2)
      let gap = a - b
      let statistic = variance > 0 ? gap * gap / variance : nil
      return TestResult(
        name: name, statistic: statistic, degreesOfFreedom: [1],
        p: statistic.map { ChiSquaredDistribution(degreesOfFreedom: 1).upperTail($0) } ?? (gap == 0 ? 1 : nil),
        estimate: Estimate(value: gap, standardError: nil, low: nil, high: nil))
    }
    positivePredictiveValue = predictive(
      1, self.first.positivePredictiveValue, self.second.positivePredictiveValue, "positive predictive values")
    negativePredictiveValue = predictive(
      0, self.first.negativePredictiveValue, self.second.negativePredictiveValue, "negative predictive values")
  }
}

extension PairedDiagnostics {
  /// One measure of both tests, with the test of their difference.
  public struct Measure: Sendable, Equatable {
    /// `sensitivity`, `specificity`, `accuracy`, `ppv` or `npv`.
    public let name: String
    public let first: Double?
    public let second: Double?
    public let test: TestResult

    /// First minus second.
    public var difference: Double? { first.flatMap { first in second.map { first - $0 } } }
    public var isPredictive: Bool { name == "ppv" || name == "npv" }
  }

  /// All five, in the order in which they are told.
  public var measures: [Measure] {
    func measure(_ name: String, _ value: (DiagnosticTable) -> Double?, _ test: TestResult) -> Measure {
      Measure(name: name, first: value(first), second: value(second), test: test)
    }
    return [
      measure("sensitivity", \.sensitivity, sensitivity), measure("specificity", \.specificity, specificity),
      measure("accuracy", \.accuracy, accuracy), measure("ppv", \.positivePredictiveValue, positivePredictiveValue),
      measure("npv", \.negativePredictiveValue, negativePredictiveValue),
    ]
  }
}
