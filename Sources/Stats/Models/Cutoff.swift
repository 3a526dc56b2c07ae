/// A threshold between low and high scores, learned on training rows and frozen from then on: score ≥ threshold is high.
public struct Cutoff: Sendable, Equatable, Codable {
  public let rule: Rule
  public let threshold: Double
  public let cautions: [Caution]

  public enum Rule: Sendable, Equatable, Codable {
    /// Highest sensitivity + specificity; the lowest threshold of several.
    case youden
    /// Half of the training rows are high.
    case median
    case fixed(Double)
    /// The threshold of highest specificity with at least this sensitivity.
    case sensitivity(atLeast: Double)
    /// The threshold of highest sensitivity with at least this specificity.
    case specificity(atLeast: Double)
    /// The threshold that separates survival best, each group holding at least the share of the rows.
    case maximallySelected(smallestShare: Double)
  }

  /// - Parameter scores: of the training rows; out-of-fold scores make a less optimistic choice than fitted ones.
  /// - Throws: `ModelError` for a rule that needs a binary outcome, or when no threshold meets it.
  public static func learned(
    _ rule: Rule, scores: [Double], on training: Partition<Training>
  ) throws(ModelError) -> Cutoff {
    guard scores.count == training.rowCount else {
      throw .rowsDiffer(design: training.rowCount, other: scores.count, what: "scores")
    }
    switch rule {
    case .fixed(let value): return Cutoff(rule: rule, threshold: value, cautions: [])
    case .median:
      let sorted = scores.sorted()
      let n = sorted.count
      guard n > 0 else { throw .noRows }
      let median = n % 2 == 1 ? sorted[n / 2] : 0.5 * (sorted[n / 2 - 1] + sorted[n / 2])
      return Cutoff(rule: rule, threshold: median, cautions: [])
    case .maximallySelected(let share):
      return try separatingBest(scores, on: training, smallestShare: share)
    case .youden, .sensitivity, .specificity:
      guard case .binary(let classes) = training.outcome else {
        throw .wrongOutcome(model: "This cut-off rule", needs: "binary", found: training.outcome.kind)
      }
      guard let scored = try? ScoredOutcomes(isPositive: classes, scores: scores),
        let curve = try? ROCCurve(scored)
      else { throw .oneClass(model: "A cut-off", rows: classes.count) }
      let threshold: Double?
      switch rule {
      case .sensitivity(let target): threshold = curve.cutoff(sensitivityAtLeast: target)?.threshold
      case .specificity(let target): threshold = curve.cutoff(specificityAtLeast: target)?.threshold
      default: threshold = curve.youden.compactMap(\.threshold).min()
      }
      // An infinite threshold calls everybody the same; the smallest score then calls everybody high.
      return Cutoff(
        rule: rule, threshold: threshold ?? scores.min() ?? 0, cautions: [.optimisedCutoff])
    }
  }

  /// Halfway between the cut-off, at or below which scores are low, and the next higher score.
  private static func separatingBest(
    _ scores: [Double], on training: Partition<Training>, smallestShare: Double
  ) throws(ModelError) -> Cutoff {
    let rule = Rule.maximallySelected(smallestShare: smallestShare)
    guard case .survival(let subjects) = training.outcome else {
      throw .wrongOutcome(model: "This cut-off rule", needs: "survival", found: training.outcome.kind)
    }
    guard subjects.contains(where: \.isEvent) else { throw .noEvents(model: "A cut-off", rows: subjects.count) }
    let found: MaximallySelectedCutoff?
    do {
      found = try MaximallySelectedCutoff.search(subjects, marker: scores, smallestShare: smallestShare)
    } catch {
      throw .badParameter(name: "the cut-off rule", value: "maximally selected", allowed: "possible: \(error)")
    }
    // Where no cut-off lies between the shares, everybody is high.
    guard let found, let next = scores.filter({ $0 > found.cutoff }).min() else {
      return Cutoff(rule: rule, threshold: scores.min() ?? 0, cautions: [])
    }
    let middle = 0.5 * found.cutoff + 0.5 * next
    return Cutoff(rule: rule, threshold: middle > found.cutoff ? middle : next, cautions: found.cautions)
  }

  public func isHigh(_ scores: [Double]) -> [Bool] { scores.map { $0 >= threshold } }
}
