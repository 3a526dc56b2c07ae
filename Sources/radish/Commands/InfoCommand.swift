import ArgumentParser
import Foundation

/// `radish info`: the version, and where files are kept.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "The version, and where settings, state and samples are kept.")

  @OptionGroup var output: OutputOptions

  func run() throws {
    var answer = Answer("info")
    answer.add("version", .string(Version.number))
    let rows: [[Table.Value]] = Paths.all.map { name, path in [.text(name), .text(path)] }
    let table = Table("paths", columns: [.init("name", "what"), .init("path")], rows: rows)
    answer.lines = ["radish \(Version.number) · research use only, not for diagnosis"]
    answer.add(table)
    try output.write(answer)
  }
}

/// Where Radish keeps files, by the XDG base directories.
enum Paths {
  static var all: [(name: String, path: String)] {
    [("settings", settings), ("state", state), ("samples", samples)]
  }

  static var settings: String { folder("XDG_CONFIG_HOME", ".config") }
  static var state: String { folder("XDG_STATE_HOME", ".local/state") }
  static var samples: String { folder("XDG_DATA_HOME", ".local/share") + "/samples" }

  private static func folder(_ variable: String, _ fallback: String) -> String {
    let environment = ProcessInfo.processInfo.environment
    // The specification ignores relative paths here.
    if let base = environment[variable], base.hasPrefix("/") { return base + "/radish" }
    return (environment["HOME"] ?? "/") + "/" + fallback + "/radish"
  }
}
