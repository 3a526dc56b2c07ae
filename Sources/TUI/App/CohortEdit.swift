public import Cohort

/// A change of the cohort file that a person makes. Doing it gives the change that takes it back.
public enum CohortEdit: Equatable, Sendable {
  /// Leaves units out of every analysis, each with its reason; nil takes the unit back in.
  case exclusions(UnitLevel, [Int64: String?])
  /// Remembers an outcome under a name; nil forgets it.
  case outcome(named: String, StudyOutcome?)

  /// What history, messages and undo call it.
  var title: String {
    switch self {
    case .exclusions(let level, let reasons):
      let out = reasons.values.count { $0 != nil }
      let count = out > 0 ? out : reasons.count
      let units = count == 1 ? "1 \(level.rawValue)" : "\(count) \(level.plural)"
      return out > 0 ? "exclusion of \(units)" : "inclusion of \(units)"
    case .outcome(let name, let outcome): return outcome == nil ? "outcome \(name) forgotten" : "outcome \(name)"
    }
  }

  /// What is said when it is done.
  var sentence: String {
    switch self {
    case .exclusions(let level, let reasons):
      let out = reasons.values.count { $0 != nil }
      let count = out > 0 ? out : reasons.count
      let units = count == 1 ? "1 \(level.rawValue)" : "\(count) \(level.plural)"
      return out > 0
        ? "\(units) left out of every analysis; u takes it back." : "\(units) taken back in; u takes it back."
    case .outcome(let name, let outcome):
      return outcome == nil ? "\(name) is no outcome any more." : "\(name) is an outcome now: Model lists it first."
    }
  }
}

/// Why a change is made: it decides where the change goes in the history.
public enum EditOrigin: Equatable, Sendable { case person, undo, redo }
