import Foundation
import Stats
import Testing

@testable import Cohort

/// A coefficient says how far its variable moves for it.
@Suite struct `What coefficients are told per` {
  private static let values: [Double] = [2, 4, 4, 4, 5, 5, 7, 9, 3, 6, 8, 1]
  private static let isPositive = [false, true, false, false, true, false, true, true, false, true, false, true]

  private func fit(_ steps: [Pipeline.Step], _ estimator: any Estimator = LogisticRegression()) throws -> FittedModel {
    let design = Design(columns: [(name: "age", values: Self.values)])
    let observations = try Observations(design: design, outcome: .binary(Self.isPositive))
    return try Pipeline(steps: steps, estimator: estimator).fit(observations.asTraining(seed: 1))
  }

  private func value(_ model: FittedModel) throws -> Double {
    try #require(model.coefficients.first { $0.name == "age" }?.estimate)
  }

  @Test func `one standard deviation where the pipeline standardises, else one unit`() throws {
    let mean = Self.values.reduce(0, +) / 12
    let squares = Self.values.map { ($0 - mean) * ($0 - mean) }
    let deviation = (squares.reduce(0, +) / 11).squareRoot()
    let plain = try fit([])
    let scaled = try fit([.prepare(.standardise)])
    #expect(plain.step(of: "age")?.per == .unit && plain.step(of: "age")?.sd == nil)
    let step = try #require(scaled.step(of: "age"))
    #expect(step.per == .sd)
    #expect(abs((step.sd ?? 0) - deviation) < 1e-12)
    // The same model in another unit: a step of one SD is so many steps of one.
    let expected = try value(plain) * deviation
    #expect(abs(try value(scaled) - expected) < 1e-6)
    #expect(scaled.step(of: "(Intercept)") == nil)
  }

  @Test func `what a run keeps of it is read again, and older results have none`() throws {
    let kept = RunResult.Coefficient(name: "age", value: 0.5, low: nil, high: nil, p: nil, per: .sd, sd: 12.5)
    let data = try JSONEncoder().encode(kept)
    #expect(String(decoding: data, as: UTF8.self).contains("\"per\":\"sd\""))
    #expect(try JSONDecoder().decode(RunResult.Coefficient.self, from: data) == kept)
    let older = try JSONDecoder().decode(RunResult.Coefficient.self, from: Data(#"{"name": "age", "value": 0.5}"#.utf8))
    #expect(older.per == nil && older.sd == nil)
  }
}
