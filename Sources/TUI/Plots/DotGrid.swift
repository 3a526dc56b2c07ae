/// Dots of a plot: 2×4 per cell, as braille glyphs show them. Every cell remembers the last curve that touched it.
struct DotGrid {
  let columns: Int
  let rows: Int
  private(set) var bits: [UInt8]
  /// 1 + number of the curve, 0 for none.
  private(set) var owner: [UInt8]
  /// Cells of a curve's dimmed tail.
  private(set) var isFaded: [Bool]

  init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    bits = Array(repeating: 0, count: self.columns * self.rows)
    owner = bits
    isFaded = Array(repeating: false, count: bits.count)
  }

  var width: Int { columns * 2 }
  var height: Int { rows * 4 }

  /// Bits of a braille glyph by column and row of the dot (Unicode 2800).
  private static let bit: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]

  /// - Parameter hidesOthers: in the cells that the curve touches nothing of another one is left.
  mutating func set(_ x: Int, _ y: Int, owner number: Int, isFaded faded: Bool = false, hidesOthers: Bool = false) {
    guard x >= 0, y >= 0, x < width, y < height else { return }
    let cell = (y / 4) * columns + x / 2
    let own = UInt8(clamping: number + 1)
    if hidesOthers, owner[cell] != own { bits[cell] = 0 }
    bits[cell] |= Self.bit[x % 2][y % 4]
    owner[cell] = own
    isFaded[cell] = faded
  }

  func glyph(_ cell: Int) -> Unicode.Scalar? {
    bits[cell] == 0 ? nil : Unicode.Scalar(0x2800 + UInt32(bits[cell]))
  }
}

/// Cells a curve passes, as directions in which it leaves them, for box-drawing and ASCII lines.
struct CellPath {
  let columns: Int
  let rows: Int
  /// Sum of 1 up, 2 down, 4 left, 8 right.
  private(set) var directions: [UInt8]
  private(set) var owner: [UInt8]
  private(set) var isFaded: [Bool]

  init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    directions = Array(repeating: 0, count: self.columns * self.rows)
    owner = directions
    isFaded = Array(repeating: false, count: directions.count)
  }

  private mutating func leave(_ column: Int, _ row: Int, _ direction: UInt8, owner number: Int, isFaded faded: Bool) {
    guard column >= 0, row >= 0, column < columns, row < rows else { return }
    let cell = row * columns + column
    let own = UInt8(clamping: number + 1)
    if owner[cell] != own { directions[cell] = 0 }
    owner[cell] = own
    directions[cell] |= direction
    isFaded[cell] = faded
  }

  /// Walks from one cell to another through neighbouring cells.
  mutating func walk(
    from start: (column: Int, row: Int), to end: (column: Int, row: Int), owner: Int, isFaded: Bool = false
  ) {
    var (column, row) = start
    let across = abs(end.column - column)
    let down = abs(end.row - row)
    let stepX = end.column > column ? 1 : -1
    let stepY = end.row > row ? 1 : -1
    var doneX = 0
    var doneY = 0
    while doneX < across || doneY < down {
      // The step that keeps nearest to the straight line.
      let goesAcross = doneY >= down || (doneX < across && (2 * doneX + 1) * down <= (2 * doneY + 1) * across)
      if goesAcross {
        leave(column, row, stepX > 0 ? 8 : 4, owner: owner, isFaded: isFaded)
        column += stepX
        leave(column, row, stepX > 0 ? 4 : 8, owner: owner, isFaded: isFaded)
        doneX += 1
      } else {
        leave(column, row, stepY > 0 ? 2 : 1, owner: owner, isFaded: isFaded)
        row += stepY
        leave(column, row, stepY > 0 ? 1 : 2, owner: owner, isFaded: isFaded)
        doneY += 1
      }
    }
  }
}

/// A straight segment cut to a rectangle (Liang and Barsky); nil when it lies outside.
func clippedSegment(
  _ a: SIMD2<Double>, _ b: SIMD2<Double>, low: SIMD2<Double>, high: SIMD2<Double>
) -> (SIMD2<Double>, SIMD2<Double>)? {
  var from = 0.0
  var to = 1.0
  let step = b - a
  for axis in 0..<2 {
    for (distance, room) in [(-step[axis], a[axis] - low[axis]), (step[axis], high[axis] - a[axis])] {
      if distance == 0 {
        if room < 0 { return nil }
      } else if distance < 0 {
        from = max(from, room / distance)
      } else {
        to = min(to, room / distance)
      }
    }
  }
  return from <= to ? (a + step * from, a + step * to) : nil
}
