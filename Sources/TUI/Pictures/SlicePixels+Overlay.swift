internal import Features
internal import Foundation

extension SlicePixels {
  /// Colours the pixels by the view's map, then lays the fused image, the masks and the ruler over them.
  mutating func overlay(_ view: SliceView, frame: SliceFrame) {
    guard !across.isEmpty, !down.isEmpty else { return }
    let shown = view.masks.enumerated().filter { $0.element.drawing != .hidden && $0.element.extent.box != nil }
    let isColoured = view.colourMap != .grey && view.colourMap != .invertedGrey
    guard isColoured || view.fused != nil || !shown.isEmpty || view.ruler != nil else { return }
    var pixels = ColourRaster(grey: grey)
    if isColoured { colourAll(by: view.colourMap, into: &pixels) }
    if !shown.isEmpty { contourPixels = Array(repeating: 0, count: isTinted.count) }
    if let fused = view.fused { fuse(fused, into: &pixels, frame: frame) }
    for (number, layer) in shown {
      draw(layer, number: number, into: &pixels, frame: frame)
    }
    leaveOutTouches(&pixels)
    if let ruler = view.ruler { draw(ruler, into: &pixels, frame: frame) }
    colour = pixels
  }

  /// Positions of pixels in another image: `start + column·across + row·down`.
  private struct PixelPositions {
    let start: SIMD3<Double>
    let across: SIMD3<Double>
    let down: SIMD3<Double>

    init?(of frame: SliceFrame, in geometry: Geometry) {
      guard let map = VoxelMap(from: frame.geometry, to: geometry) else { return nil }
      start = map(frame.voxel(atColumn: 1.0 / 16, row: 1.0 / 16))
      across = map.turned(frame.voxel(atColumn: 0.125, row: 0) - frame.voxel(atColumn: 0, row: 0))
      down = map.turned(frame.voxel(atColumn: 0, row: 0.125) - frame.voxel(atColumn: 0, row: 0))
    }

    func callAsFunction(_ column: Int, _ row: Int) -> SIMD3<Double> {
      start + across * Double(column) + down * Double(row)
    }
  }

  private mutating func colourAll(by map: ColourMap, into pixels: inout ColourRaster) {
    let table = map.table
    for row in down { for column in across { pixels.recolour(x: column, y: row, by: table) } }
    for row in covered.row..<covered.endRow {
      for column in covered.column..<covered.endColumn { isTinted[row * size.columns + column] = true }
    }
  }

  private mutating func fuse(_ layer: FusedLayer, into pixels: inout ColourRaster, frame: SliceFrame) {
    guard let positions = PixelPositions(of: frame, in: layer.volume.geometry) else { return }
    let sampler = TrilinearSampler(layer.volume)
    let table = layer.map.table
    let low = Float(layer.window.low)
    let scale = Float(255 / layer.window.width)
    let opacity = Float(layer.opacity)
    let step = (positions.across + positions.down) / 2
    // A fused image is blurred by nature: every second pixel is enough and costs a quarter.
    for row in Swift.stride(from: down.lowerBound & ~1, to: down.upperBound, by: 2) {
      for column in Swift.stride(from: across.lowerBound & ~1, to: across.upperBound, by: 2) {
        guard let value = sampler.value(at: positions(column, row) + step) else { continue }
        let intensity = (value - low) * scale
        let place = intensity > 0 ? Int(min(intensity, 255)) : 0
        // Where the second image is dark the first one shines through: air has no colour.
        let strength = layer.map == .hot ? opacity * min(1, Float(place) / 48) : opacity
        if strength <= 0 { continue }
        for y in max(row, down.lowerBound)..<min(row + 2, down.upperBound) {
          for x in max(column, across.lowerBound)..<min(column + 2, across.upperBound) {
            pixels.blend(table[place], x: x, y: y, opacity: strength)
          }
        }
        isTinted[row / 8 * size.columns + column / 8] = true
      }
    }
  }

