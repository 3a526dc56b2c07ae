import Testing

@testable import Stats

@Suite struct MultiClassTests {
  /// Ten rows by hand: a is called a, a, b; b is called b, b, b, c; c is called c, a, c.
  static let truth = [0, 0, 0, 1, 1, 1, 1, 2, 2, 2]
  static let calls = [0, 0, 1, 1, 1, 1, 2, 2, 0, 2]

  @Test func `averages of three classes by hand`() throws {
    let matrix = try ConfusionMatrix(truth: Self.truth, predicted: Self.calls, classes: ["a", "b", "c"])
    #expect(matrix.counts == [[2, 1, 0], [0, 3, 1], [1, 0, 2]])
    #expect(matrix.accuracy().value == 0.7)
    let recall = (2.0 / 3 + 3.0 / 4 + 2.0 / 3) / 3
    #expect(abs(matrix.macro.recall - recall) < 1e-15)
    #expect(abs(matrix.balancedAccuracy - recall) < 1e-15)
    #expect(abs(matrix.weighted.recall - 0.7) < 1e-15)
    #expect(abs(matrix.micro.precision - 0.7) < 1e-15)
    #expect(abs(matrix.micro.f1 - 0.7) < 1e-15)
    // Calls: 3, 4, 3. κ = (0.7 − 0.34)/(1 − 0.34).
    #expect(abs((try matrix.kappa().kappa ?? 0) - 0.36 / 0.66) < 1e-14)
    // (7·10 − 34)/√((100 − 34)(100 − 34)).
    #expect(abs((matrix.matthews ?? 0) - 36.0 / 66) < 1e-14)
    let cost = try matrix.meanCost([[0, 1, 2], [1, 0, 1], [4, 1, 0]])
    #expect(abs(cost.value - 0.6) < 1e-15)
  }

  @Test func `Hand and Till's measure of two classes is the ordinary area`() throws {
    let (outcome, scores) = ROCTests.random(100, seed: 3)
    let truth = outcome.map { $0 ? 1 : 0 }
    let auc = try MultiClassAUC(truth: truth, scores: [scores.map { -$0 }, scores], classes: ["no", "yes"])
    let plain = try ScoredOutcomes(isPositive: outcome, scores: scores).auc
    #expect(abs((auc.handTill ?? 0) - plain) < 1e-14)
    #expect(abs((auc.macro ?? 0) - plain) < 1e-14)
  }

  @Test func `a class without rows has no area`() throws {
    let auc = try MultiClassAUC(
      truth: [0, 1, 0], scores: [[1, 0, 1], [0, 1, 0], [0, 0, 0]], classes: ["a", "b", "c"])
    #expect(auc.oneVersusRest[2] == nil)
    #expect(auc.handTill == 1)
  }

  @Test func `an ordinal outcome of two levels is a binary one`() throws {
    let (outcome, scores) = ROCTests.random(80, seed: 4)
    let ordinal = try OrdinalEvaluation(outcome: outcome.map { $0 ? 1 : 0 }, scores: scores, levels: ["F0", "F1"])
    let auc = try ScoredOutcomes(isPositive: outcome, scores: scores).auc
    #expect(abs((ordinal.concordance.value ?? 0) - auc) < 1e-14)
    #expect(abs((ordinal.thresholds.first?.auc?.value ?? 0) - auc) < 1e-14)
    let lower = try OrdinalEvaluation(
      outcome: outcome.map { $0 ? 1 : 0 }, scores: scores.map { -$0 }, levels: ["F0", "F1"], direction: .lower)
    #expect(abs((lower.concordance.value ?? 0) - auc) < 1e-14)
  }

  @Test func `bad classes and costs are refused`() throws {
    #expect(throws: EvaluationError.unknownClass(row: 1, classes: 2)) {
      try ConfusionMatrix(truth: [0, 2], predicted: [0, 1], classes: ["a", "b"])
    }
    #expect(throws: EvaluationError.fewClasses(found: 1)) {
      try ConfusionMatrix(truth: [0], predicted: [0], classes: ["a"])
    }
    #expect(throws: EvaluationError.noRows) { try ConfusionMatrix(truth: [], predicted: [], classes: ["a", "b"]) }
    let matrix = try ConfusionMatrix(truth: [0, 1], predicted: [0, 1], classes: ["a", "b"])
    #expect(throws: EvaluationError.badCost("a right call must cost 0")) { try matrix.meanCost([[1, 1], [1, 0]]) }
    #expect(throws: EvaluationError.badCost("a cost is negative or infinite")) {
      try matrix.meanCost([[0, -1], [1, 0]])
    }
    #expect(throws: EvaluationError.unknownClass(row: 0, classes: 2)) {
      try OrdinalEvaluation(outcome: [5, 0], scores: [1, 2], levels: ["a", "b"])
    }
  }
}

