import Cohort
import Testing

@testable import TUI

@Suite struct `Values in groups` {
  private static let numbers = TableColumn(name: "cea level", values: .number((0..<100).map { Double($0) } + [.nan]))
  private static let dates = TableColumn(
    name: "seen", values: .date((0..<100).map { Int32(14_000 + $0 * 10) } + [ColumnValues.missingDate]))
  private static let texts = TableColumn(name: "name", values: .text(TextColumn((0..<101).map { "n\($0)" })))

  @Test func `many numbers become quarters, with the missing apart`() throws {
    let groups = try #require(ValueGroups(Self.numbers, rows: Array(0..<101)))
    #expect(groups.isBinned && groups.missing == [100])
    #expect(groups.groups.map(\.name) == ["0 to <25", "25 to <50", "50 to <75", "75 to 99"])
    #expect(groups.groups.map(\.rows.count) == [25, 25, 25, 25])
  }

  @Test func `eleven different numbers are quarters, ten are groups`() throws {
    func groups(_ count: Int) throws -> ValueGroups {
      let column = TableColumn(name: "age", values: .number((0..<40).map { Double($0 % count) }))
      return try #require(ValueGroups(column, rows: Array(0..<40)))
    }
    #expect(try !groups(10).isBinned && groups(10).groups.count == 10)
    #expect(try groups(11).isBinned && groups(11).groups.count == 4)
  }

  @Test func `dates become years`() throws {
    let groups = try #require(ValueGroups(Self.dates, rows: Array(0..<101)))
    // Day 14,000 is 1 May 2008; 990 days later it is 2011.
    #expect(groups.groups.map(\.name) == ["2008", "2009", "2010", "2011"])
    #expect(groups.groups.reduce(0) { $0 + $1.rows.count } == 100)
  }

  @Test func `the condition of a group keeps exactly its rows`() throws {
    let table = DataTable(columns: [Self.texts, Self.numbers, Self.dates])
    for column in [Self.numbers, Self.dates] {
      let groups = try #require(ValueGroups(column, rows: Array(0..<101)))
      for group in groups.groups {
        #expect(try FilterExpression(group.condition).rows(in: table) == group.rows, "\(group.condition)")
      }
    }
  }

  @Test func `few values stay as they are, and many texts are no groups`() throws {
    let few = TableColumn(name: "who's", values: .text(TextColumn(["b'c", nil, "a", "b'c"])))
    let groups = try #require(ValueGroups(few, rows: [0, 1, 2, 3]))
    #expect(!groups.isBinned && groups.missing == [1])
    #expect(groups.groups.map(\.name) == ["a", "b'c"] && groups.groups.map(\.rows) == [[2], [0, 3]])
    #expect(ValueGroups(Self.texts, rows: Array(0..<101)) == nil)
  }

  @Test func `numbers that are nearly all alike make the quarters that there are`() throws {
    let column = TableColumn(
      name: "x", values: .number([Double](repeating: 1, count: 400) + (0..<80).map { 2 + Double($0) }))
    let groups = try #require(ValueGroups(column, rows: Array(0..<480)))
    #expect(groups.groups.count == 2 && groups.groups.map(\.rows.count).reduce(0, +) == 480)
  }
}
