internal import Cohort

/// A question to the rows shown, to be asked anew of rows that are read again.
public enum RowQuestion: Equatable, Sendable {
  /// A short one, with the value that means the event where it was named.
  case table(TableQuestion.Kind, level: String?)
  /// One in the words of the command line.
  case program(String)
}

extension App {
  /// Asks what waited for new rows, once those of a table are there.
  static func askOfNewRows(_ level: UnitLevel, _ state: inout AppState) -> [Effect] {
    guard let question = state.questionOfNewRows, let table = state.table, table.sheets[level]?.isArranging == false
    else { return [] }
    switch question {
    case .table(let kind, let named):
      // Short questions are of patients.
      guard level == .patient else { return [] }
      state.questionOfNewRows = nil
      return [.ask(TableQuestion(kind, level: named, of: state))]
    case .program(let typed):
      guard level == table.level else { return [] }
      state.questionOfNewRows = nil
      return askProgram(typed, &state)
    }
  }
}
