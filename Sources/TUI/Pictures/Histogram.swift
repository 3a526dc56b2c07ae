/// A histogram of blocks that stand on an axis with its ends and round values between them: what a region's intensities look like.
///
///       ▂▅█▇▄▂▁
///      ───┬──▲──
///     -12 0    94
struct Histogram: Pane {
  var counts: [Int]
  var low: Double
  var high: Double
  /// A value to point at, such as that under the crosshair.
  var mark: Double?

  private static let eighths = Array(" ▁▂▃▄▅▆▇█")

  /// Rows below which there are no bars above the axis.
  static let leastRows = 4

  func draw(in rect: Rect, on canvas: inout Canvas) {
    guard rect.columns >= 4, rect.rows >= 3, !counts.isEmpty else { return }
    canvas.within(rect) { canvas in
      // In few rows the axis gives way to the bars.
      let hasAxis = canvas.rows >= Self.leastRows
      let height = canvas.rows - (hasAxis ? 2 : 1)
      let bars = merged(into: min(canvas.columns, counts.count))
      let most = max(1, bars.max() ?? 1)
      for (column, count) in bars.enumerated() {
        // A bin that holds anything is seen.
        let eighths = count == 0 ? 0 : max(1, (count * height * 8 + most / 2) / most)
        for row in 0..<height {
          let filled = min(8, max(0, eighths - (height - 1 - row) * 8))
          if filled > 0 {
            canvas.draw(String(Self.eighths[filled]), column: column, row: row, style: .role(.accent))
          } else if row == height - 1, !hasAxis {
            canvas.draw("·", column: column, row: row, style: .role(.faint))
          }
        }
        if hasAxis { canvas.put(Cell("─", style: .role(.faint)), column: column, row: height) }
      }
      let row = canvas.rows - 1
      for tick in ticks(bars: bars.count) {
        if hasAxis { canvas.put(Cell("┬", style: .role(.dim)), column: tick.column, row: height) }
        canvas.draw(tick.label, column: tick.start, row: row, style: .role(.dim))
      }
      if hasAxis, let place = mark.flatMap({ bar(of: $0, among: bars.count) }) {
        canvas.put(Cell("▲", style: .role(.focus)), column: place, row: height)
      }
      let (first, last) = (NumberText.short(low), NumberText.short(high))
      canvas.draw(first, column: 0, row: row, style: .role(.dim))
      guard high > low else { return }
      canvas.draw(
        last, endColumn: max(bars.count, DisplayWidth.of(first) + 1 + DisplayWidth.of(last)), row: row,
        style: .role(.dim))
    }
  }

  /// Round values between the ends: the bar that each stands under, and where its label begins. Only those whose labels touch
  /// no other.
  func ticks(bars: Int) -> [(column: Int, start: Int, label: String)] {
    guard high > low, high.isFinite, low.isFinite else { return [] }
    let axis = AxisTicks(from: low, to: high, count: max(2, bars / 4))
    var free = DisplayWidth.of(NumberText.short(low)) + 1
    let end = bars - DisplayWidth.of(NumberText.short(high)) - 1
    var ticks: [(column: Int, start: Int, label: String)] = []
    for (value, label) in zip(axis.positions, axis.labels) {
      guard let place = bar(of: value, among: bars) else { continue }
      let width = DisplayWidth.of(label)
      let start = place - (width - 1) / 2
      guard start >= free, start + width <= end else { continue }
      ticks.append((place, start, label))
      free = start + width + 1
    }
    return ticks
  }

  /// The bar that holds a value; nil beyond both ends.
  func bar(of value: Double, among bars: Int) -> Int? {
    guard value >= low, value <= high, bars > 0, !counts.isEmpty else { return nil }
    let bin = high > low ? (value - low) * Double(counts.count) / (high - low) : 0
    guard bin.isFinite else { return nil }
    let group = (counts.count + bars - 1) / bars
    return min(bars - 1, max(0, Int(min(bin, Double(counts.count - 1))) / group))
  }

  /// The counts in fewer bins of equal width.
  private func merged(into columns: Int) -> [Int] {
    guard columns > 0 else { return [] }
    // Bins are joined in whole numbers, so that no bar is wider than its neighbour.
    let group = (counts.count + columns - 1) / columns
    return stride(from: 0, to: counts.count, by: group).map { start in
      counts[start..<min(start + group, counts.count)].reduce(0, +)
    }
  }
}
