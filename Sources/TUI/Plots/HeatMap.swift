/// A matrix in colours: correlations between features, confusion counts.
///
/// Without colour every cell carries a digit or sign instead, so that the map still reads.
public struct HeatMap: Figure, Equatable {
  public enum Scale: Equatable, Sendable {
    /// From −limit (blue) over 0 (white) to +limit (red).
    case diverging(limit: Double)
    /// From low (dark) to high (bright).
    case sequential(low: Double, high: Double)
  }

  public var title: String
  public var rowLabels: [String]
  public var columnLabels: [String]
  /// Row after row; a missing value is not a number and stays blank.
  public var values: [[Double]]
  public var scale: Scale
  /// Decimals of the numbers in the cells where there is room; nil writes none.
  public var decimals: Int?
  /// Whether what the colours stand for is drawn below, where there is room.
  public var hasKey = true
  /// Cells become as wide as their titles need, up to this, where there is room.
  public var mostCellWidth = 8
  /// The cell that is read, marked by a glyph.
  public var cursor: (row: Int, column: Int)?

  public static func == (left: HeatMap, right: HeatMap) -> Bool {
    left.title == right.title && left.rowLabels == right.rowLabels && left.columnLabels == right.columnLabels
      && left.values == right.values && left.scale == right.scale && left.decimals == right.decimals
      && left.cursor?.row == right.cursor?.row && left.cursor?.column == right.cursor?.column
  }

  public init(
    title: String, rowLabels: [String], columnLabels: [String], values: [[Double]],
    scale: Scale = .diverging(limit: 1), decimals: Int? = nil
  ) {
    self.title = title
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    self.values = values
    self.scale = scale
    self.decimals = decimals
  }

  public var table: FigureTable {
    FigureTable(
      columns: [""] + columnLabels,
      rows: values.enumerated().map { row, line in
        [.text(row < rowLabels.count ? rowLabels[row] : "\(row + 1)")] + line.map { .number($0) }
      })
  }

  private var columnCount: Int { values.map(\.count).max() ?? 0 }

  /// From near nothing to the end of a diverging scale, evenly darker. All are colours of the 256-colour palette: a ramp
  /// between two others would change its hue there.
  private static let reds = [
    RGB(red: 255, green: 255, blue: 255), RGB(red: 255, green: 215, blue: 215), RGB(red: 255, green: 175, blue: 175),
    RGB(red: 255, green: 135, blue: 135), RGB(red: 255, green: 95, blue: 95), RGB(red: 215, green: 0, blue: 0),
    RGB(red: 175, green: 0, blue: 0), RGB(red: 135, green: 0, blue: 0),
  ]
  private static let blues = [
    RGB(red: 255, green: 255, blue: 255), RGB(red: 215, green: 215, blue: 255), RGB(red: 175, green: 215, blue: 255),
    RGB(red: 135, green: 175, blue: 255), RGB(red: 95, green: 135, blue: 255), RGB(red: 0, green: 95, blue: 215),
    RGB(red: 0, green: 0, blue: 175), RGB(red: 0, green: 0, blue: 135),
  ]

  /// −1…1 for a diverging scale, 0…1 for a sequential one.
  private func level(_ value: Double) -> Double {
    switch scale {
    case .diverging(let limit): limit > 0 ? min(max(value / limit, -1), 1) : 0
    case .sequential(let low, let high): high > low ? min(max((value - low) / (high - low), 0), 1) : 0
    }
  }

  private func colour(_ value: Double) -> RGB {
    let level = Float(level(value))
    switch scale {
    case .sequential: return ColourMap.viridis.colour(level * 255)
    case .diverging:
      let ramp = level < 0 ? Self.blues : Self.reds
      return ramp[min(ramp.count - 1, Int(abs(level) * Float(ramp.count)))]
    }
  }

  /// One letter for a value where no colour can say it: `-` and `+` in three strengths, or a digit.
  private func letter(_ value: Double) -> Unicode.Scalar {
    guard value.isFinite else { return " " }
    let level = level(value)
    switch scale {
    case .diverging:
      if abs(level) < 0.2 { return "." }
      if abs(level) < 0.5 { return level < 0 ? "-" : "+" }
      return abs(level) < 0.8 ? (level < 0 ? "=" : "*") : (level < 0 ? "%" : "#")
    case .sequential: return "0123456789".unicodeScalars.map { $0 }[min(9, Int(level * 10))]
    }
  }

