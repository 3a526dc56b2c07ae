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

  mutating func add(paragraph text: String, rows most: Int, _ style: Style, on canvas: inout Canvas) {
    row += canvas.draw(
      paragraph: text,
      in: Rect(column: margin, row: row, columns: columns - margin, rows: max(0, min(most, rows - row))),
      style: style)
  }

  mutating func skip() { row += 1 }
}
