/// The texture classes of PyRadiomics 3.0.1 (glcm, glrlm, glszm, gldm, ngtdm) by its definitions and names.
///
/// They differ from IBSI's families in little: co-occurrence and runs are averaged over directions; every direction that
/// has pairs counts, also where a value is 0/0 (correlation 1, information correlation 0); there is one more
/// co-occurrence feature, MCC; N_g is the highest level that occurs; the neighbourhood difference matrix also counts
/// voxels without neighbours. Pairs are symmetric, at distance 1, unweighted. Levels must be cut at multiples of the bin
/// width, as PyRadiomics does.
public enum PyRadiomicsTexture {
  public enum FeatureClass: String, CaseIterable, Codable, Sendable {
    case glcm, gldm, glrlm, glszm, ngtdm
  }

  /// PyRadiomics' settings of texture.
  public struct Settings: Sendable, Hashable, Codable {
    /// `gldm_a`: levels that differ by at most this much are dependent.
    public var alpha: Int
    /// `force2D` with `force2Ddimension` 0: neighbours within the slice only.
    public var isFlat: Bool

    public init(alpha: Int = 0, isFlat: Bool = false) {
      self.alpha = alpha
      self.isFlat = isFlat
    }
  }

  /// Values in PyRadiomics' order of classes and the alphabetical order of its features; tags such as
  /// `glcm_JointEntropy`, so that a column is named `original_glcm_JointEntropy`.
  public static func values(
    of image: LevelImage, classes: Set<FeatureClass> = Set(FeatureClass.allCases), settings: Settings = Settings(),
    name: String = "original"
  ) -> [FeatureValue] {
    let grid = LevelGrid(image)
    guard grid.voxelCount > 0 else {
      return FeatureClass.allCases.filter(classes.contains).flatMap { featureClass in
        names(of: featureClass).map {
          FeatureValue(
            FeatureKey(image: name, tag: "\(featureClass.rawValue)_\($0)"), missing: "the region has no voxels")
        }
      }
    }
    var cooccurrence: [TextureMatrix] = []
    if classes.contains(.glcm) || classes.contains(.glrlm) {
      cooccurrence = CooccurrenceMatrices(grid, keepsSlices: false, isVolumetric: !settings.isFlat).perDirection
    }
    var neighbourhoods: NeighbourhoodMatrices?
    if classes.contains(.gldm) || classes.contains(.ngtdm) {
      neighbourhoods = NeighbourhoodMatrices(grid, coarseness: settings.alpha, isVolumetric: !settings.isFlat)
    }
    var values: [FeatureValue] = []
    for featureClass in FeatureClass.allCases where classes.contains(featureClass) {
      var numbers: [String: Double] = [:]
      var reason = "the region has no voxels"
      switch featureClass {
      case .glcm:
        numbers = glcm(cooccurrence, grid)
        reason = "no two voxels of the region are neighbours"
      case .glrlm:
        let runs = RunLengthMatrices(grid, keepsSlices: false, isVolumetric: !settings.isFlat).perDirection
        // A direction none of whose lines holds two voxels of the region is left out.
        let steps = settings.isFlat ? Directions.inPlane : Directions.volume
        let used = zip(runs, zip(cooccurrence, steps)).filter { !$1.0.isEmpty || hasSharedLine(image, $1.1) }.map(\.0)
        numbers = mean(
          (used.isEmpty ? runs : used).map { named(emphasisTags(.glrlm), EmphasisFeatures.values(of: $0)) })
      case .glszm:
        let zones = ZoneMatrices(grid, isVolumetric: !settings.isFlat, border: nil).size
        numbers = named(emphasisTags(.glszm), EmphasisFeatures.values(of: .merged(zones)))
      case .gldm:
        let dependence = TextureMatrix.merged(neighbourhoods?.dependence ?? [])
        numbers = named(emphasisTags(.gldm), EmphasisFeatures.values(of: dependence))
      case .ngtdm:
        let merged = (neighbourhoods?.difference ?? []).reduce(NeighbourhoodDifferenceMatrix()) { $0.merging($1) }
        numbers = named(
          ["Coarseness", "Contrast", "Busyness", "Complexity", "Strength"],
          NeighbourhoodDifferenceFeatures.values(of: withSolitary(merged, image)))
      }
      values += names(of: featureClass).map { feature in
        let key = FeatureKey(image: name, tag: "\(featureClass.rawValue)_\(feature)")
        return numbers[feature].map { FeatureValue(key, $0) } ?? FeatureValue(key, missing: reason)
      }
    }
    return values
  }

