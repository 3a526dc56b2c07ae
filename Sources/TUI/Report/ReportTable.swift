internal import Foundation

/// A table of a report: read by people with as many digits as make sense, written as CSV in full.
public struct ReportTable: Equatable, Sendable {
  /// The name of its file, and its key where commands print it.
  public var name: String
  /// The line above it; nil for none.
  public var title: String?
  public var columns: [Column]
  public var rows: [[Value]]
  /// The first columns, which tell one row from another.
  public var keyCount: Int

  public struct Column: Equatable, Sendable {
    public var name: String
    public var style: Style

    public init(_ name: String, _ style: Style = .text) {
      self.name = name
      self.style = style
    }
  }

  /// How numbers of a column are read.
  public enum Style: Equatable, Sendable {
    case text
    case decimals(Int)
    case significant(Int)
    case p
  }

  public enum Value: Equatable, Sendable {
    case text(String)
    case number(Double)
    case integer(Int)
    case missing

    public init(_ number: Double?) { self = number.map { .number($0) } ?? .missing }
  }

  public init(_ name: String, title: String? = nil, columns: [Column], keyCount: Int = 2, rows: [[Value]]) {
    self.keyCount = keyCount
    self.name = name
    self.title = title
    self.columns = columns
    self.rows = rows
  }

  /// RFC 4180: a header, then every number in full.
  public var csv: String {
    FigureTable(
      columns: columns.map(\.name),
      rows: rows.map { row in
        row.map { value in
          switch value {
          case .text(let text): .text(text)
          case .number(let number): .number(number)
          case .integer(let integer): .number(Double(integer))
          case .missing: .text("")
          }
        }
      }
    ).csv
  }

  /// The cells as people read them, row by row.
  var printed: [[String]] {
    rows.map { row in zip(row, columns).map { value, column in value.printed(column.style) } }
  }

  /// Whether the cells of a column are numbers, which stand at the right.
  func isTrailing(_ column: Int) -> Bool {
    rows.contains { row in
      guard row.indices.contains(column) else { return false }
      switch row[column] {
      case .number, .integer: return true
      case .text, .missing: return false
      }
    }
  }
}

extension ReportTable.Value {
  /// As people read it: `–` where there is no value.
  func printed(_ style: ReportTable.Style) -> String {
    switch self {
    case .text(let text): return text
    case .integer(let integer): return "\(integer)"
    case .missing: return "–"
    case .number(let number):
      switch style {
      case .text: return NumberText.significant(number, digits: 6)
      case .decimals(let digits): return NumberText.fixed(number, digits)
      case .significant(let digits): return number.isFinite ? String(format: "%.\(digits)g", number) : "–"
      case .p:
        guard number.isFinite else { return "–" }
        return number < 0.001 ? "<0.001" : NumberText.fixed(number, number < 0.01 ? 4 : 3)
      }
    }
  }
}
