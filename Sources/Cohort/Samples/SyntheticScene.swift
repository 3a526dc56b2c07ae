internal import Features
internal import Foundation
internal import Stats

/// A synthetic CT of the neighbourhood of a tumour: enough anatomy to be looked at, and a tumour with known properties.
///
/// The tumour is a ball whose radius is changed by smooth lobes,
///
///     r(d) = R · (1 + irregularity · Σₖ aₖ exp(3 (d·uₖ − 1)))      aₖ standard normal, uₖ random directions
///
/// filled with `density` HU plus a Gaussian random field of standard deviation `heterogeneity` HU and wavelengths of 5 to
/// 14 mm (a sum of plane waves). Noise is added to the whole image and smoothed within the slice, as a reconstruction
/// kernel does.
struct SyntheticScene: Sendable {
  enum Site: Sendable {
    case pelvis, lung
  }

  var site: Site
  /// Voxels.
  var size: SIMD3<Int>
  /// mm.
  var spacing: SIMD3<Double>
  /// R in mm.
  var radius: Double
  /// 0 is a ball.
  var irregularity: Double
  /// HU.
  var density: Double
  /// HU.
  var heterogeneity: Double
  /// Standard deviation of the noise before smoothing, in HU; three eighths of it are left afterwards.
  var noise: Double
  var seed: UInt64

  /// The image in whole HU and the tumour's mask.
  func render() -> (image: Volume<Float>, mask: Mask) {
    var generator = SeededGenerator(seed: seed, stream: 1)
    let extent = SIMD3(Double(size.x), Double(size.y), Double(size.z)) * spacing
    let geometry = Geometry(size: size, spacing: spacing, origin: extent * -0.5, direction: .identity)
    let lobes = (0..<7).map { _ in (Self.direction(&generator), generator.normal() * irregularity) }
    let waves = (0..<24).map { _ in
      let wavelength = 5 + 9 * generator.uniform()
      return (Self.direction(&generator) * (2 * Double.pi / wavelength), generator.uniform() * 2 * Double.pi)
    }
    let waveHeight = heterogeneity * (2 / Double(waves.count)).squareRoot()
    let anatomy = Anatomy(site: site, extent: extent, using: &generator)
    let reach = radius * 2

    var voxels = [Float](repeating: 0, count: geometry.count)
    var isInside = [Bool](repeating: false, count: geometry.count)
    var index = 0
    for z in 0..<size.z {
      for y in 0..<size.y {
        for x in 0..<size.x {
          let position =
            (SIMD3(Double(x), Double(y), Double(z)) + 0.5) * spacing - extent * 0.5
          var value = anatomy.density(at: position)
          let distance = (position * position).sum().squareRoot()
          if distance < reach, !anatomy.isGas(at: position, within: Self.wallThickness) {
            var factor = 1.0
            if distance > 0 {
              let direction = position / distance
              for (axis, height) in lobes { factor += height * exp(3 * ((direction * axis).sum() - 1)) }
            }
            if distance < radius * min(max(factor, 0.45), 1.9) {
              var field = 0.0
              for (wave, phase) in waves { field += cos((position * wave).sum() + phase) }
              value = density + waveHeight * field
              isInside[index] = true
            }
          }
          voxels[index] = Float(value + noise * generator.normal())
          index += 1
        }
      }
    }
    smoothWithinSlices(&voxels)
    for i in voxels.indices { voxels[i] = voxels[i].rounded() }
    return (Volume(geometry: geometry, voxels: voxels), Mask(geometry: geometry, isInside: isInside))
  }

  /// Bowel wall in mm between a tumour and the gas of its lumen: farther than interpolation and the reconstruction
  /// kernel carry gas into the region.
  private static let wallThickness = 4.0

  private static func direction(_ generator: inout SeededGenerator) -> SIMD3<Double> {
    while true {
      let v = SIMD3(generator.normal(), generator.normal(), generator.normal())
      let length = (v * v).sum().squareRoot()
      if length > 1e-6 { return v / length }
    }
  }

