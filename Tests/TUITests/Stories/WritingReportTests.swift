import Testing

@testable import TUI

/// A researcher looks at the report and writes it; a student reads what each step is for.
@MainActor @Suite struct `Writing the report` {
  private func open(size: Size = Size(columns: 80, rows: 24)) async -> Driver {
    await Driver(size: size, environment: Sample.environment(cohort: `Every screen`.Ready.withEveryResult))
  }

  @Test func `6 shows the document, the checklist and the files, Enter writes them`() async throws {
    let driver = await open()
    try await driver.press("6")
    #expect(driver.row(0).contains("Report › Document") && driver.screen.contains("Study metastasis"))
    #expect(driver.row(1).contains("6○Report"))
    try await driver.press("<Tab>")
    #expect(driver.screen.contains("needs author") && driver.screen.contains("RQS 11"))
    try await driver.press("<Tab>")
    #expect(driver.screen.contains("report.html") && driver.screen.contains("Nothing is written yet"))
    try await driver.press("<Enter>")
    #expect(driver.screen.contains("write into the folder report-metastasis"))
    try await driver.press("-a<Enter>")
    #expect(driver.screen.contains("files into report-metastasis-a"))
    #expect(driver.row(1).contains("6●Report"))
  }

  @Test func `:report with a folder writes what was looked at`() async throws {
    let driver = await open()
    try await driver.press(":report out<Enter>")
    #expect(driver.screen.contains("Look at it first"))
    try await driver.press(":report<Enter>:report out<Enter>")
    #expect(driver.screen.contains("files into out: report.html is the one to open."))
  }

  @Test func `without a result it says what is missing`() async throws {
    let driver = await Driver()
    try await driver.press("6")
    #expect(driver.screen.contains("There is nothing to report yet. Fit a model first: press 4."))
    try await driver.press("<Enter>")
    #expect(driver.screen.contains("fit a model first (4)"))
  }

  @Test func `a lesson stands beside a wide screen and over a narrow one`() async throws {
    let wide = await open(size: Size(columns: 140, rows: 40))
    try await wide.press("<C-g>")
    #expect(wide.row(2).contains("│ Knowing the cohort"))
    #expect(wide.store.state.context.size.columns == 140 - Lesson.width)
    try await wide.press("4")
    #expect(wide.row(2).contains("│ Fitting models"))
    try await wide.press("<C-g>")
    #expect(!wide.screen.contains("Fitting models"))
    let narrow = await open()
    try await narrow.press("<C-g>")
    #expect(narrow.screen.contains("What can go wrong"))
    try await narrow.press("x")
    #expect(!narrow.screen.contains("What can go wrong") && narrow.store.state.overlay == nil)
  }

  @Test func `every screen has its lesson, short enough to be read in one look`() {
    for screen in ScreenID.allCases {
      let lesson = Lesson.of(screen)
      for section in lesson.sections { #expect(section.text.last == "." || section.text.last == "?", "\(screen)") }
      #expect(lesson.lines(columns: 37).count <= 36, "\(screen): \(lesson.lines(columns: 37).count) lines")
    }
  }
}

/// A path is typed after `:`.
@MainActor @Suite struct `Completing a path` {
  @Test func `Tab completes what the folder holds, by the endings the verb takes`() async throws {
    let driver = await Driver()
    try await driver.press(":open /data/d")
    #expect(driver.screen.contains("demo.sqlite") && !driver.screen.contains("notes.md"))
    try await driver.press("<Tab>")
    #expect(driver.lastRow.contains(":open /data/demo.sqlite"))
    try await driver.press("<C-u>:import /data/<Tab>")
    #expect(!driver.screen.contains(".hidden"))
  }

  @Test func `hidden names are offered when a point is typed`() {
    let listing = PathListing(folder: "a/", names: [".b.csv", "c.csv", "d/", "e.txt"])
    #expect(listing.completions(of: "a/", endings: [".csv"]) == ["a/c.csv", "a/d/"])
    #expect(listing.completions(of: "a/.", endings: [".csv"]) == ["a/.b.csv"])
    #expect(listing.completions(of: "b/", endings: []) == [])
  }
}
