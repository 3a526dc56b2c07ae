import Cohort

/// A table of an answer: what is printed for people, written as CSV and listed in JSON, from the same values.
struct Table: Sendable {
  /// The key in JSON and the name `--table` takes.
  let name: String
  /// The line above it when printed; nil for none.
  let title: String?
  let columns: [Column]
  var rows: [[Value]]
  /// False for a table too long to read in a terminal; it is still written as CSV when asked for by name.
  var isPrinted = true

  struct Column: Sendable {
    /// The key in JSON and the header in CSV.
    let name: String
    /// The header when printed.
    let heading: String
    let style: Style
    /// False for a column that people do not read in a terminal.
    let isPrinted: Bool

    init(_ name: String, _ heading: String? = nil, _ style: Style = .text, printed: Bool = true) {
      self.name = name
      self.heading = heading ?? name
      self.style = style
      isPrinted = printed
    }
  }

  /// How a number is printed; CSV and JSON always carry it in full.
  enum Style: Sendable, Equatable {
    case text
    /// A word that says how something is, such as `ok` or `warning`.
    case sign
    /// Numbers in words, such as `0.86 (0.42–1.00)`: never cut.
    case figures
    case decimals(Int)
    case significant(Int)
    /// Whole numbers as they are, others with six significant digits.
    case short
    case p
    case percent
  }

  enum Value: Sendable, Equatable {
    case text(String)
    case number(Double)
    case integer(Int)
    case bool(Bool)
    case missing

    init(_ number: Double?) { self = number.map { .number($0) } ?? .missing }
    init(_ text: String?) { self = text.map { .text($0) } ?? .missing }
    init(_ integer: Int?) { self = integer.map { .integer($0) } ?? .missing }
  }

  init(_ name: String, title: String? = nil, columns: [Column], rows: [[Value]] = []) {
    precondition(rows.allSatisfy { $0.count == columns.count }, "a row of a table has one value per column")
    self.name = name
    self.title = title
    self.columns = columns
    self.rows = rows
  }
}

extension Table.Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  init(stringLiteral value: String) { self = .text(value) }
  init(integerLiteral value: Int) { self = .integer(value) }
  init(floatLiteral value: Double) { self = .number(value) }
}

extension Table.Value {
  var json: JSON {
    switch self {
    case .text(let text): .string(text)
    case .number(let number): .number(number)
    case .integer(let integer): .integer(integer)
    case .bool(let bool): .bool(bool)
    case .missing: .null
    }
  }

  /// In full, as CSV carries it; empty where there is no value.
  var plain: String {
    switch self {
    case .text(let text): text
    case .number(let number): number.isFinite ? Figures.shortest(number) : ""
    case .integer(let integer): String(integer)
    case .bool(let bool): bool ? "true" : "false"
    case .missing: ""
    }
  }

  /// As people read it.
  func printed(_ style: Table.Style) -> String {
    guard case .number(let number) = self else { return self == .missing ? "–" : plain }
    return switch style {
    case .text, .sign, .figures: Figures.shortest(number)
    case .decimals(let digits): Figures.decimals(number, digits)
    case .significant(let digits): Figures.significant(number, digits)
    case .short:
      number == number.rounded() && abs(number) < 1e15
        ? Figures.shortest(number) : Figures.significant(number, 6)
    case .p: number.isFinite ? Figures.p(number) : "–"
    case .percent: Figures.percent(number)
    }
  }
}

extension Table {
  /// The table without its first columns.
  func dropping(columns count: Int) -> Table {
    Table(name, title: title, columns: Array(columns.dropFirst(count)), rows: rows.map { Array($0.dropFirst(count)) })
  }

  /// One object per row, keyed by column.
  var json: JSON { .array(objects) }

  var objects: [JSON] {
    rows.map { row in .object(zip(columns, row).map { JSON.Member(key: $0.name, value: $1.json) }) }
  }

  /// RFC 4180 with line feeds: a header, then one line per row, every number in full.
  var csv: String {
    CSV.text(header: columns.map(\.name), rows: rows.map { $0.map(\.plain) })
  }
}

extension [Table.Column] {
  /// The columns of an interval.
  static func limits(_ digits: Int = 3, low: String = "low", high: String = "high") -> [Table.Column] {
    [.init(low, "low", .decimals(digits)), .init(high, "high", .decimals(digits))]
  }

  /// The columns of a z test of a difference: `difference, se, z, p` and the limits.
  static func difference(_ digits: Int = 3, low: String = "low", high: String = "high") -> [Table.Column] {
    [
      .init("difference", "difference", .decimals(digits)), .init("se", "SE", .decimals(digits)),
      .init("z", "z", .decimals(2)), .init("p", "p", .p),
    ] + .limits(digits, low: low, high: high)
  }
}
