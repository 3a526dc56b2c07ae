/// One key as a terminal can send it.
public enum Key: Hashable, Sendable {
  /// A printable character, Shift already applied.
  case character(Character)
  /// Control and a letter, in lower case. Ctrl-I is Tab, Ctrl-M is Enter, Ctrl-H is Backspace: terminals cannot tell.
  case control(Character)
  case alt(Character)
  case enter, escape, tab, backTab, backspace, delete, insert
  case up, down, left, right, home, end, pageUp, pageDown
  case shiftUp, shiftDown, shiftLeft, shiftRight
  case altLeft, altRight
  case function(Int)

  public static let space = Key.character(" ")

  /// The other key that a terminal sends the same for; nil for most.
  var sameInTerminals: Key? {
    switch self {
    case .control("i"): .tab
    case .control("m"): .enter
    case .control("h"): .backspace
    case .control("["): .escape
    default: nil
    }
  }

  /// The name in key scripts and configuration: `j`, `<Enter>`, `<C-p>`, `<A-x>`, `<F1>`.
  public var name: String {
    switch self {
    case .character(" "): "<Space>"
    case .character("<"): "<lt>"
    case .character(let character): String(character)
    case .control(" "): "<C-Space>"
    case .control(let character): "<C-\(character)>"
    case .alt(let character): "<A-\(character)>"
    case .function(let number): "<F\(number)>"
    default: "<\(Self.words.first { $0.key == self }?.word ?? "?")>"
    }
  }

  /// The short label in footer and help: `Enter`, `↑`, `Ctrl-P`.
  public var label: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(" "): "Ctrl-Space"
    case .control(let character): "Ctrl-\(character.uppercased())"
    case .alt(let character): "Alt-\(character)"
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "Shift-Tab"
    case .backspace: "Backspace"
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .shiftUp: "Shift-↑"
    case .shiftDown: "Shift-↓"
    case .shiftLeft: "Shift-←"
    case .shiftRight: "Shift-→"
    case .altLeft: "Alt-←"
    case .altRight: "Alt-→"
    case .function(let number): "F\(number)"
    default: Self.words.first { $0.key == self }?.word ?? "?"
    }
  }

  /// The key of a name between angle brackets, in any case; nil when there is no such key.
  static func named(_ word: String) -> Key? {
    let lowered = word.lowercased()
    if let found = words.first(where: { $0.word.lowercased() == lowered }) { return found.key }
    if let synonym = synonyms[lowered] { return synonym }
    if lowered == "c-space" { return .control(" ") }
    if word.count == 3, lowered.hasPrefix("c-"), let letter = lowered.last { return .control(letter) }
    if word.count == 3, lowered.hasPrefix("a-") || lowered.hasPrefix("m-"), let letter = word.last {
      return .alt(letter)
    }
    if lowered.hasPrefix("f"), let number = Int(lowered.dropFirst()), (1...12).contains(number) {
      return .function(number)
    }
    return nil
  }

  private static let words: [(word: String, key: Key)] = [
    ("Enter", .enter), ("Esc", .escape), ("Tab", .tab), ("S-Tab", .backTab), ("BS", .backspace), ("Del", .delete),
    ("Ins", .insert), ("Up", .up), ("Down", .down), ("Left", .left), ("Right", .right), ("Home", .home),
    ("End", .end), ("PgUp", .pageUp), ("PgDn", .pageDown), ("S-Up", .shiftUp), ("S-Down", .shiftDown),
    ("S-Left", .shiftLeft), ("S-Right", .shiftRight), ("A-Left", .altLeft), ("A-Right", .altRight), ("Space", .space),
    ("lt", .character("<")),
  ]

  private static let synonyms: [String: Key] = [
    "cr": .enter, "return": .enter, "escape": .escape, "backspace": .backspace, "delete": .delete,
    "insert": .insert, "pageup": .pageUp, "pagedown": .pageDown, "shift-tab": .backTab, "gt": .character(">"),
    "hash": .character("#"),
  ]
}

/// What came from the terminal.
public enum InputEvent: Hashable, Sendable {
  case key(Key)
  /// Text pasted as one piece; it never triggers commands.
  case paste(String)
  case mouse(MouseEvent)
}

/// One report of the mouse, in cells from the upper left corner.
public struct MouseEvent: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case press, release, drag, wheelUp, wheelDown }
  public enum Button: Hashable, Sendable { case left, middle, right, none }
  public var kind: Kind
  public var button: Button
  public var column: Int
  public var row: Int

  public init(_ kind: Kind, button: Button = .left, column: Int, row: Int) {
    self.kind = kind
    self.button = button
    self.column = column
    self.row = row
  }
}
