internal import Cohort
internal import Foundation
internal import Stats

extension StudyResult {
  /// Curves and tables from what a run keeps.
  init(_ result: RunResult, run: Int64? = nil) {
    self.init(run: run, title: result.study)
    let made = result.provenance
    date = Self.text(of: made.createdAt)
    provenance =
      "seed \(made.seed.map { String($0) } ?? "–") · \(result.counted)"
      + (result.missing > 0 ? ", \(result.missing) left out" : "")
      + " · Radish \(made.version) · inputs \(made.inputDigest.prefix(8))"
    parts = result.parts.map { part in
      var own = Part(name: part.name, count: part.n, events: part.events ?? 0)
      if let unit = result.unit, unit != .patient { own.counted = result.counted(part) }
      return own
    }
    isSurvival = result.outcome.isSurvival
    switch result.outcome {
    case .binary(let column, let positive): event = "\(column) = \(positive)"
    case .survival(_, let column, let occurred): event = "\(column) = \(occurred)"
    case .classes, .ordinal: break
    }
    if case .survival(let time, _, _) = result.outcome {
      let unit = Plot.timeUnit(ofColumn: time)
      timeUnit = unit.isEmpty ? time : unit
    }
    predictions = result.predictions
    for prediction in predictions where !models.contains(prediction.model) { models.append(prediction.model) }
    cautions = result.cautions.map(\.message)
    for own in result.results { take(own, of: result) }
    for prediction in result.predictions { take(prediction, of: result) }
    tables = RunTables(result).printedEvaluation
    readers = (result.evaluation?.readers ?? []).compactMap { one in
      guard let sensitivity = one.metrics["sensitivity"], let specificity = one.metrics["specificity"] else {
        return nil
      }
      return ReaderPoint(
        reader: one.reader, part: one.part, sensitivity: sensitivity.value, specificity: specificity.value)
    }
    comparisons = result.comparisons.map {
      ComparisonRow(
        first: $0.a, second: $0.b, part: $0.part, metric: MeasureName.difference($0.metric), difference: $0.difference,
        low: $0.low, high: $0.high, p: $0.p, test: $0.test)
    }
    for model in models {
      for row in (result.coefficients[model] ?? []).sorted(by: { abs($0.value) > abs($1.value) }) where row.value != 0 {
        coefficients.append(
          CoefficientRow(
            model: model, name: row.name, value: row.value, ratio: exp(row.value), low: row.low.map { exp($0) },
            high: row.high.map { exp($0) }, p: row.p, per: row.per, sd: row.sd))
      }
      if let nomogram = result.nomograms?[model] {
        nomograms.append(NomogramOfModel(model: model, nomogram: nomogram))
      }
      if let path = result.penaltyPaths?[model], path.lambdas.count > 1 {
        paths.append(PenaltyPlot(model: model, path: path))
      }
    }
  }

