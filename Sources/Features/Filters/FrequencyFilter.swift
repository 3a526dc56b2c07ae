import Foundation

/// A filter defined by its transfer function: Simoncelli's radial band-pass, a Riesz transform, or one after the other.
///
///     band-pass    B(ν) = cos(π/2 · log₂(2ν / ν_max)) for ν_max/4 < ν ≤ ν_max, else 0;  ν_max = 2^(1 − level) of Nyquist
///     Riesz        R(ν) = (−i)^|l| √(|l|! / Πₐ lₐ!) Πₐ νₐ^lₐ / |ν|^|l|
///
/// Along an axis of n voxels the frequencies run evenly from −1 to 1 (Nyquist) at both ends, as in the consensus maps of
/// IBSI 2; zero is a sample only for odd n. The Fourier transform repeats the image, which is the boundary `wrap`; for
/// the others the image is extended first.
struct FrequencyFilter {
  private let axes: Int
  private let boundary: Boundary
  private let level: Int?
  private let order: [Int]

  init(axes: Int, boundary: Boundary, level: Int? = nil, order: [Int] = []) {
    self.axes = axes
    self.boundary = boundary
    self.level = level
    self.order = order
  }

  func response(to grid: FilterGrid) -> FilterGrid {
    guard axes == 2 else { return filtered(grid) }
    var result = grid
    let slice = grid.size.x * grid.size.y
    for z in 0..<grid.size.z {
      let part = z * slice..<(z + 1) * slice
      let flat = FilterGrid(size: SIMD3(grid.size.x, grid.size.y, 1), voxels: Array(grid.voxels[part]))
      result.voxels.replaceSubrange(part, with: filtered(flat).voxels)
    }
    return result
  }

  private func filtered(_ grid: FilterGrid) -> FilterGrid {
    var margin = SIMD3(repeating: 0)
    var size = grid.size
    if boundary != .wrap {
      for axis in 0..<axes {
        // Responses fade over a few wavelengths of the band; more than the image itself is never needed.
        margin[axis] = min(grid.size[axis], 16 << (level ?? 1))
        size[axis] = FourierTransform.convenientCount(from: grid.size[axis] + 2 * margin[axis])
      }
    }
    var spectrum = Spectrum(size: size)
    let sources = (0..<3).map { axis in
      (0..<size[axis]).map { boundary.source(of: $0 - margin[axis], count: grid.size[axis]) }
    }
    for (z, fromZ) in sources[2].enumerated() {
      guard let fromZ else { continue }
      for (y, fromY) in sources[1].enumerated() {
        guard let fromY else { continue }
        let from = grid.size.x * (fromY + grid.size.y * fromZ)
        let to = size.x * (y + size.y * z)
        for (x, fromX) in sources[0].enumerated() {
          if let fromX { spectrum.real[to + x] = grid.voxels[from + fromX] }
        }
      }
    }
    let transformed = axes == 2 ? [0, 1] : [0, 1, 2]
    spectrum.transform(isInverse: false, axes: transformed)
    multiply(&spectrum)
    spectrum.transform(isInverse: true, axes: transformed)
    var result = grid
    for z in 0..<grid.size.z {
      for y in 0..<grid.size.y {
        let to = grid.size.x * (y + grid.size.y * z)
        let from = margin.x + size.x * (y + margin.y + size.y * (z + margin.z))
        for x in 0..<grid.size.x { result.voxels[to + x] = spectrum.real[from + x] }
      }
    }
    return result
  }

  private func multiply(_ spectrum: inout Spectrum) {
    let size = spectrum.size
    let frequencies = (0..<3).map { axis in axis < axes ? Self.frequencies(size[axis]) : [0] }
    let degree = order.reduce(0, +)
    let scale = (Self.factorials([degree]) / Self.factorials(order)).squareRoot()
    for z in 0..<size.z {
      for y in 0..<size.y {
        for x in 0..<size.x {
          let frequency = SIMD3(frequencies[0][x], frequencies[1][y], frequencies[2][z])
          let radius = (frequency * frequency).sum().squareRoot()
          var gain = level.map { Self.band(radius, level: $0) } ?? 1
          if degree > 0, gain != 0 {
            gain *= scale
            for (axis, exponent) in order.enumerated() {
              for _ in 0..<exponent { gain *= radius > 0 ? frequency[axis] / radius : 0 }
            }
          }
          let index = x + size.x * (y + size.y * z)
          let (re, im) = (spectrum.real[index] * Float(gain), spectrum.imaginary[index] * Float(gain))
          // (−i)^degree
          switch degree % 4 {
          case 1: (spectrum.real[index], spectrum.imaginary[index]) = (im, -re)
          case 2: (spectrum.real[index], spectrum.imaginary[index]) = (-re, -im)
          case 3: (spectrum.real[index], spectrum.imaginary[index]) = (-im, re)
          default: (spectrum.real[index], spectrum.imaginary[index]) = (re, im)
          }
        }
      }
    }
  }

  private static func band(_ radius: Double, level: Int) -> Double {
    let highest = 1 / Double(1 << (level - 1))
    guard radius > highest / 4, radius <= highest else { return 0 }
    return cos(.pi / 2 * log2(2 * radius / highest))
  }

  /// −1 … 1 in n even steps, in the order of the transform: from the middle on, then the first half.
  private static func frequencies(_ count: Int) -> [Double] {
    guard count > 1 else { return [0] }
    return (0..<count).map { -1 + 2 * Double(($0 + count / 2) % count) / Double(count - 1) }
  }

  /// Π nₐ!
  static func factorials(_ exponents: [Int]) -> Double {
    exponents.reduce(1) { product, n in (0..<n).reduce(product) { $0 * Double($1 + 1) } }
  }
}
