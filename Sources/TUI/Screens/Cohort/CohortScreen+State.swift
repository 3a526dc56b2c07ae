public import Cohort

extension CohortScreen {
  /// How the table is arranged. Every change of it can be undone.
  public struct Arrangement: Equatable, Sendable {
    var filter = ""
    var sort: [SortKey] = []
    var hidden: Set<String> = []
    /// Marked rows of the table (not of the view).
    var marks: Set<Int> = []
  }

  public struct State: Sendable {
    var table: DataTable
    var arrangement = Arrangement()
    /// Rows of the table that are shown, in order.
    var rows: [Int]
    var layout: [ColumnLayout] = []
    var summaries: [ColumnSummary] = []
    var cursor = ListCursor()
    var column = 0
    /// The filter being typed, and what is wrong with it.
    var prompt: Prompt?
    var filterError: String?
    var filterHistory: [String] = []
    /// The list of columns to choose from.
    var chooser: ListCursor?

    public init(table: DataTable) {
      self.table = table
      rows = Array(0..<table.rowCount)
      arrange()
    }

    /// A shown column: where it is in the table and how wide it needs to be.
    struct ColumnLayout: Equatable, Sendable {
      var index: Int
      var width: Int
      var isTrailing: Bool
      var decimals: Int
    }

    /// The patient under the cursor.
    var selected: Int? { rows.indices.contains(cursor.row) ? rows[cursor.row] : nil }

    func label(of row: Int) -> String {
      guard let first = table.columns.first else { return "" }
      return first.values[row].text ?? ""
    }

    var selectedLabel: String? { selected.map { label(of: $0) } }

    /// Computes what is shown from the arrangement. A filter that cannot be read leaves the rows as they are.
    mutating func arrange() {
      let kept = selected
      var filtered = Array(0..<table.rowCount)
      filterError = nil
      let text = prompt?.text ?? arrangement.filter
      if !text.allSatisfy(\.isWhitespace) {
        do {
          filtered = try FilterExpression(text).rows(in: table)
        } catch {
          filterError = error.description
          filtered = rows
        }
      }
      if !arrangement.sort.isEmpty, let sorted = try? table.order(by: arrangement.sort, among: filtered) {
        filtered = sorted
      } else if arrangement.sort.isEmpty {
        filtered.sort()
      }
      rows = filtered
      layOut()
      summaries = table.columns.dropFirst().filter { !arrangement.hidden.contains($0.name) }.prefix(16)
        .compactMap { ColumnSummary($0, rows: rows) }
      if let kept, let place = rows.firstIndex(of: kept) { cursor.row = place }
      cursor.row = max(0, min(cursor.row, rows.count - 1))
    }

    /// Widths from the header and at most five hundred rows.
    private mutating func layOut() {
      let sample = rows.prefix(500)
      layout = table.columns.indices.filter { $0 == 0 || !arrangement.hidden.contains(table.columns[$0].name) }
        .map { index in
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
          return ColumnLayout(
            index: index, width: min(width, index == 0 ? 24 : 22), isTrailing: column.type == .number,
            decimals: decimals)
        }
      column = max(0, min(column, layout.count - 1))
    }

    /// Changes the arrangement so that it can be undone.
    mutating func change(_ body: (inout Arrangement) -> Void) {
      var changed = arrangement
      body(&changed)
      guard changed != arrangement else { return }
      arrangement = changed
      arrange()
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
