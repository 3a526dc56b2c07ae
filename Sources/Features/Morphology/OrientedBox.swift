import Foundation

/// The smallest box around a convex hull among those that lie flush with one of its faces.
///
/// For each direction of a face normal the hull is looked at along that direction; its outline's smallest rectangle, which
/// lies flush with an edge of the outline, completes a box. The true minimum (O'Rourke 1985) may
/// touch the hull with two edges instead of a face and be slightly smaller; IBSI leaves the approximation open.
struct OrientedBox {
  /// Edge lengths in mm.
  let lengths: SIMD3<Double>

  var volume: Double { lengths.x * lengths.y * lengths.z }
  var area: Double { 2 * (lengths.x * lengths.y + lengths.y * lengths.z + lengths.z * lengths.x) }

  init(around hull: ConvexHull, spacing: SIMD3<Double>) {
    let positions = hull.positions(spacing: spacing)
    var best = SIMD3<Double>(repeating: .infinity)
    var bestVolume = Double.infinity
    var seen: Set<SIMD3<Int>> = []
    let faceAreas = hull.triangles.map { t in
      let a = positions[Int(t.x)]
      return cross(positions[Int(t.y)] - a, positions[Int(t.z)] - a) / 2
    }
    for t in hull.triangles {
      let (a, b, c) = (positions[Int(t.x)], positions[Int(t.y)], positions[Int(t.z)])
      let normal = cross(b - a, c - a)
      guard length(normal) > 0 else { continue }
      let w = normal / length(normal)
      // Faces in one plane, and opposite ones, give the same boxes.
      let sign = w.x != 0 ? (w.x > 0 ? 1.0 : -1) : w.y != 0 ? (w.y > 0 ? 1.0 : -1) : 1
      let rounded = w * sign * 1e9
      guard seen.insert(SIMD3(Int(rounded.x), Int(rounded.y), Int(rounded.z))).inserted else { continue }
      let depths = positions.map { dot($0, w) }
      let height = (depths.max() ?? 0) - (depths.min() ?? 0)
      // No rectangle around the shadow is smaller than the shadow itself.
      let shadow = faceAreas.reduce(0.0) { $0 + abs(dot($1, w)) } / 2
      guard height * shadow < bestVolume else { continue }
      let edge = b - a
      let u = edge / length(edge)
      let v = cross(w, u)
      let outline = Self.outline(positions.map { SIMD2(dot($0, u), dot($0, v)) })
      let (width, breadth) = Self.smallestRectangle(around: outline)
      if width * breadth * height < bestVolume {
        bestVolume = width * breadth * height
        best = SIMD3(width, breadth, height)
      }
    }
    lengths = best.x.isFinite ? best : .zero
  }

  private static func outline(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    let sorted = points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    func chain(_ points: some Sequence<SIMD2<Double>>) -> [SIMD2<Double>] {
      var chain: [SIMD2<Double>] = []
      for p in points {
        while chain.count > 1 {
          let (a, b) = (chain[chain.count - 2], chain[chain.count - 1])
          if (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) > 1e-12 { break }
          chain.removeLast()
        }
        chain.append(p)
      }
      return chain
    }
    return Array(chain(sorted).dropLast() + chain(sorted.reversed()).dropLast())
  }

  /// Every edge of the outline is tried and every corner looked at: callipers that only move forward stop early at corners
  /// that rounding puts on one line, and then the box would depend on where the region lies in its image.
  private static func smallestRectangle(around outline: [SIMD2<Double>]) -> (Double, Double) {
    var best = (Double.infinity, 1.0)
    let n = outline.count
    guard n > 2 else { return (0, 0) }
    for k in 0..<n {
      let edge = outline[(k + 1) % n] - outline[k]
      let size = (edge * edge).sum().squareRoot()
      guard size > 0 else { continue }
      let u = edge / size
      let v = SIMD2(-u.y, u.x)
      var low = SIMD2<Double>(repeating: .infinity)
      var high = -low
      for corner in outline {
        let at = SIMD2((corner * u).sum(), (corner * v).sum())
        low = pointwiseMin(low, at)
        high = pointwiseMax(high, at)
      }
      let (width, breadth) = (high.x - low.x, high.y - low.y)
      if width * breadth < best.0 * best.1 { best = (width, breadth) }
    }
    return best
  }
}
