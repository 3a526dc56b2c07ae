internal import Foundation

/// A Gaussian kernel estimate of where values lie dense: f(x) = (1 / n h √(2π)) Σ exp(−½ ((x − xᵢ) / h)²).
///
/// The bandwidth h is Silverman's rule of thumb, 0.9 · min(s, IQR / 1.34) · n^(−1/5) (Silverman, 1986, p. 48; R's `bw.nrd0`).
struct KernelDensity: Equatable, Sendable {
  let count: Int
  /// Of the finite values.
  let low: Double
  let high: Double
  let bandwidth: Double
  /// Places with how many values they stand for: each value by itself, or, where they are many, their bins, which are much
  /// narrower than the kernel.
  private let places: [(x: Double, weight: Double)]

  /// More values than this are counted in so many bins.
  private static let limit = 2048

  /// nil for fewer than two different finite values.
  init?(_ values: [Double]) {
    let sorted = values.filter(\.isFinite).sorted()
    // Values at both ends of what a number can hold have no spread that it can hold.
    guard let bandwidth = Self.bandwidth(sorted), bandwidth.isFinite, bandwidth > 0 else { return nil }
    count = sorted.count
    low = sorted[0]
    high = sorted[sorted.count - 1]
    self.bandwidth = bandwidth
    guard sorted.count > Self.limit else {
      places = sorted.map { ($0, 1) }
      return
    }
    let width = (high - low) / Double(Self.limit)
    var weights = [Double](repeating: 0, count: Self.limit)
    for value in sorted {
      let place = (value - low) / width
      weights[place.isFinite ? Int(min(max(place, 0), Double(Self.limit - 1))) : 0] += 1
    }
    let start = low
    places = weights.enumerated().filter { $0.element > 0 }.map {
      (start + (Double($0.offset) + 0.5) * width, $0.element)
    }
  }

  static func == (left: KernelDensity, right: KernelDensity) -> Bool {
    left.bandwidth == right.bandwidth && left.places.map(\.x) == right.places.map(\.x)
      && left.places.map(\.weight) == right.places.map(\.weight)
  }

  func callAsFunction(_ x: Double) -> Double {
    let sum = places.reduce(0.0) { sum, place in
      let z = (x - place.x) / bandwidth
      return sum + place.weight * exp(-z * z / 2)
    }
    return sum / (Double(count) * bandwidth * (2 * Double.pi).squareRoot())
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
