/// Neighbourhood grey tone difference matrix (NGTDM): for each level i the number of voxels n_i that have a neighbour in
/// the region and the sum s_i of their distances from the mean level of those neighbours.
///
/// A voxel of level i whose W neighbours sum to S adds |i·W − S| / W. The numerators are kept apart by W, as integers,
/// so merging is exact and its order does not matter.
public struct NeighbourhoodDifferenceMatrix: Sendable, Equatable {
  public struct Row: Sendable, Equatable {
    /// Grey level i.
    public let level: Int
    /// n_i: voxels of this level with at least one neighbour.
    public let count: Int
    /// s_i: sum over those voxels of |i − mean of the neighbours|.
    public let difference: Double
  }

  /// Per level that has voxels with neighbours: their number, and the sums of |i·W − S| for W = 1, 2, ….
  private var entries: [Int: Entry] = [:]

  private struct Entry: Equatable {
    var count = 0
    var numerators: [Int]
  }

  public init() {}

  mutating func add(level: Int, count: Int, numerators: [Int]) {
    var entry = entries[level] ?? Entry(numerators: [Int](repeating: 0, count: numerators.count))
    entry.count += count
    for neighbours in numerators.indices { entry.numerators[neighbours] += numerators[neighbours] }
    entries[level] = entry
  }

  /// Levels ascending.
  public var rows: [Row] {
    entries.sorted { $0.key < $1.key }.map { level, entry in
      var difference = 0.0
      for (index, numerator) in entry.numerators.enumerated() where numerator != 0 {
        difference += Double(numerator) / Double(index + 1)
      }
      return Row(level: level, count: entry.count, difference: difference)
    }
  }

  public var isEmpty: Bool { entries.isEmpty }

  /// The sum of two matrices, level by level.
  public func merging(_ other: NeighbourhoodDifferenceMatrix) -> NeighbourhoodDifferenceMatrix {
    var result = self
    for (level, entry) in other.entries { result.add(level: level, count: entry.count, numerators: entry.numerators) }
    return result
  }
}
