import Testing

@testable import Stats

@Suite struct ROCTests {
  static let outcome = [false, false, true, true, false, true]
  static let scores: [Double] = [1, 2, 2, 3, 4, 5]

  static func random(_ n: Int, seed: UInt64, levels: Double = 40) -> (outcome: [Bool], scores: [Double]) {
    var generator = SeededGenerator(seed: seed)
    let outcome = (0..<n).map { _ in generator.uniform() < 0.4 }
    let scores = outcome.map { (generator.uniform() * levels + ($0 ? 4 : 0)).rounded() }
    return (outcome, scores)
  }

  @Test func `six subjects by hand`() throws {
    let roc = try ROCCurve(isPositive: Self.outcome, scores: Self.scores)
    #expect(roc.points.map(\.threshold) == [nil, 1.5, 2.5, 3.5, 4.5, nil])
    #expect(roc.points.map(\.truePositives) == [3, 3, 2, 1, 1, 0])
    #expect(roc.points.map(\.falsePositives) == [3, 2, 1, 1, 0, 0])
    // Pairs won: 2 over {1} and half of {2}, 3 over {1, 2}, 5 over {1, 2, 4}: 1.5 + 2 + 3 of 9.
    #expect(abs(roc.auc.value - 6.5 / 9) < 1e-15)
    #expect(roc.youden.map(\.threshold) == [1.5, 2.5, 4.5])
  }

  @Test func `components of DeLong equal the sum over all pairs`() throws {
    let (outcome, scores) = Self.random(300, seed: 1)
    let estimate = try AUCEstimate(ScoredOutcomes(isPositive: outcome, scores: scores))
    let positives = scores.indices.filter { outcome[$0] }.map { scores[$0] }
    let negatives = scores.indices.filter { !outcome[$0] }.map { scores[$0] }
    func kernel(_ x: Double, _ y: Double) -> Double { x > y ? 1 : x == y ? 0.5 : 0 }
    let v10 = positives.map { x in negatives.reduce(0) { $0 + kernel(x, $1) } / Double(negatives.count) }
    let v01 = negatives.map { y in positives.reduce(0) { $0 + kernel($1, y) } / Double(positives.count) }
    func variance(_ v: [Double]) -> Double {
      let mean = v.reduce(0, +) / Double(v.count)
      return v.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(v.count - 1) / Double(v.count)
    }
    #expect(abs(estimate.value - v10.reduce(0, +) / Double(v10.count)) < 1e-14)
    #expect(abs(estimate.variance - variance(v10) - variance(v01)) < 1e-15)
  }

