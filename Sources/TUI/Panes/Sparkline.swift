/// A row of small bars, `▁▂▅▇▆▃▁`, each one column.
public enum Sparkline {
  private static let levels = Array("▁▂▃▄▅▆▇█")

  /// Bars scaled to the largest value. A value above 0 is never invisible; 0 is a blank.
  public static func text(_ values: [Int]) -> String {
    let largest = values.max() ?? 0
    guard largest > 0 else { return String(repeating: " ", count: values.count) }
    return String(
      values.map { value in
        value <= 0 ? " " : levels[min(7, (value * 8 - 1) / largest)]
      })
  }

  /// Counts of finite values in `bins` equal parts of their range; all in the first bin when they are equal.
  public static func histogram(_ values: [Double], bins: Int) -> [Int] {
    guard bins > 0 else { return [] }
    var low = Double.infinity
    var high = -Double.infinity
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    var counts = [Int](repeating: 0, count: bins)
    let scale = high > low ? Double(bins) / (high - low) : 0
    for value in values where value.isFinite {
      counts[min(bins - 1, max(0, Int((value - low) * scale)))] += 1
    }
    return counts
  }
}

/// A bar that fills from the left in eighths of a column: `█████▌····`.
public enum ProgressBar {
  private static let eighths = Array(" ▏▎▍▌▋▊▉")

  public static func text(_ fraction: Double, columns: Int) -> String {
    guard columns > 0 else { return "" }
    let fraction = fraction.isFinite ? min(1, max(0, fraction)) : 0
    let steps = Int((fraction * Double(columns * 8)).rounded())
    let full = steps / 8
    var text = String(repeating: "█", count: full)
    if full < columns, steps % 8 > 0 { text.append(eighths[steps % 8]) }
    let width = full + (full < columns && steps % 8 > 0 ? 1 : 0)
    return text + String(repeating: "·", count: columns - width)
  }
}
