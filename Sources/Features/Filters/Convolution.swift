/// Voxels on a grid, x fastest: what filters work on.
struct FilterGrid {
  var size: SIMD3<Int>
  var voxels: [Float]

  /// The grid convolved along one axis.
  func convolved(_ kernel: Kernel, axis: Int, boundary: Boundary) -> FilterGrid {
    let taps = kernel.weights.enumerated().compactMap { index, weight in
      weight == 0 ? nil : (offset: kernel.centre - index, weight: Float(weight))
    }
    let size = size
    var result = [Float](repeating: 0, count: voxels.count)
    voxels.withUnsafeBufferPointer { source in
      result.withUnsafeMutableBufferPointer { target in
        if axis == 0 {
          Self.convolveRows(source, target, size: size, taps: taps, boundary: boundary)
        } else {
          Self.convolveAcrossRows(source, target, size: size, axis: axis, taps: taps, boundary: boundary)
        }
      }
    }
    return FilterGrid(size: size, voxels: result)
  }

  private typealias Tap = (offset: Int, weight: Float)

  private static func convolveRows(
    _ source: UnsafeBufferPointer<Float>, _ target: UnsafeMutableBufferPointer<Float>, size: SIMD3<Int>, taps: [Tap],
    boundary: Boundary
  ) {
    let before = max(0, -(taps.map(\.offset).min() ?? 0))
    let after = max(0, taps.map(\.offset).max() ?? 0)
    let sources = (-before..<size.x + after).map { boundary.source(of: $0, count: size.x) ?? -1 }
    var padded = [Float](repeating: 0, count: sources.count)
    padded.withUnsafeMutableBufferPointer { padded in
      for row in 0..<size.y * size.z {
        let start = row * size.x
        for (place, x) in sources.enumerated() { padded[place] = x < 0 ? 0 : source[start &+ x] }
        for tap in taps {
          let shift = before + tap.offset
          for x in 0..<size.x { target[start &+ x] += tap.weight * padded[shift &+ x] }
        }
      }
    }
  }

  private static func convolveAcrossRows(
    _ source: UnsafeBufferPointer<Float>, _ target: UnsafeMutableBufferPointer<Float>, size: SIMD3<Int>, axis: Int,
    taps: [Tap], boundary: Boundary
  ) {
    let (count, stride) = axis == 1 ? (size.y, size.x) : (size.z, size.x * size.y)
    for z in 0..<size.z {
      for y in 0..<size.y {
        let start = size.x * (y + size.y * z)
        let position = axis == 1 ? y : z
        for tap in taps {
          guard let place = boundary.source(of: position + tap.offset, count: count) else { continue }
          let from = start + (place - position) * stride
          for x in 0..<size.x { target[start &+ x] += tap.weight * source[from &+ x] }
        }
      }
    }
  }

  /// Convolved with one kernel per axis: x, y and, for three kernels, z.
  func convolved(_ kernels: [Kernel], boundary: Boundary) -> FilterGrid {
    kernels.enumerated().reduce(self) { $0.convolved($1.element, axis: $1.offset, boundary: boundary) }
  }

  /// The responses to the same kernels in every right-angled orientation, pooled.
  ///
  /// Orientations share their first convolutions: each different kernel is applied once along x, each pair once
  /// along x and y.
  ///
  /// - Parameter stages: kernels per axis, stage after stage; an orientation turns all stages alike.
  func convolvedInAllOrientations(_ stages: [[Kernel]], boundary: Boundary, pooling: Pooling) -> FilterGrid {
    let orientations = KernelOrientation.all(dimensions: stages.first?.count ?? 0).map { orientation in
      stages.flatMap { orientation.turned($0) }
    }
    let axes = stages.flatMap { Array($0.indices) }
    var pool = Pool(pooling, count: voxels.count)
    visit(orientations, axes: axes, depth: 0, boundary: boundary, pool: &pool)
    return FilterGrid(size: size, voxels: pool.result)
  }

  private func visit(_ paths: [[Kernel]], axes: [Int], depth: Int, boundary: Boundary, pool: inout Pool) {
    guard depth < axes.count else {
      pool.add(voxels, times: paths.count)
      return
    }
    var kernels: [Kernel] = []
    for path in paths where !kernels.contains(path[depth]) { kernels.append(path[depth]) }
    for kernel in kernels {
      let following = paths.filter { $0[depth] == kernel }
      convolved(kernel, axis: axes[depth], boundary: boundary)
        .visit(following, axes: axes, depth: depth + 1, boundary: boundary, pool: &pool)
    }
  }
}

/// How responses in several orientations become one.
public enum Pooling: String, Codable, CaseIterable, Sendable {
  case max, mean
}

struct Pool {
  private let pooling: Pooling
  private var voxels: [Float]
  private var count = 0

  init(_ pooling: Pooling, count: Int) {
    self.pooling = pooling
    voxels = [Float](repeating: pooling == .max ? -.infinity : 0, count: count)
  }

  mutating func add(_ response: [Float], times: Int = 1) {
    count += times
    let weight = Float(times)
    switch pooling {
    case .max: for index in voxels.indices { voxels[index] = Swift.max(voxels[index], response[index]) }
    case .mean: for index in voxels.indices { voxels[index] += weight * response[index] }
    }
  }

  var result: [Float] {
    guard pooling == .mean, count > 1 else { return voxels }
    let scale = 1 / Float(count)
    return voxels.map { $0 * scale }
  }
}

/// A right-angled rotation of the axes: 4 in the plane, 24 in space.
struct KernelOrientation {
  /// Which original axis each axis takes its kernel from, and whether it runs backwards.
  let axes: [(from: Int, isFlipped: Bool)]

  func turned(_ kernels: [Kernel]) -> [Kernel] {
    axes.map { $0.isFlipped ? kernels[$0.from].flipped : kernels[$0.from] }
  }

  static func all(dimensions: Int) -> [KernelOrientation] {
    var result: [KernelOrientation] = []
    let permutations =
      dimensions == 2 ? [[0, 1], [1, 0]] : [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    for permutation in permutations {
      var inversions = 0
      for i in permutation.indices {
        for j in 0..<i where permutation[j] > permutation[i] { inversions += 1 }
      }
      for flips in 0..<(1 << dimensions) where (flips.nonzeroBitCount + inversions) % 2 == 0 {
        // An even number of swaps and flips: a rotation, not a mirror image.
        result.append(
          KernelOrientation(axes: permutation.enumerated().map { ($1, flips & (1 << $0) != 0) }))
      }
    }
    return result
  }
}
