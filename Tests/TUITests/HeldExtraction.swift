import Dispatch
import Synchronization

@testable import TUI

/// Lets one extraction stand still when some cases are done, so that a story can press a key in its middle however fast
/// the machine is.
final class HeldExtraction: Sendable {
  private let done: Int
  private let isAwaited = Mutex(false)
  private let gate = DispatchSemaphore(value: 0)

  init(at done: Int) { self.done = done }

  /// The environment with extractions that this one can hold.
  func holding(_ environment: Environment) -> Environment {
    var holding = environment
    holding.extract = { cohort, plan, report in
      try await environment.extract(cohort, plan) { progress in
        report(progress)
        if progress.done == self.done { self.pass() }
      }
    }
    return holding
  }

  /// Has the next extraction stand still.
  func holdNext() { isAwaited.withLock { $0 = true } }

  func goOn() { gate.signal() }

  /// A test that has failed before it let the extraction go on ends nevertheless.
  private func pass() {
    let isHeld = isAwaited.withLock { isAwaited in
      defer { isAwaited = false }
      return isAwaited
    }
    if isHeld { _ = gate.wait(timeout: .now() + .seconds(60)) }
  }
}