  /// Weights 1 2 1 along x, then y; the border repeats.
  private func smoothWithinSlices(_ voxels: inout [Float]) {
    var line = [Float](repeating: 0, count: max(size.x, size.y))
    voxels.withUnsafeMutableBufferPointer { voxels in
      line.withUnsafeMutableBufferPointer { line in
        for z in 0..<size.z {
          let slice = z * size.x * size.y
          for (count, step, lines, stride) in [(size.x, 1, size.y, size.x), (size.y, size.x, size.x, 1)] {
            for l in 0..<lines {
              let start = slice + l * stride
              for i in 0..<count { line[i] = voxels[start + i * step] }
              for i in 0..<count {
                let before = line[max(0, i - 1)]
                let after = line[min(count - 1, i + 1)]
                voxels[start + i * step] = (before + 2 * line[i] + after) / 4
              }
            }
          }
        }
      }
    }
  }
}

/// What surrounds the tumour, as densities by position (mm from the centre; x to the right, y to the front, z to the head).
private struct Anatomy {
  private let site: SyntheticScene.Site
  private let extent: SIMD3<Double>
  private let balls: [(centre: SIMD3<Double>, radii: SIMD3<Double>, density: Double)]
  private let vessels: [(start: SIMD3<Double>, direction: SIMD3<Double>, radius: Double)]
  private let wall: Double

  init(site: SyntheticScene.Site, extent: SIMD3<Double>, using generator: inout SeededGenerator) {
    self.site = site
    self.extent = extent
    func around(_ value: Double, _ spread: Double) -> Double { value + spread * (2 * generator.uniform() - 1) }
    switch site {
    case .pelvis:
      let gasX = around(0, 3)
      balls = [
        // The gut's gas, its wall, muscles on both sides, the bladder in front, the sacrum behind.
        ([gasX + 21, around(2, 3), 0], [9, around(7, 2), 200], -900),
        ([gasX + 20, 1, 0], [15, 14, 200], around(38, 5)),
        ([-50, around(-8, 4), 0], [20, 30, 300], around(58, 4)),
        ([50, around(-8, 4), 0], [20, 30, 300], around(58, 4)),
        ([around(0, 4), 48, around(8, 6)], [28, 20, 34], around(8, 3)),
        ([0, -54, 0], [22, 9, 300], around(180, 20)), ([0, -56, 0], [27, 15, 300], around(420, 40)),
      ]
      vessels = []
      wall = 0
    case .lung:
      balls = [([-66, around(-6, 4), 0], [26, 44, 300], around(42, 4))]
      vessels = (0..<14).map { _ in
        (
          [-40, around(0, 40), around(0, 40)], [1, around(0, 0.7), around(0, 0.7)], around(1.7, 0.8)
        )
      }
      wall = around(46, 3)
    }
  }

  /// Whether a position lies in the gut's gas or nearer to it than a margin in mm.
  func isGas(at position: SIMD3<Double>, within margin: Double) -> Bool {
    guard site == .pelvis, let gas = balls.first else { return false }
    let scaled = (position - gas.centre) / (gas.radii + margin)
    return (scaled * scaled).sum() < 1
  }

  func density(at position: SIMD3<Double>) -> Double {
    for ball in balls {
      let scaled = (position - ball.centre) / ball.radii
      if (scaled * scaled).sum() < 1 { return ball.density }
    }
    switch site {
    case .pelvis: return -98
    case .lung:
      // A curved chest wall with ribs every 22 mm towards the head.
      let depth = (position.x * position.x + 0.7 * position.y * position.y).squareRoot() - wall
      if position.x > 0, depth > 0 {
        let rib = abs((position.z + position.y * 0.3).truncatingRemainder(dividingBy: 22))
        return depth > 3 && depth < 9 && rib < 7 ? 430 : depth > 13 ? -95 : 52
      }
      for vessel in vessels {
        let relative = position - vessel.start
        let along = (relative * vessel.direction).sum() / (vessel.direction * vessel.direction).sum()
        let off = relative - vessel.direction * along
        if along > 0, (off * off).sum() < vessel.radius * vessel.radius { return 38 }
      }
      return -862 + 10 * sin(position.x / 9) * cos(position.y / 11)
    }
  }
}
