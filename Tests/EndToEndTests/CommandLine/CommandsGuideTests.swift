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
}
