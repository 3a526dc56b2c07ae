internal import Foundation
internal import Stats
internal import Synchronization

/// What one split gives: every model's scores, with the threshold that its training rows chose.
struct SplitOutcome: Sendable {
  struct ModelScores: Sendable {
    var heldOut: [Double]
    /// Only kept where the training part is reported.
    var training: [Double]
    /// One per rule of the plan; nil for a rule that the outcome does not have.
    var cutoffs: [Double?]
    /// The risk of the event by each of the plan's times, per held-out row; only in folds.
    var risks: [[Double]]
    var model: FittedModel
    /// Only where the model is the one that is reported.
    var nomogram: RunResult.Nomogram?
  }
  var models: [ModelScores]
}

/// What the models of a study learned: of every split their scores, of a cross-validation also the models of all rows.
struct TrainedModels: Sendable {
  var outcomes: [SplitOutcome] = []
  var all: [FittedModel] = []
  var allNomograms: [RunResult.Nomogram?] = []
}

/// What one task of a run trains: the models of a split, or those of all rows.
private enum Trained: Sendable {
  case split(SplitOutcome)
  case all([FittedModel], [RunResult.Nomogram?])
}

/// Counts the fits of a run, which several threads report, and tells how far the run is.
private final class StepCounter: Sendable {
  private let total: Int
  private let progress: @Sendable (StudyRunner.Progress) -> Void
  private let done = Mutex(0)

  init(_ total: Int, progress: @escaping @Sendable (StudyRunner.Progress) -> Void) {
    self.total = max(1, total)
    self.progress = progress
    progress(StudyRunner.Progress("models", fraction: 0))
  }

  /// In order: what is told never falls behind what was told before.
  func add(_ steps: Int) {
    guard steps > 0 else { return }
    done.withLock { done in
      done = min(total, done + steps)
      progress(StudyRunner.Progress("models: \(done) of \(total) fits", fraction: Double(done) / Double(total)))
    }
  }
}

