import Cohort
import Testing

@testable import TUI

/// The last row says what can be pressed now, and nothing that cannot.
@MainActor @Suite struct `The last row` {
  @Test(arguments: [
    ("/", "Enter keep"), ("x", "Enter leave out"), ("px", "Enter leave out"),
    (":features<Enter>/", "Enter keep"), (":import<Enter>i", "Enter take it"),
  ]) func `names the keys of a prompt while something is typed`(way: String, expected: String) async throws {
    let driver = await Driver(environment: Sample.environment(cohort: `Every screen`.Ready.cohort))
    try await driver.press(way)
    #expect(driver.lastRow.contains(expected), "\(driver.lastRow)")
    #expect(driver.lastRow.contains("Esc"))
    #expect(driver.lastRow.hasSuffix("F1 help"))
    // `?` is text there.
    #expect(!driver.lastRow.contains("? help"))
  }

  @Test func `F1 is help while something is typed, and what was typed is still there after it`() async throws {
    let driver = await Driver()
    try await driver.press("/age>6<F1>")
    #expect(driver.screen.contains("Delete the word before the cursor"))
    try await driver.press("<Esc>")
    #expect(driver.screen.contains("/ age>6"))
    try await driver.press("0<Enter>")
    #expect(driver.row(0).contains("/ age>60"))
  }

  @Test func `names the keys of what is laid over the screen`() async throws {
    let driver = await Driver()
    try await driver.press("<C-p>")
    #expect(driver.lastRow.contains("Enter do it · ↑↓ choose · Esc close") && !driver.lastRow.contains("filter"))
    try await driver.press("<Esc>?")
    #expect(driver.lastRow.contains("↑↓ scroll") && driver.lastRow.contains("Esc close"))
  }

  @Test func `shows the next step of the study where the step is done`() async throws {
    var cohort = `Every screen`.Ready.cohort
    cohort.steps[.split] = .toDo
    let driver = await Driver(environment: Sample.environment(cohort: cohort))
    #expect(driver.lastRow.hasSuffix("2 extract · ? help"))
    try await driver.press("2")
    #expect(driver.lastRow.hasSuffix("3 split · ? help"))
    try await driver.press("3")
    // Nothing is frozen: the way on is to freeze.
    #expect(driver.lastRow.contains("Enter freeze") && !driver.lastRow.contains("4 model"))
  }

  @Test func `leads from a table without images to the split`() async throws {
    var cohort = `Every screen`.Ready.cohort
    cohort.images = CohortImages()
    let driver = await Driver(environment: Sample.environment(cohort: cohort))
    #expect(driver.lastRow.hasSuffix("3 split · ? help"))
  }

  @Test(arguments: ["p", "t", "<Enter>", ":features<Enter>", ":import<Enter>"])
  func `shows the way back from a screen within a step`(way: String) async throws {
    let driver = await Driver(environment: Sample.environment(cohort: `Every screen`.Ready.cohort))
    for size in ["60x16", "80x24", "200x60"] {
      try await driver.press("1<resize \(size)>\(way)")
      #expect(driver.lastRow.hasSuffix("Esc back · ? help"), "\(size): \(driver.lastRow)")
      try await driver.press("<Esc>")
      #expect(driver.store.state.screen == (way.hasPrefix(":features") ? .extract : .cohort))
    }
  }

  @Test func `shows how to see all rows again`() async throws {
    let driver = await Driver()
    try await driver.press("/age>60<Enter>")
    #expect(driver.lastRow.hasSuffix("Esc all rows · ? help"))
    try await driver.press("<Esc>fF<Enter>")
    #expect(driver.lastRow.hasSuffix("Esc end search · ? help"))
    try await driver.press("<Esc>")
    #expect(driver.store.state.screen == .cohort && driver.lastRow.hasSuffix("2 extract · ? help"))
  }

  @Test func `can be clicked in a prompt and over a palette`() async throws {
    let driver = await Driver()
    try await driver.press("/age>60")
    driver.store.send(.event(.mouse(MouseEvent(.press, column: 2, row: 23))))
    #expect(driver.store.state.table?.arrangement.filter == "age>60")
    try await driver.press("<C-p>help")
    driver.store.send(.event(.mouse(MouseEvent(.press, column: 2, row: 23))))
    guard case .help = driver.store.state.overlay else {
      Issue.record("help is not shown")
      return
    }
  }

