public import Cohort
public import Stats

/// What a model run found, as curves and tables to look at.
public struct StudyResult: Equatable, Sendable {
  /// The number of the run in the cohort; nil for a result that is not kept.
  public var run: Int64?
  public var title: String
  /// When it was made, such as `2026-11-25 21:14`.
  public var date: String
  /// With what it was made, in one line.
  public var provenance: String
  public var parts: [Part]
  /// In the order of the study.
  public var models: [String]
  public var isSurvival: Bool
  /// Of a survival outcome, such as `months`.
  public var timeUnit: String = ""
  public var roc: [ROCCurve]
  public var precisionRecall: [PrecisionRecallCurve]
  public var calibration: [CalibrationCurve]
  public var decision: [DecisionPlot]
  public var confusion: [ConfusionTable]
  public var survival: [SurvivalPlot]
  public var concordance: [ConcordanceRow]
  public var comparisons: [ComparisonRow]
  public var coefficients: [CoefficientRow]
  public var paths: [PenaltyPlot]
  public var cautions: [String]
  public var nomograms: [NomogramOfModel] = []
  /// Of a survival outcome: one curve per model, part and time at which it is judged.
  public var timeDependentROC: [TimeDependentCurve] = []
  /// What happened to those who count as positive: `ln_metastasis = 1`, `progressed`.
  public var event = "the event"
  /// Of an outcome of several classes.
  public var classes: [ClassTable] = []
  /// What the study was asked beyond discrimination: cut-offs, readers, risk groups.
  public var tables: [ReportTable] = []
  /// Human readers of two classes, as points on the ROC.
  public var readers: [ReaderPoint] = []
  /// The scores behind the curves, for those that are made when they are looked at.
  public var predictions: [RunResult.Prediction] = []
  /// Whether it answers a question to the table instead of coming from a run that the cohort keeps.
  public var isAsked = false
  /// Of an answer to such a question: whether the rows are not those any more of which it was asked.
  public var isOfOldRows = false
  private var isComplete = false

  public init(
    run: Int64? = nil, title: String, date: String = "", provenance: String = "", parts: [Part] = [],
    models: [String] = [], isSurvival: Bool = false, roc: [ROCCurve] = [],
    precisionRecall: [PrecisionRecallCurve] = [], calibration: [CalibrationCurve] = [], decision: [DecisionPlot] = [],
    confusion: [ConfusionTable] = [], survival: [SurvivalPlot] = [], concordance: [ConcordanceRow] = [],
    comparisons: [ComparisonRow] = [], coefficients: [CoefficientRow] = [], paths: [PenaltyPlot] = [],
    cautions: [String] = []
  ) {
    self.run = run
    self.title = title
    self.date = date
    self.provenance = provenance
    self.parts = parts
    self.models = models
    self.isSurvival = isSurvival
    self.roc = roc
    self.precisionRecall = precisionRecall
    self.calibration = calibration
    self.decision = decision
    self.confusion = confusion
    self.survival = survival
    self.concordance = concordance
    self.comparisons = comparisons
    self.coefficients = coefficients
    self.paths = paths
    self.cautions = cautions
  }

  /// Makes the curves that take a moment: called for a result that is looked at, not for every one that is kept.
  mutating func complete() {
    guard !isComplete else { return }
    isComplete = true
    for prediction in predictions {
      let model = prediction.model
      let part = prediction.part
      if let curve = prediction.precisionRecall {
        precisionRecall.append(PrecisionRecallCurve(model: model, part: part, curve: curve))
      }
      if let found = prediction.calibration {
        calibration.append(CalibrationCurve(model: model, part: part, found))
      }
      if let curve = prediction.decisionCurve {
        decision.append(DecisionPlot(model: model, part: part, curve))
      }
    }
  }

  /// All models, also those that only a curve names.
  var modelNames: [String] {
    if !models.isEmpty { return models }
    var names: [String] = []
    let all =
      roc.map(\.model) + confusion.map(\.model) + concordance.map(\.model) + coefficients.map(\.model)
      + survival.map(\.model)
    for name in all where !names.contains(name) && !name.isEmpty { names.append(name) }
    return names
  }

  /// Members of every class in a part; empty for an outcome without classes.
  func classCounts(in part: String) -> [(name: String, count: Int)] {
    guard let table = classes.first(where: { $0.part == part }) else { return [] }
    return zip(table.names, table.counts).map { (name: $0, count: $1.reduce(0, +)) }
  }

