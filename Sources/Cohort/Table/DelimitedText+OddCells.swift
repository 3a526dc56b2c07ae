extension DelimitedText {
  /// A cell that does not fit the numbers or dates of its column.
  struct OddCell: Equatable {
    var row: Int
    var text: String
  }

  /// A column of which a few cells cannot be read: they are missing in `values` and named in `odd`.
  struct TolerantColumn: Equatable {
    var values: ColumnValues
    var odd: [OddCell]
  }

  /// Of ten cells of a column nine must be readable, and at least five, before the others count as slips.
  private static let leastReadable = 5

  /// One column with its type, where a few cells may be odd.
  ///
  /// A column that `typedColumn` would call text is numeric, or a date, if at least nine in ten of its present cells and no
  /// fewer than five can be read so. What cannot, such as `1.234,5` or `2020-13-45`, is handed back by row. Three things stay
  /// text: dates that can be read in two orders, numbers beside cells of digits alone that are no number (`007`, which is a
  /// name), and anything below the line.
  func tolerantColumn(_ column: Int) -> TolerantColumn {
    let strict = typedColumn(column)
    guard case .text(let text) = strict else { return TolerantColumn(values: strict, odd: []) }
    var counts = [Int](repeating: 0, count: text.levels.count)
    for code in text.codes where code >= 0 { counts[Int(code)] += 1 }
    let present = counts.reduce(0, +)
    func readable(_ isRead: [Bool]) -> Int { zip(counts, isRead).reduce(0) { $0 + ($1.1 ? $1.0 : 0) } }
    func isMostly(_ isRead: [Bool]) -> Bool {
      let readable = readable(isRead)
      return readable >= Self.leastReadable && readable * 10 >= present * 9
    }
    func odd(_ isRead: [Bool]) -> [OddCell] {
      text.codes.enumerated().compactMap { row, code in
        code >= 0 && !isRead[Int(code)] ? OddCell(row: row, text: text.levels[Int(code)]) : nil
      }
    }

    let asNumbers = [false, true].compactMap { decimalComma -> (values: [Double], isRead: [Bool])? in
      if decimalComma, !hasDecimalComma(text.levels) { return nil }
      let values = text.levels.map { level in
        Array(level.utf8).withUnsafeBufferPointer { DecimalNumber.parse($0, decimalComma: decimalComma) }
      }
      return (values.map { $0 ?? .nan }, values.map { $0 != nil })
    }
    let numbers = asNumbers.max { readable($0.isRead) < readable($1.isRead) }
    if let numbers, isMostly(numbers.isRead) {
      let isName = zip(text.levels, numbers.isRead).contains { level, isRead in
        !isRead && level.utf8.allSatisfy { (48...57).contains($0) }
      }
      guard !isName else { return TolerantColumn(values: strict, odd: []) }
      return TolerantColumn(
        values: .number(text.codes.map { $0 < 0 ? .nan : numbers.values[Int($0)] }), odd: odd(numbers.isRead))
    }

    let orders = DateOrder.allCases.map { order in
      text.levels.map { level -> Int32? in
        let bytes = Array(level.utf8)
        guard bytes.count >= 8 else { return nil }
        return bytes.withUnsafeBufferPointer { order.parse($0)?.daysSince1970 }
      }
    }.filter { days in isMostly(days.map { $0 != nil }) }
    guard let days = orders.first, Set(orders).count == 1 else { return TolerantColumn(values: strict, odd: []) }
    return TolerantColumn(
      values: .date(text.codes.map { ($0 < 0 ? nil : days[Int($0)]) ?? ColumnValues.missingDate }),
      odd: odd(days.map { $0 != nil }))
  }

  /// Whether some cell shows that commas are decimal: see `typedColumn`.
  private func hasDecimalComma(_ levels: [String]) -> Bool {
    let tails = levels.compactMap { level -> Int? in
      let bytes = Array(level.utf8)
      guard let comma = bytes.firstIndex(of: UInt8(ascii: ",")),
        bytes.withUnsafeBufferPointer({ DecimalNumber.parse($0, decimalComma: true) }) != nil
      else { return nil }
      return bytes.count - comma - 1
    }
    return !tails.isEmpty && (delimiter != UInt8(ascii: ",") || tails.contains { $0 != 3 })
  }
}
