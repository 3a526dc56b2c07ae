public import Cohort

extension RunResult {
  /// `validation 40 (16 events)`, of several classes `validation 30 (mild 12, severe 18)`.
  public func words(of part: Part) -> String {
    let classes =
      part.classes?.map { "\($0.name) \($0.n)" } ?? classCounts(in: part.name).map { "\($0.name) \($0.count)" }
    let events = part.events ?? 0
    let inside = classes.isEmpty ? events > 0 ? "\(events) events" : "" : classes.joined(separator: ", ")
    return "\(part.name) \(part.n)" + (inside.isEmpty ? "" : " (\(inside))")
  }
}

extension RunResult.Coefficient.Step {
  /// In a column that says "per".
  var word: String {
    switch self {
    case .unit: "unit"
    case .sd: "SD"
    case .score: "score"
    }
  }

  /// Where there is room: what the step is.
  var words: String {
    switch self {
    case .unit: "unit of the column"
    case .sd: "SD in training"
    case .score: "unit of another model's score"
    }
  }
}

extension RunResult.Coefficient {
  /// Why a penalised model has estimates without intervals (Kyung et al., Bayesian Analysis 2010;5:369; glmnet gives none
  /// either).
  static let noIntervals =
    "Penalised estimates are shrunken on purpose and have no valid standard errors: no interval or p can be given."
}
