import Cohort
import Testing

@testable import TUI

/// Every command that changes something is taken back by u and done again by Ctrl-R, exactly. The commands are those of the
/// tables of the screens: one that is added is tried too.
@MainActor @Suite struct `Every edit` {
  nonisolated static let ways = [
    "", "lll", " jj ", "/age>60<Enter>", "llF", "ll", "lls", "llllO", "c", "cjj", "xreason<Enter>", "v", "vlls", "2",
    "2jjj",
    "2jjjjjj", "3", "3j", "3jj", "4", "4jj", "4jjjj", "4/radiomics<Enter>", "4<End>", "p", "<Enter>", "llt", "5", "5]",
    "6",
    ":features<Enter>",
  ]

  /// Jobs, which are cancelled rather than taken back, and what is no edit: the way through the program.
  private static let others: Set = [
    "extract.run", "model.run", "quit", "quit.now", "suspend", "undo", "redo", "history.back", "history.forward",
    "back",
  ]

  private typealias Whole = `A monkey at the keyboard`.Whole

  private func driver(_ way: String, _ file: MemoryFile) async throws -> Driver {
    let driver = await Driver(environment: `A monkey at the keyboard`.environment(file))
    try await driver.press(way)
    await driver.settle()
    return driver
  }

  /// Where a command opens a line to be typed into, or a list to choose from, the edit is what comes of it.
  private func answer(_ driver: Driver) async throws {
    if driver.store.state.overlay != nil {
      driver.store.send(.closeOverlay)
    } else if driver.store.state.table?.entry?.kind == .reason || driver.store.state.patient.prompt != nil {
      try await driver.press("a reason<Enter>")
    } else if driver.store.state.table?.entry != nil {
      try await driver.press("<C-u>cea>3<Enter>")
    } else if driver.store.state.table?.panel != nil {
      try await driver.press("<Enter>")
      driver.store.send(.table(.closePanel))
    } else if driver.store.state.extract.prompt != nil {
      try await driver.press("<C-u>2<Enter>")
    }
    await driver.settle()
  }

  @Test(arguments: ways) func `is taken back and done again`(way: String) async throws {
    let probe = try await driver(way, `A monkey at the keyboard`.file)
    let all = App.screenCommands(probe.store.state).filter { $0.disabledReason == nil && !Self.others.contains($0.id) }
    var done: [String] = []
    for command in all {
      let file = `A monkey at the keyboard`.file
      let driver = try await driver(way, file)
      let before = await Whole(driver, file)
      driver.store.send(command.action)
      await driver.settle()
      if await Whole(driver, file) == before { try await answer(driver) }
      let after = await Whole(driver, file)
      let screen = driver.store.state.screen
      guard after != before, screen == probe.store.state.screen else { continue }
      done.append(command.id)
      driver.store.send(.undo)
      await driver.settle()
      let back = await Whole(driver, file)
      #expect(back == before, "\(command.id) on \(way) is not taken back")
      driver.store.send(.redo)
      await driver.settle()
      let again = await Whole(driver, file)
      #expect(again == after, "\(command.id) on \(way) is not done again")
    }
    let missing = (Self.expected[way] ?? []).subtracting(done)
    #expect(missing.isEmpty, "\(way): \(missing) changed nothing; \(done) did")
  }

  /// What at least is an edit, so that the walk is known to have walked.
  private static let expected: [String: Set<String>] = [
    "": ["cohort.sort", "cohort.mark", "cohort.mark-all", "cohort.exclude", "cohort.filter"],
    "lll": ["cohort.hide", "cohort.column-right", "cohort.group"], "llllO": ["cohort.set-outcome"],
    "c": ["cohort.toggle-column", "cohort.column-down"], "v": ["cohort.exclude"],
    "2": ["extract.preset", "extract.edit"],
    "3": ["split.thaw", "split.seed", "split.more"], "4/radiomics<Enter>": ["model.choose"], "4<End>": ["model.less"],
    "p": ["patient.exclude"],
  ]
}
