import Foundation
import Stats
import Testing

@testable import Cohort
@testable import TUI

/// Someone who wants to know of every number what it is told per, by which time, and how sure it is.
@MainActor @Suite struct `Numbers say what they are of` {
  private func open(
    _ result: StudyResult, size: Size = Size(columns: 80, rows: 24), look: Look = .standard
  ) async -> Driver {
    var cohort = `Every screen`.Ready.cohort
    cohort.results = [result]
    return await Driver(size: size, look: look, environment: Sample.environment(cohort: cohort))
  }

  private func go(to tab: ResultsScreen.Tab, _ driver: Driver) async throws {
    try await driver.press("5")
    for _ in ResultsScreen.Tab.allCases where driver.store.state.results.tab != tab { try await driver.press("<Tab>") }
    try #require(driver.store.state.results.tab == tab)
  }

  private func table(_ driver: Driver) -> [[String]] { ResultsScreen.table(driver.store.state.results) }

  // MARK: Calibration and decision

  /// Wilson's interval by its formula.
  private func wilson(_ events: Int, of count: Int) -> (low: Double, high: Double) {
    let z = 1.959963984540054
    let n = Double(count)
    let share = Double(events) / n
    let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    let reach = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    return (centre - reach, centre + reach)
  }

  @Test func `every calibration group has its interval in the table, of every model`() async throws {
    let driver = await open(Sample.wholeResult)
    try await go(to: .calibration, driver)
    let rows = table(driver)
    #expect(rows.first == ["part", "model", "predicted", "observed", "low", "high", "n", "what"])
    let groups = rows.filter { $0.last == "group" }
    #expect(Set(groups.map { $0[1] }) == ["clinical", "radiomics", "combined"])
    #expect(groups.count == 15)
    for group in groups {
      let observed = try #require(Double(group[3]))
      let count = try #require(Int(group[6]))
      let limits = wilson(Int((observed * Double(count)).rounded()), of: count)
      #expect(abs((Double(group[4]) ?? .nan) - limits.low) < 1e-9)
      #expect(abs((Double(group[5]) ?? .nan) - limits.high) < 1e-9)
    }
    try await driver.press("t")
    #expect(driver.screen.contains("low") && driver.screen.contains("high"), "\(driver.screen)")
  }

