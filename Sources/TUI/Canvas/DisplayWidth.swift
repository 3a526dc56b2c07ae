/// How many columns text takes on a terminal, and which of its characters may reach one.
///
/// Widths follow Unicode's East Asian Width (wide and full-width count 2, ambiguous 1), combining marks 0; the
/// same as glibc's `wcwidth` for every glyph Radish draws. Pure, so that layout does not depend on a locale.
public enum DisplayWidth {
  /// Columns of one printable character: 0, 1 or 2.
  public static func of(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return 1 }
    if value >= 0x1100 && isWide(value) { return 2 }
    if value >= 0x2500 && value < 0x2900 { return 1 }
    return isCombining(scalar) ? 0 : 1
  }

  /// Columns of a text as `Canvas` draws it.
  public static func of(_ text: String) -> Int {
    var columns = 0
    for scalar in text.unicodeScalars {
      if let shown = harmless(scalar) { columns += of(shown) }
    }
    return columns
  }

  /// Text from outside as it may be shown: nothing in it drives a terminal. Line breaks become blanks, or stay.
  public static func harmless(_ text: String, keepsLines: Bool = false) -> String {
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if keepsLines, scalar == "\n" {
        shown.append(scalar)
      } else if let scalar = harmless(scalar) {
        shown.append(scalar)
      }
    }
    return String(shown)
  }

  /// The character as it may be shown: itself, a picture of a control character, or nothing.
  ///
  /// Text from files can carry escape sequences, direction overrides and line breaks. None of them reaches the
  /// terminal: controls become their Unicode picture (`ESC` → `␛`), breaks and tabs a space, invisible format
  /// characters vanish.
  public static func harmless(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    let value = scalar.value
    if value >= 0x20 && value < 0x7F { return scalar }
    if value == 0x09 || value == 0x0A || value == 0x0D { return " " }
    if value < 0x20 { return Unicode.Scalar(0x2400 + value) }
    if value == 0x7F { return "␡" }
    if value < 0xA0 { return "·" }
    if value == 0xAD { return nil }
    if value < 0x300 { return scalar }
    if value >= 0x2500 && value < 0x2900 { return scalar }
    if value >= 0x4E00 && value < 0xA000 { return scalar }
    // Selectors of a glyph's variant: some terminals widen the letter before them, others do not.
    if (value >= 0xFE00 && value < 0xFE10) || (value >= 0xE0100 && value < 0xE01F0) { return nil }
    switch scalar.properties.generalCategory {
    case .format, .unassigned, .surrogate: return nil
    case .lineSeparator, .paragraphSeparator, .spaceSeparator: return " "
    case .control, .privateUse: return "·"
    default: return scalar
    }
  }

  /// The longest beginning of a text that fits, with an ellipsis where something was cut off.
  ///
  /// `clipped("陈小红 patient", to: 6)` is `陈小…`: a wide glyph is never halved.
  public static func clipped(_ text: String, to columns: Int, ellipsis: String = "…") -> String {
    guard columns > 0 else { return "" }
    if of(text) <= columns { return text }
    let room = columns - of(ellipsis)
    guard room >= 0 else { return "" }
    var taken = String.UnicodeScalarView()
    var used = 0
    for scalar in text.unicodeScalars {
      guard let shown = harmless(scalar) else { continue }
      let width = of(shown)
      if used + width > room { break }
      taken.append(shown)
      used += width
    }
    return String(taken) + ellipsis
  }

  /// The longest end of a text that fits, with an ellipsis where its beginning was cut off: of a path the end says most.
  public static func clippedAtStart(_ text: String, to columns: Int) -> String {
    guard columns > 0 else { return "" }
    if of(text) <= columns { return text }
    var taken: [Unicode.Scalar] = []
    var used = 1
    for scalar in text.unicodeScalars.reversed() {
      guard let shown = harmless(scalar) else { continue }
      let width = of(shown)
      if used + width > columns { break }
      taken.append(shown)
      used += width
    }
    return "…" + String(String.UnicodeScalarView(taken.reversed()))
  }

  /// Beginning and end of a text, with an ellipsis for what lies between: of the parts that fit, `tail` of ten are the end.
  static func clippedInMiddle(_ text: String, to columns: Int, tail: Int = 5) -> String {
    guard columns > 2, of(text) > columns else { return clipped(text, to: columns) }
    let end = clippedAtStart(text, to: max(2, columns * min(max(tail, 1), 9) / 10)).dropFirst()
    return clipped(text, to: columns - of(String(end))) + end
  }

  /// Names of at most so many columns. They lose their end; those that would become alike lose their middle, or their beginning
  /// where that is what they share.
  ///
  /// In seven columns `original_glcm_Idm` and `original_glcm_Id` are `orig…dm` and `orig…Id`; `a_long_first_value` and
  /// `a_long_other_value`, alike at both ends, are `…first…` and `…other…`.
  public static func toldApart(_ names: [String], to columns: Int) -> [String] {
    var short = names.map { clipped($0, to: columns) }
    /// The places of names that are another one's in so few columns.
    func alike() -> [Int] {
      let groups = Dictionary(grouping: names.indices) { short[$0] }
      return groups.values.filter { places in Set(places.map { names[$0] }).count > 1 }.flatMap(\.self)
    }
    for tail in [5, 7, 9] {
      for place in alike() { short[place] = clippedInMiddle(names[place], to: columns, tail: tail) }
    }
    // Alike at both ends: what they have in common at the beginning goes, then the middle of what is left.
    for tail in [0, 5, 7, 0, 9] {
      let groups = Dictionary(grouping: alike()) { short[$0] }
      for places in groups.values {
        let own = places.map { names[$0] }
        let shared = own.reduce(own.map(\.count).min() ?? 0) { count, name in
          min(count, zip(name, own[0]).prefix { $0 == $1 }.count)
        }
        for place in places {
          let rest = "…" + names[place].dropFirst(shared)
          short[place] = tail == 0 ? clipped(rest, to: columns) : clippedInMiddle(rest, to: columns, tail: tail)
        }
      }
    }
    // Nothing tells them apart in so few columns but their number.
    for place in alike().sorted() {
      let number = "\(place + 1)"
      guard number.count + 2 <= columns else { continue }
      short[place] = clipped(names[place], to: columns - number.count - 1, ellipsis: "") + "…" + number
    }
    return short
  }

  /// The text without its first columns; a wide glyph that is cut in two becomes a blank.
  static func dropping(_ columns: Int, from text: String) -> String {
    var used = 0
    var rest = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      guard let shown = harmless(scalar) else { continue }
      let width = of(shown)
      if used >= columns, width > 0 || !rest.isEmpty {
        rest.append(shown)
      } else if used + width > columns {
        rest.append(" ")
      }
      used += width
    }
    return String(rest)
  }

  /// The text cut or filled with spaces to exactly this many columns.
  public static func fitted(_ text: String, to columns: Int, trailing: Bool = false) -> String {
    let clipped = clipped(text, to: columns)
    let gap = String(repeating: " ", count: max(0, columns - of(clipped)))
    return trailing ? gap + clipped : clipped + gap
  }

  static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
    // Vowels and finals of Hangul stand in the cell of their initial.
    if scalar.value >= 0x1160 && scalar.value <= 0x11FF { return true }
    if scalar.value >= 0xD7B0 && scalar.value <= 0xD7FF { return true }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return true
    default: return false
    }
  }

  private static func isWide(_ value: UInt32) -> Bool {
    if value >= 0x2500 && value < 0x25FD { return false }
    if value >= 0x4E00 && value < 0xA4D0 { return true }
    var low = 0
    var high = wide.count
    while low < high {
      let middle = (low + high) / 2
      if wide[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < wide.count && wide[low].contains(value)
  }

  /// Ranges of East Asian Width W and F (Unicode 15), ascending.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0, 0x23F3...0x23F3,
    0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F, 0x2693...0x2693, 0x26A1...0x26A1,
    0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA,
    0x26F2...0x26F3, 0x26F5...0x26F5, 0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B,
    0x2728...0x2728, 0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
    0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55, 0x2E80...0x303E,
    0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x1AFF0...0x1B2FB,
    0x1F004...0x1F004, 0x1F0CF...0x1F0CF, 0x1F18E...0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F320,
    0x1F32D...0x1F335, 0x1F337...0x1F37C, 0x1F37E...0x1F393, 0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3,
    0x1F3E0...0x1F3F0, 0x1F3F4...0x1F3F4, 0x1F3F8...0x1F43E, 0x1F440...0x1F440, 0x1F442...0x1F4FC,
    0x1F4FF...0x1F53D, 0x1F54B...0x1F54E, 0x1F550...0x1F567, 0x1F57A...0x1F57A, 0x1F595...0x1F596,
    0x1F5A4...0x1F5A4, 0x1F5FB...0x1F64F, 0x1F680...0x1F6C5, 0x1F6CC...0x1F6CC, 0x1F6D0...0x1F6D2,
    0x1F6D5...0x1F6D7, 0x1F6DC...0x1F6DF, 0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7EB,
    0x1F7F0...0x1F7F0, 0x1F90C...0x1F93A, 0x1F93C...0x1F945, 0x1F947...0x1F9FF, 0x1FA70...0x1FAFF,
    0x20000...0x2FFFD, 0x30000...0x3FFFD,
  ]
}
