/// What the palette finds: the commands of the screen by the letters of their titles, and the verbs that can be typed after
/// `:` by their words and by the names that the field has for them.
enum Palette {
  /// Where its frame lies on a screen.
  static func frame(in size: Size) -> Rect {
    let width = min(64, size.columns - 4)
    return Rect(column: (size.columns - width) / 2, row: 2, columns: width, rows: min(size.rows - 4, 14))
  }

  /// Where its list lies: within the frame, below the prompt.
  static func list(in size: Size) -> Rect { frame(in: size).inset().cut(top: 1).rest }

  struct Match: Sendable {
    var command: Command<AppAction>
    var positions: [Int]
  }

  /// The names under which a person may look for a verb.
  static let synonyms: [String: [String]] = [
    "calibration": ["calibration plot", "Brier"], "cindex": ["concordance", "C-index", "Harrell", "Uno"],
    "compare": ["DeLong", "difference of models"], "confusion": ["confusion matrix", "sensitivity", "specificity"],
    "cox": ["Cox regression", "hazard ratio"], "dca": ["decision curve", "net benefit"],
    "exclude": ["leave out", "drop"], "filter": ["subgroup", "where"], "forest": ["forest plot", "coefficients"],
    "group": ["group by", "summarise"], "import": ["own data", "CSV"],
    "km": ["Kaplan-Meier", "survival curves", "plot", "log-rank", "median survival"],
    "lasso": ["penalty", "path", "feature selection"], "logistic": ["logistic regression", "odds ratio"],
    "nomogram": ["points", "scores"], "outcome": ["event", "end point", "endpoint"],
    "report": ["paper", "TRIPOD", "write up"], "roc": ["ROC curve", "AUC", "area under the curve", "plot"],
    "sort": ["order"], "split": ["training", "validation"], "table1": ["Table 1", "baseline", "characteristics"],
    "tdroc": ["time-dependent ROC", "AUC over time"], "view": ["images", "viewer", "CT", "PET", "MR"],
  ]

  static func matches(_ query: String, _ state: AppState) -> [Match] {
    var seen: Set<String> = []
    let commands = App.commands(state).filter { seen.insert($0.id).inserted }
    let scored = commands.enumerated().compactMap { order, command -> (score: Int, order: Int, match: Match)? in
      guard let found = FuzzyMatch.score(query, in: command.title) else { return nil }
      return (found.score, order, Match(command: command, positions: found.positions))
    }
    let found = scored.sorted { $0.score != $1.score ? $0.score > $1.score : $0.order < $1.order }.map(\.match)
    let verbs = verbs(query, state)
    // A verb that goes by just this name comes before commands that have its letters here and there.
    return verbs.filter(\.isExact).map(\.match) + found + verbs.filter { !$0.isExact }.map(\.match)
  }

  /// The verbs with a word or a synonym that begins with what is typed; exact where that is their name or a synonym.
  private static func verbs(_ query: String, _ state: AppState) -> [(match: Match, isExact: Bool)] {
    let wanted = query.lowercased().filter { $0.isLetter || $0.isNumber }
    guard wanted.count > 1 else { return [] }
    func begins(_ text: String) -> Bool {
      let words = text.lowercased().split { !($0.isLetter || $0.isNumber) }
      return words.indices.contains { words[$0...].joined().hasPrefix(wanted) }
    }
    return (Verb.study + Verb.cohort).filter { ScreenID(rawValue: $0.name) == nil || $0.name == "report" }
      .compactMap { verb in
        let names = [verb.name] + verb.aliases + (synonyms[verb.name] ?? [])
        let isNamed = names.contains(where: begins)
        guard isNamed || begins(verb.help) else { return nil }
        let title = ":\(verb.name) " + ((synonyms[verb.name]?.first).map { "\($0): " } ?? "") + verb.help
        return (Match(command: command(of: verb, title: title, state), positions: []), isNamed)
      }
  }

  /// A verb as a command: done at once where it can be without an argument, else begun on the command line.
  private static func command(of verb: Verb, title: String, _ state: AppState) -> Command<AppAction> {
    let isComplete = verb.argument.isEmpty || verb.argument.hasPrefix("[")
    var reason: String?
    var action = AppAction.showCommandLine(verb.name + " ")
    if verb.needsCohort, state.cohort == nil {
      reason = "Open a cohort first."
    } else if isComplete {
      switch verb.answer("", state) {
      case .success(let done): action = done
      case .failure(let problem): action = .announce(Message(problem.sentence, .warning))
      }
    }
    return Command("verb.\(verb.name)", title, disabledReason: reason, action: action)
  }
}
