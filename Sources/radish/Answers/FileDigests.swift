import Cohort
import Foundation
import Synchronization

/// The SHA-256 of files that something else is done with meanwhile: large ones are read on another thread.
final class FileDigests: Sendable {
  /// Files of fewer bytes are done with before a thread has begun.
  private static let worthAThread = 1 << 20

  private let known = Mutex<[String: String]>([:])
  private let reading = DispatchGroup()

  init(of paths: [String]) {
    let large = paths.filter { path in
      var status = stat()
      return stat(path, &status) == 0 && status.st_size >= Self.worthAThread
    }
    guard !large.isEmpty else { return }
    DispatchQueue.global().async(group: reading) { [self] in
      for path in large {
        let digest = Digest.hex(ofFile: path)
        known.withLock { $0[path] = digest }
      }
    }
  }

  /// A file's digest; nil if it cannot be read.
  subscript(path: String) -> String? {
    reading.wait()
    return known.withLock { $0[path] } ?? Digest.hex(ofFile: path)
  }
}
