/// What PyRadiomics calls the features of the catalogue.
public enum PyRadiomicsNames {
  /// PyRadiomics' name, such as `glcm_JointEntropy`, of every tag that it has under one.
  public static let byTag: [String: String] = Dictionary(
    pairs.map { ($0.tag, $0.name) }, uniquingKeysWith: { first, _ in first })

  /// The tag behind a name. A longer name such as `original_glcm_JointEntropy` or `wavelet-LLH_firstorder_Mean` is
  /// understood too: image types stand before the class. Case does not matter.
  public static func tag(of name: String) -> String? {
    let parts = name.lowercased().split(separator: "_")
    guard parts.count >= 2 else { return nil }
    return tagByName[parts.suffix(2).joined(separator: "_")]
  }

  /// What is behind a feature's own name, such as `glcm_JointEntropy`, whether IBSI has a code for it or not.
  public static func definition(of name: String) -> FeatureDefinition? {
    tag(of: name).flatMap(FeatureCatalogue.definition) ?? withoutCode.first { $0.tag == name }
  }

  /// Where PyRadiomics computes something else under the name.
  public static func difference(ofTag tag: String) -> String? { differences[tag] }

  private static let tagByName = Dictionary(
    pairs.map { ($0.name.lowercased(), $0.tag) }, uniquingKeysWith: { first, _ in first })

  private static let mesh =
    "PyRadiomics' mesh joins voxels that touch only along an edge in some places and not in others, and has holes "
    + "there."

  private static let differences = [
    "stat_kurt": "PyRadiomics does not subtract 3: a normal distribution has 3.",
    "stat_energy": "PyRadiomics adds voxelArrayShift to intensities first.",
    "stat_rms": "PyRadiomics adds voxelArrayShift to intensities first.",
    "morph_volume": mesh, "morph_area_mesh": mesh,
    "morph_pca_maj_axis": "PyRadiomics divides variances by N, IBSI's consensus by N − 1.",
    "morph_pca_min_axis": "PyRadiomics divides variances by N, IBSI's consensus by N − 1.",
    "morph_pca_least_axis": "PyRadiomics divides variances by N, IBSI's consensus by N − 1.",
    "ngt_coarseness": "PyRadiomics counts voxels without neighbours too.",
    "ngt_contrast": "PyRadiomics counts voxels without neighbours too.",
    "ngt_busyness": "PyRadiomics counts voxels without neighbours too.",
    "ngt_strength": "PyRadiomics counts voxels without neighbours too.",
    "ngt_complexity": "PyRadiomics counts voxels without neighbours too.",
  ]

  private static let pairs: [(name: String, tag: String)] = {
    var pairs = shape.map { (name: "shape_" + $0.0, tag: $0.1) }
    pairs += firstOrder.map { (name: "firstorder_" + $0.0, tag: $0.1) }
    for featureClass in PyRadiomicsTexture.FeatureClass.allCases {
      for name in PyRadiomicsTexture.names(of: featureClass) {
        let full = featureClass.rawValue + "_" + name
        if let definition = PyRadiomicsTexture.definition(of: full) { pairs.append((full, definition.tag)) }
      }
    }
    return pairs
  }()

  private static let shape = [
    ("MeshVolume", "morph_volume"), ("VoxelVolume", "morph_vol_approx"), ("SurfaceArea", "morph_area_mesh"),
    ("SurfaceVolumeRatio", "morph_av"), ("Compactness1", "morph_comp_1"), ("Compactness2", "morph_comp_2"),
    ("SphericalDisproportion", "morph_sph_dispr"), ("Sphericity", "morph_sphericity"),
    ("Maximum3DDiameter", "morph_diam"), ("MajorAxisLength", "morph_pca_maj_axis"),
    ("MinorAxisLength", "morph_pca_min_axis"), ("LeastAxisLength", "morph_pca_least_axis"),
    ("Elongation", "morph_pca_elongation"), ("Flatness", "morph_pca_flatness"),
  ]

  private static let firstOrder = [
    ("Mean", "stat_mean"), ("Variance", "stat_var"), ("Skewness", "stat_skew"), ("Kurtosis", "stat_kurt"),
    ("Median", "stat_median"), ("Minimum", "stat_min"), ("10Percentile", "stat_p10"), ("90Percentile", "stat_p90"),
    ("Maximum", "stat_max"), ("InterquartileRange", "stat_iqr"), ("Range", "stat_range"),
    ("MeanAbsoluteDeviation", "stat_mad"), ("RobustMeanAbsoluteDeviation", "stat_rmad"), ("Energy", "stat_energy"),
    ("RootMeanSquared", "stat_rms"), ("Entropy", "ih_entropy"), ("Uniformity", "ih_uniformity"),
  ]
}

