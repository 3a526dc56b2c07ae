internal import Cohort

/// Looks for what cannot work in the keys that a person chose.
public enum KeymapCheck {
  /// Lines that cannot be read, commands that do not exist, keys that mean two things on one screen, and commands left
  /// without a key; nothing where all is well.
  public static func problems(_ keymap: Keymap) -> [String] {
    let unread = keymap.problems.map(\.description)
    guard !keymap.keys.isEmpty else { return unread }
    let screens = ScreenID.allCases.map { screen -> [Command<AppAction>] in
      var state = AppState()
      state.path = [screen]
      if screen != .start { state.table = CohortScreen.State(table: DataTable(columns: [])) }
      return App.screenCommands(state) + App.globalCommands(state)
    }
    let known = Set(screens.flatMap { $0.map(\.id) })
    var sentences = unread
    for id in keymap.keys.keys.sorted() where !known.contains(id) {
      let near = Suggestion.nearest(to: id, among: Array(known))
      sentences.append("Keys: there is no command \(id)." + (near.map { " Is \($0) meant?" } ?? ""))
    }
    for commands in screens {
      var owner: [Key: String] = [:]
      func note(_ sentence: String) { if !sentences.contains(sentence) { sentences.append(sentence) } }
      for (built, command) in zip(commands, keymap.apply(to: commands)) {
        for key in keymap.keys[built.id] ?? command.keys {
          guard let first = owner[key] else {
            owner[key] = command.id
            continue
          }
          guard first != command.id, keymap.keys[first] != nil || keymap.keys[command.id] != nil else { continue }
          note("Keys: \(key.label) is bound to \(first) and to \(command.id); it does the first.")
        }
        guard command.keys.isEmpty, !built.keys.isEmpty, keymap.keys[built.id] == nil,
          let taker = keymap.keys.filter({ $0.value.contains { built.keys.contains($0) } }).map(\.key).min()
        else { continue }
        note("Keys: \(taker) has taken the only key of \(built.id), which has none now.")
      }
    }
    return sentences
  }
}
