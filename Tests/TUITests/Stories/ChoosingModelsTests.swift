import Cohort
import Foundation
import Testing

@testable import TUI

/// What the screens of the split and of the models say they will do is what is done.
@MainActor @Suite(.serialized) struct `Choosing what is fitted` {
  /// A table of forty patients without images.
  private func table(_ live: LiveCohort, centres: Int = 2) throws -> String {
    let text =
      "patient,age,marker,stage,centre,months,dead\n"
      + (1...40).map { index in
        "P\(index),\(40 + index * 17 % 41),\(index * 29 % 37),F\(index * 5 % 11 % 3),C\(index % centres),"
          + "\(1 + index * 7 % 23),\(index % 4 == 0 ? 1 : 0)\n"
      }.joined()
    let file = live.folder + "/own.csv"
    try Data(text.utf8).write(to: URL(filePath: file))
    _ = try CohortImport.run(source: file, into: live.folder + "/own.sqlite")
    return live.folder + "/own.sqlite"
  }

  @Test func `an outcome is no predictor of itself, and neither is the time of another`() async throws {
    let live = try LiveCohort(patients: 4)
    let driver = await Driver(
      size: Size(columns: 100, rows: 50), environment: live.environment, cohort: try table(live))
    try await driver.press("4")
    #expect(driver.screen.contains("(•) dead over months"), "\(driver.screen)")
    #expect(driver.screen.contains("Clinical columns: 4 of 4"), "\(driver.screen)")
    #expect(!driver.screen.contains("[x] months") && driver.screen.contains("[x] stage"), "\(driver.screen)")
    let stage = StudyOutcome.ordinal(column: "stage", levels: ["F0", "F1", "F2"])
    driver.store.send(.perform(.edit(.outcome(named: "stage, in order", stage), .person)))
    await driver.settle()
    #expect(driver.screen.contains("(•) stage, in order"), "\(driver.screen)")
    #expect(driver.screen.contains("Clinical columns: 3 of 3"), "\(driver.screen)")
    #expect(!driver.screen.contains("[x] stage"), "\(driver.screen)")
    #expect(driver.store.state.model.plan?.columns == ["age", "marker", "centre"])
  }

  @Test func `how many exams and regions a patient has is nothing that was known beforehand, unless it is chosen`()
    async throws
  {
    let live = try LiveCohort(patients: 12)
    // Every third patient has a second exam.
    let rows = (1...12).flatMap { patient in
      (0..<(patient % 3 == 0 ? 2 : 1)).map { "P\(patient),e\($0),CT,P\(patient).nii.gz,P\(patient)_mask.nii.gz\n" }
    }
    let manifest = live.folder + "/visits.csv"
    try Data(("patient,exam,modality,image,mask\n" + rows.joined()).utf8).write(to: URL(filePath: manifest))
    let path = live.folder + "/visits.sqlite"
    _ = try CohortImport.run(
      source: manifest, into: path, options: ImportOptions(clinical: [live.folder + "/clinical.csv"]))
    let driver = await Driver(size: Size(columns: 100, rows: 50), environment: live.environment, cohort: path)
    try await driver.press("4")
    let model = driver.store.state.model
    #expect(model.plan?.columns == ["age", "sex", "centre"], "\(model.plan?.columns ?? [])")
    #expect(driver.screen.contains("[ ] exams") && driver.screen.contains("[ ] lesions"), "\(driver.screen)")
    let place = try #require(model.choices.firstIndex(of: .column("exams")))
    try await driver.press("<Home>" + String(repeating: "j", count: place) + "<Space>")
    #expect(driver.store.state.model.plan?.columns == ["age", "sex", "centre", "exams"], "\(driver.screen)")
    try await driver.press("u")
    #expect(driver.store.state.model.plan?.columns == ["age", "sex", "centre"])
    // A variable of that name is one like any other.
    let counted = "patient,dead,exams\n" + (1...30).map { "P\($0),\($0 % 4 == 0 ? 1 : 0),\($0 % 5)\n" }.joined()
    try Data(counted.utf8).write(to: URL(filePath: live.folder + "/counted.csv"))
    _ = try CohortImport.run(source: live.folder + "/counted.csv", into: live.folder + "/counted.sqlite")
    let other = await Driver(environment: live.environment, cohort: live.folder + "/counted.sqlite")
    try await other.press("4")
    #expect(other.store.state.model.plan?.columns == ["exams"], "\(other.screen)")
  }

