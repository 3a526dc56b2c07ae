/// Interpolation as PyRadiomics 3.0.1 asks SimpleITK for it: a grid of new voxels around the region, aligned with the
/// outer corner of the first voxel of the mask's grid.
///
/// Along an axis with n voxels of spacing s, a wanted spacing t and the region from voxel a to voxel b, the new voxels
/// run, counted from the corner, from ⌊(a − ½) s/t − pad⌋ to ⌈(b + ½) s/t + pad⌉, within 0 … ⌈n s/t⌉ − 1.
///
/// Where a value falls on a whole number but for rounding, the last bit of a position decides what an image of whole
/// numbers keeps. Positions therefore take ITK's way through physical space: index → mm → index, the first axis linearly
/// from one end of its line to the other.
struct PyRadiomicsResampling {
  let geometry: Geometry
  /// Positions of the new voxels along each axis, in voxels of the source.
  private let positions: [[Double]]
  private let source: Geometry

  /// nil where no axis changes its spacing, to a part in 10⁵.
  ///
  /// - Parameter spacing: nil leaves an axis as it is; an axis along which the region has one voxel also stays.
  init?(of source: Geometry, around box: VoxelBox, spacing wanted: [Double?], padding: Int) throws(RegionError) {
    var spacing = source.spacing
    for axis in 0..<3 where box.size[axis] > 1 { spacing[axis] = wanted[axis] ?? spacing[axis] }
    guard (0..<3).contains(where: { abs(spacing[$0] - source.spacing[$0]) > 1e-8 + 1e-5 * spacing[$0] }) else {
      return nil
    }
    var first = SIMD3<Double>.zero
    var size = SIMD3<Int>.zero
    for axis in 0..<3 {
      let ratio = source.spacing[axis] / spacing[axis]
      let lower = ((Double(box.lower[axis]) - 0.5) * ratio - Double(padding)).rounded(.down)
      let upper = ((Double(box.upper[axis]) - 0.5) * ratio + Double(padding)).rounded(.up)
      let last = (Double(source.size[axis]) * ratio).rounded(.up) - 1
      let (start, end) = (max(0, lower), min(last, upper))
      guard end - start < 1e6 else { throw .tooManyVoxels(count: Int(min(end - start, 1e15)), spacing: spacing) }
      size[axis] = max(1, Int(end - start) + 1)
      first[axis] = 0.5 * (spacing[axis] - source.spacing[axis]) / source.spacing[axis] + start / ratio
    }
    // 2³⁰ voxels need 8 GiB; a spacing that small is a mistake.
    let count = Double(size.x) * Double(size.y) * Double(size.z)
    guard count < 0x1p30 else { throw .tooManyVoxels(count: Int(min(count, 1e15)), spacing: spacing) }
    geometry = Geometry(
      size: size, spacing: spacing, origin: source.world(ofVoxel: first), direction: source.direction)
    self.source = source
    positions = Self.positions(from: geometry, to: source)
  }

  private static func positions(from new: Geometry, to source: Geometry) -> [[Double]] {
    let columns = (0..<3).map { source.direction[$0] * source.spacing[$0] }
    let determinant = dot(columns[0], cross(columns[1], columns[2]))
    let isAligned = columns.allSatisfy { column in (0..<3).count { column[$0] != 0 } == 1 }
    let rows = (0..<3).map { axis -> SIMD3<Double> in
      // ITK inverts by singular values, which gives 1/s exactly where the axes are those of the world.
      guard !isAligned else {
        let column = columns[axis]
        return SIMD3(
          column.x != 0 ? 1 / column.x : 0, column.y != 0 ? 1 / column.y : 0, column.z != 0 ? 1 / column.z : 0)
      }
      return cross(columns[(axis + 1) % 3], columns[(axis + 2) % 3]) / determinant
    }
    let steps = (0..<3).map { new.direction[$0] * new.spacing[$0] }
    func position(_ place: SIMD3<Double>, along axis: Int) -> Double {
      let world = new.origin + steps[0] * place.x + steps[1] * place.y + steps[2] * place.z
      return dot(world - source.origin, rows[axis])
    }
    let count = Double(new.size.x)
    let (start, end) = (position(.zero, along: 0), position([count, 0, 0], along: 0))
    return [
      (0..<new.size.x).map { start + (end - start) * (Double($0) / count) },
      (0..<new.size.y).map { position([0, Double($0), 0], along: 1) },
      (0..<new.size.z).map { position([0, 0, Double($0)], along: 2) },
    ]
  }

