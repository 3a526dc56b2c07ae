import Cohort
import Foundation
import Testing

@testable import TUI

/// What was made from something that has changed since, by this program or by another, is never shown or used in silence.
@MainActor @Suite(.serialized) struct `What changed behind a result` {
  private func write(_ live: LiveCohort, _ name: String, columns: String, _ row: (Int) -> String) throws -> String {
    let text = "patient,\(columns)\n" + (1...30).map { "P\($0),\(row($0))\n" }.joined()
    try Data(text.utf8).write(to: URL(filePath: live.folder + "/\(name).csv"))
    let path = live.folder + "/\(name).sqlite"
    _ = try CohortImport.run(source: live.folder + "/\(name).csv", into: path)
    return path
  }

  /// The words of the screen without where its lines break.
  private func words(_ driver: Driver) -> String {
    driver.screen.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
  }

  /// Ages, an outcome of two classes and one of three, all known beforehand but these.
  private func table(_ live: LiveCohort, _ name: String = "table") throws -> String {
    try write(live, name, columns: "age,marker,metastasis,stage") { index in
      let isPositive = index % 3 == 0
      return
        "\(40 + index * 17 % 41),\(index * 29 % 37),\(isPositive != (index % 7 == 0) ? 1 : 0),F\(index * 5 % 11 % 3)"
    }
  }

  @Test func `a result of cross-validation is stale once another division is frozen, and Results and Report say so`()
    async throws
  {
    let live = try LiveCohort()
    let driver = await Driver(environment: live.environment, cohort: try table(live))
    try await driver.press("3<Down><Enter><wait>")
    #expect(driver.screen.contains("5-fold cross-validation"), "\(driver.screen)")
    try await driver.press("4<Enter><wait>")
    #expect(driver.row(1).contains("●Results"), "\(driver.row(1))")
    try await driver.press("3<Up><Enter><wait>")
    #expect(driver.row(1).contains("△Model") && driver.row(1).contains("△Results"), "\(driver.row(1))")
    try await driver.press("5")
    #expect(driver.screen.contains("△ stale: another split was frozen"), "\(driver.screen)")
    try await driver.press("6<wait>")
    #expect(driver.row(2).contains("△ stale"), "\(driver.row(2))")
    #expect(driver.screen.contains("△ This result is stale: another split was frozen."), "\(driver.screen)")
    // Frozen again as it was, nothing has changed.
    try await driver.press("3<Down><Enter><wait>")
    #expect(driver.row(1).contains("●Model") && driver.row(1).contains("●Results"), "\(driver.row(1))")
  }

