/// Verbs of the program as a whole.
extension Verb {
  static let workbench: [Verb] = [
    Verb(
      name: "open", aliases: ["o"], argument: "FILE",
      help: "open a cohort; of a folder or a table, show what it would become",
      pathEndings: [".sqlite", ".csv", ".tsv", ".json"],
      action: { argument, _ in
        let isSource = ["/", ".csv", ".tsv", ".json"].contains { argument.hasSuffix($0) }
        return .success(.perform(isSource ? .showImport(argument) : .open(path: argument)))
      }),
    Verb(
      name: "import", argument: "[SOURCE]", help: "bring in a manifest, a folder of images or a table; shows it first",
      pathEndings: [".csv", ".tsv", ".txt", ".json"],
      action: { argument, _ in .success(.perform(.showImport(argument.isEmpty ? nil : argument))) }),
    Verb(
      name: "demo", argument: "STUDY", help: "open a sample cohort, generated if needed",
      candidates: { state in
        state.start.entries.compactMap { if case .sample(let name, _) = $0.kind { name } else { nil } }
      },
      action: { argument, _ in .success(.perform(.generateSample(name: argument))) }),
    Verb(
      name: "export", argument: "[FILE]", help: "write what is shown: tables as CSV, plots as SVG and CSV",
      action: { argument, _ in .success(.export(argument.isEmpty ? nil : argument)) }),
    Verb(
      name: "save-display", argument: "[FILE]", help: "write the screen as text",
      action: { argument, _ in .success(.saveDisplay(argument.isEmpty ? "screen.txt" : argument)) }),
    Verb(
      name: "volume", argument: "NUMBER", help: "in the viewer, another volume of an image that holds several, from 0",
      candidates: { state in (0..<(state.viewer.loaded?.volumes?.count ?? 0)).map { "\($0)" } },
      action: { argument, state in
        guard state.screen == .viewer else {
          return .failure(Problem(sentence: "Volumes are those of an image: :view shows one."))
        }
        guard let number = Int(argument) else {
          return .failure(Problem(sentence: "A volume is a number, counted from 0."))
        }
        return .success(.viewer(.showVolume(number)))
      }),
    Verb(
      name: "theme", argument: "NAME", help: "dark, light, high-contrast or mono",
      candidates: { _ in Theme.Name.allCases.map(\.rawValue) },
      action: { argument, _ in
        guard let name = Theme.Name(rawValue: argument) else {
          return .failure(
            Problem(sentence: "Themes are \(Theme.Name.allCases.map(\.rawValue).joined(separator: ", "))."))
        }
        return .success(.setTheme(name))
      }),
    Verb(
      name: "mouse", argument: "[on|off]", help: "mouse reports", candidates: { _ in ["on", "off"] },
      action: { argument, state in
        let isAlready = argument == "on" && state.isMouseOn || argument == "off" && !state.isMouseOn
        return .success(isAlready ? .closeOverlay : .toggleMouse)
      }),
    Verb(name: "undo", argument: "", help: "take back the last change", action: { _, _ in .success(.undo) }),
    Verb(name: "redo", argument: "", help: "do again what was undone", action: { _, _ in .success(.redo) }),
    Verb(
      name: "redraw", argument: "", help: "draw the screen anew", action: { _, _ in .success(.perform(.redraw)) }),
    Verb(
      name: "keys", argument: "", help: "keys that have two meanings, and where your own keys are kept",
      action: { _, state in
        let conflicts = Keymap.conflicts(in: App.screenCommands(state))
        return .success(
          .announce(
            conflicts.isEmpty
              ? Message(
                "No key has two meanings here. Your own keys: ~/.config/radish/keys, lines such as cohort.filter = f")
              : Message(conflicts.joined(separator: " "), .warning)))
      }),
    Verb(
      name: "learn", argument: "", help: "what this step is for, what goes wrong, what to try",
      action: { _, _ in .success(.toggleLesson) }),
    Verb(
      name: "help", argument: "[VERB]", help: "what can be done here; of a verb, what it takes",
      candidates: { CommandLine.names($0) },
      action: { argument, _ in .success(argument.isEmpty ? .showHelp : .showManual(of: argument)) }),
    Verb(
      name: "radish", aliases: ["!"], argument: "COMMAND …",
      help: "any command of the program, in the words of its command line; the rows shown are its table",
      action: { argument, _ in .success(.askProgram(argument)) }),
    .going(to: .answer, "go back to what a command answered last"),
    .going(to: .start, "go to the start screen"),
    Verb(name: "quit", aliases: ["q", "q!"], argument: "", help: "leave Radish", action: { _, _ in .success(.quit) }),
  ]
}
