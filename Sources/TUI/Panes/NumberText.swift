internal import Foundation

/// Numbers as a reader wants them.
enum NumberText {
  /// At most four significant digits, no needless zeros: `55`, `12.4`, `0.003`, `1.2e-05`.
  static func short(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : value > 0 ? "∞" : "−∞" }
    if value == value.rounded(), abs(value) < 1e6 { return String(Int(value)) }
    let size = abs(value)
    if size >= 1e6 || size < 1e-3 { return String(format: "%.2e", value) }
    let decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 1 : size >= 1 ? 2 : 3
    return fixed(value, decimals)
  }

  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return short(value) }
    return String(format: "%.\(decimals)f", value)
  }

  /// `0.041`, `<0.001`, `0.34`: three decimals below 0.1, else two.
  static func p(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "–" }
    if value < 0.001 { return "<0.001" }
    return value < 0.1 ? fixed(value, 3) : fixed(value, 2)
  }

  /// `0.81 (0.68–0.94)`.
  static func interval(_ value: Double, _ low: Double?, _ high: Double?, decimals: Int = 2) -> String {
    let centre = fixed(value, decimals)
    guard let low, let high, low.isFinite, high.isFinite else { return centre }
    return "\(centre) (\(fixed(low, decimals))–\(fixed(high, decimals)))"
  }

  /// `6 s`, `2 min 5 s`, `1 h 12 min`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e7 else { return "–" }
    let whole = Int(max(0, seconds).rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
