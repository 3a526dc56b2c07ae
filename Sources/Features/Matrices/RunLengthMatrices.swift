/// Grey level run length matrices (GLRLM): r(i, j) counts runs of j voxels of level i, one after the other along a
/// direction.
struct RunLengthMatrices {
  /// Per slice, then per direction of `Directions.inPlane`; empty unless slices are kept apart.
  let perSlice: [[TextureMatrix]]
  /// Per direction of `Directions.volume`, or of `Directions.inPlane` when directions across slices were not asked for.
  let perDirection: [TextureMatrix]

  init(_ grid: LevelGrid, keepsSlices: Bool, isVolumetric: Bool) {
    var perSlice: [[TextureMatrix]] = []
    var perDirection: [TextureMatrix] = []
    if keepsSlices {
      perSlice = grid.slices.map { slice in
        Self.counted(grid, rows: slice.rows, steps: Directions.inPlane, voxelCount: slice.voxelCount)
      }
      for direction in Directions.inPlane.indices {
        perDirection.append(TextureMatrix.merged(perSlice.map { $0[direction] }))
      }
    }
    let remaining =
      isVolumetric
      ? (keepsSlices ? Directions.acrossPlanes : Directions.volume)
      : keepsSlices ? [] : Directions.inPlane
    perDirection += Self.counted(grid, rows: grid.rows.indices, steps: remaining, voxelCount: grid.voxelCount)
    self.perSlice = perSlice
    self.perDirection = perDirection
  }

  private static func counted(
    _ grid: LevelGrid, rows: Range<Int>, steps: [SIMD3<Int>], voxelCount: Int
  ) -> [TextureMatrix] {
    let longest = max(grid.size.x, grid.size.y, grid.size.z)
    if (grid.rankCount + 1) * (longest + 1) <= DenseTally.limit {
      var tally = DenseTally(rows: grid.rankCount + 1, columns: longest + 1)
      return steps.map { matrix(grid, rows: rows, step: $0, voxelCount: voxelCount, tally: &tally) }
    }
    var tally = SparseTally()
    return steps.map { matrix(grid, rows: rows, step: $0, voxelCount: voxelCount, tally: &tally) }
  }

  private static func matrix<Tally: CellTally & ~Copyable>(
    _ grid: LevelGrid, rows: Range<Int>, step: SIMD3<Int>, voxelCount: Int, tally: inout Tally
  ) -> TextureMatrix {
    let offset = grid.offset(step)
    grid.ranks.withUnsafeBufferPointer { ranks in
      for row in rows {
        let row = grid.rows[row]
        for place in row.start..<row.start &+ row.count {
          let rank = ranks[place]
          // A run starts where its predecessor differs; the margin ends every run.
          guard rank != 0, ranks[place &- offset] != rank else { continue }
          var length = 1
          var next = place &+ offset
          while ranks[next] == rank {
            length &+= 1
            next &+= offset
          }
          tally.add(row: Int(rank), column: length)
        }
      }
    }
    return tally.matrix(levelOfRank: grid.levelOfRank, voxelCount: voxelCount)
  }
}

extension CellTally where Self: ~Copyable {
  /// What was counted, with ranks turned into levels; row 0 is outside and is left out.
  mutating func matrix(levelOfRank: [Int], voxelCount: Int) -> TextureMatrix {
    var cells: [TextureMatrix.Cell] = []
    drain { row, column, count in
      if row != 0 { cells.append(.init(level: levelOfRank[row], column: column, count: count)) }
    }
    return TextureMatrix(cells: cells, voxelCount: voxelCount)
  }
}
