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

  @Test func `risks of a survival outcome are shown by a time, and T takes the next`() async throws {
    let driver = await open(Sample.survivalResult)
    try await driver.press("5:calibration<Enter>")
    #expect(driver.screen.contains("risk by 12 months"))
    #expect(driver.screen.contains("clinical: predicted 0.350, observed 0.300 (0.100–0.600)"))
    try await driver.press("T")
    #expect(driver.screen.contains("risk by 24 months"))
    try await driver.press("<Tab>")
    #expect(driver.row(2).contains("[Decision]") && driver.screen.contains("risk by 24 months"))
    #expect(driver.screen.contains("treat all"))
  }

  @Test func `side by side there is always the training part, which flatters`() {
    var state = ResultsScreen.State()
    var result = Sample.survivalResult
    result.roc = []
    result.timeDependentROC = []
    result.survival = ["training", "validation", "centre B", "centre C"].flatMap { part in
      result.survival.prefix(1).map { curve in
        var curve = curve
        curve.part = part
        return curve
      }
    }
    state.results = [result]
    #expect(state.shownParts == ["validation"])
    state.isSideBySide = true
    #expect(state.shownParts == ["validation", "centre B", "training"])
    state.part = 2
    #expect(state.shownParts == ["centre C", "validation", "training"])
    state.part = 3
    #expect(state.shownParts == ["validation", "centre B", "training"])
  }

  @Test func `the best of a run is that of its validation, not of the luckiest centre`() {
    var result = Sample.survivalResult
    func row(_ model: String, _ part: String, _ c: Double) -> StudyResult.ConcordanceRow {
      .init(model: model, part: part, c: c, low: c - 0.1, high: c + 0.1, count: 30, events: 12)
    }
    result.concordance = [
      row("clinical", "training", 0.9), row("clinical", "validation", 0.58), row("clinical", "centre B", 0.88),
      row("radiomics", "training", 0.92), row("radiomics", "validation", 0.7), row("radiomics", "centre C", 0.61),
    ]
    #expect(result.best == "radiomics C 0.70")
  }

  @Test func `areas over time stand beside the ROC at the time of the cursor, which the arrows move`() async throws {
    let driver = await open(Sample.survivalResult)
    try await driver.press("5:tdroc<Enter>")
    #expect(driver.row(2).contains("[AUC(t)]"))
    #expect(driver.screen.contains("AUC over time") && driver.screen.contains("ROC at 12 months"))
    #expect(driver.screen.contains("at 12 months, 4 cases and 6 controls: ▸clinical AUC 0.70 (0.50–0.85)"))
    #expect(driver.screen.contains("radiomics AUC 0.75 (0.55–0.90)"))
    try await driver.press("<Right>")
    #expect(driver.screen.contains("ROC at 24 months"))
    #expect(driver.screen.contains("at 24 months, 6 cases and 3 controls: ▸clinical AUC 0.75 (0.55–0.90)"))
    try await driver.press("<Right>")
    #expect(driver.screen.contains("ROC at 24 months"))
    // The time is that of calibration and decision curves too.
    try await driver.press(":calibration<Enter>")
    #expect(driver.screen.contains("risk by 24 months"))
    try await driver.press(":tdroc<Enter><Left>o")
    #expect(!driver.screen.contains("radiomics AUC"))
  }

  @Test func `areas over time are exported with their curves, and t shows them as a table`() async throws {
    let driver = await open(Sample.survivalResult, size: Size(columns: 120, rows: 36))
    try await driver.press("5:tdroc<Enter>")
    #expect(driver.screen.contains("radiomics − clinical 0.12, p 0.034"))
    let files = ResultsScreen.exports(driver.store.state.results, in: driver.store.state.context)
    #expect(files.map(\.name).filter { $0.hasSuffix(".svg") } == ["auc-over-time.svg", "auc-over-time-2.svg"])
    #expect(files.first?.name == "auc-over-time.csv")
    #expect(
      files.first?.contents.hasPrefix(
        "model,part,time,n_cases,n_controls,auc,low,high\nclinical,validation,12.0,4,6,0.7,0.5,0.85\n") == true)
    try await driver.press("t")
    #expect(driver.row(3).contains("n_cases") && driver.row(5).contains("radiomics"))
  }

  @Test func `a study that judges at one time shows its ROC alone`() async throws {
    var result = Sample.survivalResult
    result.timeDependentROC.removeAll { $0.time != 12 }
    let driver = await open(result)
    try await driver.press("5:tdroc<Enter>")
    #expect(driver.screen.contains("ROC at 12 months") && !driver.screen.contains("AUC over time"))
  }

  @Test func `of two classes calibration keeps its smooth curves and slopes`() async throws {
    let driver = await open(Sample.wholeResult)
    try await driver.press("5:calibration<Enter>")
    #expect(driver.screen.contains("slope") && driver.screen.contains("Brier"))
    #expect(!driver.screen.contains("risk by"))
  }

  @Test func `the cursor of a ROC reads the other models at the same specificity`() async throws {
    let driver = await open(Sample.wholeResult, size: Size(columns: 140, rows: 40))
    try await driver.press("5:roc<Enter>")
    let result = try #require(driver.store.state.results.result)
    let own = try #require(result.roc.first { $0.part == "validation" })
    let point = own.points[own.youdenIndex]
    let other = try #require(result.roc.first { $0.part == "validation" && $0.model != own.model })
    let best = try #require(other.points.filter { $0.specificity >= point.specificity }.map(\.sensitivity).max())
    #expect(
      driver.screen.contains(
        "at spec \(NumberText.fixed(point.specificity, 2)): \(other.model) sens \(NumberText.fixed(best, 2))"))
    #expect(driver.screen.contains("◇"))
    try await driver.press("o")
    #expect(!driver.screen.contains("at spec"))
  }

  @Test func `a nomogram is moved by the arrows and reads the risk`() async throws {
    var result = Sample.wholeResult
    result.nomograms = [.init(model: "radiomics", nomogram: `A nomogram as a plot`.nomogram)]
    result.event = "metastasis = 1"
    let driver = await open(result)
    try await driver.press("5:nomogram<Enter>")
    #expect(driver.row(2).contains("[Nomogram]"))
    #expect(driver.screen.contains("radiomics: points and risk of metastasis = 1"))
    #expect(driver.screen.contains("50 points: risk 0.269 of metastasis = 1"))
    try await driver.press("<Down><Right>")
    #expect(driver.screen.contains("75 points: risk 0.500"))
    try await driver.press("0")
    #expect(driver.screen.contains("50 points: risk 0.269"))
    try await driver.press("t")
    #expect(driver.row(3).contains("points_at_high"))
  }

  @Test func `survival curves say whose risk groups they are, and that models are not overlaid`() async throws {
    let driver = await open(Sample.survivalResult)
    try await driver.press("5:km<Enter>")
    #expect(driver.row(3).contains("validation") && driver.row(3).contains("risk groups of radiomics"))
    try await driver.press("o")
    #expect(driver.screen.contains("This tab shows one model at a time"))
  }

  @Test func `t shows the numbers of a plot and back`() async throws {
    let driver = await open(Sample.survivalResult)
    try await driver.press("5:km<Enter>t")
    #expect(driver.row(3).contains("part") && driver.row(3).contains("at_risk"))
    #expect(driver.row(5).contains("low risk") && driver.row(5).contains("0.8000"))
    try await driver.press("G")
    #expect(driver.screen.contains("high risk"))
    try await driver.press("t")
    #expect(driver.screen.contains("at risk (censored/events)"))
  }

  @Test func `a click on a tab opens it`() async throws {
    let driver = await open(Sample.wholeResult)
    try await driver.press("5")
    let column = try #require(driver.row(2).firstRange(of: "Forest")).lowerBound
    let place = driver.row(2).distance(from: driver.row(2).startIndex, to: column)
    driver.store.send(.event(.mouse(MouseEvent(.press, column: place, row: 2))))
    await driver.settle()
    #expect(driver.row(0).contains("Results › Forest"))
  }

  @Test func `several classes are a matrix of true and called`() async throws {
    let driver = await open(Sample.classResult)
    try await driver.press("5:confusion<Enter>")
    #expect(driver.screen.contains("rows are true, columns called"))
    #expect(driver.screen.contains("quadratic κ 0.68 (0.50–0.86)"))
    let file = try #require(ResultsScreen.exports(driver.store.state.results, in: driver.store.state.context).first)
    #expect(file.contents.contains("clinical,validation,1,2,3\n"))
  }

  @Test(arguments: [false, true])
  func `a picture of each confusion is named by its model, and by its part where both are shown`(both: Bool)
    async throws
  {
    let driver = await open(Sample.wholeResult)
    try await driver.press("5:confusion<Enter>" + (both ? "s" : ""))
    let state = driver.store.state.results
    let parts = both ? ["-validation", "-training"] : [""]
    let names = ResultsScreen.exports(state, in: driver.store.state.context).map(\.name).filter { $0.hasSuffix(".svg") }
    #expect(state.models.count > 1)
    #expect(
      names == parts.flatMap { part in state.models.map { "confusion-\(FileWord.of($0))\(part).svg" } },
      "\(names)")
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
