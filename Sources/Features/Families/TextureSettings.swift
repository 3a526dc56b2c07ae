/// What the texture families may be told beyond the level image.
public struct TextureSettings: Sendable, Equatable, Hashable, Codable {
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
