internal import CNIfTI
import Foundation

/// A gzip file (RFC 1952) inflated piece by piece with ISA-L; several members follow each other as one stream, and what is
/// no member behind them is left alone, as gzip itself does.
final class GzipReader {
  enum Problem: Error {
    /// The data end, or make no sense, before all that was asked for is there.
    case ended
    /// All bytes are there, but they are not those that were compressed.
    case checksum
  }

  private let handle: FileHandle
  private let state: UnsafeMutablePointer<inflate_state>
  private let input: PageBuffer
  /// Bytes inflated so far.
  private(set) var inflated = 0
  private var problem: Problem?

  /// `chunk`: compressed bytes read at a time.
  init(path: String, chunk: Int = 64 << 10) throws(NIfTIError) {
    handle = try NIfTIFile.open(path)
    state = .allocate(capacity: 1)
    input = PageBuffer(count: max(1, chunk))
    isal_inflate_init(state)
    state.pointee.crc_flag = UInt32(ISAL_GZIP)
    state.pointee.next_in = nil
    state.pointee.avail_in = 0
  }

  deinit {
    state.deallocate()
    try? handle.close()
  }

  /// Inflates to `output`; fewer bytes at the end of the data or at damage.
  func read(into output: UnsafeMutableRawBufferPointer) -> Int {
    var made = 0
    while made < output.count, problem == nil, let base = output.baseAddress {
      // ISA-L counts in 32 bits.
      let wanted = min(output.count - made, 1 << 30)
      state.pointee.next_out = (base + made).assumingMemoryBound(to: UInt8.self)
      state.pointee.avail_out = UInt32(wanted)
      advance()
      made += wanted - Int(state.pointee.avail_out)
    }
    inflated += made
    return made
  }

  func fill(_ output: UnsafeMutableRawBufferPointer) throws(Problem) {
    guard read(into: output) == output.count else { throw problem ?? .ended }
  }

  /// Inflates `count` bytes that nobody wants, using `room`.
  func skip(_ count: Int, through room: PageBuffer) throws(Problem) {
    var left = count
    while left > 0 {
      let taken = min(left, room.count)
      try fill(UnsafeMutableRawBufferPointer(start: room.base, count: taken))
      left -= taken
    }
  }

  /// Compares the checksum, where the data end here; what may follow them is not read.
  func checkEnd() throws(Problem) {
    var beyond: UInt8 = 0
    let more = withUnsafeMutableBytes(of: &beyond) { read(into: $0) }
    guard more > 0 || problem != .checksum && state.pointee.block_state == ISAL_BLOCK_FINISH else {
      throw problem ?? .ended
    }
  }

  /// One step: reads where the input is used up, begins the next member where one has ended, and inflates.
  private func advance() {
    if state.pointee.avail_in == 0 { readChunk() }
    let before = (state.pointee.avail_in, state.pointee.avail_out, state.pointee.block_state)
    if before.2 == ISAL_BLOCK_FINISH {
      guard before.0 > 0, let next = state.pointee.next_in, next.pointee == 0x1f else {
        problem = .ended
        return
      }
      isal_inflate_reset(state)
      state.pointee.crc_flag = UInt32(ISAL_GZIP)
    }
    let result = radish_inflate(state)
    if result < 0 {
      problem = result == ISAL_INCORRECT_CHECKSUM ? .checksum : .ended
    } else if before == (state.pointee.avail_in, state.pointee.avail_out, state.pointee.block_state) {
      // Nothing to read and nothing made of it.
      problem = .ended
    }
  }

  private func readChunk() {
    var count = -1
    repeat { count = Foundation.read(handle.fileDescriptor, input.base, input.count) } while count < 0 && errno == EINTR
    state.pointee.next_in = input.base.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_in = UInt32(max(0, count))
  }
}
