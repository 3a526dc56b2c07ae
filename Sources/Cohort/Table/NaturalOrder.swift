/// The order in which people expect names: runs of digits compare as numbers, so `P2` comes before `P10`; letters compare
/// without case first. Ties are broken by the bytes, so that the order is total.
public enum NaturalOrder {
  /// Whether `a` comes before `b`.
  public static func precedes(_ a: String, _ b: String) -> Bool {
    var a = a
    var b = b
    return a.withUTF8 { left in b.withUTF8 { right in compare(left, right) } } < 0
  }

  /// The rank of each text among all; equal texts are ranked in the order given.
  static func ranks(of texts: [String]) -> [UInt32] {
    // Bytes side by side: comparing them needs no retain and no bridging, which is most of the time of sorting strings.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(texts.reduce(0) { $0 + $1.utf8.count })
    var starts: [Int] = [0]
    starts.reserveCapacity(texts.count + 1)
    for text in texts {
      bytes.append(contentsOf: text.utf8)
      starts.append(bytes.count)
    }
    var ranks = [UInt32](repeating: 0, count: texts.count)
    bytes.withUnsafeBufferPointer { all in
      func slice(_ i: Int32) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: all[starts[Int(i)]..<starts[Int(i) + 1]])
      }
      let isSorted = texts.indices.dropFirst().allSatisfy { compare(slice(Int32($0 - 1)), slice(Int32($0))) <= 0 }
      var order = (0..<Int32(texts.count)).map { $0 }
      if !isSorted {
        order.sort { a, b in
          let sign = compare(slice(a), slice(b))
          return sign != 0 ? sign < 0 : a < b
        }
      }
      for (rank, index) in order.enumerated() { ranks[Int(index)] = UInt32(rank) }
    }
    return ranks
  }

  /// Negative when `a` comes first, 0 only for equal bytes.
  static func compare(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
    var i = 0
    var j = 0
    while i < a.count, j < b.count {
      if isDigit(a[i]), isDigit(b[j]) {
        let startA = skipZeros(a, from: i)
        let startB = skipZeros(b, from: j)
        var endA = startA
        var endB = startB
        while endA < a.count, isDigit(a[endA]) { endA += 1 }
        while endB < b.count, isDigit(b[endB]) { endB += 1 }
        if endA - startA != endB - startB { return (endA - startA) - (endB - startB) }
        for k in 0..<(endA - startA) where a[startA + k] != b[startB + k] {
          return Int(a[startA + k]) - Int(b[startB + k])
        }
        i = endA
        j = endB
        continue
      }
      let left = folded(a[i])
      let right = folded(b[j])
      if left != right { return Int(left) - Int(right) }
      i += 1
      j += 1
    }
    if a.count - i != b.count - j { return (a.count - i) - (b.count - j) }
    for k in 0..<min(a.count, b.count) where a[k] != b[k] { return Int(a[k]) - Int(b[k]) }
    return a.count - b.count
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  private static func folded(_ byte: UInt8) -> UInt8 { byte >= 65 && byte <= 90 ? byte + 32 : byte }

  private static func skipZeros(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var i = start
    while i < bytes.count, bytes[i] == 48 { i += 1 }
    return i
  }
}
