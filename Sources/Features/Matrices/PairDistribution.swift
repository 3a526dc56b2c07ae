/// The chance p(i, j) that a voxel has level i and the one a step further level j: a co-occurrence matrix divided by its
/// sum. Directions may have weights, so counts need not be whole.
struct PairDistribution {
  struct Cell {
    let i: Int
    let j: Int
    let p: Double
  }

  /// Pairs that occur, sorted by i, then j; their p add up to 1.
  let cells: [Cell]
  let isSymmetric: Bool

  init(_ matrix: TextureMatrix, isSymmetric: Bool = true) {
    let total = Double(matrix.total)
    cells = matrix.cells.map { Cell(i: $0.level, j: $0.column, p: Double($0.count) / total) }
    self.isSymmetric = isSymmetric
  }

  /// Matrices added with weights; nil when nothing occurs in any.
  init?(_ matrices: [TextureMatrix], weights: [Double], isSymmetric: Bool) {
    var sums: [SIMD2<Int>: Double] = [:]
    for (matrix, weight) in zip(matrices, weights) where weight > 0 {
      for cell in matrix.cells { sums[[cell.level, cell.column], default: 0] += weight * Double(cell.count) }
    }
    let ordered = sums.sorted { ($0.key.x, $0.key.y) < ($1.key.x, $1.key.y) }
    let total = ordered.reduce(0) { $0 + $1.value }
    guard total > 0 else { return nil }
    cells = ordered.map { Cell(i: $0.key.x, j: $0.key.y, p: $0.value / total) }
    self.isSymmetric = isSymmetric
  }
}
