import Foundation

/// How values between voxel centres are found (IBSI VTM2).
public enum Interpolation: String, Codable, CaseIterable, Hashable, Sendable {
  case nearest
  /// Trilinear (bilinear within slices).
  case linear
  /// Tricubic spline: the cubic B-spline through the voxel values.
  case cubicSpline = "cubic_spline"

  /// How many voxels in a row make up a value.
  var tapCount: Int {
    switch self {
    case .nearest, .linear: 2
    case .cubicSpline: 4
    }
  }

  /// How many voxels to each side of a place its value depends on: the spline's recursive filter forgets by a factor 0.268 per
  /// voxel, and after 28 voxels it is below 10⁻¹⁶.
  var reach: Int { self == .cubicSpline ? 28 : 1 }

  /// The first of them, from the voxel at or before the place.
  var firstTap: Int { self == .cubicSpline ? -1 : 0 }

  /// Their weights, in the first places.
  ///
  /// - Parameter f: how far the place lies behind the voxel at or before it, in voxels: from 0 to below 1.
  func weights(_ f: Double) -> SIMD4<Double> {
    let g = 1 - f
    switch self {
    case .nearest: return f < 0.5 ? [1, 0, 0, 0] : [0, 1, 0, 0]
    case .linear: return [g, f, 0, 0]
    case .cubicSpline:
      return [g * g * g / 6, 2.0 / 3 - f * f * (2 - f) / 2, 2.0 / 3 - g * g * (2 - g) / 2, f * f * f / 6]
    }
  }
}

/// Where the voxels of an interpolated grid lie (IBSI UMPJ).
public enum GridAlignment: String, Codable, CaseIterable, Hashable, Sendable {
  /// Both grids share their centre (3WE3).
  case centre
  /// Both grids share their first voxel (SBKJ).
  case origin
  /// The spacing is adapted so that first and last voxels coincide (58MB).
  case fit
  /// Both grids share the outer corner of their first voxel, as PyRadiomics does.
  case corner
}

/// A grid laid over another one along the same axes.
///
/// Along an axis with n voxels of spacing s and a wanted spacing t there are ⌈n·s/t⌉ voxels (026Q). With `centre` the
/// first lies at ½(n − 1 − (t/s)(m − 1)) in voxels of the old grid (QCY4), m being the new number of voxels.
struct ResamplingGrid {
  struct Axis: Equatable {
    /// Number of voxels of the source and of the new grid.
    let sourceCount: Int
    let count: Int
    /// Position of new voxel k in source voxels: `start + k · step`.
    let start: Double
    let step: Double

    var isIdentity: Bool { sourceCount == count && start == 0 && step == 1 }

    func position(_ k: Int) -> Double { start + Double(k) * step }
  }

  let axes: [Axis]
  let geometry: Geometry
  /// Beyond its border the image continues mirrored for the spline, as ITK does, instead of with its border values.
  let isMirrored: Bool

  /// Spacing nil or 0 along an axis leaves that axis as it is. One so small that a line has more than a million voxels is a
  /// mistake.
  init(over source: Geometry, spacing: [Double?], alignment: GridAlignment) throws(RegionError) {
    isMirrored = alignment == .corner
    var axes: [Axis] = []
    var steps = source.spacing
    for axis in 0..<3 {
      let (n, s) = (source.size[axis], source.spacing[axis])
      guard let t = spacing[axis], t > 0, t != s else {
        axes.append(Axis(sourceCount: n, count: n, start: 0, step: 1))
        continue
      }
      // Headers keep spacings as 32-bit floats: a quotient that is an integer but for that must not gain a voxel.
      let wanted = (Double(n) * s / t - 1e-4).rounded(.up)
      guard wanted <= 1e6 else {
        var all = source.spacing
        for axis in 0..<3 { all[axis] = spacing[axis] ?? all[axis] }
        throw .tooManyVoxels(count: Int(min(wanted, 1e15)), spacing: all)
      }
      let m = max(1, Int(wanted))
      steps[axis] = t
      switch alignment {
      case .centre:
        axes.append(
          Axis(sourceCount: n, count: m, start: (Double(n - 1) - t / s * Double(m - 1)) / 2, step: t / s))
      case .origin: axes.append(Axis(sourceCount: n, count: m, start: 0, step: t / s))
      case .corner: axes.append(Axis(sourceCount: n, count: m, start: (t / s - 1) / 2, step: t / s))
      case .fit:
        let fitted = n == 1 ? 1 : max(2, Int((Double(n - 1) * s / t - 1e-4).rounded(.up)) + 1)
        axes.append(
          Axis(
            sourceCount: n, count: fitted, start: 0, step: fitted == 1 ? 1 : Double(n - 1) / Double(fitted - 1)))
        steps[axis] = s * axes[axis].step
      }
    }
    self.axes = axes
    geometry = Geometry(
      size: SIMD3(axes[0].count, axes[1].count, axes[2].count),
      spacing: steps,
      origin: source.world(ofVoxel: SIMD3(axes[0].start, axes[1].start, axes[2].start)),
      direction: source.direction)
  }

