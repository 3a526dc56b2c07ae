import Foundation
import Testing

/// What is kept between two sessions, and new screens on terminals of every kind.
@Suite(.enabled(if: Program.isExpected, "no radish program beside the tests"), .serialized)
struct `From one session to the next` {
  let desk: Desk

  init() throws { desk = try Desk() }

  private func open(
    _ arguments: [String]? = nil, columns: Int32 = 80, rows: Int32 = 24, _ more: [String: String] = [:]
  ) throws -> PseudoTerminal {
    let variables = desk.variables.merging([
      "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "", "COLORTERM": "", "TMUX": "",
    ]) { $1 }
    return try PseudoTerminal(
      arguments ?? [desk.cohort], columns: columns, rows: rows, variables: variables.merging(more) { $1 })
  }

  @Test(arguments: ["q", "SIGHUP", "SIGTERM"]) func `the filter is there again, however the session ended`(
    end: String
  ) throws {
    let first = try open()
    #expect(first.waits(for: "6 patients"))
    first.type("/age>60\r")
    // Of "4/6 patients" only what is new is sent.
    #expect(first.waits(for: "4/"))
    switch end {
    case "SIGHUP": kill(first.process, SIGHUP)
    case "SIGTERM": kill(first.process, SIGTERM)
    default: first.type("q")
    }
    #expect(first.status() != nil)
    let rights =
      try FileManager.default.attributesOfItem(atPath: desk.folder.path + "/state/radish/session")[.posixPermissions]
      as? Int
    #expect(rights == 0o600)
    let second = try open()
    #expect(second.waits(for: "The filter of last time is set: age>60."))
    second.type("q")
    #expect(second.status() == 0)
  }

  @Test func `the table of regions is there again`() throws {
    let first = try open()
    #expect(first.waits(for: "6 patients"))
    first.type("vv")
    #expect(first.waits(for: "modality"))
    first.type("q")
    #expect(first.status() == 0)
    let second = try open()
    #expect(second.waits(for: "modality"))
    second.type("q")
    #expect(second.status() == 0)
  }

  @Test func `images are imported from the start screen after a look at what they become`() throws {
    let terminal = try open([])
    #expect(terminal.waits(for: "Import images and tables"))
    let target = desk.folder.appending(path: desk.folder.lastPathComponent + ".sqlite").path
    terminal.type(":import \(desk.folder.path)/manifest.csv\r")
    #expect(terminal.waits(for: "6 patients"))
    #expect(!FileManager.default.fileExists(atPath: target))
    terminal.type("w")
    #expect(terminal.waits(for: "6 patients in"))
    #expect(FileManager.default.fileExists(atPath: target))
    terminal.type("q")
    terminal.type("q")
    #expect(terminal.status() != nil)
  }

  static let terminals: [[String: String]] = [
    // What runs the tests may have asked for no colours.
    ["TERM": "xterm-256color", "NO_COLOR": ""], ["TERM": "xterm-direct", "NO_COLOR": ""], ["TERM": "screen"],
    ["TERM": "linux"],
    ["TERM": "vt100"],
    ["TERM": "tmux-256color"],
    ["LC_ALL": "C", "LANG": "C"], ["NO_COLOR": "1"], ["RADISH_AMBIGUOUS_WIDTH": "wide"],
  ]

  @Test(arguments: terminals, [(Int32(80), Int32(24)), (200, 60)])
  func `a question is answered and drawn on every terminal`(
    variables: [String: String], size: (columns: Int32, rows: Int32)
  ) throws {
    let terminal = try open(columns: size.columns, rows: size.rows, variables)
    #expect(terminal.waits(for: "6 patients"))
    terminal.type(":roc metastasis age\r")
    #expect(terminal.waits(for: "AUC"))
    #expect(terminal.waits(for: "sens"))
    if variables["RADISH_AMBIGUOUS_WIDTH"] != nil {
      #expect(!terminal.output.unicodeScalars.contains { (0x2500...0x28FF).contains($0.value) })
    }
    // A terminal of direct colours is drawn on with colours too, in the words of its description: it says nothing of a palette.
    if variables["TERM"] == "xterm-direct" {
      #expect(terminal.output.contains("38:2::") && !terminal.output.contains("8;5;"))
    }
    if variables["TERM"] == "xterm-256color" { #expect(terminal.output.contains("38;5;")) }
    if variables["NO_COLOR"] == "1" {
      #expect(!terminal.output.contains("38;5;") && !terminal.output.contains("38:2:"))
    }
    terminal.type("qq")
    #expect(terminal.status() == 0)
  }
}
