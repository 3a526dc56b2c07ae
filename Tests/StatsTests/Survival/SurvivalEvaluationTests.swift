import Testing

@testable import Stats

@Suite struct SurvivalEvaluationTests {
  static func complete(_ n: Int, seed: UInt64) -> (subjects: [SurvivalTime], scores: [Double]) {
    var generator = SeededGenerator(seed: seed)
    let scores = (0..<n).map { _ in (generator.uniform() * 30).rounded() }
    let subjects = scores.map {
      SurvivalTime(time: 1 + 40 * generator.uniform() - $0 / 2 + 15, isEvent: true)
    }
    return (subjects, scores)
  }

  @Test func `without censoring the time-dependent area is the ordinary one with DeLong's error`() throws {
    let (subjects, scores) = Self.complete(300, seed: 1)
    let roc = try TimeDependentROC.at([25], subjects, scores: scores)[0]
    let plain = try AUCEstimate(
      ScoredOutcomes(isPositive: subjects.map { $0.time <= 25 }, scores: scores))
    #expect(abs((roc.auc?.value ?? 0) - plain.value) < 1e-13)
    #expect(abs((roc.auc?.standardError ?? 0) / plain.standardError - 1) < 0.02)
    #expect(roc.points.first?.sensitivity == 1)
    #expect(roc.points.last?.specificity == 1)
    let mirrored = try TimeDependentROC.at([25], subjects, scores: scores, direction: .lower)[0]
    #expect(abs((mirrored.auc?.value ?? 0) + plain.value - 1) < 1e-13)
    #expect(TimeDependentROC.difference(roc, roc)?.difference == 0)
  }

  @Test func `without censoring the Brier score is the mean squared error`() throws {
    let (subjects, scores) = Self.complete(100, seed: 2)
    let risks = scores.map { $0 / 40 }
    let brier = try SurvivalBrier(subjects, risks: risks, at: 20)
    let expected = zip(subjects, risks).reduce(0.0) {
      let y = $1.0.time <= 20 ? 1.0 : 0
      return $0 + ($1.1 - y) * ($1.1 - y) / 100
    }
    #expect(abs(brier.score.value - expected) < 1e-14)
    let share = Double(subjects.filter { $0.time <= 20 }.count) / 100
    #expect(abs(brier.null - share * (1 - share)) < 1e-13)
    let integrated = try SurvivalBrier.integrated(subjects, risks: [risks, risks], at: [20, 22])
    let later = try SurvivalBrier(subjects, risks: risks, at: 22)
    #expect(abs(integrated.score - 0.5 * (brier.score.value + later.score.value)) < 1e-14)
  }

