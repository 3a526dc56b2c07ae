internal import Cohort
internal import Features

/// Verbs of the steps of a study, and questions to the table.
extension Verb {
  static let study: [Verb] = [
    .going(to: .extract, "go to extraction"), .going(to: .features, "go to the features"),
    .going(to: .split, "go to the split"),
    .going(to: .model, "go to the models"), .going(to: .results, "go to the results"),
    Verb(
      name: "report", argument: "[FOLDER]", help: "write the study as text, plots and tables; alone, show it first",
      pathEndings: [], needsCohort: true,
      action: { argument, state in
        if argument.isEmpty { return .success(.go(.report)) }
        guard let report = state.report.report else {
          return .failure(
            Problem(
              sentence: state.results.results.isEmpty
                ? "There is no result to report yet: fit a model first (\(KeyName.goToModel))."
                : "Look at it first: :report shows what is written."))
        }
        return .success(.perform(.writeReport(report, folder: argument)))
      }),
    Verb(
      name: "check", argument: "", help: "look at the files of every case: geometry, mask, region", needsCohort: true,
      action: { _, _ in .success(.both(.go(.extract), .extract(.check))) }),
    Verb(
      name: "run", argument: "[STUDY.yaml]", help: "run a study file on this cohort; alone, go to the models",
      pathEndings: [".yaml", ".yml"], needsCohort: true,
      action: { argument, state in
        if argument.isEmpty { return .success(.go(.model)) }
        if let reason = state.context.readOnlyReason {
          return .failure(Problem(sentence: reason))
        }
        if state.running.contains(.model) {
          return .failure(
            Problem(sentence: "Models are being fitted; \(KeyName.modelCancel) on the model screen cancels."))
        }
        return .success(
          .both(
            .go(.model), .both(.model(.progress(JobProgress("starting"))), .perform(.runStudy(path: argument)))))
      }),
    Verb(
      name: "roc", argument: "[OUTCOME SCORE,…]",
      help: "how well columns tell the two values of another apart; alone, the ROC of the result",
      placed: { place, state in columns(of: state, place == 0 ? .two : .number) }, needsCohort: true,
      action: { argument, state in
        guard !argument.isEmpty else { return opening(.roc, state) }
        return names(in: argument, levelAt: 0, state).flatMap { names, level in
          guard names.count > 1 else {
            return .failure(Problem(sentence: "Name the outcome and at least one score: :roc death age,cea"))
          }
          return .success(ask(.roc(outcome: names[0], scores: Array(names.dropFirst())), level, state))
        }
      }),
    Verb(
      name: "km", argument: "[TIME EVENT [GROUP]]",
      help: "survival curves, by the groups of a column if one is named; alone, those of the result",
      placed: { place, state in columns(of: state, place == 0 ? .time : place == 1 ? .two : .any) }, needsCohort: true,
      action: { argument, state in
        guard !argument.isEmpty else { return survival(state) }
        return names(in: argument, levelAt: 1, state).flatMap { names, level in
          guard names.count == 2 || names.count == 3 else {
            return .failure(
              Problem(sentence: "Name a time and its event, and a group if you like: :km months died sex"))
          }
          return .success(
            ask(.survival(time: names[0], event: names[1], by: names.count > 2 ? names[2] : nil), level, state))
        }
      }),
    Verb(
      name: "cox", argument: "TIME EVENT COLUMN,…", help: "hazard ratios of columns by Cox regression",
      placed: { place, state in columns(of: state, place == 0 ? .time : place == 1 ? .two : .any) }, needsCohort: true,
      action: { argument, state in
        names(in: argument, levelAt: 1, state).flatMap { names, level in
          guard names.count > 2 else {
            return .failure(
              Problem(sentence: "Name a time, its event and at least one column: :cox months died age,stage"))
          }
          return .success(
            ask(.cox(time: names[0], event: names[1], covariates: Array(names.dropFirst(2))), level, state))
        }
      }),
    Verb(
      name: "logistic", argument: "OUTCOME COLUMN,…", help: "odds ratios of columns by logistic regression",
      placed: { place, state in columns(of: state, place == 0 ? .two : .any) }, needsCohort: true,
      action: { argument, state in
        names(in: argument, levelAt: 0, state).flatMap { names, level in
          guard names.count > 1 else {
            return .failure(Problem(sentence: "Name the outcome and at least one column: :logistic death age,sex"))
          }
          return .success(ask(.logistic(outcome: names[0], covariates: Array(names.dropFirst())), level, state))
        }
      }),
    .tab(.calibration, "calibration", "do the predicted risks come true"),
    .tab(.decision, "dca", "net benefit over thresholds: the decision curve"),
    .tab(.confusion, "confusion", "counts at the frozen cut-off"),
    .tab(.areaOverTime, "tdroc", "who has the event by a time: areas over time, and the ROC at one of them"),
    .tab(.concordance, "cindex", "the table of C-indices or areas"),
    .tab(.comparison, "compare", "differences between models, with their tests"),
    .tab(.coefficients, "forest", "coefficients with their intervals"),
    .tab(.nomogram, "nomogram", "points per variable and the risk that follows from their sum"),
    .tab(.tables, "evaluation", "cut-offs, readers and risk groups: what the study was asked beyond discrimination"),
    .tab(.path, "lasso", "the path of the penalty and its cross-validation"),
    Verb(
      name: "explain", argument: "FEATURE", help: "what a feature means and what to beware of",
      candidates: { _ in FeatureCatalogue.definitions.map(\.tag) },
      action: { argument, _ in
        let found = FeatureCatalogue.search(argument)
        guard let definition = found.first(where: { $0.tag == argument }) ?? found.first else {
          return .failure(Problem(sentence: "No feature is called \(argument)."))
        }
        let beware = definition.pitfalls.isEmpty ? "" : " Beware: \(definition.pitfalls[0].rawValue)."
        return .success(
          .announce(Message("\(definition.name) (\(definition.ibsiCode)): \(definition.meaning)\(beware)")))
      }),
    Verb(
      name: "info", argument: "", help: "which file this is, what is in it, where your own files are",
      action: { _, state in
        let own = "keys in ~/.config/radish, session and log in ~/.local/state/radish"
        guard let cohort = state.cohort else { return .success(.announce(Message("No cohort is open · \(own)"))) }
        return .success(
          .announce(
            Message(
              "\(cohort.path): \(cohort.table.rowCount) patients, \(cohort.images.count) images, "
                + "\(cohort.results.count) results · \(own)")))
      }),
  ]

