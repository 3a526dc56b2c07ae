/// A line of text being typed, with the editing keys of a shell.
public struct Prompt: Equatable, Sendable {
  public private(set) var characters: [Character]
  /// Position of the cursor, 0 to the number of characters.
  public private(set) var cursor: Int
  /// Earlier entries, newest last.
  public var history: [String]
  private var historyIndex: Int?
  private var draft = ""
  /// The completions that Tab goes through.
  private(set) var choice: Choice?

  /// Several texts that complete what was typed, one after the other.
  struct Choice: Equatable, Sendable {
    /// What was typed.
    let typed: String
    let texts: [String]
    fileprivate(set) var place: Int
  }

  /// The longest text; more is not taken.
  static let limit = 4096

  public init(_ text: String = "", history: [String] = []) {
    characters = Array(text.prefix(Self.limit))
    cursor = characters.count
    self.history = history
  }

  public var text: String {
    get { String(characters) }
    set {
      characters = Array(newValue.prefix(Self.limit))
      cursor = characters.count
    }
  }

  /// Completes what is typed: as far as all the completions agree, then each of them in turn.
  mutating func complete(_ completions: (String) -> [String], step: Int = 1) {
    if var choice {
      choice.place = (choice.place + step + choice.texts.count) % choice.texts.count
      text = choice.texts[choice.place]
      self.choice = choice
      return
    }
    let texts = completions(text)
    guard let common = CommandLine.commonPrefix(texts) else { return }
    if common.count > text.count {
      text = common
    } else if texts.count > 1 {
      let choice = Choice(typed: text, texts: texts, place: step > 0 ? 0 : texts.count - 1)
      text = choice.texts[choice.place]
      self.choice = choice
    }
  }

  /// Edits by a key; false when the key means nothing to a prompt (Enter, Esc, Tab …).
  public mutating func edit(_ event: InputEvent) -> Bool {
    choice = nil
    switch event {
    case .paste(let text):
      // A pasted line end must not act as Enter.
      insert(text.map { $0.isNewline ? " " : $0 })
      return true
    case .key(let key): return edit(key)
    case .mouse: return false
    }
  }

  private mutating func edit(_ key: Key) -> Bool {
    switch key {
    case .character(let character): insert([character])
    case .left, .control("b"): cursor = max(0, cursor - 1)
    case .right, .control("f"): cursor = min(characters.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = characters.count
    case .backspace:
      if cursor > 0 {
        characters.remove(at: cursor - 1)
        cursor -= 1
      }
    case .delete, .control("d"):
      if cursor < characters.count { characters.remove(at: cursor) }
    case .control("u"):
      characters.removeSubrange(0..<cursor)
      cursor = 0
    case .control("k"): characters.removeSubrange(cursor...)
    case .control("w"):
      var start = cursor
      while start > 0, characters[start - 1] == " " { start -= 1 }
      while start > 0, characters[start - 1] != " " { start -= 1 }
      characters.removeSubrange(start..<cursor)
      cursor = start
    case .up, .control("p"): return recall(-1)
    case .down, .control("n"): return recall(+1)
    default: return false
    }
    return true
  }

  private mutating func insert(_ text: [Character]) {
    let room = max(0, Self.limit - characters.count)
    let taken = text.prefix(room)
    characters.insert(contentsOf: taken, at: cursor)
    cursor += taken.count
  }

  private mutating func recall(_ step: Int) -> Bool {
    guard !history.isEmpty else { return false }
    let current = historyIndex ?? history.count
    let next = current + step
    guard next >= 0, next <= history.count else { return true }
    if current == history.count { draft = text }
    historyIndex = next
    text = next == history.count ? draft : history[next]
    return true
  }

  /// Draws the prompt in one row, scrolled so that the cursor is visible, and places the terminal's cursor.
  func draw(label: String, row: Int, on canvas: inout Canvas, style: Style = .plain) {
    let start = canvas.draw(label, column: 0, row: row, style: .role(.key))
    let room = canvas.columns - start - 1
    guard room > 0 else { return }
    var first = 0
    while first < cursor, DisplayWidth.of(String(characters[first..<cursor])) > room { first += 1 }
    let shown = String(characters[first...])
    // What was typed keeps its width: the cursor stands in it.
    let isASCII = canvas.isASCII
    canvas.isASCII = false
    canvas.draw(shown, column: start, row: row, style: style)
    canvas.isASCII = isASCII
    canvas.placeCursor(column: start + DisplayWidth.of(String(characters[first..<cursor])), row: row)
  }
}