  /// The features of a class by PyRadiomics' names, in alphabetical order.
  public static func names(of featureClass: FeatureClass) -> [String] {
    switch featureClass {
    case .glcm: glcmTags.map(\.name).sorted()
    case .glrlm, .glszm, .gldm: emphasisTags(featureClass).filter { !$0.isEmpty }.sorted()
    case .ngtdm: ["Busyness", "Coarseness", "Complexity", "Contrast", "Strength"]
    }
  }

  /// The IBSI definition behind a name such as `glcm_JointEntropy`; nil for MCC, which IBSI does not have.
  public static func definition(of tag: String) -> FeatureDefinition? {
    let parts = tag.split(separator: "_", maxSplits: 1).map(String.init)
    guard parts.count == 2, let featureClass = FeatureClass(rawValue: parts[0]) else { return nil }
    let (definitions, names): ([FeatureDefinition], [String]) =
      switch featureClass {
      case .glcm: (glcmTags.compactMap { $0.definition }, glcmTags.filter { $0.ibsi != nil }.map(\.name))
      case .glrlm: (RunLengthFeatures.definitions, emphasisTags(.glrlm))
      case .glszm: (SizeZoneFeatures.definitions, emphasisTags(.glszm))
      case .gldm: (NeighbouringDependenceFeatures.definitions, emphasisTags(.gldm))
      case .ngtdm:
        (NeighbourhoodDifferenceFeatures.definitions, ["Coarseness", "Contrast", "Busyness", "Complexity", "Strength"])
      }
    return zip(names, definitions).first { $0.0 == parts[1] }?.1
  }

  private struct CooccurrenceName {
    let name: String
    let ibsi: String?

    var definition: FeatureDefinition? { CooccurrenceFeatures.definitions.first { $0.tag == ibsi } }
  }

  private static let glcmTags: [CooccurrenceName] = [
    ("Autocorrelation", "cm_auto_corr"), ("JointAverage", "cm_joint_avg"), ("ClusterProminence", "cm_clust_prom"),
    ("ClusterShade", "cm_clust_shade"), ("ClusterTendency", "cm_clust_tend"), ("Contrast", "cm_contrast"),
    ("Correlation", "cm_corr"), ("DifferenceAverage", "cm_diff_avg"), ("DifferenceEntropy", "cm_diff_entr"),
    ("DifferenceVariance", "cm_diff_var"), ("JointEnergy", "cm_energy"), ("JointEntropy", "cm_joint_entr"),
    ("Imc1", "cm_info_corr1"), ("Imc2", "cm_info_corr2"), ("Idm", "cm_inv_diff_mom"), ("MCC", nil),
    ("Idmn", "cm_inv_diff_mom_norm"), ("Id", "cm_inv_diff"), ("Idn", "cm_inv_diff_norm"),
    ("InverseVariance", "cm_inv_var"), ("MaximumProbability", "cm_joint_max"), ("SumAverage", "cm_sum_avg"),
    ("SumEntropy", "cm_sum_entr"), ("SumSquares", "cm_joint_var"),
  ].map { CooccurrenceName(name: $0.0, ibsi: $0.1) }

  private static func glcm(_ matrices: [TextureMatrix], _ grid: LevelGrid) -> [String: Double] {
    let highest = grid.levelOfRank.last ?? 1
    let rows = matrices.filter { !$0.isEmpty }.map { matrix in
      var row: [String: Double] = [:]
      let values = CooccurrenceFeatures.values(of: matrix, levelCount: highest)
      for entry in glcmTags {
        guard let index = CooccurrenceFeatures.definitions.firstIndex(where: { $0.tag == entry.ibsi }) else { continue }
        row[entry.name] = values[index].isNaN ? (entry.name == "Correlation" ? 1 : 0) : values[index]
      }
      row["MCC"] = grid.rankCount == 1 ? 1 : MaximalCorrelation.value(of: matrix)
      return row
    }
    return mean(rows)
  }

