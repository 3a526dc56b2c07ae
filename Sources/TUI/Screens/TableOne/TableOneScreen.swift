public import Cohort
internal import Stats

/// What a baseline table is to be made of.
public struct TableOneRequest: Equatable, Sendable {
  public var table: DataTable
  public var rows: [Int]
  public var column: String
  /// The condition that chose the rows; empty where all are there.
  public var filter = ""
  /// What the rows are.
  public var level = UnitLevel.patient

  /// Makes the table, without the rows that are left out of every analysis.
  ///
  /// - Parameter report: hears how far it is.
  func made(report: (JobProgress) -> Void = { _ in }) throws -> TableOneResult {
    let excluded = table.column(named: DataTable.exclusionColumn)?.values
    let kept = rows.filter { excluded?.isMissing($0) ?? true }
    let names = table.names.filter { !DataTable.isRemark($0) }
    var table = try table.selecting(names)
    var binning: String?
    if let own = table.column(named: column), !CohortScreen.hasFewValues(own),
      let grouped = ValueGroups(own, rows: kept)
    {
      table.set(grouped.column(named: column, rowCount: table.rowCount))
      binning = own.type == .date ? "years" : grouped.groups.count == 4 ? "quarters" : "ranges"
    }
    let baseline = try BaselineTable(of: table, rows: kept, by: column) { done, total in
      report(
        JobProgress("\(done) of \(total) variables", fraction: Double(done) / Double(max(1, total))))
      return !Task.isCancelled
    }
    try Task.checkCancellation()
    return TableOneResult(
      baseline: baseline, rows: kept.count, excluded: rows.count - kept.count, binning: binning)
  }
}

/// A baseline table with what it was made of.
public struct TableOneResult: Equatable, Sendable {
  var baseline: BaselineTable
  var rows: Int
  var excluded: Int
  /// Into what the values of the column were put, such as quarters; nil where they are groups as they are.
  var binning: String?
}

/// The baseline table ("Table 1"): every variable by the groups of a column, with tests and standardised differences.
public enum TableOneScreen: Screen {
  public struct State: Sendable {
    var request: TableOneRequest?
    var result: TableOneResult?
    var lines: [[String]] = []
    /// How wide the columns need to be.
    var widths: [Int] = []
    var progress: JobProgress?
    var failure: String?
    /// Whether the cohort's rows are others than those it was made of.
    var isOfOldRows = false
    var cursor = ListCursor()
    var column = 0

    public init() {}
  }

  public enum Action: Sendable {
    case progress(JobProgress)
    case made(TableOneResult)
    case failed(String)
    case move(ListCursor.Move)
    case moveColumn(Int)
    case copy
    case copyRow
    case export
  }

