/// The thin lines of which contours are drawn: all about as thick as each other, so that a contour does not swell where it turns.
///
/// Pixels are those of a cell, bit 8·row + column. A cell is taken to be twice as high as wide, so that a step down counts
/// two steps across.
enum ContourGlyph {
  /// The glyph whose line lies nearest to the contour in a cell.
  ///
  /// Both ways are measured, from the contour to the line and back: a line that misses part of the contour is as wrong as one
  /// that runs where there is none. And it has to leave the cell where the contour does: else a level contour below the middle
  /// would be a row of corners, which lie nearer to it than any level line.
  ///
  /// - Returns: the glyph, and whether its ink is the line; else its paper is. Nothing for a cell without a contour.
  static func nearest(to contour: UInt64) -> (glyph: Unicode.Scalar, isInk: Bool)? {
    let members = places(contour)
    var best: (line: Line, distance: Int)?
    guard !members.isEmpty else { return nil }
    let sides = sides(of: contour)
    for line in lines {
      let nearest = best?.distance ?? .max
      let strays = 16 * wrongSide * (sides ^ line.sides).nonzeroBitCount
      let there = members.reduce(0) { $0 + line.distances[$1] } * 16 / members.count + strays
      guard there < nearest else { continue }
      let back =
        line.pixels.reduce(0) { sum, pixel in
          sum + (members.map { distance(pixel, $0) }.min() ?? 0)
        } * 16 / line.pixels.count
      if there + back < nearest { best = (line, there + back) }
    }
    return best.map { ($0.line.glyph, $0.line.isInk) }
  }

  private struct Line {
    let glyph: Unicode.Scalar
    let isInk: Bool
    let pixels: [Int]
    /// From every pixel of a cell to the line.
    let distances: [Int]
    let sides: UInt8

    init(_ glyph: Unicode.Scalar, isInk: Bool = true, _ isInked: (_ column: Int, _ row: Int) -> Bool) {
      self.glyph = glyph
      self.isInk = isInk
      let pixels = (0..<64).filter { isInked($0 % 8, $0 / 8) }
      self.pixels = pixels
      sides = ContourGlyph.sides(of: pixels.reduce(0) { $0 | 1 << UInt64($1) })
      distances = (0..<64).map { place in pixels.map { ContourGlyph.distance(place, $0) }.min() ?? 0 }
    }
  }

  private static let lines: [Line] = {
    let upright = 3...4
    return [
      Line("▔") { _, row in row == 0 }, Line("━") { _, row in row == 3 }, Line("▁") { _, row in row == 7 },
      Line("▎") { column, _ in column <= 1 }, Line("┃") { column, _ in upright.contains(column) },
      // There is no quarter at the right: it is what the left three quarters leave.
      Line("▊", isInk: false) { column, _ in column >= 6 },
      Line("┏") { column, row in row == 3 && column >= 3 || upright.contains(column) && row >= 3 },
      Line("┓") { column, row in row == 3 && column <= 4 || upright.contains(column) && row >= 3 },
      Line("┗") { column, row in row == 3 && column >= 3 || upright.contains(column) && row <= 3 },
      Line("┛") { column, row in row == 3 && column <= 4 || upright.contains(column) && row <= 3 },
    ]
  }()

  /// What a line costs for every side of the cell that it touches and the contour does not, or the other way round: as much as
  /// if it were two rows off.
  private static let wrongSide = 16

  /// The sides of the cell that pixels touch: top, bottom, left, right.
  private static func sides(of pixels: UInt64) -> UInt8 {
    let masks: [UInt64] = [0xFF, 0xFF << 56, 0x0101_0101_0101_0101, 0x8080_8080_8080_8080]
    return masks.reduce(0) { $0 << 1 | (pixels & $1 != 0 ? 1 : 0) }
  }

  private static func distance(_ first: Int, _ second: Int) -> Int {
    let across = first % 8 - second % 8
    let down = 2 * (first / 8 - second / 8)
    return across * across + down * down
  }

  private static func places(_ pixels: UInt64) -> [Int] {
    var rest = pixels
    var places: [Int] = []
    while rest != 0 {
      places.append(rest.trailingZeroBitCount)
      rest &= rest - 1
    }
    return places
  }
}
