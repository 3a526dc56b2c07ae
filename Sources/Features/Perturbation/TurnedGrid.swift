import Foundation

/// An interpolated grid that is rotated about z (in an image of one slice, about the slice's normal) and shifted
/// against the image: rotation, translation and interpolation are one step, so that the image is smoothed once.
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
  /// The axis that is turned about.
  private let normal: Int

  /// - Parameters:
  ///   - reach: how many voxels of the image around a place its value depends on.
  ///   - roi: the region's box in the image.
  ///   - margin: mm around the region.
  ///   - whole: makes all voxels of the grid.
  init(
    over geometry: Geometry, spacing: [Double?], alignment: GridAlignment, reach imageReach: Int, roi: VoxelBox,
    margin: Double, perturbation: Perturbation, whole: Bool
  ) throws(RegionError) {
    base = try ResamplingGrid(over: geometry, spacing: spacing, alignment: alignment)
    sourceSpacing = geometry.spacing
    normal = geometry.sliceNormal ?? 2
    let angle = perturbation.rotation.truncatingRemainder(dividingBy: 360) * .pi / 180
    (cosine, sine) = (cos(angle), sin(angle))
    shift = perturbation.translation * base.geometry.spacing
    let (lower, upper) = (roi.lower, roi.upper &- 1)
    centre =
      SIMD3(Double(lower.x + upper.x), Double(lower.y + upper.y), Double(lower.z + upper.z)) / 2 * geometry.spacing
    let reach = SIMD3(
      Int(margin / base.geometry.spacing.x) + 2, Int(margin / base.geometry.spacing.y) + 2,
      Int(margin / base.geometry.spacing.z) + 2)
    // A turned box lies in the box of its half-diagonal.
    var half = SIMD3(Double(roi.size.x), Double(roi.size.y), Double(roi.size.z)) * geometry.spacing / 2
    half[normal] = 0
    let radius = perturbation.rotation == 0 ? half : SIMD3(repeating: (half * half).sum().squareRoot())
    var extra = SIMD3<Int>(repeating: 1)
    for axis in 0..<3 where axis != normal {
      extra[axis] = Int((radius[axis] - half[axis]) / base.geometry.spacing[axis]) + 1
    }
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
        place, base: base, spacing: sourceSpacing, centre: centre, shift: shift, cosine: cosine, sine: sine,
        normal: normal)
      for axis in 0..<3 {
        low[axis] = min(low[axis], p[axis])
        high[axis] = max(high[axis], p[axis])
      }
    }
    var (first, last) = (SIMD3<Int>.zero, SIMD3<Int>.zero)
    for axis in 0..<3 {
      let top = geometry.size[axis] - 1
      // A translation may lead anywhere.
      let far = 1e9
      first[axis] = max(0, min(top, Int(max(-far, min(far, low[axis].rounded(.down)))) - imageReach))
      last[axis] = max(first[axis], min(top, Int(max(-far, min(far, high[axis].rounded(.up)))) + imageReach))
    }
    source = VoxelBox(lower: first, upper: last &+ 1)
  }

  /// Where a voxel of the grid lies in the image, in voxels.
  private static func position(
    _ voxel: SIMD3<Int>, base: ResamplingGrid, spacing: SIMD3<Double>, centre: SIMD3<Double>, shift: SIMD3<Double>,
    cosine: Double, sine: Double, normal: Int
  ) -> SIMD3<Double> {
    var place =
      SIMD3(base.axes[0].position(voxel.x), base.axes[1].position(voxel.y), base.axes[2].position(voxel.z)) * spacing
      + shift - centre
    let (first, second) = ((normal + 1) % 3, (normal + 2) % 3)
    let (a, b) = (place[first], place[second])
    place[first] = cosine * a - sine * b
    place[second] = sine * a + cosine * b
    return (place + centre) / spacing
  }

  /// Values of the grid's box from those of the source box; beyond the image its border values go on, or `outside` where that
  /// is given.
  func sample(_ values: [Double], by method: Interpolation, outside: Double? = nil) -> [Double] {
    // The spline's coefficients, with border values beyond the image as `ResamplingGrid.resample` has them.
    let padding = method == .cubicSpline && !base.isMirrored ? method.reach : 0
    var coefficients = values
    var size = source.size
    if method == .cubicSpline {
      for axis in 0..<3 {
        coefficients = padded(coefficients, size: size, axis: axis, by: padding)
        size[axis] += 2 * padding
        filterSpline(&coefficients, size: size, axis: axis)
      }
    }
    var result = [Double](repeating: 0, count: box.count)
    var next = 0
    for z in box.lower.z..<box.upper.z {
      for y in box.lower.y..<box.upper.y {
        for x in box.lower.x..<box.upper.x {
          let p = Self.position(
            SIMD3(x, y, z), base: base, spacing: sourceSpacing, centre: centre, shift: shift, cosine: cosine,
            sine: sine, normal: normal)
          result[next] = value(at: p, coefficients, size: size, padding: padding, by: method, outside: outside)
          next += 1
        }
      }
    }
    return result
  }

  /// The value at a place in voxels of the image, from values of the source box with `padding` voxels around it.
  private func value(
    at p: SIMD3<Double>, _ values: [Double], size: SIMD3<Int>, padding: Int, by method: Interpolation, outside: Double?
  ) -> Double {
    var index = SIMD3<Int>.zero
    var fraction = SIMD3<Double>.zero
    for axis in 0..<3 {
      let count = source.size[axis]
      var local = p[axis] - Double(source.lower[axis])
      if let outside, local < -0.5 || local > Double(count) - 0.5 { return outside }
      // A place off a voxel centre by rounding alone is that centre.
      if abs(local - local.rounded()) < 1e-9 { local = local.rounded() }
      let clamped = max(0, min(Double(count - 1), local))
      index[axis] = Int(clamped)
      fraction[axis] = clamped - Double(index[axis])
    }
    let first = index &+ method.firstTap
    let (along, across, up) = (method.weights(fraction.x), method.weights(fraction.y), method.weights(fraction.z))
    var sum = 0.0
    // A weight of 0 must not carry a value that is not a number.
    for z in 0..<method.tapCount where up[z] != 0 {
      let plane = size.y * place(first.z + z, padding, size.z)
      for y in 0..<method.tapCount where across[y] != 0 {
        let row = size.x * (place(first.y + y, padding, size.y) + plane)
        for x in 0..<method.tapCount where along[x] != 0 {
          sum += along[x] * across[y] * up[z] * values[row + place(first.x + x, padding, size.x)]
        }
      }
    }
    return sum
  }

  /// Where a voxel of the source box lies in the padded one; beyond its end the image is mirrored, or nothing is asked for.
  private func place(_ voxel: Int, _ padding: Int, _ size: Int) -> Int {
    var place = voxel + padding
    if base.isMirrored {
      if place < 0 { place = -place }
      if place > size - 1 { place = 2 * (size - 1) - place }
    }
    return max(0, min(size - 1, place))
  }
}
