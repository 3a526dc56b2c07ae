import Foundation
import Testing

@testable import Features

/// Files that were read whole before they were damaged: whatever the damage, reading ends in an image or in a sentence.
@Suite struct `Damaged NIfTI files` {
  /// A linear congruential generator, so that a failure can be repeated from its number.
  struct Chance {
    var state: UInt64
    mutating func next(below limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % max(1, limit)
    }
  }

  static func damaged(_ seed: [UInt8], _ chance: inout Chance) -> [UInt8] {
    var bytes = seed
    for _ in 0...chance.next(below: 6) {
      guard !bytes.isEmpty else { break }
      // Most damage goes where the fields are.
      let place = chance.next(below: chance.next(below: 4) == 0 ? bytes.count : min(bytes.count, 360))
      switch chance.next(below: 6) {
      case 0: bytes[place] = UInt8(chance.next(below: 256))
      case 1: bytes[place] ^= 1 << UInt8(chance.next(below: 8))
      case 2: bytes[place] = [0, 1, 127, 128, 254, 255][chance.next(below: 6)]
      case 3: bytes.removeLast(chance.next(below: min(64, bytes.count)))
      case 4:
        for k in place..<min(bytes.count, place + 4) { bytes[k] = [0, 255][chance.next(below: 2)] }
      default: bytes.append(contentsOf: (0..<chance.next(below: 32)).map { UInt8($0) })
      }
    }
    return bytes
  }

  @Test func `no damage of header or data traps`() throws {
    var second = NIfTIFixture.counting(typeCode: 16, isBigEndian: true)
    second.version = 2
    second.magic = "n+2"
    let plain = try NIfTIFixture.counting(typeCode: 4, isBigEndian: false).file()
    let seeds = [NIfTIFixture.counting(typeCode: 4, isBigEndian: false).bytes, second.bytes]
    let compressed = plain + ".gz"
    try NIfTI.write(NIfTI.volume(at: plain), to: compressed)
    let gzip = [UInt8](try Data(contentsOf: URL(filePath: compressed)))
    var chance = Chance(state: 20_261_122)
    var read = 0
    var refused = 0
    for round in 0..<3000 {
      let bytes = Self.damaged(round % 3 == 2 ? gzip : seeds[round % 3], &chance)
      let path = plain + ".damaged"
      try Data(bytes).write(to: URL(filePath: path))
      do {
        let volume = try NIfTI.volume(at: path)
        #expect(volume.voxels.count == volume.geometry.count)
        read += 1
      } catch {
        #expect(!error.description.isEmpty)
        refused += 1
      }
      _ = try? NIfTI.mask(at: path, label: .nonZero)
    }
    // Both ends are reached, or the seeds are no seeds.
    #expect(read > 300 && refused > 300)
  }
}