  private mutating func draw(
    _ layer: MaskLayer, number: Int, into pixels: inout ColourRaster, frame: SliceFrame
  ) {
    guard let window = pixelWindow(of: layer, frame: frame),
      let inside = insidePixels(of: layer, frame: frame, window: window)
    else { return }
    let colour = layer.colour.channels
    let width = window.across.count
    let height = window.down.count
    let dashes = Dashes(layer.line, across: window.across, down: window.down)
    for y in 0..<height {
      for x in 0..<width where inside[y * width + x] {
        let isContour =
          Self.isBorder(inside, x, y, width, height)
          && dashes.isInked(column: (window.across.lowerBound + x) / 8, row: (window.down.lowerBound + y) / 8)
        let opacity: Float
        switch layer.drawing {
        case .hidden: opacity = 0
        case .contour: opacity = isContour ? 1 : 0
        case .fill: opacity = Float(layer.opacity)
        case .both: opacity = isContour ? 1 : Float(layer.opacity)
        }
        if opacity == 0 { continue }
        let column = window.across.lowerBound + x
        let row = window.down.lowerBound + y
        pixels.blend(colour, x: column, y: row, opacity: opacity)
        let cell = row / 8 * size.columns + column / 8
        isTinted[cell] = true
        if isContour || layer.drawing == .fill { contour[cell] = UInt8(min(number + 1, 200)) }
        if isContour, layer.drawing != .fill { contourPixels[cell] |= 1 << UInt64(row % 8 * 8 + column % 8) }
      }
    }
  }

  /// Whether an inside pixel lies within two columns or one row of the outside: a line about as thick both ways.
  private static func isBorder(_ inside: [Bool], _ x: Int, _ y: Int, _ width: Int, _ height: Int) -> Bool {
    if x < 2 || y < 1 || x >= width - 2 || y >= height - 1 { return true }
    let at = y * width + x
    return !inside[at - 1] || !inside[at + 1] || !inside[at - 2] || !inside[at + 2] || !inside[at - width]
      || !inside[at + width]
  }

