import Cohort
import Testing

@testable import TUI

/// A researcher asks the table questions.
@MainActor @Suite struct `Exploring a cohort` {
  @Test func `F summarises by the column of the cursor and Enter shows the rows of a group`() async throws {
    let driver = await Driver()
    try await driver.press("lllF")
    #expect(driver.row(0).contains("by grade"))
    #expect(driver.row(2).contains("grade") && driver.row(2).contains("n"))
    // Eight High (rows 0, 1, 4, 5, …), seven Low, one missing.
    #expect(driver.row(3).contains("High") && driver.row(3).contains("8"))
    #expect(driver.row(4).contains("Low") && driver.row(4).contains("7"))
    #expect(driver.row(5).contains("missing") && driver.row(5).contains("1"))
    try await driver.press("j<Enter>")
    #expect(driver.store.state.table?.rows == [2, 3, 6, 10, 11, 14, 15])
    try await driver.press("u")
    #expect(driver.store.state.table?.arrangement.group == "grade")
  }

  @Test func `a column with a different value in every row is no grouping`() async throws {
    let driver = await Driver(environment: Sample.environment(cohort: Sample.cohort(rows: 200)))
    try await driver.press("F")
    #expect(driver.screen.contains("more than 60 different texts"))
  }

  @Test func `dates are grouped by their years, and Enter shows the rows of one`() async throws {
    let driver = await Driver(environment: Sample.environment(cohort: Sample.cohort(rows: 200)))
    try await driver.press("lllllF")
    #expect(driver.row(0).contains("by surgery_date"))
    // Day 14,000 is in May 2008.
    #expect(driver.row(3).contains("2008"))
    let first = try #require(driver.store.state.table?.groups?.rows.first)
    try await driver.press("<Enter>")
    #expect(driver.store.state.table?.rows.count == first.count)
    #expect(driver.store.state.table?.arrangement.filter == first.condition)
  }

