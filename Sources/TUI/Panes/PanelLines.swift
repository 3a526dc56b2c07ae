/// Lines of a panel, one below the other, as far as there is room.
struct PanelLines {
  var row = 0
  let columns: Int
  let rows: Int
  /// The column in which they begin.
  let margin: Int

  init(size: Size, margin: Int = 1) {
    columns = size.columns
    rows = size.rows
    self.margin = margin
  }

  mutating func add(_ text: String, _ style: Style = .plain, on canvas: inout Canvas) {
    canvas.draw(text, column: margin, row: row, style: style, width: max(0, columns - margin))
    row += 1
  }

  mutating func add(_ pieces: [(String, Style)], on canvas: inout Canvas) {
    canvas.draw(pieces, column: margin, row: row)
    row += 1
  }

  /// Adds a text in at most so many lines; where it does not fit, its last line ends in an ellipsis.
  mutating func add(paragraph text: String, rows most: Int, _ style: Style, on canvas: inout Canvas) {
    let room = max(0, columns - margin)
    let all = Paragraph.lines(of: text, columns: room)
    let count = max(0, min(most, rows - row))
    for (place, line) in all.prefix(count).enumerated() {
      let isCut = place == count - 1 && all.count > count
      let shown = isCut ? DisplayWidth.clipped(line, to: max(0, room - 2), ellipsis: "") + " …" : line
      canvas.draw(shown, column: margin, row: row, style: style)
      row += 1
    }
  }

  mutating func skip() { row += 1 }
}
