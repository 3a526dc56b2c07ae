/// Orders of numbers in linear time: a least-significant-digit radix sort on the bits of a Double.
///
/// A Double's bits compare like the number once negative numbers are inverted and the sign bit of the others is set.
/// Digits that are the same in every key (the low bits of whole days, the sign of times) cost no pass.
enum SortedOrder {
  /// The key that compares like the number; −0 and 0 are one.
  @inline(__always) static func key(_ x: Double) -> UInt64 {
    let bits = (x + 0.0).bitPattern
    return bits >> 63 == 0 ? bits | 0x8000_0000_0000_0000 : ~bits
  }

  @inline(__always) static func number(_ key: UInt64) -> Double {
    Double(bitPattern: key >> 63 == 1 ? key & 0x7FFF_FFFF_FFFF_FFFF : ~key)
  }

  /// The keys in ascending order.
  static func sort(_ keys: inout [UInt64]) {
    let n = keys.count
    if n < 400 {
      keys.sort()
      return
    }
    var spare = [UInt64](repeating: 0, count: n)
    let counts = histogram(keys)
    var isInSpare = false
    var offsets = [Int](repeating: 0, count: 256)
    keys.withUnsafeMutableBufferPointer { a in
      spare.withUnsafeMutableBufferPointer { b in
        offsets.withUnsafeMutableBufferPointer { offsets in
          for digit in 0..<8 {
            let shift = UInt64(8 * digit)
            guard start(counts, digit: digit, count: n, offsets: offsets) else { continue }
            let from = isInSpare ? b : a
            let to = isInSpare ? a : b
            for i in 0..<n {
              let key = from[i]
              let d = Int((key >> shift) & 255)
              to[offsets[d]] = key
              offsets[d] &+= 1
            }
            isInSpare.toggle()
          }
        }
      }
    }
    if isInSpare { swap(&keys, &spare) }
  }

  /// The row numbers in ascending order of their values; equal values keep the order of their rows.
  static func ascending(_ values: [Double]) -> [Int32] {
    let n = values.count
    if n < 400 {
      return (0..<Int32(n)).sorted {
        let x = values[Int($0)]
        let y = values[Int($1)]
        return x == y ? $0 < $1 : x < y
      }
    }
    struct Entry {
      var key: UInt64
      var row: Int32
    }
    let keys = values.map(key)
    let counts = histogram(keys)
    var entries = [Entry](unsafeUninitializedCapacity: n) { buffer, count in
      for i in 0..<n { buffer.initializeElement(at: i, to: Entry(key: keys[i], row: Int32(i))) }
      count = n
    }
    var spare = entries
    var isInSpare = false
    var offsets = [Int](repeating: 0, count: 256)
    entries.withUnsafeMutableBufferPointer { a in
      spare.withUnsafeMutableBufferPointer { b in
        offsets.withUnsafeMutableBufferPointer { offsets in
          for digit in 0..<8 {
            let shift = UInt64(8 * digit)
            guard start(counts, digit: digit, count: n, offsets: offsets) else { continue }
            let from = isInSpare ? b : a
            let to = isInSpare ? a : b
            for i in 0..<n {
              let entry = from[i]
              let d = Int((entry.key >> shift) & 255)
              to[offsets[d]] = entry
              offsets[d] &+= 1
            }
            isInSpare.toggle()
          }
        }
      }
    }
    return isInSpare ? spare.map(\.row) : entries.map(\.row)
  }

  private static func histogram(_ keys: [UInt64]) -> [Int32] {
    var counts = [Int32](repeating: 0, count: 8 * 256)
    keys.withUnsafeBufferPointer { keys in
      counts.withUnsafeMutableBufferPointer { counts in
        for key in keys {
          counts[Int(key & 255)] &+= 1
          counts[256 + Int((key >> 8) & 255)] &+= 1
          counts[512 + Int((key >> 16) & 255)] &+= 1
          counts[768 + Int((key >> 24) & 255)] &+= 1
          counts[1024 + Int((key >> 32) & 255)] &+= 1
          counts[1280 + Int((key >> 40) & 255)] &+= 1
          counts[1536 + Int((key >> 48) & 255)] &+= 1
          counts[1792 + Int(key >> 56)] &+= 1
        }
      }
    }
    return counts
  }

  /// Sets where each bucket of a digit starts; false where all keys share the digit.
  private static func start(
    _ counts: [Int32], digit: Int, count n: Int, offsets: UnsafeMutableBufferPointer<Int>
  ) -> Bool {
    var sum = 0
    for d in 0..<256 {
      let c = Int(counts[digit * 256 + d])
      if c == n { return false }
      offsets[d] = sum
      sum += c
    }
    return true
  }
}

/// Ranks of values: ties share the mean of the ranks they cover (midranks), counted from 1.
struct Midranks {
  let ranks: [Double]
  /// Σ (t³ − t) over groups of t tied values.
  let tieSum: Double

  init(_ values: [Double]) {
    let order = SortedOrder.ascending(values)
    var ranks = [Double](repeating: 0, count: values.count)
    var tieSum = 0.0
    var start = 0
    while start < order.count {
      var end = start + 1
      let value = values[Int(order[start])]
      while end < order.count, values[Int(order[end])] == value { end += 1 }
      let rank = 0.5 * Double(start + 1 + end)
      for i in start..<end { ranks[Int(order[i])] = rank }
      let t = Double(end - start)
      tieSum += t * t * t - t
      start = end
    }
    self.ranks = ranks
    self.tieSum = tieSum
  }
}
