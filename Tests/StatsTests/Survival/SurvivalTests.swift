import Testing

@testable import Stats

@Suite struct KaplanMeierTests {
  /// Seven subjects, by hand: events at 5, 8, 12, 20, 31; censored at 8 and 20.
  static let seven = zip([5, 8, 8, 12, 20, 20, 31], [1, 0, 1, 1, 0, 1, 1]).map {
    SurvivalTime(time: $0, isEvent: $1 == 1)
  }

  @Test func `an event precedes a censoring at the same time`() throws {
    let table = try EventTable(Self.seven)
    #expect(table.times == [5, 8, 12, 20, 31])
    #expect(table.atRisk == [7, 6, 4, 3, 1])
    #expect(table.events == [1, 1, 1, 1, 1])
    #expect(table.censored == [0, 1, 0, 1, 0])
    let km = try KaplanMeier(table)
    let expected: [Double] = [6.0 / 7, 5.0 / 7, 15.0 / 28, 5.0 / 14, 0]
    for (s, e) in zip(km.survival, expected) { #expect(abs(s - e) < 1e-15) }
    #expect(km.curve.last?.standardError == nil)
  }

  @Test func `survival one half over an interval has its median in the middle`() throws {
    let four = [1.0, 2, 3, 4].map { SurvivalTime(time: $0, isEvent: true) }
    // R 4.2.2, survival 3.5.3: quantile(survfit(Surv(1:4, rep(1, 4)) ~ 1)) is 1.5, 2.5, 3.5.
    let km = try KaplanMeier(four, confidence: .log)
    #expect([0.25, 0.5, 0.75].map { km.quantile($0).time } == [1.5, 2.5, 3.5])
    #expect(km.median.low == 1)
    #expect(km.median.high == nil)
    // Flat to the end: quantile(survfit(Surv(1:4, c(1, 1, 0, 0)) ~ 1), 0.5) is 3.
    let flat = zip([1.0, 2, 3, 4], [true, true, false, false]).map { SurvivalTime(time: $0, isEvent: $1) }
    #expect(try KaplanMeier(flat).median.time == 3)
  }

  @Test func `censoring everybody leaves survival at one, and says so`() throws {
    let censored = [3.0, 4, 4].map { SurvivalTime(time: $0, isEvent: false) }
    let km = try KaplanMeier(censored)
    #expect(km.survival == [1, 1])
    #expect(km.median.time == nil)
    #expect(km.cautions.contains { $0.code == "all_censored" })
    #expect(km.medianFollowUp == 4)
  }

  @Test func `a milestone before the first time is one, beyond the last it is not known`() throws {
    let km = try KaplanMeier([SurvivalTime(time: 2, isEvent: true), SurvivalTime(time: 3, isEvent: false)])
    #expect(km.estimate(at: 1)?.survival == 1)
    #expect(km.estimate(at: 2)?.survival == 0.5)
    #expect(km.estimate(at: 5) == nil)
    #expect(km.estimate(at: 5, extending: true)?.survival == 0.5)
    #expect(km.estimate(at: -1) == nil)
  }

  @Test func `the table under the plot counts who is at risk, censored and had the event`() throws {
    let counts = try EventTable(Self.seven).counts(at: [0, 8, 10, 31, 40])
    #expect(counts.map(\.atRisk) == [7, 6, 4, 1, 0])
    #expect(counts.map(\.events) == [0, 2, 2, 5, 5])
    #expect(counts.map(\.censored) == [0, 1, 1, 2, 2])
  }

  @Test func `the restricted mean of a step function is its area`() throws {
    let km = try KaplanMeier([SurvivalTime(time: 2, isEvent: true), SurvivalTime(time: 6, isEvent: true)])
    let mean = try km.restrictedMean(to: 4)
    #expect(mean.value == 3)
    // (∫₂⁴ ½)² · 1/(2·1) = 1/2.
    #expect(abs(mean.standardError * mean.standardError - 0.5) < 1e-15)
    #expect(try km.restrictedMean().tau == 6)
    #expect(throws: SurvivalDataError.badHorizon(0)) { try km.restrictedMean(to: 0) }
  }

  @Test func `times that differ by rounding are one time, also between groups`() throws {
    let a = 0.1 + 0.2
    let subjects = [a, 0.3, 0.3, 1].map { SurvivalTime(time: $0, isEvent: true) }
    #expect(try EventTable(subjects).times.count == 2)
    let groups = try KaplanMeierGroups(subjects, by: Grouping(labels: ["a", "b", "b", "a"])).groups
    #expect(groups[0].estimate.table.times[0] == groups[1].estimate.table.times[0])
  }

  @Test func `groups stand in sorted order, numbers by size`() {
    #expect(Grouping(labels: ["10", "2", "2"]).names == ["2", "10"])
    #expect(Grouping(labels: ["b", "a", "10"]).names == ["10", "a", "b"])
    #expect(Grouping(labels: ["b", "a", "b"]).codes == [1, 0, 1])
  }

  @Test func `a table of many rows equals the one built by hand in any order`() throws {
    var generator = SeededGenerator(seed: 3)
    let subjects = (0..<3000).map { _ in
      SurvivalTime(time: (generator.uniform() * 300).rounded() / 4, isEvent: generator.uniform() < 0.4)
    }
    let table = try EventTable(subjects)
    let times = Set(subjects.map(\.time)).sorted()
    #expect(table.times == times)
    #expect(table.atRisk == times.map { t in subjects.filter { $0.time >= t }.count })
    #expect(table.events == times.map { t in subjects.filter { $0.time == t && $0.isEvent }.count })
    #expect(try EventTable(generator.shuffled(subjects)) == table)
  }
}

@Suite struct LogRankTests {
  @Test func `identical groups do not differ`() throws {
    let subjects = [1.0, 1, 2, 2, 3, 3].map { SurvivalTime(time: $0, isEvent: true) }
    let test = try LogRank(subjects, by: Grouping(labels: ["a", "b", "a", "b", "a", "b"]))
    #expect(test.chiSquared == 0)
    #expect(test.p == 1)
  }

