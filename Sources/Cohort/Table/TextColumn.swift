internal import Synchronization

/// A column of text, stored as its different values (`levels`, in order of first appearance) and one code per row.
///
///     cells   A  B  –  A        levels  ["A", "B"]        codes  [0, 1, −1, 0]
///
/// A filter looks at every level once instead of at every row, and sorting compares ranks instead of strings.
public struct TextColumn: Sendable {
  public let levels: [String]
  /// Index into `levels`, or −1 where the cell is missing.
  public let codes: [Int32]
  private let order = RankCache()

  public init(levels: [String], codes: [Int32]) {
    precondition(codes.allSatisfy { $0 >= -1 && Int($0) < levels.count }, "a code without a level")
    self.levels = levels
    self.codes = codes
  }

  public init(_ cells: some Sequence<String?>) {
    var levels: [String] = []
    var codes: [Int32] = []
    var known: [String: Int32] = [:]
    for cell in cells {
      guard let cell else {
        codes.append(-1)
        continue
      }
      if let code = known[cell] {
        codes.append(code)
      } else {
        let code = Int32(levels.count)
        known[cell] = code
        levels.append(cell)
        codes.append(code)
      }
    }
    self.init(levels: levels, codes: codes)
  }

  public subscript(row: Int) -> String? { codes[row] < 0 ? nil : levels[Int(codes[row])] }

  /// The rank of every level in natural order (`P2` before `P10`); computed once, then remembered.
  public var ranks: [UInt32] { order.ranks(of: levels) }

  /// Levels in natural order.
  public var sortedLevels: [String] {
    let ranks = ranks
    var sorted = levels
    for (level, rank) in zip(levels, ranks) { sorted[Int(rank)] = level }
    return sorted
  }
}

extension TextColumn: Equatable {
  public static func == (a: Self, b: Self) -> Bool {
    a.codes.count == b.codes.count && a.codes.indices.allSatisfy { a[$0] == b[$0] }
  }
}

/// Remembers the order of a column's levels. It has identity so that copies of the column share the work.
private final class RankCache: Sendable {
  private let ranks = Mutex<[UInt32]?>(nil)

  func ranks(of levels: [String]) -> [UInt32] {
    ranks.withLock { known in
      if let known { return known }
      let computed = NaturalOrder.ranks(of: levels)
      known = computed
      return computed
    }
  }
}
