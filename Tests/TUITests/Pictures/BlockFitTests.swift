import Testing

@testable import TUI

@Suite struct BlockFitTests {
  @Test func `the palette has thirty greys and ends in true black and white`() {
    #expect(Palette256.greys.count == 30)
    #expect(Set(Palette256.greys.map(\.intensity)).count == 30)
    #expect(Palette256.greys.first?.index == 16)
    #expect(Palette256.greys.last?.index == 231)
    for (index, intensity) in Palette256.greys {
      #expect(Palette256.colour(of: index) == RGB(grey: intensity))
    }
  }

  @Test func `a neutral colour becomes a grey, a vivid one a colour of the cube`() {
    #expect(Palette256.index(nearestTo: RGB(red: 192, green: 192, blue: 192)) == 250)
    #expect(Palette256.index(nearestTo: RGB(red: 100, green: 105, blue: 95)) == 241)
    #expect(Palette256.index(nearestTo: RGB(red: 255, green: 0, blue: 0)) == 196)
    #expect(Palette256.index(nearestTo: RGB(red: 255, green: 90, blue: 10)) == 202)
  }

  @Test func `the 28 block elements are 19 cuts and their complements`() {
    #expect(BlockCut.all.count == 19)
    #expect(Set(BlockCut.all.map(\.glyph)).count == 19)
    for cut in BlockCut.all {
      var inked = 0
      for row in 0..<8 { for column in 0..<8 where cut.isInked(column: column, row: row) { inked += 1 } }
      #expect(inked == cut.inkedCount)
      #expect((0x2580...0x259F).contains(cut.glyph.value))
    }
    #expect(BlockCut.lower(eighths: 4).glyph == "▄")
    #expect(BlockCut.lower(eighths: 7).glyph == "▇")
    #expect(BlockCut.left(eighths: 4).glyph == "▌")
    #expect(BlockCut.left(eighths: 1).glyph == "▏")
    #expect(BlockCut.quadrants(6).glyph == "▞")
  }

  @Test(arguments: BlockCut.all.indices)
  func `a cell that is a cut is drawn exactly`(_ number: Int) {
    let cut = BlockCut.all[number]
    let raster = cell { cut.isInked(column: $0, row: $1) ? 215 : 95 }
    let fit = raster.values.withUnsafeBufferPointer {
      GreyFit(palette: true).fit($0, start: 0, stride: raster.stride)
    }
    // A cut and its complement are the same drawing.
    let drawn = BlockCut.all.first { $0.glyph == fit.glyph }
    for row in 0..<8 {
      for column in 0..<8 {
        let isInked = drawn?.isInked(column: column, row: row) == true
        #expect((isInked ? fit.ink : fit.paper) == (cut.isInked(column: column, row: row) ? 215 : 95))
      }
    }
  }

  @Test func `a glyph and its complement ink the whole cell between them`() {
    func inked(_ glyph: Unicode.Scalar) -> [Double] {
      var canvas = Canvas(columns: 1, rows: 1)
      canvas.put(
        Cell(glyph, style: Style(foreground: .indexed(231), background: .indexed(16))), column: 0, row: 0)
      let drawn = BlockRasteriser(canvas)
      #expect(drawn.unknown.isEmpty)
      return drawn.grey
    }
    var count = 0
    for value in UInt32(0x2580)...0x259F {
      guard let glyph = Unicode.Scalar(value), let other = BlockCut.complement(of: glyph) else { continue }
      count += 1
      #expect(BlockCut.complement(of: other) == glyph)
      #expect(zip(inked(glyph), inked(other)).allSatisfy { $0 + $1 == 255 }, "\(glyph) \(other)")
    }
    #expect(count == 18 && BlockCut.complement(of: "a") == nil)
  }

