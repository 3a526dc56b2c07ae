/// One character cell of a screen: a glyph, its style and how many columns it takes.
///
/// A glyph of two columns (Chinese, Japanese, Korean, emoji) is stored in its left cell with width 2;
/// the cell to its right has width 0 and draws nothing.
public struct Cell: Equatable, Hashable, Sendable {
  /// The base character. Always one that prints: never a control or a combining mark.
  public private(set) var scalar: Unicode.Scalar
  /// Up to two combining marks on the base, 0 for none.
  var firstMark: UInt32 = 0
  var secondMark: UInt32 = 0
  /// Columns taken: 1, 2, or 0 for the right half of a wide glyph.
  public private(set) var width: UInt8
  public var style: Style

  /// Makes a cell of one or two columns. A character that cannot stand in a cell becomes its harmless picture.
  public init(_ scalar: Unicode.Scalar, style: Style = .plain) {
    let shown = DisplayWidth.harmless(scalar) ?? "·"
    let width = DisplayWidth.of(shown)
    self.scalar = width == 0 ? "·" : shown
    self.width = width == 2 ? 2 : 1
    self.style = style
  }

  private init(continuing style: Style) {
    scalar = " "
    width = 0
    self.style = style
  }

  public static let blank = Cell(" ")

  /// The cell right of a wide glyph.
  static func continuation(style: Style) -> Cell { Cell(continuing: style) }

  /// Adds a combining mark; a third one is dropped.
  mutating func combine(_ mark: Unicode.Scalar) {
    if firstMark == 0 { firstMark = mark.value } else if secondMark == 0 { secondMark = mark.value }
  }

  /// The glyph as text; empty for the right half of a wide glyph.
  public var text: String {
    guard width > 0 else { return "" }
    var text = String.UnicodeScalarView()
    text.append(scalar)
    for mark in [firstMark, secondMark] where mark != 0 {
      if let mark = Unicode.Scalar(mark) { text.append(mark) }
    }
    return String(text)
  }
}
