import Foundation
import TestSupport
import Testing

@Suite struct CommandsGuideTests {
  @Test func `the guide of the commands says what the commands print`() throws {
    let process = Process()
    process.executableURL = Reference.projectRoot.appending(path: "scripts/commands-guide.sh")
    process.arguments = [RadishCommand.binary.path]
    process.environment = RadishCommand.environment
    let scratch = try Scratch()
    try Data().write(to: scratch.file("guide.md"))
    let file = try FileHandle(forWritingTo: scratch.file("guide.md"))
    process.standardOutput = file
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let now = try String(contentsOf: scratch.file("guide.md"), encoding: .utf8)
    let kept = try String(
      contentsOf: Reference.projectRoot.appending(path: "docs/guide/commands.md"), encoding: .utf8)
    #expect(now == kept, "run scripts/commands-guide.sh PATH/TO/radish > docs/guide/commands.md")
  }

  @Test func `every command has an example`() throws {
    let help = try RadishCommand.run(["--experimental-dump-help"])
    let tool = try #require(try JSONSerialization.jsonObject(with: Data(help.output.utf8)) as? [String: Any])
    let root = try #require(tool["command"] as? [String: Any])
    let parts = try #require(root["subcommands"] as? [[String: Any]])
    let names = Set(parts.compactMap { $0["commandName"] as? String }).subtracting(["help"])
    let guide = try String(
      contentsOf: Reference.projectRoot.appending(path: "docs/guide/commands.md"), encoding: .utf8)
    let told = Set(guide.split(separator: "\n").filter { $0.hasPrefix("## ") }.map { String($0.dropFirst(3)) })
    #expect(names.count > 30 && names.subtracting(told).isEmpty, "\(names.subtracting(told).sorted())")
    // Nothing of the machine that wrote it.
    #expect(!guide.contains("/tmp") && !guide.contains(NSTemporaryDirectory()))
  }
}
