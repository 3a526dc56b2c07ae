import Cohort
import Testing

@testable import TUI

/// Browsing a cohort, as a clinician does it.
@MainActor @Suite struct `In the cohort table` {
  @Test func `the first frame names the cohort, its patients and its images`() async {
    let driver = await Driver()
    #expect(driver.row(0).contains("Radish › demo"))
    #expect(driver.row(0).contains("16 patients · 18 images"))
    #expect(driver.row(1).contains("●Cohort"))
    #expect(driver.row(1).contains("○Extract"))
    #expect(driver.row(2).contains("patient") && driver.row(2).contains("age years"))
    #expect(driver.screen.contains("陈小红"))
    #expect(driver.lastRow.contains("? help"))
  }

  @Test func `a missing cell is a dot and is counted below`() async {
    let driver = await Driver()
    #expect(driver.row(6).contains("·"))
    #expect(driver.screen.contains("△1 missing"))
  }

  @Test(arguments: [false, true]) func `a cell too long for its column is read in full under the table`(
    isTableAlone: Bool
  ) async throws {
    var cohort = Sample.cohort()
    let treatment = "Radiotherapy + surgery, then chemotherapy"
    let cells: [String?] = (0..<16).map { $0 == 0 ? treatment : "none" }
    let columns =
      Array(cohort.table.columns.prefix(2)) + [TableColumn(name: "treatment", values: .text(TextColumn(cells)))]
    cohort.table = DataTable(columns: columns)
    let driver = await Driver(environment: Sample.environment(cohort: cohort))
    if isTableAlone { try await driver.press("z") }
    try await driver.press("ll")
    #expect(driver.screen.contains("treatment: \(treatment)"), "\(driver.screen)")
    try await driver.press("j")
    #expect(!driver.screen.contains("treatment: "), "\(driver.screen)")
  }

  @Test func `a filter narrows the rows while it is typed and Enter keeps it`() async throws {
    let driver = await Driver()
    try await driver.press("/metastasis=yes & sex=F")
    let typed = driver.store.state.table?.rows.count
    try await driver.press("<Enter>")
    #expect(driver.store.state.table?.rows.count == typed)
    #expect(driver.row(0).contains("/ metastasis=yes & sex=F"))
    #expect(driver.row(0).contains("/16 patients"))
    try await driver.press("<Esc>")
    #expect(driver.store.state.table?.rows.count == 16)
  }

  @Test func `an unreadable filter says where and keeps the rows`() async throws {
    let driver = await Driver()
    try await driver.press("/ag>60")
    #expect(driver.screen.contains("Filter, column 1"))
    #expect(driver.screen.contains("Did you mean age?"))
    try await driver.press("<Enter>")
    #expect(driver.store.state.table?.prompt != nil)
    try await driver.press("<Esc>")
    #expect(driver.store.state.table?.rows.count == 16)
    #expect(driver.store.state.table?.arrangement.filter == "")
  }

  @Test func `sorting goes up, down and back, with missing cells last`() async throws {
    let driver = await Driver()
    try await driver.press("ls")
    let table = try #require(driver.store.state.table)
    let ages = table.rows.map { table.table.cell(row: $0, column: 1).number ?? .infinity }
    #expect(ages == ages.sorted())
    #expect(driver.row(2).contains("age years▴"))
    try await driver.press("s")
    #expect(driver.row(2).contains("age years▾"))
    #expect(driver.store.state.table?.rows.last == 3)
    try await driver.press("s")
    #expect(driver.store.state.table?.rows == Array(0..<16))
  }

  @Test func `every change of the arrangement can be undone and redone`() async throws {
    let driver = await Driver()
    try await driver.press("ls/sex=F<Enter> -")
    let changed = driver.store.state.table?.arrangement
    try await driver.press("uuuu")
    #expect(driver.store.state.table?.arrangement == CohortScreen.Arrangement())
    try await driver.press("u")
    #expect(driver.screen.contains("There is nothing to undo."))
    try await driver.press("<C-r>UU<C-r>")
    #expect(driver.store.state.table?.arrangement == changed)
  }

  @Test func `marks are kept by patient, whatever the order`() async throws {
    let driver = await Driver()
    try await driver.press("jj ls")
    #expect(driver.store.state.table?.arrangement.marks == [2])
    #expect(driver.row(0).contains("1 marked"))
  }

  @Test func `the list of columns hides and shows them`() async throws {
    let driver = await Driver()
    try await driver.press("c ")
    #expect(!driver.row(2).contains("age years"))
    try await driver.press("a")
    #expect(driver.row(2).contains("age years"))
  }

  @Test func `the identifier stays while columns scroll`() async throws {
    let driver = await Driver(size: Size(columns: 60, rows: 16))
    try await driver.press("lllllll")
    #expect(driver.row(2).contains("patient") && driver.row(2).contains("centre"))
  }

