import Foundation

/// An interpolated grid that is rotated about z and shifted against the image: rotation, translation and interpolation are one
/// step, so that the image is smoothed once.
struct TurnedGrid {
  /// The grid as it would lie without being turned.
  let base: ResamplingGrid
  /// Which of its voxels are made.
  let box: VoxelBox
  /// The voxels of the image that they depend on.
  let source: VoxelBox
  private let centre: SIMD3<Double>
  private let (cosine, sine): (Double, Double)
  private let shift: SIMD3<Double>
  private let sourceSpacing: SIMD3<Double>

  /// - Parameters:
  ///   - roi: the region's box in the image.
  ///   - margin: mm around the region.
  ///   - whole: makes all voxels of the grid.
  init(
    over geometry: Geometry, spacing: [Double?], alignment: GridAlignment, roi: VoxelBox, margin: Double,
    perturbation: Perturbation, whole: Bool
  ) {
    base = ResamplingGrid(over: geometry, spacing: spacing, alignment: alignment)
    sourceSpacing = geometry.spacing
    let angle = perturbation.rotation * .pi / 180
    (cosine, sine) = (cos(angle), sin(angle))
    shift = perturbation.translation * base.geometry.spacing
    let (lower, upper) = (roi.lower, roi.upper &- 1)
    centre =
      SIMD3(Double(lower.x + upper.x), Double(lower.y + upper.y), Double(lower.z + upper.z)) / 2 * geometry.spacing
    let reach = SIMD3(
      Int(margin / base.geometry.spacing.x) + 2, Int(margin / base.geometry.spacing.y) + 2,
      Int(margin / base.geometry.spacing.z) + 2)
    // A turned box lies in the box of its half-diagonal.
    let half = SIMD2(Double(roi.size.x) * geometry.spacing.x, Double(roi.size.y) * geometry.spacing.y) / 2
    let radius = perturbation.rotation == 0 ? half : SIMD2(repeating: (half * half).sum().squareRoot())
    let extra = SIMD3(
      Int((radius.x - half.x) / base.geometry.spacing.x) + 1, Int((radius.y - half.y) / base.geometry.spacing.y) + 1, 1)
    box =
      whole
      ? VoxelBox(of: base.geometry)
      : base.box(covering: roi).grown(by: reach &+ extra, within: base.geometry.size)
    var low = SIMD3<Double>(repeating: .infinity)
    var high = -low
    for corner in 0..<8 {
      let place = SIMD3(
        corner & 1 == 0 ? box.lower.x : box.upper.x - 1, corner & 2 == 0 ? box.lower.y : box.upper.y - 1,
        corner & 4 == 0 ? box.lower.z : box.upper.z - 1)
      let p = Self.position(
        place, base: base, spacing: sourceSpacing, centre: centre, shift: shift, cosine: cosine, sine: sine)
      for axis in 0..<3 {
        low[axis] = min(low[axis], p[axis])
        high[axis] = max(high[axis], p[axis])
      }
    }
    var (first, last) = (SIMD3<Int>.zero, SIMD3<Int>.zero)
    for axis in 0..<3 {
      let top = geometry.size[axis] - 1
      first[axis] = max(0, min(top, Int(low[axis].rounded(.down)) - 1))
      last[axis] = max(first[axis], min(top, Int(high[axis].rounded(.up)) + 1))
    }
    source = VoxelBox(lower: first, upper: last &+ 1)
  }

  /// Where a voxel of the grid lies in the image, in voxels.
  private static func position(
    _ voxel: SIMD3<Int>, base: ResamplingGrid, spacing: SIMD3<Double>, centre: SIMD3<Double>, shift: SIMD3<Double>,
    cosine: Double, sine: Double
  ) -> SIMD3<Double> {
    let place =
      SIMD3(base.axes[0].position(voxel.x), base.axes[1].position(voxel.y), base.axes[2].position(voxel.z)) * spacing
      + shift - centre
    return (SIMD3(cosine * place.x - sine * place.y, sine * place.x + cosine * place.y, place.z) + centre) / spacing
  }

  /// Values of the grid's box from those of the source box, trilinear; beyond the image its border values go on, or `outside`
  /// where that is given.
  func sample(_ values: [Double], outside: Double? = nil) -> [Double] {
    let size = source.size
    var result = [Double](repeating: 0, count: box.count)
    var next = 0
    for z in box.lower.z..<box.upper.z {
      for y in box.lower.y..<box.upper.y {
        for x in box.lower.x..<box.upper.x {
          let p = Self.position(
            SIMD3(x, y, z), base: base, spacing: sourceSpacing, centre: centre, shift: shift, cosine: cosine,
            sine: sine)
          result[next] = Self.value(at: p, values, size: size, lower: source.lower, outside: outside)
          next += 1
        }
      }
    }
    return result
  }

  private static func value(
    at p: SIMD3<Double>, _ values: [Double], size: SIMD3<Int>, lower: SIMD3<Int>, outside: Double?
  ) -> Double {
    var index = SIMD3<Int>.zero
    var fraction = SIMD3<Double>.zero
    for axis in 0..<3 {
      let local = p[axis] - Double(lower[axis])
      if let outside, local < -0.5 || local > Double(size[axis]) - 0.5 { return outside }
      let clamped = max(0, min(Double(size[axis] - 1), local))
      index[axis] = min(max(0, size[axis] - 2), Int(clamped))
      fraction[axis] = clamped - Double(index[axis])
    }
    var sum = 0.0
    for corner in 0..<8 {
      var weight = 1.0
      var place = index
      for axis in 0..<3 {
        let isUpper = corner >> axis & 1 == 1
        weight *= isUpper ? fraction[axis] : 1 - fraction[axis]
        if isUpper { place[axis] += 1 }
      }
      guard weight > 0 else { continue }
      sum += weight * values[place.x + size.x * (place.y + size.y * place.z)]
    }
    return sum
  }
}
