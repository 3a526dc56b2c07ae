import Cohort
import Foundation

@testable import TUI

extension Sample {
  /// Two models of two classes with a validation part, as a cohort would keep them.
  static func run(study: String = "metastasis", scores: String = "0.9, 0.4, -0.6, -1.2") throws -> RunResult {
    let json = """
      {"schema": "radish/run/1", "study": "\(study)", "outcome": {"binary": {"column": "metastasis", "positive": "1"}},
       "n": 8, "n_missing": 2, "left_out": [{"reason": "the outcome is missing", "n": 2}],
       "parts": [{"name": "training", "n": 4, "events": 2}, {"name": "validation", "n": 4, "events": 2}],
       "results": [
         {"model": "clinical", "part": "validation", "cutoff": 0.1, "cautions": [],
          "metrics": {"auc": {"value": 0.75, "low": 0.4, "high": 1, "method": "DeLong"}}},
         {"model": "radscore", "part": "validation", "cutoff": 0.2,
          "cautions": [{"code": "few_events", "message": "Only 2 events for 9 variables."}],
          "metrics": {"auc": {"value": 1, "low": 0.8, "high": 1, "method": "DeLong"}},
          "calibration": [{"groups": [{"n": 4, "predicted": 0.5, "observed": 0.5, "low": 0.1, "high": 0.9}]}]}],
       "comparisons": [{"a": "radscore", "b": "clinical", "part": "validation", "metric": "auc", "difference": 0.25,
         "low": -0.1, "high": 0.6, "p": 0.0123, "test": "DeLong"}],
       "selected_features": {"radscore": ["original_stat_mean"]},
       "coefficients": {"radscore": [{"name": "original_stat_mean", "value": 0.123456}]},
       "predictions": [
         {"model": "clinical", "part": "validation", "units": ["P01", "P02", "P03", "P04"], "scores": [0.9, -0.4, 0.6, -1.2],
          "is_high": [true, false, true, false], "is_positive": [true, true, false, false]},
         {"model": "radscore", "part": "validation", "units": ["P01", "P02", "P03", "P04"], "scores": [\(scores)],
          "is_high": [true, true, false, false], "is_positive": [true, true, false, false]}],
       "cautions": [],
       "provenance": {"step": "run", "name": "\(study)", "inputDigest": "abcdef0123456789", "settings": "", "version": "0.1.0",
         "seed": 7, "seconds": 1, "user": "someone", "createdAt": 0}}
      """
    return try JSONDecoder().decode(RunResult.self, from: Data(json.utf8))
  }

  static func plan(_ split: StudySplit = .random(fraction: 0.5, isStratified: true)) -> StudyPlan {
    StudyPlan(
      name: "metastasis", outcome: .binary(column: "metastasis", positive: "1"), split: split, blocks: [],
      models: [
        StudyModel(
          name: "clinical", source: .blocks(["clinical"]), pipeline: [.impute(.median), .regression(.logistic)]),
        StudyModel(
          name: "radscore", source: .blocks(["radiomics"]),
          pipeline: [
            .standardise, .correlation(0.9), .penalised(family: .logistic, alpha: 1, folds: 5, rule: .oneStandardError),
          ]),
      ])
  }

  static func report(_ split: StudySplit = .random(fraction: 0.5, isStratified: true)) throws -> StudyReport {
    var facts = ReportFacts()
    facts.patients = 10
    facts.regions = 10
    facts.exclusions = ["withdrew consent": 1]
    facts.extractions = [
      ReportFacts.Extraction(
        name: "ct", featureCount: 174, finished: 9, failed: 1,
        settings: [ReportFacts.Setting(name: "voxel size", value: "1 1 1 mm", meaning: "the same in every patient")])
    ]
    return StudyReport(try run(), run: 3, plan: plan(split), facts: facts)
  }
}