  @Test func `ties use the hypergeometric variance`() throws {
    // edge_cases logrank_small_ties: R 4.2.2, survdiff(Surv(time, event) ~ group).
    let test = try LogRank(KaplanMeierTests.seven, by: Grouping(labels: ["1", "2", "1", "2", "1", "2", "1"]))
    #expect(abs((test.chiSquared ?? 0) - 0.0586166471277843) < 1e-12)
    #expect(abs((test.p ?? 0) - 0.808695897868786) < 1e-12)
  }

  @Test func `Gehan's test of untied, uncensored data is Wilcoxon's with the hypergeometric variance`() throws {
    let x = [1.0, 4, 6, 7]
    let y = [2.0, 3, 5, 8]
    let subjects = (x + y).map { SurvivalTime(time: $0, isEvent: true) }
    let test = try LogRank(
      subjects, by: Grouping(labels: x.map { _ in "x" } + y.map { _ in "y" }), weight: .gehan)
    // Σ n(O − E) equals the number of pairs lost minus the number won.
    let u = try #require(try RankTests.rankSum(x, y).statistic)
    #expect(abs((test.observed[0] - test.expected[0]) - (16 - 2 * u)) < 1e-12)
  }

  @Test func `the trend over two groups is the test itself`() throws {
    let test = try LogRank(KaplanMeierTests.seven, by: Grouping(labels: ["1", "2", "1", "2", "1", "2", "1"]))
    let trend = try #require(try test.trend())
    #expect(abs(trend.chiSquared - (test.chiSquared ?? 0)) < 1e-12)
    #expect(throws: SurvivalDataError.badScores(expected: 2, found: 1)) { try test.trend(scores: [1]) }
  }

