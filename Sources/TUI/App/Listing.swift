/// The list that a screen shows: what each line says, and how to go there. `/` or `f`, `n` and `N` look through it.
public struct Listing<Action: Sendable>: Sendable {
  public let count: Int
  /// The line under the cursor, or the first one in view where nothing is chosen.
  public let row: Int
  /// The lines that have a text.
  private let search: @Sendable (String) -> [Int]
  public let go: @Sendable (Int) -> Action
  /// What a path typed in place of a text to find does, on a screen that takes paths; nil on the others.
  public let take: (@Sendable (String) -> Action)?

  /// - Parameter search: the lines that have a text, in their order.
  public init(
    count: Int, row: Int, search: @escaping @Sendable (String) -> [Int], go: @escaping @Sendable (Int) -> Action,
    take: (@Sendable (String) -> Action)? = nil
  ) {
    self.count = count
    self.row = row
    self.search = search
    self.go = go
    self.take = take
  }

  /// A list whose lines are made where they are looked at.
  public init(
    count: Int, row: Int, text: @escaping @Sendable (Int) -> String, go: @escaping @Sendable (Int) -> Action,
    take: (@Sendable (String) -> Action)? = nil
  ) {
    self.init(
      count: count, row: row,
      search: { wanted in
        let wanted = wanted.lowercased()
        return (0..<count).filter { text($0).lowercased().contains(wanted) }
      }, go: go, take: take)
  }

  /// A list whose lines are known.
  public init(
    _ lines: [String], row: Int, go: @escaping @Sendable (Int) -> Action, take: (@Sendable (String) -> Action)? = nil
  ) {
    self.init(count: lines.count, row: row, text: { lines[$0] }, go: go, take: take)
  }

  func map<Other: Sendable>(_ transform: @escaping @Sendable (Action) -> Other) -> Listing<Other> {
    let go = go
    var takes: (@Sendable (String) -> Other)?
    if let take { takes = { transform(take($0)) } }
    return Listing<Other>(count: count, row: row, search: search, go: { transform(go($0)) }, take: takes)
  }

  /// The lines that have a text, whether its letters are capital or not.
  func rows(with text: String) -> [Int] { text.isEmpty ? [] : search(text) }

  /// Whether a text begins like a path, as nothing that is looked for in a list does.
  static func isPath(_ text: String) -> Bool { ["/", "~", "./", "../"].contains { text.hasPrefix($0) } }
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
    state.overlay = .find(prompt, from: origin, count: 0)
    guard let listing = face(state).listing() else { return [] }
    if let take = listing.take, Listing<AppAction>.isPath(prompt.text) {
      state.overlay = nil
      return update(&state, listing.go(origin)) + update(&state, take(prompt.text))
    }
    let rows = listing.rows(with: prompt.text)
    // A path that was typed or pasted whole: its first / has begun the search, and no line has the folder that follows.
    if let take = listing.take, rows.isEmpty, prompt.text.hasSuffix("/") {
      state.overlay = nil
      return update(&state, listing.go(origin)) + update(&state, take("/" + prompt.text))
    }
    state.overlay = .find(prompt, from: origin, count: rows.count)
    return update(&state, listing.go(rows.first { $0 >= origin } ?? rows.first ?? origin))
  }

  /// Looks for a text from the cursor on, which may be on it already.
  static func find(_ text: String, _ state: inout AppState) -> [Effect] {
    guard !text.isEmpty, let listing = face(state).listing() else {
      state.found = nil
      if !text.isEmpty { state.message = Message("There is no list here to look through.", .warning) }
      return []
    }
    let rows = listing.rows(with: text)
    guard let row = rows.first(where: { $0 >= listing.row }) ?? rows.first else {
      // Where paths are typed, what no line has is one.
      if let take = listing.take, text.contains("/") { return update(&state, take("/" + text)) }
      state.message = Message("Nothing here has “\(text)” in it.", .warning)
      return []
    }
    state.found = text
    if state.findHistory.last != text { state.findHistory.append(text) }
    let effects = update(&state, listing.go(row))
    state.message = Message(
      rows.count == 1
        ? "One line has “\(text)”."
        : "\(rows.count) lines have “\(text)”; \(KeyName.findNext) and \(KeyName.findPrevious) go from one to the next."
    )
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
    let taken = Set(face(state).commands().flatMap(\.keys))
    let keys = [Key.character("/"), .character("f")].filter { !taken.contains($0) }
    let finds = keys.first?.label ?? ":find"
    let nothing = none ?? (state.found == nil ? "Nothing has been looked for; \(finds) finds a text." : nil)
    return [
      Command(
        "find", "Find a text in this list", keys: keys,
        help: listing?.take == nil
          ? "Goes there while you type; \(KeyName.findNext) and \(KeyName.findPrevious) go to the next and the one before."
          : "Goes there while you type; a text that begins with / or ~ is a path.", disabledReason: none,
        action: .beginFind),
      Command(
        "find.next", "Go to the next line found", keys: [.character("n")], disabledReason: nothing, action: .findNext(1)
      ),
      Command(
        "find.previous", "Go to the line found before", keys: [.character("N")], disabledReason: nothing,
        action: .findNext(-1)),
    ]
  }

  /// Ends the search before Esc does anything else.
  static let endOfSearch = Command<AppAction>(
    "find.clear", "End the search", keys: [.escape], footer: "end search", action: .endFind)
}
