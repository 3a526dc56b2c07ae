internal import Cohort

extension ResultsScreen {
  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    guard let result = state.result else {
      let isReading = context.cohort?.isComplete == false
      let unread = context.cohort?.unreadableRuns ?? []
      canvas.draw(
        paragraph: isReading
          ? "Reading the results …"
          : unread.isEmpty
            ? "There are no results yet. Fit a model first: press 4."
            : UnreadableRun.sentence(unread) + " Fit the models anew: press 4, then Enter.",
        in: Rect(column: 1, row: 1, columns: max(0, canvas.columns - 2), rows: max(0, canvas.rows - 1)),
        style: .role(unread.isEmpty || isReading ? .dim : .warning))
      return
    }
    state.tabBar.draw(row: 0, on: &canvas)
    var rest = canvas.bounds.cut(top: 1).rest
    if state.showsCautions {
      canvas.within(rest) { canvas in drawAllCautions(result, state, on: &canvas) }
      return
    }
    let changes = staleness(result, context)
    if !changes.isEmpty {
      let top = rest.cut(top: 1)
      canvas.draw(
        "△ stale: " + changes.joined(separator: "; ") + ". 4 and Enter fit it anew.", column: 1, row: top.top.row,
        style: .role(.warning), width: max(0, canvas.columns - 2))
      rest = top.rest
    }
    rest = drawCautions(result, in: rest, on: &canvas)
    if state.showsNumbers, state.tab.hasNumbers {
      numbersPane(state)?.draw(in: rest, on: &canvas)
      return
    }
    if state.showsSummary {
      canvas.within(rest) { canvas in drawSummary(state, on: &canvas, context) }
      return
    }
    canvas.within(rest) { canvas in
      switch state.tab {
      case .roc, .precisionRecall, .calibration, .decision, .survival, .areaOverTime:
        drawPlots(state, on: &canvas, context)
      case .path: drawPath(state, on: &canvas, context)
      case .confusion: drawConfusion(state, on: &canvas, context)
      case .coefficients: drawForest(state, on: &canvas, context)
      case .nomogram: drawNomogram(state, on: &canvas, context)
      case .tables: drawTables(state, on: &canvas)
      case .concordance, .comparison, .runs: drawTable(state, result, on: &canvas, context)
      }
    }
  }

  /// The tables of the evaluation one after the other, from the line to which the keys have moved.
  private static func drawTables(_ state: State, on canvas: inout Canvas) {
    let lines = tableLines(state, columns: canvas.columns)
    for (row, line) in lines.dropFirst(state.row.row).prefix(canvas.rows).enumerated() {
      let style = Style.role(line.role)
      canvas.draw(
        line.text, column: 1, row: row, style: line.isBold ? style.bold : style, width: max(0, canvas.columns - 2))
    }
  }

  /// What has changed since the result was made, each as a clause.
  static func staleness(_ result: StudyResult, _ context: ScreenContext) -> [String] {
    guard let run = result.run else { return [] }
    return context.cohort?.freshness.runs[run]?.map(\.description) ?? []
  }

  /// One caution on a small screen, up to four on a large one; the last line says how many there are.
  private static func drawCautions(_ result: StudyResult, in rect: Rect, on canvas: inout Canvas) -> Rect {
    let count = min(result.cautions.count, canvas.rows >= 24 ? 4 : 1)
    let parts = rect.cut(bottom: min(rect.rows, count))
    for (index, caution) in result.cautions.prefix(count).enumerated() {
      let more = index == count - 1 ? result.cautions.count - count : 0
      let suffix = more > 0 ? "  (! \(more) more)" : ""
      let room = max(0, canvas.columns - 2 - DisplayWidth.of(suffix))
      let row = parts.bottom.row + index
      let end = canvas.draw(
        DisplayWidth.clipped("△ \(caution)", to: room), column: 1, row: row, style: .role(.warning))
      canvas.draw(suffix, column: end, row: row, style: .role(.warning))
    }
    return parts.rest
  }

  private static func drawAllCautions(_ result: StudyResult, _ state: State, on canvas: inout Canvas) {
    canvas.draw("What to beware of in these numbers (! goes back)", column: 1, row: 0, style: .role(.header))
    var row = 1
    for caution in result.cautions.dropFirst(state.row.row) {
      guard row < canvas.rows else { return }
      row += max(
        1,
        canvas.draw(
          paragraph: "△ " + caution,
          in: Rect(column: 1, row: row, columns: canvas.columns - 2, rows: canvas.rows - row), style: .role(.warning)))
    }
  }

  /// A plot per part, side by side, each with the line that the cursor reads.
  private static func drawPlots(_ state: State, on canvas: inout Canvas, _ context: ScreenContext) {
    let parts = state.shownParts
    guard !parts.isEmpty else { return }
    let width = canvas.columns / parts.count
    for (index, part) in parts.enumerated() {
      let rect = Rect(
        column: index * width, row: 0, columns: index == parts.count - 1 ? canvas.columns - index * width : width,
        rows: canvas.rows)
      // A column stays free between two parts: words of one would run into the other.
      let own = index == parts.count - 1 ? rect : rect.cut(right: 1).rest
      canvas.within(own) { canvas in
        let head = canvas.bounds.cut(top: 1)
        let plots = state.tab == .areaOverTime ? timePlots(state, part) : plot(state, part).map { [$0] } ?? []
        let lines = readingLines(state, part, canvas.size, context.look, of: plots.first)
        let foot = head.rest.cut(
          bottom: max(lines.count, readingRows(state, part, canvas.size, context.look, of: plots.first)))
        let style = part == "training" ? Style.role(.warning) : Style.role(.accent)
        // The test stands beside the curves, or here where there is no room for that.
        var tests: [String] = []
        let layouts = zip(plots, halves(foot.rest, count: plots.count)).map { plot, rect in
          PlotLayout(plot.worded(context.look), size: rect.size, look: context.look)
        }
        if state.tab == .survival, let plot = plots.first, let layout = layouts.first {
          tests = plot.notes.filter { note in
            (note.hasPrefix("log-rank") || note.hasPrefix("HR"))
              && !layout.noteLines.contains { $0.text == context.look.words(note) }
          }
        }
        let isHidden =
          layouts.count < plots.count
          || zip(plots, layouts).contains { $1.hidesNotes || $0.riskTable != nil && $1.riskRect == nil }
        let hasRatio = plots.first?.notes.contains { $0.hasPrefix("HR") } == true
        let areMediansSeen = layouts.first?.noteLines.contains { $0.text == plots.first?.medians?.title } == true
        let hidden =
          state.tab != .survival
          ? "legend, notes" : areMediansSeen ? "at risk" : hasRatio ? "HR, medians" : "medians, at risk"
        let title = heading(
          state, part, columns: max(0, canvas.columns - 2), look: context.look, tests: tests,
          hidden: isHidden ? hidden : nil)
        canvas.draw(title, column: 1, row: 0, style: style, width: max(0, canvas.columns - 2))
        if plots.isEmpty {
          canvas.draw("Nothing can be drawn in this part.", column: 1, row: 1, style: .role(.dim))
          return
        }
        for (plot, rect) in zip(plots, halves(foot.rest, count: plots.count)) {
          plot.draw(in: rect, on: &canvas, look: context.look)
        }
        for (line, text) in lines.enumerated() {
          canvas.draw(text, column: 1, row: foot.bottom.row + line, style: .role(.accent))
        }
      }
    }
  }

  /// What the cursor reads, in as many lines as it takes; nothing of it is lost without a word.
  ///
  /// - Parameter plot: the one that is drawn, where it has been made already.
  static func readingLines(
    _ state: State, _ part: String?, _ size: Size, _ look: Look, of plot: Plot? = nil
  ) -> [String] {
    let columns = max(1, size.columns - 2)
    let all = Paragraph.lines(of: look.words(reading(state, part, columns: columns, of: plot)), columns: columns)
    let most = max(1, size.rows / 3)
    guard all.count > most, let last = all.prefix(most).last else { return all }
    let more = " … t: all"
    return all.prefix(most - 1) + [DisplayWidth.clipped(last, to: max(0, columns - more.count), ellipsis: "") + more]
  }

  /// Rows for what the cursor reads, so that the plot does not jump while it moves: as many as it takes anywhere on the axis.
  private static func readingRows(_ state: State, _ part: String?, _ size: Size, _ look: Look, of plot: Plot?) -> Int {
    guard state.tab != .roc, state.tab != .areaOverTime, var plot else { return 1 }
    return (0...4).map { step in
      plot.cursor = plot.xAxis.low + (plot.xAxis.high - plot.xAxis.low) * Double(step) / 4
      return readingLines(state, part, size, look, of: plot).count
    }.max() ?? 1
  }

  /// Room for one plot or two: beside each other, or one below the other where it is narrow; the first alone where it is
  /// neither wide nor high.
  private static func halves(_ rect: Rect, count: Int) -> [Rect] {
    guard count > 1 else { return [rect] }
    if rect.columns >= 76 {
      let parts = rect.cut(left: rect.columns / 2)
      return [parts.left.cut(left: parts.left.columns - 1).left, parts.rest]
    }
    guard rect.rows >= 24 else { return [rect] }
    let parts = rect.cut(top: rect.rows / 2)
    return [parts.top, parts.rest]
  }

  /// The table that the arrows go through, for a width; nil where there is none.
  static func listPane(_ state: State, _ context: ScreenContext) -> TablePane? {
    guard let result = state.result, !state.showsCautions else { return nil }
    if state.showsNumbers, state.tab.hasNumbers { return numbersPane(state) }
    switch state.tab {
    case .concordance, .comparison, .runs: return tablePane(state, result, context)
    default: return nil
    }
  }

  /// The numbers of the figures in place of the figures, as they are exported.
  private static func numbersPane(_ state: State) -> TablePane? {
    let table = table(state)
    guard let header = table.first else { return nil }
    let rows = Array(table.dropFirst())
    func shown(_ text: String) -> String {
      guard let number = Double(text), text.contains("."), number.magnitude < 1e6 else {
        return text.isEmpty ? "·" : text
      }
      return NumberText.fixed(number, 4)
    }
    let columns = header.indices.map { place in
      let longest =
        rows.prefix(300).map { $0.indices.contains(place) ? DisplayWidth.of(shown($0[place])) : 0 }.max() ?? 0
      let isNumber = rows.first.map { $0.indices.contains(place) && Double($0[place]) != nil } ?? false
      return TablePane.Column(
        header[place], width: min(28, max(longest, DisplayWidth.of(header[place]))), isTrailing: isNumber)
    }
    var pane = TablePane(
      columns: columns, rowCount: rows.count, top: state.row.top, cursorRow: state.row.row,
      cursorColumn: state.column,
      cell: { row, column in (rows[row].indices.contains(column) ? shown(rows[row][column]) : "", .plain) })
    // The words before the first number say what the numbers are of.
    pane.frozenCount = max(1, columns.prefix { !$0.isTrailing }.count)
    return pane
  }

  private static func drawPath(_ state: State, on canvas: inout Canvas, _ context: ScreenContext) {
    let plots = pathPlots(state)
    guard plots.count == 2 else { return }
    let lines = readingLines(state, nil, canvas.size, context.look)
    let foot = canvas.bounds.cut(bottom: max(1, lines.count))
    let isWide = canvas.columns >= 120
    let halves =
      isWide
      ? (left: foot.rest.cut(left: canvas.columns / 2 - 2).left, rest: foot.rest.cut(left: canvas.columns / 2).rest)
      : (left: foot.rest.cut(top: foot.rest.rows / 2).top, rest: foot.rest.cut(top: foot.rest.rows / 2).rest)
    // Below each other both are over the same axis, so that the chosen penalties stand under each other.
    var alignment = PlotAlignment()
    if !isWide {
      for (plot, rect) in zip(plots, [halves.left, halves.rest]) {
        let own = PlotLayout(plot.worded(context.look), size: rect.size, look: context.look).alignment
        alignment = alignment.joined(with: own)
      }
    }
    plots[0].draw(in: halves.left, on: &canvas, look: context.look, alignment: alignment)
    plots[1].draw(in: halves.rest, on: &canvas, look: context.look, alignment: alignment)
    for (line, text) in lines.enumerated() {
      canvas.draw(text, column: 1, row: foot.bottom.row + line, style: .role(.accent))
    }
  }

  private static func drawForest(_ state: State, on canvas: inout Canvas, _ context: ScreenContext) {
    guard var plot = forestPlot(state) else { return }
    let foot = canvas.bounds.cut(bottom: 1)
    let room = max(1, foot.rest.rows - 4)
    let count = plot.rows.count
    plot.rows = Array(plot.rows.prefix(room))
    plot.draw(in: foot.rest, on: &canvas, look: context.look)
    let more = count > room ? "\(count - room) smaller ones are in the export. " : ""
    let unit =
      state.result?.isAsked == true
      ? "Per unit of the column; of words, against the first level."
      : "Per unit of the column as the model sees it: one SD after standardising."
    canvas.draw(
      more + unit, column: 1,
      row: foot.bottom.row, style: .role(.dim), width: max(0, canvas.columns - 2))
  }

  private static func drawNomogram(_ state: State, on canvas: inout Canvas, _ context: ScreenContext) {
    guard let plot = nomogramPlot(state) else { return }
    let risks = plot.risks.map { risk in
      risk.name + (risk.hazard == nil || plot.timeUnit.isEmpty ? "" : " \(plot.timeUnit)")
        + " \(NumberText.fixed(risk.value, 3))"
    }
    let words =
      "\(NumberText.short(plot.total.rounded())) points: \(risks.joined(separator: ", ")) of \(plot.event) · "
      + "research use only"
    let lines = Paragraph.lines(of: context.look.words(words), columns: max(1, canvas.columns - 2))
    let foot = canvas.bounds.cut(bottom: min(lines.count, max(1, canvas.rows / 3)))
    plot.draw(in: foot.rest, on: &canvas, look: context.look)
    for (line, text) in lines.prefix(foot.bottom.rows).enumerated() {
      canvas.draw(text, column: 1, row: foot.bottom.row + line, style: .role(.accent))
    }
  }

  /// Counts in two rows of two, with what follows beside and below them.
  private static func drawConfusion(_ state: State, on canvas: inout Canvas, _ context: ScreenContext) {
    let parts = state.shownParts
    guard !parts.isEmpty else { return }
    let width = canvas.columns / parts.count
    for (index, part) in parts.enumerated() {
      canvas.within(Rect(column: index * width, row: 0, columns: width, rows: canvas.rows)) { canvas in
        canvas.draw(
          heading(state, part, columns: max(0, canvas.columns - 2), look: context.look), column: 1, row: 0,
          style: part == "training" ? .role(.warning) : .role(.accent), width: max(0, canvas.columns - 2))
        var row = 2
        for table in (state.result?.classes ?? []).filter({ $0.part == part }) {
          // A title, the names of the classes, a row for each, what follows from them, a blank.
          let height = table.names.count + 2
          let shares = Paragraph.lines(
            ofPieces: table.shares.map { "\($0.name) " + NumberText.interval($0.value, $0.low, $0.high) },
            columns: canvas.columns - 2)
          guard row + height < canvas.rows || row == 2 else { return }
          classMap(table).draw(
            in: Rect(column: 1, row: row, columns: canvas.columns - 2, rows: min(height, canvas.rows - row)),
            on: &canvas, look: context.look)
          row += height
          for line in shares {
            canvas.draw(line, column: 1, row: row, style: .role(.accent), width: max(0, canvas.columns - 2))
            row += 1
          }
          row += 1
        }
        for table in confusionTables(state, part) {
          guard row + 4 < canvas.rows || row == 2 else { return }
          row = draw(table, at: row, isRead: table.model == state.modelName, look: context.look, on: &canvas) + 1
        }
      }
    }
  }

  private static func draw(
    _ table: StudyResult.ConfusionTable, at top: Int, isRead: Bool, look: Look, on canvas: inout Canvas
  ) -> Int {
    func share(_ name: String) -> String {
      table.shares.first { $0.name == name }.map { "\(name) " + NumberText.interval($0.value, $0.low, $0.high) } ?? ""
    }
    let cutoff =
      table.cutoff.map { look.words("score ≥ \(NumberText.short($0)), frozen") } ?? "each fold's own cut-off"
    canvas.draw(
      "\(isRead ? "▸ " : "  ")\(table.model) · \(cutoff)", column: 1, row: top, style: isRead ? .plain.bold : .plain,
      width: max(0, canvas.columns - 2))
    canvas.draw("positive", endColumn: 26, row: top + 1, style: .role(.header))
    canvas.draw("negative", endColumn: 38, row: top + 1, style: .role(.header))
    let rows = [
      ("test +", table.truePositives, table.falsePositives, share("ppv")),
      ("test −", table.falseNegatives, table.trueNegatives, share("npv")),
    ]
    for (index, line) in rows.enumerated() {
      let row = top + 2 + index
      canvas.draw(line.0, column: 5, row: row, style: .role(.header))
      canvas.draw("\(line.1)", endColumn: 26, row: row, style: index == 0 ? .plain.bold : .role(.warning))
      canvas.draw("\(line.2)", endColumn: 38, row: row, style: index == 1 ? .plain.bold : .role(.warning))
      canvas.draw(line.3, column: 42, row: row, width: max(0, canvas.columns - 43))
    }
    canvas.draw(share("accuracy"), column: 42, row: top + 1, width: max(0, canvas.columns - 43))
    canvas.draw(
      [share("sensitivity"), share("specificity")].filter { !$0.isEmpty }.joined(separator: "  "), column: 5,
      row: top + 4, width: max(0, canvas.columns - 6))
    return top + 5
  }

  private static func tablePane(_ state: State, _ result: StudyResult, _ context: ScreenContext) -> TablePane {
    let width = context.size.columns
    let rows = tableRows(state)
    var columns = tableHeader(state, result)
    // Names may be long: the first column takes what the others leave.
    let used = columns.dropFirst().reduce(1) { $0 + $1.width + 1 }
    let longest = rows.map { DisplayWidth.of($0.first ?? "") }.max() ?? 0
    columns[0].width = max(columns[0].width, min(longest, width - used - 2))
    // Words that were cut take the room that is left: the test of a comparison, the name of a study.
    let stretching = state.tab == .runs ? 1 : state.tab == .comparison ? columns.count - 1 : nil
    if let stretching {
      let wanted = rows.map { DisplayWidth.of($0[stretching]) }.max() ?? 0
      let left = width - 2 - columns.reduce(0) { $0 + $1.width + 1 }
      columns[stretching].width = max(columns[stretching].width, min(wanted, columns[stretching].width + left))
    }
    var pane = TablePane(
      columns: columns, rowCount: rows.count, top: state.row.top, cursorRow: state.row.row,
      cursorColumn: state.column, isMarked: { state.tab == .runs && $0 == state.chosen },
      cell: { row, column in
        var text = context.look.words(rows[row].indices.contains(column) ? rows[row][column] : "")
        var style: Style = column == 0 ? .plain.bold : .plain
        if state.tab == .runs, column == 1, !staleness(state.results[row], context).isEmpty {
          text = "△ " + text
          style = .role(.warning)
        }
        if state.tab == .comparison, column == 4, let p = result.comparisons[row].p, p < 0.05 { style = style.bold }
        return (text, style)
      })
    pane.frozenCount = state.tab == .comparison ? 3 : state.tab == .concordance ? 2 : 1
    return pane
  }

  private static func drawTable(
    _ state: State, _ result: StudyResult, on canvas: inout Canvas, _ context: ScreenContext
  ) {
    let foot = canvas.bounds.cut(bottom: 1)
    tablePane(state, result, context).draw(in: foot.rest, on: &canvas)
    let unread = context.cohort?.unreadableRuns ?? []
    let note = state.tab == .runs ? "* is shown; Enter shows another. " : ""
    if state.tab == .runs, !unread.isEmpty {
      canvas.draw(
        "△ " + UnreadableRun.sentence(unread), column: 1, row: foot.bottom.row, style: .role(.warning),
        width: max(0, canvas.columns - 2))
      return
    }
    canvas.draw(
      note + result.provenance, column: 1, row: foot.bottom.row, style: .role(.dim), width: max(0, canvas.columns - 2))
  }
}
