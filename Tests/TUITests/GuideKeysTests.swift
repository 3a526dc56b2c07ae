import Foundation
import TestSupport
import Testing

@testable import TUI

/// The guides name the keys of every screen, and no key that does nothing.
///
/// A part of a guide that begins with `<!-- keys of: SCREEN -->` and ends with the next heading is about that screen.
@MainActor @Suite struct `Keys in the guides` {
  /// Ways to every state in which a screen has commands of its own.
  nonisolated static let ways: [String: [String]] = [
    "table": ["", "c", "/age>60<Enter>", "lF", "llllO", "v"],
    "viewer": ["<Enter>", "<Enter>Fz", "<Enter>f", "<Enter>!"],
    "extract": ["2", "2<Tab>", "2c<Tab>", "2c<Tab><Enter>"],
    "features": [
      ":features<Enter>", ":features<Enter><Enter>", ":features<Enter><Tab><Tab>", ":features<Enter>v",
      ":features<Enter>/me<Enter>",
    ],
    "split": ["3"], "model": ["4"],
    "results": ["5", "5]", "5]]", "5]]]"].flatMap { way in (0..<12).map { way + String(repeating: "<Tab>", count: $0) }
    }
      + ["5!", "5r", "5t"],
    "report": ["6", "6<Enter>", "6<Tab>"],
    "patient": ["p"], "table 1": ["llt"], "start": ["<Esc>"],
    "import": [
      ":import<Enter>", ":import /data/new/manifest.csv<Enter>", ":import /data/new/manifest.csv<Enter><Tab>",
    ],
  ]

  private static func guide(_ name: String) throws -> String {
    try String(contentsOf: Reference.projectRoot.appending(path: "docs/guide/\(name).md"), encoding: .utf8)
  }

  /// The parts of the guides by the screen that they are about; those without a screen are about all.
  private static func parts() throws -> [String: String] {
    var parts: [String: String] = [:]
    for name in ["workbench", "viewer"] {
      var screens: [String] = []
      for line in try guide(name).split(separator: "\n", omittingEmptySubsequences: false) {
        if let match = line.wholeMatch(of: /<!-- keys of: (.*?) -->/) {
          screens = match.1.split(separator: ", ").map(String.init)
        } else if line.hasPrefix("#") {
          screens = []
        }
        for screen in screens { parts[screen, default: ""] += line + "\n" }
      }
    }
    return parts
  }

  /// The keys between backticks, and those between the ends of `1` … `9`.
  private static func keys(in text: String) -> Set<Key> {
    var keys: Set<Key> = []
    for match in text.matches(of: /`([1-9])` … `([1-9])`/) {
      if let low = Int(match.1), let high = Int(match.2), low <= high {
        for digit in low...high { keys.insert(.character(Character("\(digit)"))) }
      }
    }
    for match in text.matches(of: /`([^`\n]+)`/) {
      if let key = key(String(match.1)) { keys.insert(key) }
    }
    return keys
  }

  private static func key(_ label: String) -> Key? {
    if label.count == 1, let arrow = ["↑": Key.up, "↓": .down, "←": .left, "→": .right][label] { return arrow }
    if label.count == 1, let character = label.first { return .character(character) }
    let named = ["Ctrl-": "C-", "Alt-": "A-", "Shift-": "S-"].first { label.hasPrefix($0.key) }
    var word = named.map { $0.value + label.dropFirst($0.key.count) } ?? label
    for (arrow, name) in [("↑", "Up"), ("↓", "Down"), ("←", "Left"), ("→", "Right")] { word.replace(arrow, with: name) }
    return Key.named(word)
  }

  private func commands(_ screen: String) async throws -> [Command<AppAction>] {
    var commands: [Command<AppAction>] = []
    for way in Self.ways[screen] ?? [] {
      let driver = await Driver(
        size: Size(columns: 130, rows: 30),
        environment: Sample.environment(cohort: `Every screen`.Ready.withEveryResult),
        cohort: screen == "start" ? nil : "/data/demo.sqlite")
      try await driver.press(way)
      commands += App.screenCommands(driver.store.state)
    }
    return commands
  }

  /// Keys that move in every list, and those of every screen.
  private func general() async throws -> Set<Key> {
    let driver = await Driver()
    return Set(App.globalCommands(driver.store.state).flatMap(\.keys) + ListCursor.commands("a") { $0 }.flatMap(\.keys))
  }

  @Test func `every screen has its part`() throws {
    #expect(Set(try Self.parts().keys) == Set(Self.ways.keys).union(["every screen"]))
  }

  @Test(arguments: ways.keys.sorted()) func `every command of a screen is named by one of its keys`(screen: String)
    async throws
  {
    let parts = try Self.parts()
    let named = Self.keys(in: (parts[screen] ?? "") + (parts["every screen"] ?? ""))
    var missing: Set<String> = []
    for command in try await commands(screen) where !command.keys.isEmpty && named.isDisjoint(with: command.keys) {
      missing.insert("\(command.keys.map(\.label).joined(separator: " ")) \(command.title)")
    }
    #expect(missing.isEmpty, "\(screen): \(missing.sorted().joined(separator: "; "))")
  }

  @Test(arguments: ways.keys.sorted()) func `every key that a part names does something there`(screen: String)
    async throws
  {
    let part = try #require(try Self.parts()[screen])
    let bound = Set(try await commands(screen).flatMap(\.keys)).union(try await general())
    // What is typed, not pressed, and marks that are seen.
    let cells = part.split(separator: "\n").filter { $0.hasPrefix("| `") }
      .compactMap { $0.dropFirst().split(separator: " | ").first }.joined(separator: "\n")
    let wrong = Self.keys(in: cells).subtracting(bound).map(\.label).sorted()
    #expect(wrong.isEmpty, "\(screen): \(wrong)")
  }

  @Test func `what every screen has is named too`() async throws {
    let named = Self.keys(in: try #require(try Self.parts()["every screen"]))
    let driver = await Driver()
    let missing = App.globalCommands(driver.store.state).filter { !$0.keys.isEmpty && named.isDisjoint(with: $0.keys) }
    #expect(missing.isEmpty, "\(missing.map(\.title))")
  }
}
