import COpenBLAS

/// A dense matrix of Doubles, rows × columns, stored column after column.
public struct Matrix: Sendable, Equatable, Codable {
  public let rowCount: Int
  public let columnCount: Int
  /// The element of row i, column j is at `i + rowCount · j`.
  public internal(set) var values: [Double]

  public init(rowCount: Int, columnCount: Int, values: [Double]) {
    precondition(values.count == rowCount * columnCount, "a matrix needs one value per row and column")
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.values = values
  }

  public init(rowCount: Int, columnCount: Int) {
    self.init(
      rowCount: rowCount, columnCount: columnCount,
      values: [Double](repeating: 0, count: rowCount * columnCount))
  }

  /// The matrix with the given rows; all rows must have one length.
  public init(rows: [[Double]]) {
    let columns = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == columns }, "the rows of a matrix must have one length")
    self.init(rowCount: rows.count, columnCount: columns)
    for (i, row) in rows.enumerated() {
      for (j, value) in row.enumerated() { self[i, j] = value }
    }
  }

  public static func identity(_ size: Int) -> Matrix {
    var result = Matrix(rowCount: size, columnCount: size)
    for i in 0..<size { result[i, i] = 1 }
    return result
  }

  public subscript(row: Int, column: Int) -> Double {
    get { values[row + rowCount * column] }
    set { values[row + rowCount * column] = newValue }
  }

  public func row(_ i: Int) -> [Double] { (0..<columnCount).map { self[i, $0] } }
  public func column(_ j: Int) -> [Double] { Array(values[(j * rowCount)..<((j + 1) * rowCount)]) }
  public var diagonal: [Double] { (0..<min(rowCount, columnCount)).map { self[$0, $0] } }

  public var transposed: Matrix {
    var result = Matrix(rowCount: columnCount, columnCount: rowCount)
    for j in 0..<columnCount { for i in 0..<rowCount { result[j, i] = self[i, j] } }
    return result
  }

  /// The product A·B.
  public func times(_ other: Matrix) -> Matrix {
    precondition(columnCount == other.rowCount, "the inner sizes of a matrix product must agree")
    var result = Matrix(rowCount: rowCount, columnCount: other.columnCount)
    guard !values.isEmpty, !other.values.isEmpty else { return result }
    result.values.withUnsafeMutableBufferPointer { product in
      cblas_dgemm(
        CblasColMajor, CblasNoTrans, CblasNoTrans, blasint(rowCount), blasint(other.columnCount),
        blasint(columnCount), 1, values, blasint(rowCount), other.values, blasint(other.rowCount), 0,
        product.baseAddress, blasint(rowCount))
    }
    return result
  }

  /// The product A·x, summed column by column in their order.
  ///
  /// Not a call to BLAS, whose kernels treat the last rows of a matrix otherwise than the first: equal rows must give equal
  /// products, on every processor, or patients with the same values would be told apart by rounding.
  public func times(_ vector: [Double]) -> [Double] {
    precondition(vector.count == columnCount, "the inner sizes of a matrix product must agree")
    var result = [Double](repeating: 0, count: rowCount)
    guard !values.isEmpty else { return result }
    result.withUnsafeMutableBufferPointer { product in
      values.withUnsafeBufferPointer { values in
        for (column, factor) in vector.enumerated() {
          let start = column * rowCount
          for row in 0..<rowCount { product[row] += factor * values[start + row] }
        }
      }
    }
    return result
  }

  /// The product AᵀB.
  public func transposedTimes(_ other: Matrix) -> Matrix {
    precondition(rowCount == other.rowCount, "the inner sizes of a matrix product must agree")
    var result = Matrix(rowCount: columnCount, columnCount: other.columnCount)
    guard !values.isEmpty, !other.values.isEmpty else { return result }
    result.values.withUnsafeMutableBufferPointer { product in
      cblas_dgemm(
        CblasColMajor, CblasTrans, CblasNoTrans, blasint(columnCount), blasint(other.columnCount),
        blasint(rowCount), 1, values, blasint(rowCount), other.values, blasint(other.rowCount), 0,
        product.baseAddress, blasint(columnCount))
    }
    return result
  }

  /// The symmetric product AᵀA, columns × columns.
  public var crossProduct: Matrix {
    var result = Matrix(rowCount: columnCount, columnCount: columnCount)
    guard !values.isEmpty else { return result }
    result.values.withUnsafeMutableBufferPointer { product in
      cblas_dsyrk(
        CblasColMajor, CblasUpper, CblasTrans, blasint(columnCount), blasint(rowCount), 1, values,
        blasint(rowCount), 0, product.baseAddress, blasint(columnCount))
    }
    for j in 0..<columnCount { for i in 0..<j { result[j, i] = result[i, j] } }
    return result
  }

  /// xᵀAy for a square or rectangular A.
  public func form(_ left: [Double], _ right: [Double]) -> Double {
    BLAS.dot(left, times(right))
  }
}
