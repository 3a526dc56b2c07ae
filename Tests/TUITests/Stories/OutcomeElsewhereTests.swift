import Cohort
import Testing

@testable import TUI

/// The outcome can be changed where it matters: on the screens of split and model.
@MainActor @Suite struct `Another outcome` {
  private func environment(_ file: MemoryFile = MemoryFile()) -> TUI.Environment {
    var cohort = `Every screen`.Ready.cohort
    cohort.outcomes.append(OutcomeChoice(.binary, name: "sex", summary: "8 of 16 patients"))
    return Sample.environment(cohort: cohort, file: file)
  }

  @Test(arguments: ["3", "4"]) func `is among the keys that help lists`(way: String) async throws {
    let driver = await Driver(environment: environment())
    try await driver.press(way)
    #expect(driver.lastRow.contains("outcome"), "\(driver.lastRow)")
    try await driver.press("?")
    #expect(driver.screen.contains("Make another column an outcome"), "\(driver.screen)")
  }

  @Test func `none at all is said once on the split`() async throws {
    var cohort = `Every screen`.Ready.cohort
    cohort.outcomes = []
    cohort.splits = []
    var environment = Sample.environment(cohort: cohort)
    environment.previewSplit = { _, _ in throw BridgeError.noOutcome }
    let driver = await Driver(environment: environment)
    try await driver.press("3")
    await driver.settle()
    let said = driver.screen.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(said.ranges(of: "This cohort has no outcome that could be found").count == 1, "\(driver.screen)")
  }

  @Test(arguments: ["3", "4"]) func `is typed after O, with the columns to choose from`(way: String) async throws {
    let file = MemoryFile()
    let driver = await Driver(environment: environment(file))
    try await driver.press("\(way)O")
    #expect(driver.lastRow.hasPrefix(":outcome "), "\(driver.lastRow)")
    try await driver.press("centre<Enter>")
    await driver.settle()
    #expect(await file.outcomes.keys.contains { $0.contains("centre") })
  }

  @Test func `is the next one with o on the split: models predict it, and schemes keep its shares`() async throws {
    let driver = await Driver(environment: environment())
    try await driver.press("3<Down>")
    #expect(driver.store.state.model.outcomeName == "metastasis")
    try await driver.press("o")
    #expect(driver.store.state.model.outcomeName == "sex")
    #expect(driver.screen.contains("stratified by sex"), "\(driver.screen)")
    try await driver.press("u")
    #expect(driver.store.state.model.outcomeName == "metastasis")
    #expect(!driver.screen.contains("stratified by sex"), "\(driver.screen)")
    try await driver.press("<C-r>")
    #expect(driver.store.state.model.outcomeName == "sex")
  }
}
