/// Percentiles of many values without sorting all of them: values are counted in buckets between the lowest and the
/// highest, and only the bucket that holds a wanted rank is sorted. Exact.
///
/// The p-th percentile lies at rank (n − 1)·p/100 of the sorted values, interpolated between neighbours (Hyndman and Fan's
/// type 7, the default of R and NumPy). The median of an even number of values is the mean of the middle two.
struct Percentiles {
  private let values: [Double]
  private let low: Double
  private let scale: Double
  /// Number of values in buckets before each one.
  private let before: [Int]
  private static let bucketCount = 1 << 14

  /// `values` must not be empty and must be finite.
  init(_ values: [Double], low: Double, high: Double) {
    self.values = values
    self.low = low
    let width = high - low
    scale = width > 0 && width.isFinite ? Double(Self.bucketCount - 1) / width : 0
    var counts = [Int](repeating: 0, count: Self.bucketCount + 1)
    for value in values { counts[Int((value - low) * scale) + 1] += 1 }
    for k in 1...Self.bucketCount { counts[k] += counts[k - 1] }
    before = counts
  }

  /// The value of a rank (0 is the lowest).
  private func value(atRank rank: Int, _ cache: inout [Int: [Double]]) -> Double {
    // The last bucket that starts at or before the rank.
    var (lower, upper) = (0, Self.bucketCount)
    while upper - lower > 1 {
      let middle = (lower + upper) / 2
      if before[middle] <= rank { lower = middle } else { upper = middle }
    }
    if cache[lower] == nil {
      var members = values.filter { Int(($0 - low) * scale) == lower }
      if members.contains(where: { $0 != members[0] }) { members.sort() }
      cache[lower] = members
    }
    let members = cache[lower] ?? []
    let index = rank - before[lower]
    return members.indices.contains(index) ? members[index] : low
  }

  /// Percentiles for percents between 0 and 100.
  func callAsFunction(_ percents: [Double]) -> [Double] {
    var cache: [Int: [Double]] = [:]
    return percents.map { percent in
      let rank = Double(values.count - 1) * percent / 100
      let floor = rank.rounded(.down)
      let below = value(atRank: Int(floor), &cache)
      let fraction = rank - floor
      guard fraction > 0 else { return below }
      return below + fraction * (value(atRank: Int(floor) + 1, &cache) - below)
    }
  }
}
