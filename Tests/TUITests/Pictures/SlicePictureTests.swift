import Features
import TestSupport
import Testing

@testable import TUI

@Suite struct SlicePictureTests {
  static let looks: [Look] = Look.PictureGlyphs.allCases.flatMap { glyphs in
    Look.ColorDepth.allCases.map { Look(pictures: glyphs, color: $0) }
  }

  /// A ball of intensity 200 and radius 8 in 24×24×24 voxels.
  static let ball: (volume: Volume<Float>, mask: Mask) = {
    let geometry = Geometry(size: [24, 24, 24])
    var inside: [Bool] = []
    for z in 0..<24 {
      for y in 0..<24 {
        for x in 0..<24 {
          let (dx, dy, dz) = (Double(x) - 11.5, Double(y) - 11.5, Double(z) - 11.5)
          inside.append(dx * dx + dy * dy + dz * dz < 64)
        }
      }
    }
    return (
      Volume(geometry: geometry, voxels: inside.map { $0 ? 200 : 20 }), Mask(geometry: geometry, isInside: inside)
    )
  }()

  static func view() -> SliceView {
    SliceView(
      ball.volume, window: Window(from: 0, to: 255), masks: [MaskLayer(ball.mask, over: ball.volume.geometry)])
  }

  @Test(arguments: looks.indices)
  func `every size and look draws, from nothing to a wall`(_ number: Int) {
    var view = Self.view()
    view.crosshair = [11, 11, 11]
    view.fused = FusedLayer(Self.ball.volume, window: Window(from: 0, to: 200))
    for (columns, rows) in [(0, 0), (1, 1), (1, 30), (30, 1), (0, 9), (13, 4), (60, 20), (200, 60)] {
      let size = Size(columns: columns, rows: rows)
      let picture = view.picture(size: size, look: Self.looks[number])
      #expect(picture.gridSize == size)
      let page = view.page(size: size, look: Self.looks[number], title: "é小\u{1B}[2J")
      let lines = page.ansiLines(look: Self.looks[number])
      #expect(lines.count == rows)
      for line in lines { #expect(Self.visibleWidth(line) <= columns) }
    }
  }

  @Test func `without colour no escape sequence is printed and ASCII stays ASCII`() {
    let lines = Self.view().page(size: Size(columns: 60, rows: 20), look: .plain).ansiLines(look: .plain)
    #expect(lines.allSatisfy { $0.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value < 127 } })
    #expect(lines.contains { $0.contains("o") })
  }

  @Test func `only SGR sequences are printed in colour`() {
    for look in [Look.standard, Look(color: .truecolor)] {
      for line in Self.view().page(size: Size(columns: 60, rows: 20), look: look).ansiLines(look: look) {
        var rest = line[...]
        while let escape = rest.firstIndex(of: "\u{1B}") {
          rest = rest[escape...].dropFirst()
          #expect(rest.first == "[")
          let end = rest.firstIndex { !"[0123456789;".contains($0) }
          #expect(end.map { rest[$0] } == "m")
          rest = rest[(end ?? rest.endIndex)...]
        }
      }
    }
  }

  @Test func `the contour is coloured and hidden when asked`() {
    let size = Size(columns: 48, rows: 24)
    let vermillion = Palette256.index(nearestTo: MaskLayer.colours[0])
    func contourCells(_ view: SliceView) -> Int {
      view.picture(size: size, look: .standard).cells.filter {
        $0.style.foreground == .indexed(vermillion) || $0.style.background == .indexed(vermillion)
      }.count
    }
    var view = Self.view()
    #expect(contourCells(view) > 20)
    view.masks[0].drawing = .hidden
    #expect(contourCells(view) == 0)
  }

  @Test func `millions of colours do not fade a thin contour, also not over a fused image`() {
    var view = Self.view()
    view.fused = FusedLayer(Self.ball.volume, window: Window(from: 0, to: 200))
    let own = MaskLayer.colours[0]
    let colour = Color.rgb(own.red, own.green, own.blue)
    let cells = view.picture(size: Size(columns: 48, rows: 24), look: Look(color: .truecolor)).cells
    #expect(cells.filter { $0.style.foreground == colour || $0.style.background == colour }.count > 20)
  }

  @Test(arguments: [Look.standard, Look(pictures: .half), Look(color: .truecolor)])
  func `the crosshair is a thin line over what lies there, and leaves a contour in front`(_ look: Look) throws {
    let size = Size(columns: 48, rows: 24)
    var view = Self.view()
    let plain = view.picture(size: size, look: look)
    view.crosshair = [11.5, 11.5, 11.5]
    let crossed = view.picture(size: size, look: look)
    let frame = view.frame(size: size, look: look)
    let place = frame.place(ofVoxel: [11.5, 11.5, 11.5])
    let (column, row) = (Int(place.column), Int(place.row))
    #expect(crossed[column, 1].scalar == "│" && crossed[6, row].scalar == "─")
    // Black behind the line in the air; the ball is bright, and the line over it is dark.
    #expect(RGB(of: crossed[6, row].style.background) == RGB(red: 18, green: 18, blue: 18) || look.color == .truecolor)
    #expect(crossed[column - 5, row].style.foreground != crossed[6, row].style.foreground)
    // Nothing is hidden near the position, beside the lines, or where the region's border is.
    for other in (column - 2)...(column + 2) { #expect(crossed[other, row] == plain[other, row]) }
    #expect(crossed[3, 2] == plain[3, 2])
    let own =
      look.color == .truecolor
      ? MaskLayer.colours[0] : Palette256.colour(of: Palette256.index(nearestTo: MaskLayer.colours[0]))
    func contours(_ canvas: Canvas) -> Int {
      canvas.cells.filter { RGB(of: $0.style.foreground) == own || RGB(of: $0.style.background) == own }.count
    }
    #expect(contours(crossed) == contours(plain))
    // Half a cell cannot hold a thin line without its surroundings.
    #expect(contours(plain) > 20 || look.pictures == .half)
  }

  @Test func `crosshair and measured distance are of letters that no brightness and no region has`() {
    let marks: [SlicePixels.LineMark] = [.crosshairDown, .crosshairAcross, .ruler]
    let letters = marks.map { $0.letter(.ascii) }
    #expect(Set(letters).count == 3)
    #expect(Set(letters + MaskLayer.letters).isDisjoint(with: SlicePixels.asciiRamp))
    #expect(Set(letters).isDisjoint(with: MaskLayer.letters))
    var view = Self.view()
    view.masks = []
    view.ruler = Ruler(from: [3, 12, 12], to: [20, 12, 12])
    view.crosshair = [11.5, 4, 12]
    view.slice = 12
    let size = Size(columns: 48, rows: 24)
    let frame = view.frame(size: size)
    let canvas = view.picture(size: size, look: .plain)
    let row = Int(frame.place(ofVoxel: [3, 12, 12]).row)
    // Radiological: x grows to the left. 17 voxels of two columns each.
    let ends = [20.0, 3].map { Int(frame.place(ofVoxel: [$0, 12, 12]).column) }
    for column in ends[0]...ends[1] { #expect(canvas[column, row].scalar == "D", "\(column)") }
    let other = Int(frame.place(ofVoxel: [11.5, 4, 12]).row)
    #expect(canvas[3, other].scalar == "~")
  }

  @Test(arguments: [Look.standard, Look(pictures: .half), Look(pictures: .sextant), Look(color: .truecolor)])
  func `a measured distance has its own bright colour in every cell that it crosses`(_ look: Look) {
    var view = Self.view()
    view.masks = []
    view.ruler = Ruler(from: [3, 12, 12], to: [20, 12, 12])
    view.slice = 12
    let size = Size(columns: 48, rows: 24)
    let frame = view.frame(size: size, look: look)
    let canvas = view.picture(size: size, look: look)
    let own =
      look.color == .truecolor
      ? SlicePixels.rulerColour : Palette256.colour(of: Palette256.index(nearestTo: SlicePixels.rulerColour))
    let row = Int(frame.place(ofVoxel: [3, 12, 12]).row)
    let ends = [20.0, 3].map { Int(frame.place(ofVoxel: [$0, 12, 12]).column) }
    for column in ends[0]...ends[1] {
      let style = canvas[column, row].style
      #expect(RGB(of: style.foreground) == own || RGB(of: style.background) == own, "\(column)")
    }
  }

  @Test func `a mask of a single voxel is seen however small its pixel`() {
    let geometry = Geometry(size: [400, 400, 3])
    var inside = [Bool](repeating: false, count: geometry.count)
    inside[geometry.index(x: 201, y: 117, z: 1)] = true
    let volume = Volume(geometry: geometry, voxels: [Float](repeating: 50, count: geometry.count))
    let layer = MaskLayer(Mask(geometry: geometry, isInside: inside), over: geometry)
    let view = SliceView(volume, window: Window(from: 0, to: 100), masks: [layer])
    for size in [Size(columns: 40, rows: 20), Size(columns: 11, rows: 7)] {
      let pixels = SlicePixels(view, frame: view.frame(size: size))
      #expect(pixels.contour.contains { $0 > 0 })
    }
  }

  @Test func `a fused image on its own grid lies over the same place`() {
    // The second image is coarser and starts elsewhere; its hot half is the patient's right.
    let geometry = Geometry(size: [12, 12, 12], spacing: [2, 2, 2], origin: [1, 1, 1])
    let voxels = (0..<geometry.count).map { Float($0 % 12 >= 6 ? 10 : 0) }
    var view = Self.view()
    view.masks = []
    view.fused = FusedLayer(Volume(geometry: geometry, voxels: voxels), window: Window(from: 0, to: 10), opacity: 1)
    let size = Size(columns: 48, rows: 24)
    let picture = view.picture(size: size, look: Look(color: .truecolor))
    // Radiological: the patient's right is at the left of the screen and hot, the left half stays grey.
    let hot = picture[8, 12].style.background.components
    #expect(hot.map { $0.red == 255 && $0.green == 255 } == true)
    // Without colour a cell is one of the greys of the palette.
    let cold = picture[44, 12].style.background.index
    #expect(cold.map { index in Palette256.greys.contains { $0.index == index } } == true)
  }

  @Test func `reading a cell gives voxel, position, values and masks`() throws {
    var view = Self.view()
    view.fused = FusedLayer(Self.ball.volume, window: Window(from: 0, to: 200))
    view.masks = [MaskLayer(Self.ball.mask, over: Self.ball.volume.geometry, name: "tumour")]
    let frame = view.frame(size: Size(columns: 48, rows: 24))
    let reading = try #require(view.reading(atColumn: 24, row: 12, in: frame))
    #expect(reading.value == 200)
    #expect(reading.fusedValue == 200)
    #expect(reading.masks == ["tumour"])
    #expect(reading.voxel == SIMD3(11, 11, 12))
    #expect(view.reading(atColumn: 47, row: 23, in: frame)?.masks == [])
    #expect(view.reading(atColumn: 60, row: 2, in: frame) == nil)
    #expect(view.reading(at: [11, 11, 11])?.value == 200)
  }

  @Test func `the ruler has a round length that fits`() throws {
    let frame = Self.view().frame(size: Size(columns: 48, rows: 24))
    let ruler = try #require(frame.ruler(fitting: 30))
    #expect(ruler.millimetres == 10)
    #expect(ruler.columns == 20)
    #expect(frame.ruler(fitting: 0) == nil)
  }

  @Test func `the discretised region shows its levels voxel by voxel on black`() throws {
    let levels = LevelImage(
      size: [3, 3, 2], spacing: [1, 1, 1], levels: [0, 0, 0, 1, 4, 0, 0, 2, 0] + [UInt16](repeating: 0, count: 9),
      levelCount: 4, isMorphological: [Bool](repeating: true, count: 18))
    let geometry = Geometry(size: [3, 3, 2])
    let view = try #require(SliceView(levels: levels, geometry: geometry))
    #expect(view.slice == 0)
    let picture = view.picture(size: Size(columns: 12, rows: 6), look: Look(color: .truecolor))
    // Radiological: x grows towards the right of the patient, at the left of the screen; y grows upwards.
    // Greys are those of the palette even where the terminal has all colours; level 1 of 4 is 64, nearest 68.
    func grey(_ column: Int, _ row: Int) -> UInt8? {
      picture[column, row].style.background.index.map { Palette256.colour(of: $0).red }
    }
    #expect(grey(5, 2) == 255)
    #expect(grey(6, 3) == 255)
    #expect(grey(9, 2) == 68)
    #expect(grey(1, 2) == 0)
    #expect(SliceView(levels: levels, geometry: Geometry(size: [3, 3, 3])) == nil)
  }

  @Test func `brightness is that of the occupied levels only`() throws {
    let levels = LevelImage(
      size: [3, 3, 1], spacing: [1, 1, 1], levels: [0, 0, 0, 40, 43, 0, 0, 41, 0], levelCount: 60,
      isMorphological: [Bool](repeating: true, count: 9))
    let window = try #require(SliceView(levels: levels, geometry: Geometry(size: [3, 3, 1]))).window
    #expect(window.level + window.width / 2 == 43 && window.level - window.width / 2 == 39)
  }

  @Test func `an image that is not a number or has broken spacing draws without a trap`() {
    let values: [Float] = [.nan, .infinity, Float.infinity * -1, 1, 2, 3, .nan, 0, 9]
    let bad = Volume(geometry: Geometry(size: [3, 3, 1]), voxels: values)
    let view = SliceView(bad, window: Window(from: 0, to: 9))
    #expect(view.picture(size: Size(columns: 20, rows: 10), look: .standard).gridSize.columns == 20)
    let flat = Volume(
      geometry: Geometry(size: [3, 3, 1], spacing: [0, 1, 1]), voxels: [Float](repeating: 1, count: 9))
    let blank = SliceView(flat, window: Window(from: 0, to: 9)).picture(
      size: Size(columns: 5, rows: 5), look: .standard)
    #expect(blank.cells.allSatisfy { $0 == .blank })
  }

  /// Display width of a line without its escape sequences.
  static func visibleWidth(_ line: String) -> Int {
    var text = ""
    var isInside = false
    for character in line.unicodeScalars {
      if character == "\u{1B}" { isInside = true }
      if !isInside { text.unicodeScalars.append(character) }
      if isInside && character == "m" { isInside = false }
    }
    return DisplayWidth.of(text)
  }
}

extension RGB {
  /// Of a colour that a picture names.
  fileprivate init?(of color: Color) {
    if let index = color.index {
      self = Palette256.colour(of: index)
    } else if let parts = color.components {
      self = RGB(red: parts.red, green: parts.green, blue: parts.blue)
    } else {
      return nil
    }
  }
}
