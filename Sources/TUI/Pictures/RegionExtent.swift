public import Features

/// Where a mask lies in an image: how many of its voxels fall in each slice, along each voxel axis of the image.
///
/// A mask on another grid is brought to the image voxel by voxel through both affines: a thick voxel fills every slice whose
/// middle it holds, a thin one that lies between two slices is shared between them as it overlaps them, so that neither the
/// extent nor the largest slice depends on how the grids happen to meet. A voxel with its middle beyond the image counts in
/// `outsideCount`, and in the slices that the rest of it reaches.
public struct RegionExtent: Equatable, Sendable {
  /// Voxels of the mask per slice: `counts[axis][slice]`, one entry per slice of the image; at least 1 where a slice holds
  /// any.
  public let counts: [[Int]]
  /// Bounding box of the mask in its own voxels, nil when the mask is empty.
  let box: (low: SIMD3<Int>, high: SIMD3<Int>)?
  /// Voxels of the mask with their middle beyond the image.
  public let outsideCount: Int
  /// Volume of the mask in ml.
  public let volumeInMillilitres: Double

  public init(of mask: Mask, in image: Geometry) {
    let size = mask.geometry.size
    let isSame = mask.geometry == image
    var sums = SliceSums(image, from: isSame ? nil : mask.geometry)
    var low = SIMD3<Int>(repeating: .max)
    var high = SIMD3<Int>(repeating: .min)
    var outside = 0
    var total = 0
    mask.isInside.withUnsafeBufferPointer { inside in
      for z in 0..<size.z {
        for y in 0..<size.y {
          let row = size.x * (y + size.y * z)
          for x in 0..<size.x where inside[row + x] {
            total += 1
            let voxel = SIMD3(x, y, z)
            low = pointwiseMin(low, voxel)
            high = pointwiseMax(high, voxel)
            if isSame { sums.add(voxel) } else if !sums.add(SIMD3<Double>(voxel)) { outside += 1 }
          }
        }
      }
    }
    counts = sums.counts
    box = total > 0 ? (low, high) : nil
    outsideCount = outside
    volumeInMillilitres = Double(total) * mask.geometry.voxelVolume / 1000
  }

  /// Several regions of one image together, nil for none; what lies in two of them counts twice.
  init?(together extents: [RegionExtent]) {
    guard let first = extents.first else { return nil }
    counts = extents.dropFirst().reduce(first.counts) { sums, extent in
      zip(sums, extent.counts).map { zip($0, $1).map(+) }
    }
    box = nil
    outsideCount = extents.reduce(0) { $0 + $1.outsideCount }
    volumeInMillilitres = extents.reduce(0) { $0 + $1.volumeInMillilitres }
  }

  /// What slices hold, while voxels are counted.
  private struct SliceSums {
    private let size: SIMD3<Int>
    private let map: VoxelMap?
    /// How much of the image's axes a voxel of the mask takes, in slices.
    private var span = SIMD3<Double>(repeating: 1)
    private var sums: [[Double]]
    /// Slices that hold something, however little overlaps them.
    private var isHeld: [[Bool]]

    init(_ image: Geometry, from mask: Geometry?) {
      size = image.size
      map = mask.flatMap { VoxelMap(from: $0, to: image) }
      sums = (0..<3).map { Array(repeating: 0, count: max(0, image.size[$0])) }
      isHeld = (0..<3).map { Array(repeating: false, count: max(0, image.size[$0])) }
      guard let map else { return }
      for axis in 0..<3 {
        let spans = (0..<3).map { other -> Double in
          var step = SIMD3<Double>.zero
          step[other] = 1
          return abs(map.turned(step)[axis])
        }
        // A voxel thicker than the image is shown in all of it and not beyond.
        let most = spans.max() ?? 1
        span[axis] = most.isFinite ? min(most, Double(max(1, image.size[axis]))) : 1
      }
    }

    mutating func add(_ voxel: SIMD3<Int>) {
      for axis in 0..<3 {
        sums[axis][voxel[axis]] += 1
        isHeld[axis][voxel[axis]] = true
      }
    }

    /// Adds a voxel of another grid as far as its box lies in the image; false when its middle lies beyond.
    mutating func add(_ voxel: SIMD3<Double>) -> Bool {
      guard let map else { return false }
      let place = map(voxel)
      var isInside = true
      for axis in 0..<3 {
        let end = Double(size[axis]) - 0.5
        guard place[axis].isFinite, place[axis] + span[axis] / 2 > -0.5, place[axis] - span[axis] / 2 < end else {
          return false
        }
        if place[axis] < -0.5 || place[axis] >= end { isInside = false }
      }
      for axis in 0..<3 {
        let last = size[axis] - 1
        let (from, to) = (place[axis] - span[axis] / 2, place[axis] + span[axis] / 2)
        func slice(_ position: Double) -> Int { min(max(Int((position + 0.5).rounded(.down)), 0), last) }
        // A voxel that lies in the image by its middle is seen in one slice at least.
        if isInside { isHeld[axis][slice(place[axis])] = true }
        for slice in slice(from)...slice(to) {
          let overlap = min(to, Double(slice) + 0.5) - max(from, Double(slice) - 0.5)
          if overlap > 0 { sums[axis][slice] += overlap / span[axis] }
          if Double(slice) >= from, Double(slice) < to { isHeld[axis][slice] = true }
        }
      }
      return isInside
    }

    var counts: [[Int]] {
      zip(sums, isHeld).map { sums, isHeld in
        zip(sums, isHeld).map { $1 ? max(1, Int($0.rounded())) : 0 }
      }
    }
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