  @Test func `without an event there is no test but a caution`() throws {
    let subjects = [1.0, 2, 3].map { SurvivalTime(time: $0, isEvent: false) }
    let test = try LogRank(subjects, by: Grouping(labels: ["a", "b", "b"]))
    #expect(test.p == nil)
    #expect(test.cautions.first?.code == "all_censored")
  }
}

@Suite struct ConcordanceTests {
  static let subjects = KaplanMeierTests.seven

  @Test func `somebody censored at the time of an event outlived it`() throws {
    // edge_cases cindex_ties_time: concordance(Surv(time, event) ~ x) in R 4.2.2 is 0.9375.
    let c = try Concordance(Self.subjects, scores: [5, 8, 8, 12, 20, 20, 31], direction: .lower)
    #expect(c.value == 0.9375)
    #expect(c.concordant == 14)
    #expect(c.tiedScore == 2)
  }

  @Test func `a perfect score has one, a reversed score zero, a constant score one half`() throws {
    let times = [1.0, 2, 3, 4].map { SurvivalTime(time: $0, isEvent: true) }
    #expect(try Concordance(times, scores: [4, 3, 2, 1]).value == 1)
    #expect(try Concordance(times, scores: [1, 2, 3, 4]).value == 0)
    let constant = try Concordance(times, scores: [7, 7, 7, 7])
    #expect(constant.value == 0.5)
    #expect(constant.standardError == 0)
  }

  @Test func `subjects of different strata are no pair`() throws {
    // Within a: 1 and 2 concordant; within b: 3 and 4 discordant; the four pairs across do not count.
    let subjects = [1, 2, 3, 4].map { SurvivalTime(time: Double($0), isEvent: true) }
    let found = try Concordance(subjects, scores: [9, 8, 1, 2], strata: [0, 0, 1, 1])
    #expect(found.concordant == 1 && found.discordant == 1)
    #expect(found.value == 0.5)
    let all = try Concordance(subjects, scores: [9, 8, 1, 2])
    #expect(all.concordant == 5 && all.discordant == 1)
  }

