internal import Cohort

/// Brings a person's own images and tables into a cohort: pick a source, see what will become what, then write.
public enum ImportScreen: Screen {
  public struct State: Sendable {
    var folder: FolderListing?
    var cursor = ListCursor()
    /// What was picked; nil while picking.
    var request: ImportRequest?
    var preview: ImportPreview?
    var failure: String?
    var entry: Entry?
    var isWriting = false

    public init() {}
  }

  struct Entry: Equatable, Sendable {
    enum Kind: Equatable, Sendable { case path, target, idColumn }
    var kind: Kind
    var prompt: Prompt
  }

  public enum Action: Sendable {
    case listed(FolderListing)
    case previewed(ImportPreview)
    case failed(String)
    case move(ListCursor.Move)
    case choose
    case up
    case useFolder
    case begin(BeginKind)
    /// A path, begun where a text to find was asked for.
    case beginPath(String)
    case type(InputEvent)
    case complete
    case commit, leave
    case toggleTable
    /// Keeps a column as text, or lets its cells decide again.
    case toggleText(String)
    /// Gives the values of the column under the cursor to the next of the levels that they can belong to.
    case nextLevel
    /// Reads the letters of the tables in another encoding.
    case nextEncoding
    case write
    case pickAnother
    case copy
    case clicked(row: Int)

    public enum BeginKind: Equatable, Sendable { case path, target, idColumn }
  }

