internal import Foundation

/// The order of names that a person expects and R's `factor` gives its levels in a language such as English: signs before
/// digits, digits before letters, letters without regard to case; a letter with an accent stands beside the one without.
/// Of names that differ in accents alone those without come first, of names that differ in case alone the lower one.
///
/// `<=20, >50, 20-50, a b, ab, aB, Ab, b, e, é, f, z`. Digits are signs like any other (`10` before `9`). Letters that have
/// no Latin one under them, such as Chinese ones, follow z in the order of their code points.
public struct AlphabeticalOrder {
  /// The names in order.
  public static func sorted(_ names: some Sequence<String>) -> [String] {
    names.map { (name: $0, key: Key($0)) }.sorted { a, b in
      if a.key.letters != b.key.letters { return a.key.letters.lexicographicallyPrecedes(b.key.letters) }
      if a.key.accents != b.key.accents { return a.key.accents.lexicographicallyPrecedes(b.key.accents) }
      // Equal but for their case, lower letters first; the code points of lower letters are the higher ones.
      return a.name == b.name ? false : a.name > b.name
    }.map(\.name)
  }

  /// The signs of ASCII from the lightest to the heaviest (Unicode's default collation).
  private static let signs = Array(" _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~".unicodeScalars)

  /// Letters that are written as one, or with a stroke that Unicode does not take apart.
  private static let spelled: [Unicode.Scalar: String] = [
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i",
  ]

  /// What names are compared by: first their letters, then what stands on them.
  private struct Key {
    var letters: [UInt32] = []
    /// For each letter 0 and the marks on it.
    var accents: [UInt32] = []

    init(_ name: String) {
      for scalar in name.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
        if scalar.properties.generalCategory == .nonspacingMark {
          accents.append(scalar.value)
        } else if let letters = AlphabeticalOrder.spelled[scalar] {
          for (place, letter) in letters.unicodeScalars.enumerated() {
            add(letter)
            if place == 0 { accents.append(scalar.value) }
          }
        } else {
          add(scalar)
        }
      }
    }

    private mutating func add(_ scalar: Unicode.Scalar) {
      letters.append(Self.weight(scalar))
      accents.append(0)
    }

    private static func weight(_ scalar: Unicode.Scalar) -> UInt32 {
      if let place = AlphabeticalOrder.signs.firstIndex(of: scalar) { return UInt32(place) }
      let isLetterOrDigit = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      // Other signs come between those of ASCII and the digits; a code point has 21 bits.
      return scalar.value + (isLetterOrDigit ? 1 << 22 : 1 << 8)
    }
  }
}
