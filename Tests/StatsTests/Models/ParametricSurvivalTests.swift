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

  /// Follow-up that doubles from row to row, but for rounding: a scale far below the spread of the times.
  private static let doubling = zip(
    [1.4, 2, 2.9, 4, 5.7, 8, 11.4, 16.2, 22.3, 31.4, 45.9, 63.8], [1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1]
  ).map { SurvivalTime(time: $0, isEvent: $1 == 1) }
  private static let steps = Design(columns: [("m", (1...12).map(Double.init))])

  // survreg(Surv(t, e) ~ m), survival 3.5.3, R 4.2.2: coefficients and scale.
  @Test(arguments: [
    (SurvivalDistribution.loglogistic, [0.0025115797907973025, 0.3468144053081687, 0.0066711521857905796]),
    (.weibull, [0.013964234919542573, 0.34595537140867649, 0.010498038085058741]),
    (.lognormal, [0.0045934213115219613, 0.34653020619595531, 0.011402347351807469]),
  ])
  func `a scale far below the spread of the times is found`(distribution: SurvivalDistribution, expected: [Double])
    throws
  {
    let fit = try ParametricSurvival(distribution).fit(Self.steps, Self.doubling)
    for (found, wanted) in zip(fit.beta + [fit.scale], expected) {
      #expect(abs(found - wanted) < 1e-7, "\(found) \(wanted)")
    }
    #expect(!fit.cautions.contains { $0.code == "not_converged" })
  }

  /// Where a line meets every time the likelihood grows without end as the scale shrinks.
  @Test(arguments: [SurvivalDistribution.weibull, .loglogistic, .lognormal])
  func `a likelihood without a maximum is told`(distribution: SurvivalDistribution) throws {
    let exact = (1...12).map { SurvivalTime(time: pow(2, Double($0)), isEvent: true) }
    let equal = exact.map { _ in SurvivalTime(time: 5, isEvent: true) }
    for times in [exact, equal] {
      let fit = try ParametricSurvival(distribution).fit(Self.steps, times)
      #expect(fit.cautions.contains { $0.code == "not_converged" }, "\(fit.scale) \(fit.cautions)")
    }
  }

  /// A column that is twice another changes nothing, also where steps must be held back: times over many powers of ten.
  @Test(arguments: SurvivalDistribution.allCases)
  func `a collinear column is left out and the rest is found`(distribution: SurvivalDistribution) throws {
    let times = (0..<40).map { i in
      SurvivalTime(time: pow(10, Double((i * 17) % 23) - 11), isEvent: i % 5 != 0)
    }
    let m = (0..<40).map { Double(($0 * 7) % 40) }
    let single = try ParametricSurvival(distribution).fit(Design(columns: [("m", m)]), times)
    let double = try ParametricSurvival(distribution).fit(
      Design(columns: [("m", m), ("twice", m.map { 2 * $0 })]), times)
    #expect(double.coefficients[2].estimate == nil)
    #expect(abs(double.logLikelihood - single.logLikelihood) < 1e-8 * abs(single.logLikelihood))
    for fit in [single, double] { #expect(!fit.cautions.contains { $0.code == "not_converged" }, "\(fit.cautions)") }
  }

  @Test func `a time of zero is refused by row`() {
    #expect(throws: ModelError.badTime(row: 0)) {
      try ParametricSurvival().fit(
        Design(names: [], rowCount: 1, values: []), [SurvivalTime(time: 0, isEvent: true)])
    }
  }
}
