/// A word that can be typed after `:`. The verbs of the command line mean the same here.
struct Verb: Sendable {
  /// What comes of it: an action, or a sentence that says what is wrong.
  typealias Answer = Result<AppAction, Problem>

  struct Problem: Error, Equatable { var sentence: String }

  let name: String
  /// Other words for it, such as `q` for `quit`.
  var aliases: [String] = []
  /// What follows it, as help shows it: `FILE`, `COLUMN [desc]`.
  let argument: String
  let help: String
  /// Texts that the argument may be, for completion.
  var candidates: @Sendable (AppState) -> [String] = { _ in [] }
  /// The same for an argument of several words, by the place of the word from 0.
  var placed: (@Sendable (_ place: Int, AppState) -> [String])?
  /// Set where the argument is a path: the endings of the files it may be, none for any.
  var pathEndings: [String]?
  /// Whether it only makes sense with a cohort open.
  var needsCohort = false
  let action: @Sendable (_ argument: String, _ state: AppState) -> Answer

  /// Whole arguments that begin with what is typed.
  func completions(_ argument: String, _ state: AppState) -> [String] {
    if let pathEndings { return state.paths?.completions(of: argument, endings: pathEndings) ?? [] }
    guard let placed else { return candidates(state).filter { $0.hasPrefix(argument) } }
    let end = argument.lastIndex { $0 == " " || $0 == "," }
    let start = end.map { argument.index(after: $0) } ?? argument.startIndex
    let place = argument[..<start].split { $0 == " " || $0 == "," }.count
    let typed = argument[start...]
    return placed(place, state).filter { $0.hasPrefix(typed) }.map { argument[..<start] + $0 }
  }

  /// What the typed argument does here.
  func answer(_ argument: String, _ state: AppState) -> Answer {
    if needsCohort, state.cohort == nil { return .failure(Problem(sentence: "Open a cohort first.")) }
    if argument.isEmpty, let first = self.argument.first, first != "[" {
      return .failure(Problem(sentence: ":\(name) needs \(self.argument)."))
    }
    return action(argument, state)
  }

  /// A verb that goes to a screen.
  static func going(to screen: ScreenID, _ help: String) -> Verb {
    Verb(name: screen.rawValue, argument: "", help: help, needsCohort: screen != .start && screen != .answer) { _, _ in
      .success(.go(screen))
    }
  }
}

extension Verb {
  /// All of them, in the order in which help lists them.
  static let all: [Verb] = workbench + cohort + study
}
