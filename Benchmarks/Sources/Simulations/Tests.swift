import Foundation
import Stats

/// Every test, on data for which its hypothesis is true.
enum Tests {
  static var all: [Check] { discrimination + survival + groups + tables + multiplicity }

  private static var discrimination: [Check] {
    [
      Check("paired DeLong", "40 + 60, two scores of one AUC, correlated") { g in
        let isPositive = (0..<100).map { $0 < 40 }
        let shared = isPositive.map { ($0 ? 1 : 0) + g.normal() }
        let a = try ScoredOutcomes(isPositive: isPositive, scores: shared.map { $0 + 0.7 * g.normal() })
        let b = try ScoredOutcomes(isPositive: isPositive, scores: shared.map { $0 + 0.7 * g.normal() })
        return rejects(try AUCComparison.paired(a, b).p)
      },
      Check("unpaired DeLong", "30 + 40 and 25 + 50") { g in
        let a = try Draw.scored(positives: 30, negatives: 40, shift: 1, &g)
        let b = try Draw.scored(positives: 25, negatives: 50, shift: 1, &g)
        return rejects(try AUCComparison.unpaired(a, b).p)
      },
      Check("paired Obuchowski", "60 patients × 3") { g in
        let effects = Draw.normals(60, &g)
        let isPositive = (0..<180).map { _ in g.uniform() < 0.4 }
        let shared = (0..<180).map { i in effects[i / 3] + (isPositive[i] ? 1 : 0) }
        let a = try ScoredOutcomes(isPositive: isPositive, scores: shared.map { $0 + g.normal() })
        let b = try ScoredOutcomes(isPositive: isPositive, scores: shared.map { $0 + g.normal() })
        return rejects(try AUCComparison.pairedClustered(a, b, clusters: (0..<180).map { $0 / 3 }).p)
      },
      Check("difference of Harrell's C", "n = 120, two markers of one C") { g in
        let x = Draw.normals(120, &g)
        let times = Draw.follow(x, beta: 1, end: 3, &g)
        let a = try Concordance(times, scores: x.map { $0 + 0.7 * g.normal() })
        let b = try Concordance(times, scores: x.map { $0 + 0.7 * g.normal() })
        return rejects(try Concordance.difference(a, b)?.test.p)
      },
      Check("difference of time-dependent AUCs", "n = 150, two markers of one AUC") { g in
        let x = Draw.normals(150, &g)
        let times = Draw.follow(x, beta: 1, end: 3, &g)
        let a = try TimeDependentROC.at([0.7], times, scores: x.map { $0 + 0.7 * g.normal() })[0]
        let b = try TimeDependentROC.at([0.7], times, scores: x.map { $0 + 0.7 * g.normal() })[0]
        return rejects(TimeDependentROC.difference(a, b)?.p)
      },
      Check("integrated discrimination improvement", "n = 200, two equally noisy predictions") { g in
        let eta = Draw.normals(200, &g)
        let isPositive = eta.map { g.uniform() < 1 / (1 + exp(-$0)) }
        func noisy(_ g: inout SeededGenerator) throws -> PredictedOutcomes {
          try PredictedOutcomes(
            isPositive: isPositive, probabilities: eta.map { 1 / (1 + exp(-$0 - 0.7 * g.normal())) })
        }
        return rejects(try Reclassification(old: noisy(&g), new: noisy(&g)).integratedDiscrimination.test.p)
      },
      Check("continuous net reclassification", "n = 200, two equally noisy predictions") { g in
        let eta = Draw.normals(200, &g)
        let isPositive = eta.map { g.uniform() < 1 / (1 + exp(-$0)) }
        func noisy(_ g: inout SeededGenerator) throws -> PredictedOutcomes {
          try PredictedOutcomes(
            isPositive: isPositive, probabilities: eta.map { 1 / (1 + exp(-$0 - 0.7 * g.normal())) })
        }
        return rejects(try Reclassification(old: noisy(&g), new: noisy(&g)).continuous.total.p)
      },
      Check("Hosmer–Lemeshow, predictions from elsewhere", "n = 200, calibrated") { g in
        rejects(try Calibration(Intervals.predicted(200, &g)).hosmerLemeshow.p)
      },
      Check("Spiegelhalter", "n = 200, calibrated") { g in
        rejects(try Calibration(Intervals.predicted(200, &g)).spiegelhalter.p)
      },
      Check("unreliability (slope 1, intercept 0)", "n = 200, calibrated") { g in
        rejects(try Calibration(Intervals.predicted(200, &g)).unreliability.p)
      },
    ]
  }

  private static func null(_ count: Int, _ g: inout SeededGenerator) -> [SurvivalTime] {
    Draw.follow([Double](repeating: 0, count: count), end: 3, &g)
  }

