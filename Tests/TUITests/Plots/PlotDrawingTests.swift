import Testing

@testable import TUI

@Suite struct PlotDrawingTests {
  /// Survival falls from 1 to one half at time 5 of 10.
  static let step = Plot(
    title: "", xAxis: PlotAxis("", from: 0, to: 10, ticks: [0, 5, 10]), yAxis: .unit(""),
    series: [
      PlotSeries(
        "a", [PlotPoint(0, 1), PlotPoint(5, 0.5), PlotPoint(10, 0.5)], shape: .step, marks: [PlotPoint(7.5, 0.5)])
    ])

  private func graph(_ plot: Plot, _ size: Size, _ look: Look) -> (layout: PlotLayout, canvas: Canvas) {
    (PlotLayout(plot, size: size, look: look), plot.canvas(size: size, look: look))
  }

  @Test(arguments: [Look(plots: .box), Look(plots: .ascii)])
  func `a step falls in the column of its tick and the mark is a real plus`(_ look: Look) throws {
    let (layout, canvas) = graph(Self.step, Size(columns: 46, rows: 12), look)
    let left = layout.graph.column
    let fall = left + layout.column(of: 5, Self.step.xAxis)
    let top = layout.graph.row + layout.row(of: 1, Self.step.yAxis)
    let half = layout.graph.row + layout.row(of: 0.5, Self.step.yAxis)
    let glyphs: [Unicode.Scalar] = look.isASCII ? ["-", ".", "|", "'"] : ["─", "┐", "│", "└"]
    #expect(canvas[left + 1, top].scalar == glyphs[0])
    #expect(canvas[fall, top].scalar == glyphs[1])
    #expect(canvas[fall, top + 1].scalar == glyphs[2])
    #expect(canvas[fall, half].scalar == glyphs[3])
    #expect(canvas[fall + 1, half].scalar == glyphs[0])
    #expect(canvas[left + layout.column(of: 7.5, Self.step.xAxis), half].scalar == "+")
    #expect(canvas[fall, layout.graph.endRow].scalar == "┬")
    #expect(canvas[fall + 3, top].scalar == " ")
  }

  @Test func `braille dots stand where the curve is`() {
    let (layout, canvas) = graph(Self.step, Size(columns: 46, rows: 12), .standard)
    let top = canvas[layout.graph.column + 2, layout.graph.row]
    // The highest of four rows of dots, in both columns.
    #expect(top.scalar == "⠉")
    #expect(top.style.foreground == .role(.series1))
    for column in layout.graph.column..<layout.graph.endColumn {
      #expect(canvas[column, layout.graph.endRow - 1].scalar == " ")
    }
  }

  @Test func `curves differ without colour`() {
    let points = [PlotPoint(0, 0.5), PlotPoint(1, 0.5)]
    var rows: Set<String> = []
    for look in [Look(color: .mono), Look(plots: .box, color: .mono), .plain] {
      rows = []
      for index in 0..<4 {
        let plot = Plot(
          title: "", xAxis: .unit(""), yAxis: .unit(""), series: [PlotSeries("", points, styleIndex: index)])
        let (layout, canvas) = graph(plot, Size(columns: 40, rows: 10), look)
        rows.insert(canvas.text(row: layout.graph.row + layout.row(of: 0.5, plot.yAxis)))
      }
      #expect(rows.count == 4)
    }
  }

  @Test func `where curves cross the later one owns the cell`() {
    let plot = Plot(
      title: "", xAxis: .unit(""), yAxis: .unit(""),
      series: [
        PlotSeries("up", [PlotPoint(0, 0), PlotPoint(1, 1)]), PlotSeries("down", [PlotPoint(0, 1), PlotPoint(1, 0)]),
      ])
    let size = Size(columns: 26, rows: 13)
    let layout = PlotLayout(plot, size: size, look: .standard)
    var grid = DotGrid(columns: 3, rows: 1)
    grid.set(2, 0, owner: 0)
    grid.set(3, 3, owner: 1)
    #expect(grid.owner[1] == 2)
    #expect(grid.glyph(1) == "⢁")
    #expect(plot.canvas(size: size)[layout.graph.column, layout.graph.row].style.foreground == .role(.series2))
  }

