/// What one cell of a table holds.
public enum CellValue: Sendable, Hashable, Codable {
  case missing
  /// Finite or infinite; never NaN, which is `missing`.
  case number(Double)
  case text(String)
  case date(CalendarDate)
  case bool(Bool)

  /// The value as a reader writes it; nil when missing. Whole numbers come without decimals; others round-trip.
  public var text: String? {
    switch self {
    case .missing: nil
    case .number(let number): Self.text(of: number)
    case .text(let text): text
    case .date(let date): date.description
    case .bool(let flag): flag ? "true" : "false"
    }
  }

  /// The number of a numeric cell, 0 or 1 of a Boolean one, days since 1970 of a date; nil for text and missing.
  public var number: Double? {
    switch self {
    case .number(let number): number
    case .bool(let flag): flag ? 1 : 0
    case .date(let date): Double(date.daysSince1970)
    case .text, .missing: nil
    }
  }

  static func text(of number: Double) -> String {
    if number == number.rounded(), abs(number) < 1e15 { return String(Int64(number)) }
    return String(number)
  }
}

/// The kinds of column a table can have.
public enum ColumnType: String, Sendable, Codable, CaseIterable {
  case number, text, date, bool
}
