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
    case type(InputEvent)
    case complete
    case commit, leave
    case toggleTable
    case write
    case pickAnother
    case clicked(row: Int)

    public enum BeginKind: Equatable, Sendable { case path, target, idColumn }
  }

  public static let explanation =
    "Point Radish at your images or tables: a manifest (CSV with patient, image, mask), a folder per patient with *_image and "
    + "*_mask files, an nnU-Net dataset.json, a BIDS folder, or a table with one row per patient. What it finds is shown "
    + "first, with every problem and what to do about it. Nothing is written before you press w; your files are never changed."

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .listed(let listing):
      if listing.path != state.folder?.path { state.cursor = ListCursor() }
      state.folder = listing
      state.failure = nil
    case .previewed(let preview):
      guard preview.request == state.request else { return [] }
      state.preview = preview
      state.failure = nil
    case .failed(let sentence):
      state.failure = sentence
      state.isWriting = false
    case .move(let move):
      state.cursor.move(move, count: lineCount(state), visible: max(1, listRows(state, context.size)))
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
      guard let preview = state.preview, preview.tables.indices.contains(state.cursor.row) else { return [] }
      let table = preview.tables[state.cursor.row]
      guard var request = state.request else { return [] }
      if let place = request.clinical.firstIndex(of: table) {
        request.clinical.remove(at: place)
      } else {
        request.clinical.append(table)
      }
      state.request = request
      return [.planImport(request)]
    case .write:
      guard let request = state.request, state.preview != nil else { return [] }
      state.isWriting = true
      return [.importCohort(request)]
    case .pickAnother:
      state.request = nil
      state.preview = nil
      state.failure = nil
      state.cursor = ListCursor()
      return [.cancel(.importing)] + (state.folder.map { [.listFolder($0.path)] } ?? [])
    case .clicked(let row):
      let line = row - 2
      guard state.request == nil, line >= 0 else { return [] }
      let top = TablePane.top(
        state.cursor.top, cursor: state.cursor.row, visibleRows: listRows(state, context.size),
        rowCount: lineCount(state))
      guard top + line < lineCount(state) else { return [] }
      if top + line == state.cursor.row { return choose(&state) }
      state.cursor.row = top + line
    }
    return []
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

  // MARK: Commands

  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    if state.request == nil { return pickingCommands(state) }
    let waiting =
      state.isWriting
      ? "The import is running; it cannot be stopped half way."
      : state.preview != nil
        ? nil : state.failure == nil ? "Nothing has been read yet." : "It could not be read: / types another path."
    let nothing = state.preview.flatMap {
      $0.summary.patients == 0 ? "No patient was found; see below what to do." : nil
    }
    let tables = state.preview?.tables ?? []
    return [
      Command(
        "import.write", "Write the cohort and open it", keys: [.character("w")], footer: "write",
        help: "One transaction: all good rows, or nothing.", disabledReason: waiting ?? nothing, action: .write),
      Command(
        "import.join", "Join or leave out the table under the cursor", keys: [.space], footer: "join table",
        disabledReason: waiting
          ?? (tables.indices.contains(state.cursor.row)
            ? nil : "The cursor is on none of the tables beside the source."),
        action: .toggleTable),
      Command(
        "import.target", "Write to another file", keys: [.character("o")], footer: "file", disabledReason: waiting,
        action: .begin(.target)),
      Command(
        "import.id", "Name the column of the patient", keys: [.character("i")], footer: "id column",
        disabledReason: state.isWriting ? waiting : nil, action: .begin(.idColumn)),
      Command(
        "import.path", "Type another path", keys: [.character("/")],
        footer: state.failure == nil ? nil : "type a path", disabledReason: state.isWriting ? waiting : nil,
        action: .begin(.path)),
      Command(
        "import.another", "Pick another source", keys: [.escape, .backspace], footer: "back",
        disabledReason: state.isWriting ? waiting : nil, action: .pickAnother),
    ] + ListCursor.commands("import") { .move($0) }
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
        "import.path", "Type a path", keys: [.character("/"), .character("i")], footer: "type a path",
        help: "Tab completes. A cohort file is opened, everything else is read for import.", action: .begin(.path)),
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

  /// What is wrong with a source, so that whoever made it can put it right.
  public static func exports(_ state: State, in context: ScreenContext) -> [ExportFile] {
    guard let issues = state.preview?.summary.issues, !issues.isEmpty else { return [] }
    return [
      ExportFile(
        "import-issues.csv",
        CSV.text(
          header: ["severity", "file", "row", "patient", "message", "suggestion"],
          rows: issues.map {
            ["\($0.severity)", $0.file, $0.row.map { "\($0)" } ?? "", $0.patient ?? "", $0.message, $0.suggestion]
          }))
    ]
  }

  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] {
    ["Import"] + (state.request.map { [$0.source.split(separator: "/").last.map(String.init) ?? "/"] } ?? [])
  }

  // MARK: Drawing

  private static func lineCount(_ state: State) -> Int {
    if state.request != nil {
      guard let preview = state.preview else { return 0 }
      return preview.tables.count + preview.columns.count + preview.summary.issues.count
    }
    return (state.folder?.entries.count ?? 0) + 2
  }

  private static func listRows(_ state: State, _ size: Size) -> Int {
    max(0, size.rows - (state.request == nil ? 3 : 6) - (state.entry == nil ? 0 : 1))
  }

  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    if let entry = state.entry {
      let label =
        switch entry.kind {
        case .path: " path "
        case .target: " cohort file "
        case .idColumn: " column that names the patient "
        }
      entry.prompt.draw(label: label, row: canvas.rows - 1, on: &canvas)
    }
    let parts = canvas.bounds.cut(bottom: state.entry == nil ? 0 : 1)
    canvas.within(parts.rest) { canvas in
      if state.request == nil { drawPicker(state, on: &canvas) } else { drawPreview(state, on: &canvas) }
    }
  }

  private static func drawPicker(_ state: State, on canvas: inout Canvas) {
    canvas.draw("Where are your images or tables?", column: 2, row: 0, style: .role(.title))
    guard let folder = state.folder else {
      canvas.draw(
        state.failure ?? "Looking …", column: 2, row: 2, style: .role(state.failure == nil ? .dim : .bad))
      return
    }
    canvas.draw(folder.path, column: 2, row: 1, style: .role(.accent), width: max(0, canvas.columns - 4))
    let bottom = state.failure == nil ? 0 : 2
    let visible = max(0, canvas.rows - 2 - bottom)
    let count = folder.entries.count + 2
    let top = TablePane.top(state.cursor.top, cursor: state.cursor.row, visibleRows: visible, rowCount: count)
    for line in 0..<max(0, min(visible, count - top)) {
      let index = top + line
      let row = line + 2
      switch index {
      case 0: canvas.draw("..", column: 4, row: row, style: .role(.dim))
      case 1:
        let images = folder.imageCount > 0 ? "\(folder.imageCount) images here" : "its folders are the patients"
        canvas.draw(
          [("import this folder", .plain.bold), ("   \(images)", .role(.dim))], column: 4, row: row)
      default:
        let entry = folder.entries[index - 2]
        let isFolder = entry.kind == .folder
        let place = canvas.draw(
          entry.name + (isFolder ? "/" : ""), column: 4, row: row, style: isFolder ? .plain : .role(.accent),
          width: max(0, canvas.columns - 30))
        let kind =
          switch entry.kind {
          case .folder: ""
          case .table: "table: manifest or clinical values"
          case .dataset: "nnU-Net or Decathlon dataset"
          case .cohort: "cohort: opens it"
          }
        canvas.draw(kind, column: max(place + 2, 34), row: row, style: .role(.dim))
      }
      if index == state.cursor.row {
        canvas.shade(Rect(column: 0, row: row, columns: canvas.columns, rows: 1), .role(.selection))
        canvas.draw("▸", column: 2, row: row, style: .role(.focus).on(.role(.selection)))
      }
    }
    if let failure = state.failure {
      canvas.draw(
        paragraph: failure, in: Rect(column: 2, row: canvas.rows - 2, columns: canvas.columns - 4, rows: 2),
        style: .role(.bad))
    }
  }

  private static func drawPreview(_ state: State, on canvas: inout Canvas) {
    guard let request = state.request else { return }
    if let failure = state.failure {
      canvas.draw(paragraph: failure, in: canvas.bounds.inset(columns: 2, rows: 1), style: .role(.bad))
      return
    }
    guard let preview = state.preview else {
      canvas.draw("Reading \(request.source) …", column: 2, row: 1, style: .role(.dim))
      return
    }
    let summary = preview.summary
    let counts = [
      (summary.patients, "patients"), (summary.exams, "exams"), (summary.images, "images"),
      (summary.lesions, "regions"), (summary.variables, "variables"),
    ]
    canvas.draw(
      counts.map { "\($0.0) \($0.1)" }.joined(separator: " · "), column: 2, row: 0,
      style: summary.patients > 0 ? .role(.title) : .role(.bad))
    canvas.draw("read as: \(layoutWords(summary.layout))", column: 2, row: 1, style: .role(.dim))
    canvas.draw(
      "\(preview.isUpdate ? "added to" : "written to")  \(request.target)", column: 2, row: 2,
      style: .role(preview.isUpdate ? .warning : .dim))
    let names = preview.patients.prefix(5).joined(separator: ", ") + (summary.patients > 5 ? ", …" : "")
    canvas.draw("patients  \(names)", column: 2, row: 3, style: .role(.dim), width: max(0, canvas.columns - 3))
    canvas.rule(row: 4)
    let visible = max(0, canvas.rows - 5)
    let count = lineCount(state)
    let top = TablePane.top(state.cursor.top, cursor: state.cursor.row, visibleRows: visible, rowCount: count)
    for line in 0..<max(0, min(visible, count - top)) {
      let row = line + 5
      drawLine(top + line, preview, request, row: row, on: &canvas)
      if top + line == state.cursor.row {
        canvas.shade(Rect(column: 0, row: row, columns: canvas.columns, rows: 1), .role(.selection))
      }
    }
    if state.isWriting { canvas.draw(" writing … ", endColumn: canvas.columns - 1, row: 0, style: .role(.running)) }
  }

  private static func layoutWords(_ layout: ImportLayout) -> String {
    switch layout {
    case .auto: "not known yet"
    case .manifest: "a manifest of images and masks"
    case .folder: "a folder per patient with images and masks"
    case .pyradiomics: "a PyRadiomics batch file"
    case .nnunet: "an nnU-Net or Decathlon dataset"
    case .bids: "a BIDS folder"
    case .table: "a table with one row per patient or exam"
    }
  }

  private static func drawLine(
    _ index: Int, _ preview: ImportPreview, _ request: ImportRequest, row: Int, on canvas: inout Canvas
  ) {
    if index < preview.tables.count {
      let table = preview.tables[index]
      let isJoined = request.clinical.contains(table)
      canvas.draw(isJoined ? "[✓]" : "[ ]", column: 2, row: row, style: .role(isJoined ? .good : .dim))
      let place = canvas.draw(
        table.split(separator: "/").last.map(String.init) ?? table, column: 6, row: row, width: 30)
      canvas.draw(
        isJoined ? "joined by patient" : "table beside the source: Space joins it", column: max(place + 2, 38),
        row: row,
        style: .role(.dim))
      return
    }
    let column = index - preview.tables.count
    if column < preview.columns.count {
      drawColumn(preview.columns[column], row: row, on: &canvas)
      return
    }
    let issue = preview.summary.issues[index - preview.tables.count - preview.columns.count]
    let (sign, role): (String, Role) =
      switch issue.severity {
      case .note: ("·", .dim)
      case .warning: ("△", .warning)
      case .error: ("✗", .bad)
      }
    canvas.draw(sign, column: 2, row: row, style: .role(role))
    var words = (issue.patient.map { "\($0): " } ?? "") + issue.message
    if !issue.suggestion.isEmpty { words += " " + issue.suggestion }
    if let line = issue.row { words += " (line \(line))" }
    canvas.draw(words, column: 4, row: row, style: .role(role), width: max(0, canvas.columns - 5))
  }

  private static func drawColumn(_ column: PlannedColumn, row: Int, on canvas: inout Canvas) {
    let (sign, words): (String, String) =
      switch column.role {
      case .name(let level): ("◆", "names the \(level.rawValue)")
      case .part(let part):
        ("▸", part == "image" || part == "mask" ? "path of the \(part)" : "\(part) of the image or region")
      case .variable(let level, let type):
        ("+", "\(type == .bool ? "yes/no" : type.rawValue) of the \(level == .lesion ? "region" : level.rawValue)")
      }
    canvas.draw(sign, column: 2, row: row, style: .role(.accent))
    canvas.draw(column.name, column: 4, row: row, style: Style.plain.bold, width: 20)
    canvas.draw(words, column: 26, row: row, width: 24)
    if column.missing > 0 {
      canvas.draw(
        "△ \(column.missing) of \(column.count) missing", column: 51, row: row, style: .role(.warning), width: 24)
    } else if let example = column.example {
      canvas.draw(example, column: 51, row: row, style: .role(.dim), width: max(0, canvas.columns - 52))
    }
  }
}
