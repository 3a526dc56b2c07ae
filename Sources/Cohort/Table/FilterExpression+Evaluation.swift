extension FilterExpression {
  /// One flag per row of the table: true where the condition holds.
  public func mask(in table: DataTable) throws(FilterError) -> [Bool] {
    try truth(of: root, in: table).map { $0 == Truth.yes }
  }

  /// The rows that satisfy the condition, in their order.
  public func rows(in table: DataTable) throws(FilterError) -> [Int] {
    let truth = try truth(of: root, in: table)
    return truth.indices.filter { truth[$0] == Truth.yes }
  }

  /// Truth values as bytes: whole columns are combined in one loop.
  private enum Truth {
    static let no: UInt8 = 0
    static let yes: UInt8 = 1
    static let unknown: UInt8 = 2
  }

  private func truth(of node: Node, in table: DataTable) throws(FilterError) -> [UInt8] {
    switch node {
    case .all(let nodes):
      var result = try truth(of: nodes[0], in: table)
      for node in nodes.dropFirst() {
        let other = try truth(of: node, in: table)
        for i in result.indices {
          let a = result[i]
          let b = other[i]
          result[i] =
            a == Truth.no || b == Truth.no ? Truth.no : a == Truth.yes && b == Truth.yes ? Truth.yes : Truth.unknown
        }
      }
      return result
    case .any(let nodes):
      var result = try truth(of: nodes[0], in: table)
      for node in nodes.dropFirst() {
        let other = try truth(of: node, in: table)
        for i in result.indices {
          let a = result[i]
          let b = other[i]
          result[i] =
            a == Truth.yes || b == Truth.yes ? Truth.yes : a == Truth.no && b == Truth.no ? Truth.no : Truth.unknown
        }
      }
      return result
    case .not(let node):
      return try truth(of: node, in: table).map { $0 == Truth.unknown ? $0 : 1 - $0 }
    case .missing(let word, let isMissing):
      let values = try column(word, in: table).values
      return (0..<table.rowCount).map { values.isMissing($0) == isMissing ? Truth.yes : Truth.no }
    case .flag(let word):
      return try flags(of: try column(word, in: table), word: word)
    case .membership(let word, let values):
      let column = try column(word, in: table)
      var result = [UInt8](repeating: Truth.no, count: table.rowCount)
      for value in values {
        let one = try compare(column, .equal, value, in: table)
        for i in result.indices where one[i] != Truth.no { result[i] = one[i] }
      }
      return result
    case .comparison(let word, let comparison, let value):
      return try compare(try column(word, in: table), comparison, value, in: table)
    }
  }

  private func column(_ word: Word, in table: DataTable) throws(FilterError) -> TableColumn {
    if let column = table.column(named: word.text) { return column }
    if let level = table.level(ofColumnElsewhere: word.text) {
      throw FilterError(
        source: source, column: word.position,
        problem: "\"\(word.text)\" is a value of the \(level.unitPlural), in their table", elsewhere: level)
    }
    let nearest = Suggestion.nearest(to: word.text, among: table.names)
    let listed = table.names.prefix(8).joined(separator: ", ") + (table.columns.count > 8 ? ", …" : "")
    throw FilterError(
      source: source, column: word.position,
      problem: "there is no column \"\(word.text)\"" + (nearest == nil ? "; the columns are \(listed)" : ""),
      suggestion: nearest)
  }

  private func flags(of column: TableColumn, word: Word) throws(FilterError) -> [UInt8] {
    switch column.values {
    case .bool(let values):
      return values.map { $0 < 0 ? Truth.unknown : UInt8($0) }
    case .number(let values) where values.allSatisfy({ $0.isNaN || $0 == 0 || $0 == 1 }):
      return values.map { $0.isNaN ? Truth.unknown : UInt8($0) }
    default:
      throw FilterError(
        source: source, column: word.position + word.text.count,
        problem:
          "\"\(word.text)\" alone is no condition: it is a \(column.type.rawValue) column, compare it with something",
        suggestion: column.type == .number ? "\(word.text)>0" : "\(word.text)=…")
    }
  }

  private func compare(
    _ column: TableColumn, _ comparison: Comparison, _ value: Word, in table: DataTable
  ) throws(FilterError) -> [UInt8] {
    if comparison == .contains || comparison == .lacks { return try contains(column, comparison, value) }
    if value.isBackquoted || isOtherColumn(value, beside: column, in: table) {
      return try compareColumns(column, comparison, try self.column(value, in: table), value)
    }
    switch column.values {
    case .number(let values):
      guard let number = Self.number(value.text) else {
        throw FilterError(
          source: source, column: value.position,
          problem: "\"\(column.name)\" holds numbers, and \"\(value.text)\" is not one", suggestion: nil)
      }
      return Self.compare(values, comparison, number) { $0.isNaN }
    case .date(let values):
      guard let date = CalendarDate(iso: value.text) else {
        throw FilterError(
          source: source, column: value.position,
          problem: "\"\(column.name)\" holds dates, and \"\(value.text)\" is not one; write 2010-04-30", suggestion: nil
        )
      }
      return Self.compare(values, comparison, date.daysSince1970) { $0 == ColumnValues.missingDate }
    case .bool(let values):
      let flag: Int8
      switch value.text.lowercased() {
      case "true", "yes", "1": flag = 1
      case "false", "no", "0": flag = 0
      default:
        throw FilterError(
          source: source, column: value.position,
          problem: "\"\(column.name)\" is true or false, and \"\(value.text)\" is neither", suggestion: nil)
      }
      return Self.compare(values, comparison, flag) { $0 < 0 }
    case .text(let text):
      try refuseOrder(of: column, comparison, value)
      let verdicts = Self.verdicts(text.levels, comparison, value.text)
      return text.codes.map { $0 < 0 ? Truth.unknown : verdicts[Int($0)] }
    }
  }

  /// Texts have an order of their own: that of a number or a date would be another, and the rows kept would be wrong without
  /// a word. In quotation marks the value is a text.
  private func refuseOrder(of column: TableColumn, _ comparison: Comparison, _ value: Word) throws(FilterError) {
    guard [.less, .lessOrEqual, .greater, .greaterOrEqual].contains(comparison), !value.isQuoted else { return }
    let isNumber = Self.number(value.text) != nil
    guard isNumber || CalendarDate(iso: value.text) != nil else { return }
    throw FilterError(
      source: source, column: value.position,
      problem: "\"\(column.name)\" holds text, which has no order with a \(isNumber ? "number" : "date"); "
        + "'\(value.text)' in quotation marks is a text", suggestion: nil)
  }

  /// A bare word beside a numeric or date column that is no number or date itself, but names a column of that type.
  private func isOtherColumn(_ value: Word, beside column: TableColumn, in table: DataTable) -> Bool {
    guard !value.isQuoted, let other = table.column(named: value.text), other.type == column.type else { return false }
    switch column.type {
    case .number: return Self.number(value.text) == nil
    case .date: return CalendarDate(iso: value.text) == nil
    case .bool, .text: return false
    }
  }

  private func compareColumns(
    _ a: TableColumn, _ comparison: Comparison, _ b: TableColumn, _ value: Word
  ) throws(FilterError) -> [UInt8] {
    if let x = a.values.numbers, let y = b.values.numbers, a.type == b.type {
      return x.indices.map { i in
        if x[i].isNaN || y[i].isNaN { return Truth.unknown }
        return Self.holds(x[i] < y[i] ? -1 : x[i] > y[i] ? 1 : 0, comparison) ? Truth.yes : Truth.no
      }
    }
    guard a.type == .text, b.type == .text else {
      throw FilterError(
        source: source, column: value.position,
        problem: "\"\(a.name)\" (\(a.type.rawValue)) and \"\(b.name)\" (\(b.type.rawValue)) cannot be compared",
        suggestion: nil)
    }
    let x = a.values.texts
    let y = b.values.texts
    return x.indices.map { i in
      guard let left = x[i], let right = y[i] else { return Truth.unknown }
      let sign = left == right ? 0 : NaturalOrder.precedes(left, right) ? -1 : 1
      return Self.holds(sign, comparison) ? Truth.yes : Truth.no
    }
  }

  private func contains(_ column: TableColumn, _ comparison: Comparison, _ value: Word) throws(FilterError) -> [UInt8] {
    let needle = value.text.lowercased()
    let pattern = value.isPattern ? try pattern(value) : nil
    func verdict(_ text: String) -> UInt8 {
      let found = pattern.map { $0.isContained(in: text) } ?? (needle.isEmpty || text.lowercased().contains(needle))
      return found == (comparison == .contains) ? Truth.yes : Truth.no
    }
    if case .text(let text) = column.values {
      let verdicts = text.levels.map(verdict)
      return text.codes.map { $0 < 0 ? Truth.unknown : verdicts[Int($0)] }
    }
    return (0..<column.values.count).map { column.values[$0].text.map(verdict) ?? Truth.unknown }
  }

  private func pattern(_ value: Word) throws(FilterError) -> TextPattern {
    do {
      return try TextPattern(value.text)
    } catch {
      throw FilterError(
        source: source, column: value.position, problem: "/\(value.text)/ \(error.problem)", suggestion: nil)
    }
  }

  private static func number(_ text: String) -> Double? {
    Array(text.utf8).withUnsafeBufferPointer { DecimalNumber.parse($0, decimalComma: false) }
  }

  /// Equality is exact where some cell is written exactly so, and else without regard to case.
  private static func verdicts(_ levels: [String], _ comparison: Comparison, _ value: String) -> [UInt8] {
    let lowered = value.lowercased()
    let hasExact = levels.contains(value)
    return levels.map { level in
      let isEqual = level == value || (!hasExact && level.lowercased() == lowered)
      let sign = isEqual ? 0 : NaturalOrder.precedes(level, value) ? -1 : 1
      return holds(sign, comparison) ? Truth.yes : Truth.no
    }
  }

  private static func compare<Value: Comparable>(
    _ values: [Value], _ comparison: Comparison, _ value: Value, _ isMissing: (Value) -> Bool
  ) -> [UInt8] {
    values.map { cell in
      if isMissing(cell) { return Truth.unknown }
      return holds(cell < value ? -1 : cell > value ? 1 : 0, comparison) ? Truth.yes : Truth.no
    }
  }

  private static func holds(_ sign: Int, _ comparison: Comparison) -> Bool {
    switch comparison {
    case .equal: sign == 0
    case .unequal: sign != 0
    case .less: sign < 0
    case .lessOrEqual: sign <= 0
    case .greater: sign > 0
    case .greaterOrEqual: sign >= 0
    case .contains, .lacks: false
    }
  }
}