  public static let explanation =
    "Point Radish at your images or tables: a manifest (CSV with patient, image, mask), a folder per patient with *_image and "
    + "*_mask files, an nnU-Net dataset.json, a BIDS folder, or a table with one row per patient. What it finds is shown "
    + "first, with every problem and what to do about it. Nothing is written before you press \(KeyName.importWrite); your files are never changed."

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .listed(let listing):
      if listing.path != state.folder?.path { state.cursor = ListCursor() }
      state.folder = listing
      state.failure = nil
    case .previewed(let preview):
      guard preview.request == state.request else { return [] }
      // Problems come and go with what is chosen for a column: the cursor stays on it.
      let column = state.preview.flatMap { PreviewLine.column(at: state.cursor.row, of: $0) }
      state.preview = preview
      state.failure = nil
      if let column, let row = PreviewLine.row(of: column, in: preview) {
        state.cursor.move(.to(row), count: lineCount(state), visible: max(1, listRows(state, context)))
      }
    case .failed(let sentence):
      state.failure = sentence
      state.isWriting = false
    case .move(let move):
      state.cursor.move(move, count: lineCount(state), visible: max(1, listRows(state, context)))
    case .choose: return choose(&state)
    case .up:
      guard state.request == nil, let path = state.folder?.path, path != "/" else { return [] }
      return [.listFolder(parent(path))]
    case .useFolder:
      guard let path = state.folder?.path else { return [] }
      return pick(path, &state)
    case .begin(let kind):
      switch kind {
      case .path:
        state.entry = Entry(
          kind: .path, prompt: Prompt(state.folder.map { $0.path == "/" ? "/" : $0.path + "/" } ?? ""))
      case .target: state.entry = Entry(kind: .target, prompt: Prompt(state.request?.target ?? ""))
      case .idColumn: state.entry = Entry(kind: .idColumn, prompt: Prompt(state.request?.idColumn ?? ""))
      }
    case .beginPath(let text):
      state.entry = Entry(kind: .path, prompt: Prompt(text))
      if text.hasSuffix("/") { return [.listFolder(text)] }
    case .type(let event):
      _ = state.entry?.prompt.edit(event)
      startAtRoot(&state)
      if state.entry?.kind == .path, let text = state.entry?.prompt.text, text.hasSuffix("/") {
        return [.listFolder(text)]
      }
    case .complete: complete(&state)
    case .commit: return commit(&state)
    case .leave: state.entry = nil
    case .toggleTable:
      guard let preview = state.preview else { return [] }
      guard let table = PreviewLine.table(at: state.cursor.row, of: preview) else {
        // From anywhere else to the tables, which may be far below.
        if let first = PreviewLine.firstTable(of: preview) {
          state.cursor.move(.to(first), count: lineCount(state), visible: max(1, listRows(state, context)))
        }
        return []
      }
      return toggle(table, in: \.clinical, &state)
    case .toggleText(let name): return toggle(name, in: \.textColumns, &state)
    case .nextLevel:
      guard var request = state.request,
        let column = state.preview.flatMap({ PreviewLine.column(at: state.cursor.row, of: $0) }),
        let next = nextLevel(of: column)
      else { return [] }
      request.levels[column.name] = next
      state.request = request
      return [.planImport(request)]
    case .nextEncoding:
      guard var request = state.request else { return [] }
      let order: [TextEncoding?] = [nil, .gb18030, .windows1252]
      let place = order.firstIndex { $0 == request.encoding } ?? 0
      request.encoding = order[(place + 1) % order.count]
      state.request = request
      return [
        .planImport(request),
        .announce(
          Message(
            request.encoding.map { "Letters are read as \($0.rawValue)." } ?? "Letters are read as they fit best.")),
      ]
    case .write:
      guard let request = state.request, let preview = state.preview else { return [] }
      if let question = strangers(preview) { return [.confirm(question: question, before: .importCohort(request))] }
      state.isWriting = true
      return [.importCohort(request)]
    case .pickAnother:
      state.request = nil
      state.preview = nil
      state.failure = nil
      state.cursor = ListCursor()
      return [.cancel(.importing)] + (state.folder.map { [.listFolder($0.path)] } ?? [])
    case .copy: return copy(state, context.keymap)
    case .clicked(let row):
      let line = row - 2
      guard state.request == nil, line >= 0 else { return [] }
      let top = TablePane.top(
        state.cursor.top, cursor: state.cursor.row, visibleRows: listRows(state, context),
        rowCount: lineCount(state))
      guard top + line < lineCount(state) else { return [] }
      if top + line == state.cursor.row { return choose(&state) }
      state.cursor.row = top + line
    }
    return []
  }

  /// How much was wrong with what has been written: `2 errors`; nil for nothing worth a word.
  static func troubles(_ preview: ImportPreview?) -> String? {
    guard let issues = preview?.summary.issues, issues.contains(where: { $0.severity > .note }) else { return nil }
    return String(verdict(issues).words.drop { !$0.isNumber })
  }

  /// What is asked before patients join a cohort that knows none of them; nil where there is nothing to ask.
  static func strangers(_ preview: ImportPreview) -> String? {
    guard let known = preview.known, known.count > 0, known.shared == 0, preview.summary.patients > 0 else {
      return nil
    }
    let file = preview.request.target.split(separator: "/").last.map(String.init) ?? preview.request.target
    let own = "\(preview.summary.patients) \(preview.summary.patients == 1 ? "patient" : "patients")"
    let there = "\(known.count) \(known.count == 1 ? "patient" : "patients")"
    return
      "\(DisplayWidth.clippedInMiddle(file, to: 32)) has \(there) and none of these (\(KeyName.importTarget) takes another file); add the \(own) to it?"
  }

  // MARK: Picking

  private static func parent(_ path: String) -> String {
    guard let slash = path.dropLast(path.hasSuffix("/") ? 1 : 0).lastIndex(of: "/"), slash > path.startIndex else {
      return "/"
    }
    return String(path[..<slash])
  }

  private static func joined(_ folder: String, _ name: String) -> String {
    folder == "/" ? "/" + name : folder + "/" + name
  }

  private static func choose(_ state: inout State) -> [Effect] {
    guard let folder = state.folder, state.request == nil else { return [] }
    if state.cursor.row == 0 { return [.listFolder(parent(folder.path))] }
    if state.cursor.row == 1 { return pick(folder.path, &state) }
    let place = state.cursor.row - 2
    guard folder.entries.indices.contains(place) else { return [] }
    let entry = folder.entries[place]
    let path = joined(folder.path, entry.name)
    switch entry.kind {
    case .folder: return [.listFolder(path)]
    case .cohort: return [.open(path: path)]
    case .table, .dataset: return pick(path, &state)
    }
  }

  private static func pick(_ source: String, _ state: inout State) -> [Effect] {
    var isFolder = state.folder?.path == source
    if source.hasSuffix("/") { isFolder = true }
    let folder = isFolder ? source : parent(source)
    let name = folder.split(separator: "/").last.map(String.init) ?? "cohort"
    let request = ImportRequest(source: source, target: joined(folder, name + ".sqlite"))
    state.request = request
    state.preview = nil
    state.failure = nil
    state.cursor = ListCursor()
    return [.planImport(request)]
  }

  /// Takes a name into one of the request's lists, or out of it.
  private static func toggle(
    _ name: String, in list: WritableKeyPath<ImportRequest, [String]>, _ state: inout State
  ) -> [Effect] {
    guard var request = state.request else { return [] }
    if let place = request[keyPath: list].firstIndex(of: name) {
      request[keyPath: list].remove(at: place)
    } else {
      request[keyPath: list].append(name)
    }
    state.request = request
    return [.planImport(request)]
  }

  /// A path that begins anew behind the one proposed, as when a whole path is typed or pasted, takes its place: `/data//home`
  /// is `/home`, `/data/~/x` is `~/x`.
  private static func startAtRoot(_ state: inout State) {
    guard let entry = state.entry, entry.kind != .idColumn else { return }
    let text = entry.prompt.text
    if let place = text.ranges(of: "//").last {
      state.entry?.prompt.text = String(text[text.index(after: place.lowerBound)...])
    } else if let place = text.ranges(of: "/~").last {
      state.entry?.prompt.text = String(text[text.index(after: place.lowerBound)...])
    }
  }

  private static func commit(_ state: inout State) -> [Effect] {
    guard let entry = state.entry else { return [] }
    let text = entry.prompt.text
    state.entry = nil
    switch entry.kind {
    case .path:
      guard !text.isEmpty else { return [] }
      if text.hasSuffix(".sqlite") { return [.open(path: text)] }
      return text.hasSuffix("/") ? [.listFolder(text)] : [.openPath(text)]
    case .target:
      guard var request = state.request, !text.isEmpty else { return [] }
      request.target = text.hasSuffix(".sqlite") ? text : text + ".sqlite"
      state.request = request
      return [.planImport(request)]
    case .idColumn:
      guard var request = state.request else { return [] }
      request.idColumn = text.isEmpty ? nil : text
      state.request = request
      return [.planImport(request)]
    }
  }

  /// Completes a path from the folder listed.
  private static func complete(_ state: inout State) {
    guard state.entry?.kind == .path, let text = state.entry?.prompt.text, let folder = state.folder else { return }
    let base = folder.path == "/" ? "/" : folder.path + "/"
    guard text.hasPrefix(base) else { return }
    let typed = text.dropFirst(base.count)
    let matches = folder.entries.filter { $0.name.hasPrefix(typed) }
    guard let common = CommandLine.commonPrefix(matches.map(\.name)) else { return }
    let isFolder = matches.count == 1 && matches[0].kind == .folder
    state.entry?.prompt.text = base + common + (isFolder ? "/" : "")
  }

  private static func copy(_ state: State, _ keys: Keymap) -> [Effect] {
    if let preview = state.preview {
      let rows = [PreviewLine.header] + PreviewLine.all(of: preview, keys: keys).map(\.cells)
      return [.copy(rows.map { $0.joined(separator: "\t") + "\n" }.joined(), what: "preview")]
    }
    guard state.request == nil, let folder = state.folder else { return [] }
    let place = state.cursor.row - 2
    if folder.entries.indices.contains(place) {
      return [.copy(joined(folder.path, folder.entries[place].name), what: "path")]
    }
    return [.copy(state.cursor.row == 0 ? parent(folder.path) : folder.path, what: "path")]
  }

  // MARK: Commands

  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    if state.request == nil { return pickingCommands(state) }
    let waiting =
      state.isWriting
      ? "The import is running; it cannot be stopped half way."
      : state.preview != nil
        ? nil
        : state.failure == nil
          ? "Nothing has been read yet." : "It could not be read: \(KeyName.importPath) types another path."
    let nothing = state.preview.flatMap {
      $0.summary.patients == 0 ? "No patient was found; see below what to do." : nil
    }
    let tables = state.preview?.tables ?? []
    let isOnTable = state.preview.flatMap { PreviewLine.table(at: state.cursor.row, of: $0) } != nil
    return [
      Command(
        "import.write", "Write the cohort and open it", keys: [.character("w")], footer: "write",
        help: "One transaction: all good rows, or nothing.",
        disabledReason: context.sessionReadOnlyReason ?? waiting ?? nothing, action: .write),
      textCommand(state, waiting), levelCommand(state, waiting), encodingCommand(state, waiting),
      Command(
        "import.join",
        isOnTable ? "Join or leave out the table under the cursor" : "Go to the tables beside the source, to join one",
        keys: [.space],
        footer: tables.isEmpty
          ? nil : isOnTable ? "join table" : tables.count == 1 ? "1 table" : "\(tables.count) tables",
        disabledReason: waiting ?? (tables.isEmpty ? "There is no table beside the source." : nil),
        action: .toggleTable),
      Command(
        "import.target", "Write to another file", keys: [.character("o")], footer: "file", disabledReason: waiting,
        action: .begin(.target)),
      Command(
        "import.id", "Name the column of the patient", keys: [.character("i")], footer: "id column",
        disabledReason: state.isWriting ? waiting : nil, action: .begin(.idColumn)),
      Command(
        "import.path", "Type another path", keys: [.character("p")],
        footer: state.failure == nil ? nil : "type a path", disabledReason: state.isWriting ? waiting : nil,
        action: .begin(.path)),
      Command(
        "import.copy", "Copy what becomes of the source, for a spreadsheet", keys: [.character("y")],
        disabledReason: state.preview == nil ? waiting : nil, action: .copy),
      Command(
        "import.another", "Pick another source", keys: [.escape, .backspace], footer: "back",
        disabledReason: state.isWriting ? waiting : nil, action: .pickAnother),
    ] + ListCursor.commands("import") { .move($0) }
  }

  private static func textCommand(_ state: State, _ waiting: String?) -> Command<Action> {
    let column = state.preview.flatMap { PreviewLine.column(at: state.cursor.row, of: $0) }
    var isVariable = false
    if case .variable = column?.role { isVariable = true }
    let isText = column.map { state.request?.textColumns.contains($0.name) == true } ?? false
    return Command(
      "import.text", isText ? "Let its cells decide what the column is" : "Keep the column under the cursor as text",
      keys: [.character("t")], footer: isVariable ? isText ? "by its cells" : "as text" : nil,
      help: "Where nine in ten cells are numbers or dates the others count as missing, each with a line that says so.",
      disabledReason: waiting ?? (isVariable ? nil : "The cursor is on no column that becomes a value."),
      action: .toggleText(column?.name ?? ""))
  }

  private static func encodingCommand(_ state: State, _ waiting: String?) -> Command<Action> {
    let isOther =
      state.request?.encoding != nil || state.preview?.summary.issues.contains { $0.code == .encoding } == true
    return Command(
      "import.encoding", "Read the letters of the tables otherwise", keys: [.character("c")],
      footer: isOther ? "letters" : nil,
      help: "As they fit best, as GBK of Chinese Windows, or as Windows-1252 of western Windows.",
      disabledReason: waiting ?? (isOther ? nil : "The tables are in UTF-8."), action: .nextEncoding)
  }

  /// The level that comes after the one that a variable has; nil where it can have no other.
  private static func nextLevel(of column: PlannedColumn) -> UnitLevel? {
    guard case .variable(let level, _) = column.role, column.levels.count > 1,
      let place = column.levels.firstIndex(of: level)
    else { return nil }
    return column.levels[(place + 1) % column.levels.count]
  }

  private static func levelCommand(_ state: State, _ waiting: String?) -> Command<Action> {
    let column = state.preview.flatMap { PreviewLine.column(at: state.cursor.row, of: $0) }
    let next = column.flatMap { nextLevel(of: $0) }
    var reason = "The cursor is on no column that becomes a value."
    if let column, case .variable(let level, _) = column.role {
      reason =
        level == .patient
        ? "The table names nothing but patients."
        : "Its values differ within the wider units: it can only be a value of the \(level.unitPlural)."
    }
    return Command(
      "import.level",
      next.map { "Make the column under the cursor a value of the \($0.unitPlural)" }
        ?? "Choose whose values a column holds", keys: [.character("l")],
      footer: next.map { "of the \($0.unitPlural)" },
      help: "Patients, exams, images or regions. What differs between the exams of a patient cannot be the patient's.",
      disabledReason: waiting ?? (next == nil ? reason : nil), action: .nextLevel)
  }

  private static func pickingCommands(_ state: State) -> [Command<Action>] {
    [
      Command(
        "import.choose", "Open the folder, or take the file", keys: [.enter, .right], footer: "choose", action: .choose),
      Command(
        "import.use-folder", "Import this folder", keys: [.character(".")], footer: "use this folder",
        disabledReason: state.folder == nil ? "No folder is listed yet." : nil, action: .useFolder),
      Command("import.up", "Go to the folder above", keys: [.left, .backspace], footer: "up", action: .up),
      Command(
        "import.path", "Type a path", keys: [.character("p"), .character("i"), .character("o")], footer: "type a path",
        help:
          "Tab completes. A cohort file is opened, everything else is read for import. / takes a path too: whatever begins "
          + "with / or ~.", action: .begin(.path)),
      Command("import.copy", "Copy the path under the cursor", keys: [.character("y")], action: .copy),
    ] + ListCursor.commands("import") { .move($0) }
  }

  public static func typing(_ state: State, in context: ScreenContext) -> Typing? {
    switch state.entry?.kind {
    case .path: Typing(enter: "take it", completes: true)
    case .target, .idColumn: Typing(enter: "take it")
    case nil: nil
    }
  }

  public static func action(for event: InputEvent, _ state: State, in context: ScreenContext) -> Action? {
    if state.entry != nil {
      switch event {
      case .key(.enter): return .commit
      case .key(.escape), .key(.control("c")): return .leave
      case .key(.tab): return .complete
      case .key, .paste: return .type(event)
      case .mouse: return nil
      }
    }
    guard case .mouse(let mouse) = event else { return nil }
    switch mouse.kind {
    case .press: return .clicked(row: mouse.row)
    case .wheelUp: return .move(.by(-1))
    case .wheelDown: return .move(.by(1))
    default: return nil
    }
  }

  /// What becomes of a source and what is wrong with it, so that whoever made it can put it right.
  public static func exports(_ state: State, in context: ScreenContext) -> [ExportFile] {
    guard let preview = state.preview else { return [] }
    return [
      ExportFile(
        "import-preview.csv",
        CSV.text(header: PreviewLine.header, rows: PreviewLine.all(of: preview, keys: context.keymap).map(\.cells)))
    ]
  }

  /// The folder or the preview, for looking through it.
  public static func listing(_ state: State, in context: ScreenContext) -> Listing<Action>? {
    let lines: [String]
    if state.request == nil {
      lines = ["..", "import this folder"] + (state.folder?.entries.map(\.name) ?? [])
    } else {
      lines =
        state.preview.map { PreviewLine.all(of: $0, keys: context.keymap).map { $0.cells.joined(separator: " ") } }
        ?? []
    }
    return Listing(lines, row: state.cursor.row, go: { .move(.to($0)) }, take: { .beginPath($0) })
  }

  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] {
    ["Import"] + (state.request.map { [$0.source.split(separator: "/").last.map(String.init) ?? "/"] } ?? [])
  }
}
