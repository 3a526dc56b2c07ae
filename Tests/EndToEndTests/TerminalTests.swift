import Foundation
import Testing

/// The program in a real pseudo-terminal: what reaches the terminal, and what is left of it afterwards.
@Suite(.enabled(if: Program.isExpected, "no radish program beside the tests"), .serialized)
struct `On a terminal` {
  let desk: Desk
  var variables: [String: String] {
    desk.variables.merging(["TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "", "COLORTERM": "", "TMUX": ""]) {
      $1
    }
  }

  init() throws { desk = try Desk() }

  private func open(_ more: [String: String] = [:], arguments: [String]? = nil) throws -> PseudoTerminal {
    try PseudoTerminal(arguments ?? [desk.cohort], variables: variables.merging(more) { $1 })
  }

  @Test func `quitting gives the terminal back as it was`() throws {
    let terminal = try open()
    #expect(terminal.waits(for: "6 patients"))
    #expect(terminal.output.contains("\u{1B}[?1049h"))
    #expect(terminal.modes != terminal.modesBefore)
    terminal.type("q")
    #expect(terminal.status() == 0)
    for sequence in ["\u{1B}[?1049l", "\u{1B}[?2004l", "\u{1B}[?1000l", "\u{1B}[?25h"] {
      #expect(terminal.output.contains(sequence))
    }
  }

  @Test(arguments: [SIGTERM, SIGHUP]) func `a signal to end restores the terminal first`(signal: Int32) throws {
    let terminal = try open()
    #expect(terminal.waits(for: "6 patients"))
    kill(terminal.process, signal)
    #expect(terminal.status() == 128 + signal)
    #expect(terminal.output.contains("\u{1B}[?1049l"))
  }

  @Test(arguments: [SIGSEGV, SIGABRT, SIGTRAP]) func `a crash restores the terminal too`(signal: Int32) throws {
    let terminal = try open(["SWIFT_BACKTRACE": "enable=no"])
    #expect(terminal.waits(for: "6 patients"))
    kill(terminal.process, signal)
    #expect(terminal.status() == 128 + signal)
    #expect(terminal.output.contains("\u{1B}[?1049l"))
    #expect(terminal.output.contains("\u{1B}[?1000l"))
  }

  @Test func `a crash says where the log is, which is its owner's, and that the cohort is whole`() throws {
    let terminal = try open(["SWIFT_BACKTRACE": ""])
    #expect(terminal.waits(for: "6 patients"))
    let log = desk.folder.path + "/state/radish/radish.log"
    kill(terminal.process, SIGSEGV)
    #expect(terminal.status() == 128 + SIGSEGV)
    let after = try #require(terminal.output.range(of: "\u{1B}[?1049l"))
    let said = String(terminal.output[after.upperBound...])
    #expect(said.contains("radish: it crashed, which is a mistake in Radish."), "\(said)")
    #expect(said.contains("What it last said is in \(log)."), "\(said)")
    #expect(said.contains("Your cohort file is as it was after the last finished step."))
    let rights = try FileManager.default.attributesOfItem(atPath: log)[.posixPermissions] as? Int
    #expect(rights == 0o600)
    let again = try Program.run(Program.path, ["show", "patients", desk.cohort], variables: desk.variables)
    #expect(again.status == 0 && again.output.contains("P6"))
  }

  @Test func `what it has to say of trouble goes into the log, not over the screen`() throws {
    let terminal = try open(["SWIFT_BACKTRACE": ""])
    #expect(terminal.waits(for: "6 patients"))
    let target = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(terminal.process)/fd/2")
    #expect(target == desk.folder.path + "/state/radish/radish.log")
    terminal.type("q")
    #expect(terminal.status() == 0)
  }

  @Test func `a file of patients is its owner's from the first byte on`() throws {
    let terminal = try open()
    #expect(terminal.waits(for: "6 patients"))
    let folder = desk.folder.appending(path: "exports")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    let watch = try #require(FolderWatch(folder))
    let file = folder.appending(path: "table.csv").path
    terminal.type(":export \(file)\r")
    #expect(terminal.waits(for: "Wrote"))
    let (made, changed) = watch.events()
    // It is written under a name of its own, and has that of the table once all of it is there.
    #expect(made.count == 2 && made.last == "table.csv" && changed.isEmpty, "\(made) \(changed)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["table.csv"])
    let rights = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(rights == 0o600)
    #expect(try String(contentsOfFile: file, encoding: .utf8).contains("P6"))
    terminal.type("q")
    #expect(terminal.status() == 0)
  }

  @Test func `a lost connection ends the program`() throws {
    let terminal = try open()
    #expect(terminal.waits(for: "6 patients"))
    terminal.hangUp()
    #expect(terminal.status() != nil)
  }

  @Test func `an interrupt from outside ends with 130`() throws {
    let terminal = try open()
    #expect(terminal.waits(for: "6 patients"))
    kill(terminal.process, SIGINT)
    #expect(terminal.status() == 130)
  }

  @Test func `a storm of resizes ends in a whole screen`() throws {
    let terminal = try open()
    #expect(terminal.waits(for: "6 patients"))
    for step in 0..<60 { terminal.resize(columns: Int32(40 + step * 7 % 100), rows: Int32(5 + step * 5 % 40)) }
    terminal.resize(columns: 50, rows: 12)
    #expect(terminal.waits(for: "this terminal is 50×12"))
    terminal.forget()
    terminal.resize(columns: 100, rows: 30)
    #expect(terminal.waits(for: "6 patients"))
    terminal.type("q")
    #expect(terminal.status() == 0)
  }

  @Test func `a pasted q does not quit`() throws {
    let terminal = try open()
    #expect(terminal.waits(for: "6 patients"))
    terminal.type("\u{1B}[200~qqq\u{1B}[201~")
    terminal.forget()
    terminal.type("?")
    #expect(terminal.waits(for: "On this screen"))
    terminal.forget()
    terminal.type("x")
    #expect(terminal.waits(for: "metastasis"))
    terminal.type("q")
    #expect(terminal.status() == 0)
  }

  @Test func `the mouse selects a row`() throws {
    let terminal = try open()
    #expect(terminal.waits(for: "6 patients"))
    terminal.type("\u{1B}[<0;4;7M\u{1B}[<0;4;7m\r")
    #expect(terminal.waits(for: "P4"))
    #expect(terminal.waits(for: "not for diagnosis"))
  }

  @Test func `a copied cell goes to the clipboard of the terminal`() throws {
    let terminal = try open()
    #expect(terminal.waits(for: "6 patients"))
    terminal.type("y")
    // P1 in Base64.
    #expect(terminal.waits(for: "\u{1B}]52;c;UDE=\u{7}"))
    #expect(terminal.waits(for: "Copied the patient."))
  }

  @Test func `Ctrl-Z gives the terminal back, and going on draws the screen anew`() throws {
    let terminal = try open()
    #expect(terminal.waits(for: "6 patients"))
    terminal.forget()
    terminal.type("\u{1A}")
    #expect(terminal.waits(for: "\u{1B}[?1049l"))
    kill(terminal.process, SIGCONT)
    #expect(terminal.waits(for: "6 patients"))
    terminal.type("q")
    #expect(terminal.status() == 0)
  }

  @Test func `a session that was recorded is played again`() throws {
    let script = desk.folder.appending(path: "session.keys").path
    let terminal = try open(arguments: [desk.cohort, "--record", script])
    #expect(terminal.waits(for: "6 patients"))
    terminal.type("/age>50\r")
    #expect(terminal.waits(for: "/ age>50"))
    terminal.type("q")
    #expect(terminal.status() == 0)
    let text = try String(contentsOfFile: script, encoding: .utf8)
    #expect(text.hasSuffix("<resize 80x24>\n/age>50<Enter>\nq"))
    let mode = try FileManager.default.attributesOfItem(atPath: script)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let again = try Program.run(Program.path, ["play", script, desk.cohort], variables: desk.variables)
    #expect(again.status == 0 && again.output.contains("/ age>50"))
    // What exists is not written over.
    let second = try Program.run(Program.path, [desk.cohort, "--record", script], variables: desk.variables)
    #expect(second.status == 2 && second.error.contains("Choose a name that no file has yet"))
  }

  @Test(arguments: ["dumb", "unknown", "no-such-terminal", ""])
  func `a terminal that cannot show screens is one sentence and status 2`(name: String) throws {
    let terminal = try open(["TERM": name])
    #expect(terminal.status() == 2)
    #expect(terminal.output.contains("TERM"))
    #expect(!terminal.output.contains("\u{1B}[?1049h"))
    #expect(terminal.output.split(separator: "\n").count == 1)
  }

  @Test(arguments: ["linux", "vt100", "screen", "xterm", "screen-256color"])
  func `older terminals show the table`(name: String) throws {
    let terminal = try open(["TERM": name])
    #expect(terminal.waits(for: "6 patients"))
    terminal.type("q")
    #expect(terminal.status() == 0)
  }

  @Test func `the bare C locale still shows the table`() throws {
    let terminal = try open(["LC_ALL": "C", "LANG": "C"])
    #expect(terminal.waits(for: "6 patients"))
    terminal.type("q")
    #expect(terminal.status() == 0)
  }

  @Test func `NO_COLOR sends no colour`() throws {
    let terminal = try open(["NO_COLOR": "1"])
    #expect(terminal.waits(for: "? help") || terminal.waits(for: "help"))
    #expect(!terminal.output.contains("38;5;"))
    #expect(!terminal.output.contains("\u{1B}[3") || !terminal.output.contains("48;5;"))
    terminal.type("q")
    #expect(terminal.status() == 0)
  }

  @Test func `without a terminal it says what to use instead`() throws {
    let done = try Program.run(Program.path, [desk.cohort], variables: desk.variables)
    #expect(done.status == 2)
    #expect(done.error.contains("need a terminal"))
    #expect(done.output.isEmpty)
  }
}
