public import Cohort

extension CohortScreen {
  @dynamicMemberLookup
  public struct State: Sendable {
    /// What the rows stand for.
    var level = UnitLevel.patient
    /// The tables loaded so far, each with its own arrangement.
    var sheets: [UnitLevel: Sheet]
    /// A line being typed: a filter, a reason.
    var entry: Entry?
    var filterHistory: [String] = []
    var reasonHistory: [String] = []
    /// A list laid over the table.
    var panel: Panel?
    var showsBars = false
    var preview = Preview()
    var zoom = Zoom.none
    /// How the tables were left in the session before, until each has been put back.
    var left: Session.Visit?

    public init(table: DataTable) { sheets = [.patient: Sheet(level: .patient, table: table)] }

    /// The table shown.
    var sheet: Sheet {
      get { sheets[level] ?? Sheet(level: level, table: DataTable(columns: [])) }
      set { sheets[level] = newValue }
    }

    public subscript<Value>(dynamicMember path: KeyPath<Sheet, Value>) -> Value { sheet[keyPath: path] }

    public subscript<Value>(dynamicMember path: WritableKeyPath<Sheet, Value>) -> Value {
      get { sheet[keyPath: path] }
      set { sheets[level]?[keyPath: path] = newValue }
    }

    /// The filter being typed.
    var prompt: Prompt? { entry?.kind == .filter ? entry?.prompt : nil }

    func label(of row: Int) -> String { sheet.label(of: row) }

    /// Changes the arrangement so that it can be undone.
    mutating func change(_ body: (inout Arrangement) -> Void) -> [Effect] {
      var changed = sheet.arrangement
      body(&changed)
      let before = sheet.arrangement
      guard changed != before else { return [] }
      sheets[level]?.arrangement = changed
      // Marks change nothing else: a hundred thousand rows need not be gone through.
      if changed.shows(sameAs: before) { return [] }
      return sheets[level]?.arrange(typed: nil) ?? []
    }

    /// Rows are patients: the name of the patient in a row, whatever the level.
    var selectedPatient: String? {
      guard let row = sheet.selected else { return nil }
      return sheet.table.column(named: "patient")?.values[row].text ?? sheet.label(of: row)
    }

    /// Names of the patients shown, each once, in their order.
    var patients: [String] {
      guard let column = sheet.table.column(named: "patient") ?? sheet.table.columns.first else { return [] }
      if level == .patient { return sheet.rows.map { column.values[$0].text ?? "" } }
      var seen: Set<String> = []
      return sheet.rows.compactMap { column.values[$0].text }.filter { seen.insert($0).inserted }
    }

    /// Whether all rows that an action acts on are left out already. Asked at every key, so it sorts nothing.
    var areTargetsExcluded: Bool {
      guard let reasons = sheet.table.column(named: DataTable.exclusionColumn)?.values else { return false }
      let marks = sheet.arrangement.marks
      if marks.isEmpty { return sheet.selected.map { !reasons.isMissing($0) } ?? false }
      return marks.allSatisfy { !reasons.isMissing($0) }
    }

    /// Why the row is left out of every analysis; nil where it is not.
    func exclusion(of row: Int) -> String? { sheet.table.column(named: DataTable.exclusionColumn)?.values[row].text }
  }

  /// A line being typed.
  struct Entry: Equatable, Sendable {
    enum Kind: Equatable, Sendable { case filter, reason }
    var kind: Kind
    var prompt: Prompt
  }

  enum Panel: Equatable, Sendable {
    /// Columns to show, hide and move.
    case columns(ListCursor)
    /// Outcomes that the column of the cursor can be.
    case outcomes(ListCursor, [OutcomeFinder.Candidate])
  }

  /// What fills the screen: table with the strip below it, the table alone, or the summaries alone.
  enum Zoom: String, Equatable, Sendable, CaseIterable { case none, table, summary }
}
