import Foundation
import TestSupport
import Testing

@testable import Stats

/// Data that provoke each caution of this room.
private enum Provoked {
  static func subjects(_ times: [Double], events: (Int) -> Bool = { _ in true }) -> [SurvivalTime] {
    times.enumerated().map { SurvivalTime(time: $1, isEvent: events($0)) }
  }

  static let ten = (1...10).map(Double.init)
  static let twenty = (1...20).map(Double.init)

  static func design(_ columns: [Double]...) -> Design {
    Design(columns: columns.enumerated().map { (name: "x\($0)", values: $1) })
  }

  static func roc(positives: Int, negatives: Int, score: (Int) -> Double) throws -> [Caution] {
    let classes = (0..<(positives + negatives)).map { $0 < positives }
    return try ROCCurve(isPositive: classes, scores: classes.indices.map(score)).cautions
  }

  /// A pipeline on rows of which three in forty are positive; column x1 is empty, x2 constant.
  static func pipeline(_ steps: [Pipeline.Step], _ estimator: any Estimator) throws -> [Caution] {
    var g = SeededGenerator(seed: 8)
    let design = Design(columns: [
      (name: "x0", values: (0..<40).map { _ in g.normal() }), (name: "x1", values: (0..<40).map { _ in .nan }),
      (name: "x2", values: (0..<40).map { _ in 3 }),
    ])
    let observations = try Observations(design: design, outcome: .binary((0..<40).map { $0 % 13 == 1 }))
    return try Pipeline(steps: steps, estimator: estimator).fit(observations.asTraining(seed: 1)).cautions
  }

  /// A hazard ratio that turns over half way.
  static func crossingHazards() throws -> [Caution] {
    let x = (0..<60).map { $0 % 2 == 0 ? 1.0 : 0 }
    let times = x.indices.map { i -> SurvivalTime in
      let step = Double(i)
      let time: Double = x[i] == 0 ? 10 + 0.1 * step : i < 40 ? 1 + 0.01 * step : 30 + 0.01 * step
      return SurvivalTime(time: time, isEvent: true)
    }
    let observations = try Observations(design: design(x), outcome: .survival(times))
    return try CoxRegression().fit(observations.asTraining(seed: 1)).cautions
  }

  static func survivalMeasure(_ risk: Double, at time: Double) throws -> [Caution] {
    let all = subjects(twenty)
    return try SurvivalBrier(all, risks: all.map { _ in risk }, at: time).cautions
  }

