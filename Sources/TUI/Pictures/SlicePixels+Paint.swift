extension SlicePixels {
  /// The glyphs of a picture, as far as the terminal's colours allow.
  func glyphs(_ look: Look) -> Look.PictureGlyphs {
    look.drawsRegionsAsLetters ? min(look.pictures, .shade) : look.pictures
  }

  /// Turns the pixels into glyphs and colours.
  func paint(on canvas: inout Canvas, look: Look) {
    let glyphs = glyphs(look)
    switch glyphs {
    case .ascii, .shade: paintRamp(on: &canvas, glyphs: glyphs, look: look)
    case .half: paintHalves(on: &canvas, look: look)
    case .blocks, .sextant: paintBlocks(on: &canvas, look: look, withSextants: glyphs == .sextant)
    }
  }

  private func paintBlocks(on canvas: inout Canvas, look: Look, withSextants: Bool) {
    // Thirty greys are as good as all 256 to the eye and cost half the bytes; colours need what there is.
    let fitter = GreyFit(palette: true)
    grey.values.withUnsafeBufferPointer { values in
      for row in covered.row..<covered.endRow {
        var before = GreyFit.Result(glyph: " ", ink: 0, paper: 0)
        for column in covered.column..<covered.endColumn {
          if let colour, isTinted[row * size.columns + column] {
            if let fit = rulerFit(colour, column: column, row: row) ?? contourFit(colour, column: column, row: row) {
              put(fit.glyph, fit.ink, fit.paper, look: look, column: column, row: row, on: &canvas)
              continue
            }
            let fit =
              withSextants
              ? SextantFit.fit(colour, column: column, row: row) : ColourFit.fit(colour, column: column, row: row)
            put(fit.glyph, fit.ink, fit.paper, look: look, column: column, row: row, on: &canvas)
            continue
          }
          let start = row * 8 * grey.stride + column * 8
          var fit = fitter.fit(values, start: start, stride: grey.stride)
          if withSextants {
            fit = SextantFit.better(of: fit, grey, column: column, row: row, palette: true)
          }
          fit = fit.turned(after: before)
          before = fit
          let style = Style(
            foreground: .indexed(Palette256.greyIndex[Int(fit.ink)]),
            background: .indexed(Palette256.greyIndex[Int(fit.paper)]))
          canvas.put(Cell(fit.glyph, style: style), column: column, row: row)
        }
      }
    }
  }

  /// A cell that a contour crosses: the line that lies nearest to it, in the mask's own colour, for mixed with what lies around
  /// it a thin line fades.
  private func contourFit(_ colour: ColourRaster, column: Int, row: Int) -> ColourFit.Result? {
    let number = Int(contour[row * size.columns + column])
    guard number > 0, !contourPixels.isEmpty, maskColours.indices.contains(number - 1) else { return nil }
    return lineFit(
      contourPixels[row * size.columns + column], maskColours[number - 1].channels, over: colour, column: column,
      row: row
    )
  }

  /// A cell that a measured distance crosses, in the same way.
  private func rulerFit(_ colour: ColourRaster, column: Int, row: Int) -> ColourFit.Result? {
    guard !rulerPixels.isEmpty else { return nil }
    let member = rulerPixels[row * size.columns + column]
    // A line through the cell would say more than a corner that is only touched.
    guard member.nonzeroBitCount >= 4 else { return nil }
    return lineFit(member, Self.rulerColour.channels, over: colour, column: column, row: row)
  }

  /// A line of pixels in a colour, over the mean of the others of its cell.
  private func lineFit(
    _ member: UInt64, _ line: SIMD3<Float>, over colour: ColourRaster, column: Int, row: Int
  ) -> ColourFit.Result? {
    guard let fit = ContourGlyph.nearest(to: member) else { return nil }
    var sum = SIMD3<Float>.zero
    for pixel in 0..<64 where member >> UInt64(pixel) & 1 == 0 {
      sum += colour.pixel(cell: column, row, x: pixel % 8, y: pixel / 8)
    }
    let others = Float(64 - member.nonzeroBitCount)
    let rest = others > 0 ? sum / others : line
    return ColourFit.Result(glyph: fit.glyph, ink: fit.isInk ? line : rest, paper: fit.isInk ? rest : line)
  }

  private func paintHalves(on canvas: inout Canvas, look: Look) {
    for row in covered.row..<covered.endRow {
      for column in covered.column..<covered.endColumn {
        var upper: SIMD3<Float>
        var lower: SIMD3<Float>
        if let colour, isTinted[row * size.columns + column] {
          upper = colour.mean(cell: column, row, rows: 0..<4)
          lower = colour.mean(cell: column, row, rows: 4..<8)
        } else {
          upper = SIMD3(repeating: grey.mean(cell: column, row, rows: 0..<4))
          lower = SIMD3(repeating: grey.mean(cell: column, row, rows: 4..<8))
        }
        if !rulerPixels.isEmpty {
          let ruler = rulerPixels[row * size.columns + column]
          if ruler & 0xFFFF_FFFF != 0 { upper = Self.rulerColour.channels }
          if ruler >> 32 != 0 { lower = Self.rulerColour.channels }
        }
        put("▀", upper, lower, look: look, column: column, row: row, on: &canvas)
      }
    }
  }

  /// Glyphs that carry brightness by themselves, for terminals without enough colours. A contour becomes the letter of its
  /// mask, `o` for the first, in its colour where there is one.
  private func paintRamp(on canvas: inout Canvas, glyphs: Look.PictureGlyphs, look: Look) {
    let ramp = glyphs == .ascii ? Self.asciiRamp : Self.shadeRamp
    for row in covered.row..<covered.endRow {
      for column in covered.column..<covered.endColumn {
        let mark = contour[row * size.columns + column]
        if let line = LineMark(rawValue: mark) {
          let style: Style = look.color == .mono ? .plain : .role(.crosshair)
          canvas.put(Cell(line.letter(glyphs), style: style), column: column, row: row)
          continue
        }
        let mask = Int(mark)
        if maskLetters.indices.contains(mask - 1) {
          let style: Style =
            look.color == .mono
            ? .plain : Style(foreground: .indexed(Palette256.index(nearestTo: maskColours[mask - 1])))
          canvas.put(Cell(maskLetters[mask - 1], style: style), column: column, row: row)
          continue
        }
        let mean = grey.mean(cell: column, row)
        let place = Int(mean / 256 * Float(ramp.count))
        canvas.put(Cell(ramp[min(max(place, 0), ramp.count - 1)]), column: column, row: row)
      }
    }
  }

  static let asciiRamp: [Unicode.Scalar] = [" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"]
  static let shadeRamp: [Unicode.Scalar] = [" ", "░", "▒", "▓", "█"]

  func put(
    _ glyph: Unicode.Scalar, _ ink: SIMD3<Float>, _ paper: SIMD3<Float>, look: Look, column: Int, row: Int,
    on canvas: inout Canvas
  ) {
    let foreground = Self.colour(ink, isTruecolour: look.color == .truecolor)
    let background = Self.colour(paper, isTruecolour: look.color == .truecolor)
    let isFlat = foreground == background
    canvas.put(
      Cell(isFlat ? " " : glyph, style: Style(foreground: foreground, background: background)), column: column,
      row: row)
  }

  private static func colour(_ channels: SIMD3<Float>, isTruecolour: Bool) -> Color {
    let rgb = RGB(channels: channels)
    return isTruecolour ? .rgb(rgb.red, rgb.green, rgb.blue) : .indexed(Palette256.index(nearestTo: rgb))
  }
}
