/// The first screen: cohorts opened before, sample cohorts, and how to begin with one's own.
public enum StartScreen: Screen {
  public struct State: Equatable, Sendable {
    public var entries: [StartEntry] = [] {
      didSet { titles = StartEntry.titles(of: entries) }
    }
    /// What the entries are called beside each other.
    private(set) var titles: [String] = []
    public var cursor = ListCursor()
    public var isLoaded = false
    /// What a running generation says.
    public var progress: JobProgress?

    public init() {}

    var selected: StartEntry? { entries.indices.contains(cursor.row) ? entries[cursor.row] : nil }
  }

  public enum Action: Equatable, Sendable {
    case loaded([StartEntry])
    case move(ListCursor.Move)
    case open
    case clicked(row: Int)
    case progress(JobProgress)
    case cancel
    case importOwn
    case typePath(String)
    case copy
  }

  public static let explanation =
    "Radish takes a cohort of patients from their images to a tested model: browse, extract, split, fit, see results. "
    + "A cohort is one file. The samples are synthetic patients, made on your machine in seconds; nothing is downloaded."

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .loaded(let entries):
      state.entries =
        entries + [
          StartEntry(
            .own, title: "Import images and tables …",
            summary: "pick a folder, a manifest or a table; what it becomes is shown first")
        ]
      state.isLoaded = true
      state.cursor.move(.by(0), count: state.entries.count, visible: state.entries.count)
    case .move(let move):
      state.cursor.move(move, count: state.entries.count, visible: state.entries.count)
    case .clicked(let row):
      guard let index = lines(state, columns: context.size.columns).first(where: { $0.row == row })?.index else {
        return []
      }
      if index == state.cursor.row { return update(&state, .open, in: context) }
      state.cursor.row = index
    case .open:
      switch state.selected?.kind {
      case .recent(let path): return [.open(path: path)]
      case .sample(let name, _):
        state.progress = JobProgress("preparing \(name)")
        return [.generateSample(name: name)]
      case .own: return [.showImport(nil)]
      case nil: return []
      }
    case .importOwn: return [.showImport(nil)]
    case .typePath(let path): return [.typeCommand("open " + path)]
    case .copy:
      switch state.selected?.kind {
      case .recent(let path): return [.copy(path, what: "path")]
      case .sample(let name, _): return [.copy("radish demo \(name)", what: "command that opens it")]
      case .own, nil: return []
      }
    case .progress(let progress): state.progress = progress
    case .cancel:
      state.progress = nil
      return [.cancel(.open)]
    }
    return []
  }

  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    let isBusy = context.running.contains(.open)
    var commands = [
      Command<Action>(
        "start.open", "Open the selected cohort", keys: [.enter], footer: "open",
        help: "Opens the cohort; a sample is generated first if that has not been done.",
        disabledReason: isBusy
          ? "A cohort is being opened; \(KeyName.cancelOpening) cancels."
          : state.selected == nil ? "Nothing is selected." : nil,
        action: .open),
      Command(
        "start.import", "Import your own images and tables", keys: [.character("i")], footer: "import",
        help: "Pick a folder, a manifest or a table; what it becomes is shown before anything is written.",
        action: .importOwn),
      Command(
        "start.path", "Type the path of a cohort, a folder or a table", keys: [.character("o")],
        footer: "type a path", help: "Tab completes it. / takes a path too: whatever begins with / or ~.",
        action: .typePath("")),
      Command(
        "start.cancel", "Cancel opening", keys: [.character("x")], footer: isBusy ? "cancel" : nil,
        disabledReason: isBusy ? nil : "Nothing is running.", action: .cancel),
      Command(
        "start.copy", "Copy the path of the cohort, or the command that opens it", keys: [.character("y")],
        disabledReason: state.selected == nil
          ? "Nothing is selected."
          : state.selected?.kind == .own
            ? "There is no cohort of your own yet that could be copied; \(KeyName.importOwn) makes one." : nil,
        action: .copy),
    ]
    commands += ListCursor.commands("start") { .move($0) }
    return commands
  }

  public static func action(for event: InputEvent, _ state: State, in context: ScreenContext) -> Action? {
    guard case .mouse(let mouse) = event else { return nil }
    switch mouse.kind {
    case .press: return .clicked(row: mouse.row)
    case .wheelUp: return .move(.by(-1))
    case .wheelDown: return .move(.by(1))
    default: return nil
    }
  }

  public static func listing(_ state: State, in context: ScreenContext) -> Listing<Action>? {
    Listing(
      state.entries.map { entry in
        if case .recent(let path) = entry.kind {
          "\(entry.title) \(entry.summary) \(entry.place) \(path)"
        } else {
          "\(entry.title) \(entry.summary)"
        }
      }, row: state.cursor.row, go: { .move(.to($0)) }, take: { .typePath($0) })
  }

  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] { [] }

  private enum Line: Equatable {
    case text(String, Role)
    case entry(Int)
    /// The summary of an entry, below it where there is no room beside it.
    case summary(Int)
  }

  /// The lines of the list with their rows.
  private static func lines(_ state: State, columns: Int) -> [(row: Int, line: Line, index: Int?)] {
    var lines: [(row: Int, line: Line, index: Int?)] = []
    func add(_ line: Line) {
      var index: Int?
      switch line {
      case .entry(let entry), .summary(let entry): index = entry
      case .text: break
      }
      lines.append((lines.count, line, index))
    }
    let isNarrow = columns < 130
    func addEntry(_ index: Int) {
      add(.entry(index))
      if isNarrow { add(.summary(index)) }
    }
    add(.text("Radiomics in the shell: from images to a tested model.", .title))
    add(.text("Research use only, not for diagnosis.", .dim))
    add(.text("New here? Open a sample below; \(KeyName.learn) explains every step beside its screen.", .accent))
    add(.text("", .text))
    let recent = state.entries.indices.filter { if case .recent = state.entries[$0].kind { true } else { false } }
    let samples = state.entries.indices.filter {
      if case .sample = state.entries[$0].kind { true } else { false }
    }
    if !recent.isEmpty {
      add(.text("Recent cohorts, as you left them", .header))
      for index in recent { addEntry(index) }
      add(.text("", .text))
    }
    if !samples.isEmpty {
      add(.text("Sample cohorts: synthetic patients, generated here in seconds", .header))
      for index in samples { addEntry(index) }
      add(.text("", .text))
    }
    add(.text("Your own cohort", .header))
    for index in state.entries.indices where state.entries[index].kind == .own { addEntry(index) }
    return lines
  }

  /// What is said of an entry: of a cohort opened before, where it lies too, of which the middle gives way where it is long.
  private static func summary(_ entry: StartEntry, columns: Int) -> String {
    guard case .recent(let path) = entry.kind else { return entry.summary }
    let prefix = entry.summary.isEmpty ? "" : entry.summary + " · "
    return prefix
      + DisplayWidth.clippedInMiddle(
        entry.place.isEmpty ? path : entry.place, to: columns - DisplayWidth.of(prefix), tail: 6)
  }

  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    let margin = canvas.columns > 70 ? 2 : 1
    let titleWidth = min(48, max(12, (state.titles.map { DisplayWidth.of($0) }.max() ?? 12)))
    let isNarrow = canvas.columns < 130
    if !state.isLoaded {
      canvas.draw(state.progress?.text ?? "Looking for cohorts …", column: margin, row: 1, style: .role(.dim))
      return
    }
    let lines = lines(state, columns: canvas.columns)
    let selectedLine = lines.first { $0.index == state.cursor.row }?.row ?? 0
    let reserved = state.progress != nil ? 2 : 0
    let shift = max(0, min(selectedLine - (canvas.rows - reserved) + 2, lines.count - (canvas.rows - reserved)))
    for item in lines {
      let row = item.row - shift
      guard row >= 0, row < canvas.rows - reserved else { continue }
      switch item.line {
      case .summary(let index):
        canvas.draw(
          summary(state.entries[index], columns: canvas.columns - margin - 6), column: margin + 5, row: row,
          style: .role(.dim), width: max(0, canvas.columns - margin - 6))
      case .text(let text, let role): canvas.draw(text, column: margin, row: row, style: .role(role))
      case .entry(let index):
        let entry = state.entries[index]
        let isSelected = index == state.cursor.row
        let style: Style = isSelected ? .plain.bold : .plain
        canvas.draw(
          DisplayWidth.clippedInMiddle(
            state.titles[index], to: isNarrow ? canvas.columns - margin - 3 : titleWidth, tail: 7),
          column: margin + 2, row: row, style: style)
        if !isNarrow {
          canvas.draw(
            summary(entry, columns: canvas.columns - margin - titleWidth - 5), column: margin + titleWidth + 4,
            row: row,
            style: .role(.dim))
        }
        if isSelected {
          canvas.shade(Rect(column: 0, row: row, columns: canvas.columns, rows: 1), .role(.selection))
          canvas.draw("▸", column: margin, row: row, style: .role(.focus).on(.role(.selection)))
        }
      }
    }
    if let progress = state.progress {
      let row = canvas.rows - 2
      canvas.fill(Rect(column: 0, row: row, columns: canvas.columns, rows: 2))
      canvas.draw(progress.text, column: margin, row: row, style: .role(.running))
      canvas.draw(
        ProgressBar.text(progress.fraction ?? 0, columns: min(60, canvas.columns - 2 * margin)), column: margin,
        row: row + 1, style: .role(.running))
    }
  }
}
