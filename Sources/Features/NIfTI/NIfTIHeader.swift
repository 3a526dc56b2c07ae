internal import CNIfTI

/// What a NIfTI header says once every field has been checked: nothing in it is outside its bounds, and the byte counts
/// derived from it cannot overflow.
public struct NIfTIHeader: Equatable, Sendable {
  /// 1 or 2.
  public let version: Int
  public let isBigEndian: Bool
  public let geometry: Geometry
  /// Number of volumes (fourth dimension), at least 1.
  public let frameCount: Int

  /// The volume to read where a person has said which one of several is meant; nil for the only one.
  public func volume(usual: Int?) -> Int? { frameCount > 1 ? usual : nil }

  public let voxelType: VoxelType
  /// Stored values become `slope · stored + intercept`; 1 and 0 when the file has no scaling (a slope of 0), and, with a
  /// warning, when slope or intercept is not finite.
  public let slope: Double
  public let intercept: Double
  /// Sentences about what the reader should know: disagreeing orientations, repaired fields.
  public let warnings: [String]
  /// True where the voxels are in a file beside the header (.img).
  let isDetached: Bool
  /// First byte of the voxels in their (inflated) file.
  let dataOffset: Int

  public enum VoxelType: Int, Sendable, CaseIterable {
    case uint8 = 2
    case int16 = 4
    case int32 = 8
    case float32 = 16
    case float64 = 64
    case int8 = 256
    case uint16 = 512
    case uint32 = 768
    case int64 = 1024
    case uint64 = 1280

    /// Bytes per voxel.
    public var byteCount: Int {
      switch self {
      case .uint8, .int8: 1
      case .int16, .uint16: 2
      case .int32, .uint32, .float32: 4
      case .float64, .int64, .uint64: 8
      }
    }
  }

  /// Bytes of one slice, one volume and the whole file up to the last voxel.
  var sliceBytes: Int { geometry.size.x * geometry.size.y * voxelType.byteCount }
  var frameBytes: Int { sliceBytes * geometry.size.z }
  var totalBytes: Int { dataOffset + frameBytes * frameCount }
}

extension NIfTIHeader {
  static let longestHeader = 540

