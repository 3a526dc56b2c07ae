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

  @Test(arguments: sizes, ["", "s"]) func `counts are whole, and what has no room is counted`(
    size: Size, way: String
  ) async throws {
    var cohort = `Every screen`.Ready.withEveryResult
    cohort.results = [Sample.wholeResult]
    let driver = await Driver(size: size, environment: Sample.environment(cohort: cohort))
    try await driver.press("5:confusion<Enter>\(way)")
    let result = try #require(driver.store.state.results.result)
    let shown = driver.screen.split(separator: "\n").dropFirst(4).dropLast(6).joined(separator: "\n")
    #expect(!shown.contains("…"), "\(driver.screen)")
    for model in result.modelNames where !driver.screen.contains("\(model) · score") {
      #expect(driver.screen.contains("more"), "\(model)\n\(driver.screen)")
    }
    // In half of the smallest screen a share and its interval are two lines.
    guard size.columns > 60 || way.isEmpty else { return }
    #expect(driver.screen.contains("sensitivity 0.75 (0.48–0.93)"), "\(driver.screen)")
    #expect(driver.screen.contains("ppv 0.71 (0.44–0.90)"), "\(driver.screen)")
  }

  @Test(arguments: sizes) func `the test of a comparison is read whole`(size: Size) async throws {
    var result = Sample.wholeResult
    let test = "weighted generalised score test of Kosinski (2013), two-sided"
    result.comparisons = [
      .init(
        first: "combined", second: "clinical", part: "validation", metric: "ΔAUC", difference: 0.2, low: 0.02,
        high: 0.38, p: 0.03, test: "DeLong"),
      .init(
        first: "combined", second: "radiomics", part: "validation", metric: "Δ positive predictive value",
        difference: 0.1, low: -0.1, high: 0.3, p: 0.31, test: test),
    ]
    var cohort = `Every screen`.Ready.withEveryResult
    cohort.results = [result]
    let driver = await Driver(size: size, environment: Sample.environment(cohort: cohort))
    try await driver.press("5:compare<Enter>j")
    let said = driver.screen.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(said.contains(test), "\(driver.screen)")
    #expect(said.contains("combined − radiomics, validation: Δ positive predictive value 0.100") || size.columns == 120)
  }

  @Test(arguments: sizes) func `all that the model screen says can be read`(size: Size) async throws {
    let driver = await Driver(size: size, environment: Sample.environment(cohort: `Every screen`.Ready.cohort))
    try await driver.press("4G")
    func said() -> String { driver.screen.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    let state = driver.store.state
    let sentences = ModelScreen.sentences(state.model, state.context).map(\.text)
    func areAllThere() -> Bool { sentences.allSatisfy { said().contains($0) } }
    if !areAllThere() {
      #expect(said().contains("z: all"), "\(driver.screen)")
      try await driver.press("z")
      #expect(areAllThere(), "\(sentences)\n\(driver.screen)")
      try await driver.press("z")
    }
    // The choices have their room back, and what this screen leaves to a file is not cut.
    #expect(driver.screen.contains("folds 5") && !driver.screen.contains("readers…"), "\(driver.screen)")
    #expect(driver.screen.contains("cut-off rules, readers"), "\(driver.screen)")
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
