/// What a bootstrap says about a number: percentiles and spread of its replicates.
public struct BootstrapInterval: Sendable, Equatable, Codable {
  public let low: Double
  public let high: Double
  /// The standard deviation of the replicates.
  public let standardError: Double
  public let replicates: Int
  public let seed: UInt64
  public let level: Double

  /// The central `level` of the replicates, quantiles interpolated as R's default (type 7).
  init(replicates values: [Double], seed: UInt64, level: Double) {
    var sorted = values
    sorted.sort()
    low = Quantile.type7((1 - level) / 2, ofSorted: sorted)
    high = Quantile.type7(1 - (1 - level) / 2, ofSorted: sorted)
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    standardError = n > 1 ? (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot() : .nan
    self.replicates = values.count
    self.seed = seed
    self.level = level
  }
}

/// Sample quantiles.
enum Quantile {
  /// Hyndman and Fan's type 7, R's default: linear between order statistics at (n − 1)p.
  static func type7(_ p: Double, ofSorted values: [Double]) -> Double {
    guard let last = values.last else { return .nan }
    let h = Double(values.count - 1) * p
    let low = Int(h.rounded(.down))
    if low < 0 { return values[0] }
    if low + 1 >= values.count { return last }
    return values[low] + (h - Double(low)) * (values[low + 1] - values[low])
  }
}

extension ScoredOutcomes {
  /// The areas of bootstrap samples, one random stream per replicate: the numbers depend on the seed alone. O(n) per
  /// replicate, because the scores are sorted already.
  ///
  /// Rows are drawn within each class, so that every sample has both. Rows that come in clusters (lesions or exams of one
  /// patient) are drawn by cluster, each with all its rows; a sample without one of the classes is drawn again.
  ///
  /// - Parameter clusters: the number of the cluster of each row; nil for rows by themselves. Both classes must occur in it.
  public func bootstrapAreas(replicates: Int, seed: UInt64, clusters: [Int]? = nil) -> [Double] {
    let drawn = Resampled(self, clusters: clusters)
    return (0..<max(0, replicates)).map { replicate in
      var generator = SeededGenerator(seed: seed, stream: UInt64(replicate))
      return drawn.area(using: &generator)
    }
  }

  /// The percentile interval of the area over the samples of `bootstrapAreas`.
  ///
  /// - Throws: `EvaluationError.badCount` below 2 replicates, `badLevel`; with clusters as `AUCEstimate.clustered`.
  public func bootstrapInterval(
    replicates: Int = 2000, seed: UInt64, clusters: [Int]? = nil, level: Double = 0.95
  ) throws(EvaluationError) -> BootstrapInterval {
    try check(replicates, clusters, level)
    return BootstrapInterval(
      replicates: bootstrapAreas(replicates: replicates, seed: seed, clusters: clusters), seed: seed, level: level)
  }

  /// The percentile interval of a partial area (not corrected) over the same samples.
  ///
  /// - Throws: `EvaluationError.badCount` below 2 replicates, `badLevel`, `badRange`; with clusters as
  ///   `AUCEstimate.clustered`.
  public func bootstrapInterval(
    partial axis: ROCCurve.PartialAxis, from low: Double, to high: Double, replicates: Int = 2000, seed: UInt64,
    clusters: [Int]? = nil, level: Double = 0.95
  ) throws(EvaluationError) -> BootstrapInterval {
    try check(replicates, clusters, level)
    guard low >= 0, high <= 1, low < high else { throw .badRange(low: low, high: high, what: axis.rawValue) }
    let drawn = Resampled(self, clusters: clusters)
    let areas = (0..<replicates).map { replicate in
      var generator = SeededGenerator(seed: seed, stream: UInt64(replicate))
      return drawn.partialArea(axis, from: low, to: high, using: &generator)
    }
    return BootstrapInterval(replicates: areas, seed: seed, level: level)
  }