  @Test func `a click in the palette does what it is on, and one beside it closes it`() async throws {
    let driver = await Driver()
    try await driver.press("<C-p>sort by")
    // The frame begins in the third row, the list below the prompt.
    driver.store.send(.event(.mouse(MouseEvent(.press, column: 20, row: 4))))
    #expect(driver.store.state.table?.arrangement.sort.map(\.column) == ["patient"])
    #expect(driver.store.state.overlay == nil)
    try await driver.press("<C-p>")
    driver.store.send(.event(.mouse(MouseEvent(.press, column: 1, row: 4))))
    #expect(driver.store.state.overlay == nil && driver.store.state.table?.cursor.row == 0)
  }

  @Test func `the command line says how to complete and how to leave`() async throws {
    let driver = await Driver()
    try await driver.press(":so")
    #expect(driver.lastRow.hasPrefix(":so ") && driver.lastRow.hasSuffix("Tab completes · F1 explains · Esc leaves"))
  }

  @Test func `Esc on the first screen says how to leave`() async throws {
    let driver = await Driver()
    try await driver.press("<Esc>")
    #expect(driver.screen.contains("This is the first screen; q quits."))
  }
}

/// What helps to type a condition.
@MainActor @Suite struct `Typing a condition` {
  @Test func `Tab completes the name of a column and the row below lists what is meant`() async throws {
    let driver = await Driver()
    try await driver.press("/ag")
    #expect(driver.screen.contains("Tab: age"))
    try await driver.press("<Tab>>60 & c")
    #expect(driver.screen.contains("Tab: cea centre"))
    try await driver.press("en<Tab>=A<Enter>")
    #expect(driver.row(0).contains("/ age>60 & centre=A"))
  }

  @Test func `values are not taken for columns`() {
    #expect(RowCondition.candidates("sex=a", names: ["age"]) == [])
    #expect(RowCondition.candidates("name~'x & a", names: ["age"]) == [])
    #expect(RowCondition.candidates("sex=F & (a", names: ["age", "area"]) == ["age", "area"])
  }

  @Test func `a name that is no plain word is completed in quotes`() {
    #expect(RowCondition.completed("tum", names: ["tumour size", "age"]) == "`tumour size`")
    #expect(RowCondition.completed("x", names: ["age"]) == nil)
  }

  @Test func `a header keeps its name beside the mark of the sort`() async throws {
    let driver = await Driver()
    try await driver.press("<Right>s<Right>S")
    #expect(driver.row(2).contains("age years▴1") && driver.row(2).contains("sex▴2"))
  }
}

/// A click does what a person expects of it, on the screens of the study.
@MainActor @Suite struct `Clicking through a study` {
  private func click(_ driver: Driver, on text: String) async throws {
    let lines = driver.screen.split(separator: "\n", omittingEmptySubsequences: false)
    let row = try #require(lines.firstIndex { $0.contains(text) })
    driver.store.send(.event(.mouse(MouseEvent(.press, column: 10, row: row))))
    await driver.store.settleQuick()
    driver.store.draw()
  }

  @Test func `a scheme of the split is chosen`() async throws {
    let driver = await Driver()
    try await driver.press("3")
    try await click(driver, on: "5-fold cross-validation, stratified")
    #expect(driver.screen.contains("▸ 5-fold cross-validation, stratified"))
  }

  @Test func `a line of the model is gone to, and chosen by the second click`() async throws {
    let driver = await Driver()
    try await driver.press("4")
    try await click(driver, on: "radiomics ")
    #expect(driver.screen.contains("▸ [x] radiomics"))
    try await click(driver, on: "radiomics ")
    #expect(driver.screen.contains("▸ [ ] radiomics"))
  }

  @Test func `a run in the list of runs is gone to`() async throws {
    let driver = await Driver(environment: Sample.environment(cohort: `Every screen`.Ready.withEveryResult))
    try await driver.press("5r")
    driver.store.send(.event(.mouse(MouseEvent(.press, column: 10, row: 5))))
    await driver.settle()
    #expect(driver.store.state.results.row.row == 1)
  }

  @Test func `a row of Table 1 is gone to`() async throws {
    let driver = await Driver()
    try await driver.press("t")
    try await click(driver, on: "surgery_date")
    #expect(driver.screen.contains("▌surgery_date"))
  }
}

/// Choices are changes too: they can be taken back.
@MainActor @Suite struct `Taking back a choice` {
  @Test func `of a block, a column and a pipeline of the model`() async throws {
    let driver = await Driver()
    try await driver.press("4/radiomics<Enter><Space>")
    #expect(driver.screen.contains("[ ] radiomics"))
    try await driver.press("u")
    #expect(driver.screen.contains("[x] radiomics") && driver.screen.contains("Undone: choice of blocks."))
    try await driver.press("<C-r>")
    #expect(driver.screen.contains("[ ] radiomics"))
  }

