import Foundation
import TestSupport
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
      for way in ways + (screen == "model" ? ["5", "5r", "5]:forest<Enter>"] : []) {
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
    for name in KeyName.allCases where ![.askAgain, .changeQuestion, .answerExport].contains(name) {
      #expect(keys[name.rawValue]?.contains(name.builtIn) == true, "\(name.rawValue): \(keys[name.rawValue] ?? [])")
    }
  }
  /// Every command under a key that no sentence would name by chance.
  private static let strange: Keymap = {
    let signs = (0..<KeyName.allCases.count).compactMap { Unicode.Scalar(0x410 + $0) }.map(Character.init)
    return Keymap(Dictionary(zip(KeyName.allCases.map(\.rawValue), signs.map { [Key.alt($0)] })) { a, _ in a })
  }()

  @Test func `there are strange keys enough`() { #expect(Self.strange.keys.count == KeyName.allCases.count) }

  /// What hints on the screens say with the keys as they are built in, and what names the key there.
  @Test(arguments: [
    ("5]:forest<Enter>", "(t: each SD)", KeyName.resultsNumbers),
    (":view P001<Enter>", "Enter largest", .largestSlice),
    ("5r", "Enter shows another", .pickResult), ("6<Tab><Tab>", "w asks for a folder", .reportWrite),
    ("6", "Enter draws it", .reportFigure),
  ]) func `hints on the screens name them`(way: String, hint: String, name: KeyName) async throws {
    let driver = await Driver(
      size: Size(columns: 100, rows: 60),
      environment: Sample.environment(cohort: `Every screen`.Ready.withEveryResult))
    try await driver.press(way)
    var state = driver.store.state
    // Words may go on in the next line.
    func text() -> String { App.view(state).text.split { $0 == " " || $0 == "\n" }.joined(separator: " ") }
    let words = hint.split(separator: " ").joined(separator: " ")
    try #require(text().contains(words), "\(text())")
    state.keymap = Self.strange
    #expect(!text().contains(words) && text().contains(Self.strange.naming("\(name)")), "\(text())")
  }

  @Test func `the line of cautions names the key that shows the others`() {
    var result = Sample.wholeResult
    result.cautions = ["a.", "b.", "c.", "d.", "e."]
    let size = Size(columns: 80, rows: 21)
    let usual = ResultsScreen.cautionLines(result, size, .standard)
    let own = ResultsScreen.cautionLines(result, size, .standard, keys: Self.strange)
    #expect(usual.last?.hasSuffix("(! 3 more)") == true, "\(usual)")
    #expect(own.last?.hasSuffix("(\(Self.strange.naming("\(KeyName.cautions)")) 3 more)") == true, "\(own)")
  }

  @Test func `the sentences of an import name them, on the screen and where they are copied`() async throws {
    let preview = Sample.preview(ImportRequest(source: "/data/new/manifest.csv", target: "/data/new/manifest.sqlite"))
    let usual = PreviewLine.all(of: preview, keys: Keymap()).map(\.becomes).joined(separator: "\n")
    let own = PreviewLine.all(of: preview, keys: Self.strange).map(\.becomes).joined(separator: "\n")
    #expect(usual.contains("Space joins it") && !own.contains("Space joins it") && !own.contains("\u{E000}"), "\(own)")
  }

  @Test func `no sentence names a key by its letter`() throws {
    let verb =
      "(?:shows|show|goes|go|opens|draws|writes|jumps|takes|sets|saves|says|say|chooses|changes|explains|lays|fits|undoes|brings|"
      + "leaves|lists|freezes|filters|sorts|asks|types|reads|joins|quits|exports|extracts|looks|clears|cancels|begins|quit)"
    let key = "(?:[A-Za-z!?/\\[\\]+*-]|Enter|Space|PgUp|PgDn|F[0-9]+|Ctrl-[A-Za-z])"
    let patterns = try [
      "(?:^|[ (:;,.])\(key) \(verb)\\b", "\\b[Pp]ress \(key)(?=[ .,;:)]|$)",
      "(?:^|[ (…])[A-Za-z!]: (?:all|more|each|\\\\\\()",
      "See [a-z]\\.", "\\([!a-mo-z] (?:\\\\\\(|all|goes)",
    ].map { try Regex($0) }
    // What is typed into a line of text, or answered to a question, has keys of its own that nobody can change.
    let fixed = [
      "Enter takes it, Esc leaves it", "Type it; Enter takes it", "Enter stays there", "or q to quit",
      "F1 lists everything", "/ takes a path too", "Enter asks", ":view shows one", "PgDn reads on", "F1 explains",
    ]
    let sources = Reference.projectRoot.appending(path: "Sources/TUI")
    let files = try #require(FileManager.default.enumerator(atPath: sources.path))
    var found: [String] = []
    var count = 0
    while let name = files.nextObject() as? String {
      guard name.hasSuffix(".swift"), !name.hasSuffix("KeyName.swift") else { continue }
      count += 1
      let text = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
      for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        guard let quote = line.firstIndex(of: "\""), !line.drop(while: { $0 == " " }).hasPrefix("//") else { continue }
        var words = String(line[quote...].dropFirst())
        for part in fixed + ["\" + "] { words.replace(part, with: "") }
        if patterns.contains(where: { words.firstMatch(of: $0) != nil }) {
          found.append("\(name):\(number + 1) \(words)")
        }
      }
    }
    #expect(count > 150)
    #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
  }
}
