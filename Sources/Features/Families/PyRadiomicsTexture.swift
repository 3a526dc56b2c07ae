import Foundation

/// The texture classes of PyRadiomics 3.0.1 (glcm, glrlm, glszm, gldm, ngtdm) by its definitions and names.
///
/// They differ from IBSI's families in little: co-occurrence and runs are averaged over directions, or merged with
/// weights; every direction that has pairs counts, also where a value is 0/0 (correlation 1, information correlation 0);
/// there is one more co-occurrence feature, MCC; N_g is the highest level that occurs; the neighbourhood difference
/// matrix also counts voxels without neighbours. Levels must be cut as PyRadiomics does.
public enum PyRadiomicsTexture {
  public enum FeatureClass: String, CaseIterable, Codable, Sendable {
    case glcm, gldm, glrlm, glszm, ngtdm
  }

  /// Values in PyRadiomics' order of classes and the alphabetical order of its features; tags such as
  /// `glcm_JointEntropy`, so that a column is named `original_glcm_JointEntropy`.
  public static func values(
    of image: LevelImage, classes: Set<FeatureClass> = Set(FeatureClass.allCases),
    calculation: PyRadiomicsCalculation = PyRadiomicsCalculation(), name: String = "original"
  ) -> [FeatureValue] {
    // Planes across any axis become slices: where neighbours lie does not depend on the order of axes.
    let axes = calculation.flatAxis.map { flat in [0, 1, 2].filter { $0 != flat } + [flat] } ?? [0, 1, 2]
    let image = image.permuted(axes)
    let grid = LevelGrid(image, margin: calculation.distances.max() ?? 1)
    guard grid.voxelCount > 0 else {
      return FeatureClass.allCases.filter(classes.contains).flatMap { featureClass in
        names(of: featureClass).map {
          FeatureValue(
            FeatureKey(image: name, tag: "\(featureClass.rawValue)_\($0)"), missing: "the region has no voxels")
        }
      }
    }
    let isFlat = calculation.isFlat
    let half = steps(calculation.distances, isFlat: isFlat)
    var neighbourhoods: NeighbourhoodMatrices?
    if classes.contains(.gldm) || classes.contains(.ngtdm) {
      neighbourhoods = NeighbourhoodMatrices(
        grid, steps: half + half.map { .zero &- $0 }, coarseness: calculation.alpha, keepsSlices: false)
    }
    var values: [FeatureValue] = []
    for featureClass in FeatureClass.allCases where classes.contains(featureClass) {
      var numbers: [String: Double] = [:]
      var reason = "the region has no voxels"
      switch featureClass {
      case .glcm:
        numbers = glcm(grid, steps: half, calculation: calculation, spacing: image.spacing)
        reason = "no two voxels of the region are neighbours"
      case .glrlm:
        numbers = glrlm(grid, image: image, calculation: calculation)
        reason = "no line of the region holds two voxels"
      case .glszm:
        let zones = ZoneMatrices(grid, isVolumetric: !isFlat, border: nil).size
        numbers = named(emphasisTags(.glszm), EmphasisFeatures.values(of: TextureMatrix.merged(zones)))
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

  /// The half of all steps that comes later in memory order and whose largest part along an axis is one of the distances.
  static func steps(_ distances: [Int], isFlat: Bool) -> [SIMD3<Int>] {
    let reach = distances.max() ?? 0
    var steps: [SIMD3<Int>] = []
    for z in 0...(isFlat ? 0 : reach) {
      for y in -reach...reach {
        for x in -reach...reach where z > 0 || y > 0 || (y == 0 && x > 0) {
          if distances.contains(max(abs(x), abs(y), z)) { steps.append([x, y, z]) }
        }
      }
    }
    return steps
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

  private static func glcm(
    _ grid: LevelGrid, steps: [SIMD3<Int>], calculation: PyRadiomicsCalculation, spacing: SIMD3<Double>
  ) -> [String: Double] {
    let highest = grid.levelOfRank.last ?? 1
    let isSymmetric = calculation.isSymmetric
    let matrices = CooccurrenceMatrices(grid, steps: steps, isSymmetric: isSymmetric).perDirection
    let distributions: [PairDistribution]
    if let weighting = calculation.weighting {
      let weights = steps.map { step in
        let length = weighting.length(of: step, spacing: spacing)
        return length.map { exp(-$0 * $0) } ?? 1
      }
      distributions = PairDistribution(matrices, weights: weights, isSymmetric: isSymmetric).map { [$0] } ?? []
    } else {
      distributions = matrices.filter { !$0.isEmpty }.map { PairDistribution($0, isSymmetric: isSymmetric) }
    }
    var rows = distributions.map { PyRadiomicsCooccurrence.values(of: $0, highest: highest) }
    if grid.rankCount == 1 { for index in rows.indices { rows[index]["MCC"] = 1 } }
    return mean(rows)
  }

  private static func glrlm(
    _ grid: LevelGrid, image: LevelImage, calculation: PyRadiomicsCalculation
  ) -> [String: Double] {
    let runs = RunLengthMatrices(grid, keepsSlices: false, isVolumetric: !calculation.isFlat).perDirection
    // A direction none of whose lines holds two voxels of the region is left out.
    let used = zip(runs, calculation.isFlat ? Directions.inPlane : Directions.volume).filter {
      hasSharedLine(image, $0.1)
    }
    guard let weighting = calculation.weighting else {
      return mean(used.map { named(emphasisTags(.glrlm), EmphasisFeatures.values(of: $0.0)) })
    }
    let weights = used.map { weighting.length(of: $0.1, spacing: image.spacing) ?? 1 }
    return PyRadiomicsWeightedRuns(used.map(\.0), weights: weights)?.values ?? [:]
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

  /// The mean over directions of each feature, without the directions in which it is not a number.
  private static func mean(_ rows: [[String: Double]]) -> [String: Double] {
    var sums: [String: (sum: Double, count: Int)] = [:]
    for row in rows {
      for (name, value) in row where !value.isNaN {
        let old = sums[name] ?? (0, 0)
        sums[name] = (old.sum + value, old.count + 1)
      }
    }
    return sums.mapValues { $0.sum / Double($0.count) }
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

extension PyRadiomicsCalculation.Weighting {
  /// How long a step is in mm; nil for `unit`, which weighs all directions alike.
  func length(of step: SIMD3<Int>, spacing: SIMD3<Double>) -> Double? {
    let parts = SIMD3(abs(Double(step.x)), abs(Double(step.y)), abs(Double(step.z))) * spacing
    switch self {
    case .manhattan: return parts.sum()
    case .euclidean: return (parts * parts).sum().squareRoot()
    case .infinity: return parts.max()
    case .unit: return nil
    }
  }
}

extension LevelImage {
  /// The same voxels with the axes in another order: axis k of the result is axis `axes[k]` of this image.
  func permuted(_ axes: [Int]) -> LevelImage {
    guard axes != [0, 1, 2] else { return self }
    let strides = [1, size.x, size.x * size.y]
    let to = SIMD3(size[axes[0]], size[axes[1]], size[axes[2]])
    var order: [Int] = []
    order.reserveCapacity(levels.count)
    for z in 0..<to.z {
      for y in 0..<to.y {
        for x in 0..<to.x { order.append(x * strides[axes[0]] + y * strides[axes[1]] + z * strides[axes[2]]) }
      }
    }
    return LevelImage(
      size: to, spacing: SIMD3(spacing[axes[0]], spacing[axes[1]], spacing[axes[2]]), levels: order.map { levels[$0] },
      levelCount: levelCount, isMorphological: order.map { isMorphological[$0] })
  }
}