  var isIdentity: Bool { axes.allSatisfy(\.isIdentity) }

  /// The new voxels whose value may depend on a box of source voxels by linear interpolation.
  func box(covering source: VoxelBox) -> VoxelBox {
    var box = VoxelBox(of: geometry)
    for axis in 0..<3 where !axes[axis].isIdentity {
      let a = axes[axis]
      let first = ((Double(source.lower[axis]) - 1 - a.start) / a.step).rounded(.down)
      let last = ((Double(source.upper[axis]) - a.start) / a.step).rounded(.up)
      box.lower[axis] = max(0, min(a.count - 1, Int(first)))
      box.upper[axis] = max(box.lower[axis] + 1, min(a.count, Int(last) + 1))
    }
    for axis in 0..<3 where axes[axis].isIdentity {
      box.lower[axis] = source.lower[axis]
      box.upper[axis] = source.upper[axis]
    }
    return box
  }

  /// The source voxels needed for a box of new voxels.
  func sourceBox(for box: VoxelBox, by method: Interpolation) -> VoxelBox {
    let reach = method.reach
    var source = box
    for axis in 0..<3 where !axes[axis].isIdentity {
      let a = axes[axis]
      let first = Int(a.position(box.lower[axis]).rounded(.down)) - reach
      let last = Int(a.position(box.upper[axis] - 1).rounded(.up)) + reach
      source.lower[axis] = max(0, min(a.sourceCount - 1, first))
      source.upper[axis] = max(source.lower[axis] + 1, min(a.sourceCount, last + 1))
    }
    return source
  }

  /// Values at a box of new voxels from the values of a box of source voxels, axis by axis. Beyond the image its border
  /// values continue.
  func resample(_ values: [Double], of source: VoxelBox, to box: VoxelBox, by method: Interpolation) -> [Double] {
    var current = values
    var size = source.size
    for axis in 0..<3 where !axes[axis].isIdentity {
      if method == .cubicSpline {
        let padding = isMirrored ? 0 : method.reach
        current = padded(current, size: size, axis: axis, by: padding)
        size[axis] += 2 * padding
        filterSpline(&current, size: size, axis: axis)
        let taps = Taps(
          axes[axis], box.lower[axis]..<box.upper[axis], lower: source.lower[axis] - padding, count: size[axis],
          method, isMirrored: isMirrored)
        current = apply(taps, to: current, size: size, axis: axis)
      } else {
        let taps = Taps(
          axes[axis], box.lower[axis]..<box.upper[axis], lower: source.lower[axis], count: size[axis], method,
          isMirrored: false)
        current = apply(taps, to: current, size: size, axis: axis)
      }
      size[axis] = box.size[axis]
    }
    return current
  }
}

/// Which source voxels make up each new voxel along one axis, and with which weights.
private struct Taps {
  let perVoxel: Int
  let index: [Int]
  let weight: [Double]

  init(
    _ axis: ResamplingGrid.Axis, _ range: Range<Int>, lower: Int, count: Int, _ method: Interpolation,
    isMirrored: Bool
  ) {
    var index: [Int] = []
    var weight: [Double] = []
    let last = Double(axis.sourceCount - 1)
    func clamped(_ k: Int) -> Int {
      var k = k
      if isMirrored {
        if k < 0 { k = -k }
        if k > axis.sourceCount - 1 { k = 2 * (axis.sourceCount - 1) - k }
      }
      return max(0, min(count - 1, k - lower))
    }
    for k in range {
      var position = axis.position(k)
      // A position off a voxel centre by rounding alone is that centre.
      if abs(position - position.rounded()) < 1e-9 { position = position.rounded() }
      if !isMirrored { position = max(0, min(last, position)) }
      let floor = position.rounded(.down)
      let f = position - floor
      let weights = method.weights(f)
      for tap in 0..<method.tapCount {
        index.append(clamped(Int(floor) + method.firstTap + tap))
        weight.append(weights[tap])
      }
    }
    perVoxel = method.tapCount
    self.index = index
    self.weight = weight
  }
}

private func apply(_ taps: Taps, to values: [Double], size: SIMD3<Int>, axis: Int) -> [Double] {
  let stride = axis == 0 ? 1 : axis == 1 ? size.x : size.x * size.y
  let count = taps.index.count / taps.perVoxel
  let outer = axis == 0 ? size.y * size.z : axis == 1 ? size.z : 1
  var output = [Double](repeating: 0, count: outer * count * stride)
  values.withUnsafeBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      for block in 0..<outer {
        let source = block * size[axis] * stride
        let target = block * count * stride
        for k in 0..<count {
          for tap in 0..<taps.perVoxel {
            let weight = taps.weight[k * taps.perVoxel + tap]
            // A weight of 0 must not carry a value that is not a number.
            if weight == 0 { continue }
            let from = source + taps.index[k * taps.perVoxel + tap] * stride
            let to = target + k * stride
            for x in 0..<stride { output[to + x] += weight * input[from + x] }
          }
        }
      }
    }
  }
  return output
}

