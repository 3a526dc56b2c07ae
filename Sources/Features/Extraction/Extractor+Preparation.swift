extension Extractor {
  /// The region that features would be computed on: interpolated, rounded and re-segmented by the settings. For looking at
  /// what a feature sees, without computing any.
  @inline(never)
  public func preparation(image: Volume<Double>, mask: Mask) throws(ExtractionError) -> Preparation {
    try Preparation(settings: settings, image: ImageSupply(image), mask: mask)
  }
}

extension ExtractionSettings {
  /// The name of the preset for a DICOM modality or the word of a manifest; nil for a modality without one.
  public static func presetName(forModality modality: String) -> String? {
    ["CT": "ct", "PET": "pet", "PT": "pet", "MR": "mr", "MRI": "mr", "US": "us"][modality.uppercased()]
  }
}
