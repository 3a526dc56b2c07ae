import Foundation
import Testing

@testable import Features

@Suite struct `Geometry of images` {
  let oblique = Geometry(
    size: [10, 20, 30], spacing: [0.5, 1, 2], origin: [5, -6, 7],
    direction: .init(x: [0.6, 0.8, 0], y: [-0.8, 0.6, 0], z: [0, 0, -1]))

  @Test func `world and voxel positions invert each other`() throws {
    let voxel: SIMD3<Double> = [3.25, 10, -4]
    let back = try #require(oblique.voxel(ofWorld: oblique.world(ofVoxel: voxel)))
    #expect(length(back - voxel) < 1e-12)
    #expect(oblique.world(ofVoxel: [2, 0, 0]) == [5.6, -5.2, 7])
  }

  @Test func `grids of one series are close and others are not`() {
    var other = oblique
    other.origin.x += 0.001
    #expect(oblique.isClose(to: other))
    #expect(oblique.difference(from: other) == nil)
    other.origin.x += 0.1
    #expect(!oblique.isClose(to: other))
  }

  @Test func `a difference is told by kind and amount`() {
    let image = Geometry(size: [64, 64, 24], spacing: [1, 1, 2.5])
    #expect(
      Geometry(size: [64, 64, 20], spacing: [1, 1, 2.5]).difference(from: image)
        == "mask is 64×64×20 voxels but image is 64×64×24")
    #expect(
      Geometry(size: [64, 64, 24], spacing: [1, 1, 3]).difference(from: image)
        == "mask has voxels of 1×1×3 mm but image has 1×1×2.5 mm")
    #expect(
      Geometry(size: [64, 64, 24], spacing: [1, 1, 2.5], origin: [0, 3, 4]).difference(from: image)
        == "the first voxel of mask lies 5 mm from that of image (0, 3, 4 against 0, 0, 0 mm)")
  }

  @Test func `all 48 axis orders have their own three letters`() {
    var codes: Set<String> = []
    let units: [SIMD3<Double>] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    for p in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      for signs in 0..<8 {
        let axes = (0..<3).map { units[p[$0]] * (signs >> $0 & 1 == 0 ? 1 : -1) }
        let orientation = Geometry(size: [1, 1, 1], direction: .init(x: axes[0], y: axes[1], z: axes[2])).orientation
        codes.insert(orientation.code)
        #expect(orientation.obliqueness == 0)
        #expect(orientation.warning == nil)
      }
    }
    #expect(codes.count == 48)
  }

  @Test func `an oblique image never names one direction twice`() {
    // Both x and y lie nearest to the first world axis when each is judged alone.
    let image = Geometry(
      size: [1, 1, 1],
      direction: .init(x: [0.71, 0.5, 0.495], y: [0.7, -0.51, -0.5], z: [0, 0.7, -0.714]))
    #expect(Set(image.orientation.worldAxis) == [0, 1, 2])
    #expect(oblique.orientation.code == "ALI")
    #expect(oblique.orientation.warning == "oblique 37°")
  }
}
