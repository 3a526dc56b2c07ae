internal import Cohort

/// Verbs of the table of patients.
extension Verb {
  static let cohort: [Verb] = [
    .going(to: .cohort, "go to the table"),
    Verb(
      name: "filter", argument: "[CONDITION]", help: "keep rows, such as age>60 & sex=F; alone, all rows",
      candidates: { $0.shownTable.table.names }, needsCohort: true
    ) { argument, _ in .success(.table(.filter(argument))) },
    Verb(
      name: "sort", argument: "COLUMN [desc]", help: "sort the table", candidates: { $0.shownTable.table.names },
      needsCohort: true
    ) { argument, state in
      let words = argument.split(separator: " ")
      let isAscending = words.count < 2 || words.last != "desc"
      let name = (isAscending ? words : words.dropLast()).joined(separator: " ")
      return column(name, in: state).map { .table(.sortBy($0, isAscending: isAscending)) }
    },
    Verb(
      name: "view", argument: "PATIENT", help: "show a patient's images", candidates: { labels($0) },
      needsCohort: true
    ) { argument, _ in .success(.perform(.view(patient: argument))) },
  ]

  /// Names of the patients shown; of a hundred thousand, the first thousand.
  static func labels(_ state: AppState) -> [String] {
    let table = state.shownTable
    return table.rows.prefix(1000).map { table.label(of: $0) }
  }

  /// The column of that name in the table shown, or a sentence that suggests one.
  static func column(_ name: String, in state: AppState) -> Result<String, Problem> {
    let table = state.shownTable.table
    if let column = table.column(named: name) { return .success(column.name) }
    let near = Suggestion.nearest(to: name, among: table.names)
    return .failure(Problem(sentence: "There is no column \(name)." + (near.map { " Did you mean \($0)?" } ?? "")))
  }
}
