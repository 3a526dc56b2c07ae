/// The last row: the most useful keys of the moment, then the way on or back, then help. The last two are never cut off.
enum Footer {
  struct Item {
    var command: Command<AppAction>
    var text: String
    var column: Int
    var end: Int
  }

  /// What the row speaks of: the keys of what is laid over the screen, else those of the screen.
  static func commands(_ state: AppState) -> [Command<AppAction>] {
    switch state.overlay {
    case nil: App.commands(state)
    case .help, .lesson, .manual:
      [
        overlay("Scroll", .down, "scroll", keys: "↑↓"), overlay("Go down a page", .pageDown, "page"),
        overlay("Close", .escape, "close"),
      ]
    case .palette:
      [
        overlay("Do it", .enter, "do it"), overlay("Choose", .down, "choose", keys: "↑↓"),
        overlay("Close", .escape, "close"),
      ]
    case .confirm: [overlay("Yes", .character("y"), "yes"), overlay("No", .character("n"), "no")]
    case .commandLine, .find: []
    }
  }

  private static func overlay(
    _ title: String, _ key: Key, _ footer: String, keys: String? = nil
  ) -> Command<AppAction> {
    Command("overlay", title, keys: [key], footer: footer, footerKeys: keys, action: .event(.key(key)))
  }

  /// What fits in the row, with its place.
  static func items(_ state: AppState) -> [Item] {
    let commands = commands(state)
    var last: [Item] = []
    var end = state.size.columns
    for (command, text) in [help(state, commands), way(state, commands)].compactMap({ $0 }) {
      let width = DisplayWidth.of(label(command)) + (text.isEmpty ? 0 : 1 + DisplayWidth.of(text))
      let column = max(0, end - width - (end > width ? 1 : 0))
      guard last.isEmpty || column > state.size.columns / 2 else { continue }
      last.insert(Item(command: command, text: text, column: column, end: column + width), at: 0)
      end = column - 2
    }
    var items: [Item] = []
    var place = 1
    for command in commands {
      guard let text = command.footer, !command.keys.isEmpty else { continue }
      guard !last.contains(where: { $0.command.id == command.id && command.id != "overlay" }) else { continue }
      let width = DisplayWidth.of(label(command)) + 1 + DisplayWidth.of(text)
      guard place + width + 2 <= (last.first?.column ?? state.size.columns) else { continue }
      items.append(Item(command: command, text: text, column: place, end: place + width))
      place += width + 3
    }
    return items + last
  }

  private static func help(_ state: AppState, _ commands: [Command<AppAction>]) -> (Command<AppAction>, String)? {
    commands.first { $0.id == "help" }.map { ($0, state.size.columns >= 24 ? "help" : "") }
  }

  /// The way out of where one is, or, on a step of the study that is done, the next step: what someone who sees the program
  /// for the first time asks for.
  private static func way(_ state: AppState, _ commands: [Command<AppAction>]) -> (Command<AppAction>, String)? {
    guard state.overlay == nil else { return nil }
    if let escape = commands.first(where: { $0.keys.contains(.escape) }), !escape.id.hasPrefix("prompt.") {
      let step = WorkflowStep.of(state.screen)
      let text = escape.footer ?? (escape.id == "back" && step == nil && state.path.count > 1 ? "back" : nil)
      if let text { return (escape.labelled("Esc"), text) }
    }
    guard let step = WorkflowStep.of(state.screen), let next = state.cohort?.step(after: step),
      let command = commands.first(where: { $0.id == "go.\(next.rawValue)" })
    else { return nil }
    return (command, next.rawValue)
  }

  /// The key as the footer shows it: the built-in group of keys, or the person's own key.
  static func label(_ command: Command<AppAction>) -> String { command.footerKeys ?? command.keys.first?.label ?? "" }

