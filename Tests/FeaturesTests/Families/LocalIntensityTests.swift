import Foundation
import Testing

@testable import Features

/// Local intensity peaks beside the definition written out: every voxel within 6.2 mm of every voxel of the region.
@Suite struct LocalIntensityTests {
  /// Where the region lies in a grid of 17 × 15 × 9 voxels of 1.3 × 1.7 × 2.9 mm.
  enum Place: CaseIterable {
    case touchingTheBorder, inside, gapsInTheImage, fractions
    /// Spheres reach two slices up and down, further than the region is deep.
    case oneSliceAtTheBorder, twoSlicesNearTheBorder, oneVoxel

    func holds(_ x: Int, _ y: Int, _ z: Int) -> Bool {
      switch self {
      case .inside: (5...11).contains(x) && (4...10).contains(y) && (3...5).contains(z)
      case .oneSliceAtTheBorder: x > 3 && y < 12 && z == 0
      case .twoSlicesNearTheBorder: x < 9 && (6...7).contains(z)
      case .oneVoxel: x == 4 && y == 14 && z == 4
      case .touchingTheBorder, .gapsInTheImage, .fractions: x < 9 && y + z > 3
      }
    }
  }

  private static func region(_ place: Place) throws -> Region {
    let size = SIMD3(17, 15, 9)
    var state: UInt64 = 11
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 33) / Double(1 << 31)
    }
    var (voxels, isInside): ([Double], [Bool]) = ([], [])
    for z in 0..<size.z {
      for y in 0..<size.y {
        for x in 0..<size.x {
          let value = place == .fractions ? 900 * next() - 400 : (900 * next() - 400).rounded()
          voxels.append(place == .gapsInTheImage && (x + 2 * y + z) % 11 == 0 ? .nan : value)
          isInside.append(place.holds(x, y, z))
        }
      }
    }
    return try Region(
      geometry: Geometry(size: size, spacing: [1.3, 1.7, 2.9]), intensities: voxels, isMorphological: isInside)
  }

  /// Mean of the finite voxels whose centres are within the radius.
  private static func mean(around centre: SIMD3<Int>, in region: Region) -> Double {
    let (size, spacing) = (region.geometry.size, region.geometry.spacing)
    var (sum, count) = (0.0, 0)
    for z in 0..<size.z {
      for y in 0..<size.y {
        for x in 0..<size.x {
          let d = SIMD3(Double(x - centre.x), Double(y - centre.y), Double(z - centre.z)) * spacing
          let value = region.intensities[x + size.x * (y + size.y * z)]
          guard (d * d).sum().squareRoot() <= 6.203_504_908_994, value.isFinite else { continue }
          sum += value
          count += 1
        }
      }
    }
    return sum / Double(count)
  }

  @Test(arguments: Place.allCases)
  func `peaks are the highest means of the definition`(place: Place) throws {
    let region = try Self.region(place)
    let size = region.geometry.size
    let highest = try #require(region.values.max())
    var (local, global) = (-Double.infinity, -Double.infinity)
    for k in region.isIntensity.indices where region.isIntensity[k] {
      let mean = Self.mean(around: SIMD3(k % size.x, k / size.x % size.y, k / (size.x * size.y)), in: region)
      global = max(global, mean)
      if region.intensities[k] == highest { local = max(local, mean) }
    }
    let values = LocalIntensity.values(of: region).compactMap(\.number)
    #expect(values.count == 2)
    #expect(zip(values, [local, global]).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  /// Voxels of 10, 100 and 300 µm: spheres of more than the image, of all of it from some voxels, and of a part.
  @Test(arguments: [0.01, 0.4, 0.55])
  func `spheres that the image is too small for hold what is there`(edge: Double) throws {
    let size = SIMD3(12, 9, 6)
    let voxels = (0..<size.x * size.y * size.z).map { Double(($0 * 37) % 101) + 0.25 }
    let region = try Region(
      geometry: Geometry(size: size, spacing: SIMD3(repeating: edge) * [1, 1.5, 2]), intensities: voxels,
      isMorphological: voxels.indices.map { $0 % 12 > 5 && $0 / 108 < 2 })
    let means = region.isIntensity.indices.filter { region.isIntensity[$0] }.map { k in
      (region.intensities[k], Self.mean(around: SIMD3(k % 12, k / 12 % 9, k / 108), in: region))
    }
    let highest = try #require(means.map(\.0).max())
    let values = LocalIntensity.values(of: region).compactMap(\.number)
    #expect(abs(values[0] - (means.filter { $0.0 == highest }.map(\.1).max() ?? 0)) < 1e-9)
    #expect(abs(values[1] - (means.map(\.1).max() ?? 0)) < 1e-9)
  }

  /// Rows of every length up to three times what is compared at a time, and a bit.
  @Test func `the greatest of a row is that of its wanted numbers`() {
    var state: UInt64 = 5
    func next() -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) - 1 << 30
    }
    for width in 1...100 {
      let numbers = (0..<width).map { _ in Int32(truncatingIfNeeded: next()) }
      var isWanted = numbers.map { _ in UInt8(next() % 3 == 0 ? 1 : 0) }
      isWanted[abs(next()) % width] = 1
      let expected = zip(numbers, isWanted).filter { $0.1 == 1 }.map(\.0).max()
      let doubles = numbers.map { Double($0) / 7 }
      #expect(Int32.greatest(numbers, isWanted, width: width) == expected)
      #expect(Double.greatest(doubles, isWanted, width: width) == expected.map { Double($0) / 7 })
    }
  }
}
