import Foundation

/// Asks the terminal how many columns it gives to a text: draws it, asks for the position of the cursor, wipes it away.
///
/// Text whose width the terminal sees otherwise than Radish shifts everything to its right.
enum GlyphProbe {
  struct Sample {
    let name: String
    let text: String
    /// How wide Radish takes it to be.
    let columns: Int
    /// What to do where the terminal sees it otherwise.
    let advice: String
  }

  static let samples = [
    Sample(
      name: "block glyphs", text: "▀▄▌▖█", columns: 5,
      advice: "set ambiguous characters to narrow in the terminal, or export RADISH_AMBIGUOUS_WIDTH=wide."),
    Sample(
      name: "braille", text: "⠿⡇⣿", columns: 3,
      advice: "choose a font with braille, such as DejaVu Sans Mono, or run radish --glyphs shade."),
    Sample(
      name: "lines and marks", text: "─│┌●△", columns: 5,
      advice: "set ambiguous characters to narrow in the terminal, or export RADISH_AMBIGUOUS_WIDTH=wide."),
    Sample(
      name: "wide letters", text: "陈小红", columns: 6,
      advice: "names in wide letters will shift the columns; choose a terminal font with CJK glyphs."),
    Sample(
      name: "combining marks", text: "e\u{301}o\u{308}", columns: 2,
      advice: "accents written apart from their letter will shift the columns."),
  ]

  /// Columns that the terminal gives to the text; nil where there is no terminal, or it does not answer.
  static func columns(of text: String) -> Int? {
    let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }
    var saved = termios()
    guard tcgetattr(terminal, &saved) == 0 else { return nil }
    var raw = saved
    cfmakeraw(&raw)
    guard tcsetattr(terminal, TCSAFLUSH, &raw) == 0 else { return nil }
    defer { tcsetattr(terminal, TCSAFLUSH, &saved) }
    send("\r\(text)\u{1B}[6n", to: terminal)
    let answer = answer(from: terminal)
    send("\r\u{1B}[K", to: terminal)
    return answer.flatMap(column).map { $0 - 1 }
  }

  private static func send(_ text: String, to terminal: Int32) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
  }

  /// What comes back within three tenths of a second, up to its final `R`.
  private static func answer(from terminal: Int32) -> [UInt8]? {
    var bytes: [UInt8] = []
    for _ in 0..<64 {
      var waiting = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 300) > 0 else { return nil }
      var byte: UInt8 = 0
      guard read(terminal, &byte, 1) == 1 else { return nil }
      bytes.append(byte)
      if byte == UInt8(ascii: "R") { return bytes }
    }
    return nil
  }

  /// The column in `ESC [ row ; column R`.
  static func column(in answer: [UInt8]) -> Int? {
    let text = String(decoding: answer, as: UTF8.self)
    guard text.hasSuffix("R"), let start = text.lastIndex(of: ";") else { return nil }
    return Int(text[text.index(after: start)...].dropLast())
  }
}
