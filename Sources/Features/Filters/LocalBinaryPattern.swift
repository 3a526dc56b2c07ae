import Foundation

/// Local binary patterns of planes: which of `samples` points on a circle of `radius` voxels around a voxel are at least
/// as bright as it (Ojala, Pietikäinen & Mäenpää, IEEE Trans Pattern Anal Mach Intell 24 (2002) 971–987).
///
/// Points start at the end of a row and go round; between voxels they are interpolated bilinearly, beyond the plane lies
/// 0. Their places are rounded to five decimals, as scikit-image's `local_binary_pattern` does.
public struct LocalBinaryPattern: Hashable, Codable, Sendable {
  public var radius: Double
  public var samples: Int
  public var method: Method

  /// What becomes of the bits, with bit k for point k.
  public enum Method: String, CaseIterable, Hashable, Codable, Sendable {
    /// The number of bright points where bright and dark alternate at most twice, samples + 1 elsewhere.
    case uniform
    /// The bits as a number.
    case standard = "default"
    /// The least number that rotating the bits gives.
    case rotated = "ror"
    /// The variance of the points instead of a pattern; not a number where they are all equal.
    case variance = "var"
  }

  public init(radius: Double = 1, samples: Int = 8, method: Method = .uniform) {
    self.radius = radius
    self.samples = samples
    self.method = method
  }

  var isAllowed: Bool { radius.isFinite && radius > 0 && radius <= 100 && (1...52).contains(samples) }

  /// The pattern of every plane across an axis.
  func map(of image: Volume<Double>, normal: Int) -> Volume<Double> {
    let (column, row) = normal == 2 ? (0, 1) : normal == 1 ? (0, 2) : (2, 1)
    let size = image.geometry.size
    let strides = SIMD3(1, size.x, size.x * size.y)
    let (columns, rows) = (size[column], size[row])
    let circle = (0..<samples).map { sample in
      let angle = 2 * Double.pi * Double(sample) / Double(samples)
      func rounded(_ x: Double) -> Double { (x * 1e5).rounded(.toNearestOrEven) / 1e5 }
      return (x: rounded(radius * cos(angle)), y: rounded(-radius * sin(angle)))
    }
    var result = [Double](repeating: 0, count: image.voxels.count)
    var points = [Double](repeating: 0, count: samples)
    for plane in 0..<size[normal] {
      let base = plane * strides[normal]
      func voxel(_ x: Int, _ y: Int) -> Double {
        guard x >= 0, y >= 0, x < columns, y < rows else { return 0 }
        return image.voxels[base + x * strides[column] + y * strides[row]]
      }
      for y in 0..<rows {
        for x in 0..<columns {
          for (sample, point) in circle.enumerated() {
            let (u, v) = (Double(x) + point.x, Double(y) + point.y)
            let (left, top) = (Int(u.rounded(.down)), Int(v.rounded(.down)))
            let (right, bottom) = (Int(u.rounded(.up)), Int(v.rounded(.up)))
            let (du, dv) = (u - Double(left), v - Double(top))
            let upper = (1 - du) * voxel(left, top) + du * voxel(right, top)
            let lower = (1 - du) * voxel(left, bottom) + du * voxel(right, bottom)
            points[sample] = (1 - dv) * upper + dv * lower
          }
          result[base + x * strides[column] + y * strides[row]] = pattern(points, centre: voxel(x, y))
        }
      }
    }
    return Volume(geometry: image.geometry, voxels: result)
  }

  private func pattern(_ points: [Double], centre: Double) -> Double {
    var bits: UInt64 = 0
    for (sample, point) in points.enumerated() where point - centre >= 0 { bits |= 1 << UInt64(sample) }
    switch method {
    case .standard: return Double(bits)
    case .rotated:
      var least = bits
      var turned = bits
      for _ in 1..<max(1, samples) {
        turned = (turned >> 1) | ((turned & 1) << UInt64(samples - 1))
        least = min(least, turned)
      }
      return Double(least)
    case .uniform:
      // Changes are counted along the list of points, whose ends are not compared.
      let changes = ((bits ^ (bits >> 1)) & ((1 << UInt64(samples - 1)) - 1)).nonzeroBitCount
      return Double(changes <= 2 ? bits.nonzeroBitCount : samples + 1)
    case .variance:
      let n = Double(samples)
      let (sum, squares) = points.reduce((0, 0)) { ($0.0 + $1, $0.1 + $1 * $1) }
      let variance = (squares - sum * sum / n) / n
      return variance != 0 ? variance : .nan
    }
  }
}
