extension App {
  /// Asks the program in the words of its command line, as typed; the answer gets a page of its own. A command that still
  /// runs is ended by the next one, but not without being asked.
  static func askProgram(_ typed: String, endingOther: Bool = false, _ state: inout AppState) -> [Effect] {
    guard let manual = state.manual else {
      // Typed faster than the manual is read: it is asked as soon as that is done.
      state.pendingQuestion = typed
      return state.running.contains(.manual) ? [] : [.readManual]
    }
    do {
      let call = try ProgramCall(typed: typed, manual: manual, state: state)
      if let cohort = state.cohort, call.rows != nil, !cohort.isComplete, cohort.steps[.extract] == .done {
        // Of a large cohort the table is there before it is known which features there are.
        state.pendingQuestion = typed
        state.message = Message("Asked as soon as it is known which features there are.")
        return []
      }
      if state.running.contains(.program), !endingOther {
        state.overlay = .confirm(
          question: ":\(state.answer.title) is still running; end it and ask this?", effect: .askInstead(typed))
        return []
      }
      state.answer = AnswerScreen.State(asking: call)
      if state.screen != .answer { state.path.append(.answer) }
      return [.askProgram(call)]
    } catch {
      state.message = Message(error.sentence, .bad)
      return []
    }
  }

  /// What happens to the page of an answer.
  static func answer(_ action: AnswerScreen.Action, _ state: inout AppState) -> [Effect] {
    var effects = run(AnswerScreen.self, \.answer, action, &state)
    if case .answered(let answer) = action {
      if let cohort = state.cohort?.path, answer.written.contains(cohort) { effects.append(.reload) }
      if state.screen != .answer {
        state.message = Message(
          ":\(state.answer.title) has answered; :answer shows it.", answer.status == 0 ? .good : .warning)
      }
    }
    return effects
  }
}
