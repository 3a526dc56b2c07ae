import Foundation

/// Do predicted probabilities come true? Calibration of a fixed model on data it was not fitted to.
///
/// With L = logit p, the outcome is regressed on L: the slope is 1 and the intercept 0 for perfect calibration, a slope
/// below 1 means predictions too extreme. Calibration-in-the-large is the intercept with the slope held at 1.
public struct Calibration: Sendable, Equatable, Codable {
  public let rowCount: Int
  public let positiveCount: Int
  /// nil where the outcome cannot be regressed on L (all predictions equal, or complete separation).
  public let slope: Estimate?
  /// The intercept beside that slope.
  public let intercept: Estimate?
  /// The intercept with slope 1 (calibration-in-the-large).
  public let interceptInTheLarge: Estimate?
  /// Test of intercept = 0 and slope = 1 together: likelihood ratio, 2 degrees of freedom.
  public let unreliability: TestResult
  /// Mean squared error of the probabilities.
  public let brier: Double
  /// 1 − Brier / (π(1 − π)): 1 is perfect, 0 is no better than the prevalence.
  public let scaledBrier: Double
  /// −mean log likelihood; infinite when a certain prediction was wrong.
  public let logLoss: Double?
  /// Σ predicted against Σ observed: observed / expected.
  public let observedToExpected: Double?
  /// Spiegelhalter's (1986) z test of the Brier score.
  public let spiegelhalter: TestResult
  /// Overall indices of the predictions as they are.
  public let indices: Indices?
  /// Groups of equal size by predicted probability.
  public let groups: [Group]
  /// Hosmer and Lemeshow's test over those groups, for a model fitted elsewhere: χ² with as many degrees of freedom.
  public let hosmerLemeshow: TestResult
  /// Murphy's (1973) decomposition of the Brier score over those groups.
  public let decomposition: Decomposition
  /// Mean |observed − predicted| over ten bins of equal width, weighted by their size.
  public let expectedCalibrationError: Double
  /// Observed frequency smoothed over predicted probability (lowess, span 2/3).
  public let curve: Lowess
  /// Largest, 90th percentile and mean distance of the smooth from the predictions.
  public let largestError: Double
  public let error90: Double
  public let meanError: Double
  public let level: Double
  public let cautions: [Caution]

  /// One group of a calibration plot.
  public struct Group: Sendable, Equatable, Codable {
    public let count: Int
    public let events: Int
    public let meanPredicted: Double
    /// With Wilson's interval.
    public let observed: Proportion
  }

  /// Brier = reliability − resolution + uncertainty + remainder, the last because predictions vary within groups.
  public struct Decomposition: Sendable, Equatable, Codable {
    public let reliability: Double
    public let resolution: Double
    public let uncertainty: Double
    public let remainder: Double
  }

  /// Nagelkerke's R² and the discrimination, unreliability and quality indices (Harrell).
  public struct Indices: Sendable, Equatable, Codable {
    public let nagelkerke: Double
    public let discrimination: Double
    public let unreliability: Double
    public let quality: Double
    /// χ² of the predictions as they are against the prevalence alone.
    public let likelihoodRatio: Double
  }

