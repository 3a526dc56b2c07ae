import COpenBLAS

/// The few kernels of OpenBLAS that loops over columns need, on contiguous memory.
/// OpenBLAS is held to one thread (`COpenBLAS.c`): replicates run in parallel, and the thread count must never change a
/// result.
enum BLAS {
  @inline(__always) static func start() {}

  static func dot(_ x: [Double], _ y: [Double]) -> Double {
    precondition(x.count == y.count, "a dot product needs two vectors of one length")
    start()
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
}
