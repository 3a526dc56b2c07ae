import Foundation

/// The 2 × 2 table of a test against the truth.
///
/// ```
///              truth +   truth −
///   test +       TP        FP      → PPV
///   test −       FN        TN      → NPV
///                ↓         ↓
///           sensitivity specificity
/// ```
public struct DiagnosticTable: Sendable, Equatable, Codable {
  public let truePositives: Int
  public let falsePositives: Int
  public let falseNegatives: Int
  public let trueNegatives: Int

  public init(truePositives: Int, falsePositives: Int, falseNegatives: Int, trueNegatives: Int) {
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    self.falseNegatives = falseNegatives
    self.trueNegatives = trueNegatives
  }

  /// - Throws: `EvaluationError` unless both have the same number of rows, at least one.
  public init(isPositive: [Bool], isTestPositive: [Bool]) throws(EvaluationError) {
    guard isPositive.count == isTestPositive.count else {
      throw .lengthsDiffer(expected: isPositive.count, found: isTestPositive.count, what: "test results")
    }
    guard !isPositive.isEmpty else { throw .noRows }
    var counts = (tp: 0, fp: 0, fn: 0, tn: 0)
    for (truth, test) in zip(isPositive, isTestPositive) {
      switch (truth, test) {
      case (true, true): counts.tp += 1
      case (false, true): counts.fp += 1
      case (true, false): counts.fn += 1
      case (false, false): counts.tn += 1
      }
    }
    self.init(
      truePositives: counts.tp, falsePositives: counts.fp, falseNegatives: counts.fn, trueNegatives: counts.tn)
  }

  public var count: Int { truePositives + falsePositives + falseNegatives + trueNegatives }
  public var positiveCount: Int { truePositives + falseNegatives }
  public var negativeCount: Int { falsePositives + trueNegatives }
  public var testPositiveCount: Int { truePositives + falsePositives }
  public var testNegativeCount: Int { falseNegatives + trueNegatives }

  private static func ratio(_ a: Double, _ b: Double) -> Double? { b == 0 ? nil : a / b }
  private static func ratio(_ a: Int, _ b: Int) -> Double? { b == 0 ? nil : Double(a) / Double(b) }

