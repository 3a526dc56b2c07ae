import Foundation
import TUI

/// Standard output and what is at its other end.
enum Terminal {
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Columns and rows of the terminal behind a descriptor; nil when there is none.
  static func size(_ descriptor: Int32) -> (columns: Int, rows: Int)? {
    var window = winsize()
    guard isTerminal(descriptor), ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0,
      window.ws_row > 0
    else { return nil }
    return (max(20, Int(window.ws_col)), max(8, Int(window.ws_row)))
  }

  /// Height of a cell over its width, where the terminal tells its size in pixels.
  static func cellAspect(_ descriptor: Int32) -> Double? {
    var window = winsize()
    guard isTerminal(descriptor), ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_xpixel > 0,
      window.ws_ypixel > 0, window.ws_col > 0, window.ws_row > 0
    else { return nil }
    let aspect =
      Double(window.ws_ypixel) / Double(window.ws_row) / (Double(window.ws_xpixel) / Double(window.ws_col))
    return (0.5...5).contains(aspect) ? aspect : nil
  }

  /// Colours that may be used on standard output: none where it is no terminal, or with `NO_COLOR`.
  static var colourDepth: Look.ColorDepth { isTerminal(STDOUT_FILENO) ? namedColourDepth : .mono }

  /// Colours of the terminal that the environment names, whether standard output goes there or not.
  static var namedColourDepth: Look.ColorDepth {
    let environment = ProcessInfo.processInfo.environment
    if environment["NO_COLOR"].map({ !$0.isEmpty }) ?? false { return .mono }
    guard let name = environment["TERM"], name != "dumb", !name.hasPrefix("vt") else { return .mono }
    if ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "") || name.hasSuffix("-direct") {
      return .truecolor
    }
    return name.contains("256") ? .indexed256 : .sixteen
  }

  /// Whether the locale allows only ASCII: it is named `C` or `POSIX`, or no locale is named and a terminal listens.
  static var codesetIsASCII: Bool {
    let environment = ProcessInfo.processInfo.environment
    let name = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    guard let name else { return isTerminal(STDOUT_FILENO) }
    let lowered = name.lowercased()
    return !(lowered.contains("utf-8") || lowered.contains("utf8"))
  }

  /// Text as it may reach a terminal: line breaks stay, every other control becomes visible.
  static func harmless(_ text: String) -> String { DisplayWidth.harmless(text, keepsLines: true) }

  /// Writes all of a text to standard output. A reader that went away ends the program, as the shell expects.
  static func write(_ text: String) { write(text, to: STDOUT_FILENO) }

  static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var rest = bytes[...]
      while let start = UnsafeBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
        let count = Foundation.write(descriptor, start, rest.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
      }
    }
  }
}
