/// What stands for a glyph where only ASCII can be shown and nothing but a letter has room.
enum ASCIIFallback {
  /// One ASCII character for any glyph: shape first, then the letter without its accent, then `?`.
  static func of(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if let known = known(scalar) { return known }
    let base = String(scalar).decomposedBase
    return base.value < 0x7F ? base : "?"
  }

  /// The stand-in of a sign or a frame; nil for a letter.
  static func known(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    if scalar.value < 0x7F { return scalar }
    if let known = table[scalar] { return known }
    switch scalar.value {
    case 0x2500...0x257F: return "+"
    case 0x2580...0x259F: return "#"
    case 0x25A0...0x25FF: return "o"
    case 0x2190...0x21FF: return ">"
    case 0x2070, 0x2074...0x2079: return Unicode.Scalar(scalar.value - 0x2070 + 0x30)
    case 0x2080...0x2089: return Unicode.Scalar(scalar.value - 0x2080 + 0x30)
    case 0x2800: return " "
    case 0x2801...0x28FF: return "*"
    // Full-width forms of ASCII.
    case 0xFF01...0xFF5E: return Unicode.Scalar(scalar.value - 0xFF01 + 0x21)
    default: return nil
    }
  }

  private static let table: [Unicode.Scalar: Unicode.Scalar] = [
    "─": "-", "━": "-", "│": "|", "┃": "|", "┄": ".", "┅": "-", "┆": "|", "┊": ":", "╌": "-", "╎": "|", "═": "=",
    "║": "|", "•": "*", "●": "*", "◐": "o", "○": ".", "△": "!", "▲": "^", "▼": "v", "▾": "v", "▴": "^", "▸": ">",
    "◂": "<", "◆": "*", "◇": "o", "■": "#", "□": ".", "✓": "+", "✔": "+", "✗": "x", "×": "x", "⊗": "X", "·": ".",
    "…": "~",
    "←": "<", "→": ">", "↑": "^", "↓": "v", "↔": "-", "↕": "|", "⏎": "<", "⇧": "^", "›": ">", "‹": "<", "–": "-",
    "—": "-", "−": "-", "“": "\"", "”": "\"", "‘": "'", "’": "'", "±": "~", "≥": ">", "≤": "<", "≠": "!", "≈": "~",
    "µ": "u", "μ": "u", "°": "o", "²": "2", "³": "3", "½": "h", "†": "+", "░": ".", "▒": ":", "▓": "%", "█": "#",
    "▦": "#", "▁": "_", "▂": "_", "▃": ".", "▄": "-", "▅": "-", "▆": "=", "▇": "#", "▏": "|", "▎": "|", "▍": "|",
    "▌": "|",
    "▋": "#", "▊": "#", "▉": "#", "▐": "|", "▕": "|", "ß": "s", "æ": "a", "ø": "o", "Δ": "D", "κ": "k", "σ": "s",
    "ρ": "r", "λ": "l", "α": "a", "χ": "x", "τ": "t", "β": "b", "γ": "g", "δ": "d", "ε": "e", "θ": "h", "ν": "v",
    "π": "p",
    "φ": "f", "ω": "w", "Σ": "S", "∑": "S", "∫": "S", "√": "v", "∞": "o", "′": "'", "″": "\"", "∘": "o", "¹": "1",
    "⁻": "-",
    "⁺": "+", "ⁿ": "n", "₋": "-", "₊": "+", "₍": "(", "₎": ")", "ᵢ": "i", "ⱼ": "j", "ₖ": "k", "ₛ": "s", "ᵥ": "v",
    "ₓ": "x",
    "ₙ": "n", "﹥": ">", "œ": "o", "đ": "d", "ħ": "h", "ı": "i", "∈": "e", "⌊": "[", "⌋": "]", "⌈": "[", "⌉": "]",
    "¼": "q",
    "§": "s", "¿": "?", "¡": "!", "«": "<", "»": ">", "‰": "%", "∂": "d", "∇": "V", "∙": ".", "⋅": ".", "÷": "/",
    "◻": ".", "▣": "#", "▔": "-", "┏": "+", "┓": "+", "┗": "+",
    "┛": "+",
  ]
}

extension String {
  /// The first scalar of the canonical decomposition.
  fileprivate var decomposedBase: Unicode.Scalar {
    guard let first = unicodeScalars.first else { return "?" }
    // The composed Latin letters Radish meets lie in these blocks, in alphabetical order of their bases.
    let latin: [(ClosedRange<UInt32>, Unicode.Scalar)] = [
      (0xC0...0xC5, "A"), (0xC7...0xC7, "C"), (0xC8...0xCB, "E"), (0xCC...0xCF, "I"), (0xD1...0xD1, "N"),
      (0xD2...0xD6, "O"), (0xD9...0xDC, "U"), (0xDD...0xDD, "Y"), (0xE0...0xE5, "a"), (0xE7...0xE7, "c"),
      (0xE8...0xEB, "e"), (0xEC...0xEF, "i"), (0xF1...0xF1, "n"), (0xF2...0xF6, "o"), (0xF9...0xFC, "u"),
      (0xFD...0xFD, "y"), (0xFF...0xFF, "y"), (0x100...0x105, "a"), (0x106...0x10D, "c"), (0x10E...0x111, "d"),
      (0x112...0x11B, "e"), (0x11C...0x123, "g"), (0x128...0x131, "i"), (0x139...0x142, "l"), (0x143...0x148, "n"),
      (0x14C...0x151, "o"), (0x154...0x159, "r"), (0x15A...0x161, "s"), (0x162...0x167, "t"), (0x168...0x173, "u"),
      (0x179...0x17E, "z"),
    ]
    return latin.first { $0.0.contains(first.value) }?.1 ?? first
  }
}