  @Test func `a point that is not a number interrupts the curve`() {
    let plot = Plot(
      title: "", xAxis: .unit(""), yAxis: .unit(""),
      series: [
        PlotSeries(
          "a", [PlotPoint(0, 0.5), PlotPoint(0.3, 0.5), PlotPoint(0.5, .nan), PlotPoint(0.7, 0.5), PlotPoint(1, 0.5)])
      ])
    let (layout, canvas) = graph(plot, Size(columns: 46, rows: 11), Look(plots: .box))
    let row = layout.graph.row + layout.row(of: 0.5, plot.yAxis)
    #expect(canvas[layout.graph.column + layout.column(of: 0.2, plot.xAxis), row].scalar == "─")
    #expect(canvas[layout.graph.column + layout.column(of: 0.5, plot.xAxis), row].scalar == " ")
    #expect(canvas[layout.graph.column + layout.column(of: 0.8, plot.xAxis), row].scalar == "─")
  }

  @Test func `bands are backgrounds in colour and points without`() {
    let points = [PlotPoint(0, 0.5), PlotPoint(1, 0.5)]
    let band = [PlotLimits(0, low: 0.25, high: 0.75), PlotLimits(1, low: 0.25, high: 0.75)]
    let plot = Plot(title: "", xAxis: .unit(""), yAxis: .unit(""), series: [PlotSeries("a", points, band: band)])
    let (layout, canvas) = graph(plot, Size(columns: 40, rows: 12), .standard)
    let column = layout.graph.column + 5
    let shaded = (0..<layout.graph.rows).filter {
      canvas[column, layout.graph.row + $0].style.background == .role(.band1)
    }
    #expect(shaded.first == layout.row(of: 0.75, plot.yAxis))
    #expect(shaded.last == layout.row(of: 0.25, plot.yAxis))
    let mono = plot.canvas(size: Size(columns: 40, rows: 12), look: Look(color: .mono))
    #expect(mono[column, layout.graph.row + layout.row(of: 0.75, plot.yAxis)].scalar == "·")
  }

  @Test func `bands over each other are lighter, so that curves keep the colours`() {
    func series(_ low: Double, _ high: Double) -> PlotSeries {
      PlotSeries("", [], band: [PlotLimits(0, low: low, high: high), PlotLimits(1, low: low, high: high)])
    }
    let plot = Plot(
      title: "", xAxis: .unit(""), yAxis: .unit(""), series: [series(0, 0.5), series(0.25, 0.75), series(0.4, 1)])
    let (layout, canvas) = graph(plot, Size(columns: 40, rows: 30), .standard)
    func background(_ y: Double) -> Color {
      canvas[layout.graph.column + 5, layout.graph.row + layout.row(of: y, plot.yAxis)].style.background
    }
    #expect(background(0.1) == .role(.band1) && background(0.95) == .role(.band1))
    #expect(background(0.3) == .role(.band2) && background(0.6) == .role(.band2))
    #expect(background(0.45) == .role(.band3))
  }

  @Test func `groups of a calibration have their intervals as bars`() {
    let plot = Plot.calibration([
      (name: "a", smooth: [], groups: [.init(predicted: 0.5, observed: 0.4, low: 0.2, high: 0.9)]),
      (name: "b", smooth: [], groups: [.init(predicted: 0.8, observed: 0.4, low: 0.1, high: 0.9)]),
    ])
    let (layout, canvas) = graph(plot, Size(columns: 60, rows: 30), .standard)
    func glyph(_ x: Double, _ y: Double) -> Unicode.Scalar {
      canvas[layout.graph.column + layout.column(of: x, plot.xAxis), layout.graph.row + layout.row(of: y, plot.yAxis)]
        .scalar
    }
    #expect(glyph(0.5, 0.4) == "●" && glyph(0.5, 0.85) == "│" && glyph(0.5, 0.25) == "│" && glyph(0.5, 0.1) == " ")
    #expect(glyph(0.8, 0.4) == "○" && glyph(0.8, 0.2) == " ")
  }

