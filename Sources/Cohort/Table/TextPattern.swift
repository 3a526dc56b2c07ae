/// A regular expression that asks whether a text contains it, whatever the case of its letters.
///
///     TextPattern("^chen|li$")    TextPattern("T[12]b?")    TextPattern(#"\d{4}-\d\d"#)
///
/// All ways through the expression are followed at once (Thompson, Commun ACM 1968;11:419), so that a search takes at most as
/// many steps as the text has characters times the expression has parts: no expression can make a screen wait, as going back
/// and trying again can. What cannot be had so is not there: references back to a group, and looking ahead or behind.
///
/// There are `.`, `[a-z]`, `[^…]`, `\d \w \s` and `\D \W \S`, `\b \B`, `^ $`, groups, `|`, and `* + ? {2} {2,} {2,5}`. A `?` behind a
/// repetition asks for the shortest text, which changes nothing here.
struct TextPattern: Sendable {
  /// One step of the expression.
  private enum Step: Sendable {
    case character(Test)
    case assertion(Assertion)
    /// Goes on at both places.
    case fork(Int, Int)
    case jump(Int)
    case found
  }

  private enum Assertion: Sendable { case start, end, boundary, noBoundary }

  /// What a character must be.
  private indirect enum Test: Sendable {
    case any
    case equal(Character)
    case digit, word, blank
    case range(ClosedRange<Unicode.Scalar>)
    case one(of: [Test])
    case not(Test)

    func matches(_ character: Character) -> Bool {
      switch self {
      case .any: !character.isNewline
      case .equal(let wanted): character == wanted
      case .digit: character.isWholeNumber
      case .word: TextPattern.isOfWord(character)
      case .blank: character.isWhitespace
      case .range(let range):
        // The text is in small letters, the range may be in capitals.
        [String(character), character.uppercased()].contains { form in
          form.unicodeScalars.count == 1 && form.unicodeScalars.first.map { range.contains($0) } == true
        }
      case .one(let tests): tests.contains { $0.matches(character) }
      case .not(let test): !test.matches(character)
      }
    }
  }

  private var steps: [Step] = []

  /// An expression that repeats itself into more steps than this is not taken.
  static let stepLimit = 5_000
  /// Groups within groups.
  static let depthLimit = 100

  /// - Throws: what is wrong with the expression, as a part of a sentence.
  init(_ text: String) throws(TextPatternError) {
    var reader = Reader(text)
    let node = try reader.alternatives(depth: 0)
    if !reader.isAtEnd { throw .syntax("has a ) without its (") }
    try add(node)
    steps.append(.found)
  }

  private static func isOfWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  // MARK: Searching

  /// Whether the expression is found anywhere in a text.
  func isContained(in text: String) -> Bool {
    let characters = Array(text.lowercased())
    var current = Front(count: steps.count)
    var next = Front(count: steps.count)
    for place in 0...characters.count {
      if follow(from: 0, at: place, of: characters, into: &current) { return true }
      guard place < characters.count else { return false }
      next.removeAll()
      for step in current.places {
        guard case .character(let test) = steps[step], test.matches(characters[place]) else { continue }
        if follow(from: step + 1, at: place + 1, of: characters, into: &next) { return true }
      }
      swap(&current, &next)
    }
    return false
  }

  /// The places in the expression that are reached, each once.
  private struct Front {
    var places: [Int] = []
    private var isReached: [Bool]

    init(count: Int) { isReached = Array(repeating: false, count: count) }

    /// False where it was there already.
    mutating func insert(_ place: Int) -> Bool {
      if isReached[place] { return false }
      isReached[place] = true
      places.append(place)
      return true
    }

    mutating func removeAll() {
      for place in places { isReached[place] = false }
      places.removeAll(keepingCapacity: true)
    }
  }

