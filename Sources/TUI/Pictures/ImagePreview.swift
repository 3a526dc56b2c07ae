internal import Features

/// An image at a glance: the slice with most of its regions, and what lies in them. It keeps that slice alone, so that a
/// cohort can be walked through without holding its volumes.
public struct ImagePreview: Sendable {
  let entry: ImageEntry
  /// The slice as an image of its own.
  let view: SliceView
  /// Where the slice is in the image, from 0.
  let slice: Int
  let sliceCount: Int
  /// The unit of the values, where the modality says so.
  let unit: String
  let kind: ImageKind
  let regions: [Region]
  let warnings: [String]

  struct Region: Equatable, Sendable {
    var name: String
    var key: MaskLayer.Key
    var millilitres: Double
    /// nil where no voxel of the image lies in the region.
    var statistics: RegionStatistics?
  }

  /// The axial slice, or the only one of an image of one slice, in the first window of its kind.
  public init(of image: LoadedImage) {
    entry = image.entry
    unit = image.unit
    kind = image.kind
    warnings = image.warnings
    regions = zip(image.layers, image.statistics).map { layer, statistics in
      Region(
        name: layer.name.isEmpty ? "region" : layer.name, key: layer.key,
        millilitres: layer.extent.volumeInMillilitres, statistics: statistics)
    }
    let window = WindowPreset.presets(for: image.kind).first?.window(for: image.intensities) ?? Window(from: 0, to: 1)
    var whole = SliceView(image.volume, window: window, masks: image.layers)
    if whole.sliceCount > 1, let flat = AnatomicalPlane.allCases.first(where: { whole.turned(to: $0).sliceCount == 1 })
    {
      whole = whole.turned(to: flat)
    }
    if let largest = whole.largestSlice { whole.slice = largest }
    slice = whole.slice
    sliceCount = whole.sliceCount
    view = whole.onlyShownSlice(kind: image.kind)
  }
}

extension SliceView {
  /// The shown slice as an image of one slice, with what lies in it of the masks.
  fileprivate func onlyShownSlice(kind: ImageKind) -> SliceView {
    let axis = orientation.sliceAxis
    var box = VoxelBox(of: volume.geometry)
    box.lower[axis] = slice
    box.upper[axis] = slice + 1
    guard box.fits(in: volume.geometry) else { return self }
    let part = volume.cropped(to: box)
    let layers = masks.enumerated().map { number, layer in
      MaskLayer(layer.mask.resampled(onto: part.geometry), over: part.geometry, name: layer.name, number: number)
    }
    var view = SliceView(part, plane: plane, slice: 0, window: window, masks: layers)
    if kind == .positronEmission { view.colourMap = .invertedGrey }
    return view
  }
}
