internal import Cohort

extension ResultsScreen {
  /// The numbers behind the tab, header first, with a separator; what the cells hold is full precision for plots.
  static func text(_ state: State, separator: Character) -> String {
    table(state).map { row in
      guard separator != "," else { return CSV.line(row) }
      return row.map { String($0.map { $0 == "\t" || $0.isNewline ? " " : $0 }) }
        .joined(separator: String(separator)) + "\n"
    }.joined()
  }

  static func table(_ state: State) -> [[String]] {
    guard let result = state.result else { return [] }
    if state.showsCautions { return [["caution"]] + result.cautions.map { [$0] } }
    switch state.tab {
    case .roc, .precisionRecall, .calibration, .decision, .survival, .path, .coefficients, .nomogram:
      var lines: [[String]] = []
      let parts: [String?] = state.tab.isOfPart ? state.shownParts : [nil]
      for part in parts {
        for figure in figures(state, part) {
          let own = figure.table
          let hasPart = part != nil && !own.columns.contains("part")
          if lines.isEmpty || state.tab == .path { lines.append((hasPart ? ["part"] : []) + own.columns) }
          lines += own.rows.map { row in (hasPart ? [part ?? ""] : []) + row.map(\.plain) }
        }
      }
      return lines
    case .areaOverTime:
      return [["model", "part", "time", "n_cases", "n_controls", "auc", "low", "high"]]
        + result.timeDependentROC.filter { state.shownParts.contains($0.part) && state.isShown($0.model) }.map {
          curve in
          [curve.model, curve.part, "\(curve.time)", "\(curve.cases)", "\(curve.controls)"]
            + [curve.auc, curve.low, curve.high].map { $0.map { "\($0)" } ?? "" }
        }
    case .confusion where !result.classes.isEmpty:
      var lines = [["model", "part", "true", "called", "n"]]
      for table in result.classes where state.shownParts.contains(table.part) {
        for (row, counts) in table.counts.enumerated() {
          for (column, count) in counts.enumerated()
          where table.names.indices.contains(row) && table.names.indices.contains(column) {
            lines.append([table.model, table.part, table.names[row], table.names[column], "\(count)"])
          }
        }
      }
      return lines
    case .confusion:
      var lines = [["model", "part", "cutoff", "tp", "fp", "fn", "tn", "measure", "value", "low", "high"]]
      for part in state.shownParts {
        for table in confusionTables(state, part) {
          for share in table.shares {
            lines.append(
              [table.model, table.part, table.cutoff.map { "\($0)" } ?? ""]
                + [table.truePositives, table.falsePositives, table.falseNegatives, table.trueNegatives].map { "\($0)" }
                + [share.name, "\(share.value)", share.low.map { "\($0)" } ?? "", share.high.map { "\($0)" } ?? ""])
          }
        }
      }
      return lines
    case .tables:
      return Array(
        result.tables.map { table in
          [[table.title ?? table.name], table.columns.map(\.name)] + table.printed
        }.joined(separator: [[]]))
    case .concordance, .comparison, .runs: return [tableHeader(state, result).map(\.title)] + tableRows(state)
    }
  }

  /// The numbers behind the tab as a file holds them: each in a cell of its own and in full, with the model they are of.
  static func exportTable(_ state: State) -> [[String]] {
    func text(_ value: Double?) -> String { value.map { FigureTable.Value.number($0).plain } ?? "" }
    guard let result = state.result, !state.showsCautions else { return table(state) }
    switch state.tab {
    case .concordance where !result.concordance.isEmpty:
      return [["model", "part", "c_index", "low", "high", "n", "events"]]
        + result.concordance.map {
          [$0.model, $0.part, text($0.c), text($0.low), text($0.high), "\($0.count)", "\($0.events)"]
        }
    case .concordance:
      return [["model", "part", "auc", "low", "high", "n", "positive"]]
        + result.roc.map {
          [
            $0.model, $0.part, text($0.auc), text($0.low), text($0.high), "\($0.positives + $0.negatives)",
            "\($0.positives)",
          ]
        }
    case .comparison:
      return [["model", "against", "part", "measure", "difference", "low", "high", "p", "test"]]
        + result.comparisons.map {
          [
            $0.first, $0.second, $0.part, $0.metric, text($0.difference), text($0.low), text($0.high), text($0.p),
            $0.test,
          ]
        }
    case .coefficients, .nomogram, .path:
      let owner =
        switch state.tab {
        case .coefficients: coefficientRows(state).first?.model
        case .nomogram: state.nomogram?.model
        default: penaltyPath(state)?.model
        }
      guard let owner else { return table(state) }
      let headers = Set(figures(state, nil).map { $0.table.columns })
      return table(state).map { row in (headers.contains(row) ? ["model"] : [owner]) + row }
    default: return table(state)
    }
  }

  /// What a study was asked beyond discrimination, as lines of a width.
  static func tableLines(_ state: State, columns: Int) -> [StudyReport.Line] {
    Array(
      (state.result?.tables ?? []).map { StudyReport.lines($0, columns: max(20, columns - 2)) }
        .joined(separator: [StudyReport.Line(text: "", role: .text)]))
  }

