internal import CNIfTI

/// What happens to memory that is given back.
public enum FreedMemory {
  /// Keeps it for the next array. Images, matrices and pictures of megabytes come and go; the C library would have the
  /// kernel map, zero and unmap each of them. For a program to call once, before it starts; up to 128 MB stay with it.
  public static func keep() {
    #if canImport(Glibc)
      // The most that the library takes is half of one of its heaps.
      _ = mallopt(M_MMAP_THRESHOLD, 32 << 20)
      _ = mallopt(M_TRIM_THRESHOLD, 128 << 20)
    #endif
  }
}
