/// Scores that every row received from a model which had not seen it, nor any row of its group.
public struct OutOfFold: Sendable, Equatable, Codable {
  /// One array of row scores per repetition. A survival score is the linear predictor minus its mean over the fold's
  /// training rows, so that scores of different folds can be compared.
  public let scores: [[Double]]
  public let folds: [Folds]
  /// What was learned in each fold, repetition after repetition.
  public let models: [FoldModel]

  public struct FoldModel: Sendable, Equatable, Codable {
    public let repetition: Int
    public let fold: Int
    public let selected: [String]
    public let cautions: [Caution]
  }

  /// The mean of each row's scores over repetitions.
  public var meanScores: [Double] {
    guard let first = scores.first else { return [] }
    return first.indices.map { i in scores.reduce(0) { $0 + $1[i] } / Double(scores.count) }
  }

  /// How often each column carried a coefficient, as a part of all fold models, most often first.
  public var selectionFrequency: [(name: String, frequency: Double)] {
    var counts: [String: Int] = [:]
    for model in models { for name in model.selected { counts[name, default: 0] += 1 } }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { ($0.key, Double($0.value) / Double(max(models.count, 1))) }
  }

  /// The cautions of all folds, each once.
  public var cautions: [Caution] {
    models.reduce(into: [Caution]()) { $0 = $0.appendingNew($1.cautions) }
  }
}

extension Estimator {
  /// Fits on every fold's training rows and scores its held-out rows; with several `folds` repeatedly.
  ///
  /// Every fit derives its random choices from (seed, repetition, fold), so `jobs` changes no number. Tuning inside the
  /// estimator happens inside the training rows: the result is a nested cross-validation.
  @concurrent
  public func outOfFold(
    _ observations: Observations, folds: [Folds], seed: UInt64, jobs: Int = 1,
    progress: (@Sendable (Int) -> Void)? = nil
  ) async throws -> OutOfFold {
    for scheme in folds where scheme.fold.count != observations.rowCount {
      throw ModelError.rowsDiffer(design: observations.rowCount, other: scheme.fold.count, what: "fold numbers")
    }
    let tasks = folds.enumerated().flatMap { r, scheme in
      scheme.splits.enumerated().map { (repetition: r, fold: $0.offset, split: $0.element) }
    }
    let results = try await Replicates.map(tasks.count, jobs: jobs, progress: progress) { k in
      let task = tasks[k]
      let own = SeededGenerator.seed(
        SeededGenerator.seed(seed, stream: UInt64(task.repetition)), stream: UInt64(task.fold))
      let parts = observations.partitioned(by: task.split, seed: own)
      let model = try self.fit(parts.training)
      var scores = try model.scores(parts.heldOut.design)
      if observations.outcome.kind == .survival {
        let training = try model.scores(parts.training.design)
        let mean = training.reduce(0, +) / Double(training.count)
        for i in scores.indices { scores[i] -= mean }
      }
      return (
        scores,
        OutOfFold.FoldModel(
          repetition: task.repetition, fold: task.fold, selected: model.selected, cautions: model.cautions)
      )
    }
    var scores = [[Double]](
      repeating: [Double](repeating: 0, count: observations.rowCount), count: folds.count)
    for (task, result) in zip(tasks, results) {
      for (row, score) in zip(task.split.heldOut, result.0) { scores[task.repetition][row] = score }
    }
    return OutOfFold(scores: scores, folds: folds, models: results.map(\.1))
  }
}
