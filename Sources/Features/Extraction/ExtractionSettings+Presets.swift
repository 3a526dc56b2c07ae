extension ExtractionSettings {
  /// A named set of settings with a sentence on what it is for.
  public struct Preset: Equatable, Sendable {
    public let name: String
    public let summary: String
    public let settings: ExtractionSettings
  }

  /// The settings of a preset name such as `ct` or `ibsi1-C`.
  public static func preset(_ name: String) -> ExtractionSettings? {
    presets.first { $0.name.lowercased() == name.lowercased() }?.settings
  }

  private static let flat: Set<Aggregation> = [
    .averaged2D, .sliceMerged2D, .directionMerged25D, .fullyMerged25D, .slices2D, .merged25D,
  ]
  private static let volumetric: Set<Aggregation> = [.averaged3D, .merged3D, .volume3D]

  /// All presets: by modality, IBSI 1 and the response maps of IBSI 2, phase 2.
  public static let presets: [Preset] = basic + filtered

  /// IBSI 2, phase 2: PAT1 as it is (2D) or by cubic spline to 1 mm (3D), intensity statistics of the response map within
  /// [−1000, 400] HU.
  private static let filtered: [Preset] = FilterPresets.phaseTwo.map { test in
    Preset(
      name: test.name,
      summary: "IBSI 2, phase 2: intensity statistics of a response map.",
      settings: ExtractionSettings(
        dimension: test.isVolumetric ? .volume : .slices, spacing: test.isVolumetric ? [1, 1, 1] : [],
        imageInterpolation: .cubicSpline, roundsIntensities: true,
        resegmentation: Bounds(lower: -1000, upper: 400), families: [.intensityStatistics], aggregations: [],
        filter: test.filter))
  }

  private static let basic: [Preset] = [
    Preset(
      name: "pyradiomics", summary: "PyRadiomics 3.0.1 with its defaults: its names and definitions, bins of 25.",
      settings: .pyRadiomics()),
    Preset(
      name: "ct", summary: "CT in Hounsfield units: 1 mm voxels, rounded, bins of 25 HU from −1000 HU.",
      settings: ExtractionSettings(
        spacing: [1, 1, 1], roundsIntensities: true, resegmentation: Bounds(lower: -1000, upper: 1000),
        discretisation: .fixedBinWidth(25), intensityVolumeDiscretisation: .none)),
    Preset(
      name: "mr", summary: "MR in arbitrary units: 1 mm voxels, outliers beyond 3 σ left out, 32 bins.",
      settings: ExtractionSettings(
        spacing: [1, 1, 1], outlierLimit: 3, discretisation: .fixedBinCount(32),
        intensityVolumeDiscretisation: .fixedBinCount(1000))),
    Preset(
      name: "pet", summary: "PET in SUV: 4 mm voxels, bins of 0.25 SUV from 0.",
      settings: ExtractionSettings(
        spacing: [4, 4, 4], resegmentation: Bounds(lower: 0), discretisation: .fixedBinWidth(0.25),
        intensityVolumeDiscretisation: .fixedBinWidth(0.1))),
    Preset(
      name: "us", summary: "Ultrasound and other 2D images: pixels as they are, 32 bins, texture within the slice.",
      settings: ExtractionSettings(
        dimension: .slices, discretisation: .fixedBinCount(32),
        intensityVolumeDiscretisation: .fixedBinCount(1000), aggregations: [.fullyMerged25D, .merged25D])),
    Preset(
      name: "ibsi1-phantom", summary: "IBSI 1, digital phantom: intensities are grey levels.",
      settings: ExtractionSettings(
        discretisation: .none, aggregations: Set(Aggregation.allCases), describesWholeImage: true)),
    Preset(
      name: "ibsi1-A", summary: "IBSI 1, configuration A: 2D, voxels as they are, [−500, 400] HU, bins of 25 HU.",
      settings: ExtractionSettings(
        dimension: .slices, resegmentation: Bounds(lower: -500, upper: 400), discretisation: .fixedBinWidth(25),
        aggregations: flat, describesWholeImage: true)),
    Preset(
      name: "ibsi1-B", summary: "IBSI 1, configuration B: 2D, bilinear to 2 mm, [−500, 400] HU, 32 bins.",
      settings: ExtractionSettings(
        dimension: .slices, spacing: [2, 2, nil], roundsIntensities: true,
        resegmentation: Bounds(lower: -500, upper: 400), discretisation: .fixedBinCount(32), aggregations: flat,
        describesWholeImage: true)),
    Preset(
      name: "ibsi1-C", summary: "IBSI 1, configuration C: 3D, trilinear to 2 mm, [−1000, 400] HU, bins of 25 HU.",
      settings: ExtractionSettings(
        spacing: [2, 2, 2], roundsIntensities: true, resegmentation: Bounds(lower: -1000, upper: 400),
        discretisation: .fixedBinWidth(25), intensityVolumeDiscretisation: .fixedBinWidth(2.5),
        aggregations: volumetric, describesWholeImage: true)),
    Preset(
      name: "ibsi1-D", summary: "IBSI 1, configuration D: 3D, trilinear to 2 mm, 3 σ, 32 bins.",
      settings: ExtractionSettings(
        spacing: [2, 2, 2], roundsIntensities: true, outlierLimit: 3, discretisation: .fixedBinCount(32),
        aggregations: volumetric, describesWholeImage: true)),
    Preset(
      name: "ibsi1-E",
      summary: "IBSI 1, configuration E: 3D, cubic spline to 2 mm, [−1000, 400] HU and 3 σ, 32 bins.",
      settings: ExtractionSettings(
        spacing: [2, 2, 2], imageInterpolation: .cubicSpline, roundsIntensities: true,
        resegmentation: Bounds(lower: -1000, upper: 400), outlierLimit: 3, discretisation: .fixedBinCount(32),
        intensityVolumeDiscretisation: .fixedBinCount(1000), aggregations: volumetric, describesWholeImage: true)),
  ]
}
