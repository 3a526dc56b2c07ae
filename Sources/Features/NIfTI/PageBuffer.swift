import Foundation
import Synchronization

/// Memory for the bytes of a file or for a transform, not zeroed first. A large buffer asks the system for huge pages, and
/// one that is no longer needed waits for the next of its size: to get and give back a page for every 4 KiB would take as
/// long as inflating. Whoever uses its address keeps the buffer alive with `withExtendedLifetime`.
final class PageBuffer {
  let base: UnsafeMutableRawPointer
  let count: Int
  /// Bytes allocated, of which `count` were asked for.
  private let room: Int

  private static let hugePage = 2 << 20
  /// Buffers that wait, the last one given back last. Few, so that memory stays bounded by what was in use at once.
  private static let waiting = Mutex<[Free]>([])
  private static let mostWaiting = 4
  private static let largestWaiting = 64 << 20

  /// A buffer that nobody uses.
  ///
  /// Unchecked, because the compiler cannot see who owns a pointer: one is made only in `deinit`, when the last user is gone,
  /// is reached only inside `waiting.withLock`, and is taken out of the list before it is used again.
  private struct Free: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
    let room: Int
  }

  init(count: Int) {
    self.count = count
    guard count >= Self.hugePage else {
      room = max(1, count)
      base = .allocate(byteCount: room, alignment: 64)
      return
    }
    let known = Self.waiting.withLock { waiting -> Free? in
      guard let index = waiting.lastIndex(where: { $0.room >= count && $0.room <= 2 * count }) else { return nil }
      return waiting.remove(at: index)
    }
    if let known {
      (base, room) = (known.base, known.room)
      return
    }
    room = (count + Self.hugePage - 1) / Self.hugePage * Self.hugePage
    base = .allocate(byteCount: room, alignment: Self.hugePage)
    #if os(Linux)
      _ = madvise(base, room, Int32(MADV_HUGEPAGE))
    #endif
  }

  deinit {
    guard room >= Self.hugePage, room <= Self.largestWaiting else { return base.deallocate() }
    let free = Free(base: base, room: room)
    let excess = Self.waiting.withLock { waiting -> Free? in
      waiting.append(free)
      return waiting.count > Self.mostWaiting ? waiting.removeFirst() : nil
    }
    excess?.base.deallocate()
  }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }
}
