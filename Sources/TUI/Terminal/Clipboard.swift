/// Where a text went that was to be copied.
public enum CopyOutcome: Equatable, Sendable {
  /// To the terminal, which puts it on the clipboard.
  case clipboard
  /// Into the paste buffer of tmux, and from there to the clipboard as far as tmux is let.
  case tmuxBuffer
  /// Nowhere: the terminal has no such thing.
  case refused
  /// Nowhere: tmux takes no text from programs and could not be asked.
  case refusedByTmux
  /// Nowhere: terminals do not take so long a text.
  case tooLong
}

/// The sequence that puts text on the clipboard of the terminal's machine (OSC 52), also over SSH.
enum Clipboard {
  /// `ESC ] 52 ; c ; base64 BEL`, and once more wrapped for tmux.
  static func sequence(for text: String, isInsideTmux: Bool) -> String {
    let plain = "\u{1B}]52;c;\(base64(Array(text.utf8)))\u{7}"
    guard isInsideTmux else { return plain }
    // tmux takes the plain form where set-clipboard is on, and passes the wrapped one where allow-passthrough is.
    let doubled = plain.split(separator: "\u{1B}", omittingEmptySubsequences: false).joined(separator: "\u{1B}\u{1B}")
    return plain + "\u{1B}Ptmux;" + doubled + "\u{1B}\\"
  }

  /// Base64 by RFC 4648 with padding.
  static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let first = Int(bytes[index])
      let second = index + 1 < bytes.count ? Int(bytes[index + 1]) : 0
      let third = index + 2 < bytes.count ? Int(bytes[index + 2]) : 0
      let group = first << 16 | second << 8 | third
      out.append(alphabet[group >> 18])
      out.append(alphabet[group >> 12 & 63])
      out.append(index + 1 < bytes.count ? alphabet[group >> 6 & 63] : UInt8(ascii: "="))
      out.append(index + 2 < bytes.count ? alphabet[group & 63] : UInt8(ascii: "="))
      index += 3
    }
    return String(decoding: out, as: UTF8.self)
  }
}
