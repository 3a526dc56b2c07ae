import Cohort
import Foundation
import Testing

@testable import TUI

/// A person closes the program and finds everything as it was the next day.
@MainActor @Suite struct `Coming back` {
  private func open(_ session: Session) async -> Driver {
    await Driver(environment: Sample.environment(), session: session)
  }

  @Test func `filter, sort, columns and cursor are as they were left`() async throws {
    let first = await open(Session())
    try await first.press("/sex=F<Enter>lsl-jj")
    let left = try #require(first.store.state.table)
    let second = await open(Session().remembering(first.store.state))
    let found = try #require(second.store.state.table)
    #expect(found.arrangement == left.arrangement)
    #expect(found.rows == left.rows)
    #expect(found.selectedLabel == left.selectedLabel)
    #expect(second.screen.contains("The filter of last time is set: sex=F."))
  }

  @Test func `the table of exams is shown again with its own filter and cursor`() async throws {
    let first = await open(Session())
    try await first.press("v/exam=baseline<Enter>jj")
    #expect(first.store.state.table?.rows.count == 16)
    let second = await open(Session().remembering(first.store.state))
    let found = try #require(second.store.state.table)
    #expect(found.level == .exam)
    #expect(found.rows.count == 16 && found.selectedLabel == "P003")
    #expect(second.store.state.screen == .cohort)
  }

  @Test func `marks are not kept`() async throws {
    let first = await open(Session())
    try await first.press("  ")
    let second = await open(Session().remembering(first.store.state))
    #expect(second.store.state.table?.arrangement.marks == [])
  }

  @Test func `from the start screen the screen is restored too`() async throws {
    let first = await open(Session())
    try await first.press("3")
    let session = Session().remembering(first.store.state)
    let second = await Driver(environment: Sample.environment(), cohort: nil, session: session)
    try await second.press("<Enter>")
    #expect(second.store.state.screen == .split)
    try await second.press("<Esc>")
    #expect(second.store.state.screen == .cohort)
  }

  @Test func `a filter on a column that is gone is left away`() async throws {
    let first = await open(Session())
    try await first.press("/cea>3<Enter>")
    var session = Session().remembering(first.store.state)
    session.visits[0].arrangements[.patient]?.filter = "no_such_column>3"
    let second = await open(session)
    #expect(second.store.state.table?.rows.count == 16)
  }

  @Test func `the file is readable by its owner only, and a damaged one is no session`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "radish-session-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = SessionFile(path: folder.path + "/state/session")
    var session = Session()
    session.theme = .light
    file.write(session)
    #expect(file.read() == session)
    let rights = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
    #expect(rights == 0o600)
    try Data("{\"visits\": 3".utf8).write(to: URL(filePath: file.path))
    #expect(file.read() == Session())
  }

  @Test func `keys for commands that do not exist, and keys with two meanings, are told`() throws {
    #expect(
      KeymapCheck.problems(Keymap(text: "cohort.filter = F")).contains {
        $0 == "Keys: cohort.filter has taken the only key of cohort.group, which has none now."
      })
    #expect(
      KeymapCheck.problems(Keymap(text: "cohort.filter = <F9>\ncohort.group = <F9>")).contains(
        "Keys: F9 is bound to cohort.filter and to cohort.group; it does the first."))
    #expect(
      KeymapCheck.problems(Keymap(text: "cohort.filtre = <F9>"))
        == ["Keys: there is no command cohort.filtre. Is cohort.filter meant?"])
    #expect(KeymapCheck.problems(Keymap(text: "cohort.filter = <F9>")).isEmpty)
  }
}

/// Whoever quits on any screen finds it again: the same lines, with the cursor where it was.
@MainActor @Suite struct `Coming back to a screen` {
  nonisolated static let ways = [
    "jjlzz", "/age>50<Enter>jjs", "2jjj", "2jj<Tab>", "2z", ":features<Enter>jj", ":features<Enter>s/noise<Enter>j",
    ":features<Enter>j<Enter>", ":features<Enter>v", "3jj", "3jjz", "4jjj", "5<Tab><Tab>", "5<Tab>j", "6<Tab>", "jjp",
    "jj<Enter>", "llt", "v", "4j<Space>jjj<Space>", "4G+++", "4GGk---", ":view P003<Enter>jj2", ":view P003<Enter>c==j",
    ":view P003<Enter>1zi",
  ]

