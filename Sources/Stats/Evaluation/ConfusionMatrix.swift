/// Predicted against true classes.
///
/// `counts[i][j]` rows have class i and were called class j. For class i, precision is the share of calls that are
/// right, recall the share of members that are called. Macro averages weigh classes alike, weighted averages by their
/// size; micro averages of single-label classes all equal the accuracy.
public struct ConfusionMatrix: Sendable, Equatable, Codable {
  public let classes: [String]
  public let counts: [[Int]]

  /// - Parameters:
  ///   - truth: index into `classes` of each row.
  /// - Throws: `EvaluationError` for lengths that differ, no rows, fewer than two classes or an unknown one.
  public init(truth: [Int], predicted: [Int], classes: [String]) throws(EvaluationError) {
    guard classes.count > 1 else { throw .fewClasses(found: classes.count) }
    guard truth.count == predicted.count else {
      throw .lengthsDiffer(expected: truth.count, found: predicted.count, what: "predictions")
    }
    guard !truth.isEmpty else { throw .noRows }
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classes.count), count: classes.count)
    for (row, (i, j)) in zip(truth, predicted).enumerated() {
      guard classes.indices.contains(i), classes.indices.contains(j) else {
        throw .unknownClass(row: row, classes: classes.count)
      }
      counts[i][j] += 1
    }
    self.classes = classes
    self.counts = counts
  }

  public var count: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }
  private var correct: Int { classes.indices.reduce(0) { $0 + counts[$1][$1] } }

  /// The share of right calls with its exact interval.
  public func accuracy(level: Double = 0.95) -> Proportion { .exact(correct, of: count, level: level) }

  /// One class against all others.
  public func table(for index: Int) -> DiagnosticTable {
    let members = counts[index].reduce(0, +)
    let calls = counts.reduce(0) { $0 + $1[index] }
    let right = counts[index][index]
    return DiagnosticTable(
      truePositives: right, falsePositives: calls - right, falseNegatives: members - right,
      trueNegatives: count - members - calls + right)
  }

  /// A measure averaged over classes.
  public struct Average: Sendable, Equatable, Codable {
    public let precision: Double
    public let recall: Double
    public let f1: Double
    public let specificity: Double
  }

  /// Every class counts alike; a class that is never called has precision 0.
  public var macro: Average { average { _ in 1 } }

  /// Classes count by their number of members.
  public var weighted: Average { average { Double(counts[$0].reduce(0, +)) } }

  /// All one-against-rest tables added up.
  public var micro: Average {
    let tables = classes.indices.map { table(for: $0) }
    let sum = DiagnosticTable(
      truePositives: tables.reduce(0) { $0 + $1.truePositives },
      falsePositives: tables.reduce(0) { $0 + $1.falsePositives },
      falseNegatives: tables.reduce(0) { $0 + $1.falseNegatives },
      trueNegatives: tables.reduce(0) { $0 + $1.trueNegatives })
    return Average(
      precision: sum.positivePredictiveValue ?? 0, recall: sum.sensitivity ?? 0, f1: sum.f1 ?? 0,
      specificity: sum.specificity ?? 0)
  }

  /// Classes without a member are left out of recall and of the averages.
  private func average(_ weight: (Int) -> Double) -> Average {
    var total = 0.0
    var sums = (precision: 0.0, recall: 0.0, f1: 0.0, specificity: 0.0)
    for i in classes.indices where counts[i].contains(where: { $0 > 0 }) {
      let table = table(for: i)
      let w = weight(i)
      total += w
      sums.precision += w * (table.positivePredictiveValue ?? 0)
      sums.recall += w * (table.sensitivity ?? 0)
      sums.f1 += w * (table.f1 ?? 0)
      sums.specificity += w * (table.specificity ?? 0)
    }
    return Average(
      precision: sums.precision / total, recall: sums.recall / total, f1: sums.f1 / total,
      specificity: sums.specificity / total)
  }

  /// The mean recall over classes with members.
  public var balancedAccuracy: Double { macro.recall }

  /// Cohen's κ; linear or quadratic weights need classes in ascending order.
  public func kappa(
    _ weights: CategoryAgreement.Weights = .unweighted, level: Double = 0.95
  ) throws(HypothesisError) -> CategoryAgreement {
    try CategoryAgreement(table: counts, weights: weights, level: level)
  }

  /// Matthews' correlation for k classes (Gorodkin 2004); nil when a margin has one class only.
  public var matthews: Double? {
    let n = Double(count)
    let truth = counts.map { Double($0.reduce(0, +)) }
    let calls = classes.indices.map { j in Double(counts.reduce(0) { $0 + $1[j] }) }
    let both = zip(truth, calls).reduce(0) { $0 + $1.0 * $1.1 }
    let a = n * n - calls.reduce(0) { $0 + $1 * $1 }
    let b = n * n - truth.reduce(0) { $0 + $1 * $1 }
    return a > 0 && b > 0 ? (Double(correct) * n - both) / (a * b).squareRoot() : nil
  }

  /// The mean cost per row, with its normal interval.
  ///
  /// - Parameter costs: `costs[i][j]` of calling class j what is class i; not negative, 0 on the diagonal.
  /// - Throws: `EvaluationError.badCost`.
  public func meanCost(_ costs: [[Double]], level: Double = 0.95) throws(EvaluationError) -> Estimate {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    guard costs.count == classes.count, costs.allSatisfy({ $0.count == classes.count }) else {
      throw .badCost("there must be one per true and predicted class, \(classes.count) × \(classes.count)")
    }
    var sum = 0.0
    var squares = 0.0
    for i in classes.indices {
      for j in classes.indices {
        guard costs[i][j] >= 0, costs[i][j].isFinite else { throw .badCost("a cost is negative or infinite") }
        guard i != j || costs[i][j] == 0 else { throw .badCost("a right call must cost 0") }
        sum += Double(counts[i][j]) * costs[i][j]
        squares += Double(counts[i][j]) * costs[i][j] * costs[i][j]
      }
    }
    let n = Double(count)
    let mean = sum / n
    let se = n > 1 ? (max(0, squares - n * mean * mean) / (n - 1) / n).squareRoot() : nil
    let half = se.map { $0 * NormalDistribution.criticalValue(level: level) }
    return Estimate(
      value: mean, standardError: se, low: half.map { max(0, mean - $0) }, high: half.map { mean + $0 })
  }
}
