internal import Foundation

/// Estimates with their intervals under each other: hazard ratios, odds ratios, AUC per subgroup.
public struct ForestPlot: Figure, Equatable {
  public struct Row: Equatable, Sendable {
    public var label: String
    /// nil for a heading or a reference level.
    public var estimate: Double?
    public var low: Double
    public var high: Double
    /// Right of the interval, for example a p value.
    public var note: String
    /// What the estimate is told per, such as `SD`, and how much that is; in the table only.
    public var per: String
    public var step: Double?

    public init(
      _ label: String, estimate: Double?, low: Double = .nan, high: Double = .nan, note: String = "", per: String = "",
      step: Double? = nil
    ) {
      self.per = per
      self.step = step
      self.label = label
      self.estimate = estimate
      self.low = low
      self.high = high
      self.note = note
    }
  }

  public var title: String
  public var rows: [Row]
  /// `HR`, `OR per SD`, `AUC`.
  public var measure: String
  /// What its column is called in the table; by default the measure.
  public var column: String
  /// Where there is no effect: 1 for ratios, 0 for differences, 0.5 for areas.
  public var null: Double
  /// Ratios are drawn on a logarithmic scale, so that 0.5 and 2 are equally far from 1.
  public var isLogarithmic: Bool
  /// The first row that is drawn on a screen that has no room for all; the scale is that of all.
  var first = 0

  public init(
    title: String, measure: String = "HR", null: Double = 1, isLogarithmic: Bool = true, rows: [Row]
  ) {
    self.title = title
    self.measure = measure
    column = measure
    self.null = null
    self.isLogarithmic = isLogarithmic
    self.rows = rows
  }

  public var table: FigureTable {
    let hasSteps = rows.contains { !$0.per.isEmpty }
    return FigureTable(
      columns: ["label", column, "low", "high", "note"] + (hasSteps ? ["per", "sd"] : []),
      rows: rows.map {
        [.text($0.label), .number($0.estimate ?? .nan), .number($0.low), .number($0.high), .text($0.note)]
          + (hasSteps ? [.text($0.per), .number($0.step ?? .nan)] : [])
      })
  }

  /// The scale: from data to 0…1, with round ticks. A limit that is absurdly far away is cut, and its end becomes an arrow.
  private struct Scale {
    let low: Double
    let high: Double
    let isLogarithmic: Bool
    let ticks: [(value: Double, label: String)]

    init(_ plot: ForestPlot) {
      isLogarithmic = plot.isLogarithmic
      var values = plot.rows.flatMap { [$0.estimate ?? .nan, $0.low, $0.high] } + [plot.null]
      values = values.filter { $0.isFinite && (!plot.isLogarithmic || $0 > 0) }
      var low = values.min() ?? plot.null
      var high = values.max() ?? plot.null
      if plot.isLogarithmic {
        let estimates = plot.rows.compactMap(\.estimate).filter { $0.isFinite && $0 > 0 } + [plot.null]
        low = max(low, (estimates.min() ?? low) / 8) / 1.15
        high = min(high, (estimates.max() ?? high) * 8) * 1.15
        let candidates = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 1000]
        let wide = candidates.filter { $0 >= low && $0 <= high }.map { (value: $0, label: NumberText.significant($0)) }
        // Over a narrow range the logarithm is nearly straight: round steps serve better than powers.
        let narrow = AxisTicks(from: low, to: high, count: 6)
        ticks =
          wide.count >= 3
          ? wide : Array(zip(narrow.positions, narrow.labels)).map { (value: $0.0, label: $0.1) }
      } else {
        let margin = max((high - low) * 0.06, 1e-9)
        low -= margin
        high += margin
        let chosen = AxisTicks(from: low, to: high, count: 5)
        ticks = Array(zip(chosen.positions, chosen.labels)).map { (value: $0.0, label: $0.1) }
      }
      self.low = low
      self.high = high > low ? high : low + 1
    }

