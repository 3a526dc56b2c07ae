import Testing

@testable import Stats

/// evaluation.json: pROC, rms, Hmisc, vcd, psych and survival, or formulas in R, on data of our own.
enum EvaluationOracle {
  static let file = OracleFile("evaluation")

  static let table = OracleTable("evaluation", cases: file.cases) { item in
    let data = file.set(item)
    switch item.text("what") {
    case "roc": return try roc(item, data)
    case "delong": return try delong(item, data)
    case "clustered": return try clustered(data)
    case "table": return try diagnosticTable(item, data)
    case "paired": return try paired(item, data)
    case "calibration": return try calibration(item, data)
    case "decision": return try decision(item, data)
    case "reclassification": return try reclassification(item, data)
    case "multiclass": return try multiClass(data)
    case "confusion": return try confusion(item, data)
    case "kappa": return try kappa(data)
    default: return try ordinal(data)
    }
  }

  static func roc(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let scored = try ScoredOutcomes(
      isPositive: data.flags("y"), scores: data.numbers(item.text("score")),
      direction: ScoreDirection(rawValue: item.text("direction")) ?? .higher)
    let curve = try ROCCurve(scored)
    let logit = curve.auc.logitInterval
    let wide = try curve.partialArea(.specificity, from: 0.8, to: 1)
    let middle = try curve.partialArea(.specificity, from: 0.6, to: 0.9)
    let sensitive = try curve.partialArea(.sensitivity, from: 0.75, to: 1)
    return [
      "auc": .some(curve.auc.value), "variance": .some(curve.auc.variance), "low": .some(curve.auc.low),
      "high": .some(curve.auc.high), "low90": .some(try AUCEstimate(scored, level: 0.9).low),
      "logit": .optionals([logit?.low, logit?.high]),
      "youden": [
        "threshold": .optionals(curve.youden.map(\.threshold)),
        "sensitivity": .optionals(curve.youden.map(\.table.sensitivity)),
        "specificity": .optionals(curve.youden.map(\.table.specificity)),
      ],
      "corner": ["threshold": .optionals(curve.closestToCorner.map(\.threshold))],
      "partial_specificity": .some(wide.area), "partial_specificity_corrected": .some(wide.corrected),
      "partial_middle": .some(middle.area), "partial_middle_corrected": .some(middle.corrected),
      "partial_sensitivity": .some(sensitive.area), "partial_sensitivity_corrected": .some(sensitive.corrected),
      "sensitivity_at_0.9": .some(curve.sensitivity(atSpecificity: 0.9)),
      "specificity_at_0.8": .some(curve.specificity(atSensitivity: 0.8)),
    ]
  }

  static func delong(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let comparison: AUCComparison
    if item.flag("paired") {
      let scores = try ["a", "b"].map {
        try ScoredOutcomes(isPositive: data.flags("y"), scores: data.numbers($0))
      }
      comparison = try AUCComparison.paired(scores[0], scores[1])
    } else {
      let isFirst = data.numbers("patient").map { $0 <= item.settings["first"].number ?? 0 }
      func part(_ column: String, _ wanted: Bool) throws -> ScoredOutcomes {
        let rows = isFirst.indices.filter { isFirst[$0] == wanted }
        return try ScoredOutcomes(
          isPositive: rows.map { data.flags("y")[$0] }, scores: rows.map { data.numbers(column)[$0] })
      }
      comparison = try AUCComparison.unpaired(part("a", true), part("b", false))
    }
    return [
      "z": .some(comparison.statistic), "df": .some(comparison.degreesOfFreedom), "p": .some(comparison.p),
      "low": .some(comparison.low), "high": .some(comparison.high), "covariance": .some(comparison.covariance),
    ]
  }

  static func clustered(_ data: OracleSet) throws -> JSONValue {
    let scores = try ["a", "b"].map { try ScoredOutcomes(isPositive: data.flags("y"), scores: data.numbers($0)) }
    let clusters = data.integers("patient")
    let areas = try scores.map { try AUCEstimate.clustered($0, clusters: clusters) }
    let test = try AUCComparison.pairedClustered(scores[0], scores[1], clusters: clusters)
    return [
      "auc": .numbers(areas.map(\.value)), "se": .numbers(areas.map(\.standardError)),
      "covariance": .some(test.covariance), "difference": .some(test.difference),
      "difference_se": .some(test.standardError), "z": .some(test.statistic), "p": .some(test.p),
    ]
  }

