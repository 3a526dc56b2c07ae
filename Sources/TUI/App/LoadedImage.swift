public import Features
internal import Foundation

/// An image in memory with everything the viewer would otherwise compute while a key waits. Made off the main actor;
/// compared by identity because it is large.
public final class LoadedImage: Sendable, Equatable {
  public let entry: ImageEntry
  public let volume: Volume<Float>
  /// The regions, each through its own affine.
  public let layers: [MaskLayer]
  public let intensities: IntensitySample
  /// One per region; nil where its grid differs from the image's.
  public let statistics: [RegionStatistics?]
  /// What a reader should know, such as that image and mask lie on different grids.
  public let warnings: [String]

  public init(
    entry: ImageEntry, volume: Volume<Float>, masks: [(name: String, mask: Mask)], warnings: [String] = []
  ) {
    self.entry = entry
    self.volume = volume
    layers = masks.enumerated().map { index, region in
      MaskLayer(
        region.mask, over: volume.geometry, name: region.name,
        colour: MaskLayer.colours[index % MaskLayer.colours.count])
    }
    intensities = IntensitySample(of: volume)
    statistics = masks.map { RegionStatistics(of: volume, in: $0.mask) }
    self.warnings = warnings
  }

  public static func == (a: LoadedImage, b: LoadedImage) -> Bool { a === b }

  /// Unit of the values, where the modality says so.
  var unit: String {
    switch ImageKind(modality: entry.modality) {
    case .computedTomography: "HU"
    case .positronEmission: "SUV"
    case .other: ""
    }
  }
}

/// The intensities inside a region, for a glance; the extracted features are computed by Features.
public struct RegionStatistics: Equatable, Sendable {
  public let count: Int
  public let mean: Double
  public let deviation: Double
  public let low: Double
  public let high: Double
  /// Counts in sixteen equal parts from low to high.
  public let histogram: [Int]

  /// nil when the grids differ or nothing finite is inside.
  public init?(of volume: Volume<Float>, in mask: Mask) {
    guard mask.geometry.size == volume.geometry.size else { return nil }
    var inside: [Double] = []
    for (index, isInside) in mask.isInside.enumerated() where isInside {
      let value = Double(volume.voxels[index])
      if value.isFinite { inside.append(value) }
    }
    guard let first = inside.first else { return nil }
    count = inside.count
    let sum = inside.reduce(0, +)
    let average = sum / Double(inside.count)
    mean = average
    deviation = (inside.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(inside.count)).squareRoot()
    low = inside.min() ?? first
    high = inside.max() ?? first
    histogram = Sparkline.histogram(inside, bins: 16)
  }
}