  /// - Parameters:
  ///   - groupCount: groups of equal size for the table and the test.
  ///   - fittedHere: the model was fitted to these rows: the test then has two degrees of freedom less.
  /// - Throws: `EvaluationError` for a bad level or fewer than 2 groups.
  public init(
    _ predicted: PredictedOutcomes, groupCount: Int = 10, fittedHere: Bool = false, level: Double = 0.95
  ) throws(EvaluationError) {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    guard groupCount >= 2 else { throw .badCount(what: "groups", found: groupCount, least: 2) }
    let z = NormalDistribution.criticalValue(level: level)
    let p = predicted.probabilities
    let y = predicted.isPositive.map { $0 ? 1.0 : 0.0 }
    let n = Double(p.count)
    let events = Double(predicted.positiveCount)
    let prevalence = predicted.prevalence
    // The ends are moved in by half a rounding unit, so that a certain prediction has a finite logit.
    let logits = p.map { p in
      let q = min(max(p, 1e-15), 1 - 1e-15)
      return log(q / (1 - q))
    }
    var cautions: [Caution] = []
    if p.contains(where: { $0 == 0 || $0 == 1 }) {
      cautions.append(
        Caution(
          code: "certain_predictions",
          message:
            "Some predictions are exactly 0 or 1, whose logit is infinite: they were moved in by 1e-15, and the slope "
            + "depends on that. Use predictions that admit doubt."))
    }
    if min(events, n - events) < 100 {
      cautions.append(
        Caution(
          code: "few_events",
          message:
            "Fewer than 100 rows are in the smaller class: a calibration curve needs at least 100 to 200 of each "
            + "(Van Calster 2016). Read its shape with care."))
    }
    func estimate(_ value: Double, _ se: Double) -> Estimate {
      Estimate(value: value, standardError: se, low: value - z * se, high: value + z * se)
    }
    let both = Recalibration.fit(logits, y, withSlope: true)
    let only = Recalibration.fit(logits, y, withSlope: false)
    slope = both.map { estimate($0.slope, $0.slopeSE) }
    intercept = both.map { estimate($0.intercept, $0.interceptSE) }
    interceptInTheLarge = only.map { estimate($0.intercept, $0.interceptSE) }
    if both == nil {
      cautions.append(
        Caution(
          code: "no_slope",
          message:
            "The calibration slope cannot be estimated: the predictions are all equal or separate the classes "
            + "completely."))
    }
    var deviance = 0.0
    var squares = 0.0
    var impossible = false
    for i in p.indices {
      deviance += 2 * (softplus(logits[i]) - y[i] * logits[i])
      squares += (p[i] - y[i]) * (p[i] - y[i])
      if y[i] == 1 && p[i] == 0 || y[i] == 0 && p[i] == 1 { impossible = true }
    }
    brier = squares / n
    scaledBrier = 1 - brier / (prevalence * (1 - prevalence))
    logLoss = impossible ? nil : deviance / (2 * n)
    let unreliable = both.map { deviance - $0.deviance }
    unreliability = TestResult(
      name: "likelihood-ratio test of intercept 0 and slope 1", statistic: unreliable, degreesOfFreedom: [2],
      p: unreliable.map { ChiSquaredDistribution(degreesOfFreedom: 2).upperTail($0) })
    let expected = p.reduce(0, +)
    observedToExpected = expected > 0 ? events / expected : nil
    var top = 0.0
    var bottom = 0.0
    for i in p.indices {
      let d = 1 - 2 * p[i]
      top += (y[i] - p[i]) * d
      bottom += d * d * p[i] * (1 - p[i])
    }
    let s = bottom > 0 ? top / bottom.squareRoot() : nil
    spiegelhalter = TestResult(
      name: "Spiegelhalter's z test", statistic: s, p: s.map(NormalDistribution.twoSidedP))
    let nullDeviance = -2 * (events * log(prevalence) + (n - events) * log(1 - prevalence))
    indices = both.map { fit in
      let lr = nullDeviance - deviance
      let d = (lr - 1) / n
      let u = (deviance - fit.deviance - 2) / n
      return Indices(
        nagelkerke: (1 - exp(-lr / n)) / (1 - exp(-nullDeviance / n)), discrimination: d, unreliability: u,
        quality: d - u, likelihoodRatio: lr)
    }
    let groups = Self.groups(p, predicted.isPositive, count: groupCount, level: level)
    self.groups = groups
    var chiSquared = 0.0
    var reliability = 0.0
    var resolution = 0.0
    for group in groups {
      let size = Double(group.count)
      let mean = group.meanPredicted
      let observed = Double(group.events) / size
      let variance = size * mean * (1 - mean)
      let difference = Double(group.events) - size * mean
      chiSquared += difference == 0 ? 0 : difference * difference / variance
      reliability += size / n * (mean - observed) * (mean - observed)
      resolution += size / n * (observed - prevalence) * (observed - prevalence)
    }
    let df = Double(groups.count - (fittedHere ? 2 : 0))
    hosmerLemeshow = TestResult(
      name: "Hosmer–Lemeshow test", statistic: chiSquared, degreesOfFreedom: [df],
      p: df > 0 && chiSquared.isFinite ? ChiSquaredDistribution(degreesOfFreedom: df).upperTail(chiSquared) : nil)
    let uncertainty = prevalence * (1 - prevalence)
    decomposition = Decomposition(
      reliability: reliability, resolution: resolution, uncertainty: uncertainty,
      remainder: brier - (reliability - resolution + uncertainty))
    var bins = [(count: Double, predicted: Double, observed: Double)](repeating: (0, 0, 0), count: 10)
    for i in p.indices {
      let bin = min(9, max(0, Int(p[i] * 10)))
      bins[bin].count += 1
      bins[bin].predicted += p[i]
      bins[bin].observed += y[i]
    }
    expectedCalibrationError = bins.reduce(0) { $0 + abs($1.observed - $1.predicted) } / n
    let curve = Lowess(x: p, y: y)
    self.curve = curve
    var errors = zip(curve.x, curve.y).map { abs($0 - $1) }
    meanError = errors.reduce(0, +) / n
    errors.sort()
    largestError = errors.last ?? 0
    error90 = Quantile.type7(0.9, ofSorted: errors)
    rowCount = p.count
    positiveCount = predicted.positiveCount
    self.level = level
    self.cautions = cautions
  }

