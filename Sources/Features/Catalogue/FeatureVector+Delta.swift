/// How a feature at a later exam is set against an earlier one.
public enum DeltaKind: String, Codable, CaseIterable, Hashable, Sendable {
  /// later − earlier
  case difference
  /// later / earlier
  case ratio
  /// (later − earlier) / earlier
  case relative

  /// The change between two values; nil for a ratio to 0.
  public func change(from earlier: Double, to later: Double) -> Double? {
    if self != .difference, earlier == 0 { return nil }
    return switch self {
    case .difference: later - earlier
    case .ratio: later / earlier
    case .relative: (later - earlier) / earlier
    }
  }
}

extension FeatureVector {
  /// Delta features: this (later) vector set against an earlier one, feature by feature. A feature that is missing in
  /// either is missing, with the reason; so is a ratio to 0.
  public func delta(from earlier: FeatureVector, as kind: DeltaKind) -> FeatureVector {
    let before = Dictionary(earlier.values.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    return FeatureVector(
      values.map { later in
        let key = FeatureKey(
          image: "delta_\(kind.rawValue)_" + later.key.image, tag: later.key.tag, aggregation: later.key.aggregation)
        guard let now = later.number else {
          return FeatureValue(key, missing: "missing at the later exam: \(later.reason ?? "no value")")
        }
        guard let then = before[later.key]?.number else {
          return FeatureValue(
            key, missing: "missing at the earlier exam: \(before[later.key]?.reason ?? "not extracted")")
        }
        return kind.change(from: then, to: now).map { FeatureValue(key, $0) }
          ?? FeatureValue(key, missing: "the value at the earlier exam is 0")
      })
  }
}
