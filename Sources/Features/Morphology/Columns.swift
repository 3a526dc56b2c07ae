/// Points, four to the vector.
struct Columns {
  private(set) var x: [SIMD4<Double>] = []
  private(set) var y: [SIMD4<Double>] = []
  private(set) var z: [SIMD4<Double>] = []
  /// Without those that fill the last vector.
  let count: Int

  /// - Parameter filling: what the last vector is filled with; nil for the last point.
  init(_ points: [SIMD3<Double>], filling: SIMD3<Double>? = nil) {
    count = points.count
    for start in stride(from: 0, to: points.count, by: 4) {
      let four = (start..<start + 4).map { $0 < points.count ? points[$0] : filling ?? points[points.count - 1] }
      x.append(SIMD4(four[0].x, four[1].x, four[2].x, four[3].x))
      y.append(SIMD4(four[0].y, four[1].y, four[2].y, four[3].y))
      z.append(SIMD4(four[0].z, four[1].z, four[2].z, four[3].z))
    }
  }

  subscript(index: Int) -> SIMD3<Double> {
    SIMD3(x[index / 4][index % 4], y[index / 4][index % 4], z[index / 4][index % 4])
  }

  /// Greatest minus least component along a unit vector.
  func extent(along w: SIMD3<Double>) -> Double {
    var low = SIMD4<Double>(repeating: .infinity)
    var high = -low
    for k in x.indices {
      let depth = x[k] * w.x + y[k] * w.y + z[k] * w.z
      low.replace(with: depth, where: depth .< low)
      high.replace(with: depth, where: depth .> high)
    }
    return high.max() - low.min()
  }

  /// The point x with the greatest (x − c)ᵀ S (x − c), the first of equals, and that number.
  func farthest(from centre: SIMD3<Double>, by form: SymmetricMatrix3) -> (index: Int, value: Double) {
    let (cx, cy, cz) = (SIMD4(repeating: centre.x), SIMD4(repeating: centre.y), SIMD4(repeating: centre.z))
    var best = SIMD4<Double>(repeating: -.infinity)
    var place = SIMD4<Int64>.zero
    for k in x.indices {
      let (u, v, w) = (x[k] - cx, y[k] - cy, z[k] - cz)
      let alongX: SIMD4<Double> = u * form.xx + 2 * (v * form.xy + w * form.xz)
      let alongY: SIMD4<Double> = v * form.yy + 2 * (w * form.yz)
      let value: SIMD4<Double> = u * alongX + v * alongY + w * w * form.zz
      let isFarther = value .> best
      best.replace(with: value, where: isFarther)
      place.replace(with: Int64(k), where: isFarther)
    }
    var (index, value) = (0, -Double.infinity)
    for lane in 0..<4 {
      let candidate = 4 * Int(place[lane]) + lane
      if best[lane] > value || (best[lane] == value && candidate < index) { (index, value) = (candidate, best[lane]) }
    }
    return (min(index, count - 1), value)
  }
}
