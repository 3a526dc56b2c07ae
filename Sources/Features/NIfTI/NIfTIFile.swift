internal import CNIfTI
import Foundation

/// The bytes behind a NIfTI path: the header file and the voxel file, inflated where compressed.
///
/// A file can be read in part: only the slices asked for are kept. Small compressed files are inflated in one call by
/// libdeflate, about twice as fast as zlib; larger ones are streamed through zlib so that memory stays bounded.
struct NIfTIFile {
  let header: NIfTIHeader
  private let path: String
  private let voxelPath: String
  private let isCompressed: Bool
  private let fileBytes: Int

  /// Above this many inflated bytes a compressed file is streamed.
  static let wholeInflationLimit = 640 << 20

  init(path: String) throws(NIfTIError) {
    self.path = path
    let (headerPath, pairedPath) = Self.paths(of: path)
    let headerIsCompressed = try Self.isGzip(headerPath)
    let first =
      headerIsCompressed
      ? try Self.inflatedPrefix(of: headerPath, count: NIfTIHeader.longestHeader)
      : try Self.prefix(of: headerPath, count: NIfTIHeader.longestHeader)
    header = try NIfTIHeader(bytes: first, path: path)
    voxelPath = header.isDetached ? pairedPath ?? headerPath : headerPath
    isCompressed = header.isDetached ? try Self.isGzip(voxelPath) : headerIsCompressed
    fileBytes = try Self.size(of: voxelPath)
    if isCompressed {
      // DEFLATE cannot shrink more than 1032 to 1.
      guard header.totalBytes <= 1032 * fileBytes + 4096 else {
        throw NIfTIError(
          path: path, problem: .impossibleSize(expected: header.totalBytes, compressed: fileBytes))
      }
    } else if header.totalBytes > fileBytes {
      throw NIfTIError(path: path, problem: .missingData(expected: header.totalBytes, found: fileBytes))
    }
  }

  /// Calls `body` with the raw bytes of consecutive slices, in order: the index of the first slice of the piece and its
  /// bytes (a whole number of slices). Pieces together cover `slices` of volume `frame`.
  func forEachPiece(
    frame: Int, slices: Range<Int>, _ body: (Int, UnsafeRawBufferPointer) -> Void
  ) throws(NIfTIError) {
    let start = header.dataOffset + frame * header.frameBytes + slices.lowerBound * header.sliceBytes
    let count = slices.count * header.sliceBytes
    if isCompressed {
      if header.totalBytes <= Self.wholeInflationLimit, let bytes = try inflatedWhole() {
        withExtendedLifetime(bytes) {
          body(slices.lowerBound, UnsafeRawBufferPointer(rebasing: bytes.bytes[start..<(start + count)]))
        }
        return
      }
      try streamed(start: start, slices: slices, body)
    } else {
      try read(start: start, slices: slices, body)
    }
  }

  // MARK: - Uncompressed

  private func read(
    start: Int, slices: Range<Int>, _ body: (Int, UnsafeRawBufferPointer) -> Void
  ) throws(NIfTIError) {
    let handle = try Self.open(voxelPath)
    defer { try? handle.close() }
    let perPiece = max(1, (16 << 20) / header.sliceBytes)
    var slice = slices.lowerBound
    while slice < slices.upperBound {
      let taken = min(perPiece, slices.upperBound - slice)
      let wanted = taken * header.sliceBytes
      let offset = start + (slice - slices.lowerBound) * header.sliceBytes
      let piece = try Self.read(handle, at: offset, count: wanted, path: path)
      guard piece.count == wanted else {
        throw NIfTIError(path: path, problem: .missingData(expected: header.totalBytes, found: offset + piece.count))
      }
      piece.withUnsafeBytes { body(slice, $0) }
      slice += taken
    }
  }

  // MARK: - Compressed

  /// The whole file inflated, or nil when libdeflate cannot (damage, trailing data): the streaming reader then finds
  /// out what can be used and words the error.
  private func inflatedWhole() throws(NIfTIError) -> PageBuffer? {
    let compressed = PageBuffer(count: fileBytes)
    // Its address alone would not keep it.
    defer { withExtendedLifetime(compressed) {} }
    let handle = try Self.open(voxelPath)
    defer { try? handle.close() }
    var filled = 0
    while filled < fileBytes {
      let made = Foundation.read(handle.fileDescriptor, compressed.base + filled, fileBytes - filled)
      if made < 0, errno == EINTR { continue }
      // A file that has become shorter, or cannot be read: the streaming reader words the error.
      guard made > 0 else { return nil }
      filled += made
    }
    guard let decompressor = libdeflate_alloc_decompressor() else { return nil }
    defer { libdeflate_free_decompressor(decompressor) }
    let output = PageBuffer(count: header.totalBytes)
    var (consumed, produced) = (0, 0)
    while produced < output.count, consumed < compressed.count {
      var (used, made) = (0, 0)
      let result = libdeflate_gzip_decompress_ex(
        decompressor, compressed.base + consumed, compressed.count - consumed, output.base + produced,
        output.count - produced, &used, &made)
      guard result == LIBDEFLATE_SUCCESS, used > 0 else { return nil }
      consumed += used
      produced += made
    }
    return produced == output.count ? output : nil
  }

  private func streamed(
    start: Int, slices: Range<Int>, _ body: (Int, UnsafeRawBufferPointer) -> Void
  ) throws(NIfTIError) {
    var stream = try InflatingStream(path: path, file: voxelPath, expected: header.totalBytes)
    defer { stream.close() }
    try stream.skip(start)
    var piece = [UInt8](repeating: 0, count: header.sliceBytes)
    for slice in slices {
      try stream.fill(&piece)
      piece.withUnsafeBytes { body(slice, $0) }
    }
  }

