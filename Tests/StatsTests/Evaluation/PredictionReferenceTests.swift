import Foundation
import TestSupport
import Testing

@testable import Stats

/// calibration.json, decision_curve.json, precision_recall.json, nri_idi.json.
enum PredictionReference {
  static func logistic(_ data: OracleData, _ columns: [String], _ coefficients: [Double]) -> [Double] {
    let values = columns.map { data.numbers($0) }
    return (0..<data.rowCount).map { i in
      var eta = coefficients[0]
      for (j, column) in values.enumerated() { eta += coefficients[j + 1] * column[i] }
      return 1 / (1 + exp(-eta))
    }
  }

  static let birthwt = StatsReference.table("birthwt")
  static let low = birthwt.strings("low").map { $0 == "1" }
  static let five = ["lwt", "smoke", "ht", "ui", "ptl"]
  /// Even rows counted from one: the second, fourth, ….
  static let wdbcTest = StatsReference.table("wdbc").filter { $0 % 2 == 1 }
  static let malignant = wdbcTest.strings("malignant").map { $0 == "1" }
  static let wdbcColumns = ["mean_texture", "mean_smoothness"]

  static func coefficients(_ file: String, _ id: String, _ key: String) -> [Double] {
    StatsReference.cases(file).first { $0.id == id }?.settings[key].numbers ?? []
  }

  static let calibration = OracleTable(
    "calibration",
    excluded: [
      "*/rms_val_prob.Dxy": "rms bins the predictions before counting concordant pairs",
      "*/rms_val_prob.C (ROC)": "rms bins the predictions before counting concordant pairs",
    ]
  ) { item in
    let predicted: PredictedOutcomes
    if item.id.hasPrefix("wdbc") {
      predicted = try PredictedOutcomes(
        isPositive: malignant, probabilities: logistic(wdbcTest, wdbcColumns, item.settings["coef"].numbers))
    } else {
      let p = logistic(birthwt, five, item.settings["coef"].numbers.map { 0.5 * $0 })
      predicted = try PredictedOutcomes(isPositive: low, probabilities: p)
    }
    let c = try Calibration(predicted)
    let auc = try ScoredOutcomes(isPositive: predicted.isPositive, scores: predicted.probabilities).auc
    let df = Double(c.groups.count)
    let chi = c.hosmerLemeshow.statistic
    return [
      "n": .some(c.rowCount), "events": .some(c.positiveCount), "slope": .some(c.slope?.value),
      "slope_se": .some(c.slope?.standardError), "intercept_with_slope": .some(c.intercept?.value),
      "calibration_in_the_large": .some(c.interceptInTheLarge?.value),
      "citl_se": .some(c.interceptInTheLarge?.standardError), "brier": .some(c.brier),
      "scaled_brier": .some(c.scaledBrier), "logloss": .some(c.logLoss), "auc": .some(auc),
      "unreliability_chisq_2df": .some(c.unreliability.statistic), "unreliability_p": .some(c.unreliability.p),
      "spiegelhalter_z": .some(c.spiegelhalter.statistic), "spiegelhalter_p": .some(c.spiegelhalter.p),
      "o_e_ratio": .some(c.observedToExpected),
      "hl_external_g10": [
        "chisq": .some(chi), "df_g": .some(df), "p_df_g": .some(c.hosmerLemeshow.p),
        "p_df_gm2": .some(try Calibration(predicted, fittedHere: true).hosmerLemeshow.p),
      ], "ece_10_equal_width_bins": .some(c.expectedCalibrationError),
      "decile_table": .array(
        c.groups.enumerated().map { i, group in
          [
            "bin": .some(i + 1), "n": .some(group.count), "mean_predicted": .some(group.meanPredicted),
            "observed": .some(group.observed.value),
          ]
        }),
      "rms_val_prob": [
        "R2": .some(c.indices?.nagelkerke), "D": .some(c.indices?.discrimination),
        "D:Chi-sq": .some(c.indices?.likelihoodRatio), "D:p": nil, "U": .some(c.indices?.unreliability),
        "U:Chi-sq": .some(c.unreliability.statistic), "U:p": .some(c.unreliability.p),
        "Q": .some(c.indices?.quality), "Brier": .some(c.brier), "Intercept": .some(c.intercept?.value),
        "Slope": .some(c.slope?.value), "Emax": .some(c.largestError), "E90": .some(c.error90),
        "Eavg": .some(c.meanError), "S:z": .some(c.spiegelhalter.statistic), "S:p": .some(c.spiegelhalter.p),
      ],
    ]
  }

  static let decisionCurve = OracleTable("decision_curve") { item in
    let coefficients = item.settings["coef"].numbers
    let thresholds = item.expected["threshold"].numbers
    if item.id == "pbc_5y_cox" {
      let cox = try CoxReferenceModel.pbc()
      let risks = try cox.risks(at: 1825)
      let curve = try SurvivalDecisionCurve(cox.subjects, risks: risks, horizon: 1825, thresholds: thresholds)
      return [
        "n": .some(curve.subjectCount), "threshold": .numbers(curve.points.map(\.threshold)),
        "net_benefit": .numbers(curve.points.map(\.netBenefit.value)),
        "share_positive": .numbers(curve.points.map(\.share)),
        "km_risk_in_positive": .optionals(curve.points.map(\.risk)),
        "treat_all": .numbers(curve.points.map(\.treatAll.value)),
      ]
    }
    let isWdbc = item.id.hasPrefix("wdbc")
    let p =
      isWdbc
      ? logistic(wdbcTest, wdbcColumns, coefficients)
      : logistic(birthwt, coefficients.count == 2 ? ["lwt"] : five, coefficients)
    let curve = try DecisionCurve(
      PredictedOutcomes(isPositive: isWdbc ? malignant : low, probabilities: p), thresholds: thresholds)
    return [
      "n": .some(curve.rowCount), "prevalence": .some(curve.prevalence),
      "threshold": .numbers(curve.points.map(\.threshold)), "tp": .integers(curve.points.map(\.truePositives)),
      "fp": .integers(curve.points.map(\.falsePositives)),
      "net_benefit": .numbers(curve.points.map(\.netBenefit.value)),
      "treat_all": .numbers(curve.points.map(\.treatAll.value)),
      "standardized": .numbers(curve.points.map(\.standardised)),
      "interventions_avoided_per_100": .optionals(curve.points.map(\.interventionsAvoided)),
    ]
  }