  private static var survival: [Check] {
    let weights: [Check] = [LogRank.Weight.logRank, .gehan, .taroneWare, .peto].map { weight in
      Check("\(weight.name) test", "30 + 30") { g in
        rejects(try LogRank(null(60, &g), by: Draw.grouping(60, groups: 2), weight: weight).p)
      }
    }
    return weights + [
      Check("log-rank test", "15 + 60") { g in
        let grouping = Grouping(codes: (0..<75).map { $0 < 15 ? 1 : 0 }, names: ["a", "b"])
        return rejects(try LogRank(null(75, &g), by: grouping).p)
      },
      Check("stratified log-rank test", "three strata of other hazards, n = 90") { g in
        let x = (0..<90).map { Double($0 / 30) }
        let times = Draw.follow(x, beta: 0.8, end: 3, &g)
        let strata = Grouping(codes: (0..<90).map { $0 / 30 }, names: ["a", "b", "c"])
        return rejects(try LogRank(times, by: Draw.grouping(90, groups: 2), strata: strata).p)
      },
      Check("log-rank trend", "three groups of 25") { g in
        rejects(try LogRank(null(75, &g), by: Draw.grouping(75, groups: 3)).trend()?.p)
      },
      Check("Cox, Wald", "n = 80, two variables") { g in rejects(try cox(80, &g).fit.waldTest.p) },
      Check("Cox, likelihood ratio", "n = 80, two variables") { g in rejects(try cox(80, &g).fit.likelihoodRatioTest.p)
      },
      Check("Cox, score", "n = 80, two variables") { g in rejects(try cox(80, &g).fit.scoreTest.p) },
      Check("proportional hazards (zph), global", "n = 120, two variables") { g in
        let (fit, data) = try cox(120, beta: 0.7, &g)
        return rejects(try fit.proportionalHazards(data).last?.p)
      },
      Check("difference of restricted means", "40 + 40") { g in
        let a = try KaplanMeier(null(40, &g)).restrictedMean(to: 1.5)
        let b = try KaplanMeier(null(40, &g)).restrictedMean(to: 1.5)
        return rejects(RestrictedMean.difference(a, b).p)
      },
      Check("Gray", "40 + 40, two causes") { g in
        let subjects = Intervals.competing(80, &g)
        return rejects(
          try GrayTest.compare(subjects, by: Draw.grouping(80, groups: 2), cause: 1, causeCount: 2).p)
      },
      Check("maximally selected cut-off, corrected (1992)", "n = 80") { g in
        rejects(try MaximallySelectedCutoff.search(null(80, &g), marker: Draw.normals(80, &g))?.correctedP)
      },
      Check("maximally selected cut-off, corrected (1994)", "n = 80") { g in
        rejects(try MaximallySelectedCutoff.search(null(80, &g), marker: Draw.normals(80, &g))?.correctedP94)
      },
      Check("maximally selected cut-off, as if fixed in advance", "n = 80") { g in
        rejects(try MaximallySelectedCutoff.search(null(80, &g), marker: Draw.normals(80, &g))?.naiveP)
      },
    ]
  }

  private static func cox(
    _ count: Int, beta: Double = 0, _ g: inout SeededGenerator
  ) throws -> (fit: CoxFit, data: CoxData) {
    let x = Draw.normals(count, &g)
    let times = Draw.follow(x, beta: beta, end: 3, &g)
    let data = try CoxData(design: Design(columns: [("x", x), ("z", Draw.normals(count, &g))]), times: times)
    return (try CoxRegression().fit(data), data)
  }

