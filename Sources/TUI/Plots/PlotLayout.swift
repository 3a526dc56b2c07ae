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
    /// Whether it speaks of the curve that is picked out.
    var isPicked = false
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
  /// Whether something of the legend and the notes has no room.
  private(set) var hidesNotes = false
  private(set) var riskRect: Rect?
  /// Whether the table under the ticks has room for censored and events.
  private(set) var showsFullEntries = false

  /// In fewer columns legend and notes stand below the graph, where it is high, unless it is square.
  static let leastColumnsOfPanel = 64

  /// Columns at the left and at the right of the graph.
  private(set) var alignment = PlotAlignment()

  init(_ plot: Plot, size: Size, look: Look, alignment: PlotAlignment = PlotAlignment()) {
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
    // Beside a square graph there are columns to spare anyway.
    let aspect = min(max(look.cellAspect.isFinite ? look.cellAspect : 2, 0.5), 4)
    let spare = plot.isSquare ? size.columns - 6 - Int(Double(max(0, bottom - top - 2)) * aspect) : 0
    let wantsSide = size.columns >= Self.leastColumnsOfPanel || spare >= 20
    let full = Self.fullNotes(plot, columns: max(0, size.columns), labelled: false)
    var side = 0
    if wantsSide, !full.isEmpty {
      let longest = full.map { DisplayWidth.of($0.text) + ($0.styleIndex == nil ? 0 : 3) }.max() ?? 0
      side = min(longest + 2, size.columns * 45 / 100)
      side = max(side, alignment.right)
      noteLines = Self.fullNotes(plot, columns: side - 2, labelled: true)
    } else if !full.isEmpty {
      let room = bottom - top - 10
      let (lines, isShort) = Self.notes(plot, columns: size.columns, rows: max(0, room), labelled: true)
      noteLines = Array(lines.prefix(max(0, min(room, lines.count))))
      hidesNotes = isShort || noteLines.count < lines.count
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
      if bottom - top >= 12, !plot.xAxis.title.isEmpty {
        bottom -= 1
        xTitleRow = bottom + 2
      }
    }
    if bottom - top >= 8, hasYAxis, !plot.yAxis.title.isEmpty {
      yTitleRow = top
      top += 1
    }
    let rows = max(0, bottom - top)
    yTicks = hasYAxis ? plot.yAxis.ticks(atMost: Self.tickCount(rows: rows)) : []
    var gutter = hasYAxis ? (yTicks.map { DisplayWidth.of($0.label) }.max() ?? 0) + 1 : 0
    if hasYAxis { gutter = max(gutter, min(alignment.left, size.columns / 3)) }
    if let risk = plot.riskTable, riskRect != nil {
      // The names of the table stand in the gutter, so that its numbers stand under the ticks.
      let longest = risk.rows.map { DisplayWidth.of($0.name) }.max() ?? 0
      gutter = max(gutter, min(longest + 4, max(6, min(size.columns * 3 / 10 + 1, max(15, size.columns / 4)))))
    }
    var columns = max(0, size.columns - gutter - side)
    // The numbers under the last tick begin there and need room to its right.
    if riskRect != nil, side == 0 { columns = max(0, columns - 7) }
    var graphRows = rows
    if plot.isSquare {
      columns = min(columns, Int((Double(rows) * aspect).rounded()))
      graphRows = min(rows, max(1, Int((Double(columns) / aspect).rounded())))
    }
    graph = Rect(column: gutter, row: top, columns: columns, rows: graphRows)
    if graphRows < rows, xTitleRow != nil { xTitleRow = graph.endRow + 2 }
    if yTicks.count > Self.tickCount(rows: graphRows) {
      yTicks = plot.yAxis.ticks(atMost: Self.tickCount(rows: graphRows))
    }
    self.alignment = PlotAlignment(left: gutter, right: side)
    if side > 0 {
      // A square graph leaves more room beside it than was asked for.
      let start = min(graph.endColumn + 2, size.columns)
      let first = yTitleRow ?? graph.row
      let rows = max(0, (riskRect?.row ?? size.rows) - first)
      let (lines, isShort) = Self.notes(plot, columns: size.columns - start, rows: rows, labelled: true)
      noteLines = Array(lines.prefix(rows))
      hidesNotes = isShort || noteLines.count < lines.count
      panel = Rect(column: start, row: first, columns: size.columns - start, rows: rows)
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
      var count = max(2, graph.columns / 5)
      while count > 2 {
        let ticks = plot.xAxis.ticks(atMost: count)
        let labels = ticks.map { DisplayWidth.of($0.label) }.max() ?? 1
        if gap(ticks, plot.xAxis) >= max(labels + 2, width + 1) { return ticks }
        count -= 1
      }
      return plot.xAxis.ticks(atMost: 2)
    }
    let all = fitting(shortWidth + 1)
    let full = fitting(entryWidth)
    // Censored and events are worth losing ticks as long as there is a middle one.
    showsFullEntries = entryWidth > 0 && full.count >= 3
    xTicks = showsFullEntries ? full : all
  }

  /// Ticks of a y axis: one for every second row, the first and the last among them.
  private static func tickCount(rows: Int) -> Int { max(2, (rows + 2) / 2) }

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

  /// The legend, one line per series (a second one where the detail does not fit), then the notes. Where that is more than
  /// there are rows, a series has one line with its median or its detail, and the notes follow at once; then something is
  /// left out where a series has both.
  private static func notes(
    _ plot: Plot, columns: Int, rows: Int, labelled: Bool
  ) -> (lines: [NoteLine], leavesOut: Bool) {
    let lines = fullNotes(plot, columns: columns, labelled: labelled)
    guard lines.count > rows, plot.series.count > 1, columns > 8 else { return (lines, false) }
    let values = plot.medians?.values ?? plot.series.map(\.detail)
    let room = columns - 4 - (values.map { DisplayWidth.of($0) }.max() ?? 0)
    let names = DisplayWidth.toldApart(plot.series.map(\.name), to: max(6, room))
    let width = names.map { DisplayWidth.of($0) }.max() ?? 0
    // What tests the difference comes first: it is what there is one of.
    var short: [NoteLine] = []
    var rest = plot.notes[...]
    if plot.medians != nil, let first = rest.popFirst() { short.append(NoteLine(text: first)) }
    if let medians = plot.medians { short.append(NoteLine(text: medians.title)) }
    for (index, series) in plot.series.enumerated() where !series.name.isEmpty {
      let value = values.indices.contains(index) ? values[index] : ""
      short.append(
        NoteLine(
          text: value.isEmpty ? names[index] : DisplayWidth.fitted(names[index], to: width) + " " + value,
          styleIndex: series.styleIndex ?? index, isPoints: series.shape == .points, isPicked: series.isPicked))
    }
    for note in rest { short += Paragraph.lines(of: note, columns: columns).map { NoteLine(text: $0) } }
    return (short, plot.medians != nil && plot.series.contains { !$0.detail.isEmpty })
  }

  /// The legend and every note, in as many lines as they take.
  static func fullNotes(_ plot: Plot, columns: Int, labelled: Bool) -> [NoteLine] {
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
          lines.append(
            NoteLine(text: whole, styleIndex: style, isPoints: series.shape == .points, isPicked: series.isPicked))
        } else {
          lines.append(
            NoteLine(text: series.name, styleIndex: style, isPoints: series.shape == .points, isPicked: series.isPicked)
          )
          for line in Paragraph.lines(of: series.detail, columns: columns - 3) where !series.detail.isEmpty {
            lines.append(NoteLine(text: line, isContinuation: true))
          }
        }
      }
    }
    if !lines.isEmpty, !plot.notes.isEmpty, labelled { lines.append(NoteLine(text: "")) }
    var medians: [String] = []
    if let found = plot.medians {
      let names = plot.series.map(\.name)
      let room = columns - 3 - (found.values.map { DisplayWidth.of($0) }.max() ?? 0)
      let short = labelled ? DisplayWidth.toldApart(names, to: max(6, room)) : names
      let width = short.map { DisplayWidth.of($0) }.max() ?? 0
      medians = [found.title] + zip(short, found.values).map { "  \(DisplayWidth.fitted($0, to: width)) \($1)" }
    }
    for note in plot.notes.dropLast() + medians + plot.notes.suffix(1) {
      if !labelled || DisplayWidth.of(note) <= columns {
        lines.append(NoteLine(text: note))
      } else {
        lines += Paragraph.lines(of: note, columns: columns).map { NoteLine(text: $0) }
      }
    }
    return lines
  }
}

/// Columns that a plot keeps free at the left and at the right of its graph.
struct PlotAlignment: Equatable {
  var left = 0
  var right = 0

  /// What both need.
  func joined(with other: PlotAlignment) -> PlotAlignment {
    PlotAlignment(left: max(left, other.left), right: max(right, other.right))
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