extension StudyRunner {
  /// Trains every model on the training side of every split and judges it in every part.
  @concurrent
  public func evaluate(
    _ units: StudyUnits, _ division: StudyDivision, jobs: Int? = nil,
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws -> RunResult {
    try evaluated(units, division, try await train(units, division, jobs: jobs, progress: progress))
  }

  /// Trains every model on the training side of every split.
  @concurrent
  func train(
    _ units: StudyUnits, _ division: StudyDivision, jobs: Int?, progress: @escaping @Sendable (Progress) -> Void
  ) async throws -> TrainedModels {
    let splits = division.rounds.flatMap { $0 }
    let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    let isFold = division.isCrossValidation
    let estimators = try StudyEstimators(plan, units: units)
    // Folds judge; the models that are reported have learned from all rows.
    let fits = splits.count + (isFold ? 1 : 0)
    let steps = StepCounter(fits * estimators.stepCount, progress: progress)
    let trained = try await Replicates.map(fits, jobs: jobs) { index -> Trained in
      if index < splits.count {
        return .split(
          try self.outcome(of: splits[index], index: index, estimators: estimators, isFold: isFold, steps: steps))
      }
      let all = estimators.observations.asTraining(seed: SeededGenerator.seed(self.plan.seed, stream: 999))
      let models = try estimators.fit(all, step: steps.add)
      return .all(
        models,
        models.map { RunResult.Nomogram(of: $0, training: all.design, times: self.plan.times ?? []) })
    }
    var result = TrainedModels()
    for trained in trained {
      switch trained {
      case .split(let outcome): result.outcomes.append(outcome)
      case .all(let models, let nomograms): (result.all, result.allNomograms) = (models, nomograms)
      }
    }
    return result
  }

  /// Judges trained models in every part.
  func evaluated(
    _ units: StudyUnits, _ division: StudyDivision, _ trained: TrainedModels
  ) throws -> RunResult {
    let splits = division.rounds.flatMap { $0 }
    let isFold = division.isCrossValidation
    let (outcomes, all, allNomograms) = (trained.outcomes, trained.all, trained.allNomograms)
    let count = units.names.count
    var results: [RunResult.ModelResult] = []
    var predictions: [RunResult.Prediction] = []
    var coefficients: [String: [RunResult.Coefficient]] = [:]
    var cautions = units.cautions
    var selected: [String: [String]] = [:]
    var paths: [String: RunResult.PenaltyPath] = [:]
    var nomograms: [String: RunResult.Nomogram] = [:]
    var evaluation = RunResult.Evaluation(asked: plan.evaluation ?? StudyEvaluation())
    let rules = plan.cutoffRules
    for (m, model) in plan.models.enumerated() {
      var scores = [Double](repeating: 0, count: count)
      // By rule and row.
      var calls = [[Bool]](repeating: [Bool](repeating: false, count: count), count: rules.count)
      var judged = [Double](repeating: 0, count: count)
      var risks = [[Double]](
        repeating: [Double](repeating: 0, count: count), count: outcomes.first?.models[m].risks.count ?? 0)
      var index = 0
      for (round, splits) in division.rounds.enumerated() {
        for split in splits {
          let own = outcomes[index].models[m]
          index += 1
          for k in risks.indices {
            for (row, risk) in zip(split.heldOut, own.risks[k]) { risks[k][row] += risk }
          }
          for (row, score) in zip(split.heldOut, own.heldOut) {
            scores[row] += score
            judged[row] += 1
            if round == 0 { Self.call(score, row, own.cutoffs, &calls) }
          }
          if !division.isCrossValidation {
            for (row, score) in zip(split.training, own.training) {
              scores[row] += score
              judged[row] += 1
              Self.call(score, row, own.cutoffs, &calls)
            }
          }
        }
      }
      for row in 0..<count where judged[row] > 0 {
        scores[row] /= judged[row]
        for k in risks.indices { risks[k][row] /= judged[row] }
      }
      let first = outcomes[0].models[m]
      let reported = division.isCrossValidation ? all[m] : first.model
      coefficients[model.name] = RunResult.Coefficient.all(of: reported)
      selected[model.name] = reported.ownColumns
      paths[model.name] = RunResult.PenaltyPath(of: reported)
      nomograms[model.name] = division.isCrossValidation ? allNomograms[m] : first.nomogram
      let cutoff = plan.cutoff == .none ? nil : first.cutoffs.first ?? nil
      let frozen = cutoff == nil ? nil : calls.first
      if !isFold, rules.contains(.maximallySelected),
        case .survival(let times) = units.outcome.selecting(rows: splits[0].training)
      {
        evaluation.addSearch(of: first.training, times, model: model.name)
      }
      for part in division.parts {
        results.append(
          judge(
            model.name, part: part, units: units, scores: scores, isHigh: frozen,
            cutoff: isFold ? nil : cutoff))
        if plan.cutoff == .maximallySelected, let last = results.indices.last {
          evaluation.correct(&results[last].metrics, of: model.name, in: part.name)
        }
        for (k, rule) in rules.enumerated() {
          guard let threshold = first.cutoffs[k] else { continue }
          let called = RunResult.Called(
            model: model.name, part: part.name, rule: rule, isFrozen: rule == plan.cutoff,
            threshold: isFold ? nil : threshold, isHigh: part.rows.map { calls[k][$0] })
          cautions += evaluation.add(called, units.outcome.selecting(rows: part.rows))
        }
        var prediction = RunResult.Prediction(
          model: model.name, part: part.name, units: part.rows.map { units.names[$0] },
          scores: part.rows.map { scores[$0] }, isHigh: frozen.map { high in part.rows.map { high[$0] } } ?? [],
          isPositive: nil,
          times: nil)
        if model.pipeline.last?.isScoreOnly ?? false { prediction.isScoreOnly = true }
        switch units.outcome {
        case .binary(let values): prediction.isPositive = part.rows.map { values[$0] }
        case .survival(let times):
          prediction.times = part.rows.map { times[$0] }
          if !risks.isEmpty { prediction.risks = risks.map { column in part.rows.map { column[$0] } } }
        case .classes, .ordinal: break
        }
        predictions.append(prediction)
      }
      let own = Self.cautions(reported, folds: division.isCrossValidation ? outcomes.map { $0.models[m].model } : [])
      cautions += own.map { $0.about(model.name) }
    }
    if rules.contains(where: \.isOptimised), !isFold {
      cautions.append(
        Caution(
          code: "optimised_cutoff",
          message:
            "The cut-offs were chosen on the training part to look best there; judge them in the validation part only.")
      )
    }
    var comparisons = try compare(division, units: units, predictions: predictions)
    let found = evaluateColumns(units, division, predictions: predictions, into: &evaluation)
    comparisons += found.comparisons
    cautions += found.cautions
    return RunResult(
      study: plan.name, outcome: plan.outcome, n: count, unit: plan.unit, patients: Set(units.groups).count,
      missing: units.leftOut.reduce(0) { $0 + $1.count },
      leftOut: units.leftOut.map { RunResult.LeftOut(reason: $0.reason, n: $0.count) },
      parts: division.counted(of: units),
      results: results, comparisons: comparisons,
      selectedFeatures: selected, coefficients: coefficients, penaltyPaths: paths, nomograms: nomograms,
      predictions: predictions, evaluation: evaluation, cautions: cautions,
      provenance: Provenance(
        step: "run", name: plan.name, inputDigest: inputDigest(units), settings: "", seed: plan.seed, seconds: 0))
  }

  // MARK: Training

  /// Scores as they are where every class has its share: the log odds of its probability divided by the sum over all classes.
  /// Thresholds are those that the training rows choose among them.
  ///
  ///     log sₖ − log Σⱼ≠ₖ sⱼ  with  sₖ = 1/(1 + exp(−scoreₖ))
  ///
  /// - Parameters:
  ///   - units: the same units with each class against the others, in the order of `trained`.
  func shared(
    _ trained: [TrainedModels], units: [StudyUnits], _ division: StudyDivision
  ) throws -> [TrainedModels] {
    var result = trained
    let splits = division.rounds.flatMap { $0 }
    let estimators = try units.map { try StudyEstimators(plan, units: $0) }
    for (index, split) in splits.enumerated() {
      for m in plan.models.indices {
        let heldOut = Self.shares(trained.map { $0.outcomes[index].models[m].heldOut })
        let training = Self.shares(trained.map { $0.outcomes[index].models[m].training })
        for target in trained.indices {
          let parts = estimators[target].observations.partitioned(
            by: split, seed: SeededGenerator.seed(plan.seed, stream: UInt64(index)))
          result[target].outcomes[index].models[m].heldOut = heldOut[target]
          result[target].outcomes[index].models[m].training = training[target]
          result[target].outcomes[index].models[m].cutoffs = try plan.cutoffRules.map { rule in
            try rule.rule(for: .binary).map {
              try Cutoff.learned($0, scores: training[target], on: parts.training).threshold
            }
          }
        }
      }
    }
    return result
  }

  /// Of log odds of each class against the others, `[class][unit]`, the log odds of its share.
  static func shares(_ scores: [[Double]]) -> [[Double]] {
    guard let first = scores.first else { return [] }
    // log 1/(1 + exp(−x)), without overflow.
    func logarithm(_ score: Double) -> Double { score < 0 ? score - log1p(exp(score)) : -log1p(exp(-score)) }
    let logarithms = scores.map { $0.map(logarithm) }
    return scores.indices.map { own in
      first.indices.map { unit in
        let others = scores.indices.filter { $0 != own }.map { logarithms[$0][unit] }
        guard let largest = others.max() else { return scores[own][unit] }
        return logarithms[own][unit] - largest - log(others.reduce(0) { $0 + exp($1 - largest) })
      }
    }
  }

  private func outcome(
    of split: Split, index: Int, estimators: StudyEstimators, isFold: Bool, steps: StepCounter
  ) throws -> SplitOutcome {
    let parts = estimators.observations.partitioned(
      by: split, seed: SeededGenerator.seed(plan.seed, stream: UInt64(index)))
    let fitted = try estimators.fit(parts.training, step: steps.add)
    var models: [SplitOutcome.ModelScores] = []
    for model in fitted {
      var training = try model.scores(parts.training.design)
      var heldOut = try model.scores(parts.heldOut.design)
      if isFold, model.outcome == .survival {
        // A Cox score has no level of its own; scores of different folds meet at their training means.
        let mean = training.reduce(0, +) / Double(training.count)
        training = training.map { $0 - mean }
        heldOut = heldOut.map { $0 - mean }
      }
      models.append(
        SplitOutcome.ModelScores(
          heldOut: heldOut, training: training,
          cutoffs: try plan.cutoffRules.map { rule in
            try rule.rule(for: model.outcome).map {
              try Cutoff.learned($0, scores: training, on: parts.training).threshold
            }
          }, risks: isFold ? try risks(heldOut, training: training, of: parts.training) : [], model: model,
          nomogram: isFold
            ? nil : RunResult.Nomogram(of: model, training: parts.training.design, times: plan.times ?? [])))
    }
    return SplitOutcome(models: models)
  }

  /// The risk of the event by each of the plan's times for held-out scores: that of a Cox model of the score, learned from
  /// the training scores. None without times, or where the scores say nothing.
  private func risks(
    _ heldOut: [Double], training scores: [Double], of training: Partition<Training>
  ) throws -> [[Double]] {
    guard let times = plan.times, !times.isEmpty, case .survival(let subjects) = training.outcome else { return [] }
    let fit = try CoxRegression().fit(CoxData(design: Design(columns: [("score", scores)]), times: subjects))
    let rows = try fit.survival(Design(columns: [("score", heldOut)]), at: times)
    return times.indices.map { k in rows.map { min(1, max(0, 1 - $0[k].survival)) } }
  }

  /// What the reported model says, and of each further kind of caution in the folds the first, with how many folds have
  /// one.
  private static func cautions(_ model: FittedModel, folds: [FittedModel]) -> [Caution] {
    var result = model.cautions
    var known = Set(result.map(\.code))
    for fold in folds {
      for caution in fold.cautions where known.insert(caution.code).inserted {
        let count = folds.count { $0.cautions.contains { $0.code == caution.code } }
        result.append(caution.saying("In \(count) of \(folds.count) folds, the first: \(caution.message)"))
      }
    }
    return result
  }

  /// Which side of each cut-off a score is on.
  private static func call(_ score: Double, _ row: Int, _ cutoffs: [Double?], _ calls: inout [[Bool]]) {
    for (k, cutoff) in cutoffs.enumerated() {
      if let cutoff { calls[k][row] = score >= cutoff }
    }
  }

  // MARK: Judging

  private func judge(
    _ model: String, part: StudyDivision.Part, units: StudyUnits, scores: [Double], isHigh: [Bool]?, cutoff: Double?
  ) -> RunResult.ModelResult {
    var result = RunResult.ModelResult(
      model: model, part: part.name, metrics: [:], cutoff: cutoff, confusion: nil, cautions: [])
    let own = part.rows.map { scores[$0] }
    let high = isHigh.map { flags in part.rows.map { flags[$0] } }
    do {
      switch units.outcome.selecting(rows: part.rows) {
      case .binary(let classes):
        try judge(classes, own, high, groups: part.rows.map { units.groups[$0] }, into: &result)
      case .survival(let times):
        try judge(times, own, high, groups: part.rows.map { units.groups[$0] }, into: &result)
      case .classes, .ordinal: break
      }
    } catch {
      result.cautions.append(Caution(code: "not_estimable", message: "\(part.name): \(error)"))
    }
    return result
  }

  private func judge(
    _ classes: [Bool], _ scores: [Double], _ high: [Bool]?, groups: [Int], into result: inout RunResult.ModelResult
  ) throws {
    let scored = try ScoredOutcomes(isPositive: classes, scores: scores)
    let isClustered = Set(groups).count < groups.count
    let auc = isClustered ? try AUCEstimate.clustered(scored, clusters: groups) : try AUCEstimate(scored)
    result.metrics["auc"] = RunResult.Metric(
      value: auc.value, low: auc.low, high: auc.high, method: isClustered ? "Obuchowski, clustered" : "DeLong")
    result.cautions += try ROCCurve(scored).cautions
    if let high {
      try result.judge(
        classes, isHigh: high, prevalences: plan.evaluation?.prevalences ?? [], at: "frozen cut-off")
    }
  }

  private func judge(
    _ times: [SurvivalTime], _ scores: [Double], _ high: [Bool]?, groups: [Int],
    into result: inout RunResult.ModelResult
  ) throws {
    let clusters = Self.clusters(groups)
    let concordance = try Concordance(times, scores: scores, clusters: clusters)
    result.cautions += concordance.cautions
    if let value = concordance.value {
      result.metrics["c_index"] = RunResult.Metric(
        value: value, low: concordance.low, high: concordance.high,
        method: "Harrell, infinitesimal jackknife" + (clusters == nil ? "" : ", clustered"))
    }
    if let high { try result.judge(times, isHigh: high, at: "frozen cut-off") }
  }

  /// The patients of rows, where some have several.
  private static func clusters(_ groups: [Int]) -> [Int]? { Set(groups).count < groups.count ? groups : nil }

  private func compare(
    _ division: StudyDivision, units: StudyUnits, predictions: [RunResult.Prediction]
  ) throws -> [RunResult.Comparison] {
    var comparisons: [RunResult.Comparison] = []
    for pair in plan.compare {
      for part in division.parts {
        guard let a = predictions.first(where: { $0.model == pair[0] && $0.part == part.name }),
          let b = predictions.first(where: { $0.model == pair[1] && $0.part == part.name })
        else { continue }
        // A part in which a model cannot be judged has no comparison; its caution stands with the model.
        switch units.outcome.selecting(rows: part.rows) {
        case .binary(let classes):
          let groups = part.rows.map { units.groups[$0] }
          guard let first = try? ScoredOutcomes(isPositive: classes, scores: a.scores),
            let second = try? ScoredOutcomes(isPositive: classes, scores: b.scores),
            let test = Set(groups).count < groups.count
              ? try? AUCComparison.pairedClustered(first, second, clusters: groups)
              : try? AUCComparison.paired(first, second)
          else { continue }
          comparisons.append(
            RunResult.Comparison(
              a: pair[0], b: pair[1], part: part.name, metric: "auc", difference: test.difference, low: test.low,
              high: test.high, p: test.p, test: test.method))
          comparisons += RunResult.Comparison.further(a, b, classes, asked: plan.evaluation)
        case .survival(let times):
          let groups = part.rows.map { units.groups[$0] }
          guard let first = try? Concordance(times, scores: a.scores),
            let second = try? Concordance(times, scores: b.scores),
            let comparison = try? Concordance.difference(
              first, second, clusters: Self.clusters(groups))
          else { continue }
          let test = comparison.test
          comparisons.append(
            RunResult.Comparison(
              a: pair[0], b: pair[1], part: part.name, metric: "c_index", difference: test.difference, low: test.low,
              high: test.high, p: test.p, test: test.method))
          comparisons += compareAreas(a, b, times)
        case .classes, .ordinal: continue
        }
      }
    }
    return comparisons
  }
}

extension StudyRunner {
  /// The paired differences of the areas under the time-dependent ROC curves, at each time that the plan judges at.
  private func compareAreas(
    _ a: RunResult.Prediction, _ b: RunResult.Prediction, _ subjects: [SurvivalTime]
  ) -> [RunResult.Comparison] {
    guard let times = plan.times, let first = try? TimeDependentROC.at(times, subjects, scores: a.scores),
      let second = try? TimeDependentROC.at(times, subjects, scores: b.scores)
    else { return [] }
    return zip(first, second).compactMap { one, other in
      TimeDependentROC.difference(one, other).map { test in
        RunResult.Comparison(
          a: a.model, b: b.model, part: a.part,
          metric: "auc_at_\(RunResult.ModelResult.metricName(of: one.time))", difference: test.difference,
          low: test.low, high: test.high, p: test.p, test: test.method)
      }
    }
  }
}

extension StudyDivision {
  /// The parts as results name them, with what is in each.
  func counted(of units: StudyUnits) -> [RunResult.Part] {
    parts.map { part in
      RunResult.Part(
        name: part.name, n: part.rows.count, events: units.events(part.rows), classes: units.classCounts(part.rows),
        patients: Set(part.rows.map { units.groups[$0] }).count)
    }
  }
}

extension StudyUnits {
  /// Members of the positive class, or events, among rows; nil for several classes.
  func events(_ rows: [Int]) -> Int? {
    switch outcome {
    case .binary(let values): rows.count { values[$0] }
    case .survival(let times): rows.count { times[$0].isEvent }
    case .classes, .ordinal: nil
    }
  }

