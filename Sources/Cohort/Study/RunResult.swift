public import Stats

/// The result of a study: what `radish run --json` prints, what the cohort keeps and what result screens draw.
public struct RunResult: Sendable, Codable, Equatable {
  public var schema = "radish/run/1"
  public var study: String
  public var outcome: StudyOutcome
  /// Units that took part.
  public var n: Int
  /// Units left out because something was missing.
  public var missing: Int
  public var leftOut: [LeftOut]
  public var parts: [Part]
  public var results: [ModelResult]
  public var comparisons: [Comparison]
  /// By model: the columns that it uses.
  public var selectedFeatures: [String: [String]]
  /// By model.
  public var coefficients: [String: [Coefficient]]
  /// By model, for penalised models that were trained once; nil in results of older versions.
  public var penaltyPaths: [String: PenaltyPath]?
  public var predictions: [Prediction]
  public var cautions: [Caution]
  public var provenance: Provenance

  enum CodingKeys: String, CodingKey {
    case schema, study, outcome, n
    case missing = "n_missing"
    case leftOut = "left_out"
    case parts, results, comparisons
    case selectedFeatures = "selected_features"
    case coefficients
    case penaltyPaths = "penalty_paths"
    case predictions, cautions, provenance
  }

  public struct LeftOut: Sendable, Codable, Equatable {
    public var reason: String
    public var n: Int
  }

  public struct Part: Sendable, Codable, Equatable {
    public var name: String
    public var n: Int
    /// Members of the positive class, or events.
    public var events: Int
  }

  /// An estimate with its interval and how that was made.
  public struct Metric: Sendable, Codable, Equatable {
    public var value: Double
    public var low: Double?
    public var high: Double?
    public var method: String

    public init(value: Double, low: Double?, high: Double?, method: String) {
      self.value = value
      self.low = low
      self.high = high
      self.method = method
    }
  }

  public struct Confusion: Sendable, Codable, Equatable {
    public var truePositives: Int
    public var falsePositives: Int
    public var falseNegatives: Int
    public var trueNegatives: Int

    enum CodingKeys: String, CodingKey {
      case truePositives = "tp"
      case falsePositives = "fp"
      case falseNegatives = "fn"
      case trueNegatives = "tn"
    }
  }

  public struct ModelResult: Sendable, Codable, Equatable {
    public var model: String
    public var part: String
    /// `auc`, `sensitivity` …; `c_index`, `hazard_ratio`, `logrank_p` ….
    public var metrics: [String: Metric]
    /// From the training part, frozen; nil in cross-validation, where every fold has its own.
    public var cutoff: Double?
    public var confusion: Confusion?
    public var cautions: [Caution]
  }

  public struct Comparison: Sendable, Codable, Equatable {
    public var a: String
    public var b: String
    public var part: String
    public var metric: String
    /// a − b.
    public var difference: Double
    public var low: Double?
    public var high: Double?
    public var p: Double?
    public var test: String
  }

  public struct Coefficient: Sendable, Codable, Equatable {
    public var name: String
    /// On the scale of the linear predictor.
    public var value: Double
    /// nil after a penalty, for which there is no honest interval.
    public var low: Double?
    public var high: Double?
    public var p: Double?

    public init(name: String, value: Double, low: Double?, high: Double?, p: Double?) {
      self.name = name
      self.value = value
      self.low = low
      self.high = high
      self.p = p
    }
  }

  /// The scores of one model in one part, for curves.
  public struct Prediction: Sendable, Codable, Equatable {
    public var model: String
    public var part: String
    public var units: [String]
    /// The linear predictor; larger means the event is likelier, or earlier.
    public var scores: [Double]
    /// Whether each score lies on the high side of the frozen cut-off; empty without one.
    public var isHigh: [Bool]
    /// For a binary outcome.
    public var isPositive: [Bool]?
    /// For a survival outcome.
    public var times: [SurvivalTime]?

    enum CodingKeys: String, CodingKey {
      case model, part, units, scores
      case isHigh = "is_high"
      case isPositive = "is_positive"
      case times
    }
  }
}
