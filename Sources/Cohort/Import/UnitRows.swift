/// The units that the rows of a table belong to, and with them the levels that the values of a column can have.
///
///     row   patient  exam       age  crp
///     1     P1       baseline    60    4      age is the same at every exam of a patient: it can be a value of the
///     2     P1       week 6      60   11      patients or of the exams; crp differs between exams and can only be
///     3     P2       baseline    52    7      a value of the exams
struct UnitRows {
  /// The unit of every row at each level, counted from 0, the widest level first. At the last one every row may be a unit of
  /// its own.
  private let units: [(level: UnitLevel, rows: [Int])]

  /// - Parameter names: what names the unit of every row within its level, such as patient and exam.
  init(_ names: [(level: UnitLevel, rows: [[String]])]) {
    units = names.map { level, rows in
      var places: [[String]: Int] = [:]
      return (
        level,
        rows.map { name in
          let place = places[name] ?? places.count
          places[name] = place
          return place
        }
      )
    }
  }

  /// The levels at which no unit has two different values; missing cells do not count.
  func levels(of values: ColumnValues) -> [UnitLevel] {
    units.filter { Self.difference(of: values, among: $0.rows) == nil }.map(\.level)
  }

  /// Two rows of one unit whose values differ; nil where there are none.
  func difference(of values: ColumnValues, at level: UnitLevel) -> (Int, Int)? {
    units.first { $0.level == level }.flatMap { Self.difference(of: values, among: $0.rows) }
  }

  /// Whether most patients who have a value have it at more than one exam. Only then is it known that a value does not
  /// change between exams: where each patient has one row, the next table may bring another value.
  func repeats(_ values: ColumnValues) -> Bool {
    guard let patients = units.first(where: { $0.level == .patient })?.rows,
      let exams = units.first(where: { $0.level == .exam })?.rows
    else { return false }
    var first: [Int: Int] = [:]
    var several: Set<Int> = []
    for row in patients.indices where !values.isMissing(row) {
      if let exam = first[patients[row]] {
        if exam != exams[row] { several.insert(patients[row]) }
      } else {
        first[patients[row]] = exams[row]
      }
    }
    return !several.isEmpty && several.count * 2 >= first.count
  }

  private static func difference(of values: ColumnValues, among units: [Int]) -> (Int, Int)? {
    var first: [Int: Int] = [:]
    for (row, unit) in units.enumerated() where !values.isMissing(row) {
      if let known = first[unit] {
        if !values.hasSame(known, row) { return (known, row) }
      } else {
        first[unit] = row
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
