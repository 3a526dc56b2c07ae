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
    // A power of two, so that a cell is found by a shift: SSE2 has no product of 32-bit numbers.
    var columns = 2
    while columns <= longest { columns *= 2 }
    if longest < Int(UInt16.max), (grid.rankCount + 1) * columns <= DenseTally.limit {
      var tally = DenseTally(rows: grid.rankCount + 1, columns: columns)
      // Lengths of the runs so far, one per place; used again for each direction.
      var lengths = [UInt16](repeating: 0, count: grid.ranks.count)
      return steps.map { step in
        if step == [1, 0, 0] {
          countAlongRows(grid, rows: rows, tally: &tally)
        } else {
          count(grid, rows: rows, offset: grid.offset(step), lengths: &lengths, tally: &tally)
        }
        return tally.matrix(levelOfRank: grid.levelOfRank, voxelCount: voxelCount)
      }
    }
    var tally = SparseTally()
    return steps.map { step in
      countByWalking(grid, rows: rows, offset: grid.offset(step), tally: &tally)
      return tally.matrix(levelOfRank: grid.levelOfRank, voxelCount: voxelCount)
    }
  }

  /// Runs along a direction that leaves the row: the length at a place is one more than that at its predecessor, which
  /// lies in an earlier line, so a whole row is computed with vector instructions and without branches. Places at which
  /// no run ends are counted in column 0, outside places in row 0; neither is read.
  private static func count(
    _ grid: LevelGrid, rows: Range<Int>, offset: Int, lengths: inout [UInt16], tally: inout DenseTally
  ) {
    let shift = UInt32(truncatingIfNeeded: tally.columns.trailingZeroBitCount)
    var extended = [UInt16](repeating: 0, count: grid.size.x)
    var targets = [UInt32](repeating: 0, count: grid.size.x)
    grid.ranks.withUnsafeBufferPointer { ranks in
      lengths.withUnsafeMutableBufferPointer { lengths in
        extended.withUnsafeMutableBufferPointer { extended in
          targets.withUnsafeMutableBufferPointer { targets in
            for row in rows {
              let row = grid.rows[row]
              let before = row.start &- offset
              let after = row.start &+ offset
              // Into a row apart and with masks, for the compiler branches where it may.
              for x in 0..<row.count {
                let rank = ranks[row.start &+ x]
                let continues: UInt16 = rank == ranks[before &+ x] ? 1 : 0
                let isInside: UInt16 = rank != 0 ? 1 : 0
                extended[x] = ((lengths[before &+ x] & (0 &- continues)) &+ 1) & (0 &- isInside)
              }
              for x in 0..<row.count {
                let rank = ranks[row.start &+ x]
                let length = extended[x]
                lengths[row.start &+ x] = length
                let column = rank != ranks[after &+ x] ? length : 0
                targets[x] = UInt32(rank) &<< shift | UInt32(column)
              }
              for x in 0..<row.count { tally.add(place: Int(targets[x])) }
            }
          }
        }
      }
    }
    tally.clear(column: 0)
  }

  private static func countAlongRows(_ grid: LevelGrid, rows: Range<Int>, tally: inout DenseTally) {
    grid.ranks.withUnsafeBufferPointer { ranks in
      for row in rows {
        let row = grid.rows[row]
        var length = 0
        for place in row.start..<row.start &+ row.count {
          let rank = ranks[place]
          length = rank == ranks[place &- 1] && rank != 0 ? length &+ 1 : 1
          tally.add(row: Int(rank), column: rank != ranks[place &+ 1] ? length : 0)
        }
      }
    }
    tally.clear(column: 0)
  }

  /// Runs along any direction, walked from their first voxel: for matrices too large for a full table.
  private static func countByWalking(_ grid: LevelGrid, rows: Range<Int>, offset: Int, tally: inout SparseTally) {
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
