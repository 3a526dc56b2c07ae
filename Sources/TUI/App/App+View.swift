extension App {
  /// The whole screen.
  public static func view(_ state: AppState) -> Canvas {
    var canvas = Canvas(size: state.size, look: state.look)
    canvas.keymap = state.keymap
    if state.isTooSmall {
      let sentence =
        "Radish needs \(AppState.leastSize.columns)×\(AppState.leastSize.rows); this terminal is "
        + "\(state.size.columns)×\(state.size.rows). Make it larger, or q to quit."
      canvas.draw(paragraph: sentence, in: canvas.bounds)
      return canvas
    }
    let face = face(state)
    drawCrumbs(state, face, on: &canvas)
    if state.cohort != nil { Rail.draw(state, on: &canvas) }
    let body = state.bodyRect
    canvas.within(body) { canvas in face.draw(&canvas) }
    if state.showsLesson {
      Lesson.draw(
        Lesson.of(state.screen, state.keymap),
        in: Rect(column: body.endColumn, row: body.row, columns: Lesson.width, rows: body.rows),
        on: &canvas)
    }
    if let message = state.message {
      let lines = state.messageLines
      for (index, line) in lines.enumerated() {
        canvas.draw(line, column: 1, row: canvas.rows - 1 - lines.count + index, style: .role(message.role))
      }
    }
    Footer.draw(state, on: &canvas)
    drawOverlay(state, on: &canvas)
    return canvas
  }

  private static func drawCrumbs(_ state: AppState, _ face: ScreenFace, on canvas: inout Canvas) {
    var crumbs = ["Radish"] + (state.cohort.map { [$0.name] } ?? []) + face.breadcrumb
    var facts = face.facts
    if state.cohort?.isReadOnly == true { facts += facts.isEmpty ? "read-only" : " · read-only" }
    let room = canvas.columns - 2
    // Where one is comes before facts about it, but for those that say it best; the name of the cohort, which does not change,
    // gives way to both.
    func excess() -> Int {
      crumbs.reduce(-3) { $0 + DisplayWidth.of($1) + 3 } + 2 + DisplayWidth.of(facts) - room
    }
    if excess() > 0, crumbs.count > 2 {
      crumbs[1] = DisplayWidth.clipped(crumbs[1], to: max(8, DisplayWidth.of(crumbs[1]) - excess()))
    }
    if face.factsComeFirst, excess() > 0, state.cohort != nil, crumbs.count > 2 { crumbs.remove(at: 1) }
    let least = face.factsComeFirst ? room - 10 : room * 3 / 10
    let factsWidth = min(DisplayWidth.of(facts), max(least, DisplayWidth.of(facts) - excess()))
    canvas.draw(
      DisplayWidth.clipped(facts, to: factsWidth), endColumn: canvas.columns - 1, row: 0, style: .role(.dim))
    var place = 1
    let end = canvas.columns - factsWidth - 3
    for (index, crumb) in crumbs.enumerated() {
      if index > 0 {
        place = canvas.draw(" › ", column: place, row: 0, style: .role(.faint), width: max(0, end - place))
      }
      let isLast = index == crumbs.count - 1
      place = canvas.draw(
        crumb, column: place, row: 0, style: isLast ? .role(.title) : .role(.dim), width: max(0, end - place))
    }
  }

  private static func drawOverlay(_ state: AppState, on canvas: inout Canvas) {
    switch state.overlay {
    case nil: break
    case .help(let top): Help.draw(state, top: top, on: &canvas)
    case .lesson(let top): Lesson.drawOverlay(Lesson.of(state.screen, state.keymap), top: top, on: &canvas)
    case .manual(let word, let top, _):
      ManualPage(of: word, state, columns: state.size.columns - 8).draw(top: top, on: &canvas)
    case .palette(let palette): drawPalette(state, palette, on: &canvas)
    case .commandLine(let prompt):
      let row = canvas.rows - 1
      // While Tab goes through completions, all of them stay in view.
      let hint = state.keymap.naming(CommandLine.hint(prompt.choice?.typed ?? prompt.text, state))
      let lines = hintLines(hint, columns: canvas.columns - 2)
      canvas.fill(Rect(column: 0, row: row - lines.count, columns: canvas.columns, rows: lines.count + 1))
      for (place, line) in lines.enumerated() {
        canvas.draw(line, column: 1, row: row - lines.count + place, style: .role(.dim))
      }
      let keys = "Tab completes · F1 explains · Esc leaves"
      if DisplayWidth.of(prompt.text) + DisplayWidth.of(keys) + 6 < canvas.columns {
        canvas.draw(keys, endColumn: canvas.columns - 1, row: row, style: .role(.faint))
      }
      prompt.draw(label: ":", row: row, on: &canvas)
    case .find(let prompt, _, let count):
      let row = canvas.rows - 1
      canvas.fill(Rect(column: 0, row: row - 1, columns: canvas.columns, rows: 2))
      let takesPaths = face(state).listing()?.take != nil
      let what =
        prompt.text.isEmpty
        ? "Type what to find" + (takesPaths ? ", or a path from / or ~ on" : "")
        : "\(count) \(count == 1 ? "line has" : "lines have") it"
      canvas.draw(
        what + " · Enter stays there, \(KeyName.findNext) and \(KeyName.findPrevious) go on · Esc goes back", column: 1,
        row: row - 1,
        style: .role(.dim), width: max(0, canvas.columns - 2))
      prompt.draw(label: " find ", row: row, on: &canvas)
    case .confirm(let question, _):
      let width = min(canvas.columns - 4, max(30, DisplayWidth.of(question) + 4))
      let lines = Paragraph.lines(of: question, columns: width - 4)
      let rect = Rect(
        column: (canvas.columns - width) / 2, row: max(0, (canvas.rows - lines.count - 4) / 2), columns: width,
        rows: lines.count + 4)
      canvas.fill(rect)
      canvas.frame(rect, style: .role(.warning))
      canvas.draw(paragraph: question, in: rect.inset(columns: 2, rows: 1))
      canvas.draw(
        [("y", .role(.key)), (" yes   ", .plain), ("n", .role(.key)), (" no", .plain)],
        column: rect.column + 2, row: rect.endRow - 2)
    }
  }

  /// A hint in at most two lines, the second cut off where it must be.
  private static func hintLines(_ hint: String, columns: Int) -> [String] {
    guard DisplayWidth.of(hint) > columns else { return [hint] }
    let first = DisplayWidth.clipped(hint, to: columns, ellipsis: "")
    let end = first.lastIndex(of: " ").map { first[..<$0] } ?? first[...]
    let rest = hint.dropFirst(end.count).drop { $0 == " " }
    return [String(end), DisplayWidth.clipped(String(rest), to: columns)]
  }

  private static func drawPalette(_ state: AppState, _ palette: PaletteState, on canvas: inout Canvas) {
    let matches = Palette.matches(palette.prompt.text, state)
    let rect = Palette.frame(in: canvas.gridSize)
    canvas.fill(rect)
    canvas.frame(rect, title: "find a command", style: .role(.focus))
    let below = matches.count - Palette.list(in: canvas.gridSize).rows
    if below > 0 {
      canvas.draw(
        " \(palette.row + 1) of \(matches.count) ↓ ", endColumn: rect.endColumn - 2, row: rect.endRow - 1,
        style: .role(.dim))
    }
    canvas.within(rect.inset()) { canvas in
      palette.prompt.draw(label: " > ", row: 0, on: &canvas)
      let visible = canvas.rows - 1
      let top = TablePane.top(0, cursor: palette.row, visibleRows: visible, rowCount: matches.count)
      for line in 0..<max(0, visible) where top + line < matches.count {
        let match = matches[top + line]
        let isEnabled = match.command.disabledReason == nil
        // The chosen command says why it cannot be done; the others show their keys.
        let isChosen = top + line == palette.row
        let reason = isChosen ? match.command.disabledReason : nil
        let keys = reason.map { DisplayWidth.clipped($0, to: max(0, canvas.columns / 2)) } ?? match.command.keyLabel
        let titleEnd = canvas.columns - DisplayWidth.of(keys) - 3
        canvas.draw(
          match.command.title, column: 2, row: line + 1, style: isEnabled ? .plain : .role(.faint),
          width: max(0, titleEnd - 2))
        for position in match.positions where position + 2 < titleEnd {
          canvas.restyle(column: position + 2, row: line + 1) { $0 = Style.role(.accent).bold }
        }
        canvas.draw(
          keys, endColumn: canvas.columns - 1, row: line + 1, style: .role(reason == nil ? .key : .warning))
        if isChosen {
          canvas.shade(Rect(column: 0, row: line + 1, columns: canvas.columns, rows: 1), .role(.selection))
        }
      }
      if matches.isEmpty { canvas.draw("Nothing is called that.", column: 2, row: 1, style: .role(.dim)) }
    }
  }
}
