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

  init(voxelCount: Int, start: Double, step: Double, count: Int) {
    let radius = max(1, abs(step))
    tapCount = min(voxelCount, Int((2 * radius).rounded(.up)) + 1)
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
      let from = min(max(0, Int((centre - radius).rounded(.up))), voxelCount - tapCount)
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
    // Only the rows of the image that the raster shows are widened.
    var neededLow = rows
    var neededHigh = 0
    for pixel in down.covered {
      neededLow = min(neededLow, down.first[pixel])
      neededHigh = max(neededHigh, down.first[pixel] + down.tapCount)
    }
    var wide = [Float](repeating: 0, count: stride * (neededHigh - neededLow))
    let left = across.covered.lowerBound
    let right = across.covered.upperBound
    let taps = across.tapCount
    greys.withUnsafeBufferPointer { greys in
      across.first.withUnsafeBufferPointer { first in
        across.weights.withUnsafeBufferPointer { weights in
          wide.withUnsafeMutableBufferPointer { wide in
            for row in neededLow..<neededHigh {
              let source = row * columns
              let target = (row - neededLow) * stride
              for pixel in left..<right {
                let from = source + first[pixel]
                let weight = pixel * taps
                var sum: Float = 0
                for tap in 0..<taps { sum += greys[from + tap] * weights[weight + tap] }
                wide[target + pixel] = sum
              }
            }
          }
        }
      }
    }
    raster.values.withUnsafeMutableBufferPointer { values in
      wide.withUnsafeBufferPointer { wide in
        for pixel in down.covered {
          let target = pixel * stride
          for tap in 0..<down.tapCount {
            let weight = down.weights[pixel * down.tapCount + tap]
            if weight == 0 { continue }
            let source = (down.first[pixel] + tap - neededLow) * stride
            for column in left..<right { values[target + column] += wide[source + column] * weight }
          }
        }
      }
    }
    return raster
  }
}
