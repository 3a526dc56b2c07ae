internal import Foundation

/// Numbers as a reader wants them, in tables, plots and sentences: with a point, never in the user's locale, a missing one as `–`.
public enum NumberText {
  /// At most four significant digits: `55`, `12.4`, `0.003`, `1.20e-05`.
  static func short(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e6 { return fixed(value, 0) }
    guard value.isFinite else { return fixed(value, 0) }
    let size = abs(value)
    if size >= 1e6 || size < 1e-3 { return String(format: "%.2e", value) }
    return fixed(value, size >= 1000 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3)
  }

  /// A number with about `digits` significant digits and no trailing zeros: `0.205`, `1235`, `1.5e+09`.
  public static func significant(_ value: Double, digits: Int = 4) -> String {
    guard value.isFinite, value != 0 else { return fixed(value, 0) }
    let exponent = Int(log10(abs(value)).rounded(.down))
    if exponent >= 7 || exponent < -5 { return String(format: "%.\(max(0, digits - 1))g", value) }
    return trimmed(fixed(value, max(0, digits - 1 - exponent)))
  }

  /// A number with a fixed count of decimals (0…12); `-0` loses its sign, infinities are `∞`.
  public static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard !value.isNaN else { return "–" }
    guard value.isFinite else { return value < 0 ? "-∞" : "∞" }
    guard abs(value) < 1e15 else { return "\(value)" }
    let text = String(format: "%.\(min(max(decimals, 0), 12))f", value)
    return text.first == "-" && text.allSatisfy({ $0 == "0" || $0 == "." || $0 == "-" })
      ? String(text.dropFirst()) : text
  }

  /// A number rounded to a count of decimals, without those that are zero: `7.5`, `13`.
  static func rounded(_ value: Double, _ decimals: Int) -> String { trimmed(fixed(value, decimals)) }

  /// A volume: `13.5 ml`; of the smallest regions two digits, `0.042 ml`, for they have a volume too.
  static func millilitres(_ value: Double, decimals: Int = 1) -> String {
    (value.magnitude < 1 ? significant(value, digits: decimals + 1) : rounded(value, decimals)) + " ml"
  }

  /// A p value in a column that says so: `0.041`, `<0.001`, `0.34`: three decimals below 0.1, else two.
  static func p(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "–" }
    if value < 0.001 { return "<0.001" }
    return fixed(value, value < 0.1 ? 3 : 2)
  }

  /// A p value in a sentence, as journals print it: `p<0.001`, `p 0.012`, `p 0.34`.
  public static func pValue(_ value: Double) -> String {
    let text = p(value)
    return text.hasPrefix("<") ? "p" + text : "p " + text
  }

  /// An estimate with its interval: `0.81 (0.68–0.94)`; without limits the estimate alone.
  public static func interval(_ value: Double, _ low: Double?, _ high: Double?, decimals: Int = 2) -> String {
    let centre = fixed(value, decimals)
    guard let low, let high, low.isFinite, high.isFinite else { return centre }
    // A dash before a minus would be read as one sign.
    let end = fixed(high, decimals)
    return "\(centre) (\(fixed(low, decimals))\(end.hasPrefix("-") || end.hasPrefix("−") ? " to " : "–")\(end))"
  }

  /// A median of survival with its limits: `21.5 (7.4–NR)`, NR for what is not reached.
  public static func median(_ value: Double?, _ low: Double?, _ high: Double?) -> String {
    func text(_ time: Double?) -> String { time.flatMap { $0.isFinite ? significant($0, digits: 3) : nil } ?? "NR" }
    return "\(text(value)) (\(text(low))–\(text(high)))"
  }

  /// `6 s`, `2 min 5 s`, `1 h 12 min`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e7 else { return "–" }
    let whole = Int(max(0, seconds).rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  /// Without the zeros at the end of decimals.
  static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = Substring(text)
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return String(text)
  }
}
