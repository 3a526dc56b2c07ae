/// Every feature Radish computes, as data: the listing, the explain screen, the guide, table headers and the reference
/// tests all read this.
public enum FeatureCatalogue {
  /// In the order of the IBSI manual, family by family.
  public static let definitions: [FeatureDefinition] =
    Morphology.definitions + LocalIntensity.definitions + IntensityStatistics.definitions
    + IntensityHistogram.definitions + IntensityVolumeHistogram.definitions + TextureFeatures.definitions

  private static let byTag = Dictionary(definitions.map { ($0.tag, $0) }, uniquingKeysWith: { first, _ in first })

  /// The definition of a tag such as `cm_joint_entr`.
  public static func definition(tag: String) -> FeatureDefinition? { byTag[tag] }

  /// Definitions whose tag, name or IBSI code is the word, in any case; `TU9B`, `cm_joint_entr` and "joint entropy" all
  /// find joint entropy. Without an exact match, those whose name or tag contains the word.
  public static func search(_ word: String) -> [FeatureDefinition] {
    let wanted = word.lowercased()
    guard !wanted.isEmpty else { return [] }
    let exact = definitions.filter {
      $0.tag.lowercased() == wanted || $0.name.lowercased() == wanted || $0.ibsiCode.lowercased() == wanted
    }
    if !exact.isEmpty { return exact }
    return definitions.filter { $0.name.lowercased().contains(wanted) || $0.tag.lowercased().contains(wanted) }
  }
}

extension FeatureKey {
  /// The catalogue entry behind this key.
  public var definition: FeatureDefinition? { FeatureCatalogue.definition(tag: tag) }
}
