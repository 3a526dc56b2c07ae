/// Every decision of the IBSI processing scheme, in its order: one key per decision. Settings are data: presets, YAML
/// files and the settings screen all make this value, and its digest identifies an extraction.
public struct ExtractionSettings: Codable, Equatable, Hashable, Sendable {
  /// Which volume of an image that holds several, counted from 0; nil refuses such an image. One that holds a single volume is
  /// taken whatever this says.
  public var volume: Int?
  /// Whether texture is computed slice by slice or in the volume; with `.slices`, interpolation leaves z alone.
  public var dimension: Dimension
  /// Voxel size in mm to interpolate to, along x, y and z; nil leaves an axis as it is, an empty list all of them.
  public var spacing: [Double?]
  public var imageInterpolation: Interpolation
  public var maskInterpolation: Interpolation
  /// δ: the least fraction of the region in an interpolated voxel that belongs to it (IBSI E8H9).
  public var partialVolume: Double
  public var gridAlignment: GridAlignment
  /// Intensities are rounded to the nearest integer after interpolation (68QD), as Hounsfield units should be.
  public var roundsIntensities: Bool
  /// Lowest and highest intensity kept by re-segmentation (USB3); nil where open.
  public var resegmentation: Bounds
  /// Intensities further than this many standard deviations from the mean are left out (7ACA).
  public var outlierLimit: Double?
  /// For the intensity histogram and all texture matrices.
  public var discretisation: Discretisation
  /// For the intensity–volume histogram.
  public var intensityVolumeDiscretisation: Discretisation
  public var families: Set<FeatureFamily>
  public var aggregations: Set<Aggregation>
  public var texture: TextureSettings
  /// Masks on another grid are brought onto the image's grid instead of being refused.
  public var resamplesMask: Bool
  /// Diagnostics also describe the whole image, which then must be read and interpolated as a whole.
  public var describesWholeImage: Bool

  /// A filter of IBSI 2 whose response map replaces the image after interpolation; nil for the image itself.
  public var filter: Filter?
  /// The regions of each image; empty means the mask as it is.
  public var regions: [RegionOfInterest] = []
  public var naming: Naming
  /// Used with `naming: pyradiomics` only.
  public var pyRadiomics: PyRadiomicsSettings

  public enum Dimension: String, Codable, CaseIterable, Hashable, Sendable {
    case slices = "2D"
    case volume = "3D"
  }

  /// A closed or half-open range of intensities.
  public struct Bounds: Codable, Equatable, Hashable, Sendable {
    public var lower: Double?
    public var upper: Double?

    public init(lower: Double? = nil, upper: Double? = nil) {
      self.lower = lower
      self.upper = upper
    }

    public static let open = Bounds()
  }

  public init(
    dimension: Dimension = .volume, spacing: [Double?] = [], imageInterpolation: Interpolation = .linear,
    maskInterpolation: Interpolation = .linear, partialVolume: Double = 0.5, gridAlignment: GridAlignment = .centre,
    roundsIntensities: Bool = false, resegmentation: Bounds = .open, outlierLimit: Double? = nil,
    discretisation: Discretisation = .fixedBinCount(32), intensityVolumeDiscretisation: Discretisation = .none,
    families: Set<FeatureFamily> = Set(FeatureFamily.allCases),
    aggregations: Set<Aggregation> = [.merged3D, .volume3D], texture: TextureSettings = TextureSettings(),
    resamplesMask: Bool = false, describesWholeImage: Bool = false, filter: Filter? = nil
  ) {
    self.dimension = dimension
    self.spacing = spacing
    self.imageInterpolation = imageInterpolation
    self.maskInterpolation = maskInterpolation
    self.partialVolume = partialVolume
    self.gridAlignment = gridAlignment
    self.roundsIntensities = roundsIntensities
    self.resegmentation = resegmentation
    self.outlierLimit = outlierLimit
    self.discretisation = discretisation
    self.intensityVolumeDiscretisation = intensityVolumeDiscretisation
    self.families = families
    self.aggregations = aggregations
    self.texture = texture
    self.resamplesMask = resamplesMask
    self.describesWholeImage = describesWholeImage
    self.filter = filter
    naming = .ibsi
    pyRadiomics = PyRadiomicsSettings()
  }

  /// Filters look at the whole image, not at the surroundings of the region alone.
  var needsWholeImage: Bool { describesWholeImage || filter != nil }

  /// The spacing wanted along each axis; nil where the axis stays as it is.
  var wantedSpacing: [Double?] {
    (0..<3).map { axis in
      guard axis < spacing.count, let wanted = spacing[axis], wanted > 0, wanted.isFinite else { return nil }
      return dimension == .slices && axis == 2 ? nil : wanted
    }
  }
}

