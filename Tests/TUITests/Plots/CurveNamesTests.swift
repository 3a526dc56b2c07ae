import Foundation
import Testing

@testable import TUI

@Suite struct `Names beside curves` {
  private func drawn(_ series: [PlotSeries], look: Look = .standard, size: Size = Size(columns: 60, rows: 16)) -> Canvas
  {
    let plot = Plot(
      title: "", xAxis: .unit("x"), yAxis: .unit("y"), series: series, namesCurves: true)
    var canvas = Canvas(size: size)
    canvas.within(canvas.bounds) { PlotInk(plot, size: size, look: look).draw(on: &$0) }
    return canvas
  }

  private let rising = PlotSeries("rising", [PlotPoint(0, 0), PlotPoint(1, 1)])
  private let falling = PlotSeries("falling", [PlotPoint(0, 1), PlotPoint(1, 0)])

  @Test(arguments: [Look.standard, .plain]) func `stand on the screen, each once`(look: Look) {
    let text = drawn([rising, falling], look: look).text
    #expect(text.ranges(of: "rising").count == 1 && text.ranges(of: "falling").count == 1, "\(text)")
  }

  @Test func `never hide a curve`() {
    let named = drawn([rising, falling])
    var plot = Plot(title: "", xAxis: .unit("x"), yAxis: .unit("y"), series: [rising, falling])
    plot.namesCurves = false
    var bare = Canvas(columns: 60, rows: 16)
    bare.within(bare.bounds) { PlotInk(plot, size: Size(columns: 60, rows: 16), look: .standard).draw(on: &$0) }
    for row in 0..<16 {
      for column in 0..<60 where bare[column, row].scalar != " " {
        #expect(named[column, row].scalar == bare[column, row].scalar)
      }
    }
  }

  @Test func `never stand on the side of another curve`() throws {
    // Two curves close together, as of two risk groups: each name is on the outer side of its own.
    for gap in [0.04, 0.08, 0.12, 0.16] {
      let upper = PlotSeries("upper", [PlotPoint(0, 0.5 + gap / 2), PlotPoint(1, 0.5 + gap / 2)])
      let lower = PlotSeries("lower", [PlotPoint(0, 0.5 - gap / 2), PlotPoint(1, 0.5 - gap / 2)])
      for series in [[upper, lower], [lower, upper]] {
        let lines = drawn(series).text.split(separator: "\n", omittingEmptySubsequences: false)
        let above = try #require(lines.firstIndex { $0.contains("upper") })
        let below = try #require(lines.firstIndex { $0.contains("lower") })
        #expect(above < below, "\(drawn(series).text)")
      }
    }
  }

  @Test func `are left to the legend where there is one curve, or no room`() {
    #expect(!drawn([rising]).text.contains("rising"))
    #expect(!drawn([rising, falling], size: Size(columns: 20, rows: 5)).text.contains("rising"))
  }