  private func check(_ replicates: Int, _ clusters: [Int]?, _ level: Double) throws(EvaluationError) {
    guard replicates >= 2 else { throw .badCount(what: "bootstrap replicates", found: replicates, least: 2) }
    guard level > 0, level < 1 else { throw .badLevel(level) }
    if let clusters { _ = try AUCEstimate.clustered(self, clusters: clusters, level: level) }
  }

  /// What samples are drawn from.
  private struct Resampled {
    /// The place of every row among the counts: positives and negatives of each distinct score in turn.
    private let positive: [Int32]
    private let negative: [Int32]
    private let groups: Int
    /// The places of the rows of each cluster; nil where rows are drawn within each class.
    private let clusters: [[Int32]]?

    init(_ scored: ScoredOutcomes, clusters: [Int]?) {
      groups = scored.values.count
      let places = scored.isPositive.indices.map { 2 * scored.group[$0] + (scored.isPositive[$0] ? 0 : 1) }
      positive = places.filter { $0 % 2 == 0 }
      negative = places.filter { $0 % 2 == 1 }
      guard let clusters else {
        self.clusters = nil
        return
      }
      precondition(clusters.count == places.count, "every row needs a cluster")
      precondition(!positive.isEmpty && !negative.isEmpty, "a sample must have both classes")
      var number: [Int: Int] = [:]
      var rows: [[Int32]] = []
      for (cluster, place) in zip(clusters, places) {
        if let known = number[cluster] {
          rows[known].append(place)
        } else {
          number[cluster] = rows.count
          rows.append([place])
        }
      }
      self.clusters = rows
    }

    /// Draws a sample into `counts`; how many of each class it has.
    private func draw(
      into counts: UnsafeMutableBufferPointer<Int32>, using generator: inout SeededGenerator
    ) -> (positives: Int, negatives: Int) {
      guard let clusters else {
        counts.initialize(repeating: 0)
        for places in [positive, negative] {
          places.withUnsafeBufferPointer { rows in
            for _ in rows { counts[Int(rows[generator.below(rows.count)])] &+= 1 }
          }
        }
        return (positive.count, negative.count)
      }
      while true {
        counts.initialize(repeating: 0)
        var drawn = (positives: 0, negatives: 0)
        for _ in clusters {
          for place in clusters[generator.below(clusters.count)] {
            counts[Int(place)] &+= 1
            if place % 2 == 0 { drawn.positives += 1 } else { drawn.negatives += 1 }
          }
        }
        if drawn.positives > 0, drawn.negatives > 0 { return drawn }
      }
    }

    /// The part of a sample's area with specificity (or sensitivity) between two shares.
    func partialArea(
      _ axis: ROCCurve.PartialAxis, from low: Double, to high: Double, using generator: inout SeededGenerator
    ) -> Double {
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * groups) { counts in
        let drawn = draw(into: counts, using: &generator)
        var line: [(x: Double, y: Double)] = [(0, 1)]
        line.reserveCapacity(groups + 1)
        var called = drawn.positives
        var spared = 0
        for g in 0..<groups {
          called -= Int(counts[2 * g])
          spared += Int(counts[2 * g + 1])
          line.append((Double(spared) / Double(drawn.negatives), Double(called) / Double(drawn.positives)))
        }
        if axis == .sensitivity { line = line.reversed().map { ($0.y, $0.x) } }
        return ROCCurve.area(under: line, from: low, to: high)
      }
    }

    func area(using generator: inout SeededGenerator) -> Double {
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * groups) { counts in
        let drawn = draw(into: counts, using: &generator)
        // Twice the number of pairs won, in integers: no rounding, whatever the order.
        var pairs = 0
        var below = 0
        for g in 0..<groups {
          let q = Int(counts[2 * g + 1])
          pairs &+= Int(counts[2 * g]) &* (2 &* below &+ q)
          below &+= q
        }
        return Double(pairs) / (2 * Double(drawn.positives) * Double(drawn.negatives))
      }
    }
  }
}
