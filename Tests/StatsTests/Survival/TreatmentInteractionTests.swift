import Stats
import Testing

/// Whether a treatment acts differently at high and at low risk.
@Suite struct TreatmentInteractionTests {
  /// Eight subjects per cell; the treatment halves times at low risk and doubles them at high risk.
  private let subjects: [(time: Double, arm: Int, isHigh: Bool)] = (0..<8).flatMap { i -> [(Double, Int, Bool)] in
    let base = Double(i * i + 3)
    return [(base, 0, false), (base / 2, 1, false), (base / 3, 0, true), (base / 1.5, 1, true)]
  }.map { (time: $0.0, arm: $0.1, isHigh: $0.2) }

  private func found(_ names: [String] = ["control", "drug"]) throws -> TreatmentInteraction {
    try TreatmentInteraction(
      subjects.map { SurvivalTime(time: $0.time, isEvent: true) },
      treatment: Grouping(codes: subjects.map(\.arm), names: names), isHigh: subjects.map(\.isHigh))
  }

  @Test func `the effect at high risk is that at low risk times their ratio`() throws {
    let one = try found()
    let effect = try #require(one.effects.first)
    #expect(one.reference == "control" && effect.treatment == "drug" && one.effects.count == 1)
    let (low, high, ratio) = (
      try #require(effect.low.estimate), try #require(effect.high.estimate), try #require(effect.difference.estimate)
    )
    #expect(abs(low + ratio - high) < 1e-8)
    #expect(low > 0 && high < 0, "harm at low risk, benefit at high risk")
    #expect(one.test.p < 0.05 && one.test.degreesOfFreedom == 1)
  }

  /// R 4.2.2, survival 3.5.3, with d as below: coxph(Surv(time, event) ~ arm * high, d) against ~ arm + high, and
  /// ~ high + I(arm * (1 - high)) + I(arm * high) for the intervals in each group.
  @Test func `effects, intervals and test are those of R`() throws {
    let squares = (0...9).map { Double($0 * $0) }
    let times =
      squares.map { $0 + 3.5 } + squares.map { ($0 + 2) / 2 } + squares.map { ($0 + 4) / 3 }
      + squares.map { ($0 + 5) / 1.5 }
    let events = (0..<40).map { $0 % 5 != 2 }
    let found = try TreatmentInteraction(
      zip(times, events).map { SurvivalTime(time: $0, isEvent: $1) },
      treatment: Grouping(codes: (0..<40).map { $0 / 10 % 2 }, names: ["0", "1"]), isHigh: (0..<40).map { $0 >= 20 })
    let effect = try #require(found.effects.first)
    func expect(_ value: Double?, _ reference: Double) {
      #expect(abs((value ?? .nan) / reference - 1) < 1e-6, "\(value ?? .nan) for \(reference)")
    }
    expect(effect.low.estimate, 0.974564369225673)
    expect(effect.difference.estimate, -1.768784356612624)
    expect(effect.low.ratio, 2.650012532482619)
    expect(effect.low.ratioLow, 0.883756295450292)
    expect(effect.low.ratioHigh, 7.94627032188417)
    expect(effect.high.ratio, 0.451933611392828)
    expect(effect.high.ratioLow, 0.161028062381060)
    expect(effect.high.ratioHigh, 1.26837512720756)
    expect(found.test.chiSquared, 5.04078960616519)
    expect(found.test.p, ChiSquaredDistribution(degreesOfFreedom: 1).upperTail(5.04078960616519))
  }

  @Test func `swapping the treatments turns every ratio over`() throws {
    let one = try #require(try found().effects.first)
    let other = try TreatmentInteraction(
      subjects.map { SurvivalTime(time: $0.time, isEvent: true) },
      treatment: Grouping(codes: subjects.map { 1 - $0.arm }, names: ["drug", "control"]),
      isHigh: subjects.map(\.isHigh))
    let swapped = try #require(other.effects.first)
    #expect(abs((one.low.estimate ?? 0) + (swapped.low.estimate ?? 1)) < 1e-8)
    #expect(abs((one.difference.estimate ?? 0) + (swapped.difference.estimate ?? 1)) < 1e-8)
    #expect(try abs(found().test.chiSquared - other.test.chiSquared) < 1e-8)
  }

  @Test func `one treatment or one risk group is refused`() {
    let times = subjects.map { SurvivalTime(time: $0.time, isEvent: true) }
    let one = Grouping(codes: times.map { _ in 0 }, names: ["drug"])
    #expect(throws: ModelError.oneClass(model: "A treatment effect", rows: 32)) {
      try TreatmentInteraction(times, treatment: one, isHigh: subjects.map(\.isHigh))
    }
    let two = Grouping(codes: subjects.map(\.arm), names: ["control", "drug"])
    #expect(throws: ModelError.oneClass(model: "An interaction with risk", rows: 32)) {
      try TreatmentInteraction(times, treatment: two, isHigh: times.map { _ in true })
    }
    #expect(throws: ModelError.rowsDiffer(design: 2, other: 32, what: "times")) {
      try TreatmentInteraction(times, treatment: two, isHigh: [true, false])
    }
  }
}
