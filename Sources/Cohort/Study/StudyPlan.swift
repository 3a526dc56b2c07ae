public import Features
public import Stats

/// A whole study as data: what is asked, of whom, with which models, and how they are judged. This is what a study file
/// says; `docs/guide/study-file.md` explains every key.
public struct StudyPlan: Sendable, Hashable, Codable {
  public var name: String
  /// Path of the cohort file, relative to the study file; nil when the caller gives it.
  public var cohort: String?
  /// What to import into the cohort before anything else.
  public var source: Source?
  public var unit: UnitLevel
  public var outcome: StudyOutcome
  /// Of a survival outcome: the times at which predicted risks are judged; nil for none.
  public var times: [Double]?
  /// Conditions; a unit that satisfies one is left out.
  public var exclude: [String]
  public var split: StudySplit
  /// How the frozen split was made that the study is judged on; nil for a study that divides its units itself.
  public var frozen: SplitPlan?
  /// In the order of the file.
  public var blocks: [StudyBlock]
  public var models: [StudyModel]
  /// Pairs of models.
  public var compare: [[String]]
  public var cutoff: CutoffRule
  /// What is asked beyond discrimination; nil for nothing.
  public var evaluation: StudyEvaluation?
  public var seed: UInt64

  public struct Source: Sendable, Hashable, Codable {
    public var manifest: String
    public var clinical: [String]

    public init(manifest: String, clinical: [String] = []) {
      self.manifest = manifest
      self.clinical = clinical
    }
  }

  public init(
    name: String, cohort: String? = nil, source: Source? = nil, unit: UnitLevel = .patient, outcome: StudyOutcome,
    times: [Double]? = nil, exclude: [String] = [], split: StudySplit, blocks: [StudyBlock], models: [StudyModel],
    compare: [[String]] = [], cutoff: CutoffRule? = nil, evaluation: StudyEvaluation? = nil, seed: UInt64 = 1
  ) {
    self.name = name
    self.cohort = cohort
    self.source = source
    self.unit = unit
    self.outcome = outcome
    self.times = times
    self.exclude = exclude
    self.split = split
    self.blocks = blocks
    self.models = models
    self.compare = compare
    self.cutoff = cutoff ?? (outcome.isSurvival ? .medianOnTraining : .youdenOnTraining)
    self.evaluation = evaluation
    self.seed = seed
  }
}

extension StudyOutcome {
  public var isSurvival: Bool { if case .survival = self { true } else { false } }
}

/// How units are divided into those that train and those that judge.
public enum StudySplit: Sendable, Hashable, Codable {
  /// At random; `stratified` keeps the share of events. Units of one patient stay together.
  case random(fraction: Double, isStratified: Bool)
  /// By a condition on a date or any other column, such as `<= 2010-04-30`.
  case condition(column: String, training: String, kind: Kind)
  /// By the values of a column: these train, all others judge.
  case values(column: String, training: [String], kind: Kind)
  /// Cross-validation, repeated; every unit is judged by models that did not see it.
  case folds(count: Int, repeats: Int)
  /// Every value of a column is left out once.
  case leaveOneOut(column: String)
  /// As it was frozen: these patients train, those judge, by their labels, each with all units. A patient in neither list
  /// takes no part.
  case assigned(training: [String], validation: [String])
  /// As the cohort keeps it for the workbench, whatever that was made from. It is looked up when the study runs.
  case frozen

  /// What the file called it.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    case random, stratified, centre, date, column, kfold, frozen
  }

  /// Whether every unit is judged, by cross-validation.
  public var isCrossValidation: Bool {
    switch self {
    case .folds, .leaveOneOut: true
    case .random, .condition, .values, .assigned, .frozen: false
    }
  }
}

/// A named set of columns that models may use.
public struct StudyBlock: Sendable, Hashable, Codable {
  public var name: String
  public var content: Content
  /// For features: instead of the values at the exams, their change between two of them.
  public var delta: StudyDelta?

