/// What PyRadiomics decides besides IBSI's scheme, for `naming: pyradiomics`.
public struct PyRadiomicsSettings: Codable, Equatable, Hashable, Sendable {
  /// `normalize`: the whole image becomes (x − mean)/standard deviation, times `normalisationScale`.
  public var normalises: Bool
  public var normalisationScale: Double
  /// `removeOutliers`: normalised intensities beyond this many standard deviations are set to it.
  public var outlierLimit: Double?
  /// `voxelArrayShift`: added to intensities in energy and root mean square.
  public var shift: Double
  /// `force2D` along z: texture within slices only.
  public var isFlat: Bool
  /// `gldm_a`.
  public var alpha: Int
  /// `imageType`: the images features are computed on.
  public var images: [DerivedImage]
  /// `featureClass`: class names such as `glcm`, each with its feature names; an empty list means all of a class.
  public var classes: [String: [String]]

  public init(
    normalises: Bool = false, normalisationScale: Double = 1, outlierLimit: Double? = nil, shift: Double = 0,
    isFlat: Bool = false, alpha: Int = 0, images: [DerivedImage] = [.original], classes: [String: [String]] = [:]
  ) {
    self.normalises = normalises
    self.normalisationScale = normalisationScale
    self.outlierLimit = outlierLimit
    self.shift = shift
    self.isFlat = isFlat
    self.alpha = alpha
    self.images = images
    self.classes = classes
  }

  private enum CodingKeys: String, CodingKey {
    case normalises = "normalize"
    case normalisationScale = "normalize_scale"
    case outlierLimit = "remove_outliers"
    case shift = "voxel_array_shift"
    case isFlat = "force_2d"
    case alpha = "gldm_a"
    case images
    case classes
  }

  public init(from decoder: any Decoder) throws {
    let c = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      normalises: try c.decodeIfPresent(Bool.self, forKey: .normalises) ?? false,
      normalisationScale: try c.decodeIfPresent(Double.self, forKey: .normalisationScale) ?? 1,
      outlierLimit: try c.decodeIfPresent(Double.self, forKey: .outlierLimit),
      shift: try c.decodeIfPresent(Double.self, forKey: .shift) ?? 0,
      isFlat: try c.decodeIfPresent(Bool.self, forKey: .isFlat) ?? false,
      alpha: try c.decodeIfPresent(Int.self, forKey: .alpha) ?? 0,
      images: try c.decodeIfPresent([DerivedImage].self, forKey: .images) ?? [.original],
      classes: try c.decodeIfPresent([String: [String]].self, forKey: .classes) ?? [:])
  }

  /// Whether a class, or a feature of it, was asked for; without any class, all are.
  func wants(_ featureClass: String) -> Bool { classes.isEmpty || classes[featureClass] != nil }

  func wants(_ tag: String, of featureClass: String) -> Bool {
    guard let names = classes[featureClass], !names.isEmpty else { return wants(featureClass) }
    return names.contains(String(tag.dropFirst(featureClass.count + 1)))
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

extension Extractor {
  /// Features by PyRadiomics' names and definitions, image by image, in its order of classes.
  func pyRadiomicsFeatures(of region: Region, warnings: inout [String]) -> [FeatureValue] {
    let own = settings.pyRadiomics
    var values: [FeatureValue] = []
    if own.wants("shape") { values += PyRadiomicsShape.values(of: region) }
    let classes = PyRadiomicsTexture.FeatureClass.allCases.filter { own.wants($0.rawValue) }
    let volume = Volume(geometry: region.geometry, voxels: region.intensities)
    for image in own.images {
      let maps: [DerivedImage.Map]
      do {
        maps = try image.maps(of: volume)
      } catch {
        warnings.append("an image type was left out: \(error)")
        continue
      }
      for map in maps {
        let filtered: Region
        do {
          filtered = map.name == "original" ? region : try region.replacingIntensities(map.image.voxels)
        } catch {
          warnings.append("image \(map.name) was left out: \(error)")
          continue
        }
        values += classValues(of: filtered, image: map.name, classes: classes)
      }
    }
    return values.filter { value in
      let featureClass = value.key.tag.prefix { $0 != "_" }
      return own.wants(value.key.tag, of: String(featureClass))
    }
  }

  private func classValues(
    of region: Region, image: String, classes: [PyRadiomicsTexture.FeatureClass]
  ) -> [FeatureValue] {
    let own = settings.pyRadiomics
    var levels: DiscretisedValues?
    var failure = ""
    do { levels = try region.levels(by: settings.discretisation) } catch { failure = error.description }
    var values: [FeatureValue] = []
    if own.wants("firstorder") {
      values += PyRadiomicsFirstOrder.values(
        of: region, levels: levels, failure: failure, shift: own.shift, image: image)
    }
    if let levels, !classes.isEmpty {
      values += PyRadiomicsTexture.values(
        of: region.levelImage(of: levels), classes: Set(classes),
        settings: PyRadiomicsTexture.Settings(alpha: own.alpha, isFlat: own.isFlat), name: image)
    }
    return values
  }
}