  /// Groups between quantiles of the predictions (type 7), closed above; equal quantiles merge.
  private static func groups(_ p: [Double], _ isPositive: [Bool], count: Int, level: Double) -> [Group] {
    var sorted = p
    sorted.sort()
    var edges: [Double] = []
    for k in 1...count {
      let edge = Quantile.type7(Double(k) / Double(count), ofSorted: sorted)
      if edges.last != edge { edges.append(edge) }
    }
    var sums = [(count: Int, events: Int, predicted: Double)](repeating: (0, 0, 0), count: edges.count)
    for i in p.indices {
      let k = min(edges.firstIndex { p[i] <= $0 } ?? edges.count - 1, edges.count - 1)
      sums[k].count += 1
      sums[k].events += isPositive[i] ? 1 : 0
      sums[k].predicted += p[i]
    }
    return sums.filter { $0.count > 0 }.map {
      Group(
        count: $0.count, events: $0.events, meanPredicted: $0.predicted / Double($0.count),
        observed: .wilson($0.events, of: $0.count, level: level))
    }
  }
}

/// Logistic regression of the outcome on one logit, by Newton's method.
private struct Recalibration {
  let intercept: Double
  let interceptSE: Double
  let slope: Double
  let slopeSE: Double
  let deviance: Double

  /// nil when the estimate does not exist or is infinite.
  static func fit(_ x: [Double], _ y: [Double], withSlope: Bool) -> Recalibration? {
    var a = 0.0
    var b = withSlope ? 0.0 : 1.0
    var last = Double.infinity
    for _ in 0..<100 {
      var g0 = 0.0
      var g1 = 0.0
      var h00 = 0.0
      var h01 = 0.0
      var h11 = 0.0
      var deviance = 0.0
      for i in x.indices {
        let eta = a + b * x[i]
        let mu = logistic(eta)
        let w = mu * (1 - mu)
        let r = y[i] - mu
        deviance += 2 * (softplus(eta) - y[i] * eta)
        g0 += r
        g1 += r * x[i]
        h00 += w
        h01 += w * x[i]
        h11 += w * x[i] * x[i]
      }
      let determinant = h00 * h11 - h01 * h01
      guard h00 > 1e-10, !withSlope || determinant > 1e-10 * h00 * h11 else { return nil }
      let stepA = withSlope ? (h11 * g0 - h01 * g1) / determinant : g0 / h00
      let stepB = withSlope ? (h00 * g1 - h01 * g0) / determinant : 0
      if abs(stepA) + abs(stepB) <= 1e-12 * (1 + abs(a) + abs(b)) || abs(last - deviance) < 1e-14 * deviance {
        return Recalibration(
          intercept: a, interceptSE: (withSlope ? h11 / determinant : 1 / h00).squareRoot(), slope: b,
          slopeSE: withSlope ? (h00 / determinant).squareRoot() : 0, deviance: deviance)
      }
      last = deviance
      // A long first step can overshoot: it is cut.
      let cut = min(1, 10 / max(abs(stepA), abs(stepB), 1e-300))
      a += cut * stepA
      b += cut * stepB
      if abs(b) > 1e6 || abs(a) > 1e8 { return nil }
    }
    return nil
  }
}
