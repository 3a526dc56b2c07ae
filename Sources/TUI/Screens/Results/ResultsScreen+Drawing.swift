extension ResultsScreen {
  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    guard let result = state.result else {
      canvas.draw("There are no results yet. Fit a model first: press 4.", column: 1, row: 1, style: .role(.dim))
      return
    }
    drawTabs(state, on: &canvas)
    let cautionLines = result.cautions.prefix(canvas.rows >= 24 ? 4 : 1)
    var rest = canvas.bounds.cut(top: 1).rest
    let bottom = rest.cut(bottom: min(rest.rows, cautionLines.count))
    rest = bottom.rest
    for (index, caution) in cautionLines.enumerated() {
      var text = "△ \(caution)"
      if index == cautionLines.count - 1, result.cautions.count > cautionLines.count {
        text = "△ \(result.cautions.count - index) cautions: \(caution)"
      }
      canvas.draw(text, column: 1, row: bottom.bottom.row + index, style: .role(.warning))
    }
    canvas.within(rest) { canvas in
      switch state.tab {
      case .roc: drawROC(state, on: &canvas, context)
      case .survival: drawSurvival(state, on: &canvas, context)
      case .concordance, .comparison, .coefficients: drawTable(state, result, on: &canvas)
      }
    }
  }

  private static func drawTabs(_ state: State, on canvas: inout Canvas) {
    var place = 1
    for tab in state.tabs {
      if tab == state.tab {
        place = canvas.draw("[\(tab.rawValue)]", column: place, row: 0, style: Style.role(.focus).bold)
      } else {
        place = canvas.draw(" \(tab.rawValue) ", column: place, row: 0, style: .role(.dim))
      }
      place += 1
    }
    if let part = state.partName, state.tab == .roc || state.tab == .survival {
      canvas.draw("\(part) part (v)", endColumn: canvas.columns - 1, row: 0, style: .role(.accent))
    }
  }

  private static func drawTable(_ state: State, _ result: StudyResult, on canvas: inout Canvas) {
    let rows = tableRows(state)
    let header = tableHeader(state, result)
    var columns = header
    // Names may be long: the first column takes what the others leave.
    let used = header.dropFirst().reduce(1) { $0 + $1.width + 1 }
    let longest = rows.map { DisplayWidth.of($0.first ?? "") }.max() ?? 0
    columns[0].width = max(columns[0].width, min(longest, canvas.columns - used - 2))
    let pane = TablePane(
      columns: columns, rowCount: rows.count, top: state.row.top, cursorRow: state.row.row,
      cell: { row, column in
        (rows[row].indices.contains(column) ? rows[row][column] : "", column == 0 ? Style.plain.bold : .plain)
      })
    pane.draw(in: canvas.bounds.cut(bottom: 1).rest, on: &canvas)
    canvas.draw(result.provenance, column: 1, row: canvas.rows - 1, style: .role(.dim))
  }
}
