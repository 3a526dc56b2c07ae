extension Extractor {
  /// The region that features would be computed on: interpolated, rounded and re-segmented by the settings. For looking at
  /// what a feature sees, without computing any.
  @inline(never)
  public func preparation(image: Volume<Double>, mask: Mask) throws(ExtractionError) -> Preparation {
    try Preparation(settings: settings, image: ImageSupply(image), mask: mask)
  }

  /// Why the settings would leave nothing of a region to compute features on, by taking the steps up to there: it vanishes in
  /// interpolation or re-segmentation, or is smaller than they allow. nil where something is left, and where the settings make
  /// regions of their own from the mask. Takes as long as reading the image and preparing the region.
  ///
  /// - Parameter frame: which volume of the image's file; nil for the only one.
  @inline(never)
  public func foreseenFailure(image path: String, frame: Int? = nil, mask: Mask) -> ExtractionError? {
    guard settings.regions.isEmpty else { return nil }
    // Neither features nor diagnostics are wanted, and a filter changes no region.
    var bare = settings
    bare.families = []
    bare.filter = nil
    bare.describesWholeImage = false
    bare.pyRadiomics.addsDiagnostics = false
    do throws(ExtractionError) {
      let image = try ImageSupply(path: path, frame: frame, usual: settings.volume)
      if settings.naming == .pyradiomics {
        _ = try PyRadiomicsPreparation(settings: bare, image: image, mask: mask)
      } else {
        _ = try Preparation(settings: bare, image: image, mask: mask)
      }
      return nil
    } catch { return error }
  }
}

extension ExtractionSettings {
  /// The name of the preset for a DICOM modality or the word of a manifest; nil for a modality without one.
  public static func presetName(forModality modality: String) -> String? {
    ["CT": "ct", "PET": "pet", "PT": "pet", "MR": "mr", "MRI": "mr", "US": "us"][modality.uppercased()]
  }
}
