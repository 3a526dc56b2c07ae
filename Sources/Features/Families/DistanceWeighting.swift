import Foundation

/// How much the matrix of a direction counts when matrices of several directions are merged (IBSI manual, "Distances
/// and distance weighting" of the co-occurrence matrix, "Distance weighting" of the run length matrix).
///
/// The manual multiplies the matrix of direction m with a weight w that falls with the length ‖m‖ of the direction
/// vector, in voxels, and cautions against it: it is no standard, and numbers with it are comparable with nothing else.
///
///     inverse      w = ‖m‖⁻¹             a diagonal in the plane by `euclidean`: 1/√2
///     exponential  w = exp(−‖m‖²)        the same diagonal: exp(−2)
///
/// A way of aggregating in which features are computed from each direction and then averaged knows no weights, as the
/// manual says. `chebyshev` gives all directions the same length.
public struct DistanceWeighting: Sendable, Equatable, Hashable {
  public var norm: Norm
  public var function: Function

  public init(norm: Norm, function: Function = .inverse) {
    self.norm = norm
    self.function = function
  }

  /// How a direction vector (x, y, z) in voxels is measured.
  public enum Norm: String, Codable, CaseIterable, Hashable, Sendable {
    /// |x| + |y| + |z|.
    case manhattan
    /// √(x² + y² + z²).
    case euclidean
    /// The largest of |x|, |y|, |z|.
    case chebyshev
  }

  public enum Function: String, Codable, CaseIterable, Hashable, Sendable {
    case inverse
    case exponential
  }

  /// ‖m‖ of a step in voxels.
  func length(of step: SIMD3<Int>) -> Double {
    let (x, y, z) = (abs(Double(step.x)), abs(Double(step.y)), abs(Double(step.z)))
    switch norm {
    case .manhattan: return x + y + z
    case .euclidean: return (x * x + y * y + z * z).squareRoot()
    case .chebyshev: return max(x, y, z)
    }
  }

  /// The weight of each step.
  func weights(of steps: [SIMD3<Int>]) -> [Double] {
    steps.map { step in
      let length = length(of: step)
      switch function {
      case .inverse: return 1 / length
      case .exponential: return exp(-length * length)
      }
    }
  }
}
