internal import Foundation

/// The encodings in which tables arrive: what spreadsheets of today, and of Chinese Windows, write.
public enum TextEncoding: String, Sendable {
  case utf8 = "UTF-8"
  case utf16 = "UTF-16"
  case gb18030 = "GBK"

  /// The bytes as UTF-8 without a byte order mark, and the encoding they came in; nil if they fit none.
  static func decodeToUTF8(_ bytes: [UInt8]) -> (bytes: [UInt8], encoding: TextEncoding)? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return decodeToUTF8(Array(bytes.dropFirst(3))) }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return converted(bytes, from: "UTF-16").map { ($0, .utf16) }
    }
    if isUTF8(bytes) { return (bytes, .utf8) }
    return converted(bytes, from: "GB18030").map { ($0, .gb18030) }
  }

  private static func isUTF8(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      // Nearly all tables are ASCII: look at eight bytes at a time until one is not.
      var i = 0
      let raw = UnsafeRawBufferPointer(buffer)
      while i + 8 <= raw.count, raw.loadUnaligned(fromByteOffset: i, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 {
        i += 8
      }
      return String(validating: UnsafeBufferPointer(rebasing: buffer[i...]), as: UTF8.self) != nil
    }
  }

  /// Conversion by the C library; nil if a byte sequence is invalid or the conversion is not installed.
  private static func converted(_ bytes: [UInt8], from name: String) -> [UInt8]? {
    guard let descriptor = iconv_open("UTF-8", name), Int(bitPattern: descriptor) != -1 else { return nil }
    defer { iconv_close(descriptor) }
    var input = bytes
    // One UTF-16 unit or one GBK pair grows to at most three bytes for two; a lone ASCII byte stays one byte.
    var output = [UInt8](repeating: 0, count: bytes.count * 2 + 16)
    var written = 0
    let isComplete = input.withUnsafeMutableBytes { source in
      output.withUnsafeMutableBytes { target in
        var from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
        var to = target.baseAddress?.assumingMemoryBound(to: CChar.self)
        var left = source.count
        var room = target.count
        let result = iconv(descriptor, &from, &left, &to, &room)
        written = target.count - room
        return result != -1 && left == 0
      }
    }
    return isComplete ? Array(output[..<written]) : nil
  }
}
