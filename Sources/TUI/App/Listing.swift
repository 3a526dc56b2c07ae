/// The list that a screen shows: what each line says, and how to go there. `/`, `n` and `N` look through it.
public struct Listing<Action: Sendable>: Sendable {
  public let count: Int
  /// The line under the cursor, or the first one in view where nothing is chosen.
  public let row: Int
  public let text: @Sendable (Int) -> String
  public let go: @Sendable (Int) -> Action

  public init(
    count: Int, row: Int, text: @escaping @Sendable (Int) -> String, go: @escaping @Sendable (Int) -> Action
  ) {
    self.count = count
    self.row = row
    self.text = text
    self.go = go
  }

  /// A list whose lines are known.
  public init(_ lines: [String], row: Int, go: @escaping @Sendable (Int) -> Action) {
    self.init(count: lines.count, row: row, text: { lines[$0] }, go: go)
  }

  func map<Other: Sendable>(_ transform: @escaping @Sendable (Action) -> Other) -> Listing<Other> {
    let go = go
    return Listing<Other>(count: count, row: row, text: text) { transform(go($0)) }
  }

  /// The lines that have a text, whether its letters are capital or not.
  func rows(with text: String) -> [Int] {
    let wanted = text.lowercased()
    guard !wanted.isEmpty else { return [] }
    return (0..<count).filter { self.text($0).lowercased().contains(wanted) }
  }
}

extension App {
  /// Keys while a text to find is typed: the cursor goes along.
  static func handleFind(_ event: InputEvent, _ prompt: Prompt, from origin: Int, _ state: inout AppState) -> [Effect] {
    var prompt = prompt
    switch event {
    case .key(.escape), .key(.control("c")):
      state.overlay = nil
      return face(state).listing().map { update(&state, $0.go(origin)) } ?? []
    case .key(.enter):
      state.overlay = nil
      return find(prompt.text, &state)
    case .key(.backspace) where prompt.text.isEmpty:
      state.overlay = nil
      return []
    default: _ = prompt.edit(event)
    }
    state.overlay = .find(prompt, from: origin)
    guard let listing = face(state).listing() else { return [] }
    let rows = listing.rows(with: prompt.text)
    return update(&state, listing.go(rows.first { $0 >= origin } ?? rows.first ?? origin))
  }

  /// Looks for a text from the cursor on, which may be on it already.
  static func find(_ text: String, _ state: inout AppState) -> [Effect] {
    guard !text.isEmpty, let listing = face(state).listing() else {
      state.found = nil
      return []
    }
    let rows = listing.rows(with: text)
    guard let row = rows.first(where: { $0 >= listing.row }) ?? rows.first else {
      state.message = Message("Nothing here has “\(text)” in it.", .warning)
      return []
    }
    state.found = text
    if state.findHistory.last != text { state.findHistory.append(text) }
    let effects = update(&state, listing.go(row))
    state.message = Message(
      rows.count == 1
        ? "One line has “\(text)”." : "\(rows.count) lines have “\(text)”; n and N go from one to the next.")
    return effects
  }

  /// Goes to the next line that has the text looked for, or to the one before.
  static func findNext(_ step: Int, _ state: inout AppState) -> [Effect] {
    guard let text = state.found, let listing = face(state).listing() else { return [] }
    let rows = listing.rows(with: text)
    let onward = step > 0 ? rows.first { $0 > listing.row } : rows.last { $0 < listing.row }
    guard let row = onward ?? (step > 0 ? rows.first : rows.last) else {
      state.message = Message("Nothing here has “\(text)” in it.", .warning)
      return []
    }
    if onward == nil, rows.count > 1 { state.message = Message("Went on from the other end.") }
    return update(&state, listing.go(row))
  }

  /// The commands of looking through a list.
  static func findCommands(_ state: AppState, _ listing: Listing<AppAction>?) -> [Command<AppAction>] {
    let none = listing == nil ? "There is no list here to look through." : nil
    let nothing = none ?? (state.found == nil ? "Nothing has been looked for; / finds a text." : nil)
    var commands = [
      Command<AppAction>(
        "find", "Find a text in this list", keys: [.character("/")],
        help: "Goes there while you type; n and N go to the next and the one before.", disabledReason: none,
        action: .beginFind),
      Command(
        "find.next", "Go to the next line found", keys: [.character("n")], disabledReason: nothing, action: .findNext(1)
      ),
      Command(
        "find.previous", "Go to the line found before", keys: [.character("N")], disabledReason: nothing,
        action: .findNext(-1)),
    ]
    if state.found != nil {
      commands.append(
        Command("find.clear", "End the search", keys: [.escape], footer: "end search", action: .endFind))
    }
    return commands
  }
}
