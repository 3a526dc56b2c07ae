/// A place in a list, moved by the keys every list has.
public struct ListCursor: Equatable, Sendable {
  public var row = 0
  public var top = 0

  public init(row: Int = 0) { self.row = row }

  public enum Move: Equatable, Sendable {
    case by(Int)
    case pageUp, pageDown, first, last
    case to(Int)
  }

  /// Moves within `count` rows of which `visible` are on the screen.
  public mutating func move(_ move: Move, count: Int, visible: Int) {
    let page = max(1, visible - 1)
    switch move {
    case .by(let step): row += max(-1_000_000_000, min(1_000_000_000, step))
    case .pageUp: row -= page
    case .pageDown: row += page
    case .first: row = 0
    case .last: row = count - 1
    case .to(let place): row = place
    }
    row = max(0, min(row, count - 1))
    top = TablePane.top(top, cursor: row, visibleRows: visible, rowCount: count)
  }

  /// The move a key means in any list.
  public static func move(for key: Key) -> Move? {
    switch key {
    case .up, .character("k"): .by(-1)
    case .down, .character("j"): .by(1)
    case .pageUp, .control("b"): .pageUp
    case .pageDown, .control("f"): .pageDown
    case .home, .character("g"): .first
    case .end, .character("G"): .last
    default: nil
    }
  }

  /// The commands of moving, so that help lists them.
  ///
  /// - Parameter footer: the word for it in the footer, where no cursor shows that there is something to move.
  static func commands<Action: Sendable>(
    _ id: String, footer: String? = nil, _ action: (Move) -> Action
  ) -> [Command<Action>] {
    [
      Command("\(id).up", "Go up", keys: [.up, .character("k")], action: action(.by(-1))),
      Command(
        "\(id).down", "Go down", keys: [.down, .character("j")], footer: footer, footerKeys: footer.map { _ in "↑↓" },
        action: action(.by(1))),
      Command("\(id).page-up", "Go up a page", keys: [.pageUp, .control("b")], action: action(.pageUp)),
      Command("\(id).page-down", "Go down a page", keys: [.pageDown, .control("f")], action: action(.pageDown)),
      Command("\(id).first", "Go to the first row", keys: [.home, .character("g")], action: action(.first)),
      Command("\(id).last", "Go to the last row", keys: [.end, .character("G")], action: action(.last)),
    ]
  }
}

extension Canvas {
  /// Says at the right of a list's first and last row how many of its rows are above and below what is seen.
  mutating func drawMore(above: Int, below: Int) {
    func sign(_ text: String, row: Int) {
      guard rows > 1, columns > 20 else { return }
      draw("  " + text, endColumn: columns - 1, row: row, style: .role(.accent))
    }
    if above > 0 { sign("▴ \(above) more", row: 0) }
    if below > 0 { sign("▾ \(below) more", row: rows - 1) }
  }
}
