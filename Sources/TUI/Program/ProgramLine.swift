/// The words of a command line seen with the manual: which command they name, which of its arguments they give, and what the
/// word at the end is to become.
struct ProgramLine {
  /// The words that name the command, such as `features explain`.
  let path: [String]
  let command: ProgramManual.Command
  /// Names of the options given.
  private(set) var options: Set<String> = []
  /// Where in the words the arguments without a name stand.
  private(set) var positionals: [Int] = []
  /// The option that still waits for a value at the end; the words after one that takes many may be its values.
  private(set) var waiting: ProgramManual.Argument?
  let words: [String]

  /// nil where the first word is no command.
  init?(_ words: [String], _ manual: ProgramManual) {
    guard let first = words.first, var command = manual.command(first) else { return nil }
    var depth = 1
    while words.count > depth, let part = command.parts.first(where: { $0.name == words[depth] }) {
      command = part
      depth += 1
    }
    self.command = command
    self.words = words
    path = Array(words.prefix(depth))
    var onlyPositionals = false
    for place in words.indices.dropFirst(depth) {
      let word = words[place]
      if !onlyPositionals, word == "--" {
        onlyPositionals = true
        waiting = nil
      } else if !onlyPositionals, Self.isOption(word) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        waiting = nil
        guard let argument = command.argument(named: parts[0]) else { continue }
        options.insert(argument.name)
        if argument.kind == .option, parts.count == 1 { waiting = argument }
      } else if let option = waiting {
        if !option.takesMany { waiting = nil }
      } else {
        positionals.append(place)
      }
    }
  }

  /// Whether a word is the name of an option rather than a value; a minus alone is standard input, `-6` a number.
  static func isOption(_ word: String) -> Bool {
    word.hasPrefix("--") ? word.count > 2 : word.hasPrefix("-") && word.dropFirst().first?.isLetter == true
  }

  func has(_ option: String) -> Bool { options.contains(option) }

  /// What must still be given, apart from what the workbench fills in.
  func missing(filling isFilled: (ProgramManual.Argument) -> Bool) -> [ProgramManual.Argument] {
    var place = 0
    return command.arguments.filter { argument in
      if argument.kind == .positional {
        defer { place += 1 }
        return !argument.isOptional && place >= positionals.count && !isFilled(argument)
      }
      return !argument.isOptional && !has(argument.name) && !isFilled(argument)
    }
  }
}