  @Test func `a monotone transformation leaves the area alone, the other class or direction mirrors it`() throws {
    let (outcome, scores) = Self.random(500, seed: 2)
    let auc = try ScoredOutcomes(isPositive: outcome, scores: scores).auc
    #expect(try ScoredOutcomes(isPositive: outcome, scores: scores.map { $0 * $0 * $0 - 7 }).auc == auc)
    let swapped = try ScoredOutcomes(isPositive: outcome.map { !$0 }, scores: scores).auc
    #expect(abs(swapped + auc - 1) < 1e-14)
    let lower = try ScoredOutcomes(isPositive: outcome, scores: scores, direction: .lower).auc
    #expect(abs(lower + auc - 1) < 1e-14)
    let mirrored = try ROCCurve(isPositive: outcome, scores: scores.map { -$0 }, direction: .lower)
    #expect(abs(mirrored.auc.value - auc) < 1e-15)
    #expect(
      abs(mirrored.auc.variance - (try AUCEstimate(ScoredOutcomes(isPositive: outcome, scores: scores)).variance))
        < 1e-15)
  }

  @Test func `a threshold of a lower score is read downwards`() throws {
    let scored = try ScoredOutcomes(isPositive: [true, true, false], scores: [1, 2, 3], direction: .lower)
    #expect(try ROCCurve(scored).points.map(\.threshold) == [nil, 2.5, 1.5, nil])
    #expect(scored.table(at: 2.5).truePositives == 2)
    #expect(scored.table(at: 2).truePositives == 2)
    #expect(scored.table(at: 1.5).falseNegatives == 1)
  }

  @Test func `ties everywhere give one half and a caution`() throws {
    let roc = try ROCCurve(isPositive: [true, false, true, false], scores: [3, 3, 3, 3])
    #expect(roc.auc.value == 0.5)
    #expect(roc.auc.variance == 0)
    #expect(roc.points.count == 2)
    #expect(roc.cautions.contains { $0.code == "constant_score" })
  }

  @Test func `perfect separation has no standard error and says so`() throws {
    let roc = try ROCCurve(isPositive: [false, false, true, true], scores: [1, 2, 3, 4])
    #expect(roc.auc.value == 1)
    #expect(roc.auc.low == 1)
    #expect(roc.auc.testAgainstChance == nil)
    #expect(roc.auc.logitInterval == nil)
    #expect(roc.cautions.contains { $0.code == "separation" })
    #expect(try ROCCurve(isPositive: [true, true, false, false], scores: [1, 2, 3, 4]).auc.high == 0)
  }

  @Test func `a score compared with itself differs by nothing`() throws {
    let scored = try ScoredOutcomes(isPositive: Self.outcome, scores: Self.scores)
    let test = try AUCComparison.paired(scored, scored)
    #expect(test.difference == 0)
    #expect(test.standardError == 0)
    #expect(test.p == 1)
  }

  @Test func `the whole partial area is the area`() throws {
    let (outcome, scores) = Self.random(200, seed: 5)
    let roc = try ROCCurve(isPositive: outcome, scores: scores)
    for axis in [ROCCurve.PartialAxis.specificity, .sensitivity] {
      let whole = try roc.partialArea(axis, from: 0, to: 1)
      #expect(abs(whole.area - roc.auc.value) < 1e-12)
      let parts = try [0.0, 0.3, 0.77].map {
        try roc.partialArea(axis, from: $0, to: $0 == 0 ? 0.3 : $0 == 0.3 ? 0.77 : 1)
      }
      #expect(abs(parts.reduce(0) { $0 + $1.area } - whole.area) < 1e-12)
    }
  }

  @Test func `cut-offs at a wanted sensitivity or specificity reach it`() throws {
    let (outcome, scores) = Self.random(200, seed: 6)
    let roc = try ROCCurve(isPositive: outcome, scores: scores)
    #expect((roc.cutoff(sensitivityAtLeast: 0.9)?.table.sensitivity ?? 0) >= 0.9)
    #expect((roc.cutoff(specificityAtLeast: 0.9)?.table.specificity ?? 0) >= 0.9)
    #expect(roc.sensitivity(atSpecificity: 0) == 1)
    #expect(roc.specificity(atSensitivity: 0) == 1)
  }

  @Test func `a bootstrap depends on its seed alone`() throws {
    let (outcome, scores) = Self.random(100, seed: 7)
    let scored = try ScoredOutcomes(isPositive: outcome, scores: scores)
    let first = try scored.bootstrapInterval(replicates: 200, seed: 4)
    #expect(first == (try scored.bootstrapInterval(replicates: 200, seed: 4)))
    #expect(first != (try scored.bootstrapInterval(replicates: 200, seed: 5)))
    #expect(throws: EvaluationError.badCount(what: "bootstrap replicates", found: 1, least: 2)) {
      try scored.bootstrapInterval(replicates: 1, seed: 4)
    }
  }

  @Test func `with one row per cluster the clustered variance is DeLong's`() throws {
    let (outcome, scores) = Self.random(150, seed: 8)
    let scored = try ScoredOutcomes(isPositive: outcome, scores: scores)
    let clustered = try AUCEstimate.clustered(scored, clusters: Array(0..<150))
    let plain = try AUCEstimate(scored)
    // The cross term has only zeros: nobody is positive and negative.
    #expect(abs(clustered.variance - plain.variance) < 1e-15)
  }

  @Test func `doubling every row within its cluster leaves the clustered error nearly alone`() throws {
    let (outcome, scores) = Self.random(150, seed: 8)
    let once = try AUCEstimate.clustered(
      ScoredOutcomes(isPositive: outcome, scores: scores), clusters: Array(0..<150))
    let twice = try AUCEstimate.clustered(
      ScoredOutcomes(isPositive: outcome + outcome, scores: scores + scores), clusters: Array(0..<150) + Array(0..<150))
    #expect(abs(twice.variance - once.variance) < 1e-15)
    #expect(
      try AUCEstimate(ScoredOutcomes(isPositive: outcome + outcome, scores: scores + scores)).variance < once.variance
        * 0.6)
  }

  @Test func `predictive values follow prevalence by Bayes' theorem`() throws {
    let table = DiagnosticTable(truePositives: 80, falsePositives: 10, falseNegatives: 20, trueNegatives: 90)
    let (positive, negative) = try table.predictiveValues(prevalence: 0.1)
    #expect(abs((positive?.value ?? 0) - 0.08 / 0.17) < 1e-15)
    #expect(abs((negative?.value ?? 0) - 0.81 / 0.83) < 1e-15)
    #expect((positive?.low ?? 1) < 0.08 / 0.17)
    #expect(throws: EvaluationError.badPrevalence(0)) { try table.predictiveValues(prevalence: 0) }
  }

  @Test func `measures without a denominator are missing`() {
    let table = DiagnosticTable(truePositives: 0, falsePositives: 0, falseNegatives: 3, trueNegatives: 4)
    #expect(table.positivePredictiveValue == nil)
    #expect(table.positiveLikelihoodRatio == nil)
    #expect(table.matthews == nil)
    #expect(table.sensitivity == 0)
    #expect(table.intervals().positivePredictiveValue.low == nil)
  }

  @Test func `bad input is refused`() {
    #expect(throws: EvaluationError.lengthsDiffer(expected: 1, found: 2, what: "scores")) {
      try ScoredOutcomes(isPositive: [true], scores: [1, 2])
    }
    #expect(throws: EvaluationError.noRows) { try ScoredOutcomes(isPositive: [], scores: []) }
    #expect(throws: EvaluationError.oneClass(isPositive: true, rows: 2)) {
      try ScoredOutcomes(isPositive: [true, true], scores: [1, 2])
    }
    #expect(throws: EvaluationError.oneClass(isPositive: false, rows: 1)) {
      try ScoredOutcomes(isPositive: [false], scores: [1])
    }
    #expect(throws: EvaluationError.notFinite(what: "score", row: 1)) {
      try ScoredOutcomes(isPositive: [true, false], scores: [1, .nan])
    }
    #expect(throws: EvaluationError.badLevel(0)) {
      try ROCCurve(isPositive: [true, false], scores: [1, 2], level: 0)
    }
  }

  @Test(arguments: [
    (
      EvaluationError.lengthsDiffer(expected: 3, found: 2, what: "scores"),
      "There are 3 outcomes but 2 scores. Give one per row."
    ),
    (.noRows, "There are no rows to evaluate. Check the filter and the missing values."),
    (
      .oneClass(isPositive: true, rows: 9),
      "All 9 rows are positive, but both classes are needed. "
        + "Check which class is the positive one, or evaluate another part of the data."
    ),
    (.notFinite(what: "score", row: 0), "The score in row 1 is missing or infinite. Correct it or leave the row out."),
    (
      .notAProbability(row: 4),
      "The prediction in row 5 is not a probability between 0 and 1. "
        + "Give predicted probabilities, not scores, or fit a logistic model first."
    ),
    (.badLevel(2), "A confidence level of 2.0 is not between 0 and 1. A common choice is 0.95."),
    (
      .badRange(low: 0.9, high: 0.5, what: "specificity"),
      "The range 0.9 to 0.5 of specificity does not lie inside 0 to 1 in ascending order."
    ),
    (
      .badCount(what: "bootstrap replicates", found: 0, least: 2),
      "The number of bootstrap replicates is 0, but must be at least 2."
    ),
    (
      .unknownClass(row: 1, classes: 3),
      "The class in row 2 is none of the 3 named classes. Name every class that occurs."
    ),
    (.fewClasses(found: 1), "There is 1 class but at least two are needed."),
    (
      .fewClusters(found: 1),
      "There is 1 cluster with rows of a class, but at least two are needed. "
        + "Use the ordinary interval, or check the patient column."
    ),
    (.badCost("a cost is negative"), "These costs cannot be used: a cost is negative."),
    (
      .badPrevalence(15), "A prevalence of 15.0 is not between 0 and 1. Give it as a fraction, for example 0.15."
    ),
    (
      .notPaired("one has 3 rows, the other 4"),
      "The two sets of predictions are not paired: one has 3 rows, the other 4."
    ),
  ])
  func `every error says what is wrong and what to do`(_ error: EvaluationError, _ sentence: String) {
    #expect(error.description == sentence)
  }

  /// Copies of a row in one cluster are one row: the same clusters are drawn, and each copy counts alike.
  @Test func `a bootstrap of clusters draws whole clusters`() throws {
    let scores = [0.1, 0.4, 0.35, 0.8, 0.7, 0.2, 0.9, 0.55]
    let isPositive = [false, false, true, true, true, false, true, false]
    let rows = try ScoredOutcomes(isPositive: isPositive, scores: scores)
    let alone = rows.bootstrapAreas(replicates: 200, seed: 7, clusters: Array(0..<8))
    let copies = try ScoredOutcomes(
      isPositive: (0..<32).map { isPositive[$0 / 4] }, scores: (0..<32).map { scores[$0 / 4] })
    #expect(copies.bootstrapAreas(replicates: 200, seed: 7, clusters: (0..<32).map { $0 / 4 }) == alone)
    // Rows by themselves make the interval of four times as many subjects.
    let clustered = try copies.bootstrapInterval(seed: 7, clusters: (0..<32).map { $0 / 4 })
    let single = try copies.bootstrapInterval(seed: 7)
    #expect(clustered.standardError > 1.7 * single.standardError, "\(clustered) \(single)")
    #expect(throws: EvaluationError.self) { try copies.bootstrapInterval(seed: 7, clusters: (0..<32).map { _ in 0 }) }
  }
}
