import TestSupport
import Testing

@testable import Features

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

  static func value(_ row: ReferenceValue) -> Double? {
    guard let run = runs[row.configuration] else { return nil }
    if row.family == "diagnostic" { return run.diagnostics.first { $0.tag == row.tag }?.value }
    return run.features.values.first {
      $0.key.tag == row.tag && ($0.key.aggregation?.rawValue ?? "") == row.aggregation
    }?.number
  }
}

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct `IBSI 1 consensus values` {
  @Test(arguments: ReferenceValue.all + ReferenceValue.others)
  func `a reference value is met`(row: ReferenceValue) throws {
    let value = try #require(IBSI1Runs.value(row))
    #expect(row.accepts(value), "\(row): \(value), expected \(row.value) ± \(row.tolerance)")
  }

  @Test func `every feature of the catalogue has a reference value but the five without consensus`() {
    let known = Set(ReferenceValue.all.map(\.tag))
    let without = FeatureCatalogue.definitions.filter { !known.contains($0.tag) }.map(\.ibsiCode)
    #expect(without == ["ZH1A", "IQYR", "SWZ1", "BRI8", "9CMM"])
  }

  @Test func `every reference tag is in the catalogue or the diagnostics`() {
    for tag in Set(ReferenceValue.all.filter { $0.family != "diagnostic" }.map(\.tag)) {
      #expect(FeatureCatalogue.definition(tag: tag) != nil, "\(tag)")
    }
  }

  @Test func `every extracted feature of the configurations has a row unless it has no consensus`() throws {
    let rows = Set(
      (ReferenceValue.all + ReferenceValue.others).map { "\($0.configuration)/\($0.tag)/\($0.aggregation)" })
    for config in ["phantom", "A", "B", "C", "D", "E"] {
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
