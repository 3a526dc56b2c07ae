extension App {
  /// What can be done on the screen shown: its own commands first, then those of every screen.
  public static func commands(_ state: AppState) -> [Command<AppAction>] {
    (screenCommands(state) + globalCommands(state)).map { state.keymap.apply(to: $0) }
  }

  static func screenCommands(_ state: AppState) -> [Command<AppAction>] {
    let context = state.context
    switch state.screen {
    case .start: return StartScreen.commands(state.start, in: context).map { $0.map { .start($0) } }
    case .cohort:
      guard let table = state.table else { return [] }
      return CohortScreen.commands(table, in: context).map { $0.map { .table($0) } }
    case .viewer: return ViewerScreen.commands(state.viewer, in: context).map { $0.map { .viewer($0) } }
    case .extract: return ExtractScreen.commands(state.extract, in: context).map { $0.map { .extract($0) } }
    case .split: return SplitScreen.commands(state.split, in: context).map { $0.map { .split($0) } }
    case .model: return ModelScreen.commands(state.model, in: context).map { $0.map { .model($0) } }
    case .results: return ResultsScreen.commands(state.results, in: context).map { $0.map { .results($0) } }
    }
  }

  static func globalCommands(_ state: AppState) -> [Command<AppAction>] {
    var commands: [Command<AppAction>] = []
    if state.cohort != nil {
      // The viewer needs the digits for its windows.
      let digits = state.screen != .viewer
      for (index, step) in WorkflowStep.allCases.enumerated() {
        commands.append(
          Command(
            "go.\(step.rawValue)", "Go to \(step.title)",
            keys: digits ? [.character(Character(String(index + 1))), .function(index + 2)] : [.function(index + 2)],
            action: .go(step.screen)))
      }
    }
    commands += [
      Command(
        "help", "Help", keys: [.character("?"), .function(1)], help: "Lists what can be done here.", action: .showHelp),
      Command(
        "palette", "Find a command", keys: [.control("p")], help: "Type a few letters of what you want to do.",
        action: .showPalette),
      Command(
        "command-line", "Type a command", keys: [.character(":")], footer: "command",
        help: ":open, :filter, :sort, :view, :theme, :export, :save-display, :quit … Tab completes.",
        action: .showCommandLine("")),
      Command("back", "Go back", keys: [.escape, .backspace], action: .back),
      Command(
        "theme", "Next theme", keys: [.control("t")], help: "Dark, light, high contrast, mono.", action: .nextTheme),
      Command(
        "mouse", "Mouse on or off", keys: [], help: "Off, the terminal selects text itself; with it on, hold Shift.",
        action: .toggleMouse),
      Command("redraw", "Draw the screen anew", keys: [.control("l")], action: .perform(.redraw)),
      Command("save-display", "Save the screen as text", keys: [.control("s")], action: .saveDisplay("screen.txt")),
      Command(
        "suspend", "Suspend Radish", keys: [.control("z")], help: "fg brings it back.", action: .perform(.suspend)),
      Command(
        "quit", state.path.count > 1 ? "Go back; quit from the first screen" : "Quit", keys: [.character("q")],
        action: state.path.count > 1 ? .back : .quit),
      Command("quit.now", "Quit", keys: [.control("c"), .control("q")], action: .quit),
    ]
    return commands
  }

  /// What an event does.
  static func handle(_ event: InputEvent, _ state: inout AppState) -> [Effect] {
    if state.isTooSmall {
      switch event {
      case .key(.character("q")), .key(.control("c")): return [.quit(status: 0)]
      default: return []
      }
    }
    if state.overlay != nil { return handleOverlay(event, &state) }
    if case .key = event { state.message = nil }
    if case .mouse(let mouse) = event { return handleMouse(mouse, &state) }
    if let action = screenAction(event, state) { return update(&state, action) }
    guard case .key(let key) = event else { return [] }
    guard let command = commands(state).first(where: { $0.keys.contains(key) }) else { return [] }
    return run(command, &state)
  }

  static func run(_ command: Command<AppAction>, _ state: inout AppState) -> [Effect] {
    if let reason = command.disabledReason {
      state.message = Message(reason, .warning)
      return []
    }
    return update(&state, command.action)
  }

  /// What an event means to the screen before its commands are asked.
  private static func screenAction(_ event: InputEvent, _ state: AppState) -> AppAction? {
    let context = state.context
    switch state.screen {
    case .start: return StartScreen.action(for: event, state.start, in: context).map { .start($0) }
    case .cohort:
      guard let table = state.table else { return nil }
      return CohortScreen.action(for: event, table, in: context).map { .table($0) }
    case .viewer: return ViewerScreen.action(for: event, state.viewer, in: context).map { .viewer($0) }
    case .extract: return ExtractScreen.action(for: event, state.extract, in: context).map { .extract($0) }
    case .split: return SplitScreen.action(for: event, state.split, in: context).map { .split($0) }
    case .model: return ModelScreen.action(for: event, state.model, in: context).map { .model($0) }
    case .results: return ResultsScreen.action(for: event, state.results, in: context).map { .results($0) }
    }
  }

  /// Everything highlighted can be clicked: the rail, the footer, and what a screen shows.
  private static func handleMouse(_ mouse: MouseEvent, _ state: inout AppState) -> [Effect] {
    guard state.isMouseOn else { return [] }
    let body = state.bodyRect
    if mouse.kind == .press {
      if mouse.row == state.size.rows - 1 {
        guard let item = Footer.items(state).first(where: { mouse.column >= $0.column && mouse.column < $0.end })
        else { return [] }
        return run(item.command, &state)
      }
      if mouse.row == 1, state.cohort != nil {
        guard let step = Rail.steps(state).first(where: { mouse.column >= $0.column && mouse.column < $0.end })
        else { return [] }
        return update(&state, .go(step.step.screen))
      }
    }
    guard body.contains(column: mouse.column, row: mouse.row) else { return [] }
    var local = mouse
    local.column -= body.column
    local.row -= body.row
    guard let action = screenAction(.mouse(local), state) else { return [] }
    return update(&state, action)
  }
}
