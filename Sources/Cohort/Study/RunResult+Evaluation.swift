internal import Stats

extension RunResult {
  /// What a study was asked beyond discrimination, and what came out, one row per model (or reader), part and question.
  public struct Evaluation: Sendable, Codable, Equatable {
    public var asked: StudyEvaluation
    /// Every cut-off in every part, that of the study first.
    public var cutoffs: [CutoffResult] = []
    public var readers: [ReaderResult] = []
    public var reclassifications: [ReclassificationCounts] = []
    public var rates: [GroupRate] = []
    public var restrictedMeans: [GroupMean] = []
    public var landmarks: [LandmarkResult] = []
    public var interactions: [InteractionResult] = []
    public var incidences: [IncidenceCurve] = []
    public var incidenceTests: [IncidenceTest] = []
    public var searches: [CutoffSearch] = []

    public init(asked: StudyEvaluation = StudyEvaluation()) { self.asked = asked }

    enum CodingKeys: String, CodingKey {
      case asked, cutoffs, readers, reclassifications, rates
      case restrictedMeans = "restricted_means"
      case landmarks, interactions, incidences
      case incidenceTests = "incidence_tests"
      case searches
    }
  }

  /// What follows from a cut-off that was chosen in training.
  public struct CutoffResult: Sendable, Codable, Equatable {
    public var model: String
    public var part: String
    /// How it was chosen: `Youden`, `sensitivity ≥ 0.9`.
    public var rule: String
    /// Whether it is the study's own, by which units are called high or low.
    public var isFrozen: Bool
    /// Scores from here on are high; nil in cross-validation, where every fold has its own.
    public var threshold: Double?
    public var n: Int
    /// For two classes.
    public var confusion: Confusion?
    /// `sensitivity`, `ppv`, `lr_positive`, `ppv_at_0.15` …; for survival `hazard_ratio`, `logrank_p` ….
    public var metrics: [String: Metric]

    enum CodingKeys: String, CodingKey {
      case model, part, rule
      case isFrozen = "frozen"
      case threshold, n, confusion, metrics
    }
  }

  /// What a human reader called.
  public struct ReaderResult: Sendable, Codable, Equatable {
    public var reader: String
    public var part: String
    /// Units that the reader called, and those without a call.
    public var n: Int
    public var missing: Int
    /// One per unit of the part, in the order of its predictions; nil without a call.
    public var calls: [Bool?]
    public var confusion: Confusion
    public var metrics: [String: Metric]

    enum CodingKeys: String, CodingKey {
      case reader, part, n
      case missing = "n_missing"
      case calls, confusion, metrics
    }
  }

  /// Units by the risk category that an old model (b) and a new one (a) put them into.
  public struct ReclassificationCounts: Sendable, Codable, Equatable {
    public var a: String
    public var b: String
    public var part: String
    /// `0–0.1`, `0.1–0.3`, ….
    public var categories: [String]
    /// `events[old][new]`.
    public var events: [[Int]]
    public var nonEvents: [[Int]]

    enum CodingKeys: String, CodingKey {
      case a, b, part, categories, events
      case nonEvents = "non_events"
    }
  }

  /// Survival of a risk group by a time.
  public struct GroupRate: Sendable, Codable, Equatable {
    public var model: String
    public var part: String
    public var group: String
    public var time: Double
    public var atRisk: Int
    /// nil beyond the last time of follow-up.
    public var survival: Metric?

    enum CodingKeys: String, CodingKey {
      case model, part, group, time
      case atRisk = "at_risk"
      case survival
    }
  }

  /// Restricted mean survival of a risk group, or the difference of both groups.
  public struct GroupMean: Sendable, Codable, Equatable {
    public var model: String
    public var part: String
    /// `low`, `high`, or `high − low`.
    public var group: String
    public var tau: Double
    public var mean: Metric
    /// Of the difference.
    public var p: Double?
  }

