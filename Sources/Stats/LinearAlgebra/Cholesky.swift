/// The factorisation A = L·Lᵀ of a symmetric, positive semi-definite matrix, columns in their given order.
///
/// A column whose remaining pivot is a negligible part of its diagonal is a linear combination of earlier columns:
/// it is marked as aliased and left out, so that a collinear design gives the earlier coefficients and a missing one,
/// as R does, instead of noise.
public struct Cholesky: Sendable {
  public let size: Int
  /// Lower triangle, column after column; rows and columns of aliased variables are zero.
  let factor: [Double]
  public let isAliased: [Bool]

  /// Columns that are brought up to date together by a product of matrices.
  private static let blockSize = 16

  public var rank: Int { isAliased.lazy.filter { !$0 }.count }

  /// - Parameter tolerance: the smallest accepted ratio of a pivot to its diagonal element (one minus the
  ///   squared multiple correlation with earlier columns when A is a correlation matrix).
  public init(_ matrix: Matrix, tolerance: Double = 1e-11) {
    precondition(matrix.rowCount == matrix.columnCount, "only a square matrix has a Cholesky factor")
    let n = matrix.rowCount
    var l = matrix.values
    var aliased = [Bool](repeating: false, count: n)
    matrix.values.withUnsafeBufferPointer { a in
      l.withUnsafeMutableBufferPointer { l in
        guard let a = a.baseAddress, let l = l.baseAddress else { return }
        for first in stride(from: 0, to: n, by: Self.blockSize) {
          let last = min(n, first + Self.blockSize)
          // The block's columns minus the part of all earlier columns, in one product; aliased ones are zero there.
          if first > 0 {
            BLAS.subtractProduct(
              rows: n - first, columns: last - first, inner: first, l + first, stride: n, l + first, stride: n,
              from: l + first + n * first, stride: n)
          }
          for j in first..<last {
            // Column j minus the part of the earlier columns of its block, down from the diagonal.
            for k in first..<j {
              let factor = l[j + n * k]
              if factor == 0 { continue }
              for i in j..<n { l[i + n * j] -= factor * l[i + n * k] }
            }
            let pivot = l[j + n * j]
            guard pivot > tolerance * a[j + n * j], pivot > 0, pivot.isFinite else {
              aliased[j] = true
              for i in j..<n { l[i + n * j] = 0 }
              for k in 0..<j { l[j + n * k] = 0 }
              continue
            }
            let root = pivot.squareRoot()
            l[j + n * j] = root
            for i in (j + 1)..<max(n, j + 1) { l[i + n * j] /= root }
          }
        }
        for j in 0..<n { for i in 0..<j { l[i + n * j] = 0 } }
      }
    }
    self.size = n
    self.factor = l
    self.isAliased = aliased
  }

  /// x with A·x = b; zero at aliased positions.
  public func solve(_ b: [Double]) -> [Double] {
    precondition(b.count == size, "the right-hand side must have the size of the matrix")
    var x = b
    x.withUnsafeMutableBufferPointer { x in
      factor.withUnsafeBufferPointer { factor in
        // Column after column, so that memory is read in its order.
        for k in 0..<size {
          guard !isAliased[k] else {
            x[k] = 0
            continue
          }
          let value = x[k] / factor[k + size * k]
          x[k] = value
          for i in (k + 1)..<max(size, k + 1) { x[i] -= factor[i + size * k] * value }
        }
        for i in stride(from: size - 1, through: 0, by: -1) where !isAliased[i] {
          var sum = x[i]
          for k in (i + 1)..<max(size, i + 1) { sum -= factor[k + size * i] * x[k] }
          x[i] = sum / factor[i + size * i]
        }
      }
    }
    return x
  }

  /// A⁻¹ on the variables that are not aliased; zero rows and columns for the others.
  public var inverse: Matrix {
    var result = Matrix(rowCount: size, columnCount: size)
    for j in 0..<size where !isAliased[j] {
      var unit = [Double](repeating: 0, count: size)
      unit[j] = 1
      let column = solve(unit)
      for i in 0..<size { result[i, j] = column[i] }
    }
    for j in 0..<size {
      for i in 0..<j {
        let mean = 0.5 * (result[i, j] + result[j, i])
        result[i, j] = mean
        result[j, i] = mean
      }
    }
    return result
  }
}
