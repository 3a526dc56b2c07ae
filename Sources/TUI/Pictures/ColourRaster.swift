/// Coloured pixels over a grey picture: 64 in three channels for every cell that has any, row by row. Cells that no overlay
/// touches, which are most of them, stay grey and cost nothing.
struct ColourRaster: Sendable, Equatable {
  private let grey: GreyRaster
  /// Where the pixels of a cell begin in the planes; −1 for a grey cell.
  private var place: [Int32]
  private(set) var red: [Float] = []
  private(set) var green: [Float] = []
  private(set) var blue: [Float] = []

  init(grey: GreyRaster) {
    self.grey = grey
    place = Array(repeating: -1, count: grey.size.columns * grey.size.rows)
  }

  /// Where the pixels of a coloured cell begin in the planes; nil for a grey one.
  func start(column: Int, row: Int) -> Int? {
    let start = place[row * grey.size.columns + column]
    return start < 0 ? nil : Int(start)
  }

  /// Where the pixels of a cell begin; a grey cell becomes a coloured one of the same pixels.
  private mutating func open(column: Int, row: Int) -> Int {
    let cell = row * grey.size.columns + column
    if place[cell] >= 0 { return Int(place[cell]) }
    let start = red.count
    for line in 0..<8 {
      let from = (row * 8 + line) * grey.stride + column * 8
      let pixels = grey.values[from..<from + 8]
      red += pixels
      green += pixels
      blue += pixels
    }
    place[cell] = Int32(start)
    return start
  }

  /// Mixes a colour into the pixel at a column and a row of pixels: opacity 0 keeps it, 1 replaces it.
  mutating func blend(_ colour: SIMD3<Float>, x: Int, y: Int, opacity: Float) {
    let at = open(column: x / 8, row: y / 8) + y % 8 * 8 + x % 8
    red[at] += (colour.x - red[at]) * opacity
    green[at] += (colour.y - green[at]) * opacity
    blue[at] += (colour.z - blue[at]) * opacity
  }

  /// Replaces the pixel by the colour that a table gives its brightness.
  mutating func recolour(x: Int, y: Int, by table: [SIMD3<Float>]) {
    let at = open(column: x / 8, row: y / 8) + y % 8 * 8 + x % 8
    let colour = table[min(max(Int(red[at] + 0.5), 0), 255)]
    red[at] = colour.x
    green[at] = colour.y
    blue[at] = colour.z
  }

  /// The colour of a pixel of a cell, by its column and row in it.
  func pixel(cell column: Int, _ row: Int, x: Int, y: Int) -> SIMD3<Float> {
    guard let start = start(column: column, row: row) else {
      return SIMD3(repeating: grey.values[(row * 8 + y) * grey.stride + column * 8 + x])
    }
    let at = start + y * 8 + x
    return [red[at], green[at], blue[at]]
  }

  func mean(cell column: Int, _ row: Int, rows: Range<Int> = 0..<8) -> SIMD3<Float> {
    var sum = SIMD3<Float>.zero
    for y in rows { for x in 0..<8 { sum += pixel(cell: column, row, x: x, y: y) } }
    return sum / Float(max(1, rows.count * 8))
  }
}