  /// The source voxels that the new ones depend on.
  func sourceBox(for method: Interpolation) -> VoxelBox {
    // The spline's recursive filter forgets by a factor 0.268 per voxel: after 28 voxels it is below 10⁻¹⁶.
    let reach = method == .cubicSpline ? 30 : 2
    var box = VoxelBox(of: source)
    for axis in 0..<3 {
      let (low, high) = (positions[axis].first ?? 0, positions[axis].last ?? 0)
      box.lower[axis] = max(0, min(source.size[axis] - 1, Int(low.rounded(.down)) - reach))
      box.upper[axis] = max(box.lower[axis] + 1, min(source.size[axis], Int(high.rounded(.up)) + reach + 1))
    }
    return box
  }

  /// The new voxels from the values of a box of source voxels; 0 outside the source image.
  func resampled(_ values: [Double], of box: VoxelBox, by method: Interpolation) -> [Double] {
    var current = values
    var size = box.size
    if method == .cubicSpline { for axis in 0..<3 { filterSpline(&current, size: size, axis: axis) } }
    for axis in 0..<3 {
      let taps = positions[axis].map { position -> (index: SIMD4<Int>, weight: SIMD4<Double>, isOutside: Bool) in
        let last = source.size[axis] - 1
        let isOutside = position < -0.5 || position >= Double(last) + 0.5
        func place(_ k: Int) -> Int { max(0, min(box.size[axis] - 1, k - box.lower[axis])) }
        switch method {
        case .nearest:
          return ([place(max(0, min(last, Int((position + 0.5).rounded(.down))))), 0, 0, 0], .zero, isOutside)
        case .linear:
          let inside = max(0, min(Double(last), position))
          let k = Int(inside.rounded(.down))
          return ([place(k), place(min(last, k + 1)), 0, 0], [inside - Double(k), 0, 0, 0], isOutside)
        case .cubicSpline:
          let floor = position.rounded(.down)
          var index = SIMD4<Int>.zero
          for tap in 0..<4 {
            var k = abs(Int(floor) + tap - 1)
            if k > last { k = 2 * last - k }
            index[tap] = place(max(0, k))
          }
          if last == 0 { return (index, [0, 1, 0, 0], isOutside) }
          return (index, method.weights(position - floor), isOutside)
        }
      }
      let stride = axis == 0 ? 1 : axis == 1 ? size.x : size.x * size.y
      let outer = axis == 0 ? size.y * size.z : axis == 1 ? size.z : 1
      var output = [Double](repeating: 0, count: outer * taps.count * stride)
      current.withUnsafeBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
          for block in 0..<outer {
            let from = block * size[axis] * stride
            for (k, tap) in taps.enumerated() where !tap.isOutside {
              let to = (block * taps.count + k) * stride
              let (a, b) = (from + tap.index[0] * stride, from + tap.index[1] * stride)
              switch method {
              case .nearest: for x in 0..<stride { output[to + x] = input[a + x] }
              case .linear:
                let weight = tap.weight[0]
                // In this form equal neighbours give exactly their value.
                if weight <= 0 {
                  for x in 0..<stride { output[to + x] = input[a + x] }
                } else {
                  for x in 0..<stride { output[to + x] = input[a + x] + (input[b + x] - input[a + x]) * weight }
                }
              case .cubicSpline:
                let (c, d) = (from + tap.index[2] * stride, from + tap.index[3] * stride)
                for x in 0..<stride {
                  output[to + x] =
                    tap.weight[0] * input[a + x] + tap.weight[1] * input[b + x] + tap.weight[2] * input[c + x]
                    + tap.weight[3] * input[d + x]
                }
              }
            }
          }
        }
      }
      current = output
      size[axis] = taps.count
    }
    return current
  }
}
