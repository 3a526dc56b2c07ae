public import Cohort

/// What a model run would do.
public struct ModelPlan: Equatable, Hashable, Sendable {
  /// From what a model foresees.
  public enum Block: String, CaseIterable, Sendable, Hashable {
    case clinical, radiomics, combined
    /// How features changed between two exams.
    case delta

    /// Those that need extracted features.
    static let ofFeatures: Set<Block> = [.radiomics, .combined, .delta]

    var explanation: String {
      switch self {
      case .clinical: "the columns chosen below: what is known without an image"
      case .radiomics: "the extracted features"
      case .combined: "the scores of both, made out of fold; slow for survival"
      case .delta: "how the features changed between two exams"
      }
    }
  }

  /// How features are chosen and weighed.
  public enum Pipeline: String, CaseIterable, Sendable, Hashable {
    case lasso, elasticNet, ridge, univariate

    var title: String {
      switch self {
      case .lasso: "LASSO"
      case .elasticNet: "elastic net"
      case .ridge: "ridge"
      case .univariate: "best single features"
      }
    }

    var explanation: String {
      switch self {
      case .lasso: "keeps a few features; strength by cross-validation inside the training part"
      case .elasticNet: "as LASSO, but keeps features that say the same together (α ½)"
      case .ridge: "keeps all features, each shrunk; strength by cross-validation inside the training part"
      case .univariate: "ranks features one by one in the training part and keeps the best, then regression"
      }
    }

    /// Whether a penalty is tuned.
    var isPenalised: Bool { self != .univariate }

    /// α of the elastic net.
    var alpha: Double {
      switch self {
      case .lasso, .univariate: 1
      case .elasticNet: 0.5
      case .ridge: 0
      }
    }
  }

  /// Which strength of the penalty is used.
  public enum Tuning: String, CaseIterable, Sendable, Hashable {
    case minimum, oneStandardError

    var title: String { self == .minimum ? "least error" : "one standard error" }

    var explanation: String {
      self == .minimum
        ? "the strength of the least error in cross-validation"
        : "the simplest model within one standard error of that: fewer features, less optimism"
    }
  }

  /// What learns from the block of features, in one word; columns alone are always shrunk by ridge.
  var learner: String { blocks == [.clinical] ? Pipeline.ridge.title : pipeline.title }

  public var outcome: OutcomeChoice
  public var blocks: Set<Block>
  public var pipeline: Pipeline
  public var tuning: Tuning
  /// The exams between which the delta block looks for changes; nil where there are no two.
  public var exams: StudyDelta?
  /// Columns of the clinical block; nil takes all that could be known beforehand.
  public var columns: [String]?
  /// Of two features that correlate more than this, one is left out beforehand; nil leaves that to the model.
  public var correlationLimit: Double?
  /// How many features a univariate ranking keeps.
  public var top: Int
  /// Folds of the cross-validation that tunes.
  public var folds: Int
  public var seed: UInt64

  public init(
    outcome: OutcomeChoice, blocks: Set<Block>, pipeline: Pipeline = .lasso, tuning: Tuning = .minimum,
    columns: [String]? = nil, correlationLimit: Double? = 0.9, top: Int = 5, folds: Int = 5,
    seed: UInt64 = 20_261_122, exams: StudyDelta? = nil
  ) {
    self.exams = exams
    self.outcome = outcome
    self.blocks = blocks
    self.pipeline = pipeline
    self.tuning = tuning
    self.columns = columns
    self.correlationLimit = correlationLimit
    self.top = top
    self.folds = folds
    self.seed = seed
  }
}
