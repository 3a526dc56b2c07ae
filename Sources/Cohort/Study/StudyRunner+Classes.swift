internal import Foundation
internal import Stats

/// One question with two answers that an outcome of several classes is taken apart into.
private struct ClassTarget {
  /// The class, or the level from which on units are positive.
  let name: String
  /// How results call it.
  let label: String
  let isPositive: [Bool]
}

extension StudyRunner {
  /// Trains and judges the models: at once for two classes and survival; for several classes every class against the
  /// others, for ordered levels every threshold (this level or higher), put together again for each unit.
  ///
  /// The probability of one of several classes is that of its model divided by the sum over the classes: curves, areas with
  /// their intervals, cut-offs, calibration and the means over classes are all of this one.
  func judge(
    _ units: StudyUnits, _ division: StudyDivision, jobs: Int?, progress: @escaping @Sendable (Progress) -> Void
  ) async throws -> RunResult {
    let targets: [ClassTarget]
    switch units.outcome {
    case .binary, .survival: return try await evaluate(units, division, jobs: jobs, progress: progress)
    case .classes(let codes, let names):
      targets = names.enumerated().map { position, name in
        ClassTarget(name: name, label: name, isPositive: codes.map { $0 == position })
      }
    case .ordinal(let codes, let levels):
      targets = levels.enumerated().dropFirst().map { position, level in
        ClassTarget(name: level, label: "≥ \(level)", isPositive: codes.map { $0 >= position })
      }
    }
    var questions: [StudyUnits] = []
    var trained: [TrainedModels] = []
    for (position, target) in targets.enumerated() {
      var own = units
      own.outcome = .binary(target.isPositive)
      let part: @Sendable (Progress) -> Void = { one in
        progress(
          Progress(
            "\(target.label), \(one.step)",
            fraction: one.fraction.map { (Double(position) + $0) / Double(targets.count) }))
      }
      questions.append(own)
      trained.append(try await train(own, division, jobs: jobs, progress: part))
    }
    if case .classes = units.outcome { trained = try shared(trained, units: questions, division) }
    var runs: [(target: ClassTarget, result: RunResult)] = []
    for (place, target) in targets.enumerated() {
      runs.append((target, try evaluated(questions[place], division, trained[place])))
    }
    return try together(runs, units: units, division)
  }

  /// One result from those of all targets.
  private func together(
    _ runs: [(target: ClassTarget, result: RunResult)], units: StudyUnits, _ division: StudyDivision
  ) throws -> RunResult {
    var whole = runs[0].result
    whole.results = []
    whole.comparisons = []
    whole.predictions = []
    whole.coefficients = [:]
    whole.selectedFeatures = [:]
    whole.penaltyPaths = [:]
    // A nomogram is of one question, and the risk of a class is a share of all of them.
    whole.nomograms = [:]
    whole.cautions = []
    whole.evaluation = RunResult.Evaluation(asked: plan.evaluation ?? StudyEvaluation())
    whole.parts = division.counted(of: units)
    for (target, result) in runs {
      for model in plan.models.map(\.name) {
        let name = "\(model): \(target.label)"
        whole.coefficients[name] = result.coefficients[model]
        whole.selectedFeatures[name] = result.selectedFeatures[model]
        whole.penaltyPaths?[name] = result.penaltyPaths?[model]
      }
      whole.cautions += result.cautions.map { $0.about(target.label) }
      whole.predictions += result.predictions.map { one in
        var one = one
        one.model = "\(one.model): \(target.label)"
        return one
      }
      if let found = result.evaluation {
        whole.evaluation?.append(found.renamingModels { "\($0): \(target.label)" })
      }
      whole.comparisons += result.comparisons.map { one in
        var one = one
        one.metric = "\(one.metric)_\(target.name)"
        return one
      }
    }
    for model in plan.models.map(\.name) {
      for part in division.parts { whole.results.append(judge(model, part, runs, units: units)) }
    }
    if case .ordinal(let codes, _) = units.outcome { whole.comparisons += compare(division, runs, codes) }
    return whole
  }

  private func judge(
    _ model: String, _ part: StudyDivision.Part, _ runs: [(target: ClassTarget, result: RunResult)], units: StudyUnits
  ) -> RunResult.ModelResult {
    var result = RunResult.ModelResult(
      model: model, part: part.name, metrics: [:], cutoff: nil, confusion: nil, cautions: [])
    for (target, run) in runs {
      guard let own = run.results.first(where: { $0.model == model && $0.part == part.name }) else { continue }
      result.cautions += own.cautions.map { $0.about(target.label) }
      guard var area = own.metrics["auc"] else { continue }
      area.method += ", \(target.label) against the others"
      result.metrics["auc_\(target.name)"] = area
    }
    let probabilities = Self.probabilities(model, part, runs)
    do {
      switch units.outcome.selecting(rows: part.rows) {
      case .classes(let codes, let names):
        try judge(codes, names: names, scores: probabilities, into: &result)
      case .ordinal(let codes, let levels):
        try judge(codes, levels: levels, expected: Self.expected(probabilities), into: &result)
      case .binary, .survival: break
      }
    } catch {
      result.cautions.append(Caution(code: "not_estimable", message: "\(part.name): \(error)"))
    }
    return result
  }

