/// One criterion of a sort.
public struct SortKey: Sendable, Hashable, Codable {
  public var column: String
  public var isAscending: Bool

  public init(_ column: String, ascending: Bool = true) {
    self.column = column
    isAscending = ascending
  }
}

extension DataTable {
  /// The rows in sorted order: by the first key, ties by the second, and so on, remaining ties in their old order.
  /// Missing cells come last in both directions. Text is in natural order (`P2` before `P10`).
  ///
  /// - Parameter rows: the rows to sort, all of them if nil.
  public func order(by keys: [SortKey], among rows: [Int]? = nil) throws(TableError) -> [Int] {
    var order = (rows ?? Array(0..<rowCount)).map { Int32($0) }
    // Least important key first; every pass is stable, so that earlier passes decide ties.
    for key in keys.reversed() {
      let column = try requireColumn(key.column)
      let sortable = column.values.sortableKeys(ascending: key.isAscending)
      Self.radixSort(&order, by: sortable)
    }
    return order.map { Int($0) }
  }

  /// Least-significant-digit radix sort of row numbers, eleven bits a pass; passes in which all digits agree are skipped.
  private static func radixSort(_ order: inout [Int32], by keys: [UInt64]) {
    guard order.count > 1 else { return }
    var entries = order.map { (key: keys[Int($0)], row: $0) }
    var scratch = entries
    var varying: UInt64 = 0
    for entry in entries { varying |= entry.key ^ entries[0].key }
    var shift: UInt64 = 0
    while shift < 64 {
      if (varying >> shift) & 0x7FF != 0 {
        var starts = [Int](repeating: 0, count: 2049)
        for entry in entries { starts[Int((entry.key >> shift) & 0x7FF) + 1] += 1 }
        for digit in 1...2048 { starts[digit] += starts[digit - 1] }
        entries.withUnsafeBufferPointer { source in
          scratch.withUnsafeMutableBufferPointer { target in
            starts.withUnsafeMutableBufferPointer { next in
              for entry in source {
                let digit = Int((entry.key >> shift) & 0x7FF)
                target[next[digit]] = entry
                next[digit] += 1
              }
            }
          }
        }
        swap(&entries, &scratch)
      }
      shift += 11
    }
    for (position, entry) in entries.enumerated() { order[position] = entry.row }
  }
}

extension ColumnValues {
  /// Integers in the order of the cells; missing is the largest.
  fileprivate func sortableKeys(ascending: Bool) -> [UInt64] {
    // Present keys stay below 2⁶⁴ − 1 so that reversing them cannot reach the key of missing.
    func directed(_ key: UInt64) -> UInt64 { ascending ? key : UInt64.max - 1 - key }
    switch self {
    case .number(let values):
      return values.map { value in
        if value.isNaN { return .max }
        // IEEE 754: flipping all bits of negatives and the sign of the others orders the bit patterns; −0 equals 0.
        let bits = (value == 0 ? 0.0 : value).bitPattern
        return directed(bits >> 63 == 1 ? ~bits : bits | (1 << 63))
      }
    case .date(let values):
      return values.map { $0 == Self.missingDate ? .max : directed(UInt64(bitPattern: Int64($0) + (1 << 40))) }
    case .bool(let values):
      return values.map { $0 < 0 ? .max : directed(UInt64($0)) }
    case .text(let column):
      let ranks = column.ranks
      return column.codes.map { $0 < 0 ? .max : directed(UInt64(ranks[Int($0)])) }
    }
  }
}