  @Test func `a subject followed twice counts as one in the error of the concordance`() throws {
    let once = (0..<30).map { i in
      let time = Double(i * 7 % 30)
      return (SurvivalTime(time: time, isEvent: i % 4 > 0), Double(i * 11 % 30))
    }
    let alone = try Concordance(once.map(\.0), scores: once.map(\.1))
    let patients = Array(once.indices)
    let twice = try Concordance(
      (once + once).map(\.0), scores: (once + once).map(\.1), clusters: patients + patients)
    #expect(twice.value == alone.value)
    let (a, b) = (try #require(alone.standardError), try #require(twice.standardError))
    #expect(abs(a / b - 1) < 1e-12)
  }

  @Test func `without an event the concordance is missing and says why`() throws {
    let censored = [1.0, 2].map { SurvivalTime(time: $0, isEvent: false) }
    let c = try Concordance(censored, scores: [1, 2])
    #expect(c.value == nil)
    #expect(c.cautions.first?.code == "no_usable_pairs")
  }

  @Test func `fast counting equals counting every pair`() throws {
    var generator = SeededGenerator(seed: 9)
    let subjects = (0..<600).map { _ in
      SurvivalTime(time: (generator.uniform() * 50).rounded(), isEvent: generator.uniform() < 0.5)
    }
    let scores = subjects.map { _ in (generator.uniform() * 20).rounded() }
    let c = try Concordance(subjects, scores: scores)
    var counts = (concordant: 0.0, discordant: 0.0, tied: 0.0)
    for i in subjects.indices where subjects[i].isEvent {
      for j in subjects.indices where i != j {
        let isLater =
          subjects[j].time > subjects[i].time || (subjects[j].time == subjects[i].time && !subjects[j].isEvent)
        guard isLater else { continue }
        if scores[i] > scores[j] { counts.concordant += 1 }
        if scores[i] < scores[j] { counts.discordant += 1 }
        if scores[i] == scores[j] { counts.tied += 1 }
      }
    }
    #expect(c.concordant == counts.concordant)
    #expect(c.discordant == counts.discordant)
    #expect(c.tiedScore == counts.tied)
    // A monotone transformation changes nothing; the other direction mirrors it.
    #expect(try Concordance(subjects, scores: scores.map { $0 * $0 * $0 + 5 }).value == c.value)
    let mirrored = try #require(try Concordance(subjects, scores: scores, direction: .lower).value)
    #expect(abs(mirrored + (c.value ?? 0) - 1) < 1e-15)
    // A score compared with itself differs by nothing.
    let difference = try #require(try Concordance.difference(c, c))
    #expect(difference.test.difference == 0)
    #expect(difference.test.p == 1)
  }
}

@Suite struct SurvivalDataErrorTests {
  @Test func `bad follow-up is refused with a sentence that names the row`() {
    let good = SurvivalTime(time: 1, isEvent: true)
    #expect(throws: SurvivalDataError.noSubjects) { try EventTable([]) }
    #expect(throws: SurvivalDataError.negativeTime(row: 1)) {
      try EventTable([good, SurvivalTime(time: -1, isEvent: true)])
    }
    #expect(throws: SurvivalDataError.timeNotFinite(row: 0)) {
      try KaplanMeier([SurvivalTime(time: .nan, isEvent: true)])
    }
    #expect(throws: SurvivalDataError.lengthsDiffer(subjects: 1, found: 2, what: "scores")) {
      try Concordance([good], scores: [1, 2])
    }
    #expect(throws: SurvivalDataError.notFinite(what: "score", row: 0)) { try Concordance([good], scores: [.nan]) }
    #expect(throws: SurvivalDataError.oneGroup("a")) { try LogRank([good], by: Grouping(labels: ["a"])) }
    #expect(throws: SurvivalDataError.lengthsDiffer(subjects: 1, found: 2, what: "groups")) {
      try LogRank([good], by: Grouping(labels: ["a", "b"]))
    }
    #expect(throws: SurvivalDataError.badLevel(1)) { try KaplanMeier([good], level: 1) }
  }

  @Test(arguments: [
    (SurvivalDataError.noSubjects, "There are no subjects to follow up. Check the filter and the missing values."),
    (
      .lengthsDiffer(subjects: 5, found: 4, what: "scores"),
      "There are 5 follow-up times but 4 scores. Give one per subject."
    ),
    (
      .timeNotFinite(row: 2),
      "The follow-up time in row 3 is missing or infinite. Correct it or leave the row out."
    ),
    (
      .negativeTime(row: 0),
      "The follow-up time in row 1 is negative: the end lies before the start. Correct the dates or leave the row out."
    ),
    (
      .notFinite(what: "score", row: 1),
      "The score in row 2 is missing or infinite. Correct it or leave the row out."
    ),
    (
      .oneGroup("high"),
      "All subjects are in one group (high), but at least two are compared. Choose another grouping."
    ),
    (.badLevel(95), "A confidence level of 95.0 is not between 0 and 1. A common choice is 0.95."),
    (
      .badHorizon(-1),
      "A time of -1.0 cannot be evaluated. Give a finite time above zero, within the follow-up."
    ),
    (
      .badScores(expected: 3, found: 2), "The test for trend needs one score per group: 3, but 2 were given."
    ),
    (
      .allCensored(subjects: 9),
      "None of the 9 subjects has an event, so that this cannot be estimated. "
        + "Check which value of the event column means that the event happened."
    ),
    (
      .unknownCause(row: 3, causes: 2),
      "The cause in row 4 is not one of 0 (censored) to 2. Recode the event column."
    ),
    (
      .notAProbability(row: 0), "The prediction in row 1 is not a probability between 0 and 1. Give the predicted risk."
    ),
    (
      .badProportion(0.7), "A smallest group share of 0.7 is not between 0 and 0.5. A common choice is 0.1."
    ),
  ])
  func `every error says what is wrong and what to do`(_ error: SurvivalDataError, _ sentence: String) {
    #expect(error.description == sentence)
  }
}
