import Foundation
import Testing

@testable import Features

/// Riesz transforms whose axes follow the structure tensor.
@Suite struct RieszAlignmentTests {
  /// cos 2π(k·r)/65 on 65 × 65 voxels: whole cycles in either direction, and a length for which zero is a frequency.
  private static func wave(_ kx: Int, _ ky: Int, phase: Double = 0) -> Volume<Float> {
    let voxels = (0..<65 * 65).map { place in
      let turns = Double(kx * (place % 65) + ky * (place / 65)) / 65
      return Float(cos(2 * Double.pi * turns + phase))
    }
    return Volume(geometry: Geometry(size: [65, 65, 1], spacing: [1, 1, 1]), voxels: voxels)
  }

  private static func aligned(_ order: [Int], dimensions: Filter.Dimensions = .two) -> Filter {
    Filter(.riesz(order: order, of: .simoncelli(level: 1), alignment: 3), dimensions: dimensions, boundary: .wrap)
  }

  /// Waves of one length, 10 cycles, whose directions are 0°, 53.1° and 36.9°.
  @Test(arguments: [(10, 0), (6, 8), (8, -6)])
  func `a wave in any direction responds as one along the first axis`(kx: Int, ky: Int) throws {
    let wave = Self.wave(kx, ky)
    let band = try Filter(.simoncelli(level: 1), dimensions: .two, boundary: .wrap).response(to: wave)
    // (−i)² = −1 times the band-pass, all of it along the wave and nothing across it.
    let along = try Self.aligned([2, 0]).response(to: wave)
    let across = try Self.aligned([0, 2]).response(to: wave)
    let mixed = try Self.aligned([1, 1]).response(to: wave)
    #expect(zip(along.voxels, band.voxels).allSatisfy { abs($0 + $1) < 1e-4 })
    #expect(across.voxels.allSatisfy { abs($0) < 1e-4 })
    #expect(mixed.voxels.allSatisfy { abs($0) < 1e-4 })
    // 10 cycles are 10/32 of Nyquist's frequency.
    let gain = Float(cos(Double.pi / 2 * log2(2 * 10 / 32.0)))
    #expect(abs((band.voxels.max() ?? 0) - gain) < 1e-4)
  }

  @Test func `the first-order response along its own direction is never negative`() throws {
    let wave = Self.wave(6, 8, phase: 0.3)
    let plain = try Filter(.riesz(order: [1, 0], of: .simoncelli(level: 1)), dimensions: .two, boundary: .wrap)
      .response(to: wave)
    let aligned = try Self.aligned([1, 0]).response(to: wave)
    // The wave runs along (0.6, 0.8).
    #expect(zip(aligned.voxels, plain.voxels).allSatisfy { abs($0 - abs($1) / 0.6) < 1e-3 })
  }

  @Test func `a volume with its axes exchanged has its response exchanged`() throws {
    var state: UInt64 = 5
    let size = 11
    let voxels = (0..<size * size * size).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1
      return Float(state >> 40) / Float(1 << 24)
    }
    // (x, y, z) → (y, z, x).
    func exchanged(_ voxels: [Float]) -> [Float] {
      voxels.indices.map { place in
        let (x, y, z) = (place % size, place / size % size, place / (size * size))
        return voxels[y + size * (z + size * x)]
      }
    }
    func response(_ voxels: [Float], _ order: [Int]) throws -> [Float] {
      let geometry = Geometry(size: SIMD3(repeating: size), spacing: [1, 1, 1])
      return try Self.aligned(order, dimensions: .three).response(to: Volume(geometry: geometry, voxels: voxels)).voxels
    }
    for order in [[2, 0, 0], [0, 1, 1], [1, 2, 1]] {
      let turned = try response(exchanged(voxels), order)
      let expected = exchanged(try response(voxels, order))
      let largest = expected.map { abs($0) }.max() ?? 0
      #expect(largest > 0.01)
      for place in voxels.indices {
        #expect(abs(turned[place] - expected[place]) < 2e-3 * largest, "\(order) \(place)")
      }
    }
  }

  @Test func `a product of two directions written out`() {
    var product = FormProduct([1, 1])
    product.expand([SIMD3(0.6, 0.8, 0), SIMD3(-0.8, 0.6, 0)])
    #expect(product.terms == [[2, 0], [1, 1], [0, 2]])
    // (0.6 a + 0.8 b)(−0.8 a + 0.6 b) = −0.48 a² + (0.36 − 0.64) ab + 0.48 b²
    for (coefficient, expected) in zip(product.coefficients, [-0.48, -0.28, 0.48]) {
      #expect(abs(coefficient - expected) < 1e-15)
    }
  }

  @Test func `an alignment without meaning is refused with a sentence`() {
    let image = Volume(geometry: Geometry(size: [2, 2, 1], spacing: [1, 1, 1]), voxels: [1, 2, 3, 4] as [Float])
    func message(_ order: [Int], _ alignment: Double) -> String {
      do throws(FilterError) {
        let kind = Filter.Kind.riesz(order: order, of: .simoncelli(level: 1), alignment: alignment)
        _ = try Filter(kind, dimensions: .two).response(to: image)
        return ""
      } catch { return "\(error)" }
    }
    #expect(
      message([1, 0], 0)
        == "The window that a Riesz transform is aligned by is a length in mm above 0 and at most 1000, not 0.0.")
    #expect(message([3, 2], 1) == "The exponents of an aligned Riesz transform add up to 4 at most, not [3, 2].")
  }
}

@Suite struct SymmetricMatrixTests {
  @Test func `eigenvectors are turned by the matrix into multiples of themselves`() {
    var matrix = SymmetricMatrix3()
    for (vector, weight) in [(SIMD3(1.0, 2, -1), 2.0), (SIMD3(0.5, -1, 3), 1.0), (SIMD3(2.0, 0.1, 0.3), 0.7)] {
      matrix.add(vector, weight: weight)
    }
    let pairs = matrix.eigenvectors
    #expect(pairs.map(\.value) == pairs.map(\.value).sorted(by: >))
    for (value, v) in pairs {
      let image = SIMD3(
        matrix.xx * v.x + matrix.xy * v.y + matrix.xz * v.z, matrix.xy * v.x + matrix.yy * v.y + matrix.yz * v.z,
        matrix.xz * v.x + matrix.yz * v.y + matrix.zz * v.z)
      for axis in 0..<3 { #expect(abs(image[axis] - value * v[axis]) < 1e-12) }
      #expect(abs((v * v).sum() - 1) < 1e-14)
    }
  }

  @Test func `a diagonal matrix gives its entries exactly`() {
    var matrix = SymmetricMatrix3()
    (matrix.xx, matrix.yy, matrix.zz) = (0.1, 0.3, 0.2)
    #expect(matrix.eigenvalues == [0.3, 0.2, 0.1])
    #expect(matrix.eigenvectors.map(\.vector) == [[0, 1, 0], [0, 0, 1], [1, 0, 0]])
  }
}
