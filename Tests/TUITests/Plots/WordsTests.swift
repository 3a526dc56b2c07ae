import Testing

@testable import TUI

@Suite struct `Words where only ASCII can be shown` {
  @Test func `signs of one letter that would say something else become words`() {
    #expect(Look.plain.words("clinical ≥ 0.030") == "clinical >= 0.030")
    #expect(Look.plain.words("1.131 ± 0.053, ln λ, 58 → 52") == "1.131 +/- 0.053, ln lambda, 58 -> 52")
    #expect(Look.standard.words("≥ ± → λ") == "≥ ± → λ")
  }

  @Test func `a plot measures the words that it draws`() {
    let plot = Plot(
      title: "", xAxis: PlotAxis("ln λ", from: 0, to: 1), yAxis: .unit("y"),
      series: [
        PlotSeries("age ≥ 65", [PlotPoint(0, 0), PlotPoint(1, 1)], detail: "3 ± 1"),
        PlotSeries("age < 65", [PlotPoint(0, 1), PlotPoint(1, 0)], detail: "4 ± 1"),
      ], notes: ["┊ min: λ 0.05"])
    let text = plot.lines(size: Size(columns: 70, rows: 20), look: .plain).joined(separator: "\n")
    #expect(text.contains("-- age >= 65 3 +/- 1"), "\(text)")
    #expect(text.contains(": min: lambda 0.05") && text.contains("ln lambda"), "\(text)")
    #expect(text.unicodeScalars.allSatisfy { $0.isASCII })
  }

  @Test func `the corners of a solid line are no censorings`() {
    let plot = Plot(
      title: "", xAxis: PlotAxis("", from: 0, to: 10), yAxis: .unit(""),
      series: [
        PlotSeries("a", [PlotPoint(0, 1), PlotPoint(3, 0.6), PlotPoint(6, 0.3), PlotPoint(10, 0.3)], shape: .step)
      ])
    let layout = PlotLayout(plot, size: Size(columns: 60, rows: 16), look: .plain)
    let canvas = plot.canvas(size: Size(columns: 60, rows: 16), look: .plain)
    for row in layout.graph.row..<layout.graph.endRow {
      for column in layout.graph.column..<layout.graph.endColumn { #expect(canvas[column, row].scalar != "+") }
    }
  }

  @Test func `names that are cut stay apart`() {
    let names = (1...6).map { "Grp with a very long name number \($0)" }
    for columns in [6, 9, 14, 20] {
      let short = DisplayWidth.toldApart(names, to: columns)
      #expect(Set(short).count == 6, "\(short)")
      #expect(short.allSatisfy { DisplayWidth.of($0) <= columns }, "\(short)")
    }
    #expect(DisplayWidth.toldApart(["a", "b"], to: 5) == ["a", "b"])
    // Names that differ in the middle only.
    let middle = DisplayWidth.toldApart(["treated in A, followed", "treated in B, followed"], to: 20)
    #expect(Set(middle).count == 2, "\(middle)")
  }
}
