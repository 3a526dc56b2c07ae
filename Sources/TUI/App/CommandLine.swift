internal import Cohort

/// The `:` commands: the verbs, the commands of the program in the words of its command line, and the name of every command of
/// the screen.
enum CommandLine {
  typealias Problem = Verb.Problem

  static func actions(_ text: String, _ state: AppState) -> Verb.Answer {
    let (name, rest) = split(text)
    guard !name.isEmpty else { return .success(.closeOverlay) }
    let argument = (rest ?? "").trimmingSpaces
    if isOfProgram(name, argument, state) { return .success(.askProgram(name + " " + argument)) }
    if let verb = verb(name) { return verb.answer(argument, state) }
    if let command = App.commands(state).first(where: { $0.id == name }) {
      if let reason = command.disabledReason { return .failure(Problem(sentence: reason)) }
      return .success(command.action)
    }
    // Whether the program has such a command is not known yet: what is typed fast is asked then.
    if state.manual == nil, state.running.contains(.manual) { return .success(.askProgram(text.trimmingSpaces)) }
    let near = Suggestion.nearest(to: name, among: names(state))
    return .failure(
      Problem(
        sentence: "There is no command :\(name)."
          + (near.map { " Did you mean :\($0)?" } ?? " \(KeyName.help) lists them.")))
  }

  /// Whether what is typed is a command of the program rather than a verb: there is no such verb, the verb takes nothing, or an
  /// option of the program's command is named, as in `km --time months --event died`.
  private static func isOfProgram(_ name: String, _ argument: String, _ state: AppState) -> Bool {
    guard let verb = verb(name) else { return state.manual?.command(name) != nil }
    guard name == verb.name, let manual = state.manual, let command = manual.command(name) else {
      return argument.hasPrefix("--") && state.manual == nil && state.running.contains(.manual) && !isAny(name)
    }
    if verb.argument.isEmpty { return !argument.isEmpty }
    let words = ShellWords(argument).words
    if words == ["--help"] { return true }
    return ProgramLine([name] + words, manual).map { line in
      line.options.contains { command.argument(named: $0) != nil || line.path.count > 1 }
    } ?? false
  }

  /// The verb that any command of the program may follow.
  private static func isAny(_ name: String) -> Bool { name == "radish" || name == "!" }

  /// What is typed in the words of the program; nil while it is no command of it.
  private static func programText(_ text: String, _ state: AppState) -> (prefix: String, text: String)? {
    guard state.manual != nil else { return nil }
    let (name, rest) = split(text)
    guard let rest else { return nil }
    if isAny(name) { return (name + " ", rest) }
    guard state.manual?.command(name) != nil else { return nil }
    let isOwn = verb(name).map { $0.argument.isEmpty || ShellWords(rest).last.hasPrefix("-") } ?? true
    return isOwn || isOfProgram(name, rest, state) ? ("", text) : nil
  }

  private static func split(_ text: String) -> (name: String, rest: String?) {
    let text = text.drop { $0 == " " }
    // `:!aft` as well as `:! aft`.
    if text.first == "!", text != "!", text != "q!" { return ("!", String(text.dropFirst()).trimmingSpacesBefore) }
    let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    return (words.first ?? "", words.count > 1 ? words[1].trimmingSpacesBefore : nil)
  }

  static func verb(_ name: String) -> Verb? { Verb.all.first { $0.name == name || $0.aliases.contains(name) } }

  /// All words that may begin a command, verbs first.
  static func names(_ state: AppState) -> [String] {
    var seen: Set<String> = []
    let commands = state.manual?.commands.filter { $0.refusal == nil }.map(\.name) ?? []
    return (Verb.all.map(\.name) + commands).filter { seen.insert($0).inserted }
  }

  /// Texts that complete what is typed.
  static func completions(_ text: String, _ state: AppState) -> [String] {
    let (typed, rest) = split(text)
    guard let rest else {
      var seen: Set<String> = []
      return (names(state) + App.commands(state).map(\.id)).filter { $0.hasPrefix(typed) && seen.insert($0).inserted }
    }
    if let (prefix, asked) = programText(text, state), let manual = state.manual {
      if let completion = ProgramCompletion(asked, manual, state) { return completion.lines.map { prefix + $0 } }
      if isAny(typed), !rest.contains(" ") {
        return manual.commands.filter { $0.refusal == nil && $0.name.hasPrefix(rest) }.map { prefix + $0.name + " " }
      }
      return []
    }
    guard let verb = verb(typed) else { return [] }
    return verb.completions(rest, state).map { "\(typed) \($0)" }
  }

  /// Reads the folder of a path that is being typed, unless its names are known.
  static func listing(for text: String, _ state: AppState) -> [Effect] {
    let (name, rest) = split(text)
    guard let rest else { return [] }
    let folder: String
    if let (_, asked) = programText(text, state), let manual = state.manual {
      guard let named = ProgramCompletion.folder(asked, manual) else { return [] }
      folder = named
    } else {
      guard verb(name)?.pathEndings != nil else { return [] }
      folder = PathListing.folder(of: rest)
    }
    return state.paths?.folder == folder ? [] : [.listPaths(folder: folder)]
  }

  static func commonPrefix(_ texts: [String]) -> String? {
    guard var prefix = texts.first else { return nil }
    for text in texts.dropFirst() {
      while !text.hasPrefix(prefix) { prefix.removeLast() }
    }
    return prefix
  }

  /// What F1 explains: the words that name the command being typed.
  static func subject(of text: String) -> String {
    let (name, rest) = split(text)
    let words = ShellWords((isAny(name) && !(rest ?? "").isEmpty ? "" : name + " ") + (rest ?? "")).words
    return words.prefix { !$0.hasPrefix("-") }.prefix(2).joined(separator: " ")
  }

  /// A hint above the prompt: matching verbs, or what the verb takes and what may come next.
  static func hint(_ text: String, _ state: AppState) -> String {
    let (name, rest) = split(text)
    if name.isEmpty { return "What to do? Some letters, then Tab · F1 lists everything that can be typed" }
    if let (prefix, asked) = programText(text, state), let manual = state.manual {
      guard let completion = ProgramCompletion(asked, manual, state) else {
        return completions(text, state).map { $0.dropFirst(prefix.count) }.joined(separator: " ")
      }
      let choices = completion.choices.prefix(12).joined(separator: "  ")
      return choices.isEmpty ? completion.usage : completion.usage + "  │  " + choices
    }
    if let known = verb(name) {
      let long = state.manual?.command(name) != nil && !isAny(name) && !known.argument.isEmpty ? " or --…" : ""
      let usage = ":\(known.name) \(known.argument)\(long)  \(known.help)"
      guard let rest else { return usage }
      // Of paths the last part tells them apart.
      let folder = known.pathEndings == nil ? "" : PathListing.folder(of: rest)
      let candidates = completions(text, state).prefix(8).map {
        String($0.dropFirst(name.count + 1 + folder.count))
      }
      return candidates.isEmpty
        ? usage : ":\(known.name) \(known.argument)\(long)  │  " + candidates.joined(separator: "  ")
    }
    if rest == nil, let command = state.manual?.command(name), completions(text, state) == [name] {
      return ":\(name)  \(command.abstract)"
    }
    return completions(text, state).prefix(12).joined(separator: "  ")
  }
}

extension String {
  fileprivate var trimmingSpacesBefore: String { String(drop { $0 == " " }) }

  fileprivate var trimmingSpaces: String {
    var text = Substring(self)
    while text.last == " " { text.removeLast() }
    while text.first == " " { text.removeFirst() }
    return String(text)
  }
}
