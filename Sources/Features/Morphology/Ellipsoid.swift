import Foundation

/// An ellipsoid by its semi-axes a ≥ b ≥ c in mm.
struct Ellipsoid {
  let semiAxes: SIMD3<Double>

  init(semiAxes: [Double]) {
    let sorted = semiAxes.sorted(by: >)
    self.semiAxes = SIMD3(sorted[0], sorted[1], sorted[2])
  }

  var volume: Double { 4 * .pi / 3 * semiAxes.x * semiAxes.y * semiAxes.z }

  /// Surface by the series of Legendre polynomials up to degree 20 that IBSI gives (RDD2):
  /// `4πab Σᵥ (αβ)^ν / (1 − 4ν²) · P_ν((α² + β²)/(2αβ))`. 0/0 does not occur: for a sphere and for spheroids the terms
  /// `(αβ)^ν P_ν` are taken as polynomials in α and β, which have a limit.
  ///
  /// With α² = 1 − b²/a² and β² = 1 − c²/a², as the manual defines them, the sum is less than the surface of an ellipsoid:
  /// 6 % for axes as 1.2 : 1 : 1. The consensus values follow the manual, and so does this.
  var area: Double {
    let (a, b, c) = (semiAxes.x, semiAxes.y, semiAxes.z)
    guard a > 0 else { return 0 }
    let alpha2 = max(0, 1 - b * b / (a * a))
    let beta2 = max(0, 1 - c * c / (a * a))
    // With q_ν = (αβ)^ν P_ν(t), t = s/(2αβ), s = α² + β²: ν q_ν = (2ν − 1)(s/2) q_{ν−1} − (ν − 1)(αβ)² q_{ν−2}.
    let half = (alpha2 + beta2) / 2
    let product = alpha2 * beta2
    var (before, current) = (1.0, half)
    var sum = 1.0 - current / 3
    for degree in 2...20 {
      let v = Double(degree)
      let next = ((2 * v - 1) * half * current - (v - 1) * product * before) / v
      sum += next / (1 - 4 * v * v)
      (before, current) = (current, next)
    }
    return 4 * .pi * a * b * sum
  }

  /// The smallest ellipsoid around points, by Khachiyan's barycentric coordinate ascent until the relative excess is below
  /// `tolerance` (IBSI's default 0.001). nil when the points span no space.
  init?(enclosing points: [SIMD3<Double>], tolerance: Double = 0.001) {
    guard points.count > 3 else { return nil }
    let centre = points.reduce(SIMD3.zero, +) / Double(points.count)
    let lifted = points.map { $0 - centre }
    let n = lifted.count
    let columns = Columns(lifted)
    // All weights are to be multiplied by `shrinkage`: one step changes one weight and the scale of the others.
    var weight = [Double](repeating: 1 / Double(n), count: n)
    var shrinkage = 1.0
    let d = 3.0
    var moments = Moments(lifted, weight)
    for round in 1...20000 {
      // Steps are taken over from one to the next; now and then the sums are taken anew, so that rounding cannot add up.
      if round % 256 == 0 {
        for k in 0..<n { weight[k] *= shrinkage }
        shrinkage = 1
        moments = Moments(lifted, weight)
      }
      guard let inverse = moments.scatter.inverse else { return nil }
      let (best, form) = columns.farthest(from: moments.centre, by: inverse)
      // qᵀ M⁻¹ q = (x − c)ᵀ S⁻¹ (x − c) + 1 for q = (x, 1), from the inverse by blocks.
      let bestValue = form + 1
      if bestValue <= (1 + tolerance) * (d + 1) { break }
      let step = (bestValue - d - 1) / ((d + 1) * (bestValue - 1))
      shrinkage *= 1 - step
      weight[best] += step / shrinkage
      moments.move(towards: lifted[best], by: step)
    }
    for k in 0..<n { weight[k] *= shrinkage }
    let middle = zip(lifted, weight).reduce(SIMD3.zero) { $0 + $1.0 * $1.1 }
    var scatter = SymmetricMatrix3()
    for k in 0..<n { scatter.add(lifted[k] - middle, weight: weight[k]) }
    let axes = scatter.eigenvalues.map { (d * max(0, $0)).squareRoot() }
    guard axes.allSatisfy({ $0 > 0 }) else { return nil }
    // The ascent stops a little inside: grow the ellipsoid until every point is in.
    guard let inverse = scatter.inverse else { return nil }
    let reach = lifted.map { inverse.form($0 - middle) / d }.max() ?? 1
    self.init(semiAxes: axes.map { $0 * max(1, reach).squareRoot() })
  }
}

/// Centre and scatter of weighted points, weights adding up to 1.
private struct Moments {
  private(set) var centre = SIMD3<Double>.zero
  /// Σ w (x − c)(x − c)ᵀ.
  private(set) var scatter = SymmetricMatrix3()

  init(_ points: [SIMD3<Double>], _ weight: [Double]) {
    for k in points.indices { centre += points[k] * weight[k] }
    for k in points.indices { scatter.add(points[k] - centre, weight: weight[k]) }
  }

  /// All weights times 1 − s, that of one point plus s: c ← c + s (x − c), S ← (1 − s) (S + s (x − c)(x − c)ᵀ).
  mutating func move(towards point: SIMD3<Double>, by step: Double) {
    let way = point - centre
    scatter.add(way, weight: step)
    scatter.scale(by: 1 - step)
    centre += way * step
  }
}
