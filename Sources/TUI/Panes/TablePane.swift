/// A table with a header that stays and first columns that stay.
///
/// Only the rows and columns that are visible are asked for: the number of rows costs nothing.
public struct TablePane: Pane {
  public struct Column: Equatable, Sendable {
    public var title: String
    public var width: Int
    /// Numbers stand at the right.
    public var isTrailing: Bool
    /// ▾ or ▴ where the rows are sorted by this column, with its rank when there are several.
    public var sortMark: String

    public init(_ title: String, width: Int, isTrailing: Bool = false, sortMark: String = "") {
      self.title = title
      self.width = width
      self.isTrailing = isTrailing
      self.sortMark = sortMark
    }
  }

  public var columns: [Column]
  public var rowCount: Int
  /// The first visible row; corrected so that the cursor is visible.
  public var top: Int
  public var cursorRow: Int?
  public var cursorColumn: Int?
  public var isMarked: (Int) -> Bool
  /// Text and style of a cell, by row and column.
  public var cell: (Int, Int) -> (text: String, style: Style)
  /// A sign before a row that is not marked, such as `×` for one that is left out.
  public var gutter: (Int) -> String? = { _ in nil }
  /// The same before a row that is marked; without one it is the sign of marked rows.
  public var markedGutter: (Int) -> String? = { _ in nil }
  /// How many of the first columns stay while the others scroll: those that tell one row from another.
  public var frozenCount = 1

  public init(
    columns: [Column], rowCount: Int, top: Int = 0, cursorRow: Int? = nil, cursorColumn: Int? = nil,
    isMarked: @escaping (Int) -> Bool = { _ in false }, cell: @escaping (Int, Int) -> (text: String, style: Style)
  ) {
    self.columns = columns
    self.rowCount = rowCount
    self.top = top
    self.cursorRow = cursorRow
    self.cursorColumn = cursorColumn
    self.isMarked = isMarked
    self.cell = cell
  }

  /// The first visible row for a cursor and a height: moves no further than it must.
  public static func top(_ top: Int, cursor: Int, visibleRows: Int, rowCount: Int) -> Int {
    guard visibleRows > 0 else { return cursor }
    var top = min(top, max(0, rowCount - visibleRows))
    if cursor < top { top = cursor }
    if cursor >= top + visibleRows { top = cursor - visibleRows + 1 }
    return max(0, top)
  }

  /// Whether not all columns fit into a width.
  func isWider(than width: Int) -> Bool { columns.reduce(0) { $0 + $1.width + 1 } > width }

  /// How many columns stay in a width: all that were asked for, where they leave room for one that scrolls, else the first.
  private func frozen(columns width: Int) -> Int {
    let wanted = max(0, min(frozenCount, columns.count))
    guard wanted > 1 else { return wanted }
    let staying = columns.prefix(wanted).reduce(1) { $0 + $1.width + 1 }
    let widest = columns.dropFirst(wanted).map(\.width).max() ?? 0
    return staying + min(widest, 24) <= width ? wanted : 1
  }

  /// Where each visible column stands: its index, first column and width.
  func placement(columns width: Int) -> [(index: Int, column: Int, width: Int)] {
    guard !columns.isEmpty else { return [] }
    let gutter = 1
    var placed: [(index: Int, column: Int, width: Int)] = []
    var place = gutter
    var first = 0
    for index in 0..<frozen(columns: width) {
      placed.append((index, place, min(columns[index].width, max(1, width - place))))
      place += columns[index].width + 1
      first = index + 1
    }
    // Begin with the leftmost column that still leaves the cursor's column whole.
    if let cursor = cursorColumn, cursor > first, cursor < columns.count {
      let room = width - place
      while first < cursor,
        columns[first...cursor].reduce(0, { $0 + $1.width + 1 }) > room + 1
      { first += 1 }
    }
    for index in first..<columns.count {
      let room = width - place
      guard room >= min(columns[index].width, 4) else { break }
      placed.append((index, place, min(columns[index].width, room)))
      place += columns[index].width + 1
    }
    return placed
  }

  public func draw(in rect: Rect, on canvas: inout Canvas) {
    canvas.within(rect) { canvas in
      guard canvas.rows > 0, canvas.columns > 0 else { return }
      let placed = placement(columns: canvas.columns)
      for place in placed {
        let column = columns[place.index]
        let mark = column.sortMark
        let title = DisplayWidth.clipped(column.title, to: place.width - DisplayWidth.of(mark)) + mark
        var style = Style.role(.header)
        if place.index == cursorColumn { style.attributes.insert(.underline) }
        if column.isTrailing {
          canvas.draw(title, endColumn: place.column + place.width, row: 0, style: style)
        } else {
          canvas.draw(title, column: place.column, row: 0, style: style, width: place.width)
        }
      }
      if let last = placed.last, last.index < columns.count - 1 {
        canvas.draw("›", endColumn: canvas.columns, row: 0, style: .role(.dim))
      }
      // Where columns were passed over.
      for (left, right) in zip(placed, placed.dropFirst()) where right.index > left.index + 1 {
        canvas.draw("‹", column: right.column - 1, row: 0, style: .role(.dim))
      }
      let visible = canvas.rows - 1
      let top = Self.top(self.top, cursor: cursorRow ?? self.top, visibleRows: visible, rowCount: rowCount)
      for line in 0..<max(0, min(visible, rowCount - top)) {
        let row = top + line
        if isMarked(row) {
          canvas.draw(markedGutter(row) ?? "*", column: 0, row: line + 1, style: .role(.mark))
        } else if let sign = gutter(row) {
          canvas.draw(sign, column: 0, row: line + 1, style: .role(.warning))
        }
        for place in placed {
          let (text, style) = cell(row, place.index)
          if columns[place.index].isTrailing {
            let text = DisplayWidth.clipped(text, to: place.width)
            canvas.draw(text, endColumn: place.column + place.width, row: line + 1, style: style)
          } else {
            canvas.draw(text, column: place.column, row: line + 1, style: style, width: place.width)
          }
        }
        if row == cursorRow {
          canvas.shade(
            Rect(column: 0, row: line + 1, columns: canvas.columns, rows: 1), .role(.selection))
          if !isMarked(row), gutter(row) == nil {
            canvas.draw("▌", column: 0, row: line + 1, style: .role(.focus).on(.role(.selection)))
          }
        }
      }
    }
  }
}
