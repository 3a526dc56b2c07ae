import Testing

@testable import TUI

@MainActor @Suite struct `Running a study` {
  @Test func `settings are explained line by line before anything runs`() async throws {
    let driver = await Driver()
    try await driver.press("2")
    #expect(driver.screen.contains("FBS 25 HU"))
    #expect(driver.screen.contains("so that texture means the same"))
    #expect(driver.screen.contains("12 cases"))
    try await driver.press("<Right>")
    #expect(driver.screen.contains("mask is 64×64×20 but image is 64×64×24"))
  }

  @Test func `an extraction shows progress, names failures and marks the step`() async throws {
    let driver = await Driver()
    driver.store.send(.go(.extract))
    await driver.store.settleQuick()
    driver.store.send(.event(.key(.enter)))
    driver.store.draw()
    #expect(driver.row(1).contains("◐Extract"))
    await driver.settle()
    #expect(driver.screen.contains("12/12"))
    #expect(driver.screen.contains("✗ P003: the mask is empty."))
    #expect(driver.screen.contains("1 failed"))
  }

  @Test func `x cancels, keeps what is finished, and other keys never wait`() async throws {
    let driver = await Driver()
    try await driver.press("2")
    driver.store.send(.event(.key(.enter)))
    driver.store.send(.event(.key(.character("1"))))
    #expect(driver.store.state.screen == .cohort)
    driver.store.send(.event(.key(.character("2"))))
    driver.store.send(.event(.key(.character("x"))))
    await driver.settle()
    #expect(driver.screen.contains("Cancelled."))
    #expect(driver.store.state.running.isEmpty)
  }

  @Test func `quitting while a job runs is asked about`() async throws {
    let driver = await Driver()
    try await driver.press("2")
    driver.store.send(.event(.key(.enter)))
    driver.store.send(.event(.key(.control("c"))))
    driver.store.draw()
    #expect(driver.screen.contains("A job is running."))
    driver.store.send(.event(.key(.character("n"))))
    #expect(driver.store.quitStatus == nil)
    driver.store.send(.event(.key(.control("c"))))
    driver.store.send(.event(.key(.character("y"))))
    #expect(driver.store.quitStatus == 0)
    driver.store.cancelAll()
    await driver.settle()
  }

  @Test(arguments: [("start", "leave the cohort?"), ("open /data/demo.sqlite", "open another cohort?")])
  func `other ways out of a cohort ask too, and end the job`(verb: String, question: String) async throws {
    let driver = await Driver()
    try await driver.press("2")
    func type(_ keys: String) throws {
      for case .event(let event) in try KeyScript(keys).steps { driver.store.send(.event(event)) }
      driver.store.draw()
    }
    try type("<Enter>:\(verb)<Enter>")
    #expect(driver.screen.contains("A job is running. What is finished is kept; \(question)"))
    try type("n")
    #expect(driver.store.state.running.contains(.extraction) && driver.store.state.cohort != nil)
    try type(":\(verb)<Enter>y")
    await driver.settle()
    #expect(driver.store.state.running.isEmpty)
    #expect(driver.store.state.screen == (verb == "start" ? .start : .cohort))
  }

  @Test func `leaving the cohort while a job runs is asked about, and its last word finds no cohort to ask for`()
    async throws
  {
    var environment = Sample.environment()
    let plans = environment.extractionPlans
    environment.extractionPlans = { path in
      guard !path.isEmpty else { throw Sample.SampleError.noSuchCohort(path) }
      return try await plans(path)
    }
    let driver = await Driver(environment: environment, cohort: nil)
    try await driver.press(":open /data/demo.sqlite<Enter><wait>2")
    for key in [Key.enter, .escape, .escape] { driver.store.send(.event(.key(key))) }
    driver.store.draw()
    #expect(driver.screen.contains("leave the cohort?"))
    driver.store.send(.event(.key(.character("n"))))
    #expect(driver.store.state.screen == .cohort)
    driver.store.send(.event(.key(.escape)))
    driver.store.send(.event(.key(.character("y"))))
    await driver.settle()
    #expect(driver.store.state.screen == .start)
    #expect(driver.store.state.message?.role != .bad)
  }

  @Test func `a split shows its balance and warns of unlike parts`() async throws {
    let driver = await Driver()
    try await driver.press("3")
    #expect(driver.screen.contains("random 70/30, stratified by metastasis"))
    #expect(driver.screen.contains("training 11 (4 events)"))
    #expect(driver.screen.contains("△ 0.040"))
    try await driver.press("<Enter>")
    #expect(driver.screen.contains("The split is frozen"))
  }

  @Test func `models say what is missing before they can run`() async throws {
    let driver = await Driver()
    try await driver.press("4<Enter>")
    #expect(driver.screen.contains("Freeze a split first (3)."))
  }

  @Test func `a model run leads to its results`() async throws {
    let driver = await Driver(environment: Sample.environment(cohort: `Every screen`.Ready.cohort))
    try await driver.press("4<Enter><wait>")
    #expect(driver.store.state.screen == .model || driver.store.state.screen == .results)
  }
}
