import Cohort
import Stats
import Testing

@testable import TUI

/// Of several curves one is picked out and read first, and what is written beside them can be read at any size.
@MainActor @Suite struct `Picking out a curve` {
  nonisolated static let sizes = [
    Size(columns: 60, rows: 16), Size(columns: 80, rows: 24), Size(columns: 120, rows: 40),
  ]
  nonisolated static let looks = [Look.standard, Look(color: .mono), Look(plots: .box), .plain]

  private func open(_ result: StudyResult, size: Size, look: Look = .standard) async -> Driver {
    var cohort = `Every screen`.Ready.cohort
    cohort.results = [result]
    return await Driver(size: size, look: look, environment: Sample.environment(cohort: cohort))
  }

  /// Survival of three groups with medians, a hazard ratio and a test.
  private func survival(names: [String] = ["stage I", "stage II", "stage III"]) throws -> StudyResult {
    var result = Sample.survivalResult
    let times = (0..<60).map { SurvivalTime(time: 1 + Double(($0 * 7) % 34), isEvent: $0 % 3 != 0) }
    let curves = try KaplanMeierGroups(times, by: Grouping(labels: (0..<60).map { names[$0 % names.count] }))
    result.survival = ["validation", "training"].map {
      StudyResult.SurvivalPlot(
        model: "radiomics", part: $0, timeUnit: "months", curves: curves,
        summary: .init(logRankP: 0.04, hazardRatio: (value: 2.5, low: 1.2, high: 5.1), medianFollowUp: 28))
    }
    return result
  }

  /// Goes to a tab as a person does; false where the result has none.
  private func go(to tab: ResultsScreen.Tab, _ driver: Driver) async throws -> Bool {
    guard driver.store.state.results.tabs.contains(tab) else { return false }
    try await driver.press("5")
    while driver.store.state.results.tab != tab { try await driver.press("<Tab>") }
    return true
  }

  private func reading(_ driver: Driver) -> String {
    let state = driver.store.state.results
    return ResultsScreen.reading(state, state.partName)
  }

  @Test(arguments: sizes, looks) func `g steps through the groups of survival curves, and reads the one first`(
    size: Size, look: Look
  ) async throws {
    let driver = await open(try survival(), size: size, look: look)
    try await driver.press("5:km<Enter>")
    let sign = look.isASCII ? ">" : "▸"
    #expect(reading(driver).contains(": stage I "), "\(reading(driver))")
    #expect(!driver.screen.contains("\(sign)stage"))
    try await driver.press("gg")
    #expect(reading(driver).contains(": ▸stage II "), "\(reading(driver))")
    // At its curve, and where there is a legend there too: told without colour.
    #expect(driver.screen.contains("\(sign)stage II"), "\(driver.screen)")
    #expect(!driver.screen.contains("\(sign)stage III"), "\(driver.screen)")
    // The whole value is on the screen, whatever else is not.
    let first = try #require(reading(driver).split(separator: ";").first)
    let lines = ResultsScreen.readingLines(
      driver.store.state.results, "validation", Size(columns: size.columns, rows: size.rows - 6), look)
    #expect(lines.joined(separator: " ").hasPrefix(String(first)), "\(lines)")
    try await driver.press("g")
    #expect(reading(driver).contains(": ▸stage III "))
    try await driver.press("g")
    #expect(driver.store.state.results.group == nil && reading(driver).contains(": stage I "))
    try await driver.press("G")
    #expect(reading(driver).contains(": ▸stage III "))
  }

