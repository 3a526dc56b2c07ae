import Cohort
import Testing

@testable import TUI

/// What must hold for every screen at every size.
@Suite struct `Every screen` {
  static let sizes: [Size] = {
    let edges = [0, 1, 2, 3, 5, 8, 15, 16, 20, 24, 40, 59, 60, 61, 80, 100, 140, 200]
    var sizes: [Size] = []
    for columns in edges {
      for rows in [0, 1, 2, 3, 7, 15, 16, 17, 24, 30, 60] { sizes.append(Size(columns: columns, rows: rows)) }
    }
    return sizes + [Size(columns: 500, rows: 150)]
  }()

  /// Key scripts that lead to every screen and overlay, with and without content.
  static let ways = [
    "", "?", "<C-p>so", ":sort a", "/age>60", "c", "/age>200<Enter>", "<Enter>", "<Enter>v", "<Enter>c", "<Enter>sm",
    "<Enter>f", "<Enter>bw", "<Enter>r", "<Enter>T", "<Enter>Fz", "<Enter>dljd++LK",
    "2", "2<Enter><wait>",
    "2<Tab>", "2<Tab>c", "2c<Tab><Enter>", "2et", ":features<Enter>", ":features<Enter><Tab>", ":features<Enter><Tab>d",
    ":features<Enter><Tab><Tab><Right>", ":features<Enter>i", ":features<Enter>/sta",
    "3", "3<Down>", "3<Down>m", "3<Enter>", "4", "4<Down><Space>", "4<End>+", "4<Enter><wait>", "5",
    "4<Enter><wait><Tab>", "4<Enter><wait><Tab><Tab>",
    "4<Enter><wait><Tab><Tab><Tab>", "4<Enter><wait><Tab><Tab><Tab><Tab>", "<Esc>", "6", "<C-g>", "4<C-g>",
    ":open /data/", ":<F1>", ":sort <F1>", ":doctor<Enter>", ":answer<Enter>",
    "p", "px", "pj<Enter>", "v", "vv", "lllF", "llt", "llllO", "x", "fhig", "b", "zz", "c", ":import<Enter>",
    ":import /data/new/manifest.csv<Enter>", ":import<Enter>i", " jj x", "/me", "llllllls!",
    "<resize 140x40>", "<resize 140x40>jI", "<resize 200x60>vG",
  ]

