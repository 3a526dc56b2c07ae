import TUI

extension Canvas {
  /// The grid as lines of text, coloured by SGR sequences alone; every line ends in plain style.
  ///
  /// Lines keep their full width only where a background is painted to the end.
  func printed(look: Look, theme: Theme) -> String {
    var text = ""
    for row in 0..<gridSize.rows {
      let start = row * gridSize.columns
      let line = cells[start..<start + gridSize.columns]
      let end = line.lastIndex {
        $0.text != " " || $0.style.background != .terminal || $0.style.attributes.contains(.reverse)
      }
      var current = Style.plain
      for cell in line[..<(end.map { $0 + 1 } ?? start)] where cell.width > 0 {
        let style = look.color == .mono ? .plain : theme.resolve(cell.style)
        if style != current {
          text += SGR.sequence(style, depth: look.color)
          current = style
        }
        text += look.isASCII ? ASCII.glyph(cell.scalar) : cell.text
      }
      if current != .plain { text += "\u{1B}[0m" }
      text += "\n"
    }
    return text
  }
}

/// Select Graphic Rendition: the escape sequences of colour and weight, the only ones Radish prints outside the workbench.
enum SGR {
  static func sequence(_ style: Style, depth: Look.ColorDepth) -> String {
    var codes = ["0"]
    if style.attributes.contains(.bold) { codes.append("1") }
    if style.attributes.contains(.dim) { codes.append("2") }
    if style.attributes.contains(.underline) { codes.append("4") }
    if style.attributes.contains(.reverse) { codes.append("7") }
    codes += code(style.foreground, base: 38, depth: depth)
    codes += code(style.background, base: 48, depth: depth)
    return "\u{1B}[" + codes.joined(separator: ";") + "m"
  }

  private static func code(_ color: Color, base: Int, depth: Look.ColorDepth) -> [String] {
    if let rgb = color.components { return ["\(base)", "2", "\(rgb.red)", "\(rgb.green)", "\(rgb.blue)"] }
    guard let index = color.index.map(Int.init) else { return [] }
    guard depth == .sixteen, index < 16 else { return ["\(base)", "5", "\(index)"] }
    // 30–37 and 90–97, or 40–47 and 100–107 for backgrounds.
    return ["\(index < 8 ? base - 8 + index : base + 44 + index)"]
  }
}
