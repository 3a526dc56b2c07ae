import Cohort
import Features
import Foundation
import Testing

@testable import TUI

/// Keys are faster than a disk: each counts from the one before, whether or not that is written.
@MainActor @Suite(.serialized) struct `Settings chosen quickly` {
  /// Presses keys without waiting for anything.
  private func type(_ script: String, _ driver: Driver) throws {
    for case .event(let event) in try KeyScript(script).steps { driver.store.send(.event(event)) }
  }

  @Test func `two presses of ] go two presets on, and back`() async throws {
    let live = try LiveCohort(patients: 12)
    let driver = await Driver(environment: live.environment, cohort: live.path)
    try await driver.press("2")
    #expect(driver.store.state.extract.plan?.preset == "ct")
    try type("]]", driver)
    // It is shown before it is written.
    #expect(driver.store.state.extract.plan?.preset == "pet")
    await driver.settle()
    #expect(driver.store.state.extract.plan?.preset == "pet")
    #expect(driver.store.state.extract.plan?.settings?.settings == ExtractionSettings.preset("pet"))
    try type("[[", driver)
    await driver.settle()
    #expect(driver.store.state.extract.plan?.settings?.settings == ExtractionSettings.preset("ct"))
    for expected in ["mr", "pet", "mr", "ct"] {
      try await driver.press("u")
      await driver.settle()
      #expect(driver.store.state.extract.plan?.preset == expected)
    }
  }

  @Test func `a number typed on a line that has none is that number, and nothing typed is none`() async throws {
    let live = try LiveCohort(patients: 12)
    let driver = await Driver(environment: live.environment, cohort: live.path)
    try await driver.press("2Ge2<Enter>")
    await driver.settle()
    #expect(driver.store.state.extract.plan?.settings?.settings.volume == 2, "\(driver.screen)")
    try await driver.press("e<C-u><Enter>")
    await driver.settle()
    #expect(driver.store.state.extract.plan?.settings?.settings.volume == nil, "\(driver.screen)")
    try await driver.press("e<Enter>")
    await driver.settle()
    #expect(driver.store.state.extract.problem == nil, "\(driver.screen)")
    // What every line shows can be typed as it is offered.
    let settings = ExtractionSettings()
    for field in SettingField.allCases {
      let same = try? field.set(field.typed(settings), in: settings)
      #expect(same == settings, "\(field.title): \(field.typed(settings))")
    }
  }

  @Test func `Space goes through usual values, types where there are none, and leaves the cases alone`() async throws {
    let live = try LiveCohort(patients: 12)
    let driver = await Driver(environment: live.environment, cohort: live.path)
    func title() -> String? { App.screenCommands(driver.store.state).first { $0.id == "extract.cycle" }?.title }
    try await driver.press("2<Tab>")
    let before = driver.store.state.extract.plan?.settings?.settings
    try await driver.press("<Space>")
    #expect(driver.screen.contains("The cursor is on the cases: Tab goes to the settings."), "\(driver.screen)")
    #expect(driver.store.state.extract.prompt == nil)
    // Keys meant for the list are no text, and nothing was changed.
    try await driver.press("99<Tab>")
    await driver.settle()
    #expect(driver.store.state.extract.plan?.settings?.settings == before)
    // The voxel size is typed, where one sees it, and the command says so.
    #expect(driver.store.state.extract.field == .spacing)
    #expect(title() == "Type this setting, which has no usual values")
    try await driver.press("<Space>")
    #expect(driver.screen.split(separator: "\n").contains { $0.contains("voxel size") && $0.contains("▏") })
    try await driver.press("<Esc>j")
    #expect(driver.store.state.extract.field == .interpolation)
    #expect(title() == "Next usual value of this setting")
    try await driver.press("<Space>")
    await driver.settle()
    #expect(driver.store.state.extract.prompt == nil)
    let settings = try #require(driver.store.state.extract.plan?.settings?.settings)
    #expect(settings.imageInterpolation != before?.imageInterpolation)
  }

  @Test func `what runs is what was chosen last`() async throws {
    let live = try LiveCohort(patients: 12)
    let driver = await Driver(environment: live.environment, cohort: live.path)
    try await driver.press("2")
    try type("]][<Enter>", driver)
    await driver.settle()
    await driver.settle()
    #expect(driver.screen.contains("All 12 cases are extracted."), "\(driver.screen)")
    let database = try CohortDatabase(path: live.path, mode: .readOnly)
    let extraction = try #require(try database.extractions().first)
    let mr = try #require(ExtractionSettings.preset("mr"))
    #expect(extraction.settingsDigest == SettingsFile(name: "ct", settings: mr).digest)
    try database.close()
  }

  @Test func `what could not be written is not shown as chosen`() async throws {
    let live = try LiveCohort(patients: 12)
    var environment = live.environment
    environment.edit = { path, _ in throw FreshFileError.notWritable(path) }
    let driver = await Driver(environment: environment, cohort: live.path)
    try await driver.press("2")
    try type("]]", driver)
    await driver.settle()
    #expect(driver.store.state.extract.plan?.preset == "ct")
    let words = driver.screen.split(separator: "\n").map { $0.trimmingPrefix(" ") }.joined(separator: " ")
    #expect(words.contains("cannot be written"), "\(driver.screen)")
  }
}
