extension Canvas {
  /// The canvas as lines for a terminal or a file: one line per row, at most as wide as the canvas, with SGR sequences
  /// only, and none at all for a look without colour.
  ///
  /// Plain blanks at line ends are left out; a look of ASCII replaces every other glyph. A line that changes its style
  /// ends with a reset, so that lines may be cut out and pasted.
  public func ansiLines(look: Look, theme: Theme.Name = .dark) -> [String] {
    let theme = Theme(theme, depth: look.color)
    return (0..<gridSize.rows).map { row in
      let start = row * gridSize.columns
      let styles = (start..<start + gridSize.columns).map {
        look.color == .mono ? Style.plain : theme.resolve(cells[$0].style)
      }
      var end = gridSize.columns
      while end > 0, Self.isInvisible(cells[start + end - 1], styles[end - 1]) { end -= 1 }
      var line = ""
      var style = Style.plain
      for column in 0..<end where cells[start + column].width > 0 {
        line += Self.change(from: style, to: styles[column])
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

  /// The shortest sequence that leads from one look to another.
  private static func change(from: Style, to: Style) -> String {
    if from == to { return "" }
    if to == .plain { return "\u{1B}[0m" }
    var parts: [String] = []
    if from.attributes != to.attributes {
      // Attributes cannot be taken back one by one on every terminal: start afresh.
      parts.append("0")
      for (attribute, code) in [
        (Style.Attributes.bold, "1"), (.dim, "2"), (.underline, "4"), (.reverse, "7"),
      ] where to.attributes.contains(attribute) { parts.append(code) }
      if to.foreground != .terminal { parts.append(code(of: to.foreground, base: 38)) }
      if to.background != .terminal { parts.append(code(of: to.background, base: 48)) }
    } else {
      if from.foreground != to.foreground { parts.append(code(of: to.foreground, base: 38)) }
      if from.background != to.background { parts.append(code(of: to.background, base: 48)) }
    }
    return "\u{1B}[\(parts.joined(separator: ";"))m"
  }

  private static func code(of colour: Color, base: Int) -> String {
    if let index = colour.index {
      if index < 8 { return "\(base - 8 + Int(index))" }
      if index < 16 { return "\((base == 38 ? 82 : 92) + Int(index))" }
      return "\(base);5;\(index)"
    }
    if let rgb = colour.components { return "\(base);2;\(rgb.red);\(rgb.green);\(rgb.blue)" }
    return "\(base + 1)"
  }
}
