internal import CNIfTI
import Foundation

extension NIfTI {
  /// How voxels are stored on writing.
  public enum StoredType: Sendable {
    case int16
    case float32
    case float64
  }

  /// Writes a volume as NIfTI-1; a path ending in `.gz` is compressed. Values are rounded and clamped for `int16`.
  public static func write<Voxel: BinaryFloatingPoint & Sendable>(
    _ volume: Volume<Voxel>, to path: String, as type: StoredType = .float32
  ) throws(NIfTIError) {
    var bytes = try header(of: volume.geometry, type: type.code, bits: type.bits, path: path)
    bytes.reserveCapacity(bytes.count + volume.voxels.count * type.bits / 8)
    for voxel in volume.voxels {
      switch type {
      case .int16:
        let value = Double(voxel).rounded()
        append(Int16(value.isNaN ? 0 : max(-32768, min(32767, value))), to: &bytes)
      case .float32: append(Float(voxel).bitPattern, to: &bytes)
      case .float64: append(Double(voxel).bitPattern, to: &bytes)
      }
    }
    try write(bytes, to: path)
  }

  /// Writes a mask as NIfTI-1 with 1 inside and 0 outside.
  public static func write(_ mask: Mask, to path: String) throws(NIfTIError) {
    var bytes = try header(of: mask.geometry, type: 2, bits: 8, path: path)
    bytes.append(contentsOf: mask.isInside.lazy.map { $0 ? 1 : 0 })
    try write(bytes, to: path)
  }

  private static func header(
    of geometry: Geometry, type: Int16, bits: Int, path: String
  ) throws(NIfTIError) -> [UInt8] {
    guard geometry.size.max() <= 32767 else {
      throw NIfTIError(path: path, problem: .tooLargeToWrite(geometry.size))
    }
    var bytes = [UInt8](repeating: 0, count: 352)
    func put<Word: FixedWidthInteger>(_ word: Word, at offset: Int) {
      withUnsafeBytes(of: word.littleEndian) { source in
        for (k, byte) in source.enumerated() { bytes[offset + k] = byte }
      }
    }
    func put(_ value: Double, at offset: Int) { put(Float(value).bitPattern, at: offset) }
    put(Int32(348), at: 0)
    for (k, dimension) in [3, geometry.size.x, geometry.size.y, geometry.size.z, 1, 1, 1, 1].enumerated() {
      put(Int16(dimension), at: 40 + 2 * k)
    }
    put(type, at: 70)
    put(Int16(bits), at: 72)
    let axes = (0..<3).map { geometry.direction[$0] * geometry.spacing[$0] }
    var matrix = nifti_dmat44()
    withUnsafeMutableBytes(of: &matrix) { raw in
      let m = raw.bindMemory(to: Double.self)
      for row in 0..<3 {
        for column in 0..<3 { m[4 * row + column] = axes[column][row] }
        m[4 * row + 3] = geometry.origin[row]
      }
      m[15] = 1
    }
    var (b, c, d, x, y, z) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    var (dx, dy, dz, handedness) = (0.0, 0.0, 0.0, 1.0)
    nifti_dmat44_to_quatern(matrix, &b, &c, &d, &x, &y, &z, &dx, &dy, &dz, &handedness)
    put(handedness, at: 76)
    for axis in 0..<3 { put(geometry.spacing[axis], at: 80 + 4 * axis) }
    put(352.0, at: 108)
    put(1.0, at: 112)
    bytes[123] = 2
    put(Int16(1), at: 252)
    put(Int16(1), at: 254)
    for (k, value) in [b, c, d, x, y, z].enumerated() { put(value, at: 256 + 4 * k) }
    for row in 0..<3 {
      for column in 0..<3 { put(axes[column][row], at: 280 + 16 * row + 4 * column) }
      put(geometry.origin[row], at: 280 + 16 * row + 12)
    }
    for (k, character) in "n+1".utf8.enumerated() { bytes[344 + k] = character }
    return bytes
  }

  private static func append<Word: FixedWidthInteger>(_ word: Word, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private static func append(_ word: UInt32, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private static func write(_ bytes: [UInt8], to path: String) throws(NIfTIError) {
    var data: Data? = Data(bytes)
    if path.hasSuffix(".gz") {
      data = GzipWriter.compressed(bytes).map { Data($0) }
    }
    guard let data, (try? OutputFile(path).write(data)) != nil else {
      throw NIfTIError(path: path, problem: .cannotWrite)
    }
  }
}

extension NIfTI.StoredType {
  fileprivate var code: Int16 {
    switch self {
    case .int16: 4
    case .float32: 16
    case .float64: 64
    }
  }

  fileprivate var bits: Int {
    switch self {
    case .int16: 16
    case .float32: 32
    case .float64: 64
    }
  }
}
