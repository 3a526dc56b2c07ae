import Foundation
import Testing

@Suite struct InterruptTests {
  @Test func `Ctrl-C while reading ends with status 130`() async throws {
    let process = Process()
    process.executableURL = RadishCommand.binary
    process.arguments = ["roc", "-", "--outcome", "y", "--score", "s"]
    process.environment = RadishCommand.environment
    let pipe = Pipe()
    process.standardInput = pipe
    process.standardOutput = Pipe()
    process.standardError = Pipe()
    try process.run()
    // The handler is in place once the program sleeps in its read of standard input.
    let deadline = ContinuousClock.now + .seconds(20)
    while try !Self.isSleepingInRead(process.processIdentifier), ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(5))
    }
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
  }

  /// Whether some thread of the process waits in `read` of standard input: system call 0 on x86-64, 63 on arm64.
  private static func isSleepingInRead(_ id: Int32) throws -> Bool {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/task")) ?? []
    return tasks.contains { task in
      let call = (try? String(contentsOfFile: "/proc/\(id)/task/\(task)/syscall", encoding: .utf8)) ?? ""
      return call.hasPrefix("0 0x0 ") || call.hasPrefix("63 0x0 ")
    }
  }
}
