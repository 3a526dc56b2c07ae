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

  @Test func `the groups of a column count those who take part, and the others apart`() async throws {
    let file = MemoryFile()
    let driver = await Driver(environment: Sample.environment(file: file))
    try await driver.press(":group sex<Enter>")
    #expect(driver.screen.contains("sex") && !driver.screen.contains("left out"), "\(driver.screen)")
    let before = try #require(driver.store.state.shownTable.groups)
    // P001 is a man of 40, the youngest, with a metastasis.
    try await driver.press("F:exclude P001 second primary<Enter><wait>:group sex<Enter>")
    let after = try #require(driver.store.state.shownTable.groups)
    func row(_ groups: GroupTable, _ value: String) throws -> GroupTable.Row {
      try #require(groups.rows.first { $0.value == value })
    }
    #expect(try row(after, "M").count == row(before, "M").count - 1)
    #expect(try row(after, "M").leftOut == 1 && row(after, "F").leftOut == 0)
    let shared = before.titles.count
    #expect(Array(try row(after, "F").cells.prefix(shared)) == Array(try row(before, "F").cells.prefix(shared)))
    let metastases = try #require(after.titles.firstIndex(of: "metastasis"))
    // Rows 0, 3, 6 … are men and have a metastasis: all six of them, five without P001.
    #expect(try row(before, "M").cells[metastases] == "6/6 (100%)")
    #expect(try row(after, "M").cells[metastases] == "5/5 (100%)")
    #expect(driver.screen.contains("left out"), "\(driver.screen)")
    // A program that reads them finds the same columns whoever is left out.
    #expect(after.csv.hasPrefix("sex,n,left_out,"), "\(after.csv)")
    #expect(before.csv.hasPrefix("sex,n,left_out,") && before.csv.contains("\nM,6,0,"), "\(before.csv)")
  }

  @Test func `the strip below the table and the rows of a group are of those whom the group counts`() async throws {
    let driver = await Driver(environment: Sample.environment(file: MemoryFile()))
    func shown(_ column: String) throws -> ColumnSummary {
      try #require(driver.store.state.shownTable.summaries.first { $0.name == column })
    }
    // Six of sixteen have a metastasis, P001 among them; the age of P004 is missing.
    #expect(try shown("metastasis").text == "6/16 (38%)" && shown("age").missing == 1)
    try await driver.press(":exclude P001 second primary<Enter><wait>:exclude P004 withdrew<Enter><wait>")
    #expect(driver.store.state.shownTable.rows.count == 16)
    #expect(try shown("metastasis").text == "4/14 (29%)" && shown("age").missing == 0)
    #expect(driver.screen.contains("× left out, not summarised"), "\(driver.screen)")
    try await driver.press("zz")
    #expect(driver.screen.contains("values in the rows shown that are not left out"), "\(driver.screen)")
    #expect(!driver.screen.contains("△ 6%"), "no age is missing of those that are summarised: \(driver.screen)")
    try await driver.press("z:group sex<Enter>")
    let men = try #require(driver.store.state.shownTable.groups?.rows.first { $0.value == "M" })
    #expect(men.count == 4 && men.leftOut == 2)
    try await driver.press(driver.store.state.shownTable.groups?.rows.first?.value == "M" ? "<Enter>" : "j<Enter>")
    #expect(driver.store.state.shownTable.rows.count == 4, "\(driver.screen)")
    #expect(driver.row(0).contains("excluded"), "the filter says so: \(driver.row(0))")
  }

  @Test func `where only those that are left out are shown, they are what is summarised`() async throws {
    let driver = await Driver(environment: Sample.environment(file: MemoryFile()))
    try await driver.press(":exclude P001 second primary<Enter><wait>:filter excluded is not missing<Enter>")
    let state = driver.store.state.shownTable
    #expect(state.rows.count == 1 && state.summaries.first { $0.name == "age" }?.text == "40–40 med 40")
    // A group of nobody else opens all the same.
    try await driver.press(":group sex<Enter><Enter>")
    #expect(driver.store.state.shownTable.rows == [0], "\(driver.screen)")
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
