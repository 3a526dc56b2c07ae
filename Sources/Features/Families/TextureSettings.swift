/// What the texture families may be told beyond the level image.
public struct TextureSettings: Sendable, Equatable, Hashable {
  /// Chebyshev distance in voxels of co-occurrence pairs and of the NGTDM and NGLDM neighbourhoods; 1 … 10.
  public var distance: Int
  /// NGLDM coarseness α: levels that differ by at most this much count as dependent; from 0.
  public var coarseness: Int

  public init(distance: Int = 1, coarseness: Int = 0) {
    self.distance = distance
    self.coarseness = coarseness
  }

  public static let allowedDistances = 1...10
}

extension TextureSettings: Codable {
  private enum CodingKeys: String, CodingKey { case distance, coarseness }

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
  }
}
