internal import CNIfTI
import Foundation
import Synchronization

/// The memory that arrays come from.
public enum ProcessHeap {
  /// The heap begins with as many bytes of address space; memory is taken when it is first used.
  private static let room = 256 << 20
  static let hugePage = 2 << 20
  /// Blocks from this size on are mapped by themselves: the most that the C library lets the heap hold, half of one of its
  /// heaps.
  static let largestBlock = 32 << 20

  /// Where the part of the heap that is left out begins. Kept, for what nobody asks for the compiler does not take.
  private static let leftOut = Atomic(0)

  /// Makes the heap one that images suit. For a program to call once, before it starts.
  ///
  /// Images, matrices and pictures of megabytes come and go; the C library would have the kernel map, zero and unmap each of
  /// them, page by page of 4 KiB: a quarter of the time of a short extraction. So threads share one heap, which asks for huge
  /// pages, and what is given back waits for the next array; up to 128 MB stay with the program.
  public static func prepare() {
    #if canImport(Glibc)
      // Where address space is scarce the C library does better by itself.
      guard [RLIMIT_AS, RLIMIT_DATA].allSatisfy({ limit($0) >= UInt64(16 * room) }) else { return }
      _ = mallopt(M_ARENA_MAX, 1)
      _ = mallopt(M_TOP_PAD, Int32(room))
      _ = mallopt(M_MMAP_THRESHOLD, Int32(largestBlock))
      _ = mallopt(M_TRIM_THRESHOLD, 128 << 20)
      // The heap grows by its room at once when it is asked for more than it has. It then notes beyond the block what is
      // left, and where so much as that was written no huge page fits any more.
      guard let block = malloc(hugePage) else { return }
      let start = (Int(bitPattern: block) + 2 * hugePage) / hugePage * hugePage
      let end = Int(bitPattern: sbrk(0)) / hugePage * hugePage
      if start < end, end - start <= 2 * room {
        _ = madvise(UnsafeMutableRawPointer(bitPattern: start), end - start, MADV_HUGEPAGE)
        // What lies before the first huge page is left out: it is never touched, and so takes no memory.
        free(block)
        leftOut.store(Int(bitPattern: malloc(start - Int(bitPattern: block))), ordering: .relaxed)
      } else {
        free(block)
      }
    #endif
  }

  #if canImport(Glibc)
    private static func limit(_ resource: __rlimit_resource) -> UInt64 {
      var limits = rlimit()
      return getrlimit(__rlimit_resource_t(resource.rawValue), &limits) == 0 ? UInt64(limits.rlim_cur) : .max
    }
  #endif
}
