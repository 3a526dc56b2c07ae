/// The one place in this room where work runs in parallel: independent replicates, each named by its index.
public enum Replicates {
  /// `body(0)` … `body(count − 1)`, up to `jobs` of them at once, results in order of index.
  ///
  /// A body must derive everything random from its index, so that the number of jobs changes no result. Cancelling
  /// the task stops after the replicates in flight with `CancellationError`; of several failures the one of the
  /// lowest index among the finished is thrown.
  /// - Parameter progress: called with the number of finished replicates, from any thread.
  @concurrent
  public static func map<Result: Sendable>(
    _ count: Int, jobs: Int = 1, progress: (@Sendable (Int) -> Void)? = nil,
    _ body: @escaping @Sendable (Int) throws -> Result
  ) async throws -> [Result] {
    var results = [Result?](repeating: nil, count: count)
    if jobs <= 1 || count <= 1 {
      for i in 0..<count {
        try Task.checkCancellation()
        results[i] = try body(i)
        progress?(i + 1)
      }
      return results.compactMap { $0 }
    }
    try await withThrowingTaskGroup(of: (Int, Swift.Result<Result, any Error>).self) { group in
      var next = 0
      var finished = 0
      var failure: (index: Int, error: any Error)?
      func start() {
        guard next < count, failure == nil else { return }
        let index = next
        next += 1
        group.addTask { @concurrent in (index, Swift.Result { try body(index) }) }
      }
      for _ in 0..<min(jobs, count) { start() }
      while let (index, result) = try await group.next() {
        try Task.checkCancellation()
        switch result {
        case .success(let value): results[index] = value
        case .failure(let error): if failure.map({ index < $0.index }) ?? true { failure = (index, error) }
        }
        finished += 1
        progress?(finished)
        start()
      }
      if let failure { throw failure.error }
    }
    return results.compactMap { $0 }
  }
}
