import COpenBLAS

/// The few kernels of OpenBLAS that loops over columns need, on contiguous memory.
/// OpenBLAS is held to one thread (`COpenBLAS.c`): replicates run in parallel, and the thread count must never change a
/// result.
enum BLAS {
  static func dot(_ x: [Double], _ y: [Double]) -> Double {
    precondition(x.count == y.count, "a dot product needs two vectors of one length")
    return cblas_ddot(blasint(x.count), x, 1, y, 1)
  }

  @inline(__always)
  static func dot(_ count: Int, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>) -> Double {
    cblas_ddot(blasint(count), x, 1, y, 1)
  }

  /// y ← y + a·x
  @inline(__always)
  static func add(
    _ count: Int, _ a: Double, _ x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>
  ) {
    cblas_daxpy(blasint(count), a, x, 1, y, 1)
  }

  /// y ← Aᵀx for the first `columns` columns of a column-major A with `rows` rows.
  @inline(__always)
  static func transposedProduct(
    rows: Int, columns: Int, _ a: UnsafePointer<Double>, _ x: UnsafePointer<Double>,
    into y: UnsafeMutablePointer<Double>
  ) {
    cblas_dgemv(
      CblasColMajor, CblasTrans, blasint(rows), blasint(columns), 1, a, blasint(rows), x, 1, 0, y, 1)
  }

  /// y ← y − A·x for the first `columns` columns of a column-major A with `rows` rows.
  @inline(__always)
  static func subtractProduct(
    rows: Int, columns: Int, _ a: UnsafePointer<Double>, _ x: UnsafePointer<Double>,
    from y: UnsafeMutablePointer<Double>
  ) {
    cblas_dgemv(
      CblasColMajor, CblasNoTrans, blasint(rows), blasint(columns), -1, a, blasint(rows), x, 1, 1, y, 1)
  }

  /// C ← C − A·Bᵀ, column-major: C rows × columns, A rows × inner, B columns × inner.
  @inline(__always)
  static func subtractProduct(
    rows: Int, columns: Int, inner: Int, _ a: UnsafePointer<Double>, stride aStride: Int,
    _ b: UnsafePointer<Double>, stride bStride: Int, from c: UnsafeMutablePointer<Double>, stride cStride: Int
  ) {
    cblas_dgemm(
      CblasColMajor, CblasNoTrans, CblasTrans, blasint(rows), blasint(columns), blasint(inner), -1, a,
      blasint(aStride), b, blasint(bStride), 1, c, blasint(cStride))
  }

  /// The lower triangle of C ← AᵀB where that is symmetric: A and B rows × columns, column-major. Some of the upper
  /// triangle is written as well.
  static func symmetricProduct(
    rows: Int, columns: Int, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    into c: UnsafeMutablePointer<Double>
  ) {
    let width = 64
    for first in Swift.stride(from: 0, to: columns, by: width) {
      cblas_dgemm(
        CblasColMajor, CblasTrans, CblasNoTrans, blasint(columns - first), blasint(min(width, columns - first)),
        blasint(rows), 1, a + rows * first, blasint(rows), b + rows * first, blasint(rows), 0,
        c + first + columns * first, blasint(columns))
    }
  }
}
