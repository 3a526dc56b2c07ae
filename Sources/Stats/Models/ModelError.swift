/// Why something could not be learned or applied.
public enum ModelError: Error, Equatable, Sendable {
  case rowsDiffer(design: Int, other: Int, what: String)
  case unknownColumn(name: String, known: [String])
  case missingValues(column: String, count: Int)
  case tooLarge(column: String)
  case noRows
  case noColumns(model: String)
  case wrongOutcome(model: String, needs: String, found: Outcome.Kind)
  case oneClass(model: String, rows: Int)
  case noEvents(model: String, rows: Int)
  case badTime(row: Int)
  case badInterval(row: Int)
  case badWeights(row: Int)
  case emptySide(String)
  case badFraction(Double)
  case badFolds(String)
  case badParameter(name: String, value: String, allowed: String)
  case notConverged(model: String, iterations: Int)
  case noProbability(model: String)
  case unknownLevel(column: String, level: String, known: [String])
  case nothingSelected(step: String)
  /// The task that was fitting has been cancelled.
  case cancelled
}

extension ModelError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .rowsDiffer(let design, let other, let what):
      return "The design has \(design) rows but there are \(other) \(what). Give one per row."
    case .unknownColumn(let name, let known):
      let nearest = known.min { distance(name, $0) < distance(name, $1) }
      let hint = nearest.map { " Did you mean “\($0)”?" } ?? " There are no columns."
      return "There is no column “\(name)”.\(hint)"
    case .missingValues(let column, let count):
      return
        "Column “\(column)” has \(count) missing or infinite \(count == 1 ? "value" : "values"). "
        + "Impute them or leave the rows out before fitting."
    case .tooLarge(let column):
      return
        "Column “\(column)” has values beyond 1e140, whose squares are too large to compute with. "
        + "Give it in a larger unit, or correct it."
    case .noRows:
      return "There are no rows to learn from. Check the filter and the split."
    case .noColumns(let model):
      return "\(model) has no column to learn from. Choose at least one variable, or loosen the selection."
    case .wrongOutcome(let model, let needs, let found):
      return "\(model) needs a \(needs) outcome but the study's outcome is \(found.rawValue). Choose another model."
    case .oneClass(let model, let rows):
      return "\(model) needs both classes, but all \(rows) training rows have the same outcome. Change the split."
    case .noEvents(let model, let rows):
      return "\(model) needs events, but none of the \(rows) training rows has one. Check the event column's coding."
    case .badTime(let row):
      return "The time in row \(row + 1) is missing, infinite or negative. Correct it or leave the row out."
    case .badInterval(let row):
      return "The interval in row \(row + 1) does not start before it ends. Correct it or leave the row out."
    case .badWeights(let row):
      return "The weight in row \(row + 1) is not a positive number. Weights must be finite and above zero."
    case .emptySide(let side):
      return "The split leaves no row on the \(side) side. Change the fraction, the date or the column's values."
    case .badFraction(let fraction):
      return "A training fraction of \(fraction) is not between 0 and 1. A common choice is 0.7."
    case .badFolds(let reason):
      return "These folds cannot be used: \(reason)."
    case .badParameter(let name, let value, let allowed):
      return "\(name) is \(value), but must be \(allowed)."
    case .notConverged(let model, let iterations):
      return
        "\(model) did not converge in \(iterations) steps. Look for collinear or separating variables, "
        + "or use a penalised model."
    case .noProbability(let model):
      return "\(model) gives a score but no probability. Calibrate it, or use a logistic model."
    case .unknownLevel(let column, let level, let known):
      return
        "Column “\(column)” has the level “\(level)”, which the training rows do not have "
        + "(they have \(known.joined(separator: ", "))). Merge rare levels before the split."
    case .nothingSelected(let step):
      return "\(step) keeps no variable. Loosen its threshold or leave the step out."
    case .cancelled:
      return "The fit was cancelled. Run it again to have its numbers."
    }
  }

  /// Levenshtein's edit distance, for suggestions.
  private func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a.lowercased())
    let b = Array(b.lowercased())
    var previous = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var current = [i + 1]
      for (j, y) in b.enumerated() {
        current.append(min(previous[j + 1] + 1, current[j] + 1, previous[j] + (x == y ? 0 : 1)))
      }
      previous = current
    }
    return previous[b.count]
  }
}
