/// A number of columns and rows; never negative.
public struct Size: Equatable, Hashable, Sendable {
  public let columns: Int
  public let rows: Int

  /// Makes a size; negative numbers count as 0.
  public init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  public static let zero = Size(columns: 0, rows: 0)

  public var isEmpty: Bool { columns == 0 || rows == 0 }
}

/// A rectangle of cells. Column 0, row 0 is the upper left corner. It may be empty and may lie outside a canvas.
public struct Rect: Equatable, Hashable, Sendable {
  public var column: Int
  public var row: Int
  public var size: Size

  public init(column: Int, row: Int, columns: Int, rows: Int) {
    self.column = column
    self.row = row
    self.size = Size(columns: columns, rows: rows)
  }

  public var columns: Int { size.columns }
  public var rows: Int { size.rows }
  public var isEmpty: Bool { size.isEmpty }

  /// The first column right of the rectangle.
  public var endColumn: Int { column + size.columns }
  /// The first row below the rectangle.
  public var endRow: Int { row + size.rows }

  public func contains(column: Int, row: Int) -> Bool {
    column >= self.column && column < endColumn && row >= self.row && row < endRow
  }

  /// The common part; empty when there is none.
  public func intersection(_ other: Rect) -> Rect {
    let left = max(column, other.column)
    let top = max(row, other.row)
    return Rect(
      column: left, row: top, columns: min(endColumn, other.endColumn) - left,
      rows: min(endRow, other.endRow) - top)
  }

  /// The rectangle without a margin on each side; empty when the margins meet.
  public func inset(columns: Int = 1, rows: Int = 1) -> Rect {
    Rect(
      column: column + columns, row: row + rows, columns: size.columns - 2 * columns,
      rows: size.rows - 2 * rows)
  }

  /// The upper part of at most `rows` rows, and what is left below it.
  public func cut(top rows: Int) -> (top: Rect, rest: Rect) {
    let rows = min(max(0, rows), self.rows)
    return (
      Rect(column: column, row: row, columns: columns, rows: rows),
      Rect(column: column, row: row + rows, columns: columns, rows: self.rows - rows)
    )
  }

  /// The lower part of at most `rows` rows, and what is left above it.
  public func cut(bottom rows: Int) -> (bottom: Rect, rest: Rect) {
    let rows = min(max(0, rows), self.rows)
    let parts = cut(top: self.rows - rows)
    return (parts.rest, parts.top)
  }

  /// The left part of at most `columns` columns, and what is left beside it.
  public func cut(left columns: Int) -> (left: Rect, rest: Rect) {
    let columns = min(max(0, columns), self.columns)
    return (
      Rect(column: column, row: row, columns: columns, rows: rows),
      Rect(column: column + columns, row: row, columns: self.columns - columns, rows: rows)
    )
  }

  /// The right part of at most `columns` columns, and what is left beside it.
  public func cut(right columns: Int) -> (right: Rect, rest: Rect) {
    let columns = min(max(0, columns), self.columns)
    let parts = cut(left: self.columns - columns)
    return (parts.rest, parts.left)
  }
}
