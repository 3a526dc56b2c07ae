import Foundation
import Testing

@testable import Features

@Suite struct `The smallest ellipsoid around points` {
  private func ellipsoid(_ points: [SIMD3<Double>]) throws -> Ellipsoid { try #require(Ellipsoid(enclosing: points)) }

  private func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 5e-7 * abs(b) }

  @Test func `corners of a block lie on an ellipsoid with axes √3 as long`() throws {
    let corners = [-3.0, 3].flatMap { x in [-2.0, 2].flatMap { y in [-1.0, 1].map { SIMD3(x, y, $0) } } }
    let axes = try ellipsoid(corners).semiAxes
    for (axis, half) in zip([axes.x, axes.y, axes.z], [3.0, 2, 1]) { #expect(isNear(axis, half * 3.squareRoot())) }
  }

  @Test func `a tetrahedron with all edges alike lies in a ball`() throws {
    // Every other corner of a cube of edge 2: at a distance of √3.
    let axes = try ellipsoid([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]).semiAxes
    for axis in [axes.x, axes.y, axes.z] { #expect(isNear(axis, 3.squareRoot())) }
  }

  @Test(arguments: 0..<8) func `points on a turned ellipsoid and within it have that ellipsoid`(seed: Int) throws {
    var random = RandomStream(seed: UInt64(seed), index: 1)
    let turn = (0..<3).map { _ in Double.random(in: 0..<6, using: &random) }
    func placed(_ p: SIMD3<Double>) -> SIMD3<Double> {
      let a = SIMD3(p.x * cos(turn[0]) - p.y * sin(turn[0]), p.x * sin(turn[0]) + p.y * cos(turn[0]), p.z)
      let b = SIMD3(a.x * cos(turn[1]) - a.z * sin(turn[1]), a.y, a.x * sin(turn[1]) + a.z * cos(turn[1]))
      return SIMD3(b.x, b.y * cos(turn[2]) - b.z * sin(turn[2]), b.y * sin(turn[2]) + b.z * cos(turn[2])) + [7, -5, 90]
    }
    let axes = SIMD3<Double>(12, 5, 1.5)
    // The ends of its axes fix it; all others lie on it or within.
    var points = [SIMD3(1.0, 0, 0), [0, 1, 0], [0, 0, 1]].flatMap { [$0 * axes, -$0 * axes] }
    for k in 0..<300 {
      let way = SIMD3(
        Double.random(in: -1...1, using: &random), Double.random(in: -1...1, using: &random),
        Double.random(in: -1...1, using: &random))
      points.append(way / length(way) * axes * (k % 3 == 0 ? 1 : Double.random(in: 0...1, using: &random)))
    }
    let found = try ellipsoid(points.shuffled(using: &random).map(placed))
    #expect(isNear(found.volume, 4 * .pi / 3 * 12 * 5 * 1.5))
    #expect((0..<3).allSatisfy { abs(found.semiAxes[$0] - axes[$0]) < 1e-3 * axes[$0] })
  }

  @Test(arguments: 0..<6) func `it depends on the points alone, not on their order, and stretches with them`(seed: Int)
    throws
  {
    var random = RandomStream(seed: UInt64(seed), index: 2)
    let points = (0..<60).map { _ in
      SIMD3(
        Double.random(in: -9...9, using: &random), Double.random(in: -4...4, using: &random),
        Double.random(in: -1...1, using: &random))
    }
    let volumes = try (0..<20).map { _ in try ellipsoid(points.shuffled(using: &random)).volume }
    #expect(isNear(volumes.max() ?? .infinity, volumes.min() ?? 0))
    #expect(isNear(try ellipsoid(points.map { $0 * [2, 1, 10] }).volume, 20 * volumes[0]))
  }

  @Test func `points in a plane have none`() {
    #expect(Ellipsoid(enclosing: [[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0], [3, 2, 0]]) == nil)
    #expect(Ellipsoid(enclosing: [SIMD3<Double>](repeating: [1, 2, 3], count: 9)) == nil)
    #expect(Ellipsoid(enclosing: [[0, 0, 0], [1, 0, 0], [0, 1, 0]]) == nil)
  }
}
