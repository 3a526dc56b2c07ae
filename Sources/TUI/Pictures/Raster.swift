/// Grey pixels of a picture before it becomes glyphs: 8×8 pixels per cell, row by row, values 0…255.
///
/// A pixel is one eighth of a cell wide and one eighth of a cell high: with cells twice as high as wide it is an
/// upright brick, not a square.
struct GreyRaster: Sendable, Equatable {
  /// Cells.
  let size: Size
  /// `size.columns · 8 × size.rows · 8` values.
  var values: [Float]

  var stride: Int { size.columns * 8 }

  init(size: Size) {
    self.size = size
    values = Array(repeating: 0, count: size.columns * size.rows * 64)
  }

  init(size: Size, values: [Float]) {
    precondition(values.count == size.columns * size.rows * 64, "a raster has 64 pixels per cell")
    self.size = size
    self.values = values
  }

  /// Mean of the pixels of a cell in the given columns and rows (0…8).
  func mean(cell column: Int, _ row: Int, columns: Range<Int> = 0..<8, rows: Range<Int> = 0..<8) -> Float {
    var sum: Float = 0
    for y in rows {
      let start = (row * 8 + y) * stride + column * 8
      for x in columns { sum += values[start + x] }
    }
    return sum / Float(max(1, columns.count * rows.count))
  }
}
