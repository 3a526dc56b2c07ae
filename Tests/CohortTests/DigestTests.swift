import Testing

@testable import Cohort

@Suite struct `SHA-256` {
  /// Source: FIPS 180-4's examples, as NIST publishes them.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ])
  func `digests are those of the standard`(text: String, digest: String) {
    #expect(Digest.hex(of: text) == digest)
  }

  @Test func `plain arithmetic gives what the processor's instructions give`() {
    let bytes = (0..<640).map { UInt8(truncatingIfNeeded: $0 * $0 + 7 * $0) }
    var whole = Digest()
    bytes.withUnsafeBytes { whole.add($0) }

    // The padding of a message of ten blocks is a block of its own: 1, zeros, the length in bits.
    var padded = bytes + [0x80] + [UInt8](repeating: 0, count: 63)
    for (k, shift) in stride(from: 56, through: 0, by: -8).enumerated() {
      padded[padded.count - 8 + k] = UInt8(truncatingIfNeeded: (bytes.count * 8) >> shift)
    }
    var state = Digest.beginning
    padded.withUnsafeBytes { Digest.compressByWords(&state, $0, blocks: padded.count / 64) }
    let hex = state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
    #expect(whole.hex() == hex)
  }

  @Test func `a message added in pieces has one digest`() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 31) }
    var whole = Digest()
    bytes.withUnsafeBytes { whole.add($0) }
    for size in [1, 63, 64, 65, 200] {
      var pieces = Digest()
      for start in stride(from: 0, to: bytes.count, by: size) {
        bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { pieces.add($0) }
      }
      #expect(pieces.hex() == whole.hex(), "pieces of \(size)")
    }
  }
}
