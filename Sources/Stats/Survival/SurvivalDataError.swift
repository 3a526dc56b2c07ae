/// Why follow-up times could not be used.
public enum SurvivalDataError: Error, Equatable, Sendable {
  case noSubjects
  case lengthsDiffer(subjects: Int, found: Int, what: String)
  case timeNotFinite(row: Int)
  case negativeTime(row: Int)
  case notFinite(what: String, row: Int)
  case oneGroup(String)
  case badLevel(Double)
  case badHorizon(Double)
  case badScores(expected: Int, found: Int)
  case allCensored(subjects: Int)
  case unknownCause(row: Int, causes: Int)
  case notAProbability(row: Int)
  case badProportion(Double)
}

extension SurvivalDataError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noSubjects:
      return "There are no subjects to follow up. Check the filter and the missing values."
    case .lengthsDiffer(let subjects, let found, let what):
      return "There are \(subjects) follow-up times but \(found) \(what). Give one per subject."
    case .timeNotFinite(let row):
      return "The follow-up time in row \(row + 1) is missing or infinite. Correct it or leave the row out."
    case .negativeTime(let row):
      return
        "The follow-up time in row \(row + 1) is negative: the end lies before the start. "
        + "Correct the dates or leave the row out."
    case .notFinite(let what, let row):
      return "The \(what) in row \(row + 1) is missing or infinite. Correct it or leave the row out."
    case .oneGroup(let name):
      return "All subjects are in one group (\(name)), but at least two are compared. Choose another grouping."
    case .badLevel(let level):
      return "A confidence level of \(level) is not between 0 and 1. A common choice is 0.95."
    case .badHorizon(let time):
      return "A time of \(time) cannot be evaluated. Give a finite time above zero, within the follow-up."
    case .badScores(let expected, let found):
      return "The test for trend needs one score per group: \(expected), but \(found) were given."
    case .allCensored(let subjects):
      return
        "None of the \(subjects) subjects has an event, so that this cannot be estimated. "
        + "Check which value of the event column means that the event happened."
    case .unknownCause(let row, let causes):
      return "The cause in row \(row + 1) is not one of 0 (censored) to \(causes). Recode the event column."
    case .notAProbability(let row):
      return "The prediction in row \(row + 1) is not a probability between 0 and 1. Give the predicted risk."
    case .badProportion(let value):
      return "A smallest group share of \(value) is not between 0 and 0.5. A common choice is 0.1."
    }
  }
}
