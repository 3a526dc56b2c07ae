/// A symmetric 3×3 matrix.
struct SymmetricMatrix3 {
  var (xx, yy, zz, xy, xz, yz) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

  mutating func add(_ v: SIMD3<Double>, weight: Double) {
    xx += weight * v.x * v.x
    yy += weight * v.y * v.y
    zz += weight * v.z * v.z
    xy += weight * v.x * v.y
    xz += weight * v.x * v.z
    yz += weight * v.y * v.z
  }

  mutating func scale(by factor: Double) {
    xx *= factor
    yy *= factor
    zz *= factor
    xy *= factor
    xz *= factor
    yz *= factor
  }

  /// In descending order.
  var eigenvalues: [Double] { eigenvectors.map(\.value) }

  /// Eigenvalues in descending order, each with its unit vector, which are at right angles; by cyclic Jacobi rotations: exact
  /// for diagonal matrices and accurate for all.
  var eigenvectors: [(value: Double, vector: SIMD3<Double>)] {
    var m = self
    var (u, v, w) = (SIMD3(1.0, 0, 0), SIMD3(0, 1.0, 0), SIMD3(0, 0, 1.0))
    for _ in 0..<50 {
      let off = abs(m.xy) + abs(m.xz) + abs(m.yz)
      if off <= 1e-300 || off < 1e-17 * (abs(m.xx) + abs(m.yy) + abs(m.zz)) { break }
      Self.rotate(&m.xx, &m.yy, &m.xy, &m.xz, &m.yz, &u, &v)
      Self.rotate(&m.xx, &m.zz, &m.xz, &m.xy, &m.yz, &u, &w)
      Self.rotate(&m.yy, &m.zz, &m.yz, &m.xy, &m.xz, &v, &w)
    }
    return [(m.xx, u), (m.yy, v), (m.zz, w)].sorted { $0.0 > $1.0 }
  }

  /// Turns the axes p and q so that their off-diagonal entry vanishes; r is the third axis.
  private static func rotate(
    _ pp: inout Double, _ qq: inout Double, _ pq: inout Double, _ pr: inout Double, _ qr: inout Double,
    _ u: inout SIMD3<Double>, _ v: inout SIMD3<Double>
  ) {
    guard pq != 0 else { return }
    let theta = (qq - pp) / (2 * pq)
    let t = (theta >= 0 ? 1.0 : -1) / (abs(theta) + (theta * theta + 1).squareRoot())
    let c = 1 / (t * t + 1).squareRoot()
    let s = t * c
    (pp, qq, pq) = (pp - t * pq, qq + t * pq, 0)
    (pr, qr) = (c * pr - s * qr, s * pr + c * qr)
    (u, v) = (c * u - s * v, s * u + c * v)
  }

  var inverse: SymmetricMatrix3? {
    var m = SymmetricMatrix3()
    m.xx = yy * zz - yz * yz
    m.yy = xx * zz - xz * xz
    m.zz = xx * yy - xy * xy
    m.xy = xz * yz - xy * zz
    m.xz = xy * yz - xz * yy
    m.yz = xy * xz - xx * yz
    let determinant = xx * m.xx + xy * m.xy + xz * m.xz
    guard determinant.isFinite, determinant > 0 else { return nil }
    m.xx /= determinant
    m.yy /= determinant
    m.zz /= determinant
    m.xy /= determinant
    m.xz /= determinant
    m.yz /= determinant
    return m
  }

  /// vᵀ M v.
  func form(_ v: SIMD3<Double>) -> Double {
    xx * v.x * v.x + yy * v.y * v.y + zz * v.z * v.z + 2 * (xy * v.x * v.y + xz * v.x * v.z + yz * v.y * v.z)
  }
}
