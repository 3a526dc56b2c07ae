/// A colour of a cell: the terminal's own, one of the 256 indexed ones, 24-bit, or a role that the theme resolves.
///
/// Views name roles, so that a theme can change without a view knowing; pictures name indexed or 24-bit colours.
public struct Color: Equatable, Hashable, Sendable {
  enum Kind: UInt32 { case terminal, indexed, rgb, role }

  /// Kind in the upper byte, value in the lower three.
  let raw: UInt32

  private init(_ kind: Kind, _ value: UInt32) { raw = kind.rawValue << 24 | value }

  var kind: Kind { Kind(rawValue: raw >> 24) ?? .terminal }
  var value: UInt32 { raw & 0xFF_FFFF }

  /// The terminal's default foreground or background.
  public static let terminal = Color(.terminal, 0)

  /// One of the 256 colours of xterm's palette.
  public static func indexed(_ index: UInt8) -> Color { Color(.indexed, UInt32(index)) }

  /// A 24-bit colour; used only where `Look.color` is `.truecolor`.
  public static func rgb(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Color {
    Color(.rgb, UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue))
  }

  /// A meaning; the theme chooses the colour.
  public static func role(_ role: Role) -> Color { Color(.role, UInt32(role.rawValue)) }

  /// The index of an indexed colour.
  public var index: UInt8? { kind == .indexed ? UInt8(truncatingIfNeeded: value) : nil }

  /// The components of a 24-bit colour.
  public var components: (red: UInt8, green: UInt8, blue: UInt8)? {
    guard kind == .rgb else { return nil }
    return (
      UInt8(truncatingIfNeeded: value >> 16), UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)
    )
  }

  /// The role, if the theme still has to choose.
  public var role: Role? { kind == .role ? Role(rawValue: UInt8(truncatingIfNeeded: value)) : nil }
}

/// What a colour stands for. No meaning is carried by a role alone: there is always a letter, a glyph or a line style too.
public enum Role: UInt8, CaseIterable, Sendable {
  case text, dim, faint, accent, title, header, border, focus, key
  case good, warning, bad, running
  case selection, mark, field
  case contour, crosshair
  case series1, series2, series3, series4, series5, series6, series7
  case band1, band2, band3

  /// The colour of curve number `index`, counted from 0 and repeating after seven.
  public static func series(_ index: Int) -> Role {
    let step = ((index % 7) + 7) % 7
    return Role(rawValue: series1.rawValue + UInt8(step)) ?? .series1
  }

  /// The background of a confidence band where another background lies already: up to three bands can be counted.
  public static func band(over other: Role?) -> Role {
    switch other {
    case .band1: .band2
    case .band2, .band3: .band3
    default: .band1
    }
  }
}

/// How a cell looks: colours and weight.
public struct Style: Equatable, Hashable, Sendable {
  public var foreground: Color
  public var background: Color
  public var attributes: Attributes

  public struct Attributes: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let bold = Attributes(rawValue: 1)
    public static let underline = Attributes(rawValue: 2)
    public static let reverse = Attributes(rawValue: 4)
    public static let dim = Attributes(rawValue: 8)
  }

  public init(foreground: Color = .terminal, background: Color = .terminal, attributes: Attributes = []) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }

  /// The terminal's default colours.
  public static let plain = Style()

  /// Text in the colour of a role.
  public static func role(_ role: Role, _ attributes: Attributes = []) -> Style {
    Style(foreground: .role(role), attributes: attributes)
  }

  /// The same style on another background.
  public func on(_ background: Color) -> Style {
    Style(foreground: foreground, background: background, attributes: attributes)
  }

  public var bold: Style {
    Style(foreground: foreground, background: background, attributes: attributes.union(.bold))
  }
}
