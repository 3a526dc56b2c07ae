/// A box of voxels of a grid: `lower` belongs to it, `upper` does not. Never empty.
public struct VoxelBox: Equatable, Hashable, Sendable {
  public var lower: SIMD3<Int>
  public var upper: SIMD3<Int>

  public init(lower: SIMD3<Int>, upper: SIMD3<Int>) {
    precondition(upper.x > lower.x && upper.y > lower.y && upper.z > lower.z, "a box holds at least one voxel")
    self.lower = lower
    self.upper = upper
  }

  /// The whole grid of a geometry.
  public init(of geometry: Geometry) { self.init(lower: .zero, upper: geometry.size) }

  /// Number of voxels along x, y, z; each at least 1.
  public var size: SIMD3<Int> { upper &- lower }

  /// Number of voxels.
  public var count: Int { size.x * size.y * size.z }

  /// The box grown by `margin` voxels on every side, clipped to a grid of `size` voxels.
  public func grown(by margin: SIMD3<Int>, within size: SIMD3<Int>) -> VoxelBox {
    var box = self
    for axis in 0..<3 {
      box.lower[axis] = max(0, lower[axis] - margin[axis])
      box.upper[axis] = min(size[axis], upper[axis] + margin[axis])
    }
    return box
  }

  /// The smallest box that holds both.
  public func union(_ other: VoxelBox) -> VoxelBox {
    var box = self
    for axis in 0..<3 {
      box.lower[axis] = min(lower[axis], other.lower[axis])
      box.upper[axis] = max(upper[axis], other.upper[axis])
    }
    return box
  }

  /// Whether every voxel of the box lies in the grid of a geometry.
  public func fits(in geometry: Geometry) -> Bool {
    (0..<3).allSatisfy { lower[$0] >= 0 && upper[$0] <= geometry.size[$0] }
  }
}

extension Geometry {
  /// The grid of one box of this grid, at the same place in the world.
  public func cropped(to box: VoxelBox) -> Geometry {
    Geometry(
      size: box.size, spacing: spacing,
      origin: world(ofVoxel: [Double(box.lower.x), Double(box.lower.y), Double(box.lower.z)]),
      direction: direction)
  }
}

extension Volume {
  /// The part of the volume in a box of its own grid.
  public func cropped(to box: VoxelBox) -> Volume {
    Volume(geometry: geometry.cropped(to: box), voxels: copyBox(box, of: voxels, size: geometry.size))
  }
}

/// The values of a box of a grid, in memory order.
func copyBox<Value>(_ box: VoxelBox, of values: [Value], size: SIMD3<Int>) -> [Value] {
  precondition(
    box.lower.x >= 0 && box.lower.y >= 0 && box.lower.z >= 0 && box.upper.x <= size.x && box.upper.y <= size.y
      && box.upper.z <= size.z, "the box lies in the grid")
  var part: [Value] = []
  part.reserveCapacity(box.count)
  for z in box.lower.z..<box.upper.z {
    for y in box.lower.y..<box.upper.y {
      let row = size.x * (y + size.y * z)
      part.append(contentsOf: values[(row + box.lower.x)..<(row + box.upper.x)])
    }
  }
  return part
}
