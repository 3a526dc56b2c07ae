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

  @Test func `in the rows of the table by f, where / filters`() async throws {
    let driver = await driver()
    try await driver.press("f陈")
    #expect(driver.screen.contains("1 line has it"))
    #expect(driver.store.state.table?.selectedLabel == "陈小红")
    try await driver.press("<Enter>f2008-06<Enter>")
    #expect(driver.store.state.table?.selectedLabel == "P002")
    try await driver.press("<Esc>/age>41<Enter>flow<Enter>")
    #expect(driver.lastRow.contains("Esc end search"))
    // Esc ends the search first, then the filter.
    try await driver.press("<Esc>")
    #expect(driver.store.state.table?.arrangement.filter == "age>41")
    try await driver.press("<Esc>")
    #expect(driver.store.state.table?.arrangement.filter.isEmpty == true)
  }

  @Test func `f finds wherever / does`() async throws {
    let driver = await driver()
    try await driver.press("3ffold<Enter>")
    #expect(driver.screen.contains("▸ 5-fold cross-validation, stratified"))
  }

  @Test func `in the list of columns, which may be long`() async throws {
    let driver = await driver()
    try await driver.press("c/cea<Enter> ")
    #expect(driver.store.state.table?.arrangement.hidden == ["cea"])
  }

  @Test func `in the start screen and in a folder, where a path is taken as one`() async throws {
    let driver = await Driver(cohort: nil)
    try await driver.press("/own<Esc>")
    let first = driver.store.state.start.cursor.row
    try await driver.press("/import<Enter>")
    #expect(driver.store.state.start.selected?.kind == .own && driver.store.state.start.cursor.row != first)
    try await driver.press("<Esc>//data/")
    guard case .commandLine(let prompt) = driver.store.state.overlay else {
      Issue.record("a path is typed after :open")
      return
    }
    #expect(prompt.text == "open /data/")
    try await driver.press("<Esc>i/manifest<Enter><Enter>")
    #expect(driver.store.state.importing.request?.source == "/data/new/manifest.csv")
    try await driver.press("/3.5")
    #expect(driver.screen.contains("find 3.5"))
    try await driver.press("<Esc>/~/x")
    #expect(driver.store.state.importing.entry?.prompt.text == "~/x")
  }

  @Test func `a path that is typed whole keeps the / that begins the search`() async throws {
    let driver = await Driver(cohort: nil)
    try await driver.press("/data/new/")
    guard case .commandLine(let prompt) = driver.store.state.overlay else {
      Issue.record("a path is typed after :open")
      return
    }
    #expect(prompt.text == "open /data/new/")
    try await driver.press("<Esc>i/data/new/manifest.csv")
    #expect(driver.store.state.importing.entry?.prompt.text == "/data/new/manifest.csv")
  }

  @Test func `a word that no label has filters by any column of text`() async throws {
    let driver = await driver()
    try await driver.press("/high")
    #expect(driver.screen.contains("rows whose grade has it"))
    try await driver.press("<Enter>")
    #expect(driver.store.state.table?.rows.count == 8)
  }

  @Test func `a screen without a list says so`() async throws {
    let driver = await driver()
    try await driver.press("<Enter>")
    #expect(driver.store.state.screen == .viewer)
    try await driver.press("/")
    #expect(driver.screen.contains("There is no list here to look through."))
  }
}

/// Someone reads the log of a case while others are still being extracted.
@Suite struct `The cursor among cases` {
  @Test func `stays on its case while new ones come in above it`() {
    var state = ExtractScreen.State()
    func lines(_ names: String...) -> [CaseLine] { names.map { CaseLine(title: $0, state: .finished, detail: "ok") } }
    func progress(_ cases: [CaseLine]) {
      _ = ExtractScreen.update(
        &state, .progress(ExtractionProgress(done: cases.count, total: 9, cases: cases)), in: ScreenContext())
    }
    progress(lines("B", "A"))
    _ = ExtractScreen.update(&state, .focus, in: ScreenContext())
    _ = ExtractScreen.update(&state, .move(.by(1)), in: ScreenContext())
    progress(lines("D", "C", "B", "A"))
    #expect(state.cases.row == 3)
  }

  @Test func `goes back from the log of a case to the list by Esc`() async throws {
    let context = ScreenContext()
    var state = ExtractScreen.State()
    state.showsCase = true
    state.focus = .cases
    let escape = ExtractScreen.commands(state, in: context).first { $0.keys.contains(.escape) }
    #expect(escape?.id == "extract.case")
  }
}