  private static var groups: [Check] {
    [
      Check("t (equal variances)", "12 and 20") { g in
        rejects(try MeanTests.student(Draw.normals(12, &g), Draw.normals(20, &g)).p)
      },
      Check("t (Welch)", "12 and 20, deviations 3 and 1") { g in
        rejects(try MeanTests.welch(Draw.normals(12, deviation: 3, &g), Draw.normals(20, &g)).p)
      },
      Check("paired t", "15 pairs") { g in
        rejects(try MeanTests.paired(Draw.normals(15, &g), Draw.normals(15, &g)).p)
      },
      Check("Wilcoxon rank sum, exact", "10 and 12") { g in
        rejects(try RankTests.rankSum(Draw.normals(10, &g), Draw.normals(12, &g)).p)
      },
      Check("Wilcoxon rank sum with ties, normal", "25 and 30") { g in
        rejects(
          try RankTests.rankSum(Draw.normals(25, &g).map { $0.rounded() }, Draw.normals(30, &g).map { $0.rounded() }).p)
      },
      Check("Wilcoxon signed rank, exact", "15 pairs") { g in
        rejects(try RankTests.signedRank(Draw.normals(15, &g), Draw.normals(15, &g)).p)
      },
      Check("Kruskal–Wallis", "three of 15") { g in
        rejects(try RankTests.kruskalWallis((0..<3).map { _ in Draw.normals(15, &g) }).p)
      },
      Check("analysis of variance", "three of 15") { g in
        rejects(try MeanTests.analysisOfVariance((0..<3).map { _ in Draw.normals(15, &g) }).p)
      },
      Check("analysis of variance (Welch)", "three of 15, deviations 1 to 3") { g in
        rejects(try MeanTests.welchAnalysisOfVariance((1...3).map { Draw.normals(15, deviation: Double($0), &g) }).p)
      },
      Check("Bartlett", "three of 15") { g in
        rejects(try VarianceTests.bartlett((0..<3).map { _ in Draw.normals(15, &g) }).p)
      },
      Check("Levene", "three of 15") { g in
        rejects(try VarianceTests.levene((0..<3).map { _ in Draw.normals(15, &g) }).p)
      },
      Check("Shapiro–Wilk", "n = 30") { g in rejects(try VarianceTests.shapiroWilk(Draw.normals(30, &g)).p) },
      Check("Kolmogorov–Smirnov", "20 and 25") { g in
        rejects(try VarianceTests.kolmogorovSmirnov(Draw.normals(20, &g), Draw.normals(25, &g)).p)
      },
      Check("Pearson's correlation", "n = 20") { g in
        rejects(try Correlation.pearson(Draw.normals(20, &g), Draw.normals(20, &g)).p)
      },
      Check("Spearman's correlation", "n = 20") { g in
        rejects(try Correlation.spearman(Draw.normals(20, &g), Draw.normals(20, &g)).p)
      },
      Check("Kendall's correlation with ties", "n = 30") { g in
        let y = Draw.normals(30, &g).map { $0.rounded() }
        return rejects(try Correlation.kendall(Draw.normals(30, &g), y).p)
      },
    ]
  }

  private static var tables: [Check] {
    [
      Check("χ²", "40 + 40, share 0.4") { g in rejects(try twoByTwo(&g).chiSquared().p) },
      Check("χ² with Yates' correction", "40 + 40, share 0.4") { g in
        rejects(try twoByTwo(&g).chiSquared(corrected: true).p)
      },
      Check("Fisher", "40 + 40, share 0.4") { g in rejects(try twoByTwo(&g).fisher().p) },
      Check("Fisher, 3 × 3", "three of 15") { g in
        var counts = [[Int]](repeating: [0, 0, 0], count: 3)
        for i in 0..<45 { counts[i / 15][g.below(3)] += 1 }
        return rejects(try ContingencyTable(counts).fisher().p)
      },
      Check("McNemar with correction", "80 pairs, 30 % discordant") { g in
        rejects(try paired(&g).mcNemar().p)
      },
      Check("McNemar, exact", "80 pairs, 30 % discordant") { g in rejects(try paired(&g).mcNemarExact().p) },
      Check("PPV of two tests on the same patients", "n = 200") { g in
        let isPositive = (0..<200).map { _ in g.uniform() < 0.4 }
        func test(_ g: inout SeededGenerator) -> [Bool] { isPositive.map { g.uniform() < ($0 ? 0.8 : 0.3) } }
        let diagnostics = try PairedDiagnostics(isPositive: isPositive, first: test(&g), second: test(&g))
        return rejects(diagnostics.positivePredictiveValue.p)
      },
    ]
  }

  private static func twoByTwo(_ g: inout SeededGenerator) throws -> ContingencyTable {
    let a = (0..<40).count { _ in g.uniform() < 0.4 }
    let b = (0..<40).count { _ in g.uniform() < 0.4 }
    return try ContingencyTable([[a, 40 - a], [b, 40 - b]])
  }

  private static func paired(_ g: inout SeededGenerator) throws -> ContingencyTable {
    var counts = [[0, 0], [0, 0]]
    for _ in 0..<80 {
      let first = g.below(2)
      counts[first][g.uniform() < 0.3 ? 1 - first : first] += 1
    }
    return try ContingencyTable(counts)
  }

  private static var multiplicity: [Check] {
    [Multiplicity.holm, .hochberg, .benjaminiHochberg].map { method in
      Check("any of ten adjusted p values, \(method.rawValue)", "ten independent t tests of 15 and 15") { g in
        let p = try (0..<10).map { _ in try MeanTests.welch(Draw.normals(15, &g), Draw.normals(15, &g)).p }
        return method.adjusted(p).contains { ($0 ?? 1) < 0.05 }
      }
    }
  }
}
