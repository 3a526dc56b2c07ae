public import Features

/// The sorted finite intensities of at most about a quarter of a million voxels, evenly strided over an image: enough to
/// choose a window in milliseconds, whatever the size of the image.
public struct IntensitySample: Equatable, Sendable {
  private let sorted: [Float]

  public init(of volume: Volume<Float>) {
    // An odd stride visits every column of an image whose width is a power of two.
    let stride = (volume.voxels.count / 262_144) | 1
    self.init(Swift.stride(from: 0, to: volume.voxels.count, by: stride).map { volume.voxels[$0] })
  }

  public init(_ values: [Float]) { sorted = values.filter(\.isFinite).sorted() }

  /// The value below which `percent` % of the sample lies, linear between neighbours; 0 when no value is finite.
  public func percentile(_ percent: Double) -> Double {
    guard let first = sorted.first, sorted.count > 1 else { return sorted.first.map(Double.init) ?? 0 }
    let place = min(max(percent, 0), 100) / 100 * Double(sorted.count - 1)
    let below = Int(place)
    guard below + 1 < sorted.count else { return Double(sorted.last ?? first) }
    let fraction = place - Double(below)
    return Double(sorted[below]) * (1 - fraction) + Double(sorted[below + 1]) * fraction
  }
}
