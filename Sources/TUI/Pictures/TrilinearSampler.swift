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
    let last = SIMD3(Double(size.x - 1), Double(size.y - 1), Double(size.z - 1))
    guard position.x >= -0.5, position.y >= -0.5, position.z >= -0.5, position.x <= last.x + 0.5,
      position.y <= last.y + 0.5, position.z <= last.z + 0.5
    else { return nil }
    let x = min(max(position.x, 0), last.x)
    let y = min(max(position.y, 0), last.y)
    let z = min(max(position.z, 0), last.z)
    let low = SIMD3(
      min(Int(x), max(0, size.x - 2)), min(Int(y), max(0, size.y - 2)), min(Int(z), max(0, size.z - 2)))
    let fraction = SIMD3(Float(x - Double(low.x)), Float(y - Double(low.y)), Float(z - Double(low.z)))
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
