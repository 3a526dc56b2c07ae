import Foundation
import TestSupport
import Testing

@testable import Features

/// One row of IBSI 1's consensus values.
struct IBSI1Row: Sendable, CustomTestStringConvertible {
  let config: String
  let family: String
  let aggregation: String
  let reference: Double
  let tolerance: Double
  let tag: String

  var testDescription: String { "\(config) \(tag) \(aggregation)" }

  static let all = Reference.isExpected ? rows(of: Reference.path("ibsi/ibsi1_reference_values.csv")) : []

  /// Configurations B, D and E, most of their features. Source: the tables of feature values in the IBSI 1 reference manual
  /// (Zwanenburg et al., Radiology 2020;295:328, consensus values with their tolerances).
  static let others = rows(
    of: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Oracles/ibsi1_B_D_E.csv").path)

  private static func rows(of path: String) -> [IBSI1Row] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
    let lines = text.split(whereSeparator: \.isNewline).map { fields(of: String($0)) }
    guard let header = lines.first else { return [] }
    func column(_ name: String) -> Int { header.firstIndex(of: name) ?? 0 }
    return lines.dropFirst().map { fields in
      IBSI1Row(
        config: fields[column("config")], family: fields[column("feature_family")],
        aggregation: fields[column("aggregation")], reference: Double(fields[column("reference_value")]) ?? .nan,
        tolerance: Double(fields[column("tolerance")]) ?? 0, tag: fields[column("feature_tag")])
    }
  }

  private static func fields(of line: String) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
    }
    return fields
  }

  /// IBSI 1's pass rule: rounded to three significant digits, the value lies within the tolerance of the reference.
  /// Counts and intensities that the tables give with more digits are compared with all of theirs.
  func passes(_ value: Double) -> Bool {
    if family == "diagnostic", abs(reference) > 1000 { return abs(value - reference) <= tolerance }
    guard value != 0 else { return abs(reference) <= tolerance }
    let magnitude = pow(10, 2 - (log10(abs(value))).rounded(.down))
    let rounded = (value * magnitude).rounded() / magnitude
    return abs(rounded - reference) <= tolerance + 1e-9 * abs(reference)
  }
}

enum IBSI1Runs {
  static let runs: [String: Extraction] = {
    var runs: [String: Extraction] = [:]
    for config in ["phantom", "A", "B", "C", "D", "E"] {
      let stem = config == "phantom" ? "ibsi/digital_phantom" : "ibsi/PAT1_ct"
      guard let settings = ExtractionSettings.preset("ibsi1-" + config) else { continue }
      runs[config] = try? Extractor(settings).extract(
        image: Reference.path(stem + "_image.nii.gz"), mask: Reference.path(stem + "_mask.nii.gz"))
    }
    return runs
  }()

  static func value(_ row: IBSI1Row) -> Double? {
    guard let run = runs[row.config] else { return nil }
    if row.family == "diagnostic" { return run.diagnostics.first { $0.tag == row.tag }?.value }
    return run.features.values.first {
      $0.key.tag == row.tag && ($0.key.aggregation?.rawValue ?? "") == row.aggregation
    }?.number
  }
}

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct `IBSI 1 consensus values` {
  @Test(arguments: IBSI1Row.all)
  func `a reference value is met`(row: IBSI1Row) throws {
    let value = try #require(IBSI1Runs.value(row))
    #expect(
      row.passes(value),
      "\(row.config) \(row.tag) \(row.aggregation): \(value), expected \(row.reference) ± \(row.tolerance)")
  }

  @Test(arguments: IBSI1Row.others)
  func `a value of another configuration is met`(row: IBSI1Row) throws {
    let value = try #require(IBSI1Runs.value(row))
    #expect(
      row.passes(value),
      "\(row.config) \(row.tag) \(row.aggregation): \(value), expected \(row.reference) ± \(row.tolerance)")
  }

  @Test func `configurations B, D and E are compared`() {
    #expect(Set(IBSI1Row.others.map(\.config)) == ["B", "D", "E"])
    #expect(IBSI1Row.others.count == 547)
  }

  @Test func `every feature of the catalogue has a reference value but the five without consensus`() {
    let known = Set(IBSI1Row.all.map(\.tag))
    let without = FeatureCatalogue.definitions.filter { !known.contains($0.tag) }.map(\.ibsiCode)
    #expect(without == ["ZH1A", "IQYR", "SWZ1", "BRI8", "9CMM"])
  }

  @Test func `every reference tag is in the catalogue or the diagnostics`() {
    for tag in Set(IBSI1Row.all.filter { $0.family != "diagnostic" }.map(\.tag)) {
      #expect(FeatureCatalogue.definition(tag: tag) != nil, "\(tag)")
    }
  }

  @Test func `every extracted feature of the configurations has a row unless it has no consensus`() throws {
    let rows = Set(IBSI1Row.all.map { "\($0.config)/\($0.tag)/\($0.aggregation)" })
    for config in ["phantom", "A", "C"] {
      let run = try #require(IBSI1Runs.runs[config])
      for value in run.features.values {
        let code = value.key.definition?.ibsiCode ?? ""
        let name = "\(config)/\(value.key.tag)/\(value.key.aggregation?.rawValue ?? "")"
        #expect(rows.contains(name) || ["ZH1A", "IQYR", "SWZ1", "BRI8", "9CMM"].contains(code), "\(name)")
      }
    }
  }

  @Test func `names and codes agree with the reference`() {
    #expect(Set(FeatureCatalogue.definitions.map(\.tag)).count == FeatureCatalogue.definitions.count)
    for definition in FeatureCatalogue.definitions {
      #expect(definition.ibsiCode.count == 4, "\(definition.tag)")
      #expect(!definition.formula.isEmpty && !definition.meaning.isEmpty, "\(definition.tag)")
    }
  }
}
