internal import Foundation

/// The workbench as lines of text, for screen readers and braille displays: what is on the screen is said from above to below,
/// what can be done follows as a numbered list, and a line is read in answer. No boxes, no colour, nothing that moves; plots
/// are sentences of their tests and estimates and tables of their numbers, and the picture of an image is put into words.
///
///     Radish › demo
///     Steps: Cohort done, Extract to do, …
///     …
///     1 images (Enter)  2 patient (p)  3 filter (/) …
///     > 3
///
/// A number does what it stands for; `:` begins a command, `?` lists everything that can be done. A single letter, the same one
/// several times, or keys by name such as `<Enter>` are keys; any other word is none, so that nobody changes a cohort by the
/// letters of a word. Where something is asked, the line is the answer and an empty line leaves it.
@MainActor public final class LinearSession {
  private let store: Store
  private let display: MemoryDisplay
  private let read: () -> String?
  private let write: (String) -> Void
  /// Where what is done is written.
  private var record: SessionRecord?

  public convenience init(
    store: Store, display: MemoryDisplay, read: @escaping () -> String?, write: @escaping (String) -> Void
  ) {
    self.init(store: store, display: display, record: nil, read: read, write: write)
  }

  init(
    store: Store, display: MemoryDisplay, record: SessionRecord?, read: @escaping () -> String?,
    write: @escaping (String) -> Void
  ) {
    self.store = store
    self.record = record?.begin(size: Self.size) == true ? record : nil
    self.display = display
    self.read = read
    // Text from outside cannot drive the terminal here either.
    self.write = { write(DisplayWidth.harmless($0, keepsLines: true)) }
  }

  /// As many columns as a table needs that is read and not looked at.
  static let size = Size(columns: 100, rows: 30)

  /// Says the screen, reads a line, does it, until the person leaves or the lines end; returns the exit status.
  public func run() async -> Int32 {
    await store.settle()
    var said = ""
    while store.quitStatus == nil {
      let page = Self.page(store.state)
      if page != said { write(page) }
      said = page
      write(Self.question(store.state))
      guard let line = read() else { return 0 }
      await answer(line)
    }
    return store.quitStatus ?? 0
  }

  private func answer(_ line: String) async {
    let state = store.state
    if let typing = App.face(state).typing, state.overlay == nil {
      // What was there is replaced by what is typed.
      send(line.isEmpty ? [.key(.escape)] : [.key(.end), .key(.control("u")), .paste(line), .key(.enter)])
      if App.face(store.state).typing == typing, let message = store.state.message { write("! \(message.text)\n") }
    } else if Self.asksForText(state.overlay) {
      send(line.isEmpty ? [.key(.escape)] : [.key(.end), .key(.control("u")), .paste(line), .key(.enter)])
    } else if case .confirm = state.overlay {
      send([.key(.character(line.lowercased().hasPrefix("y") ? "y" : "n"))])
    } else if let number = Int(line) {
      let commands = Self.commands(state)
      guard commands.indices.contains(number - 1) else { return write("There is no \(number) in the list.\n") }
      let command = commands[number - 1]
      // By its key, else by its name: what is done so can be recorded.
      send(
        command.keys.first.map { [.key($0)] } ?? [.key(.character(":")), .paste(command.id), .key(.enter)])
    } else if line == "?" {
      return write(Self.everything(state))
    } else if line.hasPrefix(":"), line.count > 1 {
      send([.key(.character(":")), .paste(String(line.dropFirst())), .key(.enter)])
    } else if Self.isKeys(line), let script = try? KeyScript(line) {
      for step in script.steps { if case .event(let event) = step { send([event]) } }
    } else {
      return write(
        "That is no key, and nothing was done. A number of the list, a letter such as j, a key by name such as <Enter>, a "
          + "command after : such as :quit, or ? for everything.\n")
    }
    await settle()
  }

  /// Whether a line is keys: one letter, the same several times, keys by name, or these together.
  static func isKeys(_ line: String) -> Bool {
    var letters: Set<Character> = []
    var rest = line[...]
    while let next = rest.first {
      if next == "<", let end = rest.firstIndex(of: ">") {
        rest = rest[rest.index(after: end)...]
      } else {
        letters.insert(next)
        rest = rest.dropFirst()
      }
    }
    return letters.count <= 1
  }

  /// Whether a text is typed over the screen: a command, or something to find.
  private static func asksForText(_ overlay: Overlay?) -> Bool {
    switch overlay {
    case .commandLine, .find, .palette: true
    case .help, .lesson, .manual, .confirm, nil: false
    }
  }

  private func send(_ events: [InputEvent]) {
    for event in events {
      keep(.event(event))
      store.send(.event(event))
    }
  }

  private func keep(_ step: KeyScript.Step) {
    guard let isKept = record?.write(step, isWorking: false), !isKept else { return }
    record = nil
    write("! \(SessionRecord.ending)\n")
  }

  /// Waits for what was begun; a job of work is told of, for it may take long.
  private func settle() async {
    await store.settleQuick()
    guard store.state.running.contains(where: \.isWork) else { return }
    write("Working. Ctrl-C ends it; what is finished is kept.\n")
    await store.settle()
    keep(.wait)
  }

  // MARK: Saying

