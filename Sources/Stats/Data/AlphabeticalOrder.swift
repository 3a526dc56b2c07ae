/// The order of names that a person expects and R's `factor` gives its levels in a language such as English: signs before
/// digits, digits before letters, letters without regard to case; of names that differ in case alone the lower one first.
///
/// `<=20, >50, 20-50, a b, ab, aB, Ab, b`. Digits are signs like any other (`10` before `9`). Letters beyond a to z follow
/// z in the order of their code points; R, which knows languages, sorts é beside e.
public struct AlphabeticalOrder {
  /// The names in order.
  public static func sorted(_ names: some Sequence<String>) -> [String] {
    names.map { (name: $0, key: key($0)) }
      .sorted { a, b in a.key == b.key ? a.name > b.name : a.key.lexicographicallyPrecedes(b.key) }
      .map(\.name)
  }

  /// The signs of ASCII from the lightest to the heaviest (Unicode's default collation).
  private static let signs = Array(" _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~".unicodeScalars)

  private static func key(_ name: String) -> [UInt32] {
    name.lowercased().unicodeScalars.map { scalar in
      if let place = signs.firstIndex(of: scalar) { return UInt32(place) }
      let isLetterOrDigit = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      // Other signs come between those of ASCII and the digits; a code point has 21 bits.
      return scalar.value + (isLetterOrDigit ? 1 << 22 : 1 << 8)
    }
  }
}
