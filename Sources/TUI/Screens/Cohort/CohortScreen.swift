internal import Cohort

/// The table of patients: filter, sort, mark, and open a patient's images.
public enum CohortScreen: Screen {
  public enum Action: Equatable, Sendable {
    case move(ListCursor.Move)
    case moveColumn(Int)
    case open
    case beginFilter
    case filter(String)
    case type(InputEvent)
    case commitFilter
    case leaveFilter
    case clearFilter
    case sort(isAdding: Bool)
    case sortBy(String, isAscending: Bool)
    case mark
    case markAll
    case hide
    case showAll
    case chooseColumns
    case toggleColumn
    case closeChooser
    case copyCell, copyRow
    case clicked(column: Int, row: Int)
  }

  public static let explanation =
    "One row per patient. Look for missing values and odd numbers before anything is computed: / filters, s sorts by the "
    + "column of the cursor, Enter shows the patient's images. The strip below summarises the rows that are shown."

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    let visible = visibleRows(state, context)
    switch action {
    case .move(let move):
      if state.chooser != nil {
        state.chooser?.move(move, count: state.table.columns.count - 1, visible: chooserRows(context))
      } else {
        state.cursor.move(move, count: state.rows.count, visible: visible)
      }
    case .moveColumn(let step): state.column = max(0, min(state.layout.count - 1, state.column + step))
    case .open:
      if let label = state.selectedLabel { return [.view(patient: label)] }
    case .beginFilter:
      state.prompt = Prompt(state.arrangement.filter, history: state.filterHistory)
    case .filter(let text):
      state.prompt = nil
      state.change { $0.filter = text }
      if let error = state.filterError {
        state.change { $0.filter = "" }
        return [.announce(Message(error, .bad))]
      }
    case .type(let event):
      if state.prompt?.edit(event) == true { state.arrange() }
    case .commitFilter:
      guard let text = state.prompt?.text, state.filterError == nil else { return [] }
      state.prompt = nil
      if !text.isEmpty, state.filterHistory.last != text { state.filterHistory.append(text) }
      state.change { $0.filter = text }
      state.arrange()
    case .leaveFilter:
      state.prompt = nil
      state.arrange()
    case .clearFilter: state.change { $0.filter = "" }
    case .sort(let isAdding):
      guard state.layout.indices.contains(state.column) else { return [] }
      let name = state.table.columns[state.layout[state.column].index].name
      state.change { arrangement in
        // Ascending, descending, not at all.
        let known = arrangement.sort.firstIndex { $0.column == name }
        if let known, isAdding || arrangement.sort.count == 1 {
          if arrangement.sort[known].isAscending {
            arrangement.sort[known].isAscending = false
          } else {
            arrangement.sort.remove(at: known)
          }
        } else if isAdding {
          arrangement.sort.append(SortKey(name))
        } else {
          arrangement.sort = [SortKey(name)]
        }
      }
    case .sortBy(let name, let isAscending):
      guard state.table.column(named: name) != nil else {
        return [.announce(Message("There is no column \(name).", .bad))]
      }
      state.change { $0.sort = [SortKey(name, ascending: isAscending)] }
    case .mark:
      if let row = state.selected {
        state.change { $0.marks.formSymmetricDifference([row]) }
        state.cursor.move(.by(1), count: state.rows.count, visible: visible)
      }
    case .markAll:
      let shown = Set(state.rows)
      state.change { $0.marks = $0.marks.isSuperset(of: shown) ? $0.marks.subtracting(shown) : $0.marks.union(shown) }
    case .hide:
      guard state.column > 0, state.layout.indices.contains(state.column) else {
        return [.announce(Message("The first column stays: it names the patient.", .warning))]
      }
      let name = state.table.columns[state.layout[state.column].index].name
      state.change { $0.hidden.insert(name) }
    case .showAll: state.change { $0.hidden = [] }
    case .chooseColumns: state.chooser = ListCursor()
    case .closeChooser: state.chooser = nil
    case .toggleColumn:
      if let row = state.chooser?.row, row + 1 < state.table.columns.count {
        let name = state.table.columns[row + 1].name
        state.change { $0.hidden.formSymmetricDifference([name]) }
      }
    case .copyCell:
      guard let row = state.selected, state.layout.indices.contains(state.column) else { return [] }
      let column = state.table.columns[state.layout[state.column].index]
      return [.copy(column.values[row].text ?? "", what: column.name)]
    case .copyRow:
      guard let row = state.selected else { return [] }
      let cells = state.layout.map { state.table.columns[$0.index].values[row].text ?? "" }
      return [.copy(cells.joined(separator: "\t"), what: "row")]
    case .clicked(let column, let row):
      guard row >= 0 else { return [] }
      let pane = pane(state, context)
      if let place = pane.placement(columns: context.size.columns).first(where: {
        column >= $0.column && column < $0.column + $0.width
      }) {
        state.column = place.index
      }
      if row == 0 { return update(&state, .sort(isAdding: false), in: context) }
      let top = TablePane.top(
        state.cursor.top, cursor: state.cursor.row, visibleRows: visible, rowCount: state.rows.count)
      let target = top + row - 1
      guard row <= visible, target < state.rows.count else { return [] }
      if target == state.cursor.row { return update(&state, .open, in: context) }
      state.cursor.move(.to(target), count: state.rows.count, visible: visible)
    }
    return []
  }

  /// The shown rows and columns as CSV (RFC 4180), numbers in full.
  static func csv(_ state: State) -> String {
    func quoted(_ text: String) -> String {
      text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline })
        ? "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : text
    }
    let columns = state.layout.map { state.table.columns[$0.index] }
    var lines = [columns.map { quoted($0.name) }.joined(separator: ",")]
    for row in state.rows { lines.append(columns.map { quoted($0.values[row].text ?? "") }.joined(separator: ",")) }
    return lines.joined(separator: "\n") + "\n"
  }

  public static func draft(_ state: State) -> Arrangement { state.arrangement }

  public static func restore(_ draft: Arrangement, in state: inout State, in context: ScreenContext) -> [Effect] {
    state.arrangement = draft
    state.arrange()
    return []
  }

  public static func title(ofChangeFrom before: Arrangement, to after: Arrangement) -> String {
    if before.filter != after.filter { return after.filter.isEmpty ? "filter cleared" : "filter \(after.filter)" }
    if before.sort != after.sort {
      return after.sort.isEmpty ? "sort removed" : "sort by \(after.sort.map(\.column).joined(separator: ", "))"
    }
    if before.hidden != after.hidden { return "choice of columns" }
    return "marks"
  }

  public static func exports(_ state: State, in context: ScreenContext) -> [ExportFile] {
    [ExportFile("cohort.csv", csv(state))]
  }

  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    if state.chooser != nil {
      return [
        Command(
          "cohort.toggle-column", "Show or hide the column", keys: [.space, .enter], footer: "show/hide",
          action: .toggleColumn),
        Command("cohort.show-all", "Show all columns", keys: [.character("a")], footer: "all", action: .showAll),
        Command(
          "cohort.close-columns", "Close the list of columns", keys: [.escape, .character("c")], footer: "close",
          action: .closeChooser),
      ] + ListCursor.commands("cohort.columns") { .move($0) }
    }
    let empty = state.rows.isEmpty ? "No patient is shown; / changes the filter." : nil
    var commands: [Command<Action>] = [
      Command(
        "cohort.open", "View the patient's images", keys: [.enter], footer: "images",
        help: "Opens the viewer with the images and regions of the patient under the cursor.",
        disabledReason: empty, action: .open),
      Command(
        "cohort.filter", "Filter the rows", keys: [.character("/")], footer: "filter",
        help: "Keeps rows for which a condition holds: age>60 & sex=F, grade is missing, centre in (A,B), name~chen.",
        action: .beginFilter),
      Command(
        "cohort.sort", "Sort by the column of the cursor", keys: [.character("s")], footer: "sort",
        help: "Ascending, descending, as imported. Text is in natural order; missing cells are last.",
        action: .sort(isAdding: false)),
      Command(
        "cohort.sort-add", "Sort further by this column", keys: [.character("S")],
        help: "Decides ties of the columns sorted by so far.", action: .sort(isAdding: true)),
      Command("cohort.columns", "Choose columns", keys: [.character("c")], footer: "columns", action: .chooseColumns),
      Command(
        "cohort.mark", "Mark or unmark the patient", keys: [.space], footer: "mark", disabledReason: empty,
        action: .mark),
      Command(
        "cohort.mark-all", "Mark or unmark all rows shown", keys: [.character("*")], disabledReason: empty,
        action: .markAll),
      Command("cohort.left", "Go to the column at the left", keys: [.left, .character("h")], action: .moveColumn(-1)),
      Command(
        "cohort.right", "Go to the column at the right", keys: [.right, .character("l")], action: .moveColumn(1)),
      Command("cohort.hide", "Hide the column of the cursor", keys: [.character("-")], action: .hide),
      Command(
        "cohort.clear-filter", "Clear the filter", keys: state.arrangement.filter.isEmpty ? [] : [.escape],
        disabledReason: state.arrangement.filter.isEmpty ? "There is no filter." : nil, action: .clearFilter),
      Command("cohort.copy", "Copy the cell", keys: [.character("y")], disabledReason: empty, action: .copyCell),
      Command("cohort.copy-row", "Copy the row", keys: [.character("Y")], disabledReason: empty, action: .copyRow),
    ]
    commands += ListCursor.commands("cohort") { .move($0) }
    return commands
  }

  public static func action(for event: InputEvent, _ state: State, in context: ScreenContext) -> Action? {
    if state.prompt != nil {
      switch event {
      case .key(.enter): return .commitFilter
      case .key(.escape): return .leaveFilter
      case .key, .paste: return .type(event)
      case .mouse: return nil
      }
    }
    if case .mouse(let mouse) = event {
      switch mouse.kind {
      case .press: return mouse.button == .left ? .clicked(column: mouse.column, row: mouse.row) : nil
      case .wheelUp: return .move(.by(-3))
      case .wheelDown: return .move(.by(3))
      default: return nil
      }
    }
    return nil
  }

  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] {
    state.arrangement.filter.isEmpty ? [] : ["/ \(state.arrangement.filter)"]
  }

  public static func facts(_ state: State, in context: ScreenContext) -> String {
    let shown = state.rows.count == state.table.rowCount ? "" : "\(state.rows.count)/"
    let marks = state.arrangement.marks.isEmpty ? "" : " · \(state.arrangement.marks.count) marked"
    let images = context.cohort?.images.count ?? 0
    return "\(shown)\(state.table.rowCount) patients\(images > 0 ? " · \(images) images" : "")\(marks)"
  }

  // MARK: Drawing

  private static func summaryRows(_ state: State, _ size: Size) -> Int {
    size.rows < 14 || state.summaries.isEmpty ? 0 : min(size.rows >= 30 ? 6 : 3, max(1, state.summaries.count)) + 1
  }

  private static func promptRows(_ state: State) -> Int { state.prompt == nil ? 0 : 2 }

  static func visibleRows(_ state: State, _ context: ScreenContext) -> Int {
    max(0, context.size.rows - 1 - summaryRows(state, context.size) - promptRows(state))
  }

  private static func chooserRows(_ context: ScreenContext) -> Int { max(0, min(20, context.size.rows - 4)) }

  static func pane(_ state: State, _ context: ScreenContext) -> TablePane {
    let columns = state.layout.map { layout in
      let column = state.table.columns[layout.index]
      let rank = state.arrangement.sort.firstIndex { $0.column == column.name }
      let mark = rank.map { rank in
        (state.arrangement.sort[rank].isAscending ? "▴" : "▾")
          + (state.arrangement.sort.count > 1 ? String(rank + 1) : "")
      }
      return TablePane.Column(
        CellText.title(column),
        width: layout.isTrailing || context.size.columns >= 110 ? layout.width : min(layout.width, 16),
        isTrailing: layout.isTrailing, sortMark: mark ?? "")
    }
    return TablePane(
      columns: columns, rowCount: state.rows.count, top: state.cursor.top, cursorRow: state.cursor.row,
      cursorColumn: state.column, isMarked: { state.arrangement.marks.contains(state.rows[$0]) },
      cell: { row, column in
        let layout = state.layout[column]
        let value = state.table.columns[layout.index].values[state.rows[row]]
        let text = CellText.of(value, decimals: layout.decimals)
        if value == .missing { return (text, .role(.faint)) }
        return (text, column == 0 ? Style.plain.bold : .plain)
      })
  }

  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    var rest = canvas.bounds
    if let prompt = state.prompt {
      let parts = rest.cut(bottom: 2)
      rest = parts.rest
      canvas.within(parts.bottom) { canvas in
        prompt.draw(label: " / ", row: 0, on: &canvas)
        if let error = state.filterError {
          canvas.draw(error, column: 1, row: 1, style: .role(.bad))
        } else {
          canvas.draw(
            "\(state.rows.count) of \(state.table.rowCount) · Enter keeps · Esc leaves · age>60 & sex=F",
            column: 1, row: 1, style: .role(.dim))
        }
      }
    }
    let summary = rest.cut(bottom: summaryRows(state, context.size))
    drawSummary(state, in: summary.bottom, on: &canvas)
    rest = summary.rest
    pane(state, context).draw(in: rest, on: &canvas)
    if state.rows.isEmpty {
      canvas.draw(
        state.table.rowCount == 0 ? "This cohort has no patients yet." : "No patient matches this filter.",
        column: 2, row: rest.row + 2, style: .role(.warning))
    }
    if let chooser = state.chooser { drawChooser(state, chooser, on: &canvas, context) }
  }

  private static func drawSummary(_ state: State, in rect: Rect, on canvas: inout Canvas) {
    canvas.within(rect) { canvas in
      guard canvas.rows > 1 else { return }
      canvas.rule(row: 0)
      // As many columns of summaries as fit, read downwards.
      let width = 38
      let across = max(1, (canvas.columns - 1) / width)
      let lines = canvas.rows - 1
      let nameWidth = min(12, state.summaries.prefix(across * lines).map { DisplayWidth.of($0.name) }.max() ?? 8)
      for (position, summary) in state.summaries.prefix(across * lines).enumerated() {
        let left = 1 + position / lines * width
        let row = 1 + position % lines
        var place = left
        canvas.draw(summary.name, column: place, row: row, style: .role(.dim), width: nameWidth)
        place = left + nameWidth + 1
        if !summary.bars.isEmpty {
          place = canvas.draw(summary.bars, column: place, row: row, style: .role(.accent)) + 1
        }
        let end = left + width - 1
        let missing = summary.missing > 0 ? " △\(summary.missing) missing" : ""
        let room = max(0, end - place - DisplayWidth.of(missing))
        place = canvas.draw(summary.text, column: place, row: row, width: room)
        canvas.draw(missing, column: place, row: row, style: .role(.warning), width: max(0, end - place))
      }
    }
  }

  private static func drawChooser(
    _ state: State, _ chooser: ListCursor, on canvas: inout Canvas, _ context: ScreenContext
  ) {
    let names = state.table.columns.dropFirst().map(\.name)
    let rows = min(names.count, chooserRows(context)) + 2
    let width = min(canvas.columns - 4, max(24, (names.map(DisplayWidth.of).max() ?? 10) + 8))
    let rect = Rect(column: max(0, canvas.columns - width - 2), row: 1, columns: width, rows: rows)
    canvas.fill(rect)
    canvas.frame(rect, title: "columns", style: .role(.focus))
    canvas.within(rect.inset()) { canvas in
      let top = TablePane.top(chooser.top, cursor: chooser.row, visibleRows: canvas.rows, rowCount: names.count)
      for line in 0..<canvas.rows where top + line < names.count {
        let name = names[names.startIndex + top + line]
        let isShown = !state.arrangement.hidden.contains(name)
        canvas.draw("\(isShown ? "✓" : " ") \(name)", column: 1, row: line, style: isShown ? .plain : .role(.dim))
        if top + line == chooser.row {
          canvas.shade(Rect(column: 0, row: line, columns: canvas.columns, rows: 1), .role(.selection))
        }
      }
    }
  }
}
