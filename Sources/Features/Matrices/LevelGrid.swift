/// A level image with a margin of outside voxels around it, so that every neighbour within `margin` is a constant offset
/// away and no bounds are tested in the loops that count.
///
/// Occupied levels are numbered 1 … `rankCount` in ascending order (their *rank*), so that memory follows the levels
/// that occur and not the number of levels a discretisation could give.
struct LevelGrid {
  /// Size without the margin.
  let size: SIMD3<Int>
  let margin: Int
  let strideY: Int
  let strideZ: Int
  /// Rank of each voxel, 0 outside; `strideZ · (size.z + 2 · margin)` values.
  let ranks: [UInt16]
  /// The grey level of each rank; entry 0 stands for outside and is 0.
  let levelOfRank: [Int]
  /// Stretches along x that hold voxels of the region, in memory order.
  let rows: [Row]
  /// The slices along z that hold voxels of the region, ascending.
  let slices: [Slice]
  let voxelCount: Int

  /// From one region voxel of a line along x to another, with no more than `longestGap` outside voxels on end between.
  struct Row {
    /// Position in `ranks` of the first voxel.
    let start: Int
    let count: Int
  }

  struct Slice {
    /// z in the level image.
    let index: Int
    /// Its part of `rows`.
    let rows: Range<Int>
    let voxelCount: Int
  }

  /// To pass over a few outside voxels costs less than to begin anew.
  private static let longestGap = 8

  var rankCount: Int { levelOfRank.count - 1 }

  init(_ image: LevelImage, margin: Int = 1) {
    let size = image.size
    let strideY = size.x + 2 * margin
    let strideZ = strideY * (size.y + 2 * margin)
    let highest = Int(image.levels.max() ?? 0)
    var isOccupied = [Bool](repeating: false, count: highest + 1)
    for level in image.levels { isOccupied[Int(level)] = true }
    var rankOfLevel = [UInt16](repeating: 0, count: highest + 1)
    var levelOfRank = [0]
    for level in stride(from: 1, through: highest, by: 1) where isOccupied[level] {
      rankOfLevel[level] = UInt16(levelOfRank.count)
      levelOfRank.append(level)
    }
    var rows: [Row] = []
    var slices: [Slice] = []
    var ranks = [UInt16](repeating: 0, count: strideZ * (size.z + 2 * margin))
    ranks.withUnsafeMutableBufferPointer { ranks in
      image.levels.withUnsafeBufferPointer { levels in
        for z in 0..<size.z {
          let firstRow = rows.count
          var voxelCount = 0
          for y in 0..<size.y {
            let source = size.x * (y + size.y * z)
            let target = margin + strideY * (y + margin) + strideZ * (z + margin)
            var first = -1
            var last = -1
            for x in 0..<size.x where levels[source + x] != 0 {
              ranks[target + x] = rankOfLevel[Int(levels[source + x])]
              if first < 0 {
                first = x
              } else if x - last > Self.longestGap {
                rows.append(Row(start: target + first, count: last - first + 1))
                first = x
              }
              last = x
              voxelCount += 1
            }
            if first >= 0 { rows.append(Row(start: target + first, count: last - first + 1)) }
          }
          if voxelCount > 0 {
            slices.append(Slice(index: z, rows: firstRow..<rows.count, voxelCount: voxelCount))
          }
        }
      }
    }
    self.size = size
    self.margin = margin
    self.strideY = strideY
    self.strideZ = strideZ
    self.ranks = ranks
    self.levelOfRank = levelOfRank
    self.rows = rows
    self.slices = slices
    voxelCount = slices.reduce(0) { $0 + $1.voxelCount }
  }

  /// The grey level of each place; the ranks themselves when every level up to the highest occurs.
  var levels: [UInt16] {
    if levelOfRank.last == rankCount { return ranks }
    return ranks.map { UInt16(truncatingIfNeeded: levelOfRank[Int($0)]) }
  }

  func offset(_ step: SIMD3<Int>) -> Int { step.x + strideY * step.y + strideZ * step.z }
}

/// The half of the neighbourhood that comes later in memory order: each pair of neighbours is met once.
enum Directions {
  /// Four directions within a slice.
  static let inPlane: [SIMD3<Int>] = [[1, 0, 0], [-1, 1, 0], [0, 1, 0], [1, 1, 0]]
  /// Nine directions to the next slice.
  static let acrossPlanes: [SIMD3<Int>] = [
    [-1, -1, 1], [0, -1, 1], [1, -1, 1], [-1, 0, 1], [0, 0, 1], [1, 0, 1], [-1, 1, 1], [0, 1, 1], [1, 1, 1],
  ]
  static let volume = inPlane + acrossPlanes
}
