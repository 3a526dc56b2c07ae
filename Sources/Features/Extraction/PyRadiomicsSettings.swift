/// What PyRadiomics 3.0.1 decides besides the spacing, the interpolation, the grey levels and the range of re-segmentation
/// of `ExtractionSettings`, for `naming: pyradiomics`. Defaults are those of PyRadiomics.
public struct PyRadiomicsSettings: Codable, Equatable, Hashable, Sendable {
  /// `normalize`: the whole image becomes (x − mean)/standard deviation, times `normalisationScale`.
  public var normalises = false
  public var normalisationScale = 1.0
  /// `removeOutliers`: normalised intensities beyond this many standard deviations are set to it.
  public var outlierLimit: Double?
  /// `padDistance`: voxels kept around the region's box by resampling and by `preCrop`; filters see no more.
  public var padDistance = 5
  /// `preCrop`: the image is cropped before filters see it, also without resampling.
  public var preCrops = false
  /// `minimumROIDimensions`: along how many axes the region must be longer than one voxel.
  public var minimumDimensions = 2
  /// `minimumROISize`: a region of this many voxels or fewer is refused.
  public var minimumSize: Int?
  /// `geometryTolerance`: how far mask and image may lie apart, as a part of a voxel edge; nil for Radish's own tolerance.
  public var geometryTolerance: Double?
  /// `resegmentMode`: what the bounds of re-segmentation are relative to.
  public var resegmentation = Resegmentation.absolute
  /// `resegmentShape`: the shape class also sees the re-segmented region.
  public var resegmentsShape = false
  /// `additionalInfo`: diagnostics by PyRadiomics' names.
  public var addsDiagnostics = true
  /// How features are calculated, unless an image type has a calculation of its own.
  public var calculation = PyRadiomicsCalculation()
  /// `imageType`: the images features are computed on.
  public var images = [ImageType(.original)]
  /// `featureClass`: class names such as `glcm`, each with its feature names; an empty list means all of a class. Without
  /// any class all are computed, but for the deprecated features.
  public var classes: [String: [String]] = [:]

  public enum Resegmentation: String, Codable, CaseIterable, Hashable, Sendable {
    /// Bounds are intensities.
    case absolute
    /// Bounds are parts of the highest intensity of the region.
    case relative
    /// Bounds are standard deviations from the mean of the region.
    case sigma
  }

  /// A derived image, and how its features are calculated where that differs from the rest.
  public struct ImageType: Codable, Equatable, Hashable, Sendable {
    public var image: DerivedImage
    public var calculation: PyRadiomicsCalculation?

    public init(_ image: DerivedImage, calculation: PyRadiomicsCalculation? = nil) {
      self.image = image
      self.calculation = calculation
    }
  }

  public init() {}

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case normalises = "normalize"
    case normalisationScale = "normalize_scale"
    case outlierLimit = "remove_outliers"
    case padDistance = "pad_distance"
    case preCrops = "pre_crop"
    case minimumDimensions = "minimum_roi_dimensions"
    case minimumSize = "minimum_roi_size"
    case geometryTolerance = "geometry_tolerance"
    case resegmentation = "resegment_mode"
    case resegmentsShape = "resegment_shape"
    case addsDiagnostics = "additional_info"
    case calculation
    case images
    case classes
  }

  /// The keys of a settings file.
  public static var keys: [String] { CodingKeys.allCases.map(\.rawValue) }

  public init(from decoder: any Decoder) throws {
    let c = try decoder.container(keyedBy: CodingKeys.self)
    normalises = try c.decodeIfPresent(Bool.self, forKey: .normalises) ?? normalises
    normalisationScale = try c.decodeIfPresent(Double.self, forKey: .normalisationScale) ?? normalisationScale
    outlierLimit = try c.decodeIfPresent(Double.self, forKey: .outlierLimit)
    padDistance = try c.decodeIfPresent(Int.self, forKey: .padDistance) ?? padDistance
    preCrops = try c.decodeIfPresent(Bool.self, forKey: .preCrops) ?? preCrops
    minimumDimensions = try c.decodeIfPresent(Int.self, forKey: .minimumDimensions) ?? minimumDimensions
    minimumSize = try c.decodeIfPresent(Int.self, forKey: .minimumSize)
    geometryTolerance = try c.decodeIfPresent(Double.self, forKey: .geometryTolerance)
    resegmentation = try c.decodeIfPresent(Resegmentation.self, forKey: .resegmentation) ?? resegmentation
    resegmentsShape = try c.decodeIfPresent(Bool.self, forKey: .resegmentsShape) ?? resegmentsShape
    addsDiagnostics = try c.decodeIfPresent(Bool.self, forKey: .addsDiagnostics) ?? addsDiagnostics
    calculation = try c.decodeIfPresent(PyRadiomicsCalculation.self, forKey: .calculation) ?? calculation
    images = try c.decodeIfPresent([ImageType].self, forKey: .images) ?? images
    classes = try c.decodeIfPresent([String: [String]].self, forKey: .classes) ?? classes
  }

  /// Whether a class was asked for; without any class, all are.
  func wants(_ featureClass: String) -> Bool { classes.isEmpty || classes[featureClass] != nil }

  /// Whether a feature such as `glcm_JointEntropy` was asked for; deprecated ones only by their name.
  func wants(tag: String) -> Bool {
    let parts = tag.split(separator: "_", maxSplits: 1).map(String.init)
    guard parts.count == 2, wants(parts[0]) else { return false }
    guard let names = classes[parts[0]], !names.isEmpty else { return !PyRadiomicsCatalogue.deprecated.contains(tag) }
    return names.contains(parts[1])
  }

  /// Filters and normalisation look at the whole image, unless it is cropped before.
  func needsWholeImage(isResampled: Bool) -> Bool { normalises || filtersWholeImage(isResampled: isResampled) }

  func filtersWholeImage(isResampled: Bool) -> Bool {
    !isResampled && !preCrops && images.contains { $0.image != .original }
  }
}

