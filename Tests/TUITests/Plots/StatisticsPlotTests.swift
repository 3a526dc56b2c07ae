import Stats
import Testing

@testable import TUI

/// Plots made from estimates: two groups of six with times in months.
@Suite struct StatisticsPlotTests {
  static let times: [Double] = [3, 6, 12, 18, 24, 30, 2, 4, 6, 8, 12, 20]
  static let events: [Bool] = [true, false, true, false, false, true, true, true, true, true, true, false]
  static let groups = Grouping(labels: [String](repeating: "low", count: 6) + [String](repeating: "high", count: 6))

  static func survival() throws -> KaplanMeierGroups {
    try KaplanMeierGroups(zip(times, events).map { SurvivalTime(time: $0, isEvent: $1) }, by: groups)
  }

  @Test func `survival curves start at one and carry the numbers at risk at every tick`() throws {
    let plot = Plot.kaplanMeier(try Self.survival(), unit: "months")
    #expect(plot.series.map(\.name) == ["high", "low"])
    #expect(plot.series.allSatisfy { $0.points.first == PlotPoint(0, 1) })
    #expect(plot.xAxis.ticks == [0, 6, 12, 18, 24, 30])
    let table = try #require(plot.riskTable)
    // At risk are all with a time of at least the tick; with the events and censorings before it they make up the group.
    let ticks = try #require(plot.xAxis.ticks)
    func entries(_ row: Int) -> [RiskTable.Entry] { ticks.compactMap { table.entry(of: table.rows[row], at: $0) } }
    #expect(entries(0).map(\.atRisk) == [6, 4, 2, 1, 0, 0])
    #expect(entries(0).map(\.events) == [0, 2, 4, 5, 5, 5])
    #expect(entries(1).map(\.atRisk) == [6, 5, 4, 3, 2, 1])
    #expect(entries(1).map(\.censored) == [0, 0, 1, 1, 2, 3])
    for row in table.rows { #expect(row.entries.allSatisfy { $0.atRisk + $0.censored + $0.events == 6 }) }
    // 5/6 after month 2, 4/6 after month 4, 3/6 after month 6.
    #expect(abs((plot.readings(at: 4).first?.value ?? 0) - 4.0 / 6) < 1e-12)
    #expect(plot.table.rows.count == 12)
  }

  @Test func `the numbers of the table begin under the ticks`() throws {
    let plot = Plot.kaplanMeier(try Self.survival(), unit: "months")
    for size in [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 60, rows: 20)] {
      let layout = PlotLayout(plot, size: size, look: .standard)
      let canvas = plot.canvas(size: size)
      let risk = try #require(layout.riskRect)
      for (value, label) in layout.xTicks {
        let column = layout.graph.column + layout.column(of: value, plot.xAxis)
        #expect(canvas[column, layout.graph.endRow].scalar == "┬")
        #expect(canvas[column, layout.graph.endRow + 1].scalar == label.unicodeScalars.first)
        let table = try #require(plot.riskTable)
        let atRisk = String(try #require(table.entry(of: table.rows[0], at: value)).atRisk)
        #expect(canvas[column, risk.row + 1].scalar == atRisk.unicodeScalars.first)
        #expect(canvas[column - 1, risk.row + 1].scalar == " ")
      }
    }
  }

  @Test func `a plot of survival reads in eighty columns without colour`() throws {
    let plot = Plot.kaplanMeier(
      try Self.survival(), title: "Relapse-free survival", unit: "months",
      summary: .init(logRankP: 0.0312, hazardRatio: (3.6, 1.5, 8.4), concordance: (0.71, 0.61, 0.81)),
      showsBands: false)
    let text = plot.lines(size: Size(columns: 80, rows: 20), look: .plain).joined(separator: "\n")
    for words in ["log-rank p 0.031", "HR 3.60 (1.50-8.40)", "C 0.71", "high", "low", "at risk", "months"] {
      #expect(text.contains(words))
    }
  }

  @Test func `months and years get the ticks a clinician expects`() {
    #expect(Plot.survivalTicks(upTo: 61, unit: "months") == [0, 12, 24, 36, 48, 60])
    #expect(Plot.survivalTicks(upTo: 20, unit: "mo") == [0, 3, 6, 9, 12, 15, 18])
    #expect(Plot.survivalTicks(upTo: 1022, unit: "days") == [0, 250, 500, 750, 1000])
    #expect(Plot.survivalTicks(upTo: 0, unit: "days") == [0, 1])
  }

  @Test func `everybody censored is a level line with marks and no median`() throws {
    let censored = try KaplanMeierGroups(
      [1, 2, 3].map { SurvivalTime(time: $0, isEvent: false) }, by: Grouping(labels: ["a", "a", "a"]))
    let plot = Plot.kaplanMeier(censored)
    #expect(plot.series[0].marks.count == 3)
    #expect(plot.series[0].points.allSatisfy { $0.y == 1 })
    #expect(plot.medians?.values == ["NR (NR–NR)"])
    #expect(plot.guides.isEmpty)
  }

  @Test func `a ROC runs from the lower left to the upper right and marks Youden's point`() throws {
    let isPositive = [true, true, false, true, false, false]
    let curve = try ROCCurve(isPositive: isPositive, scores: [0.9, 0.8, 0.7, 0.6, 0.4, 0.2])
    let plot = Plot.roc([("score", curve)], readers: [("reader A", 0.7, 0.8)])
    #expect(plot.isSquare)
    #expect(plot.guides == [.diagonal])
    #expect(plot.series[0].points.first == PlotPoint(0, 0))
    #expect(plot.series[0].points.last == PlotPoint(1, 1))
    #expect(plot.series[0].detail.hasPrefix("AUC 0.89 ("))
    #expect(plot.series[1].points == [PlotPoint(1 - 0.8, 0.7)])
    #expect(plot.annotations.count == 1)
    #expect(plot.xAxis.title == "1 − specificity")
    #expect(plot.table.columns == ["score", "threshold", "sensitivity", "specificity"])
    #expect(plot.table.rows.count == 7)
  }

  @Test func `areas over time fill their axis, which says where it begins`() {
    func plot(_ areas: [(time: Double, auc: Double?, low: Double?, high: Double?)]) -> Plot {
      Plot.areaOverTime([(name: "score", areas: areas)], unit: "months")
    }
    let good = plot([(6, 0.81, 0.72, 0.9), (12, 0.77, nil, nil), (24, nil, nil, nil)])
    #expect((good.yAxis.low, good.yAxis.high) == (0.4, 1))
    #expect(good.yAxis.title == "AUC, axis from 0.4")
    #expect(good.yAxis.ticks(atMost: 7).map(\.label) == ["0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0"])
    #expect(good.svg(width: 640, height: 420).contains("AUC, axis from 0.4"))
    #expect(good.canvas(size: Size(columns: 70, rows: 16)).text.contains("AUC, axis from 0.4"))
    #expect(plot([(6, 0.6, 0.31, 0.9)]).yAxis.low == 0.3)
    #expect(plot([(6, 0.6, 0.3, 0.9)]).yAxis.low < 0.3)
    let poor = plot([(6, 0.2, -0.02, 0.4)])
    #expect(poor.yAxis.low == 0 && poor.yAxis.title == "AUC")
    #expect(plot([]).yAxis.high == 1)
  }

  @Test func `boxes follow Tukey`() throws {
    let box = try #require(BoxPlot.Summary([1, 2, 3, 4, 5, 6, 7, 8, 100, .nan]))
    #expect(box.count == 9)
    #expect((box.lowerQuartile, box.median, box.upperQuartile) == (3, 5, 7))
    #expect((box.lowWhisker, box.highWhisker) == (1, 8))
    #expect(box.outliers == [100])
    #expect(BoxPlot.Summary([.nan]) == nil)
  }

  @Test func `bins count every value once`() {
    #expect(HistogramBins([0, 1, 1, 2, 10], count: 5)?.counts == [3, 1, 0, 0, 1])
    #expect(HistogramBins([3, 3], count: 4)?.counts == [0, 0, 2, 0])
    #expect(HistogramBins([.nan], count: 4) == nil)
  }

  @Test func `a forest draws estimates on a ratio scale around one`() {
    let forest = ForestPlot(
      title: "", rows: [.init("a", estimate: 2, low: 1.5, high: 4), .init("b", estimate: 0.5, low: 0.25, high: 0.667)])
    let canvas = forest.canvas(size: Size(columns: 80, rows: 6))
    func column(_ glyph: Unicode.Scalar, _ row: Int) -> Int? { (0..<80).first { canvas[$0, row].scalar == glyph } }
    let null = column("┊", 0)
    let a = column("■", 0)
    let b = column("■", 1)
    #expect(null.map { n in a.map { $0 > n } == true && b.map { $0 < n } == true } == true)
    // A half lies as far left of one as two lies right of it.
    if let null, let a, let b { #expect(abs((a - null) - (null - b)) <= 1) } else { Issue.record("nothing drawn") }
    #expect(canvas.text.contains("2.00 (1.50–4.00)"))
  }
}
