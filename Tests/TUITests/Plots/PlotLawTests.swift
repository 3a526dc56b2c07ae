import Foundation
import Stats
import Testing

@testable import TUI

/// Figures of every kind, some of them broken on purpose, with names that would like to drive the terminal.
enum SampleFigures {
  static let hostile = "a\u{1B}[31m<b>&\"陈\n\u{202E}"

  static let all: [any Figure] = {
    let rising = (0...20).map { PlotPoint(Double($0) / 20, Double($0 * $0) / 400) }
    let broken: [PlotPoint] = [
      PlotPoint(0, 0), PlotPoint(.nan, 1), PlotPoint(0.5, .infinity), PlotPoint(0.6, 0.5), PlotPoint(9, 9),
    ]
    var plots: [any Figure] = [
      Plot(title: "empty", xAxis: .unit("x"), yAxis: .unit("y"), series: []),
      Plot(
        title: hostile, subtitle: hostile, xAxis: .unit(hostile), yAxis: .unit(hostile),
        series: [
          PlotSeries(hostile, rising, detail: hostile, marks: rising, fadesFrom: 0.5),
          PlotSeries("step", rising, shape: .step, band: rising.map { PlotLimits($0.x, low: $0.y / 2, high: 1) }),
          PlotSeries("points", broken, shape: .points), PlotSeries("broken", broken),
        ], guides: [.diagonal, .horizontal(0.3), .vertical(0.7), .median(x: 0.2, y: 0.5), .horizontal(.nan)],
        annotations: [PlotAnnotation(PlotPoint(0.99, 0.01), text: hostile), PlotAnnotation(PlotPoint(.nan, 0))],
        notes: [hostile, "note"], isSquare: true, namesCurves: true),
      Plot(
        title: "one point", xAxis: PlotAxis("x", from: 3, to: 3), yAxis: PlotAxis("y", from: .nan, to: 1),
        series: [PlotSeries("p", [PlotPoint(3, 0.5)])], namesCurves: true),
      Plot.decisionCurve([("model", rising, [])], treatAll: broken),
      Plot.calibration([
        ("m", rising, [Plot.CalibrationGroup(predicted: 0.2, observed: 0.3, low: 0.1, high: 0.6)])
      ]),
      Plot.precisionRecall([("m", rising, 0.6)], prevalence: 0.3),
      Plot.penaltyPath(
        lambdas: [1, 0.1, 0.01, 0], coefficients: [("a", [0, 0.5, 1, 2]), (hostile, [0, 0, -1, .nan])],
        chosen: [("min", 0.1)]),
      Plot.penaltyCurve(
        lambdas: [1, 0.1], mean: [1.2, 1.0], standardError: [0.1, 0.1], chosen: [("1se", 1)], measure: "deviance"),
      Plot.histogram([("a", [1, 2, 3, .nan]), ("b", [])], title: "h", xTitle: "x"),
      Plot.histogram([("same", [4, 4, 4])], title: "h", xTitle: "x"),
      ForestPlot(
        title: "forest",
        rows: [
          .init(hostile, estimate: 2, low: 1, high: 1e9, note: hostile), .init("heading", estimate: nil),
          .init("zero", estimate: 0, low: -1, high: .infinity), .init("missing", estimate: .nan),
        ]),
      ForestPlot(title: "none", isLogarithmic: false, rows: []),
      BarChart(title: "bars", bars: [.init(hostile, 3), .init("b", -1), .init("c", .nan)]),
      BarChart(title: "", bars: []),
      BoxPlot(title: "boxes", measure: "x", groups: [(hostile, [1, 2, 3, 4, 50]), ("none", []), ("one", [2])]),
      BoxPlot(
        title: "violins", measure: "x", groups: [(hostile, [1, 2, 3, 4, 50]), ("none", []), ("one", [2])],
        shape: .violin),
      HeatMap(title: "heat", rowLabels: [hostile, "b"], columnLabels: ["a"], values: [[1, -0.5, .nan], [0.1]]),
      HeatMap(
        title: "counts", rowLabels: ["a"], columnLabels: ["a", "b"], values: [[1, 2]],
        scale: .sequential(low: 0, high: 2), decimals: 0),
      HeatMap(title: "none", rowLabels: [], columnLabels: [], values: []),
    ]
    var square = plots.compactMap { $0 as? Plot }
    for index in square.indices { square[index].cursor = 0.5 }
    plots += square
    return plots
  }()

  static let looks: [Look] = Look.PlotGlyphs.allCases.flatMap { glyphs in
    Look.ColorDepth.allCases.map { Look(plots: glyphs, color: $0) }
  }
}

@Suite struct PlotLawTests {
  static let sizes: [(Int, Int)] = [
    (0, 0), (1, 1), (2, 5), (16, 4), (20, 8), (40, 12), (60, 16), (64, 24), (80, 24), (120, 40), (200, 60), (5, 60),
    (200, 3),
  ]

  @Test(arguments: SampleFigures.all.indices)
  func `a figure draws at every size, in its width, without a control character`(_ number: Int) {
    let figure = SampleFigures.all[number]
    for look in SampleFigures.looks {
      for (columns, rows) in Self.sizes {
        let lines = figure.lines(size: Size(columns: columns, rows: rows), look: look)
        #expect(lines.count <= rows)
        for line in lines {
          #expect(SlicePictureTests.visibleWidth(line) <= columns)
          let scalars = line.unicodeScalars
          if look.color == .mono { #expect(!scalars.contains { $0.value < 32 || $0.value == 0x7F }) }
          if look == .plain { #expect(scalars.allSatisfy { $0.value < 127 }) }
          #expect(!scalars.contains("\u{202E}"))
        }
      }
    }
  }

  @Test(arguments: SampleFigures.all.indices)
  func `a figure never draws outside its rectangle`(_ number: Int) {
    let rect = Rect(column: 3, row: 2, columns: 44, rows: 14)
    var canvas = Canvas(columns: 60, rows: 20)
    SampleFigures.all[number].draw(in: rect, on: &canvas, look: .standard)
    for row in 0..<20 {
      for column in 0..<60 where !rect.contains(column: column, row: row) { #expect(canvas[column, row] == .blank) }
    }
  }

  @Test(arguments: SampleFigures.all.indices)
  func `SVG is escaped, finite and free of controls`(_ number: Int) {
    for (width, height) in [(760, 520), (0, -5), (100_000, 10)] {
      let svg = SampleFigures.all[number].svg(width: width, height: height)
      #expect(svg.hasPrefix("<?xml"))
      #expect(svg.hasSuffix("</svg>\n"))
      #expect(!svg.contains("<b>"))
      #expect(!svg.contains("nan") && !svg.contains("inf"))
      #expect(svg.unicodeScalars.allSatisfy { $0.value >= 32 || $0 == "\n" })
      #expect(svg.components(separatedBy: "<text").count == svg.components(separatedBy: "</text>").count)
    }
  }

  @Test func `CSV quotes what needs it and leaves numbers whole`() {
    var table = FigureTable(columns: ["name", "x, y"])
    table.append([.text("say \"hi\", twice"), .number(1.0 / 3)])
    table.append([.text("two\nlines"), .number(.nan)])
    table.append([.text("n"), .number(42)])
    #expect(
      table.csv == "name,\"x, y\"\n\"say \"\"hi\"\", twice\",0.3333333333333333\n\"two\nlines\",\nn,42\n")
  }
}