  @Test func `of a share and a seed of the split`() async throws {
    let driver = await Driver()
    try await driver.press("3+")
    #expect(driver.screen.contains("random 75/25"))
    try await driver.press("u")
    #expect(driver.screen.contains("▸ random 70/30") && !driver.screen.contains("▸ random 75/25"))
  }
}

/// A result that another version stored.
@MainActor @Suite struct `A run that cannot be read` {
  @Test func `is said by the rail, the results and their commands, with what to press`() async throws {
    var cohort = `Every screen`.Ready.withResults
    cohort.results = []
    cohort.unreadableRuns = [UnreadableRun(study: "nodes", version: "0.0.9")]
    let driver = await Driver(environment: Sample.environment(cohort: cohort))
    #expect(driver.row(1).contains("△Model") && driver.row(1).contains("△Results"))
    try await driver.press("5")
    #expect(driver.screen.contains("The run of nodes was stored by Radish 0.0.9"))
    #expect(driver.screen.contains("press 4, then Enter"))
    try await driver.press("y")
    #expect(driver.screen.contains("Fit anew: 4, Enter."))
    try await driver.press(":dca<Enter>")
    #expect(driver.screen.contains("stored by Radish 0.0.9"))
    try await driver.press("4")
    #expect(driver.screen.contains("△ The run of nodes was stored by Radish 0.0.9"))
    try await driver.press("6")
    #expect(driver.screen.contains("stored by Radish 0.0.9") && driver.screen.contains("4, Enter"))
  }

  @Test func `is listed below the runs that can`() async throws {
    var cohort = `Every screen`.Ready.withResults
    cohort.unreadableRuns = [
      UnreadableRun(study: "nodes", version: nil), UnreadableRun(study: "nodes", version: nil),
    ]
    let driver = await Driver(environment: Sample.environment(cohort: cohort))
    #expect(driver.row(1).contains("●Results"))
    try await driver.press("5r")
    #expect(driver.screen.contains("△ 2 runs, the newest of nodes, were stored by another version"))
  }
}

@Suite struct `Columns that stay` {
  private let columns = ["model", "against", "part", "difference", "p", "test"].map {
    TablePane.Column($0, width: 14)
  }

  @Test func `tell the rows apart while the others scroll`() {
    var pane = TablePane(columns: columns, rowCount: 1, cursorColumn: 5) { _, _ in ("", .plain) }
    pane.frozenCount = 3
    #expect(pane.placement(columns: 80).map(\.index) == [0, 1, 2, 4, 5])
    #expect(pane.isWider(than: 80) && !pane.isWider(than: 100))
  }

  @Test func `are only the first where they would leave no room`() {
    var pane = TablePane(columns: columns, rowCount: 1, cursorColumn: 5) { _, _ in ("", .plain) }
    pane.frozenCount = 3
    #expect(pane.placement(columns: 50).map(\.index) == [0, 4, 5])
  }

  @MainActor @Test func `in the comparisons of a result, with the arrows`() async throws {
    let driver = await Driver(
      size: Size(columns: 66, rows: 20),
      environment: Sample.environment(cohort: `Every screen`.Ready.withEveryResult))
    try await driver.press("5:compare<Enter>")
    #expect(driver.lastRow.contains("←→ columns"))
    try await driver.press("<Right><Right><Right><Right><Right>")
    #expect(driver.screen.contains("model") && driver.screen.contains("‹"))
    #expect(driver.screen.contains("DeLong"))
  }
}

@MainActor @Suite struct `A click on a row` {
  @Test func `leaves the rows where they are, also after the cursor was put back from a session before`() async throws {
    let cohort = Sample.cohort(rows: 100)
    let first = await Driver(environment: Sample.environment(cohort: cohort), session: Session())
    try await first.press("G")
    let session = try #require(first.store.state.session).remembering(first.store.state)
    let again = await Driver(environment: Sample.environment(cohort: cohort), session: session)
    let rows = (3..<10).map { again.row($0).dropFirst() }
    again.store.send(.event(.mouse(MouseEvent(.press, column: 10, row: 6))))
    await again.settle()
    #expect(again.row(6).hasPrefix("▌"))
    #expect((3..<10).map { again.row($0).dropFirst() } == rows)
  }
}