  @Test func `t on the names of the patients compares the groups of the outcome and says so`() async throws {
    let driver = await Driver(environment: Sample.environment(cohort: Sample.cohort(rows: 200)))
    try await driver.press("t")
    #expect(driver.row(0).contains("Table 1 › by metastasis"))
    // The sentence takes two lines: none of it is cut off.
    let words = driver.screen.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    #expect(
      words.contains("By metastasis, because patient is no column of groups; t on another column compares its groups."))
  }

  @Test func `names that stand in one row each are no groups, however few they are`() async throws {
    let driver = await Driver()
    try await driver.press("F")
    #expect(driver.store.state.table?.arrangement.group == nil)
    #expect(driver.screen.contains("patient has another text in every row"))
    try await driver.press("t")
    #expect(driver.row(0).contains("Table 1 › by metastasis"))
  }

  @Test func `the long name of a cohort gives way to the place and the facts`() async throws {
    var cohort = Sample.cohort()
    cohort.name = "soft-tissue-sarcomas-of-the-extremities-with-lung-metastases"
    let driver = await Driver(environment: Sample.environment(cohort: cohort))
    try await driver.press("/age>60<Enter>")
    #expect(driver.row(0).hasPrefix(" Radish › soft-tissue-sar") && driver.row(0).contains("… › / age>60"))
    #expect(driver.row(0).hasSuffix("7/16 patients · 18 images"))
  }

  @Test func `a message is shown whole, and the screen makes room for it`() async throws {
    let driver = await Driver(environment: Sample.environment(cohort: Sample.cohort(rows: 200)))
    try await driver.press("F")
    #expect(driver.store.state.messageLines.count == 2)
    #expect(driver.row(22).contains("quarters or years.") && driver.row(21).contains("△ patient has more than 60"))
    #expect(driver.store.state.context.size.rows == 19)
    try await driver.press("j")
    #expect(driver.store.state.context.size.rows == 21)
  }

  @Test func `Ctrl-Space marks everything from the last mark to the cursor`() async throws {
    let driver = await Driver()
    try await driver.press("j jjj<C-Space>")
    #expect(driver.store.state.table?.arrangement.marks == [1, 2, 3, 4, 5])
    #expect(driver.screen.contains("5 rows from there to here are marked."))
    try await driver.press("u")
    #expect(driver.store.state.table?.arrangement.marks == [1])
  }

  @Test func `Ctrl-Space without a mark says what to do`() async throws {
    let driver = await Driver()
    try await driver.press("<C-Space>")
    #expect(driver.screen.contains("Mark one end with Space first"))
    #expect(driver.store.state.table?.arrangement.marks == [])
  }

  @Test func `t is the baseline table of the column of the cursor`() async throws {
    let driver = await Driver(size: Size(columns: 140, rows: 40))
    try await driver.press("llllt")
    #expect(driver.store.state.screen == .tableOne)
    #expect(driver.row(0).contains("Table 1 › by metastasis"))
    #expect(driver.row(2).contains("false (n 10)") && driver.row(2).contains("true (n 6)"))
    #expect(driver.screen.contains("Fisher"))
    try await driver.press("<Esc>")
    #expect(driver.store.state.screen == .cohort)
  }

  @Test func `v goes from patients to exams to regions, each with its own arrangement`() async throws {
    let driver = await Driver()
    try await driver.press("/sex=F<Enter>v")
    #expect(driver.row(0).contains("24 exams"))
    try await driver.press("v")
    #expect(driver.screen.contains("No region is drawn"))
    try await driver.press("v")
    #expect(driver.store.state.table?.arrangement.filter == "sex=F")
  }

  @Test func `a name alone finds the patient`() async throws {
    let driver = await Driver()
    try await driver.press("/陈")
    #expect(driver.store.state.table?.rows == [4])
    #expect(driver.screen.contains("rows whose patient has it"))
    try await driver.press("<Enter>!")
    #expect(driver.store.state.table?.rows.count == 15)
  }

  @Test func `f goes to a text, n and N to the next`() async throws {
    let driver = await Driver()
    try await driver.press("fLow<Enter>")
    #expect(driver.store.state.table?.cursor.row == 2)
    try await driver.press("n")
    #expect(driver.store.state.table?.cursor.row == 3)
    try await driver.press("NN")
    #expect(driver.store.state.table?.cursor.row == 15)
    #expect(driver.screen.contains("Went on from the other end."))
  }

  @Test func `columns are moved and chosen, and everything can be undone`() async throws {
    let driver = await Driver()
    try await driver.press("lL")
    #expect(driver.store.state.table?.sheet.selectedColumn?.name == "age")
    #expect(driver.store.state.table?.layout.map { $0.index }.prefix(3) == [0, 2, 1])
    try await driver.press(":columns cea, age<Enter>")
    #expect(driver.store.state.table?.layout.map { $0.index } == [0, 6, 1])
    try await driver.press("uu")
    #expect(driver.store.state.table?.arrangement == CohortScreen.Arrangement())
  }

  @Test func `O makes the column an outcome, which u takes back`() async throws {
    let file = MemoryFile()
    let driver = await Driver(environment: Sample.environment(file: file))
    try await driver.press("llllO")
    #expect(driver.screen.contains("what is to be predicted?"))
    #expect(driver.screen.contains("6 of 16 patients have true"))
    try await driver.press("<Enter><wait>")
    #expect(await file.outcomes["metastasis"] == .binary(column: "metastasis", positive: "true"))
    #expect(driver.row(2).contains("metastasis◆"))
    try await driver.press("u<wait>")
    #expect(await file.isUntouched)
  }

  @Test func `b draws numbers as bars and z gives the summaries the screen`() async throws {
    let driver = await Driver()
    try await driver.press("b")
    #expect(driver.row(3).contains("40"))
    #expect(driver.screen.contains("█"))
    try await driver.press("zz")
    #expect(driver.row(2).contains("missing"))
    #expect(driver.screen.contains("△ 6%"))
  }

  @Test func `marked rows are exported alone`() async throws {
    let file = MemoryFile()
    let driver = await Driver(environment: Sample.environment(file: file))
    try await driver.press("j je")
    let written = await file.files.first
    #expect(written?.name == "cohort.csv")
    #expect(written?.contents.split(separator: "\n").map { $0.prefix(4) } == ["pati", "P002"])
  }

  @Test func `Alt-Left and Alt-Right go through the screens seen`() async throws {
    let driver = await Driver()
    try await driver.press("p<Esc>3<A-Left>")
    #expect(driver.store.state.screen == .cohort)
    try await driver.press("<A-Left>")
    #expect(driver.store.state.screen == .patient)
    try await driver.press("<A-Right><A-Right>")
    #expect(driver.store.state.screen == .split)
  }

  @Test func `a large table is arranged away from the screen and shown when it is done`() async throws {
    let driver = await Driver(environment: Sample.environment(cohort: Sample.cohort(rows: 100_000)))
    try await driver.press("ls")
    await driver.settle()
    let table = try #require(driver.store.state.table)
    #expect(!table.isArranging)
    #expect(table.table.cell(row: table.rows[0], column: 1).number == 40)
    #expect(!table.summaries.isEmpty)
  }
}
