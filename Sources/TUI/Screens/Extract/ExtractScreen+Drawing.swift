internal import Cohort
internal import Features

extension ExtractScreen {
  /// Rows of the settings: their title, a line each, and two for what the line under the cursor means.
  private static func settingsHeight(_ size: Size, _ state: State) -> Int {
    if state.isZoomed { return state.focus == .settings ? max(0, size.rows - 2) : 0 }
    let lines = state.plan?.settings == nil ? state.plan?.lines.count ?? 0 : SettingField.allCases.count
    return min(lines + 3, max(4, size.rows - 6))
  }

  /// Rows left for the list of cases.
  static func casesHeight(_ size: Size, _ state: State) -> Int {
    max(0, size.rows - settingsHeight(size, state) - 2)
  }

  /// What has changed since the extraction, where that takes the first row.
  private static func changes(_ state: State, _ context: ScreenContext) -> [String] {
    guard let plan = state.plan, !context.running.contains(.extraction) else { return [] }
    return (context.cohort?.freshness.extractions[plan.name] ?? []).map(\.description)
  }

  /// Why the step carries its triangle: what has changed, and how many cases have no features.
  private static func remark(_ state: State, _ context: ScreenContext) -> String? {
    guard let plan = state.plan, !context.running.contains(.extraction) else { return nil }
    let changes = changes(state, context)
    let failed = context.cohort?.freshness.failures[plan.name] ?? 0
    let cases = failed == 1 ? "1 case" : "\(failed) cases"
    if changes.isEmpty {
      return failed == 0
        ? nil
        : "△ \(cases) could not be extracted: \(KeyName.extractionFocus) says why, \(KeyName.exclude) in the table leaves out."
    }
    return "△ stale: "
      + (changes + (failed == 0 ? [] : ["\(cases) failed, \(KeyName.extractionFocus) says why"])).joined(
        separator: "; ")
      + ". \(KeyName.extractionRun) extracts anew."
  }

  /// Rows of the settings below the remark.
  private static func settingsRows(_ state: State, _ context: ScreenContext) -> Int {
    let above = remark(state, context) == nil ? 0 : 1
    return max(0, min(context.size.rows - above, settingsHeight(context.size, state) - above))
  }

  /// Of the rows of the settings, those that list the fields: without the title and the two lines below.
  private static func fieldRows(_ height: Int) -> Int { max(0, height - 1 - min(2, max(0, height - 4))) }

  private static func firstCase(_ state: State, rows: Int) -> Int {
    guard state.focus == .cases else { return 0 }
    return TablePane.top(state.cases.top, cursor: state.cases.row, visibleRows: rows, rowCount: state.lines.count)
  }

  private static func text(_ line: CaseLine) -> String {
    line.detail.isEmpty || line.detail == line.title ? line.title : "\(line.title): \(line.detail)"
  }

  /// The case under the cursor in full, below the list, where its line is cut off.
  private static func detail(_ state: State, size: Size, look: Look) -> [String] {
    let lines = state.lines
    guard state.focus == .cases, size.rows >= 3, lines.indices.contains(state.cases.row) else { return [] }
    let text = look.words(text(lines[state.cases.row]))
    guard DisplayWidth.of(text) > size.columns - 4 else { return [] }
    return Array(Paragraph.lines(of: text, columns: max(1, size.columns - 4)).prefix(min(4, size.rows - 1)))
  }

  enum Place: Equatable {
    case setting(Int)
    case oneCase(Int)
  }

