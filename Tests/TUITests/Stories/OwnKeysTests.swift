import Testing

@testable import TUI

/// Who has chosen other keys is told of these, in help, in messages and on the screens.
@MainActor @Suite struct `Keys of one's own in sentences` {
  private let keymap = Keymap(
    text: """
      cohort.sort = x
      cohort.filter = <C-f>
      cohort.table-one = <C-b>, t
      undo = Z
      go.split = <F9>
      """)

  private func helpText(_ driver: Driver) -> String {
    Help.lines(driver.store.state, columns: 200).map { line in
      switch line {
      case .heading(let text), .text(let text), .title(let text, _), .more(let text, _): text
      case .command(_, let title, let help, let reason): "\(title) \(help) \(reason ?? "")"
      }
    }.joined(separator: " ")
  }

  @Test func `help of the table names them`() async throws {
    let driver = await Driver(keymap: keymap)
    let text = helpText(driver)
    #expect(text.contains("Ctrl-F filters, x sorts by the column of the cursor"), "\(text)")
    #expect(text.contains("F summarises by it, Ctrl-B compares its groups"), "\(text)")
    let usual = await Driver()
    #expect(helpText(usual).contains("/ filters, s sorts by the column of the cursor"))
  }

  @Test func `what a disabled command says, and what is said once something is done`() async throws {
    let file = MemoryFile()
    let driver = await Driver(environment: Sample.environment(file: file), keymap: keymap)
    try await driver.press("!")
    #expect(driver.screen.contains("There is no filter; Ctrl-F sets one."), "\(driver.screen)")
    try await driver.press("<C-f>age>400<Enter>")
    #expect(driver.screen.contains("matches this filter. Ctrl-F changes it"), "\(driver.screen)")
    try await driver.press("<Esc>:exclude P002 second primary<Enter><wait>")
    #expect(driver.screen.contains("left out of every analysis; Z takes it back."), "\(driver.screen)")
    try await driver.press("Z<wait>")
    #expect(await file.isUntouched)
  }

  @Test func `sentences that are laid out on a screen`() async throws {
    let driver = await Driver(keymap: keymap)
    try await driver.press("4")
    #expect(driver.screen.contains("No split is frozen: F9 decides who trains"), "\(driver.screen)")
  }

  @Test func `a key that another command has taken is not named any more`() {
    // x sorts now, and leaving out has no other key.
    #expect(keymap.naming("\(KeyName.exclude)") == ":cohort.exclude")
    // On other screens it is what it was.
    #expect(keymap.naming("\(KeyName.modelCancel) cancels") == "x cancels")
    #expect(Keymap(text: "undo =").naming("\(KeyName.undo)") == ":undo")
  }

  @Test func `signs of other uses are left alone`() {
    for text in ["\u{E000}", "\u{E000}nothing\u{E001}", "a\u{E001}\u{E000}undo", "", "名\u{E000}\u{E000}x\u{E001}"] {
      #expect(keymap.naming(text) == text)
    }
    #expect(keymap.naming("\u{E000}\(KeyName.undo)陈") == "\u{E000}Z陈")
  }

  @Test func `every name is of a command that has that key, and none is shown as a mark`() async throws {
    var keys: [String: Set<String>] = [:]
    for (screen, ways) in `Keys in the guides`.ways.sorted(by: { $0.key < $1.key }) where screen != "results" {
      for way in ways + (screen == "model" ? ["5"] : []) {
        let driver = await Driver(
          size: Size(columns: 130, rows: 30),
          environment: Sample.environment(cohort: `Every screen`.Ready.withEveryResult),
          cohort: screen == "start" ? nil : "/data/demo.sqlite")
        try await driver.press(way)
        #expect(!driver.screen.contains("\u{E000}"), "\(screen) \(way)")
        #expect(!helpText(driver).contains("\u{E000}"), "\(screen) \(way)")
        for command in App.screenCommands(driver.store.state) + App.globalCommands(driver.store.state) {
          keys[command.id, default: []].formUnion(command.keys.map(\.label))
        }
      }
    }
    for name in KeyName.allCases where ![.askAgain, .changeQuestion].contains(name) {
      #expect(keys[name.rawValue]?.contains(name.builtIn) == true, "\(name.rawValue): \(keys[name.rawValue] ?? [])")
    }
  }
}
