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

  /// Definitions whose tag, name, IBSI code or PyRadiomics name is the word, in any case; `TU9B`, `cm_joint_entr`, "joint
  /// entropy" and `original_glcm_JointEntropy` all name joint entropy, and so does a column of a feature table such as
  /// `original_cm_joint_entr_3D_merged`. A code or a name may be shared by several features.
  public static func named(_ word: String) -> [FeatureDefinition] {
    let wanted = word.lowercased()
    let exact = definitions.filter {
      $0.tag.lowercased() == wanted || $0.name.lowercased() == wanted || $0.ibsiCode.lowercased() == wanted
    }
    if !exact.isEmpty { return exact }
    let others = PyRadiomicsNames.withoutCode.filter {
      wanted == $0.name.lowercased() || wanted == $0.tag.lowercased() || wanted.hasSuffix("_" + $0.tag.lowercased())
    }
    if !others.isEmpty { return others }
    return (PyRadiomicsNames.tag(of: word) ?? tag(ofColumn: wanted)).flatMap(definition).map { [$0] } ?? []
  }

  /// The definitions that a word names; without any, those whose name, tag or PyRadiomics name contains it.
  public static func search(_ word: String) -> [FeatureDefinition] {
    let exact = named(word)
    guard exact.isEmpty, !word.isEmpty else { return exact }
    let wanted = word.lowercased()
    return (definitions + PyRadiomicsNames.withoutCode).filter { one in
      [one.name, one.tag, one.pyRadiomicsName ?? ""].contains { $0.lowercased().contains(wanted) }
    }
  }

  /// The tag of a column: after an image's name, before a way of aggregating.
  private static func tag(ofColumn column: String) -> String? {
    var name = column
    for aggregation in Aggregation.allCases where name.hasSuffix("_" + aggregation.rawValue.lowercased()) {
      name.removeLast(aggregation.rawValue.count + 1)
      break
    }
    return definitions.filter { name == $0.tag.lowercased() || name.hasSuffix("_" + $0.tag.lowercased()) }
      .max { $0.tag.count < $1.tag.count }?.tag
  }
}

extension FeatureKey {
  /// The catalogue entry behind this key.
  public var definition: FeatureDefinition? { FeatureCatalogue.definition(tag: tag) }
}
