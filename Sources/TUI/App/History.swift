/// What can be undone and redone: changes of how something is shown or planned, and changes of the cohort file.
struct History: Sendable {
  struct Step: Sendable {
    /// The screen on which it happened; nil for a change of the cohort file, which can be undone everywhere.
    var screen: ScreenID?
    /// What it was, such as `sort by age`.
    var title: String
    var undo: Change
    var redo: Change
  }

  enum Change: Sendable {
    /// Puts a part of the state back.
    case state(@Sendable (inout AppState) -> [Effect])
    case file(CohortEdit)
  }

  private(set) var past: [Step] = []
  private(set) var future: [Step] = []

  static let limit = 500

  mutating func remember(_ step: Step) {
    past.append(step)
    if past.count > Self.limit { past.removeFirst() }
    future.removeAll { $0.screen == step.screen || $0.screen == nil }
  }

  /// The step that undo takes back on a screen.
  func undoable(on screen: ScreenID) -> Step? { past.last { $0.screen == screen || $0.screen == nil } }

  func redoable(on screen: ScreenID) -> Step? { future.last { $0.screen == screen || $0.screen == nil } }

  /// Moves the step from the past to the future.
  mutating func didUndo(on screen: ScreenID) {
    guard let place = past.lastIndex(where: { $0.screen == screen || $0.screen == nil }) else { return }
    future.append(past.remove(at: place))
  }

  mutating func didRedo(on screen: ScreenID) {
    guard let place = future.lastIndex(where: { $0.screen == screen || $0.screen == nil }) else { return }
    past.append(future.remove(at: place))
  }

  /// The last change of the file is no longer what undo takes back. What brings it back is what was found when it was
  /// taken back: the same rows, not the same deed done again.
  mutating func didUndoFile(inverse: CohortEdit) {
    guard let place = past.lastIndex(where: { $0.screen == nil }) else { return }
    var step = past.remove(at: place)
    step.redo = .file(inverse)
    future.append(step)
  }

  /// A change of the file was made again. What was changed on a screen while it was being written has ended what can be done
  /// again, but the file has changed all the same.
  mutating func didRedoFile(_ edit: CohortEdit, inverse: CohortEdit) {
    var step = Step(screen: nil, title: edit.title, undo: .file(inverse), redo: .file(edit))
    if let place = future.lastIndex(where: { $0.screen == nil }) { step.title = future.remove(at: place).title }
    past.append(step)
  }
}

extension App {
  /// Takes back the last change made on this screen or to the cohort file.
  static func undo(_ state: inout AppState) -> [Effect] {
    guard let step = state.history.undoable(on: state.screen) else { return [] }
    switch step.undo {
    case .file(let edit): return [.edit(edit, .undo)]
    case .state(let change):
      state.history.didUndo(on: state.screen)
      state.message = Message("Undone: \(step.title).")
      return resolve(change(&state), &state)
    }
  }

  static func redo(_ state: inout AppState) -> [Effect] {
    guard let step = state.history.redoable(on: state.screen) else { return [] }
    switch step.redo {
    case .file(let edit): return [.edit(edit, .redo)]
    case .state(let change):
      state.history.didRedo(on: state.screen)
      state.message = Message("Done again: \(step.title).")
      return resolve(change(&state), &state)
    }
  }

  /// The cohort file was changed.
  static func edited(_ edit: CohortEdit, inverse: CohortEdit, _ origin: EditOrigin, _ state: inout AppState) {
    switch origin {
    case .person:
      // The same thing done twice, as by a key that was pressed again while it was written, is done once.
      guard inverse != edit else { return }
      if case .cutoff(let choice) = edit, case .run(let made, nil) = inverse {
        state.results.origins[made] = choice.run
      }
      state.history.remember(
        History.Step(screen: nil, title: edit.title, undo: .file(inverse), redo: .file(edit)))
      state.message = Message(edit.sentence, .good)
    case .undo:
      let title = state.history.past.last { $0.screen == nil }?.title ?? edit.title
      state.history.didUndoFile(inverse: inverse)
      state.message = Message("Undone: \(title).")
    case .redo:
      let title = state.history.future.last { $0.screen == nil }?.title ?? edit.title
      state.history.didRedoFile(edit, inverse: inverse)
      state.message = Message("Done again: \(title).")
    }
  }

  /// Lets a screen act, and remembers what it changed so that it can be undone.
  static func run<S: Screen>(
    _ screen: S.Type, _ place: any WritableKeyPath<AppState, S.State> & Sendable, _ action: S.Action,
    _ state: inout AppState
  ) -> [Effect] {
    let context = state.context
    let before = S.draft(state[keyPath: place])
    let effects = S.update(&state[keyPath: place], action, in: context)
    let after = S.draft(state[keyPath: place])
    if before != after {
      let change: @Sendable (S.Draft) -> History.Change = { draft in
        .state { state in
          let context = state.context
          return S.restore(draft, in: &state[keyPath: place], in: context)
        }
      }
      state.history.remember(
        History.Step(
          screen: state.screen, title: S.title(ofChangeFrom: before, to: after), undo: change(before),
          redo: change(after)))
    }
    return resolve(effects, &state)
  }
}
