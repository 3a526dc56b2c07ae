internal import Cohort

/// Looks for what cannot work in the keys that a person chose.
public enum KeymapCheck {
  /// Commands that do not exist, and keys that mean two things on one screen; nothing where all is well.
  public static func problems(_ keymap: Keymap) -> [String] {
    guard !keymap.keys.isEmpty else { return [] }
    let screens = ScreenID.allCases.map { screen -> [Command<AppAction>] in
      var state = AppState()
      state.path = [screen]
      if screen != .start { state.table = CohortScreen.State(table: DataTable(columns: [])) }
      return App.screenCommands(state) + App.globalCommands(state)
    }
    let known = Set(screens.flatMap { $0.map(\.id) })
    var sentences: [String] = []
    for id in keymap.keys.keys.sorted() where !known.contains(id) {
      let near = Suggestion.nearest(to: id, among: Array(known))
      sentences.append("Keys: there is no command \(id)." + (near.map { " Is \($0) meant?" } ?? ""))
    }
    for commands in screens {
      var owner: [Key: String] = [:]
      for command in commands.map({ keymap.apply(to: $0) }) {
        for key in command.keys {
          guard let first = owner[key] else {
            owner[key] = command.id
            continue
          }
          guard first != command.id, keymap.keys[first] != nil || keymap.keys[command.id] != nil else { continue }
          let sentence = "Keys: \(key.label) is bound to \(first) and to \(command.id); it does the first."
          if !sentences.contains(sentence) { sentences.append(sentence) }
        }
      }
    }
    return sentences
  }
}
