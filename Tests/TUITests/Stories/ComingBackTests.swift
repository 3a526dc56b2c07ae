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
      KeymapCheck.problems(try Keymap(text: "cohort.filter = f")).contains {
        $0.contains("f is bound to cohort.filter and to cohort.find")
      })
    #expect(
      KeymapCheck.problems(try Keymap(text: "cohort.filtre = <F9>"))
        == ["Keys: there is no command cohort.filtre. Is cohort.filter meant?"])
    #expect(KeymapCheck.problems(try Keymap(text: "cohort.filter = <F9>")).isEmpty)
  }
}