  static func draw(_ state: AppState, on canvas: inout Canvas) {
    let row = canvas.rows - 1
    let items = items(state)
    for (index, item) in items.enumerated() {
      let label = label(item.command)
      let isEnabled = item.command.disabledReason == nil
      let place = canvas.draw(
        label, column: item.column, row: row, style: isEnabled ? .role(.key) : .role(.faint))
      canvas.draw(item.text, column: place + 1, row: row, style: isEnabled ? .plain : .role(.faint))
      if items.indices.contains(index + 1), items[index + 1].column == item.end + 3 {
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

  /// The key that goes to a step, where it fits into one column.
  private static func key(of step: WorkflowStep, _ keymap: Keymap) -> String {
    guard let name = KeyName(rawValue: "go.\(step.rawValue)") else { return " " }
    let label = keymap.naming("\(name)")
    return DisplayWidth.of(label) == 1 ? label : " "
  }

  static func draw(_ state: AppState, on canvas: inout Canvas) {
    for item in steps(state) {
      let isHere =
        item.step.screen == state.screen || (item.step == .cohort && state.screen == .viewer)
        || (item.step == .extract && state.screen == .features)
      canvas.draw(
        state.screen == .viewer ? " " : key(of: item.step, state.keymap), column: item.column, row: 1,
        style: .role(.faint))
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
    /// What did not fit into the first row of a title.
    case title(String, isDisabled: Bool)
    /// What did not fit behind a command.
    case more(String, isReason: Bool)
  }

  private static let keyWidth = 22

  static func visibleRows(_ size: Size) -> Int { max(0, size.rows - 4) }

  static func lines(_ state: AppState, columns: Int) -> [Line] {
    var lines: [Line] = Paragraph.lines(
      of: state.keymap.naming(App.face(state).explanation), columns: max(1, columns - 8)
    ).map { .text($0) }
    lines.append(.text(""))
    let all = App.screenCommands(state) + App.globalCommands(state)
    func add(_ title: String, _ commands: [Command<AppAction>]) {
      let shown = state.keymap.apply(to: commands, beside: all)
      guard !shown.isEmpty else { return }
      lines.append(.heading(title))
      for command in shown {
        let keys = command.keyLabel.isEmpty ? ":\(command.id)" : command.keyLabel
        let words = command.disabledReason ?? command.help
        let room = columns - 7 - keyWidth
        let isLong = DisplayWidth.of(keys) > keyWidth - 3
        if !isLong, DisplayWidth.of(command.title) + (words.isEmpty ? 0 : 2 + DisplayWidth.of(words)) <= room {
          lines.append(
            .command(keys: keys, title: command.title, help: command.help, reason: command.disabledReason))
          continue
        }
        // A name that has no room beside its title stands above it.
        let title = Paragraph.lines(of: command.title, columns: max(1, room))
        let reason = command.disabledReason.map { _ in "" }
        lines.append(.command(keys: keys, title: isLong ? "" : title.first ?? "", help: "", reason: reason))
        lines += title.dropFirst(isLong ? 0 : 1).map { .title($0, isDisabled: reason != nil) }
        guard !words.isEmpty else { continue }
        lines += Paragraph.lines(of: words, columns: max(1, room - 2)).map {
          .more($0, isReason: command.disabledReason != nil)
        }
      }
      lines.append(.text(""))
    }
    add("On this screen", App.screenCommands(state))
    add("Everywhere", App.globalCommands(state))
    lines.append(.heading("Good to know"))
    let remarks = [
      "Every command can also be typed after \(KeyName.commandLine) by its name; \(KeyName.palette) finds it by a few letters.",
      "So can the command line's own, of the rows shown: :aft --time …, :doctor; F1 there explains.",
      "Over a slow line, ssh -C compresses pictures eightfold; tmux keeps jobs when the line drops.",
    ]
    for remark in remarks {
      lines += Paragraph.lines(of: state.keymap.naming(remark), columns: max(1, columns - 8)).map { .text($0) }
    }
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
        case .title(let text, let isDisabled):
          canvas.draw(text, column: keyWidth, row: row, style: isDisabled ? .role(.faint) : .plain)
        case .more(let text, let isReason):
          canvas.draw(text, column: keyWidth + 2, row: row, style: .role(isReason ? .warning : .dim))
        case .command(let keys, let title, let help, let reason):
          canvas.draw(
            keys, column: 2, row: row, style: .role(reason == nil ? .key : .faint),
            width: title.isEmpty ? nil : keyWidth - 3)
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
