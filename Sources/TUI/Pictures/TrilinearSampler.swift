internal import Features

/// Values between the voxels of an image: linear along the three axes, the border value within half a voxel of the border.
struct TrilinearSampler {
  private let voxels: [Float]
  private let size: SIMD3<Int>

  init(_ volume: Volume<Float>) {
    voxels = volume.voxels
    size = volume.geometry.size
  }

  /// The value at a voxel position; nil outside of the image.
  func value(at position: SIMD3<Double>) -> Float? {
    var low = SIMD3<Int>()
    var fraction = SIMD3<Float>()
    for axis in 0..<3 {
      let last = Double(size[axis] - 1)
      guard position[axis] >= -0.5, position[axis] <= last + 0.5 else { return nil }
      let clamped = min(max(position[axis], 0), last)
      low[axis] = min(Int(clamped), max(0, size[axis] - 2))
      fraction[axis] = Float(clamped - Double(low[axis]))
    }
    let stepX = size.x > 1 ? 1 : 0
    let stepY = size.y > 1 ? size.x : 0
    let stepZ = size.z > 1 ? size.x * size.y : 0
    let start = low.x + size.x * (low.y + size.y * low.z)
    return voxels.withUnsafeBufferPointer { voxels in
      func line(_ at: Int) -> Float { voxels[at] + (voxels[at + stepX] - voxels[at]) * fraction.x }
      func sheet(_ at: Int) -> Float {
        let near = line(at)
        return near + (line(at + stepY) - near) * fraction.y
      }
      let near = sheet(start)
      return near + (sheet(start + stepZ) - near) * fraction.z
    }
  }
}
