public import Features
internal import Foundation

/// The intensities inside a region, for a glance; the extracted features are computed by Features.
public struct RegionStatistics: Equatable, Sendable {
  /// Voxels of the image with a finite intensity in the region.
  public let count: Int
  public let mean: Double
  /// Standard deviation with divisor n, as in IBSI's variance (ECT3).
  public let deviation: Double
  public let low: Double
  public let high: Double
  /// The 10th, 50th and 90th percentile, interpolated between neighbours (type 7).
  public let percentiles: (tenth: Double, median: Double, ninetieth: Double)
  /// Counts in `binCount` equal parts from low to high.
  public let histogram: [Int]

  public static let binCount = 48

  /// The values of an image in a mask; a mask on another grid is brought to the image's first. nil when nothing finite is
  /// inside.
  public init?(of volume: Volume<Float>, in mask: Mask) {
    let mask = mask.geometry.isClose(to: volume.geometry) ? mask : mask.resampled(onto: volume.geometry)
    var inside: [Double] = []
    for (index, isInside) in mask.isInside.enumerated() where isInside {
      let value = Double(volume.voxels[index])
      if value.isFinite { inside.append(value) }
    }
    inside.sort()
    guard let first = inside.first, let last = inside.last else { return nil }
    count = inside.count
    let average = inside.reduce(0, +) / Double(inside.count)
    mean = average
    deviation = (inside.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(inside.count)).squareRoot()
    low = first
    high = last
    func percentile(_ percent: Double) -> Double {
      let rank = Double(inside.count - 1) * percent / 100
      let below = Int(rank)
      guard below + 1 < inside.count else { return last }
      return inside[below] + (rank - Double(below)) * (inside[below + 1] - inside[below])
    }
    percentiles = (percentile(10), percentile(50), percentile(90))
    histogram = Sparkline.histogram(inside, bins: Self.binCount)
  }

  struct Bin: Equatable, Sendable {
    var low: Double
    var high: Double
    var count: Int
  }

  /// The parts of the histogram, each from its lower edge to below its upper one, the last with both; one where all values are
  /// the same.
  var bins: [Bin] {
    guard high > low else { return [Bin(low: low, high: high, count: count)] }
    func edge(_ place: Int) -> Double {
      place == histogram.count ? high : low + (high - low) * Double(place) / Double(histogram.count)
    }
    return histogram.enumerated().map { Bin(low: edge($0), high: edge($0 + 1), count: $1) }
  }

  public static func == (a: RegionStatistics, b: RegionStatistics) -> Bool {
    a.count == b.count && a.mean == b.mean && a.deviation == b.deviation && a.low == b.low && a.high == b.high
      && a.percentiles == b.percentiles && a.histogram == b.histogram
  }
}
