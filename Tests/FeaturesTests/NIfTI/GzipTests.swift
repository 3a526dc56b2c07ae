import Foundation
import TestSupport
import Testing

@testable import Features

/// `gzip` and `pigz` write one member, tools that append write several, and copying errors change bytes.
@Suite struct `Gzip files` {
  /// Bytes that compress somewhat: a random walk.
  static func walk(_ count: Int) -> [UInt8] {
    var state: UInt64 = 7
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: (state >> 60) * (state >> 61))
    }
  }

  static func member(_ bytes: [UInt8]) throws -> [UInt8] { try #require(GzipWriter.compressed(bytes)) }

  static func file(_ bytes: [UInt8]) throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "radish-" + UUID().uuidString).path
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  static func inflated(_ path: String, chunk: Int, piece: Int) throws -> [UInt8] {
    let reader = try GzipReader(path: path, chunk: chunk)
    var output: [UInt8] = []
    var room = [UInt8](repeating: 0, count: piece)
    while true {
      let made = room.withUnsafeMutableBytes { reader.read(into: $0) }
      output += room.prefix(made)
      if made < piece { return output }
    }
  }

  @Test(arguments: [0, 1, 70_000, 700_000])
  func `what is compressed is inflated again`(count: Int) throws {
    let bytes = Self.walk(count)
    #expect(try Self.inflated(Self.file(Self.member(bytes)), chunk: 1 << 16, piece: 1 << 16) == bytes)
  }

  @Test func `gzip itself reads what is written`() throws {
    let bytes = Self.walk(300_000)
    let path = try Self.file(Self.member(bytes))
    let process = Process()
    process.executableURL = URL(filePath: "/bin/gzip")
    process.arguments = ["-dc", "-"]
    process.standardInput = try FileHandle(forReadingFrom: URL(filePath: path))
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let read = [UInt8](try output.fileHandleForReading.readToEnd() ?? Data())
    process.waitUntilExit()
    #expect(read == bytes)
  }

  /// Members, their headers and checksums then lie across the borders of what is read at a time.
  @Test(arguments: [1, 2, 3, 7, 8, 13, 64])
  func `members follow each other wherever the reading is cut`(chunk: Int) throws {
    let parts = [Self.walk(900), [], Self.walk(1), Self.walk(2500)]
    let path = try Self.file(parts.flatMap { try Self.member($0) })
    for piece in [1, 5, 1000] {
      #expect(try Self.inflated(path, chunk: chunk, piece: piece) == parts.flatMap { $0 })
    }
  }

  @Test func `what follows the last member is left alone`() throws {
    let bytes = Self.walk(5000)
    let path = try Self.file(Self.member(bytes) + [0, 0, 7])
    let reader = try GzipReader(path: path)
    let room = PageBuffer(count: bytes.count)
    try reader.fill(UnsafeMutableRawBufferPointer(start: room.base, count: room.count))
    try reader.checkEnd()
    #expect([UInt8](room.bytes) == bytes)
  }

  @Test(arguments: [1, 3, 5, 8])
  func `a changed length or checksum is told`(fromEnd: Int) throws {
    let volume = Volume(geometry: Geometry(size: [10, 10, 10]), voxels: (0..<1000).map { Float($0 * $0 % 77) })
    let path = try NIfTIFixture().file(named: "image.nii.gz")
    try NIfTI.write(volume, to: path)
    var bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    // The last eight bytes are the checksum and the length.
    bytes[bytes.count - fromEnd] ^= 0x10
    try Data(bytes).write(to: URL(filePath: path))
    #expect(throws: NIfTIError(path: path, problem: .checksum)) { try NIfTI.volume(at: path) }
  }

  /// Stored without compression, so that a changed voxel is all that changes.
  @Test func `a changed voxel is told`() throws {
    var voxels = NIfTIFixture.counting(typeCode: 16, isBigEndian: false).bytes
    let stored = { (bytes: [UInt8]) -> [UInt8] in
      let count = UInt16(bytes.count)
      return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255)]
        + [UInt8(~count >> 8)] + bytes
    }
    let trailer = try Self.member(voxels).suffix(8)
    let path = try NIfTIFixture().file(named: "image.nii.gz")
    try Data(stored(voxels) + trailer).write(to: URL(filePath: path))
    #expect(try NIfTI.volume(at: path).voxels == [0, 1, 2, 3, 4, 5, 6, 7])
    voxels[voxels.count - 2] ^= 1
    try Data(stored(voxels) + trailer).write(to: URL(filePath: path))
    #expect(throws: NIfTIError(path: path, problem: .checksum)) { try NIfTI.volume(at: path) }
  }

  @Test func `a file that ends within its checksum is damaged`() throws {
    let volume = Volume(geometry: Geometry(size: [10, 10, 10]), voxels: (0..<1000).map { Float($0 * $0 % 77) })
    let path = try NIfTIFixture().file(named: "image.nii.gz")
    try NIfTI.write(volume, to: path)
    let bytes = try Data(contentsOf: URL(filePath: path))
    try bytes.dropLast(3).write(to: URL(filePath: path))
    #expect(throws: NIfTIError(path: path, problem: .damagedGzip(inflated: 4352, expected: 4352))) {
      try NIfTI.volume(at: path)
    }
  }

  @Test func `a volume before damage can be read, the one behind it not`() throws {
    var fixture = NIfTIFixture.counting(typeCode: 16, isBigEndian: false)
    let voxels = Self.walk(8 * 4)
    fixture.dimensions = [4, 2, 2, 2, 2, 1, 1, 1]
    fixture.voxels += voxels
    let whole = try Self.member(fixture.bytes)
    let path = try fixture.file(named: "series.nii.gz")
    try Data(whole).write(to: URL(filePath: path))
    #expect(try NIfTI.volume(at: path, frame: 0).voxels == [0, 1, 2, 3, 4, 5, 6, 7])
    #expect(try NIfTI.volume(at: path, frame: 1).voxels.count == 8)
    try Data(whole.dropLast(4)).write(to: URL(filePath: path))
    #expect(try NIfTI.volume(at: path, frame: 0).voxels == [0, 1, 2, 3, 4, 5, 6, 7])
    #expect(throws: NIfTIError.self) { try NIfTI.volume(at: path, frame: 1) }
  }
}