@Suite struct PredictionTests {
  static func sample(_ n: Int, seed: UInt64) throws -> PredictedOutcomes {
    var generator = SeededGenerator(seed: seed)
    let p = (0..<n).map { _ in 0.05 + 0.9 * generator.uniform() }
    return try PredictedOutcomes(isPositive: p.map { generator.uniform() < $0 }, probabilities: p)
  }

  @Test func `predictions that come true have slope one and intercept zero within their error`() throws {
    let c = try Calibration(Self.sample(4000, seed: 1))
    let slope = try #require(c.slope)
    #expect(abs(slope.value - 1) < 3 * (slope.standardError ?? 0))
    #expect((c.hosmerLemeshow.p ?? 0) > 0.001)
    let d = c.decomposition
    #expect(abs(d.reliability - d.resolution + d.uncertainty + d.remainder - c.brier) < 1e-15)
  }

  @Test func `equal predictions have no slope but a caution`() throws {
    let c = try Calibration(
      PredictedOutcomes(isPositive: [true, false, true, false], probabilities: [0.5, 0.5, 0.5, 0.5]))
    #expect(c.slope == nil)
    #expect(c.brier == 0.25)
    #expect(c.cautions.contains { $0.code == "no_slope" })
    #expect(abs((c.interceptInTheLarge?.value ?? 1)) < 1e-12)
  }

  @Test func `a certain prediction that was wrong has infinite loss`() throws {
    let c = try Calibration(PredictedOutcomes(isPositive: [true, false, true], probabilities: [0, 0.2, 0.9]))
    #expect(c.logLoss == nil)
    #expect(c.cautions.contains { $0.code == "certain_predictions" })
  }

  @Test func `treating none has no net benefit and treating all that of everybody`() throws {
    let predicted = try PredictedOutcomes(isPositive: [true, false, true, false], probabilities: [0.9, 0.1, 0.8, 0.3])
    let curve = try DecisionCurve(predicted, thresholds: [0, 0.5, 0.95])
    #expect(curve.points[0].netBenefit.value == 0.5)
    #expect(curve.points[0].treatAll.value == 0.5)
    #expect(curve.points[1].netBenefit.value == 0.5)
    #expect(curve.points[1].treatAll.value == 0)
    #expect(curve.points[2].netBenefit.value == 0)
    #expect(throws: EvaluationError.badRange(low: 1, high: 1, what: "thresholds")) {
      try DecisionCurve(predicted, thresholds: [1])
    }
  }

  @Test func `a survival decision curve without censoring is the binary one`() throws {
    let predicted = try Self.sample(200, seed: 6)
    let subjects = predicted.isPositive.map { SurvivalTime(time: $0 ? 1 : 5, isEvent: true) }
    let binary = try DecisionCurve(predicted, thresholds: [0.2, 0.5])
    let survival = try SurvivalDecisionCurve(
      subjects, risks: predicted.probabilities, horizon: 2, thresholds: [0.2, 0.5])
    for (a, b) in zip(binary.points, survival.points) {
      #expect(abs(a.netBenefit.value - b.netBenefit.value) < 1e-12)
    }
  }

  @Test func `a model compared with itself reclassifies nobody`() throws {
    let p = try Self.sample(100, seed: 2)
    let r = try Reclassification(old: p, new: p, cuts: [0.3])
    #expect(r.continuous.total.difference == 0)
    #expect(r.categorical?.total.p == 1)
    #expect(r.integratedDiscrimination.test.difference == 0)
    #expect(throws: EvaluationError.badRange(low: 0.5, high: 0.2, what: "risk categories")) {
      try Reclassification(old: p, new: p, cuts: [0.5, 0.2])
    }
  }

  @Test func `bad predictions are refused`() {
    #expect(throws: EvaluationError.notAProbability(row: 1)) {
      try PredictedOutcomes(isPositive: [true, false], probabilities: [0.5, 1.2])
    }
    #expect(throws: EvaluationError.oneClass(isPositive: true, rows: 1)) {
      try PredictedOutcomes(isPositive: [true], probabilities: [0.5])
    }
    #expect(throws: EvaluationError.lengthsDiffer(expected: 1, found: 0, what: "predictions")) {
      try PredictedOutcomes(isPositive: [true], probabilities: [])
    }
  }
}

@Suite struct ClusteredAUCTests {
  @Test func `a constant score has precision equal to the prevalence`() throws {
    let curve = PrecisionRecall(try ScoredOutcomes(isPositive: [true, false, false, false], scores: [1, 1, 1, 1]))
    #expect(curve.averagePrecision == 0.25)
    #expect(curve.baseline == 0.25)
  }

  @Test func `one cluster of a class is not enough`() throws {
    let scored = try ScoredOutcomes(isPositive: [true, false, true, false], scores: [1, 2, 3, 4])
    #expect(throws: EvaluationError.fewClusters(found: 1)) {
      try AUCEstimate.clustered(scored, clusters: [1, 2, 1, 3])
    }
    #expect(throws: EvaluationError.lengthsDiffer(expected: 4, found: 1, what: "clusters")) {
      try AUCEstimate.clustered(scored, clusters: [1])
    }
  }
}
