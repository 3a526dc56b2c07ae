internal import Foundation

/// A Gaussian kernel estimate of where values lie dense: f(x) = (1 / n h √(2π)) Σ exp(−½ ((x − xᵢ) / h)²).
///
/// The bandwidth h is Silverman's rule of thumb, 0.9 · min(s, IQR / 1.34) · n^(−1/5) (Silverman, 1986, p. 48; R's `bw.nrd0`).
struct KernelDensity: Equatable, Sendable {
  /// Ascending and finite.
  let values: [Double]
  let bandwidth: Double

  /// nil for fewer than two different finite values.
  init?(_ values: [Double]) {
    let sorted = values.filter(\.isFinite).sorted()
    guard let bandwidth = Self.bandwidth(sorted) else { return nil }
    self.values = sorted
    self.bandwidth = bandwidth
  }

  func callAsFunction(_ x: Double) -> Double {
    let sum = values.reduce(0.0) { sum, value in
      let z = (x - value) / bandwidth
      return sum + exp(-z * z / 2)
    }
    return sum / (Double(values.count) * bandwidth * (2 * Double.pi).squareRoot())
  }

  /// nil for fewer than two different values; `values` in ascending order.
  private static func bandwidth(_ values: [Double]) -> Double? {
    guard values.count > 1, let first = values.first, let last = values.last, first < last else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)).squareRoot()
    func quantile(_ share: Double) -> Double {
      let place = share * (count - 1)
      let below = Int(place)
      let above = min(values.count - 1, below + 1)
      return values[below] + (place - Double(below)) * (values[above] - values[below])
    }
    let range = (quantile(0.75) - quantile(0.25)) / 1.34
    return 0.9 * (range > 0 ? min(deviation, range) : deviation) * pow(count, -0.2)
  }
}
