import Foundation
import Testing

/// The program as the workbench runs it: it says what is a heading, leaves its table and its plot beside, and ends with who asked.
@Suite(.enabled(if: Program.isExpected)) struct `A command that the workbench runs` {
  private let desk: Desk

  init() throws { desk = try Desk() }

  private func roc(_ words: [String], _ variables: [String: String]) throws -> String {
    let answer = try Program.run(
      Program.path,
      [
        "roc", desk.folder.appending(path: "clinical.csv").path, "--outcome", "metastasis", "--score", "age",
        "--format",
        "table",
      ] + words, variables: desk.variables.merging(variables) { _, new in new })
    #expect(answer.status == 0)
    return answer.output
  }

  @Test func `names headings, cautions and curves by what they are, and nothing without colour`() throws {
    let coloured = try roc(["--color", "256"], ["RADISH_INSIDE": "80x24"])
    #expect(coloured.contains("\u{1B}[38:0:5m"))
    let plain = try roc(["--color", "mono"], ["RADISH_INSIDE": "80x24"])
    #expect(!plain.contains("\u{1B}"))
    // The words are the same.
    let words = coloured.replacing(/\u{1B}\[[0-9;:]*m/, with: "")
    #expect(words == plain)
    // Untold, a command fills the page, which is a little smaller than the workbench.
    #expect(try roc(["--color", "mono", "--width", "78", "--height", "21"], [:]) == plain)
    // Roles are for the workbench alone.
    #expect(!(try roc(["--color", "256"], [:])).contains("38:0"))
  }

  @Test func `leaves its table and its plot in the folder it was given`() throws {
    let folder = desk.folder.appending(path: "answer")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    _ = try roc([], ["RADISH_INSIDE": "80x24", "RADISH_ANSWER": folder.path])
    let table = try String(contentsOf: folder.appending(path: "table.csv"), encoding: .utf8)
    #expect(table.split(separator: "\n")[0].hasPrefix("name,auc,"))
    #expect(try String(contentsOf: folder.appending(path: "plot.svg"), encoding: .utf8).contains("<svg"))
    // Outside of the workbench the name of a folder means nothing.
    try FileManager.default.removeItem(at: folder.appending(path: "table.csv"))
    _ = try roc([], ["RADISH_ANSWER": folder.path])
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "table.csv").path))
  }

  @Test func `ends when nobody reads its answer any more`() throws {
    // A command that waits for its table for ever.
    let process = Process()
    let input = Pipe()
    let output = Pipe()
    process.executableURL = URL(filePath: Program.path)
    process.arguments = ["roc", "-", "--outcome", "metastasis", "--score", "age"]
    process.environment = ProcessInfo.processInfo.environment.merging(["RADISH_INSIDE": "80x24"]) { _, new in new }
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    Thread.sleep(forTimeInterval: 0.3)
    #expect(process.isRunning)
    try output.fileHandleForReading.close()
    let deadline = Date().addingTimeInterval(20)
    while process.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.02) }
    #expect(!process.isRunning)
    if process.isRunning { process.terminate() } else { #expect(process.terminationStatus == 130) }
    try input.fileHandleForWriting.close()
  }
}