  /// Members of each of several classes; nil for two, and for survival.
  func classCounts(_ rows: [Int]) -> [RunResult.ClassCount]? {
    switch outcome {
    case .binary, .survival: return nil
    case .classes(let values, let names), .ordinal(let values, let names):
      var counts = [Int](repeating: 0, count: names.count)
      for row in rows where counts.indices.contains(values[row]) { counts[values[row]] += 1 }
      return zip(names, counts).map { RunResult.ClassCount(name: $0, n: $1) }
    }
  }
}

extension CutoffRule {
  /// The rule of Stats; nil where there is none for the outcome.
  fileprivate func rule(for outcome: Outcome.Kind) -> Cutoff.Rule? {
    switch self {
    case .none: nil
    case .fixed(let value): .fixed(value)
    case .medianOnTraining: .median
    case .youdenOnTraining: outcome == .binary ? .youden : nil
    case .sensitivity(let share): outcome == .binary ? .sensitivity(atLeast: share) : nil
    case .specificity(let share): outcome == .binary ? .specificity(atLeast: share) : nil
    case .falsePositiveRate(let share): outcome == .binary ? .specificity(atLeast: 1 - share) : nil
    case .probability(let share): outcome == .binary ? .fixed(log(share / (1 - share))) : nil
    case .maximallySelected: outcome == .survival ? .maximallySelected(smallestShare: 0.1) : nil
    }
  }
}

extension FittedModel {
  /// The columns that carry a coefficient: of a model of models the names of those.
  fileprivate var ownColumns: [String] {
    if case .stacked(_, _, let combiner) = core { return combiner.selected }
    return selected
  }
}

extension RunResult.Coefficient {
  /// The numbers of a model; a variable without an estimate of its own is left out.
  fileprivate static func all(of model: FittedModel) -> [RunResult.Coefficient] {
    model.coefficients.compactMap { coefficient in
      coefficient.estimate.map {
        let step = model.step(of: coefficient.name)
        return RunResult.Coefficient(
          name: coefficient.name, value: $0, low: coefficient.low, high: coefficient.high, p: coefficient.p,
          per: step?.per, sd: step?.sd)
      }
    }
  }
}

extension FittedModel {
  /// What a coefficient is told per: a standard deviation where the pipeline standardises, else a unit of the column, or of
  /// the score of a model whose score it weighs; nil of the intercept.
  ///
  /// A penalty scales columns for itself and gives the coefficients back on the scale of the column, so that only the steps
  /// before it count.
  func step(of name: String) -> (per: RunResult.Coefficient.Step, sd: Double?)? {
    guard name != "(Intercept)" else { return nil }
    var found: (per: RunResult.Coefficient.Step, sd: Double?) = (.unit, nil)
    var all = steps
    if case .stacked(let members, _, let combiner) = core {
      if members.contains(where: { $0.name == name }) { (found, all) = ((.score, nil), []) }
      all += combiner.steps
    }
    for case .scale(let names, _, let scales) in all {
      if let place = names.firstIndex(of: name), scales.indices.contains(place) { found = (.sd, scales[place]) }
    }
    return found
  }
}
