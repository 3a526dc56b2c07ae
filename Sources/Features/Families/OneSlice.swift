/// Features of an image that is one voxel thick: ultrasound, OCT, mammography. What needs a third dimension is missing with
/// the reason; a file's nominal slice thickness is no measurement.
enum OneSlice {
  /// The axis along which the image is one voxel thick; nil for a volume, and for a row or a single voxel z first.
  ///
  /// A crop has a margin wherever the image goes on, so the crop of a volume is never one voxel thick.
  static func axis(of region: Region) -> Int? { [2, 1, 0].first { region.geometry.size[$0] == 1 } }

  static let noThickness = "the image is a single slice, whose thickness is not known, so there is no volume or surface"
  static let noSphere = "the image is a single slice, in which a sphere of 1 cm³ does not exist"

  /// Morphological features that lie within the plane.
  static let planar: Set<String> = [
    "morph_com", "morph_pca_maj_axis", "morph_pca_min_axis", "morph_pca_least_axis", "morph_pca_elongation",
    "morph_pca_flatness", "morph_moran_i", "morph_geary_c",
  ]

  /// Morphological values of a region, as they are in a volume, with what a single slice has instead.
  static func morphology(_ values: [FeatureValue], of region: Region) -> [FeatureValue] {
    guard let axis = axis(of: region) else { return values }
    return values.map { value in
      if planar.contains(value.key.tag) { return value }
      if value.key.tag == "morph_diam" {
        return FeatureValue(value.key, PyRadiomicsShape.planarDiameter(region, normal: axis))
      }
      return FeatureValue(value.key, missing: noThickness)
    }
  }

  static func localIntensity(_ values: [FeatureValue], of region: Region) -> [FeatureValue] {
    guard axis(of: region) != nil else { return values }
    return values.map { FeatureValue($0.key, missing: noSphere) }
  }
}