  public func draw(in rect: Rect, on canvas: inout Canvas, look: Look) {
    guard !rect.isEmpty, columnCount > 0 else { return }
    canvas.within(rect) { canvas in
      var top = 0
      if !title.isEmpty, rect.rows >= 4 {
        canvas.draw(look.words(title), column: 0, row: 0, style: Style.role(.title).bold, width: rect.columns)
        top = 1
      }
      let rowLabels = rowLabels.map(look.words)
      let columnLabels = columnLabels.map(look.words)
      let labels = min(rowLabels.map { DisplayWidth.of($0) }.max() ?? 0, rect.columns * 35 / 100)
      let room = rect.columns - labels - 1
      let wanted = max(8, (columnLabels.map { DisplayWidth.of($0) }.max() ?? 0) + 1)
      let width = min(mostCellWidth, wanted, max(1, room / columnCount))
      let shown = min(columnCount, max(0, room / width))
      let hasHeader = width >= 4 && rect.rows - top >= 3
      if hasHeader {
        let titles = DisplayWidth.toldApart(columnLabels, to: width - 1)
        for column in 0..<shown where column < titles.count {
          canvas.draw(titles[column], column: labels + 1 + column * width, row: top, style: .role(.dim))
        }
        top += 1
      }
      let titles = DisplayWidth.toldApart(rowLabels, to: labels)
      for (index, line) in values.enumerated() where top + index < rect.rows {
        let row = top + index
        if index < titles.count { canvas.draw(titles[index], column: 0, row: row) }
        for column in 0..<min(shown, line.count) {
          let place = labels + 1 + column * width
          drawCell(line[column], column: place, row: row, width: width, look: look, on: &canvas)
          if let cursor, cursor.row == index, cursor.column == column {
            canvas.put(Cell("◆", style: canvas[place, row].style), column: place, row: row)
          }
        }
      }
      let hasNumbers = decimals != nil && look.color < .indexed256
      if hasKey, !hasNumbers, top + values.count < rect.rows {
        drawKey(column: 0, row: top + values.count, look: look, on: &canvas)
      }
    }
  }

  /// What colours or letters stand for, in one line: `-1 ▇▇▇ 0 ▇▇▇ 1`, or of letters `-1 % = - . + * # 1`.
  func drawKey(column: Int, row: Int, look: Look, on canvas: inout Canvas) {
    let (low, high) = bounds
    let style: Style = .role(.dim)
    guard look.color >= .indexed256 else {
      let words =
        switch scale {
        case .diverging:
          "\(Self.number(low)) % = -  below 0   . near 0   above 0  + * # \(Self.number(high))"
        case .sequential: "0 is \(Self.number(low)), 9 is \(Self.number(high))"
        }
      canvas.draw(words, column: column, row: row, style: style, width: max(0, canvas.columns - column))
      return
    }
    let swatches = 16
    var place = canvas.draw(Self.number(low) + " ", column: column, row: row, style: style)
    for step in 0..<swatches {
      let value = low + (high - low) * (Double(step) + 0.5) / Double(swatches)
      drawCell(value, column: place, row: row, width: 1, hasNumber: false, look: look, on: &canvas)
      place += 1
    }
    canvas.draw(" " + Self.number(high), column: place, row: row, style: style)
  }

  private func drawCell(
    _ value: Double, column: Int, row: Int, width: Int, hasNumber: Bool = true, look: Look, on canvas: inout Canvas
  ) {
    guard value.isFinite else { return }
    let number = hasNumber ? decimals.map { NumberText.fixed(value, $0) } ?? "" : ""
    guard look.color >= .indexed256 else {
      if !number.isEmpty, number.count < width {
        canvas.draw(number, endColumn: column + width - 1, row: row)
      } else {
        for offset in 0..<max(1, width - 1) { canvas.put(Cell(letter(value)), column: column + offset, row: row) }
      }
      return
    }
    let rgb = colour(value)
    let paper: Color =
      look.color == .truecolor
      ? .rgb(rgb.red, rgb.green, rgb.blue) : .indexed(Palette256.index(nearestTo: rgb))
    let style = Style(foreground: .indexed(isBright(rgb) ? 16 : 231), background: paper)
    for offset in 0..<width { canvas.put(Cell(" ", style: style), column: column + offset, row: row) }
    if !number.isEmpty, number.count <= width {
      canvas.draw(number, endColumn: column + width - (number.count < width ? 1 : 0), row: row, style: style)
    }
  }

