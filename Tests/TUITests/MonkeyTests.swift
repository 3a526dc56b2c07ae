import Cohort
import Features
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

  /// The environment of the walk: extractions with settings that can be edited, and a split that can be forgotten.
  static func environment(_ file: MemoryFile) -> Environment {
    var environment = Sample.environment(cohort: `Every screen`.Ready.withEveryResult, file: file)
    let plans = ["ct", "pet"].map { name in
      ExtractionPlan(
        name: name, title: name,
        settings: ExtractionSettings.preset(name).map { SettingsFile(name: name, settings: $0) }, caseCount: 3)
    }
    environment.extractionPlans = { _ in await file.chosen(plans) }
    return environment
  }

  static var file: MemoryFile { MemoryFile(frozen: SplitPlan(.random(stratifiedBy: "metastasis"))) }

  /// All that is kept in the file, all that a person has arranged on the screens, and what they show of the file.
  struct Whole: Equatable {
    var file: MemoryFile.Contents
    var extractions: [ExtractionPlan]
    var frozen: SplitPlan?
    var tables: [UnitLevel: CohortScreen.Arrangement]
    var splits: [SplitPlan]
    var model: ModelScreen.Draft

    @MainActor init(_ driver: Driver, _ file: MemoryFile) async {
      self.file = await file.contents
      let state = driver.store.state
      extractions = state.screen == .extract ? state.extract.plans : []
      frozen = state.split.frozen?.plan
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
    guard let step = driver.store.state.history.undoable(on: screen) else { return }
    let after = await Whole(driver, file)
    await checkWhatIsShown(driver, file, "before undo of \(step.title)")
    driver.store.send(.undo)
    await driver.settle()
    guard driver.store.state.screen == screen else { return }
    let before = await Whole(driver, file)
    #expect(before != after, "undo of \(step.title) on \(screen) changed nothing")
    await checkWhatIsShown(driver, file, "undo of \(step.title)")
    driver.store.send(.redo)
    await driver.settle()
    await checkWhatIsShown(driver, file, "redo of \(step.title)")
    let again = await Whole(driver, file)
    #expect(again == after, "\(step.title) on \(screen) is another thing when it is done again")
  }

  /// The screens of extraction and split show what is in the file, not what was in it before.
  @MainActor private func checkWhatIsShown(_ driver: Driver, _ file: MemoryFile, _ moment: String) async {
    let state = driver.store.state
    let contents = await file.contents
    #expect(state.split.frozen?.plan == contents.frozen, "the split after \(moment)")
    guard state.screen == .extract else { return }
    let plans = try? await Self.environment(file).extractionPlans("/data/demo.sqlite")
    #expect(state.extract.plans == plans, "the extractions after \(moment)")
  }

  @MainActor @Test(arguments: screens) func `survives on every screen and every edit can be undone`(
    way: String
  ) async throws {
    let file = Self.file
    let driver = await Driver(environment: Self.environment(file))
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

  @MainActor @Test func `changes that follow each other faster than they are written are all taken back`() async throws
  {
    let file = Self.file
    let driver = await Driver(environment: Self.environment(file))
    let opened = await file.contents
    try await driver.press("3+")
    // Nobody waits for the file between these two.
    driver.store.send(.event(.key(.character("x"))))
    driver.store.send(.event(.key(.enter)))
    await driver.settle()
    #expect(driver.store.state.history.past.count { $0.screen == nil } == 2)
    #expect(await file.contents.frozen != opened.frozen && driver.store.state.split.frozen != nil)
    for _ in 0..<2 {
      driver.store.send(.undo)
      await driver.settle()
    }
    #expect(await file.contents == opened)
    // What was planned meanwhile is still there, beside what is frozen.
    #expect(driver.store.state.split.frozen?.plan == opened.frozen)
    #expect(driver.store.state.split.drafts.contains { $0.trainingShare > 0.7 })
    #expect(driver.screen.contains("✓ frozen"))
  }

  @MainActor @Test func `a change done again is taken back though another was made while it was written`() async throws
  {
    let file = Self.file
    let driver = await Driver(environment: Self.environment(file))
    let opened = await file.contents
    try await driver.press("3x<wait>u<wait>")
    await driver.settle()
    #expect(await file.contents == opened)
    // Nobody waits for the file between these two; the second ends what can be done again.
    driver.store.send(.redo)
    driver.store.send(.event(.key(.character("+"))))
    await driver.settle()
    #expect(await file.contents.frozen == nil)
    #expect(driver.store.state.history.past.count { $0.screen == nil } == 1)
    for _ in 0..<2 {
      driver.store.send(.undo)
      await driver.settle()
    }
    #expect(await file.contents == opened)
    #expect(driver.store.state.split.frozen?.plan == opened.frozen)
  }

  /// The cohort file is as it was before every edit was made, however many of them there were.
  @MainActor @Test func `all edits of a file taken back leave the file that was opened`() async throws {
    let file = Self.file
    let driver = await Driver(environment: Self.environment(file))
    let opened = await Whole(driver, file)
    try await driver.press("xreason<Enter>jjx<Enter>")
    try await driver.press("3x<wait>+<Enter><wait>2]<wait>")
    await driver.settle()
    #expect(await Whole(driver, file) != opened)
    #expect(await file.contents.settings["ct"] != nil && driver.store.state.split.frozen != nil)
    for _ in 0..<20 where driver.store.state.history.past.contains(where: { $0.screen == nil }) {
      driver.store.send(.undo)
      await driver.settle()
    }
    #expect(await file.contents == opened.file)
    #expect(driver.store.state.split.frozen?.plan == opened.file.frozen)
    let plans = try await Self.environment(file).extractionPlans("/data/demo.sqlite")
    #expect(driver.store.state.extract.plans == plans)
  }
}
