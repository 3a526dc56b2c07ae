/// A histogram of blocks that stand on an axis with its ends: what a region's intensities look like.
///
///      ▂▅█▇▄▂▁
///     └───────┘
///     -12    94
struct Histogram: Pane {
  var counts: [Int]
  var low: Double
  var high: Double

  private static let eighths = Array(" ▁▂▃▄▅▆▇█")

  func draw(in rect: Rect, on canvas: inout Canvas) {
    guard rect.columns >= 4, rect.rows >= 3, !counts.isEmpty else { return }
    canvas.within(rect) { canvas in
      let height = canvas.rows - 1
      let bars = merged(into: min(canvas.columns, counts.count))
      let most = max(1, bars.max() ?? 1)
      for (column, count) in bars.enumerated() {
        // A bin that holds anything is seen.
        let eighths = count == 0 ? 0 : max(1, (count * height * 8 + most / 2) / most)
        for row in 0..<height {
          let filled = min(8, max(0, eighths - (height - 1 - row) * 8))
          if filled > 0 {
            canvas.draw(String(Self.eighths[filled]), column: column, row: row, style: .role(.accent))
          } else if row == height - 1 {
            canvas.draw("·", column: column, row: row, style: .role(.faint))
          }
        }
      }
      canvas.draw(NumberText.short(low), column: 0, row: height, style: .role(.dim))
      canvas.draw(NumberText.short(high), endColumn: bars.count, row: height, style: .role(.dim))
    }
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
