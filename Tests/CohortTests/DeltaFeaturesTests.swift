import Features
import Foundation
import Stats
import Testing

@testable import Cohort

@Suite struct `Delta features of a study` {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Three patients with two lesions each, `a` and `b`; the feature is 1, 2, 3 … at the first exam and 10 times that at the
  /// second. The third patient has no second exam; lesion `a` of the second patient is 0 at first.
  private func cohort() throws -> CohortDatabase {
    let database = try CohortDatabase(path: folder.file("c.sqlite"), mode: .create)
    var values: [Double] = []
    try database.update { cohort in
      var ids: [Int64] = []
      for index in 0..<3 {
        let patient = try cohort.patient("P\(index + 1)")
        ids.append(patient.rawValue)
        for (number, label) in ["base", "week6"].prefix(index == 2 ? 1 : 2).enumerated() {
          let exam = try cohort.exam(label, of: patient)
          let image = try cohort.image(
            modality: "CT", series: "", path: folder.file("\(index)\(number).nii"), of: exam)
          for (lesion, name) in ["a", "b"].enumerated() {
            _ = try cohort.lesion(
              role: "tumour", mask: folder.file("\(index)\(number).nii"), label: lesion + 1, name: name, on: image)
            let first = index == 1 && lesion == 0 ? 0 : Double(2 * index + lesion + 1)
            values.append(number == 0 ? first : 10 * Double(2 * index + lesion + 1))
          }
        }
      }
      try cohort.setCells(level: .patient, name: "response", units: ids, values: .number([1, 0, 1]))
    }
    let settings = try SettingsFile.read("ct")
    let extraction = try database.beginExtraction(
      named: "ct", settings: settings.canonical, settingsDigest: settings.digest)
    for (region, value) in zip(try database.cases(), values) {
      try database.store(
        StoredVector(lesion: region.id, numbers: [value], reasons: [:], inputDigest: "", seconds: 0),
        features: [FeatureKey(tag: "stat_mean")], in: extraction.id)
    }
    return database
  }

  private func units(_ unit: String, _ delta: String) throws -> StudyUnits {
    let plan = try StudyPlan(
      text: """
        study: s
        unit: \(unit)
        outcome: {binary: response}
        blocks: {change: {extraction: ct, delta: \(delta)}}
        models: {m: {block: change, pipeline: [logistic]}}
        """)
    return try StudyUnits(plan, in: cohort())
  }

  @Test func `lesions are matched by name and set against their earlier selves`() throws {
    let units = try units("lesion", "{from: base, to: week6, kind: [difference, relative]}")
    #expect(units.names.count == 4)
    let design = units.designs[0]
    #expect(design.names == ["delta_difference_original_stat_mean", "delta_relative_original_stat_mean"])
    #expect(Array(design.column(0)) == [9, 18, 30, 36])
    // The lesion that was 0 at first has no relative change.
    #expect(Array(design.column(1).prefix(2)) == [9, 9])
    #expect(design.column(1).dropFirst(2).first?.isNaN == true)
    #expect(units.leftOut.contains { $0.count == 6 && $0.reason.hasPrefix("no features") })
  }

  @Test func `a unit that is left out for a first value of 0 is told so`() throws {
    let units = try units("lesion", "{from: base, to: week6, kind: relative}")
    #expect(units.names.count == 3)
    #expect(
      units.leftOut.contains {
        $0.count == 1
          && $0.reason == "features of extraction ct are 0 at exam \"base\", so there is no ratio to them"
      })
    #expect(
      units.leftOut.contains {
        $0.count == 6 && $0.reason == "no features of extraction ct at both exams, \"base\" and \"week6\""
      })
  }

  @Test func `several lesions of a patient are averaged at each exam first`() throws {
    let units = try units("patient", "{from: base, to: week6, kind: ratio}")
    // (10 + 20)/2 over (1 + 2)/2, and (30 + 40)/2 over (0 + 4)/2.
    #expect(Array(units.designs[0].column(0)) == [10, 17.5])
    #expect(units.cautions.contains { $0.code == "averaged_regions" })
    #expect(units.names == ["P1", "P2"])
  }

  @Test func `an exam that nobody had is told with the one that was meant`() {
    let error = #expect(throws: StudyError.self) { try units("patient", "{from: bsae, to: week6}") }
    #expect(error?.description.contains("Did you mean \"base\"?") == true)
    let same = #expect(throws: PlanError.self) { try units("patient", "{from: base, to: base}") }
    #expect(same?.description.contains("two different exams") == true)
    #expect(throws: PlanError.self) { try units("patient", "{from: base, to: week6, kind: quotient}") }
  }
}
