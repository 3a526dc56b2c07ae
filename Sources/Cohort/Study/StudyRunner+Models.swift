internal import Foundation
internal import Stats

/// A model of the study after training on some rows.
private indirect enum TrainedModel: Sendable {
  case direct(PipelineFit, blocks: [Int])
  /// A model of models.
  case stacked(PipelineFit, members: [(name: String, model: TrainedModel)])

  var fit: PipelineFit {
    switch self {
    case .direct(let fit, _), .stacked(let fit, _): fit
    }
  }

  func scores(_ units: StudyUnits, rows: [Int]) throws -> [Double] {
    switch self {
    case .direct(let fit, let blocks): return try fit.scores(Self.design(units, blocks: blocks, rows: rows))
    case .stacked(let fit, let members):
      return try fit.scores(
        Design(columns: try members.map { ($0.name, try $0.model.scores(units, rows: rows)) }))
    }
  }

  static func design(_ units: StudyUnits, blocks: [Int], rows: [Int]) -> Design {
    var design = Design(names: [], rowCount: rows.count, values: [])
    for block in blocks { design = design.appending(units.designs[block].selecting(rows: rows)) }
    return design
  }
}

/// What one split gives: every model's scores, with the threshold that its training rows chose.
private struct SplitOutcome: Sendable {
  struct ModelScores: Sendable {
    var heldOut: [Double]
    /// Only kept where the training part is reported.
    var training: [Double]
    var cutoff: Double?
    var coefficients: [RunResult.Coefficient]
    var cautions: [Caution]
  }
  var models: [ModelScores]
}