  /// Whether any line along a direction holds two voxels of the region.
  private static func hasSharedLine(_ image: LevelImage, _ step: SIMD3<Int>) -> Bool {
    let axis = (0..<3).first { step[$0] != 0 } ?? 0
    var lines: Set<SIMD3<Int>> = []
    for z in 0..<image.size.z {
      for y in 0..<image.size.y {
        for x in 0..<image.size.x where image.levels[x + image.size.x * (y + image.size.y * z)] != 0 {
          // Where the line of this voxel crosses the plane in which the axis is 0.
          let place = SIMD3(x, y, z)
          if !lines.insert(place &- step &* (place[axis] * step[axis])).inserted { return true }
        }
      }
    }
    return false
  }

  /// PyRadiomics counts voxels without neighbours too, with a difference of 0.
  private static func withSolitary(
    _ matrix: NeighbourhoodDifferenceMatrix, _ image: LevelImage
  ) -> [NeighbourhoodDifferenceMatrix.Row] {
    var counts = [Int](repeating: 0, count: Int(image.levels.max() ?? 0) + 1)
    for level in image.levels { counts[Int(level)] += 1 }
    let differences = Dictionary(matrix.rows.map { ($0.level, $0.difference) }, uniquingKeysWith: { first, _ in first })
    return counts.indices.dropFirst().filter { counts[$0] > 0 }.map {
      .init(level: $0, count: counts[$0], difference: differences[$0] ?? 0)
    }
  }

  private static func mean(_ rows: [[String: Double]]) -> [String: Double] {
    var sums: [String: Double] = [:]
    for row in rows {
      for (name, value) in row { sums[name, default: 0] += value }
    }
    return sums.mapValues { $0 / Double(rows.count) }
  }

  private static func named(_ names: [String], _ values: [Double]) -> [String: Double] {
    Dictionary(zip(names, values).filter { !$0.0.isEmpty }, uniquingKeysWith: { first, _ in first })
  }

  /// Names in the order of `EmphasisFeatures.values`; empty where PyRadiomics has none.
  private static func emphasisTags(_ featureClass: FeatureClass) -> [String] {
    switch featureClass {
    case .glrlm:
      [
        "ShortRunEmphasis", "LongRunEmphasis", "LowGrayLevelRunEmphasis", "HighGrayLevelRunEmphasis",
        "ShortRunLowGrayLevelEmphasis", "ShortRunHighGrayLevelEmphasis", "LongRunLowGrayLevelEmphasis",
        "LongRunHighGrayLevelEmphasis", "GrayLevelNonUniformity", "GrayLevelNonUniformityNormalized",
        "RunLengthNonUniformity", "RunLengthNonUniformityNormalized", "RunPercentage", "GrayLevelVariance",
        "RunVariance", "RunEntropy", "",
      ]
    case .glszm:
      [
        "SmallAreaEmphasis", "LargeAreaEmphasis", "LowGrayLevelZoneEmphasis", "HighGrayLevelZoneEmphasis",
        "SmallAreaLowGrayLevelEmphasis", "SmallAreaHighGrayLevelEmphasis", "LargeAreaLowGrayLevelEmphasis",
        "LargeAreaHighGrayLevelEmphasis", "GrayLevelNonUniformity", "GrayLevelNonUniformityNormalized",
        "SizeZoneNonUniformity", "SizeZoneNonUniformityNormalized", "ZonePercentage", "GrayLevelVariance",
        "ZoneVariance", "ZoneEntropy", "",
      ]
    case .gldm:
      [
        "SmallDependenceEmphasis", "LargeDependenceEmphasis", "LowGrayLevelEmphasis", "HighGrayLevelEmphasis",
        "SmallDependenceLowGrayLevelEmphasis", "SmallDependenceHighGrayLevelEmphasis",
        "LargeDependenceLowGrayLevelEmphasis", "LargeDependenceHighGrayLevelEmphasis", "GrayLevelNonUniformity", "",
        "DependenceNonUniformity", "DependenceNonUniformityNormalized", "", "GrayLevelVariance",
        "DependenceVariance", "DependenceEntropy", "",
      ]
    case .glcm, .ngtdm: []
    }
  }
}
