/// Turns an image and a mask into features by the settings. Deterministic: equal input gives equal bits.
///
///     let extraction = try Extractor(settings).extract(image: "ct.nii.gz", mask: "tumour.nii.gz")
public struct Extractor: Sendable {
  public let settings: ExtractionSettings

  public init(_ settings: ExtractionSettings) { self.settings = settings }

  /// Extracts from files; of the image only the part around the region is kept in memory.
  ///
  /// - Parameter roles: masks of other regions of the image, which the settings' regions may be clipped to.
  // Swift 6.3.1 stops with an ownership error when this is inlined into another module.
  @inline(never)
  public func extract(
    image imagePath: String, mask maskPath: String, label: MaskSelection = .only, frame: Int? = nil,
    roles: [String: MaskSource] = [:]
  ) throws(ExtractionError) -> Extraction {
    try extract(
      ImageSupply(path: imagePath, frame: frame, usual: settings.volume),
      masks: MaskSupply(
        MaskSource(path: maskPath, selection: label), roles: roles, volume: frame ?? settings.volume))
  }

  /// Extracts from an image in memory, whose numbers are taken as they are.
  @inline(never)
  public func extract(image: Volume<Double>, mask: Mask) throws(ExtractionError) -> Extraction {
    try extract(ImageSupply(image), masks: MaskSupply(mask))
  }

  /// Extracts one region. Its mask, of the whole grid, is asked for once and not kept while features are computed.
  func extract(
    _ image: ImageSupply, mask: () throws(ExtractionError) -> Mask
  ) throws(ExtractionError) -> Extraction {
    if settings.naming == .pyradiomics {
      let preparation = try PyRadiomicsPreparation(settings: settings, image: image, mask: try mask())
      var warnings = preparation.warnings
      let values = pyRadiomicsFeatures(of: preparation, warnings: &warnings)
      return Extraction(features: FeatureVector(values), diagnostics: preparation.diagnostics, warnings: warnings)
    }
    let preparation = try Preparation(settings: settings, image: image, mask: try mask())
    let values: [FeatureValue]
    var warnings = preparation.warnings
    if let filter = settings.filter {
      let region = preparation.region
      warnings += [filter.caution(spacing: region.geometry.spacing)].compactMap(\.self)
      let map: Volume<Float>
      do {
        map = try filter.response(
          to: Volume(geometry: region.geometry, voxels: region.intensities.map { Float($0) }))
      } catch { throw .filter(error) }
      do {
        let filtered = try region.replacingIntensities(map.voxels.map { Double($0) })
        warnings += [
          RoundingNoise.caution(filtered.values, of: region.values, precision: .single)
        ].compactMap(\.self)
        values = features(of: filtered, image: "filtered")
      } catch { throw .region(error) }
    } else {
      values = features(of: preparation.region)
    }
    return Extraction(
      features: FeatureVector(values), diagnostics: preparation.diagnostics, warnings: warnings)
  }

  /// The features of a prepared region in catalogue order.
  public func features(of region: Region, image: String = "original") -> [FeatureValue] {
    var values: [FeatureValue] = []
    if settings.families.contains(.morphology) {
      values += OneSlice.morphology(Morphology.values(of: region, image: image), of: region)
    }
    if settings.families.contains(.localIntensity) {
      values += OneSlice.localIntensity(LocalIntensity.values(of: region, image: image), of: region)
    }
    if settings.families.contains(.intensityStatistics) {
      values += IntensityStatistics.values(of: region, image: image)
    }
    let textures = settings.families.intersection(TextureFeatures.families)
    let wantsHistogram = settings.families.contains(.intensityHistogram)
    var discretised: DiscretisedValues?
    var failure = ""
    let hasDistance = TextureSettings.allowedDistances.contains(settings.texture.distance)
    if wantsHistogram || !textures.isEmpty {
      do { discretised = try region.levels(by: settings.discretisation) } catch { failure = error.description }
    }
    if wantsHistogram {
      values +=
        discretised.map { IntensityHistogram.values(of: $0, image: image) }
        ?? IntensityHistogram.definitions.map {
          FeatureValue(FeatureKey(image: image, tag: $0.tag), missing: failure)
        }
    }
    if settings.families.contains(.intensityVolumeHistogram) {
      values += IntensityVolumeHistogram.values(
        of: region, discretisation: settings.intensityVolumeDiscretisation, image: image)
    }
    if !textures.isEmpty {
      if let discretised, hasDistance, settings.texture.coarseness >= 0 {
        values += TextureFeatures.values(
          of: region.levelImage(of: discretised), families: textures, aggregations: settings.aggregations,
          settings: settings.texture, name: image)
      } else {
        if failure.isEmpty {
          failure = "the texture distance must lie in 1 to 10 and the coarseness must not be negative"
        }
        for family in TextureFeatures.families where textures.contains(family) {
          for aggregation in TextureFeatures.aggregations(of: family)
          where settings.aggregations.contains(aggregation) {
            values += TextureFeatures.definitions.filter { $0.family == family }.map {
              FeatureValue(FeatureKey(image: image, tag: $0.tag, aggregation: aggregation), missing: failure)
            }
          }
        }
      }
    }
    return values
  }
}
