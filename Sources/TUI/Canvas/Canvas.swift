/// A screen as a value: a grid of cells that panes draw on.
///
/// Drawing clips: what falls outside is dropped, so that a pane never has to ask how large the terminal is. Inside
/// `within`, coordinates are those of the given rectangle and nothing outside it can be touched. A size of 0×0 is fine.
public struct Canvas: Equatable, Sendable {
  /// Size of the whole grid.
  public let gridSize: Size
  /// `gridSize.columns · gridSize.rows` cells, row by row.
  public private(set) var cells: [Cell]
  /// Where the terminal's cursor stands, in grid coordinates, or nil where it is hidden.
  public private(set) var cursor: (column: Int, row: Int)? {
    get { cursorColumn.flatMap { column in cursorRow.map { (column, $0) } } }
    set {
      cursorColumn = newValue?.column
      cursorRow = newValue?.row
    }
  }
  /// Whether only ASCII will be shown: texts are then drawn in its words (``ASCIIWords``).
  public var isASCII = false
  /// The person's keys, by which texts name them.
  var keymap = Keymap()
  private var cursorColumn: Int?
  private var cursorRow: Int?
  /// What may be drawn on, in grid coordinates: the origin of the coordinates and the visible part.
  private var frame: Rect
  private var clip: Rect

  public init(size: Size) {
    gridSize = size
    cells = Array(repeating: .blank, count: size.columns * size.rows)
    frame = Rect(column: 0, row: 0, columns: size.columns, rows: size.rows)
    clip = frame
  }

  /// A canvas for a terminal that can show so much.
  public init(size: Size, look: Look) {
    self.init(size: size)
    isASCII = look.isASCII
  }

  public init(columns: Int, rows: Int) { self.init(size: Size(columns: columns, rows: rows)) }

  /// Size of the part being drawn on: the whole grid, or the rectangle of the innermost `within`.
  public var size: Size { frame.size }
  public var columns: Int { frame.columns }
  public var rows: Int { frame.rows }
  /// The part being drawn on, in its own coordinates.
  public var bounds: Rect { Rect(column: 0, row: 0, columns: frame.columns, rows: frame.rows) }

  /// Draws with the coordinates of `rect`, clipped to it.
  public mutating func within<Result>(_ rect: Rect, _ body: (inout Canvas) -> Result) -> Result {
    let saved = (frame, clip)
    frame = Rect(
      column: frame.column + rect.column, row: frame.row + rect.row, columns: rect.columns, rows: rect.rows)
    clip = clip.intersection(frame)
    defer { (frame, clip) = saved }
    return body(&self)
  }

  /// Reads or writes one cell. Outside, reading gives a blank and writing does nothing.
  public subscript(column: Int, row: Int) -> Cell {
    get {
      guard let index = index(column, row) else { return .blank }
      return cells[index]
    }
    set { put(newValue, column: column, row: row) }
  }

  /// Puts a cell. A wide glyph that would be cut by an edge becomes a blank; halves it overwrites are blanked.
  public mutating func put(_ cell: Cell, column: Int, row: Int) {
    guard cell.width > 0, let index = index(column, row) else { return }
    if cell.width == 2 {
      guard let right = self.index(column + 1, row) else {
        return put(Cell(" ", style: cell.style), column: column, row: row)
      }
      release(index)
      release(right)
      cells[index] = cell
      cells[right] = .continuation(style: cell.style)
    } else {
      release(index)
      cells[index] = cell
    }
  }

  /// Changes the style of a cell, keeping its glyph.
  public mutating func restyle(column: Int, row: Int, _ change: (inout Style) -> Void) {
    guard let index = index(column, row) else { return }
    change(&cells[index].style)
  }

  /// Gives a background to a rectangle, keeping its glyphs.
  public mutating func shade(_ rect: Rect, _ background: Color, attributes: Style.Attributes = []) {
    for row in rect.row..<rect.endRow {
      for column in rect.column..<rect.endColumn {
        restyle(column: column, row: row) {
          $0.background = background
          $0.attributes.formUnion(attributes)
        }
      }
    }
  }

  /// Fills a rectangle with one glyph.
  public mutating func fill(_ rect: Rect, with cell: Cell = .blank) {
    let visible = visible(rect)
    for row in visible.row..<visible.endRow {
      for column in visible.column..<visible.endColumn { put(cell, column: column, row: row) }
    }
  }

  /// Shows the terminal's cursor, as in a prompt.
  public mutating func placeCursor(column: Int, row: Int) {
    guard index(column, row) != nil else { return }
    cursor = (frame.column + column, frame.row + row)
  }

  /// Puts a whole grid of cells, such as a rendered picture, with its upper left corner at a place.
  public mutating func draw(_ picture: Canvas, column: Int, row: Int) {
    let left = frame.column + column
    let from = max(left, clip.column, 0)
    let to = min(left + picture.gridSize.columns, clip.endColumn, gridSize.columns)
    guard from < to else { return }
    for line in 0..<picture.gridSize.rows {
      let target = frame.row + row + line
      guard target >= max(clip.row, 0), target < min(clip.endRow, gridSize.rows) else { continue }
      let first = target * gridSize.columns + from
      let last = target * gridSize.columns + to - 1
      release(first)
      release(last)
      let source = line * picture.gridSize.columns + from - left
      cells.replaceSubrange(first...last, with: picture.cells[source...source + last - first])
      // A wide glyph that an edge cuts becomes a blank.
      if cells[first].width == 0 { cells[first] = Cell(" ", style: cells[first].style) }
      if cells[last].width == 2 { cells[last] = Cell(" ", style: cells[last].style) }
    }
  }

  private func visible(_ rect: Rect) -> Rect { rect.intersection(bounds) }

  /// Position in memory of a visible cell.
  private func index(_ column: Int, _ row: Int) -> Int? {
    let column = frame.column + column
    let row = frame.row + row
    guard clip.contains(column: column, row: row), column >= 0, row >= 0, column < gridSize.columns,
      row < gridSize.rows
    else { return nil }
    return row * gridSize.columns + column
  }

  /// Blanks the other half of a wide glyph before one of its halves is overwritten.
  private mutating func release(_ index: Int) {
    let column = index % gridSize.columns
    if cells[index].width == 2, column + 1 < gridSize.columns {
      cells[index + 1] = Cell(" ", style: cells[index].style)
    } else if cells[index].width == 0, column > 0 {
      cells[index - 1] = Cell(" ", style: cells[index].style)
    }
  }

  /// The text of one row of the grid, without styles.
  public func text(row: Int) -> String {
    guard row >= 0, row < gridSize.rows else { return "" }
    let start = row * gridSize.columns
    return cells[start..<start + gridSize.columns].map(\.text).joined()
  }

  /// The whole grid as text: one line per row, blanks at line ends removed.
  public var text: String {
    (0..<gridSize.rows).map { row in
      var line = Substring(text(row: row))
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