  static func tableHeader(_ state: State, _ result: StudyResult) -> [TablePane.Column] {
    switch state.tab {
    case .concordance:
      let isSurvival = !result.concordance.isEmpty
      // Levels in order have a concordance and no events: how many are of each is told instead.
      let isOfClasses = isSurvival && !result.classes.isEmpty
      let last: TablePane.Column =
        isOfClasses
        ? .init("of each class", width: 18)
        : .init(isSurvival ? "events" : "positive", width: 9, isTrailing: true)
      return [
        .init("model", width: 20), .init("part", width: 16),
        .init(
          isOfClasses ? "ordinal C (95% CI)" : isSurvival ? "C-index (95% CI)" : "AUC (95% CI)", width: 18,
          isTrailing: true),
        .init("n", width: 6, isTrailing: true), last,
      ]
    case .comparison:
      // As wide as what is in them, so that the name of the test, which is last, is not cut before it must be.
      let rows = tableRows(state)
      func column(_ place: Int, _ title: String, most: Int, isTrailing: Bool = false) -> TablePane.Column {
        let longest = rows.map { DisplayWidth.of($0[place]) }.max() ?? 0
        return .init(title, width: max(DisplayWidth.of(title), min(most, longest)), isTrailing: isTrailing)
      }
      return [
        column(0, "model", most: 20), column(1, "against", most: 20), column(2, "part", most: 14),
        column(3, "difference (95% CI)", most: 44, isTrailing: true), column(4, "p", most: 8, isTrailing: true),
        column(5, "test", most: 60),
      ]
    default:
      return [
        .init("made", width: 16), .init("study", width: 26), .init("n", width: 9, isTrailing: true),
        .init("best in validation", width: 24),
      ]
    }
  }

  static func tableRows(_ state: State) -> [[String]] {
    guard let result = state.result else { return [] }
    switch state.tab {
    case .concordance where !result.concordance.isEmpty:
      return result.concordance.map { row in
        let classes = result.classCounts(in: row.part).map { "\($0.name): \($0.count)" }.joined(separator: ", ")
        return [
          row.model, row.part, NumberText.interval(row.c, row.low, row.high), "\(row.count)",
          classes.isEmpty ? "\(row.events)" : classes,
        ]
      }
    case .concordance:
      return result.roc.map {
        [
          $0.model, $0.part, NumberText.interval($0.auc, $0.low, $0.high), "\($0.positives + $0.negatives)",
          "\($0.positives)",
        ]
      }
    case .comparison:
      return result.comparisons.map {
        [
          $0.first, $0.second, $0.part,
          "\($0.metric) \(NumberText.interval($0.difference, $0.low, $0.high, decimals: 3))", NumberText.p($0.p),
          $0.test,
        ]
      }
    case .runs:
      return state.results.map { run in
        [
          run.date, run.title, run.parts.prefix(2).map { "\($0.count)" }.joined(separator: "/"), run.best,
        ]
      }
    default: return []
    }
  }

  /// The counts of a part: those of the model that is read first.
  static func confusionTables(_ state: State, _ part: String?) -> [StudyResult.ConfusionTable] {
    let all = (state.result?.confusion ?? []).filter { $0.part == part && state.isShown($0.model) }
    return all.filter { $0.model == state.modelName } + all.filter { $0.model != state.modelName }
  }
}

extension FigureTable.Value {
  /// The cell as text; full precision for numbers.
  var plain: String {
    switch self {
    case .text(let text): text
    case .number(let value):
      value.isFinite ? (value == value.rounded() && value.magnitude < 1e15 ? String(Int(value)) : "\(value)") : ""
    }
  }
}

extension StudyResult {
  /// The best model of the part that validates: `radiomics AUC 0.81`. Of several such parts that is the first: the largest value
  /// of any of them, such as of one small centre, would be chosen for being large.
  var best: String {
    func validates(_ parts: [String]) -> String? { parts.first { $0 != "training" } }
    if let part = validates(concordance.map(\.part)),
      let row = concordance.filter({ $0.part == part }).max(by: { $0.c < $1.c })
    {
      return "\(row.model) C \(NumberText.fixed(row.c, 2))"
    }
    // Of several classes the mean over them, not the class that is told apart best.
    if let part = validates(classes.map(\.part)),
      let found = classes.filter({ $0.part == part }).compactMap({ table in
        table.shares.first { $0.name == "AUC" }.map { (model: table.model, area: $0.value) }
      }).max(by: { $0.area < $1.area })
    {
      return "\(found.model) mean AUC \(NumberText.fixed(found.area, 2))"
    }
    if let part = validates(roc.map(\.part)), let curve = roc.filter({ $0.part == part }).max(by: { $0.auc < $1.auc }) {
      return "\(curve.model) AUC \(NumberText.fixed(curve.auc, 2))"
    }
    return ""
  }
}
