internal import CNIfTI

/// Compresses to one gzip member (RFC 1952) with ISA-L at its thorough level.
enum GzipWriter {
  /// Nil where the compressor refuses, which no bytes make it do.
  static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
    let stream = UnsafeMutablePointer<isal_zstream>.allocate(capacity: 1)
    defer { stream.deallocate() }
    isal_deflate_init(stream)
    let work = PageBuffer(count: Int(workBytes))
    defer { withExtendedLifetime(work) {} }
    stream.pointee.level = 3
    stream.pointee.level_buf = work.base.assumingMemoryBound(to: UInt8.self)
    stream.pointee.level_buf_size = workBytes
    stream.pointee.gzip_flag = UInt16(IGZIP_GZIP)
    var compressed: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    var taken = 0
    repeat {
      // ISA-L counts in 32 bits.
      let piece = min(bytes.count - taken, 1 << 30)
      stream.pointee.end_of_stream = taken + piece == bytes.count ? 1 : 0
      let isDone = bytes.withUnsafeBufferPointer { input in
        chunk.withUnsafeMutableBufferPointer { output in
          // The compressor only reads from its input.
          stream.pointee.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0 + taken) }
          stream.pointee.avail_in = UInt32(piece)
          repeat {
            stream.pointee.next_out = output.baseAddress
            stream.pointee.avail_out = UInt32(output.count)
            guard isal_deflate(stream) == COMP_OK else { return false }
            compressed.append(contentsOf: output[..<(output.count - Int(stream.pointee.avail_out))])
          } while stream.pointee.avail_out == 0
          return stream.pointee.avail_in == 0
        }
      }
      guard isDone else { return nil }
      taken += piece
    } while taken < bytes.count
    return stream.pointee.internal_state.state == ZSTATE_END ? compressed : nil
  }

  /// What the level works in: its hash tables and the symbols of a block.
  private static let workBytes = UInt32(1 << 20)
}
