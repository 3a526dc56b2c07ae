import Foundation
import Testing

@testable import Features

@Suite struct `The planar hull` {
  private func cloud(_ seed: Int) -> [SIMD3<Int>] {
    (0..<3 * seed).map { k in
      SIMD3(Int(9 * sin(Double((k + 1) * (seed + 2)))), Int(7 * cos(Double((k + 3) * (seed + 5)))), 4)
    }
  }

  @Test(arguments: 2...24) func `goes once around all points and turns left at every corner`(seed: Int) {
    let points = cloud(seed)
    let hull = ConvexHull.planarHull(points)
    func turn(_ a: SIMD3<Int>, _ b: SIMD3<Int>, _ c: SIMD3<Int>) -> Int {
      (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    }
    #expect(hull.count > 2 && hull.allSatisfy(points.contains))
    for k in hull.indices {
      let (a, b, c) = (hull[k], hull[(k + 1) % hull.count], hull[(k + 2) % hull.count])
      #expect(turn(a, b, c) > 0)
      #expect(points.allSatisfy { turn(a, b, $0) >= 0 })
    }
  }

  @Test(arguments: [SIMD3(0, 1, 0), SIMD3(1, 0, 0), SIMD3(2, -3, 0)])
  func `of points on a line is its two ends`(step: SIMD3<Int>) {
    let points = [2, 0, 3, 1, 3].map { step &* SIMD3(repeating: $0) }
    #expect(Set(ConvexHull.planarHull(points)) == [points[1], points[2]])
  }

  @Test func `of one point is that point, of none nothing`() {
    #expect(ConvexHull.planarHull([SIMD3(1, 2, 3)]) == [SIMD3(1, 2, 3)])
    #expect(ConvexHull.planarHull([]) == [])
  }
}
