internal import Cohort

/// The `:` commands: the verbs, and the name of every command of the screen.
enum CommandLine {
  typealias Problem = Verb.Problem

  static func actions(_ text: String, _ state: AppState) -> Verb.Answer {
    let words = text.split(separator: " ", maxSplits: 1).map(String.init)
    guard let name = words.first else { return .success(.closeOverlay) }
    let argument = words.count > 1 ? words[1].trimmingSpaces : ""
    if let verb = verb(name) { return verb.answer(argument, state) }
    if let command = App.commands(state).first(where: { $0.id == name }) {
      if let reason = command.disabledReason { return .failure(Problem(sentence: reason)) }
      return .success(command.action)
    }
    let near = Suggestion.nearest(to: name, among: Verb.all.map(\.name))
    return .failure(
      Problem(sentence: "There is no command :\(name)." + (near.map { " Did you mean :\($0)?" } ?? " ? lists them.")))
  }

  static func verb(_ name: String) -> Verb? { Verb.all.first { $0.name == name || $0.aliases.contains(name) } }

  /// Texts that complete what is typed.
  static func completions(_ text: String, _ state: AppState) -> [String] {
    let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let typed = words.first else { return [] }
    if words.count < 2 {
      var seen: Set<String> = []
      let names = Verb.all.map(\.name) + App.commands(state).map(\.id)
      return names.filter { $0.hasPrefix(typed) && seen.insert($0).inserted }
    }
    guard let verb = verb(typed) else { return [] }
    return verb.completions(words[1], state).map { "\(typed) \($0)" }
  }

  /// Reads the folder of a path that is being typed, unless its names are known.
  static func listing(for text: String, _ state: AppState) -> [Effect] {
    let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard words.count > 1, let verb = words.first.flatMap({ verb($0) }), verb.pathEndings != nil else { return [] }
    let folder = PathListing.folder(of: words[1])
    return state.paths?.folder == folder ? [] : [.listPaths(folder: folder)]
  }

  static func commonPrefix(_ texts: [String]) -> String? {
    guard var prefix = texts.first else { return nil }
    for text in texts.dropFirst() {
      while !text.hasPrefix(prefix) { prefix.removeLast() }
    }
    return prefix
  }

  /// A hint above the prompt: matching verbs, or what the verb takes.
  static func hint(_ text: String, _ state: AppState) -> String {
    let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    if let known = words.first.flatMap({ verb($0) }) {
      let usage = ":\(known.name) \(known.argument)  \(known.help)"
      guard words.count > 1 else { return usage }
      // Of paths the last part tells them apart.
      let folder = known.pathEndings == nil ? "" : PathListing.folder(of: words[1])
      let candidates = completions(text, state).prefix(8).map {
        String($0.dropFirst(words[0].count + 1 + folder.count))
      }
      return candidates.isEmpty
        ? usage : ":\(known.name) \(known.argument)  │  " + candidates.joined(separator: "  ")
    }
    return completions(text, state).prefix(12).joined(separator: "  ")
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    var text = Substring(self)
    while text.last == " " { text.removeLast() }
    while text.first == " " { text.removeFirst() }
    return String(text)
  }
}
