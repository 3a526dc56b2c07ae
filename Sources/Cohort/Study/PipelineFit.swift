internal import Foundation
internal import Stats

/// A pipeline after training: what it learned, ready to be applied to other rows. It can be made from training rows only,
/// and applying it learns nothing.
struct PipelineFit: Sendable {
  /// The columns it needs, in the order in which it was given them.
  private let inputs: [String]
  private let stages: [Stage]
  private let model: Model
  let cautions: [Caution]

  private enum Stage: Sendable {
    /// A value for every missing cell, by column.
    case fill([Double])
    case scale(means: [Double], deviations: [Double])
    case keep([String])
  }

  private enum Model: Sendable {
    case linear(names: [String], intercept: Double, values: [Double])
    case logistic(LogisticFit)
    case cox(CoxFit)
  }

  /// Learns every step from these rows alone.
  init(
    _ steps: [PipelineStep], design: Design, outcome: Outcome, groups: [Int]?, seed: UInt64
  ) throws {
    var design = design
    var stages: [Stage] = []
    var cautions: [Caution] = []
    var model: Model?
    inputs = design.names
    // A column without variation, or without any value, says nothing and would break scaling.
    let varying = Self.varyingColumns(design)
    if varying.count < design.columnCount {
      design = try design.selecting(columns: varying)
      stages.append(.keep(varying))
    }
    for (index, step) in steps.enumerated() {
      switch step {
      case .impute(let rule):
        let values = (0..<design.columnCount).map { Self.typical(design.column($0), rule) }
        stages.append(.fill(values))
        design = Self.filled(design, values)
      case .standardise:
        var means: [Double] = []
        var deviations: [Double] = []
        for j in 0..<design.columnCount {
          let (mean, deviation) = Self.moments(design.column(j))
          means.append(mean)
          deviations.append(deviation > 0 ? deviation : 1)
        }
        stages.append(.scale(means: means, deviations: deviations))
        design = Self.scaled(design, means, deviations)
      case .variance:
        let kept = Self.varyingColumns(design)
        design = try design.selecting(columns: kept)
        stages.append(.keep(kept))
      case .correlation(let limit):
        let kept = Self.uncorrelated(design, limit: limit)
        design = try design.selecting(columns: kept)
        stages.append(.keep(kept))
      case .univariate(let top, let p):
        let kept = try Self.ranked(design, outcome, top: top, p: p)
        guard !kept.isEmpty else { throw ModelError.nothingSelected(step: "univariate") }
        design = try design.selecting(columns: kept)
        stages.append(.keep(kept))
      case .penalised(_, let alpha, let folds, let rule):
        let fitted = try Self.penalised(
          design, outcome, groups: groups, alpha: alpha, folds: folds, rule: rule,
          seed: SeededGenerator.seed(seed, stream: UInt64(index)))
        model = .linear(names: fitted.names, intercept: fitted.intercept, values: fitted.values)
        if fitted.names.isEmpty {
          cautions.append(
            Caution(
              code: "nothing_selected",
              message: "The penalty removed every variable: all units get the same score. "
                + "Use rule: min, or accept that nothing was found."))
        }
      case .regression(let family):
        switch (family, outcome) {
        case (.logistic, .binary(let classes)):
          let fit = try LogisticRegression().fit(design, classes)
          cautions += fit.cautions
          model = .logistic(fit)
        case (.cox, .survival(let times)):
          let fit = try CoxRegression().fit(CoxData(design: design, times: times, clusters: groups))
          cautions += fit.cautions
          model = .cox(fit)
        case (.logistic, _):
          throw ModelError.wrongOutcome(model: "Logistic regression", needs: "binary", found: outcome.kind)
        case (.cox, _): throw ModelError.wrongOutcome(model: "Cox regression", needs: "survival", found: outcome.kind)
        }
      }
    }
    guard let model else { throw ModelError.noColumns(model: "A pipeline without a model") }
    self.stages = stages
    self.model = model
    self.cautions = cautions
  }

