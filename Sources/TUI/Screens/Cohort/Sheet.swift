internal import Cohort

extension CohortScreen {
  /// How a table is arranged. Every change of it can be undone.
  public struct Arrangement: Equatable, Sendable, Codable {
    var filter = ""
    /// Shows the rows that do not satisfy the filter.
    var isInverted = false
    var sort: [SortKey] = []
    var hidden: Set<String> = []
    /// Names of columns in the order of the person; columns not named follow in their own order.
    var order: [String] = []
    /// The column by whose values the rows are summarised.
    var group: String?
    /// Marked rows of the table (not of the view).
    var marks: Set<Int> = []

    /// Whether it decides which rows are shown, and how.
    func shows(sameAs other: Arrangement) -> Bool {
      var own = self
      own.marks = other.marks
      return own == other
    }
  }

  /// One table with its arrangement and what follows from it: the rows shown, the width of columns, summaries.
  public struct Sheet: Sendable {
    var level: UnitLevel
    var table: DataTable
    var arrangement = Arrangement()
    /// Rows of the table that are shown, in order.
    var rows: [Int]
    var layout: [ColumnLayout] = []
    var summaries: [ColumnSummary] = []
    var groups: GroupTable?
    var cursor = ListCursor()
    var groupCursor = ListCursor()
    var column = 0
    /// The row of the table that was marked or unmarked last: where a range of marks begins.
    var anchor: Int?
    /// What is wrong with the filter, if it cannot be read.
    var filterError: String?
    /// The columns in which the filter is looked for, where it is a single word.
    var filteredColumns: [String] = []
    /// Counts the arrangements asked for: an answer that comes late is not taken.
    var number = 0
    /// Whether an arrangement is being computed.
    var isArranging = false

    init(level: UnitLevel, table: DataTable) {
      self.level = level
      self.table = table
      rows = Array(0..<table.rowCount)
      if request(nil).isSmall {
        _ = arrange(typed: nil)
      } else {
        layout = Arranged.layout(table, arrangement, rows: rows, ranged: false)
      }
    }

    /// The row of the table under the cursor.
    var selected: Int? { rows.indices.contains(cursor.row) ? rows[cursor.row] : nil }

    func label(of row: Int) -> String { table.columns.first?.values[row].text ?? "" }

    var selectedLabel: String? { selected.map { label(of: $0) } }

    /// The column under the cursor.
    var selectedColumn: TableColumn? {
      layout.indices.contains(column) ? table.columns[layout[column].index] : nil
    }

    /// The rows that an action on many acts on: the marked ones, else the one under the cursor.
    var targets: [Int] { arrangement.marks.isEmpty ? selected.map { [$0] } ?? [] : arrangement.marks.sorted() }

    private func request(_ typed: String?) -> ArrangeRequest {
      ArrangeRequest(
        level: level, table: table, arrangement: arrangement, filter: typed ?? arrangement.filter, number: number)
    }

    /// Computes what is shown from the arrangement: a small table at once, a large one as a job.
    ///
    /// - Parameter typed: a filter that is being typed, in place of that of the arrangement.
    mutating func arrange(typed: String?) -> [Effect] {
      number += 1
      let text = typed ?? arrangement.filter
      // Every text of a large table is looked at here: once.
      filteredColumns = RowCondition.columns(having: text, in: table)
      filterError = filteredColumns.isEmpty ? RowCondition.syntaxProblem(text, in: table) : nil
      let request = request(typed)
      if request.isSmall {
        take(Arranged(request))
        summaries = Arranged.summaries(request, rows: rows)
        return []
      }
      guard filterError == nil else { return [] }
      isArranging = true
      return [.arrange(request)]
    }

