extension DelimitedText {
  /// The table with a type for every column.
  ///
  /// A column is numeric if every present cell is a decimal number (a decimal comma counts where no cell could mean
  /// thousands), Boolean if every one is `true` or `false`, a date if every one is a day in one order, else text. Names such
  /// as `007` stay text. Rows longer than the header are an error, because their cells cannot be told apart.
  public func table() throws(TableError) -> DataTable {
    if let row = longRows.first {
      throw .tooManyFields(file: name, line: row.line, expected: columnCount, found: row.found)
    }
    return typedTable()
  }

  /// The same, where the caller reports ragged rows itself.
  func typedTable() -> DataTable {
    DataTable(
      columns: (0..<columnCount).map { TableColumn(name: header[$0], values: typedColumn($0)) }, rowCount: rowCount)
  }

  /// One column with its type.
  public func typedColumn(_ column: Int) -> ColumnValues {
    if let numbers = numbers(column, decimalComma: false) { return .number(numbers) }
    if let numbers = numbers(column, decimalComma: true) { return .number(numbers) }
    if let flags = flags(column) { return .bool(flags) }
    if let dates = dates(column) { return .date(dates) }
    return .text(textColumn(column))
  }

  /// The column as text, whatever it looks like: names of patients keep their leading zeros.
  public func textColumn(_ column: Int) -> TextColumn {
    var levels: [String] = []
    var codes: [Int32] = []
    codes.reserveCapacity(rowCount)
    var known: [String: Int32] = [:]
    forEachCell(inColumn: column) { _, bytes, hasDoubledQuotes in
      if Missing.isMissing(bytes) {
        codes.append(-1)
        return true
      }
      let text = hasDoubledQuotes ? CSV.content(of: bytes) : String(decoding: bytes, as: UTF8.self)
      if let code = known[text] {
        codes.append(code)
      } else {
        let code = Int32(levels.count)
        known[text] = code
        levels.append(text)
        codes.append(code)
      }
      return true
    }
    return TextColumn(levels: levels, codes: codes)
  }

  private func numbers(_ column: Int, decimalComma: Bool) -> [Double]? {
    var values: [Double] = []
    values.reserveCapacity(rowCount)
    var isNumeric = true
    // "1,234" may mean a thousand. A comma is decimal for sure where the file needs it for nothing else, or where some
    // cell has other than three digits behind it.
    var isCommaDecimal = delimiter != UInt8(ascii: ",")
    var hasComma = false
    forEachCell(inColumn: column) { _, bytes, _ in
      if Missing.isMissing(bytes) {
        values.append(.nan)
        return true
      }
      guard let number = DecimalNumber.parse(bytes, decimalComma: decimalComma) else {
        isNumeric = false
        return false
      }
      if decimalComma, let comma = bytes.firstIndex(of: UInt8(ascii: ",")) {
        hasComma = true
        if bytes.count - comma - 1 != 3 { isCommaDecimal = true }
      }
      values.append(number)
      return true
    }
    guard isNumeric, !decimalComma || (hasComma && isCommaDecimal) else { return nil }
    return values
  }

  private func flags(_ column: Int) -> [Int8]? {
    var values: [Int8] = []
    values.reserveCapacity(rowCount)
    var isBoolean = true
    forEachCell(inColumn: column) { _, bytes, _ in
      if Missing.isMissing(bytes) {
        values.append(-1)
        return true
      }
      guard bytes.count == 4 || bytes.count == 5 else {
        isBoolean = false
        return false
      }
      switch String(decoding: bytes, as: UTF8.self).lowercased() {
      case "true": values.append(1)
      case "false": values.append(0)
      default: isBoolean = false
      }
      return isBoolean
    }
    return isBoolean ? values : nil
  }

  private func dates(_ column: Int) -> [Int32]? {
    var fitting: [[Int32]] = []
    for order in DateOrder.allCases {
      var values: [Int32] = []
      values.reserveCapacity(rowCount)
      var isDate = true
      forEachCell(inColumn: column) { _, bytes, _ in
        if Missing.isMissing(bytes) {
          values.append(ColumnValues.missingDate)
          return true
        }
        guard bytes.count >= 8, let date = order.parse(bytes) else {
          isDate = false
          return false
        }
        values.append(date.daysSince1970)
        return true
      }
      if isDate { fitting.append(values) }
    }
    // 04/03/2010 throughout could be April or March: guessing would be wrong half of the time, so it stays text.
    return fitting.count == 1 || Set(fitting).count == 1 ? fitting.first : nil
  }
}

