/// Where the parts of a plot lie in the cells it is given.
///
///     title                              subtitle
///     y title
///     1.00┤                           ── a   AUC …
///         │        graph              notes
///     0.00┤
///         └┬─────────┬─────────┬
///          0.0       0.5       1.0
///                x title
///     at risk …
///
/// With little room parts are left out, the least needed first: notes below, y title, x title, title, table, axes.
struct PlotLayout {
  struct NoteLine: Equatable {
    var text: String
    /// Set where a sample of the curve's line comes first.
    var styleIndex: Int?
    var isPoints = false
    var isContinuation = false
  }

  private(set) var graph = Rect(column: 0, row: 0, columns: 0, rows: 0)
  private(set) var titleRow: Int?
  private(set) var yTitleRow: Int?
  private(set) var xTitleRow: Int?
  private(set) var hasXAxis = false
  private(set) var hasYAxis = false
  private(set) var xTicks: [(value: Double, label: String)] = []
  private(set) var yTicks: [(value: Double, label: String)] = []
  private(set) var panel: Rect?
  private(set) var noteLines: [NoteLine] = []
  private(set) var riskRect: Rect?
  /// Whether the table under the ticks has room for censored and events.
  private(set) var showsFullEntries = false

  init(_ plot: Plot, size: Size, look: Look) {
    guard !size.isEmpty else { return }
    var top = 0
    var bottom = size.rows
    if !plot.title.isEmpty, size.rows >= 8 {
      titleRow = 0
      top = 1
    }
    let riskRows = plot.riskTable.map { $0.rows.count + 1 } ?? 0
    if riskRows > 1, size.rows - top - riskRows >= 8 {
      bottom -= riskRows
      riskRect = Rect(column: 0, row: bottom, columns: size.columns, rows: riskRows)
    }
    hasXAxis = bottom - top >= 5 && size.columns >= 16
    hasYAxis = size.columns >= 16 && bottom - top >= 4

    // The legend and notes: beside the graph where it is wide, below where it is high.
    let wantsSide = size.columns >= 64
    let full = Self.notes(plot, columns: max(0, size.columns), labelled: false)
    var side = 0
    if wantsSide, !full.isEmpty {
      let longest = full.map { DisplayWidth.of($0.text) + ($0.styleIndex == nil ? 0 : 3) }.max() ?? 0
      side = min(longest + 2, size.columns * 45 / 100)
      noteLines = Self.notes(plot, columns: side - 2, labelled: true)
    } else if !full.isEmpty {
      let lines = Self.notes(plot, columns: size.columns, labelled: true)
      let room = bottom - top - 10
      noteLines = Array(lines.prefix(max(0, min(room, lines.count))))
      if !noteLines.isEmpty {
        bottom -= noteLines.count
        panel = Rect(column: 0, row: bottom, columns: size.columns, rows: noteLines.count)
        if let risk = riskRect {
          riskRect = Rect(column: 0, row: risk.row - noteLines.count, columns: risk.columns, rows: risk.rows)
          panel?.row = risk.endRow - noteLines.count
        }
      }
    }
    if hasXAxis {
      bottom -= 2
      if bottom - top >= 10, !plot.xAxis.title.isEmpty {
        bottom -= 1
        xTitleRow = bottom + 2
      }
    }
    if bottom - top >= 8, hasYAxis, !plot.yAxis.title.isEmpty {
      yTitleRow = top
      top += 1
    }
    let rows = max(0, bottom - top)
    yTicks = hasYAxis ? plot.yAxis.ticks(atMost: max(2, rows / 2)) : []
    var gutter = hasYAxis ? (yTicks.map { DisplayWidth.of($0.label) }.max() ?? 0) + 1 : 0
    if let risk = plot.riskTable, riskRect != nil {
      // The names of the table stand in the gutter, so that its numbers stand under the ticks.
      let longest = risk.rows.map { DisplayWidth.of($0.name) }.max() ?? 0
      gutter = max(gutter, min(longest + 4, max(6, size.columns / 4)))
    }
    var columns = max(0, size.columns - gutter - side)
    // The numbers under the last tick begin there and need room to its right.
    if riskRect != nil, side == 0 { columns = max(0, columns - 7) }
    var graphRows = rows
    if plot.isSquare {
      let aspect = min(max(look.cellAspect.isFinite ? look.cellAspect : 2, 0.5), 4)
      columns = min(columns, Int((Double(rows) * aspect).rounded()))
      graphRows = min(rows, max(1, Int((Double(columns) / aspect).rounded())))
    }
    graph = Rect(column: gutter, row: top, columns: columns, rows: graphRows)
    if graphRows < rows, xTitleRow != nil { xTitleRow = graph.endRow + 2 }
    if yTicks.count > max(2, graphRows / 2) { yTicks = plot.yAxis.ticks(atMost: max(2, graphRows / 2)) }
    if side > 0 {
      // A square graph leaves more room beside it than was asked for.
      let start = min(graph.endColumn + 2, size.columns)
      noteLines = Self.notes(plot, columns: size.columns - start, labelled: true)
      let first = yTitleRow ?? graph.row
      panel = Rect(
        column: start, row: first, columns: size.columns - start,
        rows: max(0, (riskRect?.row ?? size.rows) - first))
    }
    chooseTicks(plot)
  }