  private func environment() -> TUI.Environment { Sample.environment(cohort: `Every screen`.Ready.withEveryResult) }

  private func seen(_ driver: Driver) -> String {
    var state = driver.store.state
    state.message = nil
    return App.view(state).text
  }

  @Test(arguments: ways) func `shows it as it was left`(way: String) async throws {
    let first = await Driver(environment: environment(), session: Session())
    try await first.press(way)
    await first.settle()
    let session = try #require(first.store.state.session).remembering(first.store.state)
    // What is kept survives being written and read.
    let kept = try JSONDecoder().decode(Session.self, from: JSONEncoder().encode(session))
    let second = await Driver(environment: environment(), session: kept)
    await second.settle()
    #expect(second.store.state.screen == first.store.state.screen)
    #expect(seen(second) == seen(first))
  }

  @Test func `an image is looked at as it was left, though another screen was shown last`() async throws {
    let first = await Driver(environment: environment(), session: Session())
    try await first.press(":view P003<Enter>jj2s=")
    await first.settle()
    let left = seen(first)
    try await first.press(":cohort<Enter>")
    let session = try #require(first.store.state.session).remembering(first.store.state)
    let second = await Driver(environment: environment(), session: session)
    #expect(second.store.state.screen == .cohort)
    // A session in which the image is not looked at forgets nothing of it.
    let again = try #require(second.store.state.session).remembering(second.store.state)
    let third = await Driver(environment: environment(), session: again)
    try await third.press(":view P003<Enter>")
    await third.settle()
    #expect(seen(third) == left)
    // Another image of the patient begins as every image does.
    #expect(first.store.state.viewer.kept != nil && third.store.state.viewer.left == nil)
  }

  @Test func `choices that do not fit any more are left as they are, and nothing breaks`() async throws {
    let first = await Driver(environment: environment(), session: Session())
    try await first.press("4j<Space>:view P003<Enter>jj=")
    await first.settle()
    var session = try #require(first.store.state.session).remembering(first.store.state)
    session.visits[0].places?["model"]?.model = ModelScreen.Kept(
      outcome: "no such outcome", blocks: ["clinical", "genomics"], pipeline: "forest", tuning: "none",
      leftOut: ["no_such_column"], correlationLimit: 7, top: -4, folds: 4000)
    session.visits[0].places?["viewer"]?.view?.plane = "oblique"
    session.visits[0].places?["viewer"]?.view?.position = [1e300, -.infinity]
    session.visits[0].places?["viewer"]?.view?.preset = 77
    session.visits[0].places?["viewer"]?.view?.zooms = ["axial": -3, "nowhere": 2]
    session.visits[0].places?["viewer"]?.view?.centre = [1e9, 1e9, 1e9]
    session.visits[0].screen = "model"
    let second = await Driver(environment: environment(), session: session)
    let model = second.store.state.model
    #expect(model.outcomeName == first.store.state.model.outcomeName)
    #expect(model.blocks == [.clinical] && model.pipeline == .lasso && model.tuning == .minimum)
    #expect(model.correlationLimit == 0.95 && model.top == 1 && model.folds == 20)
    try await second.press(":view P003<Enter>")
    await second.settle()
    let viewer = second.store.state.viewer
    #expect(viewer.plane == .axial && viewer.zoom == 1 && viewer.centre == nil && viewer.base != nil)
  }

  @Test func `a patient who is named goes before what was left`() async throws {
    let first = await Driver(environment: environment(), session: Session())
    try await first.press("3")
    let session = try #require(first.store.state.session).remembering(first.store.state)
    let display = MemoryDisplay(size: Size(columns: 80, rows: 24), look: .standard)
    var state = AppState()
    state.session = session
    let store = Store(state: state, display: display, environment: environment())
    store.begin(cohortPath: "/data/demo.sqlite", patient: "P002")
    await store.settle()
    #expect(store.state.screen == .viewer && store.state.viewer.image?.patient == "P002")
  }

  private func opened(_ change: (inout OpenCohort) -> Void, _ visit: (inout Session.Visit) -> Void) async throws
    -> Driver
  {
    var cohort = `Every screen`.Ready.withEveryResult
    cohort.origin = "import abc 1"
    let first = await Driver(environment: Sample.environment(cohort: cohort), session: Session())
    try await first.press("/sex=F<Enter>3")
    var session = try #require(first.store.state.session).remembering(first.store.state)
    visit(&session.visits[0])
    change(&cohort)
    return await Driver(environment: Sample.environment(cohort: cohort), session: session)
  }