    /// Shows what was computed; a filter that cannot be read leaves the rows as they are.
    mutating func take(_ arranged: Arranged) {
      guard arranged.number == number else { return }
      isArranging = false
      let kept = selected
      let name = selectedColumn?.name
      if let problem = arranged.problem { filterError = problem }
      if let new = arranged.rows { rows = new }
      layout = arranged.layout
      groups = arranged.groups
      if let kept, rows.indices.contains(cursor.row) ? rows[cursor.row] != kept : true,
        let place = rows.firstIndex(of: kept)
      {
        cursor.row = place
      }
      cursor.row = max(0, min(cursor.row, rows.count - 1))
      groupCursor.row = max(0, min(groupCursor.row, (groups?.rows.count ?? 1) - 1))
      if let name, let place = layout.firstIndex(where: { table.columns[$0.index].name == name }) { column = place }
      column = max(0, min(column, layout.count - 1))
    }

    mutating func take(summaries: [ColumnSummary], number: Int) {
      if number == self.number { self.summaries = summaries }
    }

    /// A new version of the table, with the same rows in the same places and perhaps more behind them.
    mutating func replace(_ table: DataTable) -> [Effect] {
      self.table = table
      rows.removeAll { $0 >= table.rowCount }
      layout = layout.filter { $0.index < table.columns.count }
      return arrange(typed: nil)
    }
  }
}

/// What a table is to be arranged by.
public struct ArrangeRequest: Equatable, Sendable {
  var level: UnitLevel
  var table: DataTable
  var arrangement: CohortScreen.Arrangement
  var filter: String
  var number: Int

  /// Whether it takes less than a frame, so that it can be done at once.
  var isSmall: Bool { table.rowCount * max(1, table.columns.count) <= 60_000 }
}

/// A shown column: where it is in the table and how wide it needs to be.
struct ColumnLayout: Equatable, Sendable {
  var index: Int
  var width: Int
  var isTrailing: Bool
  var decimals: Int
  /// Cells missing in the rows that are summarised, and how many these are.
  var missing = 0
  var counted = 0
  /// Least and greatest number in the rows shown; nil for other types.
  var range: ClosedRange<Double>?
}

/// What follows from an arrangement. Pure, so that it can be computed away from the screen.
public struct Arranged: Sendable {
  var level: UnitLevel
  var number: Int
  /// nil where the filter cannot be read.
  var rows: [Int]?
  var problem: String?
  var layout: [ColumnLayout]
  var groups: GroupTable?

  init(_ request: ArrangeRequest) {
    level = request.level
    number = request.number
    let table = request.table
    let arrangement = request.arrangement
    do {
      var filtered = try RowCondition.rows(request.filter, isInverted: arrangement.isInverted, in: table)
      if !arrangement.sort.isEmpty, let sorted = try? table.order(by: arrangement.sort, among: filtered) {
        filtered = sorted
      }
      rows = filtered
    } catch {
      problem = RowCondition.syntaxProblem(request.filter, in: table) ?? error.description
    }
    let shown = rows ?? Array(0..<table.rowCount)
    layout = Self.layout(table, arrangement, rows: shown, ranged: true)
    groups = arrangement.group.flatMap { GroupTable(table, by: $0, rows: shown, columns: layout.map(\.index)) }
  }

  static func summaries(_ request: ArrangeRequest, rows: [Int]) -> [ColumnSummary] {
    let counted = summarised(rows, of: request.table)
    // Who is left out, or whose extraction failed, is no gap in the data.
    return Self.columns(request.table, request.arrangement).dropFirst()
      .filter { !DataTable.isRemark(request.table.columns[$0].name) }
      .compactMap { ColumnSummary(request.table.columns[$0], rows: counted) }
  }

  /// The rows that summaries are of, as analyses and the cells of groups are: those shown that are not left out. Where only
  /// those that are left out are shown, all of them.
  static func summarised(_ rows: [Int], of table: DataTable) -> [Int] {
    guard let excluded = table.column(named: DataTable.exclusionColumn)?.values else { return rows }
    let kept = rows.filter { excluded.isMissing($0) }
    return kept.isEmpty ? rows : kept
  }

