import Foundation

/// A NIfTI image small enough to write by hand: a header of 348 bytes, 4 that say no extension follows, float voxels of 1 mm.
enum SmallImage {
  static func bytes(size: (Int, Int, Int), slope: Float = 1, intercept: Float = 0, voxels: [Float]) -> Data {
    var bytes = [UInt8](repeating: 0, count: 352)
    func put<Value>(_ value: Value, at offset: Int) {
      withUnsafeBytes(of: value) { for (k, byte) in $0.enumerated() { bytes[offset + k] = byte } }
    }
    put(Int32(348), at: 0)
    for (k, count) in [3, size.0, size.1, size.2, 1, 1, 1, 1].enumerated() { put(Int16(count), at: 40 + 2 * k) }
    put(Int16(16), at: 70)
    put(Int16(32), at: 72)
    for k in 0..<4 { put(Float(1), at: 76 + 4 * k) }
    put(Float(352), at: 108)
    put(slope, at: 112)
    put(intercept, at: 116)
    bytes[123] = 2
    put(Int16(1), at: 254)
    for axis in 0..<3 { put(Float(1), at: 280 + 20 * axis) }
    for (k, byte) in "n+1".utf8.enumerated() { bytes[344 + k] = byte }
    return Data(bytes) + voxels.withUnsafeBytes { Data($0) }
  }
}

extension Scratch {
  /// An image of 6 × 6 × 6 voxels whose intensity is the place in the file.
  func image(named name: String = "image.nii") throws -> String {
    try Scratch.write(SmallImage.bytes(size: (6, 6, 6), voxels: (0..<216).map(Float.init)), to: file(name))
  }

  /// A mask of the same size: the label of each of its six slices, 0 for none.
  func mask(slices: [Float], named name: String = "mask.nii") throws -> String {
    try Scratch.write(
      SmallImage.bytes(size: (6, 6, 6), voxels: slices.flatMap { [Float](repeating: $0, count: 36) }), to: file(name))
  }

  private static func write(_ data: Data, to url: URL) throws -> String {
    try data.write(to: url)
    return url.path
  }
}
