import Testing

@testable import TUI

/// Someone keeps several cohorts under one name.
@MainActor @Suite struct `Cohorts of one name` {
  private static func recent(_ place: String, _ title: String) -> StartEntry {
    let path = place.hasPrefix("~") ? "/home/me" + place.dropFirst() : place
    return StartEntry(.recent(path: path), title: title, summary: "40 patients", place: place)
  }

  @Test func `are told apart by their folders, as many as it takes`() {
    let entries = [
      Self.recent("~/a/sts.sqlite", "sts"), Self.recent("~/b/x/sts.sqlite", "sts"),
      Self.recent("~/c/x/sts.sqlite", "sts"), Self.recent("/data/crc/cohort.sqlite", "crc"),
      Self.recent("/old/crc/cohort.sqlite", "crc"), Self.recent("~/egfr.sqlite", "egfr"),
    ]
    #expect(
      StartEntry.titles(of: entries) == ["sts (a)", "sts (b/x)", "sts (c/x)", "crc (data)", "crc (old)", "egfr"])
    #expect(StartEntry.titles(of: [Self.recent("/x.sqlite", "x"), Self.recent("/a/x.sqlite", "x")]) == ["x", "x (a)"])
    #expect(StartEntry.titles(of: []).isEmpty)
  }

  @Test(arguments: [Size(columns: 60, rows: 16), Size(columns: 80, rows: 24), Size(columns: 140, rows: 40)])
  func `the start screen says where each lies, its middle cut`(size: Size) async throws {
    var environment = Sample.environment()
    let long = "~/projects/2026/" + String(repeating: "影像组学/", count: 14) + "sts.sqlite"
    let entries = [
      Self.recent(long, "sts"), Self.recent("~/other/sts.sqlite", "sts"),
    ]
    environment.startEntries = { entries }
    for look in [Look.standard, .plain] {
      let driver = await Driver(size: size, look: look, environment: environment, cohort: nil)
      #expect(driver.screen.contains("sts (other)") && driver.screen.contains("~/other/sts.sqlite"), "\(driver.screen)")
      #expect(driver.screen.contains("~/projects/2026/") && driver.screen.contains("/sts.sqlite"), "\(driver.screen)")
      #expect(driver.screen.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= size.columns })
    }
  }
}
