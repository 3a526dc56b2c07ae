import Cohort
import Testing

@testable import TUI

/// A reader chooses a cut-off on a ROC and keeps it.
@MainActor @Suite(.serialized) struct `Freezing a cut-off` {
  private func atROC(_ live: LiveCohort) async throws -> Driver {
    let driver = await Driver(environment: live.environment, cohort: live.path)
    try await driver.press("2<Enter><wait>3<Enter><wait>4<Enter><wait>5:roc<Enter>")
    await driver.settle()
    return driver
  }

  private func runs(_ live: LiveCohort) throws -> Int {
    let database = try CohortDatabase(path: live.path, mode: .readOnly)
    defer { try? database.close() }
    return try database.runCount()
  }

  private func reading(_ driver: Driver) -> [String] {
    let state = driver.store.state.results
    return ResultsScreen.readingLines(state, state.partName, Size(columns: 80, rows: 20), .standard)
  }

  @Test func `the part that judges has no say in it`() async throws {
    let live = try LiveCohort()
    let driver = try await atROC(live)
    #expect(driver.screen.contains("validation · n"))
    try await driver.press("<Left><Left><Enter>")
    await driver.settle()
    #expect(driver.screen.contains("Chosen on the validation part, a cut-off would flatter it"), "\(driver.screen)")
    #expect(try runs(live) == 1)
  }

  @Test func `taken back on an older result, that result is shown again, on its tab`() async throws {
    let live = try LiveCohort()
    let driver = try await atROC(live)
    try await driver.press("4")
    let ridge = try #require(driver.store.state.model.choices.firstIndex(of: .pipeline(.ridge)))
    driver.store.send(.model(.move(.to(ridge))))
    try await driver.press("<Space><Enter><wait>")
    #expect(try runs(live) == 2)
    try await driver.press("]:roc<Enter>")
    let shown = try #require(driver.store.state.results.result)
    #expect(shown.title.contains("LASSO"), "\(shown.title)")
    try await driver.press("v<Left><Left><Enter>")
    await driver.settle()
    #expect(try runs(live) == 3)
    try await driver.press(":compare<Enter>u")
    await driver.settle()
    #expect(try runs(live) == 2)
    #expect(driver.store.state.results.result?.run == shown.run, "\(driver.screen)")
    #expect(driver.store.state.results.tab == .comparison, "\(driver.screen)")
    // Another result that is looked at meanwhile stays.
    try await driver.press("<C-r><wait>")
    await driver.settle()
    #expect(try runs(live) == 3)
    try await driver.press("]")
    let other = try #require(driver.store.state.results.result)
    #expect(other.title.contains("ridge"), "\(other.title)")
    try await driver.press("u")
    await driver.settle()
    #expect(driver.store.state.results.result?.run == other.run, "\(driver.screen)")
  }

  @Test func `in training what the cursor shows is kept, named, marked, and taken back`() async throws {
    let live = try LiveCohort()
    let driver = try await atROC(live)
    try await driver.press("v<Left><Left>")
    let (_, point) = try #require(
      ResultsScreen.rocCursor(driver.store.state.results, driver.store.state.results.partName))
    let threshold = try #require(point.threshold)
    let read = reading(driver)
    try await driver.press("<Enter>")
    await driver.settle()
    let value = NumberText.short(threshold)
    #expect(driver.screen.contains("is frozen at \(value), chosen in training"), "\(driver.screen)")
    #expect(try runs(live) == 2)
    // The cursor stays, and the mark stands in every part with the counts of Confusion.
    #expect(reading(driver) == read)
    #expect(driver.screen.contains("and frozen at \(value): the same point"), "\(driver.screen)")
    let state = driver.store.state.results
    let table = try #require(state.result?.confusion.first { $0.part == "training" && $0.model == state.modelName })
    #expect(table.cutoff == threshold)
    #expect(
      abs(Double(table.truePositives) / Double(table.truePositives + table.falseNegatives) - point.sensitivity) < 1e-12)
    // What it was chosen on is said before anything else.
    #expect(state.result?.cautions.first?.contains("chosen by hand on the training part") == true)
    try await driver.press("u")
    await driver.settle()
    #expect(driver.screen.contains("Undone: cut-off \(value)"), "\(driver.screen)")
    #expect(try runs(live) == 1)
    #expect(driver.store.state.results.result?.cautions.contains { $0.contains("by hand") } == false)
    #expect(reading(driver) == read)
    try await driver.press("<C-r>")
    await driver.settle()
    #expect(driver.screen.contains("Done again: cut-off \(value)"), "\(driver.screen)")
    #expect(try runs(live) == 2)
    try await driver.press("u")
    await driver.settle()
    #expect(try runs(live) == 1)
  }
}
