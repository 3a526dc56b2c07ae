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
    // The reciprocal of a width near the smallest numbers overflows: then all values share a bucket.
    let perUnit = Double(Self.bucketCount - 1) / (high - low)
    let scale = perUnit.isFinite ? perUnit : 0
    self.scale = scale
    var counts = [Int](repeating: 0, count: Self.bucketCount + 1)
    for value in values { counts[Self.bucket(of: value, low, scale) + 1] += 1 }
    for k in 1...Self.bucketCount { counts[k] += counts[k - 1] }
    before = counts
  }

  /// All values share one where no number says how wide a bucket is.
  @inline(__always)
  private static func bucket(of value: Double, _ low: Double, _ scale: Double) -> Int {
    scale > 0 ? Int((value - low) * scale) : 0
  }

  /// Percentiles for percents between 0 and 100.
  func callAsFunction(_ percents: [Double]) -> [Double] {
    let ranks = percents.map { Double(values.count - 1) * $0 / 100 }
    let found = members(ofBuckets: ranks.flatMap { [bucket(ofRank: Int($0)), bucket(ofRank: Int($0) + 1)] })
    func value(atRank rank: Int) -> Double {
      let bucket = bucket(ofRank: rank)
      guard let members = found.first(where: { $0.bucket == bucket })?.sorted else { return low }
      let index = rank - before[bucket]
      return members.indices.contains(index) ? members[index] : low
    }
    return ranks.map { rank in
      let below = value(atRank: Int(rank))
      let fraction = rank - rank.rounded(.down)
      guard fraction > 0 else { return below }
      return below + fraction * (value(atRank: Int(rank) + 1) - below)
    }
  }

  /// The last bucket that starts at or before a rank (0 is that of the lowest value).
  private func bucket(ofRank rank: Int) -> Int {
    var (lower, upper) = (0, Self.bucketCount)
    while upper - lower > 1 {
      let middle = (lower + upper) / 2
      if before[middle] <= rank { lower = middle } else { upper = middle }
    }
    return lower
  }

  /// The values of some buckets, each sorted; gathered in one pass.
  private func members(ofBuckets buckets: [Int]) -> [(bucket: Int, sorted: [Double])] {
    var members: [(bucket: Int, sorted: [Double])] = []
    var slotOfBucket = [Int8](repeating: -1, count: Self.bucketCount + 1)
    for bucket in buckets where slotOfBucket[bucket] < 0 {
      slotOfBucket[bucket] = Int8(truncatingIfNeeded: members.count)
      members.append((bucket, []))
    }
    for value in values {
      let slot = Int(slotOfBucket[Self.bucket(of: value, low, scale)])
      if slot >= 0 { members[slot].sorted.append(value) }
    }
    for slot in members.indices where members[slot].sorted.contains(where: { $0 != members[slot].sorted[0] }) {
      members[slot].sorted.sort()
    }
    return members
  }
}