  @Test func `a square plot is as wide as high in true proportions`() {
    let plot = Plot(title: "t", xAxis: .unit("x"), yAxis: .unit("y"), series: [], isSquare: true)
    for (columns, rows) in [(80, 24), (200, 60), (40, 30)] {
      for aspect in [1.8, 2, 2.2] {
        let layout = PlotLayout(
          plot, size: Size(columns: columns, rows: rows), look: Look(cellAspect: aspect))
        let ratio = Double(layout.graph.columns) / (Double(layout.graph.rows) * aspect)
        #expect(abs(ratio - 1) < 0.06)
      }
    }
  }

  @Test func `names of hostile length leave the plot its place`() {
    let name = String(repeating: "very long model name ", count: 10)
    let plot = Plot(
      title: name, xAxis: .unit("x"), yAxis: .unit("y"),
      series: [PlotSeries(name, [PlotPoint(0, 0), PlotPoint(1, 1)], detail: name)], notes: [name])
    let layout = PlotLayout(plot, size: Size(columns: 80, rows: 24), look: .standard)
    #expect(layout.graph.columns >= 30)
    #expect(layout.graph.rows >= 10)
  }

  @Test func `a series of a million points is thinned without losing its extremes`() {
    let points = (0..<100_000).map { PlotPoint(Double($0), $0 == 54_321 ? 99 : Double($0 % 7)) }
    let thin = PlotSeries("a", points, shape: .step).thinned()
    #expect(thin.points.count < 6000)
    #expect(thin.points.contains(PlotPoint(54_321, 99)))
    #expect(thin.points.first == points.first)
    #expect(thin.points.last == points.last)
    #expect(thin.points.map(\.x) == thin.points.map(\.x).sorted())
  }

  @Test func `the cursor reads every curve and stops at its steps`() {
    var plot = Self.step
    #expect(plot.readings(at: 4.99).first?.value == 1)
    #expect(plot.readings(at: 5).first?.value == 0.5)
    #expect(plot.readings(at: 11).isEmpty)
    #expect(plot.cursorStop(after: nil, forward: true) == 0)
    #expect(plot.cursorStop(after: 0, forward: true) == 5)
    #expect(plot.cursorStop(after: 10, forward: true) == 10)
    #expect(plot.cursorStop(after: 10, forward: false) == 5)
    plot.cursor = 5
    let (layout, canvas) = graph(plot, Size(columns: 46, rows: 12), .standard)
    let column = layout.graph.column + layout.column(of: 5, plot.xAxis)
    #expect(canvas[column, layout.graph.endRow - 1].scalar == "▏")
  }

  @Test func `the last label of an axis does not run into the words beside it`() {
    for notes in 0...30 {
      let plot = Plot(
        title: "", xAxis: .unit("x"), yAxis: .unit("y"), series: [PlotSeries("a", [PlotPoint(0, 0), PlotPoint(1, 1)])],
        notes: (0..<notes).map { "note \($0) of so many" }, isSquare: true)
      let canvas = plot.canvas(size: Size(columns: 80, rows: 20), look: .standard)
      let lines = (0..<canvas.rows).map { canvas.text(row: $0) }
      #expect(lines.contains { $0.contains("1.00") })
      for line in lines { #expect(line.firstMatch(of: /1\.00[a-z]/) == nil, "\(line)") }
    }
  }

  @Test func `lines interpolate, limits follow`() {
    let line = PlotSeries(
      "a", [PlotPoint(0, 0), PlotPoint(2, 1)], band: [PlotLimits(0, low: 0, high: 0), PlotLimits(2, low: 0.5, high: 2)])
    #expect(line.value(at: 1) == 0.5)
    #expect(line.limits(at: 1)?.low == 0.25)
    #expect(line.limits(at: 1)?.high == 1)
    #expect(line.value(at: 2.1) == nil)
  }
}
