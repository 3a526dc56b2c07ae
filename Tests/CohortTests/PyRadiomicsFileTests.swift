import Features
import Foundation
import TestSupport
import Testing

@testable import Cohort

@Suite struct PyRadiomicsFileTests {
  private func read(_ text: String) throws -> SettingsFile { try SettingsFile(text: text, file: "Params.yaml") }

  private func problem(_ text: String) -> String {
    do {
      _ = try read(text)
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func `settings, classes and features are taken over`() throws {
    let file = try read(
      """
      imageType: {Original: {}}
      featureClass: {firstorder: , glcm: [JointEntropy]}
      setting: {binWidth: 10, resampledPixelSpacing: [2, 0, 2], interpolator: sitkLinear, label: 2, padDistance: 8}
      """)
    #expect(file.settings.naming == .pyradiomics)
    #expect(file.settings.discretisation == .multiplesOfWidth(10))
    #expect(file.settings.spacing == [2, nil, 2] && file.settings.imageInterpolation == .linear)
    #expect(file.settings.pyRadiomics.classes == ["firstorder": [], "glcm": ["JointEntropy"]])
    #expect(file.settings.pyRadiomics.padDistance == 8)
    #expect(file.label == 2 && file.notes.isEmpty)
  }

  @Test func `what is not said is PyRadiomics' default`() throws {
    let file = try read("setting: {}")
    #expect(file.settings == .pyRadiomics() && file.label == nil)
    #expect(file.settings.pyRadiomics.minimumDimensions == 2)
  }

  @Test func `a count of bins goes before their width`() throws {
    #expect(try read("setting: {binWidth: 10, binCount: 16}").settings.discretisation == .fixedBinCount(16))
    #expect(try read("setting: {binWidth: 10, binCount: null}").settings.discretisation == .multiplesOfWidth(10))
  }

  @Test func `an image type may have settings of its own`() throws {
    let images = try read(
      """
      imageType:
        Original:
        LoG: {sigma: [2, 1.5], binWidth: 5}
        Wavelet: {wavelet: bior2.2, start_level: 1, level: 2}
      setting: {distances: [1, 2], force2D: true}
      """
    ).settings.pyRadiomics.images
    let written = images.map(\.image)
    #expect(
      written == [
        .original, .laplacianOfGaussian(sigma: 2, written: "2"), .laplacianOfGaussian(sigma: 1.5),
        .wavelet(family: try #require(WaveletFamily(rawValue: "bior2.2")), levels: 2, startLevel: 1),
      ])
    #expect(images[0].calculation == nil)
    let own = try #require(images[1].calculation)
    #expect(own.discretisation == .multiplesOfWidth(5) && own.distances == [1, 2] && own.isFlat)
  }

  @Test func `settings of filters may stand with the others`() throws {
    let images = try read("imageType: {LoG: {}, Gradient: {}}\nsetting: {sigma: [1.0], gradientUseSpacing: false}")
      .settings.pyRadiomics.images.map(\.image)
    #expect(images == [.laplacianOfGaussian(sigma: 1), .gradient(usesSpacing: false)])
  }

  @Test func `every setting of PyRadiomics changes something or is told to change nothing`() throws {
    let values = [
      "minimumROIDimensions": "3", "minimumROISize": "50", "geometryTolerance": "0.001", "correctMask": "true",
      "additionalInfo": "false", "label": "3", "label_channel": "1", "binWidth": "5", "binCount": "8",
      "normalize": "true", "normalizeScale": "100", "removeOutliers": "3", "resampledPixelSpacing": "[1, 1, 1]",
      "interpolator": "sitkLinear", "padDistance": "2", "distances": "[2]", "force2D": "true",
      "force2Ddimension": "1", "resegmentRange": "[0, 100]", "resegmentMode": "sigma", "resegmentShape": "true",
      "preCrop": "true", "voxelArrayShift": "100", "symmetricalGLCM": "false", "weightingNorm": "infinity",
      "gldm_a": "2", "enableCExtensions": "false", "sigma": "[1.0]", "wavelet": "haar", "level": "2",
      "start_level": "1", "gradientUseSpacing": "false", "lbp2DRadius": "2", "lbp2DSamples": "6",
      "lbp2DMethod": "default", "lbp3DLevels": "3", "lbp3DIcosphereRadius": "2", "lbp3DIcosphereSubdivision": "2",
    ]
    #expect(Set(values.keys) == Set(PyRadiomicsFile.settings))
    let images = "imageType: {LoG: {sigma: [3.0]}, Wavelet: , Gradient: , LBP2D: , LBP3D: }\n"
    let filters = "imageType: {LoG: , Wavelet: , Gradient: , LBP2D: , LBP3D: }\n"
    for (key, value) in values {
      let start = key == "sigma" ? filters : images
      let base = try read(images + "setting: {}")
      let changed = try read(start + "setting: {\(key): \(value)}")
      #expect(changed.settings != base.settings || changed.label != base.label || !changed.notes.isEmpty, "\(key)")
    }
  }

  @Test func `a setting that acts before filters has no effect below an image type, and that is said`() throws {
    let file = try read("imageType: {Square: {resampledPixelSpacing: [1, 1, 1]}}")
    #expect(file.settings.spacing.isEmpty)
    #expect(
      file.notes == [
        "resampledPixelSpacing below the image type Square changes nothing; it belongs below setting."
      ])
  }

  @Test func `features that PyRadiomics has withdrawn are told with what equals them`() throws {
    let file = try read("featureClass: {glcm: [Homogeneity1, Contrast], shape: [Compactness1]}")
    #expect(file.settings.pyRadiomics.classes == ["glcm": ["Contrast"], "shape": ["Compactness1"]])
    #expect(file.notes == ["PyRadiomics has no value for glcm_Homogeneity1 any more: it equals glcm_Id."])
  }

  @Test(arguments: [
    (
      "imageType: {Wavlet: {}}",
      "Params.yaml, line 1: unknown key \"Wavlet\" in \"imageType\". Did you mean \"Wavelet\"?"
    ),
    (
      "imageType:\n  LoG: {}",
      "Params.yaml, line 2: the image type LoG needs sigma, a list of lengths in mm, such as {sigma: [1.0, 3.0]}."
    ),
    (
      "featureClass:\n  glcm:\n    - Contrst",
      "Params.yaml, line 3: the class glcm has no feature \"Contrst\". Did you mean \"Contrast\"?"
    ),
    (
      "setting: {interpolator: sitkGaussian}",
      "Params.yaml, line 1: the interpolator \"sitkGaussian\" is not available; use sitkBSpline, sitkLinear, sitkNearestNeighbor."
    ),
    ("setting:\n  binWidth: 0", "Params.yaml, line 2: \"setting.binWidth\" must be above 0."),
    (
      "setting:\n  weightingNorm: manhatten",
      "Params.yaml, line 2: \"setting.weightingNorm\" must be one of manhattan, euclidean, infinity, no_weighting, "
        + "not \"manhatten\". Did you mean \"manhattan\"?"
    ),
  ])
  func `a mistake is named with its line`(text: String, sentence: String) {
    #expect(problem(text).hasPrefix(sentence), "\(problem(text))")
  }

  @Test func `a filter is written flat and read back`() throws {
    let file = try read(
      "filter: {name: laws, dimensions: 2, kernels: L5E5, rotation: max, energy_distance: 7, boundary: nearest}")
    #expect(
      file.settings.filter
        == Filter(
          .laws(kernels: [.l5, .e5], orientations: .max, energyDistance: 7), dimensions: .two, boundary: .nearest))
    #expect(problem("filter: {name: laws, kernels: L5E5, energy: 7}").contains("unknown key \"energy\""))
  }

  @Test func `the guide names every key and every filter`() throws {
    let url = Reference.projectRoot.appending(path: "docs/guide/settings.md")
    let guide = try String(contentsOf: url, encoding: .utf8)
    let words =
      PyRadiomicsFile.settings + PyRadiomicsFile.voxelSettings + ExtractionSettings.keys + Filter.keys(of: "")
      + Filter.Name.allCases.map(\.rawValue)
    for word in words where word != "name" { #expect(guide.contains("`\(word)`"), "\(word)") }
  }
}
