extension SlicePixels {
  /// Turns the pixels into glyphs and colours as far as the terminal allows.
  func paint(on canvas: inout Canvas, look: Look) {
    let glyphs = look.color < .indexed256 ? min(look.pictures, .shade) : look.pictures
    switch glyphs {
    case .ascii, .shade: paintRamp(on: &canvas, glyphs: glyphs, look: look)
    case .half: paintHalves(on: &canvas, look: look)
    case .blocks, .sextant: paintBlocks(on: &canvas, look: look, withSextants: glyphs == .sextant)
    }
  }

  private func paintBlocks(on canvas: inout Canvas, look: Look, withSextants: Bool) {
    let isTruecolour = look.color == .truecolor
    let fitter = GreyFit(palette: !isTruecolour)
    grey.values.withUnsafeBufferPointer { values in
      for row in covered.row..<covered.endRow {
        for column in covered.column..<covered.endColumn {
          if let colour, isTinted[row * size.columns + column] {
            let fit =
              withSextants
              ? SextantFit.fit(colour, column: column, row: row) : ColourFit.fit(colour, column: column, row: row)
            put(fit.glyph, fit.ink, fit.paper, look: look, column: column, row: row, on: &canvas)
            continue
          }
          let start = row * 8 * grey.stride + column * 8
          var fit = fitter.fit(values, start: start, stride: grey.stride)
          if withSextants {
            fit = SextantFit.better(of: fit, grey, column: column, row: row, palette: !isTruecolour)
          }
          let style = Style(
            foreground: Self.greyColour(fit.ink, isTruecolour: isTruecolour),
            background: Self.greyColour(fit.paper, isTruecolour: isTruecolour))
          canvas.put(Cell(fit.glyph, style: style), column: column, row: row)
        }
      }
    }
  }

  private func paintHalves(on canvas: inout Canvas, look: Look) {
    for row in covered.row..<covered.endRow {
      for column in covered.column..<covered.endColumn {
        let upper: SIMD3<Float>
        let lower: SIMD3<Float>
        if let colour, isTinted[row * size.columns + column] {
          upper = colour.mean(cell: column, row, rows: 0..<4)
          lower = colour.mean(cell: column, row, rows: 4..<8)
        } else {
          upper = SIMD3(repeating: grey.mean(cell: column, row, rows: 0..<4))
          lower = SIMD3(repeating: grey.mean(cell: column, row, rows: 4..<8))
        }
        put("▀", upper, lower, look: look, column: column, row: row, on: &canvas)
      }
    }
  }

  /// Glyphs that carry brightness by themselves, for terminals without enough colours. A contour becomes a letter, `o`
  /// for the first mask, because no colour can show it.
  private func paintRamp(on canvas: inout Canvas, glyphs: Look.PictureGlyphs, look: Look) {
    let ramp = glyphs == .ascii ? Self.asciiRamp : Self.shadeRamp
    for row in covered.row..<covered.endRow {
      for column in covered.column..<covered.endColumn {
        let mask = Int(contour[row * size.columns + column])
        if mask > 0 {
          let style: Style = look.color == .mono ? .plain : .role(.contour)
          canvas.put(
            Cell(Self.contourLetters[(mask - 1) % Self.contourLetters.count], style: style), column: column, row: row)
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
  static let contourLetters: [Unicode.Scalar] = ["o", "x", "v", "s", "z", "w"]

  private func put(
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

  private static func greyColour(_ grey: UInt8, isTruecolour: Bool) -> Color {
    isTruecolour ? .rgb(grey, grey, grey) : .indexed(Palette256.greyIndex[Int(grey)])
  }

  private static func colour(_ channels: SIMD3<Float>, isTruecolour: Bool) -> Color {
    let rgb = RGB(channels: channels)
    return isTruecolour ? .rgb(rgb.red, rgb.green, rgb.blue) : .indexed(Palette256.index(nearestTo: rgb))
  }
}
