/// Preparation, then selection, then a model, learned together: used as one estimator, everything it learns is learned
/// inside whatever fold it is fitted on.
public struct Pipeline: Estimator {
  /// The columns it works on; all of them when `nil`.
  public var columns: [String]?
  public var steps: [Step]
  public var estimator: any Estimator

  public enum Step: Sendable, Equatable, Codable {
    case prepare(PreparationStep)
    case select(SelectionStep)
  }

  public init(columns: [String]? = nil, steps: [Step], estimator: any Estimator) {
    self.columns = columns
    self.steps = steps
    self.estimator = estimator
  }

  /// - Throws: `ModelError.noColumns` when it has nothing to work on; a selection that keeps nothing is a caution and
  ///   gives a model with the same score for every row.
  public func fit(_ training: Partition<Training>) throws(ModelError) -> FittedModel {
    let source = try columns.map { names throws(ModelError) in try training.selecting(columns: names) } ?? training
    guard source.design.columnCount > 0 else { throw .noColumns(model: "The pipeline") }
    var current = source
    var learned: [FittedStep] = []
    var cautions: [Caution] = []
    for step in steps {
      let result: (step: FittedStep, cautions: [Caution])
      switch step {
      case .prepare(let preparation): result = try preparation.learn(current.design)
      case .select(let selection): result = try selection.learn(current.design, current.outcome)
      }
      current = current.replacing(design: try result.step.apply(current.design))
      learned.append(result.step)
      cautions = cautions.appendingNew(result.cautions)
    }
    let model = try estimator.fit(current.reseeded(stream: UInt64(steps.count)))
    let fitted = FittedModel(source, steps: learned, model: model, cautions: cautions)
    guard fitted.selected.count < source.design.columnCount else { return fitted }
    // Events per variable count what was offered: a selection that looked at the outcome has used it up.
    return fitted.replacing(
      "few_events",
      by: Caution.eventsPerCandidate(
        events: source.outcome.limitingEvents, candidates: source.design.columnCount, selected: fitted.selected.count,
        what: source.outcome.limitingEventsName))
  }
}

/// A model on the scores of other models: radiomics signature and clinical model into one nomogram.
public struct StackedModel: Estimator {
  public var members: [Member]
  /// Further columns that the combiner sees as they are.
  public var columns: [String]
  public var combiner: any Estimator
  public var scores: Scores

  public struct Member: Sendable {
    public let name: String
    public let estimator: any Estimator
    /// Random choices of the member derive from this number and the seed of the rows it learns from: those of the
    /// combined model, or of an inner fold of them. Members of different streams choose independently.
    public let stream: UInt64

    public init(name: String, estimator: any Estimator, stream: UInt64) {
      self.name = name
      self.estimator = estimator
      self.stream = stream
    }
  }

  /// Which member scores the combiner learns from.
  public enum Scores: Sendable, Equatable, Codable {
    /// Of members fitted without the row (inner folds, stratified and grouped, never more than events): as they will be
    /// for new patients.
    case outOfFold(folds: Int)
    /// Of members fitted on the same rows, as most published nomograms do; too optimistic, and a caution says so.
    case inSample
  }

  public init(
    members: [Member], columns: [String] = [], combiner: any Estimator, scores: Scores = .outOfFold(folds: 10)
  ) {
    self.members = members
    self.columns = columns
    self.combiner = combiner
    self.scores = scores
  }

  public func fit(_ training: Partition<Training>) throws(ModelError) -> FittedModel {
    var models: [FittedModel] = []
    for member in members { models.append(try member.estimator.fit(training.reseeded(stream: member.stream))) }
    return try fit(training, members: models)
  }

  /// How many models are fitted for the scores that the combiner learns from, at most.
  public var memberFits: Int {
    if case .outOfFold(let folds) = scores { return folds * members.count }
    return 0
  }

  /// The same on top of members that are fitted already, one model per member.
  ///
  /// - Parameter step: called after each of the fits that `memberFits` counts.
  /// - Precondition: they were fitted on exactly these training rows.
  public func fit(
    _ training: Partition<Training>, members models: [FittedModel], step: () -> Void = {}
  ) throws(ModelError) -> FittedModel {
    guard !members.isEmpty else { throw .noColumns(model: "The combined model") }
    precondition(models.count == members.count, "a combined model needs one fitted model per member")
    let fitted = zip(members, models).map { FittedModel.Member(name: $0.name, model: $1) }
    var cautions: [Caution] = []
    var values: [Double] = []
    switch scores {
    case .inSample:
      cautions.append(.stackedInSample)
      for member in fitted { values += try member.model.scores(training.design) }
    case .outOfFold(let count):
      let folds = try training.folds(atMost: count, seed: SeededGenerator.seed(training.seed, stream: Self.foldStream))
      values = [Double](repeating: 0, count: training.rowCount * members.count)
      var levels: [Double] = []
      for member in fitted { levels.append(mean(try member.model.scores(training.design))) }
      for (f, split) in folds.splits.enumerated() {
        let seed = SeededGenerator.seed(training.seed, stream: Self.firstFoldStream + UInt64(f))
        let parts = training.partitioned(by: split, seed: seed)
        for (k, member) in members.enumerated() {
          if Task.isCancelled { throw .cancelled }
          defer { step() }
          let model = try member.estimator.fit(parts.training.reseeded(stream: member.stream))
          // Models of different folds meet at the level of the whole one. Left as it is, the level of a fold falls when
          // its left out rows have more events: scores without any information would foretell the opposite.
          let level = mean(try model.scores(parts.training.design))
          for (row, score) in zip(split.heldOut, try model.scores(parts.heldOut.design)) {
            values[row + training.rowCount * k] = levels[k] + (score - level)
          }
        }
      }
    }
    let extra = try training.design.selecting(columns: columns)
    let stack = Design(
      names: members.map(\.name) + columns, rowCount: training.rowCount, values: values + extra.values)
    let combined = try combiner.fit(training.replacing(design: stack))
    for member in fitted { cautions = cautions.appendingNew(member.model.cautions) }
    return FittedModel(
      training, core: .stacked(members: fitted, columns: columns, combiner: combined),
      cautions: cautions.appendingNew(combined.cautions))
  }

  /// The mean; exactly the score where all are equal.
  private func mean(_ scores: [Double]) -> Double {
    guard let first = scores.first else { return 0 }
    return first + scores.reduce(0) { $0 + ($1 - first) } / Double(scores.count)
  }

  /// Streams of the seed: that of the folds, and that of what happens inside the first of them.
  private static let foldStream: UInt64 = 77
  private static let firstFoldStream: UInt64 = 100
}

extension Partition where Role == Training {
  /// Random folds of these rows, stratified by the outcome and with groups kept together: as many as wanted, but at
  /// least two and never more than events (members of the rarer class) or groups.
  func folds(atMost wanted: Int, seed: UInt64) throws(ModelError) -> Folds {
    let units = groups.map { Set($0).count } ?? rowCount
    return try Folds.random(
      count: max(2, min(wanted, outcome.limitingEvents, units)), rowCount: rowCount, strata: outcome.strata,
      groups: groups, seed: seed)
  }
}