  @Test func `a table without images offers columns alone, and says that ridge fits them`() async throws {
    let live = try LiveCohort(patients: 4)
    let driver = await Driver(environment: live.environment, cohort: try table(live))
    try await driver.press("3<Enter><wait>4")
    #expect(driver.store.state.model.blocks == [.clinical])
    #expect(driver.screen.contains("Fits clinical by ridge in training"), "\(driver.screen)")
    try await driver.press("<Enter><wait>")
    #expect(driver.store.state.results.result?.title == "dead over months · ridge", "\(driver.screen)")
  }

  @Test func `without a column beside the outcome no clinical block is offered, and it is said why`() async throws {
    let live = try LiveCohort()
    let outcomes =
      "patient,metastasis\n" + (1...30).map { "P\($0),\($0 % 3 == 0 ? 1 : 0)\n" }.joined()
    try Data(outcomes.utf8).write(to: URL(filePath: live.folder + "/outcome.csv"))
    let path = live.folder + "/bare.sqlite"
    _ = try CohortImport.run(
      source: live.folder + "/manifest.csv", into: path,
      options: ImportOptions(clinical: [live.folder + "/outcome.csv"]))
    let driver = await Driver(environment: live.environment, cohort: path)
    try await driver.press("4")
    #expect(driver.store.state.model.offeredBlocks == [.radiomics])
    #expect(driver.screen.contains("no clinical block: the patients have no other column to foresee it by"))
    #expect(!driver.screen.contains("] clinical") && !driver.screen.contains("] combined"), "\(driver.screen)")
    try await driver.press("2<Enter><wait>3<Enter><wait>4")
    #expect(driver.store.state.model.plan?.blocks == [.radiomics])
    #expect(driver.screen.contains("Fits radiomics by LASSO in training"), "\(driver.screen)")
    try await driver.press("<Enter><wait>")
    #expect(driver.store.state.results.result?.modelNames == ["radiomics"], "\(driver.screen)")
  }

  @Test func `a table of nothing but an outcome says that nothing can foresee it`() async throws {
    let live = try LiveCohort(patients: 4)
    let text = "patient,dead\n" + (1...40).map { "P\($0),\($0 % 4 == 0 ? 1 : 0)\n" }.joined()
    try Data(text.utf8).write(to: URL(filePath: live.folder + "/dead.csv"))
    _ = try CohortImport.run(source: live.folder + "/dead.csv", into: live.folder + "/dead.sqlite")
    let driver = await Driver(environment: live.environment, cohort: live.folder + "/dead.sqlite")
    try await driver.press("3<Enter><wait>4")
    #expect(driver.screen.contains("neither images nor a column beside the outcome"), "\(driver.screen)")
    try await driver.press("<Enter>")
    #expect(driver.store.state.message?.text.contains("nothing to foresee it by") == true, "\(driver.screen)")
  }

