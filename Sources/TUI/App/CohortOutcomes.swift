public import Cohort

/// What can be predicted of the exams, images or regions of a cohort, beside what can be predicted of its patients.
public struct UnitOutcomes: Equatable, Sendable {
  public var unit: UnitLevel
  public var outcomes: [OutcomeChoice]
  /// Columns of their table that could be known before: those of the patients too.
  public var columns: [String]

  public init(unit: UnitLevel, outcomes: [OutcomeChoice], columns: [String]) {
    self.unit = unit
    self.outcomes = outcomes
    self.columns = columns
  }
}

/// The outcomes of a cohort's units, the patients' first. An outcome belongs to the widest units whose table has all its
/// columns:
///
///     response                 a value of the regions      → an outcome of the regions
///     progressed over months   both values of the patients → an outcome of the patients
///     progressed over days     days a value of the exams   → an outcome of the exams
struct CohortOutcomes {
  struct Level {
    let unit: UnitLevel
    /// Without the columns that only say where a unit is, but for the first.
    let table: DataTable
    let candidates: [OutcomeFinder.Candidate]
  }

  private let stored: [String: StudyOutcome]
  /// Of the patients, then of the units whose variables can be outcomes.
  let levels: [Level]

  init(in database: CohortDatabase) throws {
    try self.init(in: database, patients: database.tableOfPatients(), stored: database.outcomes())
  }

  /// - Parameter patients: their table, where it has been read already.
  init(in database: CohortDatabase, patients: DataTable, stored: [String: StudyOutcome]) throws {
    self.stored = stored
    var levels = [
      Level(
        unit: .patient, table: patients, candidates: OutcomeFinder.candidates(in: patients, stored: stored))
    ]
    var known = Set(patients.names)
    var unplaced = stored.filter { !known.isSuperset(of: $0.value.columns) }
    let own = Set(patients.elsewhere.values)
    for unit in UnitLevel.allCases where unit != .patient && (own.contains(unit) || !unplaced.isEmpty) {
      let whole = try database.table(of: unit)
      let named = Set(unplaced.values.flatMap(\.columns))
      let naming = Set(unit.namingColumns.dropFirst()).subtracting(named)
      let table = DataTable(
        columns: whole.columns.filter { !naming.contains($0.name) }, rowCount: whole.rowCount,
        elsewhere: whole.elsewhere)
      let candidates = OutcomeFinder.candidates(in: table, stored: unplaced, of: unit).filter {
        !known.isSuperset(of: $0.outcome.columns)
      }
      known.formUnion(table.names)
      unplaced = unplaced.filter { !known.isSuperset(of: $0.value.columns) }
      if !candidates.isEmpty { levels.append(Level(unit: unit, table: table, candidates: candidates)) }
    }
    self.levels = levels
  }

  var candidates: [OutcomeFinder.Candidate] { levels.flatMap(\.candidates) }

  /// The outcome of that name.
  func candidate(named name: String) -> OutcomeFinder.Candidate? { candidates.first { $0.choice.name == name } }

  /// What a column can be as an outcome, whatever it is called.
  func candidate(ofColumn name: String) -> OutcomeFinder.Candidate? {
    levels.lazy.compactMap { level in
      level.table.column(named: name).flatMap {
        OutcomeFinder.candidates(for: $0, in: level.table, of: level.unit).first
      }
    }.first
  }

  /// What the first column can be that can be an outcome.
  var candidateOfAnyColumn: OutcomeFinder.Candidate? {
    levels.lazy.compactMap { level in
      level.table.variables.lazy.compactMap {
        OutcomeFinder.candidates(for: $0, in: level.table, of: level.unit).first
      }.first
    }.first
  }

  /// What can be predicted of other units than patients.
  var others: [UnitOutcomes] {
    levels.dropFirst().map { level in
      let naming = Set(level.unit.namingColumns)
      return UnitOutcomes(
        unit: level.unit, outcomes: level.candidates.map(\.choice),
        columns: OutcomeFinder.beforehand(in: level.table, stored: stored).filter { !naming.contains($0) })
    }
  }
}
