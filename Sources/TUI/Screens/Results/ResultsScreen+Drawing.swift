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
            ? "There are no results yet. Fit a model first: press \(KeyName.goToModel)."
            : UnreadableRun.sentence(unread)
              + " Fit the models anew: press \(KeyName.goToModel), then \(KeyName.modelRun).",
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
        "△ stale: " + changes.joined(separator: "; ")
          + (result.isAsked ? "; ask it again." : ". \(KeyName.goToModel) and \(KeyName.modelRun) fit it anew."),
        column: 1, row: top.top.row,
        style: .role(.warning), width: max(0, canvas.columns - 2))
      rest = top.rest
    }
    rest = drawCautions(result, in: rest, on: &canvas, context)
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
    if result.isAsked { return result.isOfOldRows ? ["the rows have changed since this was asked"] : [] }
    guard let run = result.run else { return [] }
    return context.cohort?.freshness.runs[run]?.map(\.description) ?? []
  }

  private static func drawCautions(
    _ result: StudyResult, in rect: Rect, on canvas: inout Canvas, _ context: ScreenContext
  ) -> Rect {
    let lines = cautionLines(result, context.size, context.look, keys: context.keymap)
    let parts = rect.cut(bottom: min(rect.rows, lines.count))
    for (index, line) in lines.prefix(parts.bottom.rows).enumerated() {
      canvas.draw(
        line, column: 1, row: parts.bottom.row + index, style: .role(.warning), width: max(0, canvas.columns - 2))
    }
    return parts.rest
  }

  /// The first cautions in words that the terminal has, broken into lines: as many as fit into one line on a small screen,
  /// into two where there are some more rows, into four on a large one. Where not all of them fit, the last line says so.
  static func cautionLines(
    _ result: StudyResult, _ size: Size, _ look: Look, keys: Keymap = Keymap()
  ) -> [String] {
    let key = keys.naming("\(KeyName.cautions)")
    let rows = size.rows >= 24 ? 4 : size.rows >= 18 ? 2 : 1
    let columns = max(1, size.columns - 2)
    var lines: [String] = []
    for (index, caution) in result.cautions.enumerated() {
      let own = Paragraph.lines(of: look.sentence("△ \(caution)"), columns: columns)
      let rest = result.cautions.count - index - 1
      // The last line keeps room for the words that there are more.
      if lines.count + own.count < rows || rest == 0 && lines.count + own.count == rows {
        lines += own
        continue
      }
      let taken = own.prefix(rows - lines.count)
      let isCut = taken.count < own.count
      let dots = isCut ? look.isASCII ? "..." : "…" : ""
      let ending = dots + (rest > 0 ? "  (\(key) \(rest) more)" : isCut ? "  (\(key) all)" : "")
      let last = DisplayWidth.clipped(
        taken.last ?? "", to: max(0, columns - DisplayWidth.of(ending)), ellipsis: isCut ? "" : "…")
      lines += taken.dropLast() + [last + ending]
      break
    }
    return lines
  }

  private static func drawAllCautions(_ result: StudyResult, _ state: State, on canvas: inout Canvas) {
    canvas.draw(
      "What to beware of in these numbers (\(KeyName.cautions) goes back)", column: 1, row: 0, style: .role(.header))
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

  /// One part of the data on the screen: its plots, what the cursor reads in them, and where both stand.
  private struct PartPane {
    var part: String
    var rect: Rect
    var plots: [Plot]
    var lines: [String]
    var foot: Rect
    var graph: Rect
  }

  private static func panes(_ state: State, _ size: Size, _ context: ScreenContext) -> [PartPane] {
    let parts = state.shownParts
    guard !parts.isEmpty else { return [] }
    let width = size.columns / parts.count
    var panes = parts.enumerated().map { index, part -> PartPane in
      let isLast = index == parts.count - 1
      // A column stays free between two parts: words of one would run into the other.
      let rect = Rect(
        column: index * width, row: 0, columns: isLast ? size.columns - index * width : max(0, width - 1),
        rows: size.rows)
      let plots = state.tab == .areaOverTime ? timePlots(state, part) : plot(state, part).map { [$0] } ?? []
      let lines = readingLines(
        state, part, rect.size, context.look, keys: context.keymap, of: plots.first)
      let body = Rect(column: 0, row: 0, columns: rect.columns, rows: rect.rows).cut(top: 1).rest
      let foot = body.cut(
        bottom: max(lines.count, readingRows(state, part, rect.size, context, of: plots.first)))
      return PartPane(part: part, rect: rect, plots: plots, lines: lines, foot: foot.bottom, graph: foot.rest)
    }
    if state.tab == .survival, panes.count > 1 { shareTicks(of: &panes, context.look) }
    return panes
  }

  /// Numbers at risk stand under the same times in all panes, so that their columns can be compared: those of the pane that
  /// has room for the fewest.
  private static func shareTicks(of panes: inout [PartPane], _ look: Look) {
    // What has room in one pane may be thinned out once more in another, where numbers are longer.
    for _ in 0..<3 {
      let ticks = panes.compactMap { pane in
        pane.plots.first.map { PlotLayout($0.worded(look), size: pane.graph.size, look: look).xTicks.map(\.value) }
      }
      guard Set(ticks).count > 1, let fewest = ticks.min(by: { $0.count < $1.count }) else { return }
      for index in panes.indices where !panes[index].plots.isEmpty {
        panes[index].plots[0].xAxis.ticks = fewest
        panes[index].plots[0].xAxis.tickChoices = []
      }
    }
  }

  /// A plot per part, side by side, each with the line that the cursor reads.
  private static func drawPlots(_ state: State, on canvas: inout Canvas, _ context: ScreenContext) {
    for pane in panes(state, canvas.size, context) {
      let part = pane.part
      let plots = pane.plots
      canvas.within(pane.rect) { canvas in
        let style = part == "training" ? Style.role(.warning) : Style.role(.accent)
        // The test stands beside the curves, or here where there is no room for that.
        var tests: [String] = []
        let rects = halves(pane.graph, count: plots.count)
        let layouts = zip(plots, rects).map { plot, rect in
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
          hidden: isHidden ? hidden : nil, keys: context.keymap)
        canvas.draw(title, column: 1, row: 0, style: style, width: max(0, canvas.columns - 2))
        if plots.isEmpty {
          canvas.draw("Nothing can be drawn in this part.", column: 1, row: 1, style: .role(.dim))
          return
        }
        for (plot, rect) in zip(plots, rects) { plot.draw(in: rect, on: &canvas, look: context.look) }
        for (line, text) in pane.lines.enumerated() {
          canvas.draw(text, column: 1, row: pane.foot.row + line, style: .role(.accent))
        }
      }
    }
  }

  /// What the cursor reads, in as many lines as it takes; nothing of it is lost without a word.
  ///
  /// - Parameter plot: the one that is drawn, where it has been made already.
  static func readingLines(
    _ state: State, _ part: String?, _ size: Size, _ look: Look, keys: Keymap = Keymap(), of plot: Plot? = nil
  ) -> [String] {
    let columns = max(1, size.columns - 2)
    let all = Paragraph.lines(of: look.words(reading(state, part, columns: columns, of: plot)), columns: columns)
    let most = max(1, size.rows / 3)
    guard all.count > most, let last = all.prefix(most).last else { return all }
    let more = keys.naming(" … \(KeyName.resultsNumbers): all")
    return all.prefix(most - 1) + [
      DisplayWidth.clipped(last, to: max(0, columns - DisplayWidth.of(more)), ellipsis: "") + more
    ]
  }

  /// Rows for what the cursor reads, so that the plot does not jump while it moves: as many as it takes anywhere on the axis.
  private static func readingRows(
    _ state: State, _ part: String?, _ size: Size, _ context: ScreenContext, of plot: Plot?
  ) -> Int {
    guard state.tab != .roc, state.tab != .areaOverTime, var plot else { return 1 }
    return (0...4).map { step in
      plot.cursor = plot.xAxis.low + (plot.xAxis.high - plot.xAxis.low) * Double(step) / 4
      return readingLines(state, part, size, context.look, keys: context.keymap, of: plot).count
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
    let lines = readingLines(state, nil, canvas.size, context.look, keys: context.keymap)
    // As many rows as it takes anywhere, so that the plots do not jump while the cursor moves.
    let axis = plots[0].xAxis
    let most = (0...8).map { step in
      var probe = state
      probe.x = axis.low + (axis.high - axis.low) * Double(step) / 8
      return readingLines(probe, nil, canvas.size, context.look, keys: context.keymap).count
    }.max()
    let foot = canvas.bounds.cut(bottom: max(1, lines.count, most ?? 1))
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
    let lines = forestLines(state, canvas.size, context)
    let foot = canvas.bounds.cut(bottom: lines.count)
    plot.first = min(state.row.row, max(0, plot.rows.count - forestRoom(foot.rest.rows)))
    plot.draw(in: foot.rest, on: &canvas, look: context.look)
    for (row, line) in lines.enumerated() {
      canvas.draw(line, column: 1, row: foot.bottom.row + row, style: .role(.dim), width: max(0, canvas.columns - 2))
    }
  }

  /// Rows of a forest beside its title and its axis.
  private static func forestRoom(_ rows: Int) -> Int { max(1, rows - 3) }

  /// What is said below the forest, in lines; first which keys show the rows that have no room.
  private static func forestLines(_ state: State, _ size: Size, _ context: ScreenContext) -> [String] {
    let columns = max(1, size.columns - 2)
    let words = context.keymap.naming(forestWords(state).joined(separator: " "))
    let keys = context.keymap.naming("\(KeyName.forestUp) \(KeyName.forestDown)")
    func lines(_ text: String) -> [String] {
      Array(Paragraph.lines(of: context.look.words(text), columns: columns).prefix(max(1, size.rows / 3)))
    }
    let count = forestPlot(state)?.rows.count ?? 0
    guard count > forestRoom(size.rows - lines(words).count) else { return lines(words) }
    let most = lines("\(keys): 000 above, 000 below. " + words).count
    let room = forestRoom(size.rows - most)
    let first = min(state.row.row, max(0, count - room))
    return lines("\(keys): \(first) above, \(max(0, count - room - first)) below. " + words)
  }

  /// How far a forest can be scrolled on a screen, and how many of its rows are seen.
  static func forestReach(_ state: State, _ context: ScreenContext) -> (end: Int, room: Int) {
    guard let result = state.result, let count = forestPlot(state)?.rows.count else { return (0, 1) }
    let size = context.size
    let above = 1 + (staleness(result, context).isEmpty ? 0 : 1)
    let cautions = cautionLines(result, size, context.look, keys: context.keymap).count
    let body = Size(columns: size.columns, rows: max(0, size.rows - above - cautions))
    let room = forestRoom(body.rows - forestLines(state, body, context).count)
    return (max(0, count - room), room)
  }

  private static func drawNomogram(_ state: State, on canvas: inout Canvas, _ context: ScreenContext) {
    guard let plot = nomogramPlot(state) else { return }
    let risks = plot.risks.map { risk in
      // `os = 12 0.3` would be read as one number.
      risk.name + (risk.name.contains("=") ? ": " : " ") + NumberText.fixed(risk.value, 3)
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
        let read = part == state.partName ? classCell(state) : nil
        let lines = read == nil ? [] : classLines(state, columns: canvas.columns - 2, context.look)
        for (line, text) in lines.enumerated() { canvas.draw(text, column: 1, row: 1 + line, style: .role(.accent)) }
        var row = max(2, 1 + lines.count)
        let top = row
        // Where not all maps fit, the first ones make way for the one that is read.
        let tables = classTables(state, part)
        let shares = tables.map { table in
          Paragraph.lines(
            ofPieces: table.shares.map { "\($0.name) " + NumberText.interval($0.value, $0.low, $0.high) },
            columns: canvas.columns - 2)
        }
        // A title, the names of the classes, a row for each, what follows from them.
        let heights = zip(tables, shares).map { $0.names.count + 2 + $1.count }
        var first = 0
        let last = read?.table ?? 0
        while first < last, heights[first...last].reduce(top - 1, { $0 + $1 + 1 }) > canvas.rows { first += 1 }
        for (place, table) in tables.enumerated() where place >= first {
          guard row + heights[place] <= canvas.rows || row == top else {
            canvas.drawMore(above: first, below: tables.count - place)
            return
          }
          let height = table.names.count + 2
          classMap(table, read: read.flatMap { $0.table == place ? ($0.row, $0.column) : nil }).draw(
            in: Rect(column: 1, row: row, columns: canvas.columns - 2, rows: min(height, canvas.rows - row)),
            on: &canvas, look: context.look)
          row += height
          for line in shares[place] {
            canvas.draw(line, column: 1, row: row, style: .role(.accent), width: max(0, canvas.columns - 2))
            row += 1
          }
          row += 1
        }
        if !tables.isEmpty { canvas.drawMore(above: first, below: 0) }
        let counts = confusionTables(state, part)
        for (place, table) in counts.enumerated() {
          let isRead = table.model == state.modelName
          let lines = confusionLines(table, isRead: isRead, columns: canvas.columns - 1, look: context.look)
          guard row + lines.count <= canvas.rows || row == top else {
            canvas.drawMore(above: 0, below: counts.count - place)
            return
          }
          for line in lines {
            canvas.draw(line, column: 1, row: row)
            row += 1
          }
          row += 1
        }
      }
    }
  }

  /// What is read of the classes, with whole names, in as many lines as any cell takes.
  private static func classLines(_ state: State, columns: Int, _ look: Look) -> [String] {
    func lines(_ cell: ClassCell) -> [String] {
      Paragraph.lines(of: look.words(classReading(state, at: cell)), columns: max(1, columns))
    }
    guard let cell = classCell(state) else { return [] }
    let most =
      classTables(state, state.partName).enumerated().flatMap { place, table in
        table.names.indices.map { lines(ClassCell(table: place, row: $0, column: $0)).count }
      }.max() ?? 1
    let own = lines(cell)
    return own + Array(repeating: "", count: max(0, most - own.count))
  }

  /// The counts of one model with what follows from them: beside them where there is room, else below.
  static func confusionLines(
    _ table: StudyResult.ConfusionTable, isRead: Bool, columns: Int, look: Look
  ) -> [[(String, Style)]] {
    func share(_ name: String) -> String {
      table.shares.first { $0.name == name }.map { "\(name) " + NumberText.interval($0.value, $0.low, $0.high) } ?? ""
    }
    let cutoff =
      table.cutoff.map { look.words("score ≥ \(NumberText.short($0)), frozen") } ?? "each fold's own cut-off"
    let beside = ["accuracy", "ppv", "npv"].map(share)
    let below = ["sensitivity", "specificity"].map(share).filter { !$0.isEmpty }
    let isNarrow = columns < 38
    let (label, width) = isNarrow ? (7, 10) : (12, 12)
    let isWide = beside.allSatisfy { 40 + DisplayWidth.of($0) <= columns }
    func right(_ text: String, _ width: Int) -> String { DisplayWidth.fitted(text, to: width, trailing: true) }
    func count(_ name: String, _ first: Int, _ second: Int, isPositive: Bool) -> [(String, Style)] {
      [
        (DisplayWidth.fitted(isNarrow ? name : "    " + name, to: label), .role(.header)),
        (right("\(first)", width + (isNarrow ? 0 : 1)), isPositive ? .plain.bold : .role(.warning)),
        (right("\(second)", width), isPositive ? .role(.warning) : .plain.bold),
      ]
    }
    func ended(_ line: [(String, Style)], _ text: String) -> [(String, Style)] {
      isWide && !text.isEmpty ? line + [("    " + text, .plain)] : line
    }
    let title = "\(isRead ? "▸ " : "  ")\(table.model) · \(cutoff)"
    var lines = Paragraph.lines(of: title.trimmingPrefix("  ").description, columns: max(1, columns - 2)).enumerated()
      .map {
        place, text in [((isRead && place == 0 ? "" : "  ") + text, isRead ? Style.plain.bold : .plain)]
      }
    lines.append(
      ended(
        [
          (right("positive", label + width + (isNarrow ? 0 : 1)), .role(.header)),
          (right("negative", width), .role(.header)),
        ], beside[0]))
    lines.append(ended(count("test +", table.truePositives, table.falsePositives, isPositive: true), beside[1]))
    lines.append(ended(count("test −", table.falseNegatives, table.trueNegatives, isPositive: false), beside[2]))
    let words = isWide ? below : below + beside.filter { !$0.isEmpty }
    let indent = isNarrow ? "" : "    "
    lines += Paragraph.lines(ofPieces: words, columns: max(1, columns - indent.count)).map { [(indent + $0, .plain)] }
    return lines
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

  /// The test of the comparison under the cursor in whole words, where any of them is cut in the table: as many lines as the
  /// longest takes.
  static func testLines(_ state: State, _ context: ScreenContext) -> [String] {
    guard state.tab == .comparison, let result = state.result, !state.showsNumbers else { return [] }
    let pane = tablePane(state, result, context)
    guard pane.isWider(than: context.size.columns - 1) else { return [] }
    let rows = tableRows(state)
    func lines(_ row: [String]) -> [String] {
      let text = "\(row[0]) − \(row[1]), \(row[2]): \(row[3]), p \(row[4]), \(row[5])"
      return Paragraph.lines(of: context.look.words(text), columns: max(1, context.size.columns - 2))
    }
    guard rows.indices.contains(state.row.row) else { return [] }
    let most = min(max(1, context.size.rows / 4), rows.map { lines($0).count }.max() ?? 1)
    let own = Array(lines(rows[state.row.row]).prefix(most))
    return own + Array(repeating: "", count: max(0, most - own.count))
  }

  private static func drawTable(
    _ state: State, _ result: StudyResult, on canvas: inout Canvas, _ context: ScreenContext
  ) {
    let words = testLines(state, context)
    let whole = canvas.bounds.cut(bottom: 1 + words.count)
    tablePane(state, result, context).draw(in: whole.rest, on: &canvas)
    for (line, text) in words.enumerated() {
      canvas.draw(text, column: 1, row: whole.bottom.row + line, style: .role(.accent))
    }
    let foot = canvas.bounds.cut(bottom: 1)
    let unread = context.cohort?.unreadableRuns ?? []
    let note = state.tab == .runs ? "* is shown; \(KeyName.pickResult) shows another. " : ""
    if state.tab == .runs, !unread.isEmpty {
      canvas.draw(
        "△ " + UnreadableRun.sentence(unread), column: 1, row: foot.bottom.row, style: .role(.warning),
        width: max(0, canvas.columns - 2))
      return
    }
    canvas.draw(
      context.keymap.naming(note) + result.provenance, column: 1, row: foot.bottom.row, style: .role(.dim),
      width: max(0, canvas.columns - 2))
  }
}
