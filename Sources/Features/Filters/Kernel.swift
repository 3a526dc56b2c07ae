import Foundation

/// A one-dimensional convolution kernel with its centre:
///
///     response[i] = Σₖ weights[k] · image[i + centre − k]
struct Kernel: Hashable {
  let weights: [Double]
  let centre: Int

  /// - Parameter centre: by default ⌊count / 2⌋, which for even kernels is the later of the two middle weights.
  init(_ weights: [Double], centre: Int? = nil) {
    self.weights = weights
    self.centre = centre ?? weights.count / 2
  }

  /// The kernel that filters as this one does when the axis runs the other way.
  var flipped: Kernel { Kernel(weights.reversed(), centre: weights.count - 1 - centre) }

  /// The kernel with 2^`doublings` − 1 zeros after each weight (à trous).
  func spread(_ doublings: Int) -> Kernel {
    let step = 1 << doublings
    var spread = [Double](repeating: 0, count: weights.count * step)
    for (index, weight) in weights.enumerated() { spread[index * step] = weight }
    return Kernel(spread, centre: centre * step)
  }

  static func box(_ count: Int) -> Kernel { Kernel([Double](repeating: 1 / Double(count), count: count)) }

  /// Sampled Gaussian of standard deviation `sigma` voxels, cut off at `truncation` standard deviations; not rescaled.
  static func gaussian(sigma: Double, truncation: Double) -> Kernel {
    let radius = Int(floor(truncation * sigma + 0.5))
    let scale = 1 / ((2 * Double.pi).squareRoot() * sigma)
    return Kernel((-radius...radius).map { scale * exp(-Double($0 * $0) / (2 * sigma * sigma)) })
  }

  /// Second derivative of `gaussian`, sampled at the same places.
  static func gaussianCurvature(sigma: Double, truncation: Double) -> Kernel {
    let gaussian = gaussian(sigma: sigma, truncation: truncation)
    let square = sigma * sigma
    return Kernel(
      gaussian.weights.enumerated().map { index, weight in
        let offset = Double(index - gaussian.centre)
        return weight * (offset * offset / (square * square) - 1 / square)
      })
  }
}