  /// The linear predictor of each row: larger means the event is likelier, or earlier.
  func scores(_ design: Design) throws -> [Double] {
    var design = try design.selecting(columns: inputs)
    for stage in stages {
      switch stage {
      case .fill(let values): design = Self.filled(design, values)
      case .scale(let means, let deviations): design = Self.scaled(design, means, deviations)
      case .keep(let names): design = try design.selecting(columns: names)
      }
    }
    switch model {
    case .logistic(let fit): return try fit.linearPredictor(design)
    case .cox(let fit): return try fit.linearPredictor(design)
    case .linear(let names, let intercept, let values):
      var scores = [Double](repeating: intercept, count: design.rowCount)
      let used = try design.selecting(columns: names)
      for (j, value) in values.enumerated() {
        for (i, x) in used.column(j).enumerated() { scores[i] += value * x }
      }
      return scores
    }
  }

  /// What the model kept, with its numbers.
  var coefficients: [RunResult.Coefficient] {
    switch model {
    case .linear(let names, _, let values):
      return zip(names, values).map { RunResult.Coefficient(name: $0, value: $1, low: nil, high: nil, p: nil) }
    case .logistic(let fit): return Self.coefficients(fit.coefficients)
    case .cox(let fit): return Self.coefficients(fit.coefficients)
    }
  }

  private static func coefficients(_ all: [Coefficient]) -> [RunResult.Coefficient] {
    all.compactMap { coefficient in
      coefficient.estimate.map {
        RunResult.Coefficient(
          name: coefficient.name, value: $0, low: coefficient.low, high: coefficient.high, p: coefficient.p)
      }
    }
  }

  // MARK: What the steps learn

  private static func varyingColumns(_ design: Design) -> [String] {
    (0..<design.columnCount).filter { j in
      var first: Double?
      for x in design.column(j) where !x.isNaN {
        guard let known = first else {
          first = x
          continue
        }
        if x != known { return true }
      }
      return false
    }.map { design.names[$0] }
  }