  static let all: [(code: String, name: String, cautions: @Sendable () throws -> [Caution])] = [
    ("few_in_class", "five positives", { try roc(positives: 5, negatives: 30) { Double($0 * 7 % 31) } }),
    ("class_imbalance", "ROC, one in twenty", { try roc(positives: 10, negatives: 190) { Double($0 * 7 % 199) } }),
    (
      "class_imbalance", "logistic regression, one in twenty",
      {
        try LogisticRegression().fit(design((0..<200).map { Double($0 * 7 % 199) }), (0..<200).map { $0 < 10 }).cautions
      }
    ),
    ("constant_score", "one score", { try roc(positives: 20, negatives: 20) { _ in 1 } }),
    ("ties", "three scores of forty", { try roc(positives: 20, negatives: 20) { Double($0 % 3) } }),
    (
      "ties", "three scores in concordance",
      { try Concordance(subjects(twenty), scores: twenty.map { $0.truncatingRemainder(dividingBy: 3) }).cautions }
    ),
    ("ties", "an exact rank test of ties", { try RankTests.rankSum([1, 2, 2], [2, 3, 4], method: .exact).cautions }),
    ("separation", "ROC", { try roc(positives: 20, negatives: 20) { Double(-$0) } }),
    (
      "separation", "logistic regression",
      { try LogisticRegression().fit(design(twenty), twenty.map { $0 > 10 }).cautions }
    ),
    (
      "separation", "a monotone Cox likelihood",
      { try CoxRegression().fit(CoxData(design: design(ten.map { -$0 }), times: subjects(ten))).cautions }
    ),
    (
      "below_chance", "a score that points down",
      { try roc(positives: 20, negatives: 20) { Double($0 * 11 % 40) - Double(40 - $0) } }
    ),
    (
      "interval_near_edge", "two wrong pairs",
      { try roc(positives: 20, negatives: 40) { $0 == 19 ? -30.5 : Double(-$0) } }
    ),
    (
      "certain_predictions", "risk 1",
      {
        try Calibration(
          PredictedOutcomes(isPositive: [true, false, true, false], probabilities: [1, 0.2, 0.4, 0.6])
        ).cautions
      }
    ),
    (
      "few_events", "calibration",
      {
        try Calibration(
          PredictedOutcomes(isPositive: [true, false, true, false], probabilities: [0.7, 0.2, 0.4, 0.6])
        )
        .cautions
      }
    ),
    (
      "few_events", "decision curve",
      {
        try DecisionCurve(
          PredictedOutcomes(isPositive: [true, false, true, false], probabilities: [0.7, 0.2, 0.4, 0.6])
        ).cautions
      }
    ),
    (
      "few_events", "log-rank",
      { try LogRank(subjects(ten), by: Grouping(codes: ten.map { $0 > 2 ? 1 : 0 }, names: ["a", "b"])).cautions }
    ),
    ("few_events", "concordance", { try Concordance(subjects(ten), scores: ten).cautions }),
    (
      "few_events", "a lasso with more candidates than events",
      { try pipeline([.prepare(.impute(.median)), .prepare(.dropConstant)], PenalisedModel(strength: .lambda(0.01))) }
    ),
    (
      "few_rows", "ordinal concordance",
      { try OrdinalEvaluation(outcome: [0, 1, 2], scores: [1, 2, 3], levels: ["F0", "F1", "F2"]).cautions }
    ),
    (
      "few_events", "calibration at a time",
      { try SurvivalCalibration(subjects(ten), risks: ten.map { $0 / 20 }, at: 5).cautions }
    ),
    (
      "few_events", "survival decision curve",
      { try SurvivalDecisionCurve(subjects(ten), risks: ten.map { $0 / 20 }, horizon: 5, thresholds: [0.1]).cautions }
    ),
    (
      "no_slope", "equal predictions",
      { try Calibration(PredictedOutcomes(isPositive: [true, false], probabilities: [0.4, 0.4])).cautions }
    ),
    (
      "nri_miscalibration", "any net reclassification",
      {
        let predicted = try PredictedOutcomes(isPositive: [true, false], probabilities: [0.6, 0.4])
        return try Reclassification(old: predicted, new: predicted).cautions
      }
    ),
    ("all_censored", "Kaplan–Meier", { try KaplanMeier(subjects(ten) { _ in false }).cautions }),
    (
      "all_censored", "log-rank",
      {
        try LogRank(
          subjects(ten) { _ in false }, by: Grouping(codes: ten.map { $0 > 5 ? 1 : 0 }, names: ["a", "b"])
        ).cautions
      }
    ),
    ("few_at_risk", "the tail of twenty", { try KaplanMeier(subjects(twenty)).cautions }),
    (
      "few_at_risk", "time-dependent ROC with two cases",
      { try TimeDependentROC.at([2], subjects(twenty), scores: twenty)[0].cautions }
    ),
    ("few_subjects", "six subjects", { try KaplanMeier(subjects([1, 2, 3, 4, 5, 6])).cautions }),
    (
      "beyond_follow_up", "restricted mean",
      { try KaplanMeier(subjects(ten) { $0 < 5 }).restrictedMean(to: 30).cautions }
    ),
    ("beyond_follow_up", "Brier score", { try survivalMeasure(0.5, at: 20) }),
    (
      "beyond_follow_up", "survival decision curve",
      {
        try SurvivalDecisionCurve(subjects(ten) { $0 < 5 }, risks: ten.map { $0 / 20 }, horizon: 30, thresholds: [0.1])
          .cautions
      }
    ),
    (
      "beyond_follow_up", "calibration at a time",
      { try SurvivalCalibration(subjects(ten) { $0 < 5 }, risks: ten.map { $0 / 20 }, at: 30).cautions }
    ),
    (
      "no_usable_pairs", "nobody has the event",
      { try Concordance(subjects(ten) { _ in false }, scores: ten).cautions }
    ),
    (
      "collinear", "Cox regression",
      {
        let x = (0..<10).map { Double($0 * 7 % 10) }
        return try CoxRegression().fit(CoxData(design: design(x, x.map { 2 * $0 + 1 }), times: subjects(ten))).cautions
      }
    ),
    (
      "constant_column", "logistic regression",
      {
        try LogisticRegression().fit(
          design(ten.map { _ in 2 }, ten.map { Double(Int($0) * 7 % 10) }), ten.map { Int($0) % 2 == 0 }
        ).cautions
      }
    ),
    ("empty_column", "a column without values", { try pipeline([.prepare(.impute(.median))], LogisticRegression()) }),
    (
      "nothing_selected", "a penalty that is too strong",
      { try pipeline([.prepare(.impute(.median)), .prepare(.dropConstant)], PenalisedModel(strength: .lambda(10))) }
    ),
    (
      "not_converged", "Cox regression in one step",
      {
        try CoxRegression(maximumIterations: 1).fit(
          CoxData(design: design((0..<20).map { Double($0 * 7 % 20) }), times: subjects(twenty))
        ).cautions
      }
    ),
    (
      "not_converged", "logistic regression in one step",
      {
        try LogisticRegression(maximumIterations: 1).fit(
          design(twenty.map { sqrt($0) }), (0..<20).map { $0 * 7 % 20 > 8 }
        ).cautions
      }
    ),
    (
      "not_converged", "accelerated failure time in one step",
      {
        try ParametricSurvival(.weibull, maximumIterations: 1).fit(
          design((0..<20).map { Double($0 * 7 % 20) }), subjects(twenty)
        ).cautions
      }
    ),
    ("non_proportional_hazards", "hazards that cross", { try crossingHazards() }),
    (
      "optimised_cutoff", "maximally selected",
      { try MaximallySelectedCutoff.search(subjects(twenty), marker: twenty)?.cautions ?? [] }
    ),
    (
      "optimised_cutoff", "Youden on training",
      {
        let observations = try Observations(design: design(twenty), outcome: .binary(twenty.map { $0 > 8 }))
        return try Cutoff.learned(.youden, scores: twenty, on: observations.asTraining(seed: 1)).cautions
      }
    ),
    (
      "stacked_in_sample", "a combined model without folds",
      {
        let x = (0..<20).map { Double($0 * 7 % 20) }
        let observations = try Observations(design: design(x), outcome: .binary(twenty.map { Int($0) % 3 == 0 }))
        return try StackedModel(
          members: [.init(name: "m", estimator: LogisticRegression(), stream: 0)], combiner: LogisticRegression(),
          scores: .inSample
        ).fit(observations.asTraining(seed: 1)).cautions
      }
    ),
    // Raised by the rooms above, for studies of regions and for areas of clusters.
    (
      "clustered_rows", "rows of one patient",
      { [.clusteredRows("regions", aware: "The areas take", unaware: "the other tests")] }
    ),
    ("constant", "a t test of constants", { try MeanTests.welch([1, 1, 1], [2, 2, 2]).cautions }),
    ("small_expected", "χ² of a small table", { try ContingencyTable([[2, 3], [4, 1]]).chiSquared().cautions }),
    (
      "large_sample", "Shapiro–Wilk of 6,000",
      {
        var g = SeededGenerator(seed: 1)
        return try VarianceTests.shapiroWilk((0..<6000).map { _ in g.normal() }).cautions
      }
    ),
  ]
}

