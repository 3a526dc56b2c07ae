/// A Riesz transform whose axes follow the image: at every voxel the first axis points along the dominant local direction
/// (IBSI 2 manual, "Riesz transforms", rotation invariance by the structure tensor).
///
/// With R_a f the first-order transforms and g a Gaussian window,
///
///     J(r) = (g ∗ R_a f R_b f)(r)        u₁, u₂, u₃: its unit eigenvectors, eigenvalues descending
///
/// and the transform of order l along these axes follows from those along the grid's, for it has the transfer function
///
///     (−i)^N √(N!/l!) Πₐ (uₐ·ν)^lₐ / |ν|^N = Σₙ pₙ √(n!/l!) R⁽ⁿ⁾(ν)        N = |l|, n! = Π nₐ!
///
/// where Σₙ pₙ νⁿ is the product written out. An eigenvector has no sign: it is taken along the first-order response of its
/// voxel, so that R_u f ≥ 0. In two dimensions u₃ does not exist.
struct RieszAlignment {
  let axes: Int
  let order: [Int]
  let boundary: Boundary
  /// The window's standard deviation in voxels, per axis.
  let window: SIMD3<Double>

  /// Window weights beyond this many standard deviations are left out.
  static let truncation = 4.0

  /// - Parameter transform: the Riesz transform of the image of one order along the grid's axes.
  func response(transform: ([Int]) -> FilterGrid) -> FilterGrid {
    let units = (0..<axes).map { axis in (0..<axes).map { $0 == axis ? 1 : 0 } }
    let gradient = units.map(transform)
    let tensor = smoothedProducts(gradient)
    let degree = order.reduce(0, +)
    var product = FormProduct(order)
    let terms = product.terms
    let components = degree == 1 ? terms.map { gradient[$0.firstIndex(of: 1) ?? 0] } : terms.map(transform)
    let scales = terms.map { (FrequencyFilter.factorials($0) / FrequencyFilter.factorials(order)).squareRoot() }
    var result = gradient[0]
    for place in result.voxels.indices {
      var matrix = SymmetricMatrix3()
      var first = SIMD3<Double>.zero
      for axis in 0..<axes { first[axis] = Double(gradient[axis].voxels[place]) }
      (matrix.xx, matrix.xy, matrix.yy) = (tensor[0][place], tensor[1][place], tensor[2][place])
      if axes == 3 { (matrix.xz, matrix.yz, matrix.zz) = (tensor[3][place], tensor[4][place], tensor[5][place]) }
      product.expand(Self.directions(of: matrix, along: first, axes: axes))
      var sum = 0.0
      for (term, component) in components.enumerated() {
        sum += product.coefficients[term] * scales[term] * Double(component.voxels[place])
      }
      result.voxels[place] = Float(sum)
    }
    return result
  }

  /// The tensor's entries xx, xy, yy (, xz, yz, zz), each smoothed by the window.
  private func smoothedProducts(_ gradient: [FilterGrid]) -> [[Double]] {
    let kernels = (0..<axes).map { Kernel.gaussian(sigma: window[$0], truncation: Self.truncation) }
    var entries: [[Double]] = []
    for column in gradient.indices {
      for row in 0...column {
        var product = gradient[row]
        for place in product.voxels.indices { product.voxels[place] *= gradient[column].voxels[place] }
        entries.append(product.convolved(kernels, boundary: boundary).voxels.map(Double.init))
      }
    }
    return entries
  }

  /// The eigenvectors, the third axis last in two dimensions.
  static func directions(of matrix: SymmetricMatrix3, along first: SIMD3<Double>, axes: Int) -> [SIMD3<Double>] {
    var vectors = matrix.eigenvectors.map(\.vector)
    if axes == 2 {
      // The third axis is nobody's neighbour: its vector is (0, 0, 1), wherever its eigenvalue 0 has been sorted.
      vectors.removeAll { abs($0.z) > 0.5 }
    }
    return vectors.map { vector in
      let along = (vector * first).sum()
      if along != 0 { return along < 0 ? -vector : vector }
      let leading = (0..<3).map { vector[$0] }.first { $0 != 0 } ?? 1
      return leading < 0 ? -vector : vector
    }
  }
}

/// Πₐ (uₐ·ν)^lₐ as a polynomial in ν.
struct FormProduct {
  private let order: [Int]
  /// The exponents of ν in every term of the product.
  let terms: [[Int]]
  /// The product's coefficients, one per term, after `expand`.
  private(set) var coefficients: [Double]
  private var former: [Double]
  /// Where a term of one degree goes when multiplied by a coordinate: [degree][term][axis].
  private let raised: [[[Int]]]

  /// - Parameter order: how often each direction occurs.
  init(_ order: [Int]) {
    self.order = order
    let degree = order.reduce(0, +)
    let byDegree = (0...degree).map { Self.exponents(degree: $0, axes: order.count) }
    raised = (0..<degree).map { lower in
      byDegree[lower].map { exponents in
        order.indices.map { axis in
          var higher = exponents
          higher[axis] += 1
          return byDegree[lower + 1].firstIndex(of: higher) ?? 0
        }
      }
    }
    terms = byDegree[degree]
    coefficients = [Double](repeating: 0, count: terms.count)
    former = coefficients
  }

  /// - Parameter directions: u, one per axis.
  mutating func expand(_ directions: [SIMD3<Double>]) {
    for term in coefficients.indices { coefficients[term] = 0 }
    coefficients[0] = 1
    var degree = 0
    for (direction, power) in zip(directions, order) {
      for _ in 0..<power {
        swap(&coefficients, &former)
        for term in coefficients.indices { coefficients[term] = 0 }
        for (term, places) in raised[degree].enumerated() {
          for (axis, place) in places.enumerated() { coefficients[place] += former[term] * direction[axis] }
        }
        degree += 1
      }
    }
  }

  /// All exponents of a degree, those of the first axis descending.
  private static func exponents(degree: Int, axes: Int) -> [[Int]] {
    guard axes > 1 else { return [[degree]] }
    return (0...degree).reversed().flatMap { first in
      exponents(degree: degree - first, axes: axes - 1).map { [first] + $0 }
    }
  }
}
