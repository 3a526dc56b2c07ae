/// Maximal correlation coefficient of a co-occurrence matrix: the square root of the second-largest eigenvalue of
///
///     Q(i, j) = Σₖ p(i, k) p(j, k) / (pᵢ(i) pᵢ(k))
///
/// For a symmetric matrix Q is similar to S², S = D^(−½) P D^(−½) with D the marginals on the diagonal. The largest
/// eigenvalue of S is 1 with the known eigenvector √pᵢ, so the coefficient is the largest |λ| on what is orthogonal to it.
/// Found by the Lanczos iteration (Golub & Van Loan, "Matrix Computations", chapter 10) with full reorthogonalisation
/// over the cells that occur; the extremes of its tridiagonal matrix by bisection on sign changes.
enum MaximalCorrelation {
  /// - Parameter matrix: symmetric and not empty. 0 for a single level.
  static func value(of matrix: TextureMatrix) -> Double {
    value(of: PairDistribution(matrix))
  }

  /// - Parameter pairs: symmetric or not. 0 where the first or the second of the pair has a single level.
  ///
  /// Without symmetry the coefficient is the second-largest singular value of S = D₁^(−½) P D₂^(−½). The singular values
  /// of S are, with both signs, the eigenvalues of [[0, S], [Sᵀ, 0]], where both vectors of the largest are known.
  static func value(of pairs: PairDistribution) -> Double {
    var rows: [Int: Int] = [:]
    var columns: [Int: Int] = [:]
    for cell in pairs.cells where rows[cell.i] == nil { rows[cell.i] = rows.count }
    if pairs.isSymmetric {
      columns = rows
    } else {
      for cell in pairs.cells where columns[cell.j] == nil { columns[cell.j] = columns.count }
    }
    guard rows.count > 1, columns.count > 1 else { return 0 }
    var first = [Double](repeating: 0, count: rows.count)
    var second = [Double](repeating: 0, count: columns.count)
    var entries: [(row: Int, column: Int, value: Double)] = []
    entries.reserveCapacity(pairs.cells.count)
    for cell in pairs.cells {
      guard let row = rows[cell.i], let column = columns[cell.j] else { continue }
      entries.append((row, column, cell.p))
      first[row] += cell.p
      second[column] += cell.p
    }
    let (firstRoot, secondRoot) = (first.map { $0.squareRoot() }, second.map { $0.squareRoot() })
    for index in entries.indices {
      entries[index].value /= firstRoot[entries[index].row] * secondRoot[entries[index].column]
    }
    if pairs.isSymmetric { return largest(entries, known: [firstRoot]) }
    let half = 0.5.squareRoot()
    let known = [1.0, -1.0].map { sign in firstRoot.map { $0 * half } + secondRoot.map { $0 * half * sign } }
    entries = entries.flatMap { entry in
      let column = entry.column + rows.count
      return [(entry.row, column, entry.value), (column, entry.row, entry.value)]
    }
    return largest(entries, known: known)
  }

  private static func largest(_ entries: [(row: Int, column: Int, value: Double)], known: [[Double]]) -> Double {
    let side = known.first?.count ?? 0
    var basis = known
    var diagonal: [Double] = []
    var offDiagonal: [Double] = []
    // Any start that is not orthogonal to the wanted vector will do; it is fixed, so that results repeat.
    var state: UInt64 = 0x2545_F491_4F6C_DD1D
    func fresh() -> [Double]? {
      for _ in 0..<8 {
        var vector = [Double](repeating: 0, count: side)
        for index in vector.indices {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          vector[index] = Double(state >> 11) / Double(1 << 53) - 0.5
        }
        let before = norm(vector)
        orthogonalise(&vector, basis)
        orthogonalise(&vector, basis)
        let length = norm(vector)
        if length > 1e-8 * before { return vector.map { $0 / length } }
      }
      return nil
    }
    guard var current = fresh() else { return 0 }
    var previousEstimate = -1.0
    for step in 1..<max(2, side - known.count + 1) {
      var next = [Double](repeating: 0, count: side)
      for entry in entries { next[entry.row] += entry.value * current[entry.column] }
      diagonal.append(dot(next, current))
      basis.append(current)
      orthogonalise(&next, basis)
      orthogonalise(&next, basis)
      let length = norm(next)
      if step % 12 == 0 {
        let estimate = extreme(diagonal, offDiagonal)
        if abs(estimate - previousEstimate) <= 1e-13 { return min(1, estimate) }
        previousEstimate = estimate
      }
      guard step < side - known.count else { break }
      if length > 1e-12 {
        offDiagonal.append(length)
        current = next.map { $0 / length }
      } else {
        // The space is exhausted: go on in what is left of it.
        guard let restart = fresh() else { break }
        offDiagonal.append(0)
        current = restart
      }
    }
    return min(1, extreme(diagonal, offDiagonal))
  }

  private static func orthogonalise(_ vector: inout [Double], _ basis: [[Double]]) {
    for other in basis {
      let share = dot(vector, other)
      for index in vector.indices { vector[index] -= share * other[index] }
    }
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }

  private static func norm(_ a: [Double]) -> Double { dot(a, a).squareRoot() }

  /// The largest |eigenvalue| of a symmetric tridiagonal matrix whose eigenvalues lie in −1 … 1.
  private static func extreme(_ diagonal: [Double], _ offDiagonal: [Double]) -> Double {
    max(highest(diagonal, offDiagonal), highest(diagonal.map { -$0 }, offDiagonal), 0)
  }

  private static func highest(_ diagonal: [Double], _ offDiagonal: [Double]) -> Double {
    /// Whether an eigenvalue lies above x: a pivot of the LDLᵀ factorisation of T − x is positive.
    func hasEigenvalue(above x: Double) -> Bool {
      var pivot = diagonal[0] - x
      if pivot > 0 { return true }
      for index in 1..<diagonal.count {
        let coupling = offDiagonal[index - 1] * offDiagonal[index - 1]
        pivot = diagonal[index] - x - coupling / (pivot == 0 ? -1e-300 : pivot)
        if pivot > 0 { return true }
      }
      return false
    }
    var (low, high) = (-1.0001, 1.0001)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if hasEigenvalue(above: middle) { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
