/// A two-tone pattern of one terminal cell: which part of the cell a glyph inks.
///
/// The 28 glyphs of the Block Elements (U+2580…U+259F without the full block and the three shades) cut a cell in 19
/// ways: at one of seven heights, at one of seven widths, or into quadrants. A glyph and its complement cut in the same
/// way and swap ink and paper, so that fitting needs to try the 19 cuts only.
enum BlockCut: Equatable, Sendable {
  /// The lowest `eighths` eighths are inked, 1…7.
  case lower(eighths: Int)
  /// The leftmost `eighths` eighths are inked, 1…7.
  case left(eighths: Int)
  /// The given quadrants are inked: 1 upper left, 2 upper right, 4 lower left, 8 lower right.
  case quadrants(Int)

  /// The 19 cuts, the simple ones first: of two equally good cuts the earlier wins.
  static let all: [BlockCut] =
    [.lower(eighths: 4), .left(eighths: 4)]
    + [1, 2, 4, 8, 6].map { .quadrants($0) }
    + [1, 2, 3, 5, 6, 7].map { .lower(eighths: $0) }
    + [1, 2, 3, 5, 6, 7].map { .left(eighths: $0) }

  var glyph: Unicode.Scalar {
    switch self {
    case .lower(let eighths): Unicode.Scalar(0x2580 + UInt32(eighths)) ?? " "
    case .left(let eighths): Unicode.Scalar(0x2590 - UInt32(eighths)) ?? " "
    case .quadrants(let set): Self.quadrantGlyphs[set & 15]
    }
  }

  /// Whether the pixel at a column 0…7 and row 0…7 of the cell is inked.
  func isInked(column: Int, row: Int) -> Bool {
    switch self {
    case .lower(let eighths): row >= 8 - eighths
    case .left(let eighths): column < eighths
    case .quadrants(let set): set & (1 << ((row >= 4 ? 2 : 0) + (column >= 4 ? 1 : 0))) != 0
    }
  }

  /// The cuts with their inked pixels as bits, bit 8·row + column.
  static let pixels: [(cut: BlockCut, inked: UInt64)] = all.map { cut in
    var inked: UInt64 = 0
    for pixel in 0..<64 where cut.isInked(column: pixel % 8, row: pixel / 8) { inked |= 1 << UInt64(pixel) }
    return (cut, inked)
  }

  /// Number of inked pixels of 64.
  var inkedCount: Int {
    switch self {
    case .lower(let eighths), .left(let eighths): 8 * eighths
    case .quadrants(let set): 16 * (set & 15).nonzeroBitCount
    }
  }

  /// The glyph that inks what a block element leaves free; nil where there is none.
  static func complement(of glyph: Unicode.Scalar) -> Unicode.Scalar? {
    let place = Int(glyph.value) - 0x2580
    return complements.indices.contains(place) ? complements[place] : nil
  }

  /// Of U+2580…U+259F.
  private static let complements: [Unicode.Scalar?] = {
    var complements = [Unicode.Scalar?](repeating: nil, count: 32)
    let pairs: [(Unicode.Scalar, Unicode.Scalar)] =
      [("▇", "▔"), ("▉", "▕")]
      + (1...7).map { (quadrantGlyphs[$0], quadrantGlyphs[15 - $0]) }
    for (a, b) in pairs {
      complements[Int(a.value) - 0x2580] = b
      complements[Int(b.value) - 0x2580] = a
    }
    return complements
  }()

  /// The glyphs of the sixteen sets of quadrants.
  static let quadrantGlyphs: [Unicode.Scalar] = [
    " ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█",
  ]
}

/// The 2×3 mosaics of Unicode 13 (U+1FB00…): bits 1, 2 the upper row, 4, 8 the middle, 16, 32 the lower one.
enum Sextant {
  /// The glyph that inks a set of sixths. Empty, full and the two vertical halves have older glyphs.
  static func glyph(_ set: Int) -> Unicode.Scalar {
    switch set & 63 {
    case 0: return " "
    case 63: return "█"
    case 21: return "▌"
    case 42: return "▐"
    case let set:
      let gaps = (set > 21 ? 1 : 0) + (set > 42 ? 1 : 0)
      return Unicode.Scalar(0x1FB00 + UInt32(set - 1 - gaps)) ?? " "
    }
  }
}
