internal import Cohort

/// The rows of a table in the groups of a column: its values where they are few, else quarters of its numbers or the years of
/// its dates.
struct ValueGroups: Equatable, Sendable {
  struct Group: Equatable, Sendable {
    var name: String
    /// The condition of a filter that keeps its rows.
    var condition: String
    var rows: [Int]
  }

  var groups: [Group]
  /// Rows without a value.
  var missing: [Int]
  /// Whether values were put together.
  var isBinned: Bool

  /// More groups than this are no groups.
  static let limit = 60

  /// More different numbers than this measure something: they are put into quarters, and dates into years.
  static let limitOfNumbers = 10

  /// nil where a column of text has too many values, or numbers and dates that cannot be put together.
  init?(_ column: TableColumn, rows: [Int]) {
    let name = "`\(column.name)`"
    missing = rows.filter { column.values.isMissing($0) }
    if CohortScreen.hasFewValues(column) {
      let levels = column.values.rows(rows).levels
      var place: [String: Int] = [:]
      for (index, level) in levels.enumerated() { place[level.text ?? ""] = index }
      var members = [[Int]](repeating: [], count: levels.count)
      for row in rows {
        if let index = column.values[row].text.flatMap({ place[$0] }) { members[index].append(row) }
      }
      groups = zip(levels, members).map { level, members in
        let raw = level.text ?? ""
        let quoted = raw.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
        var shown = raw
        if case .bool(let flag) = level { shown = flag ? "yes" : "no" }
        return Group(name: shown, condition: "\(name)='\(quoted)'", rows: members)
      }
      isBinned = false
      return
    }
    isBinned = true
    switch column.values {
    case .number(let values):
      let sorted = rows.lazy.map { values[$0] }.filter(\.isFinite).sorted()
      guard let first = sorted.first, let last = sorted.last else { return nil }
      var edges = [first]
      for quarter in 1...3 {
        let edge = sorted[min(sorted.count - 1, sorted.count * quarter / 4)]
        if let low = edges.last, edge > low { edges.append(edge) }
      }
      // Where most values are alike, the others are the second group.
      if edges.count == 1, let next = sorted.first(where: { $0 > first }) { edges.append(next) }
      guard edges.count > 1 else { return nil }
      var members = [[Int]](repeating: [], count: edges.count)
      for row in rows where values[row].isFinite {
        members[(edges.lastIndex { $0 <= values[row] }) ?? 0].append(row)
      }
      groups = members.enumerated().map { index, members in
        let isLast = index == edges.count - 1
        let low = edges[index]
        let text =
          "\(NumberText.short(low)) to " + (isLast ? NumberText.short(last) : "<\(NumberText.short(edges[index + 1]))")
        return Group(
          name: text, condition: "\(name)>=\(low)" + (isLast ? "" : " & \(name)<\(edges[index + 1])"), rows: members)
      }
    case .date(let days):
      var years: [Int: [Int]] = [:]
      for row in rows where days[row] != ColumnValues.missingDate {
        let text = CalendarDate(daysSince1970: days[row]).description
        guard let year = Int(text.prefix(while: { $0 != "-" })) else { return nil }
        years[year, default: []].append(row)
      }
      guard years.count > 1, years.count <= Self.limit else { return nil }
      groups = years.sorted { $0.key < $1.key }.map { year, members in
        Group(name: "\(year)", condition: "\(name)>=\(year)-01-01 & \(name)<=\(year)-12-31", rows: members)
      }
    case .text, .bool: return nil
    }
  }

  /// The groups as a column of a table; rows of no group are missing.
  func column(named name: String, rowCount: Int) -> TableColumn {
    var codes = [Int32](repeating: -1, count: rowCount)
    for (index, group) in groups.enumerated() {
      for row in group.rows where codes.indices.contains(row) { codes[row] = Int32(index) }
    }
    return TableColumn(name: name, values: .text(TextColumn(levels: groups.map(\.name), codes: codes)))
  }
}
