public import Cohort

/// A question to the rows shown, to be asked anew of rows that are read again.
public enum RowQuestion: Equatable, Sendable {
  /// A short one, with the value that means the event where it was named.
  case table(TableQuestion.Kind, level: String?)
  /// One in the words of the command line.
  case program(String)
  /// The baseline table that is shown, of the rows of a level.
  case tableOne(UnitLevel)
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
    case .tableOne(let wanted):
      guard level == wanted else { return [] }
      state.questionOfNewRows = nil
      return makeTableOneAnew(&state)
    }
  }

  /// Makes the baseline table of the same column again, of the rows that are shown now.
  static func makeTableOneAnew(_ state: inout AppState) -> [Effect] {
    guard var request = state.tableOne.request, let sheet = state.table?.sheets[request.level] else { return [] }
    state.tableOne.isOfOldRows = false
    guard let column = sheet.table.column(named: request.column), CohortScreen.canGroup(column) else {
      state.tableOne.result = nil
      state.tableOne.failure = "There are no groups by \(request.column) in this cohort any more."
      return []
    }
    request.table = sheet.table
    request.rows = sheet.rows
    request.filter = sheet.arrangement.filter
    state.tableOne.request = request
    return [.makeTableOne(request)]
  }
}
