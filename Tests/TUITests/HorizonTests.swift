import Cohort
import Testing

@testable import TUI

@Suite struct `Times at which risks are judged` {
  private static let outcome = StudyOutcome.survival(time: "os_months", event: "died", occurred: "1")

  private static func table(_ months: [Double], _ died: [Double]) -> DataTable {
    DataTable(columns: [
      TableColumn(name: "patient", values: .text(TextColumn(months.indices.map { "P\($0)" }))),
      TableColumn(name: "os_months", values: .number(months)), TableColumn(name: "died", values: .number(died)),
    ])
  }

  @Test func `are round, after five events and while a tenth is watched`() throws {
    // Forty patients, one a month, every second one dies: five events by month 10, a tenth is watched until month 36.
    let months = (1...40).map { Double($0) }
    let horizons = try #require(
      StudyPlan.horizons(Self.outcome, Self.table(months, months.map { Int($0) % 2 == 0 ? 1 : 0 })))
    #expect(horizons == [12, 24, 36])
  }

  @Test func `are none for two classes, and none where too little happens`() {
    let months = (1...40).map { Double($0) }
    #expect(
      StudyPlan.horizons(.binary(column: "died", positive: "1"), Self.table(months, months.map { _ in 1 })) == nil)
    #expect(StudyPlan.horizons(Self.outcome, Self.table(months, months.map { $0 > 38 ? 1 : 0 })) == nil)
    #expect(StudyPlan.horizons(Self.outcome, Self.table([.nan, -1], [1, 1])) == nil)
  }
}
