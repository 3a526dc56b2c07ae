/// An image: one value per voxel of a geometry, x fastest, then y, then z.
public struct Volume<Voxel: Sendable>: Sendable {
  public let geometry: Geometry
  /// `geometry.count` values.
  public let voxels: [Voxel]

  /// Makes a volume. The number of voxels must be `geometry.count`; readers of outside data check that first.
  public init(geometry: Geometry, voxels: [Voxel]) {
    precondition(voxels.count == geometry.count, "a volume needs one value per voxel of its geometry")
    self.geometry = geometry
    self.voxels = voxels
  }

  public subscript(x: Int, y: Int, z: Int) -> Voxel { voxels[geometry.index(x: x, y: y, z: z)] }
}

extension Volume: Equatable where Voxel: Equatable {}
