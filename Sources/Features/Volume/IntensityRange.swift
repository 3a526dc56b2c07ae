/// Mean, lowest and highest of the finite ones of some intensities.
struct IntensityRange {
  private var sum = 0.0
  private(set) var count = 0
  private(set) var low = Double.infinity
  private(set) var high = -Double.infinity

  /// Of none yet.
  init() {}

  /// - Parameter mask: which to look at; nil for all. nil comes back where none is finite.
  init?(of intensities: [Double], where mask: [Bool]? = nil) {
    if let mask {
      for k in intensities.indices where mask[k] { add(intensities[k]) }
    } else {
      for value in intensities { add(value) }
    }
    guard count > 0 else { return nil }
  }

  var mean: Double { sum / Double(count) }

  mutating func add(_ value: Double) {
    guard value.isFinite else { return }
    sum += value
    count += 1
    low = min(low, value)
    high = max(high, value)
  }
}
