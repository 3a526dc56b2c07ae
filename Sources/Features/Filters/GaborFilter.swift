import Foundation

/// The modulus of the response to Gabor's wave packet,
///
///     g(x, y) = exp(−(x̃² + γ² ỹ²) / 2σ² + 2πi x̃ / λ),  x̃ = x cos θ + y sin θ,  ỹ = −x sin θ + y cos θ,
///
/// slice by slice and, when asked for, along all three stacks of planes. Kernels reach over dozens of voxels and are not
/// separable, so they are applied in frequency space. g(−r) is the conjugate of g(r): its spectrum is real, and θ + 180°
/// has the same modulus.
struct GaborFilter {
  private let parameters: Filter.GaborParameters
  private let isVolumetric: Bool
  private let boundary: Boundary

  /// The envelope is cut off where it has fallen to e^(−12.5), four millionths.
  static let truncation = 5.0

  init(_ parameters: Filter.GaborParameters, isVolumetric: Bool, boundary: Boundary) {
    self.parameters = parameters
    self.isVolumetric = isVolumetric
    self.boundary = boundary
  }

  /// Spectra of all angles together hold at most this many numbers, 1 GiB.
  private static let mostNumbers = 1 << 28

  func response(to grid: FilterGrid, spacing: SIMD3<Double>) throws(FilterError) -> FilterGrid {
    let planes: [(u: Int, v: Int, w: Int)] =
      isVolumetric && parameters.hasOrthogonalPlanes ? [(0, 1, 2), (0, 2, 1), (1, 2, 0)] : [(0, 1, 2)]
    var sum = FilterGrid(size: grid.size, voxels: [Float](repeating: 0, count: grid.voxels.count))
    let angles = self.angles
    let strides = SIMD3(1, grid.size.x, grid.size.x * grid.size.y)
    for plane in planes {
      let count = (u: grid.size[plane.u], v: grid.size[plane.v])
      let reach = (u: radius(spacing[plane.u], angles) { cos($0) }, v: radius(spacing[plane.v], angles) { sin($0) })
      let extent = SIMD2(Double(count.u + 2 * reach.u), Double(count.v + 2 * reach.v))
      guard extent.x * extent.y * Double(angles.count) < Double(Self.mostNumbers) else {
        throw FilterError(.kernelTooWide(reach: max(reach.u, reach.v), angles: angles.count))
      }
      let size = SIMD3(
        FourierTransform.convenientCount(from: count.u + 2 * reach.u),
        FourierTransform.convenientCount(from: count.v + 2 * reach.v), 1)
      let spectra = angles.map { angle in
        kernelSpectrum(angle, size: size, reach: reach, spacing: (spacing[plane.u], spacing[plane.v]))
      }
      let sourceU = (0..<count.u + 2 * reach.u).map { boundary.source(of: $0 - reach.u, count: count.u) }
      let sourceV = (0..<count.v + 2 * reach.v).map { boundary.source(of: $0 - reach.v, count: count.v) }
      for w in 0..<grid.size[plane.w] {
        var slice = Spectrum(size: size)
        let base = w * strides[plane.w]
        for (v, fromV) in sourceV.enumerated() {
          guard let fromV else { continue }
          for (u, fromU) in sourceU.enumerated() {
            guard let fromU else { continue }
            slice.real[u + size.x * v] = grid.voxels[base + fromU * strides[plane.u] + fromV * strides[plane.v]]
          }
        }
        slice.transform(isInverse: false, axes: [0, 1])
        for spectrum in spectra {
          var response = slice
          for index in spectrum.indices {
            response.real[index] *= spectrum[index]
            response.imaginary[index] *= spectrum[index]
          }
          response.transform(isInverse: true, axes: [0, 1])
          for v in 0..<count.v {
            for u in 0..<count.u {
              let from = u + reach.u + size.x * (v + reach.v)
              let (re, im) = (response.real[from], response.imaginary[from])
              let modulus = (re * re + im * im).squareRoot()
              let to = base + u * strides[plane.u] + v * strides[plane.v]
              if parameters.pooling == .max {
                sum.voxels[to] = max(sum.voxels[to], modulus)
              } else {
                sum.voxels[to] += modulus
              }
            }
          }
        }
      }
    }
    if parameters.pooling == .mean {
      let scale = 1 / Float(angles.count * planes.count)
      for index in sum.voxels.indices { sum.voxels[index] *= scale }
    }
    return sum
  }

  /// Angles in radians; of two opposite ones only the first.
  private var angles: [Double] {
    let theta = parameters.theta.truncatingRemainder(dividingBy: 360)
    guard let step = parameters.thetaStep else { return [theta * .pi / 180] }
    let count = max(1, Int((360 / step - 1e-9).rounded(.up)))
    let isSymmetric = count % 2 == 0 && abs(Double(count) * step - 360) < 1e-9
    return (0..<(isSymmetric ? count / 2 : count)).map { (theta + Double($0) * step) * .pi / 180 }
  }

  /// Voxels that the turned ellipse of the envelope reaches along an axis.
  private func radius(_ spacing: Double, _ angles: [Double], along: (Double) -> Double) -> Int {
    let reach = angles.map { angle in
      let (cosine, square) = (along(angle), along(angle) * along(angle))
      let across = parameters.sigma / parameters.gamma * (1 - square).squareRoot()
      let extent = parameters.sigma * cosine
      return (extent * extent + across * across).squareRoot()
    }
    return Int((Self.truncation * (reach.max() ?? 0) / spacing).rounded(.up))
  }

  /// The real spectrum of the kernel, centred on voxel 0.
  private func kernelSpectrum(
    _ angle: Double, size: SIMD3<Int>, reach: (u: Int, v: Int), spacing: (u: Double, v: Double)
  ) -> [Float] {
    var kernel = Spectrum(size: size)
    let (cosine, sine) = (cos(angle), sin(angle))
    let gammaSquare = parameters.gamma * parameters.gamma
    for j in -reach.v...reach.v {
      for i in -reach.u...reach.u {
        let (x, y) = (Double(i) * spacing.u, Double(j) * spacing.v)
        let along = x * cosine + y * sine
        let across = y * cosine - x * sine
        let envelope = exp(
          -(along * along + gammaSquare * across * across) / (2 * parameters.sigma * parameters.sigma))
        let phase = 2 * Double.pi * along / parameters.lambda
        let place = (i < 0 ? i + size.x : i) + size.x * (j < 0 ? j + size.y : j)
        kernel.real[place] = Float(envelope * cos(phase))
        kernel.imaginary[place] = Float(envelope * sin(phase))
      }
    }
    kernel.transform(isInverse: false, axes: [0, 1])
    return kernel.real
  }
}
