import Testing

@testable import Stats

@Suite struct HypothesisTests {
  static let x = [3.1, 2, 2, 5, 7, 7, 7, 9]
  static let y = [1.0, 4, 4, 2, 8, 8, 3, 3]

  // edge_cases.json, R 4.2.2.
  @Test func `ties and zero differences agree with R`() throws {
    let rankSum = try RankTests.rankSum(Self.x, Self.y)
    #expect(rankSum.statistic == 39)
    #expect(abs((rankSum.p ?? 0) - 0.49131061906108) < 1e-13)
    let signed = try RankTests.signedRank(Self.x, Self.y)
    #expect(signed.statistic == 26)
    #expect(abs((signed.p ?? 0) - 0.292435594468536) < 1e-13)
    let kruskal = try RankTests.kruskalWallis([Self.x, Self.y])
    #expect(abs((kruskal.p ?? 0) - 0.458592667113678) < 1e-13)
    let spearman = try Correlation.spearman(Self.x, Self.y)
    #expect(abs((spearman.p ?? 0) - 0.79081946068907) < 1e-13)
    #expect(abs((spearman.statistic ?? 0) - 74.5492616322214) < 1e-12)
    let kendall = try Correlation.kendall(Self.x, Self.y)
    #expect(abs((kendall.p ?? 0) - 0.693879127037167) < 1e-13)
    #expect(abs((kendall.statistic ?? 0) - 0.39359628146984) < 1e-13)
  }

  @Test func `equal values everywhere have no p value`() throws {
    let test = try RankTests.rankSum([2, 2, 2, 2, 2], [2, 2, 2, 2])
    #expect(test.statistic == 10)
    #expect(test.p == nil)
    #expect(try MeanTests.welch([1, 1], [1, 1]).p == nil)
    #expect(try Correlation.pearson([1, 1, 1], [1, 2, 3]).estimate == nil)
    #expect(try Correlation.spearman([1, 1, 1], [1, 2, 3]).p == nil)
    #expect(try Correlation.kendall([1, 1, 1], [1, 2, 3]).p == nil)
    #expect(try VarianceTests.shapiroWilk([4, 4, 4]).p == nil)
  }

  @Test func `small samples without ties are tested exactly`() throws {
    let test = try RankTests.rankSum([1.5, 2.5, 3.5, 4.5, 5.5], [1, 2, 3, 4, 9.2])
    #expect(test.statistic == 14)
    #expect(abs((test.p ?? 0) - 0.841269841269841) < 1e-14)
    // cor.test(…, method = "spearman"), then "kendall", R 4.2.2.
    let a = [1.0, 4, 2, 7, 5, 9, 3]
    let b = [2.0, 3, 1, 9, 4, 8, 7]
    #expect(abs((try Correlation.spearman(a, b).p ?? 0) - 0.034126984126984124) < 1e-12)
    #expect(abs((try Correlation.kendall(a, b).p ?? 0) - 0.069047619047619024) < 1e-12)
  }

  @Test func `signed ranks of six pairs are counted exactly`() throws {
    let test = try RankTests.signedRank([1.1, 2.2, -0.3, 4.4, 0.6, 3.1], [0, 1.15, 0.2, 1.9, 0.9, 1.4])
    #expect(test.name.contains("exact"))
    #expect(RankTests.signedRankCounts(3) == [1, 1, 1, 2, 1, 1, 1])
    #expect(RankTests.rankSumCounts(2, 2) == [1, 1, 2, 1, 1])
  }

  @Test func `Fisher's test of a 3 × 4 table agrees with R`() throws {
    // fisher.test(matrix(c(3,1,2,4,0,5,6,1,1,2,3,4), 3)), R 4.2.2.
    let table = try ContingencyTable([[3, 4, 6, 2], [1, 0, 1, 3], [2, 5, 1, 4]])
    #expect(abs((try table.fisher().p ?? 0) - 0.23999422075256149) < 1e-10)
    let turned = try ContingencyTable([[3, 1, 2], [4, 0, 5], [6, 1, 1], [2, 3, 4]])
    #expect(abs((try turned.fisher().p ?? 0) - 0.23999422075256149) < 1e-10)
  }

