internal import Foundation

/// The paste buffer of the tmux around the program, for where tmux does not take text for the clipboard (OSC 52): its
/// `set-clipboard` is `external` unless someone has changed it, and then only tmux itself may copy.
enum TmuxBuffer {
  /// Whether tmux passes on what a program inside of it copies.
  static var takesClipboard: Bool { answer(to: ["show-options", "-gqv", "set-clipboard"])?.hasPrefix("on") ?? true }

  /// Puts a text into the buffer, and on the clipboard of the terminal around tmux where tmux can (`-w`, since 3.2).
  static func load(_ text: String) -> Bool {
    answer(to: ["load-buffer", "-w", "-"], given: text) != nil || answer(to: ["load-buffer", "-"], given: text) != nil
  }

  /// Longer than this nobody waits for tmux.
  private static let patience = 2.0

  /// What tmux answers; nil where it is not there, says no, or does not answer in time.
  private static func answer(to arguments: [String], given text: String = "") -> String? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["tmux"] + arguments
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    do { try process.run() } catch { return nil }
    let writer = input.fileHandleForWriting
    DispatchQueue.global().async {
      // tmux may have ended without reading; then there is nobody to tell.
      try? writer.write(contentsOf: Data(text.utf8))
      try? writer.close()
    }
    guard ended.wait(timeout: .now() + patience) == .success else {
      process.terminate()
      return nil
    }
    guard process.terminationReason == .exit, process.terminationStatus == 0 else { return nil }
    return String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
  }
}
