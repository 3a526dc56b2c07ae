extension App {
  /// Keys while something is laid over the screen.
  static func handleOverlay(_ event: InputEvent, _ state: inout AppState) -> [Effect] {
    if case .mouse(let mouse) = event, mouse.kind == .press, mouse.row == state.size.rows - 1, state.isMouseOn,
      let item = Footer.items(state).first(where: { mouse.column >= $0.column && mouse.column < $0.end }),
      case .event(let key) = item.command.action
    {
      return handleOverlay(key, &state)
    }
    switch state.overlay {
    case nil: return []
    case .help(let top):
      return scroll(event, top: top, of: Help.lines(state, columns: state.size.columns).count, &state) {
        .help(top: $0)
      }
    case .lesson(let top):
      let lines = Lesson.of(state.screen, state.keymap).lines(columns: state.size.columns - 8)
      return scroll(event, top: top, of: lines.count, &state) { .lesson(top: $0) }
    case .manual(let word, let top, let prompt):
      let lines = ManualPage(of: word, state, columns: state.size.columns - 8).lines
      let effects = scroll(event, top: top, of: lines.count, &state) { .manual(of: word, top: $0, typing: prompt) }
      // Back to what was being typed.
      if state.overlay == nil, let prompt { state.overlay = .commandLine(prompt) }
      return effects
    case .palette(let palette): return handlePalette(event, palette, &state)
    case .commandLine(let prompt): return handleCommandLine(event, prompt, &state)
    case .find(let prompt, let origin, _): return handleFind(event, prompt, from: origin, &state)
    case .confirm:
      guard case .key(let key) = event else { return [] }
      switch key {
      case .character("y"), .character("Y"), .enter: return update(&state, .confirmed)
      case .character("n"), .character("N"), .escape, .character("q"), .control("c"):
        state.overlay = nil
        return []
      default: return []
      }
    }
  }

  /// Scrolls a text laid over the screen; any other key closes it.
  private static func scroll(
    _ event: InputEvent, top: Int, of count: Int, _ state: inout AppState, _ overlay: (Int) -> Overlay
  ) -> [Effect] {
    let visible = Help.visibleRows(state.size)
    var cursor = ListCursor(row: top)
    switch event {
    case .mouse(let mouse):
      if mouse.kind == .wheelUp { cursor.row -= 3 }
      if mouse.kind == .wheelDown { cursor.row += 3 }
    case .key(let key):
      if let move = ListCursor.move(for: key) {
        switch move {
        case .by(let step): cursor.row += step
        case .pageUp: cursor.row -= visible
        case .pageDown: cursor.row += visible
        case .first: cursor.row = 0
        case .last: cursor.row = count
        case .to(let row): cursor.row = row
        }
      } else {
        state.overlay = nil
        return []
      }
    case .paste: return []
    }
    state.overlay = overlay(max(0, min(cursor.row, count - visible)))
    return []
  }

  private static func handlePalette(_ event: InputEvent, _ palette: PaletteState, _ state: inout AppState) -> [Effect] {
    var palette = palette
    let matches = Palette.matches(palette.prompt.text, state)
    switch event {
    case .key(.escape), .key(.control("c")):
      state.overlay = nil
      return []
    case .key(.enter):
      state.overlay = nil
      guard matches.indices.contains(palette.row) else { return [] }
      return run(matches[palette.row].command, &state)
    case .key(.up), .key(.control("p")): palette.row = max(0, palette.row - 1)
    case .mouse(let mouse):
      let list = Palette.list(in: state.size)
      switch mouse.kind {
      case .wheelUp: palette.row = max(0, palette.row - 1)
      case .wheelDown: palette.row = max(0, min(matches.count - 1, palette.row + 1))
      case .press where mouse.button == .left:
        state.overlay = nil
        guard list.contains(column: mouse.column, row: mouse.row) else { return [] }
        let top = TablePane.top(0, cursor: palette.row, visibleRows: list.rows, rowCount: matches.count)
        let place = top + mouse.row - list.row
        guard matches.indices.contains(place) else { return [] }
        return run(matches[place].command, &state)
      default: return []
      }
    case .key(.down), .key(.control("n")), .key(.tab): palette.row = max(0, min(matches.count - 1, palette.row + 1))
    default: if palette.prompt.edit(event) { palette.row = 0 }
    }
    state.overlay = .palette(palette)
    return []
  }

  private static func handleCommandLine(_ event: InputEvent, _ prompt: Prompt, _ state: inout AppState) -> [Effect] {
    var prompt = prompt
    switch event {
    case .key(.escape), .key(.control("c")):
      state.overlay = nil
      return []
    case .key(.enter):
      state.overlay = nil
      let text = prompt.text
      if text.allSatisfy(\.isWhitespace) { return [] }
      if state.commandHistory.last != text { state.commandHistory.append(text) }
      switch CommandLine.actions(text, state) {
      case .success(let action): return update(&state, action)
      case .failure(let problem):
        state.message = Message(problem.sentence, .bad)
        return []
      }
    case .key(.function(1)):
      state.overlay = .manual(of: CommandLine.subject(of: prompt.text), top: 0, typing: prompt)
      return []
    case .key(.tab):
      // Typed faster than the manual is read: it is completed as soon as that is done.
      if state.manual == nil, state.running.contains(.manual) { state.pendingCompletion = prompt.text }
      prompt.complete { CommandLine.completions($0, state) }
    case .key(.backTab): prompt.complete({ CommandLine.completions($0, state) }, step: -1)
    case .key(.backspace) where prompt.text.isEmpty:
      state.overlay = nil
      return []
    default: _ = prompt.edit(event)
    }
    state.overlay = .commandLine(prompt)
    return CommandLine.listing(for: prompt.text, state)
  }
}
