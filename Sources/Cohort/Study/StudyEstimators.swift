internal import Stats

/// The models of a study as estimators of Stats, on one design that holds every block.
///
/// The study file's words become steps here and nowhere else: what a step learns, and how, is Stats' business.
struct StudyEstimators: Sendable {
  /// All units with the columns of all blocks; nothing has been learned from them.
  let observations: Observations
  private let models: [Model]

  private struct Model: Sendable {
    let name: String
    let estimator: Learner

    var stepCount: Int {
      if case .stacked(let stacked, _) = estimator { return 1 + stacked.memberFits }
      return 1
    }
  }

  private enum Learner: Sendable {
    case pipeline(Pipeline)
    /// A model of models, with their positions in the plan.
    case stacked(StackedModel, members: [Int])

    var estimator: any Estimator {
      switch self {
      case .pipeline(let pipeline): pipeline
      case .stacked(let stacked, _): stacked
      }
    }
  }

  init(_ plan: StudyPlan, units: StudyUnits) throws {
    let (design, columns) = Self.joined(units.designs, names: plan.blocks.map(\.name))
    observations = try Observations(
      design: design, outcome: units.outcome, groups: units.isClustered ? units.groups : nil)
    var models: [Model] = []
    for model in plan.models {
      let learner: Learner
      switch model.source {
      case .blocks(let names):
        let positions = names.compactMap { name in plan.blocks.firstIndex { $0.name == name } }
        var seen = Set<String>()
        let own = positions.flatMap { columns[$0] }.filter { seen.insert($0).inserted }
        learner = .pipeline(try model.pipeline.learner(named: model.name, columns: own, robustness: units.robustness))
      case .models(let names):
        let positions = names.compactMap { name in models.firstIndex { $0.name == name } }
        learner = .stacked(
          StackedModel(
            members: positions.map {
              StackedModel.Member(name: models[$0].name, estimator: models[$0].estimator.estimator, stream: UInt64($0))
            }, combiner: try model.pipeline.learner(named: model.name, columns: nil, robustness: units.robustness)),
          members: positions)
      }
      models.append(Model(name: model.name, estimator: learner))
    }
    self.models = models
  }

  /// How many steps `fit` reports: every model is one, and a combined one has a further one for each fit of a member
  /// without some of the rows.
  var stepCount: Int { models.reduce(0) { $0 + $1.stepCount } }

  /// Every model of the plan, in order, learned from these rows alone.
  ///
  /// - Parameter step: called with the number of steps done since the last call.
  func fit(_ training: Partition<Training>, step: (Int) -> Void = { _ in }) throws -> [FittedModel] {
    var fitted: [FittedModel] = []
    for (index, model) in models.enumerated() {
      try Task.checkCancellation()
      let own = training.reseeded(stream: UInt64(index))
      var reported = 0
      do {
        switch model.estimator {
        case .pipeline(let pipeline): fitted.append(try pipeline.fit(own))
        case .stacked(let stacked, let members):
          fitted.append(
            try stacked.fit(own, members: members.map { fitted[$0] }) {
              reported += 1
              step(1)
            })
        }
        step(max(0, model.stepCount - reported))
      } catch ModelError.cancelled {
        throw CancellationError()
      } catch {
        throw StudyError.model(name: model.name, message: error.description)
      }
    }
    return fitted
  }

  /// The blocks side by side, with the names that each one's columns have there. A column that several blocks share is
  /// there once; different columns of one name (a feature of two extractions) carry the name of the first block that has
  /// them in front.
  private static func joined(_ designs: [Design], names blocks: [String]) -> (design: Design, columns: [[String]]) {
    var versions: [String: [(block: Int, column: Int)]] = [:]
    // The version that each column of each block is.
    var version: [[Int]] = []
    for (b, design) in designs.enumerated() {
      var own: [Int] = []
      for (j, name) in design.names.enumerated() {
        let known = versions[name, default: []]
        let equal = known.firstIndex { other in
          designs[other.block].column(other.column).elementsEqual(design.column(j)) {
            $0 == $1 || ($0.isNaN && $1.isNaN)
          }
        }
        if equal == nil { versions[name, default: []].append((b, j)) }
        own.append(equal ?? known.count)
      }
      version.append(own)
    }
    var result: [(name: String, values: [Double])] = []
    var columns: [[String]] = []
    for (b, design) in designs.enumerated() {
      var own: [String] = []
      for (j, name) in design.names.enumerated() {
        let all = versions[name, default: []]
        let source = all[version[b][j]]
        let unique = all.count > 1 ? "\(blocks[source.block])_\(name)" : name
        own.append(unique)
        if source == (b, j) { result.append((unique, Array(design.column(j)))) }
      }
      columns.append(own)
    }
    let rows = designs.first?.rowCount ?? 0
    return (result.isEmpty ? Design(names: [], rowCount: rows, values: []) : Design(columns: result), columns)
  }
}

extension [PipelineStep] {
  /// These steps as one estimator.
  /// - Parameter columns: those it works on; all when nil.
  fileprivate func learner(
    named model: String, columns: [String]?, robustness: [String: FeatureRobustness]
  ) throws -> Pipeline {
    var steps: [Pipeline.Step] = []
    for step in self {
      switch step {
      case .impute(let rule): steps.append(.prepare(.impute(rule == .mean ? .mean : .median)))
      case .standardise: steps.append(.prepare(.standardise))
      case .variance: steps.append(.prepare(.dropConstant))
      case .correlation(let limit):
        steps.append(.prepare(.dropCorrelated(above: limit, method: .spearman, keeping: .lessCorrelated)))
      case .univariate(let top, let p):
        steps.append(.select(.univariate(.automatic, keep: SelectionStep.Limits(top: top, p: p))))
      case .robust(let limit, let name):
        guard let columns, let found = robustness[name] else {
          throw StudyError.model(
            name: model, message: "The step robust judges features of a block, not scores of other models.")
        }
        let judgement = found.judgement(of: columns, limit: limit)
        guard judgement.judged > 0 else {
          throw StudyError.model(
            name: model,
            message: "None of its columns was judged by the perturbations \"\(name)\". Run radish perturb with the "
              + "settings of the extraction.")
        }
        steps.append(.select(.leaveOut(judgement.failed, of: judgement.judged)))
      case .volumeCorrelation(let limit, let onlyFlags):
        steps.append(.select(.volumeCorrelation(VolumeCorrelation(limit: limit, onlyFlags: onlyFlags))))
      case .penalised(_, let alpha, let folds, let rule):
        return Pipeline(
          columns: columns, steps: steps,
          estimator: PenalisedModel(
            ElasticNet(alpha: alpha),
            strength: .crossValidated(
              folds: folds, measure: .deviance, rule: rule == .minimum ? .minimum : .oneStandardError)))
      case .regression(.logistic):
        return Pipeline(columns: columns, steps: steps, estimator: LogisticRegression())
      case .regression(.cox): return Pipeline(columns: columns, steps: steps, estimator: CoxRegression())
      case .given(let scale): return Pipeline(columns: columns, steps: steps, estimator: GivenScore(scale))
      }
    }
    // A study file that was read ends every pipeline with its model; one made in code may not.
    throw StudyError.model(name: model, message: ModelError.noColumns(model: "A pipeline without a model").description)
  }
}