  /// The columns shown, in their order; the first, which names the row, stays first.
  static func columns(_ table: DataTable, _ arrangement: CohortScreen.Arrangement) -> [Int] {
    guard !table.columns.isEmpty else { return [] }
    var places: [String: Int] = [:]
    for (place, name) in arrangement.order.enumerated() { places[name] = place }
    let rest = table.columns.indices.dropFirst().filter { !arrangement.hidden.contains(table.columns[$0].name) }
    guard !places.isEmpty else { return [0] + rest }
    let ordered = rest.enumerated().sorted { a, b in
      let first = places[table.columns[a.element].name] ?? Int.max
      let second = places[table.columns[b.element].name] ?? Int.max
      return first != second ? first < second : a.offset < b.offset
    }
    return [0] + ordered.map(\.element)
  }

  /// Widths from the header and at most two hundred rows, spread evenly.
  static func layout(
    _ table: DataTable, _ arrangement: CohortScreen.Arrangement, rows: [Int], ranged: Bool
  ) -> [ColumnLayout] {
    let step = max(1, rows.count / 200)
    let sample = stride(from: 0, to: rows.count, by: step).map { rows[$0] }
    let counted = ranged ? summarised(rows, of: table) : []
    return columns(table, arrangement).map { index in
      let column = table.columns[index]
      var decimals = 0
      if case .number(let values) = column.values {
        for row in sample where values[row].isFinite {
          while decimals < 3, abs(values[row]) < 1e6,
            abs(values[row] - CellText.rounded(values[row], decimals)) > 5e-4
          { decimals += 1 }
        }
      }
      var width = DisplayWidth.of(CellText.title(column)) + 1
      for row in sample {
        width = max(width, DisplayWidth.of(CellText.of(column.values[row], decimals: decimals)))
      }
      var layout = ColumnLayout(
        index: index, width: min(width, index == 0 ? 24 : 22), isTrailing: column.type == .number,
        decimals: decimals)
      if ranged { layout.measure(column.values, rows: rows, counted: counted) }
      return layout
    }
  }
}

extension ColumnLayout {
  /// Counts missing cells, and finds the range of the numbers that are seen.
  fileprivate mutating func measure(_ values: ColumnValues, rows: [Int], counted: [Int]) {
    self.counted = counted.count
    switch values {
    case .number(let numbers):
      var low = Double.infinity
      var high = -Double.infinity
      for row in rows {
        let value = numbers[row]
        if value < low, value.isFinite { low = value }
        if value > high, value.isFinite { high = value }
      }
      missing = counted.reduce(0) { $0 + (numbers[$1].isNaN ? 1 : 0) }
      range = low <= high ? low...high : nil
    case .text(let column): missing = counted.reduce(0) { $0 + (column.codes[$1] < 0 ? 1 : 0) }
    case .date(let days): missing = counted.reduce(0) { $0 + (days[$1] == ColumnValues.missingDate ? 1 : 0) }
    case .bool(let flags): missing = counted.reduce(0) { $0 + (flags[$1] < 0 ? 1 : 0) }
    }
  }
}

/// Cells as text.
enum CellText {
  static func title(_ column: TableColumn) -> String {
    column.unit.isEmpty ? column.name : "\(column.name) \(column.unit)"
  }

  static func rounded(_ value: Double, _ decimals: Int) -> Double {
    let scale = [1.0, 10, 100, 1000][min(3, max(0, decimals))]
    return (value * scale).rounded() / scale
  }

  /// A missing cell is a dot, so that it is seen.
  static func of(_ value: CellValue, decimals: Int = 2) -> String {
    switch value {
    case .missing: "·"
    case .number(let number):
      abs(number) >= 1e6 || !number.isFinite ? NumberText.short(number) : NumberText.fixed(number, decimals)
    case .bool(let flag): flag ? "yes" : "no"
    case .text(let text): text
    case .date(let date): date.description
    }
  }
}
