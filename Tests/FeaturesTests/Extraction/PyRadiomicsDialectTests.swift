import Foundation
import TestSupport
import Testing

@testable import Features

/// A run of PyRadiomics 3.0.1 with its settings, as stored beside the reference images.
struct PyRadiomicsRun: Sendable, CustomTestStringConvertible {
  let name: String
  let settings: ExtractionSettings
  let image: String
  let mask: String
  let label: Double
  let features: [String: Double]
  var testDescription: String { name }

  init?(_ name: String) {
    guard
      let data = try? Data(contentsOf: URL(filePath: Reference.path("images/pyradiomics/computed/\(name).json"))),
      let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let stored = object["settings"] as? [String: Any], let values = object["features"] as? [String: Any],
      let image = object["image"] as? String, let mask = object["mask"] as? String
    else { return nil }
    self.name = name
    self.image = Reference.path("images/pyradiomics/" + image)
    self.mask = Reference.path("images/pyradiomics/" + mask)
    label = (object["label"] as? NSNumber)?.doubleValue ?? 1
    func number(_ key: String) -> Double? { (stored[key] as? NSNumber)?.doubleValue }
    func flag(_ key: String) -> Bool { (stored[key] as? NSNumber)?.boolValue ?? false }
    var own = PyRadiomicsSettings()
    own.normalises = flag("normalize")
    own.normalisationScale = number("normalizeScale") ?? 1
    own.outlierLimit = number("removeOutliers")
    own.calculation.isFlat = flag("force2D")
    settings = .pyRadiomics(
      own, spacing: (stored["resampledPixelSpacing"] as? [NSNumber])?.map(\.doubleValue) ?? [],
      imageInterpolation: stored["interpolator"] as? String == "sitkLinear" ? .linear : .cubicSpline,
      discretisation: number("binCount").map { .fixedBinCount(Int($0)) }
        ?? .multiplesOfWidth(number("binWidth") ?? 25))
    var features: [String: Double] = [:]
    for (key, value) in values where key.hasPrefix("original_") {
      if let number = value as? NSNumber { features[key] = number.doubleValue }
    }
    self.features = features
  }

  static let all: [PyRadiomicsRun] = [
    "brain1_default_bw25", "brain1_bc32", "brain1_force2D", "brain1_normalize", "brain1_resample1_linear",
    "brain1_resample1_bspline", "brain2_default_bw25", "pat1_default_bw25", "prostate_l1_default_bw25",
    "prostate_l9_default_bw25",
  ].compactMap { PyRadiomicsRun($0) }
}

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct `PyRadiomics dialect` {
  @Test(arguments: PyRadiomicsRun.all)
  func `a run of PyRadiomics is matched feature by feature`(run: PyRadiomicsRun) throws {
    let extraction = try Extractor(run.settings).extract(image: run.image, mask: run.mask, label: .label(run.label))
    let own = Dictionary(extraction.features.values.map { ($0.key.column, $0) }, uniquingKeysWith: { a, _ in a })
    #expect(run.features.count > 100)
    for (name, expected) in run.features.sorted(by: { $0.key < $1.key }) {
      guard let value = own[name]?.number else {
        Issue.record("\(run.name) \(name) is missing: \(own[name]?.reason ?? "not extracted")")
        continue
      }
      let isMesh = ["MeshVolume", "SurfaceArea", "SurfaceVolumeRatio", "Sphericity"].contains { name.hasSuffix($0) }
      let tolerance = (isMesh ? 1e-4 : 1e-6) * max(abs(expected), 1e-9)
      #expect(abs(value - expected) <= tolerance, "\(run.name) \(name): \(value), PyRadiomics has \(expected)")
    }
  }

  @Test func `the filter presets of phase 2 give the intensity statistics of their response map only`() throws {
    let settings = try #require(ExtractionSettings.preset("ibsi2-phase2-1.A"))
    #expect(settings.families == [.intensityStatistics])
    #expect(settings.filter != nil)
  }
}
