/// Reading and writing of NIfTI-1 and NIfTI-2 images: `.nii`, `.nii.gz`, `.hdr`/`.img`, both byte orders, every integer and
/// float type. Complex, RGB and vector images are refused by name.
public enum NIfTI {
  /// The checked header of a file, without reading its voxels.
  public static func header(at path: String) throws(NIfTIError) -> NIfTIHeader { try NIfTIFile(path: path).header }

  /// One volume of a file as Float; `frame` counts volumes from 0. Scaled values beyond Float become infinite.
  public static func volume(at path: String, frame: Int = 0) throws(NIfTIError) -> Volume<Float> {
    try volume(at: path, frame: frame, box: nil, as: Float.self)
  }

  /// One volume of a file, or only a box of it, as Float or Double. Only the slices of the box stay in memory.
  ///
  /// `frame` nil means the only volume: a file with several is refused.
  public static func volume<Voxel: BinaryFloatingPoint & Sendable>(
    at path: String, frame: Int?, box: VoxelBox? = nil, as type: Voxel.Type
  ) throws(NIfTIError) -> Volume<Voxel> {
    let file = try NIfTIFile(path: path)
    let header = file.header
    let frame = try checked(frame, header: header, path: path)
    let box = box ?? VoxelBox(of: header.geometry)
    guard box.fits(in: header.geometry) else { throw NIfTIError(path: path, problem: .box) }
    var voxels = [Voxel](repeating: 0, count: box.count)
    let size = header.geometry.size
    let boxSize = box.size
    try file.forEachPiece(frame: frame, slices: box.lower.z..<box.upper.z) { first, bytes in
      voxels.withUnsafeMutableBufferPointer { output in
        let decoder = VoxelDecoder(header)
        if boxSize.x == size.x && boxSize.y == size.y {
          let start = (first - box.lower.z) * size.x * size.y
          decoder.decode(bytes, from: 0, count: bytes.count / decoder.byteCount, into: output, at: start)
          return
        }
        let slices = bytes.count / header.sliceBytes
        for z in 0..<slices {
          for y in 0..<boxSize.y {
            let source = box.lower.x + size.x * (box.lower.y + y + size.y * z)
            let target = boxSize.x * (y + boxSize.y * (first - box.lower.z + z))
            decoder.decode(bytes, from: source, count: boxSize.x, into: output, at: target)
          }
        }
      }
    }
    return Volume(geometry: header.geometry.cropped(to: box), voxels: voxels)
  }

  /// Of the intensities of one volume of a file, rounded to its precision, a few slices in memory at a time; nil where none
  /// is finite.
  static func range(at path: String, frame: Int?) throws(NIfTIError) -> IntensityRange? {
    let file = try NIfTIFile(path: path)
    let header = file.header
    let frame = try checked(frame, header: header, path: path)
    let decoder = VoxelDecoder(header)
    var range = IntensityRange()
    var values: [Double] = []
    try file.forEachPiece(frame: frame, slices: 0..<header.geometry.size.z) { _, bytes in
      let count = bytes.count / decoder.byteCount
      if values.count < count { values = [Double](repeating: 0, count: count) }
      values.withUnsafeMutableBufferPointer { decoder.decode(bytes, from: 0, count: count, into: $0, at: 0) }
      for value in values[..<count] { range.add(header.precision.rounded(value)) }
    }
    return range.count > 0 ? range : nil
  }

  static func checked(_ frame: Int?, header: NIfTIHeader, path: String) throws(NIfTIError) -> Int {
    guard let frame else {
      guard header.frameCount == 1 else {
        throw NIfTIError(path: path, problem: .frameNeeded(count: header.frameCount))
      }
      return 0
    }
    guard (0..<header.frameCount).contains(frame) else {
      throw NIfTIError(path: path, problem: .frame(asked: frame, count: header.frameCount))
    }
    return frame
  }
}

/// Turns stored voxels into numbers: byte order, type, scaling.
struct VoxelDecoder {
  private let type: NIfTIHeader.VoxelType
  private let isSwapped: Bool
  private let slope: Double
  private let intercept: Double
  private let isScaled: Bool

  init(_ header: NIfTIHeader) {
    type = header.voxelType
    isSwapped = header.isBigEndian
    slope = header.slope
    intercept = header.intercept
    isScaled = slope != 1 || intercept != 0
  }

  var byteCount: Int { type.byteCount }

  /// Decodes `count` voxels from voxel `first` of `bytes` to `output` at `start`.
  func decode<Voxel: BinaryFloatingPoint>(
    _ bytes: UnsafeRawBufferPointer, from first: Int, count: Int, into output: UnsafeMutableBufferPointer<Voxel>,
    at start: Int
  ) {
    precondition((first + count) * byteCount <= bytes.count && start + count <= output.count)
    switch type {
    case .uint8: integers(bytes, UInt8.self, first, count, output, start)
    case .int8: integers(bytes, Int8.self, first, count, output, start)
    case .int16: integers(bytes, Int16.self, first, count, output, start)
    case .uint16: integers(bytes, UInt16.self, first, count, output, start)
    case .int32: integers(bytes, Int32.self, first, count, output, start)
    case .uint32: integers(bytes, UInt32.self, first, count, output, start)
    case .int64: integers(bytes, Int64.self, first, count, output, start)
    case .uint64: integers(bytes, UInt64.self, first, count, output, start)
    case .float32:
      each(bytes, UInt32.self, first, count, output, start) { Double(Float(bitPattern: $0)) }
    case .float64:
      each(bytes, UInt64.self, first, count, output, start) { Double(bitPattern: $0) }
    }
  }

  @inline(__always)
  private func integers<Stored: FixedWidthInteger, Voxel: BinaryFloatingPoint>(
    _ bytes: UnsafeRawBufferPointer, _: Stored.Type, _ first: Int, _ count: Int,
    _ output: UnsafeMutableBufferPointer<Voxel>, _ start: Int
  ) {
    each(bytes, Stored.self, first, count, output, start) { Double($0) }
  }

  @inline(__always)
  private func each<Stored: FixedWidthInteger, Voxel: BinaryFloatingPoint>(
    _ bytes: UnsafeRawBufferPointer, _: Stored.Type, _ first: Int, _ count: Int,
    _ output: UnsafeMutableBufferPointer<Voxel>, _ start: Int, _ number: (Stored) -> Double
  ) {
    let width = MemoryLayout<Stored>.size
    for k in 0..<count {
      var stored = bytes.loadUnaligned(fromByteOffset: (first + k) * width, as: Stored.self)
      stored = isSwapped ? Stored(bigEndian: stored) : Stored(littleEndian: stored)
      let value = number(stored)
      output[start + k] = Voxel(isScaled ? slope * value + intercept : value)
    }
  }
}
