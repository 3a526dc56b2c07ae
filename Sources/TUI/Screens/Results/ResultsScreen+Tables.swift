extension ResultsScreen {
  /// The numbers behind the tab, header first: what is copied and exported.
  static func table(_ state: State) -> [[String]] {
    guard let result = state.result else { return [] }
    switch state.tab {
    case .roc:
      var lines = [["model", "part", "threshold", "sensitivity", "specificity"]]
      for curve in state.curves {
        for point in curve.points {
          lines.append([
            curve.model, curve.part, point.threshold.map { "\($0)" } ?? "", "\(point.sensitivity)",
            "\(point.specificity)",
          ])
        }
      }
      return lines
    case .survival:
      var lines = [["group", "time", "at_risk", "events", "censored", "survival", "low", "high"]]
      for group in state.plot?.groups ?? [] {
        for step in group.steps {
          lines.append([
            group.name, "\(step.time)", "\(step.atRisk)", "\(step.events)", "\(step.censored)", "\(step.survival)",
            step.low.map { "\($0)" } ?? "", step.high.map { "\($0)" } ?? "",
          ])
        }
      }
      return lines
    case .concordance, .comparison, .coefficients:
      return [tableHeader(state, result).map(\.title)] + tableRows(state)
    }
  }

  static func tableHeader(_ state: State, _ result: StudyResult) -> [TablePane.Column] {
    switch state.tab {
    case .concordance where !result.concordance.isEmpty:
      [
        .init("model", width: 20), .init("part", width: 12), .init("C-index (95% CI)", width: 18, isTrailing: true),
        .init("n", width: 6, isTrailing: true), .init("events", width: 7, isTrailing: true),
      ]
    case .concordance:
      [
        .init("model", width: 20), .init("part", width: 12), .init("AUC (95% CI)", width: 18, isTrailing: true),
        .init("n", width: 6, isTrailing: true), .init("positive", width: 9, isTrailing: true),
      ]
    case .comparison:
      [
        .init("model", width: 16), .init("against", width: 16), .init("part", width: 11),
        .init("difference (95% CI)", width: 22, isTrailing: true), .init("p", width: 7, isTrailing: true),
        .init("test", width: 18),
      ]
    default:
      [
        .init("feature", width: 30), .init("model", width: 11), .init("coefficient", width: 12, isTrailing: true),
        .init("ratio per SD", width: 22, isTrailing: true),
      ]
    }
  }

  static func tableRows(_ state: State) -> [[String]] {
    guard let result = state.result else { return [] }
    switch state.tab {
    case .concordance where !result.concordance.isEmpty:
      return result.concordance.map {
        [$0.model, $0.part, NumberText.interval($0.c, $0.low, $0.high), "\($0.count)", "\($0.events)"]
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
          "\($0.metric) \(NumberText.interval($0.difference, $0.low, $0.high, decimals: 3))",
          NumberText.p($0.p), $0.test,
        ]
      }
    case .coefficients:
      return result.coefficients.map {
        [$0.name, $0.model, NumberText.fixed($0.value, 3), NumberText.interval($0.ratio, $0.low, $0.high)]
      }
    case .roc, .survival: return []
    }
  }
}
