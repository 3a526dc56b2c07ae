/// The guide of the features, `docs/guide/features.md`, written from the catalogue: what a definition does not say, the guide
/// does not either.
extension FeatureCatalogue {
  /// The whole guide as Markdown.
  public static var guide: String {
    var lines = [
      "# The features", "",
      "<!-- Written by `radish features guide` from the catalogue in Sources/Features; `make docs` renews it. -->", "",
      "\(definitions.count) features in \(FeatureFamily.allCases.count) families, as the IBSI reference manual defines them"
        + " (Zwanenburg et al., arXiv 1612.07003; Radiology 2020;295:328). `radish features explain NAME` prints an entry;"
        + " NAME is a tag, a name, IBSI's code or PyRadiomics' name.", "",
      "A value that does not exist is missing with its reason: a ratio of 0 to 0, a texture without neighbours, an axis of a"
        + " single voxel. It is never NaN.", "",
      "## What to beware of", "",
    ]
    for pitfall in FeatureDefinition.Pitfall.allCases {
      let count = definitions.count { $0.pitfalls.contains(pitfall) }
      lines.append("- **\(pitfall.word)**: \(pitfall.rawValue) (\(count) features). \(pitfall.advice)")
    }
    for family in FeatureFamily.allCases {
      lines += [
        "", "## \(family.title)", "", "`\(family.rawValue)`, IBSI \(family.ibsiCode). \(family.definition)", "",
      ]
      let ways = TextureFeatures.aggregations(of: family)
      if !ways.isEmpty {
        lines += ["Ways of aggregating: \(ways.map { "`\($0.rawValue)`" }.joined(separator: ", ")).", ""]
      }
      lines += ["In an image of one slice: \(family.inOneSlice)"]
      for one in definitions where one.family == family { lines += entry(one) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func entry(_ one: FeatureDefinition) -> [String] {
    var lines = ["", "### \(one.name)", "", one.meaning, "", "- Formula: `\(one.formula)`"]
    lines.append(
      "- Tag `\(one.tag)` · IBSI \(one.ibsiCode)" + (one.pyRadiomicsName.map { " · PyRadiomics `\($0)`" } ?? "")
        + " · unit " + (one.unit.isEmpty ? "none" : one.unit))
    if let difference = PyRadiomicsNames.difference(ofTag: one.tag) { lines.append("- PyRadiomics: \(difference)") }
    if !one.pitfalls.isEmpty {
      lines.append("- Beware: " + one.pitfalls.map(\.rawValue).joined(separator: "; "))
    }
    return lines
  }
}

extension FeatureDefinition.Pitfall {
  /// One word for it.
  public var word: String {
    switch self {
    case .volume: "volume"
    case .binning: "binning"
    case .spacing: "spacing"
    case .intensityUnits: "intensity units"
    case .zeroPoint: "zero of intensity"
    case .outliers: "outliers"
    case .smallRegions: "small regions"
    }
  }

  /// What to do about it.
  public var advice: String {
    switch self {
    case .volume: "Set it beside the volume: a model that uses it may have learned the size of the tumour."
    case .binning: "Use the same bin width or bin count throughout, and report it."
    case .spacing: "Interpolate all images to one voxel size."
    case .intensityUnits: "Use calibrated units (HU, SUV), or normalise the images first."
    case .zeroPoint: "Use units whose zero means that there is nothing, such as SUV; in HU it is water."
    case .outliers: "Re-segment outliers, or take a percentile instead."
    case .smallRegions: "Leave out regions of a few voxels."
    }
  }
}
