/// Where the voxels of an image lie in the patient: a grid of `size` voxels in a right-handed world of millimetres,
/// x towards the patient's right-to-left **R**ight, y **A**nterior, z **S**uperior (RAS, as NIfTI stores it).
///
///     world = origin + Σₐ direction[a] · spacing[a] · voxel[a]
///
/// The origin is the centre of voxel (0, 0, 0). `direction[a]` is the unit vector along which index `a` grows.
public struct Geometry: Equatable, Hashable, Sendable {
  /// Number of voxels along x, y, z (x is fastest in memory); each at least 1.
  public var size: SIMD3<Int>
  /// Distance between voxel centres in mm; each finite and above 0.
  public var spacing: SIMD3<Double>
  /// World position in mm of the centre of voxel (0, 0, 0).
  public var origin: SIMD3<Double>
  /// Unit vectors of the three voxel axes in world space. They may be oblique and may be left-handed.
  public var direction: Axes

  /// Three column vectors.
  public struct Axes: Equatable, Hashable, Sendable {
    public var x: SIMD3<Double>
    public var y: SIMD3<Double>
    public var z: SIMD3<Double>

    public init(x: SIMD3<Double>, y: SIMD3<Double>, z: SIMD3<Double>) {
      self.x = x
      self.y = y
      self.z = z
    }

    public static let identity = Axes(x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1])

    public subscript(axis: Int) -> SIMD3<Double> { axis == 0 ? x : axis == 1 ? y : z }
  }

  public init(
    size: SIMD3<Int>, spacing: SIMD3<Double> = [1, 1, 1], origin: SIMD3<Double> = [0, 0, 0],
    direction: Axes = .identity
  ) {
    self.size = size
    self.spacing = spacing
    self.origin = origin
    self.direction = direction
  }

  /// Number of voxels, `size.x · size.y · size.z`.
  public var count: Int { size.x * size.y * size.z }

  /// The axis across the image's only slice (0 x, 1 y, 2 z), that with the highest number where an image is a line; nil
  /// for a volume.
  public var sliceNormal: Int? { (0..<3).last { size[$0] == 1 } }

  /// Volume of one voxel in mm³.
  public var voxelVolume: Double { spacing.x * spacing.y * spacing.z }

  /// World position (RAS, mm) of a voxel position; fractions lie between voxel centres.
  public func world(ofVoxel voxel: SIMD3<Double>) -> SIMD3<Double> {
    let step = voxel * spacing
    return origin + direction.x * step.x + direction.y * step.y + direction.z * step.z
  }

  /// Position in memory of a voxel inside the grid.
  public func index(x: Int, y: Int, z: Int) -> Int { x + size.x * (y + size.y * z) }
}
