import Foundation
import TestSupport
import Testing

@testable import Stats

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct ParametricSurvivalReferenceTests {
  @Test(arguments: ModelRow.all("survreg"))
  func `accelerated failure time models give what R's survreg gives`(row: ModelRow) throws {
    let table = ModelTable("lung").complete(["age", "sex"])
    let times = zip(table.numbers("time"), table.text("status")).map { SurvivalTime(time: $0, isEvent: $1 == "2") }
    let distribution = try #require(SurvivalDistribution(rawValue: row.item.settings["dist"].text ?? ""))
    let fit = try ParametricSurvival(distribution).fit(table.design(["age", "sex"]), times)
    let all = fit.coefficients + (fit.logScale.map { [$0] } ?? [])
    let mine: Reading
    switch row.quantity {
    case "n": mine = Reading(fit.rowCount)
    case "terms": mine = Reading(all.map(\.name))
    case "value": mine = Reading(all.map(\.estimate))
    case "se": mine = Reading(all.map(\.standardError))
    case "loglik": mine = Reading(fit.logLikelihood)
    case "loglik_null": mine = Reading(fit.nullLogLikelihood)
    case "scale": mine = Reading(fit.scale)
    default: mine = .null
    }
    #expect(
      mine.difference(from: row.item.expected[row.quantity], tolerance: row.item.tolerance, at: row.quantity) == nil)
  }
}

@Suite struct ParametricSurvivalTests {
  /// Without covariates the exponential's rate is events over follow-up: 3 events in 1 + 2 + 3 + 4 = 10.
  @Test func `an exponential model has the rate of events over follow-up`() throws {
    let times = [(1.0, true), (2, true), (3, false), (4, true)].map { SurvivalTime(time: $0.0, isEvent: $0.1) }
    let fit = try ParametricSurvival(.exponential).fit(Design(names: [], rowCount: 4, values: []), times)
    #expect(abs(fit.beta[0] - log(10.0 / 3)) < 1e-10)
    #expect(abs(fit.logLikelihood - (3 * log(0.3) - 3)) < 1e-10)
    // Median ln 2 / rate.
    let median = try fit.quantile(Design(names: [], rowCount: 1, values: []), 0.5)[0]
    #expect(abs(median - log(2) / 0.3) < 1e-9)
    #expect(abs(try fit.survival(Design(names: [], rowCount: 1, values: []), at: [median])[0][0] - 0.5) < 1e-12)
  }

  @Test func `a time of zero is refused by row`() {
    #expect(throws: ModelError.badTime(row: 0)) {
      try ParametricSurvival().fit(
        Design(names: [], rowCount: 1, values: []), [SurvivalTime(time: 0, isEvent: true)])
    }
  }
}
