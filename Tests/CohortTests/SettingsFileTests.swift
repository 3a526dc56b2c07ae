import Features
import Foundation
import TestSupport
import Testing

@testable import Cohort

@Suite struct `Settings files` {
  private func read(_ text: String) throws -> ExtractionSettings {
    try SettingsFile(text: text, file: "settings.yaml").settings
  }

  @Test func `a region may be one mapping or a list of named ones`() throws {
    let one = try read("preset: ct\nroi: {rim: 5, within: liver, range: {lower: -50, upper: 300}}")
    var rim = RegionOfInterest(rim: .init(to: 5), within: .role("liver"))
    rim.range = .init(lower: -50, upper: 300)
    #expect(one.regions == [rim])
    let several = try read("roi:\n  - {}\n  - {name: rim3, rim: {from: -1, to: 3}, without: 9, labels: [1, 2]}")
    #expect(
      several.regions == [
        RegionOfInterest(),
        RegionOfInterest(name: "rim3", labels: [1, 2], rim: .init(from: -1, to: 3), without: .label(9)),
      ])
  }

  @Test func `a mistyped key of a region names its line and what was meant`() {
    let error = #expect(throws: PlanError.self) { try read("preset: ct\nroi:\n  - {name: a}\n  - {nmae: b}") }
    #expect(error?.line == 4)
    #expect(error?.suggestion == "name")
    let wide = #expect(throws: PlanError.self) { try read("roi: {rim: 9999}") }
    #expect(wide?.description.contains("a rim has a width above 0 of at most 500 mm") == true)
  }

  @Test(arguments: [
    ("roi: {rim: {form: 1, to: 3}}", "form", "roi.rim"), ("roi: {range: {lowr: 1}}", "lowr", "roi.range"),
    ("roi: {within: {role: liver, volum: 1}}", "volum", "roi.within"),
    ("roi: [{name: a}, {name: b, range: {lower: 1, top: 2}}]", "top", "roi.range"),
    ("pyradiomics: {normalise: true}", "normalise", "pyradiomics"),
    ("pyradiomics: {calculation: {distance: [2]}}", "distance", "pyradiomics.calculation"),
    ("filter: {name: mean, size: 3, sigma: 2}", "sigma", "filter"),
    ("filter: {name: riesz, order: [1, 0, 0], of: simoncelli, sigma: 2}", "sigma", "filter"),
    ("discretisation: {method: fixed_bin_width, width: 25, bins: 3}", "bins", "discretisation"),
    ("ivh_discretisation: {method: none, width: 25}", "width", "ivh_discretisation"),
  ])
  func `a key that means nothing where it stands is refused, however deep`(text: String, key: String, place: String) {
    let error = #expect(throws: PlanError.self) { try read("preset: ct\n" + text) }
    #expect(error?.problem.hasPrefix("unknown key \"\(key)\" in \"\(place)\"") == true)
    #expect(error?.line == 2)
  }

  @Test(arguments: [
    "round_intensities: true", "outlier_limit: 3", "ivh_discretisation: {method: fixed_bin_count, bins: 9}",
    "families: [morphological]", "aggregations: [3D_merged]", "texture: {distance: 2}",
    "filter: {name: mean, size: 3}",
  ])
  func `a key without effect under PyRadiomics' names is refused`(line: String) throws {
    let key = line.prefix { $0 != ":" }
    let error = #expect(throws: PlanError.self) { try read("spacing: 2\n\(line)\nnaming: pyradiomics") }
    #expect(error?.problem == "\(key) has no effect under naming: pyradiomics, whose own keys stand under pyradiomics")
    #expect(error?.line == 2)
    // Of what earlier versions kept it is let through, and so is what changes nothing.
    let stored = try SettingsFile(text: "\(line)\nnaming: pyradiomics", file: "kept", isStored: true)
    #expect(stored.settings.naming == .pyradiomics)
    #expect(try read("\(line)\nnaming: ibsi").naming == .ibsi)
    #expect(try read("texture: {distance: 1}\nnaming: pyradiomics").naming == .pyradiomics)
  }

  @Test(arguments: [
    "[-1, 1, 1]", "[0, 1, 1]", "[1, 1]", "[1, 1, 1, 1]", "-2", "[0]",
  ])
  func `a spacing is one size or three, each above 0`(spacing: String) {
    let error = #expect(throws: PlanError.self) { try read("preset: ct\nspacing: \(spacing)") }
    #expect(error?.line == 2)
    #expect(
      error?.problem == "\"spacing\" cannot be \(spacing): it is one voxel size in mm or three, for x, y and z, each "
        + "above 0, or null for an axis that stays as it is")
  }

  @Test func `one spacing stands for all three axes, and null leaves an axis alone`() throws {
    #expect(try read("spacing: 2").spacing == [2, 2, 2])
    #expect(try read("spacing: [2.5]").spacing == [2.5, 2.5, 2.5])
    #expect(try read("spacing: [2, 2, null]").spacing == [2, 2, nil])
    #expect(try read("preset: ct\nspacing: []").spacing == [])
  }

  @Test(arguments: ["0", "-1", "1.5"])
  func `the least fraction of a voxel is above 0 and at most 1`(fraction: String) throws {
    let error = #expect(throws: PlanError.self) { try read("partial_volume: \(fraction)") }
    #expect(error?.problem.hasPrefix("\"partial_volume\" cannot be \(fraction): it is a fraction") == true)
    #expect(try read("partial_volume: 1").partialVolume == 1)
  }

  @Test func `either key of texture may be left out`() throws {
    #expect(try read("texture: {distance: 2}").texture == TextureSettings(distance: 2))
    #expect(try read("texture: {coarseness: 1}").texture == TextureSettings(coarseness: 1))
    #expect(throws: PlanError.self) { try read("texture: {distance: 11}") }
  }

  /// What is wrong, in the words of the file: where it stands, what stands there, what may.
  @Test(arguments: [
    (
      "filter: {name: mean, boundary: mirror, size: 3}",
      "\"filter.boundary\" cannot be \"mirror\", only one of constant, nearest, wrap, reflect"
    ),
    (
      "filter: {name: men, size: 3}",
      "\"filter.name\" cannot be \"men\", only one of identity, mean, laplacian_of_gaussian, laws, gabor, separable_wavelet, simoncelli, riesz"
    ),
    ("filter: mean", "\"filter\" must be keys with values, not \"mean\""),
    ("filter: {name: mean, size: 2.5}", "\"filter.size\" cannot be 2.5: it is a whole number"),
    ("filter: {name: mean, dimensions: 4, size: 3}", "\"filter.dimensions\" cannot be \"4\", only one of 2, 3"),
    ("filter: {name: laplacian_of_gaussian}", "\"filter\" needs the key \"sigma\""),
    (
      "texture: {weighting_norm: maximum}",
      "\"texture.weighting_norm\" cannot be \"maximum\", only one of none, manhattan, euclidean, chebyshev"
    ),
    (
      "texture: {weighting_norm: euclidean, weighting_function: linear}",
      "\"texture.weighting_function\" cannot be \"linear\", only one of inverse, exponential"
    ),
    (
      "texture: {weighting_function: inverse}",
      "\"texture.weighting_function\" cannot be \"inverse\": it needs a weighting_norm to weigh by"
    ),
    ("roi: {pieces: biggest}", "\"roi.pieces\" cannot be \"biggest\", only one of all, largest"),
    (
      "discretisation: {method: fbn}",
      "\"discretisation.method\" cannot be \"fbn\", only one of fixed_bin_count, fixed_bin_width, multiples_of_width, none"
    ),
    (
      "filter: {name: gabor, dimensions: 2, sigma: 3, lambda: 2, orthogonal_planes: true}",
      "\"filter.orthogonal_planes\" cannot be true: slices have one plane; take dimensions: 3 for all three"
    ),
    ("families: morphological", "\"families\" must be a list, not \"morphological\""),
    ("round_intensities: 3", "\"round_intensities\" must be true or false, not 3"),
    ("outlier_limit: -1", "\"outlier_limit\" cannot be -1: it is a number of standard deviations, above 0"),
  ])
  func `a wrong value is told in the words of the file`(text: String, problem: String) {
    let error = #expect(throws: PlanError.self) { try read("preset: ct\n" + text) }
    #expect(error?.problem == problem)
    #expect(error?.line == 2)
  }

  @Test func `a region and what it is clipped to name volumes of their masks`() throws {
    let text = "roi: {volume: 1, rim: 3, within: {role: liver, volume: 2}, without: {label: 9, volume: 0}}"
    let file = try SettingsFile(text: text, file: "own.yaml")
    let region = RegionOfInterest(
      volume: 1, rim: .init(to: 3), within: .role("liver", volume: 2), without: .label(9, volume: 0))
    #expect(file.settings.regions == [region])
    let again = try SettingsFile(text: file.yaml, file: "own.yaml")
    #expect(again.settings == file.settings && again.digest == file.digest, "\(file.yaml)")
    // The long form without a volume is the short one.
    #expect(try read("roi: {within: {role: liver}}") == read("roi: {within: liver}"))
    let plain = try SettingsFile(text: "roi: {within: liver}", file: "own.yaml")
    #expect(plain.digest != file.digest && !plain.canonical.contains("\"volume\""))
  }

  @Test(arguments: [
    ("roi: {volume: -1}", "\"roi.volume\" cannot be -1: volumes are counted from 0"),
    ("roi: {volume: 1.5}", "\"roi.volume\" cannot be 1.5: it is a whole number"),
    (
      "roi: {within: {role: liver, volume: -2}}",
      "\"roi.within.volume\" cannot be -2: volumes are counted from 0"
    ),
    (
      "roi: {without: {volume: 1}}",
      "\"roi.without\" cannot be {\"volume\":1}: it needs a label or a role, and not both"
    ),
    (
      "roi: {without: {label: 1, role: liver}}",
      "\"roi.without\" cannot be {\"label\":1, \"role\":\"liver\"}: it needs a label or a role, and not both"
    ),
  ])
  func `a volume that no mask has is refused with its line`(text: String, problem: String) {
    let error = #expect(throws: PlanError.self) { try read("preset: ct\n" + text) }
    #expect(error?.problem == problem)
    #expect(error?.line == 2)
  }

  @Test func `there is an end to regions and labels`() throws {
    let many = (0..<201).map { "  - {name: r\($0)}\n" }.joined()
    let error = #expect(throws: PlanError.self) { try read("roi:\n" + many) }
    #expect(error?.problem == "\"roi\": at most 200 regions are extracted")
    #expect(try read("roi:\n" + (0..<200).map { "  - {name: r\($0)}\n" }.joined()).regions.count == 200)
    let labels = #expect(throws: PlanError.self) {
      try read("roi: {labels: [\((1...201).map(String.init).joined(separator: ", "))]}")
    }
    #expect(labels?.problem.hasSuffix("at most 200 labels are taken together") == true)
  }

  @Test func `the label asked for goes before the file's, and PyRadiomics' naming takes 1 without any`() throws {
    func file(_ text: String) throws -> SettingsFile { try SettingsFile(text: text, file: "s.yaml") }
    #expect(try file("label: 3").regionLabel(asked: 2) == 2)
    #expect(try file("label: 3").regionLabel() == 3)
    #expect(try file("preset: ct").regionLabel() == nil)
    #expect(try file("naming: pyradiomics").regionLabel() == 1)
    #expect(try file("featureClass: {shape: }").regionLabel() == 1)
    #expect(try file("naming: pyradiomics\nroi: {labels: [2, 3]}").regionLabel() == nil)
  }

  @Test func `the guide documents every key of a settings file and no other`() throws {
    let guide = try String(
      contentsOf: Reference.projectRoot.appending(path: "docs/guide/settings.md"), encoding: .utf8)
    var documented: [String: Set<String>] = [:]
    var place: String?
    for line in guide.split(separator: "\n", omittingEmptySubsequences: false) {
      if let match = line.wholeMatch(of: /<!-- keys: ?(.*?) ?-->/) {
        place = String(match.1)
      } else if let place, let match = line.firstMatch(of: /^\| `([a-z_]+)` \|/) {
        documented[place, default: []].insert(String(match.1))
      } else if line.hasPrefix("#") {
        place = nil
      }
    }
    #expect(documented[""] == Set(["preset", "label"] + ExtractionSettings.keys))
    #expect(documented["roi"] == Set(RegionOfInterest.keys))
    #expect(documented["roi.within, roi.without"] == Set(RegionOfInterest.Other.keys))
    #expect(documented["texture"] == Set(TextureSettings.keys))
  }

  @Test func `the examples of the guide are valid settings`() throws {
    let guide = try String(
      contentsOf: Reference.projectRoot.appending(path: "docs/guide/settings.md"), encoding: .utf8)
    let blocks = guide.components(separatedBy: "```yaml\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
    #expect(blocks.count >= 2)
    for block in blocks where block.contains("roi:") { #expect(try !read(block).regions.isEmpty) }
    for block in blocks { #expect(throws: Never.self) { try SettingsFile(text: block, file: "guide") } }
  }
}
