import Cohort
import Testing

@testable import TUI

/// A reader goes through every tab of the results.
@MainActor @Suite struct `Going through the tabs` {
  private func open(_ result: StudyResult, size: Size = Size(columns: 80, rows: 24), look: Look = .standard) async
    -> Driver
  {
    var cohort = `Every screen`.Ready.cohort
    cohort.results = [result]
    return await Driver(size: size, look: look, environment: Sample.environment(cohort: cohort))
  }

  @Test func `risks of a survival outcome are shown by a time, and t takes the next`() async throws {
    let driver = await open(Sample.survivalResult)
    try await driver.press("5:calibration<Enter>")
    #expect(driver.screen.contains("risk by 12 months"))
    #expect(driver.screen.contains("clinical: predicted 0.350, observed 0.300 (0.100–0.600)"))
    try await driver.press("t")
    #expect(driver.screen.contains("risk by 24 months"))
    try await driver.press("<Tab>")
    #expect(driver.row(2).contains("[Decision]") && driver.screen.contains("risk by 24 months"))
    #expect(driver.screen.contains("treat all"))
  }

  @Test func `of two classes calibration keeps its smooth curves and slopes`() async throws {
    let driver = await open(Sample.wholeResult)
    try await driver.press("5:calibration<Enter>")
    #expect(driver.screen.contains("slope") && driver.screen.contains("Brier"))
    #expect(!driver.screen.contains("risk by"))
  }

  @Test func `several classes are a matrix of true and called`() async throws {
    let driver = await open(Sample.classResult)
    try await driver.press("5:confusion<Enter>")
    #expect(driver.screen.contains("rows are true, columns called"))
    #expect(driver.screen.contains("quadratic κ 0.68 (0.50–0.86)"))
    let file = try #require(ResultsScreen.exports(driver.store.state.results, in: driver.store.state.context).first)
    #expect(file.contents.contains("clinical,validation,1,2,3\n"))
  }

  @Test func `curves carry their names without colour`() async throws {
    for look in [Look.standard, .plain] {
      let driver = await open(Sample.survivalResult, look: look)
      try await driver.press("5:km<Enter>")
      // Once in the legend, once in the table of numbers at risk, once beside the curve.
      let rows = driver.screen.split(separator: "\n")
      let names = rows.reduce(0) { $0 + $1.ranges(of: "high risk").count }
      #expect(names >= 3, "\(driver.screen)")
    }
  }
}