  private static func typical(_ column: ArraySlice<Double>, _ rule: PipelineStep.Imputation) -> Double {
    let present = column.filter { $0.isFinite }
    guard !present.isEmpty else { return 0 }
    switch rule {
    case .mean: return present.reduce(0, +) / Double(present.count)
    case .median:
      let sorted = present.sorted()
      let middle = sorted.count / 2
      return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
  }

  private static func filled(_ design: Design, _ fills: [Double]) -> Design {
    var values = design.values
    for j in 0..<design.columnCount {
      for i in 0..<design.rowCount where !values[i + design.rowCount * j].isFinite {
        values[i + design.rowCount * j] = fills[j]
      }
    }
    return Design(names: design.names, rowCount: design.rowCount, values: values)
  }

  /// Mean and standard deviation (n − 1) of the present values.
  private static func moments(_ column: ArraySlice<Double>) -> (mean: Double, deviation: Double) {
    let present = column.filter { $0.isFinite }
    guard present.count > 1 else { return (present.first ?? 0, 0) }
    let mean = present.reduce(0, +) / Double(present.count)
    let squares = present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(present.count - 1)).squareRoot())
  }

  private static func scaled(_ design: Design, _ means: [Double], _ deviations: [Double]) -> Design {
    var values = design.values
    for j in 0..<design.columnCount {
      for i in 0..<design.rowCount {
        values[i + design.rowCount * j] = (values[i + design.rowCount * j] - means[j]) / deviations[j]
      }
    }
    return Design(names: design.names, rowCount: design.rowCount, values: values)
  }

  /// Columns left when, of every pair with |Spearman ρ| above the limit, the one with the larger mean |ρ| has gone; pairs
  /// are visited from the strongest down, ties in column order.
  private static func uncorrelated(_ design: Design, limit: Double) -> [String] {
    let p = design.columnCount
    let n = design.rowCount
    guard p > 1, n > 2 else { return design.names }
    // Ranks scaled to length one: a correlation is then one dot product.
    let ranks = (0..<p).map { unitRanks(Array(design.column($0))) }
    var strength = [Float](repeating: 0, count: p * p)
    var totals = [Double](repeating: 0, count: p)
    var pairs: [(rho: Float, i: Int, j: Int)] = []
    for i in 0..<p {
      for j in (i + 1)..<max(p, i + 1) {
        var dot = 0.0
        ranks[i].withUnsafeBufferPointer { a in
          ranks[j].withUnsafeBufferPointer { b in for k in 0..<n { dot += a[k] * b[k] } }
        }
        let rho = Float(abs(dot))
        strength[i * p + j] = rho
        totals[i] += Double(rho)
        totals[j] += Double(rho)
        if Double(rho) > limit { pairs.append((rho, i, j)) }
      }
    }
    pairs.sort { $0.rho != $1.rho ? $0.rho > $1.rho : ($0.i, $0.j) < ($1.i, $1.j) }
    var isKept = [Bool](repeating: true, count: p)
    for pair in pairs where isKept[pair.i] && isKept[pair.j] {
      isKept[totals[pair.i] > totals[pair.j] ? pair.i : pair.j] = false
    }
    return design.names.indices.filter { isKept[$0] }.map { design.names[$0] }
  }

  /// Average ranks, centred and scaled to length one; all zero for a constant column.
  private static func unitRanks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] != values[$1] ? values[$0] < values[$1] : $0 < $1 }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      let rank = Double(start + end - 1) / 2
      for k in start..<end { ranks[order[k]] = rank }
      start = end
    }
    let mean = Double(values.count - 1) / 2
    let length = ranks.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
    return ranks.map { length > 0 ? ($0 - mean) / length : 0 }
  }

  /// The best columns by themselves, best first: the Wilcoxon test for two classes (normal approximation with ties),
  /// Cox's Wald test for survival.
  private static func ranked(_ design: Design, _ outcome: Outcome, top: Int?, p limit: Double?) throws -> [String] {
    var results: [(name: String, p: Double)] = []
    for j in 0..<design.columnCount {
      let name = design.names[j]
      let column = Array(design.column(j))
      switch outcome {
      case .binary(let classes):
        let scored = try ScoredOutcomes(isPositive: classes, scores: column)
        results.append((name, wilcoxon(scored, column)))
      case .survival(let times):
        let single = Design(columns: [(name, column)])
        // A column without a fit of its own is of no use by itself.
        let fit = try? CoxRegression().fit(CoxData(design: single, times: times))
        results.append((name, fit?.coefficients.first?.p ?? 1))
      case .classes, .ordinal:
        throw ModelError.wrongOutcome(model: "univariate", needs: "binary or survival", found: outcome.kind)
      }
    }
    let kept = results.enumerated().filter { limit == nil || $0.element.p < (limit ?? 1) }
      .sorted { $0.element.p != $1.element.p ? $0.element.p < $1.element.p : $0.offset < $1.offset }
      .map(\.element.name)
    return top.map { Array(kept.prefix($0)) } ?? kept
  }

  private static func wilcoxon(_ scored: ScoredOutcomes, _ column: [Double]) -> Double {
    let m = Double(scored.positiveCount)
    let n = Double(scored.negativeCount)
    var ties = 0.0
    var counts: [Double: Double] = [:]
    for x in column { counts[x, default: 0] += 1 }
    for count in counts.values { ties += count * count * count - count }
    let total = m + n
    let variance = m * n / 12 * (total + 1 - ties / (total * (total - 1)))
    guard variance > 0 else { return 1 }
    let z = m * n * (scored.auc - 0.5) / variance.squareRoot()
    return erfc(abs(z) / 2.0.squareRoot())
  }

  private static func penalised(
    _ design: Design, _ outcome: Outcome, groups: [Int]?, alpha: Double, folds: Int, rule: PipelineStep.Rule,
    seed: UInt64
  ) throws -> (names: [String], intercept: Double, values: [Double]) {
    guard design.columnCount > 0 else { throw ModelError.noColumns(model: "A penalised regression") }
    // No more folds than members of the rarer class, so that every fold has some.
    let units = groups.map { Set($0).count } ?? design.rowCount
    let count = max(2, min(folds, outcome.limitingEvents, units))
    let folds = try Folds.random(
      count: count, rowCount: design.rowCount, strata: outcome.strata, groups: groups, seed: seed)
    let fitted = try PenalisedRegression(ElasticNet(alpha: alpha)).crossValidated(design, outcome, folds: folds)
    let point = fitted.path.points[fitted.validation.position(rule == .minimum ? .minimum : .oneStandardError)]
    return (point.columns.map { fitted.path.names[$0] }, point.intercept, point.values)
  }
}
