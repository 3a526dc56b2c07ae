/// A score that was made elsewhere: a radiologist's, or a published signature's. Nothing is learned from the training rows;
/// it is judged like any other model, and can be a member of a combined one.
public struct GivenScore: Estimator, Equatable, Codable {
  public var scale: Scale

  public enum Scale: String, Sendable, Equatable, Codable, CaseIterable {
    /// On a scale of its own; a higher score means more probably positive, or an earlier event.
    case higher
    /// The same, a lower score.
    case lower
    /// The probability of the positive class, 0 … 1: its logit is the score.
    case probability
  }

  public init(_ scale: Scale = .higher) { self.scale = scale }

  /// - Throws: `ModelError.badParameter` for more than one column, or a probability outside 0 … 1; `missingValues`.
  public func fit(_ training: Partition<Training>) throws(ModelError) -> FittedModel {
    guard training.design.columnCount == 1 else {
      throw .badParameter(
        name: "the number of columns of a given score", value: "\(training.design.columnCount)", allowed: "1")
    }
    if scale == .probability, training.outcome.kind != .binary {
      throw .wrongOutcome(model: "A given probability", needs: "binary", found: training.outcome.kind)
    }
    let fit = GivenFit(column: training.design.names[0], scale: scale)
    _ = try fit.scores(training.design)
    return FittedModel(training, core: .given(fit), cautions: [])
  }
}

/// A given score as a model: the column it stands in.
public struct GivenFit: Sendable, Equatable, Codable {
  public let column: String
  public let scale: GivenScore.Scale

  func scores(_ design: Design) throws(ModelError) -> [Double] {
    let used = try design.selecting(columns: [column])
    try used.requireFinite()
    switch scale {
    case .higher: return used.values
    case .lower: return used.values.map { -$0 }
    case .probability:
      guard used.values.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
        throw .badParameter(name: "a value of “\(column)”", value: "no probability", allowed: "between 0 and 1")
      }
      // The ends are moved in by half a rounding unit, as calibration does.
      return used.values.map { p in
        let q = min(max(p, 1e-15), 1 - 1e-15)
        return logarithm(q / (1 - q))
      }
    }
  }
}