  /// TP / (TP + FN); nil without positives.
  public var sensitivity: Double? { Self.ratio(truePositives, positiveCount) }
  /// TN / (TN + FP); nil without negatives.
  public var specificity: Double? { Self.ratio(trueNegatives, negativeCount) }
  /// TP / (TP + FP); nil when nobody tests positive.
  public var positivePredictiveValue: Double? { Self.ratio(truePositives, testPositiveCount) }
  /// TN / (TN + FN); nil when nobody tests negative.
  public var negativePredictiveValue: Double? { Self.ratio(trueNegatives, testNegativeCount) }
  /// (TP + TN) / n.
  public var accuracy: Double? { Self.ratio(truePositives + trueNegatives, count) }
  /// (sensitivity + specificity) / 2.
  public var balancedAccuracy: Double? {
    guard let sensitivity, let specificity else { return nil }
    return (sensitivity + specificity) / 2
  }
  /// Sensitivity + specificity − 1.
  public var youden: Double? {
    guard let sensitivity, let specificity else { return nil }
    return sensitivity + specificity - 1
  }
  /// The harmonic mean of PPV and sensitivity: 2TP / (2TP + FP + FN).
  public var f1: Double? { Self.ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives) }
  /// Matthews' correlation coefficient; nil when a margin is empty.
  public var matthews: Double? {
    let margins =
      Double(testPositiveCount) * Double(positiveCount) * Double(negativeCount) * Double(testNegativeCount)
    return Self.ratio(
      Double(truePositives) * Double(trueNegatives) - Double(falsePositives) * Double(falseNegatives),
      margins.squareRoot())
  }
  /// Cohen's κ between test and truth.
  public var kappa: Double? {
    let n = Double(count)
    guard n > 0 else { return nil }
    let observed = Double(truePositives + trueNegatives) / n
    let expected =
      (Double(testPositiveCount) * Double(positiveCount) + Double(testNegativeCount) * Double(negativeCount)) / (n * n)
    return Self.ratio(observed - expected, 1 - expected)
  }
  /// Sensitivity / (1 − specificity); nil when the specificity is 1.
  public var positiveLikelihoodRatio: Double? {
    guard let sensitivity, let specificity else { return nil }
    return Self.ratio(sensitivity, 1 - specificity)
  }
  /// (1 − sensitivity) / specificity; nil when the specificity is 0.
  public var negativeLikelihoodRatio: Double? {
    guard let sensitivity, let specificity else { return nil }
    return Self.ratio(1 - sensitivity, specificity)
  }
  /// TP·TN / (FP·FN); nil when either error is absent.
  public var diagnosticOddsRatio: Double? {
    Self.ratio(Double(truePositives) * Double(trueNegatives), Double(falsePositives) * Double(falseNegatives))
  }

  /// The proportions with exact (Clopper–Pearson) intervals, the likelihood ratios with Simel's (1991) on the log scale.
  public func intervals(level: Double = 0.95) -> DiagnosticIntervals {
    let z = NormalDistribution.criticalValue(level: level)
    func ratioInterval(_ value: Double?, _ a: Int, _ m: Int, _ b: Int, _ n: Int) -> Estimate? {
      guard let value else { return nil }
      guard a > 0, b > 0 else { return Estimate(value: value, standardError: nil, low: nil, high: nil) }
      let variance = 1 / Double(a) - 1 / Double(m) + 1 / Double(b) - 1 / Double(n)
      let half = z * max(0, variance).squareRoot()
      return Estimate(
        value: value, standardError: nil, low: value * exp(-half), high: value * exp(half))
    }
    return DiagnosticIntervals(
      level: level,
      sensitivity: .exact(truePositives, of: positiveCount, level: level),
      specificity: .exact(trueNegatives, of: negativeCount, level: level),
      positivePredictiveValue: .exact(truePositives, of: testPositiveCount, level: level),
      negativePredictiveValue: .exact(trueNegatives, of: testNegativeCount, level: level),
      accuracy: .exact(truePositives + trueNegatives, of: count, level: level),
      positiveLikelihoodRatio: ratioInterval(
        positiveLikelihoodRatio, truePositives, positiveCount, falsePositives, negativeCount),
      negativeLikelihoodRatio: ratioInterval(
        negativeLikelihoodRatio, falseNegatives, positiveCount, trueNegatives, negativeCount))
  }

  /// PPV and NPV in a population with another share of positives, by Bayes' theorem from sensitivity and specificity.
  ///
  /// The interval is Mercaldo, Lau & Zhou's (2007) on the logit scale; nil where a rate is 0 or 1.
  /// - Throws: `EvaluationError.badPrevalence` outside 0 … 1.
  public func predictiveValues(
    prevalence: Double, level: Double = 0.95
  ) throws(EvaluationError) -> (positive: Estimate?, negative: Estimate?) {
    guard prevalence > 0, prevalence < 1 else { throw .badPrevalence(prevalence) }
    guard let se = sensitivity, let sp = specificity else { return (nil, nil) }
    let z = NormalDistribution.criticalValue(level: level)
    let p = prevalence
    func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    func estimate(_ value: Double?, variance: Double) -> Estimate? {
      guard let value else { return nil }
      guard variance.isFinite, value > 0, value < 1 else {
        return Estimate(value: value, standardError: nil, low: nil, high: nil)
      }
      let logit = log(value / (1 - value))
      let half = z * variance.squareRoot()
      return Estimate(
        value: value, standardError: nil, low: logistic(logit - half), high: logistic(logit + half))
    }
    let n1 = Double(positiveCount)
    let n0 = Double(negativeCount)
    let ppv = Self.ratio(se * p, se * p + (1 - sp) * (1 - p))
    let npv = Self.ratio(sp * (1 - p), (1 - se) * p + sp * (1 - p))
    return (
      estimate(ppv, variance: (1 - se) / se / n1 + sp / (1 - sp) / n0),
      estimate(npv, variance: se / (1 - se) / n1 + (1 - sp) / sp / n0)
    )
  }
}

/// A number with its uncertainty.
public struct Estimate: Sendable, Equatable, Codable {
  public let value: Double
  public let standardError: Double?
  /// The confidence limits; nil where none can be given.
  public let low: Double?
  public let high: Double?

  public init(value: Double, standardError: Double?, low: Double?, high: Double?) {
    self.value = value
    self.standardError = standardError
    self.low = low
    self.high = high
  }
}

/// The measures of a diagnostic table with their confidence intervals.
public struct DiagnosticIntervals: Sendable, Equatable, Codable {
  public let level: Double
  public let sensitivity: Proportion
  public let specificity: Proportion
  public let positivePredictiveValue: Proportion
  public let negativePredictiveValue: Proportion
  public let accuracy: Proportion
  public let positiveLikelihoodRatio: Estimate?
  public let negativeLikelihoodRatio: Estimate?
}
