import Testing

@testable import TUI

/// Drives the whole program as a person at a terminal would: keys in, screen out.
@MainActor struct Driver {
  let store: Store
  let display: MemoryDisplay

  init(
    size: Size = Size(columns: 80, rows: 24), look: Look = .standard, isReadOnly: Bool = false,
    environment: Environment = Sample.environment(), cohort: String? = "/data/demo.sqlite",
    session: Session? = nil
  ) async {
    display = MemoryDisplay(size: size, look: look)
    var state = AppState(size: size, look: look, isReadOnly: isReadOnly)
    state.session = session
    store = Store(state: state, display: display, environment: environment)
    store.begin(cohortPath: cohort)
    await store.settle()
  }

  /// Presses keys, waiting for jobs but those of work.
  func press(_ script: String) async throws { await store.play(try KeyScript(script)) }

  /// Waits for everything.
  func settle() async { await store.settle() }

  var screen: String { display.text }

  func row(_ number: Int) -> String {
    let lines = screen.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.indices.contains(number) ? String(lines[number]) : ""
  }

  var lastRow: String { row(store.state.size.rows - 1) }
}
