import Foundation

/// A Gaussian, or its second derivative, as a fourth-order recursion along an axis: its cost does not depend on sigma.
///
/// Coefficients by Farnebäck & Westin, "Improving Deriche-style recursive Gaussian filters", J Math Imaging Vis 26 (2006)
/// 293–299: two damped oscillations approximate the kernel, one recursion runs forwards and one backwards, and the sum is
/// scaled so that a constant (or, for the derivative, a parabola) comes out exactly. Beyond the image its border voxels
/// go on. SimpleITK's LaplacianRecursiveGaussian is built on the same recursion.
struct RecursiveGaussian {
  enum Order {
    case smooth
    case secondDerivative
  }

  /// Forward taps n₀ … n₃, backward taps m₁ … m₄, feedback d₁ … d₄.
  private let forward: [Double]
  private let backward: [Double]
  private let feedback: [Double]

  /// - Parameter sigma: in voxels, above 0.
  init(sigma: Double, order: Order) {
    let (w1, l1, w2, l2) = (0.6681, -1.3932, 2.0787, -1.3732)
    let (s1, c1, e1) = (sin(w1 / sigma), cos(w1 / sigma), exp(l1 / sigma))
    let (s2, c2, e2) = (sin(w2 / sigma), cos(w2 / sigma), exp(l2 / sigma))

    /// The numerator of a₁, b₁ on the first oscillation and a₂, b₂ on the second.
    func numerator(_ a1: Double, _ b1: Double, _ a2: Double, _ b2: Double) -> [Double] {
      let mixed = (a1 + a2) * c2 * c1 - b1 * c2 * s1 - b2 * c1 * s2
      return [
        a1 + a2,
        e2 * (b2 * s2 - (a2 + 2 * a1) * c2) + e1 * (b1 * s1 - (a1 + 2 * a2) * c1),
        2 * e1 * e2 * mixed + a2 * e1 * e1 + a1 * e2 * e2,
        e2 * e1 * e1 * (b2 * s2 - a2 * c2) + e1 * e2 * e2 * (b1 * s1 - a1 * c1),
      ]
    }
    /// Σ v, Σ k v, Σ k² v.
    func moments(_ values: [Double]) -> (Double, Double, Double) {
      var sums = (0.0, 0.0, 0.0)
      for (k, value) in values.enumerated() {
        sums.0 += value
        sums.1 += Double(k) * value
        sums.2 += Double(k * k) * value
      }
      return sums
    }

    let denominator = [
      1, -2 * (e2 * c2 + e1 * c1), 4 * c2 * c1 * e1 * e2 + e1 * e1 + e2 * e2,
      -2 * c1 * e1 * e2 * e2 - 2 * c2 * e2 * e1 * e1, e1 * e1 * e2 * e2,
    ]
    let (sd, dd, ed) = moments(denominator)
    let smooth = numerator(1.3530, 1.8151, -0.3531, 0.0902)
    var taps: [Double]
    switch order {
    case .smooth:
      let scale = 2 * moments(smooth).0 / sd - smooth[0]
      taps = smooth.map { $0 / scale }
    case .secondDerivative:
      let curved = numerator(-1.3563, 5.2318, 0.3446, -2.2355)
      // As much of the Gaussian is added as makes the response to a constant vanish.
      let beta = -(2 * moments(curved).0 - sd * curved[0]) / (2 * moments(smooth).0 - sd * smooth[0])
      taps = zip(curved, smooth).map { $0 + beta * $1 }
      let (sn, dn, en) = moments(taps)
      let scale = (en * sd * sd - ed * sn * sd - 2 * dn * dd * sd + 2 * dd * dd * sn) / (sd * sd * sd)
      taps = taps.map { $0 / scale }
    }
    forward = taps
    let first = taps[0]
    feedback = Array(denominator.dropFirst())
    backward = (1...4).map { ($0 < 4 ? taps[$0] : 0) - denominator[$0] * first }
  }

  /// Filters along one axis of a volume, x fastest.
  func filtered(_ voxels: [Double], size: SIMD3<Int>, axis: Int) -> [Double] {
    let count = size[axis]
    let stride = axis == 0 ? 1 : axis == 1 ? size.x : size.x * size.y
    var result = [Double](repeating: 0, count: voxels.count)
    // Four places before and after each line hold the steady state of the border's constant continuation.
    var input = [Double](repeating: 0, count: count + 8)
    var ahead = input
    var behind = input
    let total = 1 + feedback.reduce(0, +)
    let (forwardGain, backwardGain) = (forward.reduce(0, +) / total, backward.reduce(0, +) / total)
    let (n0, n1, n2, n3) = (forward[0], forward[1], forward[2], forward[3])
    let (m1, m2, m3, m4) = (backward[0], backward[1], backward[2], backward[3])
    let (d1, d2, d3, d4) = (feedback[0], feedback[1], feedback[2], feedback[3])
    let starts = axis == 0 ? size.y * size.z : axis == 1 ? size.x * size.z : size.x * size.y
    for line in 0..<starts {
      let start: Int
      switch axis {
      case 0: start = line * size.x
      case 1: start = line % size.x + line / size.x * size.x * size.y
      default: start = line
      }
      for index in 0..<count { input[index + 4] = voxels[start + index * stride] }
      let (first, last) = (input[4], input[count + 3])
      for index in 0..<4 {
        input[index] = first
        input[count + 4 + index] = last
        ahead[index] = first * forwardGain
        behind[count + 4 + index] = last * backwardGain
      }
      for i in 4..<count + 4 {
        ahead[i] =
          n0 * input[i] + n1 * input[i - 1] + n2 * input[i - 2] + n3 * input[i - 3]
          - (d1 * ahead[i - 1] + d2 * ahead[i - 2] + d3 * ahead[i - 3] + d4 * ahead[i - 4])
      }
      for i in Swift.stride(from: count + 3, through: 4, by: -1) {
        behind[i] =
          m1 * input[i + 1] + m2 * input[i + 2] + m3 * input[i + 3] + m4 * input[i + 4]
          - (d1 * behind[i + 1] + d2 * behind[i + 2] + d3 * behind[i + 3] + d4 * behind[i + 4])
      }
      for index in 0..<count { result[start + index * stride] = ahead[index + 4] + behind[index + 4] }
    }
    return result
  }
}
