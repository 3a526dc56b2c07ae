import Foundation
import Testing

@testable import Features

@Suite struct `The oriented bounding box` {
  private func box(_ points: [SIMD3<Int>], spacing: SIMD3<Double> = [1, 1, 1]) -> OrientedBox {
    OrientedBox(around: ConvexHull(points: points), spacing: spacing)
  }

  private func sorted(_ lengths: SIMD3<Double>) -> [Double] { [lengths.x, lengths.y, lengths.z].sorted() }

  private func cloud(seed: Int, count: Int = 24) -> [SIMD3<Int>] {
    (0..<count).map { k in
      func coordinate(_ axis: Int) -> Int { Int(40 * sin(Double((k + 1) * (seed + 3) * (axis + 2) * (axis + 5)))) }
      return SIMD3(coordinate(0), coordinate(1) / 2, coordinate(2))
    }
  }

  @Test func `an upright block is its own box`() {
    let lengths = box([0, 6].flatMap { x in [0, 4].flatMap { y in [0, 2].map { SIMD3(x, y, $0) } } }).lengths
    #expect(sorted(lengths) == [1, 2, 3])
  }

  @Test func `a turned block is its own box`() {
    // Three directions of length 3 at right angles.
    let (a, b, c) = (SIMD3(1, 2, 2), SIMD3(2, 1, -2), SIMD3(2, -2, 1))
    var corners: [SIMD3<Int>] = []
    for i in [0, 4] {
      for j in [0, 2] {
        for k in [0, 1] {
          let (u, v, w) = (
            a &* SIMD3(repeating: i), b &* SIMD3(repeating: j), c &* SIMD3(repeating: k)
          )
          corners.append(u &+ v &+ w)
        }
      }
    }
    for (length, expected) in zip(sorted(box(corners).lengths), [1.5, 3, 6]) { #expect(abs(length - expected) < 1e-8) }
  }

  @Test func `a regular tetrahedron lies in a cube that touches it with edges alone`() {
    // Every other corner of a cube of 10 mm: no side of the least box lies on a face of the hull.
    let lengths = box([[0, 0, 0], [20, 20, 0], [20, 0, 20], [0, 20, 20]]).lengths
    for length in sorted(lengths) { #expect(abs(length - 10) < 1e-8) }
  }

  @Test(arguments: 0..<6) func `no other orientation that a search finds has a smaller box`(seed: Int) {
    let spacing = SIMD3(1, 0.8, 1.7)
    let hull = ConvexHull(points: cloud(seed: seed))
    let corners = hull.positions(spacing: spacing)
    /// The volume of the box turned by Euler angles.
    func volume(_ angles: SIMD3<Double>) -> Double {
      let (ca, sa, cb, sb) = (cos(angles.x), sin(angles.x), cos(angles.y), sin(angles.y))
      let (cc, sc) = (cos(angles.z), sin(angles.z))
      let u = SIMD3(ca * cb, sa * cb, -sb)
      let v = SIMD3(ca * sb * sc - sa * cc, sa * sb * sc + ca * cc, cb * sc)
      return [u, v, cross(u, v)].reduce(1) { product, axis in
        let depths = corners.map { dot($0, axis) }
        return product * ((depths.max() ?? 0) - (depths.min() ?? 0))
      }
    }
    var least = Double.infinity
    for start in 0..<16 {
      var angles = SIMD3(Double(start % 4), Double(start / 4), Double(start % 3)) * (Double.pi / 8)
      var best = volume(angles)
      var (step, rounds) = (0.2, 0)
      while step > 1e-5, rounds < 300 {
        rounds += 1
        var isBetter = false
        for k in 0..<26 {
          let at = k < 13 ? k : k + 1
          let next = angles + SIMD3(Double(at % 3 - 1), Double(at / 3 % 3 - 1), Double(at / 9 - 1)) * step
          let value = volume(next)
          if value < best { (best, angles, isBetter) = (value, next, true) }
        }
        if !isBetter { step /= 2 }
      }
      least = min(least, best)
    }
    let found = OrientedBox(around: hull, spacing: spacing).volume
    #expect(found <= least * (1 + 1e-4), "found \(found), a search from 16 starts \(least)")
    #expect(found >= least * (1 - 0.02), "a box much smaller than any seen would not hold the hull")
  }

  @Test(arguments: 0..<6) func `the box depends neither on the place of the points nor on the order of axes`(seed: Int)
  {
    let points = cloud(seed: seed)
    let here = box(points, spacing: [1, 0.8, 1.7])
    let moved = box(points.map { $0 &+ SIMD3(17, -5, 31) }, spacing: [1, 0.8, 1.7])
    let permuted = box(points.map { SIMD3($0.z, $0.x, $0.y) }, spacing: [1.7, 1, 0.8])
    let mirrored = box(points.reversed().map { SIMD3(-$0.x, $0.y, $0.z) }, spacing: [1, 0.8, 1.7])
    for other in [moved, permuted, mirrored] {
      #expect(abs(other.volume - here.volume) <= 1e-7 * here.volume)
      #expect(abs(other.area - here.area) <= 1e-5 * here.area)
    }
  }

  @Test func `points in a plane have no box`() {
    #expect(box([[0, 0, 0], [4, 0, 0], [0, 4, 0], [4, 4, 0]]).volume == 0)
  }
}