  @Test func `a cohort that was moved is known again, and it is said where it lay`() async throws {
    let driver = try await opened({ _ in }, { $0.path = "/old/demo.sqlite" })
    #expect(driver.store.state.table?.arrangement.filter == "sex=F" && driver.store.state.screen == .split)
    #expect(driver.screen.contains("This cohort lay at /old/demo.sqlite last time"), "\(driver.screen)")
  }

  @Test func `a cohort that has other patients now says so`() async throws {
    let driver = try await opened({ _ in }, { $0.count = 14 })
    #expect(driver.screen.contains("It has 16 patients now; it had 14 when it was left."), "\(driver.screen)")
  }

  @Test func `another cohort of the same path is shown from the start, and that is said`() async throws {
    let driver = try await opened({ $0.origin = "import other 2" }, { _ in })
    #expect(driver.store.state.table?.arrangement.filter == "" && driver.store.state.screen == .cohort)
    #expect(driver.screen.contains("This is another cohort than the one that lay here last time."))
  }

  @Test func `what an older version kept is still understood`() throws {
    let text = """
      {"visits": [{"path": "/data/demo.sqlite", "screen": "split", "level": "patient", "arrangements": []}]}
      """
    let session = try JSONDecoder().decode(Session.self, from: Data(text.utf8))
    #expect(session.visits[0].places == nil && session.visits[0].screen == "split")
  }
}

/// The table is seen first; what was done with the cohort comes after.
@MainActor @Suite struct `Opening a cohort that was worked on` {
  /// The cohort as the program opens it: splits and results are still to be read.
  private func environment(_ study: CohortStudy, delay: Duration) -> Environment {
    var cohort = `Every screen`.Ready.cohort
    cohort.splits = []
    cohort.results = []
    cohort.isComplete = false
    var environment = Sample.environment(cohort: cohort)
    environment.loadStudy = { _ in
      try await Task.sleep(for: delay)
      return study
    }
    return environment
  }

  @Test func `shows the table before the results, and says so where they are waited for`() async throws {
    let study = CohortStudy(splits: `Every screen`.Ready.cohort.splits, results: [Sample.wholeResult])
    let display = MemoryDisplay(size: Size(columns: 80, rows: 24), look: .standard)
    let store = Store(
      state: AppState(), display: display, environment: environment(study, delay: .seconds(60)))
    store.begin(cohortPath: "/data/demo.sqlite")
    while store.state.cohort == nil { try await Task.sleep(for: .milliseconds(1)) }
    store.draw()
    #expect(display.text.contains("P001"))
    store.send(.event(.key(.character("5"))))
    store.draw()
    #expect(display.text.contains("Reading the results …"))
    store.send(.event(.key(.character("4"))))
    store.draw()
    #expect(display.text.contains("Reading the split …") && !display.text.contains("No split is frozen"))
    store.cancelAll()
  }

  @Test func `takes splits and results when they are read`() async throws {
    let study = CohortStudy(splits: `Every screen`.Ready.cohort.splits, results: [Sample.wholeResult])
    let driver = await Driver(environment: environment(study, delay: .zero))
    try await driver.press("3")
    #expect(driver.screen.contains("✓ frozen"))
    try await driver.press("5")
    #expect(driver.row(0).contains("metastasis · elastic net"))
  }

  @Test func `a cohort that is read early is given to the first who opens it`() async throws {
    let counter = Counter()
    let base = Sample.environment()
    var counting = base
    counting.openCohort = { path, isReadOnly in
      await counter.add()
      return try await base.openCohort(path, isReadOnly)
    }
    let early = counting.opening("/data/demo.sqlite", isReadOnly: false)
    _ = try await early.openCohort("/data/demo.sqlite", false)
    #expect(await counter.count == 1)
    _ = try await early.openCohort("/data/demo.sqlite", false)
    #expect(await counter.count == 2)
    await #expect(throws: (any Error).self) { _ = try await early.openCohort("/data/none.sqlite", false) }
  }

  private actor Counter {
    private(set) var count = 0
    func add() { count += 1 }
  }
}
