internal import Features

extension SlicePixels {
  static let crosshairColour = RGB(red: 95, green: 255, blue: 95)
  /// On cells so bright that the colour above would not be seen.
  static let crosshairColourOnBright = RGB(red: 0, green: 95, blue: 0)

  /// Draws two thin lines over the cells of a picture, with a gap around the position itself, so that what is pointed at
  /// stays visible. Contours and rulers stay in front.
  func drawCrosshair(at world: SIMD3<Double>, frame: SliceFrame, look: Look, on canvas: inout Canvas) {
    guard let map = VoxelMap(worldTo: frame.geometry) else { return }
    let place = frame.place(ofVoxel: map(world))
    guard place.column.isFinite, place.row.isFinite, abs(place.column) < 1e6, abs(place.row) < 1e6 else { return }
    let column = Int(place.column.rounded(.down))
    let row = Int(place.row.rounded(.down))
    if (covered.column..<covered.endColumn).contains(column) {
      for other in covered.row..<covered.endRow where abs(other - row) > 1 {
        drawCrosshair(.crosshairDown, column: column, row: other, look: look, on: &canvas)
      }
    }
    if (covered.row..<covered.endRow).contains(row) {
      for other in covered.column..<covered.endColumn where abs(other - column) > 2 {
        drawCrosshair(.crosshairAcross, column: other, row: row, look: look, on: &canvas)
      }
    }
  }

  private func drawCrosshair(_ line: LineMark, column: Int, row: Int, look: Look, on canvas: inout Canvas) {
    let cell = row * size.columns + column
    let glyphs = glyphs(look)
    switch glyphs {
    case .ascii, .shade:
      guard contour[cell] == 0 else { return }
      canvas.put(
        Cell(line.letter(glyphs), style: look.color == .mono ? .plain : .role(.crosshair)), column: column, row: row)
    case .half, .blocks, .sextant:
      let isContour = contourPixels.indices.contains(cell) && contourPixels[cell] != 0
      guard !isContour, contour[cell] != LineMark.ruler.rawValue else { return }
      let paper = isTinted[cell] ? colour?.mean(cell: column, row) : nil
      let behind = paper ?? SIMD3(repeating: grey.mean(cell: column, row))
      let isBright = behind.sum() > 3 * 150
      put(
        line == .crosshairDown ? "│" : "─",
        (isBright ? Self.crosshairColourOnBright : Self.crosshairColour).channels, behind, look: look, column: column,
        row: row, on: &canvas)
    }
  }
}
