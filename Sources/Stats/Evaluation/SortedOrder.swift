/// Orders of numbers in nearly linear time: a radix sort on the leading bits of a Double, finished by comparison.
///
/// A Double's bits compare like the number once negative numbers are inverted and the sign bit of the others is set.
/// The 33 leading bits of the range of keys are sorted in three passes of eleven bits; keys that share them (equal
/// numbers, or numbers closer than the range / 2³³) stand together and are put in order by comparison.
enum SortedOrder {
  /// The key that compares like the number; −0 and 0 are one.
  @inline(__always) static func key(_ x: Double) -> UInt64 {
    let bits = (x + 0.0).bitPattern
    return bits >> 63 == 0 ? bits | 0x8000_0000_0000_0000 : ~bits
  }

  @inline(__always) static func number(_ key: UInt64) -> Double {
    Double(bitPattern: key >> 63 == 1 ? key & 0x7FFF_FFFF_FFFF_FFFF : ~key)
  }

  private static let digitBits: UInt64 = 11
  private static let buckets = 1 << 11
  private static let rowBits: UInt64 = 31

  /// The keys in ascending order.
  static func sort(_ keys: inout [UInt64]) {
    let n = keys.count
    if n < 300 {
      keys.sort()
      return
    }
    let (smallest, shift) = range(keys)
    sort(&keys, smallest: smallest, shift: shift)
    keys.withUnsafeMutableBufferPointer { keys in
      guard shift > 0 else { return }
      var start = 0
      while start < n {
        let head = (keys[start] &- smallest) >> shift
        var end = start &+ 1
        var isOrdered = true
        while end < n, (keys[end] &- smallest) >> shift == head {
          if keys[end] < keys[end &- 1] { isOrdered = false }
          end &+= 1
        }
        if !isOrdered { keys[start..<end].sort() }
        start = end
      }
    }
  }

  /// The row numbers in ascending order of their values; equal values keep the order of their rows.
  static func ascending(_ values: [Double]) -> [Int32] {
    let n = values.count
    if n < 300 || n >= 1 << rowBits {
      return (0..<Int32(n)).sorted {
        let x = values[Int($0)]
        let y = values[Int($1)]
        return x == y ? $0 < $1 : x < y
      }
    }
    var words = values.map(key)
    let (smallest, shift) = range(words)
    // The leading 33 bits of the key above the row number, in one word.
    words.withUnsafeMutableBufferPointer { words in
      for i in 0..<n { words[i] = ((words[i] &- smallest) >> shift) << rowBits | UInt64(i) }
    }
    sort(&words, smallest: 0, shift: rowBits)
    let mask: UInt64 = (1 << rowBits) - 1
    var rows = [Int32](unsafeUninitializedCapacity: n) { rows, count in
      words.withUnsafeBufferPointer { words in
        for i in 0..<n { rows.initializeElement(at: i, to: Int32(truncatingIfNeeded: words[i] & mask)) }
      }
      count = n
    }
    guard shift > 0 else { return rows }
    rows.withUnsafeMutableBufferPointer { rows in
      words.withUnsafeBufferPointer { words in
        values.withUnsafeBufferPointer { values in
          var start = 0
          while start < n {
            let head = words[start] >> rowBits
            var end = start &+ 1
            var isOrdered = true
            while end < n, words[end] >> rowBits == head {
              if values[Int(rows[end])] < values[Int(rows[end &- 1])] { isOrdered = false }
              end &+= 1
            }
            if !isOrdered {
              rows[start..<end].sort {
                let x = values[Int($0)]
                let y = values[Int($1)]
                return x == y ? $0 < $1 : x < y
              }
            }
            start = end
          }
        }
      }
    }
    return rows
  }

  /// The smallest key, and how far keys above it are shifted to leave 33 leading bits.
  private static func range(_ keys: [UInt64]) -> (smallest: UInt64, shift: UInt64) {
    keys.withUnsafeBufferPointer { keys in
      var smallest = UInt64.max
      var largest: UInt64 = 0
      for key in keys {
        smallest = min(smallest, key)
        largest = max(largest, key)
      }
      let used = 64 - (largest &- smallest).leadingZeroBitCount
      return (smallest, UInt64(max(0, used - 33)))
    }
  }

  /// Sorts by bits `shift` … `shift + 32` of the distance from `smallest`; stable.
  private static func sort(_ words: inout [UInt64], smallest: UInt64, shift: UInt64) {
    let n = words.count
    let mask = UInt64(buckets - 1)
    var counts = [Int](repeating: 0, count: 3 * buckets)
    words.withUnsafeBufferPointer { words in
      counts.withUnsafeMutableBufferPointer { counts in
        for word in words {
          let key = (word &- smallest) >> shift
          counts[Int(key & mask)] &+= 1
          counts[buckets &+ Int((key >> digitBits) & mask)] &+= 1
          counts[2 &* buckets &+ Int((key >> (2 * digitBits)) & mask)] &+= 1
        }
      }
    }
    var spare = [UInt64](unsafeUninitializedCapacity: n) { buffer, count in
      buffer.initialize(repeating: 0)
      count = n
    }
    var isInSpare = false
    words.withUnsafeMutableBufferPointer { a in
      spare.withUnsafeMutableBufferPointer { b in
        counts.withUnsafeMutableBufferPointer { counts in
          for digit in 0..<3 {
            let base = digit * buckets
            var sum = 0
            var isTrivial = false
            for d in base..<(base + buckets) {
              let c = counts[d]
              if c == n { isTrivial = true }
              counts[d] = sum
              sum += c
            }
            if isTrivial { continue }
            let from = isInSpare ? b : a
            let to = isInSpare ? a : b
            let by = shift &+ UInt64(digit) &* digitBits
            for i in 0..<n {
              let word = from[i]
              let d = base &+ Int(((word &- smallest) >> by) & mask)
              to[counts[d]] = word
              counts[d] &+= 1
            }
            isInSpare.toggle()
          }
        }
      }
    }
    if isInSpare { swap(&words, &spare) }
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
