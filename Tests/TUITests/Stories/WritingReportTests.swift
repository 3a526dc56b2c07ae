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

  @Test func `Enter draws the figure in view, arrows go on, Esc comes back to the text`() async throws {
    let driver = await open()
    try await driver.press("6")
    let report = try #require(driver.store.state.report.report)
    #expect(report.figures.count > 1)
    #expect(driver.lastRow.contains("Enter figure · w write"))
    try await driver.press("<Enter>")
    #expect(driver.row(0).contains("Document › ROC, validation"))
    #expect(driver.screen.contains("figure 1 of \(report.figures.count)"))
    // The plot of the result tab, with its axis, its chance line and its areas.
    #expect(driver.screen.contains("AUC") && driver.screen.contains("1.00┤"))
    #expect(driver.screen.contains("Only 2 events for 9 variables."))
    try await driver.press("<Right>")
    #expect(driver.screen.contains("figure 2 of \(report.figures.count)"))
    #expect(driver.screen.contains("\(report.figures[1].caption) (\(report.figures[1].file))"))
    try await driver.press("<Left><Left>")
    #expect(driver.screen.contains("figure \(report.figures.count) of \(report.figures.count)"))
    try await driver.press("<Esc>")
    #expect(driver.row(0).contains("Report › Document") && driver.screen.contains("Study metastasis"))
  }

  @Test func `the text at the top stays there when the window changes`() async throws {
    let driver = await open()
    try await driver.press("6<PgDn><PgDn><Down><Down>")
    func top() -> String { driver.row(3).split(separator: " ").joined(separator: " ") }
    while top().isEmpty { try await driver.press("<Down>") }
    let reading = driver.store.state.report.reading
    let before = top()
    #expect(before.count > 10)
    for size in [Size(columns: 140, rows: 40), Size(columns: 61, rows: 20), Size(columns: 100, rows: 50)] {
      driver.store.send(.resized(size))
      await driver.settle()
      // The line that holds the words: it may begin with others.
      let words = before.split(separator: " ").prefix(2).joined(separator: " ")
      let rows = [3, 4].map { driver.row($0).split(separator: " ").joined(separator: " ") }.joined(separator: " ")
      #expect(rows.contains(words), "\(size): \(rows)")
    }
    driver.store.send(.resized(Size(columns: 80, rows: 24)))
    await driver.settle()
    #expect(top() == before && driver.store.state.report.reading == reading)
  }

  @Test func `the line of the figure that Enter draws says so, and a click draws another`() async throws {
    let driver = await open(size: Size(columns: 100, rows: 60))
    try await driver.press("6")
    let rows = (0..<60).filter { driver.row($0).contains("▦ ") }
    #expect(rows.count > 1)
    #expect(rows.filter { driver.row($0).contains("Enter draws it") } == [rows[0]])
    driver.store.send(.event(.mouse(MouseEvent(.press, column: 5, row: rows[1]))))
    #expect(driver.store.state.report.figure == 1)
  }

  @Test func `in the list of files Enter draws a figure and writes elsewhere; e writes the figure alone`() async throws
  {
    let file = MemoryFile()
    let driver = await Driver(
      environment: Sample.environment(cohort: `Every screen`.Ready.withEveryResult, file: file))
    try await driver.press("6<Tab><Tab>jj")
    #expect(driver.lastRow.contains("Enter figure · w write"))
    try await driver.press("<Enter>")
    #expect(driver.screen.contains("figure 1 of"))
    try await driver.press("e")
    #expect(await file.files.map(\.name) == ["roc-validation.svg", "roc-validation.csv"])
    try await driver.press("<Esc>k<Enter>")
    #expect(driver.screen.contains("write into the folder"))
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
      let lesson = Lesson.of(screen, Keymap())
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
