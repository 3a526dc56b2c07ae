/// What the texture families may be told beyond the level image.
public struct TextureSettings: Sendable, Equatable, Hashable {
  /// Chebyshev distance in voxels of co-occurrence pairs and of the NGTDM and NGLDM neighbourhoods; 1 … 10.
  public var distance: Int
  /// NGLDM coarseness α: levels that differ by at most this much count as dependent; from 0.
  public var coarseness: Int
  /// Weights of directions in merged co-occurrence and run length matrices; nil for none, as IBSI recommends.
  public var weighting: DistanceWeighting?

  public init(distance: Int = 1, coarseness: Int = 0, weighting: DistanceWeighting? = nil) {
    self.distance = distance
    self.coarseness = coarseness
    self.weighting = weighting
  }

  public static let allowedDistances = 1...10
}

extension TextureSettings: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case distance, coarseness
    case norm = "weighting_norm"
    case function = "weighting_function"
  }

  /// The keys of a settings file.
  public static var keys: [String] { CodingKeys.allCases.map(\.rawValue) }

  /// What `weighting_norm` says where nothing is weighted.
  public static let noNorm = "none"

  /// Reads settings; a missing key has its default.
  public init(from decoder: any Decoder) throws {
    let c = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      distance: try c.decodeIfPresent(Int.self, forKey: .distance) ?? 1,
      coarseness: try c.decodeIfPresent(Int.self, forKey: .coarseness) ?? 0)
    guard Self.allowedDistances.contains(distance) else {
      throw DecodingError.dataCorruptedError(
        forKey: .distance, in: c, debugDescription: "it is a whole number of voxels from 1 to 10")
    }
    guard (0...65535).contains(coarseness) else {
      throw DecodingError.dataCorruptedError(
        forKey: .coarseness, in: c, debugDescription: "it is a whole number from 0 to 65535")
    }
    let function = try c.decodeIfPresent(DistanceWeighting.Function.self, forKey: .function)
    if try c.contains(.norm) && !c.decodeNil(forKey: .norm) && c.decode(String.self, forKey: .norm) != Self.noNorm {
      let norm = try c.decode(DistanceWeighting.Norm.self, forKey: .norm)
      weighting = DistanceWeighting(norm: norm, function: function ?? .inverse)
    } else if function != nil {
      throw DecodingError.dataCorruptedError(
        forKey: .function, in: c, debugDescription: "it needs a weighting_norm to weigh by")
    }
  }

  /// Keys of weighting are written only where there is one.
  public func encode(to encoder: any Encoder) throws {
    var c = encoder.container(keyedBy: CodingKeys.self)
    try c.encode(distance, forKey: .distance)
    try c.encode(coarseness, forKey: .coarseness)
    try c.encodeIfPresent(weighting?.norm, forKey: .norm)
    try c.encodeIfPresent(weighting?.function, forKey: .function)
  }
}
