/// A design matrix: n rows (units) by p named columns, stored column after column so that a column is contiguous.
/// A missing value is NaN here and only here: preparation steps replace it before a model sees it.
public struct Design: Sendable, Equatable {
  public let names: [String]
  public let rowCount: Int
  /// `rowCount · names.count` values; the value of row i, column j is at `i + rowCount · j`.
  public let values: [Double]

  public init(names: [String], rowCount: Int, values: [Double]) {
    precondition(values.count == names.count * rowCount, "a design needs one value per row and column")
    self.names = names
    self.rowCount = rowCount
    self.values = values
  }

  public init(columns: [(name: String, values: [Double])]) {
    let rows = columns.first?.values.count ?? 0
    self.init(names: columns.map(\.name), rowCount: rows, values: columns.flatMap(\.values))
  }

  public var columnCount: Int { names.count }
  public subscript(row: Int, column: Int) -> Double { values[row + rowCount * column] }
  public func column(_ j: Int) -> ArraySlice<Double> { values[(j * rowCount)..<((j + 1) * rowCount)] }
}
