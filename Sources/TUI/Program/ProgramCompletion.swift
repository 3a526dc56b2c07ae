internal import Cohort

/// What can come next in a command line that is being typed, and what there is to say about it.
struct ProgramCompletion {
  /// What the word at the end may become, the most fitting first.
  private(set) var candidates: [String] = []
  /// What stays as it is before the word at the end.
  private var head: String
  /// What of the word at the end stays too: the values before a comma, `--option=`.
  private var kept = ""
  /// Set where a path is typed: it is not done at its end.
  private var isPath = false
  /// What to type next, in a line.
  private(set) var usage = ""
  /// The candidates that the usage does not name.
  var choices: [String] { isPart || candidates.first?.hasPrefix("-") == true ? [] : candidates }
  private var isPart = false

  /// nil where the first word is typed yet, or is no command.
  init?(_ typed: String, _ manual: ProgramManual, _ state: AppState) {
    let split = ShellWords(typed)
    let isFresh = split.last.isEmpty
    let before = isFresh ? split.words : split.words.dropLast()
    guard let line = ProgramLine(Array(before), manual) else { return nil }
    head = split.head
    var typed = split.last
    let missing = line.missing { ProgramCall.isFilled($0, of: line.command, state) }
    if line.path.count == before.count, !line.command.parts.isEmpty {
      candidates = line.command.parts.map(\.name).filter { $0.hasPrefix(typed) }
      usage = line.command.parts.map { "\($0.name): \($0.abstract)" }.joined(separator: "  ")
      isPart = true
      return
    }
    if ProgramLine.isOption(typed), let equals = typed.firstIndex(of: "="),
      let argument = line.command.argument(named: typed[..<equals])
    {
      kept = String(typed[...equals])
      typed = String(typed[typed.index(after: equals)...])
      offer(argument, typed, line, state)
    } else if let argument = line.waiting, !(argument.takesMany && typed.hasPrefix("-")) {
      offer(argument, typed, line, state)
      if argument.takesMany, isFresh { usage += " · more values, or " + Self.next(line, missing) }
    } else if typed.hasPrefix("-") {
      let open = Self.open(line, missing)
      candidates = open.map(\.name).filter { $0.hasPrefix(typed) }
      let fitting = open.filter { $0.name.hasPrefix(typed) }
      usage =
        fitting.count == 1
        ? Self.sentence(fitting[0]) : fitting.isEmpty ? "no such option" : fitting.map(\.usage).joined(separator: "  ")
    } else if typed.isEmpty {
      candidates = Self.open(line, missing).map(\.name)
      usage = Self.next(line, missing)
      if let positional = missing.first, positional.kind == .positional {
        offer(positional, typed, line, state)
        usage = Self.next(line, missing)
      }
    } else if let argument = Self.positional(line) {
      offer(argument, typed, line, state)
    } else {
      usage = Self.next(line, missing)
    }
  }

  /// Whole lines that complete what is typed. One that is done ends in a blank, so that the next word can begin.
  var lines: [String] {
    candidates.map { candidate in
      let word = kept + candidate
      let isDone = !isPath || !candidate.hasSuffix("/")
      // A name with a blank in it keeps its quotes open to nothing: it is written whole.
      return head
        + (isDone ? ShellWords.quoted(word) + (kept.hasSuffix(",") || isList ? "" : " ") : ShellWords.quoted(word))
    }
  }

  /// Whether further values may follow after a comma.
  private var isList = false

  /// The argument that a word without a name gives.
  private static func positional(_ line: ProgramLine) -> ProgramManual.Argument? {
    let positionals = line.command.positionals
    return positionals.indices.contains(line.positionals.count) ? positionals[line.positionals.count] : nil
  }

  /// Options not given yet, those that are needed first, those about the terminal and the answer's form last.
  private static func open(_ line: ProgramLine, _ missing: [ProgramManual.Argument]) -> [ProgramManual.Argument] {
    let needed = missing.filter { $0.kind != .positional }
    let others = line.command.options.filter { option in
      !needed.contains(option) && (!line.has(option.name) || option.takesMany) && !option.isOfTerminal
    }
    return needed + others
  }

  /// What must come, then what may.
  private static func next(_ line: ProgramLine, _ missing: [ProgramManual.Argument]) -> String {
    let others = open(line, missing).filter { !missing.contains($0) }
    let may = others.isEmpty ? "" : "may have " + others.map(\.usage).joined(separator: " ")
    if missing.isEmpty { return "Enter asks" + (may.isEmpty ? "" : " · " + may) }
    return "needs " + missing.map(\.usage).joined(separator: " ") + (may.isEmpty ? "" : " · " + may)
  }

