/// The classes and features of PyRadiomics 3.0.1 by name.
public enum PyRadiomicsCatalogue {
  public static let classes = ["firstorder", "shape", "shape2D", "glcm", "gldm", "glrlm", "glszm", "ngtdm"]

  /// The features of a class; nil if there is no such class.
  public static func names(of featureClass: String) -> [String]? {
    switch featureClass {
    case "firstorder": PyRadiomicsFirstOrder.names
    case "shape": PyRadiomicsShape.names
    case "shape2D": PyRadiomicsShape2D.names
    default: PyRadiomicsTexture.FeatureClass(rawValue: featureClass).map(PyRadiomicsTexture.names)
    }
  }

  /// Features that PyRadiomics computes only when they are named, because others say the same.
  public static let deprecated: Set<String> = [
    "firstorder_StandardDeviation", "shape_Compactness1", "shape_Compactness2", "shape_SphericalDisproportion",
    "shape2D_SphericalDisproportion",
  ]

  /// Features that PyRadiomics still has names for, but no values, and the feature that equals each.
  public static let withdrawn: [String: String] = [
    "glcm_Dissimilarity": "glcm_DifferenceAverage", "glcm_Homogeneity1": "glcm_Id", "glcm_Homogeneity2": "glcm_Idm",
    "glcm_SumVariance": "glcm_ClusterTendency", "gldm_GrayLevelNonUniformityNormalized": "firstorder_Uniformity",
    "gldm_DependencePercentage": "1",
  ]

  /// The class of a tag such as `glcm_JointEntropy`; nil if it is no feature of PyRadiomics.
  public static func featureClass(of tag: String) -> String? {
    let parts = tag.split(separator: "_", maxSplits: 1).map(String.init)
    guard parts.count == 2, names(of: parts[0])?.contains(parts[1]) == true else { return nil }
    return parts[0]
  }
}
