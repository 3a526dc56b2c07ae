internal import Foundation

/// Numbers as plots and read-outs write them: with a point, never in the user's locale, a missing one as `–`.
public enum PlotNumber {
  /// A number with a fixed count of decimals (0…12); `-0` loses its sign, infinities are `∞`.
  public static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard !value.isNaN else { return "–" }
    guard value.isFinite else { return value < 0 ? "-∞" : "∞" }
    let decimals = min(max(decimals, 0), 12)
    guard abs(value) < 1e15 else { return "\(value)" }
    let text = String(format: "%.\(decimals)f", value)
    return text.allSatisfy({ $0 == "0" || $0 == "." || $0 == "-" }) && text.first == "-"
      ? String(text.dropFirst()) : text
  }

  /// A number with about `digits` significant digits and no trailing zeros.
  public static func short(_ value: Double, digits: Int = 4) -> String {
    guard value.isFinite, value != 0 else { return fixed(value, 0) }
    let exponent = Int(log10(abs(value)).rounded(.down))
    if exponent >= 7 || exponent < -5 { return String(format: "%.\(max(0, digits - 1))g", value) }
    return trimmed(fixed(value, max(0, digits - 1 - exponent)))
  }

  /// A p value as journals print it: `p<0.001`, `p 0.012`, `p 0.34`.
  public static func pValue(_ p: Double) -> String {
    guard p.isFinite else { return "p –" }
    if p < 0.001 { return "p<0.001" }
    return "p \(fixed(p, p < 0.1 ? 3 : 2))"
  }

  /// An estimate with its interval: `0.83 (0.71–0.95)`.
  public static func interval(_ value: Double, _ low: Double, _ high: Double, decimals: Int = 2) -> String {
    "\(fixed(value, decimals)) (\(fixed(low, decimals))–\(fixed(high, decimals)))"
  }

  static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = Substring(text)
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return String(text)
  }
}
