/// Grey level co-occurrence matrices (GLCM): n(i, j) counts how often level j lies one step along a direction, or
/// against it, from level i. Symmetric, so every pair of neighbours counts twice.
struct CooccurrenceMatrices {
  /// Per slice, then per direction of `Directions.inPlane`; empty unless slices are kept apart.
  let perSlice: [[TextureMatrix]]
  /// Per direction of `Directions.volume`, or of `Directions.inPlane` when directions across slices were not asked for.
  let perDirection: [TextureMatrix]

  /// - Parameters:
  ///   - keepsSlices: whether the in-plane matrices are needed slice by slice.
  ///   - isVolumetric: whether the nine directions across slices are counted.
  init(_ grid: LevelGrid, distance: Int = 1, keepsSlices: Bool, isVolumetric: Bool) {
    var perSlice: [[TextureMatrix]] = []
    var perDirection: [TextureMatrix] = []
    if keepsSlices {
      perSlice = grid.slices.map { slice in
        Self.counted(grid, rows: slice.rows, steps: Directions.inPlane, distance: distance)
      }
      for direction in Directions.inPlane.indices {
        perDirection.append(TextureMatrix.merged(perSlice.map { $0[direction] }))
      }
    }
    let remaining =
      isVolumetric
      ? (keepsSlices ? Directions.acrossPlanes : Directions.volume)
      : keepsSlices ? [] : Directions.inPlane
    perDirection += Self.counted(grid, rows: grid.rows.indices, steps: remaining, distance: distance)
    self.perSlice = perSlice
    self.perDirection = perDirection
  }

  /// One matrix per step of any length, over the whole region.
  ///
  /// - Parameter isSymmetric: false counts only what lies along a step, not what lies against it.
  init(_ grid: LevelGrid, steps: [SIMD3<Int>], isSymmetric: Bool) {
    perSlice = []
    perDirection = Self.counted(
      grid, rows: grid.rows.indices, steps: steps, distance: 1, isSymmetric: isSymmetric)
  }

  /// One matrix per step, each counted over the same rows.
  private static func counted(
    _ grid: LevelGrid, rows: Range<Int>, steps: [SIMD3<Int>], distance: Int, isSymmetric: Bool = true
  ) -> [TextureMatrix] {
    let side = grid.rankCount + 1
    if side * side <= DenseTally.limit {
      var tally = DenseTally(rows: side, columns: side)
      return steps.map {
        matrix(grid, rows: rows, offset: grid.offset($0 &* distance), isSymmetric: isSymmetric, tally: &tally)
      }
    }
    var tally = SparseTally()
    return steps.map {
      matrix(grid, rows: rows, offset: grid.offset($0 &* distance), isSymmetric: isSymmetric, tally: &tally)
    }
  }

  private static func matrix<Tally: CellTally & ~Copyable>(
    _ grid: LevelGrid, rows: Range<Int>, offset: Int, isSymmetric: Bool, tally: inout Tally
  ) -> TextureMatrix {
    grid.ranks.withUnsafeBufferPointer { ranks in
      for row in rows {
        let row = grid.rows[row]
        for place in row.start..<row.start &+ row.count {
          // Pairs with an outside voxel land in row or column 0 and are left out below: cheaper than a branch here.
          tally.add(row: Int(ranks[place]), column: Int(ranks[place &+ offset]))
        }
      }
    }
    var cells: [TextureMatrix.Cell] = []
    tally.drain { row, column, count in
      guard row != 0, column != 0 else { return }
      let (i, j) = (grid.levelOfRank[row], grid.levelOfRank[column])
      cells.append(.init(level: i, column: j, count: count))
      if isSymmetric { cells.append(.init(level: j, column: i, count: count)) }
    }
    return TextureMatrix(cells: cells, voxelCount: cells.reduce(0) { $0 + $1.count })
  }
}