  /// Adds every place that is reached without a further character; true where that is the end.
  private func follow(from start: Int, at place: Int, of text: [Character], into front: inout Front) -> Bool {
    var waiting = [start]
    while let step = waiting.popLast() {
      guard front.insert(step) else { continue }
      switch steps[step] {
      case .found: return true
      case .character: break
      case .jump(let target): waiting.append(target)
      case .fork(let first, let second):
        waiting.append(second)
        waiting.append(first)
      case .assertion(let assertion): if Self.holds(assertion, at: place, of: text) { waiting.append(step + 1) }
      }
    }
    return false
  }

  private static func holds(_ assertion: Assertion, at place: Int, of text: [Character]) -> Bool {
    switch assertion {
    case .start: return place == 0
    case .end: return place == text.count
    case .boundary, .noBoundary:
      let before = place > 0 && isOfWord(text[place - 1])
      let after = place < text.count && isOfWord(text[place])
      return (before != after) == (assertion == .boundary)
    }
  }

  // MARK: Making

  private indirect enum Node {
    case nothing
    case test(Test)
    case assertion(Assertion)
    case sequence([Node])
    case alternatives([Node])
    case repeated(Node, least: Int, most: Int?)

    /// A character in any case; some small letters are several characters.
    static func literal(_ character: Character) -> Node {
      .sequence(character.lowercased().map { .test(.equal($0)) })
    }
  }

  private mutating func append(_ step: Step) throws(TextPatternError) {
    guard steps.count < Self.stepLimit else { throw .syntax("repeats too much") }
    steps.append(step)
  }

  private mutating func add(_ node: Node) throws(TextPatternError) {
    switch node {
    case .nothing: break
    case .test(let test): try append(.character(test))
    case .assertion(let assertion): try append(.assertion(assertion))
    case .sequence(let nodes): for node in nodes { try add(node) }
    case .alternatives(let nodes):
      var jumps: [Int] = []
      for node in nodes.dropLast() {
        let fork = steps.count
        try append(.jump(0))
        try add(node)
        jumps.append(steps.count)
        try append(.jump(0))
        steps[fork] = .fork(fork + 1, steps.count)
      }
      if let last = nodes.last { try add(last) }
      for jump in jumps { steps[jump] = .jump(steps.count) }
    case .repeated(let node, let least, let most):
      for _ in 0..<least {
        let count = steps.count
        try add(node)
        // Nothing, however often.
        if steps.count == count { break }
      }
      guard let most else {
        let fork = steps.count
        try append(.jump(0))
        try add(node)
        try append(.jump(fork))
        steps[fork] = .fork(fork + 1, steps.count)
        return
      }
      var forks: [Int] = []
      for _ in least..<max(least, most) {
        forks.append(steps.count)
        try append(.jump(0))
        try add(node)
      }
      for fork in forks { steps[fork] = .fork(fork + 1, steps.count) }
    }
  }

  /// Reads an expression from left to right.
  private struct Reader {
    private let characters: [Character]
    private var place = 0

    init(_ text: String) { characters = Array(text) }

    var isAtEnd: Bool { place >= characters.count }
    private var next: Character? { isAtEnd ? nil : characters[place] }

    private mutating func take() -> Character? {
      guard let character = next else { return nil }
      place += 1
      return character
    }

    private mutating func takes(_ character: Character) -> Bool {
      guard next == character else { return false }
      place += 1
      return true
    }

    mutating func alternatives(depth: Int) throws(TextPatternError) -> Node {
      guard depth <= TextPattern.depthLimit else { throw .syntax("has too many groups within each other") }
      var nodes = [try sequence(depth: depth)]
      while takes("|") { nodes.append(try sequence(depth: depth)) }
      return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
    }

    private mutating func sequence(depth: Int) throws(TextPatternError) -> Node {
      var nodes: [Node] = []
      while let character = next, character != "|", character != ")" {
        nodes.append(try repetition(of: try atom(depth: depth)))
      }
      return .sequence(nodes)
    }

    private mutating func repetition(of node: Node) throws(TextPatternError) -> Node {
      var node = node
      var isRepeated = false
      while let (least, most) = try times() {
        if isRepeated { throw .syntax("repeats a repetition") }
        if case .assertion = node { throw .syntax("repeats a place") }
        node = .repeated(node, least: least, most: most)
        isRepeated = true
        // The shortest or the longest: found is found.
        _ = takes("?")
      }
      return node
    }

