/// Why a test or a measure of agreement could not be computed.
public enum HypothesisError: Error, Equatable, Sendable {
  case tooFew(what: String, found: Int, least: Int)
  case lengthsDiffer(first: Int, second: Int, what: String)
  case notFinite(what: String, row: Int)
  case badLevel(Double)
  case badTable(String)
  case tableTooLarge
  case negativeCount(row: Int, column: Int)
  case badCategory(row: Int, categories: Int)
  case emptyRegion(String)
}

extension HypothesisError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooFew(let what, let found, let least):
      return
        "The number of \(what) is \(found), but at least \(least) are needed. Check the filter and the missing values."
    case .lengthsDiffer(let first, let second, let what):
      return "The \(what) have different lengths: \(first) and \(second). Give one value of each per row."
    case .notFinite(let what, let row):
      return "The \(what) in row \(row + 1) is missing or infinite. Correct it or leave the row out."
    case .badLevel(let level):
      return "A confidence level of \(level) is not between 0 and 1. A common choice is 0.95."
    case .badTable(let reason):
      return "This table cannot be tested: \(reason)."
    case .tableTooLarge:
      return "Fisher's exact test is too large for this table. Use the χ² test, or merge rare categories."
    case .negativeCount(let row, let column):
      return "The count in row \(row + 1), column \(column + 1) of the table is negative. Counts are 0 or more."
    case .badCategory(let row, let categories):
      return "The category in row \(row + 1) is none of the \(categories) known ones. Name every category that occurs."
    case .emptyRegion(let name):
      return "The region \(name) has no point, so that no distance can be measured. Check the mask."
    }
  }
}
