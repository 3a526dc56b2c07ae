import Foundation
import TestSupport
import Testing

@testable import Stats

/// Every number of the reference files of evaluation, survival and tests is a row of some suite, or is named with its
/// reason.
@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct CompletenessTests {
  static let tables: [String: OracleTable] = [
    "roc": ROCReference.roc, "delong_paired": ROCReference.delong, "kaplan_meier": SurvivalReference.kaplanMeier,
    "logrank": SurvivalReference.logRank, "cindex": SurvivalReference.concordance,
    "calibration": PredictionReference.calibration, "decision_curve": PredictionReference.decisionCurve,
    "precision_recall": PredictionReference.precisionRecall, "nri_idi": PredictionReference.reclassification,
    "tests_two_group": HypothesisReference.twoGroups, "tests_k_groups": HypothesisReference.manyGroups,
    "tests_tables": HypothesisReference.tables, "correlation_padjust": HypothesisReference.correlation,
    "icc": HypothesisReference.intraclass, "agreement": HypothesisReference.agreement,
    "multiclass": MultiClassReference.table, "td_roc_brier": SurvivalEvaluationReference.timeDependent,
    "competing_risks": SurvivalEvaluationReference.competing,
    "maxstat_cutpoint": SurvivalEvaluationReference.cutoff,
  ]

  @Test(arguments: tables.keys.sorted())
  func `a reference file is found, and what is left out of it is there to be left out`(_ name: String) throws {
    let table = try #require(Self.tables[name])
    #expect(table.rows.count > 10)
    #expect(table.used == table.excluded)
  }
}
