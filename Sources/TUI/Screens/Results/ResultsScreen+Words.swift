internal import Cohort
internal import Stats

/// What a plot shows, in sentences, for those who hear the workbench: its tests and estimates, which a table of its points does
/// not hold.
extension ResultsScreen {
  static func words(_ state: State) -> [String] {
    guard let result = state.result, !state.showsCautions else { return [] }
    let parts = state.shownParts
    switch state.tab {
    case .survival: return parts.flatMap { survivalWords(state, $0) }
    case .roc: return parts.flatMap { rocWords(state, result, $0) }
    case .precisionRecall, .calibration, .decision, .areaOverTime:
      return parts.flatMap { part in
        figures(state, part).compactMap { $0 as? Plot }.flatMap { plot in
          [headingPieces(state, part).map(\.text).joined(separator: ", ") + "."] + plainWords(plot)
        } + [reading(state, part) + "."]
      }
    case .path: return pathPlots(state).flatMap { [$0.title + "."] + plainWords($0) } + [reading(state, nil) + "."]
    case .coefficients: return forestWords(state)
    case .confusion, .concordance, .comparison, .nomogram, .tables, .runs: return []
    }
  }

  /// `0.81, 95 % interval 0.68 to 0.94`.
  private static func spoken(_ value: Double, _ low: Double?, _ high: Double?) -> String {
    let centre = NumberText.fixed(value, 2)
    guard let low, let high, low.isFinite, high.isFinite else { return centre }
    return "\(centre), 95 % interval \(NumberText.fixed(low, 2)) to \(NumberText.fixed(high, 2))"
  }

  private static func spoken(p: Double) -> String { p < 0.001 ? "p below 0.001" : NumberText.pValue(p) }

  private static func survivalWords(_ state: State, _ part: String) -> [String] {
    guard let shown = state.plot(part) else { return [] }
    var words = ["Kaplan–Meier, " + headingPieces(state, part).map(\.text).joined(separator: ", ") + "."]
    for group in shown.curves.groups {
      let median = group.estimate.median
      func text(_ time: Double?) -> String {
        time.flatMap { $0.isFinite ? NumberText.significant($0, digits: 3) : nil } ?? "not reached"
      }
      words.append(
        "\(group.name): \(group.subjectCount) patients, \(group.eventCount) with the event, median "
          + (median.time == nil ? "not reached" : TimeWords.length(text(median.time), unit: shown.timeUnit))
          + ", 95 % interval \(text(median.low)) to \(text(median.high)).")
    }
    let summary = shown.summary
    if let p = summary.logRankP {
      words.append("Log-rank test: \(spoken(p: p)).")
    } else if shown.curves.groups.count > 1 {
      words.append("No log-rank test is told: the cut-off was searched for, or a group is empty.")
    }
    if let ratio = summary.hazardRatio {
      let whose = summary.hazardRatioOf.isEmpty ? "high against low risk" : "of \(summary.hazardRatioOf)"
      words.append("Hazard ratio, \(whose): \(spoken(ratio.value, ratio.low, ratio.high)).")
    } else if shown.curves.groups.count == 2 {
      words.append("No hazard ratio can be estimated.")
    }
    if let c = summary.concordance { words.append("C-index: \(spoken(c.value, c.low, c.high)).") }
    if let followUp = summary.medianFollowUp {
      let length = TimeWords.length(NumberText.significant(followUp, digits: 3), unit: shown.timeUnit)
      words.append("Median follow-up: \(length), by reverse Kaplan–Meier.")
    }
    return words + summary.notes.map { $0 + "." } + ["\(reading(state, part))."]
  }

  private static func rocWords(_ state: State, _ result: StudyResult, _ part: String) -> [String] {
    let curves = result.roc.filter { $0.part == part && state.isShown($0.model) }
    guard !curves.isEmpty else { return [] }
    var words = ["ROC, " + headingPieces(state, part).map(\.text).joined(separator: ", ") + "."]
    words += curves.map {
      "\($0.model): AUC \(spoken($0.auc, $0.low, $0.high)); \($0.positives) positive, \($0.negatives) negative."
    }
    words += result.comparisons.filter { $0.part == part && $0.metric == "ΔAUC" }.map { row in
      "\(row.first) minus \(row.second): difference of the AUC \(spoken(row.difference, row.low, row.high))"
        + (row.p.map { ", \(spoken(p: $0))" } ?? "") + (row.test.isEmpty ? "." : ", \(row.test).")
    }
    return words + ["\(reading(state, part))."]
  }

  /// Legend and notes of a plot.
  private static func plainWords(_ plot: Plot) -> [String] {
    plot.series.filter { !$0.name.isEmpty && !$0.detail.isEmpty }.map { "\($0.name): \($0.detail)." }
      + plot.notes.map { note in
        var note = Substring(note)
        while let first = note.first, !first.isLetter, !first.isNumber, first != "±" { note.removeFirst() }
        return note + "."
      }
  }
}
