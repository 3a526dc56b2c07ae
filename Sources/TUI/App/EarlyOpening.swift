internal import Foundation

extension Environment {
  /// The same world, in which a cohort is being read already: while the terminal is taken and the first frame drawn, the
  /// table comes in. The first who opens it gets that; whoever opens it later reads it again.
  func opening(_ path: String, isReadOnly: Bool) -> Environment {
    let open = openCohort
    let early = EarlyOpening(Task.detached { try await open(path, isReadOnly) })
    var environment = self
    environment.openCohort = { wanted, isReadOnlyNow in
      if wanted == path, isReadOnlyNow == isReadOnly, let task = early.take() { return try await task.value }
      return try await open(wanted, isReadOnlyNow)
    }
    return environment
  }
}

/// A cohort that is being read before anybody asked for it.
///
/// Unchecked, because the compiler cannot see the lock: the task is taken out at most once, inside `lock.withLock`.
private final class EarlyOpening: @unchecked Sendable {
  private let lock = NSLock()
  private var task: Task<OpenCohort, any Error>?

  init(_ task: Task<OpenCohort, any Error>) { self.task = task }

  func take() -> Task<OpenCohort, any Error>? {
    lock.withLock {
      defer { task = nil }
      return task
    }
  }
}
