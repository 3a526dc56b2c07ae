import Foundation
import Stats
import TestSupport
import Testing

@testable import Cohort

/// What a study file can ask beyond discrimination: cut-offs, readers, reclassification.
@Suite struct StudyEvaluationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ evaluation: String, split: String = "{by: centre, column: centre, training: [A]}") async throws
    -> RunResult
  {
    let text = """
      study: evaluated
      outcome: {binary: mets, positive: yes}
      split: \(split)
      blocks:
        clinical: [age, sex]
        radiomics: {extraction: ct, features: ["original_signal"]}
      models:
        signal: {block: radiomics, pipeline: [{impute: median}, logistic]}
        clinical: {block: clinical, pipeline: [{impute: median}, logistic]}
      compare: [[signal, clinical]]
      evaluation: \(evaluation)
      """
    return try await StudyRunner(StudyPlan(text: text)).run(SignalCohort.make(folder.file("c.sqlite")), jobs: 2)
  }

  private func prediction(_ result: RunResult, _ part: String, _ model: String = "signal") throws
    -> RunResult.Prediction
  {
    try #require(result.predictions.first { $0.model == model && $0.part == part })
  }

  @Test func `every cut-off is chosen in training and judged as it is in validation`() async throws {
    let result = try await run(
      "{cutoffs: [{sensitivity: 0.9}, {specificity: 0.9}, {fpr: 0.2}, {probability: 0.5}, {score: 0.25}, median, youden], "
        + "prevalence: [0.1]}")
    let rows = try #require(result.evaluation?.cutoffs.filter { $0.model == "signal" })
    // The study's own cut-off is Youden's, which is told once.
    let rules = [
      "Youden", "sensitivity ≥ 0.9", "specificity ≥ 0.9", "FPR ≤ 0.2", "probability ≥ 0.5", "fixed", "median",
    ]
    #expect(rows.filter { $0.part == "training" }.map(\.rule) == rules)
    #expect(rows.filter(\.isFrozen).map(\.rule) == ["Youden", "Youden"])
    for rule in rules {
      let training = try #require(rows.first { $0.part == "training" && $0.rule == rule })
      let validation = try #require(rows.first { $0.part == "validation" && $0.rule == rule })
      #expect(training.threshold == validation.threshold, "\(rule) is frozen")
      for row in [training, validation] {
        let own = try prediction(result, row.part)
        let classes = try #require(own.isPositive)
        let threshold = try #require(row.threshold)
        func count(_ isPositive: Bool, _ isHigh: Bool) -> Int {
          classes.indices.count { classes[$0] == isPositive && (own.scores[$0] >= threshold) == isHigh }
        }
        let table = try #require(row.confusion)
        #expect(table.truePositives == count(true, true) && table.falsePositives == count(false, true))
        #expect(table.falseNegatives == count(true, false) && table.trueNegatives == count(false, false))
        #expect(row.n == classes.count)
        let sensitivity = try #require(row.metrics["sensitivity"])
        let specificity = try #require(row.metrics["specificity"])
        #expect(sensitivity.value == Double(count(true, true)) / Double(count(true, true) + count(true, false)))
        #expect((sensitivity.low ?? 1) < sensitivity.value && sensitivity.value < (sensitivity.high ?? 0))
        if let ratio = row.metrics["lr_positive"] {
          #expect(abs(ratio.value - sensitivity.value / (1 - specificity.value)) < 1e-12)
        }
        // Bayes at a prevalence of one in ten.
        let corrected = try #require(row.metrics["ppv_at_0.1"])
        let wanted = sensitivity.value * 0.1 / (sensitivity.value * 0.1 + (1 - specificity.value) * 0.9)
        #expect(abs(corrected.value - wanted) < 1e-12 && row.metrics["npv_at_0.1"] != nil)
      }
      let found = training.metrics
      switch rule {
      case "sensitivity ≥ 0.9": #expect((found["sensitivity"]?.value ?? 0) >= 0.9)
      case "specificity ≥ 0.9": #expect((found["specificity"]?.value ?? 0) >= 0.9)
      case "FPR ≤ 0.2": #expect(1 - (found["specificity"]?.value ?? 0) <= 0.2 + 1e-12)
      case "probability ≥ 0.5": #expect(training.threshold == 0)
      case "fixed": #expect(training.threshold == 0.25)
      default: break
      }
    }
    #expect(result.cautions.contains { $0.code == "optimised_cutoff" })
    // The study's own rates carry the same.
    let own = try #require(result.results.first { $0.model == "signal" && $0.part == "validation" })
    let frozen = try #require(rows.first { $0.part == "validation" && $0.isFrozen })
    #expect(own.metrics["lr_negative"]?.value == frozen.metrics["lr_negative"]?.value)
    #expect(own.metrics["ppv_at_0.1"]?.value == frozen.metrics["ppv_at_0.1"]?.value)
    #expect(own.cutoff == frozen.threshold)
  }

  @Test func `in cross-validation every fold has cut-offs of its own`() async throws {
    let result = try await run("{cutoffs: [{specificity: 0.8}]}", split: "{by: kfold, folds: 4}")
    let rows = try #require(result.evaluation?.cutoffs.filter { $0.model == "signal" })
    #expect(rows.map(\.rule) == ["Youden", "specificity ≥ 0.8"] && rows.allSatisfy { $0.threshold == nil })
    #expect(rows.allSatisfy { $0.n == result.n && $0.metrics["specificity"] != nil })
    #expect(abs((rows[1].metrics["specificity"]?.value ?? 0) - 0.8) < 0.1)
  }

  @Test func `compared models are tested by reclassification and by what they call`() async throws {
    let result = try await run("{tests: [nri, idi, brier, mcnemar, predictive-values], categories: [0.3, 0.6]}")
    let a = try prediction(result, "validation")
    let b = try prediction(result, "validation", "clinical")
    let classes = try #require(a.isPositive)
    let new = try #require(a.probabilities)
    let old = try #require(b.probabilities)
    func row(_ metric: String) throws -> RunResult.Comparison {
      try #require(result.comparisons.first { $0.metric == metric && $0.part == "validation" && $0.b == "clinical" })
    }
    #expect(result.comparisons.first?.metric == "auc", "the areas come first")
    // Net movement, counted.
    func net(_ isPositive: Bool) -> Double {
      let own = classes.indices.filter { classes[$0] == isPositive }
      let up = own.count { new[$0] > old[$0] }
      return Double(up - own.count { new[$0] < old[$0] }) / Double(own.count)
    }
    let nri = try row("nri_continuous")
    #expect(abs(nri.difference - (net(true) - net(false))) < 1e-12 && nri.low != nil && nri.p != nil)
    #expect(try abs(row("nri_continuous_events").difference - net(true)) < 1e-12)
    func mean(_ isPositive: Bool) -> Double {
      let own = classes.indices.filter { classes[$0] == isPositive }
      return own.reduce(0) { $0 + new[$1] - old[$1] } / Double(own.count)
    }
    #expect(try abs(row("idi").difference - (mean(true) - mean(false))) < 1e-12)
    #expect(try row("brier").difference < 0, "the signal's error is smaller")
    // McNemar: the squared difference of the discordant pairs over their sum.
    let first = classes.indices.count { classes[$0] && a.isHigh[$0] && !b.isHigh[$0] }
    let second = classes.indices.count { classes[$0] && !a.isHigh[$0] && b.isHigh[$0] }
    let statistic = pow(Double(first - second), 2) / Double(first + second)
    let sensitivity = try row("sensitivity")
    #expect(sensitivity.test == "McNemar's test of sensitivities")
    #expect(
      abs((sensitivity.p ?? 0) - ChiSquaredDistribution(degreesOfFreedom: 1).upperTail(statistic)) < 1e-12)
    #expect(try row("ppv").test == "weighted generalised score test of positive predictive values")
    let moved = try #require(result.evaluation?.reclassifications.first { $0.part == "validation" })
    #expect(moved.categories == ["0–0.3", "0.3–0.6", "0.6–1"])
    #expect(moved.events.joined().reduce(0, +) == classes.count { $0 })
    #expect(moved.nonEvents[0][2] == classes.indices.count { !classes[$0] && old[$0] < 0.3 && new[$0] >= 0.6 })
    #expect(result.cautions.contains { $0.code == "nri_miscalibration" })
  }

  @Test func `only the tests that were asked for are made`() async throws {
    let result = try await run("{tests: [mcnemar]}")
    #expect(Set(result.comparisons.map(\.metric)) == ["auc", "sensitivity", "specificity", "accuracy"])
    #expect(!result.cautions.contains { $0.code == "nri_miscalibration" })
  }

  @Test func `readers are judged on what they read, and compared with the frozen cut-off`() async throws {
    let result = try await run("{readers: [reader]}")
    let rows = try #require(result.evaluation?.readers)
    #expect(rows.map(\.part) == ["training", "validation"])
    for row in rows {
      let own = try prediction(result, row.part)
      let classes = try #require(own.isPositive)
      #expect(row.calls.count == classes.count && row.n + row.missing == classes.count)
      #expect(row.missing == row.calls.count { $0 == nil })
      let found = classes.indices.filter { classes[$0] && row.calls[$0] == true }.count
      let all = classes.indices.filter { classes[$0] && row.calls[$0] != nil }.count
      #expect(row.metrics["sensitivity"]?.value == Double(found) / Double(all))
      #expect(abs((row.metrics["sensitivity"]?.value ?? 0) - 0.75) < 0.2)
      let comparison = try #require(
        result.comparisons.first { $0.b == "reader" && $0.metric == "sensitivity" && $0.part == row.part })
      let read = classes.indices.filter { classes[$0] && row.calls[$0] != nil }
      let model = Double(read.count { own.isHigh[$0] }) / Double(read.count)
      #expect(abs(comparison.difference - (model - Double(found) / Double(all))) < 1e-12)
    }
    // Every tenth patient has no reading; those of centre B are every second one.
    #expect(rows.map(\.missing) == [0, 15])
  }

  @Test func `a cut-off chosen by hand renews rates, readers and differences`() async throws {
    let result = try await run("{readers: [reader], tests: [mcnemar], cutoffs: [{specificity: 0.9}]}")
    let changed = try result.withCutoff(100, of: "signal", chosenOn: "validation")
    let rows = try #require(changed.evaluation?.cutoffs.filter { $0.model == "signal" && $0.part == "validation" })
    // Nobody scores 100.
    #expect(rows.map(\.rule) == ["by hand", "specificity ≥ 0.9"])
    #expect(rows[0].threshold == 100 && rows[0].metrics["sensitivity"]?.value == 0)
    #expect(rows[1] == result.evaluation?.cutoffs.first { $0.rule == "specificity ≥ 0.9" && $0.part == "validation" })
    for other in ["reader", "clinical"] {
      let row = try #require(
        changed.comparisons.first { $0.b == other && $0.metric == "specificity" && $0.part == "validation" })
      #expect(row.difference > 0, "specificity is 1 where nobody is called positive")
    }
    #expect(changed.comparisons.filter { $0.metric == "auc" } == result.comparisons.filter { $0.metric == "auc" })
  }

  @Test(arguments: [
    ("evaluation: {cutoff: 1}", "unknown key \"cutoff\" in \"evaluation\". Did you mean \"cutoffs\"?"),
    (
      "evaluation: {cutoffs: [{sensitivty: 0.9}]}", "unknown key \"sensitivty\" in \"evaluation.cutoffs\". Did you mean"
    ),
    ("evaluation: {cutoffs: [{sensitivity: 90}]}", "\"sensitivity\" is a share between 0 and 1, such as 0.9."),
    (
      "evaluation: {cutoffs: [{sensitivity: 0.9, fpr: 0.1}]}",
      "a cut-off has one of the keys sensitivity, specificity, fpr, probability, score."
    ),
    ("evaluation: {cutoffs: [maximally-selected]}", "a maximally selected cut-off is for a survival outcome."),
    (
      "cutoff: yuden",
      "\"cutoff\" must be youden-on-training, median-on-training, maximally-selected-on-training, none, a number, or one "
        + "of the keys sensitivity, specificity, fpr, probability, score, not \"yuden\"."
    ),
    ("evaluation: {prevalence: 15}", "\"evaluation.prevalence\" needs shares between 0 and 1, such as 0.15."),
    ("evaluation: {tests: [nri]}", "\"tests\" are of the pairs of \"compare\", which has none."),
    (
      "compare: [[m, m]]\nevaluation: {tests: [net]}",
      "\"evaluation.tests\" must be one of nri, idi, brier, mcnemar, predictive-values, not \"net\"."
    ),
    (
      "compare: [[m, m]]\ncutoff: none\nevaluation: {tests: [mcnemar]}",
      "mcnemar compares calls at the frozen cut-offs, but \"cutoff\" is none."
    ),
    (
      "compare: [[m, s]]\nevaluation: {tests: [nri]}",
      "nri compares probabilities, but model \"s\" gives a score; say score: probability if it is one."
    ),
    (
      "evaluation: {categories: [0.1]}", "\"categories\" are those of the test nri; add it to \"tests\"."
    ),
    (
      "compare: [[m, m]]\nevaluation: {tests: [nri], categories: [1.5]}",
      "\"evaluation.categories\" needs probabilities between 0 and 1, such as [0.1, 0.3]."
    ),
    ("cutoff: {probability: 0.5}", "model \"s\" gives a score and no probability; give its cut-off as a score."),
    ("evaluation: {landmarks: [6]}", "\"landmarks\" is for a survival outcome."),
    ("evaluation: {competing: {event: c}}", "\"competing\" is for a survival outcome."),
  ])
  func `what cannot be asked of two classes says why`(line: String, sentence: String) throws {
    let text = """
      study: s
      outcome: {binary: y}
      blocks: {c: [x]}
      models:
        m: {block: c, pipeline: [logistic]}
        s: {block: c, pipeline: [score]}
      \(line)
      """
    let error = #expect(throws: PlanError.self) { try StudyPlan(text: text) }
    let found = try #require(error).description
    #expect(found.contains(": " + sentence), "\(found)")
  }

  @Test(arguments: [
    ("evaluation: {readers: [r]}", "\"readers\" judge an outcome of two classes."),
    ("evaluation: {prevalence: 0.1}", "\"prevalence\" is for an outcome of classes."),
    (
      "cutoff: youden",
      "this cut-off needs classes; for survival it is median-on-training, maximally-selected-on-training or a score."
    ),
    ("evaluation: {rates: [-1]}", "\"evaluation.rates\" needs times of 0 or later."),
    ("evaluation: {landmarks: [0]}", "\"evaluation.landmarks\" needs times after 0."),
    ("evaluation: {rmst: 0}", "\"rmst\" is a time after 0."),
    ("cutoff: none\nevaluation: {rates: [12]}", "\"rates\" looks at risk groups, but \"cutoff\" is none."),
    ("evaluation: {competing: {}}", "\"evaluation.competing\" needs the key \"event\"."),
  ])
  func `what cannot be asked of survival says why`(line: String, sentence: String) throws {
    let text = """
      study: s
      outcome: {survival: {time: t, event: e}}
      blocks: {c: [x]}
      models: {m: {block: c, pipeline: [cox]}}
      \(line)
      """
    let error = #expect(throws: PlanError.self) { try StudyPlan(text: text) }
    let found = try #require(error).description
    #expect(found.contains(": " + sentence), "\(found)")
  }

  @Test(arguments: [
    ("{readers: [raeder]}", "There is no column \"raeder\". Did you mean \"reader\"?"),
    (
      "{readers: [arm]}",
      "\"arm\" is no test with two results: it holds \"control\", \"drug\". Code it \"yes\" or 1, true, yes for a positive "
        + "call and one other value for a negative one."
    ),
  ])
  func `a column that is no reading says why before anything is trained`(evaluation: String, sentence: String)
    async throws
  {
    do {
      _ = try await run(evaluation)
      Issue.record("\(evaluation) was accepted")
    } catch {
      #expect(String(describing: error) == sentence)
    }
  }
}