  @Test(arguments: [ResultsScreen.Tab.roc, .precisionRecall, .calibration, .decision])
  func `the model that is read is picked out and comes first`(tab: ResultsScreen.Tab) async throws {
    var result = Sample.wholeResult
    for model in ["clinical", "radiomics", "combined"] {
      let scores = try ScoredOutcomes(
        isPositive: (0..<20).map { $0 % 2 == 0 }, scores: (0..<20).map { Double($0 * 7 % 11) })
      result.precisionRecall.append(.init(model: model, part: "validation", curve: PrecisionRecall(scores)))
    }
    for look in Self.looks {
      let driver = await open(result, size: Size(columns: 120, rows: 40), look: look)
      let sign = look.isASCII ? ">" : "▸"
      #expect(try await go(to: tab, driver))
      #expect(driver.screen.contains("\(sign)clinical"), "\(driver.screen)")
      try await driver.press("<Down>")
      #expect(
        driver.screen.contains("\(sign)radiomics") && !driver.screen.contains("\(sign)clinical"), "\(driver.screen)")
      let text = reading(driver)
      let own = try #require(text.firstRange(of: "radiomics"))
      for other in ["clinical", "combined"] {
        if let place = text.firstRange(of: other) { #expect(own.lowerBound < place.lowerBound, "\(text)") }
      }
    }
  }

  @Test func `areas over time read the model first that is picked out`() async throws {
    let driver = await open(Sample.survivalResult, size: Size(columns: 60, rows: 16))
    try await driver.press("5:tdroc<Enter><Down>")
    #expect(driver.screen.contains("▸radiomics AUC 0.75"), "\(driver.screen)")
    #expect(reading(driver).contains("controls: ▸radiomics AUC 0.75 (0.55–0.90), clinical"))
  }

  @Test func `a model without a value under the cursor is named first all the same`() async throws {
    let driver = await open(Sample.wholeResult, size: Size(columns: 80, rows: 24))
    try await driver.press("5:calibration<Enter><Down><Down>")
    var state = driver.store.state.results
    state.x = 0.999
    #expect(ResultsScreen.reading(state, state.partName).contains("observed ▸combined –"))
  }

  @Test func `its keys are in the footer and in help, and say why they do nothing`() async throws {
    let driver = await open(try survival(), size: Size(columns: 80, rows: 24))
    try await driver.press("5:km<Enter>")
    #expect(driver.lastRow.contains("g group"))
    let help = Help.lines(driver.store.state, columns: 80)
    #expect(help.contains { if case .command("g", "Pick out the next group", _, _) = $0 { true } else { false } })
    try await driver.press(":calibration<Enter>g")
    #expect(driver.screen.contains("Groups are those of survival curves"), "\(driver.screen)")
  }

  @Test func `the curve that is picked out lies over the others and is bold`() {
    var series = (0..<3).map { PlotSeries("\($0)", [PlotPoint(0, 0.5), PlotPoint(1, 0.5)]) }
    series[0].isPicked = true
    for look in Self.looks {
      let plot = Plot(title: "", xAxis: .unit(""), yAxis: .unit(""), series: series)
      var canvas = Canvas(columns: 20, rows: 9)
      PlotInk(plot, size: canvas.bounds.size, look: look).draw(on: &canvas)
      #expect(canvas[10, 4].style.foreground == .role(.series1) && canvas[10, 4].style.attributes.contains(.bold))
      // Nothing of the others is left where it passes: the line is its own, not a mixture.
      let alone = Plot(title: "", xAxis: .unit(""), yAxis: .unit(""), series: [series[0]])
      var own = Canvas(columns: 20, rows: 9)
      PlotInk(alone, size: own.bounds.size, look: look).draw(on: &own)
      #expect((0..<20).allSatisfy { canvas[$0, 4].scalar == own[$0, 4].scalar })
    }
  }

  // MARK: What is written beside the curves

