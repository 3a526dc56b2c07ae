/// The drawing characters and signs of Radish's own words in ASCII, for terminals that have nothing else.
///
/// Letters of names are left as they are: they come from the reader's files.
enum ASCII {
  static func text(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
    var plain = ""
    for scalar in text.unicodeScalars {
      if scalar.isASCII { plain.unicodeScalars.append(scalar) } else { plain += signs[scalar] ?? String(scalar) }
    }
    return plain
  }

  private static let signs: [Unicode.Scalar: String] = [
    "─": "-", "━": "-", "│": "|", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "┬": "+", "┴": "+",
    "┼": "+", "–": "-", "—": "-", "−": "-", "…": ".", "·": ".", "•": "*", "△": "!", "●": "*", "○": "o", "◐": "o",
    "×": "x", "≤": "<=", "≥": ">=", "≠": "!=", "±": "+/-", "→": "->", "←": "<-", "∞": "inf", "²": "^2", "³": "^3",
    "χ": "chi", "Δ": "delta", "α": "alpha", "β": "beta", "λ": "lambda", "κ": "kappa", "σ": "sigma", "µ": "u",
    "μ": "u", "Σ": "sum", "√": "sqrt", "≈": "~", "“": "\"", "”": "\"", "‘": "'", "’": "'", "▸": ">", "›": ">",
    "✓": "ok", "✗": "x", "½": "1/2", "†": "+", "°": " deg",
  ]
}
