import Cohort
import Stats

/// The rows that have a value in every column a command uses, and what became of the others.
struct CompleteRows {
  /// Only those rows; column names are those of the file.
  let table: DataTable
  /// Their numbers in the file, counted from 1 below the header.
  let numbers: [Int]
  /// Per column with missing values, the numbers of the rows that lack it.
  let missing: [(column: String, rows: [Int])]
  /// Rows that the filter leaves, with or without missing values.
  let askedCount: Int
  private let filter: String?
  private let notes: [String]

  init(of input: InputTable, columns: [String]) throws {
    var isComplete = [Bool](repeating: true, count: input.rows.count)
    var missing: [(column: String, rows: [Int])] = []
    for name in columns {
      let values = try input.table.requireColumn(name).values
      var rows: [Int] = []
      for (position, row) in input.rows.enumerated() where values.isMissing(row) {
        isComplete[position] = false
        rows.append(row + 1)
      }
      if !rows.isEmpty { missing.append((name, rows)) }
    }
    let kept = input.rows.indices.filter { isComplete[$0] }.map { input.rows[$0] }
    guard !kept.isEmpty else { throw InputError.nothingComplete(columns: columns) }
    table = input.table.rows(kept)
    numbers = kept.map { $0 + 1 }
    self.missing = missing
    askedCount = input.rows.count
    filter = input.filter
    notes = input.notes
  }

  var count: Int { numbers.count }
  var missingCount: Int { askedCount - count }

  /// How many rows were used and which were left out, in words.
  var sentences: [String] {
    var sentences = notes
    if let filter { sentences.append("\(askedCount) rows satisfy \(filter).") }
    guard missingCount > 0 else { return sentences }
    let reasons = missing.map { column, rows in
      let listed = rows.prefix(5).map(String.init).joined(separator: ", ")
      return "\(column) in \(rows.count) (row\(rows.count == 1 ? "" : "s") \(listed)\(rows.count > 5 ? ", …" : ""))"
    }
    sentences.append(
      "\(missingCount) of \(askedCount) rows \(missingCount == 1 ? "has" : "have") a missing value and "
        + "\(missingCount == 1 ? "is" : "are") left out: "
        + reasons.joined(separator: "; ") + ".")
    return sentences
  }

  /// The numbers of a column, or an error that names the first text in it.
  func numbers(of name: String) throws -> [Double] {
    let column = try table.requireColumn(name)
    guard let numbers = column.values.numbers else {
      let example = column.values.texts.lazy.compactMap { $0 }.first { Double($0) == nil } ?? ""
      throw TableError.notNumeric(column: name, example: example)
    }
    if let row = numbers.firstIndex(where: { !$0.isFinite }) {
      throw InputError.notFinite(column: name, row: self.numbers[row])
    }
    return numbers
  }

  /// Rows sorted into the groups of a column, of which a plot or a table can show at most 30.
  func grouping(of name: String) throws -> Grouping {
    let grouping = try strata(of: name)
    guard grouping.groupCount <= 30 else { throw TableError.manyLevels(column: name, count: grouping.groupCount) }
    return grouping
  }

  /// Rows sorted into any number of strata by a column: numbers ascending, text alphabetically.
  func strata(of name: String) throws -> Grouping {
    let column = try table.requireColumn(name)
    let levels = column.values.levels.compactMap(\.text)
    let names = column.type == .text ? AlphabeticalOrder.sorted(levels) : levels
    let index = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, $0.offset) })
    return Grouping(codes: column.values.texts.map { index[$0 ?? ""] ?? 0 }, names: names)
  }

  /// A number for each different value of a column, in the order of appearance.
  func codes(of name: String) throws -> [Int] {
    var known: [CellValue: Int] = [:]
    let values = try table.requireColumn(name).values
    return (0..<values.count).map { row in
      if let code = known[values[row]] { return code }
      let code = known.count
      known[values[row]] = code
      return code
    }
  }
}

extension Answer {
  /// Adds `n`, `n_missing` and what was left out, to the document and in words.
  mutating func add(_ rows: CompleteRows) {
    add("n", .integer(rows.count))
    add("n_missing", .integer(rows.missingCount))
    add(
      "missing",
      .array(
        rows.missing.map { column, numbers in
          ["column": .string(column), "n": .integer(numbers.count), "rows": .array(numbers.map { .integer($0) })]
        }))
    notes += rows.sentences
  }
}
