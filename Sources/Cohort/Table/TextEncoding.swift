internal import Foundation

/// The encodings in which tables arrive: what spreadsheets of today, and of Chinese and of western Windows, write.
public enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "UTF-8"
  case utf16 = "UTF-16"
  case gb18030 = "GBK"
  case windows1252 = "Windows-1252"

  /// As it is written on a command line: `gbk`, `windows-1252`.
  public var word: String { rawValue.lowercased() }

  /// The encoding of a word, without regard to case; nil where there is none.
  public init?(word: String) {
    let aliases = ["latin-1": "windows-1252", "latin1": "windows-1252", "iso-8859-1": "windows-1252", "gb18030": "gbk"]
    let lowered = word.lowercased()
    guard let found = Self.allCases.first(where: { $0.word == aliases[lowered] ?? lowered }) else { return nil }
    self = found
  }

  /// The bytes as UTF-8, read as what a person says they are; nil where they are not.
  static func decodeToUTF8(_ bytes: [UInt8], as encoding: TextEncoding) -> [UInt8]? {
    switch encoding {
    case .utf8:
      let own = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
      return isUTF8(own) ? own : nil
    case .utf16: return converted(bytes, from: "UTF-16")
    case .gb18030: return converted(bytes, from: "GB18030")
    case .windows1252: return converted(bytes, from: "CP1252") ?? converted(bytes, from: "ISO-8859-1")
    }
  }

  /// Whether bytes above 127 stand alone between ASCII letters, as `ü` does in `Müller`, rather than in pairs of them, as
  /// Chinese does. Both are possible GBK: there `ül` is one rare character.
  ///
  ///     M FC l l e r            1 alone, no pair          western
  ///     D5 C5 C8 FD             no byte alone, 2 pairs    Chinese
  static func looksWestern(_ bytes: [UInt8]) -> Bool {
    var (alone, pairs) = (0, 0)
    var index = 0
    while index < bytes.count {
      guard bytes[index] >= 0x80 else {
        index += 1
        continue
      }
      guard index + 1 < bytes.count else {
        if index > 0, bytes[index - 1] < 0x80 { alone += 1 }
        break
      }
      let next = bytes[index + 1]
      if (0xB0...0xF7).contains(bytes[index]), next >= 0xA1 {
        pairs += 1
        index += 2
      } else {
        if next < 0x80 { alone += 1 }
        index += next < 0x80 ? 1 : 2
      }
    }
    return alone > pairs
  }

  /// The bytes as UTF-8 without a byte order mark, and the encoding they came in; nil if they fit none.
  static func decodeToUTF8(_ bytes: [UInt8]) -> (bytes: [UInt8], encoding: TextEncoding)? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return decodeToUTF8(Array(bytes.dropFirst(3))) }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return converted(bytes, from: "UTF-16").map { ($0, .utf16) }
    }
    if isUTF8(bytes) { return (bytes, .utf8) }
    let order: [TextEncoding] = looksWestern(bytes) ? [.windows1252, .gb18030] : [.gb18030]
    for encoding in order {
      // Nobody has said that it is western: bytes that Windows-1252 leaves out speak against it.
      let own = encoding == .windows1252 ? converted(bytes, from: "CP1252") : decodeToUTF8(bytes, as: encoding)
      if let own { return (own, encoding) }
    }
    return nil
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
    // One UTF-16 unit or one GBK pair grows to at most three bytes for two, one byte of Windows-1252 to three.
    var output = [UInt8](repeating: 0, count: bytes.count * 3 + 16)
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
