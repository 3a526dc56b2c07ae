import Testing

@testable import TUI

@Suite struct `Words where only ASCII can be shown` {
  @Test func `signs of one letter that would say something else become words`() {
    #expect(Look.plain.words("clinical ≥ 0.030") == "clinical >= 0.030")
    #expect(Look.plain.words("1.131 ± 0.053, ln λ, 58 → 52") == "1.131 +/- 0.053, ln lambda, 58 -> 52")
    #expect(Look.standard.words("≥ ± → λ") == "≥ ± → λ")
  }

  @Test func `a formula stays one`() {
    #expect(ASCIIWords.of("μ = (1/N) Σₖ xₖ; Σᵢⱼ pᵢⱼ log₂ pᵢⱼ") == "mu = (1/N) sum_k x_k; sum_ij p_ij log_2 p_ij")
    #expect(ASCIIWords.of("√(Σₖ (xₖ − μ)² / N)") == "sqrt(sum_k (x_k − mu)^2 / N)")
    #expect(ASCIIWords.of("3·10⁻³ mm², 2πr, ΔAUC, P₂₅, χ², 5°") == "3·10^-3 mm2, 2 pi r, delta AUC, P_25, chi^2, 5 deg")
    #expect(ASCIIWords.of("(70, …)", isWhole: true) == "(70, ...)" && ASCIIWords.of("abc…") == "abc…")
    #expect(ASCIIWords.of("陈小红 Müller") == "陈小红 Müller")
    #expect(ASCIIWords.finished("─ 陈小红 Müller × 3 …") == "- 陈小红 Müller x 3 ~")
  }

  @Test func `every text that is drawn goes through them, marks and what is typed do not`() {
    var canvas = Canvas(size: Size(columns: 40, rows: 6), look: .plain)
    #expect(canvas.draw("age ≥ 65", column: 0, row: 0) == 9)
    canvas.draw("1 ± 2", endColumn: 40, row: 0)
    canvas.draw(paragraph: "λ → 0 …", in: Rect(column: 0, row: 1, columns: 40, rows: 1))
    canvas.draw(StyledLine([.init("AUC ≤ ", .plain), .init("0.5", .plain.bold)]), column: 0, row: 2)
    canvas.draw("←→", column: 0, row: 3)
    Prompt("cea≥5").draw(label: " / ", row: 4, on: &canvas)
    canvas.draw("a value ≥ 1 that is cut", column: 0, row: 5, width: 13)
    let lines = canvas.asciiText.split(separator: "\n").map(String.init)
    #expect(
      lines == [
        "age >= 65                        1 +/- 2", "lambda -> 0 ...", "AUC <= 0.5", "<>", " / cea>5", "a value >= 1~",
      ])
    #expect(canvas.cursor?.column == 8)
  }

  @Test func `no sign of the program's own is shown as a question mark`() {
    let own = "ᵢ·ⱼ−–Σ…²ₖ△μ×₁λ→“”₀₂ₛ↓≥σ←↑³√₅κΔ≤▸✓ρ○′±◆χ₋₉π✗₇₊●∞≠’ν▴▾›°α⁴ᵥ◇½•◐▣γ■‹₃◂▲τ⊗—‘≈µ†∘▼□↔↕◻▦◓◑◒β∫₍₎﹥⁶"
    for scalar in own.unicodeScalars { #expect(ASCIIFallback.of(scalar) != "?", "\(scalar)") }
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