  @MainActor @Test(arguments: ways) func `draws at any size without touching anything outside`(way: String) async throws
  {
    for look in [Look.standard, .plain] {
      let driver = await Driver(look: look, environment: Sample.environment(cohort: Ready.cohort))
      try await driver.press(way)
      for size in Self.sizes {
        var state = driver.store.state
        state.size = size
        let canvas = App.view(state)
        #expect(canvas.gridSize == size)
        #expect(canvas.cells.count == size.columns * size.rows)
        // Every row has exactly its width: no wide glyph is cut and none hangs over.
        for row in 0..<size.rows { #expect(DisplayWidth.of(canvas.text(row: row)) == size.columns) }
        guard !state.isTooSmall else { continue }
        let last = canvas.text(row: size.rows - 1)
        if state.overlay == nil {
          #expect(last.contains(Self.help(state)), "the footer lost its ? at \(size): \(last)")
        }
        #expect(canvas.text(row: 0).contains("Radish"))
        if state.screen == .viewer, state.overlay == nil {
          #expect(canvas.text.contains("research use only, not for diagnosis"), "at \(size)")
        }
        if state.screen == .cohort, state.overlay == nil, let table = state.table, table.preview.picture != nil,
          CohortScreen.showsPreview(table, state.context), table.panel == nil
        {
          #expect(canvas.text.contains("research use only, not for diagnosis"), "beside the table at \(size)")
        }
      }
    }
  }

  /// Every tab of every kind of result: two classes with everything, survival, several classes, a question to the table.
  static let resultWays: [String] =
    ["5", "5s", "5!", "5ob0", "5r"]
    + ["]", "]s", "]]", "]]T", "]]t", "]]]"].flatMap { result in
      (0..<10).map { "5\(result)" + String(repeating: "<Tab>", count: $0) }
    }
    + [
      "5]<Tab><Tab><Right><Right>", "5]:forest<Enter>", "5]:lasso<Enter><Left>", ":km age metastasis sex<Enter><wait>",
    ]

  @MainActor @Test(arguments: resultWays) func `every tab of every result draws at any size`(way: String) async throws {
    for look in [Look.standard, .plain] {
      let driver = await Driver(look: look, environment: Sample.environment(cohort: Ready.withEveryResult))
      try await driver.press(way)
      #expect(driver.store.state.screen == .results)
      for size in Self.sizes where size.columns >= 60 || size.columns == 0 {
        var state = driver.store.state
        state.size = size
        let canvas = App.view(state)
        for row in 0..<size.rows { #expect(DisplayWidth.of(canvas.text(row: row)) == size.columns) }
        if !state.isTooSmall { #expect(canvas.text(row: size.rows - 1).contains("?")) }
      }
      let conflicts = Keymap.conflicts(in: App.screenCommands(driver.store.state))
      #expect(conflicts.isEmpty, "\(conflicts)")
    }
  }

  @MainActor @Test(arguments: ["6", "6<Enter>", "6<Enter><Right>", "6<Enter><Left>", "6<Tab>", "6<Tab><Tab>jj", "6w"])
  func `every page of the report draws at any size`(way: String) async throws {
    for look in [Look.standard, .plain] {
      let driver = await Driver(look: look, environment: Sample.environment(cohort: Ready.withEveryResult))
      try await driver.press(way)
      #expect(driver.store.state.screen == .report)
      for size in Self.sizes {
        var state = driver.store.state
        state.size = size
        let canvas = App.view(state)
        for row in 0..<size.rows { #expect(DisplayWidth.of(canvas.text(row: row)) == size.columns) }
        if !state.isTooSmall { #expect(canvas.text(row: size.rows - 1).contains(Self.help(state))) }
      }
      let conflicts = Keymap.conflicts(in: App.screenCommands(driver.store.state))
      #expect(conflicts.isEmpty, "\(conflicts)")
    }
  }

  /// Whoever drags the corner of a window about and back finds everything where it was: cursor, scroll, typed text.
  @MainActor
  @Test(arguments: ways + resultWays + ["6", "6jj<PgDn>", "6<Enter><Right>", "6<Tab>jj", "6w", "pjx moved", "fmet"])
  func `shows the same after other sizes`(way: String) async throws {
    let driver = await Driver(
      look: .plain,
      environment: Sample.environment(cohort: resultWay(way) ? Ready.withEveryResult : Ready.cohort))
    try await driver.press(way)
    let size = driver.store.state.size
    await driver.settle()
    let before = driver.screen
    try await driver.press(
      "<resize 60x16><resize 200x60><resize 40x10><resize 500x150><resize \(size.columns)x\(size.rows)>")
    await driver.settle()
    #expect(driver.screen == before)
  }

  private func resultWay(_ way: String) -> Bool { way.hasPrefix("5") || way.hasPrefix("6") || way.hasPrefix(":km") }

  /// The way to help that the last row must not lose: where something is typed, ? is text and F1 is help.
  static func help(_ state: AppState) -> String { App.face(state).typing == nil ? "? help" : "F1 help" }

  enum Ready {
    /// A cohort in which every step can be taken.
    static let cohort: OpenCohort = {
      var cohort = Sample.cohort()
      cohort.steps = [.cohort: .done, .extract: .done, .split: .done]
      cohort.splits = [Sample.preview(SplitPlan(.random(stratifiedBy: "metastasis")), isFrozen: true)]
      return cohort
    }()

    /// The same with a result to look at.
    static let withResults: OpenCohort = {
      var ready = cohort
      ready.steps[.model] = .done
      ready.steps[.results] = .done
      ready.results = Sample.results
      return ready
    }()

    /// The same with a result of every kind.
    static let withEveryResult: OpenCohort = {
      var ready = withResults
      ready.results += [Sample.wholeResult, Sample.survivalResult, Sample.classResult]
      return ready
    }()
  }

  @MainActor @Test func `below 60×16 says what is needed and ignores keys`() async throws {
    let driver = await Driver(size: Size(columns: 50, rows: 12))
    #expect(driver.screen.hasPrefix("Radish needs 60×16; this terminal is 50×12."))
    try await driver.press("jjj5/x<Enter>")
    #expect(driver.store.state.screen == .cohort)
    #expect(driver.store.state.table?.cursor.row == 0)
    try await driver.press("<resize 80x24>")
    #expect(driver.row(0).contains("demo"))
    try await driver.press("<resize 50x12>q")
    #expect(driver.store.quitStatus == 0)
  }

  @MainActor @Test(arguments: ways) func `no two commands share a key by accident`(way: String) async throws {
    let driver = await Driver(environment: Sample.environment(cohort: Ready.cohort))
    try await driver.press(way)
    let own = App.screenCommands(driver.store.state)
    // Arrow keys double as moves of the crosshair; everything else has one meaning per screen.
    let conflicts = Keymap.conflicts(in: own)
    #expect(conflicts.isEmpty, "\(conflicts)")
  }

  @MainActor @Test(arguments: ways) func `any thousand keys are survived`(way: String) async throws {
    let driver = await Driver(environment: Sample.environment(cohort: Ready.cohort))
    try await driver.press(way)
    var random: UInt64 = UInt64(way.count) &* 77 &+ 5
    func next(_ bound: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % bound
    }
    let keys: [Key] =
      "abcdefghijklmnoprstuvwxyzASGNUY0123456789/:?[]+-=* .<>&".map { Key.character($0) } + [
        .enter, .escape, .tab, .backTab, .up, .down, .left, .right, .pageUp, .pageDown, .home, .end, .backspace,
        .delete,
        .control("p"), .control("u"), .control("w"), .control("t"), .control("r"), .space, .shiftUp, .shiftLeft,
        .function(3), .function(5),
      ]
    for step in 0..<1000 {
      switch next(40) {
      case 0:
        driver.store.send(
          .event(.mouse(MouseEvent([.press, .release, .drag, .wheelUp][next(4)], column: next(90), row: next(30)))))
      case 1: driver.store.send(.event(.paste("age>5\u{1B}[2J陈")))
      case 2: driver.store.send(.resized(Size(columns: next(120), rows: next(50))))
      case 3: driver.store.send(.resized(Size(columns: 80, rows: 24)))
      default: driver.store.send(.event(.key(keys[next(keys.count)])))
      }
      if step % 200 == 0 {
        driver.store.draw()
        await driver.store.settleQuick()
      }
    }
    driver.store.cancelAll()
    await driver.settle()
    #expect(driver.display.canvas.gridSize == driver.store.state.size)
  }
}