  @Test func `the greys of the cell before stay where a cell can be drawn with them`() {
    let before = GreyFit.Result(glyph: "▌", ink: 95, paper: 215)
    #expect(
      GreyFit.Result(glyph: "▄", ink: 215, paper: 95).turned(after: before)
        == GreyFit.Result(glyph: "▀", ink: 95, paper: 215))
    #expect(
      GreyFit.Result(glyph: "▄", ink: 95, paper: 10).turned(after: before)
        == GreyFit.Result(glyph: "▄", ink: 95, paper: 10))
    // Three eighths have no complement; of a flat cell only the paper is seen.
    #expect(
      GreyFit.Result(glyph: "▃", ink: 215, paper: 95).turned(after: before)
        == GreyFit.Result(glyph: "▃", ink: 215, paper: 95))
    #expect(
      GreyFit.Result(glyph: " ", ink: 40, paper: 40).turned(after: before)
        == GreyFit.Result(glyph: " ", ink: 95, paper: 40))
  }

  @Test func `a flat cell is a blank in the nearest grey`() {
    let raster = cell { _, _ in 101 }
    let fit = raster.values.withUnsafeBufferPointer {
      GreyFit(palette: true).fit($0, start: 0, stride: raster.stride)
    }
    #expect(fit == GreyFit.Result(glyph: " ", ink: 98, paper: 98))
  }

  @Test func `no cut leaves less error than the one chosen`() {
    var state: UInt64 = 7
    func next() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40 & 255)
    }
    for isPalette in [true, false] {
      let fitter = GreyFit(palette: isPalette)
      for _ in 0..<25 {
        let raster = cell { _, _ in next() }
        let fit = raster.values.withUnsafeBufferPointer { fitter.fit($0, start: 0, stride: raster.stride) }
        let error = error(of: fit, raster)
        let least = BlockCut.all.map { bestError($0, raster, isPalette) }.min() ?? 0
        #expect(error <= least + 1)
      }
    }
  }

  @Test func `a red line on grey keeps its colour`() {
    var raster = ColourRaster(grey: cell { _, _ in 120 })
    for row in 0..<8 { for column in 0..<2 { raster.blend([255, 0, 0], x: column, y: row, opacity: 1) } }
    let fit = ColourFit.fit(raster, column: 0, row: 0)
    #expect(fit.glyph == "▎")
    #expect(fit.ink == [255, 0, 0])
    #expect(fit.paper == [120, 120, 120])
  }

  @Test func `mosaics number like the standard's table`() {
    #expect(Sextant.glyph(1) == "\u{1FB00}")
    #expect(Sextant.glyph(20) == "\u{1FB13}")
    #expect(Sextant.glyph(22) == "\u{1FB14}")
    #expect(Sextant.glyph(41) == "\u{1FB27}")
    #expect(Sextant.glyph(43) == "\u{1FB28}")
    #expect(Sextant.glyph(62) == "\u{1FB3B}")
    #expect(Sextant.glyph(21) == "▌" && Sextant.glyph(42) == "▐" && Sextant.glyph(63) == "█")
  }

  private func cell(_ value: (Int, Int) -> Float) -> GreyRaster {
    var values: [Float] = []
    for row in 0..<8 { for column in 0..<8 { values.append(value(column, row)) } }
    return GreyRaster(size: Size(columns: 1, rows: 1), values: values)
  }

  private func error(of fit: GreyFit.Result, _ raster: GreyRaster) -> Float {
    let cut = BlockCut.all.first { $0.glyph == fit.glyph }
    var error: Float = 0
    for row in 0..<8 {
      for column in 0..<8 {
        let isInked = cut?.isInked(column: column, row: row) == true
        let shown = Float(isInked ? fit.ink : fit.paper)
        error += (raster.values[row * 8 + column] - shown) * (raster.values[row * 8 + column] - shown)
      }
    }
    return error
  }

  private func bestError(_ cut: BlockCut, _ raster: GreyRaster, _ isPalette: Bool) -> Float {
    var sums: (ink: Float, paper: Float) = (0, 0)
    for row in 0..<8 {
      for column in 0..<8 {
        let value = raster.values[row * 8 + column]
        if cut.isInked(column: column, row: row) { sums.ink += value } else { sums.paper += value }
      }
    }
    func shown(_ mean: Float) -> UInt8 {
      let place = RGB.byte(mean)
      return isPalette ? RGB.byte(Palette256.greyIntensity[Int(place)]) : place
    }
    let count = Float(cut.inkedCount)
    return error(
      of: GreyFit.Result(glyph: cut.glyph, ink: shown(sums.ink / count), paper: shown(sums.paper / (64 - count))),
      raster)
  }
}
