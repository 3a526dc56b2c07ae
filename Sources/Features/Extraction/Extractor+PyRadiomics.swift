extension Extractor {
  /// Features by PyRadiomics' names and definitions, image by image, in its order of classes.
  func pyRadiomicsFeatures(
    of preparation: PyRadiomicsPreparation, warnings: inout [String]
  ) -> [FeatureValue] {
    let own = settings.pyRadiomics
    let region = preparation.region
    var values: [FeatureValue] = []
    if own.wants("shape") { values += PyRadiomicsShape.values(of: preparation.shape) }
    // Without a list of classes shape2D is only meant where it can be computed.
    let flatAxis = own.calculation.flatAxis
    if own.wants("shape2D"), !own.classes.isEmpty || flatAxis.map({ region.box.size[$0] == 1 }) == true {
      values += PyRadiomicsShape2D.values(of: preparation.shape, normal: flatAxis)
    }
    let volume = Volume(geometry: region.geometry, voxels: region.intensities)
    for type in own.images {
      let calculation = type.calculation ?? own.calculation
      let context = DerivedImage.Context(
        calculation, precision: preparation.precision, region: region.isMorphological)
      let maps: [DerivedImage.Map]
      do {
        maps = try type.image.maps(of: volume, in: context)
      } catch {
        warnings.append("an image type was left out: \(error)")
        continue
      }
      for map in maps {
        do {
          let filtered = map.name == "original" ? region : try region.replacingIntensities(map.image.voxels)
          if type.image.isLinear,
            let caution = RoundingNoise.caution(filtered.values, of: region.values, precision: map.precision)
          {
            warnings.append("image \(map.name): \(caution)")
          }
          values += classValues(
            of: filtered, image: map.name, precision: map.precision, calculation: calculation)
        } catch {
          warnings.append("image \(map.name) was left out: \(error)")
        }
      }
    }
    return values.filter { own.wants(tag: $0.key.tag) }
  }

  private func classValues(
    of region: Region, image: String, precision: VoxelPrecision, calculation: PyRadiomicsCalculation
  ) -> [FeatureValue] {
    let own = settings.pyRadiomics
    let classes = PyRadiomicsTexture.FeatureClass.allCases.filter { own.wants($0.rawValue) }
    var levels: DiscretisedValues?
    var failure = ""
    do {
      levels = try region.pyRadiomicsLevels(
        by: calculation.discretisation ?? settings.discretisation, precision: precision)
    } catch { failure = error.description }
    var values: [FeatureValue] = []
    if own.wants("firstorder") {
      values += PyRadiomicsFirstOrder.values(
        of: region, levels: levels, failure: failure, shift: calculation.shift, image: image)
    }
    if let levels, !classes.isEmpty {
      values += PyRadiomicsTexture.values(
        of: region.levelImage(of: levels), classes: Set(classes), calculation: calculation, name: image)
    } else {
      values += classes.flatMap { featureClass in
        PyRadiomicsTexture.names(of: featureClass).map {
          FeatureValue(FeatureKey(image: image, tag: "\(featureClass.rawValue)_\($0)"), missing: failure)
        }
      }
    }
    return values
  }
}
