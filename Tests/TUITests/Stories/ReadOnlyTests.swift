import Cohort
import Foundation
import Testing

@testable import TUI

/// A session that was begun read-only makes and changes no cohort, whichever is open and whatever is typed.
@MainActor @Suite(.serialized) struct `A read-only session` {
  private func contents(_ folder: String) throws -> [String: Data] {
    var found: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) where name.hasSuffix(".sqlite") {
      found[name] = try Data(contentsOf: URL(filePath: folder + "/" + name))
    }
    return found
  }

  @Test func `changes no file and makes none, by any key or command`() async throws {
    let live = try LiveCohort(patients: 12)
    let folder = URL(filePath: live.path).deletingLastPathComponent().path
    try Data("patient,age\nZ1,60\nZ2,61\n".utf8).write(to: URL(filePath: folder + "/other.csv"))
    try Data("study: x\noutcome: {binary: death}\n".utf8).write(to: URL(filePath: folder + "/x.yaml"))
    let before = try contents(folder)
    #expect(!before.isEmpty)
    let driver = await Driver(isReadOnly: true, environment: live.environment, cohort: live.path)
    for way in [
      "x", "O", ":exclude P1 moved<Enter>", ":outcome age<Enter>", "2<Enter>", "2e1<Enter>", "3<Enter>", "4<Enter>",
      ":run \(folder)/x.yaml<Enter>", ":import \(folder)/other.csv<Enter>", "w", "y", "<Esc><Esc>",
      ":import.write<Enter>", "u",
    ] {
      try await driver.press(way)
      await driver.settle()
      #expect(try contents(folder) == before, "\(way)\n\(driver.screen)")
    }
  }

  @Test func `says why an import is not written`() async throws {
    let live = try LiveCohort(patients: 12)
    let folder = URL(filePath: live.path).deletingLastPathComponent().path
    try Data("patient,age\nZ1,60\n".utf8).write(to: URL(filePath: folder + "/other.csv"))
    let driver = await Driver(isReadOnly: true, environment: live.environment, cohort: nil)
    try await driver.press(":import \(folder)/other.csv<Enter>")
    await driver.settle()
    try await driver.press("w")
    #expect(driver.screen.contains(EnvironmentError.readOnly.description), "\(driver.screen)")
  }

  @Test func `has no door through which a cohort could be written`() async throws {
    var opened: [Bool] = []
    var environment = Sample.environment()
    let open = environment.openCohort
    let asked = Asked()
    environment.openCohort = { path, isReadOnly in
      await asked.add(isReadOnly)
      return try await open(path, isReadOnly)
    }
    let closed = environment.readOnly()
    _ = try await closed.openCohort("/data/demo.sqlite", false)
    opened = await asked.all
    #expect(opened == [true])
    let plan = try #require(Sample.plans.first)
    await #expect(throws: EnvironmentError.readOnly) { _ = try await closed.extract("", plan) { _ in } }
    await #expect(throws: EnvironmentError.readOnly) {
      _ = try await closed.runModel(
        "", ModelPlan(outcome: OutcomeChoice(.binary, name: "x", summary: ""), blocks: [.clinical])
      ) { _ in }
    }
    await #expect(throws: EnvironmentError.readOnly) { _ = try await closed.runStudy("", "x.yaml") { _ in } }
    await #expect(throws: EnvironmentError.readOnly) { _ = try await closed.edit("", .split(nil)) }
    await #expect(throws: EnvironmentError.readOnly) {
      _ = try await closed.importCohort(ImportRequest(source: "a.csv", target: "a.sqlite"))
    }
    await #expect(throws: EnvironmentError.readOnly) { _ = try await closed.generateSample("none-such") { _ in } }
  }

  private actor Asked {
    private(set) var all: [Bool] = []
    func add(_ flag: Bool) { all.append(flag) }
  }
}

/// Tables of one folder go into one cohort only where they are about the same people.
@MainActor @Suite(.serialized) struct `A table of strangers` {
  @Test func `is not added to a cohort without a question`() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "radish-strangers-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data("patient,age\nP1,60\nP2,61\n".utf8).write(to: URL(filePath: folder + "/first.csv"))
    try Data("patient,weight\nQ1,80\nQ2,81\nQ3,82\n".utf8).write(to: URL(filePath: folder + "/second.csv"))
    try Data("patient,height\nP2,180\nP3,181\n".utf8).write(to: URL(filePath: folder + "/third.csv"))
    let environment = TUI.Environment.live(variables: ["HOME": folder, "XDG_STATE_HOME": folder + "/state"])
    let driver = await Driver(environment: environment, cohort: nil)
    func take(_ name: String) async throws {
      try await driver.press(":import \(folder)/\(name)<Enter>")
      await driver.settle()
      try await driver.press("w")
      await driver.settle()
    }
    try await take("first.csv")
    let path = try #require(driver.store.state.cohort?.path)
    func count() throws -> Int {
      let database = try CohortDatabase(path: path, mode: .readOnly)
      defer { try? database.close() }
      return try database.counts().patients
    }
    #expect(try count() == 2)
    try await take("second.csv")
    #expect(driver.screen.contains("has 2 patients and none of these"), "\(driver.screen)")
    #expect(try count() == 2)
    try await driver.press("n")
    await driver.settle()
    #expect(try count() == 2)
    #expect(driver.screen.contains("none of these"), "\(driver.screen)")
    try await driver.press("wy")
    await driver.settle()
    #expect(try count() == 5, "\(driver.screen)")
    // Who is known already is a reason to add the others.
    try await take("third.csv")
    #expect(try count() == 6, "\(driver.screen)")
  }
}