@Suite struct CautionTests {
  @Test(arguments: Provoked.all.indices)
  func `every caution is raised by the data it warns of, with a reason and a remedy`(k: Int) throws {
    let one = Provoked.all[k]
    let found = try one.cautions()
    let caution = try #require(
      found.first { $0.code == one.code }, "\(one.name) has \(found.map(\.code)) instead of \(one.code)")
    #expect(caution.message.count > 40 && caution.message.hasSuffix("."))
  }

  @Test func `every caution of the room has data here or a test of its own`() throws {
    let sources = Reference.projectRoot.appending(path: "Sources/Stats")
    let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var codes = Set<String>()
    for case let file as URL in files where file.pathExtension == "swift" {
      for match in try String(contentsOf: file, encoding: .utf8).matches(of: /code: "([a-z_]+)"/) {
        codes.insert(String(match.1))
      }
    }
    #expect(codes.count > 20)
    // Raised by selection steps that VolumeCorrelationTests provoke.
    let elsewhere: Set<String> = ["volume_correlation", "not_robust"]
    #expect(codes.subtracting(Provoked.all.map(\.code)).subtracting(elsewhere) == [])
  }

  @Test func `an ordinary sample raises none`() throws {
    var g = SeededGenerator(seed: 12)
    let classes = (0..<300).map { $0 % 2 == 0 }
    let scores = classes.map { ($0 ? 1 : 0) + g.normal() }
    #expect(try ROCCurve(isPositive: classes, scores: scores).cautions == [])
    #expect(try LogisticRegression().fit(Provoked.design(scores), classes).cautions == [])
    #expect(
      try DecisionCurve(PredictedOutcomes(isPositive: classes, probabilities: classes.map { _ in 0.5 })).cautions == [])
  }
}