  @Test func `copying tells what was copied`() async throws {
    let driver = await Driver()
    try await driver.press("lyj")
    #expect(driver.display.clipboard == "40")
    try await driver.press("Y")
    #expect(driver.display.clipboard?.hasPrefix("P002\t57\tF") == true)
  }

  @Test func `y copies the study file on Model, the path on the start screen, and says why where it cannot`()
    async throws
  {
    var environment = Sample.environment(cohort: `Every screen`.Ready.cohort)
    environment.studyFile = { _, plan in "study: \(plan.outcome.name)\n" }
    let driver = await Driver(environment: environment)
    try await driver.press("4y")
    #expect(driver.display.clipboard == "study: metastasis\n")
    #expect(driver.screen.contains("Copied the study file."))
    let start = await Driver(cohort: nil)
    try await start.press("y")
    let copied = try #require(start.display.clipboard)
    #expect(copied.hasSuffix(".sqlite") || copied.hasPrefix("radish demo "))
    try await start.press("Gy")
    #expect(start.screen.contains("There is no cohort of your own yet"))
  }

  @Test func `the CSV has the rows and columns shown, in full`() async throws {
    let driver = await Driver()
    try await driver.press("/age<lt>42<Enter>")
    let table = try #require(driver.store.state.table)
    let lines = CohortScreen.csv(table).split(separator: "\n")
    #expect(lines.first == "patient,age,sex,grade,metastasis,surgery_date,cea,centre")
    #expect(lines.count == table.rows.count + 1)
    #expect(lines[1].hasPrefix("P001,40,M,High,true,2008-05-01,1.5,A"))
  }

  @Test func `a click selects, a click on a header sorts, a click on the rail goes there`() async throws {
    let driver = await Driver()
    try await driver.press("<click 5,6>")
    #expect(driver.store.state.table?.cursor.row == 3)
    try await driver.press("<click 12,2>")
    #expect(driver.store.state.table?.arrangement.sort.first?.column == "age")
    try await driver.press("<click 14,1>")
    #expect(driver.store.state.screen == .extract)
  }

  @Test func `a read-only cohort says why nothing can be changed`() async throws {
    let driver = await Driver(isReadOnly: true)
    #expect(driver.row(0).contains("read-only"))
    try await driver.press("2<Enter>")
    #expect(driver.screen.contains("open read-only"))
    #expect(driver.store.state.running.isEmpty)
  }

  @Test func `a hundred thousand rows are arranged without being drawn`() async throws {
    let driver = await Driver(environment: Sample.environment(cohort: Sample.cohort(rows: 100_000)))
    try await driver.press("G")
    #expect(driver.row(0).contains("100000 patients"))
    let frames = driver.display.frameCount
    try await driver.press("kkkkk")
    #expect(driver.display.frameCount > frames)
  }
}

@MainActor @Suite struct `Finding one's way` {
  @Test func `help lists the live keys and says why something is disabled`() async throws {
    let driver = await Driver()
    try await driver.press("?")
    #expect(driver.screen.contains("On this screen"))
    #expect(driver.screen.contains("View the patient's images"))
    var text = driver.screen
    for _ in 0..<8 {
      try await driver.press("<PgDn>")
      text += driver.screen
    }
    #expect(text.contains("There is nothing to undo."))
    #expect(text.contains("Left out of every analysis, not of the table."))
    try await driver.press("x")
    #expect(driver.store.state.overlay == nil)
  }

  @Test func `the palette finds a command by a few letters and runs it`() async throws {
    let driver = await Driver()
    try await driver.press("<C-p>chcol")
    #expect(driver.screen.contains("Choose columns"))
    try await driver.press("<Enter>")
    #expect(driver.store.state.table?.panel != nil)
  }

  @Test func `colon commands do what the command line does and suggest what was meant`() async throws {
    let driver = await Driver()
    try await driver.press(":filter sex=M<Enter>")
    #expect(driver.store.state.table?.arrangement.filter == "sex=M")
    try await driver.press(":sort ag<Enter>")
    #expect(driver.screen.contains("There is no column ag. Did you mean age?"))
    try await driver.press(":them light<Enter>")
    #expect(driver.screen.contains("Did you mean :theme?"))
    try await driver.press(":theme light<Enter>")
    #expect(driver.store.state.theme.name == .light)
    try await driver.press(":so<Tab> surg<Tab><Enter>")
    #expect(driver.store.state.table?.arrangement.sort.first?.column == "surgery_date")
  }

  @Test func `colon remembers what was typed and pasting does not run it`() async throws {
    let driver = await Driver()
    try await driver.press(":sort age<Enter>:<Up>")
    #expect(driver.lastRow.hasPrefix(":sort age"))
    try await driver.press("<Esc>:<paste quit>")
    #expect(driver.store.quitStatus == nil)
    #expect(driver.lastRow.hasPrefix(":quit"))
  }