  @Test func `the outcome that was chosen is the one that splits keep the shares of`() async throws {
    let live = try LiveCohort()
    let driver = await Driver(environment: live.environment, cohort: try table(live))
    try await driver.press("3<Enter><wait>")
    #expect(driver.screen.contains("random 70/30, stratified by metastasis  ✓ frozen"), "\(driver.screen)")
    let stage = StudyOutcome.ordinal(column: "stage", levels: ["F0", "F1", "F2"])
    driver.store.send(.perform(.edit(.outcome(named: "stage, in order", stage), .person)))
    await driver.settle()
    try await driver.press("4")
    #expect(
      words(driver).contains("△ The split keeps the shares of metastasis, not of stage, in order: 3 divides by it"),
      "\(driver.screen)")
    try await driver.press("3")
    #expect(driver.screen.contains("random 70/30, stratified by metastasis  ✓ frozen"), "\(driver.screen)")
    #expect(driver.screen.contains("random 70/30, stratified by stage, in order"), "\(driver.screen)")
    #expect(!driver.screen.contains("cross-validation, stratified by metastasis"), "\(driver.screen)")
  }

  @Test(arguments: [false, true])
  func `a study file divides as the frozen split does, whatever that was made for`(freezesAnew: Bool) async throws {
    let live = try LiveCohort()
    let path = try table(live)
    let file = live.folder + "/study.yaml"
    let driver = await Driver(environment: live.environment, cohort: path)
    try await driver.press("3<Enter><wait>")
    let stage = StudyOutcome.ordinal(column: "stage", levels: ["F0", "F1", "F2"])
    driver.store.send(.perform(.edit(.outcome(named: "stage, in order", stage), .person)))
    await driver.settle()
    try await driver.press("4")
    if freezesAnew { try await driver.press("3<Down><Enter><wait>") }
    try await driver.press("4")
    let plan = try #require(driver.store.state.model.plan)
    let text = try await live.environment.studyFile(path, plan)
    #expect(text.contains("by: stratified") == freezesAnew && text.contains("by: frozen") != freezesAnew, "\(text)")
    #expect(text.contains("made again from its seed") == freezesAnew, "\(text)")
    try Data(text.utf8).write(to: URL(filePath: file))
    let fitted = try #require(try await live.environment.runModel(path, plan) { _ in }.first)
    let again = StudyResult(try await StudyRunner.run(file: file, cohort: path) { _ in })
    #expect(again.parts == fitted.parts && again.classes == fitted.classes && again.roc == fitted.roc)
  }

  @Test func `nothing is written into a file that took the place of the one that was opened`() async throws {
    let live = try LiveCohort()
    let path = try table(live)
    let other = try table(live, "other")
    let driver = await Driver(environment: live.environment, cohort: path)
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    try FileManager.default.copyItem(atPath: other, toPath: path)
    driver.store.send(.perform(.edit(.exclusions(.patient, [1: "motion"]), .person)))
    await driver.settle()
    #expect(words(driver).contains("another file has taken the place of the cohort"), "\(driver.screen)")
    let database = try CohortDatabase(path: path, mode: .readOnly)
    #expect(try database.exclusions().isEmpty)
    // Opened anew it is a cohort like any other.
    driver.store.send(.perform(.open(path: path)))
    await driver.settle()
    driver.store.send(.perform(.edit(.exclusions(.patient, [1: "motion"]), .person)))
    await driver.settle()
    #expect(try database.exclusions().count == 1)
  }

  @Test(arguments: [":roc metastasis age<Enter>", ":filter age>0<Enter>:roc metastasis marker<Enter>"])
  func `a short question is answered from the rows as they are now`(question: String) async throws {
    let live = try LiveCohort()
    let path = try table(live)
    let driver = await Driver(environment: live.environment, cohort: path)
    try await driver.press(question)
    await driver.settle()
    #expect(driver.store.state.results.result?.parts.first?.count == 30, "\(driver.screen)")
    try await driver.press("1")
    await driver.settle()
    let database = try CohortDatabase(path: path)
    for unit in [2, 5] as [Int64] { try database.exclude(.patient, unit: unit, reason: "motion") }
    try await driver.press(question)
    await driver.settle()
    let result = try #require(driver.store.state.results.result)
    #expect(result.parts.first?.count == 28, "\(driver.screen)")
    #expect(!result.isOfOldRows && driver.store.state.screen == .results)
    #expect(driver.screen.contains("Another program has changed this cohort"), "\(driver.screen)")
  }

  @Test func `a baseline table is of the rows as they are now`() async throws {
    let live = try LiveCohort()
    let path = try table(live)
    let driver = await Driver(environment: live.environment, cohort: path)
    try await driver.press(":table1 metastasis<Enter>")
    await driver.settle()
    #expect(driver.store.state.tableOne.result?.rows == 30 && driver.store.state.tableOne.result?.excluded == 0)
    try await driver.press("1")
    let database = try CohortDatabase(path: path)
    for unit in [2, 5] as [Int64] { try database.exclude(.patient, unit: unit, reason: "motion") }
    try await driver.press(":table1 metastasis<Enter>")
    await driver.settle()
    #expect(driver.store.state.screen == .tableOne && driver.store.state.tableOne.result?.excluded == 2)
    #expect(driver.screen.contains("Another program has changed this cohort"), "\(driver.screen)")
  }

  @Test func `a baseline table that is shown, or come back to, is made again once the rows have changed`() async throws
  {
    let live = try LiveCohort()
    let driver = await Driver(environment: live.environment, cohort: try table(live))
    try await driver.press(":table1 metastasis<Enter>")
    await driver.settle()
    try await driver.press(":exclude P2 motion<Enter><wait>")
    await driver.settle()
    #expect(driver.store.state.screen == .tableOne && driver.store.state.tableOne.result?.excluded == 1)
    // Left, changed elsewhere, and come back to.
    try await driver.press("1:exclude P3 motion<Enter><wait>")
    #expect(driver.store.state.tableOne.result?.excluded == 1)
    try await driver.press("<C-o>")
    await driver.settle()
    #expect(driver.store.state.screen == .tableOne && driver.store.state.tableOne.result?.excluded == 2)
    #expect(driver.row(0).contains("2 excluded"), "\(driver.row(0))")
  }

  @Test func `an answer says when the rows have changed since, and not once it is asked again`() async throws {
    let live = try LiveCohort()
    let driver = await Driver(environment: live.environment, cohort: try table(live))
    try await driver.press(":roc metastasis age<Enter>")
    await driver.settle()
    #expect(!driver.screen.contains("stale"), "\(driver.screen)")
    try await driver.press(":exclude P2 motion<Enter><wait>")
    await driver.settle()
    #expect(driver.screen.contains("△ stale: the rows have changed since this was asked; ask it again."))
    try await driver.press(":roc metastasis age<Enter>")
    await driver.settle()
    #expect(!driver.screen.contains("stale"), "\(driver.screen)")
    #expect(driver.store.state.results.result?.parts.first?.count == 29)
  }

  @Test func `what another program decided is shown before anything is decided over it`() async throws {
    let live = try LiveCohort()
    let path = try table(live)
    let driver = await Driver(environment: live.environment, cohort: path)
    try await driver.press("3")
    let database = try CohortDatabase(path: path)
    let outcome = StudyOutcome.binary(column: "metastasis", positive: "1")
    try FrozenSplit(SplitPlan(.random(stratifiedBy: nil), seed: 5), outcome: outcome, in: database)
      .freeze(in: database)
    try await driver.press("<Down><Enter><wait>")
    #expect(words(driver).contains("another program has changed this cohort"), "\(driver.screen)")
    #expect(driver.screen.contains("✓ frozen"), "\(driver.screen)")
    #expect(try FrozenSplit(in: database)?.plan.seed == 5)
    // It was read again: what is decided now is decided knowingly, and twice in a row.
    try await driver.press("<Down><Enter><wait>")
    try await driver.press("<Up><Enter><wait>")
    #expect(!driver.screen.contains("another program"), "\(driver.screen)")
    #expect(try FrozenSplit(in: database)?.plan.seed != 5)

    try database.exclude(.patient, unit: 2, reason: "motion")
    try await driver.press("4<wait>")
    #expect(driver.screen.contains("Another program has changed this cohort: what you see is read again."))
    #expect(driver.row(1).contains("△Split"), "\(driver.row(1))")
  }
}
