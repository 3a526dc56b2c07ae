/// What the terminal can show, decided once at the start: colours and glyphs.
public struct Look: Equatable, Hashable, Sendable {
  /// How pictures are made of glyphs, from coarse to fine.
  public enum PictureGlyphs: Int, Comparable, Sendable, CaseIterable {
    /// Letters of a brightness ramp.
    case ascii
    /// ` ░▒▓█`.
    case shade
    /// Upper half blocks: 1×2 per cell.
    case half
    /// Quadrants and eighth blocks, U+2580–259F: the default.
    case blocks
    /// Blocks and sextants (Unicode 13): only where the font has them.
    case sextant

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  /// How curves are made of glyphs.
  public enum PlotGlyphs: String, Sendable, CaseIterable { case ascii, box, braille }

  /// How many colours there are.
  public enum ColorDepth: Int, Comparable, Sendable, CaseIterable {
    case mono, sixteen, indexed256, truecolor
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  public var pictures: PictureGlyphs
  public var plots: PlotGlyphs
  public var color: ColorDepth
  /// Height of a cell over its width; about 2 on most terminals.
  public var cellAspect: Double

  public init(
    pictures: PictureGlyphs = .blocks, plots: PlotGlyphs = .braille, color: ColorDepth = .indexed256,
    cellAspect: Double = 2
  ) {
    self.pictures = pictures
    self.plots = plots
    self.color = color
    self.cellAspect = cellAspect
  }

  /// A UTF-8 terminal of 256 colours.
  public static let standard = Look()
  /// Only ASCII, no colour.
  public static let plain = Look(pictures: .ascii, plots: .ascii, color: .mono)

  /// The same where there is no colour: greys become shades, heat maps signs.
  public var withoutColour: Look {
    var look = self
    look.color = .mono
    look.pictures = min(pictures, .shade)
    return look
  }

  /// Whether only ASCII may be shown. Boxes, arrows and marks are then replaced by the display.
  public var isASCII: Bool { plots == .ascii }
}
