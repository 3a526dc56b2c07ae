import Foundation

/// An image cut into compact pieces of like intensity: simple linear iterative clustering (SLIC; Achanta et al., IEEE TPAMI
/// 2012;34:2274), k-means in space and intensity that looks only around each centre.
///
/// Simpler than the original: no smoothing first, a fixed number of rounds, and pieces need not be connected.
struct Supervoxels {
  /// The piece of every voxel, from 0.
  let labels: [Int]
  let count: Int
  private static let rounds = 5

  /// Pieces are about 0.5 cm³, but no more than a hundredth of the region, and at least two voxels wide. Intensities count
  /// within the region's range and in units of their standard deviation there.
  init(_ image: [Double], around mask: Mask) {
    let geometry = mask.geometry
    let size = geometry.size
    let spacing = geometry.spacing
    let normal = geometry.sliceNormal
    let volume = Double(mask.count) * geometry.voxelVolume
    let edge =
      normal.map { (min(0.5e3, volume / 100) / spacing[$0]).squareRoot() } ?? cbrt(min(0.5e3, volume / 100))
    // Slices of a volume may be thicker than pieces are wide.
    var inPlane = spacing
    inPlane[normal ?? 2] = 0
    let width = max(edge, 2 * inPlane.max())
    var (low, high, sum, squares, n) = (Double.infinity, -Double.infinity, 0.0, 0.0, 0.0)
    for k in image.indices where mask.isInside[k] && image[k].isFinite {
      low = min(low, image[k])
      high = max(high, image[k])
      sum += image[k]
      squares += image[k] * image[k]
      n += 1
    }
    let deviation = n > 0 ? max(0, squares / n - sum / n * (sum / n)).squareRoot() : 0
    let scale = deviation > 0 ? 1 / deviation : 0
    let middle = n > 0 ? sum / n : 0
    let values = image.map { $0.isFinite ? (max(low, min(high, $0)) - middle) * scale : 0 }

    let steps = SIMD3(
      max(1, Int((width / spacing.x).rounded())), max(1, Int((width / spacing.y).rounded())),
      max(1, Int((width / spacing.z).rounded())))
    var centres: [(place: SIMD3<Double>, value: Double)] = []
    for z in stride(from: min(steps.z / 2, size.z - 1), to: size.z, by: steps.z) {
      for y in stride(from: min(steps.y / 2, size.y - 1), to: size.y, by: steps.y) {
        for x in stride(from: min(steps.x / 2, size.x - 1), to: size.x, by: steps.x) {
          centres.append((SIMD3(Double(x), Double(y), Double(z)), values[geometry.index(x: x, y: y, z: z)]))
        }
      }
    }
    var labels = [Int](repeating: 0, count: values.count)
    for _ in 0..<Self.rounds {
      var best = [Double](repeating: .infinity, count: values.count)
      for (label, centre) in centres.enumerated() {
        var (first, last) = (SIMD3<Int>.zero, SIMD3<Int>.zero)
        for axis in 0..<3 {
          first[axis] = max(0, Int(centre.place[axis]) - steps[axis])
          last[axis] = min(size[axis] - 1, Int(centre.place[axis]) + steps[axis] + 1)
        }
        for z in first.z...last.z {
          for y in first.y...last.y {
            for x in first.x...last.x {
              let k = geometry.index(x: x, y: y, z: z)
              let d = (SIMD3(Double(x), Double(y), Double(z)) - centre.place) * spacing / width
              let v = values[k] - centre.value
              let distance = (d * d).sum() + v * v
              if distance < best[k] {
                best[k] = distance
                labels[k] = label
              }
            }
          }
        }
      }
      var places = [SIMD3<Double>](repeating: .zero, count: centres.count)
      var sums = [Double](repeating: 0, count: centres.count)
      var counts = sums
      var k = 0
      for z in 0..<size.z {
        for y in 0..<size.y {
          for x in 0..<size.x {
            places[labels[k]] += SIMD3(Double(x), Double(y), Double(z))
            sums[labels[k]] += values[k]
            counts[labels[k]] += 1
            k += 1
          }
        }
      }
      for label in centres.indices where counts[label] > 0 {
        centres[label] = (places[label] / counts[label], sums[label] / counts[label])
      }
    }
    self.labels = labels
    count = centres.count
  }
}
