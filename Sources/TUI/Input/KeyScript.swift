/// Keys written as text: `jj<Enter>/age>60<Enter>`. The same notation in scripts, tests and the guide.
///
/// Plain characters are themselves; special keys are names in angle brackets (`<Enter>`, `<Esc>`, `<C-p>`, `<F1>`,
/// `<lt>` for `<`). `<resize 100x30>` changes the size, `<wait>` waits until nothing is running, `<paste TEXT>` pastes (with
/// `&gt;` for `>`, `&amp;` for `&` and `&#10;` for a line end), `<click 10,5>` clicks at column 10, row 5 from the upper left
/// corner; `<drag 10,5>`, `<release 10,5>`, `<wheel-up 10,5>` and `<wheel-down 10,5>` are the rest of the mouse, `<right-click
/// 10,5>` and so on its other buttons. Line ends are ignored, and so are lines that begin with `#`.
public struct KeyScript: Equatable, Sendable {
  public enum Step: Equatable, Sendable {
    case event(InputEvent)
    case resize(Size)
    case wait
  }

  public let steps: [Step]

  public init(steps: [Step]) { self.steps = steps }

  public init(_ text: String) throws(KeyScriptError) {
    var steps: [Step] = []
    var number = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      if line.hasPrefix("#") { continue }
      var rest = line
      while let character = rest.first {
        // `a<3` is text: a name has a closing bracket and no space or bracket before it, or is one of the verbs.
        if character == "<", let end = rest.firstIndex(of: ">") {
          let word = String(rest[rest.index(after: rest.startIndex)..<end])
          if let step = Self.step(word) {
            steps.append(step)
            rest = rest[rest.index(after: end)...]
            continue
          }
          let isName = word.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" } && word.first?.isLetter == true
          let verb = word.lowercased().prefix { !$0.isWhitespace }
          if isName || (verb.count < word.count && Self.verbs.contains(String(verb))) {
            throw .unknownKey(word, line: number)
          }
        }
        steps.append(.event(.key(.character(character))))
        rest = rest.dropFirst()
      }
    }
    self.steps = steps
  }

  /// The words that something else follows.
  private static let verbs = Set(
    ["resize", "paste"] + mouseButtons.flatMap { button in mouseKinds.map { button.prefix + $0.word } })

  private static func step(_ word: String) -> Step? {
    if word.lowercased() == "wait" { return .wait }
    if let size = word.lowercased().stripped(prefix: "resize ") {
      let numbers = size.split(separator: "x").map { Int($0) }
      guard numbers.count == 2, let columns = numbers[0], let rows = numbers[1] else { return nil }
      guard (0...1000).contains(columns), (0...1000).contains(rows) else { return nil }
      return .resize(Size(columns: columns, rows: rows))
    }
    if word.lowercased().hasPrefix("paste ") { return .event(.paste(unescaped(word.dropFirst(6)))) }
    if let mouse = mouse(word.lowercased()) { return .event(.mouse(mouse)) }
    return Key.named(word).map { .event(.key($0)) }
  }

  private static let mouseKinds: [(word: String, kind: MouseEvent.Kind)] = [
    ("click", .press), ("release", .release), ("drag", .drag), ("wheel-up", .wheelUp), ("wheel-down", .wheelDown),
  ]
  private static let mouseButtons: [(prefix: String, button: MouseEvent.Button)] = [
    ("right-", .right), ("middle-", .middle), ("no-", .none), ("", .left),
  ]

  private static func mouse(_ word: String) -> MouseEvent? {
    let parts = word.split(separator: " ")
    guard parts.count == 2 else { return nil }
    let numbers = parts[1].split(separator: ",").map { Int($0) }
    guard numbers.count == 2, let column = numbers[0], let row = numbers[1] else { return nil }
    for (prefix, button) in mouseButtons {
      guard let rest = String(parts[0]).stripped(prefix: prefix),
        let kind = mouseKinds.first(where: { $0.word == rest })?.kind
      else { continue }
      let isWheel = kind == .wheelUp || kind == .wheelDown
      return MouseEvent(kind, button: isWheel ? .none : button, column: column, row: row)
    }
    return nil
  }

  // MARK: Writing

  /// A step as a script holds it; nil where the notation has no word for it.
  static func text(of step: Step) -> String? {
    let text: String
    switch step {
    case .wait: text = "<wait>"
    case .resize(let size): text = "<resize \(size.columns)x\(size.rows)>"
    // At the beginning of a line # is a remark.
    case .event(.key(.character("#"))): text = "<Hash>"
    case .event(.key(let key)): text = key.name
    case .event(.paste(let pasted)): text = "<paste \(escaped(pasted))>"
    case .event(.mouse(let mouse)):
      guard let kind = mouseKinds.first(where: { $0.kind == mouse.kind })?.word else { return nil }
      let isWheel = mouse.kind == .wheelUp || mouse.kind == .wheelDown
      let button = isWheel ? "" : mouseButtons.first { $0.button == mouse.button }?.prefix ?? ""
      text = "<\(button)\(kind) \(mouse.column),\(mouse.row)>"
    }
    return (try? KeyScript(text))?.steps == [step] ? text : nil
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "&": escaped += "&amp;"
      case ">": escaped += "&gt;"
      case _ where character.isNewline: escaped += "&#10;"
      default: escaped.append(character)
      }
    }
    return escaped
  }

  private static func unescaped(_ text: Substring) -> String {
    String(text).replacing("&gt;", with: ">").replacing("&#10;", with: "\n").replacing("&amp;", with: "&")
  }
}

/// Writes a session as a key script while it happens: `radish play` shows the same screens again.
struct KeyRecorder {
  /// Whether a job of work was running when the last step was taken.
  private var wasWorking = false

  /// The beginning of a script.
  static func opening(size: Size) -> String {
    "# What was pressed in Radish. radish play shows it again; text that was typed is in it.\n"
      + "<resize \(size.columns)x\(size.rows)>\n"
  }

  /// What is written for a step. Where a job of work has come to its end since the step before, its end is waited for.
  mutating func text(of step: KeyScript.Step, isWorking: Bool) -> String {
    defer { wasWorking = isWorking }
    guard let text = KeyScript.text(of: step) else { return "" }
    let ending =
      switch step {
      case .event(.key(.enter)), .event(.key(.escape)), .resize: "\n"
      default: ""
      }
    return (wasWorking && !isWorking ? "<wait>\n" : "") + text + ending
  }
}

extension String {
  fileprivate func stripped(prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}

/// Why a key script cannot be read.
public enum KeyScriptError: Error, Equatable, Sendable, CustomStringConvertible {
  case unknownKey(String, line: Int)

  public var description: String {
    switch self {
    case .unknownKey(let word, let line):
      "Line \(line): there is no key <\(word)>. Keys are <Enter>, <Esc>, <Tab>, <Up>, <PgDn>, <C-p>, <F1> …; "
        + "write <lt> for a plain <."
    }
  }
}
