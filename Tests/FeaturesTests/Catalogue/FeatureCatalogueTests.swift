import Foundation
import TestSupport
import Testing

@testable import Features

@Suite struct `The catalogue of features` {
  @Test func `every feature says what it is`() {
    for one in FeatureCatalogue.definitions {
      #expect(one.ibsiCode.count == 4, "\(one.tag)")
      #expect(!one.name.isEmpty && !one.formula.isEmpty, "\(one.tag)")
      #expect(one.meaning.hasSuffix("."), "\(one.tag): \(one.meaning)")
      #expect(one.meaning.count < 200, "\(one.tag)")
    }
    #expect(Set(FeatureCatalogue.definitions.map(\.tag)).count == FeatureCatalogue.definitions.count)
  }

  @Test func `every family has features, a definition and a word on single slices`() {
    for family in FeatureFamily.allCases {
      #expect(FeatureCatalogue.definitions.contains { $0.family == family }, "\(family)")
      #expect(family.definition.hasPrefix("Computed from"), "\(family)")
      #expect(!family.inOneSlice.isEmpty && family.ibsiCode.count == 4, "\(family)")
    }
    #expect(Set(FeatureFamily.allCases.map(\.ibsiCode)).count == FeatureFamily.allCases.count)
  }

  @Test func `a feature is found by tag, name, code, PyRadiomics name and column`() {
    for word in [
      "cm_joint_entr", "Joint entropy", "tu9b", "glcm_JointEntropy", "original_glcm_jointentropy",
      "wavelet-LLH_glcm_JointEntropy", "original_cm_joint_entr_3D_merged",
    ] {
      #expect(FeatureCatalogue.search(word).map(\.tag) == ["cm_joint_entr"], "\(word)")
    }
    #expect(FeatureCatalogue.search("original_glcm_MCC").map(\.tag) == ["glcm_MCC"])
    #expect(FeatureCatalogue.search("mcc").map(\.tag) == ["glcm_MCC"])
    #expect(FeatureCatalogue.search("GBPN").map(\.tag) == ["ivh_i10", "ivh_i90"])
    #expect(FeatureCatalogue.search("").isEmpty)
    #expect(FeatureCatalogue.search("sphericity of the cow").isEmpty)
  }

  @Test func `every name of PyRadiomics is explained`() {
    var names: [String] = PyRadiomicsFirstOrder.names.map { "firstorder_" + $0 }
    for featureClass in PyRadiomicsTexture.FeatureClass.allCases {
      names += PyRadiomicsTexture.names(of: featureClass).map { featureClass.rawValue + "_" + $0 }
    }
    #expect(names.count > 80)
    for name in names { #expect(FeatureCatalogue.named(name).count == 1, "\(name)") }
    for (tag, name) in PyRadiomicsNames.byTag {
      #expect(FeatureCatalogue.definition(tag: tag)?.pyRadiomicsName == name)
    }
  }

  @Test func `the pitfalls name what a feature depends on`() throws {
    func pitfalls(_ tag: String) throws -> [FeatureDefinition.Pitfall] {
      try #require(FeatureCatalogue.definition(tag: tag)).pitfalls
    }
    #expect(try pitfalls("morph_volume").contains(.volume))
    #expect(try pitfalls("stat_energy").contains(.volume))
    // Neither changes when intensities are scaled or shifted.
    for tag in ["stat_skew", "stat_kurt"] { #expect(try pitfalls(tag) == [.outliers, .smallRegions]) }
    for tag in ["morph_pca_elongation", "morph_pca_flatness"] {
      #expect(try pitfalls(tag) == [.spacing, .smallRegions])
    }
    // These change when intensities are shifted, and not when they are scaled.
    for tag in ["stat_cov", "stat_qcod", "morph_com"] {
      #expect(try pitfalls(tag).contains(.zeroPoint) && !pitfalls(tag).contains(.intensityUnits))
    }
    // Neither scaling nor shifting changes a fraction of the range.
    for tag in ["ivh_v10", "ivh_v90", "ivh_diff_v10_v90", "ivh_auc"] {
      #expect(try pitfalls(tag) == [.binning, .outliers])
    }
    #expect(try pitfalls("ngl_dc_perc") == [])
    #expect(try pitfalls("cm_contrast").contains(.binning))
    #expect(try pitfalls("szm_lze").contains(.spacing))
    for one in FeatureCatalogue.definitions
    where TextureFeatures.families.contains(one.family) || one.family == .intensityHistogram {
      #expect(one.pitfalls.contains(.binning) || one.tag == "ngl_dc_perc", "\(one.tag)")
    }
  }

  @Test func `the guide of the features is what the catalogue says`() throws {
    let kept = try String(
      contentsOf: Reference.projectRoot.appending(path: "docs/guide/features.md"), encoding: .utf8)
    #expect(kept == FeatureCatalogue.guide, "run radish features guide > docs/guide/features.md")
  }
}