@Suite struct ModelErrorTests {
  static let sentences: [(ModelError, String)] = [
    (
      .rowsDiffer(design: 3, other: 2, what: "times"), "The design has 3 rows but there are 2 times. Give one per row."
    ), (.unknownColumn(name: "agge", known: ["age", "sex"]), "There is no column “agge”. Did you mean “age”?"),
    (.unknownColumn(name: "age", known: []), "There is no column “age”. There are no columns."),
    (
      .missingValues(column: "age", count: 1),
      "Column “age” has 1 missing or infinite value. Impute them or leave the rows out before fitting."
    ),
    (
      .tooLarge(column: "suv"),
      "Column “suv” has values beyond 1e140, whose squares are too large to compute with. Give it in a larger unit, or "
        + "correct it."
    ), (.noRows, "There are no rows to learn from. Check the filter and the split."),
    (
      .noColumns(model: "The pipeline"),
      "The pipeline has no column to learn from. Choose at least one variable, or loosen the selection."
    ),
    (
      .noEvents(model: "Cox regression", rows: 4),
      "Cox regression needs events, but none of the 4 training rows has one. Check the event column's coding."
    ), (.badTime(row: 0), "The time in row 1 is missing, infinite or negative. Correct it or leave the row out."),
    (.badInterval(row: 1), "The interval in row 2 does not start before it ends. Correct it or leave the row out."),
    (.badWeights(row: 2), "The weight in row 3 is not a positive number. Weights must be finite and above zero."),
    (
      .emptySide("training"),
      "The split leaves no row on the training side. Change the fraction, the date or the column's values."
    ), (.badFraction(2), "A training fraction of 2.0 is not between 0 and 1. A common choice is 0.7."),
    (.badFolds("there is one"), "These folds cannot be used: there is one."),
    (
      .notConverged(model: "Cox regression", iterations: 50),
      "Cox regression did not converge in 50 steps. Look for collinear or separating variables, or use a penalised model."
    ),
    (
      .noProbability(model: "A Cox model"),
      "A Cox model gives a score but no probability. Calibrate it, or use a logistic model."
    ),
    (
      .unknownLevel(column: "sex", level: "x", known: ["f", "m"]),
      "Column “sex” has the level “x”, which the training rows do not have (they have f, m). "
        + "Merge rare levels before the split."
    ),
    (.nothingSelected(step: "The filter"), "The filter keeps no variable. Loosen its threshold or leave the step out."),
    (.cancelled, "The fit was cancelled. Run it again to have its numbers."),
  ]

  @Test(arguments: sentences.indices)
  func `an error of models says what happened and what to do`(k: Int) {
    #expect(Self.sentences[k].0.description == Self.sentences[k].1)
  }
}