extension StudyRunner {
  /// Trains every model on the training side of every split and judges it in every part.
  @concurrent
  public func evaluate(
    _ units: StudyUnits, _ division: StudyDivision, jobs: Int? = nil,
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws -> RunResult {
    let splits = division.rounds.flatMap { $0 }
    let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    progress(Progress("models", fraction: 0))
    let report: @Sendable (Int) -> Void = { done in
      progress(Progress("models: \(done) of \(splits.count) splits", fraction: Double(done) / Double(splits.count)))
    }
    let isFold = division.isCrossValidation
    let outcomes = try await Replicates.map(splits.count, jobs: jobs, progress: report) { index in
      try self.outcome(of: splits[index], index: index, units: units, isFold: isFold)
    }
    let count = units.names.count
    var results: [RunResult.ModelResult] = []
    var predictions: [RunResult.Prediction] = []
    var coefficients: [String: [RunResult.Coefficient]] = [:]
    var cautions = units.cautions
    let all = division.isCrossValidation ? try train(units, rows: Array(0..<count), stream: 999) : []
    for (m, model) in plan.models.enumerated() {
      var scores = [Double](repeating: 0, count: count)
      var isHigh = [Bool](repeating: false, count: count)
      var judged = [Double](repeating: 0, count: count)
      var index = 0
      for (round, splits) in division.rounds.enumerated() {
        for split in splits {
          let own = outcomes[index].models[m]
          index += 1
          for (row, score) in zip(split.heldOut, own.heldOut) {
            scores[row] += score
            judged[row] += 1
            if round == 0, let cutoff = own.cutoff { isHigh[row] = score >= cutoff }
          }
          if !division.isCrossValidation {
            for (row, score) in zip(split.training, own.training) {
              scores[row] += score
              judged[row] += 1
              if let cutoff = own.cutoff { isHigh[row] = score >= cutoff }
            }
          }
        }
      }
      for row in 0..<count where judged[row] > 0 { scores[row] /= judged[row] }
      let first = outcomes[0].models[m]
      coefficients[model.name] = division.isCrossValidation ? all[m].fit.coefficients : first.coefficients
      let hasCutoff = first.cutoff != nil
      for part in division.parts {
        results.append(
          judge(
            model.name, part: part, units: units, scores: scores, isHigh: hasCutoff ? isHigh : nil,
            cutoff: division.isCrossValidation ? nil : first.cutoff, cautions: first.cautions))
        var prediction = RunResult.Prediction(
          model: model.name, part: part.name, units: part.rows.map { units.names[$0] },
          scores: part.rows.map { scores[$0] }, isHigh: hasCutoff ? part.rows.map { isHigh[$0] } : [], isPositive: nil,
          times: nil)
        switch units.outcome {
        case .binary(let values): prediction.isPositive = part.rows.map { values[$0] }
        case .survival(let times): prediction.times = part.rows.map { times[$0] }
        case .classes, .ordinal: break
        }
        predictions.append(prediction)
      }
      for caution in first.cautions where !cautions.contains(caution) {
        cautions.append(Caution(code: caution.code, message: "\(model.name): \(caution.message)"))
      }
    }
    if case .youdenOnTraining = plan.cutoff, !division.isCrossValidation {
      cautions.append(
        Caution(
          code: "optimised_cutoff",
          message:
            "The cut-offs were chosen on the training part to look best there; judge them in the validation part only.")
      )
    }
    return RunResult(
      study: plan.name, outcome: plan.outcome, n: count, missing: units.leftOut.reduce(0) { $0 + $1.count },
      leftOut: units.leftOut.map { RunResult.LeftOut(reason: $0.reason, n: $0.count) },
      parts: division.parts.map { part in
        RunResult.Part(name: part.name, n: part.rows.count, events: units.events(part.rows))
      },
      results: results, comparisons: try compare(division, units: units, predictions: predictions),
      selectedFeatures: coefficients.mapValues { $0.map(\.name) }, coefficients: coefficients, predictions: predictions,
      cautions: cautions,
      provenance: Provenance(
        step: "run", name: plan.name, inputDigest: inputDigest(units), settings: "", seed: plan.seed, seconds: 0))
  }

  // MARK: Training

  private func outcome(of split: Split, index: Int, units: StudyUnits, isFold: Bool) throws -> SplitOutcome {
    let trained = try train(units, rows: split.training, stream: UInt64(index))
    let trainingOutcome = units.outcome.selecting(rows: split.training)
    var models: [SplitOutcome.ModelScores] = []
    for model in trained {
      var training = try model.scores(units, rows: split.training)
      var heldOut = try model.scores(units, rows: split.heldOut)
      if isFold, units.outcome.kind == .survival {
        // A Cox score has no level of its own; scores of different folds meet at their training means.
        let mean = training.reduce(0, +) / Double(training.count)
        training = training.map { $0 - mean }
        heldOut = heldOut.map { $0 - mean }
      }
      var cautions = model.fit.cautions
      let selected = model.fit.coefficients.count
      let events = trainingOutcome.limitingEvents
      if selected > 0, events < 10 * selected, !cautions.contains(where: { $0.code == "few_events" }) {
        cautions.append(
          Caution(
            code: "few_events",
            message: "Only \(events) events in training for \(selected) variables in the model: expect optimism. "
              + "Use fewer variables."))
      }
      models.append(
        SplitOutcome.ModelScores(
          heldOut: heldOut, training: training,
          cutoff: try cutoff(training, trainingOutcome), coefficients: model.fit.coefficients, cautions: cautions))
    }
    return SplitOutcome(models: models)
  }

  /// All models of the plan, in order, learned from these rows alone.
  private func train(_ units: StudyUnits, rows: [Int], stream: UInt64) throws -> [TrainedModel] {
    var trained: [TrainedModel] = []
    for (index, model) in plan.models.enumerated() {
      let seed = SeededGenerator.seed(SeededGenerator.seed(plan.seed, stream: stream), stream: UInt64(index))
      try Task.checkCancellation()
      do {
        trained.append(try train(model, before: trained, units: units, rows: rows, seed: seed))
      } catch let error as ModelError {
        throw StudyError.model(name: model.name, message: error.description)
      } catch let error as EvaluationError {
        throw StudyError.model(name: model.name, message: error.description)
      }
    }
    return trained
  }

  private func train(
    _ model: StudyModel, before: [TrainedModel], units: StudyUnits, rows: [Int], seed: UInt64
  ) throws -> TrainedModel {
    let outcome = units.outcome.selecting(rows: rows)
    let groups = units.isClustered ? rows.map { units.groups[$0] } : nil
    switch model.source {
    case .blocks(let names):
      let blocks = names.compactMap { name in plan.blocks.firstIndex { $0.name == name } }
      let design = TrainedModel.design(units, blocks: blocks, rows: rows)
      return .direct(
        try PipelineFit(model.pipeline, design: design, outcome: outcome, groups: groups, seed: seed), blocks: blocks)
    case .models(let names):
      let indices = names.compactMap { name in plan.models.firstIndex { $0.name == name } }
      // Scores of rows that a member learned from are too good. The model on top learns from scores of members that did
      // not see the row.
      let count = max(2, min(10, outcome.limitingEvents))
      let folds = try Folds.random(
        count: count, rowCount: rows.count, strata: outcome.strata, groups: groups,
        seed: SeededGenerator.seed(seed, stream: 77))
      var outOfFold = [[Double]](repeating: [Double](repeating: 0, count: rows.count), count: names.count)
      for (k, split) in folds.splits.enumerated() {
        let inner = split.training.map { rows[$0] }
        var members: [Int: TrainedModel] = [:]
        for (position, index) in indices.enumerated() {
          let member = try member(
            index, units: units, rows: inner, seed: SeededGenerator.seed(seed, stream: UInt64(k) + 100), known: &members
          )
          let scores = try member.scores(units, rows: split.heldOut.map { rows[$0] })
          for (row, score) in zip(split.heldOut, scores) { outOfFold[position][row] = score }
        }
      }
      let design = Design(columns: zip(names, outOfFold).map { ($0, $1) })
      let fit = try PipelineFit(model.pipeline, design: design, outcome: outcome, groups: groups, seed: seed)
      return .stacked(fit, members: zip(names, indices).map { ($0, before[$1]) })
    }
  }

  /// A model of the plan trained on rows of an inner fold, with those that it is made of.
  private func member(
    _ index: Int, units: StudyUnits, rows: [Int], seed: UInt64, known: inout [Int: TrainedModel]
  ) throws -> TrainedModel {
    if let model = known[index] { return model }
    var before: [TrainedModel] = []
    if case .models = plan.models[index].source {
      for earlier in 0..<index {
        before.append(try member(earlier, units: units, rows: rows, seed: seed, known: &known))
      }
    }
    let trained = try train(
      plan.models[index], before: before, units: units, rows: rows,
      seed: SeededGenerator.seed(seed, stream: UInt64(index)))
    known[index] = trained
    return trained
  }

  private func cutoff(_ training: [Double], _ outcome: Outcome) throws -> Double? {
    switch plan.cutoff {
    case .none: return nil
    case .fixed(let value): return value
    case .medianOnTraining:
      let sorted = training.sorted()
      guard !sorted.isEmpty else { return nil }
      let middle = sorted.count / 2
      return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    case .youdenOnTraining:
      guard case .binary(let classes) = outcome else { return nil }
      return try ROCCurve(isPositive: classes, scores: training).youden.first?.threshold
    }
  }

  // MARK: Judging

  private func judge(
    _ model: String, part: StudyDivision.Part, units: StudyUnits, scores: [Double], isHigh: [Bool]?, cutoff: Double?,
    cautions: [Caution]
  ) -> RunResult.ModelResult {
    var result = RunResult.ModelResult(
      model: model, part: part.name, metrics: [:], cutoff: cutoff, confusion: nil, cautions: [])
    let own = part.rows.map { scores[$0] }
    let high = isHigh.map { flags in part.rows.map { flags[$0] } }
    do {
      switch units.outcome.selecting(rows: part.rows) {
      case .binary(let classes):
        try judge(classes, own, high, groups: part.rows.map { units.groups[$0] }, into: &result)
      case .survival(let times): try judge(times, own, high, into: &result)
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
    guard let high else { return }
    let table = try DiagnosticTable(isPositive: classes, isTestPositive: high)
    result.confusion = RunResult.Confusion(
      truePositives: table.truePositives, falsePositives: table.falsePositives, falseNegatives: table.falseNegatives,
      trueNegatives: table.trueNegatives)
    let intervals = table.intervals()
    for (name, proportion) in [
      ("sensitivity", intervals.sensitivity), ("specificity", intervals.specificity),
      ("ppv", intervals.positivePredictiveValue), ("npv", intervals.negativePredictiveValue),
      ("accuracy", intervals.accuracy),
    ] {
      guard let value = proportion.value else { continue }
      result.metrics[name] = RunResult.Metric(
        value: value, low: proportion.low, high: proportion.high, method: "Clopper–Pearson at the frozen cut-off")
    }
  }

  private func judge(
    _ times: [SurvivalTime], _ scores: [Double], _ high: [Bool]?, into result: inout RunResult.ModelResult
  ) throws {
    let concordance = try Concordance(times, scores: scores)
    result.cautions += concordance.cautions
    if let value = concordance.value {
      result.metrics["c_index"] = RunResult.Metric(
        value: value, low: concordance.low, high: concordance.high, method: "Harrell, infinitesimal jackknife")
    }
    guard let high, Set(high).count == 2 else { return }
    let grouping = Grouping(codes: high.map { $0 ? 1 : 0 }, names: ["low", "high"])
    if let p = try LogRank(times, by: grouping).p {
      result.metrics["logrank_p"] = RunResult.Metric(
        value: p, low: nil, high: nil, method: "log-rank, high against low at the frozen cut-off")
    }
    let design = Design(columns: [("high", high.map { $0 ? 1 : 0 })])
    let fit = try CoxRegression().fit(CoxData(design: design, times: times))
    if let coefficient = fit.coefficients.first, let ratio = coefficient.ratio {
      result.metrics["hazard_ratio"] = RunResult.Metric(
        value: ratio, low: coefficient.ratioLow, high: coefficient.ratioHigh,
        method: "Cox (Efron), high against low at the frozen cut-off")
    }
    for group in try KaplanMeierGroups(times, by: grouping).groups {
      let median = group.estimate.median
      guard let time = median.time else { continue }
      result.metrics["median_\(group.name)"] = RunResult.Metric(
        value: time, low: median.low, high: median.high, method: "Kaplan–Meier, log-log interval")
    }
  }

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
        case .survival(let times):
          guard let first = try? Concordance(times, scores: a.scores),
            let second = try? Concordance(times, scores: b.scores),
            let comparison = try? Concordance.difference(first, second)
          else { continue }
          let test = comparison.test
          comparisons.append(
            RunResult.Comparison(
              a: pair[0], b: pair[1], part: part.name, metric: "c_index", difference: test.difference, low: test.low,
              high: test.high, p: test.p, test: test.method))
        case .classes, .ordinal: continue
        }
      }
    }
    return comparisons
  }
}

extension StudyUnits {
  /// Members of the positive class, or events, among rows.
  func events(_ rows: [Int]) -> Int {
    switch outcome {
    case .binary(let values): rows.count { values[$0] }
    case .survival(let times): rows.count { times[$0].isEvent }
    case .classes, .ordinal: 0
    }
  }
}
