internal import Cohort

/// Rows summarised by the values of a column: one line per value with counts, medians and shares.
struct GroupTable: Equatable, Sendable {
  struct Row: Equatable, Sendable {
    /// The value of the group; nil for rows in which it is missing.
    var value: String?
    /// The filter that keeps its rows.
    var condition: String
    /// Those that take part in analyses; the cells are of them.
    var count: Int
    /// Those that were left out of every analysis.
    var leftOut = 0
    var cells: [String]
  }

  /// The column that groups.
  var column: String
  var titles: [String]
  var rows: [Row]

  /// Whether any of the rows was left out of every analysis.
  var hasLeftOut: Bool { rows.contains { $0.leftOut > 0 } }

  /// Whether values were put together: numbers in quarters, dates in years.
  var isBinned: Bool

  /// nil where the column is not there, or has too many values that cannot be put together.
  init?(_ table: DataTable, by name: String, rows: [Int], columns: [Int]) {
    guard let column = table.column(named: name), let grouped = ValueGroups(column, rows: rows) else { return nil }
    let others = columns.dropFirst().filter { table.columns[$0].name != name }.map { table.columns[$0] }
    self.column = name
    isBinned = grouped.isBinned
    titles = others.map { CellText.title($0) }
    // By the reasons themselves all are counted.
    let excluded = name == DataTable.exclusionColumn ? nil : table.column(named: DataTable.exclusionColumn)?.values
    func row(_ value: String?, _ condition: String, _ all: [Int]) -> Row {
      let kept = all.filter { excluded?.isMissing($0) ?? true }
      return Row(
        value: value, condition: condition, count: kept.count, leftOut: all.count - kept.count,
        cells: others.map { Self.cell($0, kept) })
    }
    self.rows = grouped.groups.filter { !$0.rows.isEmpty }.map { row($0.name, $0.condition, $0.rows) }
    if !grouped.missing.isEmpty { self.rows.append(row(nil, "`\(name)` is missing", grouped.missing)) }
  }

  /// `58 (49–66)` for numbers, `6/16 (38%)` for yes and no, `High 60%` for the commonest value, the middle date.
  private static func cell(_ column: TableColumn, _ rows: [Int]) -> String {
    switch column.values {
    case .number(let values):
      let present = rows.lazy.map { values[$0] }.filter(\.isFinite).sorted()
      guard let low = present.first, let high = present.last else { return "·" }
      if low >= 0, high <= 1, present.allSatisfy({ $0 == 0 || $0 == 1 }) {
        return share(present.count { $0 == 1 }, of: present.count)
      }
      func quantile(_ p: Double) -> Double {
        let place = p * Double(present.count - 1)
        let below = Int(place)
        let above = min(present.count - 1, below + 1)
        return present[below] + (place - Double(below)) * (present[above] - present[below])
      }
      return
        "\(NumberText.short(quantile(0.5))) (\(NumberText.short(quantile(0.25)))–\(NumberText.short(quantile(0.75))))"
    case .bool(let values):
      let present = rows.filter { values[$0] >= 0 }
      return present.isEmpty ? "·" : share(present.count { values[$0] == 1 }, of: present.count)
    case .date(let days):
      let present = rows.lazy.map { days[$0] }.filter { $0 != ColumnValues.missingDate }.sorted()
      return present.isEmpty ? "·" : CalendarDate(daysSince1970: present[present.count / 2]).description
    case .text(let text):
      var counts: [Int32: Int] = [:]
      for row in rows where text.codes[row] >= 0 { counts[text.codes[row], default: 0] += 1 }
      let total = counts.values.reduce(0, +)
      // Ties go to the value that comes first, so that the cell does not change by chance.
      guard let top = counts.min(by: { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }) else {
        return "·"
      }
      return "\(text.levels[Int(top.key)]) \(Int((100 * Double(top.value) / Double(total)).rounded()))%"
    }
  }

  private static func share(_ part: Int, of whole: Int) -> String {
    "\(part)/\(whole) (\(Int((100 * Double(part) / Double(max(1, whole))).rounded()))%)"
  }

  /// The same columns whoever is left out, so that programs can rely on them.
  var csv: String {
    CSV.text(
      header: [column, "n", "left_out"] + titles,
      rows: rows.map { [$0.value ?? "", String($0.count), String($0.leftOut)] + $0.cells })
  }
}
