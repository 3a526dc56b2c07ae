public import Features

/// An image in memory with everything the viewer would otherwise compute while a key waits. Made off the main actor;
/// compared by identity because it is large.
public final class LoadedImage: Sendable, Equatable {
  public let entry: ImageEntry
  public let volume: Volume<Float>
  /// The regions, each through its own affine.
  public let layers: [MaskLayer]
  public let intensities: IntensitySample
  /// One per region; nil where no voxel of the image lies in it.
  public let statistics: [RegionStatistics?]
  /// Told by the modality, else guessed from the intensities.
  public let kind: ImageKind
  /// What a reader should know, such as that image and mask lie on different grids.
  public let warnings: [String]
  /// Of a file of several volumes: which of them this is, counted from 0, and how many there are.
  public let volumes: (shown: Int, count: Int)?

  public init(
    entry: ImageEntry, volume: Volume<Float>, masks: [(name: String, mask: Mask)], warnings: [String] = [],
    volumes: (shown: Int, count: Int)? = nil
  ) {
    self.entry = entry
    self.volume = volume
    layers = masks.enumerated().map { index, region in
      MaskLayer(region.mask, over: volume.geometry, name: region.name, number: index)
    }
    let sample = IntensitySample(of: volume)
    intensities = sample
    kind = entry.modality.isEmpty ? ImageKind(guessedFrom: sample) : ImageKind(modality: entry.modality)
    statistics = masks.map { RegionStatistics(of: volume, in: $0.mask) }
    self.warnings = warnings
    self.volumes = volumes
  }

  public static func == (a: LoadedImage, b: LoadedImage) -> Bool { a === b }

  /// Unit of the values, where the modality says so.
  var unit: String {
    switch kind {
    case .computedTomography: "HU"
    case .positronEmission: "SUV"
    case .other: ""
    }
  }
}
