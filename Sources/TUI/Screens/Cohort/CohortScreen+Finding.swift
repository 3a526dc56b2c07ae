internal import Cohort

extension CohortScreen {
  /// What is shown, for looking through it: the rows, the groups, or the list laid over them.
  public static func listing(_ state: State, in context: ScreenContext) -> Listing<Action>? {
    switch state.panel {
    case .columns(let cursor):
      return Listing(allColumns(state).map { state.table.columns[$0].name }, row: cursor.row) { .move(.to($0)) }
    case .outcomes(let cursor, let candidates):
      return Listing(candidates.map { "\($0.choice.name) \($0.choice.summary)" }, row: cursor.row) { .move(.to($0)) }
    case nil: break
    }
    if let groups = state.groups, state.arrangement.group != nil {
      return Listing(groups.rows.map { $0.value ?? "missing" }, row: state.groupCursor.row) { .move(.to($0)) }
    }
    let table = state.table
    let rows = state.rows
    let columns = state.layout.map { table.columns[$0.index].values }
    return Listing(
      count: rows.count, row: state.cursor.row,
      search: { text in
        let part = TextPart(text)
        var has = [Bool](repeating: false, count: rows.count)
        for (place, values) in columns.enumerated() { mark(part, in: values, isLabel: place == 0, rows, &has) }
        return has.indices.filter { has[$0] }
      }, go: { .move(.to($0)) })
  }

  /// Marks the rows of which a cell has a text. Texts that stand in many rows are looked at once.
  private static func mark(_ part: TextPart, in values: ColumnValues, isLabel: Bool, _ rows: [Int], _ has: inout [Bool])
  {
    if case .text(let cells) = values {
      let levels = cells.levels.map { part.isIn($0) }
      guard levels.contains(true) else { return }
      for (place, row) in rows.enumerated() where cells.codes[row] >= 0 && levels[Int(cells.codes[row])] {
        has[place] = true
      }
      return
    }
    guard isLabel || isDate(values) else { return }
    for (place, row) in rows.enumerated() where !has[place] {
      has[place] = hasText(part, values[row], isLabel: isLabel)
    }
  }

  private static func isDate(_ values: ColumnValues) -> Bool { if case .date = values { true } else { false } }

  /// Whether a cell has a text that is looked for: one of text or a date, and the label of a row even where it is a number.
  static func hasText(_ part: TextPart, _ value: CellValue, isLabel: Bool) -> Bool {
    switch value {
    case .text(let text): part.isIn(text)
    case .date(let date): part.isIn(date.description)
    case .number, .bool: isLabel && value.text.map { part.isIn($0) } == true
    case .missing: false
    }
  }
}
