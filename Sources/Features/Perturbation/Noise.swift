import Foundation

/// Noise of an image: how much it has, and more of it.
enum Noise {
  /// The standard deviation of white noise, from the diagonal details (a − b − c + d)/2 of neighbouring voxels within
  /// slices across `normal`, which smooth structure hardly enters: median |detail| / 0.6745 (Donoho & Johnstone,
  /// Biometrika 1994;81:425). Voxels that are not finite are left out; 0 for slices one voxel wide.
  static func deviation(of voxels: [Double], size: SIMD3<Int>, normal: Int = 2) -> Double {
    var details: [Double] = []
    let steps = SIMD3(1, size.x, size.x * size.y)
    let (along, across) = (normal == 0 ? 1 : 0, normal == 2 ? 1 : 2)
    for slice in 0..<size[normal] {
      for v in stride(from: 0, to: size[across] - 1, by: 2) {
        let row = slice * steps[normal] + v * steps[across]
        for u in stride(from: 0, to: size[along] - 1, by: 2) {
          let k = row + u * steps[along]
          let next = k + steps[across]
          let detail = (voxels[k] - voxels[k + steps[along]] - voxels[next] + voxels[next + steps[along]]) / 2
          if detail.isFinite { details.append(abs(detail)) }
        }
      }
    }
    guard !details.isEmpty else { return 0 }
    details.sort()
    let middle = details.count / 2
    let median = details.count % 2 == 1 ? details[middle] : (details[middle - 1] + details[middle]) / 2
    return median / 0.674_489_750_196_081_7
  }

  /// Normal deviates by Box and Muller's transformation.
  static func added(to voxels: [Double], deviation: Double, stream: inout RandomStream) -> [Double] {
    guard deviation > 0 else { return voxels }
    var result = voxels
    var k = 0
    while k < result.count {
      let radius = deviation * (-2 * log(1 - stream.uniform())).squareRoot()
      let angle = 2 * Double.pi * stream.uniform()
      result[k] += radius * cos(angle)
      if k + 1 < result.count { result[k + 1] += radius * sin(angle) }
      k += 2
    }
    return result
  }
}
