/// The last row: the most useful keys of the moment. `?` comes last and is never cut off.
enum Footer {
  struct Item {
    var command: Command<AppAction>
    var text: String
    var column: Int
    var end: Int
  }

  /// What fits in the row, with its place.
  static func items(_ state: AppState) -> [Item] {
    let commands = App.commands(state)
    guard let help = commands.first(where: { $0.id == "help" }) else { return [] }
    let columns = state.size.columns
    let helpText = columns >= 24 ? "help" : ""
    let helpWidth = 1 + (helpText.isEmpty ? 0 : 1 + helpText.count)
    let helpColumn = max(0, columns - helpWidth - (columns > helpWidth ? 1 : 0))
    var items: [Item] = []
    var place = 1
    for command in commands {
      guard let text = command.footer, !command.keys.isEmpty else { continue }
      let width = DisplayWidth.of(label(command)) + 1 + DisplayWidth.of(text)
      guard place + width + 2 <= helpColumn else { continue }
      items.append(Item(command: command, text: text, column: place, end: place + width))
      place += width + 3
    }
    items.append(Item(command: help, text: helpText, column: helpColumn, end: helpColumn + helpWidth))
    return items
  }

  /// The key as the footer shows it: the built-in group of keys, or the person's own key.
  static func label(_ command: Command<AppAction>) -> String {
    command.id == "help" ? "?" : command.footerKeys ?? command.keys.first?.label ?? ""
  }

  static func draw(_ state: AppState, on canvas: inout Canvas) {
    let row = canvas.rows - 1
    let items = items(state)
    for (index, item) in items.enumerated() {
      let label = label(item.command)
      let isEnabled = item.command.disabledReason == nil
      let place = canvas.draw(
        label, column: item.column, row: row, style: isEnabled ? .role(.key) : .role(.faint))
      canvas.draw(item.text, column: place + 1, row: row, style: isEnabled ? .plain : .role(.faint))
      if index + 2 < items.count {
        canvas.draw("·", column: item.end + 1, row: row, style: .role(.faint))
      }
    }
  }
}

/// The second row: the steps of the study and how far each is.
enum Rail {
  static func steps(_ state: AppState) -> [(step: WorkflowStep, status: StepStatus, column: Int, end: Int)] {
    var place = 1
    return WorkflowStep.allCases.map { step in
      var status = state.cohort?.status(of: step) ?? .toDo
      if step == .extract, state.running.contains(.extraction) { status = .running }
      if step == .model, state.running.contains(.model) { status = .running }
      let start = place
      let end = place + 2 + step.title.count
      place = end + 2
      return (step, status, start, end)
    }
  }

  static func draw(_ state: AppState, on canvas: inout Canvas) {
    for (index, item) in steps(state).enumerated() {
      let isHere =
        item.step.screen == state.screen || (item.step == .cohort && state.screen == .viewer)
        || (item.step == .extract && state.screen == .features)
      let digit = state.screen == .viewer ? " " : String(index + 1)
      canvas.draw(digit, column: item.column, row: 1, style: .role(.faint))
      canvas.draw(item.status.glyph, column: item.column + 1, row: 1, style: .role(item.status.role))
      canvas.draw(
        item.step.title, column: item.column + 2, row: 1,
        style: isHere ? Style(foreground: .role(.focus), attributes: [.bold, .underline]) : .plain)
    }
    if let note = state.cohort?.note {
      let end = steps(state).last?.end ?? 0
      let room = canvas.columns - end - 3
      canvas.draw(
        DisplayWidth.clipped(note, to: max(0, room)), endColumn: canvas.columns - 1, row: 1, style: .role(.dim))
    }
  }
}

/// The help page: what the screen is for, and every live key.
enum Help {
  enum Line: Equatable {
    case heading(String)
    case text(String)
    case command(keys: String, title: String, help: String, reason: String?)
    /// What did not fit behind a command.
    case more(String, isReason: Bool)
  }

  private static let keyWidth = 22

  static func visibleRows(_ size: Size) -> Int { max(0, size.rows - 4) }

  static func lines(_ state: AppState, columns: Int) -> [Line] {
    var lines: [Line] = Paragraph.lines(of: App.face(state).explanation, columns: max(1, columns - 8)).map { .text($0) }
    lines.append(.text(""))
    func add(_ title: String, _ commands: [Command<AppAction>]) {
      let shown = commands.map { state.keymap.apply(to: $0) }
      guard !shown.isEmpty else { return }
      lines.append(.heading(title))
      for command in shown {
        let keys = command.keyLabel.isEmpty ? ":\(command.id)" : command.keyLabel
        let words = command.disabledReason ?? command.help
        let room = columns - 7 - keyWidth
        if words.isEmpty || DisplayWidth.of(command.title) + 2 + DisplayWidth.of(words) <= room {
          lines.append(
            .command(keys: keys, title: command.title, help: command.help, reason: command.disabledReason))
          continue
        }
        lines.append(
          .command(keys: keys, title: command.title, help: "", reason: command.disabledReason.map { _ in "" }))
        lines += Paragraph.lines(of: words, columns: max(1, room - 2)).map {
          .more($0, isReason: command.disabledReason != nil)
        }
      }
      lines.append(.text(""))
    }
    add("On this screen", App.screenCommands(state))
    add("Everywhere", App.globalCommands(state))
    lines.append(.heading("Good to know"))
    lines.append(.text("Every command can also be typed after : by its name; Ctrl-P finds it by a few letters."))
    lines.append(.text("Over a slow line, ssh -C compresses pictures eightfold; tmux keeps jobs when the line drops."))
    lines.append(.text("Research use only, not for diagnosis."))
    return lines
  }

  static func draw(_ state: AppState, top: Int, on canvas: inout Canvas) {
    let rect = canvas.bounds.inset(columns: 2, rows: 1)
    // Nothing of the screen peeps out beside it.
    canvas.fill(Rect(column: 0, row: rect.row, columns: canvas.columns, rows: rect.rows))
    canvas.frame(rect, title: "help", style: .role(.focus))
    let lines = lines(state, columns: state.size.columns)
    canvas.within(rect.inset()) { canvas in
      let visible = canvas.rows
      let top = max(0, min(top, lines.count - visible))
      for row in 0..<max(0, min(visible, lines.count - top)) {
        switch lines[top + row] {
        case .heading(let text): canvas.draw(text, column: 1, row: row, style: .role(.header))
        case .text(let text): canvas.draw(text, column: 1, row: row, style: .role(.dim))
        case .more(let text, let isReason):
          canvas.draw(text, column: keyWidth + 2, row: row, style: .role(isReason ? .warning : .dim))
        case .command(let keys, let title, let help, let reason):
          canvas.draw(keys, column: 2, row: row, style: .role(reason == nil ? .key : .faint), width: keyWidth - 3)
          let end = canvas.draw(title, column: keyWidth, row: row, style: reason == nil ? .plain : .role(.faint))
          if let reason {
            canvas.draw("  \(reason)", column: end, row: row, style: .role(.warning))
          } else if !help.isEmpty {
            canvas.draw("  \(help)", column: end, row: row, style: .role(.dim))
          }
        }
      }
    }
    let more = lines.count > visibleRows(state.size) ? "↑↓ more · " : ""
    canvas.draw(
      " \(more)any other key closes ", endColumn: rect.endColumn - 1, row: rect.endRow - 1, style: .role(.dim))
  }
}
