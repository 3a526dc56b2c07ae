import Cohort
import Foundation
import TestSupport
import Testing

@Suite struct StudyPlanTests {
  private let text = """
    study: s
    unit: patient
    outcome: {binary: mets, positive: 1}
    exclude: ["roi_volume_ml < 0.5"]
    split: {by: date, column: day, training: "<= 2010-04-30"}
    blocks:
      clinical: [age, cea]
      radiomics: {extraction: ct, features: all}
    models:
      radscore: {block: radiomics, pipeline: [{impute: median}, standardise, {correlation: 0.9}, {lasso: logistic, folds: 10, rule: 1se}]}
      clinical: {block: clinical, pipeline: [{impute: median}, logistic]}
      combined: {of: [radscore, clinical], pipeline: [logistic]}
    compare: [[combined, clinical]]
    cutoff: youden-on-training
    seed: 7
    """

  @Test func `a study file is read`() throws {
    let plan = try StudyPlan(text: text)
    #expect(plan.name == "s" && plan.seed == 7 && plan.models.map(\.name) == ["radscore", "clinical", "combined"])
    #expect(plan.outcome == .binary(column: "mets", positive: "1"))
    #expect(plan.split == .condition(column: "day", training: "<= 2010-04-30", kind: .date))
    #expect(
      plan.models[0].pipeline == [
        .impute(.median), .standardise, .correlation(0.9),
        .penalised(family: .logistic, alpha: 1, folds: 10, rule: .oneStandardError),
      ])
    #expect(plan.models[2].source == .models(["radscore", "clinical"]) && plan.compare == [["combined", "clinical"]])
  }

  @Test(arguments: [
    ("seed: 7", "sede: 7", "study.yaml, line 15: unknown key \"sede\". Did you mean \"seed\"?"),
    (
      "block: clinical", "block: clinicl",
      "study.yaml, line 11: there is no block \"clinicl\". Did you mean \"clinical\"?"
    ),
    (
      "[[combined, clinical]]", "[[combined, clinic]]",
      "study.yaml, line 13: there is no model \"clinic\" to compare. Did you mean \"clinical\"?"
    ),
    (
      "{correlation: 0.9}", "{correlaton: 0.9}",
      "study.yaml, line 10: unknown key \"correlaton\" in \"models.radscore.pipeline\". Did you mean \"correlation\"?"
    ),
    (
      "rule: 1se", "rule: 2se",
      "study.yaml, line 10: \"models.radscore.pipeline.rule\" must be one of min, 1se, not \"2se\". Did you mean \"1se\"?"
    ),
    (
      "by: date", "by: dates",
      "study.yaml, line 5: \"split.by\" must be one of random, stratified, centre, date, column, kfold, frozen, not \"dates\". Did you mean \"date\"?"
    ),
    (
      "unit: patient", "unit: patients",
      "study.yaml, line 2: \"unit\" must be one of patient, exam, image, lesion, not \"patients\". Did you mean \"patient\"?"
    ),
    (
      "roi_volume_ml < 0.5", "roi_volume_ml <", "study.yaml, line 4: a value is missing after < in \"roi_volume_ml <\"."
    ),
    (
      "[logistic]", "[cox]",
      "study.yaml, line 12: the outcome is no survival, so the model must be logistic or a logistic penalty."
    ),
    (
      "pipeline: [logistic]", "pipeline: [standardise]",
      "study.yaml, line 12: a pipeline ends with its one model: lasso, ridge, elastic_net, logistic, cox or score."
    ),
    ("study: s\n", "", "study.yaml, line 1: the key \"study\" is missing."),
    ("seed: 7", "seed: -1", "study.yaml, line 15: \"seed\" must be a whole number from 0 to 9223372036854775807."),
  ])
  func `an error names line, key and what was meant`(found: String, replacement: String, sentence: String) {
    do {
      _ = try StudyPlan(text: text.replacing(found, with: replacement))
      Issue.record("\(replacement) was accepted")
    } catch {
      #expect(String(describing: error) == sentence)
    }
  }

  @Test func `steps that leave out fragile features and repeats of the volume are read`() throws {
    func steps(_ pipeline: String) throws -> [PipelineStep] {
      try StudyPlan(
        text: """
          study: s
          outcome: {binary: y}
          blocks: {r: {extraction: ct}}
          models: {m: {block: r, pipeline: [\(pipeline), logistic]}}
          """
      ).models[0].pipeline
    }
    #expect(
      try steps("{robust: {icc: 0.8, from: ct}}, {volume_correlation: 0.7, flag: true}").dropLast() == [
        .robust(icc: 0.8, from: "ct"), .volumeCorrelation(limit: 0.7, onlyFlags: true),
      ])
    #expect(try steps("{robust: {from: ct}}").first == .robust(icc: 0.75, from: "ct"))
    #expect(throws: PlanError.self) { try steps("{robust: {icc: 2, from: ct}}") }
    #expect(throws: PlanError.self) { try steps("{robust: {icc: 0.8}}") }
    #expect(throws: PlanError.self) { try steps("{volume_correlation: 0}") }
  }

  @Test func `the guide documents every key and no other`() throws {
    let guide = try String(
      contentsOf: Reference.projectRoot.appending(path: "docs/guide/study-file.md"), encoding: .utf8)
    var documented: [String: Set<String>] = [:]
    var place: String?
    for line in guide.split(separator: "\n", omittingEmptySubsequences: false) {
      if let match = line.wholeMatch(of: /<!-- keys: ?(.*?) ?-->/) {
        place = String(match.1)
      } else if let place, let match = line.firstMatch(of: /^\| `([a-z_]+)` \|/) {
        documented[place, default: []].insert(String(match.1))
      } else if line.hasPrefix("#") {
        place = nil
      }
    }
    #expect(documented == StudyPlan.keys.mapValues { Set($0) })
  }

  @Test func `the example of the guide is a valid study`() throws {
    let guide = try String(
      contentsOf: Reference.projectRoot.appending(path: "docs/guide/study-file.md"), encoding: .utf8)
    let blocks = guide.components(separatedBy: "```yaml\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
    #expect(!blocks.isEmpty)
    for block in blocks where block.hasPrefix("study:") { _ = try StudyPlan(text: block) }
  }
}
