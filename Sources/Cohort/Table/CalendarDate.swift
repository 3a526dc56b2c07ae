/// A day of the Gregorian calendar, stored as days since 1970-01-01; no time zone, no time of day.
public struct CalendarDate: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  /// Days since 1970-01-01; negative before.
  public let daysSince1970: Int32

  public init(daysSince1970: Int32) { self.daysSince1970 = daysSince1970 }

  /// nil when the day does not exist, such as 30 February, or lies outside the years 1 to 9999.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.lastDay(ofMonth: month, year: year)
    else { return nil }
    // Years start in March, so that the leap day is the last day of its year; eras are 400 years of 146,097 days.
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let monthFromMarch = (month + 9) % 12
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    daysSince1970 = Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// Reads `2010-04-30` or `2010/4/30`, with or without a time of day behind it (`T` or a space).
  public init?(iso text: some StringProtocol) {
    guard let date = Array(text.utf8).withUnsafeBufferPointer({ DateOrder.yearMonthDay.parse($0) })
    else { return nil }
    self = date
  }

  static func lastDay(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  public var components: (year: Int, month: Int, day: Int) {
    let shifted = Int(daysSince1970) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    )
  }

  public static func < (a: Self, b: Self) -> Bool { a.daysSince1970 < b.daysSince1970 }

  /// `2010-04-30`.
  public var description: String {
    let (year, month, day) = components
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}

/// In which order a table writes its dates. Tables do not say; one day above 12 in a column tells.
enum DateOrder: CaseIterable {
  case yearMonthDay, dayMonthYear, monthDayYear

  /// Reads one cell, or nil if it is no date in this order. The separator is `-`, `/` or `.`; a time of day is ignored.
  func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> CalendarDate? {
    var numbers = (0, 0, 0)
    var digits = (0, 0, 0)
    var part = 0
    var separator: UInt8 = 0
    var i = 0
    while i < bytes.count, bytes[i] == 32 { i += 1 }
    scan: while i < bytes.count {
      let byte = bytes[i]
      switch byte {
      case 48...57:
        let value = Int(byte - 48)
        switch part {
        case 0:
          numbers.0 = numbers.0 * 10 + value
          digits.0 += 1
        case 1:
          numbers.1 = numbers.1 * 10 + value
          digits.1 += 1
        default:
          numbers.2 = numbers.2 * 10 + value
          digits.2 += 1
        }
        if digits.0 > 4 || digits.1 > 4 || digits.2 > 4 { return nil }
      case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."):
        guard part < 2, part == 0 || byte == separator else { return nil }
        separator = byte
        part += 1
      case UInt8(ascii: "T"), 32:
        if !Self.isTimeOfDay(bytes, from: i + 1) { return nil }
        break scan
      default: return nil
      }
      i += 1
    }
    guard part == 2, digits.0 > 0, digits.1 > 0, digits.2 > 0 else { return nil }
    switch self {
    case .yearMonthDay:
      return digits.0 == 4 ? CalendarDate(year: numbers.0, month: numbers.1, day: numbers.2) : nil
    case .dayMonthYear:
      return digits.2 == 4 ? CalendarDate(year: numbers.2, month: numbers.1, day: numbers.0) : nil
    case .monthDayYear:
      // Only the slash is written month first; 04.13.2010 is a mistake, not a date.
      guard separator == UInt8(ascii: "/"), digits.2 == 4 else { return nil }
      return CalendarDate(year: numbers.2, month: numbers.0, day: numbers.1)
    }
  }

  private static func isTimeOfDay(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
    for i in start..<max(start, bytes.count) {
      switch bytes[i] {
      case 48...57, UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"), 32:
        continue
      default: return false
      }
    }
    return true
  }
}
