/// Keys written as text: `jj<Enter>/age>60<Enter>`. The same notation in scripts, tests and the guide.
///
/// Plain characters are themselves; special keys are names in angle brackets (`<Enter>`, `<Esc>`, `<C-p>`, `<F1>`,
/// `<lt>` for `<`). `<resize 100x30>` changes the size, `<wait>` waits until nothing is running, `<paste TEXT>` pastes,
/// `<click 10,5>` clicks at column 10, row 5 from the upper left corner. Line ends are ignored, and so are lines that
/// begin with `#`.
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
          if word.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" }), word.first?.isLetter == true {
            throw .unknownKey(word, line: number)
          }
        }
        steps.append(.event(.key(.character(character))))
        rest = rest.dropFirst()
      }
    }
    self.steps = steps
  }

  private static func step(_ word: String) -> Step? {
    if word.lowercased() == "wait" { return .wait }
    if let size = word.lowercased().stripped(prefix: "resize ") {
      let numbers = size.split(separator: "x").map { Int($0) }
      guard numbers.count == 2, let columns = numbers[0], let rows = numbers[1] else { return nil }
      guard (0...1000).contains(columns), (0...1000).contains(rows) else { return nil }
      return .resize(Size(columns: columns, rows: rows))
    }
    if word.lowercased().hasPrefix("paste ") { return .event(.paste(String(word.dropFirst(6)))) }
    if let place = word.lowercased().stripped(prefix: "click ") {
      let numbers = place.split(separator: ",").map { Int($0) }
      guard numbers.count == 2, let column = numbers[0], let row = numbers[1] else { return nil }
      return .event(.mouse(MouseEvent(.press, column: column, row: row)))
    }
    return Key.named(word).map { .event(.key($0)) }
  }
}

extension String {
  fileprivate func stripped(prefix: String) -> Substring? { hasPrefix(prefix) ? dropFirst(prefix.count) : nil }
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