  /// Reads the first bytes of a (inflated) file: 348 for NIfTI-1, 540 for NIfTI-2, either byte order.
  init(bytes: [UInt8], path: String) throws(NIfTIError) {
    func fail(_ problem: NIfTIError.Problem) -> NIfTIError { NIfTIError(path: path, problem: problem) }
    guard bytes.count >= 348 else {
      throw fail(bytes.count < 4 || Self.looksLikeHeader(bytes) ? .tooShort(bytes: bytes.count) : .notNIfTI)
    }
    let fields: Fields
    switch Self.size(bytes, bigEndian: false) {
    case 348: fields = Fields(version1: Words(bytes: bytes, isBigEndian: false))
    case 540 where bytes.count >= 540: fields = Fields(version2: Words(bytes: bytes, isBigEndian: false))
    default:
      switch Self.size(bytes, bigEndian: true) {
      case 348: fields = Fields(version1: Words(bytes: bytes, isBigEndian: true))
      case 540 where bytes.count >= 540: fields = Fields(version2: Words(bytes: bytes, isBigEndian: true))
      default: throw fail(.notNIfTI)
      }
    }
    switch fields.magic {
    case "n+1", "n+2": isDetached = false
    case "ni1", "ni2": isDetached = true
    default: throw fail(fields.version == 1 && fields.magic.isEmpty ? .analyzeWithoutNIfTI : .notNIfTI)
    }
    version = fields.version
    isBigEndian = fields.isBigEndian

    var dimensions = [1, 1, 1, 1, 1, 1, 1]
    let count = fields.dimensions[0]
    guard (1...7).contains(count) else { throw fail(.dimensionCount(count)) }
    for axis in 1...count {
      guard fields.dimensions[axis] >= 1 else { throw fail(.dimension(axis: axis, value: fields.dimensions[axis])) }
      dimensions[axis - 1] = fields.dimensions[axis]
    }

    guard let type = VoxelType(rawValue: fields.typeCode) else {
      let name = nifti_datatype_string(Int32(clamping: fields.typeCode)).map { String(cString: $0) } ?? "UNKNOWN"
      throw fail(.unsupportedType(code: fields.typeCode, name: name))
    }
    guard fields.bitsPerVoxel == 0 || fields.bitsPerVoxel == type.byteCount * 8 else {
      throw fail(.bitsPerVoxel(found: fields.bitsPerVoxel, expected: type.byteCount * 8, type: "\(type)"))
    }
    voxelType = type
    var total = type.byteCount
    for dimension in dimensions {
      let (product, overflow) = total.multipliedReportingOverflow(by: dimension)
      // 2⁴⁶ bytes (64 TiB) leaves room to add offsets anywhere without overflow.
      guard !overflow, product < 1 << 46 else { throw fail(.tooLarge(dimensions: Array(dimensions.prefix(count)))) }
      total = product
    }
    let components = dimensions[4] * dimensions[5] * dimensions[6]
    guard components == 1 else { throw fail(.vectorData(components: components)) }
    frameCount = dimensions[3]

    let smallest = isDetached ? 0.0 : fields.version == 1 ? 352.0 : 544.0
    guard fields.dataOffset.isFinite, fields.dataOffset >= 0, fields.dataOffset < 1e12,
      fields.dataOffset == fields.dataOffset.rounded()
    else { throw fail(.dataOffset("\(fields.dataOffset)")) }
    // Some writers leave 0: the voxels then follow the header and its four extension bytes.
    guard fields.dataOffset == 0 || fields.dataOffset >= smallest - 4 else {
      throw fail(.dataOffset("\(Int(fields.dataOffset))"))
    }
    dataOffset = fields.dataOffset == 0 ? Int(smallest) : Int(fields.dataOffset)

    let isScaled = fields.slope != 0 && fields.slope.isFinite && fields.intercept.isFinite
    slope = isScaled ? fields.slope : 1
    intercept = isScaled ? fields.intercept : 0

    var notes: [String] = []
    // A slope of 0 says that there is no scaling; anything else that cannot be applied is a mistake of the writer.
    if !isScaled, fields.slope != 0 {
      notes.append(
        "the header's scaling, slope \(fields.slope) and intercept \(fields.intercept), is not of two finite numbers; "
          + "intensities were taken as they are stored.")
    }
    geometry = try Self.geometry(
      of: fields, size: SIMD3(dimensions[0], dimensions[1], dimensions[2]), path: path, notes: &notes)
    warnings = notes
  }

  private static func size(_ bytes: [UInt8], bigEndian: Bool) -> Int {
    Words(bytes: bytes, isBigEndian: bigEndian).int32(at: 0)
  }

  private static func looksLikeHeader(_ bytes: [UInt8]) -> Bool {
    [348, 540].contains(size(bytes, bigEndian: false)) || [348, 540].contains(size(bytes, bigEndian: true))
  }
}

/// Numbers at byte offsets in the byte order of the file. Offsets are constants within the length checked before.
private struct Words {
  let bytes: [UInt8]
  let isBigEndian: Bool

  private func unsigned<Word: FixedWidthInteger>(at offset: Int, as: Word.Type) -> Word {
    let word = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Word.self) }
    return isBigEndian ? Word(bigEndian: word) : Word(littleEndian: word)
  }

  func int16(at offset: Int) -> Int { Int(unsigned(at: offset, as: Int16.self)) }
  func int32(at offset: Int) -> Int { Int(unsigned(at: offset, as: Int32.self)) }
  func int64(at offset: Int) -> Int { Int(unsigned(at: offset, as: Int64.self)) }
  func float(at offset: Int) -> Double { Double(Float(bitPattern: unsigned(at: offset, as: UInt32.self))) }
  func double(at offset: Int) -> Double { Double(bitPattern: unsigned(at: offset, as: UInt64.self)) }

  func text(at offset: Int, length: Int) -> String {
    String(decoding: bytes[offset..<(offset + length)].prefix { $0 != 0 }, as: UTF8.self)
  }
}

