internal import CDigest
internal import Foundation

/// SHA-256 (FIPS 180-4): names the content of files, settings and tables, so that a change is seen.
public struct Digest: Sendable {
  private var state = Self.beginning
  private var pending: [UInt8] = []
  private var length: UInt64 = 0

  public init() {}

  /// The digest of a text's UTF-8 bytes, as 64 hexadecimal digits.
  public static func hex(of text: String) -> String {
    var digest = Digest()
    digest.add(text)
    return digest.hex()
  }

  /// The digest of a file's bytes; nil if it cannot be read.
  public static func hex(ofFile path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    var digest = Digest()
    // In pieces that stay in the cache: a page of memory for every page of the file would take longer than the digest.
    return withUnsafeTemporaryAllocation(byteCount: 1 << 17, alignment: 64) { room in
      while true {
        let count = read(file.fileDescriptor, room.baseAddress, room.count)
        if count == 0 { return digest.hex() }
        if count < 0 {
          if errno == EINTR { continue }
          return nil
        }
        digest.add(UnsafeRawBufferPointer(rebasing: room[..<count]))
      }
    }
  }

  public mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
  }

  public mutating func add(_ numbers: [Double]) {
    // −0 and 0 are one value, and all NaN are one value.
    let canonical = numbers.map { ($0.isNaN ? Double.nan : $0 == 0 ? 0 : $0).bitPattern.littleEndian }
    canonical.withUnsafeBytes { add($0) }
  }

  public mutating func add(_ bytes: UnsafeRawBufferPointer) {
    length &+= UInt64(bytes.count)
    var start = 0
    if !pending.isEmpty {
      let taken = min(64 - pending.count, bytes.count)
      pending.append(contentsOf: bytes[..<taken])
      start = taken
      if pending.count < 64 { return }
      let block = pending
      pending.removeAll(keepingCapacity: true)
      block.withUnsafeBytes { Self.compress(&state, $0, blocks: 1) }
    }
    let blocks = (bytes.count - start) / 64
    if blocks > 0 {
      Self.compress(&state, UnsafeRawBufferPointer(rebasing: bytes[start..<start + blocks * 64]), blocks: blocks)
      start += blocks * 64
    }
    pending.append(contentsOf: bytes[start...])
  }

  public func hex() -> String {
    var copy = self
    let bitLength = copy.length &* 8
    var padding: [UInt8] = [0x80]
    while (copy.pending.count + padding.count) % 64 != 56 { padding.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) { padding.append(UInt8(truncatingIfNeeded: bitLength >> shift)) }
    padding.withUnsafeBytes { copy.add($0) }
    let digits = Array("0123456789abcdef")
    var text = ""
    for word in copy.state {
      for shift in stride(from: 28, through: 0, by: -4) { text.append(digits[Int((word >> shift) & 15)]) }
    }
    return text
  }

  /// The processor's own instructions are about six times as fast.
  private static let hasInstructions = radish_has_sha256()

  private static func compress(_ state: inout [UInt32], _ bytes: UnsafeRawBufferPointer, blocks: Int) {
    if hasInstructions, let first = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) {
      return state.withUnsafeMutableBufferPointer { state in
        roundConstants.withUnsafeBufferPointer {
          radish_sha256_blocks(state.baseAddress, first, blocks, $0.baseAddress)
        }
      }
    }
    compressByWords(&state, bytes, blocks: blocks)
  }

  /// The same in plain arithmetic.
  static func compressByWords(_ state: inout [UInt32], _ bytes: UnsafeRawBufferPointer, blocks: Int) {
    func rotated(_ x: UInt32, _ n: UInt32) -> UInt32 { (x >> n) | (x << (32 - n)) }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { w in
      roundConstants.withUnsafeBufferPointer { k in
        for block in 0..<blocks {
          for i in 0..<16 {
            w[i] = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: block * 64 + i * 4, as: UInt32.self))
          }
          for i in 16..<64 {
            let s0 = rotated(w[i - 15], 7) ^ rotated(w[i - 15], 18) ^ (w[i - 15] >> 3)
            let s1 = rotated(w[i - 2], 17) ^ rotated(w[i - 2], 19) ^ (w[i - 2] >> 10)
            w[i] = w[i - 16] &+ s0 &+ w[i - 7] &+ s1
          }
          var (a, b, c, d) = (state[0], state[1], state[2], state[3])
          var (e, f, g, h) = (state[4], state[5], state[6], state[7])
          for i in 0..<64 {
            let s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
            let t1 = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ k[i] &+ w[i]
            let s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
            let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
            (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
          }
          state[0] &+= a
          state[1] &+= b
          state[2] &+= c
          state[3] &+= d
          state[4] &+= e
          state[5] &+= f
          state[6] &+= g
          state[7] &+= h
        }
      }
    }
  }

  /// The first 32 bits of the fractional parts of the square roots of the first eight primes.
  static let beginning: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}
