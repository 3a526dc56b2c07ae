/// Which voxels belong to a region of interest.
public struct Mask: Sendable, Equatable {
  public let geometry: Geometry
  /// `geometry.count` values, x fastest.
  public let isInside: [Bool]

  public init(geometry: Geometry, isInside: [Bool]) {
    precondition(isInside.count == geometry.count, "a mask needs one value per voxel of its geometry")
    self.geometry = geometry
    self.isInside = isInside
  }

  /// Number of voxels inside.
  public var count: Int { isInside.reduce(0) { $0 + ($1 ? 1 : 0) } }
}
