internal import Cohort
internal import Synchronization

/// Remembers the cohort files that are open, so that nothing is ever read from or written into another file that took the
/// place of one, and no decision is made over one of another program that nobody has seen.
final class CohortWatch: Sendable {
  private let known = Mutex<[String: CohortFileState]>([:])

  /// A person opens the file: what is there now is what is looked at.
  func open(_ database: CohortDatabase) {
    known.withLock { $0[database.path] = try? CohortFileState(of: database) }
  }

  /// The file is read again: it must be the one that was opened.
  func reopen(_ path: String) throws {
    try known.withLock { known in known[path] = try Self.same(path, known[path]) ?? known[path] }
  }

  /// Whether another program has decided something in the file since it was read.
  ///
  /// - Throws: `CohortError` where it is another file, or none.
  func hasChanged(_ path: String) throws -> Bool {
    try known.withLock { known in try Self.hasChanged(path, known[path]) }
  }

  func requireSameFile(_ path: String) throws {
    try known.withLock { known in _ = try Self.same(path, known[path]) }
  }

  /// A job that takes long begins only on what was read.
  func requireUnchanged(_ path: String) throws {
    if try hasChanged(path) { throw CohortError.changedElsewhere(path: path) }
  }

  /// Decides something in the file, unless it is not as it was read; what is decided is not a change by another.
  func decide<Value: Sendable>(in path: String, _ body: () throws -> Value) throws -> Value {
    try known.withLock { known in
      if try Self.hasChanged(path, known[path]) { throw CohortError.changedElsewhere(path: path) }
      let value = try body()
      if known[path] != nil { known[path] = try? CohortFileState(of: path) }
      return value
    }
  }

  private static func hasChanged(_ path: String, _ before: CohortFileState?) throws -> Bool {
    try same(path, before) != before
  }

  /// What the file is now; nil where none was opened.
  private static func same(_ path: String, _ before: CohortFileState?) throws -> CohortFileState? {
    guard let before else { return nil }
    let now = try CohortFileState(of: path)
    guard now.isSameFile(as: before) else { throw CohortError.replaced(path: path) }
    return now
  }
}
