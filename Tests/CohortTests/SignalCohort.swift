import Features
import Foundation
import Stats

@testable import Cohort

/// A cohort whose features are made up, so that the truth is known and nothing has to be extracted.
enum SignalCohort {
  /// 160 patients of two centres. Feature `signal` carries the outcome, twenty others nothing; the last patient has no
  /// features, the one before no outcome.
  static func make(_ path: String) throws -> CohortDatabase {
    let count = 160
    var generator = SeededGenerator(seed: 11)
    let database = try CohortDatabase(path: path, mode: .create)
    var signals: [Double] = []
    var mets: [String?] = []
    var times: [Double] = []
    var events: [Double] = []
    for index in 0..<count {
      let signal = generator.normal()
      signals.append(signal)
      let isPositive = generator.uniform() < 1 / (1 + exp(-2 * signal))
      mets.append(index == count - 2 ? nil : isPositive ? "yes" : "no")
      let event = -12 * log(1 - generator.uniform()) * exp(-signal)
      let end = 5 + 30 * generator.uniform()
      times.append(min(event, end))
      events.append(event <= end ? 1 : 0)
    }
    // What follows draws from a stream of its own, so that everything above stays as it was.
    var others = SeededGenerator(seed: 12)
    // A reader who is right three times out of four and left out every tenth patient.
    let calls = mets.enumerated().map { index, truth -> String? in
      guard index % 10 != 9 else { return nil }
      return (truth == "yes") == (others.uniform() < 0.75) ? "yes" : "no"
    }
    let arms = (0..<count).map { _ in others.uniform() < 0.5 ? "drug" : "control" }
    let causes = events.map { $0 == 1 ? "progression" : others.uniform() < 0.4 ? "death" : "censored" }
    try database.update { cohort in
      var ids: [Int64] = []
      for index in 0..<count {
        let patient = try cohort.patient("P\(index + 1)")
        ids.append(patient.rawValue)
        let exam = try cohort.exam("base", of: patient)
        let image = try cohort.image(modality: "CT", series: "", path: "\(path).\(index).nii", of: exam)
        _ = try cohort.lesion(role: "tumour", mask: "\(path).\(index)m.nii", label: 1, name: "", on: image)
      }
      let ages = (0..<count).map { _ in (60 + 10 * generator.normal()).rounded() }
      try cohort.setCells(level: .patient, name: "age", units: ids, values: .number(ages))
      try cohort.setCells(
        level: .patient, name: "sex", units: ids, values: .text(TextColumn((0..<count).map { $0 % 3 == 0 ? "F" : "M" }))
      )
      try cohort.setCells(
        level: .patient, name: "centre", units: ids,
        values: .text(TextColumn((0..<count).map { $0 % 2 == 0 ? "A" : "B" })))
      try cohort.setCells(level: .patient, name: "mets", units: ids, values: .text(TextColumn(mets)))
      try cohort.setCells(level: .patient, name: "reader", units: ids, values: .text(TextColumn(calls)))
      try cohort.setCells(level: .patient, name: "arm", units: ids, values: .text(TextColumn(arms)))
      try cohort.setCells(level: .patient, name: "cause", units: ids, values: .text(TextColumn(causes)))
      try cohort.setCells(level: .patient, name: "months", units: ids, values: .number(times))
      try cohort.setCells(level: .patient, name: "progressed", units: ids, values: .number(events))
    }
    let keys = [FeatureKey(tag: "signal")] + (1...20).map { FeatureKey(tag: "noise\($0)") }
    let settings = try SettingsFile.read("ct")
    let extraction = try database.beginExtraction(
      named: "ct", settings: settings.canonical, settingsDigest: settings.digest)
    for index in 0..<(count - 1) {
      let noise = (0..<20).map { _ in generator.normal() }
      try database.store(
        StoredVector(
          lesion: LesionID(rawValue: Int64(index) + 1), numbers: [signals[index] + 0.3 * generator.normal()] + noise,
          reasons: [:], inputDigest: "", seconds: 0),
        features: keys, in: extraction.id)
    }
    try database.store(
      CaseFailure(lesion: LesionID(rawValue: Int64(count)), message: "the mask is empty"), in: extraction.id)
    return database
  }
}