  @Test func `values whose squares no Double holds are correlated and compared as any others`() throws {
    let (x, y) = ([1.0, 0.6, 0.7, 0.8, 2], [1.0, 2, -1, 0.3, 0.5])
    let plain = try #require(Correlation.coefficient(x, y))
    let difference = try #require(EffectSize.standardisedMeanDifference(x, y))
    for factor in [0x1p1000, 0x1p-1000] {
      let (a, b) = (x.map { $0 * factor }, y.map { $0 * factor })
      #expect(Correlation.coefficient(a, y) == plain && Correlation.coefficient(a, b) == plain)
      #expect(EffectSize.standardisedMeanDifference(a, b) == difference)
    }
  }

  @Test func `a diagonal table of two is the tea taster's`() throws {
    // Fisher (1935): 4 of 4 right has probability 1/70 each way.
    let test = try ContingencyTable([[4, 0], [0, 4]]).fisher()
    #expect(abs((test.p ?? 0) - 2.0 / 70) < 1e-14)
    #expect(test.estimate?.high == .infinity)
    #expect(abs((try ContingencyTable([[5, 2], [9, 7]]).mcNemar().p ?? 0) - 0.070440429272088212) < 1e-12)
    // 2 of 11 discordant pairs: 2·(1 + 11 + 55)/2¹¹.
    #expect(abs((try ContingencyTable([[5, 2], [9, 7]]).mcNemarExact().p ?? 0) - 134.0 / 2048) < 1e-14)
  }

  @Test func `adjusted p values skip missing ones`() {
    // edge_cases.json p_adjust_with_na, R 4.2.2.
    let p: [Double?] = [0.01, nil, 0.04, 0.03, 0.2, 0.2, 1, 0]
    let bh = Multiplicity.benjaminiHochberg.adjusted(p)
    #expect(abs((bh[0] ?? 0) - 0.035) < 1e-15)
    #expect(bh[1] == nil)
    #expect(abs((bh[2] ?? 0) - 0.07) < 1e-15)
    #expect(abs((Multiplicity.holm.adjusted(p)[2] ?? 0) - 0.16) < 1e-15)
    #expect(abs((Multiplicity.bonferroni.adjusted(p)[2] ?? 0) - 0.28) < 1e-15)
    #expect(Multiplicity.none.adjusted(p) == p)
    #expect(Multiplicity.holm.adjusted([]) == [])
  }