  @Test func `risks of survival say by when, above the plot, in the table and in the report`() async throws {
    for size in [Size(columns: 60, rows: 16), Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)] {
      let driver = await open(Sample.survivalResult, size: size)
      for tab in [ResultsScreen.Tab.calibration, .decision] {
        try await go(to: tab, driver)
        #expect(driver.screen.contains("validation · risk by 12 months"), "\(driver.screen)")
        let rows = table(driver)
        #expect(rows.first?.prefix(3) == ["part", "model", "time"])
        #expect(Set(rows.dropFirst().map { $0[2] }) == ["12"])
        try await driver.press("T")
        #expect(driver.screen.contains("risk by 24 months"), "\(driver.screen)")
        #expect(Set(table(driver).dropFirst().map { $0[2] }) == ["24"])
        try await driver.press("T")
      }
    }
    let driver = await open(Sample.survivalResult)
    try await go(to: .calibration, driver)
    #expect(table(driver)[1].prefix(7) == ["validation", "clinical", "12", "0.1", "0.08", "0.01", "0.3"])
  }

  @Test func `the report tabulates calibration with intervals and names the time of every figure`() throws {
    var run = try Sample.run()
    run.outcome = .survival(time: "os_months", event: "dead", occurred: "1")
    for index in run.results.indices {
      run.results[index].calibration = [12.0, 24].map { time in
        .init(time: time, groups: [.init(n: 4, predicted: 0.5, observed: 0.5, low: 0.1, high: 0.9)])
      }
    }
    let report = StudyReport(run)
    #expect(report.markdown.contains("by Kaplan–Meier"))
    #expect(
      report.markdown.contains("| radscore | 12 months | 4 | 0.500 | 0.500 (0.100–0.900) |"), "\(report.markdown)")
    let captions = report.figures.map(\.caption)
    #expect(captions.contains("Calibration of the risk by 12 months, validation"), "\(captions)")
    #expect(captions.contains("Calibration of the risk by 24 months, validation"), "\(captions)")
    let binary = StudyReport(try Sample.run())
    #expect(binary.markdown.contains("| radscore | 4 | 0.500 | 0.500 (0.100–0.900) |"), "\(binary.markdown)")
    #expect(binary.markdown.contains("by Wilson"))
  }

  // MARK: Coefficients

  /// Twelve coefficients of a penalised model, per SD.
  private func penalised(per: RunResult.Coefficient.Step? = .sd) -> StudyResult {
    var result = Sample.wholeResult
    result.coefficients = (1...12).map { place in
      let value = (place % 2 == 0 ? -1 : 1) * (1.3 - 0.1 * Double(place))
      return .init(
        model: "radiomics", name: "feature \(place)", value: value, ratio: exp(value), per: per,
        sd: per == .sd ? 0.25 * Double(place) : nil)
    }
    result.models = ["radiomics"]
    return result
  }

  @Test(arguments: [Size(columns: 60, rows: 16), Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)])
  func `a forest says its scale, and why a penalised model has no intervals`(size: Size) async throws {
    let driver = await open(penalised(), size: size)
    try await go(to: .coefficients, driver)
    let text = driver.screen.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .joined(separator: " ")
    #expect(text.contains("OR per SD"), "\(driver.screen)")
    #expect(text.contains("no valid standard errors"), "\(driver.screen)")
    #expect(text.contains("See Path"), "\(driver.screen)")
    let rows = table(driver)
    #expect(rows.first == ["label", "OR", "low", "high", "note", "per", "sd"])
    #expect(rows[2].suffix(2) == ["SD", "0.5"])
  }

  @Test func `every row of a forest is reached where the screen has no room for all`() async throws {
    let driver = await open(penalised(), size: Size(columns: 60, rows: 16))
    try await go(to: .coefficients, driver)
    #expect(driver.screen.contains("feature 1 ") && !driver.screen.contains("feature 12"), "\(driver.screen)")
    #expect(driver.screen.contains("PgUp PgDn: 0 above"), "\(driver.screen)")
    var seen: Set<Int> = []
    func look() {
      for place in 1...12 where driver.screen.contains("feature \(place) ") { seen.insert(place) }
    }
    look()
    for _ in 0..<11 where !driver.screen.contains("feature 12") {
      try await driver.press("<PageDown>")
      look()
    }
    #expect(seen == Set(1...12), "\(driver.screen)")
    #expect(driver.screen.contains("0 below"))
    try await driver.press("<Home>")
    #expect(driver.screen.contains("feature 1 "))
  }

  @Test func `ratios of mixed steps say theirs in every row, and one of an older version that it does not know`()
    async throws
  {
    var result = penalised(per: .unit)
    result.coefficients[0].per = .score
    let mixed = await open(result)
    try await go(to: .coefficients, mixed)
    #expect(mixed.screen.contains("feature 1, per score") && mixed.screen.contains("feature 2, per unit"))
    let older = await open(penalised(per: nil))
    try await go(to: .coefficients, older)
    #expect(older.screen.contains("An older version made this"), "\(older.screen)")
    #expect(!older.screen.contains("OR per"))
  }

  @Test func `the report tells coefficients with their scale`() throws {
    var run = try Sample.run()
    run.coefficients = [
      "radscore": [.init(name: "original_stat_mean", value: 0.25, low: nil, high: nil, p: nil, per: .sd, sd: 31.5)]
    ]
    let report = StudyReport(run)
    #expect(report.markdown.contains("| SD | 31.5"), "\(report.markdown)")
    #expect(report.markdown.contains("one standard deviation of the training part"))
    #expect(report.markdown.contains("no valid standard errors"))
    let csv = try #require(report.files().first { $0.name == "coefficients.csv" })
    #expect(csv.contents.hasPrefix("model,variable,coefficient,low,high,p,per,sd\n"))
    #expect(csv.contents.contains(",SD,31.5\n"))
  }

  // MARK: Path

  @Test func `at the cursor of a path its penalty, how many are in and the largest are read`() async throws {
    let driver = await open(Sample.wholeResult)
    try await go(to: .path, driver)
    func reading() -> String { ResultsScreen.reading(driver.store.state.results, nil) }
    func legend() -> [String] {
      ResultsScreen.pathPlots(driver.store.state.results)[0].series.filter { !$0.name.isEmpty }
        .map { "\($0.name) \($0.detail)" }
    }
    #expect(
      reading()
        == "λ 0.125 (ln -2.08), used: 2 not zero: joint entropy (TU9B) 0.3, volume (RNU0) -0.1; deviance 1.000 ± 0.120")
    #expect(legend() == ["joint entropy (TU9B) 0.3", "volume (RNU0) -0.1"])
    #expect(driver.screen.contains("2 not zero"), "\(driver.screen)")
    try await driver.press("<Right>")
    #expect(reading().hasPrefix("λ 0.25 (ln -1.39): 1 not zero: joint entropy (TU9B) 0.1; deviance 1.100"))
    #expect(legend() == ["joint entropy (TU9B) 0.1", "volume (RNU0) 0"])
    try await driver.press("gg")
    #expect(reading().contains("1 not zero: ▸volume (RNU0) 0, joint entropy (TU9B) 0.1"), "\(reading())")
    #expect(driver.screen.contains("▸volume"), "\(driver.screen)")
  }

  @Test func `curves that the legend names have lines of their own`() throws {
    let lambdas = [1.0, 0.5, 0.25, 0.1]
    // Those that come in first are the smallest at the end.
    let coefficients = (1...9).map { place -> (name: String, values: [Double]) in
      let size = Double(place)
      return (name: "f\(place)", values: [0, place > 6 ? size : 0, place > 3 ? size : 0, 10 - size])
    }
    for place in lambdas.indices {
      let plot = Plot.penaltyPath(lambdas: lambdas, coefficients: coefficients, chosen: [], named: 5, at: place)
      let named = plot.series.filter { !$0.name.isEmpty }
      #expect(named.count == 5)
      #expect(Set(named.compactMap(\.styleIndex)).count == 5)
      let others = plot.series.filter { $0.name.isEmpty }.compactMap(\.styleIndex)
      #expect(Set(others).isDisjoint(with: named.compactMap(\.styleIndex)))
      let details = named.compactMap { Double($0.detail) }
      #expect(details == details.sorted(by: >))
      let largest = coefficients.map { $0.values[place] }.max()
      #expect(details.first == largest)
    }
  }

  // MARK: Classes

  @Test func `classes are counted, and nobody speaks of events`() async throws {
    for size in [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)] {
      let driver = await open(Sample.classResult, size: size)
      for tab in driver.store.state.results.tabs {
        try await go(to: tab, driver)
        #expect(!driver.screen.contains("0 events"), "\(driver.screen)")
      }
      try await go(to: .confusion, driver)
      #expect(driver.screen.contains("n 30 (1: 12, 2: 10, 3: 8)"), "\(driver.screen)")
    }
  }

  @Test func `the cursor on a ROC of levels tells the level from the score`() async throws {
    let driver = await open(Sample.classResult)
    try await go(to: .roc, driver)
    let threshold = try #require(ResultsScreen.rocCursor(driver.store.state.results, "validation")?.point.threshold)
    #expect(driver.screen.contains("clinical: ≥ 2, score ≥ \(NumberText.short(threshold)): sens"), "\(driver.screen)")
    // Of two classes nothing else has a ≥.
    let other = await open(Sample.wholeResult)
    try await go(to: .roc, other)
    #expect(!other.screen.contains(", score ≥"), "\(other.screen)")
  }

  @Test(arguments: [Size(columns: 80, rows: 24), Size(columns: 60, rows: 16)])
  func `long names of classes are told apart on the map, and read whole at the cursor`(size: Size) async throws {
    var result = Sample.classResult
    let names = ["adenocarcinoma in situ", "adenocarcinoma, invasive", "adenocarcinoma, minimally invasive"]
    result.classes[0].names = names
    let driver = await open(result, size: size)
    try await go(to: .confusion, driver)
    #expect(driver.screen.contains("◆ clinical: true \(names[0]), called"), "\(driver.screen)")
    let heads = DisplayWidth.toldApart(names, to: 7)
    #expect(Set(heads).count == 3)
    try await driver.press("<Right><Right><Down>")
    func said() -> String { driver.screen.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    #expect(said().contains("true \(names[1]), called \(names[2]): 2 of 10 (20 %)"), "\(driver.screen)")
    // The ends of the map hold.
    try await driver.press("<Right><Down><Down><Down>")
    #expect(said().contains("true \(names[2]), called \(names[2]): 5 of 8"), "\(driver.screen)")
    try await driver.press("<Left><Left><Left><Up><Up><Up>")
    #expect(said().contains("called \(names[0]): 9 of 12 (75 %)"), "\(driver.screen)")
  }

  @Test func `follow-up beside survival curves is in the unit of the axis`() throws {
    let curves = Sample.riskGroups
    func note(_ unit: String) -> String? {
      Plot.kaplanMeier(curves, unit: unit, summary: Plot.SurvivalSummary(medianFollowUp: 21.94)).notes.first {
        $0.hasPrefix("follow-up")
      }
    }
    #expect(note("months") == "follow-up 21.9 months (reverse KM)")
    #expect(note("days") == "follow-up 21.9 days (reverse KM)")
    // A column may be called anything: no unit is made up.
    #expect(note("os") == "follow-up 21.9 (reverse KM)")
    #expect(note("") == "follow-up 21.9 (reverse KM)")
  }

  @Test func `every class has its own prevalence and its own treating all`() async throws {
    var result = Sample.classResult
    for (model, positives) in [("clinical: ≥ 2", 18), ("clinical: ≥ 3", 8)] {
      let isPositive = (0..<30).map { $0 < positives }
      let scores = (0..<30).map { Double(30 - $0 + ($0 * 7) % 5) }
      result.precisionRecall.append(
        .init(
          model: model, part: "validation",
          curve: PrecisionRecall(try ScoredOutcomes(isPositive: isPositive, scores: scores))))
      let risks = try PredictedOutcomes(isPositive: isPositive, probabilities: scores.map { $0 / 40 })
      result.decision.append(.init(model: model, part: "validation", try DecisionCurve(risks)))
    }
    let driver = await open(result)
    func plot() throws -> Plot { try #require(ResultsScreen.plot(driver.store.state.results, "validation")) }
    try await go(to: .precisionRecall, driver)
    #expect(try plot().guides == [.horizontal(0.6)])
    #expect(try plot().notes == ["≥ 2: prevalence 0.60"])
    try await driver.press("<Down>")
    #expect(try plot().guides == [.horizontal(8.0 / 30)])
    #expect(try plot().notes == ["≥ 3: prevalence 0.27"])
    try await go(to: .decision, driver)
    let decision = try plot()
    #expect(decision.series.map(\.name) == ["clinical: ≥ 3", "treat all, ≥ 3"])
    #expect(Set(decision.series.compactMap(\.styleIndex)).count == 2)
    // Net benefit of treating all at a threshold t: π − (1 − π)·t/(1 − t).
    let all = try #require(decision.series.last?.points.first { abs($0.x - 0.2) < 1e-9 })
    #expect(abs(all.y - (8.0 / 30 - 22.0 / 30 * 0.25)) < 1e-9)
  }

  @Test func `only models that are asked the same are drawn over each other, with the same line for every class`()
    throws
  {
    var result = Sample.classResult
    result.models = ["clinical", "radiomics"].flatMap { model in ["≥ 2", "≥ 3"].map { "\(model): \($0)" } }
    result.classes += result.classes.map { table in
      var table = table
      table.model = "radiomics"
      return table
    }
    result.roc = result.models.map { name in
      var curve = result.roc[0]
      curve.model = name
      return curve
    }
    var state = ResultsScreen.State(results: [result])
    for (place, shown) in [
      ["clinical: ≥ 2", "radiomics: ≥ 2"], ["clinical: ≥ 3", "radiomics: ≥ 3"], ["clinical: ≥ 2", "radiomics: ≥ 2"],
      ["clinical: ≥ 3", "radiomics: ≥ 3"],
    ].enumerated() {
      state.model = place
      let plot = try #require(ResultsScreen.rocPlot(state, "validation"))
      #expect(plot.series.map(\.name) == shown)
      #expect(plot.series.map(\.styleIndex) == [0, 1])
    }
  }

  @Test func `the report has a figure for every class`() throws {
    var run = try Sample.run()
    run.outcome = .ordinal(column: "grade", levels: ["1", "2", "3"])
    run.parts = [.init(name: "validation", n: 4, events: 0)]
    for index in run.results.indices {
      run.results[index].classes = .init(names: ["1", "2", "3"], counts: [[1, 0, 0], [0, 2, 0], [0, 0, 1]])
    }
    run.predictions = run.predictions.flatMap { prediction in
      ["≥ 2", "≥ 3"].map { level in
        var own = prediction
        own.model = "\(prediction.model): \(level)"
        return own
      }
    }
    let report = StudyReport(run)
    let captions = report.figures.map(\.caption)
    #expect(captions.contains("ROC of ≥ 2, validation") && captions.contains("ROC of ≥ 3, validation"), "\(captions)")
    #expect(Set(report.figures.map(\.file)).count == report.figures.count)
    #expect(report.markdown.contains("validation 4 (1 1, 2 2, 3 1)"), "\(report.markdown.prefix(600))")
    #expect(!report.markdown.contains("0 events"))
  }

  // MARK: Survival beside each other

  private func twoParts() throws -> StudyResult {
    var result = Sample.survivalResult
    func plot(_ part: String, _ count: Int, last: Double) throws -> StudyResult.SurvivalPlot {
      let times = (0..<count).map { SurvivalTime(time: 1 + Double(($0 * 7) % Int(last)), isEvent: $0 % 3 != 0) }
      let grouping = Grouping(codes: (0..<count).map { $0 % 2 }, names: ["low risk", "high risk"])
      return StudyResult.SurvivalPlot(
        model: "radiomics", part: part, timeUnit: "months", curves: try KaplanMeierGroups(times, by: grouping),
        summary: .init(
          logRankP: 0.003, hazardRatio: (value: 3.6, low: 1.5, high: 8.4),
          concordance: (value: 0.71, low: 0.61, high: 0.81), medianFollowUp: 38))
    }
    result.parts = [.init(name: "validation", count: 60, events: 40), .init(name: "training", count: 400, events: 267)]
    result.survival = [try plot("validation", 60, last: 31), try plot("training", 400, last: 97)]
    return result
  }

  @Test(arguments: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60)])
  func `two panes of survival name their model and count at the same times`(size: Size) async throws {
    let driver = await open(try twoParts(), size: size)
    try await go(to: .survival, driver)
    try await driver.press("s")
    let half = size.columns / 2
    let lines = driver.screen.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let heading = try #require(lines.first { $0.contains("validation") && $0.contains("training") })
    #expect(heading.prefix(half).contains("radiomics") && heading.dropFirst(half).contains("radiomics"), "\(heading)")
    // The labels of the axis are the numbers below the line that ends in ┬ or ─.
    let axis = try #require(lines.lastIndex { $0.contains("└") && $0.contains("┬") })
    func labels(_ text: Substring) -> [Int] { text.split(separator: " ").compactMap { Int($0) } }
    let left = labels(lines[axis + 1].prefix(half))
    let right = labels(lines[axis + 1].dropFirst(half))
    #expect(left.count >= 2 && left == right, "\(driver.screen)")
  }

  // MARK: Spoken

  private func say(_ result: StudyResult, _ tab: ResultsScreen.Tab) -> String {
    var state = ResultsScreen.State(results: [result])
    state.tab = tab
    return ResultsScreen.words(state).joined(separator: "\n")
  }

  @Test func `survival is told in words with its tests, ratio and medians`() throws {
    let text = say(try twoParts(), .survival)
    #expect(text.hasPrefix("Kaplan–Meier, validation, risk groups of radiomics, n 60, 40 events.\n"), "\(text)")
    #expect(text.contains("low risk: 30 patients, 20 with the event, median "), "\(text)")
    #expect(text.contains("Log-rank test: p 0.003."))
    #expect(text.contains("Hazard ratio, high against low risk: 3.60, 95 % interval 1.50 to 8.40."))
    #expect(text.contains("C-index: 0.71, 95 % interval 0.61 to 0.81."))
    #expect(text.contains("Median follow-up: 38 months, by reverse Kaplan–Meier."))
  }

  @Test func `a ROC is told in words with its areas`() throws {
    let text = say(Sample.wholeResult, .roc)
    let curve = try #require(Sample.wholeResult.roc.first { $0.part == "validation" && $0.model == "radiomics" })
    let area = NumberText.fixed(curve.auc, 2)
    let low = NumberText.fixed(curve.low, 2)
    #expect(text.contains("radiomics: AUC \(area), 95 % interval \(low) to "), "\(text)")
    #expect(text.contains("\(curve.positives) positive, \(curve.negatives) negative."))
  }

  // MARK: ASCII

  @Test(arguments: [Look.standard, .plain]) func `cautions are broken into lines, and none is lost without a word`(
    look: Look
  ) {
    var result = Sample.wholeResult
    let long = "feature ≥ 3 of λ is ½: " + String(repeating: "vague ± estimates ", count: 12) + "end."
    for cautions in [[long], ["short.", long], [long, "short.", long], ["a.", "b.", "c.", "d.", "e."]] {
      result.cautions = cautions
      for size in [Size(columns: 60, rows: 13), Size(columns: 80, rows: 21), Size(columns: 200, rows: 57)] {
        let lines = ResultsScreen.cautionLines(result, size, look)
        #expect(lines.count <= (size.rows >= 24 ? 4 : size.rows >= 18 ? 2 : 1))
        for line in lines { #expect(DisplayWidth.of(line) <= size.columns - 2, "\(line)") }
        let said = lines.joined(separator: " ")
        let all = cautions.map { look.sentence("△ \($0)") }.joined(separator: " ")
        #expect(said == all || said.hasSuffix("more)") || said.hasSuffix("(! all)"), "\(lines)")
      }
    }
  }

  // MARK: Model screen

  @Test func `what only a study file sets is named for clinicians`() async throws {
    let driver = await Driver(environment: Sample.environment(cohort: `Every screen`.Ready.cohort))
    try await driver.press("4<End>")
    #expect(driver.screen.contains("(e writes a study file, :run fits it):"), "\(driver.screen)")
    #expect(driver.screen.contains("changes between exams"), "\(driver.screen)")
    #expect(!driver.screen.contains("Deltas"))
  }
}
