import Testing

@testable import TUI

/// Drives the whole program as a person at a terminal would: keys in, screen out.
@MainActor struct Driver {
  let store: Store
  let display: MemoryDisplay

  init(
    size: Size = Size(columns: 80, rows: 24), look: Look = .standard, isReadOnly: Bool = false,
    environment: Environment = Sample.environment(), cohort: String? = "/data/demo.sqlite",
    session: Session? = nil, keymap: Keymap = Keymap()
  ) async {
    display = MemoryDisplay(size: size, look: look)
    var state = AppState(size: size, look: look, isReadOnly: isReadOnly, keymap: keymap)
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

  // Swift 6.3.1, optimised: a test that keeps a vector of 32 bytes while it waits gets a frame that is too small and writes
  // beyond it. So places are given as lists of numbers.

  /// The place looked at in mm.
  var place: [Double] { (0..<3).map { store.state.viewer.position[$0] } }

  /// The middle of the panes in mm; empty where that is the place looked at.
  var middle: [Double] { store.state.viewer.centre.map { centre in (0..<3).map { centre[$0] } } ?? [] }

  var lastRow: String { row(store.state.size.rows - 1) }
}
