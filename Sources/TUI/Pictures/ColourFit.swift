/// The best two-tone drawing of one cell of coloured pixels: the cut that maximises |S₁|²/n₁ + |S₀|²/n₀, with S the sums of
/// the three channels. The two mean colours are matched to the palette last.
enum ColourFit {
  struct Result: Equatable {
    var glyph: Unicode.Scalar
    /// Mean colours, channels 0…255.
    var ink: SIMD3<Float>
    var paper: SIMD3<Float>
  }

  /// Sums of one channel of a cell.
  private struct Sums {
    var rows = SIMD8<Float>(repeating: 0)
    var columns = SIMD8<Float>(repeating: 0)
    /// Upper left, upper right, lower left, lower right.
    var quadrants = SIMD4<Float>(repeating: 0)

    /// - Parameter start: of the 64 pixels of a channel.
    init(_ values: [Float], start: Int) {
      var upper = SIMD8<Float>(repeating: 0)
      var lower = SIMD8<Float>(repeating: 0)
      values.withUnsafeBytes { bytes in
        for line in 0..<8 {
          let pixels = bytes.loadUnaligned(fromByteOffset: (start + line * 8) * 4, as: SIMD8<Float>.self)
          rows[line] = pixels.sum()
          if line < 4 { upper += pixels } else { lower += pixels }
        }
      }
      columns = upper + lower
      quadrants = [upper.lowHalf.sum(), upper.highHalf.sum(), lower.lowHalf.sum(), lower.highHalf.sum()]
    }
  }

  static func fit(_ raster: ColourRaster, column: Int, row: Int) -> Result {
    guard let start = raster.start(column: column, row: row) else {
      let mean = raster.mean(cell: column, row)
      return Result(glyph: " ", ink: mean, paper: mean)
    }
    let red = Sums(raster.values, start: start)
    let green = Sums(raster.values, start: start + ColourRaster.channel)
    let blue = Sums(raster.values, start: start + 2 * ColourRaster.channel)
    func quadrant(_ place: Int) -> SIMD3<Float> {
      [red.quadrants[place], green.quadrants[place], blue.quadrants[place]]
    }
    let total = quadrant(0) + quadrant(1) + quadrant(2) + quadrant(3)
    var best: BlockCut?
    var bestSum = total
    var bestGain = gain(total, 64) + 1
    func consider(_ cut: BlockCut, _ sum: SIMD3<Float>, _ count: Float) {
      let gained = gain(sum, count) + gain(total - sum, 64 - count)
      if gained > bestGain {
        best = cut
        bestSum = sum
        bestGain = gained
      }
    }
    consider(.lower(eighths: 4), quadrant(2) + quadrant(3), 32)
    consider(.left(eighths: 4), quadrant(0) + quadrant(2), 32)
    for place in 0..<4 { consider(.quadrants(1 << place), quadrant(place), 16) }
    consider(.quadrants(6), quadrant(1) + quadrant(2), 32)
    var below = SIMD3<Float>.zero
    var left = SIMD3<Float>.zero
    for eighths in 1...7 {
      let line = 8 - eighths
      below += [red.rows[line], green.rows[line], blue.rows[line]]
      left += [red.columns[eighths - 1], green.columns[eighths - 1], blue.columns[eighths - 1]]
      if eighths == 4 { continue }
      consider(.lower(eighths: eighths), below, Float(8 * eighths))
      consider(.left(eighths: eighths), left, Float(8 * eighths))
    }
    guard let best else { return Result(glyph: " ", ink: total / 64, paper: total / 64) }
    let count = Float(best.inkedCount)
    return Result(glyph: best.glyph, ink: bestSum / count, paper: (total - bestSum) / (64 - count))
  }

  private static func gain(_ sum: SIMD3<Float>, _ count: Float) -> Float { (sum * sum).sum() / count }
}