  /// In the time zone of the person who looks.
  private static func text(of date: Date) -> String {
    let parts = Calendar(identifier: .gregorian).dateComponents([.year, .month, .day, .hour, .minute], from: date)
    func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
    return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day)) \(two(parts.hour)):\(two(parts.minute))"
  }

  private mutating func take(_ own: RunResult.ModelResult, of result: RunResult) {
    for caution in own.cautions where !cautions.contains(caution.message) {
      cautions.append("\(own.model), \(own.part): \(caution.message)")
    }
    if let c = own.metrics["c_index"] {
      let part = result.parts.first { $0.name == own.part }
      concordance.append(
        ConcordanceRow(
          model: own.model, part: own.part, c: c.value, low: c.low ?? .nan, high: c.high ?? .nan, count: part?.n ?? 0,
          events: part?.events ?? 0))
    }
    takeRisks(of: own)
    takeTimes(of: own)
    if let found = own.classes {
      let measures = [
        ("accuracy", "accuracy"), ("balanced accuracy", "balanced_accuracy"), ("κ", "kappa"),
        ("quadratic κ", "kappa_quadratic"), ("AUC", "auc_macro"), ("Hand–Till", "auc_hand_till"), ("C", "c_index"),
      ]
      classes.append(
        ClassTable(
          model: own.model, part: own.part, names: found.names, counts: found.counts,
          shares: measures.compactMap { name, key in
            own.metrics[key].map { .init(name: name, value: $0.value, low: $0.low, high: $0.high) }
          }))
    }
    if let counts = own.confusion {
      let names = [
        ("sensitivity", "sensitivity"), ("specificity", "specificity"), ("ppv", "ppv"), ("npv", "npv"),
        ("accuracy", "accuracy"),
      ]
      confusion.append(
        ConfusionTable(
          model: own.model, part: own.part, cutoff: own.cutoff, truePositives: counts.truePositives,
          falsePositives: counts.falsePositives, falseNegatives: counts.falseNegatives,
          trueNegatives: counts.trueNegatives,
          shares: names.compactMap { name, key in
            own.metrics[key].map { .init(name: name, value: $0.value, low: $0.low, high: $0.high) }
          }))
    }
  }

  /// Discrimination at times of a survival outcome.
  private mutating func takeTimes(of own: RunResult.ModelResult) {
    timeDependentROC += (own.timeDependentROC ?? []).map { found in
      TimeDependentCurve(
        model: own.model, part: own.part, time: found.time, cases: found.cases, controls: found.controls,
        auc: found.auc?.value, low: found.auc?.low, high: found.auc?.high,
        points: found.points.map {
          .init(threshold: $0.threshold, sensitivity: $0.sensitivity, specificity: $0.specificity)
        })
    }
  }

  /// Risks by times of a survival outcome; those of two classes are made anew from the scores, whose curves are smooth.
  private mutating func takeRisks(of own: RunResult.ModelResult) {
    for found in own.calibration ?? [] {
      guard let time = found.time else { continue }
      calibration.append(
        CalibrationCurve(
          model: own.model, part: own.part, time: time,
          groups: found.groups.map {
            Plot.CalibrationGroup(
              predicted: $0.predicted, observed: $0.observed ?? .nan, low: $0.low ?? .nan, high: $0.high ?? .nan,
              count: $0.n)
          }, brier: own.metrics["brier_at_\(RunResult.ModelResult.metricName(of: time))"]?.value))
    }
    for curve in own.decisionCurves ?? [] {
      guard let time = curve.time else { continue }
      decision.append(
        DecisionPlot(
          model: own.model, part: own.part, time: time,
          points: curve.points.map {
            .init(threshold: $0.threshold, netBenefit: $0.netBenefit, low: $0.low, high: $0.high, treatAll: $0.treatAll)
          }))
    }
  }

  private mutating func take(_ prediction: RunResult.Prediction, of result: RunResult) {
    if let curve = prediction.roc {
      // The interval is the one of the result, which knows whether patients have several rows.
      let auc = result.results.first { $0.model == prediction.model && $0.part == prediction.part }?.metrics["auc"]
      roc.append(
        ROCCurve(
          curve, model: prediction.model, part: prediction.part, low: auc?.low ?? curve.auc.low,
          high: auc?.high ?? curve.auc.high))
    }
    guard let (_, groups) = prediction.riskGroups else { return }
    let unit = timeUnit.isEmpty ? "time" : timeUnit
    let own = result.results.first { $0.model == prediction.model && $0.part == prediction.part }
    func interval(_ name: String) -> (value: Double, low: Double, high: Double)? {
      own?.metrics[name].map { ($0.value, $0.low ?? .nan, $0.high ?? .nan) }
    }
    survival.append(
      SurvivalPlot(
        model: prediction.model, part: prediction.part, timeUnit: unit, curves: groups,
        summary: Plot.SurvivalSummary(
          // That of the result: where the cut-off was searched for, there is none to show.
          logRankP: own?.metrics["logrank_p"]?.value, hazardRatio: interval("hazard_ratio"),
          concordance: interval("c_index"), medianFollowUp: prediction.medianFollowUp)))
  }
}

extension StudyResult.ROCCurve {
  init(_ curve: Stats.ROCCurve, model: String, part: String, low: Double, high: Double) {
    self.init(
      model: model, part: part,
      points: curve.points.map {
        .init(threshold: $0.threshold, sensitivity: $0.sensitivity, specificity: $0.specificity)
      }, auc: curve.auc.value, low: low, high: high, positives: curve.positiveCount, negatives: curve.negativeCount)
  }
}