  /// The risk groups from a landmark on.
  public struct LandmarkResult: Sendable, Codable, Equatable {
    public var model: String
    public var part: String
    public var time: Double
    /// Units still under observation, and their later events.
    public var n: Int
    public var events: Int
    public var earlierEvents: Int
    public var earlierCensored: Int
    /// `c_index`, `hazard_ratio`, `logrank_p` …, counted from the landmark.
    public var metrics: [String: Metric]

    enum CodingKeys: String, CodingKey {
      case model, part, time, n, events
      case earlierEvents = "earlier_events"
      case earlierCensored = "earlier_censored"
      case metrics
    }
  }

  /// Whether a treatment acts differently at high and at low risk.
  public struct InteractionResult: Sendable, Codable, Equatable {
    public var model: String
    public var part: String
    /// The column, the level that is treated, and the one it is compared with.
    public var treatment: String
    public var level: String
    public var reference: String
    public var n: Int
    public var missing: Int
    public var events: Int
    /// The treatment's hazard ratio in each risk group; nil where it cannot be estimated.
    public var low: Metric?
    public var high: Metric?
    /// That at high risk divided by that at low risk.
    public var ratio: Metric?
    public var chiSquared: Double
    public var degreesOfFreedom: Int
    public var p: Double

    enum CodingKeys: String, CodingKey {
      case model, part, treatment, level, reference, n
      case missing = "n_missing"
      case events, low, high, ratio
      case chiSquared = "chisq"
      case degreesOfFreedom = "df"
      case p
    }
  }

  /// Cumulative incidence of one cause in a risk group.
  public struct IncidenceCurve: Sendable, Codable, Equatable {
    public var model: String
    public var part: String
    public var group: String
    public var cause: String
    public var n: Int
    public var events: Int
    public var points: [Point]

    public struct Point: Sendable, Codable, Equatable {
      public var time: Double
      public var atRisk: Int
      public var incidence: Double
      public var low: Double?
      public var high: Double?

      enum CodingKeys: String, CodingKey {
        case time
        case atRisk = "at_risk"
        case incidence, low, high
      }
    }
  }

  /// Gray's test of one cause between the risk groups.
  public struct IncidenceTest: Sendable, Codable, Equatable {
    public var model: String
    public var part: String
    public var cause: String
    public var n: Int
    public var missing: Int
    public var chiSquared: Double?
    public var degreesOfFreedom: Int
    public var p: Double?

    enum CodingKeys: String, CodingKey {
      case model, part, cause, n
      case missing = "n_missing"
      case chiSquared = "chisq"
      case degreesOfFreedom = "df"
      case p
    }
  }

  /// The search for a maximally selected cut-off in training.
  public struct CutoffSearch: Sendable, Codable, Equatable {
    public var model: String
    /// Scores above it are high.
    public var cutoff: Double
    public var statistic: Double
    /// Lausen and Schumacher's (1992) correction, and the improved Bonferroni bound (1994).
    public var p: Double
    public var p94: Double
    /// As if it had not been searched for: not to report.
    public var naiveP: Double
    public var points: [Point]

    public struct Point: Sendable, Codable, Equatable {
      public var cutoff: Double
      public var share: Double
      public var statistic: Double
    }

    enum CodingKeys: String, CodingKey {
      case model, cutoff, statistic, p
      case p94 = "p_lausen94"
      case naiveP = "p_naive"
      case points
    }
  }
}

extension RunResult.Evaluation {
  /// The same with every model called otherwise.
  func renamingModels(_ rename: (String) -> String) -> Self {
    var result = self
    for i in result.cutoffs.indices { result.cutoffs[i].model = rename(result.cutoffs[i].model) }
    for i in result.reclassifications.indices {
      result.reclassifications[i].a = rename(result.reclassifications[i].a)
      result.reclassifications[i].b = rename(result.reclassifications[i].b)
    }
    return result
  }

  /// Takes up what another one found: an outcome of classes asks one question after the other.
  mutating func append(_ other: Self) {
    cutoffs += other.cutoffs
    reclassifications += other.reclassifications
  }
}