  @Test func `Escape and q go back level by level and q quits from the first screen`() async throws {
    let driver = await Driver(cohort: nil)
    try await driver.press("<Enter>")
    #expect(driver.store.state.screen == .cohort)
    try await driver.press("<Enter>")
    #expect(driver.store.state.screen == .viewer)
    try await driver.press("<Esc>")
    #expect(driver.store.state.screen == .cohort)
    try await driver.press("q")
    #expect(driver.store.state.screen == .start)
    try await driver.press("q")
    #expect(driver.store.quitStatus == 0)
  }

  @Test func `q quits at once where the cohort was named at the start`() async throws {
    let driver = await Driver()
    try await driver.press("q")
    #expect(driver.store.quitStatus == 0)
  }

  @Test func `the start screen lists samples and opens one`() async throws {
    let driver = await Driver(cohort: nil)
    #expect(driver.screen.contains("Sample cohorts"))
    #expect(driver.screen.contains("Lymph-node metastasis"))
    try await driver.press("j<Enter>")
    #expect(driver.store.state.screen == .cohort)
  }

  @Test func `a cohort that is not there is one sentence`() async throws {
    let driver = await Driver(cohort: "/nowhere.sqlite")
    #expect(driver.screen.contains("There is no cohort at /nowhere.sqlite. Check the name."))
    #expect(driver.store.state.screen == .start)
  }

  @Test func `the screen can be saved as text`() async throws {
    let driver = await Driver()
    try await driver.press(":save-display today.txt<Enter>")
    #expect(driver.screen.contains("Wrote today.txt."))
  }

  @Test func `remapped keys work, are shown, and conflicts are told`() async throws {
    let keymap = Keymap(text: "# mine\ncohort.filter = f, <C-f>\n")
    let driver = await Driver()
    var state = driver.store.state
    state.keymap = keymap
    #expect(App.commands(state).first { $0.id == "cohort.filter" }?.keys == [.character("f"), .control("f")])
    // The person goes first: paging down has the rest of its keys.
    #expect(App.commands(state).first { $0.id == "cohort.page-down" }?.keys == [.pageDown])
    _ = App.update(&state, .event(.key(.character("f"))))
    #expect(state.table?.prompt != nil)
    #expect(KeymapCheck.problems(keymap) == ["Keys: cohort.filter has taken the only key of find, which has none now."])
    #expect(KeymapCheck.problems(Keymap(text: "cohort.filter = <C-f>, /")).isEmpty)
    let broken = Keymap(text: "help = <Foo>\nhelp\nquit = Q")
    #expect(broken.problems == [.unknownKey("<Foo>", line: 1), .notAnAssignment(line: 2)])
    #expect(broken.keys == ["quit": [.character("Q")]])
    #expect(KeymapCheck.problems(broken).first == "Keys, line 1: there is no key <Foo>.")
    // Terminals send the same for these.
    let alike = Keymap(text: "cohort.filter = <C-i>\ncohort.sort = <C-m>, S\nquit = <C-[>")
    #expect(alike.keys.isEmpty && alike.problems.count == 3)
    #expect(
      KeymapCheck.problems(alike).first == "Keys, line 1: <C-i> is <Tab> in every terminal; choose another key.")
    // Of two commands on one key the first has it, and no screen shows it beside the other.
    let twice = Keymap(text: "cohort.mark = m\ncohort.sort = m")
    #expect(
      KeymapCheck.problems(twice).contains { $0.contains("m is bound to cohort.") && $0.contains("does the first") })
    var table = AppState()
    table.path = [.cohort]
    table.table = CohortScreen.State(table: Sample.table())
    let shown = twice.apply(to: App.screenCommands(table) + App.globalCommands(table))
    #expect(shown.filter { $0.keys.contains(.character("m")) }.count == 1)
    let clash = Keymap.conflicts(in: [
      Command("a", "A", keys: [.enter], action: 1), Command("b", "B", keys: [.enter], action: 2),
    ])
    #expect(clash == ["Key Enter is bound to a and to b; it does the first."])
  }

  @Test func `a script names the screens it passes`() async throws {
    let text = try await play(
      try KeyScript("jj<Enter>"), cohortPath: "/data/demo.sqlite", environment: Sample.environment())
    #expect(text.contains("P003"))
    #expect(text.contains("not for diagnosis"))
  }
}

@Suite struct `A column in the strip below the table` {
  private func summary(_ values: [Double]) -> String? {
    ColumnSummary(TableColumn(name: "death", values: .number(values)), rows: Array(values.indices))?.text
  }

  @Test func `is a share where it is 0 and 1, however many rows there are`() {
    #expect(summary((0..<9000).map { $0 % 3 == 0 ? 1 : 0 }) == "3000/9000 (33%)")
    #expect(summary([0, 1, 1, 0.5]) == "0–1 med 0.750")
    #expect(summary([1, 1]) == "1–1 med 1")
  }
}
