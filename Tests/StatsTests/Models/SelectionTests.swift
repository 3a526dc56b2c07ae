import Foundation
import TestSupport
import Testing

@testable import Stats

@Suite struct SelectionTests {
  @Test func `the rank sum of a small sample is counted by hand`() throws {
    // Positives 2, 3, 3; negatives 1, 3: pairs won 1+1+1, ties ½+½.
    let sum = try #require(RankSum(scores: [2, 3, 3, 1, 3], isPositive: [true, true, true, false, false]))
    #expect(sum.u == 4)
    #expect(abs(sum.auc - 4.0 / 6) < 1e-15)
    #expect(sum.tieTerm == 24)
    #expect(RankSum(scores: [1, 1], isPositive: [true, true]) == nil)
    #expect(RankSum(scores: [2, 2], isPositive: [true, false])?.normalP == nil)
  }

  @Test func `univariate Cox is Cox regression on one column`() throws {
    let data = PenalisedPathTests.random(80, 3, seed: 9)
    guard case .survival(let times) = data.survival else { return }
    let results = try UnivariateRanking.results(data.design, data.survival)
    for j in 0..<3 {
      let name = data.design.names[j]
      let fit = try CoxRegression().fit(CoxData(design: data.design.selecting(columns: [name]), times: times))
      let p = try #require(results[j].p)
      #expect(abs(p - (fit.coefficients[0].p ?? 0)) < 1e-9)
    }
  }

  @Test func `columns with missing values are tested on the rest`() throws {
    var design = PenalisedPathTests.random(60, 2, seed: 5).design
    let outcome = PenalisedPathTests.random(60, 2, seed: 5).binary
    var values = design.values
    values[3] = .nan
    design = Design(names: design.names, rowCount: 60, values: values)
    let results = try UnivariateRanking.results(design, outcome)
    #expect(results.map(\.rowCount) == [59, 60])
    #expect(results[0].p != nil)
  }

  @Test func `a constant column has no p and is never chosen`() throws {
    let data = PenalisedPathTests.random(60, 2, seed: 5)
    let design = data.design.appending(Design(columns: [(name: "same", values: [Double](repeating: 1, count: 60))]))
    for outcome in [data.binary, data.survival] {
      #expect(try UnivariateRanking.results(design, outcome)[2].p == nil)
      let step = SelectionStep.univariate(.automatic, keep: .init(top: 3))
      #expect(try step.learn(design, outcome).step.names == ["f0", "f1"])
    }
  }
}

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct SelectionReferenceTests {
  @Test(arguments: ["wdbc", "synth"])
  func `minimum redundancy chooses what the reference chooses, in its order`(id: String) throws {
    let item = try ModelCase.named("mrmr", id)
    let table = ModelTable(id == "wdbc" ? "wdbc" : "synth_radiomics")
    let columns = id == "wdbc" ? Array(table.names.prefix(30)) : table.names.filter { $0.wholeMatch(of: /f\d+/) != nil }
    let outcome = Outcome.binary(table.text(id == "wdbc" ? "malignant" : "y").map { $0 == "1" })
    let design = table.design(columns)
    let expected = item.expected["selected"].texts
    let chosen = try SelectionStep.minimumRedundancy(design, outcome, count: expected.count)
    #expect(chosen.map { columns[$0] } == expected)
    let relevance = try SelectionStep.relevance(design, outcome)
    for name in item.expected["f_statistic"].keys {
      let value = item.expected["f_statistic"][name].number ?? .nan
      let j = try #require(columns.firstIndex(of: name))
      #expect(abs(relevance[j] - value) <= item.tolerance * value)
    }
  }

  @Test(arguments: [("synth_mannwhitney_200", UnivariateTest.rankSum), ("wdbc_welch_30", .welch)])
  func `univariate p values and their false discovery rates are R's`(id: String, test: UnivariateTest) throws {
    let item = try ModelCase.named("correlation_padjust", id)
    let labels = item.expected["labels"].texts
    let isSynthetic = id.hasPrefix("synth")
    let table = ModelTable(isSynthetic ? "synth_radiomics" : "wdbc")
    let outcome = Outcome.binary(table.text(isSynthetic ? "y" : "malignant").map { $0 == "1" })
    let results = try UnivariateRanking.results(table.design(labels), outcome, test: test)
    #expect(
      Reading(results.map(\.p)).difference(from: item.expected["p"], tolerance: item.tolerance, floor: 0) == nil)
    #expect(
      Reading(results.map(\.adjustedP)).difference(from: item.expected["BH"], tolerance: item.tolerance, floor: 0)
        == nil)
  }

  @Test(arguments: ["wdbc_0.9", "synth_0.5"])
  func `the correlation filter keeps what the reference keeps`(id: String) throws {
    let item = try ModelCase.named("pca_filter", id)
    let table = ModelTable(id.hasPrefix("wdbc") ? "wdbc" : "synth_radiomics")
    let columns =
      id.hasPrefix("wdbc") ? Array(table.names.prefix(30)) : table.names.filter { $0.wholeMatch(of: /f\d+/) != nil }
    let limit = try #require(item.settings["cut"].number)
    let kept = PreparationStep.uncorrelated(table.design(columns), limit: limit, method: .spearman)
    #expect(kept.map { Double($0 + 1) } == item.expected["kept_1based"].numbers)
  }
}

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct BootstrapOptimismReferenceTests {
  /// The file gives the smallest and largest optimism of ten seeds with 200 replicates each; ours must lie between, and
  /// its apparent values must be those of rms.
  @Test(arguments: ["birthwt", "lung_cox"])
  func `bootstrap optimism lies in the range of rms`(id: String) async throws {
    let item = try ModelCase.named("bootstrap_optimism_ranges", id)
    let observations: Observations
    let estimator: any Estimator
    if id == "birthwt" {
      let table = ModelTable("birthwt")
      observations = try Observations(
        design: table.design(["age", "lwt", "smoke", "ptl", "ht", "ui"]),
        outcome: .binary(table.text("low").map { $0 == "1" }))
      estimator = LogisticRegression()
    } else {
      let columns = ["age", "sex", "ph.ecog"]
      let table = ModelTable("lung").complete(columns)
      observations = try Observations(
        design: table.design(columns),
        outcome: .survival(
          zip(table.numbers("time"), table.text("status")).map { SurvivalTime(time: $0, isEvent: $1 == "2") }))
      estimator = CoxRegression()
    }
    let result = try await estimator.bootstrapOptimism(observations, replicates: 1_000, seed: 11, jobs: 2)
    #expect(result.failed == 0)
    for (mine, theirs) in ["dxy": "Dxy", "slope": "Slope", "brier": "B"] {
      guard let measure = result.measures.first(where: { $0.name == mine }),
        let expected = item.expected.list.first(where: { $0["index"].text == theirs })
      else { continue }
      #expect(abs(measure.apparent - (expected["apparent"].number ?? 0)) < 1e-6)
      let low = expected["optimism"]["min"].number ?? 0
      let high = expected["optimism"]["max"].number ?? 0
      #expect((low...high).contains(measure.optimism), "\(mine) \(measure.optimism) in \(low)…\(high)")
    }
    let one = try await estimator.bootstrapOptimism(observations, replicates: 10, seed: 3, jobs: 1)
    #expect(one == (try await estimator.bootstrapOptimism(observations, replicates: 10, seed: 3, jobs: 2)))
  }
}
