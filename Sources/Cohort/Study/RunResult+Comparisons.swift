internal import Stats

extension RunResult.Comparison {
  /// The tests between two models of two classes beside that of their areas: reclassification of their probabilities, and
  /// what they call at their frozen cut-offs. A part in which one cannot be made has no row of it.
  static func further(
    _ a: RunResult.Prediction, _ b: RunResult.Prediction, _ classes: [Bool], asked: StudyEvaluation?
  ) -> [RunResult.Comparison] {
    guard let asked, !asked.tests.isEmpty else { return [] }
    var rows: [RunResult.Comparison] = []
    if let first = a.predicted, let second = b.predicted {
      if asked.tests.contains(.nri) || asked.tests.contains(.idi),
        let found = try? Reclassification(old: second, new: first, cuts: asked.categories)
      {
        if asked.tests.contains(.nri) {
          rows += net("nri_continuous", found.continuous, a, b)
          if let categorical = found.categorical { rows += net("nri_categorical", categorical, a, b) }
        }
        if asked.tests.contains(.idi) { rows.append(row("idi", found.integratedDiscrimination.test, a, b)) }
      }
      if asked.tests.contains(.brier), let test = try? BrierComparison.paired(first, second) {
        rows.append(row("brier", test, a, b))
      }
    }
    if a.isHigh.count == classes.count, b.isHigh.count == classes.count {
      rows += calls(
        (a.model, a.isHigh), (b.model, b.isHigh), classes, part: a.part,
        testsShares: asked.tests.contains(.mcnemar), testsPredictive: asked.tests.contains(.predictiveValues))
    }
    return rows
  }

  /// Two tests of the same units against the truth, measure by measure.
  static func calls(
    _ a: (name: String, calls: [Bool]), _ b: (name: String, calls: [Bool]), _ classes: [Bool], part: String,
    testsShares: Bool = true, testsPredictive: Bool = true
  ) -> [RunResult.Comparison] {
    guard testsShares || testsPredictive,
      let paired = try? PairedDiagnostics(isPositive: classes, first: a.calls, second: b.calls)
    else { return [] }
    return paired.measures.compactMap { measure in
      guard measure.isPredictive ? testsPredictive : testsShares, let difference = measure.difference else {
        return nil
      }
      return RunResult.Comparison(
        a: a.name, b: b.name, part: part, metric: measure.name, difference: difference, low: nil, high: nil,
        p: measure.test.p, test: measure.test.name)
    }
  }

  private static func row(
    _ metric: String, _ test: EstimatedDifference, _ a: RunResult.Prediction, _ b: RunResult.Prediction
  ) -> RunResult.Comparison {
    RunResult.Comparison(
      a: a.model, b: b.model, part: a.part, metric: metric, difference: test.difference, low: test.low, high: test.high,
      p: test.p, test: test.method)
  }

  /// A net reclassification improvement, and the two terms that it is the sum of.
  private static func net(
    _ metric: String, _ net: NetReclassification, _ a: RunResult.Prediction, _ b: RunResult.Prediction
  ) -> [RunResult.Comparison] {
    func part(_ name: String, _ value: Double, _ test: String) -> RunResult.Comparison {
      RunResult.Comparison(
        a: a.model, b: b.model, part: a.part, metric: "\(metric)_\(name)", difference: value, low: nil, high: nil,
        p: nil, test: test)
    }
    return [
      row(metric, net.total, a, b), part("events", net.events, "events moving up"),
      part("nonevents", net.nonEvents, "non-events moving down"),
    ]
  }
}

extension RunResult.Evaluation {
  /// Units by old and new risk category, for a pair of models in a part.
  mutating func addReclassification(_ a: RunResult.Prediction, _ b: RunResult.Prediction) {
    guard !asked.categories.isEmpty, let first = a.predicted, let second = b.predicted,
      let found = try? Reclassification(old: second, new: first, cuts: asked.categories)
    else { return }
    let bounds = [0] + asked.categories + [1]
    reclassifications.append(
      RunResult.ReclassificationCounts(
        a: a.model, b: b.model, part: a.part,
        categories: bounds.indices.dropLast().map { place in
          let ends = [bounds[place], bounds[place + 1]].map { RunResult.ModelResult.metricName(of: $0) }
          return ends.joined(separator: "–")
        }, events: found.eventTable, nonEvents: found.nonEventTable))
  }
}
