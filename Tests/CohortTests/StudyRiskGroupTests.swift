import Foundation
import Stats
import TestSupport
import Testing

@testable import Cohort

/// What a study file can ask of the groups below and above the frozen cut-off of a survival model.
@Suite struct StudyRiskGroupTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(
    _ evaluation: String, cutoff: String = "median", outcome: String = "{time: months, event: progressed}"
  ) async throws -> RunResult {
    let text = """
      study: groups
      outcome: {survival: \(outcome)}
      split: {by: centre, column: centre, training: [A]}
      blocks:
        radiomics: {extraction: ct, features: ["original_signal"]}
      models:
        signal: {block: radiomics, pipeline: [{impute: median}, cox]}
      cutoff: \(cutoff)
      evaluation: \(evaluation)
      """
    return try await StudyRunner(StudyPlan(text: text)).run(SignalCohort.make(folder.file("c.sqlite")), jobs: 2)
  }

  /// Follow-up and risk group of the validation part.
  private func validation(_ result: RunResult) throws -> (times: [SurvivalTime], isHigh: [Bool], units: [String]) {
    let own = try #require(result.predictions.first { $0.part == "validation" })
    return (try #require(own.times), own.isHigh, own.units)
  }

  /// The cells of a column for some patients.
  private func cells(_ name: String, _ units: [String]) throws -> [String?] {
    let table = try CohortDatabase(path: folder.file("c.sqlite"), mode: .readOnly).tableOfPatients()
    let names = try #require(table.column(named: "patient")).values.texts
    let texts = try #require(table.column(named: name)).values.texts
    let byName = Dictionary(uniqueKeysWithValues: zip(names.compactMap { $0 }, texts))
    return units.map { byName[$0] ?? nil }
  }

  @Test func `rates and restricted means are those of Kaplan–Meier in each group`() async throws {
    let result = try await run("{rates: [6, 12], rmst: 20}")
    let (times, isHigh, _) = try validation(result)
    let found = try #require(result.evaluation)
    for (group, side) in [("low", false), ("high", true)] {
      let own = zip(times, isHigh).filter { $0.1 == side }.map(\.0)
      let curve = try #require(
        try KaplanMeierGroups(own, by: Grouping(codes: own.map { _ in 0 }, names: ["all"])).groups.first?.estimate)
      for time in [6.0, 12] {
        let row = try #require(
          found.rates.first { $0.part == "validation" && $0.group == group && $0.time == time })
        let wanted = try #require(curve.estimate(at: time))
        #expect(row.survival?.value == wanted.survival && row.survival?.low == wanted.low)
        #expect(row.atRisk == wanted.atRisk)
      }
      let mean = try #require(found.restrictedMeans.first { $0.part == "validation" && $0.group == group })
      #expect(try mean.mean.value == curve.restrictedMean(to: 20).value && mean.tau == 20 && mean.p == nil)
    }
    let all = found.restrictedMeans.filter { $0.part == "validation" }.map(\.mean.value)
    let difference = try #require(found.restrictedMeans.last { $0.part == "validation" })
    #expect(difference.group == "high − low" && abs(difference.mean.value - (all[1] - all[0])) < 1e-12)
    #expect(difference.mean.value < 0 && (difference.p ?? 1) < 0.05, "the high-risk group lives less long")
  }

  @Test func `from a landmark on only those still under observation count`() async throws {
    let result = try await run("{landmarks: [4, 500]}")
    let (times, isHigh, _) = try validation(result)
    let row = try #require(result.evaluation?.landmarks.first { $0.part == "validation" })
    let left = times.indices.filter { times[$0].time > 4 }
    #expect(row.time == 4 && row.n == left.count && row.events == left.count { times[$0].isEvent })
    #expect(row.earlierEvents == times.count { $0.isEvent && $0.time <= 4 })
    let own = left.map { SurvivalTime(time: times[$0].time - 4, isEvent: times[$0].isEvent) }
    let design = Design(columns: [("high", left.map { isHigh[$0] ? 1 : 0 })])
    let fit = try CoxRegression().fit(CoxData(design: design, times: own))
    #expect(row.metrics["hazard_ratio"]?.value == fit.coefficients[0].ratio)
    // Nobody is followed for 500 months: that is said, and nothing else is lost.
    #expect(result.evaluation?.landmarks.count == 2)
    #expect(
      result.cautions.contains { $0.code == "not_estimable" && $0.message.contains("validation, landmark 500") })
  }

  @Test func `a treatment's effect is told in both risk groups and tested for a difference`() async throws {
    let result = try await run("{treatment: arm}")
    let (times, isHigh, units) = try validation(result)
    let arms = try cells("arm", units)
    let row = try #require(result.evaluation?.interactions.first { $0.part == "validation" })
    #expect(row.treatment == "arm" && row.level == "drug" && row.reference == "control" && row.missing == 0)
    let drug = arms.map { $0 == "drug" ? 1.0 : 0 }
    let high = isHigh.map { $0 ? 1.0 : 0 }
    let main = [("drug", drug), ("high", high)]
    let product = ("product", zip(drug, high).map { $0 * $1 })
    let without = try CoxRegression().fit(CoxData(design: Design(columns: main), times: times))
    let with = try CoxRegression().fit(CoxData(design: Design(columns: main + [product]), times: times))
    #expect(abs(row.chiSquared - 2 * (with.logLikelihood - without.logLikelihood)) < 1e-8)
    #expect(row.degreesOfFreedom == 1)
    let beta = with.beta
    #expect(abs(log(row.low?.value ?? 0) - beta[0]) < 1e-6 && abs(log(row.high?.value ?? 0) - beta[0] - beta[2]) < 1e-6)
    #expect(abs(log(row.ratio?.value ?? 0) - beta[2]) < 1e-6)
    #expect((row.low?.low ?? 1) < (row.low?.value ?? 0))
  }

  @Test func `competing events have an incidence in each risk group and Gray's test`() async throws {
    let result = try await run(
      "{competing: {event: cause, censored: censored}}",
      outcome: "{time: months, event: cause, occurred: progression}")
    let (times, isHigh, units) = try validation(result)
    let texts = try cells("cause", units)
    // The event of the model is the progression; deaths are censored there, and compete here.
    #expect(zip(times, texts).allSatisfy { $0.isEvent == ($1 == "progression") })
    let found = try #require(result.evaluation)
    let subjects = zip(times, texts).map { time, cause in
      CompetingTime(time: time.time, cause: cause == "death" ? 1 : cause == "progression" ? 2 : 0)
    }
    let grouping = Grouping(codes: isHigh.map { $0 ? 1 : 0 }, names: ["low", "high"])
    for (place, cause) in ["death", "progression"].enumerated() {
      let test = try GrayTest.compare(subjects, by: grouping, cause: place + 1, causeCount: 2)
      let row = try #require(found.incidenceTests.first { $0.part == "validation" && $0.cause == cause })
      #expect(row.p == test.p && row.chiSquared == test.statistic && row.degreesOfFreedom == 1 && row.missing == 0)
      let high = try #require(
        found.incidences.first { $0.part == "validation" && $0.cause == cause && $0.group == "high" })
      let own = zip(subjects, isHigh).filter(\.1).map(\.0)
      #expect(high.n == own.count && high.events == own.count { $0.cause == place + 1 })
      let wanted = try CumulativeIncidence(own, causeCount: 2)
      #expect(high.points.map(\.incidence) == wanted.incidence[place])
    }
  }

  @Test func `a maximally selected cut-off has the corrected p in training and is frozen for validation`() async throws
  {
    let result = try await run("{cutoffs: [median]}", cutoff: "maximally-selected-on-training")
    let training = try #require(result.predictions.first { $0.part == "training" })
    let times = try #require(training.times)
    let wanted = try #require(try MaximallySelectedCutoff.search(times, marker: training.scores))
    let search = try #require(result.evaluation?.searches.first)
    #expect(
      search.cutoff == wanted.cutoff && search.p == wanted.correctedP && search.points.count == wanted.curve.count)
    let rows = try #require(result.evaluation?.cutoffs)
    #expect(rows.map(\.rule) == ["maximally selected", "median", "maximally selected", "median"])
    let own = try #require(rows.first { $0.part == "training" })
    #expect(own.metrics["corrected_p"]?.value == wanted.correctedP && own.metrics["logrank_p"] == nil)
    #expect(training.isHigh == training.scores.map { $0 > wanted.cutoff })
    let frozen = try #require(rows.first { $0.part == "validation" })
    #expect(frozen.threshold == own.threshold && frozen.metrics["logrank_p"] != nil)
    #expect(frozen.metrics["corrected_p"] == nil && frozen.metrics["hazard_ratio"] != nil)
    #expect(result.results.first { $0.part == "training" }?.metrics["logrank_p"] == nil)
    #expect(result.cautions.contains { $0.code == "optimised_cutoff" })
  }

  @Test func `a cut-off chosen by hand renews the groups, and says what it cannot renew`() async throws {
    let result = try await run("{rates: [12], treatment: arm}")
    let own = try #require(result.predictions.first { $0.part == "validation" })
    let highest = try #require(own.scores.sorted().dropLast(10).last)
    let changed = try result.withCutoff(highest, of: "signal", chosenOn: "validation")
    let row = try #require(changed.evaluation?.rates.first { $0.part == "validation" && $0.group == "high" })
    #expect(row.atRisk < 12 && row != result.evaluation?.rates.first { $0.part == "validation" && $0.group == "high" })
    #expect(changed.evaluation?.interactions == [] && changed.cautions.contains { $0.code == "not_renewed" })
  }

  @Test(arguments: [
    ("{treatment: armm}", "There is no column \"armm\". Did you mean \"arm\"?"),
    (
      "{treatment: months}",
      "The treatment \"months\" has 159 different values, but from 2 to 10 can be compared. Use another column for "
        + "evaluation.treatment."
    ),
    (
      "{competing: {event: cause, censored: lost}}",
      "No row has \"lost\" in \"cause\", which holds \"censored\", \"death\", \"progression\". Correct "
        + "evaluation.competing.censored."
    ),
    (
      "{competing: {event: arm}}",
      "Which value of \"arm\" means censored? It holds \"control\", \"drug\". Say it with evaluation.competing.censored; "
        + "\"none\" where nobody is censored."
    ),
  ])
  func `a column that cannot be used says why before anything is trained`(evaluation: String, sentence: String)
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

/// Groups in which nothing can be told.
@Suite struct RiskGroupMetricTests {
  private let times = [1.0, 2, 3, 4, 5, 6].map { SurvivalTime(time: $0, isEvent: $0 < 4) }

  @Test func `a group without an event has no hazard ratio, and that is said`() throws {
    var cautions: [Caution] = []
    let found = try RunResult.Metric.all(
      of: times, isHigh: [true, true, true, false, false, false], at: "", cautions: &cautions)
    #expect(found["hazard_ratio"] == nil && found["logrank_p"] != nil)
    #expect(!cautions.isEmpty, "a hazard ratio that runs away is said to")
    #expect(found["median_high"]?.value == 2 && found["median_low"] == nil)
  }

  @Test func `all on one side have nothing to compare`() throws {
    var cautions: [Caution] = []
    #expect(try RunResult.Metric.all(of: times, isHigh: times.map { _ in true }, at: "", cautions: &cautions) == [:])
  }

  @Test func `a limit that is not finite is none`() {
    let metric = RunResult.Metric(value: 1, low: -.infinity, high: .nan, method: "")
    #expect(metric.low == nil && metric.high == nil)
  }
}
