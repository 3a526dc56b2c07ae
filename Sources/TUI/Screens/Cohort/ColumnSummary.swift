internal import Cohort

/// What the strip under the table says about one column in the rows shown.
public struct ColumnSummary: Equatable, Sendable {
  var name: String
  /// `▁▂▅▇▆▃▁`, empty for text.
  var bars: String
  /// `17–83 med 55`, `M 30 F 21`.
  var text: String
  var missing: Int

  /// Summarises a column in some rows; nil for a column that says nothing, such as one of identifiers.
  init?(_ column: TableColumn, rows: [Int]) {
    guard !rows.isEmpty else { return nil }
    name = column.name
    switch column.values {
    case .number(let values):
      let present = rows.lazy.map { values[$0] }.filter { !$0.isNaN }.sorted()
      missing = rows.count - present.count
      guard let low = present.first, let high = present.last else { return nil }
      let positive = present.count { $0 == 1 }
      if low == 0, high == 1, positive + present.count(where: { $0 == 0 }) == present.count {
        bars = ""
        text = "\(positive)/\(present.count) (\(Self.percent(positive, of: present.count)))"
      } else {
        bars = Sparkline.text(Sparkline.histogram(present, bins: 8))
        let median = (present[(present.count - 1) / 2] + present[present.count / 2]) / 2
        text = "\(NumberText.short(low))–\(NumberText.short(high)) med \(NumberText.short(median))"
      }
    case .bool(let values):
      let present = rows.filter { values[$0] >= 0 }
      missing = rows.count - present.count
      let positive = present.reduce(0) { $0 + (values[$1] == 1 ? 1 : 0) }
      bars = ""
      text = "\(positive)/\(present.count) (\(Self.percent(positive, of: present.count)))"
    case .date(let values):
      let present = rows.lazy.map { values[$0] }.filter { $0 != ColumnValues.missingDate }
      missing = rows.count - present.count
      guard let low = present.min(), let high = present.max() else { return nil }
      bars = Sparkline.text(Sparkline.histogram(present.map(Double.init), bins: 8))
      // Months are enough to see a span.
      text =
        "\(CalendarDate(daysSince1970: low).description.prefix(7))–"
        + CalendarDate(daysSince1970: high).description.prefix(7)
    case .text(let column):
      var counts = [Int](repeating: 0, count: column.levels.count)
      missing = rows.reduce(0) { $0 + (column.codes[$1] < 0 ? 1 : 0) }
      for row in rows where column.codes[row] >= 0 { counts[Int(column.codes[row])] += 1 }
      let used = counts.indices.filter { counts[$0] > 0 }
      // A column in which nearly every row differs is a name, not a group.
      guard used.count > 0, used.count <= 12, used.count * 2 <= rows.count || used.count <= 3 else { return nil }
      bars = ""
      text = used.sorted { counts[$0] > counts[$1] }.prefix(4)
        .map { "\(column.levels[$0]) \(counts[$0])" }.joined(separator: " ")
      if used.count > 4 { text += " …" }
    }
  }

  private static func percent(_ part: Int, of whole: Int) -> String {
    whole > 0 ? "\(Int((Double(part) / Double(whole) * 100).rounded()))%" : "–"
  }
}
