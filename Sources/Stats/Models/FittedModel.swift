/// What an estimator learned: immutable, Codable, and able to score any design that has its columns.
public struct FittedModel: Sendable, Equatable, Codable {
  /// The columns it must be given.
  public let inputs: [String]
  /// Applied in order before the core.
  public let steps: [FittedStep]
  public let core: Core
  public let outcome: Outcome.Kind
  public let trainingRows: Int
  /// Events, or training rows of the rarer class.
  public let trainingEvents: Int
  public let cautions: [Caution]

  public indirect enum Core: Sendable, Equatable, Codable {
    case logistic(LogisticFit)
    case cox(CoxFit)
    case penalised(PenalisedFit)
    case given(GivenFit)
    /// Scores of the members, and further columns, feed the combiner.
    case stacked(members: [Member], columns: [String], combiner: FittedModel)
  }

  public struct Member: Sendable, Equatable, Codable {
    public let name: String
    public let model: FittedModel
  }

  init(_ training: Partition<Training>, core: Core, cautions: [Caution]) {
    inputs = training.design.names
    steps = []
    self.core = core
    outcome = training.outcome.kind
    trainingRows = training.rowCount
    trainingEvents = training.outcome.limitingEvents
    self.cautions = cautions
  }

  /// The same model behind preparation steps that were learned before it.
  init(_ training: Partition<Training>, steps: [FittedStep], model: FittedModel, cautions: [Caution]) {
    inputs = training.design.names
    self.steps = steps + model.steps
    core = model.core
    outcome = model.outcome
    trainingRows = model.trainingRows
    trainingEvents = model.trainingEvents
    self.cautions = cautions.appendingNew(model.cautions)
  }

  private init(_ model: FittedModel, cautions: [Caution]) {
    inputs = model.inputs
    steps = model.steps
    core = model.core
    outcome = model.outcome
    trainingRows = model.trainingRows
    trainingEvents = model.trainingEvents
    self.cautions = cautions
  }

  /// The same model with other cautions in the place of those of one code.
  func replacing(_ code: String, by others: [Caution]) -> FittedModel {
    FittedModel(self, cautions: cautions.filter { $0.code != code }.appendingNew(others))
  }

  /// The design as the core sees it.
  public func prepared(_ design: Design) throws(ModelError) -> Design {
    var design = try design.selecting(columns: inputs)
    for step in steps { design = try step.apply(design) }
    return design
  }

  /// One score per row: the linear predictor. Higher means more probably positive, or an earlier event.
  public func scores(_ design: Design) throws(ModelError) -> [Double] {
    let prepared = try prepared(design)
    switch core {
    case .logistic(let fit): return try fit.linearPredictor(prepared)
    case .cox(let fit): return try fit.linearPredictor(prepared)
    case .penalised(let fit): return try fit.linearPredictor(prepared)
    case .given(let fit): return try fit.scores(prepared)
    case .stacked(let members, let columns, let combiner):
      return try combiner.scores(Self.stack(members, columns, prepared))
    }
  }

  private static func stack(_ members: [Member], _ columns: [String], _ design: Design) throws(ModelError) -> Design {
    var names: [String] = []
    var values: [Double] = []
    for member in members {
      names.append(member.name)
      values += try member.model.scores(design)
    }
    let extra = try design.selecting(columns: columns)
    return Design(names: names + columns, rowCount: design.rowCount, values: values + extra.values)
  }

  /// The probability of the positive class per row.
  /// - Throws: `ModelError.noProbability` for a survival model, and for a given score that is none.
  public func probabilities(_ design: Design) throws(ModelError) -> [Double] {
    guard outcome == .binary else { throw .noProbability(model: "A survival model") }
    if case .given(let fit) = core, fit.scale != .probability { throw .noProbability(model: "A given score") }
    return try scores(design).map(logistic)
  }

  /// S(t | x) per row, at each time.
  /// - Throws: `ModelError.wrongOutcome` for a model of a binary outcome.
  public func survival(_ design: Design, at times: [Double]) throws(ModelError) -> [[Double]] {
    let steps: [CoxFit.BaselineStep]
    switch core {
    case .cox(let fit): steps = fit.baseline
    case .penalised(let fit) where outcome == .survival: steps = fit.baseline
    case .stacked(let members, let columns, let combiner) where outcome == .survival:
      return try combiner.survival(Self.stack(members, columns, prepared(design)), at: times)
    default: throw .wrongOutcome(model: "Predicted survival", needs: "survival", found: outcome)
    }
    let hazards = times.map { time in steps.last { $0.time <= time }?.hazard ?? 0 }
    return try scores(design).map { score in
      let risk = exponential(score)
      return hazards.map { exponential(-$0 * risk) }
    }
  }

  /// The regression table of the core; a penalised model's coefficients have no standard error.
  public var coefficients: [Coefficient] {
    switch core {
    case .logistic(let fit): return fit.coefficients
    case .cox(let fit): return fit.coefficients
    case .penalised(let fit):
      let intercept =
        outcome == .binary ? [Coefficient(name: "(Intercept)", estimate: fit.intercept, standardError: nil)] : []
      return intercept
        + zip(fit.columns, fit.coefficients).map { Coefficient(name: $0, estimate: $1, standardError: nil) }
    case .given: return []
    case .stacked(_, _, let combiner): return combiner.coefficients
    }
  }

  /// The columns that carry a coefficient; of a stacked model those of its members and its own.
  public var selected: [String] {
    switch core {
    case .logistic(let fit): return fit.coefficients.dropFirst().filter { $0.estimate != nil }.map(\.name)
    case .cox(let fit): return fit.coefficients.filter { $0.estimate != nil }.map(\.name)
    case .penalised(let fit): return fit.columns
    case .given(let fit): return [fit.column]
    case .stacked(let members, let columns, _):
      var seen = Set<String>()
      return (members.flatMap(\.model.selected) + columns).filter { seen.insert($0).inserted }
    }
  }
}

extension [Caution] {
  /// These and those of `others` that are not among them.
  func appendingNew(_ others: [Caution]) -> [Caution] {
    var seen = Set(self)
    return self + others.filter { seen.insert($0).inserted }
  }
}