  /// Takes contours out of cells that they only touch, next to one that they cross: there they would be a blot.
  private mutating func leaveOutTouches(_ pixels: inout ColourRaster) {
    guard !contourPixels.isEmpty else { return }
    let least = 4
    func isCrossed(_ column: Int, _ row: Int) -> Bool {
      column >= 0 && row >= 0 && column < size.columns && row < size.rows
        && contourPixels[row * size.columns + column].nonzeroBitCount >= least
    }
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let cell = row * size.columns + column
        let member = contourPixels[cell]
        guard member != 0, member.nonzeroBitCount < least,
          (row - 1...row + 1).contains(where: { row in (column - 1...column + 1).contains { isCrossed($0, row) } })
        else { continue }
        var sum = SIMD3<Float>.zero
        for pixel in 0..<64 where member >> UInt64(pixel) & 1 == 0 {
          sum += pixels.pixel(cell: column, row, x: pixel % 8, y: pixel / 8)
        }
        let mean = sum / Float(64 - member.nonzeroBitCount)
        for pixel in 0..<64 where member >> UInt64(pixel) & 1 == 1 {
          pixels.blend(mean, x: column * 8 + pixel % 8, y: row * 8 + pixel / 8, opacity: 1)
        }
        contourPixels[cell] = 0
        contour[cell] = 0
      }
    }
  }

  /// Which cells of a line that is not solid are inked: by the direction from the middle of the region, so that a line is
  /// never missing altogether whichever way it runs. A cell is inked whole or not at all.
  private struct Dashes {
    private let count: Int
    private let rhythm: [Bool]
    private let middle: SIMD2<Double>

    init(_ line: MaskLayer.LineStyle, across: Range<Int>, down: Range<Int>) {
      middle = SIMD2(Double(across.lowerBound + across.upperBound), Double(down.lowerBound + down.upperBound)) / 16
      // In cells; those of a slanting line count once.
      let around = 2 * Double(max(across.count, down.count)) / 8 + Double(min(across.count, down.count)) / 8
      rhythm = line.rhythm
      let period = Double(rhythm.count)
      // A region of a few cells has no room for gaps.
      count = line == .solid || around < (period > 4 ? 3 : 4) * period ? 0 : Int(around / period)
    }

    func isInked(column: Int, row: Int) -> Bool {
      guard count > 0 else { return true }
      let place =
        (atan2(Double(row) + 0.5 - middle.y, Double(column) + 0.5 - middle.x) / (2 * .pi) + 0.5) * Double(count)
      return rhythm[min(rhythm.count - 1, Int((place - place.rounded(.down)) * Double(rhythm.count)))]
    }
  }

  /// The pixels that the bounding box of a mask can touch, with a margin of two on each side.
  private func pixelWindow(
    of layer: MaskLayer, frame: SliceFrame
  ) -> (across: Range<Int>, down: Range<Int>)? {
    guard let box = layer.extent.box, let map = VoxelMap(from: layer.mask.geometry, to: frame.geometry) else {
      return nil
    }
    var low = SIMD2<Double>(repeating: .infinity)
    var high = -low
    for corner in 0..<8 {
      var voxel = SIMD3<Double>()
      for axis in 0..<3 {
        voxel[axis] = corner >> axis & 1 == 0 ? Double(box.low[axis]) - 0.5 : Double(box.high[axis]) + 0.5
      }
      let place = frame.place(ofVoxel: map(voxel))
      low = pointwiseMin(low, [place.column, place.row])
      high = pointwiseMax(high, [place.column, place.row])
    }
    guard low.x.isFinite, low.y.isFinite, high.x.isFinite, high.y.isFinite else { return nil }
    func pixels(_ low: Double, _ high: Double, _ limit: Range<Int>) -> Range<Int>? {
      let from = Int(min(max(low * 8, -16), 1e8).rounded(.down)) - 2
      let to = Int(min(max(high * 8, -16), 1e8).rounded(.up)) + 3
      let clamped = max(from, limit.lowerBound)..<max(max(from, limit.lowerBound), min(to, limit.upperBound))
      return clamped.isEmpty ? nil : clamped
    }
    guard let columns = pixels(low.x, high.x, across), let rows = pixels(low.y, high.y, down) else { return nil }
    return (columns, rows)
  }

  /// Which pixels of a window lie in the mask. Where a pixel spans several voxels of the mask, one inside is enough, so
  /// that the smallest region is still seen.
  private func insidePixels(
    of layer: MaskLayer, frame: SliceFrame, window: (across: Range<Int>, down: Range<Int>)
  ) -> [Bool]? {
    let geometry = layer.mask.geometry
    guard let positions = PixelPositions(of: frame, in: geometry) else { return nil }
    func samples(_ step: SIMD3<Double>) -> Int {
      min(16, max(1, Int(max(abs(step.x), abs(step.y), abs(step.z)).rounded(.up))))
    }
    let samplesAcross = samples(positions.across)
    let samplesDown = samples(positions.down)
    let width = window.across.count
    if let across = MaskOffsets(
      along: positions.across, from: positions.start, pixels: window.across, samples: samplesAcross, in: geometry),
      let down = MaskOffsets(
        along: positions.down, from: positions.start, pixels: window.down, samples: samplesDown, in: geometry),
      across.axis != down.axis
    {
      return insidePixels(layer.mask, across: across, down: down, start: positions.start)
    }
    var inside = [Bool](repeating: false, count: width * window.down.count)
    layer.mask.isInside.withUnsafeBufferPointer { mask in
      for y in 0..<window.down.count {
        for x in 0..<width {
          let middle = positions(window.across.lowerBound + x, window.down.lowerBound + y)
          var isInside = false
          for v in 0..<samplesDown where !isInside {
            let shiftDown = (Double(v) + 0.5) / Double(samplesDown) - 0.5
            for u in 0..<samplesAcross where !isInside {
              let shiftAcross = (Double(u) + 0.5) / Double(samplesAcross) - 0.5
              let position = middle + positions.across * shiftAcross + positions.down * shiftDown
              if let voxel = geometry.voxel(nearest: position) {
                isInside = mask[geometry.index(x: voxel.x, y: voxel.y, z: voxel.z)]
              }
            }
          }
          inside[y * width + x] = isInside
        }
      }
    }
    return inside
  }

  /// The same where columns and rows of pixels are those of the mask, as nearly always: each is looked up once.
  private func insidePixels(_ mask: Mask, across: MaskOffsets, down: MaskOffsets, start: SIMD3<Double>) -> [Bool] {
    let width = across.count
    var inside = [Bool](repeating: false, count: width * down.count)
    let axis = 3 - across.axis - down.axis
    guard let fixed = MaskOffsets.voxel(start[axis], of: mask.geometry.size[axis]) else { return inside }
    let base = fixed * MaskOffsets.stride(of: axis, in: mask.geometry)
    mask.isInside.withUnsafeBufferPointer { mask in
      for y in 0..<down.count {
        // Rows of pixels that fall on the same voxels are alike.
        if y > 0, down.isSame(y, as: y - 1) {
          for x in 0..<width { inside[y * width + x] = inside[(y - 1) * width + x] }
          continue
        }
        for x in 0..<width {
          inside[y * width + x] = down[y].contains { row in
            row >= 0 && across[x].contains { column in column >= 0 && mask[base + row + column] }
          }
        }
      }
    }
    return inside
  }

  /// Where the samples of pixels along one direction fall in a mask, as offsets into its voxels; −1 outside of it.
  private struct MaskOffsets {
    /// The axis of the mask along which the pixels lie.
    let axis: Int
    let count: Int
    private let samples: Int
    private var offsets: [Int]

    /// Nil where the direction goes along more than one axis of the mask.
    init?(
      along step: SIMD3<Double>, from start: SIMD3<Double>, pixels: Range<Int>, samples: Int, in geometry: Geometry
    ) {
      let moving = (0..<3).filter { abs(step[$0]) > 1e-9 }
      guard moving.count == 1 else { return nil }
      axis = moving[0]
      count = pixels.count
      self.samples = samples
      offsets = []
      offsets.reserveCapacity(count * samples)
      let stride = Self.stride(of: axis, in: geometry)
      for pixel in pixels {
        for sample in 0..<samples {
          let shift = (Double(sample) + 0.5) / Double(samples) - 0.5
          let place = start[axis] + step[axis] * (Double(pixel) + shift)
          offsets.append(Self.voxel(place, of: geometry.size[axis]).map { $0 * stride } ?? -1)
        }
      }
    }

    subscript(_ pixel: Int) -> ArraySlice<Int> { offsets[pixel * samples..<(pixel + 1) * samples] }

    func isSame(_ a: Int, as b: Int) -> Bool {
      (0..<samples).allSatisfy { offsets[a * samples + $0] == offsets[b * samples + $0] }
    }

    /// The voxel of an axis whose box holds a position; nil beyond both ends.
    static func voxel(_ position: Double, of count: Int) -> Int? {
      let shifted = position + 0.5
      return shifted >= 0 && shifted < Double(count) ? Int(shifted) : nil
    }

    static func stride(of axis: Int, in geometry: Geometry) -> Int {
      axis == 0 ? 1 : axis == 1 ? geometry.size.x : geometry.size.x * geometry.size.y
    }
  }

  static let rulerColour = RGB(red: 255, green: 215, blue: 0)

  /// A line from end to end with a small cross-bar at each; nothing where an end lies in another slice.
  private mutating func draw(_ ruler: Ruler, into pixels: inout ColourRaster, frame: SliceFrame) {
    guard let map = VoxelMap(worldTo: frame.geometry) else { return }
    let ends = [map(ruler.start), map(ruler.end)]
    let axis = frame.orientation.sliceAxis
    guard ends.allSatisfy({ abs($0[axis] - Double(frame.slice)) <= 0.75 }) else { return }
    let places = ends.map { voxel -> SIMD2<Double> in
      let place = frame.place(ofVoxel: voxel)
      return SIMD2(place.column, place.row) * 8
    }
    guard places.allSatisfy({ $0.x.isFinite && $0.y.isFinite && abs($0.x) < 1e6 && abs($0.y) < 1e6 }) else { return }
    let step = places[1] - places[0]
    let count = Int(max(abs(step.x), abs(step.y)).rounded(.up))
    rulerPixels = Array(repeating: 0, count: isTinted.count)
    let colour = Self.rulerColour.channels
    func ink(_ x: Int, _ y: Int) {
      guard across.contains(x), down.contains(y) else { return }
      pixels.blend(colour, x: x, y: y, opacity: 1)
      let cell = y / 8 * size.columns + x / 8
      isTinted[cell] = true
      contour[cell] = LineMark.ruler.rawValue
      rulerPixels[cell] |= 1 << UInt64(y % 8 * 8 + x % 8)
    }
    for place in 0...max(1, count) {
      let at = places[0] + step * (Double(place) / Double(max(1, count)))
      let x = Int(at.x.rounded(.down))
      let y = Int(at.y.rounded(.down))
      ink(x, y)
      // As thick across as down: a cell is twice as high as wide.
      ink(x + 1, y)
    }
    for end in places {
      for offset in -3...3 {
        ink(Int(end.x.rounded(.down)), Int(end.y.rounded(.down)) + offset)
        ink(Int(end.x.rounded(.down)) + 1, Int(end.y.rounded(.down)) + offset)
      }
    }
  }

  /// What a cell without colour shows of a line, in `contour` above the numbers of masks.
  enum LineMark: UInt8 {
    case crosshairDown = 253
    case crosshairAcross = 254
    case ruler = 255

    /// Among shades it is drawn as a line would be; among letters it is one that no brightness has.
    func letter(_ glyphs: Look.PictureGlyphs) -> Unicode.Scalar {
      switch self {
      case .crosshairDown: "|"
      case .crosshairAcross: glyphs == .ascii ? "~" : "-"
      case .ruler: glyphs == .ascii ? "D" : "+"
      }
    }
  }
}
