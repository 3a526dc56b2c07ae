public import Cohort

/// The table of patients, exams or lesions: filter, sort, group, mark, leave out, and go on to a patient.
public enum CohortScreen: Screen {
  public enum Action: Sendable {
    case move(ListCursor.Move)
    case moveColumn(Int)
    case open
    case openPatient
    case level(UnitLevel?)
    case loaded(UnitLevel, DataTable)
    case arranged(Arranged)
    case summarised(UnitLevel, number: Int, [ColumnSummary])
    // Typing.
    case beginFilter, beginReason
    case type(InputEvent)
    case commit, leaveEntry
    case completeName
    // Which rows.
    case filter(String)
    case clearFilter
    case invert
    case sort(isAdding: Bool)
    /// By several columns, the first one first.
    case sortBy([SortKey])
    case group
    case groupBy(String?)
    case mark
    case markRange
    case markAll
    // Which columns.
    case hide
    case showAll
    case chooseColumns
    case toggleColumn
    case shiftColumn(Int)
    case onlyColumns([String])
    case bars
    case zoom
    // The image beside the table.
    case preview
    case nextImage
    case previewed(ImagePreview)
    case previewFailed(ImageEntry, String)
    case closePanel
    // What becomes of them.
    case exclude(labels: [String]?, reason: String)
    case include(labels: [String]?)
    case toggleExclusion
    case chooseOutcome
    case setOutcome
    case outcome(String)
    case tableOne(String?)
    case copyCell, copyRow
    case clicked(column: Int, row: Int)
  }