/// The fields used, as stored and unchecked.
private struct Fields {
  let version: Int
  let isBigEndian: Bool
  let magic: String
  let dimensions: [Int]
  let typeCode: Int
  let bitsPerVoxel: Int
  let spacing: [Double]
  let dataOffset: Double
  let slope: Double
  let intercept: Double
  let units: Int
  let qformCode: Int
  let sformCode: Int
  let quaternion: SIMD3<Double>
  let qOffset: SIMD3<Double>
  /// Rows of the sform: x, y, z.
  let rows: [[Double]]

  init(version1 words: Words) {
    version = 1
    isBigEndian = words.isBigEndian
    magic = words.text(at: 344, length: 4)
    dimensions = (0..<8).map { words.int16(at: 40 + 2 * $0) }
    typeCode = words.int16(at: 70)
    bitsPerVoxel = words.int16(at: 72)
    spacing = (0..<8).map { words.float(at: 76 + 4 * $0) }
    dataOffset = words.float(at: 108)
    slope = words.float(at: 112)
    intercept = words.float(at: 116)
    units = Int(words.bytes[123]) & 7
    qformCode = words.int16(at: 252)
    sformCode = words.int16(at: 254)
    quaternion = SIMD3(words.float(at: 256), words.float(at: 260), words.float(at: 264))
    qOffset = SIMD3(words.float(at: 268), words.float(at: 272), words.float(at: 276))
    rows = (0..<3).map { row in (0..<4).map { words.float(at: 280 + 16 * row + 4 * $0) } }
  }

  init(version2 words: Words) {
    version = 2
    isBigEndian = words.isBigEndian
    magic = words.text(at: 4, length: 4)
    dimensions = (0..<8).map { words.int64(at: 16 + 8 * $0) }
    typeCode = words.int16(at: 12)
    bitsPerVoxel = words.int16(at: 14)
    spacing = (0..<8).map { words.double(at: 104 + 8 * $0) }
    dataOffset = Double(words.int64(at: 168))
    slope = words.double(at: 176)
    intercept = words.double(at: 184)
    units = words.int32(at: 500) & 7
    qformCode = words.int32(at: 344)
    sformCode = words.int32(at: 348)
    quaternion = SIMD3(words.double(at: 352), words.double(at: 360), words.double(at: 368))
    qOffset = SIMD3(words.double(at: 376), words.double(at: 384), words.double(at: 392))
    rows = (0..<3).map { row in (0..<4).map { words.double(at: 400 + 32 * row + 8 * $0) } }
  }

  /// Factor from the header's unit of length to mm; unknown units are taken for mm.
  var millimetres: Double { units == 1 ? 1000 : units == 3 ? 0.001 : 1 }
}