  @Test func `times without a case or a control have no area`() throws {
    let (subjects, scores) = Self.complete(20, seed: 3)
    #expect(try TimeDependentROC.at([1e6], subjects, scores: scores)[0].auc == nil)
    #expect(throws: SurvivalDataError.badHorizon(0)) { try TimeDependentROC.at([0], subjects, scores: scores) }
    #expect(throws: SurvivalDataError.notAProbability(row: 0)) {
      try SurvivalBrier(subjects, risks: scores.map { _ in 2 }, at: 3)
    }
  }

  @Test func `incidences of all causes and survival add up to one`() throws {
    var generator = SeededGenerator(seed: 4)
    let subjects = (0..<400).map { _ in
      CompetingTime(time: (generator.uniform() * 30).rounded(), cause: generator.below(3))
    }
    let curve = try CumulativeIncidence(subjects, causeCount: 2)
    let km = try KaplanMeier(subjects.map { SurvivalTime(time: $0.time, isEvent: $0.cause > 0) })
    for i in curve.times.indices {
      #expect(abs(curve.incidence[0][i] + curve.incidence[1][i] + km.survival[i] - 1) < 1e-13)
    }
    #expect(curve.estimates(cause: 1, at: [-1])[0].value == 0)
    #expect(throws: SurvivalDataError.unknownCause(row: 0, causes: 1)) {
      try CumulativeIncidence([CompetingTime(time: 1, cause: 2)], causeCount: 1)
    }
  }

  @Test func `with one cause the incidence is one minus Kaplan–Meier`() throws {
    let subjects = KaplanMeierTests.seven.map { CompetingTime(time: $0.time, cause: $0.isEvent ? 1 : 0) }
    let curve = try CumulativeIncidence(subjects, causeCount: 1)
    let km = try KaplanMeier(KaplanMeierTests.seven)
    for (a, b) in zip(curve.incidence[0], km.survival) { #expect(abs(a + b - 1) < 1e-15) }
  }

  @Test func `identical groups have the same incidence`() throws {
    let part = [(1.0, 1), (2, 2), (3, 1), (4, 0), (5, 1)].map { CompetingTime(time: $0.0, cause: $0.1) }
    let test = try GrayTest.compare(
      part + part, by: Grouping(labels: part.map { _ in "a" } + part.map { _ in "b" }), cause: 1, causeCount: 2)
    #expect(abs(test.statistic ?? 1) < 1e-20)
    #expect(throws: SurvivalDataError.oneGroup("a")) {
      try GrayTest.compare(part, by: Grouping(labels: part.map { _ in "a" }), cause: 1, causeCount: 2)
    }
  }

  @Test func `a landmark keeps those still followed and starts their clock`() throws {
    let landmark = try Landmark(KaplanMeierTests.seven, at: 8)
    #expect(landmark.rows == [3, 4, 5, 6])
    #expect(landmark.subjects.map(\.time) == [4, 12, 12, 23])
    #expect(landmark.earlierEvents == 2)
    #expect(landmark.earlierCensored == 1)
    #expect(throws: SurvivalDataError.badHorizon(100)) { try Landmark(KaplanMeierTests.seven, at: 100) }
  }

  /// Copies of a subject in one cluster: the influences of four quarters are that of the whole.
  @Test func `differences of concordance know of clusters`() throws {
    let (subjects, scores) = Self.complete(40, seed: 9)
    let other = scores.enumerated().map { $0.element + ($0.offset % 3 == 0 ? 0.8 : 0) }
    func copies<T>(_ values: [T]) -> [T] { values.flatMap { [$0, $0, $0] } }
    let single = try #require(
      try Concordance.difference(Concordance(subjects, scores: scores), Concordance(subjects, scores: other))
    ).test
    let clusters = copies(Array(0..<40))
    let many = (
      try Concordance(copies(subjects), scores: copies(scores)),
      try Concordance(copies(subjects), scores: copies(other))
    )
    let clustered = try #require(try Concordance.difference(many.0, many.1, clusters: clusters)).test
    let naive = try #require(try Concordance.difference(many.0, many.1)).test
    #expect(abs(clustered.difference - single.difference) < 0.01)
    #expect(abs(clustered.standardError / single.standardError - 1) < 0.05)
    #expect(abs(clustered.standardError / naive.standardError - 3.0.squareRoot()) < 0.01)
    #expect(clustered.method == "infinitesimal jackknife, paired, clustered")
    #expect(throws: SurvivalDataError.self) { try Concordance.difference(many.0, many.1, clusters: [1]) }
  }

  /// maxstat::pLausen92(b) is 1 for a statistic below 1, where the series turns negative.
  @Test func `a marker that separates nothing has a corrected p of 1`() throws {
    let subjects = (1...12).map { SurvivalTime(time: Double($0), isEvent: true) }
    let marker = (1...12).map { Double($0 % 2) }
    let found = try #require(try MaximallySelectedCutoff.search(subjects, marker: marker))
    #expect(found.statistic < 1 && found.naiveP > 0.3)
    #expect(found.correctedP == 1)
  }

  @Test func `a searched cut-off carries its caution and a corrected p above the naive one`() throws {
    let (subjects, scores) = Self.complete(100, seed: 5)
    let found = try #require(try MaximallySelectedCutoff.search(subjects, marker: scores.reversed()))
    #expect(found.correctedP > found.naiveP)
    #expect(found.cautions.first?.code == "optimised_cutoff")
    #expect(try MaximallySelectedCutoff.search(subjects, marker: scores.map { _ in 1 }) == nil)
    #expect(throws: SurvivalDataError.badProportion(0.5)) {
      try MaximallySelectedCutoff.search(subjects, marker: scores, smallestShare: 0.5)
    }
    let censored = subjects.map { SurvivalTime(time: $0.time, isEvent: false) }
    #expect(throws: SurvivalDataError.allCensored(subjects: 100)) {
      try MaximallySelectedCutoff.search(censored, marker: scores)
    }
  }

  @Test func `predicted risks are compared with Kaplan–Meier in groups`() throws {
    let (subjects, scores) = Self.complete(100, seed: 7)
    let calibration = try SurvivalCalibration(subjects, risks: scores.map { $0 / 40 }, at: 20, groupCount: 2)
    #expect(calibration.groups.map(\.count).reduce(0, +) == 100)
    #expect(calibration.groups.count == 2)
    #expect((calibration.groups[0].observed?.value ?? 1) < (calibration.groups[1].observed?.value ?? 0))
  }
}
