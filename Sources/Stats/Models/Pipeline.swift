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
    let model = try estimator.fit(current)
    return FittedModel(source, steps: learned, model: model, cautions: cautions)
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

    public init(name: String, estimator: any Estimator) {
      self.name = name
      self.estimator = estimator
    }
  }

  /// Which member scores the combiner learns from.
  public enum Scores: Sendable, Equatable, Codable {
    /// Of members fitted without the row (inner folds, stratified and grouped): as they will be for new patients.
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
    guard !members.isEmpty else { throw .noColumns(model: "The combined model") }
    var fitted: [FittedModel.Member] = []
    for (k, member) in members.enumerated() {
      let model = try member.estimator.fit(training.reseeded(stream: UInt64(k) + 2))
      fitted.append(.init(name: member.name, model: model))
    }
    var cautions: [Caution] = []
    var values: [Double] = []
    switch scores {
    case .inSample:
      cautions.append(.stackedInSample)
      for member in fitted { values += try member.model.scores(training.design) }
    case .outOfFold(let count):
      let folds = try Folds.random(
        count: count, rowCount: training.rowCount, strata: training.outcome.strata, groups: training.groups,
        seed: SeededGenerator.seed(training.seed, stream: 1))
      for (k, member) in members.enumerated() {
        var column = [Double](repeating: 0, count: training.rowCount)
        for (f, split) in folds.splits.enumerated() {
          let seed = SeededGenerator.seed(SeededGenerator.seed(training.seed, stream: UInt64(k) + 2), stream: UInt64(f))
          let parts = training.partitioned(by: split, seed: seed)
          let model = try member.estimator.fit(parts.training)
          for (row, score) in zip(split.heldOut, try model.scores(parts.heldOut.design)) { column[row] = score }
        }
        values += column
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
}
