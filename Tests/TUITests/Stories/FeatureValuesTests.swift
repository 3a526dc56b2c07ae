import Cohort
import Testing

@testable import TUI

/// The values of every case: the table that a person looks through after an extraction.
@MainActor @Suite struct `Looking through the values` {
  private static let table: DataTable = {
    var columns = [
      TableColumn(name: "patient", values: .text(TextColumn((1...40).map { "P\($0)" }))),
      TableColumn(name: "exam", values: .text(TextColumn((1...40).map { _ in "baseline" }))),
      TableColumn(name: "role", values: .text(TextColumn((1...40).map { $0 % 2 == 0 ? "node" : "tumour" }))),
    ]
    for feature in ["stat_mean", "stat_var", "cm_joint_entr"] + (1...12).map({ "noise\($0)" }) {
      let values = (1...40).map { $0 == 2 && feature == "stat_var" ? Double.nan : Double($0) + 0.123456789 }
      columns.append(TableColumn(name: "original_\(feature)", values: .number(values)))
    }
    return DataTable(columns: columns)
  }()

  private func open(
    size: Size = Size(columns: 80, rows: 24), look: Look = .standard, failing: Bool = false
  ) async throws -> Driver {
    var environment = Sample.environment(cohort: `Every screen`.Ready.cohort)
    let table = Self.table
    environment.featureValues = { _, wanted in
      if failing { throw Sample.SampleError.noSuchCohort("/data/none") }
      return FeatureValues(extraction: wanted ?? "ct", table: table)
    }
    let driver = await Driver(size: size, look: look, environment: environment)
    try await driver.press(":features<Enter>v")
    await driver.settle()
    return driver
  }

  @Test(arguments: [Size(columns: 60, rows: 16), Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)])
  func `are cases by features, without the columns that tell no case apart`(size: Size) async throws {
    for look in [Look.standard, .plain] {
      let driver = try await open(size: size, look: look)
      #expect(
        driver.row(0).contains("40 cases \(look.isASCII ? "x" : "×") 15") || size.columns == 60, "\(driver.screen)")
      #expect(driver.row(2).contains("[Values]"))
      let header = driver.row(3)
      #expect(header.contains("patient") && header.contains("role") && !header.contains("exam"), "\(driver.screen)")
      // What all names begin with is left out; values that are missing stay empty cells, not numbers.
      #expect(header.contains(" stat_mean") && !header.contains("original_"))
      #expect(driver.row(4).contains("P1") && driver.row(4).contains("1.12"))
      #expect(!driver.screen.contains("nan"))
    }
  }

  @Test func `a value is read with all its digits, also a missing one`() async throws {
    let driver = try await open()
    try await driver.press("<Right><Right>")
    #expect(driver.screen.contains("original_stat_mean: 1.123456789"), "\(driver.screen)")
    try await driver.press("<Right>j")
    #expect(driver.screen.contains("original_stat_var: missing"), "\(driver.screen)")
  }

  @Test func `the cases stay in view while features go by, and G goes to the last`() async throws {
    let driver = try await open()
    try await driver.press("LL")
    #expect(driver.screen.contains("original_noise12: 1.123456789"), "\(driver.screen)")
    #expect(driver.row(4).contains("P1 ") && driver.row(4).contains("tumour"), "\(driver.screen)")
    try await driver.press("G")
    #expect(driver.screen.contains("original_noise12: 40.123456789"))
    try await driver.press("HHH<Home>")
    #expect(driver.screen.contains("patient: P1"), "\(driver.screen)")
  }

  @Test func `are exported and copied as they are, not as they are shown`() async throws {
    let driver = try await open()
    let state = driver.store.state.features
    let file = try #require(FeaturesScreen.exports(state, in: driver.store.state.context).first)
    #expect(file.name == "feature-values-ct.csv")
    #expect(file.contents.hasPrefix("patient,exam,role,original_stat_mean,"))
    #expect(file.contents.contains("P2,baseline,node,2.123456789,,2.123456789"), "\(file.contents.prefix(400))")
    try await driver.press("<Right><Right>")
    let effects = FeaturesScreen.copyValue(driver.store.state.features, wholeCase: false)
    guard case .copy(let text, let what)? = effects.first else {
      Issue.record("nothing is copied")
      return
    }
    #expect(text == "1.123456789" && what == "original_stat_mean")
    guard case .copy(let row, _)? = FeaturesScreen.copyValue(driver.store.state.features, wholeCase: true).first else {
      Issue.record("nothing is copied")
      return
    }
    #expect(row.hasPrefix("P1\ttumour\t1.123456789\t"))
  }

  @Test func `values that cannot be read say why`() async throws {
    let driver = try await open(failing: true)
    #expect(driver.screen.contains("There is no cohort at /data/none. Check the name."), "\(driver.screen)")
    #expect(FeaturesScreen.exports(driver.store.state.features, in: driver.store.state.context).isEmpty)
  }
}
