import Cohort
import Testing

@testable import TUI

/// What a sentence or a list says can be read to its end on every terminal.
@MainActor @Suite struct `Nothing is cut off for good` {
  nonisolated private static let sizes = [
    Size(columns: 60, rows: 16), Size(columns: 80, rows: 24), Size(columns: 120, rows: 40),
  ]

  @Test(arguments: sizes) func `the help is read whole by scrolling`(size: Size) async throws {
    let driver = await Driver(size: size)
    try await driver.press("?")
    var seen = ""
    for _ in 0..<40 {
      seen += driver.screen
      try await driver.press("<PageDown>")
      if driver.store.state.overlay == nil { break }
    }
    for end in ["letters.", "explains.", "drops.", "diagnosis."] {
      let isThere = seen.contains(end)
      #expect(isThere, "\(end)")
    }
    // An ellipsis of their own have --time … and :theme … only.
    let cut = seen.split(separator: "\n").filter { $0.contains("│") && $0.contains("…") && !$0.contains(" …") }
    #expect(cut.isEmpty, "\(cut)")
  }

  @Test(arguments: sizes) func `an unreadable filter says all that is to be done`(size: Size) async throws {
    let driver = await Driver(size: size)
    func said() -> String { driver.screen.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    try await driver.press("/surgery_date>2010")
    #expect(said().contains("and \"2010\" is not one; write 2010-04-30."), "\(driver.screen)")
    try await driver.press("<C-u>zebra_stripes>3")
    #expect(said().contains("there is no column \"zebra_stripes\"; the columns are patient, age"), "\(driver.screen)")
    #expect(said().contains("surgery_date, cea, centre."), "\(driver.screen)")
    try await driver.press("<C-u>agge>3")
    #expect(said().contains("there is no column \"agge\". Did you mean age?"), "\(driver.screen)")
  }

  @Test func `every column has its summary, however many there are`() async throws {
    let patients = (1...40).map { "P\($0)" }
    var columns = [TableColumn(name: "patient", values: .text(TextColumn(patients)))]
    for number in 1...300 {
      columns.append(TableColumn(name: "feature_\(number)", values: .number((0..<40).map { Double($0 * number) })))
    }
    let cohort = OpenCohort(path: "/data/wide.sqlite", name: "wide", table: DataTable(columns: columns))
    let driver = await Driver(environment: Sample.environment(cohort: cohort))
    try await driver.press("cG")
    #expect(driver.screen.contains("feature_300"))
    let rows = driver.screen.split(separator: "\n").filter { $0.contains("✓ feature_") }
    #expect(rows.count > 10 && rows.allSatisfy { $0.contains("med ") }, "\(driver.screen)")
  }
}
