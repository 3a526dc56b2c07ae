import Testing

@testable import Features

@Suite struct SurfaceMeshTests {
  private func mesh(_ inside: Set<SIMD3<Int>>, size: SIMD3<Int>) -> SurfaceMesh {
    var isInside: [Bool] = []
    for z in 0..<size.z {
      for y in 0..<size.y { for x in 0..<size.x { isInside.append(inside.contains([x, y, z])) } }
    }
    return SurfaceMesh(isInside, size: size, box: VoxelBox(lower: .zero, upper: size), spacing: [1, 1, 1])
  }

  /// One voxel is an octahedron with corners half a voxel from its centre: volume 1/6, eight faces of √3/8.
  @Test(arguments: [SIMD3(1, 1, 0), [1, 0, 1], [0, 1, 1], [1, 1, 1]])
  func `voxels that touch only along an edge or at a corner are surfaces of their own`(step: SIMD3<Int>) {
    let single = mesh([[0, 0, 0]], size: [1, 1, 1])
    #expect(abs(single.volume - 1.0 / 6) < 1e-15 && abs(single.area - 3.0.squareRoot()) < 1e-15)
    for (first, second) in [(SIMD3<Int>.zero, step), (SIMD3(step.x, 0, 0), SIMD3(0, step.y, step.z))] {
      let pair = mesh([first, second], size: step &+ 1)
      #expect(abs(pair.volume - 2 * single.volume) < 1e-14)
      #expect(abs(pair.area - 2 * single.area) < 1e-14)
    }
  }

  /// A full block without two such voxels: the voxels that are missing are joined, so that less is inside than would be
  /// around two holes by themselves.
  @Test func `missing voxels on a diagonal are one hole`() {
    let size = SIMD3(5, 5, 3)
    var block: Set<SIMD3<Int>> = []
    for z in 0..<3 { for y in 0..<5 { for x in 0..<5 { block.insert([x, y, z]) } } }
    func lost(_ holes: Set<SIMD3<Int>>) -> Double {
      mesh(block, size: size).volume - mesh(block.subtracting(holes), size: size).volume
    }
    let one = lost([[2, 2, 1]])
    #expect(abs(one - 1.0 / 6) < 1e-12)
    #expect(lost([[2, 2, 1], [1, 1, 1]]) > 2 * one + 0.05)
  }
}
