import Cohort
import Testing

@testable import TUI

/// Ten thousand random keys on every screen: no trap, no hang, no lost edit.
@Suite struct `A monkey at the keyboard` {
  static let screens = [
    "", "<Enter>", "p", "llt", "v", ":import<Enter>", "2", "3", "4<Enter><wait>", "5", "5]", "5]]", "5]]]",
    "6", "<resize 140x40>", "5]:forest<Enter>", "5]:lasso<Enter>", ":features<Enter><Tab>d",
  ]

  /// Typed texts, and keys that are bound nowhere.
  static let others: [Key] =
    Array("0123456789/:?[]+-=*!. <>&'\"陈é").map { Key.character($0) } + [.backspace, .delete, .control("w"), .space]

  /// Leaving and pausing the program ends the walk.
  static let leaving: Set<Key> = [.character("q"), .character("Q"), .control("c"), .control("z"), .control("d")]

  /// Every key that is bound here, from the table of the commands itself: a new command is known to the monkey at once.
  @MainActor static func bound(in state: AppState) -> [Key] {
    (App.screenCommands(state) + App.globalCommands(state)).flatMap(\.keys).filter { !leaving.contains($0) }
  }

  @MainActor @Test func `knows the keys of every screen`() async throws {
    var known: Set<Key> = []
    for way in Self.screens {
      let driver = await Driver(environment: Sample.environment(cohort: `Every screen`.Ready.withEveryResult))
      try await driver.press(way)
      known.formUnion(Self.bound(in: driver.store.state))
    }
    for key in "IMTFGHJKLNO" { #expect(known.contains(.character(key)), "\(key)") }
    #expect(known.isDisjoint(with: Self.leaving))
  }

  /// All that is kept in the file and all that a person has arranged on the screens.
  private struct Whole: Equatable {
    var file: MemoryFile.Contents
    var tables: [UnitLevel: CohortScreen.Arrangement]
    var splits: [SplitPlan]
    var model: ModelScreen.Draft

    @MainActor init(_ driver: Driver, _ file: MemoryFile) async {
      self.file = await file.contents
      let state = driver.store.state
      tables = state.table.map(CohortScreen.draft) ?? [:]
      splits = SplitScreen.draft(state.split)
      model = ModelScreen.draft(state.model)
    }
  }

  /// Takes the last change back and does it again: all must be as before, and the change must have been one.
  @MainActor private func checkUndo(_ driver: Driver, _ file: MemoryFile) async {
    driver.store.cancelAll()
    driver.store.send(.resized(Size(columns: 80, rows: 24)))
    driver.store.send(.closeOverlay)
    await driver.settle()
    let screen = driver.store.state.screen
    // The file of tests has no split that could be forgotten.
    guard let step = driver.store.state.history.undoable(on: screen), !step.title.hasPrefix("split") else { return }
    let after = await Whole(driver, file)
    driver.store.send(.undo)
    await driver.settle()
    guard driver.store.state.screen == screen else { return }
    let before = await Whole(driver, file)
    #expect(before != after, "undo of \(step.title) on \(screen) changed nothing")
    driver.store.send(.redo)
    await driver.settle()
    let again = await Whole(driver, file)
    #expect(again == after, "\(step.title) on \(screen) is another thing when it is done again")
  }

  @MainActor @Test(arguments: screens) func `survives on every screen and every edit can be undone`(
    way: String
  ) async throws {
    let file = MemoryFile()
    let driver = await Driver(environment: Sample.environment(cohort: `Every screen`.Ready.withEveryResult, file: file))
    try await driver.press(way)
    var random = UInt64(way.count) &* 7919 &+ 11
    func next(_ bound: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % bound
    }
    for step in 0..<10_000 {
      switch next(60) {
      case 0:
        driver.store.send(
          .event(.mouse(MouseEvent([.press, .release, .drag, .wheelDown][next(4)], column: next(90), row: next(30)))))
      case 1: driver.store.send(.event(.paste("age>5\u{1B}[2J\u{202E}陈\u{0}")))
      case 2: driver.store.send(.resized(Size(columns: next(140), rows: next(60))))
      case 3: driver.store.send(.resized(Size(columns: 80, rows: 24)))
      case 4..<16: driver.store.send(.event(.key(Self.others[next(Self.others.count)])))
      default:
        let keys = Self.bound(in: driver.store.state)
        driver.store.send(.event(.key(keys.isEmpty ? .escape : keys[next(keys.count)])))
      }
      if driver.store.state.cohort == nil { driver.store.begin(cohortPath: "/data/demo.sqlite") }
      if step % 250 == 0 { await driver.store.settleQuick() }
      if step % 1000 == 999 { await checkUndo(driver, file) }
    }
    driver.store.cancelAll()
    await driver.settle()
    #expect(driver.display.canvas.gridSize == driver.store.state.size)
    // What the history still knows can be taken back step by step; nothing of it is lost.
    driver.store.send(.resized(Size(columns: 80, rows: 24)))
    driver.store.send(.closeOverlay)
    for _ in 0..<600 {
      guard driver.store.state.history.past.contains(where: { $0.screen == nil }) else { break }
      driver.store.send(.undo)
      await driver.settle()
    }
    #expect(!driver.store.state.history.past.contains { $0.screen == nil })
  }

  /// The cohort file is as it was before every edit was made, however many of them there were.
  @MainActor @Test func `all edits of a file taken back leave the file that was opened`() async throws {
    let file = MemoryFile()
    let driver = await Driver(environment: Sample.environment(cohort: `Every screen`.Ready.withEveryResult, file: file))
    let opened = await Whole(driver, file)
    try await driver.press("xreason<Enter>jjx<Enter>")
    try await driver.press("3<Enter>")
    await driver.settle()
    #expect(await Whole(driver, file) != opened)
    for _ in 0..<20 where driver.store.state.history.past.contains(where: { $0.screen == nil }) {
      driver.store.send(.undo)
      await driver.settle()
    }
    #expect(await file.contents == MemoryFile.Contents())
  }
}
