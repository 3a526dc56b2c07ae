/// The two matrices that look at a voxel's whole neighbourhood, filled in one pass: neighbourhood difference (NGTDM) and
/// neighbouring dependence (NGLDM).
///
/// The dependence count of a voxel is the number of voxels of its neighbourhood, itself included, whose level differs
/// from its own by at most `coarseness`.
struct NeighbourhoodMatrices {
  /// One per slice that holds voxels, or one for the volume.
  let difference: [NeighbourhoodDifferenceMatrix]
  let dependence: [TextureMatrix]

  init(_ grid: LevelGrid, distance: Int = 1, coarseness: Int = 0, isVolumetric: Bool) {
    let reach = -distance...distance
    var steps: [SIMD3<Int>] = []
    for z in isVolumetric ? reach : 0...0 {
      for y in reach {
        for x in reach where (x, y, z) != (0, 0, 0) { steps.append([x, y, z]) }
      }
    }
    self.init(grid, steps: steps, coarseness: coarseness, keepsSlices: !isVolumetric)
  }

  /// Neighbours at any steps from a voxel.
  ///
  /// - Parameter keepsSlices: one matrix per slice, which only steps within slices allow.
  init(_ grid: LevelGrid, steps: [SIMD3<Int>], coarseness: Int, keepsSlices: Bool) {
    let levels = grid.levels
    let spans = keepsSlices ? grid.slices.map { ($0.rows, $0.voxelCount) } : [(grid.rows.indices, grid.voxelCount)]
    var difference: [NeighbourhoodDifferenceMatrix] = []
    var dependence: [TextureMatrix] = []
    var pass = Pass(grid, offsets: steps.map(grid.offset), coarseness: coarseness)
    for (rows, voxelCount) in spans {
      pass.run(rows: rows, levels: levels)
      difference.append(pass.drainDifference())
      dependence.append(pass.drainDependence(voxelCount: voxelCount))
    }
    self.difference = difference
    self.dependence = dependence
  }

  /// Tables of one pass, rank by number of neighbours.
  private struct Pass {
    private let grid: LevelGrid
    private let offsets: [Int]
    private let coarseness: Int
    /// Voxels per rank and dependence count.
    private var dependents: [Int]
    /// Voxels per rank that have a neighbour.
    private var counts: [Int]
    /// Sum of |i·W − S| per rank and W.
    private var numerators: [Int]
    private var sums: [Int32]
    private var neighbours: [Int32]
    private var alike: [Int32]

    init(_ grid: LevelGrid, offsets: [Int], coarseness: Int) {
      self.grid = grid
      self.offsets = offsets
      self.coarseness = coarseness
      let side = grid.rankCount + 1
      dependents = [Int](repeating: 0, count: side * (offsets.count + 1))
      counts = [Int](repeating: 0, count: side)
      numerators = [Int](repeating: 0, count: side * (offsets.count + 1))
      sums = [Int32](repeating: 0, count: grid.size.x)
      neighbours = sums
      alike = sums
    }

    mutating func run(rows: Range<Int>, levels: [UInt16]) {
      let columns = offsets.count + 1
      let tolerance = Int32(clamping: coarseness)
      grid.ranks.withUnsafeBufferPointer { ranks in
        levels.withUnsafeBufferPointer { levels in
          sums.withUnsafeMutableBufferPointer { sums in
            neighbours.withUnsafeMutableBufferPointer { neighbours in
              alike.withUnsafeMutableBufferPointer { alike in
                for row in rows {
                  let row = grid.rows[row]
                  for x in 0..<row.count {
                    sums[x] = 0
                    neighbours[x] = 0
                    alike[x] = 0
                  }
                  for offset in offsets {
                    let start = row.start &+ offset
                    // Straight loops over a stretch of a row: the compiler turns them into vector instructions.
                    if tolerance == 0 {
                      for x in 0..<row.count {
                        let level = levels[start &+ x]
                        sums[x] &+= Int32(level)
                        neighbours[x] &+= level != 0 ? 1 : 0
                        alike[x] &+= level == levels[row.start &+ x] ? 1 : 0
                      }
                    } else {
                      for x in 0..<row.count {
                        let level = Int32(levels[start &+ x])
                        let step = level &- Int32(levels[row.start &+ x])
                        sums[x] &+= level
                        neighbours[x] &+= level != 0 ? 1 : 0
                        alike[x] &+= level != 0 && step <= tolerance && step >= 0 &- tolerance ? 1 : 0
                      }
                    }
                  }
                  for x in 0..<row.count {
                    let rank = Int(ranks[row.start &+ x])
                    guard rank != 0 else { continue }
                    dependents[rank &* columns &+ Int(alike[x])] &+= 1
                    let width = Int(neighbours[x])
                    guard width > 0 else { continue }
                    counts[rank] &+= 1
                    let level = Int(levels[row.start &+ x])
                    numerators[rank &* columns &+ width &- 1] &+= abs(level &* width &- Int(sums[x]))
                  }
                }
              }
            }
          }
        }
      }
    }

    mutating func drainDifference() -> NeighbourhoodDifferenceMatrix {
      var matrix = NeighbourhoodDifferenceMatrix()
      let columns = offsets.count + 1
      for rank in stride(from: 1, through: grid.rankCount, by: 1) where counts[rank] != 0 {
        let part = rank * columns..<(rank + 1) * columns - 1
        matrix.add(level: grid.levelOfRank[rank], count: counts[rank], numerators: Array(numerators[part]))
        counts[rank] = 0
        for place in part { numerators[place] = 0 }
      }
      return matrix
    }

    mutating func drainDependence(voxelCount: Int) -> TextureMatrix {
      var cells: [TextureMatrix.Cell] = []
      let columns = offsets.count + 1
      for rank in stride(from: 1, through: grid.rankCount, by: 1) {
        for column in 0..<columns where dependents[rank * columns + column] != 0 {
          cells.append(
            .init(level: grid.levelOfRank[rank], column: column + 1, count: dependents[rank * columns + column]))
          dependents[rank * columns + column] = 0
        }
      }
      return TextureMatrix(cells: cells, voxelCount: voxelCount)
    }
  }
}
