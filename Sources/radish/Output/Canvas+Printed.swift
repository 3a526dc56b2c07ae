import TUI

extension Canvas {
  /// The grid as lines of text, coloured by SGR sequences alone; every line ends in plain style.
  ///
  /// Lines keep their full width only where a background is painted to the end.
  func printed(look: Look) -> String {
    var text = ""
    for row in 0..<gridSize.rows {
      let start = row * gridSize.columns
      let line = cells[start..<start + gridSize.columns]
      let end = line.lastIndex {
        $0.text != " " || $0.style.background != .terminal || $0.style.attributes.contains(.reverse)
      }
      var current = Style.plain
      for cell in line[..<(end.map { $0 + 1 } ?? start)] where cell.width > 0 {
        if look.color != .mono, cell.style != current {
          text += SGR.sequence(cell.style, look: look)
          current = cell.style
        }
        text += look.isASCII ? ASCII.text(cell.text) : cell.text
      }
      if current != .plain { text += "\u{1B}[0m" }
      text += "\n"
    }
    return text
  }
}

/// Select Graphic Rendition: the escape sequences of colour and weight, the only ones Radish prints outside the workbench.
enum SGR {
  static func sequence(_ style: Style, look: Look) -> String {
    var codes = ["0"]
    if style.attributes.contains(.bold) { codes.append("1") }
    if style.attributes.contains(.dim) { codes.append("2") }
    if style.attributes.contains(.underline) { codes.append("4") }
    if style.attributes.contains(.reverse) { codes.append("7") }
    codes += code(style.foreground, base: 38, look: look)
    codes += code(style.background, base: 48, look: look)
    return "\u{1B}[" + codes.joined(separator: ";") + "m"
  }

  private static func code(_ color: Color, base: Int, look: Look) -> [String] {
    if let role = color.role { return role.index.map { code(.indexed($0), base: base, look: look) } ?? [] }
    if let rgb = color.components, look.color == .truecolor {
      return ["\(base)", "2", "\(rgb.red)", "\(rgb.green)", "\(rgb.blue)"]
    }
    guard let index = color.index else { return [] }
    guard look.color == .sixteen else { return ["\(base)", "5", "\(index)"] }
    let nearest = sixteen(index)
    return ["\(nearest < 8 ? base - 8 + nearest : base + 52 + nearest - 8)"]
  }

  /// The nearest of the sixteen colours that every colour terminal has.
  private static func sixteen(_ index: UInt8) -> Int {
    if index < 16 { return Int(index) }
    if index >= 232 {
      let grey = Int(index) - 232
      return grey < 4 ? 0 : grey < 12 ? 8 : grey < 20 ? 7 : 15
    }
    let cube = Int(index) - 16
    let (red, green, blue) = (cube / 36, cube / 6 % 6, cube % 6)
    let bright = max(red, green, blue) > 4 ? 8 : 0
    return (red > 2 ? 1 : 0) + (green > 2 ? 2 : 0) + (blue > 2 ? 4 : 0) + bright
  }
}

extension Role {
  /// The colour of a role on paper, so to speak: dark enough for light terminals, light enough for dark ones (Okabe and
  /// Ito's palette for curves). nil is the terminal's own colour.
  fileprivate var index: UInt8? {
    switch self {
    case .text, .title, .selection, .mark, .field, .key: nil
    case .dim, .faint, .border, .header: 245
    case .accent, .focus, .series1: 32
    case .series2: 166
    case .series3: 36
    case .series4: 175
    case .series5: 214
    case .series6: 74
    case .series7: 245
    case .good: 36
    case .warning, .running: 214
    case .bad, .contour: 166
    case .crosshair: 36
    case .band1, .band2, .band3, .band4, .band5, .band6, .band7: nil
    }
  }
}