  static let precisionRecall = OracleTable("precision_recall", excluded: ["*/curve.note": "words"]) { item in
    let isWdbc = item.id.hasPrefix("wdbc")
    let data = StatsReference.table(isWdbc ? "wdbc" : "aSAH")
    let scored = try ScoredOutcomes(
      isPositive: isWdbc ? data.strings("malignant").map { $0 == "1" } : data.strings("outcome").map { $0 == "Poor" },
      scores: data.numbers(item.settings["score"].string ?? ""))
    if let threshold = item.settings["threshold"].number {
      let table = scored.table(at: threshold)
      return [
        "f1": .some(table.f1), "mcc": .some(table.matthews), "balanced_accuracy": .some(table.balancedAccuracy),
        "kappa": .some(table.kappa), "precision": .some(table.positivePredictiveValue),
        "recall": .some(table.sensitivity),
      ]
    }
    let curve = PrecisionRecall(scored)
    return [
      "n": .some(scored.rowCount), "n_pos": .some(scored.positiveCount),
      "average_precision": .some(curve.averagePrecision), "trapezoid_pr_auc": .some(curve.trapezoidArea),
      "baseline": .some(curve.baseline),
      "curve": [
        "precision": .numbers(curve.points.map(\.precision)), "recall": .numbers(curve.points.map(\.recall)),
        "threshold": .optionals(curve.points.map(\.threshold)),
      ],
    ]
  }

  static let reclassification = OracleTable("nri_idi") { item in
    let isWdbc = item.id.hasPrefix("wdbc")
    let old: [Double]
    let new: [Double]
    if isWdbc {
      old = logistic(wdbcTest, wdbcColumns, coefficients("calibration", "wdbc_odd_train_even_test", "coef"))
      new = logistic(
        wdbcTest, wdbcColumns + ["mean_symmetry", "texture_error"], item.settings["coef_new"].numbers)
    } else {
      old = logistic(birthwt, ["lwt"], coefficients("decision_curve", "birthwt_lwt", "coef"))
      new = logistic(birthwt, five, coefficients("decision_curve", "birthwt_5", "coef"))
    }
    let truth = isWdbc ? malignant : low
    let r = try Reclassification(
      old: PredictedOutcomes(isPositive: truth, probabilities: old),
      new: PredictedOutcomes(isPositive: truth, probabilities: new), cuts: item.settings["cuts"].numbers)
    func parts(_ net: NetReclassification?) -> [String: JSONValue] {
      [
        "nri": .some(net?.total.difference), "z": .some(net?.total.z), "p": .some(net?.total.p),
        "se": .some(net?.total.standardError), "nri_events": .some(net?.events),
        "nri_nonevents": .some(net?.nonEvents), "se_events": .some(net?.eventsStandardError),
        "se_nonevents": .some(net?.nonEventsStandardError),
      ]
    }
    var categorical = parts(r.categorical)
    categorical["table_events_old_by_new"] = .array(r.eventTable.map { .integers($0) })
    categorical["table_nonevents_old_by_new"] = .array(r.nonEventTable.map { .integers($0) })
    let idi = r.integratedDiscrimination
    return [
      "continuous": .object(parts(r.continuous)), "categorical": .object(categorical),
      "idi": [
        "idi": .some(idi.test.difference), "se": .some(idi.test.standardError), "z": .some(idi.test.z),
        "p": .some(idi.test.p), "improvement_sens": .some(idi.sensitivityGain),
        "improvement_spec": .some(idi.specificityGain),
      ],
    ]
  }
}

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct PredictionReferenceTests {
  @Test(arguments: PredictionReference.calibration.rows)
  func `a calibration number agrees with R`(_ row: OracleRow) {
    // R's own intercept of a perfect recalibration is 1e-12 where it should be 0.
    let isZero = row.path.lowercased().contains("intercept") && abs(row.expected.number ?? 1) < 1e-10
    #expect(
      row.agrees(absolute: isZero ? 1e-10 : 1e-300), "R has \(row.expected), found \(String(describing: row.found))")
  }

  @Test(arguments: PredictionReference.decisionCurve.rows)
  func `a net benefit agrees with R`(_ row: OracleRow) {
    // Interventions avoided are a difference of nearly equal numbers: zero but for rounding.
    #expect(row.agrees(absolute: 1e-12), "R has \(row.expected), found \(String(describing: row.found))")
  }

  @Test(arguments: PredictionReference.precisionRecall.rows)
  func `a precision or recall agrees with scikit-learn`(_ row: OracleRow) {
    #expect(row.agrees(), "expected \(row.expected), found \(String(describing: row.found))")
  }

  @Test(arguments: PredictionReference.reclassification.rows)
  func `a reclassification number agrees with Hmisc`(_ row: OracleRow) {
    #expect(row.agrees(), "R has \(row.expected), found \(String(describing: row.found))")
  }
}
