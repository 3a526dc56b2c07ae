/// What a study is asked beyond how well its models discriminate: the section `evaluation` of a study file.
public struct StudyEvaluation: Sendable, Hashable, Codable {
  /// Cut-offs beside the one that the study freezes; each is chosen in training and frozen too.
  public var cutoffs: [CutoffRule]
  /// Shares of positives at which predictive values are told as well.
  public var prevalences: [Double]
  /// Columns of what human readers called, coded like the outcome.
  public var readers: [String]
  /// Tests between the compared models beside that of their areas.
  public var tests: [ComparisonTest]
  /// Boundaries of risk categories for the categorical net reclassification, ascending.
  public var categories: [Double]
  /// Times at which the survival of risk groups, or the incidence of competing events, is told.
  public var rates: [Double]
  /// Where the restricted mean survival of risk groups ends.
  public var restrictedMean: Double?
  /// Times from which follow-up is counted anew for those still under observation.
  public var landmarks: [Double]
  /// The column of a treatment whose effect may depend on the risk group.
  public var treatment: String?
  public var competing: Competing?

  /// The words of the study file.
  enum CodingKeys: String, CodingKey {
    case cutoffs
    case prevalences = "prevalence"
    case readers, tests, categories, rates
    case restrictedMean = "rmst"
    case landmarks, treatment, competing
  }

  /// Events that compete: the column of what ended follow-up.
  public struct Competing: Sendable, Hashable, Codable {
    public var column: String
    /// The value that means censored; nil for 0, false or censored.
    public var censored: String?

    public init(column: String, censored: String? = nil) {
      self.column = column
      self.censored = censored
    }

    enum CodingKeys: String, CodingKey {
      case column = "event"
      case censored
    }
  }

  /// A test between two models beside that of their areas.
  public enum ComparisonTest: String, Sendable, Hashable, Codable, CaseIterable {
    /// Net reclassification improvement: continuous, and by risk categories where they are given.
    case nri
    /// Integrated discrimination improvement.
    case idi
    case brier
    /// Sensitivity, specificity and accuracy at the frozen cut-offs.
    case mcnemar
    /// Positive and negative predictive value at the frozen cut-offs.
    case predictiveValues = "predictive-values"

    /// Whether it compares calls at the frozen cut-offs.
    var isOfCalls: Bool { self == .mcnemar || self == .predictiveValues }
  }

  public init(
    cutoffs: [CutoffRule] = [], prevalences: [Double] = [], readers: [String] = [], tests: [ComparisonTest] = [],
    categories: [Double] = [], rates: [Double] = [], restrictedMean: Double? = nil, landmarks: [Double] = [],
    treatment: String? = nil, competing: Competing? = nil
  ) {
    self.cutoffs = cutoffs
    self.prevalences = prevalences
    self.readers = readers
    self.tests = tests
    self.categories = categories
    self.rates = rates
    self.restrictedMean = restrictedMean
    self.landmarks = landmarks
    self.treatment = treatment
    self.competing = competing
  }

  /// Whether something is asked of the groups below and above the frozen cut-off.
  var asksOfRiskGroups: Bool {
    !rates.isEmpty || restrictedMean != nil || !landmarks.isEmpty || treatment != nil || competing != nil
  }
}

extension CutoffRule: CustomStringConvertible {
  /// As it stands in tables: `Youden`, `sensitivity ≥ 0.9`.
  public var description: String {
    switch self {
    case .youdenOnTraining: "Youden"
    case .medianOnTraining: "median"
    case .maximallySelected: "maximally selected"
    case .sensitivity(let share): "sensitivity ≥ \(share)"
    case .specificity(let share): "specificity ≥ \(share)"
    case .falsePositiveRate(let share): "FPR ≤ \(share)"
    case .probability(let share): "probability ≥ \(share)"
    case .fixed: "fixed"
    case .none: "none"
    }
  }

  /// Whether it is chosen to look best where it is chosen.
  var isOptimised: Bool {
    switch self {
    case .youdenOnTraining, .maximallySelected, .sensitivity, .specificity, .falsePositiveRate: true
    case .medianOnTraining, .probability, .fixed, .none: false
    }
  }
}

extension StudyPlan {
  /// The rules of all cut-offs, that of the study first; none twice.
  var cutoffRules: [CutoffRule] {
    var rules: [CutoffRule] = []
    for rule in [cutoff] + (evaluation?.cutoffs ?? []) where rule != .none && !rules.contains(rule) {
      rules.append(rule)
    }
    return rules
  }
}
