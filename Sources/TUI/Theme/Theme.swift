/// Which colours the roles have. The terminal's own foreground and background stay what they are.
///
/// Words have a contrast of at least 4.5 : 1 (WCAG 2.2, 1.4.3) to a white background in the light theme and to a black one in
/// the dark; lines, bands and borders need less.
///
/// Series colours are those of Okabe and Ito, nearest in xterm's palette: they can be told apart with every common
/// form of colour blindness, and curves differ in line style as well.
public struct Theme: Equatable, Hashable, Sendable {
  public enum Name: String, CaseIterable, Sendable, Codable {
    case dark, light
    case highContrast = "high-contrast"
    case mono
  }

  public let name: Name
  public let depth: Look.ColorDepth

  /// A theme for a terminal of this many colours; without colour every theme is `mono`.
  public init(_ name: Name = .dark, depth: Look.ColorDepth = .indexed256) {
    self.name = depth == .mono ? .mono : name
    self.depth = name == .mono ? .mono : depth
  }

  /// A style with nothing left to choose: colours are the terminal's, indexed or 24-bit.
  public func resolve(_ style: Style) -> Style {
    if name == .mono { return resolveMono(style) }
    var resolved = style
    if let role = style.foreground.role {
      resolved.foreground = color(role)
      resolved.attributes.formUnion(weight(role))
    }
    if let role = style.background.role { resolved.background = color(role) }
    if depth == .sixteen {
      resolved.foreground = Self.nearestOfSixteen(resolved.foreground)
      resolved.background = Self.nearestOfSixteen(resolved.background)
    } else if depth < .truecolor {
      resolved.foreground = Self.nearestIndexed(resolved.foreground)
      resolved.background = Self.nearestIndexed(resolved.background)
    }
    return resolved
  }

  /// Without colour, meaning is in weight, underline and reverse.
  private func resolveMono(_ style: Style) -> Style {
    var attributes = style.attributes
    switch style.foreground.role {
    case .title, .header, .accent, .focus, .key, .mark, .warning, .running, .contour, .crosshair:
      attributes.insert(.bold)
    case .bad: attributes.formUnion([.bold, .underline])
    default: break
    }
    switch style.background.role {
    case .selection: attributes.insert(.reverse)
    case .field: attributes.insert(.underline)
    default: break
    }
    return Style(attributes: attributes)
  }

  private func weight(_ role: Role) -> Style.Attributes {
    switch role {
    case .title, .header, .key, .focus, .mark: .bold
    case .bad: name == .highContrast ? .bold : []
    default: []
    }
  }

  /// The colour of a role.
  public func color(_ role: Role) -> Color {
    if name == .mono { return .terminal }
    if depth == .sixteen { return sixteen(role) }
    switch name {
    case .light: return light(role)
    case .highContrast: return contrast(role)
    case .dark, .mono: return dark(role)
    }
  }

  private func dark(_ role: Role) -> Color {
    switch role {
    case .text, .title: .terminal
    case .header: .indexed(252)
    case .dim: .indexed(246)
    case .faint: .indexed(243)
    case .accent, .focus, .key: .indexed(74)
    case .border: .indexed(240)
    case .good: .indexed(72)
    case .warning: .indexed(214)
    case .bad: .indexed(203)
    case .running: .indexed(180)
    case .selection: .indexed(238)
    case .mark: .indexed(214)
    case .field: .indexed(236)
    case .contour: .indexed(201)
    case .crosshair: .indexed(80)
    case .series1: .indexed(74)
    case .series2: .indexed(214)
    case .series3: .indexed(36)
    case .series4: .indexed(166)
    case .series5: .indexed(175)
    case .series6: .indexed(227)
    case .series7: .indexed(32)
    case .band1: .indexed(235)
    case .band2: .indexed(237)
    case .band3: .indexed(239)
    }
  }

