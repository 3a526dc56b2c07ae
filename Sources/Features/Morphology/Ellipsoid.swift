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

  /// The smallest ellipsoid around points, larger than it by one part in 5 million at most: coordinate ascent on the weights
  /// of the points (Khachiyan 1996), which begins with the two ends of three directions (Kumar and Yıldırım 2005) and also
  /// takes weight from points that have too much of it (Todd and Yıldırım 2007), so that a few hundred steps are enough.
  /// nil when the points span no space.
  init?(enclosing points: [SIMD3<Double>]) {
    guard points.count > 3 else { return nil }
    let centre = points.reduce(SIMD3.zero, +) / Double(points.count)
    let lifted = points.map { $0 - centre }
    let columns = Columns(lifted)
    var weights = Weights(of: Self.ends(of: lifted))
    var moments = Moments(lifted, weights)
    // In q = (x, 1) there is one dimension more, and qᵀ M⁻¹ q = (x − c)ᵀ S⁻¹ (x − c) + 1 from the inverse by blocks. It is
    // n for every point with weight and less for all others when the ellipsoid is the smallest.
    let (n, tolerance) = (4.0, 1e-7)
    for round in 1...20000 {
      // Moments are taken over from one step to the next; now and then anew, so that rounding cannot add up.
      if round % 64 == 0 { moments = Moments(lifted, weights) }
      guard let inverse = moments.scatter.inverse else { return nil }
      let farthest = columns.farthest(from: moments.centre, by: inverse)
      let most = farthest.value + 1
      if most <= (1 + tolerance) * n { break }
      var (nearest, least) = (0, Double.infinity)
      for index in weights.support {
        let value = inverse.form(lifted[index] - moments.centre) + 1
        if value < least { (nearest, least) = (index, value) }
      }
      if most - n >= n - least {
        let step = (most - n) / (n * (most - 1))
        weights.give(step, to: farthest.index)
        moments.move(towards: lifted[farthest.index], by: step)
      } else {
        let all = weights[nearest] / (1 - weights[nearest])
        let step = least > 1 ? min(all, (n - least) / (n * (least - 1))) : all
        weights.give(-step, to: nearest)
        moments.move(towards: lifted[nearest], by: -step)
      }
    }
    moments = Moments(lifted, weights)
    let axes = moments.scatter.eigenvalues.map { (3 * max(0, $0)).squareRoot() }
    guard axes.allSatisfy({ $0 > 0 }), let inverse = moments.scatter.inverse else { return nil }
    // The ascent stops a little inside: grow the ellipsoid until every point is in.
    let reach = columns.farthest(from: moments.centre, by: inverse).value / 3
    self.init(semiAxes: axes.map { $0 * max(1, reach).squareRoot() })
  }

  /// The points that lie outermost along three directions, each across the ways between those before.
  private static func ends(of points: [SIMD3<Double>]) -> [Int] {
    func ends(along direction: SIMD3<Double>) -> [Int] {
      var (low, high) = (0, 0)
      for k in points.indices {
        if dot(points[k], direction) < dot(points[low], direction) { low = k }
        if dot(points[k], direction) > dot(points[high], direction) { high = k }
      }
      return [low, high]
    }
    func way(_ ends: [Int]) -> SIMD3<Double> { points[ends[1]] - points[ends[0]] }
    let first = ends(along: [1, 0, 0])
    // Of two directions across it the one that is less along an axis.
    let (u, v) = (cross(way(first), [1, 0, 0]), cross(way(first), [0, 1, 0]))
    let second = ends(along: dot(u, u) > dot(v, v) ? u : v)
    return first + second + ends(along: cross(way(first), way(second)))
  }
}

/// Weights that add up to 1, of a few of many points.
private struct Weights {
  /// The points with weight, in the order in which they came in. All weights are to be multiplied by `scale`: a step changes
  /// one weight and the scale of the others.
  private var entries: [(point: Int, weight: Double)] = []
  private var scale = 1.0

  /// Each point as often as it is named.
  init(of points: [Int]) {
    for point in points { add(1 / Double(points.count), to: point) }
  }

  var support: [Int] { entries.map(\.point) }

  subscript(point: Int) -> Double { (entries.first { $0.point == point }?.weight ?? 0) * scale }

  /// All weights times 1 − s, that of one point plus s; a point that is left with none, up to rounding, leaves.
  mutating func give(_ step: Double, to point: Int) {
    scale *= 1 - step
    add(step / scale, to: point)
    entries.removeAll { $0.point == point && $0.weight * scale <= 1e-12 }
  }

  private mutating func add(_ weight: Double, to point: Int) {
    if let place = entries.firstIndex(where: { $0.point == point }) {
      entries[place].weight += weight
    } else {
      entries.append((point, weight))
    }
  }
}

/// Centre and scatter of weighted points, weights adding up to 1.
private struct Moments {
  private(set) var centre = SIMD3<Double>.zero
  /// Σ w (x − c)(x − c)ᵀ.
  private(set) var scatter = SymmetricMatrix3()

  init(_ points: [SIMD3<Double>], _ weights: Weights) {
    for k in weights.support { centre += points[k] * weights[k] }
    for k in weights.support { scatter.add(points[k] - centre, weight: weights[k]) }
  }

  /// As the weights change when one point is given s, which may be negative: c ← c + s (x − c), S ← (1 − s) (S + s (x − c)(x − c)ᵀ).
  mutating func move(towards point: SIMD3<Double>, by step: Double) {
    let way = point - centre
    scatter.add(way, weight: step)
    scatter.scale(by: 1 - step)
    centre += way * step
  }
}
