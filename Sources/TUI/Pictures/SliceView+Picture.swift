internal import Features

extension SliceView {
  /// The slice as a grid of cells of the given size; cells beside the image are blank.
  ///
  /// The intensities go through the window, then through separable weights to 8×8 pixels per cell; fused image, masks and
  /// ruler are laid over these pixels in colour; then every cell is drawn by the glyph and two colours that fit its
  /// pixels best. Cells without an overlay take the faster way through greys only. The crosshair comes last, over the
  /// cells that it crosses.
  public func picture(size: Size, look: Look) -> Canvas {
    guard isDrawable(size: size) else { return Canvas(size: size) }
    let frame = frame(size: size, look: look)
    return SlicePicture(self, frame: frame, look: look).canvas(crosshair: crosshair, frame: frame, look: look)
  }

  /// Whether there is anything to draw and room for it.
  func isDrawable(size: Size) -> Bool {
    !size.isEmpty && volume.geometry.count > 0 && volume.geometry.hasUsableSpacing
  }
}

/// A slice as pixels and as cells, before the crosshair, which moves more often than anything else.
struct SlicePicture {
  private let pixels: SlicePixels
  private let cells: Canvas

  init(_ view: SliceView, frame: SliceFrame, look: Look) {
    pixels = SlicePixels(view, frame: frame)
    var cells = Canvas(size: frame.size)
    pixels.paint(on: &cells, look: look)
    self.cells = cells
  }

  /// The cells with a crosshair over them.
  func canvas(crosshair: SIMD3<Double>?, frame: SliceFrame, look: Look) -> Canvas {
    guard let crosshair else { return cells }
    var canvas = cells
    pixels.drawCrosshair(at: crosshair, frame: frame, look: look, on: &canvas)
    return canvas
  }
}

extension Geometry {
  /// Whether every spacing is a positive number: without that a slice has no proportions.
  var hasUsableSpacing: Bool {
    (0..<3).allSatisfy { spacing[$0].isFinite && spacing[$0] > 0 && size[$0] > 0 }
  }
}

/// The pixels of a slice before they become glyphs.
struct SlicePixels {
  let size: Size
  /// Cells that touch the image.
  let covered: Rect
  /// Pixels that lie on the image.
  let across: Range<Int>
  let down: Range<Int>
  var grey: GreyRaster
  /// Present where something coloured lies over the image.
  var colour: ColourRaster?
  /// Per cell: whether it has coloured pixels.
  var isTinted: [Bool]
  /// Per cell: 1 + number of the mask whose contour crosses it, or one of `LineMark`, 0 for none; what glyphs without
  /// colour need.
  var contour: [UInt8]
  /// Per cell: the pixels of contours, bit 8·row + column; empty without masks.
  var contourPixels: [UInt64] = []
  /// Per cell: the pixels of a measured distance, in the same order; empty without one.
  var rulerPixels: [UInt64] = []
  /// Colours of the masks, and their letters where there are no lines.
  let maskColours: [RGB]
  let maskLetters: [Unicode.Scalar]

  init(_ view: SliceView, frame: SliceFrame) {
    size = frame.size
    maskColours = view.masks.map(\.colour)
    maskLetters = view.masks.map(\.letter)
    isTinted = Array(repeating: false, count: size.columns * size.rows)
    contour = Array(repeating: 0, count: size.columns * size.rows)
    let orientation = frame.orientation
    let step = frame.voxelsPerCell
    let corner = frame.voxel(atColumn: 0, row: 0)
    let across = AxisWeights(
      voxelCount: view.volume.geometry.size[orientation.acrossAxis],
      start: corner[orientation.acrossAxis] + step.x / 16, step: step.x / 8, count: size.columns * 8,
      interpolation: view.interpolation)
    let down = AxisWeights(
      voxelCount: view.volume.geometry.size[orientation.downAxis],
      start: corner[orientation.downAxis] + step.y / 16, step: step.y / 8, count: size.rows * 8,
      interpolation: view.interpolation)
    let columns = across.covered.lowerBound / 8..<(across.covered.upperBound + 7) / 8
    let rows = down.covered.lowerBound / 8..<(down.covered.upperBound + 7) / 8
    covered = Rect(column: columns.lowerBound, row: rows.lowerBound, columns: columns.count, rows: rows.count)
    self.across = across.covered
    self.down = down.covered
    grey = Resampling.raster(
      view.windowedSlice(), columns: view.volume.geometry.size[orientation.acrossAxis],
      rows: view.volume.geometry.size[orientation.downAxis], across: across, down: down, size: size)
    overlay(view, frame: frame)
  }
}

extension SliceView {
  /// The greys 0…255 of the shown slice, across the screen first, in the order of the voxel axes.
  func windowedSlice() -> [Float] {
    let size = volume.geometry.size
    let orientation = orientation
    let strides = SIMD3(1, size.x, size.x * size.y)
    let acrossStride = strides[orientation.acrossAxis]
    let downStride = strides[orientation.downAxis]
    let columns = size[orientation.acrossAxis]
    let rows = size[orientation.downAxis]
    let start = min(max(slice, 0), size[orientation.sliceAxis] - 1) * strides[orientation.sliceAxis]
    let low = Float(window.low)
    // Inverted grey is grey turned round; the other maps colour the greys later.
    let isTurned = isInverted != (colourMap == .invertedGrey)
    let scale = Float(255 / window.width) * (isTurned ? -1 : 1)
    let offset: Float = isTurned ? 255 : 0
    return [Float](unsafeUninitializedCapacity: columns * rows) { greys, count in
      volume.voxels.withUnsafeBufferPointer { voxels in
        for row in 0..<rows {
          var index = start + row * downStride
          let target = row * columns
          for column in 0..<columns {
            let value = (voxels[index] - low) * scale + offset
            // NaN fails the first comparison and becomes black.
            greys[target + column] = value > 0 ? (value < 255 ? value : 255) : 0
            index += acrossStride
          }
        }
      }
      count = columns * rows
    }
  }
}
