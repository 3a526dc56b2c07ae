import Testing

@testable import Stats

@Suite struct MatrixTests {
  let a = Matrix(rows: [[1, 2], [3, 4], [5, 6]])

  @Test func `values lie column after column`() {
    #expect(a.values == [1, 3, 5, 2, 4, 6])
    #expect(a.row(1) == [3, 4])
    #expect(a.column(1) == [2, 4, 6])
  }

  @Test func `products are those of the schoolbook`() {
    #expect(a.times(Matrix(rows: [[1, 0], [1, 1]])) == Matrix(rows: [[3, 2], [7, 4], [11, 6]]))
    #expect(a.times([1, -1]) == [-1, -1, -1])
    #expect(a.crossProduct == Matrix(rows: [[35, 44], [44, 56]]))
    #expect(a.transposed.times(a) == a.crossProduct)
  }

  @Test(arguments: 1...67) func `equal rows have equal products wherever they stand`(rowCount: Int) {
    // Values whose sum depends on the order of its terms and on fused multiplication.
    let row = [0.1, 1 / 3.0, 1e8 + 0.7, -1e8 / 7, 0.3]
    let matrix = Matrix(rows: [[Double]](repeating: row, count: rowCount))
    let products = matrix.times([0.7, -1 / 7.0, 0.3, 2.1, 1 / 9.0])
    #expect(Set(products).count == 1)
  }

  @Test func `a Cholesky factor solves and inverts`() {
    let matrix = Matrix(rows: [[4, 2], [2, 3]])
    let cholesky = Cholesky(matrix)
    let x = cholesky.solve([10, 8])
    #expect(abs(x[0] - 1.75) < 1e-14 && abs(x[1] - 1.5) < 1e-14)
    let product = matrix.times(cholesky.inverse)
    #expect(zip(product.values, Matrix.identity(2).values).allSatisfy { abs($0 - $1) < 1e-14 })
  }

  @Test func `a column that repeats an earlier one is aliased and left out`() {
    let cholesky = Cholesky(Matrix(rows: [[1, 1, 0], [1, 1, 0], [0, 0, 2]]))
    #expect(cholesky.isAliased == [false, true, false])
    #expect(zip(cholesky.solve([3, 3, 4]), [3, 0, 2]).allSatisfy { abs($0 - $1) < 1e-14 })
    #expect(cholesky.inverse.column(1) == [0, 0, 0])
  }

  @Test func `an empty matrix multiplies to nothing`() {
    let empty = Matrix(rowCount: 3, columnCount: 0)
    #expect(empty.times([]) == [0, 0, 0])
    #expect(empty.crossProduct.values.isEmpty)
  }
}
