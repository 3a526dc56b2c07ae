internal import Cohort

/// The study as a document before it is written: text with its tables, the state of the checklists, and the files.
public enum ReportScreen: Screen {
  public enum Tab: String, CaseIterable, Sendable {
    case document = "Document"
    case checklist = "Checklist"
    case files = "Files"
  }

  public struct State: Equatable, Sendable {
    public var report: StudyReport? { didSet { files = report?.files() ?? [] } }
    /// What would be written, without names of patients.
    private(set) var files: [ExportFile] = []
    var failure: String?
    var tab = Tab.document
    /// The item of the checklist, or the file under the cursor.
    var place = ListCursor()
    /// What of the document is read: where its first line seen begins.
    var reading = StudyReport.Place()
    /// The figure that is drawn in place of the tab.
    var figure: Int?
    /// The folder being typed.
    var prompt: Prompt?
    /// Where it was written last.
    var folder: String?

    public init() {}

    /// The figure that is drawn.
    var picture: StudyReport.Picture? {
      figure.flatMap { place in report.flatMap { $0.figures.indices.contains(place) ? $0.figures[place] : nil } }
    }

    var tabBar: TabBar { TabBar(titles: Tab.allCases.map(\.rawValue), shown: Tab.allCases.firstIndex(of: tab) ?? 0) }

    /// Named after the study, in letters that every file system takes.
    var usualFolder: String {
      let words = (report?.title ?? "study").lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
      return "report-" + String(words).split(separator: "-").dropFirst().joined(separator: "-")
    }
  }

  public enum Action: Equatable, Sendable {
    case loaded(StudyReport)
    case move(ListCursor.Move)
    case tab(Int)
    case open(Tab)
    case copy
    // A figure, by its place in the report.
    case openFigure(Int)
    case nextFigure(Int)
    case closeFigure
    // The folder being typed.
    case begin
    case type(InputEvent)
    case commit, leave
    case wrote(folder: String, count: Int)
  }