  @Test func `of which only the end differs keep their end too`() {
    #expect(
      DisplayWidth.toldApart(["ln_metastasis 0", "ln_metastasis 1", "the clinical model", "short"], to: 14) == [
        "ln_meta…asis 0", "ln_meta…asis 1", "the clinical …", "short",
      ])
    // Alike at both ends: what they share at the beginning goes.
    #expect(
      DisplayWidth.toldApart(["a_long_first_value", "a_long_other_value", "x"], to: 7) == ["…first…", "…other…", "x"])
    #expect(DisplayWidth.toldApart(["original_glcm_Idm", "original_glcm_Id"], to: 7) == ["orig…dm", "orig…Id"])
    #expect(DisplayWidth.toldApart(["肝脏转移瘤的评分一", "肝脏转移瘤的评分二"], to: 9) == ["肝脏转…一", "肝脏转…二"])
  }

  @Test func `are told apart in few columns, whatever they are`() {
    let names = [
      "original_glcm_JointEntropy", "original_glcm_JointEnergy", "original_glrlm_RunEntropy",
      "original_glszm_ZoneEntropy",
      "wavelet_original_glcm_JointEntropy", "original_firstorder_Entropy", "original_firstorder_Energy",
      "肝脏转移瘤原发灶_glcm_JointEntropy", "肝脏转移瘤原发灶_glcm_JointEnergy",
    ]
    for columns in [7, 9, 14, 24] {
      let short = DisplayWidth.toldApart(names, to: columns)
      #expect(Set(short).count == names.count, "\(short)")
      #expect(short.allSatisfy { DisplayWidth.of($0) <= columns })
    }
    #expect(DisplayWidth.toldApart(["same", "same"], to: 2) == ["s…", "s…"])
    #expect(DisplayWidth.toldApart([], to: 5).isEmpty && DisplayWidth.toldApart(["ab", "ac"], to: 0) == ["", ""])
  }

  @Test(arguments: [Look.standard, .plain]) func `of rows and columns of a heat map are told apart`(look: Look) {
    let names = ["Entropy", "Energy", "Contrast", "Idm"].map { "original_glcm_Joint\($0)" }
    let map = HeatMap(
      title: "", rowLabels: names, columnLabels: names,
      values: names.map { row in names.map { $0 == row ? 1 : 0.3 } }, decimals: 2)
    var canvas = Canvas(columns: 60, rows: 8)
    map.draw(in: canvas.bounds, on: &canvas, look: look)
    let head = canvas.text(row: 0).split(separator: " ")
    #expect(Set(head).count == 4 && head.count == 4, "\(canvas.text)")
    let rows = (1...4).map { canvas.text(row: $0).split(separator: " ").first }
    #expect(Set(rows).count == 4, "\(canvas.text)")
  }

  @Test func `a heat map as picture has room for whole names, numbers that can be read on any colour, and a key`() {
    let names = ["Discretised intensity variance", "Discretised intensity skewness"]
    let map = HeatMap(
      title: "", rowLabels: names, columnLabels: names, values: [[0, 20], [20, 0]],
      scale: .sequential(low: 0, high: 20), decimals: 0)
    let picture = map.svg()
    for name in names { #expect(picture.ranges(of: ">\(name)</text>").count == 2) }
    // Names of rows end at the map, which begins where the longest has room at 6.5 pt a character.
    let ends = picture.matches(of: /<text x="([0-9.]+)" y="[0-9.]+" text-anchor="end" font-size="12"[^>]*>Discretised/)
    #expect(ends.count == 2)
    for end in ends { #expect((Double(end.1) ?? 0) > 6.5 * Double(names[0].count)) }
    #expect(picture.contains(/fill="#ffffff"[^>]*>0</) && picture.contains(/fill="#222222"[^>]*>20</))
    #expect(picture.contains(/text-anchor="end" font-size="12"[^>]*>0</) && picture.contains(/font-size="12"[^>]*>20</))
  }
}

@Suite struct `Lines across a plot` {
  private let lambdas = (0..<40).map { exp(-0.25 * Double($0)) }

  /// A path of which the penalties chosen are the 9th and the 5th, and which follows noise from the 20th on.
  private var plots: [Plot] {
    let chosen: [(name: String, lambda: Double)] = [("min", lambdas[8]), ("1 SE", lambdas[4])]
    let coefficients = lambdas.indices.map { $0 < 3 ? 0 : $0 < 20 ? 0.05 * Double($0 - 2) : exp(Double($0 - 19)) }
    let deviance = lambdas.indices.map { place -> Double in
      let away = Double(place - 8) / 8
      return 8.2 + (place < 20 ? away * away * 0.3 : exp(Double(place - 19)))
    }
    return [
      Plot.penaltyPath(lambdas: lambdas, coefficients: [("volume", coefficients)], chosen: chosen),
      Plot.penaltyCurve(
        lambdas: lambdas, mean: deviance, standardError: lambdas.map { _ in 0.1 }, chosen: chosen, measure: "deviance"),
    ]
  }

  @Test func `a penalised path is drawn around what was chosen, not where it follows noise`() throws {
    let (path, curve) = (plots[0], plots[1])
    // ln λ −2 is the least that was chosen: half as far again is drawn.
    #expect(abs(path.xAxis.low + 3) < 1e-9 && path.xAxis.high == 0 && path.xAxis == curve.xAxis)
    #expect(path.yAxis.high < 0.6, "the chosen model's coefficient is 0.3")
    #expect(curve.yAxis.low < 8.2 && curve.yAxis.high < 9.2)
    #expect(
      path.notes.last?.hasPrefix("below ln λ") == true && path.notes.last?.contains("3.0: only in the CSV") == true)
    #expect(path.table.rows.count == 40 && curve.table.rows.count == 40, "the numbers are all there")
  }

  @Test(arguments: [Look.standard, .plain]) func `chosen penalties are named, and the cursor has a line of its own`(
    look: Look
  ) throws {
    var plot = plots[1]
    plot.cursor = -0.5
    let text = plot.canvas(size: Size(columns: 100, rows: 20), look: look).text
    let head = try #require(text.split(separator: "\n").first { $0.contains("1 SE") && $0.contains("min") })
    #expect(!head.isEmpty)
    #expect(text.contains(look.isASCII ? "|" : "▏"), "\(text)")
    #expect(plot.svg().contains(">1 SE</text>"))
  }

  @Test func `a square plot has its legend beside it in sixty columns`() {
    let curve = PlotSeries("the clinical model", [PlotPoint(0, 0), PlotPoint(1, 1)], detail: "AUC 0.50")
    let plot = Plot(
      title: "", xAxis: .unit("x"), yAxis: .unit("y"), series: [curve], isSquare: true)
    let text = plot.canvas(size: Size(columns: 60, rows: 11), look: .standard).text
    #expect(text.contains("the clinical model"), "\(text)")
  }

  @Test func `a name stands nowhere nearer to another curve than to its own`() {
    // Two falling curves, as of two risk groups: where the lower one has fallen away, the upper one passes.
    let upper = PlotSeries(
      "low risk", (0...20).map { PlotPoint(Double($0) / 20, exp(-1.0 * Double($0) / 20)) }, shape: .step)
    let lower = PlotSeries(
      "high risk", (0...20).map { PlotPoint(Double($0) / 20, exp(-1.6 * Double($0) / 20)) }, shape: .step)
    for rows in 8...20 {
      let size = Size(columns: 50, rows: rows)
      let plot = Plot(
        title: "", xAxis: .unit("x"), yAxis: .unit("y"), series: [upper, lower], namesCurves: true)
      var canvas = Canvas(size: size)
      canvas.within(canvas.bounds) { PlotInk(plot, size: size, look: .standard).draw(on: &$0) }
      for (name, own, other) in [("low risk", upper, lower), ("high risk", lower, upper)] {
        for row in 0..<rows {
          let line = canvas.text(row: row)
          guard let range = line.range(of: name) else { continue }
          let start = line.distance(from: line.startIndex, to: range.lowerBound)
          for column in start..<start + name.count {
            let x = Double(column) / 49
            func away(_ series: PlotSeries) -> Int {
              series.value(at: x).map { abs(PlotScale.cell(1 - $0, count: rows) - row) } ?? .max
            }
            #expect(away(own) < away(other), "\(rows) rows, \(name)\n\(canvas.text)")
          }
        }
      }
    }
  }
}