  /// The screen in lines, from the breadcrumb to the last message.
  static func page(_ state: AppState) -> String {
    var state = state
    state.results.showsNumbers = true
    let message = state.message
    state.message = nil
    let canvas = App.view(state)
    var lines = [words(canvas.text(row: 0))]
    if let cohort = state.cohort {
      let steps = Rail.steps(state).map { "\($0.step.title) \($0.status.words)" }
      lines.append("Steps: " + steps.joined(separator: ", ") + (cohort.note.map { ". \($0)" } ?? ""))
    }
    lines.append("")
    if state.screen == .viewer, state.overlay == nil, let picture = ViewerScreen.words(state.viewer) {
      lines += picture
      if let message, !message.text.isEmpty { lines += ["", "! " + message.text] }
      return lines.joined(separator: "\n") + "\n"
    }
    // A table of points holds no p, no hazard ratio, no area: they are said before it.
    if state.screen == .results, state.overlay == nil {
      let said = ResultsScreen.words(state.results).map { words(state.keymap.naming($0)) }
      if !said.isEmpty { lines += said + [""] }
    }
    // The last row is the list of what can be done, which is said in its own words.
    for row in (state.cohort == nil ? 1 : 2)..<max(2, canvas.rows - 1) {
      let line = words(canvas.text(row: row))
      if !line.isEmpty { lines.append(line) }
    }
    if state.screen == .cohort, state.overlay == nil, let picture = CohortScreen.words(state.shownTable, state.context)
    {
      lines += [""] + picture
    }
    if state.overlay == nil, let listing = App.face(state).listing(), listing.count > longList {
      lines.append("Line \(listing.row + 1) of \(listing.count); PgDn reads on, PgUp back.")
    }
    if let message, !message.text.isEmpty { lines += ["", "! " + message.text] }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Of a list of more lines not all may be said at once.
  private static let longList = 15

  /// A row without the glyphs that are seen rather than read: boxes, blocks, braille. The row of the cursor begins with `>`.
  static func words(_ row: String) -> String {
    let isChosen = row.contains("▌") || row.contains("▸")
    var text = ""
    var blanks = 0
    for character in row {
      let scalar = character.unicodeScalars.first?.value ?? 0
      let isSeen =
        character == " "
        || (0x2500...0x25BF).contains(scalar) && character != "▴" && character != "▾"
          && character != "△"
        || (0x2800...0x28FF).contains(scalar)
      if isSeen {
        blanks += 1
        continue
      }
      if blanks > 0, !text.isEmpty { text += blanks == 1 ? " " : "  " }
      blanks = 0
      text.append(character)
    }
    return (isChosen && !text.isEmpty ? "> " : "") + text
  }

  /// What can be done and is worth a number: what the last row of a wide screen names.
  static func commands(_ state: AppState) -> [Command<AppAction>] {
    var seen: Set<String> = []
    let isLong = state.overlay == nil && (App.face(state).listing()?.count ?? 0) > longList
    return App.commands(state).filter {
      (isLong && ($0.id.hasSuffix(".page-down") || $0.id.hasSuffix(".page-up")) || $0.footer != nil
        || $0.id.hasPrefix("go.") || ["back", "quit.now"].contains($0.id)) && $0.disabledReason == nil
        && seen.insert($0.id).inserted
    }
  }

  /// The list, and what is asked for.
  static func question(_ state: AppState) -> String {
    if case .confirm(let question, _) = state.overlay { return question + " yes or no? " }
    if let typing = App.face(state).typing {
      return "Type what is asked for; Enter: \(typing.enter); an empty line: \(typing.escape).\n> "
    }
    if asksForText(state.overlay) { return "Type it; Enter takes it, an empty line leaves it.\n> " }
    let list = commands(state).enumerated().map { place, command in
      "\(place + 1) \(command.title)" + (command.keyLabel.isEmpty ? "" : " (\(command.keyLabel))")
    }
    return "\n" + list.joined(separator: "\n") + "\nA number, keys, a command after :, or ? for everything.\n> "
  }

  /// Everything that can be done, and why what cannot be done cannot.
  static func everything(_ state: AppState) -> String {
    App.commands(state).map { command in
      let keys = command.keyLabel.isEmpty ? ":\(command.id)" : command.keyLabel
      let words = command.disabledReason.map { ", not now: \($0)" } ?? (command.help.isEmpty ? "" : ". \(command.help)")
      return "\(keys): \(command.title)\(words)"
    }.joined(separator: "\n") + "\n"
  }
}

/// Runs the workbench as lines of text on standard input and output; returns the exit status.
@MainActor public func runLinear(
  cohortPath: String? = nil, options: LaunchOptions = LaunchOptions(), environment: Environment? = nil
) async -> Int32 {
  var state = AppState(
    size: LinearSession.size, theme: Theme(.mono, depth: .mono), isReadOnly: options.isReadOnly,
    keymap: options.keymap)
  state.isReadAloud = true
  let remembered = options.session?.read()
  state.session = remembered
  let display = MemoryDisplay(size: LinearSession.size)
  let store = Store(
    state: state, display: display,
    environment: environment ?? .live(variables: options.variables, program: options.program))
  let record = options.recordPath.flatMap { SessionRecord(path: $0) }
  if let path = options.recordPath, record == nil {
    FileHandle.standardError.write(Data("radish: \(SessionRecord.refusal(path))\n".utf8))
    return 2
  }
  let session = LinearSession(
    store: store, display: display, record: record, read: { readLine(strippingNewline: true) },
    write: { FileHandle.standardOutput.write(Data($0.utf8)) })
  store.begin(cohortPath: cohortPath, sample: options.sample, patient: options.patient)
  let status = await session.run()
  if let file = options.session, let session = store.state.session {
    file.write(session.remembering(store.state))
  }
  store.cancelAll()
  await store.waitForJobs(seconds: 3)
  return status
}
