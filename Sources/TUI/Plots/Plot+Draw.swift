extension Plot {
  public func draw(in rect: Rect, on canvas: inout Canvas, look: Look) {
    let layout = PlotLayout(self, size: rect.size, look: look)
    canvas.within(rect) { canvas in
      drawTitle(layout, on: &canvas)
      drawAxes(layout, on: &canvas)
      canvas.within(layout.graph) { PlotInk(self, size: layout.graph.size, look: look).draw(on: &$0) }
      drawNotes(layout, on: &canvas, look: look)
      drawRiskTable(layout, on: &canvas, look: look)
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
        start = max(0, min(start, canvas.columns - width))
        if start >= free {
          canvas.draw(label, column: start, row: row + 1, style: text)
          free = start + width + 1
        }
      }
      if let titleRow = layout.xTitleRow {
        let width = DisplayWidth.of(xAxis.title)
        let start = max(0, min(graph.column + (graph.columns - width) / 2, canvas.columns - width))
        canvas.draw(xAxis.title, column: start, row: titleRow, style: text)
      } else if !xAxis.title.isEmpty, free + DisplayWidth.of(xAxis.title) + 1 <= canvas.columns {
        canvas.draw(xAxis.title, column: free + 1, row: row + 1, style: text)
      }
    }
  }

  private func drawNotes(_ layout: PlotLayout, on canvas: inout Canvas, look: Look) {
    guard let panel = layout.panel else { return }
    var row = panel.row
    for line in layout.noteLines {
      guard row < panel.endRow else { return }
      var column = panel.column
      if let style = line.styleIndex {
        let key = LineStyle.of(style)
        let sample =
          line.isPoints
          ? String(look.isASCII ? key.asciiMarker : key.marker) + " " : look.isASCII ? key.asciiSample : key.sample
        column = canvas.draw(sample, column: column, row: row, style: .role(.series(style))) + 1
      } else if line.isContinuation {
        column += 3
      }
      canvas.draw(line.text, column: column, row: row, width: panel.endColumn - column)
      row += 1
    }
  }

  private func drawRiskTable(_ layout: PlotLayout, on canvas: inout Canvas, look: Look) {
    guard let riskTable, let area = layout.riskRect else { return }
    let header = layout.showsFullEntries ? "at risk (censored/events)" : "at risk"
    canvas.draw(header, column: 0, row: area.row, style: .role(.dim), width: canvas.columns)
    for (offset, line) in riskTable.rows.enumerated() where offset + 1 < area.rows {
      let row = area.row + 1 + offset
      let style: Style = .role(.series(line.styleIndex))
      let key = LineStyle.of(line.styleIndex)
      let sample = look.isASCII ? key.asciiSample : key.sample
      let room = max(0, layout.graph.column - 1)
      if room >= 6 {
        canvas.draw(DisplayWidth.clipped(line.name, to: room - 3), column: 0, row: row, style: style)
        canvas.draw(sample, column: room - 2, row: row, style: style)
      } else {
        canvas.draw(DisplayWidth.clipped(line.name, to: room), column: 0, row: row, style: style)
      }
      for (value, _) in layout.xTicks {
        guard let place = xAxis.ticks?.firstIndex(of: value), line.entries.indices.contains(place) else { continue }
        let entry = line.entries[place]
        canvas.draw(
          layout.showsFullEntries ? entry.text : String(entry.atRisk),
          column: layout.graph.column + layout.column(of: value, xAxis), row: row)
      }
    }
  }
}

extension RiskTable.Entry {
  /// `26 (4/3)`: at risk, censored and events so far.
  var text: String { "\(atRisk) (\(censored)/\(events))" }
}