  public static let explanation =
    "The baseline table of a paper: each variable described in each group. Numbers that look normal are mean ± sd with "
    + "Welch's test, others median [quartiles] with a rank test; dates are median [range]; categories are counts with χ² or Fisher's test. SMD is the "
    + "standardised difference of two groups: above 0.1 is usually called an imbalance. The p values are not adjusted."

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .progress(let progress): state.progress = progress
    case .made(let result):
      state.result = result
      state.failure = nil
      state.progress = nil
      state.lines = lines(of: result.baseline)
      state.widths = widths(state, context.look)
      state.cursor = ListCursor()
    case .failed(let sentence): state.failure = sentence
    case .move(let move):
      state.cursor.move(move, count: state.lines.count, visible: max(0, context.size.rows - 3))
    case .moveColumn(let step): state.column = max(0, min(titles(state).count - 1, state.column + step))
    case .export: return [.write(exports(state, in: context))]
    case .copy: return [.copy(tabbed(state), what: "table")]
    case .copyRow:
      guard state.lines.indices.contains(state.cursor.row) else { return [] }
      return [.copy(state.lines[state.cursor.row].joined(separator: "\t"), what: "row")]
    }
    return []
  }

  static func titles(_ state: State) -> [String] {
    guard let table = state.result?.baseline.result else { return [] }
    return ["variable", "value"] + zip(table.groups, table.groupSizes).map { "\($0) (n \($1))" }
      + ["p", "SMD", "missing", "test"]
  }

  /// Measured once: a table of many groups has more cells than can be measured between two keys.
  private static func widths(_ state: State, _ look: Look) -> [Int] {
    var widths = titles(state).map { DisplayWidth.of(look.words($0)) }
    for line in state.lines {
      for place in line.indices where widths.indices.contains(place) {
        widths[place] = max(widths[place], DisplayWidth.of(look.words(line[place])))
      }
    }
    return widths
  }

  private static func tabbed(_ state: State) -> String {
    ([titles(state)] + state.lines).map { $0.joined(separator: "\t") }.joined(separator: "\n")
  }

  public static func exports(_ state: State, in context: ScreenContext) -> [ExportFile] {
    guard let column = state.result?.baseline.column else { return [] }
    return [
      ExportFile(
        "table1-by-\(FileWord.of(column)).csv",
        CSV.text(header: titles(state), rows: state.lines + filterLine(state)))
    ]
  }

  /// A last line that names the filter, so that the table of some is not taken for that of all.
  private static func filterLine(_ state: State) -> [[String]] {
    guard let filter = state.request?.filter, !filter.isEmpty else { return [] }
    return [["rows: \(filter)"] + titles(state).dropFirst().map { _ in "" }]
  }

  /// One line per number, and one per level of a category.
  static func lines(of baseline: BaselineTable) -> [[String]] {
    baseline.result.rows.flatMap { row in
      baseline.lines(of: row, number: { NumberText.short($0) }).enumerated().map { place, line in
        guard place == 0 else { return ["", line.value] + line.cells + ["", "", "", ""] }
        let missing = row.missing.reduce(0, +)
        return [row.name, line.value] + line.cells + [
          row.test == nil ? "–" : NumberText.p(row.test?.p),
          row.standardisedDifference.map { NumberText.fixed($0, 2) } ?? "–", missing > 0 ? String(missing) : "",
          row.test?.name ?? "",
        ]
      }
    }
  }

  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    let empty = state.lines.isEmpty ? "There is no table yet." : nil
    return [
      Command(
        "table1.right", "Go to the column at the right", keys: [.right, .character("l")], footer: "columns",
        footerKeys: "←→", action: .moveColumn(1)),
      Command("table1.left", "Go to the column at the left", keys: [.left, .character("h")], action: .moveColumn(-1)),
      Command(
        "table1.export", "Export the table as CSV", keys: [.character("e"), .character("w")], footer: "export",
        disabledReason: empty, action: .export),
      Command(
        "table1.copy", "Copy the table, for a spreadsheet", keys: [.character("y")], footer: "copy",
        disabledReason: empty, action: .copy),
      Command(
        "table1.copy-row", "Copy the row", keys: [.character("Y")], footer: "copy row", disabledReason: empty,
        action: .copyRow),
    ] + ListCursor.commands("table1") { .move($0) }
  }

  public static func listing(_ state: State, in context: ScreenContext) -> Listing<Action>? {
    state.lines.isEmpty
      ? nil : Listing(state.lines.map { $0.joined(separator: " ") }, row: state.cursor.row) { .move(.to($0)) }
  }

  public static func action(for event: InputEvent, _ state: State, in context: ScreenContext) -> Action? {
    guard case .mouse(let mouse) = event else { return nil }
    switch mouse.kind {
    case .wheelUp: return .move(.by(-3))
    case .wheelDown: return .move(.by(3))
    case .press where mouse.button == .left && mouse.row >= 1:
      let rows = max(0, context.size.rows - (context.size.rows > 8 ? 3 : 1))
      let top = TablePane.top(
        state.cursor.top, cursor: state.cursor.row, visibleRows: rows, rowCount: state.lines.count)
      return mouse.row <= rows && top + mouse.row - 1 < state.lines.count ? .move(.to(top + mouse.row - 1)) : nil
    default: return nil
    }
  }

  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] {
    ["Table 1"] + (state.request.map { ["by \($0.column)"] } ?? [])
  }

  public static func facts(_ state: State, in context: ScreenContext) -> String {
    guard let result = state.result else { return "" }
    return (result.binning.map { "\(result.baseline.column) in \($0) · " } ?? "") + "\(result.rows) rows"
      + (result.excluded > 0 ? " · \(result.excluded) excluded" : "")
      + (state.request.flatMap { $0.filter.isEmpty ? nil : " · \($0.filter)" } ?? "")
  }

  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    if let failure = state.failure {
      canvas.draw(paragraph: failure, in: canvas.bounds.inset(columns: 2, rows: 1), style: .role(.bad))
      return
    }
    guard let result = state.result else {
      let end = canvas.draw(
        "Comparing the groups: \(state.progress?.text ?? "…") ", column: 2, row: 1, style: .role(.dim))
      canvas.draw(
        ProgressBar.text(state.progress?.fraction ?? 0, columns: max(0, canvas.columns - end - 2)), column: end, row: 1,
        style: .role(.running))
      canvas.draw("Esc leaves it.", column: 2, row: 2, style: .role(.dim))
      return
    }
    let parts = canvas.bounds.cut(bottom: canvas.rows > 8 ? 2 : 0)
    let titles = titles(state).map(context.look.words)
    let lines = state.lines
    // Columns that have no room beside each other are scrolled: a range of dates is read whole.
    let most = max(24, min(40, canvas.columns - 22))
    let columns = titles.indices.map { place in
      TablePane.Column(titles[place], width: min(state.widths[place], place == 0 ? 20 : most))
    }
    TablePane(
      columns: columns, rowCount: state.lines.count, top: state.cursor.top, cursorRow: state.cursor.row,
      cursorColumn: state.column,
      cell: { row, place in
        let text = context.look.words(lines[row][place])
        let isImbalanced = place == titles.count - 3 && (Double(text) ?? 0) > 0.1
        return (text, isImbalanced ? .role(.warning) : place == 0 ? Style.plain.bold : .plain)
      }
    ).draw(in: parts.rest, on: &canvas)
    canvas.within(parts.bottom) { canvas in
      guard canvas.rows > 1 else { return }
      canvas.rule(row: 0)
      let without = result.baseline.withoutGroup
      canvas.draw(
        "SMD > 0.1 is an imbalance; p is not adjusted"
          + (without > 0 ? " · △ \(without) rows without \(result.baseline.column) are left out" : ""),
        column: 1, row: 1, style: .role(.dim))
    }
  }
}
