/// A discretised region, cropped to its bounding box: what every texture matrix sees.
///
/// Level 0 is outside the intensity mask; levels 1 … `levelCount` are the bins in IBSI's numbering. Neighbouring slices
/// lie along z. The morphological mask of the same crop gives the grey-level distance-zone matrix its borders.
public struct LevelImage: Sendable, Equatable {
  public let size: SIMD3<Int>
  /// mm.
  public let spacing: SIMD3<Double>
  /// `size.x · size.y · size.z` levels, x fastest.
  public let levels: [UInt16]
  /// N_g: the number of levels of the discretisation, occupied or not.
  public let levelCount: Int
  /// The morphological mask on the same grid.
  public let isMorphological: [Bool]

  public init(
    size: SIMD3<Int>, spacing: SIMD3<Double>, levels: [UInt16], levelCount: Int, isMorphological: [Bool]
  ) {
    precondition(levels.count == size.x * size.y * size.z && isMorphological.count == levels.count)
    self.size = size
    self.spacing = spacing
    self.levels = levels
    self.levelCount = levelCount
    self.isMorphological = isMorphological
  }
}
