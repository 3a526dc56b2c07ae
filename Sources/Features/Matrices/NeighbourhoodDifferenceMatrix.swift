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

  /// Levels that have voxels with neighbours, ascending.
  private var entries: [Entry] = []

  private struct Entry: Equatable {
    let level: Int
    var count = 0
    /// The sums of |i·W − S| for W = 1, 2, ….
    var numerators: [Int]
  }

  public init() {}

  mutating func add(level: Int, count: Int, numerators: [Int]) {
    let place = entries.place { $0.level < level }
    if place == entries.count || entries[place].level != level {
      entries.insert(Entry(level: level, count: count, numerators: numerators), at: place)
    } else {
      entries[place].count += count
      for neighbours in numerators.indices { entries[place].numerators[neighbours] += numerators[neighbours] }
    }
  }

  /// Levels ascending.
  public var rows: [Row] {
    entries.map { entry in
      var difference = 0.0
      for (index, numerator) in entry.numerators.enumerated() where numerator != 0 {
        difference += Double(numerator) / Double(index + 1)
      }
      return Row(level: entry.level, count: entry.count, difference: difference)
    }
  }

  public var isEmpty: Bool { entries.isEmpty }

  /// The sum of two matrices, level by level.
  public func merging(_ other: NeighbourhoodDifferenceMatrix) -> NeighbourhoodDifferenceMatrix {
    var result = self
    for entry in other.entries { result.add(level: entry.level, count: entry.count, numerators: entry.numerators) }
    return result
  }
}
