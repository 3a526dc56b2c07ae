/// Counts cells of a matrix of ranks by columns. Two forms: a full table while it is small, a hash table beyond, so that
/// memory follows the number of different cells that occur.
protocol CellTally: ~Copyable {
  mutating func add(row: Int, column: Int)
  /// Calls `body` for each cell that occurs, and starts again at zero.
  mutating func drain(_ body: (_ row: Int, _ column: Int, _ count: Int) -> Void)
}

/// A full table, `rows × columns` counts.
struct DenseTally: CellTally, ~Copyable {
  /// Up to this many cells a full table is used: 4 MB, about what the second-level cache holds.
  static let limit = 1 << 20

  private let table: UnsafeMutablePointer<UInt32>
  let rows: Int
  let columns: Int

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    table = .allocate(capacity: rows * columns)
    table.initialize(repeating: 0, count: rows * columns)
  }

  deinit { table.deallocate() }

  @inline(__always)
  mutating func add(row: Int, column: Int) { table[row &* columns &+ column] &+= 1 }

  /// Counts the cell at `row · columns + column`.
  @inline(__always)
  mutating func add(place: Int) { table[place] &+= 1 }

  mutating func clear(column: Int) {
    for row in 0..<rows { table[row * columns + column] = 0 }
  }

  mutating func drain(_ body: (_ row: Int, _ column: Int, _ count: Int) -> Void) {
    for row in 0..<rows {
      let line = table + row * columns
      for column in 0..<columns where line[column] != 0 {
        body(row, column, Int(line[column]))
        line[column] = 0
      }
    }
  }
}

/// Open addressing with linear probing; a key is `row << 32 | column`, and `vacant` marks a free place.
struct SparseTally: CellTally, ~Copyable {
  private static let vacant = UInt64.max
  private var keys: [UInt64]
  private var counts: [UInt32]
  private var used = 0

  init() {
    keys = [UInt64](repeating: Self.vacant, count: 1 << 12)
    counts = [UInt32](repeating: 0, count: 1 << 12)
  }

  @inline(__always)
  mutating func add(row: Int, column: Int) { add(key: UInt64(row) << 32 | UInt64(column), count: 1) }

  private mutating func add(key: UInt64, count: UInt32) {
    let mask = keys.count - 1
    // Multiplication by 2⁶⁴/φ spreads neighbouring keys (Knuth, volume 3, section 6.4).
    var place = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 20) & mask
    while keys[place] != key {
      if keys[place] == Self.vacant {
        keys[place] = key
        used += 1
        break
      }
      place = (place + 1) & mask
    }
    counts[place] += count
    if used * 4 > keys.count * 3 { grow() }
  }

  private mutating func grow() {
    let oldKeys = keys
    let oldCounts = counts
    keys = [UInt64](repeating: Self.vacant, count: oldKeys.count * 2)
    counts = [UInt32](repeating: 0, count: oldKeys.count * 2)
    used = 0
    for (key, count) in zip(oldKeys, oldCounts) where key != Self.vacant { add(key: key, count: count) }
  }

  mutating func drain(_ body: (_ row: Int, _ column: Int, _ count: Int) -> Void) {
    for (key, count) in zip(keys, counts) where key != Self.vacant {
      body(Int(key >> 32), Int(key & 0xFFFF_FFFF), Int(count))
    }
    self = SparseTally()
  }
}
