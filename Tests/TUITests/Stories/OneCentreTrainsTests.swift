import Cohort
import Testing

@testable import TUI

/// A study may train in one centre and validate in all others.
@MainActor @Suite struct `One centre trains` {
  @Test func `is a scheme where there are more than two, in words of a study file too`() {
    let plans = SplitScreen.State.plans(for: `Every screen`.Ready.cohort)
    let plan = SplitPlan(.trained("centre", on: "A"))
    #expect(plans.contains { $0.scheme == plan.scheme })
    #expect(plan.title == "centre = A trains, the others validate")
    #expect(plan.studySplit == .condition(column: "centre", training: "= 'A'", kind: .centre))
    var two = `Every screen`.Ready.cohort
    let centres = (0..<two.table.rowCount).map { ["A", "B"][$0 % 2] as String? }
    two.table.set(TableColumn(name: "centre", values: .text(TextColumn(centres))))
    #expect(!SplitScreen.State.plans(for: two).contains { if case .trained = $0.scheme { true } else { false } })
  }

  @Test func `divides so`() throws {
    let live = try LiveCohort(patients: 12)
    let database = try CohortDatabase(path: live.path)
    let outcome = StudyOutcome.binary(column: "metastasis", positive: "1")
    let split = try FrozenSplit(SplitPlan(.trained("centre", on: "A")), outcome: outcome, in: database)
    let centres = try #require(try database.tableOfPatients().column(named: "centre")?.values.texts)
    let patients = try #require(try database.tableOfPatients().columns.first?.values.texts)
    for (patient, centre) in zip(patients, centres) {
      #expect(split.parts[patient ?? ""] == (centre == "A" ? "training" : "validation"))
    }
  }

  @Test func `two limits below zero are not written with a dash before a minus`() {
    #expect(NumberText.interval(-0.069, -0.109, -0.028, decimals: 3) == "-0.069 (-0.109 to -0.028)")
    #expect(NumberText.interval(0.1, -0.1, 0.3) == "0.10 (-0.10–0.30)")
  }
}