  // MARK: - Files

  /// The header's path and, for a pair, the path of the voxels beside it.
  private static func paths(of path: String) -> (header: String, voxels: String?) {
    for (mine, other) in [(".img.gz", ".hdr.gz"), (".img", ".hdr")] where path.hasSuffix(mine) {
      let stem = String(path.dropLast(mine.count))
      return (firstExisting([stem + other, stem + ".hdr", stem + ".hdr.gz"]) ?? stem + other, path)
    }
    for (mine, other) in [(".hdr.gz", ".img.gz"), (".hdr", ".img")] where path.hasSuffix(mine) {
      let stem = String(path.dropLast(mine.count))
      return (path, firstExisting([stem + other, stem + ".img", stem + ".img.gz"]) ?? stem + other)
    }
    return (path, nil)
  }

  private static func firstExisting(_ paths: [String]) -> String? {
    paths.first { FileManager.default.fileExists(atPath: $0) }
  }

  private static func isGzip(_ path: String) throws(NIfTIError) -> Bool {
    try prefix(of: path, count: 2) == [0x1f, 0x8b]
  }

  private static func size(of path: String) throws(NIfTIError) -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else { throw NIfTIError(path: path, problem: .notFound) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw NIfTIError(path: path, problem: .notAFile) }
    return Int(status.st_size)
  }

  static func open(_ path: String) throws(NIfTIError) -> FileHandle {
    _ = try size(of: path)
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw NIfTIError(path: path, problem: .unreadable)
    }
    return handle
  }

  static func read(_ handle: FileHandle, at offset: Int, count: Int, path: String) throws(NIfTIError) -> Data {
    do {
      try handle.seek(toOffset: UInt64(offset))
      return try handle.read(upToCount: count) ?? Data()
    } catch {
      throw NIfTIError(path: path, problem: .unreadable)
    }
  }

  private static func prefix(of path: String, count: Int) throws(NIfTIError) -> [UInt8] {
    let handle = try open(path)
    defer { try? handle.close() }
    return [UInt8](try read(handle, at: 0, count: count, path: path))
  }

  private static func inflatedPrefix(of path: String, count: Int) throws(NIfTIError) -> [UInt8] {
    var stream = try InflatingStream(path: path, file: path, expected: count, chunk: 1 << 12)
    defer { stream.close() }
    return stream.prefix(count)
  }
}

/// A gzip file inflated piece by piece by zlib; several members follow each other as one stream.
private struct InflatingStream {
  private let path: String
  private let expected: Int
  private let handle: FileHandle
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableRawBufferPointer
  private var inflated = 0
  private var isAtEnd = false
  /// Compressed bytes read at a time.
  private let chunk: Int

  init(path: String, file: String, expected: Int, chunk: Int = 1 << 18) throws(NIfTIError) {
    self.path = path
    self.chunk = chunk
    self.expected = expected
    handle = try NIfTIFile.open(file)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    input = .allocate(byteCount: chunk, alignment: 16)
    // 15 window bits + 32: zlib recognises the gzip wrapper itself.
    guard inflateInit2_(stream, 47, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      close()
      throw NIfTIError(path: path, problem: .unreadable)
    }
  }

  func close() {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
    try? handle.close()
  }

  /// Inflates up to `count` bytes to `output`; fewer at the end of the data or at damage.
  private mutating func inflateInto(_ output: UnsafeMutableRawPointer, count: Int) -> Int {
    stream.pointee.next_out = output.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(count)
    while stream.pointee.avail_out > 0, !isAtEnd {
      if stream.pointee.avail_in == 0 {
        guard let piece = try? handle.read(upToCount: chunk), !piece.isEmpty else { break }
        piece.withUnsafeBytes { input.copyMemory(from: $0) }
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(piece.count)
      }
      let result = CNIfTI.inflate(stream, Z_NO_FLUSH)
      if result == Z_STREAM_END {
        // Another member may follow; padding after the last one ends in a data error below.
        if inflateReset(stream) != Z_OK { isAtEnd = true }
      } else if result != Z_OK {
        isAtEnd = true
      }
    }
    let made = count - Int(stream.pointee.avail_out)
    inflated += made
    return made
  }

  mutating func prefix(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let made = bytes.withUnsafeMutableBytes { buffer in
      buffer.baseAddress.map { inflateInto($0, count: count) } ?? 0
    }
    return Array(bytes.prefix(made))
  }

  mutating func skip(_ count: Int) throws(NIfTIError) {
    var scratch = [UInt8](repeating: 0, count: min(count, 1 << 20))
    var left = count
    while left > 0 {
      let wanted = min(left, scratch.count)
      let made = scratch.withUnsafeMutableBytes { buffer in
        buffer.baseAddress.map { inflateInto($0, count: wanted) } ?? 0
      }
      guard made == wanted else { throw damaged }
      left -= wanted
    }
  }

  mutating func fill(_ bytes: inout [UInt8]) throws(NIfTIError) {
    var filled = 0
    let count = bytes.count
    while filled < count {
      // zlib counts in 32 bits.
      let wanted = min(count - filled, 1 << 30)
      let made = bytes.withUnsafeMutableBytes { buffer in
        buffer.baseAddress.map { inflateInto($0 + filled, count: wanted) } ?? 0
      }
      guard made == wanted else { throw damaged }
      filled += wanted
    }
  }

  private var damaged: NIfTIError {
    NIfTIError(path: path, problem: .damagedGzip(inflated: inflated, expected: expected))
  }
}
