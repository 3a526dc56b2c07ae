import ArgumentParser
import Features
import Foundation
import TUI

/// `radish play SCRIPT`: the workbench without a terminal, driven by keys; prints or saves the last screen.
struct PlayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "play", abstract: "Drives the workbench from a key script and prints the last screen.",
    discussion: """
      A script holds keys as text: jj<Enter>/age>60<Enter>. Special keys are <Enter>, <Esc>, <Tab>, <Up>, <PgDn>, <C-p>, \
      <F1> …; <lt> is a plain <. <wait> waits for running jobs, <resize 100x30> changes the size. Lines that begin with # \
      are remarks.
      """)

  @Argument(help: ArgumentHelp("A file of keys, - for standard input.", valueName: "script")) var script: String
  @Argument(help: ArgumentHelp("A cohort file.", valueName: "cohort.sqlite")) var cohort: String?
  @Option(help: ArgumentHelp("Columns x rows.", valueName: "80x24")) var size = "80x24"
  @Option(help: ArgumentHelp("Write the screen to this file instead.", valueName: "file")) var save: String?
  @Flag(help: "Only ASCII characters.") var ascii = false
  @Flag(help: "Nothing can be changed.") var readonly = false

  func validate() throws {
    if dimensions == nil { throw ValidationError("--size is written as 80x24: columns, x, rows, each up to 1000.") }
  }

  private var dimensions: Size? {
    let parts = size.split(separator: "x").map { Int($0) }
    guard parts.count == 2, let columns = parts[0], let rows = parts[1], (1...1000).contains(columns),
      (1...1000).contains(rows)
    else { return nil }
    return Size(columns: columns, rows: rows)
  }

  func run() async throws {
    let data: Data
    if script == "-" {
      data = try FileHandle.standardInput.readToEnd() ?? Data()
    } else {
      guard let found = FileManager.default.contents(atPath: script) else {
        throw ValidationError("The script \(script) cannot be read. Check its name.")
      }
      data = found
    }
    let destination = try save.map { try OutputFile($0, keeping: [script] + (cohort.map { [$0] } ?? [])) }
    let keys = try KeyScript(String(decoding: data, as: UTF8.self))
    let screen = try await TUI.play(
      keys, cohortPath: cohort, size: dimensions ?? Size(columns: 80, rows: 24), look: ascii ? .plain : .standard,
      isReadOnly: readonly, environment: .live(program: .commands))
    guard let destination else { return Terminal.write(screen) }
    try Self.write(screen, to: destination)
  }

  private static func write(_ screen: String, to destination: OutputFile) throws {
    do {
      // It may show patients.
      try destination.write(screen, isPrivate: true)
    } catch {
      guard error == .unwritable(destination.path) else { throw error }
      throw ValidationError("\(destination.path) cannot be written. Is the folder there, and yours?")
    }
  }
}
