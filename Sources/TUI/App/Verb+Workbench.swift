/// Verbs of the program as a whole.
extension Verb {
  static let workbench: [Verb] = [
    Verb(name: "open", aliases: ["o"], argument: "FILE", help: "open a cohort") { argument, _ in
      .success(.perform(.open(path: argument)))
    },
    Verb(name: "export", argument: "[FILE]", help: "write what is shown: tables as CSV, plots as SVG and CSV") {
      argument, _ in .success(.export(argument.isEmpty ? nil : argument))
    },
    Verb(name: "save-display", argument: "[FILE]", help: "write the screen as text") { argument, _ in
      .success(.saveDisplay(argument.isEmpty ? "screen.txt" : argument))
    },
    Verb(
      name: "theme", argument: "NAME", help: "dark, light, high-contrast or mono",
      candidates: { _ in Theme.Name.allCases.map(\.rawValue) }
    ) { argument, _ in
      guard let name = Theme.Name(rawValue: argument) else {
        return .failure(
          Problem(sentence: "Themes are \(Theme.Name.allCases.map(\.rawValue).joined(separator: ", "))."))
      }
      return .success(.setTheme(name))
    },
    Verb(name: "mouse", argument: "[on|off]", help: "mouse reports", candidates: { _ in ["on", "off"] }) {
      argument, state in
      let isAlready = argument == "on" && state.isMouseOn || argument == "off" && !state.isMouseOn
      return .success(isAlready ? .closeOverlay : .toggleMouse)
    },
    Verb(name: "undo", argument: "", help: "take back the last change") { _, _ in .success(.undo) },
    Verb(name: "redo", argument: "", help: "do again what was undone") { _, _ in .success(.redo) },
    Verb(name: "redraw", argument: "", help: "draw the screen anew") { _, _ in .success(.perform(.redraw)) },
    Verb(name: "help", argument: "", help: "what can be done here") { _, _ in .success(.showHelp) },
    .going(to: .start, "go to the start screen"),
    Verb(name: "quit", aliases: ["q", "q!"], argument: "", help: "leave Radish") { _, _ in .success(.quit) },
  ]
}