  public enum Content: Sendable, Hashable, Codable {
    /// Columns of the table of units.
    case columns([String])
    /// Features of an extraction. `settings` is a preset or a file with which it is made if the cohort has none of that name.
    /// `features` are names or beginnings of names with `*`; empty means all.
    case features(extraction: String, settings: String?, features: [String], filter: String?)
  }

  public init(name: String, content: Content, delta: StudyDelta? = nil) {
    self.name = name
    self.content = content
    self.delta = delta
  }
}

/// Delta features: how features changed from one exam to a later one.
public struct StudyDelta: Sendable, Hashable, Codable {
  /// Labels of the exams.
  public var from: String
  public var to: String
  /// How the change is told; each kind has columns of its own.
  public var kinds: [DeltaKind]

  public init(from: String, to: String, kinds: [DeltaKind] = [.difference]) {
    self.from = from
    self.to = to
    self.kinds = kinds
  }
}

/// A model: where its columns come from, and what is learned from them, in order.
public struct StudyModel: Sendable, Hashable, Codable {
  public var name: String
  public var source: Source
  public var pipeline: [PipelineStep]

  public enum Source: Sendable, Hashable, Codable {
    case blocks([String])
    /// The predictions of other models, made out of fold in the training part.
    case models([String])
  }

  public init(name: String, source: Source, pipeline: [PipelineStep]) {
    self.name = name
    self.source = source
    self.pipeline = pipeline
  }
}

/// One step of a pipeline; everything it learns, it learns in the training part.
public enum PipelineStep: Sendable, Hashable, Codable {
  case impute(Imputation)
  case standardise
  /// Leaves out columns that are constant in training.
  case variance
  /// Of two columns whose |Spearman ρ| exceeds the limit, the one that is more correlated with all others goes.
  case correlation(Double)
  /// Keeps the best columns by a univariate test: at most `top`, and with p below `p`.
  case univariate(top: Int?, p: Double?)
  /// Leaves out features whose ICC(1,1) over perturbations, as the cohort keeps it under the name, is below the limit.
  case robust(icc: Double, from: String)
  /// Leaves out, or only flags, columns whose |Spearman ρ| with the region's volume exceeds the limit.
  case volumeCorrelation(limit: Double, onlyFlags: Bool)
  case penalised(family: ModelFamily, alpha: Double, folds: Int, rule: Rule)
  case regression(ModelFamily)
  /// The block's one column as it is: a score that was made elsewhere, not learned here.
  case given(GivenScore.Scale)

  public enum Imputation: String, Sendable, Hashable, Codable, CaseIterable {
    case median, mean
  }

  public enum ModelFamily: String, Sendable, Hashable, Codable, CaseIterable {
    case logistic, cox
  }

  /// Which strength of the penalty cross-validation chooses.
  public enum Rule: String, Sendable, Hashable, Codable, CaseIterable {
    case minimum = "min"
    case oneStandardError = "1se"
  }

  /// Whether it ends a pipeline with a score on a scale of its own, which says nothing of a probability.
  var isScoreOnly: Bool {
    if case .given(let scale) = self { return scale != .probability }
    return false
  }

  public var isEstimator: Bool {
    switch self {
    case .penalised, .regression, .given: true
    default: false
    }
  }
}

/// How the threshold between low and high scores is found; always in the training part, then frozen.
public enum CutoffRule: Sendable, Hashable, Codable {
  case youdenOnTraining
  case medianOnTraining
  /// Of a survival outcome: where the log-rank statistic is largest, each group holding a tenth of the units at least.
  case maximallySelected
  /// The cut-off of at least this sensitivity and the largest specificity.
  case sensitivity(atLeast: Double)
  /// The cut-off of at least this specificity and the largest sensitivity.
  case specificity(atLeast: Double)
  /// The cut-off of at most this share of false positives among the negative, and the largest sensitivity.
  case falsePositiveRate(atMost: Double)
  /// A given predicted probability of the positive class.
  case probability(from: Double)
  case none
  /// A given score.
  case fixed(Double)
}