extension ExtractionSettings {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case volume
    case dimension
    case spacing
    case imageInterpolation = "image_interpolation"
    case maskInterpolation = "mask_interpolation"
    case partialVolume = "partial_volume"
    case gridAlignment = "grid_alignment"
    case roundsIntensities = "round_intensities"
    case resegmentation
    case outlierLimit = "outlier_limit"
    case discretisation
    case intensityVolumeDiscretisation = "ivh_discretisation"
    case families
    case aggregations
    case texture
    case resamplesMask = "resample_mask"
    case describesWholeImage = "describe_whole_image"
    case filter
    case regions = "roi"
    case naming
    case pyRadiomics = "pyradiomics"
  }

  /// The keys of a settings file, in the order of the processing scheme.
  public static var keys: [String] { CodingKeys.allCases.map(\.rawValue) }

  /// Keys that an extraction with PyRadiomics' names and definitions does not look at.
  public static let keysWithoutPyRadiomics: Set<String> = Set(
    [
      CodingKeys.roundsIntensities, .outlierLimit, .intensityVolumeDiscretisation, .families, .aggregations, .texture,
      .filter,
    ].map(\.rawValue))

  /// Reads settings; a missing key has its default. One spacing stands for all three axes.
  public init(from decoder: any Decoder) throws {
    let c = try decoder.container(keyedBy: CodingKeys.self)
    self.init()
    func read<Value: Decodable>(_ key: CodingKeys, _ target: inout Value) throws {
      if let value = try c.decodeIfPresent(Value.self, forKey: key) { target = value }
    }
    func require(_ condition: Bool, _ key: CodingKeys, _ problem: String) throws {
      guard !condition else { return }
      throw DecodingError.dataCorruptedError(forKey: key, in: c, debugDescription: problem)
    }
    volume = try c.decodeIfPresent(Int.self, forKey: .volume)
    try read(.dimension, &dimension)
    if let isotropic = try? c.decode(Double.self, forKey: .spacing) {
      spacing = [isotropic]
    } else {
      try read(.spacing, &spacing)
    }
    if spacing.count == 1 { spacing = [Double?](repeating: spacing[0], count: 3) }
    try read(.imageInterpolation, &imageInterpolation)
    try read(.maskInterpolation, &maskInterpolation)
    try read(.partialVolume, &partialVolume)
    try read(.gridAlignment, &gridAlignment)
    try read(.roundsIntensities, &roundsIntensities)
    try read(.resegmentation, &resegmentation)
    outlierLimit = try c.decodeIfPresent(Double.self, forKey: .outlierLimit)
    try read(.discretisation, &discretisation)
    try read(.intensityVolumeDiscretisation, &intensityVolumeDiscretisation)
    try read(.families, &families)
    try read(.aggregations, &aggregations)
    try read(.texture, &texture)
    try read(.resamplesMask, &resamplesMask)
    try read(.describesWholeImage, &describesWholeImage)
    filter = try c.decodeIfPresent(Filter.self, forKey: .filter)
    if let list = try? c.nestedUnkeyedContainer(forKey: .regions) {
      // Before they are read: every region takes an extraction of its own.
      try require(
        (list.count ?? 0) <= Extractor.mostRegions, .regions, "at most \(Extractor.mostRegions) regions are extracted")
      regions = try c.decode([RegionOfInterest].self, forKey: .regions)
      guard Set(regions.map(\.name)).count == regions.count else {
        throw DecodingError.dataCorruptedError(
          forKey: .regions, in: c, debugDescription: "several regions need names of their own")
      }
    } else if let one = try c.decodeIfPresent(RegionOfInterest.self, forKey: .regions) {
      regions = [one]
    }
    try read(.naming, &naming)
    try read(.pyRadiomics, &pyRadiomics)
    try require(volume.map { $0 >= 0 } ?? true, .volume, "volumes are counted from 0")
    try require(
      [0, 3].contains(spacing.count) && spacing.allSatisfy { $0.map { $0 > 0 && $0.isFinite } ?? true }, .spacing,
      "it is one voxel size in mm or three, for x, y and z, each above 0, or null for an axis that stays as it is")
    try require(
      partialVolume > 0 && partialVolume <= 1, .partialVolume, "it is a fraction of a voxel, above 0 and at most 1")
    try require(
      outlierLimit.map { $0 > 0 } ?? true, .outlierLimit, "it is a number of standard deviations, above 0")
    try require(
      (resegmentation.lower ?? -.infinity) <= (resegmentation.upper ?? .infinity), .resegmentation,
      "the lower bound is above the upper one")
  }

  /// Writes every key, sets in catalogue order, so that equal settings have equal text.
  public func encode(to encoder: any Encoder) throws {
    var c = encoder.container(keyedBy: CodingKeys.self)
    try c.encodeIfPresent(volume, forKey: .volume)
    try c.encode(dimension, forKey: .dimension)
    try c.encode(spacing, forKey: .spacing)
    try c.encode(imageInterpolation, forKey: .imageInterpolation)
    try c.encode(maskInterpolation, forKey: .maskInterpolation)
    try c.encode(partialVolume, forKey: .partialVolume)
    try c.encode(gridAlignment, forKey: .gridAlignment)
    try c.encode(roundsIntensities, forKey: .roundsIntensities)
    try c.encode(resegmentation, forKey: .resegmentation)
    try c.encodeIfPresent(outlierLimit, forKey: .outlierLimit)
    try c.encode(discretisation, forKey: .discretisation)
    try c.encode(intensityVolumeDiscretisation, forKey: .intensityVolumeDiscretisation)
    try c.encode(FeatureFamily.allCases.filter(families.contains), forKey: .families)
    try c.encode(Aggregation.allCases.filter(aggregations.contains), forKey: .aggregations)
    try c.encode(texture, forKey: .texture)
    try c.encode(resamplesMask, forKey: .resamplesMask)
    try c.encode(describesWholeImage, forKey: .describesWholeImage)
    try c.encodeIfPresent(filter, forKey: .filter)
    if !regions.isEmpty { try c.encode(regions, forKey: .regions) }
    try c.encode(naming, forKey: .naming)
    if naming == .pyradiomics { try c.encode(pyRadiomics, forKey: .pyRadiomics) }
  }
}
