public import Stats

/// The result of a study: what `radish run --json` prints, what the cohort keeps and what result screens draw.
public struct RunResult: Sendable, Codable, Equatable {
  public var schema = "radish/run/1"
  public var study: String
  public var outcome: StudyOutcome
  /// Units that took part.
  public var n: Int
  /// What a unit is, and of how many patients the units are; nil in results of older versions.
  public var unit: UnitLevel?
  public var patients: Int?
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
  /// By model, for linear models of a few variables; nil in results of older versions.
  public var nomograms: [String: Nomogram]?
  public var predictions: [Prediction]
  /// Cut-offs, readers, risk groups …; nil in results of older versions.
  public var evaluation: Evaluation?
  /// By model: the cut-offs that a person chose after the fit, in place of the study's rule; nil where there are none.
  public var chosenCutoffs: [String: ChosenCutoff]?
  public var cautions: [Caution]
  public var provenance: Provenance

  enum CodingKeys: String, CodingKey {
    case schema, study, outcome, n, unit
    case patients = "n_patients"
    case missing = "n_missing"
    case leftOut = "left_out"
    case parts, results, comparisons
    case selectedFeatures = "selected_features"
    case coefficients
    case penaltyPaths = "penalty_paths"
    case nomograms, predictions, evaluation
    case chosenCutoffs = "chosen_cutoffs"
    case cautions, provenance
  }

  /// A cut-off that a person chose by looking at a part.
  public struct ChosenCutoff: Sendable, Codable, Equatable {
    public var threshold: Double
    public var part: String
  }

  public struct LeftOut: Sendable, Codable, Equatable {
    public var reason: String
    public var n: Int
  }

  public struct Part: Sendable, Codable, Equatable {
    public var name: String
    public var n: Int
    /// Members of the positive class, or events; nil for an outcome of several classes, which has neither. Results of older
    /// versions say 0 there.
    public var events: Int?
    /// Of an outcome of several classes: the members of each, in the order of the classes; nil in results of older versions.
    public var classes: [ClassCount]?
    /// Of how many patients its units are; nil in results of older versions.
    public var patients: Int?

    enum CodingKeys: String, CodingKey {
      case name, n, events, classes
      case patients = "n_patients"
    }
  }

  /// How many units of a part are of a class.
  public struct ClassCount: Sendable, Codable, Equatable {
    public var name: String
    public var n: Int
  }

  /// On which level is counted: `40 patients`, `66 regions of 30 patients`.
  public var counted: String { Self.counted(n, unit, of: patients) }

  /// The same of a part.
  public func counted(_ part: Part) -> String { Self.counted(part.n, unit, of: part.patients) }

  public static func counted(_ n: Int, _ unit: UnitLevel?, of patients: Int?) -> String {
    func words(_ count: Int, _ plural: String) -> String {
      "\(count) \(count == 1 ? String(plural.dropLast()) : plural)"
    }
    let own = words(n, unit?.unitPlural ?? "units")
    guard let unit, unit != .patient, let patients else { return own }
    return own + " of " + words(patients, UnitLevel.patient.plural)
  }

  /// An estimate with its interval and how that was made.
  public struct Metric: Sendable, Codable, Equatable {
    public var value: Double
    public var low: Double?
    public var high: Double?
    public var method: String

    /// A limit that is not finite is none.
    public init(value: Double, low: Double?, high: Double?, method: String) {
      self.value = value
      self.low = low.flatMap { $0.isFinite ? $0 : nil }
      self.high = high.flatMap { $0.isFinite ? $0 : nil }
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
    /// Rows by true and called class, for an outcome of several classes.
    public var classes: ClassCounts?
    /// Do the predicted probabilities come true? One entry, or one per time of a survival outcome.
    public var calibration: [CalibrationGroups]?
    /// Net benefit of acting on them: one curve, or one per time.
    public var decisionCurves: [NetBenefitCurve]?
    /// Of a survival outcome: one curve per time at which it is judged.
    public var timeDependentROC: [TimeDependentCurve]?

    enum CodingKeys: String, CodingKey {
      case model, part, metrics, cutoff, confusion, cautions, classes, calibration
      case decisionCurves = "decision_curves"
      case timeDependentROC = "time_dependent_roc"
    }
  }