    private mutating func times() throws(TextPatternError) -> (Int, Int?)? {
      if takes("*") { return (0, nil) }
      if takes("+") { return (1, nil) }
      if takes("?") { return (0, 1) }
      guard next == "{" else { return nil }
      let start = place
      place += 1
      let least = number()
      var most = least
      if takes(",") { most = number() }
      guard takes("}"), let least else {
        // A brace alone is a character.
        place = start
        return nil
      }
      let isOpen = characters[start..<place].contains(",") && most == nil
      if let most, most < least { throw .syntax("repeats from more to fewer") }
      return (least, isOpen ? nil : most)
    }

    private mutating func number() -> Int? {
      var digits = ""
      while let character = next, character.isASCII, character.isNumber {
        digits.append(character)
        place += 1
      }
      return digits.isEmpty ? nil : min(Int(digits) ?? .max, TextPattern.stepLimit + 1)
    }

    private mutating func atom(depth: Int) throws(TextPatternError) -> Node {
      guard let character = take() else { return .nothing }
      switch character {
      case ".": return .test(.any)
      case "^": return .assertion(.start)
      case "$": return .assertion(.end)
      case "[": return .test(try characterClass())
      case "(":
        if takes("?"), !takes(":") { throw .syntax("looks ahead or behind, which is not there") }
        let node = try alternatives(depth: depth + 1)
        guard takes(")") else { throw .syntax("has a ( without its )") }
        return node
      case "*", "+", "?": throw .syntax("repeats nothing at \(character)")
      case "\\":
        guard let escaped = take() else { throw .syntax("ends in a backslash") }
        if escaped == "b" { return .assertion(.boundary) }
        if escaped == "B" { return .assertion(.noBoundary) }
        return .test(try escape(escaped))
      default: return .literal(character)
      }
    }

    private func escape(_ character: Character) throws(TextPatternError) -> Test {
      switch character {
      case "d": return .digit
      case "D": return .not(.digit)
      case "w": return .word
      case "W": return .not(.word)
      case "s": return .blank
      case "S": return .not(.blank)
      case "t": return .equal("\t")
      case "n": return .equal("\n")
      case "r": return .equal("\r")
      default:
        if character.isNumber { throw .syntax("refers back to a group, which is not there") }
        if character.isLetter { throw .syntax("has \\\(character), which is not there") }
        return .equal(character)
      }
    }

    private mutating func characterClass() throws(TextPatternError) -> Test {
      let isNegated = takes("^")
      var tests: [Test] = []
      var isFirst = true
      while let character = take() {
        if character == "]", !isFirst { return isNegated ? .not(.one(of: tests)) : .one(of: tests) }
        isFirst = false
        if character == "[", next == ":" { throw .syntax("has [: in a class, which is not there") }
        let test: Test
        if character == "\\" {
          guard let escaped = take() else { throw .syntax("ends in a backslash") }
          test = try escape(escaped)
        } else {
          test = .equal(character)
        }
        guard case .equal(let low) = test, next == "-", place + 1 < characters.count, characters[place + 1] != "]"
        else {
          if case .equal(let character) = test {
            tests.append(.one(of: character.lowercased().map { .equal($0) }))
          } else {
            tests.append(test)
          }
          continue
        }
        place += 1
        guard var high = take() else { break }
        if high == "\\", let escaped = take() { high = escaped }
        guard let from = low.unicodeScalars.first, let to = high.unicodeScalars.first, from <= to,
          low.unicodeScalars.count == 1, high.unicodeScalars.count == 1
        else { throw .syntax("has a range from \(low) to \(high)") }
        tests.append(.range(from...to))
      }
      throw .syntax("has a [ without its ]")
    }
  }
}

/// What is wrong with a regular expression.
enum TextPatternError: Error, Equatable {
  /// As it goes on after the expression: `/a(/ has a ( without its )`.
  case syntax(String)

  var problem: String {
    switch self {
    case .syntax(let problem): problem
    }
  }
}