  /// Ticks of the x axis that leave room for their labels and for the table below them.
  private mutating func chooseTicks(_ plot: Plot) {
    guard hasXAxis, graph.columns > 0 else { return }
    var entryWidth = 0
    var shortWidth = 0
    if riskRect != nil, let risk = plot.riskTable {
      for entry in risk.rows.flatMap(\.entries) {
        entryWidth = max(entryWidth, entry.text.count)
        shortWidth = max(shortWidth, String(entry.atRisk).count)
      }
    }
    func fitting(_ width: Int) -> [(value: Double, label: String)] {
      var count = max(2, graph.columns / 6)
      while count > 2 {
        let ticks = plot.xAxis.ticks(atMost: count)
        let labels = ticks.map { DisplayWidth.of($0.label) }.max() ?? 1
        if gap(ticks, plot.xAxis) >= max(labels, width) + 2 { return ticks }
        count -= 1
      }
      return plot.xAxis.ticks(atMost: 2)
    }
    let all = fitting(shortWidth)
    let full = fitting(entryWidth)
    // Censored and events are worth losing every second tick, not more.
    showsFullEntries = entryWidth > 0 && full.count * 2 >= all.count - 1 && full.count >= 3
    xTicks = showsFullEntries ? full : all
  }

  private func gap(_ ticks: [(value: Double, label: String)], _ axis: PlotAxis) -> Int {
    zip(ticks, ticks.dropFirst()).map { column(of: $1.value, axis) - column(of: $0.value, axis) }.min() ?? .max
  }

  /// The column of the graph in which a value lies; values beyond the axis get the nearest one.
  func column(of value: Double, _ axis: PlotAxis) -> Int {
    PlotScale.cell(axis.fraction(value), count: graph.columns)
  }

  /// The row of the graph, counted from its top.
  func row(of value: Double, _ axis: PlotAxis) -> Int {
    PlotScale.cell(1 - axis.fraction(value), count: graph.rows)
  }

  /// The legend, one line per series (a second one where the detail does not fit), then the notes.
  private static func notes(_ plot: Plot, columns: Int, labelled: Bool) -> [NoteLine] {
    guard columns > 0 else { return [] }
    var lines: [NoteLine] = []
    let needsLegend = plot.series.count > 1 || plot.series.contains { !$0.detail.isEmpty }
    if needsLegend {
      let longest = plot.series.map { DisplayWidth.of($0.name) }.max() ?? 0
      for (index, series) in plot.series.enumerated() where !series.name.isEmpty || !series.detail.isEmpty {
        let padded = DisplayWidth.fitted(series.name, to: max(longest, DisplayWidth.of(series.name)))
        let whole = series.detail.isEmpty ? series.name : padded + " " + series.detail
        let style = series.styleIndex ?? index
        if !labelled || DisplayWidth.of(whole) + 3 <= columns {
          lines.append(NoteLine(text: whole, styleIndex: style, isPoints: series.shape == .points))
        } else {
          lines.append(NoteLine(text: series.name, styleIndex: style, isPoints: series.shape == .points))
          for line in Paragraph.lines(of: series.detail, columns: columns - 3) where !series.detail.isEmpty {
            lines.append(NoteLine(text: line, isContinuation: true))
          }
        }
      }
    }
    if !lines.isEmpty, !plot.notes.isEmpty, labelled { lines.append(NoteLine(text: "")) }
    for note in plot.notes {
      if !labelled || DisplayWidth.of(note) <= columns {
        lines.append(NoteLine(text: note))
      } else {
        lines += Paragraph.lines(of: note, columns: columns).map { NoteLine(text: $0) }
      }
    }
    return lines
  }
}

/// From places between 0 and 1 to cells and dots.
enum PlotScale {
  /// The cell of a fraction: 0 is the first, 1 the last; anything else the nearest of them.
  static func cell(_ fraction: Double, count: Int) -> Int {
    guard fraction.isFinite, count > 0 else { return 0 }
    return min(max(Int((min(max(fraction, -1), 2) * Double(count - 1)).rounded()), 0), count - 1)
  }
}
