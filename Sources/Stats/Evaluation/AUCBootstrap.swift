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
  /// The areas of bootstrap samples drawn within each class (so that every sample has both), one random stream per
  /// replicate: the numbers depend on the seed alone. O(n) per replicate, because the scores are sorted already.
  public func bootstrapAreas(replicates: Int, seed: UInt64) -> [Double] {
    let drawn = resampledCounts
    return (0..<max(0, replicates)).map { replicate in
      var generator = SeededGenerator(seed: seed, stream: UInt64(replicate))
      return drawn.area(using: &generator)
    }
  }

  /// The percentile interval of the area over a stratified bootstrap.
  ///
  /// - Throws: `EvaluationError.badCount` below 2 replicates, `badLevel`.
  public func bootstrapInterval(
    replicates: Int = 2000, seed: UInt64, level: Double = 0.95
  ) throws(EvaluationError) -> BootstrapInterval {
    guard replicates >= 2 else { throw .badCount(what: "bootstrap replicates", found: replicates, least: 2) }
    guard level > 0, level < 1 else { throw .badLevel(level) }
    return BootstrapInterval(
      replicates: bootstrapAreas(replicates: replicates, seed: seed), seed: seed, level: level)
  }

  /// The percentile interval of a partial area (not corrected) over a stratified bootstrap.
  ///
  /// - Throws: `EvaluationError.badCount` below 2 replicates, `badLevel`, `badRange`.
  public func bootstrapInterval(
    partial axis: ROCCurve.PartialAxis, from low: Double, to high: Double, replicates: Int = 2000, seed: UInt64,
    level: Double = 0.95
  ) throws(EvaluationError) -> BootstrapInterval {
    guard replicates >= 2 else { throw .badCount(what: "bootstrap replicates", found: replicates, least: 2) }
    guard level > 0, level < 1 else { throw .badLevel(level) }
    guard low >= 0, high <= 1, low < high else { throw .badRange(low: low, high: high, what: axis.rawValue) }
    let drawn = resampledCounts
    let areas = (0..<replicates).map { replicate in
      var generator = SeededGenerator(seed: seed, stream: UInt64(replicate))
      return drawn.partialArea(axis, from: low, to: high, using: &generator)
    }
    return BootstrapInterval(replicates: areas, seed: seed, level: level)
  }

  private var resampledCounts: Resampled {
    var positive: [Int32] = []
    var negative: [Int32] = []
    positive.reserveCapacity(positiveCount)
    negative.reserveCapacity(negativeCount)
    for row in isPositive.indices {
      if isPositive[row] { positive.append(group[row]) } else { negative.append(group[row]) }
    }
    return Resampled(positive: positive, negative: negative, groups: values.count)
  }

  private struct Resampled {
    let positive: [Int32]
    let negative: [Int32]
    let groups: Int

    /// Draws a sample of each class into `counts`: positives and negatives of each distinct score in turn.
    private func draw(into counts: UnsafeMutableBufferPointer<Int32>, using generator: inout SeededGenerator) {
      counts.initialize(repeating: 0)
      positive.withUnsafeBufferPointer { rows in
        for _ in rows { counts[2 * Int(rows[generator.below(rows.count)])] &+= 1 }
      }
      negative.withUnsafeBufferPointer { rows in
        for _ in rows { counts[2 * Int(rows[generator.below(rows.count)]) + 1] &+= 1 }
      }
    }

    /// The part of a sample's area with specificity (or sensitivity) between two shares.
    func partialArea(
      _ axis: ROCCurve.PartialAxis, from low: Double, to high: Double, using generator: inout SeededGenerator
    ) -> Double {
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * groups) { counts in
        draw(into: counts, using: &generator)
        var line: [(x: Double, y: Double)] = [(0, 1)]
        line.reserveCapacity(groups + 1)
        var called = positive.count
        var spared = 0
        for g in 0..<groups {
          called -= Int(counts[2 * g])
          spared += Int(counts[2 * g + 1])
          line.append((Double(spared) / Double(negative.count), Double(called) / Double(positive.count)))
        }
        if axis == .sensitivity { line = line.reversed().map { ($0.y, $0.x) } }
        return ROCCurve.area(under: line, from: low, to: high)
      }
    }

    func area(using generator: inout SeededGenerator) -> Double {
      let m = positive.count
      let n = negative.count
      return withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * groups) { counts in
        draw(into: counts, using: &generator)
        // Twice the number of pairs won, in integers: no rounding, whatever the order.
        var pairs = 0
        var below = 0
        for g in 0..<groups {
          let q = Int(counts[2 * g + 1])
          pairs &+= Int(counts[2 * g]) &* (2 &* below &+ q)
          below &+= q
        }
        return Double(pairs) / (2 * Double(m) * Double(n))
      }
    }
  }
}
