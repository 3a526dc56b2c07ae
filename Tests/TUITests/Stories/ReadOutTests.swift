import Cohort
import Stats
import Testing

@testable import TUI

/// What a cursor reads is never lost without a word.
@MainActor @Suite struct `Read-outs` {
  private func open(_ result: StudyResult, size: Size) async -> Driver {
    var cohort = `Every screen`.Ready.cohort
    cohort.results = [result]
    return await Driver(size: size, environment: Sample.environment(cohort: cohort))
  }

  /// Survival of so many groups with long names.
  private func survival(groups count: Int) throws -> StudyResult {
    var result = Sample.survivalResult
    let times = (0..<20 * count).map { SurvivalTime(time: 1 + Double(($0 * 7) % 34), isEvent: $0 % 3 != 0) }
    let names = (0..<20 * count).map { "Grp with a very long name \($0 % count)" }
    let curves = try KaplanMeierGroups(times, by: Grouping(labels: names))
    result.survival = ["validation", "training"].map {
      StudyResult.SurvivalPlot(
        model: "radiomics", part: $0, timeUnit: "months", curves: curves, summary: .init(logRankP: 0.04))
    }
    return result
  }

  @Test(arguments: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 60, rows: 16)])
  func `of two groups both are read, also with both parts beside each other`(size: Size) async throws {
    let driver = await open(Sample.survivalResult, size: size)
    try await driver.press("5:km<Enter>")
    let whole = driver.screen.split(separator: "\n").joined(separator: " ")
    #expect(whole.ranges(of: "at risk").count >= 2, "\(driver.screen)")
    let state = driver.store.state.results
    let inner = Size(columns: size.columns, rows: size.rows - 6)
    let text = ResultsScreen.readingLines(state, state.partName, inner, .standard).joined(separator: " ")
    #expect(text.ranges(of: "at risk").count == 2, "\(text)")
  }

  @Test func `of six groups every one is read or it is said where the rest is`() async throws {
    let result = try survival(groups: 6)
    for size in [Size(columns: 120, rows: 40), Size(columns: 80, rows: 24), Size(columns: 60, rows: 16)] {
      let driver = await open(result, size: size)
      try await driver.press("5:km<Enter>")
      let state = driver.store.state.results
      let lines = ResultsScreen.readingLines(
        state, state.partName, Size(columns: size.columns, rows: size.rows - 8), .standard)
      let text = lines.joined(separator: " ")
      #expect(text.ranges(of: "at risk").count == 6 || text.hasSuffix("… t: all"), "\(text)")
      #expect(driver.screen.contains("log-rank p 0.040"), "\(driver.screen)")
    }
  }

  @Test func `a group whose curve has ended stays in the read-out`() async throws {
    var result = Sample.survivalResult
    let times = [1.0, 2, 3, 10, 20, 30].map { SurvivalTime(time: $0, isEvent: true) }
    let curves = try KaplanMeierGroups(
      times, by: Grouping(labels: ["short", "short", "short", "long", "long", "long"]))
    result.survival = [
      StudyResult.SurvivalPlot(model: "radiomics", part: "validation", timeUnit: "months", curves: curves)
    ]
    var state = ResultsScreen.State(results: [result])
    state.tab = .survival
    state.x = 25
    let text = ResultsScreen.reading(state, "validation")
    #expect(text.contains("short –, 0 at risk") && text.contains("long 0.33"), "\(text)")
  }

  @Test func `a nomogram of nine variables says what is not seen, and its points`() throws {
    let variables = (1...9).map { place in
      RunResult.Nomogram.Variable(
        name: "variable \(place)", low: 0, high: 10, typical: 5, coefficient: 0.1 * Double(place), isBinary: false)
    }
    let plot = NomogramPlot(
      title: "nine", nomogram: RunResult.Nomogram(variables: variables, origin: -2), event: "death",
      chosen: 4)
    for look in [Look.standard, .plain] {
      let canvas = plot.canvas(size: Size(columns: 80, rows: 15), look: look)
      let text = (0..<canvas.rows).map { canvas.text(row: $0) }
      let shown = (1...9).filter { place in text.contains { $0.contains("variable \(place) ") } }
      #expect(shown.contains(5) && shown.count < 9)
      let hidden = text.compactMap { line -> (count: Int, points: Double)? in
        guard let match = line.firstMatch(of: /(\d+) more.*(?:→|->) (\d+) *$/) else { return nil }
        return Int(match.1).flatMap { count in Double(match.2).map { (count, $0) } }
      }
      #expect(hidden.reduce(0) { $0 + $1.count } + shown.count == 9, "\(text.joined(separator: "\n"))")
      let seen = shown.reduce(0.0) { $0 + plot.points($1 - 1, at: 5) }
      #expect(abs(hidden.reduce(seen) { $0 + $1.points } - plot.total) < 2)
    }
  }

  @Test func `the columns of exported numbers are named`() async throws {
    #expect(
      Plot.precisionRecall([(name: "a", points: [PlotPoint(0, 1)], averagePrecision: 1)], prevalence: 0.5).table.columns
        == ["model", "recall", "precision"])
    #expect(
      Plot(title: "", xAxis: .unit("a (b)"), yAxis: .unit(""), series: []).table.columns == ["series", "a_b", "y"])
    let driver = await open(Sample.wholeResult, size: Size(columns: 80, rows: 24))
    for (tab, header) in [
      ("calibration<Enter>", "part,model,predicted,observed,low,high"),
      ("dca<Enter>", "part,model,threshold,net_benefit"), ("lasso<Enter>", "model,variable,ln_lambda,coefficient"),
    ] {
      try await driver.press("5:\(tab)")
      let file = try #require(ResultsScreen.exports(driver.store.state.results, in: driver.store.state.context).first)
      #expect(file.contents.hasPrefix(header), "\(file.contents.prefix(60))")
    }
  }

  @Test func `both plots of a path are over the same columns`() async throws {
    let driver = await open(Sample.wholeResult, size: Size(columns: 80, rows: 24))
    try await driver.press("5:lasso<Enter>")
    let corners = driver.screen.split(separator: "\n").compactMap { line in
      line.firstIndex(of: "└").map { line.distance(from: line.startIndex, to: $0) }
    }
    let ends = driver.screen.split(separator: "\n").filter { $0.contains("└") }.map { line in
      line.lastIndex { "─┬".contains($0) }.map { line.distance(from: line.startIndex, to: $0) }
    }
    #expect(corners.count == 2 && Set(corners).count == 1 && Set(ends).count == 1, "\(driver.screen)")
    #expect(driver.screen.contains("┤"))
  }

  @Test func `a median with a limit that is not reached is written alike everywhere`() {
    #expect(NumberText.median(21.5, 7.4, nil) == "21.5 (7.4–NR)")
    #expect(NumberText.median(nil, nil, nil) == "NR (NR–NR)")
    #expect(NumberText.median(14.2, 9.1, .infinity) == "14.2 (9.1–NR)")
  }
}