  @Test func `a baseline table chooses, names and counts`() throws {
    var generator = SeededGenerator(seed: 1)
    let grouping = Grouping(labels: (0..<60).map { $0 < 30 ? "a" : "b" })
    let normal = (0..<60).map { _ in generator.normal() }
    var skewed = normal.map { exponential(2 * $0) }
    skewed[3] = .nan
    let sex: [String?] = (0..<60).map { $0 % 2 == 0 ? "f" : "m" }
    let rare: [String?] = (0..<60).map { $0 == 1 ? nil : $0 < 3 ? "yes" : "no" }
    let table = try TableOne(
      [
        .number(name: "normal", values: normal), .number(name: "skewed", values: skewed),
        .category(name: "sex", values: sex), .category(name: "rare", values: rare),
      ], by: grouping)
    #expect(table.groupSizes == [30, 30])
    #expect(
      table.rows.compactMap { $0.test?.name } == [
        "Welch's t test", "Wilcoxon rank-sum test, normal approximation with continuity correction", "χ² test",
        "Fisher's exact test",
      ] || table.rows[1].test?.name == "Wilcoxon rank-sum test, exact")
    #expect(table.rows[1].missing == [1, 0])
    #expect(table.rows[3].missing == [1, 0])
    #expect(table.rows[2].content == .counts(levels: ["f", "m"], counts: [[15, 15], [15, 15]]))
    #expect(table.rows[2].standardisedDifference == 0)
    #expect(throws: HypothesisError.lengthsDiffer(first: 60, second: 1, what: "groups and short")) {
      try TableOne([.number(name: "short", values: [1])], by: grouping)
    }
  }

  @Test func `the standardised difference of a share is the two-group formula`() {
    // |p − q| / √((p(1−p) + q(1−q))/2) with p = 0.3, q = 0.5.
    let d = EffectSize.standardisedDifference(counts: [30, 70], [50, 50])
    #expect(abs((d ?? 0) - 0.2 / ((0.21 + 0.25) / 2).squareRoot()) < 1e-12)
  }

  @Test func `two identical tests do not differ, a better one is found`() throws {
    let truth = (0..<100).map { $0 < 40 }
    let good = (0..<100).map { $0 < 38 || $0 > 97 }
    let poor = (0..<100).map { $0 % 2 == 0 }
    let same = try PairedDiagnostics(isPositive: truth, first: good, second: good)
    #expect(same.sensitivity.p == 1)
    #expect(same.positivePredictiveValue.p == 1)
    let other = try PairedDiagnostics(isPositive: truth, first: good, second: poor)
    // Sensitivity 38/40 against 20/40: 19 only by the first, 1 only by the second.
    #expect(abs((other.sensitivity.statistic ?? 0) - 18.0 * 18 / 20) < 1e-12)
    #expect((other.positivePredictiveValue.p ?? 1) < 0.001)
  }

  @Test func `agreement of a measurement with itself is complete`() throws {
    let a = try MeasurementAgreement([1, 2, 3, 5], [1, 2, 3, 5])
    #expect(a.bias.value == 0)
    #expect(a.concordance?.value == 1)
    #expect(try CategoryAgreement([0, 1, 2], [0, 1, 2], categories: 3).kappa == 1)
    #expect(try CategoryAgreement([0, 0], [0, 0], categories: 2).kappa == nil)
    let icc = try IntraclassCorrelation([[1, 1], [2, 2], [3, 3]])
    #expect(icc[.single1].value == 1)
  }

  /// Three targets with 2, 3 and 1 ratings: means 2, 6 and 9, N = 6, grand mean 31/6. Between targets
  /// 2·2² + 3·6² + 1·9² − 31²/6 = 197 − 961/6 = 221/6, within 2 + 2 = 4; n₀ = (6 − 14/6)/2 = 11/6.
  @Test func `the correlation of unequal numbers of ratings is that of the analysis of variance by hand`() throws {
    let found = try UnequalIntraclassCorrelation([[1, 3], [5, 6, 7], [9]])
    let (between, within, n0) = (221.0 / 12, 4.0 / 3, 11.0 / 6)
    let expected = (between - within) / (between + (n0 - 1) * within)
    #expect(abs(try #require(found.value) - expected) < 1e-12)
    // Means 2, 6, 9 vary by 37/3; the harmonic mean of 2, 3, 1 is 18/11.
    let ratio = (18.0 / 11) * (37.0 / 3) / within
    #expect(abs(try #require(found.f) - ratio) < 1e-10)
    #expect(try #require(found.low) < #require(found.value))
    #expect(try #require(found.value) < #require(found.high))
    #expect(throws: HypothesisError.tooFew(what: "ratings of a target", found: 1, least: 2)) {
      try UnequalIntraclassCorrelation([[1], [2], [3]])
    }
    #expect(throws: HypothesisError.notFinite(what: "rating", row: 1)) {
      try UnequalIntraclassCorrelation([[1, 2], [.nan]])
    }
  }

  @Test func `with equal numbers of ratings it is the correlation of Shrout and Fleiss`() throws {
    let ratings: [[Double]] = [
      [9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7],
    ]
    let form = try IntraclassCorrelation(ratings)[.single1]
    let found = try UnequalIntraclassCorrelation(ratings)
    #expect(abs(try #require(found.value) - #require(form.value)) < 1e-12)
    #expect(abs(try #require(found.low) - #require(form.low)) < 1e-10)
    #expect(abs(try #require(found.high) - #require(form.high)) < 1e-10)
  }

  @Test func `overlap and distance of regions by hand`() throws {
    #expect(try RegionAgreement.dice([true, true, false], [true, false, true]) == 0.5)
    #expect(try RegionAgreement.dice([false], [false]) == nil)
    let a = [SIMD3<Double>(0, 0, 0), SIMD3(1, 0, 0)]
    let b = [SIMD3<Double>(0, 0, 0), SIMD3(1, 3, 4)]
    #expect(try RegionAgreement.hausdorff(a, b, quantile: 1) == 5)
    var generator = SeededGenerator(seed: 2)
    let c = (0..<200).map { _ in SIMD3(generator.uniform(), generator.uniform(), generator.uniform()) }
    let d = (0..<150).map { _ in SIMD3(generator.uniform(), generator.uniform(), generator.uniform()) }
    func directed(_ p: [SIMD3<Double>], _ q: [SIMD3<Double>]) -> Double {
      p.map { x in q.map { (($0 - x) * ($0 - x)).sum() }.min() ?? 0 }.max()?.squareRoot() ?? 0
    }
    #expect(try RegionAgreement.hausdorff(c, d, quantile: 1) == max(directed(c, d), directed(d, c)))
    #expect(throws: HypothesisError.emptyRegion("B")) { try RegionAgreement.hausdorff(a, []) }
  }

  @Test func `bad input is refused`() {
    #expect(throws: HypothesisError.tooFew(what: "values in the first group", found: 1, least: 2)) {
      try MeanTests.welch([1], [1, 2])
    }
    #expect(throws: HypothesisError.notFinite(what: "values in the second group", row: 1)) {
      try RankTests.rankSum([1], [1, .nan])
    }
    #expect(throws: HypothesisError.lengthsDiffer(first: 1, second: 2, what: "pairs")) {
      try MeanTests.paired([1], [1, 2])
    }
    #expect(throws: HypothesisError.badTable("all counts are 0")) { try ContingencyTable([[0, 0], [0, 0]]) }
    #expect(throws: HypothesisError.negativeCount(row: 0, column: 1)) { try ContingencyTable([[1, -1], [0, 0]]) }
    #expect(throws: HypothesisError.badTable("its rows have different lengths")) {
      try ContingencyTable([[1, 1], [1]])
    }
    #expect(throws: HypothesisError.badCategory(row: 0, categories: 2)) {
      try CategoryAgreement([2], [0], categories: 2)
    }
    #expect(throws: HypothesisError.badLevel(1)) { try MeanTests.student([1, 2], [1, 2], level: 1) }
    #expect(throws: HypothesisError.tooFew(what: "groups", found: 1, least: 2)) {
      try MeanTests.analysisOfVariance([[1, 2]])
    }
  }

  @Test(arguments: [
    (
      HypothesisError.tooFew(what: "pairs", found: 1, least: 2),
      "The number of pairs is 1, but at least 2 are needed. Check the filter and the missing values."
    ),
    (
      .lengthsDiffer(first: 3, second: 4, what: "masks"),
      "The masks have different lengths: 3 and 4. Give one value of each per row."
    ),
    (
      .notFinite(what: "rating", row: 0), "The rating in row 1 is missing or infinite. Correct it or leave the row out."
    ),
    (.badLevel(0), "A confidence level of 0.0 is not between 0 and 1. A common choice is 0.95."),
    (.badTable("all counts are 0"), "This table cannot be tested: all counts are 0."),
    (
      .tableTooLarge,
      "Fisher's exact test is too large for this table. Use the χ² test, or merge rare categories."
    ),
    (
      .negativeCount(row: 1, column: 0),
      "The count in row 2, column 1 of the table is negative. Counts are 0 or more."
    ),
    (
      .badCategory(row: 4, categories: 3),
      "The category in row 5 is none of the 3 known ones. Name every category that occurs."
    ),
    (
      .emptyRegion("A"), "The region A has no point, so that no distance can be measured. Check the mask."
    ),
  ])
  func `every error says what is wrong and what to do`(_ error: HypothesisError, _ sentence: String) {
    #expect(error.description == sentence)
  }
}
