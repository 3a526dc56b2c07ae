import Cohort
import Features
import Testing

@testable import TUI

/// Someone looks for a word in a list, wherever the list is.
@MainActor @Suite struct `Finding a text in any list` {
  private func driver() async -> Driver {
    await Driver(environment: Sample.environment(cohort: `Every screen`.Ready.withEveryResult))
  }

  @Test func `the cursor goes along while the text is typed, and Esc goes back`() async throws {
    let driver = await driver()
    try await driver.press("4/elastic")
    #expect(driver.screen.contains("1 line has it"))
    #expect(driver.screen.contains("▸ ( ) elastic net"))
    try await driver.press("<Esc>")
    #expect(driver.screen.contains("▸ (•) metastasis"))
    #expect(driver.store.state.screen == .model)
  }

  @Test func `Enter stays there, n and N go round, and Esc ends the search before it goes back`() async throws {
    let driver = await driver()
    try await driver.press("3/fold<Enter>")
    #expect(driver.screen.contains("2 lines have “fold”; n and N go from one to the next."))
    #expect(driver.screen.contains("▸ 5-fold cross-validation, stratified"))
    try await driver.press("n")
    #expect(driver.screen.contains("▸ 5-fold cross-validation, 5 times"))
    try await driver.press("n")
    #expect(driver.screen.contains("Went on from the other end."))
    #expect(driver.screen.contains("▸ 5-fold cross-validation, stratified"))
    #expect(driver.lastRow.contains("Esc end search"))
    try await driver.press("<Esc>")
    #expect(driver.store.state.screen == .split && !driver.lastRow.contains("end search"))
  }

  @Test func `what is not there is said, and n says what to do first`() async throws {
    let driver = await driver()
    try await driver.press("3n")
    #expect(driver.screen.contains("Nothing has been looked for; / finds a text."))
    try await driver.press("/zebra<Enter>")
    #expect(driver.screen.contains("Nothing here has “zebra” in it."))
  }

  @Test(arguments: [
    ("t/grade", "▌grade"), ("6/outcome:", " Outcome: "), ("6<Tab>/centres", "▌"),
    ("5:compare<Enter>/clinical", "▌"), ("p/PET", "▸ week 12 · PET"),
  ]) func `in settings, tables, the report and a patient's images`(way: String, expected: String) async throws {
    let driver = await driver()
    try await driver.press(way)
    #expect(driver.screen.contains("line has it") || driver.screen.contains("lines have it"), "\(driver.screen)")
    #expect(driver.screen.contains(expected))
  }

  @Test func `in the settings of an extraction, whose clicks and prompt are those of any list`() async throws {
    var environment = Sample.environment()
    let file = SettingsFile(name: "ct", settings: try #require(ExtractionSettings.preset("ct")))
    environment.extractionPlans = { _ in
      [ExtractionPlan(name: "ct", title: "CT", settings: file, lines: [], caseCount: 12)]
    }
    let driver = await Driver(environment: environment)
    try await driver.press("2/rounding<Enter>")
    #expect(driver.screen.contains("▸ rounding"))
    driver.store.send(.event(.mouse(MouseEvent(.press, column: 8, row: 3))))
    driver.store.draw()
    #expect(driver.screen.contains("▸ voxel size"))
    driver.store.send(.event(.mouse(MouseEvent(.press, column: 8, row: 3))))
    driver.store.draw()
    #expect(driver.lastRow.contains("Enter take it") && driver.lastRow.hasSuffix("F1 help"))
    try await driver.press("<Esc><resize 80x16>")
    #expect(!driver.screen.contains("grey levels"))
    try await driver.press("z")
    #expect(driver.screen.contains("grey levels"))
  }

  @Test func `a screen without a list says so`() async throws {
    let driver = await driver()
    try await driver.press("<Enter>")
    #expect(driver.store.state.screen == .viewer)
    try await driver.press("/")
    #expect(driver.screen.contains("There is no list here to look through."))
  }
}
