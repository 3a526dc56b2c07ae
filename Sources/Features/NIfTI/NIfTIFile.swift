internal import CNIfTI
import Foundation

/// The bytes behind a NIfTI path: the header file and the voxel file, inflated where compressed.
///
/// A file passes through a few slices' room, so that what is kept of it is all the memory it takes: fresh memory costs more
/// time than inflating into it.
struct NIfTIFile {
  let header: NIfTIHeader
  private let path: String
  private let voxelPath: String
  private let isCompressed: Bool
  private let fileBytes: Int

  /// Inflated bytes at a time, where a slice is no larger: what stays in the processor's cache.
  private static let pieceBytes = 256 << 10

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
    if isCompressed {
      try inflate(frame: frame, start: start, slices: slices, body)
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

  private func inflate(
    frame: Int, start: Int, slices: Range<Int>, _ body: (Int, UnsafeRawBufferPointer) -> Void
  ) throws(NIfTIError) {
    let stream = try GzipReader(path: voxelPath)
    do {
      let perPiece = max(1, Self.pieceBytes / header.sliceBytes)
      let room = PageBuffer(count: perPiece * header.sliceBytes)
      defer { withExtendedLifetime(room) {} }
      try stream.skip(start, through: room)
      var slice = slices.lowerBound
      while slice < slices.upperBound {
        let taken = min(perPiece, slices.upperBound - slice)
        let piece = UnsafeMutableRawBufferPointer(start: room.base, count: taken * header.sliceBytes)
        try stream.fill(piece)
        body(slice, UnsafeRawBufferPointer(piece))
        slice += taken
      }
      // The checksum stands behind the last volume; one before it is not kept waiting by those that follow.
      guard frame == header.frameCount - 1 else { return }
      try stream.skip(header.totalBytes - start - slices.count * header.sliceBytes, through: room)
      try stream.checkEnd()
    } catch {
      switch error {
      case .ended:
        throw NIfTIError(
          path: path, problem: .damagedGzip(inflated: stream.inflated, expected: header.totalBytes))
      case .checksum: throw NIfTIError(path: path, problem: .checksum)
      }
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
    let stream = try GzipReader(path: path, chunk: 4 << 10)
    return [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
      filled = stream.read(into: UnsafeMutableRawBufferPointer(bytes))
    }
  }
}
