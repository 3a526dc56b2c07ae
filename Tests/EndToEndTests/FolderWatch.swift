import Foundation

/// Hears what happens to the rights of the files of a folder while something writes into it.
///
/// The rights of a file that was never told other ones are those that it was made with: from its first byte on.
final class FolderWatch {
  private let descriptor: Int32

  /// nil where the system has no such thing.
  init?(_ folder: URL) {
    descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    guard descriptor >= 0, inotify_add_watch(descriptor, folder.path, UInt32(IN_ATTRIB) | UInt32(IN_CREATE)) >= 0 else {
      return nil
    }
  }

  deinit { close(descriptor) }

  /// Names of the files that were made so far and of those whose rights were changed afterwards.
  func events() -> (made: [String], changed: [String]) {
    var made: [String] = []
    var changed: [String] = []
    var bytes = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(descriptor, &bytes, bytes.count)
      guard count > 0 else { return (made, changed) }
      var place = 0
      // Of every event: watch, mask, cookie and the length of the name, four bytes each, and the name.
      while place + 16 <= count {
        func word(_ at: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(bytes[place + at + $1]) << UInt32(8 * $1) } }
        let length = min(Int(word(12)), count - place - 16)
        let name = String(decoding: bytes[(place + 16)..<(place + 16 + length)].prefix { $0 != 0 }, as: UTF8.self)
        if word(4) & UInt32(IN_CREATE) != 0 { made.append(name) } else { changed.append(name) }
        place += 16 + length
      }
    }
  }
}
