import Foundation

/// What libFuzzer calls with every input: the bytes become a file, and everything that reads NIfTI files reads it. The reader
/// may refuse with any sentence; it may not trap, hang, or take memory that the file does not account for.
///
/// The first byte says what the file is called (`.nii`, `.nii.gz`, or a `.hdr`/`.img` pair), whether its rest is wrapped in gzip
/// first, so that damage behind the checksum is reached too, which volume is asked for, and which values of a mask.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzNIfTI(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let data, count > 1 else { return 0 }
  let bytes = UnsafeBufferPointer(start: data + 1, count: count - 1)
  let way = data[0]
  let path: String
  switch way & 3 {
  case 0, 1:
    path = Scratch.folder + "/image.nii"
    Scratch.write(bytes, to: path)
  case 2:
    path = Scratch.folder + "/image.nii.gz"
    Scratch.write(way & 4 == 0 ? Array(bytes) : Gzip.stored(Array(bytes)), to: path)
  default:
    path = Scratch.folder + "/pair.hdr"
    let header = bytes.prefix(min(bytes.count, 348))
    let voxels = Array(bytes.dropFirst(header.count))
    Scratch.write(Array(header), to: path)
    Scratch.write(way & 4 == 0 ? voxels : Gzip.stored(voxels), to: Scratch.folder + "/pair.img")
  }
  read(path, way)
  return 0
}

private func read(_ path: String, _ way: UInt8) {
  let frame = way & 8 == 0 ? nil : Int(way >> 4 & 3)
  guard let header = try? NIfTI.header(at: path) else { return }
  for warning in header.warnings { precondition(!warning.isEmpty) }
  // A file of a few kilobytes holds no more voxels than this; a larger announcement must be refused before it is believed.
  let isLarge = header.geometry.count > 1 << 22
  do {
    let volume = try NIfTI.volume(at: path, frame: frame, as: Float.self)
    precondition(volume.voxels.count == header.geometry.count)
    precondition(!isLarge, "\(header.geometry.count) voxels were read from a small file")
    let size = header.geometry.size
    let half = VoxelBox(lower: .zero, upper: SIMD3((size.x + 1) / 2, (size.y + 1) / 2, (size.z + 1) / 2))
    let part = try NIfTI.volume(at: path, frame: frame, box: half, as: Double.self)
    precondition(part.voxels.count == half.count)
    // Reading a part gives what the whole has there.
    for z in 0..<half.size.z {
      for y in 0..<half.size.y {
        for x in 0..<half.size.x {
          let (a, b) = (volume[x, y, z], Float(part[x, y, z]))
          precondition(a == b || (a.isNaN && b.isNaN))
        }
      }
    }
  } catch { precondition(!error.description.isEmpty) }
  let selections = [MaskSelection.only, .nonZero, .label(1), .union([1, 2])]
  do {
    let mask = try NIfTI.mask(at: path, label: selections[Int(way >> 6)], frame: frame)
    precondition(mask.count > 0 && mask.boundingBox != nil)
  } catch { precondition(!error.description.isEmpty) }
  do { _ = try NIfTI.labels(at: path, frame: frame) } catch { precondition(!error.description.isEmpty) }
}

/// Files in memory.
private enum Scratch {
  static let folder: String = {
    let root = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    let folder = root + "/radish-fuzz-\(ProcessInfo.processInfo.processIdentifier)"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }()

  static func write(_ bytes: some Collection<UInt8>, to path: String) {
    guard let file = fopen(path, "wb") else { fatalError("cannot write \(path)") }
    let written = bytes.withContiguousStorageIfAvailable { fwrite($0.baseAddress, 1, $0.count, file) }
    precondition(written == bytes.count)
    fclose(file)
  }
}

/// The gzip format with stored blocks: no compression, but the wrapper with its checksum.
private enum Gzip {
  static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
    var start = 0
    repeat {
      let count = min(65535, bytes.count - start)
      output += [start + count == bytes.count ? 1 : 0, UInt8(count & 255), UInt8(count >> 8)]
      output += [UInt8(~count & 255), UInt8(~count >> 8 & 255)]
      output += bytes[start..<(start + count)]
      start += count
    } while start < bytes.count
    for word in [crc(bytes), UInt32(truncatingIfNeeded: bytes.count)] {
      output += (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }
    }
    return output
  }

  private static let table: [UInt32] = (0..<256).map { k in
    (0..<8).reduce(UInt32(k)) { c, _ in c & 1 == 0 ? c >> 1 : 0xedb8_8320 ^ c >> 1 }
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { table[Int(truncatingIfNeeded: $0 ^ UInt32($1)) & 255] ^ $0 >> 8 }
  }
}
