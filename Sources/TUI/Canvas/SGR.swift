/// Looks as sequences for a terminal ("select graphic rendition", ECMA-48 8.3.117), and looks read back from them.
///
/// A role, for which the theme has still to choose a colour, is a colour of the implementation's own (ISO 8613-6, colour
/// space 0): `38:0:ROLE` in front, `48:0:ROLE` behind. So a command tells the workbench that runs it what is a heading and
/// what a caution, and what it said follows the theme. No terminal is ever sent one: `Theme.resolve` comes before.
public enum SGR {
  private static let attributes: [(attribute: Style.Attributes, code: Int)] = [
    (.bold, 1), (.dim, 2), (.underline, 4), (.reverse, 7),
  ]

  /// The shortest sequence that leads from one look to another.
  static func change(from: Style, to: Style) -> String {
    if from == to { return "" }
    if to == .plain { return "\u{1B}[0m" }
    var parts: [String] = []
    if from.attributes != to.attributes {
      // Attributes cannot be taken back one by one on every terminal: start afresh.
      parts.append("0")
      parts += attributes.filter { to.attributes.contains($0.attribute) }.map { String($0.code) }
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
    if let role = colour.role { return "\(base):0:\(role.rawValue)" }
    return "\(base + 1)"
  }

  /// A line with its looks. It ends with a reset where it has any, so that lines may be cut out and pasted; nothing in its
  /// text drives a terminal.
  public static func text(_ line: StyledLine) -> String {
    var text = ""
    var style = Style.plain
    for piece in line.pieces {
      text += change(from: style, to: piece.style) + DisplayWidth.harmless(piece.text)
      style = piece.style
    }
    return style == .plain ? text : text + "\u{1B}[0m"
  }

  /// Reads a line back. A sequence that is not understood to its end is text like any other: it is shown and does nothing.
  public static func line(_ text: String) -> StyledLine {
    guard text.utf8.contains(0x1B) else { return StyledLine(DisplayWidth.harmless(text)) }
    var line = StyledLine()
    var style = Style.plain
    var piece = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.first {
      if scalar == "\u{1B}", let (next, end) = look(at: rest, from: style) {
        line.append(String(piece), style)
        piece.removeAll()
        style = next
        rest = rest[end...]
        continue
      }
      if let shown = DisplayWidth.harmless(scalar) { piece.append(shown) }
      rest.removeFirst()
    }
    line.append(String(piece), style)
    return line
  }

  /// More of a sequence is not looked at.
  private static let longest = 64

  /// The look after the sequence that a text begins with, and where it ends; nil where that is none.
  private static func look(
    at text: Substring.UnicodeScalarView, from style: Style
  ) -> (Style, Substring.UnicodeScalarView.Index)? {
    let body = text.dropFirst()
    guard body.first == "[" else { return nil }
    let inner = body.dropFirst()
    let parameters = inner.prefix(longest).prefix { ("0"..."9").contains($0) || $0 == ";" || $0 == ":" }
    guard inner[parameters.endIndex...].first == "m" else { return nil }
    let groups = parameters.split(separator: ";", omittingEmptySubsequences: false).map { group in
      group.split(separator: ":", omittingEmptySubsequences: false).map { $0.isEmpty ? 0 : Int(String($0)) }
    }
    var after = style
    var index = 0
    while index < groups.count {
      guard let used = apply(groups[index...], to: &after) else { return nil }
      index += used
    }
    return (after, inner.index(after: parameters.endIndex))
  }

  /// Applies the first of some parameters; how many it took, nil where it is not understood.
  private static func apply(_ groups: ArraySlice<[Int?]>, to style: inout Style) -> Int? {
    let group = groups[groups.startIndex].compactMap(\.self)
    guard group.count == groups[groups.startIndex].count, let code = group.first else { return nil }
    if group.count > 1 {
      guard group.count == 3, code == 38 || code == 48, group[1] == 0,
        let role = UInt8(exactly: group[2]).flatMap({ Role(rawValue: $0) })
      else { return nil }
      set(.role(role), isInFront: code == 38, &style)
      return 1
    }
    switch code {
    case 0: style = .plain
    case 1, 2, 4, 7: for (attribute, own) in attributes where own == code { style.attributes.insert(attribute) }
    case 30...37: style.foreground = .indexed(UInt8(code - 30))
    case 90...97: style.foreground = .indexed(UInt8(code - 82))
    case 40...47: style.background = .indexed(UInt8(code - 40))
    case 100...107: style.background = .indexed(UInt8(code - 92))
    case 39: style.foreground = .terminal
    case 49: style.background = .terminal
    case 38, 48:
      let values = groups.dropFirst().prefix(4).map { $0.count == 1 ? $0[0].flatMap { UInt8(exactly: $0) } : nil }
      if values.count >= 2, values[0] == 5, let index = values[1] {
        set(.indexed(index), isInFront: code == 38, &style)
        return 3
      }
      guard values.count == 4, values[0] == 2, let red = values[1], let green = values[2], let blue = values[3] else {
        return nil
      }
      set(.rgb(red, green, blue), isInFront: code == 38, &style)
      return 5
    default: return nil
    }
    return 1
  }

  private static func set(_ colour: Color, isInFront: Bool, _ style: inout Style) {
    if isInFront { style.foreground = colour } else { style.background = colour }
  }
}
