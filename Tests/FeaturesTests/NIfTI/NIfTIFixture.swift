import Foundation

/// A NIfTI file made by hand, field by field, so that tests do not trust the writer under test.
struct NIfTIFixture {
  var isBigEndian = false
  var version = 1
  var dimensions: [Int] = [3, 2, 2, 2, 1, 1, 1, 1]
  var typeCode = 4
  var bits = 16
  var spacing: [Double] = [1, 1, 1, 1, 0, 0, 0, 0]
  var dataOffset: Double?
  var slope = 0.0
  var intercept = 0.0
  var units = 2
  var qformCode = 0
  var sformCode = 1
  var quaternion = [0.0, 0.0, 0.0]
  var qOffset = [0.0, 0.0, 0.0]
  var rows: [[Double]] = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]
  var magic = "n+1"
  var voxels: [UInt8] = []

  init(voxels: [UInt8] = []) { self.voxels = voxels }

  func word<W: FixedWidthInteger>(_ value: W) -> [UInt8] {
    withUnsafeBytes(of: isBigEndian ? value.bigEndian : value.littleEndian) { Array($0) }
  }

  var bytes: [UInt8] {
    var b = [UInt8](repeating: 0, count: version == 1 ? 352 : 544)
    func put(_ word: [UInt8], _ at: Int) { for (k, x) in word.enumerated() { b[at + k] = x } }
    func f(_ x: Double) -> [UInt8] { word(Float(x).bitPattern) }
    func d(_ x: Double) -> [UInt8] { word(x.bitPattern) }
    if version == 1 {
      put(word(Int32(348)), 0)
      for k in 0..<8 { put(word(Int16(truncatingIfNeeded: dimensions[k])), 40 + 2 * k) }
      put(word(Int16(typeCode)), 70)
      put(word(Int16(bits)), 72)
      for k in 0..<8 { put(f(spacing[k]), 76 + 4 * k) }
      put(f(dataOffset ?? 352), 108)
      put(f(slope), 112)
      put(f(intercept), 116)
      b[123] = UInt8(units)
      put(word(Int16(qformCode)), 252)
      put(word(Int16(sformCode)), 254)
      for k in 0..<3 { put(f(quaternion[k]), 256 + 4 * k) }
      for k in 0..<3 { put(f(qOffset[k]), 268 + 4 * k) }
      for r in 0..<3 { for k in 0..<4 { put(f(rows[r][k]), 280 + 16 * r + 4 * k) } }
      put(Array(magic.utf8), 344)
    } else {
      put(word(Int32(540)), 0)
      put(Array(magic.utf8), 4)
      put(word(Int16(typeCode)), 12)
      put(word(Int16(bits)), 14)
      for k in 0..<8 { put(word(Int64(dimensions[k])), 16 + 8 * k) }
      for k in 0..<8 { put(d(spacing[k]), 104 + 8 * k) }
      put(word(Int64(dataOffset ?? 544)), 168)
      put(d(slope), 176)
      put(d(intercept), 184)
      put(word(Int32(qformCode)), 344)
      put(word(Int32(sformCode)), 348)
      for k in 0..<3 { put(d(quaternion[k]), 352 + 8 * k) }
      for k in 0..<3 { put(d(qOffset[k]), 376 + 8 * k) }
      for r in 0..<3 { for k in 0..<4 { put(d(rows[r][k]), 400 + 32 * r + 8 * k) } }
      put(word(Int32(units)), 500)
    }
    return b + voxels
  }

  /// Eight voxels 0, 1, … 7 of any stored type.
  static func counting(typeCode: Int, isBigEndian: Bool) -> NIfTIFixture {
    var fixture = NIfTIFixture()
    fixture.isBigEndian = isBigEndian
    fixture.typeCode = typeCode
    let values = 0..<8
    switch typeCode {
    case 2: fixture.voxels = values.flatMap { fixture.word(UInt8($0)) }
    case 256: fixture.voxels = values.flatMap { fixture.word(Int8($0)) }
    case 4: fixture.voxels = values.flatMap { fixture.word(Int16($0)) }
    case 512: fixture.voxels = values.flatMap { fixture.word(UInt16($0)) }
    case 8: fixture.voxels = values.flatMap { fixture.word(Int32($0)) }
    case 768: fixture.voxels = values.flatMap { fixture.word(UInt32($0)) }
    case 1024: fixture.voxels = values.flatMap { fixture.word(Int64($0)) }
    case 1280: fixture.voxels = values.flatMap { fixture.word(UInt64($0)) }
    case 16: fixture.voxels = values.flatMap { fixture.word(Float($0).bitPattern) }
    default: fixture.voxels = values.flatMap { fixture.word(Double($0).bitPattern) }
    }
    fixture.bits = fixture.voxels.count
    return fixture
  }

  /// Writes the file to a fresh folder and gives its path.
  func file(named name: String = "image.nii") throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "radish-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let url = folder.appending(path: name)
    try Data(bytes).write(to: url)
    return url.path
  }
}
