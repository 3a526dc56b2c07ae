/// Coloured pixels over a grey picture: 64 in three channels for every cell that has any. Cells that no overlay touches,
/// which are most of them, stay grey and cost nothing.
struct ColourRaster: Sendable, Equatable {
  private let grey: GreyRaster
  /// Where the pixels of a cell begin in `values`; −1 for a grey cell.
  private var place: [Int32]
  /// Of every coloured cell its 64 reds, row by row, then its greens, then its blues.
  private(set) var values: [Float] = []

  /// Pixels of a cell in one channel.
  static let channel = 64

  init(grey: GreyRaster) {
    self.grey = grey
    place = Array(repeating: -1, count: grey.size.columns * grey.size.rows)
  }

  /// Where the pixels of a coloured cell begin; nil for a grey one.
  func start(column: Int, row: Int) -> Int? {
    let start = place[row * grey.size.columns + column]
    return start < 0 ? nil : Int(start)
  }

  /// Where the pixels of a cell begin; a grey cell becomes a coloured one of the same pixels.
  private mutating func open(column: Int, row: Int) -> Int {
    let cell = row * grey.size.columns + column
    if place[cell] >= 0 { return Int(place[cell]) }
    let start = values.count
    let corner = row * 8 * grey.stride + column * 8
    withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.channel) { pixels in
      for line in 0..<8 {
        for column in 0..<8 { pixels[line * 8 + column] = grey.values[corner + line * grey.stride + column] }
      }
      for _ in 0..<3 { values.append(contentsOf: UnsafeBufferPointer(pixels)) }
    }
    place[cell] = Int32(start)
    return start
  }

  /// Mixes a colour into the pixel at a column and a row of pixels: opacity 0 keeps it, 1 replaces it.
  mutating func blend(_ colour: SIMD3<Float>, x: Int, y: Int, opacity: Float) {
    let at = open(column: x / 8, row: y / 8) + y % 8 * 8 + x % 8
    values.withUnsafeMutableBufferPointer { values in
      for channel in 0..<3 {
        let place = at + channel * Self.channel
        values[place] += (colour[channel] - values[place]) * opacity
      }
    }
  }

  /// Replaces the pixel by the colour that a table gives its brightness.
  mutating func recolour(x: Int, y: Int, by table: [SIMD3<Float>]) {
    let at = open(column: x / 8, row: y / 8) + y % 8 * 8 + x % 8
    let colour = table[min(max(Int(values[at] + 0.5), 0), 255)]
    for channel in 0..<3 { values[at + channel * Self.channel] = colour[channel] }
  }

  /// The colour of a pixel of a cell, by its column and row in it.
  func pixel(cell column: Int, _ row: Int, x: Int, y: Int) -> SIMD3<Float> {
    guard let start = start(column: column, row: row) else {
      return SIMD3(repeating: grey.values[(row * 8 + y) * grey.stride + column * 8 + x])
    }
    let at = start + y * 8 + x
    return [values[at], values[at + Self.channel], values[at + 2 * Self.channel]]
  }

  func mean(cell column: Int, _ row: Int, rows: Range<Int> = 0..<8) -> SIMD3<Float> {
    var sum = SIMD3<Float>.zero
    for y in rows { for x in 0..<8 { sum += pixel(cell: column, row, x: x, y: y) } }
    return sum / Float(max(1, rows.count * 8))
  }
}
