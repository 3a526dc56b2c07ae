import Cohort
import Foundation
import Stats
import Testing

@testable import TUI

/// A baseline table of many rows and many groups is made quickly, says how far it is, and can be left.
@MainActor @Suite(.serialized) struct `Many groups` {
  private static let rowCount = 100_000

  private func column(_ name: String, levels: Int, step: Int) -> TableColumn {
    TableColumn(
      name: name,
      values: .text(
        TextColumn(
          levels: (0..<levels).map { "\(name)\($0)" },
          codes: (0..<Self.rowCount).map { Int32($0 * step / 7 % levels) })))
  }

  @Test func `three hundred groups of a hundred thousand rows take no more than seconds, however many texts there are`()
    throws
  {
    let table = DataTable(columns: [
      column("centre", levels: 300, step: 7), column("diagnosis", levels: 300, step: 13),
      column("grade", levels: 4, step: 5),
      TableColumn(name: "age", values: .number((0..<Self.rowCount).map { Double($0 * 37 % 91) })),
    ])
    let start = ContinuousClock.now
    let baseline = try BaselineTable(of: table, rows: Array(0..<Self.rowCount), by: "centre")
    // Half a second where the compiler has optimised it; a debug build is an order of magnitude slower.
    #expect(ContinuousClock.now - start < .seconds(20))
    #expect(baseline.result.groups.count == 300)
    let diagnosis = try #require(baseline.result.rows.first { $0.name == "diagnosis" })
    guard case .counts(let levels, let counts) = diagnosis.content else {
      Issue.record("a category is counted")
      return
    }
    #expect(levels.count == 300)
    #expect(counts.reduce(0) { $0 + $1.reduce(0, +) } == Self.rowCount)
    #expect(diagnosis.test?.name == "χ² test")
  }

  @Test func `too many groups get a sentence at once`() async throws {
    var cohort = Sample.cohort()
    cohort.table = DataTable(columns: [
      TableColumn(name: "patient", values: .text(TextColumn((0..<Self.rowCount).map { "P\($0)" }))),
      column("centre", levels: 300, step: 7),
    ])
    let driver = await Driver(environment: Sample.environment(cohort: cohort))
    try await driver.press("<Right>t")
    #expect(driver.store.state.screen == .cohort)
    #expect(driver.screen.contains("centre has more than 60 different texts."), "\(driver.screen)")
  }

  @Test func `a table in the making says how far it is, and ends when it is left`() async throws {
    let values = (0..<20_000).map { Double($0 * 37 % 91) }
    let columns = (0..<40).map { TableColumn(name: "v\($0)", values: .number(values)) }
    let arm = TableColumn(
      name: "arm", values: .text(TextColumn(levels: ["a", "b"], codes: (0..<20_000).map { Int32($0 % 2) })))
    let request = TableOneRequest(
      table: DataTable(columns: [arm] + columns), rows: Array(0..<20_000), column: "arm")
    let task = Task.detached {
      var told: [String] = []
      _ = try? request.made { progress in
        told.append(progress.text)
        if told.count == 3 { withUnsafeCurrentTask { $0?.cancel() } }
      }
      return told
    }
    #expect(await task.value == ["1 of 40 variables", "2 of 40 variables", "3 of 40 variables"])
    let driver = await Driver()
    try await driver.press("llt")
    #expect(driver.store.state.screen == .tableOne)
    driver.store.send(.tableOne(.progress(JobProgress("3 of 40 variables", fraction: 0.075))))
    var state = driver.store.state
    state.tableOne.result = nil
    #expect(App.view(state).text.contains("Comparing the groups: 3 of 40 variables"))
    // Left before it was there, it is made when one comes back.
    driver.store.send(.tableOne(.failed("")))
    try await driver.press("<Esc>")
    #expect(driver.store.state.screen == .cohort)
  }
}
