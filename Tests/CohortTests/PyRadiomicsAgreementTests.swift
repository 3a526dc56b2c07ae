import Features
import Foundation
import TestSupport
import Testing

@testable import Cohort

/// Runs of PyRadiomics with every setting it has, on every case, some features of each.
///
/// Source: PyRadiomics 3.0.1 (SimpleITK 2.5.7, NumPy 1.26.4, PyWavelets 1.9.0, scikit-image 0.26.0, SciPy 1.11.4, trimesh
/// 5.2.0, Python 3.11): `RadiomicsFeatureExtractor("params.yaml").execute(image, mask, label=label)` on the images of the
/// reference folder.
@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct PyRadiomicsAgreementTests {
  struct Run: Sendable, CustomTestStringConvertible {
    let name: String
    let image: String
    let label: Int
    /// The parameter file, all classes of features added where it names none.
    let parameters: String
    let expected: [String: Double]
    var testDescription: String { "\(name) \(image) \(label)" }

    init(_ name: String, _ image: String, _ label: Int, _ parameters: String, _ expected: [String: Double]) {
      self.name = name
      self.image = image
      self.label = label
      self.parameters = parameters
      self.expected = expected
    }

    func path(_ what: String) -> String { Reference.path("images/pyradiomics/\(image)_\(what).nii.gz") }
  }

  /// A part in 10⁶ on original and resampled images, in 10⁴ for what a mesh gives, in 10³ on filtered images.
  private func compare(_ extraction: Extraction, _ expected: [String: Double], _ name: String) {
    let own = Dictionary(
      extraction.features.values.map { ($0.key.column, $0) }, uniquingKeysWith: { first, _ in first })
    for (feature, value) in expected.sorted(by: { $0.key < $1.key }) {
      guard let number = own[feature]?.number else {
        Issue.record("\(name) \(feature) is missing: \(own[feature]?.reason ?? "not extracted")")
        continue
      }
      let isMesh = ["MeshVolume", "SurfaceArea", "SurfaceVolumeRatio", "Sphericity"].contains { feature.hasSuffix($0) }
      let part = isMesh ? 1e-4 : feature.hasPrefix("original_") ? 1e-6 : 1e-3
      #expect(
        abs(number - value) <= part * max(abs(value), 1e-9), "\(name) \(feature): \(number), PyRadiomics \(value)")
    }
  }

  @Test(arguments: runs)
  func `a run is matched`(run: Run) throws {
    let file = try SettingsFile(text: run.parameters, file: run.name + ".yaml")
    let extraction = try Extractor(file.settings).extract(
      image: run.path("image"), mask: run.path("mask"), label: .label(Double(run.label)))
    compare(extraction, run.expected, run.testDescription)
  }

  /// The largest slice across each axis: shape2D has no value elsewhere.
  @Test(arguments: slices)
  func `the shape of a slice is matched`(run: Run) throws {
    let file = try SettingsFile(text: run.parameters, file: run.name + ".yaml")
    let axis = 2 - file.settings.pyRadiomics.calculation.flatDimension
    let mask = try NIfTI.mask(at: run.path("mask"), label: .label(Double(run.label)))
    let image = try NIfTI.volume(at: run.path("image"), frame: nil, as: Double.self)
    let size = mask.geometry.size
    let strides = SIMD3(1, size.x, size.x * size.y)
    func place(_ index: Int) -> Int { index / strides[axis] % size[axis] }
    var counts = [Int](repeating: 0, count: size[axis])
    for index in mask.isInside.indices where mask.isInside[index] { counts[place(index)] += 1 }
    let largest = counts.firstIndex(of: counts.max() ?? 0)
    let slice = Mask(
      geometry: mask.geometry, isInside: mask.isInside.indices.map { mask.isInside[$0] && place($0) == largest })
    compare(try Extractor(file.settings).extract(image: image, mask: slice), run.expected, run.testDescription)
  }

  static let runs: [Run] = [
    Run(
      "default", "brain1", 1,
      """
      setting: {}
      """,
      [
        "original_gldm_SmallDependenceEmphasis": 0.37960167130711403,
        "original_shape_Maximum2DDiameterRow": 65.88905951721044,
        "original_glcm_Imc2": 0.6942249020670357,
        "original_glszm_LowGrayLevelZoneEmphasis": 0.009100942027706215,
        "original_ngtdm_Busyness": 1.4467306835644076,
        "original_firstorder_RootMeanSquared": 839.9646448180755,
        "original_glrlm_ShortRunHighGrayLevelEmphasis": 268.9741798411307,
        "original_gldm_GrayLevelVariance": 39.19271419906397,
        "original_shape_LeastAxisLength": 28.58442318537648,
      ]),
    Run(
      "bw10", "brain2", 1,
      """
      setting: {binWidth: 10}
      """,
      [
        "original_glszm_LargeAreaEmphasis": 3.758503401360544,
        "original_ngtdm_Busyness": 0.029578699032565076,
        "original_firstorder_Median": 375.0,
        "original_glrlm_RunLengthNonUniformityNormalized": 0.9397407282618364,
        "original_gldm_DependenceVariance": 0.9648797080050097,
        "original_shape_MeshVolume": 1736.0178629557292,
        "original_glcm_MCC": 0.8368858453553032,
        "original_glszm_ZoneEntropy": 6.283765845222964,
        "original_ngtdm_Contrast": 0.35887345536878634,
      ]),
    Run(
      "bw7", "breast1", 1,
      """
      setting: {binWidth: 7.3}
      """,
      [
        "original_gldm_SmallDependenceEmphasis": 0.1725465949120529,
        "original_shape_SurfaceVolumeRatio": 1.3932247507270967,
        "original_glcm_ClusterProminence": 316.20359785442395,
        "original_glszm_SmallAreaLowGrayLevelEmphasis": 0.07140225731347911,
        "original_ngtdm_Complexity": 45.247712864558146,
        "original_firstorder_Entropy": 3.0265058145236505,
        "original_glrlm_RunPercentage": 0.8795051102743412,
        "original_gldm_DependenceNonUniformityNormalized": 0.1629908552985476,
        "original_shape_Maximum3DDiameter": 9.081018574146979,
      ]),
    Run(
      "bc64", "lung1", 1,
      """
      setting: {binCount: 64}
      """,
      [
        "original_firstorder_90Percentile": 71.0,
        "original_glrlm_ShortRunHighGrayLevelEmphasis": 2151.915166737082,
        "original_gldm_GrayLevelVariance": 168.19318867948766,
        "original_shape_MinorAxisLength": 12.48862278140909,
        "original_glcm_ClusterTendency": 399.9801072540487,
        "original_glszm_GrayLevelNonUniformityNormalized": 0.024167680797587833,
        "original_ngtdm_Busyness": 0.04096432919343648,
        "original_firstorder_RootMeanSquared": 139.5161077616851,
        "original_glrlm_GrayLevelNonUniformity": 22.18159189374615,
      ]),
    Run(
      "f2d0", "lung2", 1,
      """
      setting: {force2D: true}
      """,
      [
        "original_ngtdm_Coarseness": 0.0005386982065144843,
        "original_firstorder_RobustMeanAbsoluteDeviation": 19.66978625210457,
        "original_glrlm_LowGrayLevelRunEmphasis": 0.0011578908349499533,
        "original_gldm_LargeDependenceEmphasis": 39.28063626034734,
        "original_shape_MajorAxisLength": 55.774466150011726,
        "original_glcm_Contrast": 3.3926494138381096,
        "original_glszm_SmallAreaEmphasis": 0.7124152708735129,
        "original_ngtdm_Complexity": 429.30831683091867,
        "original_firstorder_MeanAbsoluteDeviation": 59.581897780966464,
      ]),
    Run(
      "f2d1", "prostate_phantom", 1,
      """
      setting: {force2D: true, force2Ddimension: 1}
      """,
      [
        "original_firstorder_Kurtosis": 3.666417532728408,
        "original_glrlm_HighGrayLevelRunEmphasis": 449.54761904761904,
        "original_gldm_DependenceNonUniformity": 168.0,
        "original_shape_Elongation": 0.5720850016277458,
        "original_glcm_JointAverage": 13.758064516129032,
        "original_glszm_SizeZoneNonUniformity": 168.0,
        "original_ngtdm_Busyness": 0.029327054061417508,
        "original_firstorder_RootMeanSquared": 954.9059570998402,
        "original_glrlm_RunPercentage": 1.0,
      ]),
    Run(
      "f2d2", "prostate_phantom", 8,
      """
      setting: {force2D: true, force2Ddimension: 2, binCount: 16}
      """,
      [
        "original_gldm_GrayLevelNonUniformity": 249.40774107440774,
        "original_shape_MinorAxisLength": 47.95052887184679,
        "original_glcm_DifferenceVariance": 7.763529667455478,
        "original_glszm_LargeAreaEmphasis": 2.1990856192851207,
        "original_ngtdm_Busyness": 4.200843194048127,
        "original_firstorder_MeanAbsoluteDeviation": 195.18367616866112,
        "original_glrlm_RunEntropy": 3.9783365758719853,
        "original_gldm_LowGrayLevelEmphasis": 0.037529451729262336,
        "original_shape_SurfaceVolumeRatio": 2.4718559554254123,
      ]),
    Run(
      "dist12", "prostate_phantom", 9,
      """
      setting: {distances: [1, 2]}
      """,
      [
        "original_firstorder_Skewness": -0.7524267526218056,
        "original_glrlm_RunLengthNonUniformity": 5414.2146259771125,
        "original_gldm_LowGrayLevelEmphasis": 0.00389600793756237,
        "original_shape_SurfaceVolumeRatio": 1.0036743346011017,
        "original_glcm_SumAverage": 44.56773135265767,
        "original_glszm_LargeAreaLowGrayLevelEmphasis": 1.4402756830550958,
        "original_ngtdm_Coarseness": 0.0013667568548052073,
        "original_firstorder_Mean": 1627.7218309859154,
        "original_glrlm_GrayLevelVariance": 28.158218712492044,
      ]),
    Run(
      "dist3", "brain1", 1,
      """
      setting: {distances: [3], force2D: true, gldm_a: 1}
      """,
      [
        "original_glcm_SumEntropy": 5.3988827213276664,
        "original_glszm_LowGrayLevelZoneEmphasis": 0.008518315890777553,
        "original_ngtdm_Contrast": 0.26881439694227943,
        "original_firstorder_Kurtosis": 2.1807729393860265,
        "original_glrlm_LongRunEmphasis": 1.5550224075611823,
        "original_gldm_DependenceNonUniformityNormalized": 0.09694837248460672,
        "original_shape_Flatness": 0.4610597534658261,
        "original_glcm_Contrast": 41.25347674395543,
        "original_glszm_GrayLevelNonUniformityNormalized": 0.04466249449511096,
      ]),
    Run(
      "dist2", "brain2", 1,
      """
      setting: {distances: [2], binCount: 16}
      """,
      [
        "original_glcm_SumAverage": 17.541041320686958,
        "original_glszm_ZonePercentage": 0.20088300220750552,
        "original_ngtdm_Coarseness": 0.013662589258251414,
        "original_firstorder_Variance": 10429.38240525513,
        "original_glrlm_RunPercentage": 0.8689081338087962,
        "original_gldm_LargeDependenceEmphasis": 61.0,
        "original_shape_Sphericity": 0.7513044980804244,
        "original_glcm_MaximumProbability": 0.09357368017271879,
        "original_glszm_LargeAreaLowGrayLevelEmphasis": 3.0881982280739466,
      ]),
    Run(
      "weuc", "breast1", 1,
      """
      setting: {weightingNorm: euclidean}
      """,
      [
        "original_glrlm_HighGrayLevelRunEmphasis": 3.4720089976938144,
        "original_gldm_SmallDependenceEmphasis": 0.03121098627290894,
        "original_shape_SurfaceVolumeRatio": 1.3932247507270967,
        "original_glcm_DifferenceAverage": 0.4095842551378688,
        "original_glszm_ZoneVariance": 454.64,
        "original_ngtdm_Strength": 0.12459116813839596,
        "original_firstorder_TotalEnergy": 2311008.915482046,
        "original_glrlm_LongRunHighGrayLevelEmphasis": 7.258488722604445,
        "original_gldm_DependenceNonUniformity": 13.251748251748252,
      ]),
    Run(
      "wman", "lung1", 1,
      """
      setting: {weightingNorm: manhattan, binCount: 32}
      """,
      [
        "original_glszm_ZonePercentage": 0.43130227001194743,
        "original_ngtdm_Contrast": 0.2998995452059242,
        "original_firstorder_RootMeanSquared": 139.5161077616851,
        "original_glrlm_RunPercentage": 0.9305816071710259,
        "original_gldm_GrayLevelVariance": 42.233504479929884,
        "original_shape_LeastAxisLength": 8.93631822360633,
        "original_glcm_InverseVariance": 0.31018491192007625,
        "original_glszm_LargeAreaEmphasis": 56.95567867036011,
        "original_ngtdm_Strength": 3.6592467871492365,
      ]),
    Run(
      "winf", "lung2", 1,
      """
      setting: {weightingNorm: infinity, force2D: true}
      """,
      [
        "original_gldm_GrayLevelNonUniformity": 6938.203051452686,
        "original_shape_LeastAxisLength": 31.75180410881426,
        "original_glcm_InverseVariance": 0.28039813672699,
        "original_glszm_ZoneVariance": 3605.0094057156575,
        "original_ngtdm_Coarseness": 0.0005386982065144843,
        "original_firstorder_MeanAbsoluteDeviation": 59.581897780966464,
        "original_glrlm_LowGrayLevelRunEmphasis": 0.0011554465240017587,
        "original_gldm_DependenceNonUniformityNormalized": 0.12285853985522548,
        "original_shape_MeshVolume": 48292.52545595169,
      ]),
    Run(
      "wno", "prostate_phantom", 1,
      """
      setting: {weightingNorm: no_weighting, distances: [1, 2]}
      """,
      [
        "original_glrlm_GrayLevelNonUniformityNormalized": 0.05990931161839756,
        "original_gldm_GrayLevelNonUniformity": 10.035714285714286,
        "original_shape_LeastAxisLength": 15.969203273519286,
        "original_glcm_Contrast": 78.44639376218323,
        "original_glszm_SmallAreaEmphasis": 0.9489247311827957,
        "original_ngtdm_Busyness": 0.05666599090440215,
        "original_firstorder_10Percentile": 692.7,
        "original_glrlm_LowGrayLevelRunEmphasis": 0.023183134008996988,
        "original_gldm_SmallDependenceHighGrayLevelEmphasis": 356.24570105820106,
      ]),
    Run(
      "nonsym", "prostate_phantom", 8,
      """
      setting: {symmetricalGLCM: false, gldm_a: 1, voxelArrayShift: 300}
      """,
      [
        "original_glrlm_LowGrayLevelRunEmphasis": 0.007256437272050385,
        "original_gldm_SmallDependenceEmphasis": 0.43400127199162525,
        "original_shape_Maximum2DDiameterRow": 51.088159097779204,
        "original_glcm_SumEntropy": 5.6077506001118085,
        "original_glszm_LowGrayLevelZoneEmphasis": 0.008953846062312565,
        "original_ngtdm_Busyness": 0.6236649903032088,
        "original_firstorder_Variance": 51098.26956686417,
        "original_glrlm_RunLengthNonUniformity": 2772.2278319668403,
        "original_gldm_SmallDependenceLowGrayLevelEmphasis": 0.004866565195394232,
      ]),
    Run(
      "r1lin", "prostate_phantom", 9,
      """
      setting: {resampledPixelSpacing: [1, 1, 1], interpolator: sitkLinear}
      """,
      [
        "original_glrlm_ShortRunEmphasis": 0.8241340958982798,
        "original_gldm_GrayLevelNonUniformity": 357.7939934303144,
        "original_shape_MinorAxisLength": 51.32292774379026,
        "original_glcm_Correlation": 0.6304912436546434,
        "original_glszm_LargeAreaLowGrayLevelEmphasis": 0.23416165609151804,
        "original_ngtdm_Contrast": 0.06622896223146221,
        "original_firstorder_Entropy": 4.4978557857627735,
        "original_glrlm_RunLengthNonUniformityNormalized": 0.6398893029275308,
        "original_gldm_LargeDependenceLowGrayLevelEmphasis": 0.04309312104746344,
      ]),
    Run(
      "r2bsp", "brain1", 1,
      """
      setting: {resampledPixelSpacing: [2, 2, 2], interpolator: sitkBSpline, padDistance: 10}
      """,
      [
        "original_glrlm_GrayLevelNonUniformity": 80.84277476111802,
        "original_gldm_LargeDependenceHighGrayLevelEmphasis": 1924.0657963446474,
        "original_shape_Maximum2DDiameterColumn": 47.20169488482379,
        "original_glcm_DifferenceVariance": 15.188644745899266,
        "original_glszm_GrayLevelNonUniformity": 36.82577565632458,
        "original_ngtdm_Strength": 1.6982129824583845,
        "original_firstorder_Uniformity": 0.045127582845339465,
        "original_glrlm_RunVariance": 0.07265509689200743,
        "original_gldm_LargeDependenceLowGrayLevelEmphasis": 0.10613145382144956,
      ]),
    Run(
      "r1nn", "brain2", 1,
      """
      setting: {resampledPixelSpacing: [1, 1, 0], interpolator: sitkNearestNeighbor, binWidth: 10}
      """,
      [
        "original_gldm_GrayLevelNonUniformity": 11.810035842293907,
        "original_shape_LeastAxisLength": 11.212307594449168,
        "original_glcm_DifferenceAverage": 10.094350898428333,
        "original_glszm_LowGrayLevelZoneEmphasis": 0.006429832228474844,
        "original_ngtdm_Strength": 27.811521041195903,
        "original_firstorder_Median": 372.0,
        "original_glrlm_RunEntropy": 5.171505036233065,
        "original_gldm_LowGrayLevelEmphasis": 0.0045248433269512705,
        "original_shape_SurfaceVolumeRatio": 0.5281944317920202,
      ]),
    Run(
      "r3lin", "breast1", 1,
      """
      setting: {resampledPixelSpacing: [3, 3, 3], interpolator: sitkLinear, binWidth: 5}
      """,
      [
        "original_glcm_MaximumProbability": 0.40476190476190477,
        "original_glszm_GrayLevelVariance": 9.040000000000001,
        "original_ngtdm_Contrast": 4.043456790123456,
        "original_firstorder_Skewness": -0.21853794456400036,
        "original_glrlm_GrayLevelNonUniformity": 1.2857142857142858,
        "original_gldm_LargeDependenceHighGrayLevelEmphasis": 119.66666666666667,
        "original_shape_Maximum2DDiameterColumn": 6.0,
        "original_glcm_InverseVariance": 0.11131161591620775,
        "original_glszm_ZonePercentage": 0.8333333333333334,
      ]),
    Run(
      "r08bsp", "lung1", 1,
      """
      setting: {resampledPixelSpacing: [0.8, 0.9, 2.5], interpolator: sitkBSpline, padDistance: 0, binWidth: 12}
      """,
      [
        "original_glrlm_RunLengthNonUniformityNormalized": 0.9271663454632595,
        "original_gldm_DependenceNonUniformity": 227.77066666666667,
        "original_shape_Elongation": 0.7569903895171243,
        "original_glcm_Imc1": -0.2831215459372161,
        "original_glszm_GrayLevelVariance": 166.89751887286772,
        "original_ngtdm_Strength": 11.312408982678486,
        "original_firstorder_Uniformity": 0.02558222222222222,
        "original_glrlm_GrayLevelVariance": 179.59274255768267,
        "original_gldm_DependenceVariance": 1.8637795555555556,
      ]),
    Run(
      "norm", "lung2", 1,
      """
      setting: {normalize: true, normalizeScale: 100, removeOutliers: 3, binWidth: 5, voxelArrayShift: 300}
      """,
      [
        "original_gldm_SmallDependenceEmphasis": 0.1392661970972179,
        "original_shape_SurfaceVolumeRatio": 0.1974952704326101,
        "original_glcm_Idmn": 0.9947676464184755,
        "original_glszm_LargeAreaHighGrayLevelEmphasis": 80362933.98618785,
        "original_ngtdm_Busyness": 1.3582666083987034,
        "original_firstorder_MeanAbsoluteDeviation": 15.516659282288172,
        "original_glrlm_GrayLevelVariance": 36.62307497614454,
        "original_gldm_HighGrayLevelEmphasis": 2083.937834767083,
        "original_shape_MinorAxisLength": 41.45975342962915,
      ]),
    Run(
      "normr", "prostate_phantom", 1,
      """
      setting: {normalize: true, normalizeScale: 100, resampledPixelSpacing: [1.5, 1.5, 1.5], interpolator: sitkBSpline, binWidth: 5}
      """,
      [
        "original_glszm_HighGrayLevelZoneEmphasis": 429.0,
        "original_ngtdm_Coarseness": 0.0343957807842238,
        "original_firstorder_Energy": 477661.0854944857,
        "original_glrlm_RunVariance": 0.0185783659929551,
        "original_gldm_DependenceEntropy": 4.515311532225094,
        "original_shape_Maximum3DDiameter": 43.188540146663904,
        "original_glcm_InverseVariance": 0.011051419838115563,
        "original_glszm_ZonePercentage": 0.85,
        "original_ngtdm_Strength": 13.523053611371672,
      ]),
    Run(
      "normrl", "prostate_phantom", 8,
      """
      setting: {normalize: true, normalizeScale: 100, resampledPixelSpacing: [2, 2, 2], interpolator: sitkLinear, binCount: 32}
      """,
      [
        "original_firstorder_Minimum": 23.761287534193386,
        "original_glrlm_LongRunLowGrayLevelEmphasis": 0.009452481510380696,
        "original_gldm_LargeDependenceEmphasis": 2.016260162601626,
        "original_shape_MajorAxisLength": 55.23468532778644,
        "original_glcm_Idm": 0.18198197248024706,
        "original_glszm_SizeZoneNonUniformityNormalized": 0.7948819678635192,
        "original_ngtdm_Complexity": 1502.92047520279,
        "original_firstorder_MeanAbsoluteDeviation": 45.213156675224845,
        "original_glrlm_RunLengthNonUniformity": 238.1027789912601,
      ]),
    Run(
      "resa", "prostate_phantom", 9,
      """
      setting: {resegmentRange: [-3, 2], resegmentMode: sigma}
      """,
      [
        "original_firstorder_Energy": 23825965103.0,
        "original_glrlm_LongRunHighGrayLevelEmphasis": 656.6460983101819,
        "original_gldm_LowGrayLevelEmphasis": 0.006419275595108604,
        "original_shape_Maximum2DDiameterRow": 51.088159097779204,
        "original_glcm_Contrast": 8.71638725423227,
        "original_glszm_SmallAreaEmphasis": 0.6884144491985303,
        "original_ngtdm_Coarseness": 0.0017209339821621591,
        "original_firstorder_InterquartileRange": 173.0,
        "original_glrlm_GrayLevelNonUniformity": 438.3689305700581,
      ]),
    Run(
      "resr", "brain1", 1,
      """
      setting: {resegmentRange: [0.3, 0.8], resegmentMode: relative, resegmentShape: true}
      """,
      [
        "original_glrlm_GrayLevelNonUniformity": 187.67855945667932,
        "original_gldm_LargeDependenceHighGrayLevelEmphasis": 1662.994066120373,
        "original_shape_Maximum2DDiameterColumn": 49.49085497910195,
        "original_glcm_JointAverage": 14.245757259827055,
        "original_glszm_LargeAreaEmphasis": 13.030998140111594,
        "original_ngtdm_Contrast": 0.2639087512018896,
        "original_firstorder_Kurtosis": 1.969104026882095,
        "original_glrlm_ShortRunLowGrayLevelEmphasis": 0.009363888286676437,
        "original_gldm_SmallDependenceHighGrayLevelEmphasis": 84.69354381652245,
      ]),
    Run(
      "resabs", "brain2", 1,
      """
      setting: {resegmentRange: [50, 900], binWidth: 20}
      """,
      [
        "original_glcm_SumSquares": 27.38970009509938,
        "original_glszm_HighGrayLevelZoneEmphasis": 394.6019417475728,
        "original_ngtdm_Contrast": 0.14115316899310695,
        "original_firstorder_Mean": 391.63274336283183,
        "original_glrlm_GrayLevelVariance": 26.48203400837413,
        "original_gldm_LargeDependenceLowGrayLevelEmphasis": 0.04305884945215039,
        "original_shape_Maximum2DDiameterColumn": 23.593253306030096,
        "original_glcm_JointEntropy": 7.212020540694652,
        "original_glszm_SmallAreaLowGrayLevelEmphasis": 0.009483490932820415,
      ]),
    Run(
      "filt", "breast1", 1,
      """
      imageType:
        Original: {}
        LoG: {sigma: [1.0, 3.0]}
        Wavelet: {}
        Square: {}
        SquareRoot: {}
        Logarithm: {}
        Exponential: {}
        Gradient: {}
      setting: {binWidth: 25}
      """,
      [
        "original_shape_VoxelVolume": 132.42579867945875,
        "log-sigma-1-0-mm-3D_firstorder_RootMeanSquared": 26.22448106408884,
        "log-sigma-3-0-mm-3D_glcm_SumAverage": 2.2507143955297386,
        "wavelet-LLH_glrlm_RunLengthNonUniformityNormalized": 0.7745467534469891,
        "wavelet-LHL_glszm_LargeAreaHighGrayLevelEmphasis": 3936.25,
        "wavelet-LHH_gldm_LargeDependenceHighGrayLevelEmphasis": 319.75524475524475,
        "wavelet-HLL_ngtdm_Coarseness": 0.06415734209205418,
        "wavelet-HHL_firstorder_RobustMeanAbsoluteDeviation": 1.039296028819467,
        "wavelet-HHH_glcm_DifferenceAverage": 0.5063980546029576,
        "wavelet-LLL_glrlm_RunPercentage": 0.9139322216245293,
        "square_glszm_ZoneEntropy": 2.749999999999998,
        "squareroot_gldm_GrayLevelNonUniformity": 75.55944055944056,
        "logarithm_ngtdm_Strength": 0.05716909739340762,
        "gradient_firstorder_Maximum": 79.4341049194336,
        "original_glrlm_GrayLevelVariance": 0.4907437930759212,
        "log-sigma-1-0-mm-3D_glszm_GrayLevelNonUniformityNormalized": 0.5,
      ]),
    Run(
      "filtpc", "lung1", 1,
      """
      imageType:
        LoG: {sigma: [2, 1.5]}
        Wavelet: {}
        Square: {}
        Logarithm: {}
        Gradient: {gradientUseSpacing: false}
      setting: {binCount: 32, preCrop: true}
      """,
      [
        "log-sigma-2-mm-3D_ngtdm_Coarseness": 0.009517672366510596,
        "wavelet-LLH_firstorder_Energy": 196498719.3518629,
        "wavelet-LHL_glcm_Contrast": 15.867373964506843,
        "wavelet-LHH_glrlm_LongRunLowGrayLevelEmphasis": 0.014174887488146885,
        "wavelet-HLL_glszm_SmallAreaHighGrayLevelEmphasis": 204.85386342481456,
        "wavelet-HLH_gldm_LargeDependenceLowGrayLevelEmphasis": 0.08419927681377502,
        "wavelet-HHL_ngtdm_Strength": 3.0326775195363314,
        "wavelet-LLL_firstorder_Range": 2074.661910694433,
        "square_glcm_SumSquares": 8.419044301878362,
        "logarithm_glrlm_HighGrayLevelRunEmphasis": 344.3348636364011,
        "gradient_glszm_SizeZoneNonUniformityNormalized": 0.42655678987054013,
        "log-sigma-1-5-mm-3D_firstorder_Kurtosis": 2.3819945721405413,
        "wavelet-LLH_glcm_MaximumProbability": 0.020986063349514614,
        "wavelet-LHL_glrlm_ShortRunHighGrayLevelEmphasis": 324.69524208531845,
      ]),
    Run(
      "filtr", "lung2", 1,
      """
      imageType:
        LoG: {sigma: [1.0, 2.5], binWidth: 10}
        Wavelet: {wavelet: db3, level: 2, start_level: 1, binWidth: 15}
        Exponential: {}
        Gradient: {}
        SquareRoot: {}
      setting: {binWidth: 25, resampledPixelSpacing: [2, 2, 2], interpolator: sitkBSpline, padDistance: 10}
      """,
      [
        "log-sigma-1-0-mm-3D_glcm_ClusterShade": -556.72805108443,
        "log-sigma-2-5-mm-3D_glrlm_ShortRunEmphasis": 0.8978031876575112,
        "wavelet-LLH_glszm_ZonePercentage": 0.3158672798948752,
        "wavelet-LHL_gldm_GrayLevelVariance": 151.90214178038786,
        "wavelet-LHH_ngtdm_Complexity": 143.1710616265086,
        "wavelet-HLH_firstorder_InterquartileRange": 18.23293838665488,
        "wavelet-HHL_glcm_Imc2": 0.6319883218948135,
        "wavelet-HHH_glrlm_HighGrayLevelRunEmphasis": 12.673417294050413,
        "wavelet2-LLH_glszm_GrayLevelNonUniformityNormalized": 0.015668581832862145,
        "wavelet2-LHL_gldm_DependenceEntropy": 8.208942495760303,
        "wavelet2-LHH_ngtdm_Complexity": 990.7500156069834,
        "wavelet2-HLH_firstorder_Kurtosis": 5.607431888236217,
        "wavelet2-HHL_glcm_SumSquares": 29.625659888938817,
        "wavelet2-HHH_glrlm_HighGrayLevelRunEmphasis": 21.68761742113526,
        "wavelet2-LLL_glszm_SizeZoneNonUniformityNormalized": 0.8230343615901475,
        "exponential_gldm_LowGrayLevelEmphasis": 1.0,
        "gradient_ngtdm_Strength": 0.2275566976060628,
        "log-sigma-1-0-mm-3D_glrlm_GrayLevelVariance": 28.256734643225215,
        "log-sigma-2-5-mm-3D_glszm_GrayLevelNonUniformityNormalized": 0.031295985689551185,
        "wavelet-LLH_gldm_LargeDependenceHighGrayLevelEmphasis": 72053.24227989487,
        "wavelet-LHL_ngtdm_Contrast": 0.1112544143536304,
      ]),
    Run(
      "filtn", "prostate_phantom", 1,
      """
      imageType:
        Original: {}
        LoG: {sigma: [2.0]}
        Wavelet: {wavelet: haar}
        Square: {}
        SquareRoot: {}
        Logarithm: {}
        Exponential: {}
        Gradient: {}
      setting: {normalize: true, normalizeScale: 100, binCount: 32}
      """,
      [
        "original_shape_Maximum2DDiameterSlice": 36.6742416417845,
        "log-sigma-2-0-mm-3D_firstorder_Minimum": -49.990657806396484,
        "wavelet-LLH_glcm_SumSquares": 22.037886884178576,
        "wavelet-LHL_glrlm_ShortRunLowGrayLevelEmphasis": 0.02497629236307478,
        "wavelet-LHH_glszm_ZoneVariance": 0.49609375,
        "wavelet-HLL_gldm_GrayLevelVariance": 35.61135912698413,
        "wavelet-HLH_ngtdm_Contrast": 0.1841291052151147,
        "wavelet-HHH_firstorder_Skewness": 0.4235130076568826,
        "wavelet-LLL_glcm_Imc1": -0.6170814267553801,
        "square_glrlm_GrayLevelVariance": 73.50321923108787,
        "squareroot_glszm_SizeZoneNonUniformityNormalized": 0.8326284762270921,
        "logarithm_gldm_LargeDependenceHighGrayLevelEmphasis": 1307.642857142857,
        "exponential_ngtdm_Busyness": 0.0650783889052292,
        "original_glcm_Id": 0.21127068037575455,
        "log-sigma-2-0-mm-3D_glrlm_RunVariance": 0.014199780705291792,
      ]),
    Run(
      "wav2d", "prostate_phantom", 8,
      """
      imageType:
        Wavelet: {wavelet: bior2.2, level: 2}
      setting: {force2D: true, binCount: 32}
      """,
      [
        "wavelet-LH_ngtdm_Coarseness": 0.002753425798032641,
        "wavelet-HH_firstorder_90Percentile": 16.250000000000036,
        "wavelet2-LH_glcm_Autocorrelation": 201.26544437974584,
        "wavelet2-HL_glrlm_LongRunEmphasis": 3.283826679376543,
        "wavelet2-HH_glszm_SmallAreaEmphasis": 0.7674309878638821,
        "wavelet2-LL_gldm_LargeDependenceLowGrayLevelEmphasis": 0.01688491851890195,
        "original_shape_Maximum2DDiameterColumn": 55.509008277936296,
        "wavelet-LH_firstorder_Range": 725.0000000000001,
        "wavelet-HL_glcm_Imc2": 0.8004727795749129,
      ]),
    Run(
      "wavsym", "prostate_phantom", 9,
      """
      imageType:
        Wavelet: {wavelet: sym4}
      setting: {binCount: 32, force2D: true, force2Ddimension: 2}
      """,
      [
        "wavelet-LH_glszm_LargeAreaHighGrayLevelEmphasis": 28889.024335733797,
        "wavelet-HL_gldm_DependenceEntropy": 4.610487499207743,
        "wavelet-HH_ngtdm_Contrast": 0.013761644985161319,
        "wavelet-LH_glrlm_HighGrayLevelRunEmphasis": 502.6130198229189,
        "wavelet-HL_glszm_SizeZoneNonUniformityNormalized": 0.38690105451545903,
        "wavelet-HH_gldm_HighGrayLevelEmphasis": 366.993838028169,
        "wavelet-LL_ngtdm_Complexity": 815.2631952530909,
        "wavelet-LH_glcm_SumEntropy": 3.7885942945257822,
        "wavelet-HL_glrlm_ShortRunLowGrayLevelEmphasis": 0.002279205737307476,
      ]),
    Run(
      "wavbior", "brain1", 1,
      """
      imageType:
        Wavelet: {wavelet: rbio3.5}
      setting: {binCount: 32}
      """,
      [
        "wavelet-LLH_glszm_GrayLevelNonUniformity": 69.79184247538677,
        "wavelet-LHL_gldm_GrayLevelNonUniformity": 421.5235678027556,
        "wavelet-LHH_ngtdm_Complexity": 1144.6320339759745,
        "wavelet-HLH_firstorder_Mean": 0.17392522188766385,
        "wavelet-HHL_glcm_DifferenceEntropy": 3.473871714783987,
        "wavelet-HHH_glrlm_ShortRunLowGrayLevelEmphasis": 0.004786976813413448,
        "wavelet-LLL_glszm_LowGrayLevelZoneEmphasis": 0.008074831897194903,
        "wavelet-LHL_firstorder_10Percentile": -88.17768299864024,
        "wavelet-LHH_glcm_InverseVariance": 0.2527455137084308,
      ]),
    Run(
      "wavdmey", "brain2", 1,
      """
      imageType:
        Wavelet: {wavelet: dmey}
      setting: {binCount: 32}
      """,
      [
        "wavelet-LLH_glszm_SmallAreaLowGrayLevelEmphasis": 0.01317119702316651,
        "wavelet-LHL_gldm_DependenceNonUniformityNormalized": 0.25190415625045687,
        "wavelet-LHH_ngtdm_Coarseness": 0.013116847083170098,
        "wavelet-HLH_firstorder_Entropy": 3.92517213207339,
        "wavelet-HHL_glcm_JointAverage": 15.881905690253424,
        "wavelet-HHH_glrlm_RunVariance": 0.03960832161193832,
        "wavelet-LLL_glszm_LargeAreaLowGrayLevelEmphasis": 0.297370728364926,
        "wavelet-LHL_firstorder_Mean": 0.6126984517917944,
        "wavelet-LHH_glcm_DifferenceEntropy": 3.8416420015046913,
      ]),
    Run(
      "lbp2", "breast1", 1,
      """
      imageType:
        LBP2D: {binWidth: 1}
      setting: {force2D: true}
      """,
      [
        "lbp-2D_glrlm_GrayLevelNonUniformityNormalized": 0.25485288359003583,
        "lbp-2D_ngtdm_Complexity": 24.13505336755044,
        "lbp-2D_glcm_Idmn": 0.9606737648907052,
        "lbp-2D_gldm_SmallDependenceHighGrayLevelEmphasis": 6.084089412571555,
        "original_shape_Maximum2DDiameterSlice": 8.399794003256286,
        "lbp-2D_firstorder_Range": 9.0,
        "lbp-2D_glszm_GrayLevelNonUniformityNormalized": 0.2041522491349481,
        "lbp-2D_glrlm_GrayLevelNonUniformity": 27.864463041588447,
        "lbp-2D_ngtdm_Strength": 0.9293368083790674,
      ]),
    Run(
      "lbp2d", "lung1", 1,
      """
      imageType:
        LBP2D: {binWidth: 5, lbp2DMethod: default, lbp2DRadius: 2.0, lbp2DSamples: 6}
      setting: {force2D: true, force2Ddimension: 1}
      """,
      [
        "lbp-2D_glrlm_RunPercentage": 0.6326164874551972,
        "lbp-2D_ngtdm_Coarseness": 0.002746568512117881,
        "lbp-2D_glcm_InverseVariance": 0.1829410939167109,
        "lbp-2D_gldm_LargeDependenceLowGrayLevelEmphasis": 14.32092247700443,
        "original_shape_SurfaceArea": 782.2414579991738,
        "lbp-2D_firstorder_RobustMeanAbsoluteDeviation": 10.003107700681596,
        "lbp-2D_glszm_ZonePercentage": 0.16487455197132617,
        "lbp-2D_glrlm_GrayLevelVariance": 12.01377531188428,
        "lbp-2D_ngtdm_Complexity": 101.1222476935112,
      ]),
    Run(
      "lbp2r", "lung2", 1,
      """
      imageType:
        LBP2D: {binWidth: 5, lbp2DMethod: ror}
      setting: {resampledPixelSpacing: [1, 1, 0]}
      """,
      [
        "lbp-2D_glrlm_LongRunEmphasis": 1.564335269547717,
        "lbp-2D_ngtdm_Complexity": 5364.542026288471,
        "lbp-2D_glcm_ClusterShade": 12331.165303010826,
        "lbp-2D_gldm_LowGrayLevelEmphasis": 0.28794701512600607,
        "original_shape_Maximum2DDiameterRow": 62.177166226839255,
        "lbp-2D_firstorder_Minimum": 0.0,
        "lbp-2D_glszm_GrayLevelNonUniformityNormalized": 0.0738317925684444,
        "lbp-2D_glrlm_GrayLevelNonUniformity": 1138.4272240650546,
        "lbp-2D_ngtdm_Contrast": 8.344084538526383,
      ]),
    Run(
      "lbp2v", "prostate_phantom", 1,
      """
      imageType:
        LBP2D: {binCount: 32, lbp2DMethod: var}
      setting: {normalize: true, normalizeScale: 100}
      """,
      [
        "lbp-2D_ngtdm_Strength": 33.36064383044249,
        "lbp-2D_glcm_Imc2": 0.992937660976732,
        "lbp-2D_gldm_DependenceVariance": 0.39951814058956914,
        "original_shape_Flatness": 0.2718696936530893,
        "lbp-2D_firstorder_10Percentile": 1492.9529132746582,
        "lbp-2D_glszm_SizeZoneNonUniformity": 106.06569343065694,
        "lbp-2D_glrlm_RunEntropy": 4.755282306001367,
        "lbp-2D_ngtdm_Complexity": 720.7447722256635,
        "lbp-2D_glcm_Correlation": 0.2844072494587458,
      ]),
    Run(
      "lbp3", "prostate_phantom", 8,
      """
      imageType:
        LBP3D: {binCount: 32}
      setting: {binWidth: 25}
      """,
      [
        "lbp-3D-m1_gldm_DependenceNonUniformity": 546.9612946279613,
        "lbp-3D-m2_ngtdm_Strength": 0.7719834454521897,
        "lbp-3D-m1_glrlm_ShortRunHighGrayLevelEmphasis": 140.01688682334077,
        "lbp-3D-m2_glszm_LowGrayLevelZoneEmphasis": 0.05193781498414637,
        "lbp-3D-k_gldm_LargeDependenceEmphasis": 7.46046046046046,
        "original_shape_MajorAxisLength": 55.086695490877695,
        "lbp-3D-m1_firstorder_Uniformity": 0.10815475691462788,
        "lbp-3D-m2_glcm_DifferenceVariance": 50.56559496884108,
        "lbp-3D-k_glrlm_RunEntropy": 4.19730856259971,
      ]),
    Run(
      "lbp3b", "prostate_phantom", 9,
      """
      imageType:
        LBP3D: {binCount: 32, lbp3DLevels: 3, lbp3DIcosphereRadius: 1.5, lbp3DIcosphereSubdivision: 2}
      setting: {normalize: true, normalizeScale: 100, preCrop: true}
      """,
      [
        "lbp-3D-m1_glszm_GrayLevelVariance": 44.6835324341322,
        "lbp-3D-m2_gldm_LargeDependenceLowGrayLevelEmphasis": 0.4836712836397593,
        "lbp-3D-m3_ngtdm_Complexity": 1777.9940673609412,
        "lbp-3D-m1_glrlm_RunPercentage": 0.942519298483207,
        "lbp-3D-m2_glszm_LargeAreaHighGrayLevelEmphasis": 6649.534993824619,
        "lbp-3D-m3_gldm_LargeDependenceHighGrayLevelEmphasis": 3272.110695422535,
        "lbp-3D-k_ngtdm_Coarseness": 0.00030297965010161586,
        "lbp-3D-m1_glcm_SumSquares": 38.591271343721445,
        "lbp-3D-m2_glrlm_RunPercentage": 0.9517622562296858,
      ]),
  ]

  static let slices: [Run] = [
    Run(
      "slice0", "brain1", 1,
      """
      setting: {force2D: true, force2Ddimension: 0}
      featureClass: {shape2D: , firstorder: [Mean, StandardDeviation], shape: [Compactness1]}
      """,
      [
        "original_shape_Compactness1": 0.028331983865154415,
        "original_shape2D_Elongation": 0.7026288930220496,
        "original_shape2D_MajorAxisLength": 33.85279086841537,
        "original_shape2D_MaximumDiameter": 35.57905480229906,
        "original_shape2D_MeshSurface": 600.28076171875,
        "original_shape2D_MinorAxisLength": 23.785948973581636,
        "original_shape2D_Perimeter": 101.0913825153671,
        "original_shape2D_PerimeterSurfaceRatio": 0.16840683387206656,
        "original_shape2D_PixelSurface": 600.5859375,
        "original_shape2D_Sphericity": 0.8591480496460207,
        "original_firstorder_StandardDeviation": 148.95051830434514,
      ]),
    Run(
      "slice1", "brain1", 1,
      """
      setting: {force2D: true, force2Ddimension: 1}
      featureClass: {shape2D: , firstorder: [Mean, StandardDeviation], shape: [Compactness1]}
      """,
      [
        "original_shape_Compactness1": 0.004345033970935993,
        "original_firstorder_StandardDeviation": 141.74392029959046,
      ]),
    Run(
      "slice2", "brain1", 1,
      """
      setting: {force2D: true, force2Ddimension: 2}
      featureClass: {shape2D: , firstorder: [Mean, StandardDeviation], shape: [Compactness1]}
      """,
      [
        "original_shape_Compactness1": 0.004402368563144183,
        "original_shape2D_Elongation": 0.41782504151229094,
        "original_shape2D_MajorAxisLength": 71.85108388455812,
        "original_shape2D_MaximumDiameter": 65.88905951721044,
        "original_shape2D_MeshSurface": 728.7109375,
        "original_shape2D_MinorAxisLength": 30.021182106768595,
        "original_shape2D_Perimeter": 206.5765401140137,
        "original_shape2D_PerimeterSurfaceRatio": 0.28348214564024393,
        "original_shape2D_PixelSurface": 731.25,
        "original_shape2D_Sphericity": 0.4632352255046923,
        "original_firstorder_StandardDeviation": 164.1256288009919,
      ]),
    Run(
      "slice0", "lung1", 1,
      """
      setting: {force2D: true, force2Ddimension: 0}
      featureClass: {shape2D: , firstorder: [Mean, StandardDeviation], shape: [Compactness1]}
      """,
      [
        "original_shape_Compactness1": 0.03536808274796841,
        "original_shape2D_Elongation": 0.550148972194821,
        "original_shape2D_MajorAxisLength": 16.33412649719061,
        "original_shape2D_MaximumDiameter": 16.3113363150544,
        "original_shape2D_MeshSurface": 112.70132446289062,
        "original_shape2D_MinorAxisLength": 8.986202904129605,
        "original_shape2D_Perimeter": 43.448554151854445,
        "original_shape2D_PerimeterSurfaceRatio": 0.3855194635814669,
        "original_shape2D_PixelSurface": 112.86395263671875,
        "original_shape2D_Sphericity": 0.8661520010380676,
        "original_firstorder_StandardDeviation": 130.53470867108334,
      ]),
    Run(
      "slice1", "lung1", 1,
      """
      setting: {force2D: true, force2Ddimension: 1}
      featureClass: {shape2D: , firstorder: [Mean, StandardDeviation], shape: [Compactness1]}
      """,
      [
        "original_shape_Compactness1": 0.006868489736575744,
        "original_firstorder_StandardDeviation": 133.58210172359387,
      ]),
    Run(
      "slice2", "lung1", 1,
      """
      setting: {force2D: true, force2Ddimension: 2}
      featureClass: {shape2D: , firstorder: [Mean, StandardDeviation], shape: [Compactness1]}
      """,
      [
        "original_shape_Compactness1": 0.007527218942421702,
        "original_shape2D_Elongation": 0.6935134082106686,
        "original_shape2D_MajorAxisLength": 15.614988611697465,
        "original_shape2D_MaximumDiameter": 17.2679668236494,
        "original_shape2D_MeshSurface": 135.44921875,
        "original_shape2D_MinorAxisLength": 10.829203971269086,
        "original_shape2D_Perimeter": 48.98241512858425,
        "original_shape2D_PerimeterSurfaceRatio": 0.3616293661980553,
        "original_shape2D_PixelSurface": 136.875,
        "original_shape2D_Sphericity": 0.842273214211511,
        "original_firstorder_StandardDeviation": 121.59388340964725,
      ]),
    Run(
      "slice0", "prostate_phantom", 8,
      """
      setting: {force2D: true, force2Ddimension: 0}
      featureClass: {shape2D: , firstorder: [Mean, StandardDeviation], shape: [Compactness1]}
      """,
      [
        "original_shape_Compactness1": 0.00831411703266343,
        "original_shape2D_Elongation": 0.879339806000448,
        "original_shape2D_MajorAxisLength": 53.90670868259833,
        "original_shape2D_MaximumDiameter": 42.547032799009614,
        "original_shape2D_MeshSurface": 210.375,
        "original_shape2D_MinorAxisLength": 47.40231475507868,
        "original_shape2D_Perimeter": 268.572113832393,
        "original_shape2D_PerimeterSurfaceRatio": 1.2766351221979464,
        "original_shape2D_PixelSurface": 211.25,
        "original_shape2D_Sphericity": 0.1914436999685179,
        "original_firstorder_StandardDeviation": 216.8358276713032,
      ]),
    Run(
      "slice1", "prostate_phantom", 8,
      """
      setting: {force2D: true, force2Ddimension: 1}
      featureClass: {shape2D: , firstorder: [Mean, StandardDeviation], shape: [Compactness1]}
      """,
      [
        "original_shape_Compactness1": 0.004045359916238559,
        "original_firstorder_StandardDeviation": 249.3725700564179,
      ]),
    Run(
      "slice2", "prostate_phantom", 8,
      """
      setting: {force2D: true, force2Ddimension: 2}
      featureClass: {shape2D: , firstorder: [Mean, StandardDeviation], shape: [Compactness1]}
      """,
      [
        "original_shape_Compactness1": 0.004586873114494525,
        "original_shape2D_Elongation": 0.6925116123905314,
        "original_shape2D_MajorAxisLength": 47.26924231346865,
        "original_shape2D_MaximumDiameter": 39.395431207184416,
        "original_shape2D_MeshSurface": 153.75,
        "original_shape2D_MinorAxisLength": 32.7344992109789,
        "original_shape2D_Perimeter": 189.78281921962224,
        "original_shape2D_PerimeterSurfaceRatio": 1.2343597998024212,
        "original_shape2D_PixelSurface": 157.5,
        "original_shape2D_Sphericity": 0.23160909012570804,
        "original_firstorder_StandardDeviation": 215.66685613340573,
      ]),
  ]
}
