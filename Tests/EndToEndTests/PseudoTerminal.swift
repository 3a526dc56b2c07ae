import CTerminal
import Foundation

/// A process in a pseudo-terminal of its own, with everything it has written.
final class PseudoTerminal {
  let process: pid_t
  private var descriptor: Int32 = -1
  private(set) var output = ""
  let modesBefore: String

  init(_ arguments: [String], columns: Int32 = 80, rows: Int32 = 24, variables: [String: String]) throws {
    let all = ProcessInfo.processInfo.environment.merging(variables) { _, new in new }.filter { !$0.value.isEmpty }
    var cArguments: [UnsafeMutablePointer<CChar>?] = ([Program.path] + arguments).map { strdup($0) } + [nil]
    var cVariables: [UnsafeMutablePointer<CChar>?] = all.map { strdup("\($0.key)=\($0.value)") } + [nil]
    process = radish_pty_spawn(Program.path, &cArguments, &cVariables, columns, rows, &descriptor)
    for pointer in cArguments + cVariables { free(pointer) }
    guard process > 0 else { throw PseudoTerminalError.notSpawned }
    modesBefore = Self.modes(descriptor)
  }

  deinit {
    kill(process, SIGKILL)
    var status: Int32 = 0
    _ = radish_pty_wait(process, 1000, &status)
    close(descriptor)
  }

  private static func modes(_ descriptor: Int32) -> String {
    var text = [CChar](repeating: 0, count: 200)
    let count = radish_pty_modes(descriptor, &text, 200)
    return String(decoding: text.prefix(Int(max(0, count))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  var modes: String { Self.modes(descriptor) }

  func type(_ text: String) {
    var bytes = Array(text.utf8)
    _ = write(descriptor, &bytes, bytes.count)
  }

  func resize(columns: Int32, rows: Int32) { radish_pty_resize(descriptor, columns, rows) }

  /// Closes our side, as a lost connection does.
  func hangUp() {
    close(descriptor)
    descriptor = -1
  }

  /// Reads what is there, for at most some milliseconds; false when there was nothing.
  @discardableResult private func read(_ milliseconds: Int32) -> Bool {
    guard descriptor >= 0 else { return false }
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = radish_pty_read(descriptor, &bytes, bytes.count, milliseconds)
    if count > 0 { output += String(decoding: bytes.prefix(count), as: UTF8.self) }
    return count > 0
  }

  /// Waits until the output contains a text; false after the time is up.
  func waits(for text: String, seconds: Double = 20) -> Bool {
    let deadline = Date().addingTimeInterval(seconds)
    while Date() < deadline {
      if output.contains(text) { return true }
      read(20)
    }
    return output.contains(text)
  }

  /// Forgets what was written so far.
  func forget() { output = "" }

  /// Waits for the end; nil after the time is up.
  func status(seconds: Double = 20) -> Int32? {
    let deadline = Date().addingTimeInterval(seconds)
    var status: Int32 = -1
    while Date() < deadline {
      read(5)
      if radish_pty_wait(process, 5, &status) == 1 {
        // A terminal hands out what was written in pieces.
        while read(50) {}
        return status
      }
    }
    return nil
  }

  enum PseudoTerminalError: Error { case notSpawned }
}
