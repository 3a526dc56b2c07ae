import Foundation
import Stats
import Testing

@testable import Cohort

/// A column of exams may divide the exams of a patient: no study trains on one and is judged on another.
@Suite struct `A split by a column of exams` {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Sixty patients with two exams each, the second in another year and, for one patient, at another site.
  private func cohort() throws -> CohortDatabase {
    let database = try CohortDatabase(path: folder.file("c.sqlite"), mode: .create)
    try database.update { cohort in
      var exams: [Int64] = []
      for index in 0..<60 {
        let patient = try cohort.patient("P\(index + 1)")
        for label in ["first", "second"] { exams.append(try cohort.exam(label, of: patient).rawValue) }
      }
      func set(_ name: String, _ values: [Double]) throws {
        try cohort.setCells(level: .exam, name: name, units: exams, values: .number(values))
      }
      try set("response", exams.indices.map { Double($0 * 7 % 5 < 2 ? 1 : 0) })
      try set("marker", exams.indices.map { Double($0 * 29 % 37) })
      try set("year", exams.indices.map { Double(2020 + $0 % 2) })
      try set("patient_year", exams.indices.map { Double(2020 + $0 / 2 % 2) })
      try cohort.setCells(
        level: .exam, name: "site", units: exams,
        values: .text(TextColumn(exams.indices.map { $0 == 7 ? "B" : ["A", "B", "C"][$0 / 2 % 3] })))
    }
    return database
  }

  private func run(_ split: String) async throws -> RunResult {
    let plan = try StudyPlan(
      text: """
        study: exams
        unit: exam
        outcome: {binary: response, positive: 1}
        split: \(split)
        blocks: {clinical: [marker]}
        models:
          clinical: {block: clinical, pipeline: [{impute: median}, logistic]}
        seed: 4
        """)
    return try await StudyRunner(plan).run(try cohort(), jobs: 1)
  }

  @Test(arguments: [
    ("{by: column, column: year, training: \"<= 2020\"}", "P1"), ("{by: centre, column: site, training: [A]}", "P4"),
    ("{by: centre, column: site, training: [B]}", "P4"), ("{by: centre, column: site}", "P4"),
  ])
  func `is refused where it divides a patient, who is named`(split: String, patient: String) async throws {
    let error = await #expect(throws: StudyError.self) { try await run(split) }
    #expect(error == .dividedPatient(patient))
    #expect(error?.description.contains("rows of patient \(patient) into different parts") == true)
  }

  @Test func `is taken where it keeps patients together`() async throws {
    let result = try await run("{by: column, column: patient_year, training: \"<= 2020\"}")
    #expect(result.parts.map(\.n) == [60, 60] && result.parts.map(\.patients) == [30, 30])
    // Where both sites of the fourth patient train, nobody is divided.
    let sites = try await run("{by: centre, column: site, training: [A, B]}")
    #expect(sites.parts.first { $0.name == "validation" }?.patients == 20)
  }
}