  private func light(_ role: Role) -> Color {
    switch role {
    case .text, .title: .terminal
    case .header: .indexed(238)
    case .dim: .indexed(240)
    case .faint: .indexed(243)
    case .accent, .focus, .key: .indexed(25)
    case .border: .indexed(250)
    case .good: .indexed(28)
    case .warning: .indexed(130)
    case .bad: .indexed(160)
    case .running: .indexed(94)
    case .selection: .indexed(253)
    case .mark: .indexed(130)
    case .field: .indexed(254)
    case .contour: .indexed(164)
    case .crosshair: .indexed(31)
    case .series1: .indexed(32)
    case .series2: .indexed(166)
    case .series3: .indexed(29)
    case .series4: .indexed(172)
    case .series5: .indexed(133)
    case .series6: .indexed(94)
    case .series7: .indexed(25)
    case .band1: .indexed(255)
    case .band2: .indexed(253)
    case .band3: .indexed(251)
    }
  }

  private func contrast(_ role: Role) -> Color {
    switch role {
    case .text, .title, .header, .dim, .faint, .border: .terminal
    case .selection, .field: .indexed(19)
    case .good: .indexed(10)
    case .warning, .running, .mark: .indexed(11)
    case .bad: .indexed(9)
    case .contour: .indexed(13)
    case .accent, .focus, .key, .crosshair: .indexed(14)
    default: dark(role)
    }
  }

  private func sixteen(_ role: Role) -> Color {
    switch role {
    case .text, .title, .header, .dim: .terminal
    case .faint, .border: name == .light ? .indexed(7) : .indexed(8)
    case .accent, .focus, .key, .crosshair: .indexed(6)
    case .good: .indexed(2)
    case .warning, .running, .mark: .indexed(3)
    case .bad: .indexed(1)
    case .contour: .indexed(5)
    case .selection: .indexed(4)
    case .field: name == .light ? .indexed(7) : .indexed(8)
    case .series1: .indexed(6)
    case .series2: .indexed(3)
    case .series3: .indexed(2)
    case .series4: .indexed(1)
    case .series5: .indexed(5)
    case .series6, .series7: .indexed(4)
    case .band1, .band2, .band3: .terminal
    }
  }

  /// Red, green and blue of an indexed colour of the 6×6×6 cube or the grey ramp, and of xterm's first sixteen.
  static func components(ofIndex index: Int) -> (Int, Int, Int) {
    if index < 16 {
      let value = basic[max(0, index)]
      return (value >> 16, value >> 8 & 0xFF, value & 0xFF)
    }
    if index < 232 {
      let steps = [0, 95, 135, 175, 215, 255]
      let cube = index - 16
      return (steps[cube / 36], steps[cube / 6 % 6], steps[cube % 6])
    }
    let grey = 8 + 10 * (index - 232)
    return (grey, grey, grey)
  }

  private static let basic = [
    0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
    0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
  ]

  private static func nearest(_ color: Color, among candidates: Range<Int>) -> Color {
    let red: Int
    let green: Int
    let blue: Int
    if let components = color.components {
      (red, green, blue) = (Int(components.red), Int(components.green), Int(components.blue))
    } else if let index = color.index {
      (red, green, blue) = components(ofIndex: Int(index))
    } else {
      return color
    }
    var best = candidates.lowerBound
    var least = Int.max
    for candidate in candidates {
      let (r, g, b) = components(ofIndex: candidate)
      let distance = (r - red) * (r - red) + (g - green) * (g - green) + (b - blue) * (b - blue)
      if distance < least { (best, least) = (candidate, distance) }
    }
    return .indexed(UInt8(best))
  }

  static func nearestIndexed(_ color: Color) -> Color {
    color.components == nil ? color : nearest(color, among: 16..<256)
  }

  static func nearestOfSixteen(_ color: Color) -> Color {
    if let index = color.index, index < 16 { return color }
    return nearest(color, among: 0..<16)
  }
}
