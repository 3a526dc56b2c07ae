extension Canvas {
  /// The canvas as lines for a terminal or a file: one line per row, at most as wide as the canvas, with SGR sequences
  /// only, and none at all for a look without colour.
  ///
  /// Plain blanks at line ends are left out; a look of ASCII replaces every other glyph. A line that changes its style
  /// ends with a reset, so that lines may be cut out and pasted.
  ///
  /// - Parameter theme: chooses the colours of roles; nil leaves them named, for the workbench to choose (`SGR`).
  public func ansiLines(look: Look, theme: Theme.Name? = .dark) -> [String] {
    let theme = theme.map { Theme($0, depth: look.color) }
    return (0..<gridSize.rows).map { row in
      let start = row * gridSize.columns
      let styles = (start..<start + gridSize.columns).map {
        look.color == .mono ? Style.plain : theme?.resolve(cells[$0].style) ?? cells[$0].style
      }
      var end = gridSize.columns
      while end > 0, Self.isInvisible(cells[start + end - 1], styles[end - 1]) { end -= 1 }
      var line = ""
      var style = Style.plain
      for column in 0..<end where cells[start + column].width > 0 {
        line += SGR.change(from: style, to: styles[column])
        style = styles[column]
        let cell = cells[start + column]
        line += look.isASCII ? Self.asciiText(cell) : cell.text
      }
      return style == .plain ? line : line + "\u{1B}[0m"
    }
  }

  private static func isInvisible(_ cell: Cell, _ style: Style) -> Bool {
    cell.scalar == " " && cell.width == 1 && style.background == .terminal
      && style.attributes.isDisjoint(with: [.reverse, .underline])
  }

  /// A wide glyph keeps its two columns.
  private static func asciiText(_ cell: Cell) -> String {
    String(ASCIIFallback.of(cell.scalar)) + (cell.width == 2 ? " " : "")
  }
}
