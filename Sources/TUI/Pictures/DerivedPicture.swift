public import Features
internal import Foundation

/// What can be shown in place of an image's own intensities.
public enum Derivation: Hashable, Sendable {
  /// The grey levels of a region as a texture feature sees them, by the preset of the image's modality; `region` is its
  /// place among those of the image.
  case levels(region: Int)
  case filtered(ImageFilter)
}

/// A filter offered in the viewer: the maps of which radiomics studies most often take features.
public struct ImageFilter: Hashable, Sendable {
  public let name: String
  public let filter: Filter

  /// Laplacian of Gaussian for fine, middle and coarse structure, and sub-bands of the first wavelet level.
  public static let all: [ImageFilter] =
    [1.0, 3, 5].map { sigma in
      ImageFilter(
        name: "LoG σ \(Int(sigma)) mm",
        filter: Filter(.laplacianOfGaussian(sigma: sigma, truncation: 4), dimensions: .three))
    }
    + ["LLH", "LHL", "HLL", "HHH"].map { band in
      ImageFilter(
        name: "wavelet \(band)",
        filter: Filter(
          .separableWavelet(family: .coif1, band: band, level: 1, orientations: nil), dimensions: .three,
          boundary: .wrap))
    }
}

/// An image made from another: the discretised region or a response map, with the window that shows it and words that say
/// what it is. Made off the main actor; compared by identity because it is large.
public final class DerivedPicture: Sendable, Equatable {
  public let derivation: Derivation
  /// The image it was made from.
  public let source: LoadedImage
  public let volume: Volume<Float>
  public let window: Window
  public let interpolation: SliceView.Interpolation
  /// `LoG σ 3 mm`, `levels of tumour`.
  public let title: String
  /// Of what is shown, one per region of the image: of levels those of their region only; nil where nothing of it is in the
  /// picture.
  public let statistics: [RegionStatistics?]
  /// How it was made, one fact a line.
  public let facts: [String]

  public init(_ derivation: Derivation, of image: LoadedImage) throws {
    self.derivation = derivation
    source = image
    switch derivation {
    case .levels(let number):
      guard image.layers.indices.contains(number) else { throw DerivationError.noRegion }
      let layer = image.layers[number]
      let preset = ExtractionSettings.presetName(forModality: image.entry.modality) ?? "ct"
      guard var settings = ExtractionSettings.preset(preset) else { throw DerivationError.noRegion }
      // The picture is to be had also where the extraction would ask to export again.
      settings.resamplesMask = true
      let exact = Volume(geometry: image.volume.geometry, voxels: image.volume.voxels.map(Double.init))
      let region = try Extractor(settings).preparation(image: exact, mask: layer.mask).region
      let levels = try region.levelImage(by: settings.discretisation)
      let geometry = region.geometry.cropped(to: region.box)
      guard let view = SliceView(levels: levels, geometry: geometry) else { throw DerivationError.noRegion }
      volume = view.volume
      window = view.window
      interpolation = .nearest
      // Outside of the region no voxel has a level.
      let whole = Mask(geometry: geometry, isInside: [Bool](repeating: true, count: geometry.count))
      let own = RegionStatistics(of: view.volume, in: whole)
      statistics = image.layers.indices.map { $0 == number ? own : nil }
      let name = layer.name.isEmpty ? "region" : layer.name
      title = "levels of \(name)"
      let occupied = Set(levels.levels.filter { $0 > 0 })
      let spacing = (0..<3).map { NumberText.significant(geometry.spacing[$0]) }.joined(separator: "×")
      facts = [
        "preset \(preset): \(settings.discretisation.words(unit: image.unit))",
        "\(levels.levelCount) levels, \(occupied.count) occupied",
        "\(region.values.count) voxels of \(spacing) mm",
      ]
    case .filtered(let filter):
      let edge = Self.edge(for: filter, of: image.volume.geometry)
      let settings = ExtractionSettings(spacing: edge.map { [$0, $0, $0] } ?? [], filter: filter.filter)
      let exact = Volume(geometry: image.volume.geometry, voxels: image.volume.voxels.map(Double.init))
      guard let map = try Extractor(settings).responseMaps(of: exact).first?.image else {
        throw DerivationError.noRegion
      }
      volume = Volume(geometry: map.geometry, voxels: map.voxels.map { Float($0) })
      // Grey 128 is a response of 0, and one voxel in a hundred may be clipped.
      let strength = IntensitySample(volume.voxels.map { abs($0) }).percentile(99)
      window = Window(level: 0, width: max(2 * strength, 1e-6))
      interpolation = .linear
      let responses = volume
      statistics = image.layers.map { RegionStatistics(of: responses, in: $0.mask) }
      title = filter.name
      var facts = ["3D, in mm; middle grey is a response of 0"]
      if let edge { facts.append("on voxels of \(NumberText.significant(edge)) mm, interpolated for the filter") }
      self.facts = facts
    }
  }

  /// The edge of the voxels that a filter sees, in mm: equal along all axes, as IBSI 2 defines its filters, and no larger than
  /// the structure looked for. Images that would not fit in memory then get larger ones. nil leaves them as they are.
  private static func edge(for filter: ImageFilter, of geometry: Geometry) -> Double? {
    let spacing = geometry.spacing
    let (shortest, longest) = (spacing.min(), spacing.max())
    var wanted = shortest
    if case .laplacianOfGaussian(let sigma, _) = filter.filter.kind { wanted = min(wanted, sigma) }
    guard longest > 1.01 * wanted else { return nil }
    let volume = (0..<3).reduce(1) { $0 * Double(geometry.size[$1]) * spacing[$1] }
    return max(wanted, cbrt(volume / Double(1 << 25)))
  }

  public static func == (a: DerivedPicture, b: DerivedPicture) -> Bool { a === b }
}

/// Why nothing can be derived.
public enum DerivationError: Error, Equatable, Sendable, CustomStringConvertible {
  case noRegion
  public var description: String { "No region is drawn on this image, so there are no levels to show." }
}

extension Discretisation {
  /// `FBS 25 HU`, `FBN 32 bins`.
  func words(unit: String) -> String {
    switch self {
    case .none: "intensities as they are"
    case .fixedBinCount(let count): "FBN \(count) bins"
    case .fixedBinWidth(let width, _): "FBS \(NumberText.significant(width))" + (unit.isEmpty ? "" : " \(unit)")
    case .multiplesOfWidth(let width): "bins of \(NumberText.significant(width))" + (unit.isEmpty ? "" : " \(unit)")
    }
  }
}
