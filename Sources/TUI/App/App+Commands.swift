internal import Cohort

extension App {
  /// What can be done on the screen shown: its own commands first, then those of every screen.
  public static func commands(_ state: AppState) -> [Command<AppAction>] {
    state.keymap.apply(to: screenCommands(state) + globalCommands(state))
  }

  /// Those of the screen; while something is typed there, those of the prompt.
  static func screenCommands(_ state: AppState) -> [Command<AppAction>] {
    let face = face(state)
    return face.typing?.commands ?? (state.found == nil ? [] : [endOfSearch]) + face.commands()
  }

  /// Leaving out the patient whose images are shown, with a reason; or taking them back in.
  private static func exclusion(of state: AppState) -> Command<AppAction>? {
    guard let cohort = state.cohort, let patient = state.viewer.image?.patient else { return nil }
    var isExcluded = false
    if let reasons = cohort.table.column(named: DataTable.exclusionColumn)?.values,
      let row = cohort.table.columns.first?.values.texts.firstIndex(where: { $0 == patient })
    {
      isExcluded = !reasons.isMissing(row)
    }
    return Command(
      "viewer.exclude", isExcluded ? "Take this patient back in" : "Leave this patient out of every analysis",
      keys: [.character("X")],
      help: isExcluded
        ? "\(KeyName.undo) takes it back."
        : "Type the reason: it is kept in the cohort and reported; \(KeyName.undo) takes it back.",
      disabledReason: CohortScreen.writeReason(state.context),
      action: isExcluded
        ? .both(.table(.level(.patient)), .table(.include(labels: [patient])))
        : .showCommandLine("exclude \(patient) "))
  }

  static func globalCommands(_ state: AppState) -> [Command<AppAction>] {
    let face = face(state)
    if face.typing != nil { return [Typing.help] }
    var commands: [Command<AppAction>] = []
    let undoable = state.history.undoable(on: state.screen)
    let redoable = state.history.redoable(on: state.screen)
    let isWriting = state.running.contains(.edit) ? "The last change is still being written." : nil
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
    if state.screen == .viewer, let exclusion = exclusion(of: state) { commands.append(exclusion) }
    commands += [
      Command(
        "help", "Help", keys: [.character("?"), .function(1)], help: "Lists what can be done here.", action: .showHelp),
      Command(
        "learn", state.showsLesson ? "Put the lesson away" : "What this step is for, what goes wrong, what to try",
        keys: [.control("g"), .function(12)], footer: "learn", action: .toggleLesson),
      Command(
        "palette", "Find a command", keys: [.control("p")], help: "Type a few letters of what you want to do.",
        action: .showPalette),
      Command(
        "command-line", "Type a command", keys: [.character(":")], footer: "command",
        help: ":open, :filter, :sort, :view, :theme … and all of the command line, :km --time …; Tab completes.",
        action: .showCommandLine("")),
    ]
    commands += findCommands(state, face.listing())
    commands += [
      Command("back", "Go back", keys: [.escape, .backspace], action: .back),
      Command(
        "undo", "Undo", keys: [.character("u")],
        help: undoable.map { "Takes back: \($0.title)." } ?? "Takes back the last change made here or to the cohort.",
        disabledReason: isWriting ?? (undoable == nil ? "There is nothing to undo." : nil), action: .undo),
      Command(
        "redo", "Redo", keys: [.control("r"), .character("U")],
        help: redoable.map { "Does again: \($0.title)." } ?? "Does again what was undone.",
        disabledReason: isWriting ?? (redoable == nil ? "There is nothing to redo." : nil), action: .redo),
      Command(
        "export", "Export what is shown", keys: [.character("e")],
        help: "Tables as CSV, plots as SVG with their numbers as CSV, into the current folder.", action: .export(nil)),
      Command(
        "history.back", "Back to the screen seen before", keys: [.altLeft, .control("o")],
        disabledReason: state.visited.isEmpty ? "This is the first screen you have seen." : nil,
        action: .travel(.back)),
      Command(
        "history.forward", "Forward again", keys: [.altRight],
        disabledReason: state.ahead.isEmpty ? "There is no screen to go forward to." : nil,
        action: .travel(.forward)),
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
    let face = face(state)
    if face.typing != nil, event == .key(.function(1)) { return update(&state, .showHelp) }
    if let action = face.action(event) { return update(&state, action) }
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
    guard let action = face(state).action(.mouse(local)) else { return [] }
    return update(&state, action)
  }
}
