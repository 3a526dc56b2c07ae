extension Plot {
  public func draw(in rect: Rect, on canvas: inout Canvas, look: Look) {
    draw(in: rect, on: &canvas, look: look, alignment: PlotAlignment())
  }

  /// Draws with no less room than `alignment` at the left and at the right of the graph, so that the axes of plots below each
  /// other line up.
  func draw(in rect: Rect, on canvas: inout Canvas, look: Look, alignment: PlotAlignment) {
    let plot = worded(look)
    let layout = PlotLayout(plot, size: rect.size, look: look, alignment: alignment)
    canvas.within(rect) { canvas in
      plot.drawTitle(layout, on: &canvas)
      plot.drawAxes(layout, on: &canvas)
      canvas.within(layout.graph) { PlotInk(plot, size: layout.graph.size, look: look).draw(on: &$0) }
      if let panel = layout.panel { Plot.draw(layout.noteLines, in: panel, on: &canvas, look: look) }
      plot.drawRiskTable(layout, on: &canvas, look: look)
    }
  }

  private func drawTitle(_ layout: PlotLayout, on canvas: inout Canvas) {
    guard let row = layout.titleRow else { return }
    let room = canvas.columns
    let end = canvas.draw(title, column: 0, row: row, style: Style.role(.title).bold, width: room)
    let free = room - end - 2
    if !subtitle.isEmpty, free > 6 {
      canvas.draw(DisplayWidth.clipped(subtitle, to: free), endColumn: room, row: row, style: .role(.dim))
    }
  }

  private func drawAxes(_ layout: PlotLayout, on canvas: inout Canvas) {
    let graph = layout.graph
    guard !graph.isEmpty else { return }
    let line: Style = .role(.border)
    let text: Style = .role(.dim)
    if let row = layout.yTitleRow {
      canvas.draw(yAxis.title, column: 0, row: row, style: text, width: graph.endColumn)
    }
    if layout.hasYAxis {
      let axis = graph.column - 1
      for row in graph.row..<graph.endRow { canvas.put(Cell("│", style: line), column: axis, row: row) }
      for (value, label) in layout.yTicks {
        let row = graph.row + layout.row(of: value, yAxis)
        canvas.put(Cell("┤", style: line), column: axis, row: row)
        canvas.draw(label, endColumn: axis, row: row, style: text)
      }
    }
    if layout.hasXAxis {
      let row = graph.endRow
      if layout.hasYAxis { canvas.put(Cell("└", style: line), column: graph.column - 1, row: row) }
      for column in graph.column..<graph.endColumn { canvas.put(Cell("─", style: line), column: column, row: row) }
      var free = 0
      for (value, label) in layout.xTicks {
        let column = graph.column + layout.column(of: value, xAxis)
        canvas.put(Cell("┬", style: line), column: column, row: row)
        let width = DisplayWidth.of(label)
        // In a survival plot the numbers begin under the tick, as those of the table below do.
        var start = riskTable == nil ? column - (width - 1) / 2 : column
        // Words beside the graph are not run into.
        let end = layout.panel.map { panel in
          let line = row + 1 - panel.row
          let isBeside = panel.column > graph.column && layout.noteLines.indices.contains(line)
          return isBeside && !layout.noteLines[line].text.isEmpty ? panel.column - 1 : canvas.columns
        }
        start = max(0, min(start, (end ?? canvas.columns) - width))
        if start >= free {
          canvas.draw(label, column: start, row: row + 1, style: text)
          free = start + width + 1
        }
      }
      if let titleRow = layout.xTitleRow {
        let width = DisplayWidth.of(xAxis.title)
        let start = max(0, min(graph.column + (graph.columns - width) / 2, canvas.columns - width))
        canvas.draw(xAxis.title, column: start, row: titleRow, style: text)
      } else if !xAxis.title.isEmpty {
        // Beside the labels: after the last one, else before the first.
        let width = DisplayWidth.of(xAxis.title)
        let end = layout.panel.map { $0.column > graph.column ? $0.column - 1 : canvas.columns } ?? canvas.columns
        let first = layout.xTicks.first.map { graph.column + layout.column(of: $0.value, xAxis) - 2 } ?? 0
        if free + width + 1 <= end {
          canvas.draw(xAxis.title, column: free + 1, row: row + 1, style: text)
        } else if width + 1 <= first {
          canvas.draw(xAxis.title, column: max(0, first - width - 1), row: row + 1, style: text)
        }
      }
    }
  }

  /// Draws lines of a legend, each with the sample of its curve.
  static func draw(_ lines: [PlotLayout.NoteLine], in panel: Rect, on canvas: inout Canvas, look: Look) {
    var row = panel.row
    for line in lines {
      guard row < panel.endRow else { return }
      var column = panel.column
      if let style = line.styleIndex {
        let key = LineStyle.of(style)
        let sample =
          line.isPoints
          ? String(look.isASCII ? key.asciiMarker : key.marker) + " " : look.isASCII ? key.asciiSample : key.sample
        let own = Style.role(.series(style), line.isPicked ? .bold : [])
        column = canvas.draw(sample, column: column, row: row, style: own) + 1
        // In the blank between the sample and the name.
        if line.isPicked { canvas.draw("▸", column: column - 1, row: row, style: own) }
      } else if line.isContinuation {
        column += 3
      }
      canvas.draw(
        line.text, column: column, row: row, style: line.isPicked ? .plain.bold : .plain,
        width: panel.endColumn - column)
      row += 1
    }
  }

  private func drawRiskTable(_ layout: PlotLayout, on canvas: inout Canvas, look: Look) {
    guard let riskTable, let area = layout.riskRect else { return }
    let header = layout.showsFullEntries ? "at risk (censored/events)" : "at risk"
    canvas.draw(header, column: 0, row: area.row, style: .role(.dim), width: canvas.columns)
    let room = max(0, layout.graph.column - 1)
    let longest = riskTable.rows.map { DisplayWidth.of($0.name) }.max() ?? 0
    let hasSample = room >= min(6, longest + 3)
    let names = DisplayWidth.toldApart(riskTable.rows.map(\.name), to: hasSample ? room - 3 : room)
    for (offset, line) in riskTable.rows.enumerated() where offset + 1 < area.rows {
      let row = area.row + 1 + offset
      let isPicked = series.contains { $0.isPicked && $0.name == line.name }
      let style = Style.role(.series(line.styleIndex), isPicked ? .bold : [])
      let key = LineStyle.of(line.styleIndex)
      let sample = look.isASCII ? key.asciiSample : key.sample
      canvas.draw(names[offset], column: 0, row: row, style: style)
      if hasSample { canvas.draw(sample, column: room - 2, row: row, style: style) }
      if hasSample, isPicked { canvas.draw("▸", column: room - 3, row: row, style: style) }
      for (value, _) in layout.xTicks {
        guard let entry = riskTable.entry(of: line, at: value) else { continue }
        canvas.draw(
          layout.showsFullEntries ? entry.text : String(entry.atRisk),
          column: layout.graph.column + layout.column(of: value, xAxis), row: row,
          style: isPicked ? .plain.bold : .plain)
      }
    }
  }
}

extension RiskTable.Entry {
  /// `26 (4/3)`: at risk, censored and events so far.
  var text: String { "\(atRisk) (\(censored)/\(events))" }
}
