import Foundation

/// Memory for the bytes of a file or for a transform, not zeroed first. A buffer too large for the heap (`ProcessHeap`) asks
/// the system for huge pages: to get and give back a page for every 4 KiB would take as long as inflating. Whoever uses its
/// address keeps the buffer alive with `withExtendedLifetime`.
final class PageBuffer {
  let base: UnsafeMutableRawPointer
  let count: Int

  init(count: Int) {
    self.count = count
    guard count >= ProcessHeap.largestBlock else {
      base = .allocate(byteCount: max(1, count), alignment: 64)
      return
    }
    let room = (count + ProcessHeap.hugePage - 1) / ProcessHeap.hugePage * ProcessHeap.hugePage
    base = .allocate(byteCount: room, alignment: ProcessHeap.hugePage)
    #if os(Linux)
      _ = madvise(base, room, Int32(MADV_HUGEPAGE))
    #endif
  }

  deinit { base.deallocate() }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }
}