extension PyRadiomicsNames {
  /// What PyRadiomics computes and IBSI does not define; tags are PyRadiomics' names, codes are empty.
  public static let withoutCode: [FeatureDefinition] = [
    FeatureDefinition(
      tag: "glcm_MCC", name: "Maximal correlation coefficient", family: .cooccurrence, ibsiCode: "", unit: "",
      formula: "√(second largest eigenvalue of Qᵢⱼ = Σₖ pᵢₖ pⱼₖ / (pᵢ pₖ))",
      meaning: "How well the grey level of a voxel can be told from that of its neighbour.",
      pitfalls: [.binning, .smallRegions]),
    FeatureDefinition(
      tag: "firstorder_TotalEnergy", name: "Total energy", family: .intensityStatistics, ibsiCode: "",
      unit: "intensity²·mm³", formula: "voxel volume · Σₖ (xₖ + voxelArrayShift)²",
      meaning: "Energy that does not depend on the voxel size.", pitfalls: [.volume, .intensityUnits, .outliers]),
    FeatureDefinition(
      tag: "firstorder_StandardDeviation", name: "Standard deviation", family: .intensityStatistics, ibsiCode: "",
      unit: "intensity", formula: "√(Σₖ (xₖ − μ)² / N)",
      meaning:
        "How far intensities typically lie from their mean; the root of the variance, and computed only when named.",
      pitfalls: [.intensityUnits, .outliers]),
    diameter("Slice", "Maximum 2D diameter in slices", "z"),
    diameter("Column", "Maximum 2D diameter in coronal planes", "y"),
    diameter("Row", "Maximum 2D diameter in sagittal planes", "x"),
    planar(
      "MeshSurface", "Surface in the slice", unit: "mm²", formula: "A, the area inside the outline",
      meaning: "How large the region is in its slice."),
    planar(
      "PixelSurface", "Surface in the slice (pixel counting)", unit: "mm²", formula: "N · area of a pixel",
      meaning: "How large the region is in its slice, counted in pixels."),
    planar(
      "Perimeter", "Perimeter", unit: "mm", formula: "P, the length of the outline",
      meaning: "How long the way around the region is."),
    planar(
      "PerimeterSurfaceRatio", "Perimeter to surface ratio", unit: "1/mm", formula: "P / A",
      meaning: "How much outline the region has for its size: low for large, round regions."),
    planar(
      "Sphericity", "Sphericity in the slice", unit: "", formula: "2√(πA) / P",
      meaning: "How close the region is to a disc, which has 1."),
    planar(
      "SphericalDisproportion", "Spherical disproportion in the slice", unit: "", formula: "P / (2√(πA))",
      meaning: "How far the region is from a disc, which has 1; computed only when named."),
    planar(
      "MaximumDiameter", "Maximum diameter in the slice", unit: "mm",
      formula: "max |rᵢ − rⱼ| over the points of the outline",
      meaning: "The longest straight line between two points of the outline."),
    planar(
      "MajorAxisLength", "Major axis in the slice", unit: "mm", formula: "4√λ₁ of the covariance of pixel centres",
      meaning: "The length of the ellipse that has the region's principal axes."),
    planar(
      "MinorAxisLength", "Minor axis in the slice", unit: "mm", formula: "4√λ₂ of the covariance of pixel centres",
      meaning: "The width of the ellipse that has the region's principal axes."),
    planar(
      "Elongation", "Elongation in the slice", unit: "", formula: "√(λ₂ / λ₁)",
      meaning: "Width to length of the region: 1 for round, 0 for a line."),
  ]

  /// A feature of the class shape2D, which is for regions of one slice.
  private static func planar(
    _ word: String, _ name: String, unit: String, formula: String, meaning: String
  ) -> FeatureDefinition {
    FeatureDefinition(
      tag: "shape2D_" + word, name: name, family: .morphology, ibsiCode: "", unit: unit, formula: formula,
      meaning: meaning, pitfalls: unit.isEmpty ? [.smallRegions] : [.volume])
  }

  private static func diameter(_ word: String, _ name: String, _ axis: String) -> FeatureDefinition {
    FeatureDefinition(
      tag: "shape_Maximum2DDiameter" + word, name: name, family: .morphology, ibsiCode: "", unit: "mm",
      formula: "max |rᵢ − rⱼ| over mesh vertices with \(axis)ᵢ = \(axis)ⱼ",
      meaning: "The longest straight line between two points of the surface in one plane across \(axis).",
      pitfalls: [.volume])
  }
}

extension FeatureDefinition {
  /// PyRadiomics' name such as `glcm_JointEntropy`; nil where it has none.
  public var pyRadiomicsName: String? { ibsiCode.isEmpty ? tag : PyRadiomicsNames.byTag[tag] }
}
