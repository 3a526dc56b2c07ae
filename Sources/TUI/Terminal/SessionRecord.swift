internal import CTerminal
internal import Foundation

/// What is pressed in a session, written into a file while it happens: a key script that `radish play` shows again.
struct SessionRecord {
  private let file: FileHandle
  private var recorder = KeyRecorder()

  /// A file that did not exist, readable by its owner only; nil where it cannot be made.
  init?(path: String) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Writes what a script begins with; false where that is not possible.
  func begin(size: Size) -> Bool { write(KeyRecorder.opening(size: size)) }

  /// Why it cannot be begun.
  static func refusal(_ path: String) -> String {
    "\(path) cannot be written. Choose a name that no file has yet, in a folder of yours."
  }

  /// Why it ends before the session does.
  static let ending = "The record cannot be written any more: is the disk full?"

  /// Writes a step; false where that is not possible any more.
  mutating func write(_ step: KeyScript.Step, isWorking: Bool) -> Bool {
    write(recorder.text(of: step, isWorking: isWorking))
  }

  private func write(_ text: String) -> Bool {
    (try? file.write(contentsOf: Data(text.utf8))) != nil
  }
}