  @Test(arguments: looks) func `a small screen says the test and which key shows ratio and medians`(look: Look)
    async throws
  {
    let driver = await open(try survival(), size: Size(columns: 60, rows: 16), look: look)
    try await driver.press("5:km<Enter>")
    #expect(driver.row(3).contains("log-rank p 0.040"), "\(driver.screen)")
    #expect(driver.row(3).contains("i: "), "\(driver.screen)")
    #expect(!driver.row(3).contains("…") && !driver.row(3).contains("~"))
    #expect(driver.lastRow.contains("i summary"))
    try await driver.press("i")
    let first = driver.screen
    var all = first
    for _ in 0..<4 {
      try await driver.press("<PgDn>")
      all += driver.screen
    }
    let medians = try #require(driver.store.state.results.plot("validation")).curves.groups.map(\.estimate.median)
    for text in [
      "log-rank p 0.040", "HR 2.50 (1.20", "follow-up 28", "stage III", "at risk (censored/events)", "20 (0/0)",
    ] {
      #expect(all.contains(text), "\(text)\n\(first)")
    }
    for median in medians {
      let words = NumberText.median(median.time, median.low, median.high)
      #expect(all.contains(look.isASCII ? words.replacing("–", with: "-") : words), "\(words)\n\(all)")
    }
    try await driver.press("i")
    #expect(driver.row(3).contains("log-rank p 0.040") && driver.lastRow.contains("g group"))
  }

  @Test(arguments: sizes) func `whatever has no room beside the curves is announced`(size: Size) async throws {
    let names = (1...6).map { "Grp with a very long name \($0)" }
    for result in [try survival(names: names), try survival(), Sample.wholeResult, Sample.survivalResult] {
      let driver = await open(result, size: size)
      for tab in ResultsScreen.Tab.allCases where tab.hasNotes && tab != .path {
        guard try await go(to: tab, driver) else { continue }
        let state = driver.store.state.results
        let plot = try #require(ResultsScreen.plot(state, state.partName))
        let notes = plot.notes + (plot.medians?.values ?? []) + plot.series.map(\.detail)
        // A line may be broken in the panel: its first words stand for it.
        let screen = driver.screen.split(separator: " ").joined(separator: " ")
        let isWhole = notes.allSatisfy { note in
          screen.contains(note.split(separator: " ").prefix(2).joined(separator: " "))
        }
        #expect(isWhole || driver.row(3).contains("i: "), "\(tab.rawValue) at \(size)\n\(driver.screen)")
      }
    }
  }

  @Test func `side by side both parts say which key shows the rest, and it shows both`() async throws {
    let driver = await open(try survival(), size: Size(columns: 80, rows: 24))
    try await driver.press("5:km<Enter>s")
    #expect(driver.row(3).ranges(of: "i: ").count == 2, "\(driver.screen)")
    try await driver.press("i")
    #expect(driver.screen.contains("validation"), "\(driver.screen)")
    try await driver.press("<PgDn>")
    #expect(driver.screen.contains("training"), "\(driver.screen)")
    let listing = ResultsScreen.listing(driver.store.state.results, in: driver.store.state.context)
    #expect((listing?.rows(with: "log-rank").count ?? 0) == 2)
  }

  @Test func `two signs on one point of a ROC are said to be one`() throws {
    // Four positive and five negative: at 0.5 three of the positive and one of the negative are called positive.
    var result = Sample.wholeResult
    result.roc = [
      .init(
        model: "clinical", part: "validation",
        points: [
          .init(threshold: nil, sensitivity: 1, specificity: 0),
          .init(threshold: 0.5, sensitivity: 0.75, specificity: 0.8),
          .init(threshold: nil, sensitivity: 0, specificity: 1),
        ], auc: 0.8, low: 0.5, high: 1, positives: 4, negatives: 5)
    ]
    result.confusion = [
      .init(
        model: "clinical", part: "validation", cutoff: 0.41, truePositives: 3, falsePositives: 1, falseNegatives: 1,
        trueNegatives: 4, shares: [])
    ]
    var state = ResultsScreen.State(results: [result])
    let same = try #require(ResultsScreen.rocPlot(state, "validation")).notes
    #expect(same.contains("◆ Youden point of clinical"))
    #expect(same.contains("  and frozen at \(NumberText.short(0.41)): the same point"))
    #expect(!same.contains { $0.contains("▣") })
    state.point = 0
    let apart = try #require(ResultsScreen.rocPlot(state, "validation")).notes
    #expect(apart.contains("▣ frozen at \(NumberText.short(0.41))") && apart.contains("◆ cut-off of clinical"))
  }
}
