/// Why predictions could not be evaluated.
public enum EvaluationError: Error, Equatable, Sendable {
  case lengthsDiffer(expected: Int, found: Int, what: String)
  case noRows
  case oneClass(isPositive: Bool, rows: Int)
  case notFinite(what: String, row: Int)
  case notAProbability(row: Int)
  case badLevel(Double)
  case badRange(low: Double, high: Double, what: String)
  case badCount(what: String, found: Int, least: Int)
  case unknownClass(row: Int, classes: Int)
  case fewClasses(found: Int)
  case fewClusters(found: Int)
  case badCost(String)
  case badPrevalence(Double)
  case notPaired(String)
}

extension EvaluationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .lengthsDiffer(let expected, let found, let what):
      return "There are \(expected) outcomes but \(found) \(what). Give one per row."
    case .noRows:
      return "There are no rows to evaluate. Check the filter and the missing values."
    case .oneClass(let isPositive, let rows):
      return
        "All \(rows) rows are \(isPositive ? "positive" : "negative"), but both classes are needed. "
        + "Check which class is the positive one, or evaluate another part of the data."
    case .notFinite(let what, let row):
      return "The \(what) in row \(row + 1) is missing or infinite. Correct it or leave the row out."
    case .notAProbability(let row):
      return
        "The prediction in row \(row + 1) is not a probability between 0 and 1. "
        + "Give predicted probabilities, not scores, or fit a logistic model first."
    case .badLevel(let level):
      return "A confidence level of \(level) is not between 0 and 1. A common choice is 0.95."
    case .badRange(let low, let high, let what):
      return "The range \(low) to \(high) of \(what) does not lie inside 0 to 1 in ascending order."
    case .badCount(let what, let found, let least):
      return "The number of \(what) is \(found), but must be at least \(least)."
    case .unknownClass(let row, let classes):
      return "The class in row \(row + 1) is none of the \(classes) named classes. Name every class that occurs."
    case .fewClasses(let found):
      return "There \(found == 1 ? "is 1 class" : "are \(found) classes") but at least two are needed."
    case .fewClusters(let found):
      return
        "There \(found == 1 ? "is 1 cluster" : "are \(found) clusters") with rows of a class, but at least two are "
        + "needed. Use the ordinary interval, or check the patient column."
    case .badCost(let reason):
      return "These costs cannot be used: \(reason)."
    case .badPrevalence(let prevalence):
      return "A prevalence of \(prevalence) is not between 0 and 1. Give it as a fraction, for example 0.15."
    case .notPaired(let reason):
      return "The two sets of predictions are not paired: \(reason)."
    }
  }
}
