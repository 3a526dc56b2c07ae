import Foundation
import Synchronization

/// What Ctrl-C does: the first one lets a long task finish its case and keep it, a second one ends at once.
/// Without a long task the first one ends at once. The status is 130 either way.
enum Interrupt {
  private struct State {
    var wasAsked = false
    var cancel: (@Sendable () -> Void)?
  }

  private static let state = Mutex(State())
  private static let source = Mutex<(any DispatchSourceSignal)?>(nil)

  static var wasAsked: Bool { state.withLock { $0.wasAsked } }

  static func listen() {
    signal(SIGINT, SIG_IGN)
    source.withLock { source in
      let interrupts = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
      interrupts.setEventHandler { answer() }
      interrupts.resume()
      source = interrupts
    }
  }

  /// For a command without a long task: without the thread that listening takes.
  static func endsAtOnce() {
    signal(SIGINT) { _ in _exit(ExitStatus.interrupted.rawValue) }
  }

  private static func answer() {
    let cancel = state.withLock { state in
      defer { state.wasAsked = true }
      return state.wasAsked ? nil : state.cancel
    }
    guard let cancel else { _exit(ExitStatus.interrupted.rawValue) }
    cancel()
  }

  /// Runs work that Ctrl-C cancels instead of ending the program.
  static func cancelling<Result: Sendable>(
    _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let task = Task { try await work() }
    state.withLock { $0.cancel = { task.cancel() } }
    defer { state.withLock { $0.cancel = nil } }
    return try await task.value
  }
}
