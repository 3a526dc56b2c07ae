/// Texture matrices of several directions merged with a weight for each, so that counts are not whole numbers:
///
///     cell (i, j) = Σₖ wₖ · cell (i, j) of matrix k        N_v = Σₖ wₖ · N_v of matrix k
///
/// N_v is weighted like the counts, so that percentages are those of the directions, weighted.
struct WeightedTextureMatrix {
  struct Cell: TextureCell {
    let level: Int
    let column: Int
    let count: Double
  }

  /// Cells above 0, sorted by level, then column.
  let cells: [Cell]
  let voxelCount: Double

  init(_ matrices: [TextureMatrix], weights: [Double]) {
    var sums: [SIMD2<Int>: Double] = [:]
    var voxelCount = 0.0
    for (matrix, weight) in zip(matrices, weights) {
      voxelCount += weight * Double(matrix.voxelCount)
      for cell in matrix.cells { sums[[cell.level, cell.column], default: 0] += weight * Double(cell.count) }
    }
    // The weight of a far step may be too small for a number.
    cells = sums.filter { $0.value > 0 }.sorted { ($0.key.x, $0.key.y) < ($1.key.x, $1.key.y) }
      .map { Cell(level: $0.key.x, column: $0.key.y, count: $0.value) }
    self.voxelCount = voxelCount
  }
}

/// What a cell counts: whole numbers, exact whatever the order, or weighted ones.
protocol TextureCount: AdditiveArithmetic, Comparable {
  var real: Double { get }
}

extension Int: TextureCount {
  var real: Double { Double(self) }
}

extension Double: TextureCount {
  var real: Double { self }
}

protocol TextureCell {
  associatedtype Count: TextureCount
  /// Grey level i, from 1.
  var level: Int { get }
  /// Column j, from 1.
  var column: Int { get }
  /// Above 0.
  var count: Count { get }
}

/// A matrix that features are computed from: counted, or merged with weights.
protocol TextureCounts {
  associatedtype Cell: TextureCell
  associatedtype Voxels: TextureCount
  /// Cells that occur, sorted by level, then column.
  var cells: [Cell] { get }
  /// N_v.
  var voxelCount: Voxels { get }
}

extension TextureCounts {
  var isEmpty: Bool { cells.isEmpty }

  /// Sum of all counts.
  var total: Cell.Count { cells.reduce(.zero) { $0 + $1.count } }
}

extension TextureMatrix.Cell: TextureCell {}
extension TextureMatrix: TextureCounts {}
extension WeightedTextureMatrix: TextureCounts {}
