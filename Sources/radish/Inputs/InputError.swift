/// What can be wrong between a table and a question about it. Each case names the column and says what to do.
enum InputError: Error, Equatable {
  case noRows(file: String, filter: String?)
  case nothingComplete(columns: [String])
  case repeatedColumn(String)
  case notFinite(column: String, row: Int)
  case positiveNeeded(column: String, levels: [String])
  case unknownPositive(String, column: String, levels: [String])
  case oneClass(column: String, level: String, count: Int)
  case eventCoding(column: String, levels: [String])
  case unknownEvent(String, column: String, levels: [String])
  case negativeTime(column: String, row: Int, value: String)
  case allCensored(column: String)
  case oneGroup(column: String, level: String)
  case manyLevels(column: String, count: Int)
  case notAProbability(column: String, row: Int, value: String)
  case directionCount(directions: Int, scores: Int)
}

extension InputError: CustomStringConvertible {
  var description: String {
    switch self {
    case .noRows(let file, nil): "\(file): has a header but no rows."
    case .noRows(let file, .some(let filter)):
      "\(file): no row satisfies \"\(filter)\". Loosen the condition of --where."
    case .nothingComplete(let columns):
      "Every row lacks a value in one of \(columns.joined(separator: ", ")); nothing is left to compute with. "
        + "Leave out the column that is mostly empty, or fill it in."
    case .repeatedColumn(let name): "The column \"\(name)\" is named twice. Name it once."
    case .notFinite(let column, let row):
      "Row \(row): \(column) is infinite. Correct it, or empty the cell if the value is unknown."
    case .positiveNeeded(let column, let levels):
      "Which value of \"\(column)\" is positive? It holds \(Self.list(levels)). Say it with --positive LABEL."
    case .unknownPositive(let label, let column, let levels):
      "No row has \"\(label)\" in \"\(column)\", which holds \(Self.list(levels)). Choose one of them for --positive."
    case .oneClass(let column, let level, let count):
      "All \(count) rows have \(level) in \"\(column)\". Both classes are needed: check the column, the filter and the "
        + "rows left out for missing values."
    case .eventCoding(let column, let levels):
      "\"\(column)\" is not coded 0/1, false/true or 1/2: it holds \(Self.list(levels)). "
        + "Say which one is the event with --event \(column)=LABEL."
    case .unknownEvent(let label, let column, let levels):
      "No row has \"\(label)\" in \"\(column)\", which holds \(Self.list(levels)). "
        + "Choose one of them for --event \(column)=LABEL."
    case .negativeTime(let column, let row, let value):
      "Row \(row): \(column) is \(value), but a follow-up time cannot be negative. Correct it, or leave the row out "
        + "with --where '\(column)>=0'."
    case .allCensored(let column):
      "\"\(column)\" marks no event: every row is censored, so nothing can be estimated. "
        + "Check which value means the event and name it with --event \(column)=LABEL."
    case .oneGroup(let column, let level):
      "All rows have \(level) in \"\(column)\"; at least two groups are needed to compare."
    case .manyLevels(let column, let count):
      "\"\(column)\" has \(count) different values, too many for groups. Use a column with a few, "
        + "or cut it into ranges first."
    case .notAProbability(let column, let row, let value):
      "Row \(row): \(column) is \(value), which is no probability between 0 and 1. Give predicted probabilities; "
        + "turn a score into them with radish logistic."
    case .directionCount(let directions, let scores):
      "--direction is given \(directions) times for \(scores) scores: give it once for all, or once per --score."
    }
  }

  /// At most ten levels in quotes.
  private static func list(_ levels: [String]) -> String {
    levels.prefix(10).map { "\"\($0)\"" }.joined(separator: ", ")
      + (levels.count > 10 ? " and \(levels.count - 10) more" : "")
  }
}
