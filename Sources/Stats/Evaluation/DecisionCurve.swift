/// Decision curve analysis (Vickers & Elkin 2006): the net benefit of acting on a prediction over thresholds.
///
/// At threshold t an intervention is worth its harm when the risk is at least t, so that a false positive costs
/// w = t/(1 − t) true positives: NB = TP/n − w·FP/n. The alternatives are to treat all and to treat none (0).
public struct DecisionCurve: Sendable, Equatable, Codable {
  public let rowCount: Int
  public let prevalence: Double
  public let points: [DecisionPoint]
  public let level: Double

  /// What a reader must know about the curve as a whole.
  public var cautions: [Caution] {
    let positives = (prevalence * Double(rowCount)).rounded()
    let fewer = Int(min(positives, Double(rowCount) - positives))
    guard fewer < 20 else { return [] }
    return [
      Caution(
        code: "few_events",
        message:
          "Only \(Caution.count(fewer, "row")) \(fewer == 1 ? "is" : "are") in the smaller class: the net benefit is uncertain "
          + "at every threshold. "
          + "Read the curve with its intervals.")
    ]
  }

  /// 0.01 … 0.99 by hundredths.
  public static let defaultThresholds: [Double] = (1...99).map { Double($0) / 100 }

  /// The interval of a net benefit treats it as the mean over rows of TPᵢ − w·FPᵢ.
  ///
  /// - Throws: `EvaluationError.badRange` for a threshold outside 0 ..< 1, `badLevel`.
  public init(
    _ predicted: PredictedOutcomes, thresholds: [Double] = defaultThresholds, level: Double = 0.95
  ) throws(EvaluationError) {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    let z = NormalDistribution.criticalValue(level: level)
    let n = Double(predicted.rowCount)
    let prevalence = predicted.prevalence
    // Cumulative counts from the highest probability down.
    let order = SortedOrder.ascending(predicted.probabilities)
    let sorted = order.map { predicted.probabilities[Int($0)] }
    var positivesBelow = [0]
    for row in order {
      positivesBelow.append(positivesBelow[positivesBelow.count - 1] + (predicted.isPositive[Int(row)] ? 1 : 0))
    }
    var points: [DecisionPoint] = []
    for t in thresholds {
      guard t >= 0, t < 1 else { throw .badRange(low: t, high: t, what: "thresholds") }
      var low = 0
      var high = sorted.count
      while low < high {
        let middle = (low + high) / 2
        if sorted[middle] >= t { high = middle } else { low = middle + 1 }
      }
      let tp = predicted.positiveCount - positivesBelow[low]
      let fp = sorted.count - low - tp
      let w = t / (1 - t)
      let benefit = Double(tp) / n - Double(fp) / n * w
      let all = prevalence - (1 - prevalence) * w
      func interval(_ value: Double, _ tp: Double, _ fp: Double) -> Estimate {
        let variance = max(0, (tp + w * w * fp) / n - value * value) / n
        let half = z * variance.squareRoot()
        return Estimate(
          value: value, standardError: variance.squareRoot(), low: value - half, high: value + half)
      }
      points.append(
        DecisionPoint(
          threshold: t, truePositives: tp, falsePositives: fp, netBenefit: interval(benefit, Double(tp), Double(fp)),
          treatAll: interval(all, n * prevalence, n * (1 - prevalence)), standardised: benefit / prevalence,
          interventionsAvoided: t > 0 ? 100 * (benefit - all) / w : nil))
    }
    rowCount = predicted.rowCount
    self.prevalence = prevalence
    self.points = points
    self.level = level
  }
}

/// One threshold of a decision curve.
public struct DecisionPoint: Sendable, Equatable, Codable {
  public let threshold: Double
  public let truePositives: Int
  public let falsePositives: Int
  /// In true positives per row.
  public let netBenefit: Estimate
  public let treatAll: Estimate
  /// Net benefit as a share of the largest possible, the prevalence.
  public let standardised: Double
  /// Interventions avoided per 100 rows without missing a positive, compared with treating all; nil at threshold 0.
  public let interventionsAvoided: Double?
}