  /// Counts of an outcome of several classes: rows are true, columns called.
  public struct ClassCounts: Sendable, Codable, Equatable {
    public var names: [String]
    public var counts: [[Int]]
  }

  /// Predicted probabilities against what happened.
  public struct CalibrationGroups: Sendable, Codable, Equatable {
    /// Of a survival outcome, where observed shares are Kaplan–Meier estimates.
    public var time: Double?
    public var groups: [Group]

    /// Units of similar predicted probability.
    public struct Group: Sendable, Codable, Equatable {
      public var n: Int
      public var predicted: Double
      public var observed: Double?
      public var low: Double?
      public var high: Double?
    }
  }

  /// Net benefit over threshold probabilities.
  public struct NetBenefitCurve: Sendable, Codable, Equatable {
    public var time: Double?
    public var points: [Point]

    public struct Point: Sendable, Codable, Equatable {
      public var threshold: Double
      public var netBenefit: Double
      public var low: Double?
      public var high: Double?
      public var treatAll: Double

      enum CodingKeys: String, CodingKey {
        case threshold
        case netBenefit = "net_benefit"
        case low, high
        case treatAll = "treat_all"
      }
    }
  }

  /// How well a score tells who has the event by a time: cumulative cases against dynamic controls, weighted for censoring.
  public struct TimeDependentCurve: Sendable, Codable, Equatable {
    public var time: Double
    /// Units with the event by the time, and units followed beyond it.
    public var cases: Int
    public var controls: Int
    /// nil without a case or a control.
    public var auc: Metric?
    /// From "everybody is called a case" to "nobody is".
    public var points: [Point]

    public struct Point: Sendable, Codable, Equatable {
      /// Scores from here on count as cases; nil at the ends.
      public var threshold: Double?
      public var sensitivity: Double
      public var specificity: Double

      public init(threshold: Double?, sensitivity: Double, specificity: Double) {
        self.threshold = threshold
        self.sensitivity = sensitivity
        self.specificity = specificity
      }
    }

    public init(time: Double, cases: Int, controls: Int, auc: Metric?, points: [Point]) {
      self.time = time
      self.cases = cases
      self.controls = controls
      self.auc = auc
      self.points = points
    }

    enum CodingKeys: String, CodingKey {
      case time
      case cases = "n_cases"
      case controls = "n_controls"
      case auc, points
    }
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
    /// How far the variable moves for it; nil of an intercept, and in results of older versions.
    public var per: Step?
    /// Of a step of one standard deviation: that of the training part, in the unit of the variable.
    public var sd: Double?

    /// What a variable moves by while the linear predictor moves by the coefficient.
    public enum Step: String, Sendable, Codable, CaseIterable {
      /// One of the column's unit; of an indicator such as `sex=M` from 0 to 1.
      case unit
      /// One standard deviation of the training part: the pipeline standardises.
      case sd
      /// One of another model's score: of its log odds or log hazard.
      case score
    }

    public init(
      name: String, value: Double, low: Double?, high: Double?, p: Double?, per: Step? = nil, sd: Double? = nil
    ) {
      self.name = name
      self.value = value
      self.low = low
      self.high = high
      self.p = p
      self.per = per
      self.sd = sd
    }
  }

  /// Members of every class in a part, in the order of the classes; empty for an outcome without classes.
  public func classCounts(in part: String) -> [(name: String, count: Int)] {
    guard let classes = results.first(where: { $0.part == part && $0.classes != nil })?.classes else { return [] }
    return zip(classes.names, classes.counts).map { (name: $0, count: $1.reduce(0, +)) }
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
    /// The predicted risk of the event by each of the study's times, `[time][unit]`; in cross-validation, where each unit's
    /// is that of a model which had not seen it.
    public var risks: [[Double]]?
    /// True for a score that was made elsewhere on a scale of its own, which says nothing of a probability.
    public var isScoreOnly: Bool?

    enum CodingKeys: String, CodingKey {
      case model, part, units, scores
      case isHigh = "is_high"
      case isPositive = "is_positive"
      case times, risks
      case isScoreOnly = "is_score_only"
    }
  }
}
