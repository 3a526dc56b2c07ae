import Cohort
import Testing

@testable import TUI

/// A cursor reads exact values from the distributions of a feature.
@MainActor @Suite struct `Reading a distribution` {
  @Test func `before the cursor is moved the quartiles are read`() async throws {
    let driver = await Driver()
    try await driver.press(":features<Enter><Enter>")
    let text = driver.screen.split(separator: "\n").joined(separator: " ")
    #expect(text.contains("whiskers") && text.contains("median"), "\(driver.screen)")
  }

  @Test func `arrows move a line along every shape and count what lies below it`() async throws {
    let driver = await Driver(size: Size(columns: 120, rows: 40))
    try await driver.press(":features<Enter><Enter><Right>")
    let state = driver.store.state.features
    let column = try #require(state.column)
    let groups = try #require(state.table?.overview.groups(of: column))
    for shape in ["boxes", "violins", "histogram", "density"] {
      #expect(driver.store.state.features.shape.rawValue == shape)
      let figure = try #require(FeaturesScreen.figure(driver.store.state.features))
      let x = try #require((figure as? Plot)?.cursor ?? (figure as? BoxPlot)?.cursor)
      let text = driver.screen.split(separator: "\n").map { $0.trimmingPrefix(" ") }.joined(separator: " ")
      for group in groups where shape != "histogram" {
        let count = group.values.count { $0 <= x }
        #expect(text.contains("\(count) of \(group.values.count) at or below"), "\(shape): \(driver.screen)")
      }
      if shape == "histogram" { #expect(text.contains("from ") && text.contains(" of \(groups[0].values.count) (")) }
      if shape == "density" { #expect(text.contains("density ")) }
      try await driver.press("d")
    }
    let before = try #require(driver.store.state.features.place)
    try await driver.press("<S-Right>")
    #expect(abs(try #require(driver.store.state.features.place) - before - 0.1) < 1e-9)
    try await driver.press("0")
    #expect(driver.store.state.features.place == nil)
  }

  @Test func `the key of the heat map fits a line of its own with and without colour`() async throws {
    for look in [Look.standard, .plain, Look(color: .sixteen)] {
      let driver = await Driver(look: look)
      try await driver.press(":features<Enter><Tab><Tab>")
      let rows = driver.screen.split(separator: "\n")
      let key = rows.first { $0.contains("−1") || $0.contains("-1 %") }
      #expect(key != nil && key?.contains("…") == false, "\(driver.screen)")
      if look.color < .indexed256 { #expect(key?.contains("% = -") == true && key?.contains("+ * #") == true) }
    }
  }
}
