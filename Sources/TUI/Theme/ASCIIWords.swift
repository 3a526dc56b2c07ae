/// Text in words where only ASCII can be shown.
///
/// A sign that one letter cannot stand for becomes the word that is said for it, so that `≥` is not read as `>` and a formula
/// stays one:
///
///     clinical ≥ 0.030      clinical >= 0.030
///     1.13 ± 0.05, ln λ     1.13 +/- 0.05, ln lambda
///     Σᵢⱼ pᵢⱼ log₂ pᵢⱼ      sum_ij p_ij log_2 p_ij
///     3.1 × 10⁻³ mm²        3.1 × 10^-3 mm2
///
/// A text may become wider, so it is put into words before it is laid out. What is left, such as `×` and frames, has a letter
/// of its width (``ASCIIFallback``).
public enum ASCIIWords {
  /// - Parameter isWhole: the text is a sentence that nothing was cut from, so that its `…` are its own and become `...`.
  public static func of(_ text: String, isWhole: Bool = false) -> String {
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
    var words = Writer()
    for scalar in text.unicodeScalars {
      if isWhole, scalar == "…" { words.add("...") } else { words.add(scalar) }
    }
    return words.text
  }

  /// A text that is laid out already in ASCII, but for the letters of names, which come from the reader's files.
  public static func finished(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      plain.append(scalar.properties.isAlphabetic ? scalar : ASCIIFallback.known(scalar) ?? scalar)
    }
    return String(plain)
  }

  /// Puts signs into words, one after the other: what stands before decides about blanks, `^` and `_`.
  private struct Writer {
    enum Place { case line, above, below }
    var text = ""
    private var place = Place.line
    /// What was written last is a word that a letter must not touch.
    private var endsWithWord = false

    mutating func add(_ string: String) {
      place = .line
      endsWithWord = false
      text += string
    }

    mutating func add(_ scalar: Unicode.Scalar) {
      if let letter = ASCIIWords.above[scalar] { return add(letter, at: .above, "^") }
      if let letter = ASCIIWords.below[scalar] { return add(letter, at: .below, "_") }
      place = .line
      if let word = ASCIIWords.names[scalar] {
        if text.unicodeScalars.last?.properties.isAlphabetic == true || text.last?.isNumber == true { text += " " }
        text += word
        endsWithWord = true
        return
      }
      if endsWithWord, scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) { text += " " }
      endsWithWord = false
      if let sign = ASCIIWords.signs[scalar] { text += sign } else { text.unicodeScalars.append(scalar) }
    }

    private mutating func add(_ letter: String, at new: Place, _ mark: String) {
      // Of units, as in mm², the number says enough.
      let isUnit = new == .above && text.last == "m" && (letter == "2" || letter == "3")
      if place != new, !isUnit { text += mark }
      text += letter
      place = new
      endsWithWord = false
    }
  }

  private static let signs: [Unicode.Scalar: String] = [
    "≥": ">=", "≤": "<=", "±": "+/-", "→": "->", "←": "<-", "≠": "!=", "°": " deg", "√": "sqrt", "≈": "~", "﹥": ">",
  ]

  private static let names: [Unicode.Scalar: String] = [
    "α": "alpha", "β": "beta", "γ": "gamma", "Δ": "delta", "δ": "delta", "ε": "epsilon", "θ": "theta", "κ": "kappa",
    "λ": "lambda", "μ": "mu", "ν": "nu", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "χ": "chi",
    "ω": "omega", "Σ": "sum", "∑": "sum", "∫": "integral", "∞": "inf", "½": "1/2",
  ]

  private static let above: [Unicode.Scalar: String] = [
    "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9", "⁻": "-",
    "⁺": "+", "ⁿ": "n",
  ]

  private static let below: [Unicode.Scalar: String] = [
    "₀": "0", "₁": "1", "₂": "2", "₃": "3", "₄": "4", "₅": "5", "₆": "6", "₇": "7", "₈": "8", "₉": "9", "₋": "-",
    "₊": "+", "₍": "(", "₎": ")", "ᵢ": "i", "ⱼ": "j", "ₖ": "k", "ₛ": "s", "ᵥ": "v", "ₓ": "x", "ₙ": "n",
  ]
}
