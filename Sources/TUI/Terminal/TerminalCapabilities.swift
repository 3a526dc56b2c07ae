internal import CTerminal

/// What a terminal was found to be able to do.
public struct TerminalCapabilities: Equatable, Sendable {
  /// The value of TERM.
  public let name: String
  /// Number of colours; 0 without colour.
  public let colors: Int
  /// Whether the locale is UTF-8 (or could be made so).
  public let isUTF8: Bool
  /// Whether 24-bit colours are sent as such.
  public let isDirect: Bool
  public let hasMouse: Bool
  /// Height of a cell over its width, where the terminal tells.
  public let cellAspect: Double?

  public init(
    name: String, colors: Int, isUTF8: Bool, isDirect: Bool = false, hasMouse: Bool = false,
    cellAspect: Double? = nil
  ) {
    self.name = name
    self.colors = colors
    self.isUTF8 = isUTF8
    self.isDirect = isDirect
    self.hasMouse = hasMouse
    self.cellAspect = cellAspect
  }

  /// Whether text can be shown in UTF-8: the locale says so, or is the bare C locale and C.UTF-8 exists.
  public static var localeIsUTF8: Bool { radish_locale_is_utf8() != 0 }
}

/// What the person wants shown, over what was found: `--glyphs`, `--color`, `--ascii`, `--theme`, `--no-mouse`.
public struct TerminalOptions: Equatable, Sendable {
  /// The word of `--glyphs`: auto, sextant, blocks, half, shade or ascii.
  public enum Glyphs: String, CaseIterable, Sendable { case auto, sextant, blocks, half, shade, ascii }
  /// The word of `--color`: auto, truecolor, 256, 16 or mono.
  public enum ColorChoice: String, CaseIterable, Sendable {
    case auto, truecolor
    case indexed256 = "256"
    case sixteen = "16"
    case mono
  }

  public var glyphs: Glyphs
  public var color: ColorChoice
  /// nil chooses by `COLORFGBG`, dark where that is not set.
  public var theme: Theme.Name?
  public var isMouseOn: Bool
  /// Box-drawing curves instead of braille, for fonts without it.
  public var plots: Look.PlotGlyphs?
  /// Height of a cell over its width, where the terminal does not tell or tells wrongly.
  public var cellAspect: Double?
  /// Whether the terminal draws glyphs of ambiguous width (box drawing, blocks, arrows) two columns wide, as some are set to
  /// for East Asian text. Such a terminal gets ASCII, which cannot break the layout.
  public var isAmbiguousWide: Bool

  public init(
    glyphs: Glyphs = .auto, color: ColorChoice = .auto, theme: Theme.Name? = nil, isMouseOn: Bool = true,
    plots: Look.PlotGlyphs? = nil, cellAspect: Double? = nil, isAmbiguousWide: Bool = false
  ) {
    self.isAmbiguousWide = isAmbiguousWide
    self.glyphs = glyphs
    self.color = color
    self.theme = theme
    self.isMouseOn = isMouseOn
    self.plots = plots
    self.cellAspect = cellAspect
  }

  /// Whether 24-bit colour should be tried: it was asked for, or the terminal announces it.
  func wantsTruecolor(environment: [String: String]) -> Bool {
    if Self.forbidsColor(environment) && color == .auto { return false }
    if color == .truecolor { return true }
    let announced = environment["COLORTERM"]?.lowercased()
    return color == .auto && (announced == "truecolor" || announced == "24bit")
  }

  /// The ladder from what the terminal can do and what was asked for to what is shown.
  public func look(on terminal: TerminalCapabilities, environment: [String: String]) -> Look {
    let isASCII = glyphs == .ascii || isAmbiguousWide || !terminal.isUTF8 || plots == .ascii
    let depth = depth(on: terminal, environment: environment)
    let pictures: Look.PictureGlyphs =
      switch glyphs {
      case _ where isASCII: .ascii
      case .auto: depth >= .indexed256 ? .blocks : .shade
      case .sextant: .sextant
      case .blocks: .blocks
      case .half: .half
      case .shade: .shade
      case .ascii: .ascii
      }
    // The Linux console has block and box glyphs in its font, but no braille.
    let finest: Look.PlotGlyphs = terminal.name == "linux" || glyphs == .shade ? .box : .braille
    var aspect = cellAspect ?? terminal.cellAspect ?? 2
    if !(aspect.isFinite && aspect > 0.5 && aspect < 5) { aspect = 2 }
    return Look(pictures: pictures, plots: isASCII ? .ascii : plots ?? finest, color: depth, cellAspect: aspect)
  }

  private func depth(on terminal: TerminalCapabilities, environment: [String: String]) -> Look.ColorDepth {
    let possible: Look.ColorDepth =
      terminal.isDirect
      ? .truecolor : terminal.colors >= 256 ? .indexed256 : terminal.colors >= 8 ? .sixteen : .mono
    switch color {
    case .auto: return Self.forbidsColor(environment) ? .mono : possible
    case .truecolor: return possible
    case .indexed256: return min(possible, .indexed256)
    case .sixteen: return min(possible, .sixteen)
    case .mono: return .mono
    }
  }

  /// The theme on a terminal of this depth.
  ///
  /// - Parameter remembered: the theme chosen in an earlier session, over which only `--theme` goes.
  public func theme(depth: Look.ColorDepth, environment: [String: String], remembered: Theme.Name? = nil) -> Theme {
    if let theme = theme ?? remembered { return Theme(theme, depth: depth) }
    // "15;default;0": the last number is the background; 7 and 9–15 are light.
    let background = environment["COLORFGBG"]?.split(separator: ";").last.flatMap { Int($0) }
    let isLight = background.map { $0 == 7 || $0 > 8 } ?? false
    return Theme(isLight ? .light : .dark, depth: depth)
  }

  /// https://no-color.org: present and not empty.
  static func forbidsColor(_ environment: [String: String]) -> Bool { !(environment["NO_COLOR"] ?? "").isEmpty }
}
