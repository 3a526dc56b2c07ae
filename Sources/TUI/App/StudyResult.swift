/// What a model run found, as curves and tables to look at.
public struct StudyResult: Equatable, Sendable {
  public var title: String
  /// When and with what it was made, in one line.
  public var provenance: String
  public var roc: [ROCCurve]
  public var survival: [SurvivalPlot]
  public var concordance: [ConcordanceRow]
  public var comparisons: [ComparisonRow]
  public var coefficients: [CoefficientRow]
  public var cautions: [String]

  public init(
    title: String, provenance: String = "", roc: [ROCCurve] = [], survival: [SurvivalPlot] = [],
    concordance: [ConcordanceRow] = [], comparisons: [ComparisonRow] = [], coefficients: [CoefficientRow] = [],
    cautions: [String] = []
  ) {
    self.title = title
    self.provenance = provenance
    self.roc = roc
    self.survival = survival
    self.concordance = concordance
    self.comparisons = comparisons
    self.coefficients = coefficients
    self.cautions = cautions
  }

  /// One model in one part of the data.
  public struct ROCCurve: Equatable, Sendable {
    public struct Point: Equatable, Sendable {
      /// Scores from here on count as positive; nil at the ends.
      public var threshold: Double?
      public var sensitivity: Double
      public var specificity: Double
      public init(threshold: Double?, sensitivity: Double, specificity: Double) {
        self.threshold = threshold
        self.sensitivity = sensitivity
        self.specificity = specificity
      }
    }
    public var model: String
    public var part: String
    public var points: [Point]
    public var auc: Double
    public var low: Double
    public var high: Double
    public var positives: Int
    public var negatives: Int

    public init(
      model: String, part: String, points: [Point], auc: Double, low: Double, high: Double, positives: Int,
      negatives: Int
    ) {
      self.model = model
      self.part = part
      self.points = points
      self.auc = auc
      self.low = low
      self.high = high
      self.positives = positives
      self.negatives = negatives
    }

    /// The point of largest sensitivity + specificity − 1; the first of several.
    public var youden: Point? {
      points.max { $0.sensitivity + $0.specificity < $1.sensitivity + $1.specificity }
    }
  }

  /// Survival curves of groups, with what belongs under them.
  public struct SurvivalPlot: Equatable, Sendable {
    public struct Group: Equatable, Sendable {
      public struct Step: Equatable, Sendable {
        public var time: Double
        public var atRisk: Int
        public var events: Int
        public var censored: Int
        public var survival: Double
        public var low: Double?
        public var high: Double?
        public init(
          time: Double, atRisk: Int, events: Int, censored: Int, survival: Double, low: Double? = nil,
          high: Double? = nil
        ) {
          self.time = time
          self.atRisk = atRisk
          self.events = events
          self.censored = censored
          self.survival = survival
          self.low = low
          self.high = high
        }
      }
      public var name: String
      public var count: Int
      /// Every distinct time, ascending.
      public var steps: [Step]
      /// `14.2 (9.1–26.0)`, `not reached`.
      public var median: String
      public init(name: String, count: Int, steps: [Step], median: String = "") {
        self.name = name
        self.count = count
        self.steps = steps
        self.median = median
      }
    }
    public var title: String
    public var part: String
    public var timeUnit: String
    public var groups: [Group]
    /// Lines such as `log-rank p 0.003` and `HR 3.6 (1.5–8.4)`.
    public var notes: [String]

    public init(title: String, part: String, timeUnit: String, groups: [Group], notes: [String] = []) {
      self.title = title
      self.part = part
      self.timeUnit = timeUnit
      self.groups = groups
      self.notes = notes
    }
  }

  public struct ConcordanceRow: Equatable, Sendable {
    public var model: String
    public var part: String
    public var c: Double
    public var low: Double
    public var high: Double
    public var count: Int
    public var events: Int
    public init(model: String, part: String, c: Double, low: Double, high: Double, count: Int, events: Int) {
      self.model = model
      self.part = part
      self.c = c
      self.low = low
      self.high = high
      self.count = count
      self.events = events
    }
  }

  public struct ComparisonRow: Equatable, Sendable {
    public var first: String
    public var second: String
    public var part: String
    public var metric: String
    public var difference: Double
    public var low: Double?
    public var high: Double?
    public var p: Double?
    public var test: String
    public init(
      first: String, second: String, part: String, metric: String, difference: Double, low: Double? = nil,
      high: Double? = nil, p: Double?, test: String
    ) {
      self.first = first
      self.second = second
      self.part = part
      self.metric = metric
      self.difference = difference
      self.low = low
      self.high = high
      self.p = p
      self.test = test
    }
  }

  public struct CoefficientRow: Equatable, Sendable {
    public var model: String
    public var name: String
    public var value: Double
    /// exp(value): an odds or hazard ratio per standard deviation.
    public var ratio: Double
    public var low: Double?
    public var high: Double?
    public init(model: String, name: String, value: Double, ratio: Double, low: Double? = nil, high: Double? = nil) {
      self.model = model
      self.name = name
      self.value = value
      self.ratio = ratio
      self.low = low
      self.high = high
    }
  }
}
