/// The best two-tone drawing of one cell of grey pixels.
///
/// A cell is 8×8 pixels. For a cut into n₁ inked pixels of sum S₁ and n₀ others of sum S₀, drawn in the greys q₁ and q₀,
/// the squared error is Σx² − (2q₁S₁ − n₁q₁²) − (2q₀S₀ − n₀q₀²). The sums of all 19 cuts follow from eight row sums, eight
/// column sums and four quadrant sums. With q the mean the gain in brackets is S²/n; with a palette q is the palette's
/// grey nearest to the mean, so that the choice of the cut already knows what the terminal can show.
struct GreyFit {
  /// Palette grey of every mean 0…255.
  private let greys: [Float]

  struct Result: Equatable {
    var glyph: Unicode.Scalar
    /// Greys 0…255, already those of the palette.
    var ink: UInt8
    var paper: UInt8

    /// The same picture with its two greys the other way round, where that leaves more of them as they are in the cell before:
    /// a terminal is told only what changes.
    func turned(after before: Result) -> Result {
      if glyph == " " { return Result(glyph: " ", ink: before.ink, paper: paper) }
      let kept = (ink == before.ink ? 1 : 0) + (paper == before.paper ? 1 : 0)
      let keptIfTurned = (paper == before.ink ? 1 : 0) + (ink == before.paper ? 1 : 0)
      guard keptIfTurned > kept, let other = BlockCut.complement(of: glyph) else { return self }
      return Result(glyph: other, ink: paper, paper: ink)
    }
  }

  /// Fits for the 30 greys of the 256-colour palette, or for all 256 greys.
  init(palette: Bool) {
    greys = palette ? Palette256.greyIntensity : (0..<256).map(Float.init)
  }

  /// Fits one cell whose upper left pixel is at `start` and whose rows are `stride` values apart; values in 0…255.
  func fit(_ pixels: UnsafeBufferPointer<Float>, start: Int, stride: Int) -> Result {
    greys.withUnsafeBufferPointer { Fitting(greys: $0).fit(pixels, start: start, stride: stride) }
  }
}

/// One use of a `GreyFit`, with its table of greys at hand.
private struct Fitting {
  typealias Result = GreyFit.Result
  let greys: UnsafeBufferPointer<Float>

  @inline(__always)
  func fit(_ pixels: UnsafeBufferPointer<Float>, start: Int, stride: Int) -> Result {
    precondition(start >= 0 && start + 7 * stride + 8 <= pixels.count, "the cell lies in the raster")
    var upper = SIMD8<Float>(repeating: 0)
    var lower = SIMD8<Float>(repeating: 0)
    var low = SIMD8<Float>(repeating: .infinity)
    var high = SIMD8<Float>(repeating: -.infinity)
    // below[k]: sum of the lowest k rows; left[k]: sum of the leftmost k columns.
    var rows = SIMD8<Float>(repeating: 0)
    let base = UnsafeRawPointer(pixels.baseAddress.unsafelyUnwrapped + start)
    let step = stride * MemoryLayout<Float>.stride
    for row in 0..<8 {
      let line = base.loadUnaligned(fromByteOffset: row * step, as: SIMD8<Float>.self)
      if row < 4 { upper += line } else { lower += line }
      rows[row] = line.sum()
      low.replace(with: line, where: line .< low)
      high.replace(with: line, where: line .> high)
    }
    let columns = upper + lower
    let total = columns.sum()
    let flat = grey(total, 64)
    if high.max() - low.min() < 0.5 { return Result(glyph: " ", ink: flat, paper: flat) }

    var best = Best(gain: gain(total, 64) + 1e-3, sum: total, cut: nil)
    let upperLeft = upper.lowHalf.sum()
    let upperRight = upper.highHalf.sum()
    let lowerLeft = lower.lowHalf.sum()
    let lowerRight = lower.highHalf.sum()
    consider(.lower(eighths: 4), lowerLeft + lowerRight, 32, total, &best)
    consider(.left(eighths: 4), upperLeft + lowerLeft, 32, total, &best)
    consider(.quadrants(1), upperLeft, 16, total, &best)
    consider(.quadrants(2), upperRight, 16, total, &best)
    consider(.quadrants(4), lowerLeft, 16, total, &best)
    consider(.quadrants(8), lowerRight, 16, total, &best)
    consider(.quadrants(6), upperRight + lowerLeft, 32, total, &best)
    var below: Float = 0
    var left: Float = 0
    for eighths in 1...7 {
      below += rows[8 - eighths]
      left += columns[eighths - 1]
      if eighths == 4 { continue }
      consider(.lower(eighths: eighths), below, Float(8 * eighths), total, &best)
      consider(.left(eighths: eighths), left, Float(8 * eighths), total, &best)
    }
    guard let cut = best.cut else { return Result(glyph: " ", ink: flat, paper: flat) }
    let count = Float(cut.inkedCount)
    let ink = grey(best.sum, count)
    let paper = grey(total - best.sum, 64 - count)
    return ink == paper
      ? Result(glyph: " ", ink: ink, paper: ink) : Result(glyph: cut.glyph, ink: ink, paper: paper)
  }

  private struct Best {
    var gain: Float
    var sum: Float
    var cut: BlockCut?
  }

  @inline(__always)
  private func consider(_ cut: BlockCut, _ sum: Float, _ count: Float, _ total: Float, _ best: inout Best) {
    let gain = gain(sum, count) + gain(total - sum, 64 - count)
    if gain > best.gain { best = Best(gain: gain, sum: sum, cut: cut) }
  }

  /// How much squared error the palette's grey for `sum` over `count` pixels explains.
  @inline(__always)
  private func gain(_ sum: Float, _ count: Float) -> Float {
    let shown = greys[place(sum / count)]
    return shown * (2 * sum - count * shown)
  }

  @inline(__always)
  private func grey(_ sum: Float, _ count: Float) -> UInt8 { RGB.byte(greys[place(sum / count)]) }

  @inline(__always)
  private func place(_ mean: Float) -> Int { min(max(Int(mean + 0.5), 0), 255) }
}