extension NIfTIHeader {
  /// sform when its code is above 0, else qform, else spacing alone along the axes.
  private static func geometry(
    of fields: Fields, size: SIMD3<Int>, path: String, notes: inout [String]
  ) throws(NIfTIError) -> Geometry {
    var spacing = SIMD3<Double>(repeating: 1)
    for axis in 0..<3 {
      let found = fields.spacing[axis + 1]
      if found.isFinite, found > 0 {
        spacing[axis] = found
      } else if found.isFinite, found < 0 {
        spacing[axis] = -found
        notes.append("the voxel spacing of axis \(["x", "y", "z"][axis]) is negative; its size was used")
      } else if size[axis] > 1, fields.sformCode <= 0 {
        throw NIfTIError(path: path, problem: .spacing(axis: axis, value: found))
      }
    }
    spacing *= fields.millimetres
    guard spacing.min() > 1e-9, spacing.max() < 1e9 else {
      let axis = (0..<3).first { !(spacing[$0] > 1e-9 && spacing[$0] < 1e9) } ?? 0
      throw NIfTIError(path: path, problem: .spacing(axis: axis, value: spacing[axis]))
    }

    let fromS = fields.sformCode > 0 ? sform(fields, size: size, spacing: spacing) : nil
    let fromQ = fields.qformCode > 0 ? qform(fields, size: size, spacing: spacing) : nil
    if fields.sformCode > 0, fromS == nil {
      guard fields.qformCode > 0 else { throw NIfTIError(path: path, problem: .affine) }
      notes.append("the sform of the header is not usable; the qform was used")
    }
    if fields.qformCode > 0, fromQ == nil, fromS == nil { throw NIfTIError(path: path, problem: .affine) }
    if let fromS, let fromQ, !fromS.isClose(to: fromQ, tolerance: 0.05) {
      let far = zip(fromS.corners, fromQ.corners).map { length($0 - $1) }.max() ?? 0
      notes.append(
        "sform and qform disagree by up to \(Geometry.text(far, digits: 2)) mm; the sform was used")
    }
    if let fromS {
      let skew = max(
        abs(dot(fromS.direction.x, fromS.direction.y)), abs(dot(fromS.direction.y, fromS.direction.z)),
        abs(dot(fromS.direction.z, fromS.direction.x)))
      if skew > 1e-3 { notes.append("the axes of the image are not at right angles (gantry tilt or shear)") }
      let isOther = (0..<3).contains { axis in
        size[axis] > 1 && fields.spacing[axis + 1] != 0
          && abs(fromS.spacing[axis] - spacing[axis]) > 0.01 * spacing[axis]
      }
      if isOther {
        notes.append(
          "the header gives voxels of \(Geometry.text(spacing)) mm, but its sform of \(Geometry.text(fromS.spacing)) mm; "
            + "the sform was used")
      }
      return fromS
    }
    if let fromQ { return fromQ }
    notes.append("the header has no orientation; right, anterior and superior are assumed to be +x, +y and +z")
    return Geometry(size: size, spacing: spacing)
  }

  private static func sform(_ fields: Fields, size: SIMD3<Int>, spacing: SIMD3<Double>) -> Geometry? {
    let columns = (0..<4).map { column in
      SIMD3(fields.rows[0][column], fields.rows[1][column], fields.rows[2][column]) * fields.millimetres
    }
    var axes = Array(columns.prefix(3))
    // A single slice or row may have an empty column: any direction perpendicular to the others is as good.
    for axis in 0..<3 where size[axis] == 1 && length(axes[axis]) == 0 {
      let normal = cross(axes[(axis + 1) % 3], axes[(axis + 2) % 3])
      if length(normal) > 0 { axes[axis] = normal / length(normal) * spacing[axis] }
    }
    return assembled(size: size, axes: axes, origin: columns[3])
  }

  private static func qform(_ fields: Fields, size: SIMD3<Int>, spacing: SIMD3<Double>) -> Geometry? {
    let q = fields.quaternion
    guard q.x.isFinite, q.y.isFinite, q.z.isFinite, dot(q, q) < 1.01 else { return nil }
    let m = nifti_quatern_to_dmat44(
      q.x, q.y, q.z, 0, 0, 0, spacing.x, spacing.y, spacing.z, fields.spacing[0] < 0 ? -1 : 1
    ).m
    let axes = [
      SIMD3(m.0.0, m.1.0, m.2.0), SIMD3(m.0.1, m.1.1, m.2.1), SIMD3(m.0.2, m.1.2, m.2.2),
    ]
    return assembled(size: size, axes: axes, origin: fields.qOffset * fields.millimetres)
  }

  private static func assembled(size: SIMD3<Int>, axes: [SIMD3<Double>], origin: SIMD3<Double>) -> Geometry? {
    let lengths = SIMD3(length(axes[0]), length(axes[1]), length(axes[2]))
    guard lengths.x.isFinite, lengths.y.isFinite, lengths.z.isFinite, lengths.min() > 1e-9, lengths.max() < 1e9,
      length(origin) < 1e9
    else { return nil }
    let geometry = Geometry(
      size: size, spacing: lengths, origin: origin,
      direction: .init(x: axes[0] / lengths.x, y: axes[1] / lengths.y, z: axes[2] / lengths.z))
    // Nearly parallel axes span no space.
    let volume = abs(dot(geometry.direction.x, cross(geometry.direction.y, geometry.direction.z)))
    return volume > 0.01 ? geometry : nil
  }
}
