public import Features

/// Where a mask lies in an image: how many of its voxels fall in each slice, along each voxel axis of the image.
///
/// A mask on another grid is brought to the image voxel by voxel through both affines; voxels beyond the image are
/// counted in `outsideCount`.
public struct RegionExtent: Equatable, Sendable {
  /// Voxels of the mask per slice: `counts[axis][slice]`, one entry per slice of the image.
  public let counts: [[Int]]
  /// Bounding box of the mask in its own voxels, nil when the mask is empty.
  let box: (low: SIMD3<Int>, high: SIMD3<Int>)?
  /// Voxels of the mask that lie in no slice of the image.
  public let outsideCount: Int
  /// Volume of the mask in ml.
  public let volumeInMillilitres: Double

  public init(of mask: Mask, in image: Geometry) {
    let size = mask.geometry.size
    var counts = (0..<3).map { [Int](repeating: 0, count: max(0, image.size[$0])) }
    var low = SIMD3<Int>(repeating: .max)
    var high = SIMD3<Int>(repeating: .min)
    var outside = 0
    var total = 0
    let isSame = mask.geometry == image
    let map = isSame ? nil : VoxelMap(from: mask.geometry, to: image)
    mask.isInside.withUnsafeBufferPointer { inside in
      for z in 0..<size.z {
        for y in 0..<size.y {
          let row = size.x * (y + size.y * z)
          for x in 0..<size.x where inside[row + x] {
            total += 1
            let voxel = SIMD3(x, y, z)
            low = pointwiseMin(low, voxel)
            high = pointwiseMax(high, voxel)
            if isSame {
              counts[0][x] += 1
              counts[1][y] += 1
              counts[2][z] += 1
              continue
            }
            guard let map else {
              outside += 1
              continue
            }
            let place = map(SIMD3(Double(x), Double(y), Double(z)))
            var isOutside = true
            for axis in 0..<3 {
              guard let slice = Self.slice(place[axis], count: image.size[axis]) else { continue }
              counts[axis][slice] += 1
              isOutside = false
            }
            if isOutside { outside += 1 }
          }
        }
      }
    }
    self.counts = counts
    box = total > 0 ? (low, high) : nil
    outsideCount = outside
    volumeInMillilitres = Double(total) * mask.geometry.voxelVolume / 1000
  }

  private static func slice(_ position: Double, count: Int) -> Int? {
    guard position.isFinite, position >= -0.5, position < Double(count) - 0.5 else { return nil }
    return Int((position + 0.5).rounded(.down))
  }

  /// First and last slice that hold voxels of the mask along a voxel axis.
  public func slices(alongAxis axis: Int) -> ClosedRange<Int>? {
    guard counts.indices.contains(axis), let first = counts[axis].firstIndex(where: { $0 > 0 }),
      let last = counts[axis].lastIndex(where: { $0 > 0 })
    else { return nil }
    return first...last
  }

  /// The slice with most voxels of the mask along a voxel axis; the first of several.
  public func largestSlice(alongAxis axis: Int) -> Int? {
    guard counts.indices.contains(axis), let most = counts[axis].max(), most > 0 else { return nil }
    return counts[axis].firstIndex(of: most)
  }

  /// The slider under a slice: one level 0…8 per column, the area of the mask there relative to its largest slice; 0
  /// where no slice of the column holds the mask, at least 1 where one does.
  public func profile(alongAxis axis: Int, columns: Int) -> [Int] {
    guard columns > 0, counts.indices.contains(axis), !counts[axis].isEmpty else { return [] }
    let slices = counts[axis]
    let most = max(1, slices.max() ?? 1)
    return (0..<columns).map { column in
      let from = column * slices.count / columns
      let to = max(from + 1, (column + 1) * slices.count / columns)
      let here = slices[from..<min(to, slices.count)].max() ?? 0
      return here == 0 ? 0 : max(1, (here * 8 + most / 2) / most)
    }
  }

  public static func == (left: RegionExtent, right: RegionExtent) -> Bool {
    left.counts == right.counts && left.outsideCount == right.outsideCount && left.box?.low == right.box?.low
      && left.box?.high == right.box?.high && left.volumeInMillilitres == right.volumeInMillilitres
  }
}
