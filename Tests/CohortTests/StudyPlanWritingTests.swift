import Stats
import Testing

@testable import Cohort

@Suite struct `A plan written as a study file` {
  private static let whole = StudyPlan(
    name: "nodes: \"a\" & b\n", cohort: "cohort.sqlite", source: .init(manifest: "m.csv", clinical: ["c.csv"]),
    unit: .lesion, outcome: .survival(time: "os months", event: "died", occurred: "yes"), times: [12, 24.5],
    exclude: ["`roi ml` < 0.5"], split: .values(column: "centre", training: ["A", "B"], kind: .centre),
    blocks: [
      StudyBlock(name: "clinical", content: .columns(["age", "sex=F", "日期"])),
      StudyBlock(
        name: "delta", content: .features(extraction: "ct", settings: "ct", features: ["cm_*"], filter: "roi > 1"),
        delta: StudyDelta(from: "baseline", to: "week 12")),
      StudyBlock(name: "all", content: .features(extraction: "pet", settings: nil, features: [], filter: nil)),
    ],
    models: [
      StudyModel(
        name: "a", source: .blocks(["clinical"]),
        pipeline: [.impute(.mean), .variance, .standardise, .correlation(0.9), .regression(.cox)]),
      StudyModel(
        name: "b", source: .blocks(["delta", "all"]),
        pipeline: [
          .univariate(top: 5, p: 0.05), .robust(icc: 0.75, from: "p"), .volumeCorrelation(limit: 0.8, onlyFlags: true),
          .penalised(family: .cox, alpha: 0.5, folds: 7, rule: .oneStandardError),
        ]),
      StudyModel(
        name: "c", source: .models(["a", "b"]),
        pipeline: [.penalised(family: .cox, alpha: 1, folds: 10, rule: .minimum)]),
    ], compare: [["a", "b"], ["c", "a"]], cutoff: .maximallySelected, seed: 20_261_122)

  @Test func `is read as the same plan`() throws {
    let text = try #require(Self.whole.studyFile)
    #expect(try StudyPlan(text: text) == Self.whole)
  }

  @Test(arguments: [
    StudySplit.random(fraction: 0.65, isStratified: true), .random(fraction: 0.5, isStratified: false),
    .folds(count: 5, repeats: 10), .leaveOneOut(column: "site no"),
    .condition(column: "date", training: "<= 2010-04-30", kind: .date),
    .condition(column: "centre", training: "!= \"St. Mary's\"", kind: .centre),
  ]) func `whatever the split`(split: StudySplit) throws {
    var plan = Self.whole
    plan.split = split
    #expect(try StudyPlan(text: try #require(plan.studyFile)) == plan)
  }

  @Test(arguments: [
    StudyOutcome.binary(column: "a: b", positive: "yes"), .classes(column: "grade"),
    .ordinal(column: "stage", levels: ["F0", "F1", "F2"]),
  ]) func `whatever the outcome`(outcome: StudyOutcome) throws {
    let plan = StudyPlan(
      name: "n", outcome: outcome, split: .folds(count: 5, repeats: 1),
      blocks: [StudyBlock(name: "b", content: .columns(["x"]))],
      models: [
        StudyModel(
          name: "m", source: .blocks(["b"]),
          pipeline: [.penalised(family: .logistic, alpha: 0, folds: 5, rule: .minimum)])
      ], cutoff: CutoffRule.none)
    #expect(try StudyPlan(text: try #require(plan.studyFile)) == plan)
  }

  @Test func `units named one by one have no words in it`() {
    var plan = Self.whole
    plan.split = .assigned(training: ["P1"], validation: ["P2"])
    #expect(plan.studyFile == nil)
  }
}
