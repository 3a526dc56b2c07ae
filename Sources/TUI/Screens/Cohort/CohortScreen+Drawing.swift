internal import Cohort

extension CohortScreen {
  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] {
    var crumbs: [String] = []
    if state.level != .patient { crumbs.append(state.level.plural) }
    let arrangement = state.arrangement
    if !arrangement.filter.isEmpty { crumbs.append((arrangement.isInverted ? "! " : "/ ") + arrangement.filter) }
    if let group = arrangement.group { crumbs.append("by \(group)") }
    return crumbs
  }

  public static func facts(_ state: State, in context: ScreenContext) -> String {
    if context.running.contains(.rows), state.sheets[state.level] == nil { return "reading …" }
    let count = state.table.rowCount
    let shown = state.rows.count == count ? "" : "\(state.rows.count)/"
    var facts = ["\(shown)\(count) \(count == 1 ? state.level.rawValue : state.level.plural)"]
    if state.level == .patient, let images = context.cohort?.images.count, images > 0 {
      facts.append("\(images) images")
    }
    if let excluded = state.table.column(named: DataTable.exclusionColumn) {
      facts.append("\(count - excluded.missingCount) excluded")
    }
    if let failed = state.table.column(named: DataTable.failureColumn) {
      facts.append("\(count - failed.missingCount) failed")
    }
    if !state.arrangement.marks.isEmpty { facts.append("\(state.arrangement.marks.count) marked") }
    if state.isArranging { facts.append("…") }
    return facts.joined(separator: " · ")
  }

  // MARK: Layout

  private static func summaryRows(_ state: State, _ size: Size) -> Int {
    if state.zoom == .table || state.groups != nil { return 0 }
    return size.rows < 14 || state.summaries.isEmpty
      ? 0 : min(size.rows >= 30 ? 6 : 3, max(1, state.summaries.count)) + 1
  }

  private static func entryRows(_ state: State, _ size: Size) -> Int {
    guard let entry = state.entry else { return 0 }
    guard entry.kind == .filter, let error = shownError(entry, state) else { return 2 }
    // What to write instead stands at the end of the sentence: it takes the rows that it needs.
    return 1 + min(3, max(1, size.rows / 4), Paragraph.lines(of: error, columns: max(1, size.columns - 2)).count)
  }

  /// What is wrong with the filter being typed. What a word may become is more use than that it is nothing yet.
  private static func shownError(_ entry: Entry, _ state: State) -> String? {
    RowCondition.candidates(entry.prompt.text, names: state.table.names).isEmpty ? state.filterError : nil
  }

  static func visibleRows(_ state: State, _ context: ScreenContext) -> Int {
    max(
      0,
      context.size.rows - 1 - summaryRows(state, context.size) - entryRows(state, context.size)
        - remarkRows(state, context.size))
  }

  // MARK: What other tables have, and what marks mean

  /// The row that says which values are in another table, what the marks before rows mean, and the whole of a cell that its
  /// column cuts: that of the rule above the summaries, where there is one.
  private static func remarkRows(_ state: State, _ size: Size) -> Int {
    if state.groups != nil || state.zoom == .summary || summaryRows(state, size) > 0 { return 0 }
    return state.zoom == .table || !state.table.elsewhere.isEmpty || !legend(state).isEmpty ? 1 : 0
  }

  /// `treatment: Radiotherapy + surgery`: the cell under the cursor, where its column has no room for it; nil elsewhere.
  private static func cutCell(_ state: State, in pane: TablePane, columns: Int) -> String? {
    guard let place = pane.cursorColumn, state.layout.indices.contains(place),
      state.rows.indices.contains(state.cursor.row),
      let width = pane.placement(columns: columns).first(where: { $0.index == place })?.width
    else { return nil }
    let layout = state.layout[place]
    let column = state.table.columns[layout.index]
    let text = CellText.of(column.values[state.rows[state.cursor.row]], decimals: layout.decimals)
    return DisplayWidth.of(text) > width ? "\(CellText.title(column)): \(text)" : nil
  }

  /// What the marks before the rows of this table mean; empty where there are none.
  static func legend(_ state: State) -> String {
    [
      (DataTable.exclusionColumn, "× left out, not summarised"),
      (DataTable.failureColumn, "△ extraction failed: \(KeyName.patient) or \(KeyName.goToExtract) says why"),
    ].filter { state.table.column(named: $0.0) != nil }.map(\.1).joined(separator: " · ")
  }

  /// `values of the exams: crp, visit_date · v shows them`; nil where every value of the cohort is in this table.
  static func elsewhereSentence(_ state: State, columns: Int, keys: Keymap = Keymap()) -> String? {
    let elsewhere = state.table.elsewhere
    let clauses = UnitLevel.allCases.compactMap { level -> (head: String, names: [String])? in
      let names = elsewhere.filter { $0.value == level }.keys.sorted(by: NaturalOrder.precedes)
      return names.isEmpty ? nil : ("values of the \(level.unitPlural): ", names)
    }
    guard !clauses.isEmpty else { return nil }
    let end = keys.naming(" · \(KeyName.level) shows them")
    let room = max(12, (columns - DisplayWidth.of(end)) / clauses.count - 2)
    let said = clauses.map { clause -> String in
      var text = clause.head + clause.names.joined(separator: ", ")
      var shown = clause.names.count
      while DisplayWidth.of(text) > room, shown > 1 {
        shown -= 1
        text =
          clause.head + clause.names.prefix(shown).joined(separator: ", ") + " and \(clause.names.count - shown) more"
      }
      return DisplayWidth.clipped(text, to: room)
    }
    return said.joined(separator: "; ") + end
  }

  private static func drawRemarks(_ state: State, cell: String?, row: Int, on canvas: inout Canvas) {
    var end = canvas.columns - 1
    let legend = canvas.keymap.naming(legend(state))
    if !legend.isEmpty {
      let start = max(1, end - DisplayWidth.of(legend) - 2)
      canvas.draw(" \(legend) ", column: start, row: row, style: .role(.warning), width: max(0, end - start))
      end = start - 1
    }
    if let cell {
      canvas.draw(" \(cell) ", column: 1, row: row, width: max(0, end - 1))
      return
    }
    guard end > 24, let sentence = elsewhereSentence(state, columns: end - 3, keys: canvas.keymap) else { return }
    canvas.draw(" \(sentence) ", column: 1, row: row, style: .role(.accent), width: max(0, end - 1))
  }

  static func panelRows(_ context: ScreenContext) -> Int { max(0, min(20, context.size.rows - 4)) }

  static let barWidth = 6

  static func pane(_ state: State, _ context: ScreenContext) -> TablePane {
    let outcomes = Set((context.cohort?.storedOutcomes ?? [:]).values.flatMap(\.columns))
    let arrangement = state.arrangement
    let table = state.table
    let rows = state.rows
    let layouts = state.layout
    let found = context.found.map { TextPart($0) }
    let excluded = table.column(named: DataTable.exclusionColumn)?.values
    let failed = table.column(named: DataTable.failureColumn)?.values
    let showsBars = state.showsBars
    let room = tableColumns(state, context)
    let columns = layouts.map { layout in
      let column = table.columns[layout.index]
      let rank = arrangement.sort.firstIndex { $0.column == column.name }
      var mark = rank.map { rank in
        (arrangement.sort[rank].isAscending ? "▴" : "▾") + (arrangement.sort.count > 1 ? String(rank + 1) : "")
      }
      if mark == nil, outcomes.contains(column.name) { mark = "◆" }
      let hasBar = showsBars && layout.range != nil
      return TablePane.Column(
        CellText.title(column),
        // A column that is sorted by keeps its name beside the mark.
        width: max(
          (layout.isTrailing || room >= 110 ? layout.width : min(layout.width, 16)) + (hasBar ? barWidth + 1 : 0),
          mark == nil ? 0 : min(16, DisplayWidth.of(CellText.title(column))) + DisplayWidth.of(mark ?? "")),
        isTrailing: layout.isTrailing, sortMark: mark ?? "")
    }
    var pane = TablePane(
      columns: columns, rowCount: rows.count, top: state.cursor.top, cursorRow: state.cursor.row,
      cursorColumn: state.column, isMarked: { arrangement.marks.contains(rows[$0]) },
      cell: { row, place in
        let layout = layouts[place]
        let value = table.columns[layout.index].values[rows[row]]
        var text = CellText.of(value, decimals: layout.decimals)
        if showsBars, let range = layout.range {
          text += " " + bar(value, in: range)
        }
        if value == .missing { return (text, .role(.faint)) }
        if excluded?.isMissing(rows[row]) == false { return (text, .role(.faint)) }
        if let found, hasText(found, value, isLabel: place == 0) { return (text, Style.role(.accent).bold) }
        return (text, place == 0 ? Style.plain.bold : .plain)
      })
    pane.gutter = {
      excluded?.isMissing(rows[$0]) == false ? "×" : failed?.isMissing(rows[$0]) == false ? "△" : nil
    }
    pane.markedGutter = {
      excluded?.isMissing(rows[$0]) == false ? "⊗" : failed?.isMissing(rows[$0]) == false ? "▲" : nil
    }
    return pane
  }

  /// Where a number lies between the least and the greatest shown.
  private static func bar(_ value: CellValue, in range: ClosedRange<Double>) -> String {
    guard let number = value.number, number.isFinite, range.upperBound > range.lowerBound else {
      return String(repeating: " ", count: barWidth)
    }
    let fraction = (number - range.lowerBound) / (range.upperBound - range.lowerBound)
    return String(ProgressBar.text(fraction, columns: barWidth).map { $0 == "·" ? " " : $0 })
  }

  private static func groupPane(_ groups: GroupTable, _ state: State) -> TablePane {
    // Those who take part in no analysis are counted by themselves.
    let counts = groups.hasLeftOut ? ["n", "left out"] : ["n"]
    let titles = [groups.column] + counts + groups.titles
    let lines = groups.rows.map { row in
      [row.value ?? "missing", String(row.count)] + (groups.hasLeftOut ? [String(row.leftOut)] : []) + row.cells
    }
    let columns = titles.enumerated().map { place, title in
      let width = lines.reduce(DisplayWidth.of(title)) { max($0, DisplayWidth.of($1[place])) }
      return TablePane.Column(title, width: min(width, 26), isTrailing: (1...counts.count).contains(place))
    }
    return TablePane(
      columns: columns, rowCount: groups.rows.count, top: state.groupCursor.top, cursorRow: state.groupCursor.row,
      cursorColumn: min(max(state.column, 0), max(0, columns.count - 1)),
      cell: { row, place in
        let text = lines[row][place]
        if place == 0 { return (text, groups.rows[row].value == nil ? .role(.warning) : Style.plain.bold) }
        return (text, text == "·" ? .role(.faint) : .plain)
      })
  }

  // MARK: Drawing

  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    var rest = canvas.bounds
    if let entry = state.entry {
      let parts = rest.cut(bottom: entryRows(state, context.size))
      rest = parts.rest
      canvas.within(parts.bottom) { drawEntry(entry, state, on: &$0) }
    }
    if state.sheets[state.level] == nil {
      canvas.draw("Reading the \(state.level.plural) …", column: 2, row: 1, style: .role(.dim))
      return
    }
    if let groups = state.groups, state.arrangement.group != nil {
      groupPane(groups, state).draw(in: rest, on: &canvas)
    } else if state.zoom == .summary {
      canvas.within(rest) { drawDictionary(state, on: &$0) }
    } else {
      let summary = rest.cut(bottom: summaryRows(state, context.size))
      drawSummary(state, in: summary.bottom, on: &canvas)
      let rows = remarkRows(state, context.size)
      let parts = summary.rest.cut(bottom: rows).rest.cut(left: tableColumns(state, context))
      rest = parts.left
      let pane = pane(state, context)
      let cell = cutCell(state, in: pane, columns: rest.columns)
      drawRemarks(state, cell: cell, row: summary.rest.endRow - rows, on: &canvas)
      pane.draw(in: rest, on: &canvas)
      if !parts.rest.isEmpty {
        let seen = Set(pane.placement(columns: rest.columns).map(\.index))
        drawPreview(state, seen: seen, in: parts.rest, on: &canvas, context)
      }
      if state.rows.isEmpty { drawEmpty(state, in: rest, on: &canvas) }
    }
    switch state.panel {
    case .columns(let cursor): drawColumns(state, cursor, on: &canvas, context)
    case .outcomes(let cursor, let candidates): drawOutcomes(candidates, cursor, on: &canvas, context)
    case nil: break
    }
  }

  private static func drawEntry(_ entry: Entry, _ state: State, on canvas: inout Canvas) {
    switch entry.kind {
    case .filter:
      entry.prompt.draw(label: state.arrangement.isInverted ? " ! " : " / ", row: 0, on: &canvas)
      let names = RowCondition.candidates(entry.prompt.text, names: state.table.names)
      if let error = shownError(entry, state) {
        canvas.draw(
          paragraph: error,
          in: Rect(column: 1, row: 1, columns: max(1, canvas.columns - 2), rows: max(0, canvas.rows - 1)),
          style: .role(.bad))
        drawPointer(error, label: 3, on: &canvas)
      } else {
        let shown = "\(state.rows.count) of \(state.table.rowCount)"
        let hint =
          if !state.filteredColumns.isEmpty {
            "rows whose \(state.filteredColumns.prefix(3).joined(separator: " or ")) has it"
              + (names.isEmpty ? "" : " · Tab: " + names.joined(separator: " "))
          } else {
            names.isEmpty ? "such as age>60 & sex=F, or a word" : "Tab: " + names.joined(separator: " ")
          }
        canvas.draw(
          "\(shown) · \(hint)", column: 1, row: 1, style: .role(.dim), width: max(0, canvas.columns - 2))
      }
    case .reason:
      let count = state.sheet.targets.count
      let what =
        count == 1
        ? state.sheet.targets.first.map { state.label(of: $0) } ?? "" : "\(count) marked \(state.level.plural)"
      entry.prompt.draw(label: " why leave out \(what)? ", row: 0, on: &canvas)
      canvas.draw(
        "Kept in the cohort and in the report, such as: motion artefact · Esc leaves", column: 1, row: 1,
        style: .role(.dim))
    }
  }

  /// Underlines the character that an error of the filter speaks of.
  private static func drawPointer(_ error: String, label: Int, on canvas: inout Canvas) {
    guard let range = error.firstRange(of: "column ") else { return }
    guard let column = Int(error[range.upperBound...].prefix { $0.isNumber }), column > 0 else { return }
    canvas.restyle(column: label + column - 1, row: 0) {
      $0.foreground = .role(.bad)
      $0.attributes.formUnion([.underline, .bold])
    }
  }

  private static func drawEmpty(_ state: State, in rect: Rect, on canvas: inout Canvas) {
    let sentence: String
    if state.table.rowCount == 0 {
      sentence =
        state.level == .lesion
        ? "No region is drawn on any image of this cohort. \(KeyName.level) shows the patients."
        : "This cohort has no \(state.level.plural) yet. :import adds some."
    } else {
      sentence = "No \(state.level.rawValue) matches this filter. \(KeyName.filter) changes it, Esc clears it."
    }
    canvas.draw(sentence, column: 2, row: rect.row + 2, style: .role(.warning))
  }

  private static func drawSummary(_ state: State, in rect: Rect, on canvas: inout Canvas) {
    canvas.within(rect) { canvas in
      guard canvas.rows > 1 else { return }
      canvas.rule(row: 0)
      // As many columns of summaries as fit, read downwards.
      let lines = canvas.rows - 1
      let needed = max(1, (state.summaries.count + lines - 1) / lines)
      let across = min(needed, max(1, (canvas.columns - 1) / 38))
      let width = min(64, (canvas.columns - 1) / across)
      let nameWidth = min(
        width > 46 ? 20 : 12, state.summaries.prefix(across * lines).map { DisplayWidth.of($0.name) }.max() ?? 8)
      for (position, summary) in state.summaries.prefix(across * lines).enumerated() {
        let left = 1 + position / lines * width
        let row = 1 + position % lines
        var place = left
        canvas.draw(summary.name, column: place, row: row, style: .role(.dim), width: nameWidth)
        place = left + nameWidth + 1
        if !summary.bars.isEmpty {
          place = canvas.draw(summary.bars, column: place, row: row, style: .role(.accent)) + 1
        }
        let end = left + width - 1
        var missing = summary.missing > 0 ? " △\(summary.missing) missing" : ""
        if place + DisplayWidth.of(summary.text) + DisplayWidth.of(missing) > end, summary.missing > 0 {
          missing = " △\(summary.missing)"
        }
        let room = max(0, end - place - DisplayWidth.of(missing))
        place = canvas.draw(summary.text, column: place, row: row, width: room)
        canvas.draw(missing, column: place, row: row, style: .role(.warning), width: max(0, end - place))
      }
    }
  }

  /// What is known of a column, in one line: type, how much is missing, its values.
  private static func drawColumn(
    _ column: TableColumn, _ state: State, row: Int, from start: Int, nameWidth: Int, isShown: Bool,
    on canvas: inout Canvas
  ) {
    let style: Style = isShown ? .plain : .role(.faint)
    canvas.draw(CellText.title(column), column: start, row: row, style: style, width: nameWidth)
    var place = start + nameWidth + 1
    let kind =
      switch column.type {
      case .number: "number"
      case .text: "text"
      case .date: "date"
      case .bool: "yes/no"
      }
    canvas.draw(kind, column: place, row: row, style: .role(.dim), width: 6)
    place += 7
    let layout = state.layout.first { state.table.columns[$0.index].name == column.name }
    if let layout, layout.missing > 0, layout.counted > 0 {
      let percent = Int((100 * Double(layout.missing) / Double(layout.counted)).rounded())
      canvas.draw(percent == 0 ? "△ <1%" : "△ \(percent)%", column: place, row: row, style: .role(.warning), width: 6)
    }
    place += 7
    guard let summary = state.summaries.first(where: { $0.name == column.name }) else { return }
    if !summary.bars.isEmpty { place = canvas.draw(summary.bars, column: place, row: row, style: .role(.accent)) + 1 }
    canvas.draw(summary.text, column: place, row: row, style: style, width: max(0, canvas.columns - place - 1))
  }

  /// The summaries alone: every column with its type, missing cells and values.
  private static func drawDictionary(_ state: State, on canvas: inout Canvas) {
    let columns = state.layout.map { state.table.columns[$0.index] }
    let nameWidth = min(24, columns.map { DisplayWidth.of(CellText.title($0)) }.max() ?? 8)
    canvas.draw("column", column: 1, row: 0, style: .role(.header), width: nameWidth)
    canvas.draw("type", column: nameWidth + 2, row: 0, style: .role(.header))
    canvas.draw("missing", column: nameWidth + 9, row: 0, style: .role(.header))
    let isOfAll = state.layout.first.map { $0.counted == state.rows.count } ?? true
    canvas.draw(
      isOfAll ? "values in the rows shown" : "values in the rows shown that are not left out", column: nameWidth + 17,
      row: 0, style: .role(.header))
    let top = TablePane.top(0, cursor: state.column, visibleRows: canvas.rows - 1, rowCount: columns.count)
    for line in 0..<max(0, canvas.rows - 1) where top + line < columns.count {
      drawColumn(
        columns[top + line], state, row: line + 1, from: 1, nameWidth: nameWidth, isShown: true, on: &canvas)
      if top + line == state.column {
        canvas.shade(Rect(column: 0, row: line + 1, columns: canvas.columns, rows: 1), .role(.selection))
      }
    }
  }

  private static func drawColumns(
    _ state: State, _ cursor: ListCursor, on canvas: inout Canvas, _ context: ScreenContext
  ) {
    let columns = allColumns(state).map { state.table.columns[$0] }
    let rows = min(columns.count, panelRows(context)) + 2
    let nameWidth = min(20, columns.map { DisplayWidth.of(CellText.title($0)) }.max() ?? 8)
    let width = min(canvas.columns - 4, max(30, nameWidth + 50))
    let rect = Rect(column: max(0, canvas.columns - width - 2), row: 1, columns: width, rows: rows)
    canvas.fill(rect)
    let shown = columns.count { !state.arrangement.hidden.contains($0.name) }
    canvas.frame(rect, title: "columns: \(shown) of \(columns.count) shown", style: .role(.focus))
    canvas.within(rect.inset()) { canvas in
      let top = TablePane.top(cursor.top, cursor: cursor.row, visibleRows: canvas.rows, rowCount: columns.count)
      for line in 0..<canvas.rows where top + line < columns.count {
        let column = columns[top + line]
        let isShown = !state.arrangement.hidden.contains(column.name)
        canvas.draw(isShown ? "✓" : " ", column: 1, row: line, style: .role(.good))
        drawColumn(column, state, row: line, from: 3, nameWidth: nameWidth, isShown: isShown, on: &canvas)
        if top + line == cursor.row {
          canvas.shade(Rect(column: 0, row: line, columns: canvas.columns, rows: 1), .role(.selection))
        }
      }
    }
  }

  private static func drawOutcomes(
    _ candidates: [OutcomeFinder.Candidate], _ cursor: ListCursor, on canvas: inout Canvas, _ context: ScreenContext
  ) {
    let known = context.cohort?.storedOutcomes ?? [:]
    let width = min(canvas.columns - 4, 74)
    let rows = min(candidates.count, panelRows(context)) + 2
    let rect = Rect(column: max(0, (canvas.columns - width) / 2), row: 2, columns: width, rows: rows)
    canvas.fill(rect)
    canvas.frame(rect, title: "what is to be predicted?", style: .role(.focus))
    canvas.within(rect.inset()) { canvas in
      let top = TablePane.top(cursor.top, cursor: cursor.row, visibleRows: canvas.rows, rowCount: candidates.count)
      for line in 0..<canvas.rows where top + line < candidates.count {
        let candidate = candidates[top + line]
        let isKnown = known[candidate.choice.name] == candidate.outcome
        canvas.draw(isKnown ? "◆" : " ", column: 1, row: line, style: .role(.accent))
        let place = canvas.draw(candidate.choice.name, column: 3, row: line, style: Style.plain.bold)
        canvas.draw(
          candidate.choice.summary, column: place + 2, row: line, style: .role(.dim),
          width: max(0, canvas.columns - place - 3))
        if top + line == cursor.row {
          canvas.shade(Rect(column: 0, row: line, columns: canvas.columns, rows: 1), .role(.selection))
        }
      }
    }
  }
}