  /// What a model of several classes is asked: `≥ 2` of `clinical: ≥ 2`; empty where everybody is asked the same.
  func target(of model: String) -> String {
    let base = classes.map(\.model).filter { model.hasPrefix($0 + ": ") }.max { $0.count < $1.count }
    return base.map { String(model.dropFirst($0.count + 2)) } ?? ""
  }

  /// Times of a survival outcome at which risks are judged, ascending.
  var times: [Double] {
    Set(calibration.compactMap(\.time) + decision.compactMap(\.time) + timeDependentROC.map(\.time)).sorted()
  }

  /// Units of a part, and those with the event.
  public struct Part: Equatable, Sendable {
    public var name: String
    public var count: Int
    public var events: Int
    /// `34 regions of 17 patients`, where a unit is not a patient.
    public var counted: String?

    public init(name: String, count: Int, events: Int) {
      self.name = name
      self.count = count
      self.events = events
    }
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

    /// The place of the first point of largest sensitivity + specificity − 1.
    var youdenIndex: Int {
      var best = 0
      for index in points.indices {
        let value = points[index].sensitivity + points[index].specificity
        if value > points[best].sensitivity + points[best].specificity { best = index }
      }
      return best
    }

    /// The point at a frozen cut-off: that with the same patients above it.
    func index(at cutoff: Double) -> Int? {
      points.indices.filter { points[$0].threshold != nil }
        .min { abs((points[$0].threshold ?? 0) - cutoff) < abs((points[$1].threshold ?? 0) - cutoff) }
    }
  }

  /// What a human reader of two classes achieved in a part.
  public struct ReaderPoint: Equatable, Sendable {
    public var reader: String
    public var part: String
    public var sensitivity: Double
    public var specificity: Double

    public init(reader: String, part: String, sensitivity: Double, specificity: Double) {
      self.reader = reader
      self.part = part
      self.sensitivity = sensitivity
      self.specificity = specificity
    }
  }

  /// How well the score of one model tells who has the event by a time: those who had it by then against those followed
  /// beyond, weighted for censoring.
  public struct TimeDependentCurve: Equatable, Sendable {
    public var model: String
    public var part: String
    public var time: Double
    /// Units with the event by the time, and units followed beyond it.
    public var cases: Int
    public var controls: Int
    /// nil without a case or a control; then there are no points.
    public var auc: Double?
    public var low: Double?
    public var high: Double?
    /// From "everybody is called a case" to "nobody is".
    public var points: [ROCCurve.Point]

    public init(
      model: String, part: String, time: Double, cases: Int, controls: Int, auc: Double?, low: Double?, high: Double?,
      points: [ROCCurve.Point]
    ) {
      self.model = model
      self.part = part
      self.time = time
      self.cases = cases
      self.controls = controls
      self.auc = auc
      self.low = low
      self.high = high
      self.points = points
    }
  }

  public struct PrecisionRecallCurve: Equatable, Sendable {
    public var model: String
    public var part: String
    public var curve: PrecisionRecall

    public init(model: String, part: String, curve: PrecisionRecall) {
      self.model = model
      self.part = part
      self.curve = curve
    }
  }

  /// Do the predicted risks of one model come true in a part?
  public struct CalibrationCurve: Equatable, Sendable {
    public var model: String
    public var part: String
    /// Of a survival outcome: the time by which the event is foreseen.
    public var time: Double?
    /// nil where only groups are known, as for survival.
    public var calibration: Calibration?
    public var groups: [Plot.CalibrationGroup]
    public var brier: Double?

    public init(model: String, part: String, _ calibration: Calibration) {
      self.model = model
      self.part = part
      self.calibration = calibration
      groups = calibration.groups.map {
        Plot.CalibrationGroup(
          predicted: $0.meanPredicted, observed: $0.observed.value ?? .nan, low: $0.observed.low ?? .nan,
          high: $0.observed.high ?? .nan, count: $0.count)
      }
      brier = calibration.brier
    }

    public init(model: String, part: String, time: Double, groups: [Plot.CalibrationGroup], brier: Double?) {
      self.model = model
      self.part = part
      self.time = time
      self.groups = groups
      self.brier = brier
    }
  }

  /// Net benefit of acting on the risks of one model in a part.
  public struct DecisionPlot: Equatable, Sendable {
    public struct Point: Equatable, Sendable {
      public var threshold: Double
      public var netBenefit: Double
      public var low: Double?
      public var high: Double?
      public var treatAll: Double

