import Cohort
import Testing

@testable import TUI

/// Points and risk of a linear model.
@Suite struct `A nomogram as a plot` {
  /// Marker 0…10 moves the predictor by 4, sex by −1.
  static let nomogram = RunResult.Nomogram(
    variables: [
      .init(name: "marker", low: 0, high: 10, typical: 5, coefficient: 0.4),
      .init(name: "sex=M", low: 0, high: 1, typical: 1, coefficient: -1, isBinary: true),
    ], origin: -2)

  private func plot(_ values: [Double]? = nil) -> NomogramPlot {
    NomogramPlot(title: "", nomogram: Self.nomogram, event: "death", values: values)
  }

  @Test func `the strongest variable spans a hundred points, the others their share`() {
    #expect(plot().points(0, at: 10) == 100 && plot().points(0, at: 2.5) == 25)
    // A negative coefficient: less of it is more points.
    #expect(plot().points(1, at: 1) == 0 && plot().points(1, at: 0) == 25)
  }

  @Test func `points add up to the risk of the model`() throws {
    let shown = plot([5, 0])
    #expect(shown.total == 75)
    // −2 + 0.4·5 = 0: even odds.
    #expect(try #require(shown.risks.first).value == 0.5)
    let lower = plot([5, 1])
    #expect(lower.total == 50)
    #expect(abs(try #require(lower.risks.first).value - 0.268941421369995) < 1e-12)
  }

  @Test func `survival risks have an axis by each time`() {
    var survival = Self.nomogram
    survival.hazards = [.init(time: 12, value: 0.1), .init(time: 24, value: 0.3)]
    let plot = NomogramPlot(title: "", nomogram: survival, event: "death", timeUnit: "months", values: [5, 0])
    #expect(plot.risks.map(\.name) == ["risk by 12 months", "risk by 24 months"])
    // 1 − exp(−0.1·e⁰)
    #expect(abs(plot.risks[0].value - 0.0951625819640404) < 1e-12)
    let text = plot.canvas(size: Size(columns: 90, rows: 24)).text
    #expect(text.contains("risk by 12 months") && text.contains("risk by 24 months"))
    // A column that tells no unit is named as a column, never as one.
    let unknown = NomogramPlot(title: "", nomogram: survival, event: "death", timeUnit: "os", values: [5, 0])
    #expect(unknown.risks.map(\.name) == ["risk by os = 12", "risk by os = 24"])
    let other = unknown.canvas(size: Size(columns: 90, rows: 24)).text
    #expect(other.contains("risk by os = 12") && !other.contains("12 os"))
  }

  @Test func `the mark stands under the points it gives`() {
    let canvas = NomogramPlot(title: "t", nomogram: Self.nomogram, event: "death", values: [10, 1], chosen: 0)
      .canvas(size: Size(columns: 80, rows: 24))
    let lines = canvas.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines[1].hasPrefix("points"))
    let end = Array(lines[1]).lastIndex(of: "┬")
    let marker = lines.first { $0.hasPrefix("marker") }.map { Array($0) }
    #expect(marker?.lastIndex(of: "◆") == end)
    #expect(lines.contains { $0.hasPrefix("marker") && $0.contains("10 → 100") })
    #expect(lines.contains { $0.hasPrefix("sex=M") && $0.contains("1 → 0") })
  }

  @Test func `any size is drawn, the sum and the risk last`() {
    let many = RunResult.Nomogram(
      variables: (1...20).map { .init(name: "v\($0)", low: 0, high: Double($0), typical: 0.5, coefficient: 1) },
      origin: 0)
    let plot = NomogramPlot(title: "t", nomogram: many, event: "e", chosen: 15)
    for size in [Size(columns: 0, rows: 0), Size(columns: 5, rows: 2), Size(columns: 20, rows: 30)] {
      #expect(plot.canvas(size: size).cells.count == size.columns * size.rows)
    }
    let text = plot.canvas(size: Size(columns: 80, rows: 18)).text
    #expect(text.contains("v16") && text.contains("total points") && text.contains("risk"))
    #expect(plot.svg().contains("total points"))
  }
}
