/// Linear weights that bring one axis of an image to the pixels of a raster.
///
/// Output pixel k lies at `start + k·step` in voxels. Where the raster is finer than the image the weights interpolate
/// linearly; where it is coarser the triangle widens with the step, so that every voxel counts (no aliasing). Beyond the
/// centres of the outermost voxels the border value continues for half a voxel; outside of that nothing is drawn.
struct AxisWeights {
  /// Output pixels that lie on the image.
  let covered: Range<Int>
  /// Weights per output pixel.
  let tapCount: Int
  /// First voxel of each output pixel.
  private(set) var first: [Int]
  /// `count · tapCount` weights; the weights of one pixel sum to 1.
  private(set) var weights: [Float]

  init(
    voxelCount: Int, start: Double, step: Double, count: Int, interpolation: SliceView.Interpolation = .linear
  ) {
    let radius = max(1, abs(step))
    // The triangle is zero at both of its ends: no more voxels than this lie between them.
    tapCount = interpolation == .nearest ? 1 : min(voxelCount, Int((2 * radius).rounded(.up)))
    first = Array(repeating: 0, count: count)
    weights = Array(repeating: 0, count: count * tapCount)
    var low = count
    var high = 0
    let last = Double(voxelCount - 1)
    for pixel in 0..<count {
      let position = start + Double(pixel) * step
      guard position >= -0.5, position <= last + 0.5 else { continue }
      low = min(low, pixel)
      high = pixel + 1
      let centre = min(max(position, 0), last)
      if interpolation == .nearest {
        first[pixel] = Int(centre.rounded())
        weights[pixel] = 1
        continue
      }
      let from = min(max(0, Int((centre - radius).rounded(.down)) + 1), voxelCount - tapCount)
      var sum = 0.0
      for tap in 0..<tapCount { sum += max(0, 1 - abs(Double(from + tap) - centre) / radius) }
      first[pixel] = from
      for tap in 0..<tapCount {
        let weight = max(0, 1 - abs(Double(from + tap) - centre) / radius)
        weights[pixel * tapCount + tap] = Float(weight / sum)
      }
    }
    covered = low < high ? low..<high : 0..<0
  }
}

/// A grey image of one slice, values 0…255, brought to a raster through separable weights.
enum Resampling {
  /// Resamples `greys` (`columns × rows`, row by row) into a raster; pixels beside the image stay `outside`.
  static func raster(
    _ greys: [Float], columns: Int, rows: Int, across: AxisWeights, down: AxisWeights, size: Size
  ) -> GreyRaster {
    var raster = GreyRaster(size: size)
    guard !across.covered.isEmpty, !down.covered.isEmpty, greys.count == columns * rows else { return raster }
    let stride = raster.stride
    let pixels = across.covered
    var sheet = [Float](repeating: 0, count: columns)
    greys.withUnsafeBufferPointer { greys in
      sheet.withUnsafeMutableBufferPointer { sheet in
        raster.values.withUnsafeMutableBufferPointer { values in
          for row in down.covered {
            narrow(greys, columns: columns, row: row, down: down, into: sheet)
            widen(sheet, across: across, pixels: pixels, into: values, at: row * stride)
          }
        }
      }
    }
    return raster
  }

  /// One row of the raster still in voxels across: the weighted sum of rows of the image.
  @inline(__always)
  private static func narrow(
    _ greys: UnsafeBufferPointer<Float>, columns: Int, row: Int, down: AxisWeights,
    into sheet: UnsafeMutableBufferPointer<Float>
  ) {
    let first = down.first[row] * columns
    let weight = down.weights[row * down.tapCount]
    for column in 0..<columns { sheet[column] = greys[first + column] * weight }
    for tap in 1..<max(1, down.tapCount) {
      let weight = down.weights[row * down.tapCount + tap]
      if weight == 0 { continue }
      let source = first + tap * columns
      for column in 0..<columns { sheet[column] += greys[source + column] * weight }
    }
  }

  /// The row brought to the pixels across; the usual two voxels per pixel have a loop of their own.
  @inline(__always)
  private static func widen(
    _ sheet: UnsafeMutableBufferPointer<Float>, across: AxisWeights, pixels: Range<Int>,
    into values: UnsafeMutableBufferPointer<Float>, at start: Int
  ) {
    let taps = across.tapCount
    across.first.withUnsafeBufferPointer { first in
      across.weights.withUnsafeBufferPointer { weights in
        if taps == 2 {
          for pixel in pixels {
            let from = first[pixel]
            values[start + pixel] = sheet[from] * weights[2 * pixel] + sheet[from + 1] * weights[2 * pixel + 1]
          }
          return
        }
        for pixel in pixels {
          let from = first[pixel]
          var sum: Float = 0
          for tap in 0..<taps { sum += sheet[from + tap] * weights[pixel * taps + tap] }
          values[start + pixel] = sum
        }
      }
    }
  }
}
