import Cohort
import Testing

@testable import TUI

/// A reader leaves cases out, with a reason, and changes their mind.
@MainActor @Suite struct `Leaving cases out` {
  @Test func `x asks for a reason and the patient is left out with it`() async throws {
    let file = MemoryFile()
    let driver = await Driver(environment: Sample.environment(file: file))
    try await driver.press("jjx")
    #expect(driver.screen.contains("why leave out P003?"))
    try await driver.press("motion artefact<Enter>")
    await driver.settle()
    #expect(await file.exclusions[.patient] == [3: "motion artefact"])
    #expect(driver.row(0).contains("1 excluded"))
    #expect(driver.row(5).hasPrefix("×"))
    #expect(driver.screen.contains("u takes it back"))
  }

  @Test func `a reason is required`() async throws {
    let file = MemoryFile()
    let driver = await Driver(environment: Sample.environment(file: file))
    try await driver.press("x <Enter>")
    #expect(driver.screen.contains("Write a reason"))
    #expect(await file.isUntouched)
    try await driver.press("<Esc>")
    #expect(driver.store.state.table?.entry == nil)
  }

  @Test func `u takes it back and Ctrl-R does it again`() async throws {
    let file = MemoryFile()
    let driver = await Driver(environment: Sample.environment(file: file))
    try await driver.press("xscanner changed<Enter><wait>u<wait>")
    #expect(await file.isUntouched)
    #expect(driver.screen.contains("Undone: exclusion of 1 patient."))
    try await driver.press("<C-r><wait>")
    #expect(await file.exclusions[.patient] == [1: "scanner changed"])
  }

  @Test func `marked rows are left out together, and x takes them back in`() async throws {
    let file = MemoryFile()
    let driver = await Driver(environment: Sample.environment(file: file))
    try await driver.press("  jx")
    #expect(driver.screen.contains("why leave out 2 marked patients?"))
    try await driver.press("no consent<Enter><wait>")
    #expect(await file.exclusions[.patient] == [1: "no consent", 2: "no consent"])
    try await driver.press("x<wait>")
    #expect(await file.isUntouched)
  }

  @Test func `nothing can be left out of a cohort that is open read-only`() async throws {
    let driver = await Driver(isReadOnly: true)
    try await driver.press("x")
    #expect(driver.screen.contains("open read-only"))
    #expect(driver.store.state.table?.entry == nil)
    try await driver.press(":exclude P001 blurred<Enter>")
    #expect(driver.screen.contains("open read-only"))
  }

  @Test func `the verb of the command line does the same and suggests a name`() async throws {
    let file = MemoryFile()
    let driver = await Driver(environment: Sample.environment(file: file))
    try await driver.press(":exclude P002 second primary<Enter><wait>")
    #expect(await file.exclusions[.patient] == [2: "second primary"])
    try await driver.press(":include P002<Enter><wait>")
    #expect(await file.isUntouched)
    try await driver.press(":exclude P0022 x<Enter>")
    #expect(driver.screen.contains("Did you mean P002?"))
  }
}
