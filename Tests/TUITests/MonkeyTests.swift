import Cohort
import Testing

@testable import TUI

/// Ten thousand random keys on every screen: no trap, no hang, no lost edit.
@Suite struct `A monkey at the keyboard` {
  static let screens = [
    "", "<Enter>", "p", "llt", "v", ":import<Enter>", "2", "3", "4<Enter><wait>", "5", "5]", "5]]", "5]]]",
    "6", "<resize 140x40>", "5]:forest<Enter>", "5]:lasso<Enter>", ":features<Enter><Tab>d",
  ]

  static let keys: [Key] =
    Array("abcdefghijklmnoprstuvwxyzABCFGHJKLNOSUY0123456789/:?[]+-=*!. <>&'\"陈é").map { Key.character($0) } + [
      .enter, .escape, .tab, .backTab, .up, .down, .left, .right, .pageUp, .pageDown, .home, .end, .backspace, .delete,
      .control("p"), .control("u"), .control("w"), .control("t"), .control("r"), .control("o"), .control("g"),
      .control(" "), .shiftUp,
      .shiftDown,
      .shiftLeft, .shiftRight, .altLeft, .altRight, .function(1), .function(3), .function(5), .space,
    ]

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
      default: driver.store.send(.event(.key(Self.keys[next(Self.keys.count)])))
      }
      if driver.store.state.cohort == nil { driver.store.begin(cohortPath: "/data/demo.sqlite") }
      if step % 250 == 0 { await driver.store.settleQuick() }
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
}
