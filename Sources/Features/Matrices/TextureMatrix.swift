/// A texture matrix: how often each grey level meets each column value.
///
/// What a column means depends on the matrix: the neighbour's level (co-occurrence), a run length, a zone size, a zone's
/// distance to the border, a dependence count. Only cells that occur are stored, sorted by level and then column, so a
/// matrix of 60,000 levels costs what its voxels cost. Counted per direction or slice, then merged:
///
///     counts of a.merging(b) = counts of a + counts of b
///
/// Merging is associative and commutative, and exact, because counts are integers.
public struct TextureMatrix: Sendable, Equatable {
  public struct Cell: Sendable, Equatable {
    /// Grey level i, from 1.
    public var level: Int
    /// Column j, from 1.
    public var column: Int
    /// How often the two met; above 0.
    public var count: Int

    public init(level: Int, column: Int, count: Int) {
      self.level = level
      self.column = column
      self.count = count
    }
  }

  /// Cells that occur, sorted by level, then column.
  public let cells: [Cell]
  /// N_v: voxels that were looked at, summed over everything merged. Percentages are relative to it.
  public let voxelCount: Int

  /// Makes a matrix of cells in any order; equal cells are added, cells with count 0 dropped.
  public init(cells: [Cell], voxelCount: Int) {
    self.init(sorted: Self.folded([cells]), voxelCount: voxelCount)
  }

  init(sorted cells: [Cell], voxelCount: Int) {
    self.cells = cells
    self.voxelCount = voxelCount
  }

  public static let empty = TextureMatrix(sorted: [], voxelCount: 0)

  public var isEmpty: Bool { cells.isEmpty }

  /// Sum of all counts.
  public var total: Int { cells.reduce(0) { $0 + $1.count } }

  /// The sum of two matrices, cell by cell.
  public func merging(_ other: TextureMatrix) -> TextureMatrix { Self.merged([self, other]) }

  /// The sum of many matrices; the order does not matter.
  public static func merged(_ matrices: [TextureMatrix]) -> TextureMatrix {
    let voxelCount = matrices.reduce(0) { $0 + $1.voxelCount }
    let filled = matrices.filter { !$0.isEmpty }
    if filled.count <= 1 { return TextureMatrix(sorted: filled.first?.cells ?? [], voxelCount: voxelCount) }
    return TextureMatrix(sorted: folded(filled.map(\.cells)), voxelCount: voxelCount)
  }

  private static func folded(_ lists: [[Cell]]) -> [Cell] {
    var highestLevel = 0
    var highestColumn = 0
    var cellCount = 0
    for list in lists {
      cellCount += list.count
      for cell in list {
        precondition(cell.level >= 0 && cell.column >= 0 && cell.count >= 0, "levels, columns and counts start at 0")
        highestLevel = max(highestLevel, cell.level)
        highestColumn = max(highestColumn, cell.column)
      }
    }
    // Adding in a table is fastest, as long as the table is not much larger than what goes into it. Columns that it has no
    // room for, such as the sizes of a few large zones, are sorted.
    func columns(_ room: Int) -> Int {
      highestLevel < room ? min(highestColumn, room / (highestLevel + 1) - 1) + 1 : 0
    }
    let stride = columns(max(4096, 8 * cellCount)) > highestColumn ? highestColumn + 1 : columns(max(4096, cellCount))
    var table = [Int](repeating: 0, count: stride == 0 ? 0 : stride * (highestLevel + 1))
    var beyond: [Cell] = []
    table.withUnsafeMutableBufferPointer { table in
      for list in lists {
        for cell in list {
          if cell.column < stride {
            table[cell.level &* stride &+ cell.column] &+= cell.count
          } else if cell.count != 0 {
            beyond.append(cell)
          }
        }
      }
    }
    beyond.sort { ($0.level, $0.column) < ($1.level, $1.column) }
    var result: [Cell] = []
    var next = beyond.startIndex
    func takeBeyond(through level: Int) {
      while next < beyond.endIndex, beyond[next].level <= level {
        if let last = result.last, last.level == beyond[next].level, last.column == beyond[next].column {
          result[result.count - 1].count += beyond[next].count
        } else {
          result.append(beyond[next])
        }
        next += 1
      }
    }
    for level in 0..<(stride == 0 ? 0 : table.count / stride) {
      for column in 0..<stride where table[level &* stride &+ column] != 0 {
        result.append(Cell(level: level, column: column, count: table[level &* stride &+ column]))
      }
      takeBeyond(through: level)
    }
    takeBeyond(through: .max)
    return result
  }
}