extension RunResult.Confusion {
  init(_ table: DiagnosticTable) {
    self.init(
      truePositives: table.truePositives, falsePositives: table.falsePositives, falseNegatives: table.falseNegatives,
      trueNegatives: table.trueNegatives)
  }
}

extension RunResult.Metric {
  /// What a table of calls against the truth says: shares with exact intervals, likelihood ratios, and predictive values
  /// at each prevalence; nothing where there is none.
  static func all(
    of table: DiagnosticTable, prevalences: [Double], at place: String
  ) throws -> [String: RunResult.Metric] {
    let found = table.intervals()
    var metrics: [String: RunResult.Metric] = [:]
    for (name, share) in [
      ("sensitivity", found.sensitivity), ("specificity", found.specificity), ("ppv", found.positivePredictiveValue),
      ("npv", found.negativePredictiveValue), ("accuracy", found.accuracy),
    ] {
      metrics[name] = share.value.map {
        RunResult.Metric(value: $0, low: share.low, high: share.high, method: "Clopper–Pearson\(place)")
      }
    }
    func add(_ name: String, _ estimate: Estimate?, _ method: String) {
      metrics[name] = estimate.map {
        RunResult.Metric(value: $0.value, low: $0.low, high: $0.high, method: method + place)
      }
    }
    add("lr_positive", found.positiveLikelihoodRatio, "Simel, log scale")
    add("lr_negative", found.negativeLikelihoodRatio, "Simel, log scale")
    for prevalence in prevalences {
      let values = try table.predictiveValues(prevalence: prevalence)
      let share = RunResult.ModelResult.metricName(of: prevalence)
      add("ppv_at_\(share)", values.positive, "Bayes, Mercaldo's logit interval")
      add("npv_at_\(share)", values.negative, "Bayes, Mercaldo's logit interval")
    }
    return metrics
  }

  /// How survival of the groups below and above a cut-off differs; nothing where all are on one side.
  ///
  /// - Parameter cautions: gets what is to be known of the hazard ratio, such as a group without an event.
  static func all(
    of times: [SurvivalTime], isHigh: [Bool], at place: String, cautions: inout [Caution]
  ) throws -> [String: RunResult.Metric] {
    guard Set(isHigh).count == 2 else { return [:] }
    var metrics: [String: RunResult.Metric] = [:]
    let grouping = Grouping.riskGroups(isHigh)
    if let p = try LogRank(times, by: grouping).p {
      metrics["logrank_p"] = RunResult.Metric(
        value: p, low: nil, high: nil, method: "log-rank, high against low\(place)")
    }
    for group in try KaplanMeierGroups(times, by: grouping).groups {
      let median = group.estimate.median
      guard let time = median.time else { continue }
      metrics["median_\(group.name)"] = RunResult.Metric(
        value: time, low: median.low, high: median.high, method: "Kaplan–Meier, log-log interval")
    }
    guard times.contains(where: \.isEvent) else { return metrics }
    let design = Design(columns: [("high", isHigh.map { $0 ? 1 : 0 })])
    let fit = try CoxRegression().fit(CoxData(design: design, times: times))
    cautions += fit.cautions.filter { $0.code != "few_events" }
    metrics["hazard_ratio"] = fit.coefficients.first.flatMap {
      RunResult.Metric(ratioOf: $0, method: "Cox (Efron), high against low\(place)")
    }
    return metrics
  }

  /// The ratio of a coefficient; nil where it has no upper limit, because a group has no event: its value means nothing.
  init?(ratioOf coefficient: Coefficient, method: String) {
    guard let ratio = coefficient.ratio, let high = coefficient.ratioHigh, high.isFinite else { return nil }
    self.init(value: ratio, low: coefficient.ratioLow, high: high, method: method)
  }
}

extension Grouping {
  /// `low` and `high`.
  static func riskGroups(_ isHigh: [Bool]) -> Grouping {
    Grouping(codes: isHigh.map { $0 ? 1 : 0 }, names: ["low", "high"])
  }
}