/// How PyRadiomics calculates the features of one image.
public struct PyRadiomicsCalculation: Codable, Equatable, Hashable, Sendable {
  /// `binWidth` or `binCount`; nil for the discretisation of the extraction.
  public var discretisation: Discretisation?
  /// `voxelArrayShift`: added to intensities in energy and root mean square.
  public var shift = 0.0
  /// `force2D`: neighbours within planes only, and wavelets along the axes of those planes.
  public var isFlat = false
  /// `force2Ddimension`, counted as PyRadiomics does: 0 for planes across z (axial), 1 across y, 2 across x.
  public var flatDimension = 0
  /// `distances`: how far, by the largest step along an axis, neighbours of glcm, gldm and ngtdm lie from a voxel.
  public var distances = [1]
  /// `weightingNorm`: directions of glcm and glrlm are merged with weights instead of being averaged.
  public var weighting: Weighting?
  /// `symmetricalGLCM`.
  public var isSymmetric = true
  /// `gldm_a`: levels that differ by at most this much are dependent.
  public var alpha = 0

  /// How long a step is, in mm. Co-occurrences along a step of length d weigh exp(−d²), runs d; `unit`: 1.
  public enum Weighting: String, Codable, CaseIterable, Hashable, Sendable {
    case manhattan, euclidean, infinity
    case unit = "no_weighting"
  }

  public init() {}

  /// The axis that planes lie across, 0 for x; nil in three dimensions.
  var flatAxis: Int? { isFlat ? 2 - flatDimension : nil }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case discretisation
    case shift = "voxel_array_shift"
    case isFlat = "force_2d"
    case flatDimension = "force_2d_dimension"
    case distances
    case weighting = "weighting_norm"
    case isSymmetric = "symmetrical_glcm"
    case alpha = "gldm_a"
  }

  /// The keys of a settings file.
  public static var keys: [String] { CodingKeys.allCases.map(\.rawValue) }

  public init(from decoder: any Decoder) throws {
    let c = try decoder.container(keyedBy: CodingKeys.self)
    discretisation = try c.decodeIfPresent(Discretisation.self, forKey: .discretisation)
    shift = try c.decodeIfPresent(Double.self, forKey: .shift) ?? shift
    isFlat = try c.decodeIfPresent(Bool.self, forKey: .isFlat) ?? isFlat
    flatDimension = try c.decodeIfPresent(Int.self, forKey: .flatDimension) ?? flatDimension
    distances = try c.decodeIfPresent([Int].self, forKey: .distances) ?? distances
    weighting = try c.decodeIfPresent(Weighting.self, forKey: .weighting)
    isSymmetric = try c.decodeIfPresent(Bool.self, forKey: .isSymmetric) ?? isSymmetric
    alpha = try c.decodeIfPresent(Int.self, forKey: .alpha) ?? alpha
    func require(_ condition: Bool, _ key: CodingKeys, _ problem: String) throws {
      guard !condition else { return }
      throw DecodingError.dataCorruptedError(forKey: key, in: c, debugDescription: problem)
    }
    try require((0...2).contains(flatDimension), .flatDimension, "it is 0, 1 or 2")
    try require(
      !distances.isEmpty && distances.allSatisfy(TextureSettings.allowedDistances.contains), .distances,
      "distances are whole numbers from 1 to 10")
    try require((0...65535).contains(alpha), .alpha, "it is a whole number from 0 to 65535")
  }
}

extension ExtractionSettings {
  /// Whose names and definitions features have.
  public enum Naming: String, Codable, CaseIterable, Hashable, Sendable {
    case ibsi
    case pyradiomics
  }

  /// PyRadiomics' defaults: bins of 25 from 0, no resampling, mask by nearest neighbour, grids aligned at their corner.
  public static func pyRadiomics(
    _ own: PyRadiomicsSettings = PyRadiomicsSettings(), spacing: [Double?] = [],
    imageInterpolation: Interpolation = .cubicSpline, discretisation: Discretisation = .multiplesOfWidth(25),
    resegmentation: Bounds = .open
  ) -> ExtractionSettings {
    var settings = ExtractionSettings(
      spacing: spacing, imageInterpolation: imageInterpolation, maskInterpolation: .nearest, gridAlignment: .corner,
      resegmentation: resegmentation, discretisation: discretisation)
    settings.naming = .pyradiomics
    settings.pyRadiomics = own
    return settings
  }
}
