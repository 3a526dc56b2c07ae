/// The best drawing of a cell by 2×3 mosaics, for fonts that have them (Unicode 13).
///
/// The sixths of a cell of eight rows end at 8/3 and 16/3, so that a row of pixels may belong to two of them by parts.
enum SextantFit {
  /// Parts of the eight rows that belong to the upper, middle and lower third.
  private static let parts: [SIMD8<Float>] = [
    [1, 1, 2.0 / 3, 0, 0, 0, 0, 0], [0, 0, 1.0 / 3, 1, 1, 1.0 / 3, 0, 0], [0, 0, 0, 0, 0, 2.0 / 3, 1, 1],
  ]
  private static let sixth: Float = 64.0 / 6

  /// Sums of the six parts of a cell: upper left, upper right, middle left …
  ///
  /// - Parameters:
  ///   - start: of the first row of the cell in the plane.
  ///   - stride: from row to row.
  private static func sums(_ plane: [Float], start: Int, stride: Int) -> [Float] {
    var left = SIMD8<Float>(repeating: 0)
    var right = SIMD8<Float>(repeating: 0)
    for line in 0..<8 {
      let first = start + line * stride
      for x in 0..<4 {
        left[line] += plane[first + x]
        right[line] += plane[first + 4 + x]
      }
    }
    return parts.flatMap { [(left * $0).sum(), (right * $0).sum()] }
  }

  /// The block fit or a mosaic, whichever leaves less error.
  static func better(
    of block: GreyFit.Result, _ grey: GreyRaster, column: Int, row: Int, palette: Bool
  ) -> GreyFit.Result {
    if block.ink == block.paper { return block }
    let sums = sums(grey.values, start: row * 8 * grey.stride + column * 8, stride: grey.stride)
    let total = sums.reduce(0, +)
    func gain(_ sum: Float, _ count: Float, _ shown: Float) -> Float { shown * (2 * sum - count * shown) }
    func shown(_ mean: Float) -> Float {
      let place = Int(RGB.byte(mean))
      return palette ? Palette256.greyIntensity[place] : Float(place)
    }
    var best = block
    var bestGain = blockGain(block, grey, column: column, row: row)
    // The complement of a mosaic cuts in the same way: the sets without the last sixth are enough.
    for set in 1..<32 {
      var sum: Float = 0
      for part in 0..<5 where set >> part & 1 == 1 { sum += sums[part] }
      let count = sixth * Float(set.nonzeroBitCount)
      let ink = shown(sum / count)
      let paper = shown((total - sum) / (64 - count))
      let gained = gain(sum, count, ink) + gain(total - sum, 64 - count, paper)
      if gained > bestGain + 1e-3 {
        bestGain = gained
        best = GreyFit.Result(glyph: Sextant.glyph(set), ink: RGB.byte(ink), paper: RGB.byte(paper))
      }
    }
    return best
  }

  private static func blockGain(_ fit: GreyFit.Result, _ grey: GreyRaster, column: Int, row: Int) -> Float {
    guard let cut = BlockCut.all.first(where: { $0.glyph == fit.glyph }) else { return -.infinity }
    var gain: Float = 0
    for y in 0..<8 {
      for x in 0..<8 {
        let value = grey.values[(row * 8 + y) * grey.stride + column * 8 + x]
        let shown = Float(cut.isInked(column: x, row: y) ? fit.ink : fit.paper)
        gain += shown * (2 * value - shown)
      }
    }
    return gain
  }

  static func fit(_ raster: ColourRaster, column: Int, row: Int) -> ColourFit.Result {
    var best = ColourFit.fit(raster, column: column, row: row)
    guard let start = raster.start(column: column, row: row) else { return best }
    let red = sums(raster.values, start: start, stride: 8)
    let green = sums(raster.values, start: start + ColourRaster.channel, stride: 8)
    let blue = sums(raster.values, start: start + 2 * ColourRaster.channel, stride: 8)
    let total = SIMD3(red.reduce(0, +), green.reduce(0, +), blue.reduce(0, +))
    func gain(_ sum: SIMD3<Float>, _ count: Float) -> Float { (sum * sum).sum() / count }
    let blockCount = BlockCut.all.first { $0.glyph == best.glyph }.map { Float($0.inkedCount) } ?? 64
    var bestGain = gain(best.ink * blockCount, blockCount)
    if blockCount < 64 { bestGain += gain(best.paper * (64 - blockCount), 64 - blockCount) }
    for set in 1..<32 {
      var sum = SIMD3<Float>.zero
      for part in 0..<5 where set >> part & 1 == 1 { sum += [red[part], green[part], blue[part]] }
      let count = sixth * Float(set.nonzeroBitCount)
      let gained = gain(sum, count) + gain(total - sum, 64 - count)
      if gained > bestGain + 1 {
        bestGain = gained
        best = ColourFit.Result(
          glyph: Sextant.glyph(set), ink: sum / count, paper: (total - sum) / (64 - count))
      }
    }
    return best
  }
}