  public static let explanation =
    "What goes into the paper: the question, who took part, how features and models were made, what came out, what to "
    + "beware of. The checklist says what RQS, CLEAR, METRICS and TRIPOD+AI ask for: ✓ answered by the study, △ answered "
    + "and a weakness, ○ for you to write. \(KeyName.reportFigure) draws a figure, \(KeyName.reportWrite) writes "
    + "Markdown, HTML, plots and tables; names of patients "
    + "stay out."

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .loaded(let report):
      if report.run != state.report?.run {
        state.place = ListCursor()
        state.reading = StudyReport.Place()
        state.figure = nil
      }
      state.report = report
      state.failure = nil
    case .move(let move):
      if state.tab == .document {
        // Nothing is chosen in a text: it scrolls by its first line.
        let visible = max(1, context.size.rows - 2)
        let lines = state.report?.lines(columns: context.size.columns - 2, look: context.look) ?? []
        var cursor = ListCursor(row: documentTop(state, lines, rows: context.size.rows - 1))
        cursor.move(move, count: max(1, lines.count - visible + 1), visible: visible)
        if lines.indices.contains(cursor.row) { state.reading = lines[cursor.row].place }
      } else {
        state.place.move(move, count: count(state), visible: max(1, listRows(state, context)))
      }
    case .tab(let step):
      let tabs = Tab.allCases
      let place = (tabs.firstIndex(of: state.tab) ?? 0) + step
      return update(&state, .open(tabs[(place + tabs.count) % tabs.count]), in: context)
    case .open(let tab):
      state.tab = tab
      state.place = ListCursor()
      state.reading = StudyReport.Place()
      state.figure = nil
    case .openFigure(let place): state.figure = place
    case .nextFigure(let step):
      let count = state.report?.figures.count ?? 0
      guard let figure = state.figure, count > 0 else { return [] }
      state.figure = (figure + step % count + count) % count
    case .closeFigure: state.figure = nil
    case .copy:
      if let picture = state.picture { return [.copy(picture.figure.csv, what: "numbers of the figure")] }
      return state.report.map { [.copy($0.markdown, what: "report")] } ?? []
    case .begin: state.prompt = Prompt(state.folder ?? state.usualFolder)
    case .type(let event): _ = state.prompt?.edit(event)
    case .commit:
      let folder = state.prompt?.text ?? ""
      guard let report = state.report, !folder.allSatisfy(\.isWhitespace) else { return [] }
      state.prompt = nil
      return [.writeReport(report, folder: folder)]
    case .leave: state.prompt = nil
    case .wrote(let folder, let count):
      state.folder = folder
      return [.announce(Message("Wrote \(count) files into \(folder): report.html is the one to open.", .good))]
    }
    return []
  }

  private static func count(_ state: State) -> Int {
    switch state.tab {
    case .document: 0
    case .checklist: state.report?.checklist.items.count ?? 0
    case .files: state.files.count
    }
  }

  public static func exports(_ state: State, in context: ScreenContext) -> [ExportFile] {
    guard let report = state.report else { return [] }
    if let picture = state.picture {
      return [ExportFile(picture.file, picture.svg), ExportFile(picture.numbersFile, picture.figure.csv)]
    }
    switch state.tab {
    case .document: return [ExportFile("report.md", report.markdown)]
    case .checklist: return [ExportFile("checklist.csv", report.checklist.table.csv)]
    case .files: return state.files.indices.contains(state.place.row) ? [state.files[state.place.row]] : []
    }
  }

  /// The figure that Enter draws: in the document the first one in view, else the next below it; in the list of files the
  /// one under the cursor.
  static func figureAtHand(_ state: State, _ context: ScreenContext) -> Int? {
    guard let report = state.report, !report.figures.isEmpty else { return nil }
    switch state.tab {
    case .checklist: return nil
    case .files:
      guard state.files.indices.contains(state.place.row) else { return nil }
      return report.figures.firstIndex { $0.file == state.files[state.place.row].name }
    case .document:
      let lines = report.lines(columns: context.size.columns - 2, look: context.look)
      let top = documentTop(state, lines, rows: context.size.rows - 1)
      return lines.dropFirst(top).lazy.compactMap(\.figure).first ?? report.figures.indices.last
    }
  }

  /// The first line of the document that is seen.
  private static func documentTop(_ state: State, _ lines: [StudyReport.Line], rows: Int) -> Int {
    max(0, min(StudyReport.row(of: state.reading, in: lines), lines.count - rows))
  }

  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    if state.picture != nil { return figureCommands }
    let isComing = context.cohort.map { !$0.results.isEmpty || !$0.isComplete } ?? false
    let none =
      state.report != nil
      ? nil
      : isComing
        ? "The report is still being put together."
        : "There is no result to report yet: fit a model first (\(KeyName.goToModel))."
    let figure = figureAtHand(state, context)
    var commands: [Command<Action>] = []
    if let figure, let caption = state.report?.figures[figure].caption {
      commands.append(
        Command(
          "report.figure", "Draw the figure", keys: [.enter], footer: "figure", help: "\(caption).",
          action: .openFigure(figure)))
    }
    return commands + [
      Command(
        "report.write", "Write the report into a folder",
        keys: figure == nil ? [.enter, .character("w")] : [.character("w")], footer: "write",
        help: "Markdown, HTML with its plots, and every table as CSV. Names of patients are left out.",
        disabledReason: none, action: .begin),
      Command("report.next-tab", "Next tab", keys: [.tab], footer: "tab", disabledReason: none, action: .tab(1)),
      Command("report.previous-tab", "Previous tab", keys: [.backTab], disabledReason: none, action: .tab(-1)),
      Command(
        "report.copy", "Copy the report as Markdown", keys: [.character("y")], footer: "copy", disabledReason: none,
        action: .copy),
    ] + ListCursor.commands("report") { .move($0) }
  }

  private static var figureCommands: [Command<Action>] {
    [
      Command(
        "report.next-figure", "Next figure", keys: [.right, .down, .character("j"), .character("l"), .space],
        footer: "figure", footerKeys: "←→", action: .nextFigure(1)),
      Command(
        "report.previous-figure", "Previous figure", keys: [.left, .up, .character("k"), .character("h")],
        action: .nextFigure(-1)),
      Command(
        "report.close-figure", "Back to the report", keys: [.escape, .enter, .character("q")], footer: "report",
        action: .closeFigure),
      Command(
        "report.write", "Write the report into a folder", keys: [.character("w")], footer: "write",
        help: "Markdown, HTML with its plots, and every table as CSV. Names of patients are left out.", action: .begin),
      Command(
        "report.copy", "Copy the numbers of the figure", keys: [.character("y")], footer: "copy", action: .copy),
      Command("report.next-tab", "Next tab", keys: [.tab], action: .tab(1)),
      Command("report.previous-tab", "Previous tab", keys: [.backTab], action: .tab(-1)),
    ]
  }

  public static func typing(_ state: State, in context: ScreenContext) -> Typing? {
    state.prompt == nil ? nil : Typing(enter: "write")
  }

  public static func listing(_ state: State, in context: ScreenContext) -> Listing<Action>? {
    guard let report = state.report, state.figure == nil else { return nil }
    let documentLines =
      state.tab == .document ? report.lines(columns: context.size.columns - 2, look: context.look) : []
    let row =
      state.tab == .document ? documentTop(state, documentLines, rows: context.size.rows - 1) : state.place.row
    let lines: [String] =
      switch state.tab {
      case .document: documentLines.map(\.text)
      case .checklist: report.checklist.items.map { "\($0.topic) \($0.state.rawValue) \($0.words)" }
      case .files: state.files.map(\.name)
      }
    return Listing(lines, row: row) { .move(.to($0)) }
  }

  public static func action(for event: InputEvent, _ state: State, in context: ScreenContext) -> Action? {
    if state.prompt != nil {
      switch event {
      case .key(.enter): return .commit
      case .key(.escape), .key(.control("c")): return .leave
      case .key, .paste: return .type(event)
      case .mouse: return nil
      }
    }
    guard case .mouse(let mouse) = event else { return nil }
    switch mouse.kind {
    case .press where mouse.row == 0:
      return state.tabBar.index(at: mouse.column, columns: context.size.columns).map { .open(Tab.allCases[$0]) }
    case .press where state.figure == nil && mouse.button == .left: return clicked(row: mouse.row - 1, state, context)
    case .wheelUp: return state.figure == nil ? .move(.by(-3)) : .nextFigure(-1)
    case .wheelDown: return state.figure == nil ? .move(.by(3)) : .nextFigure(1)
    default: return nil
    }
  }

  /// A click on a line: a figure is drawn, a row chosen.
  private static func clicked(row: Int, _ state: State, _ context: ScreenContext) -> Action? {
    guard let report = state.report, row >= 0 else { return nil }
    guard state.tab == .document else {
      // Rows as they are seen: what stands below the list may have moved them.
      let rows = listRows(state, context)
      let top = TablePane.top(
        state.place.top, cursor: state.place.row, visibleRows: rows, rowCount: count(state))
      let target = top + row - 1
      return row > 0 && row <= rows && target < count(state) ? .move(.to(target)) : nil
    }
    let lines = report.lines(columns: context.size.columns - 2, look: context.look)
    let line = documentTop(state, lines, rows: context.size.rows - 1) + row
    return lines.indices.contains(line) ? lines[line].figure.map { .openFigure($0) } : nil
  }

  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] {
    guard state.report != nil else { return [] }
    return [state.tab.rawValue] + (state.picture.map { [$0.caption] } ?? [])
  }

  public static func facts(_ state: State, in context: ScreenContext) -> String {
    state.report?.checklist.summary ?? ""
  }

  // MARK: Drawing

  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    guard let report = state.report else {
      let hasResults = context.cohort?.results.isEmpty == false || context.cohort?.isComplete == false
      canvas.draw(
        paragraph: state.failure
          ?? (hasResults
            ? "Putting the report together …"
            : context.cohort?.unreadableRuns.isEmpty == false
              ? context.cohort?.noResultsSentence ?? ""
              : "There is nothing to report yet. Fit a model first: press \(KeyName.goToModel)."),
        in: Rect(column: 1, row: 1, columns: max(0, canvas.columns - 2), rows: 4),
        style: .role(state.failure == nil ? .dim : .bad))
      return
    }
    state.tabBar.draw(row: 0, on: &canvas)
    if let run = report.run, context.cohort?.freshness.runs[run]?.isEmpty == false {
      canvas.draw("△ stale", endColumn: canvas.columns - 1, row: 0, style: .role(.warning))
    }
    let rest = canvas.bounds.cut(top: 1).rest
    canvas.within(state.prompt == nil ? rest : rest.cut(bottom: 1).rest) { canvas in
      if let picture = state.picture { return draw(picture, state, on: &canvas, context.look) }
      switch state.tab {
      case .document: drawDocument(report, state, on: &canvas, context)
      case .checklist: drawChecklist(report, state, on: &canvas)
      case .files: drawFiles(report, state, on: &canvas)
      }
    }
    if let prompt = state.prompt {
      canvas.fill(Rect(column: 0, row: canvas.rows - 1, columns: canvas.columns, rows: 1))
      prompt.draw(label: " write into the folder ", row: canvas.rows - 1, on: &canvas)
    }
  }

  /// The figure as large as it can be, over its caption and what to beware of.
  private static func draw(_ picture: StudyReport.Picture, _ state: State, on canvas: inout Canvas, _ look: Look) {
    let room = max(1, canvas.columns - 2)
    let place = "figure \((state.figure ?? 0) + 1) of \(state.report?.figures.count ?? 0)"
    let words = Paragraph.lines(of: "\(picture.caption) (\(picture.file))", columns: max(1, room - place.count - 2))
    let cautions = cautionLines(picture.cautions, columns: room)
    let parts = canvas.bounds.cut(bottom: min(canvas.rows / 3, words.count + cautions.count))
    picture.figure.draw(in: parts.rest, on: &canvas, look: look)
    canvas.within(parts.bottom) { canvas in
      for (row, line) in words.enumerated() { canvas.draw(line, column: 1, row: row, style: .plain.bold) }
      canvas.draw(place, endColumn: canvas.columns - 1, row: 0, style: .role(.dim))
      for (row, line) in cautions.enumerated() {
        canvas.draw(line, column: 1, row: words.count + row, style: .role(.warning))
      }
    }
  }

  /// Whole sentences in at most three lines; what is left is counted.
  private static func cautionLines(_ cautions: [String], columns: Int) -> [String] {
    var lines: [String] = []
    for (place, caution) in cautions.enumerated() {
      let next = Paragraph.lines(of: caution, columns: columns)
      let isLast = place == cautions.count - 1
      guard lines.count + next.count <= (isLast ? 3 : 2) else {
        let left = cautions.count - place
        return lines + [
          "△ \(left) \(lines.isEmpty ? "" : "more ")\(left == 1 ? "caution" : "cautions") in the document"
        ]
      }
      lines += next
    }
    return lines
  }

  private static func drawDocument(
    _ report: StudyReport, _ state: State, on canvas: inout Canvas, _ context: ScreenContext
  ) {
    let lines = report.lines(columns: canvas.columns - 2, look: context.look)
    let top = documentTop(state, lines, rows: canvas.rows)
    let atHand = state.prompt == nil ? figureAtHand(state, context) : nil
    for (row, line) in lines.dropFirst(top).prefix(canvas.rows).enumerated() {
      let style = Style.role(line.role)
      let end = canvas.draw(
        line.text, column: 1, row: row, style: line.isBold ? style.bold : style, width: max(0, canvas.columns - 2))
      if line.figure != nil, line.figure == atHand {
        canvas.draw([("  \(KeyName.reportFigure)", .role(.key)), (" draws it", .role(.dim))], column: end, row: row)
      }
    }
    guard lines.count > canvas.rows, canvas.rows > 0 else { return }
    let share = Int((Double(top) / Double(max(1, lines.count - canvas.rows)) * 100).rounded())
    canvas.draw(
      share >= 100 ? " end " : " \(share) % ↓ ", endColumn: canvas.columns, row: canvas.rows - 1, style: .role(.dim))
  }

  /// What is said of an item of the checklist, below the list.
  private static func words(_ item: ReportChecklist.Item, columns: Int) -> [String] {
    let room = max(1, columns - 4)
    return Paragraph.lines(of: item.words, columns: room) + Paragraph.lines(of: item.references, columns: room)
  }

  /// Rows of the list of a tab that are seen, without tabs, header and what stands below.
  private static func listRows(_ state: State, _ context: ScreenContext) -> Int {
    let rows = context.size.rows - 1 - (state.prompt == nil ? 0 : 1)
    let items = state.report?.checklist.items ?? []
    guard state.tab == .checklist, items.indices.contains(state.place.row) else { return max(0, rows - 2) }
    let below = words(items[state.place.row], columns: context.size.columns).count + 1
    return max(0, rows - min(below, rows / 2) - 1)
  }

  /// One line per item; what it says stands below the list, whole.
  private static func drawChecklist(_ report: StudyReport, _ state: State, on canvas: inout Canvas) {
    let items = report.checklist.items
    guard items.indices.contains(state.place.row) else { return }
    let item = items[state.place.row]
    let room = max(1, canvas.columns - 4)
    let words = words(item, columns: canvas.columns)
    let parts = canvas.bounds.cut(bottom: min(words.count + 1, canvas.rows / 2))
    canvas.within(parts.rest) { canvas in
      let width = min(canvas.columns * 2 / 5, items.map { DisplayWidth.of($0.topic) }.max() ?? 20)
      TablePane(
        columns: [
          .init("", width: 1), .init("item", width: width), .init("state", width: 12),
          .init("answer", width: max(0, canvas.columns - width - 18)),
        ], rowCount: items.count, top: state.place.top, cursorRow: state.place.row,
        cell: { row, column in
          let item = items[row]
          let role: Role = item.state == .filled ? .good : item.state == .warned ? .warning : .dim
          switch column {
          case 0: return (item.state.mark, .role(role))
          case 1: return (item.topic, .plain)
          case 2: return (item.state.rawValue, .role(role))
          default: return (item.words, .role(.dim))
          }
        }
      ).draw(in: canvas.bounds, on: &canvas)
    }
    canvas.within(parts.bottom) { canvas in
      canvas.rule(row: 0)
      for (row, line) in words.enumerated() {
        canvas.draw(
          line, column: 2, row: row + 1, style: line == words.last ? .role(.dim) : .plain, width: room)
      }
    }
  }

  private static func drawFiles(_ report: StudyReport, _ state: State, on canvas: inout Canvas) {
    let files = state.files
    let captions = Dictionary(
      report.figures.flatMap { [($0.file, $0.caption), ($0.numbersFile, "the numbers of the figure of this name")] },
      uniquingKeysWith: { first, _ in first })
    let foot = canvas.bounds.cut(bottom: 1)
    let width = min(files.reduce(28) { max($0, DisplayWidth.of($1.name)) }, max(28, canvas.columns / 2))
    TablePane(
      columns: [
        .init("file", width: width), .init("size", width: 9, isTrailing: true),
        .init("what it is", width: max(0, canvas.columns - width - 14)),
      ], rowCount: files.count, top: state.place.top, cursorRow: state.place.row,
      cell: { row, column in
        let file = files[row]
        switch column {
        case 0: return (file.name, .plain.bold)
        case 1: return (size(file.contents.utf8.count), .plain)
        default: return (captions[file.name] ?? meaning(of: file.name), .role(.dim))
        }
      }
    ).draw(in: foot.rest, on: &canvas)
    canvas.draw(
      state.folder.map { "Written into \($0)." } ?? "Nothing is written yet: \(KeyName.reportWrite) asks for a folder.",
      column: 1,
      row: foot.bottom.row, style: .role(.dim), width: max(0, canvas.columns - 2))
  }

  private static func size(_ bytes: Int) -> String {
    bytes < 1000
      ? "\(bytes) B"
      : bytes < 1_000_000 ? "\(NumberText.rounded(Double(bytes) / 1000, 1)) kB" : "\(bytes / 1_000_000) MB"
  }

  private static func meaning(of file: String) -> String {
    switch file {
    case "report.md": "the document as Markdown"
    case "report.html": "the document as one page with its plots"
    case "summary.csv": "models with the measures that are read first"
    case "results.csv": "every measure with its interval and method"
    case "comparisons.csv": "differences between models with their tests"
    case "calibration.csv": "observed against predicted risk, by groups"
    case "decision_curves.csv": "net benefit over thresholds"
    case "time_dependent_roc.csv": "how well scores tell who has the event by a time"
    case "time_dependent_roc_points.csv": "the curves behind it"
    case "coefficients.csv": "the models themselves"
    case "checklist.csv": "what the reporting checklists ask for"
    case "penalty_paths.csv": "coefficients over the strength of the penalty"
    case "penalty_errors.csv": "the error at each strength, by cross-validation inside training"
    case "cutoffs.csv": "what every cut-off does, with exact intervals"
    case "readers.csv": "what human readers called"
    case "reclassification.csv": "units by old and new risk category"
    case "rates.csv": "survival of the risk groups at given times"
    case "rmst.csv": "restricted mean survival of the risk groups"
    case "landmarks.csv": "the risk groups from a landmark on"
    case "interactions.csv": "treatment by risk group"
    case "incidence.csv": "cumulative incidence of competing events"
    case "incidence_tests.csv": "Gray's tests between the risk groups"
    case "cutoff_searches.csv": "maximally selected cut-offs with their p values"
    case "searched_cutoffs.csv": "every cut-off that was searched"
    case _ where file.hasPrefix("confusion"): "true against called classes"
    default: ""
    }
  }
}
