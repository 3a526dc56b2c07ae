public import Foundation

/// What can be wrong with a table from outside, or with a question about it.
public enum TableError: Error, Equatable, Sendable {
  case unreadable(file: String, reason: String)
  case tooLarge(file: String, bytes: Int)
  case notText(file: String)
  case undecodable(file: String)
  case empty(file: String)
  case unterminatedQuote(file: String, line: Int)
  case tooManyFields(file: String, line: Int, expected: Int, found: Int)
  case unknownColumn(String, suggestion: String?, known: [String])
  /// The cohort has the column, but in the table of other units.
  case columnElsewhere(String, UnitLevel)
  case notNumeric(column: String, example: String)
  case manyLevels(column: String, count: Int)
  case readerCoding(column: String, levels: [String], positive: String)
  case unknownLevel(String, column: String, levels: [String], option: String)
  case censoredNeeded(column: String, levels: [String], option: String)
  case noCause(column: String, censored: String, option: String)
}

extension TableError: LocalizedError, CustomStringConvertible {
  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .unreadable(let file, let reason):
      return "\(file): cannot be read (\(reason))."
    case .tooLarge(let file, let bytes):
      return "\(file): is \(bytes / 1_048_576) MB; tables up to 2,047 MB are read. Split it into several files."
    case .notText(let file):
      return "\(file): holds bytes that no text has; it is not a CSV or TSV file. Export the table as CSV."
    case .undecodable(let file):
      return "\(file): is no text in UTF-8, GBK or Windows-1252. Save it as \"CSV UTF-8\"."
    case .empty(let file):
      return "\(file): is empty; a table needs a line of column names."
    case .unterminatedQuote(let file, let line):
      return "\(file), line \(line): a quotation mark is opened and never closed. Close it, or remove it."
    case .tooManyFields(let file, let line, let expected, let found):
      return "\(file), line \(line): has \(found) cells but the header names \(expected) columns. "
        + "Quote cells that contain the delimiter."
    case .unknownColumn(let name, let suggestion, let known):
      if let suggestion { return "There is no column \"\(name)\". Did you mean \"\(suggestion)\"?" }
      let listed = known.prefix(12).joined(separator: ", ")
      return "There is no column \"\(name)\". The columns are: \(listed)\(known.count > 12 ? ", …" : "")."
    case .columnElsewhere(let name, let level):
      return "\"\(name)\" is a value of the \(level.unitPlural), so it is in their table and not in this one."
    case .notNumeric(let column, let example):
      return "Column \"\(column)\" must hold numbers but holds text such as \"\(example)\"."
    case .manyLevels(let column, let count):
      return "\"\(column)\" has \(count) different values, too many for groups. Use a column with a few, "
        + "or cut it into ranges first."
    case .readerCoding(let column, let levels, let positive):
      return
        "\"\(column)\" is no test with two results: it holds \(Levels.list(levels)). Code it \"\(positive)\" or 1, "
        + "true, yes for a positive call and one other value for a negative one."
    case .unknownLevel(let level, let column, let levels, let option):
      return "No row has \"\(level)\" in \"\(column)\", which holds \(Levels.list(levels)). Correct \(option)."
    case .censoredNeeded(let column, let levels, let option):
      return
        "Which value of \"\(column)\" means censored? It holds \(Levels.list(levels)). Say it with \(Self.given(option)); "
        + "\"none\" where nobody is censored."
    case .noCause(let column, let censored, let option):
      return
        "Every row has \"\(censored)\" in \"\(column)\", which means censored, so nothing can be estimated. "
        + "Check the column, or name another value with \(Self.given(option))."
    }
  }

  /// `--censored LABEL`, or the key of a file as it is.
  private static func given(_ option: String) -> String { option.hasPrefix("--") ? "\(option) LABEL" : option }
}