      public init(threshold: Double, netBenefit: Double, low: Double?, high: Double?, treatAll: Double) {
        self.threshold = threshold
        self.netBenefit = netBenefit
        self.low = low
        self.high = high
        self.treatAll = treatAll
      }
    }

    public var model: String
    public var part: String
    /// Of a survival outcome: the time by which the event is foreseen.
    public var time: Double?
    public var points: [Point]
    /// Share of units with the event; nil for survival.
    public var prevalence: Double?

    public init(model: String, part: String, _ curve: DecisionCurve) {
      self.model = model
      self.part = part
      points = curve.points.map {
        Point(
          threshold: $0.threshold, netBenefit: $0.netBenefit.value, low: $0.netBenefit.low, high: $0.netBenefit.high,
          treatAll: $0.treatAll.value)
      }
      prevalence = curve.prevalence
    }

    public init(model: String, part: String, time: Double, points: [Point]) {
      self.model = model
      self.part = part
      self.time = time
      self.points = points
    }
  }

  /// Counts at the frozen cut-off with what follows from them.
  public struct ConfusionTable: Equatable, Sendable {
    public struct Share: Equatable, Sendable {
      public var name: String
      public var value: Double
      public var low: Double?
      public var high: Double?

      public init(name: String, value: Double, low: Double?, high: Double?) {
        self.name = name
        self.value = value
        self.low = low
        self.high = high
      }
    }

    public var model: String
    public var part: String
    /// nil in cross-validation, where every fold has its own.
    public var cutoff: Double?
    public var truePositives: Int
    public var falsePositives: Int
    public var falseNegatives: Int
    public var trueNegatives: Int
    public var shares: [Share]

    public init(
      model: String, part: String, cutoff: Double?, truePositives: Int, falsePositives: Int, falseNegatives: Int,
      trueNegatives: Int, shares: [Share]
    ) {
      self.model = model
      self.part = part
      self.cutoff = cutoff
      self.truePositives = truePositives
      self.falsePositives = falsePositives
      self.falseNegatives = falseNegatives
      self.trueNegatives = trueNegatives
      self.shares = shares
    }
  }

  /// Units by true and called class, for an outcome of several classes.
  public struct ClassTable: Equatable, Sendable {
    public var model: String
    public var part: String
    public var names: [String]
    /// Rows are true, columns called.
    public var counts: [[Int]]
    /// Accuracy, κ and their like.
    public var shares: [ConfusionTable.Share]

    public init(
      model: String, part: String, names: [String], counts: [[Int]], shares: [ConfusionTable.Share]
    ) {
      self.model = model
      self.part = part
      self.names = names
      self.counts = counts
      self.shares = shares
    }
  }

  /// Survival curves of groups in one part of the data.
  public struct SurvivalPlot: Equatable, Sendable {
    public var model: String
    public var part: String
    public var timeUnit: String
    public var curves: KaplanMeierGroups
    /// What is said beside the curves.
    public var summary: Plot.SurvivalSummary

    public init(
      model: String = "", part: String, timeUnit: String, curves: KaplanMeierGroups,
      summary: Plot.SurvivalSummary = Plot.SurvivalSummary()
    ) {
      self.model = model
      self.part = part
      self.timeUnit = timeUnit
      self.curves = curves
      self.summary = summary
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
    /// exp(value): an odds or hazard ratio for a step of `per`.
    public var ratio: Double
    public var low: Double?
    public var high: Double?
    public var p: Double?
    /// nil where a result of an older version does not say.
    public var per: RunResult.Coefficient.Step?
    /// Of a step of one standard deviation: how much that is.
    public var sd: Double?

    public init(
      model: String, name: String, value: Double, ratio: Double, low: Double? = nil, high: Double? = nil,
      p: Double? = nil, per: RunResult.Coefficient.Step? = nil, sd: Double? = nil
    ) {
      self.per = per
      self.sd = sd
      self.model = model
      self.name = name
      self.value = value
      self.ratio = ratio
      self.low = low
      self.high = high
      self.p = p
    }
  }

  public struct NomogramOfModel: Equatable, Sendable {
    public var model: String
    public var nomogram: RunResult.Nomogram

    public init(model: String, nomogram: RunResult.Nomogram) {
      self.model = model
      self.nomogram = nomogram
    }
  }

  public struct PenaltyPlot: Equatable, Sendable {
    public var model: String
    public var path: RunResult.PenaltyPath

    public init(model: String, path: RunResult.PenaltyPath) {
      self.model = model
      self.path = path
    }
  }
}