  /// The probability of each target for the units of a part, `[target][unit]`.
  private static func probabilities(
    _ model: String, _ part: StudyDivision.Part, _ runs: [(target: ClassTarget, result: RunResult)]
  ) -> [[Double]] {
    runs.map { run in
      let own = run.result.predictions.first { $0.model == model && $0.part == part.name }
      return own?.scores.map { 1 / (1 + exp(-$0)) } ?? []
    }
  }

  /// The expected level of each unit, counted from 0: the sum of the probabilities of reaching every level.
  private static func expected(_ probabilities: [[Double]]) -> [Double] {
    guard let first = probabilities.first else { return [] }
    return first.indices.map { unit in probabilities.reduce(0) { $0 + $1[unit] } }
  }

  private func judge(
    _ codes: [Int], names: [String], scores: [[Double]], into result: inout RunResult.ModelResult
  ) throws {
    let calls = codes.indices.map { unit in
      scores.indices.max { scores[$0][unit] < scores[$1][unit] || (scores[$0][unit] == scores[$1][unit] && $0 > $1) }
        ?? 0
    }
    let matrix = try ConfusionMatrix(truth: codes, predicted: calls, classes: names)
    result.classes = RunResult.ClassCounts(names: names, counts: matrix.counts)
    let accuracy = matrix.accuracy()
    if let value = accuracy.value {
      result.metrics["accuracy"] = RunResult.Metric(
        value: value, low: accuracy.low, high: accuracy.high, method: "Clopper–Pearson, the likeliest class")
    }
    result.metrics["balanced_accuracy"] = RunResult.Metric(
      value: matrix.balancedAccuracy, low: nil, high: nil, method: "mean recall over classes")
    result.metrics["f1_macro"] = RunResult.Metric(
      value: matrix.macro.f1, low: nil, high: nil, method: "mean over classes")
    let agreement = try matrix.kappa()
    if let kappa = agreement.kappa {
      result.metrics["kappa"] = RunResult.Metric(
        value: kappa, low: agreement.low, high: agreement.high, method: "Cohen's κ")
    }
    let areas = try MultiClassAUC(truth: codes, scores: scores, classes: names)
    for (name, value, method) in [
      ("auc_macro", areas.macro, "mean over classes, each against the others"),
      ("auc_weighted", areas.weighted, "mean over classes, weighted by size"),
      ("auc_hand_till", areas.handTill, "Hand & Till's M"),
    ] {
      guard let value else { continue }
      result.metrics[name] = RunResult.Metric(value: value, low: nil, high: nil, method: method)
    }
  }

  private func judge(
    _ codes: [Int], levels: [String], expected: [Double], into result: inout RunResult.ModelResult
  ) throws {
    let found = try OrdinalEvaluation(outcome: codes, scores: expected, levels: levels)
    if let value = found.concordance.value {
      result.metrics["c_index"] = RunResult.Metric(
        value: value, low: found.concordance.low, high: found.concordance.high,
        method: "ordinal concordance of the expected level, infinitesimal jackknife")
    }
    let calls = expected.map { min(levels.count - 1, max(0, Int($0.rounded()))) }
    let matrix = try ConfusionMatrix(truth: codes, predicted: calls, classes: levels)
    result.classes = RunResult.ClassCounts(names: levels, counts: matrix.counts)
    let agreement = try matrix.kappa(.quadratic)
    if let kappa = agreement.kappa {
      result.metrics["kappa_quadratic"] = RunResult.Metric(
        value: kappa, low: agreement.low, high: agreement.high, method: "Cohen's κ, quadratic weights, nearest level")
    }
  }

  /// The paired differences of ordinal concordance.
  private func compare(
    _ division: StudyDivision, _ runs: [(target: ClassTarget, result: RunResult)], _ codes: [Int]
  ) -> [RunResult.Comparison] {
    plan.compare.flatMap { pair in
      division.parts.compactMap { part -> RunResult.Comparison? in
        let times = part.rows.map { SurvivalTime(time: Double(codes[$0]), isEvent: true) }
        let found = pair.map { model in
          try? Concordance(times, scores: Self.expected(Self.probabilities(model, part, runs)), direction: .lower)
        }
        guard found.count == 2, let first = found[0], let second = found[1],
          let test = (try? Concordance.difference(first, second))?.test
        else { return nil }
        return RunResult.Comparison(
          a: pair[0], b: pair[1], part: part.name, metric: "c_index", difference: test.difference, low: test.low,
          high: test.high, p: test.p, test: test.method)
      }
    }
  }
}