    func fraction(_ value: Double) -> Double {
      if isLogarithmic { return value > 0 ? log(value / low) / log(high / low) : -1 }
      return (value - low) / (high - low)
    }
  }

  private func text(_ row: Row) -> String {
    guard let estimate = row.estimate else { return row.note }
    let interval =
      row.low.isFinite || row.high.isFinite
      ? NumberText.interval(estimate, row.low, row.high) : NumberText.fixed(estimate, 2)
    return row.note.isEmpty ? interval : interval + "  " + row.note
  }

  public func draw(in rect: Rect, on canvas: inout Canvas, look: Look) {
    guard !rect.isEmpty else { return }
    let title = look.words(title)
    let rows = rows.map { row in
      var row = row
      row.label = look.words(row.label)
      row.note = look.words(row.note)
      return row
    }
    canvas.within(rect) { canvas in
      let skipped = min(max(0, first), rows.count)
      var top = 0
      if !title.isEmpty, rect.rows >= 4 {
        canvas.draw(title, column: 0, row: 0, style: Style.role(.title).bold, width: rect.columns)
        top = 1
      }
      let labels = min(rows.map { DisplayWidth.of($0.label) }.max() ?? 0, rect.columns * 35 / 100)
      let texts = min(rows.map { DisplayWidth.of(text($0)) }.max() ?? 0, rect.columns * 45 / 100)
      let graph = Rect(
        column: labels + 1, row: top, columns: max(0, rect.columns - labels - texts - 3),
        rows: max(0, rect.rows - top - 2))
      let scale = Scale(self)
      func column(_ value: Double) -> Int { graph.column + PlotScale.cell(scale.fraction(value), count: graph.columns) }
      let hasGraph = graph.columns >= 8
      for (offset, row) in rows.dropFirst(skipped).prefix(max(0, graph.rows)).enumerated() {
        let line = top + offset
        canvas.draw(
          DisplayWidth.clipped(row.label, to: labels), column: 0, row: line,
          style: row.estimate == nil ? Style.plain.bold : .plain)
        canvas.draw(
          DisplayWidth.clipped(text(row), to: texts), column: hasGraph ? graph.endColumn + 1 : labels + 1, row: line)
        guard hasGraph else { continue }
        canvas.put(
          Cell(look.isASCII ? ":" : "┊", style: .role(.faint)), column: column(null), row: line)
        guard let estimate = row.estimate, estimate.isFinite else { continue }
        if row.low.isFinite, row.high.isFinite {
          let style: Style = .role(.series1)
          for place in column(row.low)...max(column(row.low), column(row.high)) {
            canvas.put(Cell(look.isASCII ? "-" : "─", style: style), column: place, row: line)
          }
          if scale.fraction(row.low) < 0 {
            canvas.put(Cell(look.isASCII ? "<" : "◂", style: style), column: graph.column, row: line)
          }
          if scale.fraction(row.high) > 1 {
            canvas.put(Cell(look.isASCII ? ">" : "▸", style: style), column: graph.endColumn - 1, row: line)
          }
        }
        canvas.put(
          Cell(look.isASCII ? "#" : "■", style: .role(.series1, .bold)), column: column(estimate), row: line)
      }
      guard hasGraph, rect.rows - top >= 4 else { return }
      let axis = top + min(rows.count - skipped, graph.rows)
      for place in graph.column..<graph.endColumn {
        canvas.put(Cell("─", style: .role(.border)), column: place, row: axis)
      }
      var free = 0
      for (value, label) in scale.ticks {
        canvas.put(Cell("┬", style: .role(.border)), column: column(value), row: axis)
        let start = max(0, column(value) - (DisplayWidth.of(label) - 1) / 2)
        if start >= free {
          canvas.draw(label, column: start, row: axis + 1, style: .role(.dim))
          free = start + DisplayWidth.of(label) + 1
        }
      }
      // The name of the scale stands at the left of its labels, under those of the rows, or at their right.
      let names = (isLogarithmic ? ["\(measure), log scale"] : []) + [measure]
      let roomRight = rect.columns - max(free, 0)
      let name = names.first { DisplayWidth.of($0) <= roomRight } ?? measure
      let first = scale.ticks.map { column($0.value) - DisplayWidth.of($0.label) }.min() ?? graph.endColumn
      if DisplayWidth.of(name) < first {
        canvas.draw(name, column: 0, row: axis + 1, style: .role(.dim))
      } else {
        // Where it would be cut it stands further to the left, as far as the labels let it.
        let start = max(free, min(graph.endColumn - 2, rect.columns - DisplayWidth.of(name)))
        canvas.draw(name, column: start, row: axis + 1, style: .role(.dim), width: max(0, rect.columns - start))
      }
    }
  }

  public func svg(width: Int, height: Int) -> String {
    let width = Double(min(max(width, 320), 8000))
    let lineHeight = 22.0
    let height = min(max(Double(height), 90 + lineHeight * Double(rows.count)), 20000)
    var document = SVGDocument(width: Int(width), height: Int(height), title: title)
    document.text(title, 12, 22, size: 15, isBold: true)
    let x = width * 0.3
    let span = width * 0.35
    let scale = Scale(self)
    func place(_ value: Double) -> Double { x + min(max(scale.fraction(value), 0), 1) * span }
    let bottom = 44 + lineHeight * Double(rows.count)
    document.line(place(null), 36, place(null), bottom, colour: "#999999", dashes: "3 4")
    for (index, row) in rows.enumerated() {
      let y = 52 + lineHeight * Double(index)
      document.text(DisplayWidth.clipped(row.label, to: 34), 12, y, isBold: row.estimate == nil)
      document.text(text(row), x + span + 16, y)
      guard let estimate = row.estimate, estimate.isFinite else { continue }
      if row.low.isFinite, row.high.isFinite {
        document.line(place(row.low), y - 4, place(row.high), y - 4, colour: SVGDocument.colour(0), width: 1.6)
      }
      document.rect(place(estimate) - 4, y - 8, 8, 8, fill: SVGDocument.colour(0))
    }
    document.line(x, bottom, x + span, bottom)
    for (value, label) in scale.ticks {
      document.line(place(value), bottom, place(value), bottom + 5)
      document.text(label, place(value), bottom + 18, anchor: .middle, size: 12)
    }
    document.text(
      isLogarithmic ? "\(measure) (log scale)" : measure, x + span / 2, bottom + 34, anchor: .middle, size: 12)
    return document.text
  }
}