/// Decimal numbers as tables write them.
enum DecimalNumber {
  private static let powersOfTen: [Double] = (0...22).map { exponent in
    var power = 1.0
    for _ in 0..<exponent { power *= 10 }
    return power
  }

  /// A sign, digits, a decimal point (or comma), an exponent; `inf` in any case. nil for anything else, for names with
  /// leading zeros such as `007`, and for whole numbers too long to be exact, which are identifiers.
  static func parse(_ bytes: UnsafeBufferPointer<UInt8>, decimalComma: Bool) -> Double? {
    var i = 0
    let count = bytes.count
    guard count > 0 else { return nil }
    var isNegative = false
    if bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+") {
      isNegative = bytes[0] == UInt8(ascii: "-")
      i = 1
    }
    let integerStart = i
    var mantissa: UInt64 = 0
    var digits = 0
    var significant = 0
    while i < count, bytes[i] >= 48, bytes[i] <= 57 {
      if significant < 19 { mantissa = mantissa * 10 + UInt64(bytes[i] - 48) }
      if mantissa > 0 { significant += 1 }
      digits += 1
      i += 1
    }
    if digits > 1, bytes[integerStart] == 48 { return nil }
    let isWhole = i == count
    if isWhole, digits > 0, significant > 15 { return nil }
    var scale = 0
    let point = decimalComma ? UInt8(ascii: ",") : UInt8(ascii: ".")
    if i < count, bytes[i] == point {
      i += 1
      while i < count, bytes[i] >= 48, bytes[i] <= 57 {
        if significant < 19 {
          mantissa = mantissa * 10 + UInt64(bytes[i] - 48)
          scale -= 1
        }
        if mantissa > 0 { significant += 1 }
        digits += 1
        i += 1
      }
    }
    guard digits > 0 else { return infinity(bytes, from: integerStart, isNegative: isNegative) }
    if i < count, bytes[i] | 0x20 == UInt8(ascii: "e") {
      i += 1
      var isExponentNegative = false
      if i < count, bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "+") {
        isExponentNegative = bytes[i] == UInt8(ascii: "-")
        i += 1
      }
      var exponent = 0
      var exponentDigits = 0
      while i < count, bytes[i] >= 48, bytes[i] <= 57 {
        exponent = min(exponent * 10 + Int(bytes[i] - 48), 100_000)
        exponentDigits += 1
        i += 1
      }
      guard exponentDigits > 0 else { return nil }
      scale += isExponentNegative ? -exponent : exponent
    }
    guard i == count else { return nil }
    // Both factors are exact here, so one rounding gives the nearest Double; the rest goes the slow way.
    if significant <= 15, abs(scale) <= 22 {
      let whole = Double(mantissa)
      let value = scale < 0 ? whole / powersOfTen[-scale] : whole * powersOfTen[scale]
      return isNegative ? -value : value
    }
    var text = String(decoding: bytes, as: UTF8.self)
    if decimalComma { text = text.replacing(",", with: ".") }
    return Double(text)
  }

  private static func infinity(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isNegative: Bool) -> Double? {
    let word = String(decoding: bytes[start...], as: UTF8.self).lowercased()
    guard word == "inf" || word == "infinity" else { return nil }
    return isNegative ? -.infinity : .infinity
  }
}

extension DataTable {
  /// Reads a CSV or TSV file with types.
  public static func read(path: String) throws(TableError) -> DataTable {
    try DelimitedText(path: path).table()
  }

  /// Reads bytes that the caller fetched, such as standard input.
  public static func read(bytes: [UInt8], name: String) throws(TableError) -> DataTable {
    try DelimitedText(bytes: bytes, name: name).table()
  }

  /// The table as RFC 4180 CSV with `\n` line ends: numbers with all their digits, missing cells empty.
  public func csv() -> String {
    var output = CSV.line(names)
    for row in 0..<rowCount {
      var isFirst = true
      for column in columns {
        if !isFirst { output += "," }
        isFirst = false
        if let text = column.values[row].text { output += CSV.field(text) }
      }
      output += "\n"
    }
    return output
  }
}
