internal import Cohort

/// Verbs of the table of patients.
extension Verb {
  static let cohort: [Verb] = [
    .going(to: .cohort, "go to the table"),
    Verb(
      name: "show", argument: "patients|exams|lesions|images|features|splits|studies|runs|cautions",
      help: "show that table",
      candidates: { _ in
        CohortScreen.levels.map(\.plural) + ["images", "features", "splits", "studies", "runs", "cautions"]
      },
      needsCohort: true,
      action: { argument, state in
        switch argument {
        case "features": return .success(.both(.go(.features), .features(.open(.values))))
        case "splits": return .success(.go(.split))
        // No screen is a table of these: the program prints them.
        case "images", "studies": return .success(.askProgram("show \(argument)"))
        case "runs": return .success(.both(.go(.results), .results(.open(.runs))))
        case "cautions":
          let shows = AppAction.results(.cautions)
          return .success(state.results.showsCautions ? .go(.results) : .both(.go(.results), shows))
        default: break
        }
        guard let level = CohortScreen.levels.first(where: { $0.plural == argument || $0.rawValue == argument }) else {
          return .failure(
            Problem(
              sentence: "Tables are patients, exams, lesions, images, features, splits, studies, runs and cautions."))
        }
        return .success(.both(.go(.cohort), .table(.level(level))))
      }),
    Verb(
      name: "filter", argument: "[CONDITION]", help: "keep rows, such as age>60 & sex=F; alone, all rows",
      candidates: { $0.shownTable.table.names }, needsCohort: true,
      action: { argument, _ in .success(.both(.go(.cohort), .table(.filter(argument)))) }),
    Verb(
      name: "sort", argument: "COLUMN [desc], …", help: "sort the table, by several columns as in age, -cea",
      placed: { _, state in state.shownTable.table.names }, needsCohort: true,
      action: { argument, state in
        // A column whose name has a comma in it is one column.
        let isOne = state.shownTable.table.column(named: argument) != nil
        var keys: [SortKey] = []
        for part in isOne ? [argument[...]] : argument.split(separator: ",") {
          switch sortKey(part, in: state) {
          case .success(let key): keys.append(key)
          case .failure(let problem): return .failure(problem)
          }
        }
        return .success(.both(.go(.cohort), .table(.sortBy(keys))))
      }),
    Verb(
      name: "group", argument: "[COLUMN]", help: "summarise by the values of a column; alone, the rows again",
      candidates: { $0.shownTable.table.names }, needsCohort: true,
      action: { argument, state in
        if argument.isEmpty { return .success(.table(.groupBy(nil))) }
        return column(argument, in: state).map { .both(.go(.cohort), .table(.groupBy($0))) }
      }),
    Verb(
      name: "columns", argument: "[A,B,C]", help: "show only these columns, in this order; alone, all",
      candidates: { $0.shownTable.table.names }, needsCohort: true,
      action: { argument, state in
        if argument.isEmpty { return .success(.table(.showAll)) }
        var names: [String] = []
        for word in argument.split(separator: ",") {
          switch column(word.drop { $0 == " " }.description, in: state) {
          case .success(let name): names.append(name)
          case .failure(let problem): return .failure(problem)
          }
        }
        return .success(.both(.go(.cohort), .table(.onlyColumns(names))))
      }),
    Verb(
      name: "table1", argument: "COLUMN", help: "compare its groups: a baseline table with tests",
      candidates: { $0.shownTable.table.names }, needsCohort: true,
      action: { argument, state in column(argument, in: state).map { .table(.tableOne($0)) } }),
    Verb(
      name: "outcome", argument: "COLUMN", help: "make it an outcome, or no longer one",
      candidates: { $0.shownTable.table.names }, needsCohort: true,
      action: { argument, state in
        if let reason = CohortScreen.writeReason(state.context) { return .failure(Problem(sentence: reason)) }
        return column(argument, in: state).map { .table(.outcome($0)) }
      }),
    Verb(
      name: "exclude", argument: "PATIENT REASON", help: "leave a patient out of every analysis",
      candidates: { labels($0) }, needsCohort: true,
      action: { argument, state in
        if let reason = CohortScreen.writeReason(state.context) { return .failure(Problem(sentence: reason)) }
        // Names of patients may have blanks in them: the longest that the argument begins with is meant.
        let names = state.table?.sheets[.patient]?.table.columns.first?.values.texts.compactMap { $0 } ?? []
        let known = names.filter { argument.hasPrefix($0 + " ") }.max { $0.count < $1.count }
        let label = known ?? String(argument.prefix { $0 != " " })
        let reason = argument.dropFirst(label.count).drop { $0 == " " }
        guard !reason.isEmpty else {
          return .failure(Problem(sentence: ":exclude needs a reason too: it is kept and reported."))
        }
        return .success(
          .both(.table(.level(.patient)), .table(.exclude(labels: [label], reason: String(reason)))))
      }),
    Verb(
      name: "include", argument: "PATIENT", help: "take a patient back in", candidates: { labels($0) },
      needsCohort: true,
      action: { argument, state in
        if let reason = CohortScreen.writeReason(state.context) { return .failure(Problem(sentence: reason)) }
        return .success(.both(.table(.level(.patient)), .table(.include(labels: [argument]))))
      }),
    Verb(
      name: "patient", argument: "PATIENT", help: "show a patient's page", candidates: { labels($0) },
      needsCohort: true, action: { argument, _ in .success(.perform(.showPatient(argument))) }),
    Verb(
      name: "view", argument: "PATIENT", help: "show a patient's images", candidates: { labels($0) },
      needsCohort: true, action: { argument, _ in .success(.perform(.view(patient: argument))) }),
    Verb(
      name: "find", argument: "TEXT", help: "go to the next line that has it", needsCohort: true,
      action: { argument, _ in .success(.find(argument)) }),
  ]

  /// `cea`, `cea desc` or `-cea`.
  private static func sortKey(_ text: Substring, in state: AppState) -> Result<SortKey, Problem> {
    let words = text.split(separator: " ")
    let name = words.joined(separator: " ")
    if case .success(let column) = column(name, in: state) { return .success(SortKey(column)) }
    if words.count > 1, words.last == "desc" || words.last == "asc" {
      return column(words.dropLast().joined(separator: " "), in: state)
        .map { SortKey($0, ascending: words.last == "asc") }
    }
    if name.hasPrefix("-") { return column(String(name.dropFirst()), in: state).map { SortKey($0, ascending: false) } }
    return column(name, in: state).map { SortKey($0) }
  }

  /// Names of the patients shown; of a hundred thousand, the first thousand.
  static func labels(_ state: AppState) -> [String] {
    let table = state.shownTable
    return table.rows.prefix(1000).map { table.label(of: $0) }
  }

  /// The column of that name in the table shown, or else among features; where there is none, a sentence that suggests one.
  static func column(
    _ name: String, in state: AppState, orOf features: [String] = []
  ) -> Result<String, Problem> {
    let table = state.shownTable.table
    if let column = table.column(named: name) { return .success(column.name) }
    let lowered = name.lowercased()
    if let feature = features.first(where: { $0 == name }) ?? features.first(where: { $0.lowercased() == lowered }) {
      return .success(feature)
    }
    if let level = table.level(ofColumnElsewhere: name) {
      return .failure(
        Problem(sentence: TableError.columnElsewhere(name, level).description + " \(KeyName.level) shows that table."))
    }
    let near = Suggestion.nearest(to: name, among: table.names + features)
    return .failure(Problem(sentence: "There is no column \(name)." + (near.map { " Did you mean \($0)?" } ?? "")))
  }
}