  /// An argument with what it means.
  private static func sentence(_ argument: ProgramManual.Argument) -> String {
    let standard = argument.standard.map { " (without it \($0))" } ?? ""
    return argument.usage + (argument.help.isEmpty ? "" : ": " + argument.help) + standard
  }

  /// Offers the values of an argument.
  private mutating func offer(
    _ argument: ProgramManual.Argument, _ typed: String, _ line: ProgramLine, _ state: AppState
  ) {
    usage = Self.sentence(argument)
    var typed = typed
    switch argument.value {
    case .choice: candidates = argument.values
    case .column: candidates = Self.columns(for: argument, in: line, state)
    case .columns:
      isList = true
      if let comma = typed.lastIndex(of: ",") {
        kept += String(typed[...comma])
        typed = String(typed[typed.index(after: comma)...])
      }
      let given = kept.split(separator: ",").map(String.init)
      candidates = Self.columns(for: argument, in: line, state).filter { !given.contains($0) }
    case .condition:
      isList = true
      candidates = Self.columns(for: argument, in: line, state)
    case .patient: candidates = Verb.labels(state)
    case .cohort: candidates = (state.cohort.map { [$0.path] } ?? []) + paths(typed, [".sqlite"], state)
    case .table: candidates = paths(typed, [".csv", ".tsv"], state)
    case .image: candidates = state.imagesAtHand.map(\.path) + paths(typed, [".nii", ".nii.gz"], state)
    case .mask:
      let masks = state.masksAtHand
      // Without a name, roles stand for their masks.
      let roles = argument.kind == .positional ? masks.map(\.role) : []
      candidates = roles + masks.map(\.path) + paths(typed, [".nii", ".nii.gz"], state)
    case .path: candidates = paths(typed, (argument.endings ?? []).map { "." + $0 }, state)
    case .other: candidates = []
    }
    var seen: Set<String> = []
    candidates = candidates.filter { $0.hasPrefix(typed) && !$0.isEmpty && seen.insert($0).inserted }
  }

  private mutating func paths(_ typed: String, _ endings: [String], _ state: AppState) -> [String] {
    isPath = true
    return state.paths?.completions(of: typed, endings: endings) ?? []
  }

  /// The folder whose names are needed to complete the word at the end; nil where it is no path.
  static func folder(_ typed: String, _ manual: ProgramManual) -> String? {
    let split = ShellWords(typed)
    let before = split.last.isEmpty ? split.words : Array(split.words.dropLast())
    guard let line = ProgramLine(before, manual) else { return nil }
    var word = Substring(split.last)
    let argument: ProgramManual.Argument?
    if let equals = word.firstIndex(of: "="), ProgramLine.isOption(split.last) {
      argument = line.command.argument(named: word[..<equals])
      word = word[word.index(after: equals)...]
    } else {
      argument = line.waiting ?? (ProgramLine.isOption(split.last) ? nil : positional(line))
    }
    switch argument?.value {
    case .cohort, .table, .image, .mask, .path: return PathListing.folder(of: String(word))
    default: return nil
    }
  }

  /// The columns of the table shown, those of the kind that the option speaks of first; those named already and the name of the
  /// unit later, and last the features, which are numbers.
  private static func columns(
    for argument: ProgramManual.Argument, in line: ProgramLine, _ state: AppState
  ) -> [String] {
    let table = state.shownTable.table
    let columns = Array(table.columns.dropFirst())
    let names = columns.map(\.name) + (table.columns.first.map { [$0.name] } ?? [])
    let fits: (TableColumn) -> Bool
    var features: [String] = []
    switch argument.name {
    case "--time": fits = { OutcomeFinder.isTime($0) }
    case "--event", "--outcome": fits = { OutcomeFinder.twoLevels($0) != nil && OutcomeFinder.saidLevel($0) != nil }
    case "--by", "--strata", "--cluster": fits = { $0.values.numbers == nil }
    default:
      fits = { $0.values.numbers != nil }
      features = state.featureNames(at: state.shownTable.level)
    }
    // Looking at every value of a very large table at each key would be felt.
    guard table.rowCount <= 5000 else { return names + features }
    let given = Set(line.words.flatMap { [$0] + $0.split(separator: ",").map(String.init) })
    let fitting = columns.filter { !given.contains($0.name) && fits($0) }.map(\.name)
    return fitting + names.filter { !fitting.contains($0) } + features
  }
}