  @Test func `every block is named with what fits it`() async throws {
    let live = try LiveCohort()
    let driver = await Driver(environment: live.environment, cohort: live.path)
    try await driver.press("3<Enter><wait>4")
    #expect(
      driver.screen.replacing("\n", with: " ").contains(
        "Fits clinical by ridge, radiomics by LASSO, combined by logistic"),
      "\(driver.screen)")
    try await driver.press("<End>")
    #expect(driver.screen.contains("e writes a study file"), "\(driver.screen)")
  }

  @Test func `lists that go on say so, above and below`() async throws {
    let live = try LiveCohort(patients: 4)
    let driver = await Driver(environment: live.environment, cohort: try table(live, centres: 6))
    try await driver.press("3")
    #expect(driver.screen.contains("▾ 10 more"), "\(driver.screen)")
    try await driver.press("<End>")
    #expect(driver.store.state.split.chosen == driver.store.state.split.plans.count - 1)
    #expect(driver.screen.contains("▴ 10 more") && !driver.screen.contains("▾"), "\(driver.screen)")
    try await driver.press("<Home>")
    #expect(driver.store.state.split.chosen == 0)
    try await driver.press("4")
    #expect(driver.screen.contains("▾"), "\(driver.screen)")
  }

  @Test func `a filter of the table is said not to count, and Table 1 carries it`() async throws {
    let live = try LiveCohort(patients: 4)
    let driver = await Driver(environment: live.environment, cohort: try table(live))
    try await driver.press(":filter age<lt>60<Enter>3<wait>")
    #expect(driver.screen.contains("The table's filter (age<60) does not count here"), "\(driver.screen)")
    #expect(driver.screen.contains("seed 20261122"), "\(driver.screen)")
    try await driver.press("<Enter><wait>4")
    #expect(driver.screen.contains("The table's filter (age<60) does not count here"), "\(driver.screen)")
    try await driver.press("1:table1 stage<Enter><wait>")
    #expect(driver.row(0).contains("age<60") || driver.screen.contains("age<60"), "\(driver.screen)")
    let export = TableOneScreen.exports(driver.store.state.tableOne, in: driver.store.state.context).first
    #expect(export?.contents.contains("rows: age<60") == true, "\(export?.contents ?? "")")
  }

  @Test func `changes between two exams are a block of their own, where there are two exams`() async throws {
    let live = try LiveCohort(patients: 24)
    let alone = await Driver(environment: live.environment, cohort: live.path)
    try await alone.press("4")
    #expect(!alone.store.state.model.offeredBlocks.contains(.delta))

    let manifest =
      "patient,exam,modality,image,mask,label,role\n"
      + (1...24).map { index in
        let later = index % 24 + 1
        return "P\(index),week0,CT,P\(index).nii.gz,P\(index)_mask.nii.gz,1,tumour\n"
          + "P\(index),week12,CT,P\(later).nii.gz,P\(later)_mask.nii.gz,1,tumour\n"
      }.joined()
    try Data(manifest.utf8).write(to: URL(filePath: live.folder + "/exams.csv"))
    let path = live.folder + "/exams.sqlite"
    _ = try CohortImport.run(
      source: live.folder + "/exams.csv", into: path, options: ImportOptions(clinical: [live.folder + "/clinical.csv"]))
    let driver = await Driver(environment: live.environment, cohort: path)
    try await driver.press("2<Enter><wait>3<Enter><wait>4")
    let place = try #require(driver.store.state.model.choices.firstIndex(of: .block(.delta)))
    driver.store.send(.model(.move(.to(place))))
    try await driver.press("<Space>")
    #expect(driver.screen.contains("[x] delta"), "\(driver.screen)")
    #expect(driver.screen.contains("how the features changed between week0 and week12"), "\(driver.screen)")
    try await driver.press("<Enter><wait>")
    #expect(driver.store.state.results.models.contains("delta"), "\(driver.screen)")
  }

  @Test func `cases that failed are told on the rail and on the page of their patient`() async throws {
    let live = try LiveCohort(patients: 6)
    try FileManager.default.removeItem(atPath: live.folder + "/P2_mask.nii.gz")
    let driver = await Driver(environment: live.environment, cohort: live.path)
    try await driver.press("2<Enter><wait>")
    #expect(driver.row(1).contains("△Extract"), "\(driver.row(1))")
    let page = try await live.environment.patientPage(live.path, "P2")
    #expect(page.failures.count == 1 && page.notes(usual: []).contains { $0.hasPrefix("Not extracted, ct: ") })
    #expect(try await live.environment.patientPage(live.path, "P3").failures.isEmpty)
  }
}
