public import Features

/// Reads an image with its regions from disk.
public enum ImageReader {
  /// A file of more labels than this is shown as one region: nobody tells twenty contours apart.
  static let mostLabels = 12

  /// Reads an image. A region that cannot be read is a warning: the image can still be looked at.
  ///
  /// Of a file of several volumes the one the entry asks for is shown, else `frame`, else the first: to look is not to measure,
  /// and the viewer says which it is.
  static func read(_ entry: ImageEntry, frame: Int? = nil) throws -> LoadedImage {
    let header = try? NIfTI.header(at: entry.path)
    let count = header?.frameCount ?? 1
    let shown = entry.volume ?? frame ?? (count > 1 ? 0 : nil)
    let volume = try NIfTI.volume(at: entry.path, frame: shown, as: Float.self)
    var warnings = header?.warnings ?? []
    var masks: [(name: String, mask: Mask)] = []
    for region in entry.regions {
      try Task.checkCancellation()
      do {
        let found = try regions(
          at: region.path, label: region.label.map(Double.init), volume: shown, name: region.role)
        if let difference = found.first?.mask.geometry.difference(from: volume.geometry) {
          warnings.append("\(region.role): \(difference); it is shown through its own affine")
        }
        masks += found
      } catch {
        warnings.append("\(region.role): \(error.sentence)")
      }
    }
    return LoadedImage(
      entry: entry, volume: volume, masks: masks, warnings: warnings,
      volumes: count > 1 ? (shown: shown ?? 0, count: count) : nil)
  }

  /// The regions of a mask file: the label asked for, else one region for every label in it.
  ///
  /// - Parameter volume: which one of a file that holds several.
  public static func regions(
    at path: String, label: Double? = nil, volume: Int? = nil, name: String
  ) throws(NIfTIError) -> [(name: String, mask: Mask)] {
    func mask(_ selection: MaskSelection) throws(NIfTIError) -> Mask {
      try NIfTI.mask(at: path, label: selection, usual: volume)
    }
    if let label { return [(name, try mask(.label(label)))] }
    let labels = try NIfTI.labels(at: path, usual: volume)
    guard (2...mostLabels).contains(labels.count) else { return [(name, try mask(.nonZero))] }
    var regions: [(name: String, mask: Mask)] = []
    for one in labels {
      regions.append(("\(name) \(NumberText.significant(one.value))", try mask(.label(one.value))))
    }
    return regions
  }
}

/// Reads images for a glance, one at a time: whoever runs along a table leaves the machine to everything else.
actor PreviewReader {
  private let frame: Int?

  init(frame: Int?) { self.frame = frame }

  nonisolated func preview(of entry: ImageEntry) async throws -> ImagePreview {
    // Keys that follow each other come sooner than this.
    try await Task.sleep(for: .milliseconds(80))
    return try await read(entry)
  }

  private func read(_ entry: ImageEntry) throws -> ImagePreview {
    // The cursor may have gone on while another image was read.
    try Task.checkCancellation()
    return ImagePreview(of: try ImageReader.read(entry, frame: frame))
  }
}