  static func diagnosticTable(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let table = try DiagnosticTable(isPositive: data.flags("y"), isTestPositive: data.flags(item.text("test")))
    let intervals = table.intervals()
    let elsewhere = try table.predictiveValues(prevalence: item.settings["prevalence"].number ?? 0)
    return [
      "sensitivity": .proportion(intervals.sensitivity), "specificity": .proportion(intervals.specificity),
      "ppv": .proportion(intervals.positivePredictiveValue), "npv": .proportion(intervals.negativePredictiveValue),
      "accuracy": .proportion(intervals.accuracy), "lr_positive": .estimate(intervals.positiveLikelihoodRatio),
      "lr_negative": .estimate(intervals.negativeLikelihoodRatio), "odds_ratio": .some(table.diagnosticOddsRatio),
      "f1": .some(table.f1), "matthews": .some(table.matthews), "kappa": .some(table.kappa),
      "at_prevalence": ["ppv": .estimate(elsewhere.positive), "npv": .estimate(elsewhere.negative)],
    ]
  }

  static func paired(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let tests = try PairedDiagnostics(
      isPositive: data.flags("y"), first: data.flags("test1"), second: data.flags("test2"),
      corrected: item.flag("corrected"))
    func test(_ result: TestResult) -> JSONValue {
      [
        "statistic": .some(result.statistic), "p": .some(result.p), "difference": .some(result.estimate?.value),
      ]
    }
    return [
      "sensitivity": test(tests.sensitivity), "specificity": test(tests.specificity),
      "accuracy": test(tests.accuracy), "ppv": test(tests.positivePredictiveValue),
      "npv": test(tests.negativePredictiveValue),
    ]
  }

  static func predicted(_ data: OracleSet, _ column: String) throws -> PredictedOutcomes {
    try PredictedOutcomes(isPositive: data.flags("y"), probabilities: data.numbers(column))
  }

  static func calibration(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let predicted = try predicted(data, item.text("probability"))
    let c = try Calibration(predicted)
    let fitted = try Calibration(predicted, fittedHere: true).hosmerLemeshow
    let picked = stride(from: 0, to: c.curve.x.count, by: 15)
    return [
      "slope": .some(c.slope?.value), "slope_se": .some(c.slope?.standardError),
      "intercept": .some(c.intercept?.value), "intercept_se": .some(c.intercept?.standardError),
      "in_the_large": .some(c.interceptInTheLarge?.value),
      "in_the_large_se": .some(c.interceptInTheLarge?.standardError), "brier": .some(c.brier),
      "log_loss": .some(c.logLoss), "unreliability": .some(c.unreliability.statistic),
      "spiegelhalter": ["z": .some(c.spiegelhalter.statistic), "p": .some(c.spiegelhalter.p)],
      "hosmer_lemeshow": [
        "statistic": .some(c.hosmerLemeshow.statistic), "df": .some(c.hosmerLemeshow.degreesOfFreedom.first),
        "p": .some(c.hosmerLemeshow.p), "p_fitted": .some(fitted.p),
      ],
      "reliability": .some(c.decomposition.reliability), "resolution": .some(c.decomposition.resolution),
      "uncertainty": .some(c.decomposition.uncertainty), "r2": .some(c.indices?.nagelkerke),
      "d": .some(c.indices?.discrimination), "u": .some(c.indices?.unreliability), "q": .some(c.indices?.quality),
      "eavg": .some(c.meanError), "emax": .some(c.largestError), "e90": .some(c.error90),
      "expected_calibration_error": .some(c.expectedCalibrationError),
      "curve": ["x": .numbers(picked.map { c.curve.x[$0] }), "y": .numbers(picked.map { c.curve.y[$0] })],
    ]
  }

