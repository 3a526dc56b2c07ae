import Glibc

/// Numbers as text.
enum Figures {
  /// The shortest text that reads back as the same Double: `0.1`, `59`, `1e-05`.
  static func shortest(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A fixed number of decimals, rounded as C does.
  static func decimals(_ value: Double, _ digits: Int) -> String { c("%.*f", digits, value) }

  /// A number of significant digits; very large and very small values in powers of ten.
  static func significant(_ value: Double, _ digits: Int) -> String { c("%.*g", digits, value) }

  /// A p value as journals print it: three decimals, two significant digits between 0.001 and 0.01, `<0.001` below.
  static func p(_ value: Double) -> String {
    if value < 0.001 { return "<0.001" }
    return decimals(value, value < 0.01 ? 4 : 3)
  }

  /// A share as a percentage with one decimal.
  static func percent(_ share: Double) -> String { decimals(share * 100, 1) + "%" }

  /// An estimate with its limits in two decimals: `0.86 (0.42–1.00)`; without limits the estimate alone.
  static func interval(_ value: Double?, _ low: Double?, _ high: Double?) -> String {
    guard let value else { return "–" }
    guard let low, let high else { return decimals(value, 2) }
    return "\(decimals(value, 2)) (\(decimals(low, 2))–\(decimals(high, 2)))"
  }

  /// eˣ.
  static func exponential(_ x: Double) -> Double { exp(x) }

  private static func c(_ format: String, _ digits: Int, _ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : value < 0 ? "-∞" : "∞" }
    // A Double has at most 309 digits before the point.
    var buffer = [CChar](repeating: 0, count: 400)
    let count = withVaList([Int32(clamping: digits), value]) { vsnprintf(&buffer, buffer.count, format, $0) }
    guard count > 0 else { return shortest(value) }
    return String(
      decoding: buffer.prefix(min(Int(count), buffer.count - 1)).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
