internal import Synchronization

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

/// A cohort that is being read before anybody asked for it; taken out at most once.
private final class EarlyOpening: Sendable {
  private let task: Mutex<Task<OpenCohort, any Error>?>

  init(_ task: Task<OpenCohort, any Error>) { self.task = Mutex(task) }

  func take() -> Task<OpenCohort, any Error>? {
    task.withLock { task in
      defer { task = nil }
      return task
    }
  }
}