/// Repeats the border values along one axis.
func padded(_ values: [Double], size: SIMD3<Int>, axis: Int, by padding: Int) -> [Double] {
  let stride = axis == 0 ? 1 : axis == 1 ? size.x : size.x * size.y
  let outer = axis == 0 ? size.y * size.z : axis == 1 ? size.z : 1
  let count = size[axis]
  var output: [Double] = []
  output.reserveCapacity(outer * (count + 2 * padding) * stride)
  for block in 0..<outer {
    let start = block * count * stride
    for _ in 0..<padding { output.append(contentsOf: values[start..<(start + stride)]) }
    output.append(contentsOf: values[start..<(start + count * stride)])
    let last = start + (count - 1) * stride
    for _ in 0..<padding { output.append(contentsOf: values[last..<(last + stride)]) }
  }
  return output
}

/// Cubic B-spline coefficients along one axis in place (Unser, Aldroubi, Eden 1993): a causal and an anticausal recursion
/// with pole z = √3 − 2, borders mirrored. The causal recursion begins with the sum over all mirror images of the n values,
/// whose period is 2n − 2:
///
///     (v₀ + z^(n−1) v₍ₙ₋₁₎ + Σ (z^k + z^(2n−2−k)) v₍ₖ₎) / (1 − z^(2n−2)), k from 1 to n − 2
///
/// of which no more than 40 terms count.
func filterSpline(_ values: inout [Double], size: SIMD3<Int>, axis: Int) {
  let count = size[axis]
  guard count > 1 else { return }
  let pole = 3.0.squareRoot() - 2
  let stride = axis == 0 ? 1 : axis == 1 ? size.x : size.x * size.y
  let outer = axis == 0 ? size.y * size.z : axis == 1 ? size.z : 1
  let period = 2 * count - 2
  let firstWeights = (0..<min(count, 40)).map { k in
    (pow(pole, Double(k)) + (k > 0 && k < count - 1 ? pow(pole, Double(period - k)) : 0))
      / (1 - pow(pole, Double(period)))
  }
  values.withUnsafeMutableBufferPointer { v in
    for block in 0..<outer {
      let start = block * count * stride
      for x in 0..<stride {
        var sum = 0.0
        for (k, weight) in firstWeights.enumerated() { sum += weight * v[start + k * stride + x] }
        v[start + x] = sum
      }
      for k in 1..<count {
        let row = start + k * stride
        for x in 0..<stride { v[row + x] += pole * v[row - stride + x] }
      }
      let end = start + (count - 1) * stride
      for x in 0..<stride {
        v[end + x] = pole / (pole * pole - 1) * (v[end + x] + pole * v[end - stride + x])
      }
      var k = count - 2
      while k >= 0 {
        let row = start + k * stride
        for x in 0..<stride { v[row + x] = pole * (v[row + stride + x] - v[row + x]) }
        k -= 1
      }
      for k in 0..<(count * stride) { v[start + k] *= 6 }
    }
  }
}

extension Mask {
  /// The mask on another grid: each voxel takes the value of the mask voxel nearest in the world, and lies outside where
  /// there is none.
  public func resampled(onto target: Geometry) -> Mask {
    guard !geometry.isClose(to: target, tolerance: 1e-9) else { return self }
    var isInsideTarget = [Bool](repeating: false, count: target.count)
    guard let box = boundingBox, let first = geometry.voxel(ofWorld: target.origin) else {
      return Mask(geometry: target, isInside: isInsideTarget)
    }
    // The map between two voxel grids is affine: three columns and an offset.
    var columns: [SIMD3<Double>] = []
    for axis in 0..<3 {
      var step = SIMD3<Double>.zero
      step[axis] = 1
      guard let there = geometry.voxel(ofWorld: target.world(ofVoxel: step)) else {
        return Mask(geometry: target, isInside: isInsideTarget)
      }
      columns.append(there - first)
    }
    for z in 0..<target.size.z {
      for y in 0..<target.size.y {
        for x in 0..<target.size.x {
          let p = first + columns[0] * Double(x) + columns[1] * Double(y) + columns[2] * Double(z)
          let (i, j, k) = ((p.x + 0.5).rounded(.down), (p.y + 0.5).rounded(.down), (p.z + 0.5).rounded(.down))
          guard i >= Double(box.lower.x), i < Double(box.upper.x), j >= Double(box.lower.y),
            j < Double(box.upper.y), k >= Double(box.lower.z), k < Double(box.upper.z)
          else { continue }
          isInsideTarget[target.index(x: x, y: y, z: z)] =
            isInside[geometry.index(x: Int(i), y: Int(j), z: Int(k))]
        }
      }
    }
    return Mask(geometry: target, isInside: isInsideTarget)
  }
}