  public func svg(width: Int, height: Int) -> String {
    let rowTitles = DisplayWidth.toldApart(rowLabels, to: 60)
    let columnTitles = Array(DisplayWidth.toldApart(columnLabels, to: 60).prefix(columnCount))
    // A character of 12 pt is 7.2 wide at most, on average.
    func room(_ titles: [String]) -> Double { 7.2 * Double(titles.map { DisplayWidth.of($0) }.max() ?? 0) }
    let (x, top) = (max(60, room(rowTitles) + 18), max(60, room(columnTitles) + 46))
    let asked = Double(min(max(width, 320), 8000))
    let cell = min(40, max(cellWhereTitlesFit, (asked - x - 30) / Double(max(1, columnCount))))
    let right = max(asked, x + cell * Double(columnCount) + 30)
    let bottom = top + cell * Double(values.count)
    var document = SVGDocument(width: Int(right), height: Int(min(bottom + 60, 20000)), title: title)
    document.text(title, 12, 22, size: 15, isBold: true)
    for (row, line) in values.enumerated() {
      let y = top + cell * Double(row)
      if row < rowTitles.count, cell >= 9 {
        document.text(rowTitles[row], x - 6, y + cell / 2 + 4, anchor: .end, size: min(12, cell))
      }
      for (column, value) in line.enumerated() where value.isFinite {
        let at = x + cell * Double(column)
        document.rect(at, y, cell, cell, fill: fill(value))
        if let decimals, cell >= 26 {
          document.text(
            NumberText.fixed(value, decimals), at + cell / 2, y + cell / 2 + 4, anchor: .middle, size: 10,
            colour: isBright(colour(value)) ? "#222222" : "#ffffff")
        }
      }
    }
    if cell >= 9 {
      for (column, title) in columnTitles.enumerated() {
        document.text(title, x + cell * (Double(column) + 0.5) + 4, top - 6, size: min(12, cell), turned: true)
      }
    }
    drawKey(at: x, bottom + 22, on: &document)
    return document.text
  }

  /// The edge of a cell in an SVG whose rows and columns carry names; the picture is made as wide as that takes. Maps of
  /// hundreds have none.
  private var cellWhereTitlesFit: Double { max(columnCount, values.count) > 200 ? 4 : 12 }

  /// What the colours stand for: a bar from low to high between two numbers.
  private func drawKey(at x: Double, _ y: Double, on document: inout SVGDocument) {
    let (low, high) = bounds
    let swatches = 32
    for step in 0..<swatches {
      let value = low + (high - low) * (Double(step) + 0.5) / Double(swatches)
      document.rect(x + 5 * Double(step), y, 5, 12, fill: fill(value))
    }
    document.text(Self.number(low), x - 6, y + 10, anchor: .end, size: 12)
    document.text(Self.number(high), x + 5 * Double(swatches) + 6, y + 10, size: 12)
  }

  private func fill(_ value: Double) -> String {
    let rgb = colour(value)
    return "rgb(\(rgb.red),\(rgb.green),\(rgb.blue))"
  }

  /// Whether dark text reads better on a colour than white.
  private func isBright(_ rgb: RGB) -> Bool {
    0.299 * Double(rgb.red) + 0.587 * Double(rgb.green) + 0.114 * Double(rgb.blue) > 128
  }

  /// The values at both ends of the scale.
  private var bounds: (low: Double, high: Double) {
    switch scale {
    case .diverging(let limit): (-limit, limit)
    case .sequential(let low, let high): (low, high)
    }
  }

  private static func number(_ value: Double) -> String {
    NumberText.significant(value).replacing("-", with: "−")
  }
}