  /// A verb that shows a tab of the results.
  private static func tab(_ tab: ResultsScreen.Tab, _ name: String, _ help: String) -> Verb {
    Verb(name: name, argument: "", help: "results: \(help)", needsCohort: true) { _, state in opening(tab, state) }
  }

  /// The survival curves of the result; where it has none, those of the outcome that the cohort has, and else why there are
  /// none.
  private static func survival(_ state: AppState) -> Answer {
    if state.results.tabs.contains(.survival) { return opening(.survival, state) }
    let table = state.table?.sheets[.patient]?.table ?? state.shownTable.table
    let outcomes = OutcomeFinder.candidates(in: table, stored: state.cohort?.storedOutcomes ?? [:])
    for case .survival(let time, let event, let occurred) in outcomes.map(\.outcome) {
      return .success(ask(.survival(time: time, event: event, by: nil), occurred, state))
    }
    return .failure(Problem(sentence: OutcomeFinder.survivalSentence(table)))
  }

  private static func opening(_ tab: ResultsScreen.Tab, _ state: AppState) -> Answer {
    if !state.results.tabs.contains(tab) {
      return .failure(
        Problem(
          sentence: state.results.result == nil
            ? state.cohort?.noResultsSentence ?? "Open a cohort first." : "This result has nothing for \(tab.rawValue)."
        ))
    }
    return .success(.both(.go(.results), .results(.open(tab))))
  }

  private static func ask(_ kind: TableQuestion.Kind, _ level: String?, _ state: AppState) -> AppAction {
    .perform(.ask(TableQuestion(kind, level: level, of: state)))
  }

  /// The columns that an argument names, features among them, split at commas and blanks; the rest of a name with blanks is
  /// not split. The one at a place may say which of its values means the event: `status=2`.
  private static func names(
    in argument: String, levelAt place: Int, _ state: AppState
  ) -> Result<(names: [String], level: String?), Problem> {
    let features = state.featureNames(at: .patient)
    var names: [String] = []
    var level: String?
    for word in argument.split(whereSeparator: { $0 == "," || $0 == " " }) {
      switch column(String(word), in: state, orOf: features) {
      case .success(let name): names.append(name)
      case .failure(let problem):
        guard names.count == place, let equals = word.firstIndex(of: "="),
          case .success(let name) = column(String(word[..<equals]), in: state)
        else { return .failure(problem) }
        names.append(name)
        level = String(word[word.index(after: equals)...])
      }
    }
    return .success((names, level))
  }

  /// What kind of column completes a place.
  private enum Kind { case two, number, time, any }

  private static func columns(of state: AppState, _ kind: Kind) -> [String] {
    let table = state.table?.sheets[.patient]?.table ?? state.shownTable.table
    let features = kind == .number || kind == .any ? state.featureNames(at: .patient) : []
    let names = table.variables.filter { column in
      switch kind {
      case .two: OutcomeFinder.twoLevels(column) != nil
      case .number: column.values.numbers != nil
      case .time: OutcomeFinder.isTime(column)
      case .any: true
      }
    }.map(\.name)
    return names + features
  }
}