  /// What stands in a row of the screen.
  static func line(at row: Int, _ state: State, _ context: ScreenContext) -> Place? {
    let above = remark(state, context) == nil ? 0 : 1
    let height = settingsRows(state, context)
    if state.plan?.settings != nil {
      let rows = fieldRows(height)
      let top = TablePane.top(0, cursor: state.line, visibleRows: rows, rowCount: SettingField.allCases.count)
      let place = row - above - 1
      if place >= 0, place < rows, top + place < SettingField.allCases.count { return .setting(top + place) }
    }
    let first = above + height + 2
    // While the cursor is elsewhere a sentence may take several rows: a click there takes the first case.
    guard row >= first, !state.showsCase, !state.lines.isEmpty else { return nil }
    guard state.focus == .cases else { return .oneCase(0) }
    let size = Size(columns: context.size.columns, rows: max(0, context.size.rows - first))
    let rows = size.rows - detail(state, size: size, look: context.look).count
    let place = firstCase(state, rows: rows) + row - first
    return row - first < rows && place < state.lines.count ? .oneCase(place) : nil
  }

  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    if let failure = state.failure, state.plans.isEmpty {
      canvas.draw(paragraph: failure, in: canvas.bounds.inset(), style: .role(.bad))
      return
    }
    guard let plan = state.plan else {
      canvas.draw(
        context.running.contains(.plans) ? "Looking at the images …" : "This cohort has no images to extract from.",
        column: 1, row: 1, style: .role(.dim))
      return
    }
    var rest = canvas.bounds
    if let remark = remark(state, context) {
      canvas.draw(remark, column: 1, row: 0, style: .role(.warning), width: max(0, canvas.columns - 2))
      rest = rest.cut(top: 1).rest
    }
    let parts = rest.cut(top: settingsRows(state, context))
    canvas.within(parts.top) { canvas in
      if let settings = plan.settings {
        drawFields(plan, settings.settings, state, on: &canvas)
      } else {
        drawLines(plan, on: &canvas)
      }
    }
    canvas.within(parts.rest) { canvas in
      canvas.rule(row: 0)
      drawStatus(plan, state, on: &canvas, context)
      canvas.within(canvas.bounds.cut(top: 2).rest) { canvas in
        if state.showsCase {
          drawCase(state, on: &canvas)
        } else {
          drawCases(state, on: &canvas, look: context.look)
        }
      }
    }
  }

  // MARK: Settings

  /// The levels that the settings give over the cases that were looked at.
  private static func levels(_ plan: ExtractionPlan, _ state: State) -> String? {
    guard let settings = plan.settings, let checks = state.checks[plan.name],
      let counts = LevelCounts(checks, settings.settings)
    else { return nil }
    let levels = "\(counts.median) \(counts.median == 1 ? "level" : "levels")"
    return counts.low == counts.high
      ? "\(levels) in every patient" : "\(levels) (median; \(counts.low)–\(counts.high) over patients)"
  }

  private static func drawFields(
    _ plan: ExtractionPlan, _ settings: ExtractionSettings, _ state: State, on canvas: inout Canvas
  ) {
    canvas.draw(plan.title, column: 1, row: 0, style: .role(.title), width: max(0, canvas.columns - 2))
    let foot = canvas.bounds.cut(top: 1).rest.cut(bottom: min(2, max(0, canvas.rows - 4)))
    let fields = SettingField.allCases
    let top = TablePane.top(0, cursor: state.line, visibleRows: foot.rest.rows, rowCount: fields.count)
    let valueColumn = 17
    let valueWidth = max(16, min(30, canvas.columns / 4))
    for line in 0..<max(0, min(foot.rest.rows, fields.count - top)) {
      let field = fields[top + line]
      let row = foot.rest.row + line
      let isHere = top + line == state.line && state.focus == .settings
      canvas.draw(field.title, column: 3, row: row, style: .role(.dim), width: valueColumn - 4)
      if isHere, let prompt = state.prompt {
        canvas.draw(prompt.text + "▏", column: valueColumn, row: row, style: Style.role(.accent).bold)
      } else {
        canvas.draw(
          field.value(settings), column: valueColumn, row: row, style: .plain.bold, width: valueWidth - 1)
        let levels = field == .greyLevels ? levels(plan, state) : nil
        canvas.draw(
          levels ?? field.explanation(settings), column: valueColumn + valueWidth, row: row,
          style: .role(levels == nil ? .dim : .accent), width: max(0, canvas.columns - valueColumn - valueWidth - 1))
      }
      if isHere {
        canvas.shade(Rect(column: 0, row: row, columns: canvas.columns, rows: 1), .role(.selection))
        canvas.draw("▸", column: 1, row: row, style: .role(.focus).on(.role(.selection)))
      }
    }
    guard let field = state.field, foot.bottom.rows > 0 else { return }
    let room = Rect(
      column: 3, row: foot.bottom.row, columns: max(0, canvas.columns - 4), rows: foot.bottom.rows)
    if let problem = state.problem {
      canvas.draw(paragraph: "✗ " + problem, in: room, style: .role(.bad))
    } else if state.prompt != nil {
      canvas.draw(paragraph: field.hint + ". Enter takes it, Esc leaves it.", in: room, style: .role(.accent))
    } else {
      canvas.draw(
        paragraph: field.explanation(settings) + ". \(KeyName.settingEdit): " + field.hint, in: room, style: .role(.dim)
      )
    }
  }

  /// Settings that are only told, each line with its explanation.
  private static func drawLines(_ plan: ExtractionPlan, on canvas: inout Canvas) {
    canvas.draw(plan.title, column: 1, row: 0, style: .role(.title), width: max(0, canvas.columns - 2))
    let nameWidth = min(16, (plan.lines.map { DisplayWidth.of($0.name) }.max() ?? 8) + 1)
    let valueWidth = min(
      max(18, canvas.columns * 3 / 10), (plan.lines.map { DisplayWidth.of($0.value) }.max() ?? 12) + 2)
    var row = 1
    for line in plan.lines {
      let explanationColumn = 1 + nameWidth + valueWidth
      canvas.draw(line.name, column: 1, row: row, style: .role(.dim), width: nameWidth - 1)
      canvas.draw(line.value, column: 1 + nameWidth, row: row, style: .plain.bold, width: valueWidth - 1)
      let room = Rect(
        column: explanationColumn, row: row, columns: canvas.columns - explanationColumn - 1, rows: canvas.rows - row)
      row += max(1, canvas.draw(paragraph: line.explanation, in: room, style: .role(.dim)))
    }
  }

  // MARK: Cases

  /// One line: how far it is, or what would be done.
  private static func drawStatus(
    _ plan: ExtractionPlan, _ state: State, on canvas: inout Canvas, _ context: ScreenContext
  ) {
    let isRunning = context.running.contains(.extraction)
    if let progress = state.progress {
      drawBar(progress, state, isRunning: isRunning, on: &canvas)
      return
    }
    if let checking = state.checking, context.running.contains(.preflight) {
      let end = canvas.draw(checking.text + " ", column: 1, row: 1)
      canvas.draw(
        ProgressBar.text(checking.fraction ?? 0, columns: max(0, canvas.columns - end - 2)), column: end, row: 1,
        style: .role(.running))
      return
    }
    let count = "\(plan.caseCount) \(plan.caseCount == 1 ? "case" : "cases")"
    var text = count
    if plan.doneCount > 0 { text += ", \(plan.doneCount) of them done" }
    if let checks = state.checks[plan.name] {
      let bad = checks.count { $0.status == .error }
      let odd = checks.count { $0.status == .warning }
      text += ": \(checks.count - bad - odd) fine, \(odd) to look at, \(bad) cannot be extracted"
    } else if !plan.problems.isEmpty {
      text += ", \(plan.problems.count) cannot be extracted"
    }
    if plan.caseCount > 0, plan.doneCount == plan.caseCount, state.checks[plan.name] == nil {
      canvas.draw(
        "\(plan.caseCount == 1 ? "The case is" : "All \(count) are") done: \(KeyName.extractionFeatures) shows the "
          + "features. \(KeyName.extractionRun) looks whether files have changed.",
        column: 1,
        row: 1, width: max(0, canvas.columns - 2))
      return
    }
    if plan.replacedCount > 0 {
      text = plan.doneCount > 0 ? "\(plan.doneCount) of \(count) done" : count
      text += "; the \(plan.replacedCount) earlier values stay until all are new"
    }
    let verb = plan.doneCount > 0 && plan.doneCount < plan.caseCount ? "resumes" : "runs"
    let mayLook = state.checks[plan.name] == nil && plan.replacedCount == 0
    canvas.draw(
      text + ". \(KeyName.extractionRun) \(verb)"
        + (mayLook ? ", \(KeyName.extractionCheck) looks at them first." : "."), column: 1, row: 1,
      width: max(0, canvas.columns - 2))
  }

  private static func drawBar(
    _ progress: ExtractionProgress, _ state: State, isRunning: Bool, on canvas: inout Canvas
  ) {
    let left = "\(progress.done)/\(progress.total) "
    var right = " \(Int((progress.fraction * 100).rounded(.down)))%"
    if let rate = progress.rate { right += "  \(NumberText.rounded(rate, 1)) case/s" }
    if isRunning, let seconds = progress.secondsLeft { right += "  \(NumberText.duration(seconds)) left" }
    if state.isCancelled { right += state.isPausing ? "  paused" : "  cancelled" }
    if state.isFinished { right += "  done" }
    let rightWidth = max(DisplayWidth.of(right), 28)
    let start = canvas.draw(left, column: 1, row: 1)
    let barWidth = max(0, canvas.columns - start - rightWidth - 1)
    let role: Role = isRunning ? .running : state.isCancelled ? .warning : .good
    let end = canvas.draw(
      ProgressBar.text(progress.fraction, columns: barWidth), column: start, row: 1, style: .role(role))
    canvas.draw(right, column: end, row: 1)
  }

  private static func mark(_ line: CaseLine) -> (glyph: String, role: Role) {
    switch line.state {
    case .failed: ("✗", .bad)
    case .warned: ("△", .warning)
    case .finished: ("✓", .good)
    case .toDo: ("○", .dim)
    }
  }

  /// What was done last or needs a look, one line each while the cursor is elsewhere, sentences broken where they must be.
  private static func drawCases(_ state: State, on canvas: inout Canvas, look: Look) {
    let lines = state.lines
    let isHere = state.focus == .cases
    let detail = detail(state, size: canvas.bounds.size, look: look)
    for (place, line) in detail.enumerated() {
      canvas.draw(line, column: 3, row: canvas.rows - detail.count + place, style: .role(.accent))
    }
    let rows = canvas.rows - detail.count
    let top = firstCase(state, rows: rows)
    var row = 0
    for index in top..<max(top, lines.count) {
      guard row < rows else { return }
      let line = lines[index]
      let (glyph, role) = mark(line)
      let text = text(line)
      canvas.draw(glyph, column: 1, row: row, style: .role(role))
      let style: Style = line.state == .failed ? .role(.bad) : line.state == .warned ? .role(.warning) : .plain
      if isHere {
        canvas.draw(text, column: 3, row: row, style: style, width: max(0, canvas.columns - 4))
        if index == state.cases.row {
          canvas.shade(Rect(column: 0, row: row, columns: canvas.columns, rows: 1), .role(.selection))
          canvas.draw("▸", column: 0, row: row, style: .role(.focus).on(.role(.selection)))
        }
        row += 1
      } else {
        row += max(
          1,
          canvas.draw(
            paragraph: text,
            in: Rect(column: 3, row: row, columns: max(0, canvas.columns - 4), rows: canvas.rows - row), style: style))
      }
    }
  }

  /// Everything that is known of the case under the cursor.
  private static func drawCase(_ state: State, on canvas: inout Canvas) {
    let lines = state.lines
    guard lines.indices.contains(state.cases.row) else { return }
    let line = lines[state.cases.row]
    let (glyph, role) = mark(line)
    canvas.draw(
      "\(glyph) \(line.title)", column: 1, row: 0, style: Style.role(role).bold, width: max(0, canvas.columns - 2))
    canvas.draw(
      paragraph: line.detail.isEmpty ? "Nothing more is known." : line.detail,
      in: Rect(column: 3, row: 1, columns: max(0, canvas.columns - 4), rows: max(0, canvas.rows - 1)))
  }
}