  public static let explanation =
    "One row per patient. Look for missing values and odd numbers before anything is computed: \(KeyName.filter) "
    + "filters, \(KeyName.sort) sorts by the column of the cursor, \(KeyName.group) summarises by it, "
    + "\(KeyName.tableOne) compares its groups as in a Table 1. \(KeyName.openPatient) shows the patient's images, "
    + "\(KeyName.patient) everything known about the patient. The strip below summarises the rows that are shown and not left out; "
    + "in a wide terminal the "
    + "slice with most of the region stands beside them."

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .move, .moveColumn, .clicked: return move(&state, action, in: context)
    case .open:
      if let groups = state.groups, state.arrangement.group != nil { return openGroup(groups, &state) }
      guard let patient = state.selectedPatient else { return [] }
      let hasImages = context.cohort.map { $0.images.has(patient) || !$0.isComplete } ?? false
      return [hasImages ? .view(patient: patient) : .showPatient(patient)]
    case .openPatient: return state.selectedPatient.map { [.showPatient($0)] } ?? []
    case .level(let wanted): return changeLevel(&state, to: wanted)
    case .loaded(let level, let table):
      if state.sheets[level] == nil {
        state.sheets[level] = Sheet(level: level, table: table)
        let effects = state.restoreSheet(level)
        return effects.isEmpty ? state.sheets[level]?.arrange(typed: nil) ?? [] : effects
      }
      return state.sheets[level]?.replace(table) ?? []
    case .arranged(let arranged): state.sheets[arranged.level]?.take(arranged)
    case .summarised(let level, let number, let summaries):
      state.sheets[level]?.take(summaries: summaries, number: number)
    case .beginFilter, .beginReason, .type, .commit, .leaveEntry, .completeName:
      return enter(&state, action, in: context)
    case .filter, .clearFilter, .invert, .sort, .sortBy, .group, .groupBy, .mark, .markRange, .markAll:
      return arrange(&state, action, in: context)
    case .hide, .showAll, .chooseColumns, .toggleColumn, .shiftColumn, .onlyColumns, .closePanel:
      return changeColumns(&state, action, in: context)
    case .bars: state.showsBars.toggle()
    case .preview: state.preview.isShown.toggle()
    case .nextImage: return state.showNextImage(in: context)
    case .previewed(let picture): state.preview.take(picture)
    case .previewFailed(let image, let sentence):
      if image == state.preview.wanted { state.preview.failure = sentence }
    case .zoom:
      let all = Zoom.allCases
      state.zoom = all[((all.firstIndex(of: state.zoom) ?? 0) + 1) % all.count]
    case .exclude, .include, .toggleExclusion, .chooseOutcome, .setOutcome, .outcome:
      return edit(&state, action, in: context)
    case .tableOne(let name):
      let named = name.flatMap { state.table.column(named: $0) }
      guard let column = named ?? state.sheet.selectedColumn else { return [] }
      func by(_ column: String) -> Effect {
        .showTableOne(
          TableOneRequest(
            table: state.table, rows: state.rows, column: column, filter: state.arrangement.filter,
            level: state.level))
      }
      if canGroup(column) { return [by(column.name)] }
      // Under the cursor are names, as at the start: the groups most often asked for are those of the outcome.
      guard named == nil, let usual = usualGroups(state.table, context) else {
        return [.announce(noGroups(column))]
      }
      return [
        by(usual),
        .announce(
          Message(
            "By \(usual), because \(column.name) is no column of groups; \(KeyName.tableOne) on another column "
              + "compares its groups."
          )),
      ]
    case .copyCell:
      guard let row = state.selected, let column = state.sheet.selectedColumn else { return [] }
      return [.copy(column.values[row].text ?? "", what: column.name)]
    case .copyRow:
      let rows = state.sheet.targets
      let lines = rows.map { row in
        state.layout.map { state.table.columns[$0.index].values[row].text ?? "" }.joined(separator: "\t")
      }
      guard !lines.isEmpty else { return [] }
      return [.copy(lines.joined(separator: "\n"), what: lines.count == 1 ? "row" : "\(lines.count) marked rows")]
    }
    return []
  }

  // MARK: Moving

  private static func move(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    let visible = visibleRows(state, context)
    switch action {
    case .move(let move):
      switch state.panel {
      case .columns(var cursor):
        cursor.move(move, count: state.table.columns.count - 1, visible: panelRows(context))
        state.panel = .columns(cursor)
      case .outcomes(var cursor, let candidates):
        cursor.move(move, count: candidates.count, visible: panelRows(context))
        state.panel = .outcomes(cursor, candidates)
      case nil:
        if let groups = state.groups {
          state.groupCursor.move(move, count: groups.rows.count, visible: visible)
        } else {
          state.cursor.move(move, count: state.rows.count, visible: visible)
        }
      }
    case .moveColumn(let step): state.column = max(0, min(state.layout.count - 1, state.column + step))
    case .clicked(let column, let row):
      guard row >= 0, state.panel == nil, state.zoom != .summary, state.groups == nil else { return [] }
      let columns = tableColumns(state, context)
      guard column < columns || row >= visible + 1 else { return update(&state, .open, in: context) }
      let pane = pane(state, context)
      if let place = pane.placement(columns: columns).first(where: {
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
      // The rows stay where they are seen, also where the cursor was put back and nothing has scrolled yet.
      state.cursor.top = top
      state.cursor.move(.to(target), count: state.rows.count, visible: visible)
    default: break
    }
    return []
  }

  /// The rows of a group, by a filter that can be taken back.
  private static func openGroup(_ groups: GroupTable, _ state: inout State) -> [Effect] {
    guard groups.rows.indices.contains(state.groupCursor.row) else { return [] }
    let row = groups.rows[state.groupCursor.row]
    // As many rows as the group counts: those that it counts apart only where there are no others.
    let isOfKept = row.leftOut > 0 && row.count > 0
    let condition = row.condition + (isOfKept ? " & `\(DataTable.exclusionColumn)` is missing" : "")
    return state.change { arrangement in
      arrangement.group = nil
      arrangement.filter = arrangement.filter.isEmpty ? condition : "(\(arrangement.filter)) & \(condition)"
    }
  }

  static let levels: [UnitLevel] = [.patient, .exam, .lesion]

  private static func changeLevel(_ state: inout State, to wanted: UnitLevel?) -> [Effect] {
    let place = levels.firstIndex(of: state.level) ?? 0
    let next = wanted ?? levels[(place + 1) % levels.count]
    state.level = next
    state.entry = nil
    state.panel = nil
    return state.sheets[next] == nil ? [.loadTable(next)] : []
  }

  // MARK: Typing

  private static func enter(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .beginFilter:
      state.entry = Entry(kind: .filter, prompt: Prompt(state.arrangement.filter, history: state.filterHistory))
    case .beginReason: state.entry = Entry(kind: .reason, prompt: Prompt("", history: state.reasonHistory))
    case .type(let event):
      guard state.entry?.prompt.edit(event) == true else { return [] }
      if state.entry?.kind == .filter, let text = state.entry?.prompt.text {
        return state.sheets[state.level]?.arrange(typed: text) ?? []
      }
    case .commit:
      guard let entry = state.entry else { return [] }
      let text = entry.prompt.text
      switch entry.kind {
      case .filter:
        if let error = state.filterError { return [.announce(Message(error, .bad))] }
        state.entry = nil
        if !text.isEmpty, state.filterHistory.last != text { state.filterHistory.append(text) }
        state.sheets[state.level]?.arrangement.filter = text
        return state.sheets[state.level]?.arrange(typed: nil) ?? []
      case .reason:
        let reason = text.filter { !$0.isNewline }
        guard !reason.allSatisfy(\.isWhitespace) else {
          return [.announce(Message("Write a reason: it goes into the report. Esc leaves.", .warning))]
        }
        state.entry = nil
        if state.reasonHistory.last != reason { state.reasonHistory.append(reason) }
        return update(&state, .exclude(labels: nil, reason: reason), in: context)
      }
    case .completeName:
      guard state.entry?.kind == .filter, let text = state.entry?.prompt.text else { return [] }
      guard let completed = RowCondition.completed(text, names: state.table.names) else { return [] }
      state.entry?.prompt.text = completed
      return state.sheets[state.level]?.arrange(typed: completed) ?? []
    case .leaveEntry:
      let kind = state.entry?.kind
      state.entry = nil
      if kind == .filter { return state.sheets[state.level]?.arrange(typed: nil) ?? [] }
    default: break
    }
    return []
  }

  // MARK: Which rows

  private static func arrange(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .filter(let text):
      state.entry = nil
      if let problem = RowCondition.problem(text, in: state.table) { return [.announce(Message(problem, .bad))] }
      return state.change { $0.filter = text }
    case .clearFilter:
      return state.change {
        $0.filter = ""
        $0.isInverted = false
      }
    case .invert: return state.change { $0.isInverted.toggle() }
    case .sort(let isAdding):
      guard let name = state.sheet.selectedColumn?.name else { return [] }
      return state.change { arrangement in
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
    case .sortBy(let keys):
      do {
        for key in keys { _ = try state.table.requireColumn(key.column) }
      } catch {
        return [.announce(Message(error.description, .bad))]
      }
      return state.change { $0.sort = keys }
    case .group:
      guard state.arrangement.group == nil else { return state.change { $0.group = nil } }
      return state.sheet.selectedColumn.map { update(&state, .groupBy($0.name), in: context) } ?? []
    case .groupBy(let name):
      guard let name else { return state.change { $0.group = nil } }
      guard let column = state.table.column(named: name) else { return [] }
      guard canGroup(column) else { return [.announce(noGroups(column))] }
      return state.change { $0.group = column.name }
    case .mark:
      if let row = state.selected {
        _ = state.change { $0.marks.formSymmetricDifference([row]) }
        state.anchor = row
        state.cursor.move(.by(1), count: state.rows.count, visible: visibleRows(state, context))
      }
    case .markRange:
      guard !state.rows.isEmpty else { return [] }
      guard let anchor = state.anchor.flatMap({ state.rows.firstIndex(of: $0) }) else {
        return [
          .announce(
            Message(
              "Mark one end with \(KeyName.mark) first; \(KeyName.markRange) then marks everything up to the cursor."))
        ]
      }
      let range = min(anchor, state.cursor.row)...max(anchor, state.cursor.row)
      let rows = state.rows[range.clamped(to: 0...state.rows.count - 1)]
      _ = state.change { $0.marks.formUnion(rows) }
      return [.announce(Message("\(rows.count) rows from there to here are marked."))]
    case .markAll:
      let shown = Set(state.rows)
      return state.change {
        $0.marks = $0.marks.isSuperset(of: shown) ? $0.marks.subtracting(shown) : $0.marks.union(shown)
      }
    default: break
    }
    return []
  }

  /// What a column of remarks says, as a clause.
  static func meaning(ofRemark name: String) -> String {
    name == DataTable.failureColumn
      ? "why features could not be extracted" : "who is left out of every analysis"
  }

  private static func noGroups(_ column: TableColumn) -> Message {
    let name = column.name
    if DataTable.isRemark(name) {
      return Message("\(name) says \(meaning(ofRemark: name)); it makes no groups.", .warning)
    }
    if hasFewValues(column) {
      return Message("\(name) has another text in every row. Take a column of groups such as a centre.", .warning)
    }
    return Message(
      "\(name) has more than \(ValueGroups.limit) different texts. Take a column of groups such as a centre, or numbers or "
        + "dates, which are put into quarters or years.", .warning)
  }

  /// A column whose two groups are worth comparing: that of an outcome, or the first of two values.
  private static func usualGroups(_ table: DataTable, _ context: ScreenContext) -> String? {
    let columns = table.variables.filter { OutcomeFinder.twoLevels($0) != nil }.map(\.name)
    let outcomes = (context.cohort?.outcomes ?? []).map(\.name)
    return outcomes.first { columns.contains($0) } ?? columns.first
  }

  /// Whether rows can be put into groups by a column: text needs few values, of which at least one stands in two rows; numbers
  /// and dates are put together.
  static func canGroup(_ column: TableColumn) -> Bool {
    guard case .text(let text) = column.values else { return true }
    guard !DataTable.isRemark(column.name) else { return false }
    guard hasFewValues(column) else { return false }
    let codes = text.codes.lazy.filter { $0 >= 0 }.prefix(200_000)
    return Set(codes).count < codes.count
  }

  /// Whether a column has few enough values to be groups as they are. Looks only as far as it must.
  static func hasFewValues(_ column: TableColumn) -> Bool {
    var seen: Set<UInt64> = []
    switch column.values {
    case .bool: return true
    case .text(let text): return Set(text.codes.lazy.filter { $0 >= 0 }.prefix(200_000)).count <= ValueGroups.limit
    case .number(let values):
      for value in values where !value.isNaN {
        seen.insert(value.bitPattern)
        if seen.count > ValueGroups.limitOfNumbers { return false }
      }
    case .date(let days):
      for day in days where day != ColumnValues.missingDate {
        seen.insert(UInt64(UInt32(bitPattern: day)))
        if seen.count > ValueGroups.limitOfNumbers { return false }
      }
    }
    return true
  }

  // MARK: Which columns

  private static func changeColumns(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .hide:
      guard state.column > 0, let name = state.sheet.selectedColumn?.name else {
        return [.announce(Message("The first column stays: it names the row.", .warning))]
      }
      return state.change { $0.hidden.insert(name) }
    case .showAll: return state.change { $0.hidden = [] }
    case .onlyColumns(let names):
      let kept = Set(names)
      let hidden = Set(state.table.names.dropFirst().filter { !kept.contains($0) })
      return state.change {
        $0.hidden = hidden
        $0.order = names
      }
    case .chooseColumns: state.panel = .columns(ListCursor(row: max(0, state.column - 1)))
    case .closePanel: state.panel = nil
    case .toggleColumn:
      guard case .columns(let cursor) = state.panel, let name = panelColumn(state, cursor.row)?.name else { return [] }
      return state.change { $0.hidden.formSymmetricDifference([name]) }
    case .shiftColumn(let step):
      var names = allColumns(state).map { state.table.columns[$0].name }
      let name: String?
      if case .columns(let cursor) = state.panel {
        name = panelColumn(state, cursor.row)?.name
      } else {
        name = state.column > 0 ? state.sheet.selectedColumn?.name : nil
      }
      guard let name, let place = names.firstIndex(of: name), names.indices.contains(place + step) else { return [] }
      names.swapAt(place, place + step)
      if case .columns(var cursor) = state.panel {
        cursor.move(.by(step), count: names.count, visible: panelRows(context))
        state.panel = .columns(cursor)
      }
      return state.change { $0.order = names }
    default: break
    }
    return []
  }

  /// Every column but the first, hidden ones too, in the order of the person.
  static func allColumns(_ state: State) -> [Int] {
    var arrangement = state.arrangement
    arrangement.hidden = []
    return Array(Arranged.columns(state.table, arrangement).dropFirst())
  }

  static func panelColumn(_ state: State, _ row: Int) -> TableColumn? {
    let all = allColumns(state)
    return all.indices.contains(row) ? state.table.columns[all[row]] : nil
  }

  // MARK: Edits of the cohort

  private static func edit(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .toggleExclusion:
      let rows = state.sheet.targets
      guard !rows.isEmpty else { return [] }
      if state.areTargetsExcluded {
        return update(&state, .include(labels: nil), in: context)
      }
      state.entry = Entry(kind: .reason, prompt: Prompt("", history: state.reasonHistory))
    case .exclude(let labels, let reason):
      return exclusions(state, labels) { _ in reason }
    case .include(let labels): return exclusions(state, labels) { _ in nil }
    case .chooseOutcome:
      guard let column = state.sheet.selectedColumn else { return [] }
      let candidates = OutcomeFinder.candidates(for: column, in: state.table)
      if let refusal = OutcomeFinder.refusal(of: column, in: state.table) {
        return [.announce(Message(refusal, .warning))]
      }
      state.panel = .outcomes(ListCursor(), candidates)
    case .setOutcome:
      guard case .outcomes(let cursor, let candidates) = state.panel, candidates.indices.contains(cursor.row) else {
        return []
      }
      state.panel = nil
      return [remember(candidates[cursor.row], context)]
    case .outcome(let name):
      guard let column = state.table.column(named: name) else { return [] }
      guard let first = OutcomeFinder.candidates(for: column, in: state.table).first else {
        return [
          .announce(
            Message(OutcomeFinder.refusal(of: column, in: state.table) ?? "\(name) cannot be an outcome.", .warning))
        ]
      }
      return [remember(first, context)]
    default: break
    }
    return []
  }

  /// Remembers the outcome, or forgets it where it is remembered already.
  private static func remember(_ candidate: OutcomeFinder.Candidate, _ context: ScreenContext) -> Effect {
    let name = candidate.choice.name
    let isKnown = context.cohort?.storedOutcomes[name] == candidate.outcome
    return .edit(.outcome(named: name, isKnown ? nil : candidate.outcome), .person)
  }

  private static func exclusions(
    _ state: State, _ labels: [String]?, _ reason: (Int) -> String?
  ) -> [Effect] {
    var rows = state.sheet.targets
    if let labels {
      rows = []
      for label in labels {
        guard let row = state.table.columns.first?.values.texts.firstIndex(of: label) else {
          let near = Suggestion.nearest(to: label, among: state.sheet.rows.prefix(2000).map { state.label(of: $0) })
          return [
            .announce(
              Message(
                "There is no \(state.level.rawValue) \(label)." + (near.map { " Did you mean \($0)?" } ?? ""), .bad))
          ]
        }
        rows.append(row)
      }
    }
    guard !rows.isEmpty else { return [] }
    // Rows of a table are its units in order of their identifiers, which are dense and begin with 1.
    var reasons: [Int64: String?] = [:]
    for row in rows { reasons.updateValue(reason(row), forKey: Int64(row) + 1) }
    return [.edit(.exclusions(state.level, reasons), .person)]
  }

  // MARK: Undo

  /// A table that has only been read is arranged by nobody: it is not part of what can be undone.
  public static func draft(_ state: State) -> [UnitLevel: Arrangement] {
    state.sheets.mapValues(\.arrangement).filter { $0.value != Arrangement() }
  }

  public static func restore(
    _ draft: [UnitLevel: Arrangement], in state: inout State, in context: ScreenContext
  ) -> [Effect] {
    var effects: [Effect] = []
    for level in levels {
      let arrangement = draft[level] ?? Arrangement()
      guard let sheet = state.sheets[level], sheet.arrangement != arrangement else { continue }
      state.sheets[level]?.arrangement = arrangement
      effects += state.sheets[level]?.arrange(typed: nil) ?? []
      state.level = level
    }
    return effects
  }

  public static func title(
    ofChangeFrom before: [UnitLevel: Arrangement], to after: [UnitLevel: Arrangement]
  ) -> String {
    guard let level = levels.first(where: { before[$0] != after[$0] }) else { return "view" }
    let old = before[level] ?? Arrangement()
    let new = after[level] ?? Arrangement()
    if old.group != new.group { return new.group.map { "grouping by \($0)" } ?? "grouping ended" }
    if old.filter != new.filter { return new.filter.isEmpty ? "filter cleared" : "filter \(new.filter)" }
    if old.isInverted != new.isInverted { return "filter turned round" }
    if old.sort != new.sort {
      return new.sort.isEmpty ? "sort removed" : "sort by \(new.sort.map(\.column).joined(separator: ", "))"
    }
    if old.hidden != new.hidden { return "choice of columns" }
    if old.order != new.order { return "order of columns" }
    return "marks"
  }

  // MARK: Export

  public static func exports(_ state: State, in context: ScreenContext) -> [ExportFile] {
    if let groups = state.groups, state.arrangement.group != nil {
      return [ExportFile("cohort-by-\(FileWord.of(groups.column)).csv", groups.csv)]
    }
    return [ExportFile(state.level == .patient ? "cohort.csv" : "\(state.level.plural).csv", csv(state))]
  }

  /// The rows and columns shown as CSV, numbers in full; only the marked rows where some are marked.
  static func csv(_ state: State) -> String {
    let columns = state.layout.map { state.table.columns[$0.index] }
    let marks = state.arrangement.marks
    let rows = marks.isEmpty ? state.rows : state.rows.filter { marks.contains($0) }
    return CSV.text(
      header: columns.map(\.name), rows: rows.map { row in columns.map { $0.values[row].text ?? "" } })
  }
}
