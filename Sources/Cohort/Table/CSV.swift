/// Comma-separated values as RFC 4180 has them, with line feeds.
public enum CSV {
  /// A header and one line per row.
  public static func text(header: [String], rows: [[String]]) -> String {
    ([header] + rows).reduce(into: "") { $0 += line($1) }
  }

  /// One line with its end.
  public static func line(_ fields: some Sequence<String>) -> String {
    fields.lazy.map(field).joined(separator: ",") + "\n"
  }

  /// One field, in quotes where it needs them; spaces at its ends would be lost on some readers without. A field that begins
  /// with a sign of a formula is not changed: a table is data, and quoting it would alter names.
  public static func field(_ text: String) -> String {
    let bytes = text.utf8
    let needsQuotes =
      bytes.first == 0x20 || bytes.last == 0x20
      || bytes.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    guard needsQuotes else { return text }
    // Scalar by scalar: with a mark that combines with it a quotation mark would be another character.
    var quoted = "\"".unicodeScalars
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted.append(scalar) }
      quoted.append(scalar)
    }
    return String(quoted) + "\""
  }

  /// What stands between the quotes of a field: two quotation marks are one.
  static func content(of quoted: UnsafeBufferPointer<UInt8>) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(quoted.count)
    var isDoubled = false
    for byte in quoted {
      isDoubled = byte == 0x22 && bytes.last == 0x22 && !isDoubled
      if !isDoubled { bytes.append(byte) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
