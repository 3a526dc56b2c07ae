/// The features of one region, in catalogue order. A value that does not exist carries the reason; NaN is never stored.
public struct FeatureVector: Sendable, Equatable {
  public var values: [FeatureValue]

  public init(_ values: [FeatureValue] = []) { self.values = values }
}

/// One feature of one image of one region.
public struct FeatureValue: Sendable, Equatable {
  public let key: FeatureKey
  public let value: Outcome

  public enum Outcome: Sendable, Equatable {
    case number(Double)
    /// Not defined here, and why, as a sentence for the reader.
    case missing(String)
  }

  /// A number; a non-finite one becomes missing with a reason.
  public init(_ key: FeatureKey, _ number: Double) {
    self.key = key
    value = number.isFinite ? .number(number) : .missing("the value is not finite for this region")
  }

  public init(_ key: FeatureKey, missing reason: String) {
    self.key = key
    value = .missing(reason)
  }

  // Never inlined: the optimiser of Swift 6.3.1 stops with an ownership error on inlined copies in other modules.
  public var number: Double? { @inline(never) get { if case .number(let x) = value { x } else { nil } } }
  public var reason: String? { @inline(never) get { if case .missing(let why) = value { why } else { nil } } }
}

/// What identifies a feature within an extraction: the image it was computed on, the feature, the way of aggregating.
public struct FeatureKey: Sendable, Hashable, Codable {
  /// `original`, or the name of a filtered image such as `log_sigma_3mm`.
  public let image: String
  public let tag: String
  /// nil for families without aggregation.
  public let aggregation: Aggregation?

  public init(image: String = "original", tag: String, aggregation: Aggregation? = nil) {
    self.image = image
    self.tag = tag
    self.aggregation = aggregation
  }

  /// The column of a feature table: `original_cm_joint_entr_3D_merged`.
  public var column: String { image + "_" + tag + (aggregation.map { "_" + $0.rawValue } ?? "") }
}
