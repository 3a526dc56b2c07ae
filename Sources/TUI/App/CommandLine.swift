internal import Cohort

/// The `:` commands: the verbs of the command line where they make sense, and the name of every command.
enum CommandLine {
  struct Problem: Error, Equatable { var sentence: String }

  private static let verbs: [(name: String, argument: String, help: String)] = [
    ("open", "FILE", "open a cohort"), ("filter", "CONDITION", "keep rows, such as age>60"),
    ("sort", "COLUMN [desc]", "sort the table"), ("view", "PATIENT", "show a patient's images"),
    ("extract", "", "go to extraction"), ("split", "", "go to the split"), ("model", "", "go to the models"),
    ("results", "", "go to the results"), ("cohort", "", "go to the table"), ("start", "", "go to the start screen"),
    ("export", "", "write the table as CSV"), ("save-display", "FILE", "write the screen as text"),
    ("theme", "NAME", "dark, light, high-contrast or mono"), ("mouse", "on|off", "mouse reports"),
    ("redraw", "", "draw the screen anew"), ("help", "", "what can be done here"), ("quit", "", "leave Radish"),
  ]

  static func actions(_ text: String, _ state: AppState) -> Result<AppAction, Problem> {
    let words = text.split(separator: " ", maxSplits: 1).map(String.init)
    guard let verb = words.first else { return .success(.closeOverlay) }
    let argument = words.count > 1 ? words[1].trimmingSpaces : ""
    func required(_ what: String) -> Problem { Problem(sentence: ":\(verb) needs \(what).") }
    switch verb {
    case "q", "quit", "q!": return .success(.quit)
    case "open", "o", "e":
      return argument.isEmpty ? .failure(required("a file")) : .success(.perform(.open(path: argument)))
    case "filter":
      guard state.table != nil else { return .failure(Problem(sentence: "Open a cohort first.")) }
      return .success(.table(.filter(argument)))
    case "sort":
      guard let table = state.table else { return .failure(Problem(sentence: "Open a cohort first.")) }
      var name = argument
      var isAscending = true
      if let stripped = name.dropping(suffix: " desc") { (name, isAscending) = (stripped, false) }
      guard !name.isEmpty else { return .failure(required("a column")) }
      guard let column = table.table.column(named: name) else {
        let near = Suggestion.nearest(to: name, among: table.table.names)
        return .failure(
          Problem(sentence: "There is no column \(name)." + (near.map { " Did you mean \($0)?" } ?? "")))
      }
      return .success(.table(.sortBy(column.name, isAscending: isAscending)))
    case "view":
      guard !argument.isEmpty else { return .failure(required("a patient")) }
      guard state.cohort != nil else { return .failure(Problem(sentence: "Open a cohort first.")) }
      return .success(.perform(.view(patient: argument)))
    case "extract", "split", "model", "results", "cohort", "start":
      return .success(.go(ScreenID(rawValue: verb) ?? .cohort))
    case "export":
      guard state.table != nil else { return .failure(Problem(sentence: "Open a cohort first.")) }
      return .success(.table(.export))
    case "save-display": return .success(.saveDisplay(argument.isEmpty ? "screen.txt" : argument))
    case "theme":
      guard let name = Theme.Name(rawValue: argument) else {
        return .failure(
          Problem(sentence: "Themes are \(Theme.Name.allCases.map(\.rawValue).joined(separator: ", "))."))
      }
      return .success(.setTheme(name))
    case "mouse":
      if argument == "on" && state.isMouseOn || argument == "off" && !state.isMouseOn { return .success(.closeOverlay) }
      return .success(.toggleMouse)
    case "redraw": return .success(.perform(.redraw))
    case "help": return .success(.showHelp)
    default:
      if let command = App.commands(state).first(where: { $0.id == verb }) {
        if let reason = command.disabledReason { return .failure(Problem(sentence: reason)) }
        return .success(command.action)
      }
      let near = Suggestion.nearest(to: verb, among: verbs.map(\.name))
      return .failure(
        Problem(sentence: "There is no command :\(verb)." + (near.map { " Did you mean :\($0)?" } ?? " ? lists them.")))
    }
  }

  /// Texts that complete what is typed.
  static func completions(_ text: String, _ state: AppState) -> [String] {
    let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let verb = words.first else { return [] }
    if words.count < 2 {
      let names = verbs.map(\.name) + App.commands(state).map(\.id)
      var seen: Set<String> = []
      return names.filter { $0.hasPrefix(verb) && seen.insert($0).inserted }
    }
    let typed = words[1]
    let candidates: [String]
    switch verb {
    case "sort": candidates = state.table?.table.names ?? []
    case "view": candidates = state.table.map { table in table.rows.map { table.label(of: $0) } } ?? []
    case "theme": candidates = Theme.Name.allCases.map(\.rawValue)
    case "mouse": candidates = ["on", "off"]
    case "filter": candidates = state.table?.table.names ?? []
    default: candidates = []
    }
    return candidates.filter { $0.hasPrefix(typed) }.map { "\(verb) \($0)" }
  }

  static func commonPrefix(_ texts: [String]) -> String? {
    guard var prefix = texts.first else { return nil }
    for text in texts.dropFirst() {
      while !text.hasPrefix(prefix) { prefix.removeLast() }
    }
    return prefix
  }

  /// A hint under the prompt: matching verbs, or what the verb takes.
  static func hint(_ text: String, _ state: AppState) -> String {
    let verb = text.split(separator: " ").first.map(String.init) ?? ""
    if let known = verbs.first(where: { $0.name == verb }) {
      return ":\(known.name) \(known.argument)  \(known.help)"
    }
    return completions(text, state).prefix(10).joined(separator: "  ")
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    var text = Substring(self)
    while text.last == " " { text.removeLast() }
    while text.first == " " { text.removeFirst() }
    return String(text)
  }

  fileprivate func dropping(suffix: String) -> String? {
    hasSuffix(suffix) ? String(dropLast(suffix.count)).trimmingSpaces : nil
  }
}