  static func decision(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let points = try DecisionCurve(
      predicted(data, item.text("probability")), thresholds: item.settings["thresholds"].numbers
    ).points
    return [
      "net_benefit": .numbers(points.map(\.netBenefit.value)),
      "se": .optionals(points.map(\.netBenefit.standardError)),
      "treat_all": .numbers(points.map(\.treatAll.value)),
      "treat_all_se": .optionals(points.map(\.treatAll.standardError)),
      "avoided": .optionals(points.map(\.interventionsAvoided)),
    ]
  }

  static func reclassification(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let r = try Reclassification(
      old: predicted(data, "q"), new: predicted(data, "p"), cuts: item.settings["cuts"].numbers)
    func net(_ net: NetReclassification?) -> JSONValue {
      [
        "nri": .some(net?.total.difference), "se": .some(net?.total.standardError), "z": .some(net?.total.z),
        "p": .some(net?.total.p), "events": .some(net?.events), "events_se": .some(net?.eventsStandardError),
        "non_events": .some(net?.nonEvents), "non_events_se": .some(net?.nonEventsStandardError),
      ]
    }
    let idi = r.integratedDiscrimination.test
    return [
      "continuous": net(r.continuous), "categorical": net(r.categorical),
      "idi": [
        "idi": .some(idi.difference), "se": .some(idi.standardError), "z": .some(idi.z), "p": .some(idi.p),
      ],
    ]
  }

  static let levels = ["0", "1", "2", "3", "4"]

  static func multiClass(_ data: OracleSet) throws -> JSONValue {
    let areas = try MultiClassAUC(
      truth: data.integers("truth"), scores: levels.map { data.numbers("p\($0)") }, classes: levels)
    return [
      "hand_till": .some(areas.handTill), "each": .optionals(areas.oneVersusRest.map { $0?.value }),
      "se": .optionals(areas.oneVersusRest.map { $0?.standardError }), "macro": .some(areas.macro),
      "weighted": .some(areas.weighted),
    ]
  }

  static func confusion(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let matrix = try ConfusionMatrix(
      truth: data.integers("truth"), predicted: data.integers("reader2"), classes: levels)
    func average(_ a: ConfusionMatrix.Average) -> JSONValue {
      [
        "precision": .some(a.precision), "recall": .some(a.recall), "f1": .some(a.f1),
        "specificity": .some(a.specificity),
      ]
    }
    let cost = try matrix.meanCost(item.settings["costs"].items.map(\.numbers))
    return [
      "accuracy": .proportion(matrix.accuracy()), "macro": average(matrix.macro),
      "weighted": average(matrix.weighted), "cost": .some(cost.value), "cost_se": .some(cost.standardError),
    ]
  }

  static func kappa(_ data: OracleSet) throws -> JSONValue {
    func agreement(_ weights: CategoryAgreement.Weights) throws -> JSONValue {
      let k = try CategoryAgreement(
        data.integers("truth"), data.integers("reader2"), categories: 5, weights: weights)
      return [
        "kappa": .some(k.kappa), "se": .some(k.standardError), "low": .some(k.low), "high": .some(k.high),
      ]
    }
    return [
      "unweighted": try agreement(.unweighted), "linear": try agreement(.linear),
      "quadratic": try agreement(.quadratic),
    ]
  }

  static func ordinal(_ data: OracleSet) throws -> JSONValue {
    let scores = try ["s", "t"].map {
      try OrdinalEvaluation(outcome: data.integers("truth"), scores: data.numbers($0), levels: levels)
    }
    func pair(_ c: Concordance) -> JSONValue { ["c": .some(c.value), "se": .some(c.standardError)] }
    let test = try Concordance.difference(scores[0].concordance, scores[1].concordance)?.test
    return [
      "s": pair(scores[0].concordance), "t": pair(scores[1].concordance), "difference": .some(test?.difference),
      "se": .some(test?.standardError), "z": .some(test?.z), "p": .some(test?.p),
      "thresholds": .optionals(scores[0].thresholds.map { $0.auc?.value }),
    ]
  }
}

@Suite struct EvaluationOracleTests {
  @Test(arguments: EvaluationOracle.table.rows)
  func `a number of evaluation agrees with R on data of our own`(_ row: OracleRow) {
    #expect(row.agrees(absolute: 1e-13), "R has \(row.expected), found \(String(describing: row.found))")
  }
}
