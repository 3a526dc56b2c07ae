/// The units that the rows of a table belong to, and with them the levels that the values of a column can have.
///
///     row   patient  exam       age  crp
///     1     P1       baseline    60    4      age is the same at every exam of a patient: it can be a value of the
///     2     P1       week 6      60   11      patients or of the exams; crp differs between exams and can only be
///     3     P2       baseline    52    7      a value of the exams
struct UnitRows {
  /// The units at each level, the widest first. At the last one every row may be a unit of its own.
  private let units: [Units]

  private struct Units {
    let level: UnitLevel
    /// The unit of every row, counted from 0.
    let rows: [Int]
    let count: Int
  }

  /// - Parameter names: what names the unit of every row within its level, such as patient and exam.
  init(_ names: [(level: UnitLevel, rows: [[String]])]) {
    units = names.map { level, rows in
      var places: [[String]: Int] = [:]
      let own = rows.map { name in
        let place = places[name] ?? places.count
        places[name] = place
        return place
      }
      return Units(level: level, rows: own, count: places.count)
    }
  }

  /// The levels at which no unit has two different values; missing cells do not count.
  func levels(of values: ColumnValues) -> [UnitLevel] {
    units.filter { Self.difference(of: values, among: $0) == nil }.map(\.level)
  }

  /// Two rows of one unit whose values differ; nil where there are none.
  func difference(of values: ColumnValues, at level: UnitLevel) -> (Int, Int)? {
    units.first { $0.level == level }.flatMap { Self.difference(of: values, among: $0) }
  }

  /// Whether most patients who have a value have it at more than one exam. Only then is it known that a value does not
  /// change between exams: where each patient has one row, the next table may bring another value.
  func repeats(_ values: ColumnValues) -> Bool {
    guard let patients = units.first(where: { $0.level == .patient }),
      let exams = units.first(where: { $0.level == .exam })?.rows, patients.count < patients.rows.count
    else { return false }
    var first = [Int](repeating: -1, count: patients.count)
    var hasSeveral = [Bool](repeating: false, count: patients.count)
    for (row, patient) in patients.rows.enumerated() where !values.isMissing(row) {
      if first[patient] < 0 {
        first[patient] = exams[row]
      } else if first[patient] != exams[row] {
        hasSeveral[patient] = true
      }
    }
    let several = hasSeveral.count { $0 }
    return several > 0 && several * 2 >= first.count { $0 >= 0 }
  }

  private static func difference(of values: ColumnValues, among units: Units) -> (Int, Int)? {
    // Where every row is a unit of its own there is nothing to compare, however many columns there are.
    guard units.count < units.rows.count else { return nil }
    var first = [Int](repeating: -1, count: units.count)
    for (row, unit) in units.rows.enumerated() where !values.isMissing(row) {
      if first[unit] < 0 {
        first[unit] = row
      } else if !values.hasSame(first[unit], row) {
        return (first[unit], row)
      }
    }
    return nil
  }
}

extension ColumnValues {
  /// Whether two cells that are there hold the same value.
  fileprivate func hasSame(_ a: Int, _ b: Int) -> Bool {
    switch self {
    case .number(let values): values[a] == values[b]
    case .text(let column): column.codes[a] == column.codes[b]
    case .date(let values): values[a] == values[b]
    case .bool(let values): values[a] == values[b]
    }
  }
}
