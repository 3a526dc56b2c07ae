import Foundation
import Stats
import Testing

@testable import Cohort

@Suite struct RunCurvesTests {
  private func prediction(_ scores: [Double], _ classes: [Bool]) -> RunResult.Prediction {
    RunResult.Prediction(
      model: "m", part: "validation", units: scores.indices.map { "P\($0)" }, scores: scores, isHigh: [],
      isPositive: classes, times: nil)
  }

  @Test func `log odds become probabilities`() {
    let probabilities = prediction([0, log(3), -log(3)], [true, true, false]).probabilities
    for (found, wanted) in zip(probabilities ?? [], [0.5, 0.75, 0.25]) { #expect(abs(found - wanted) < 1e-15) }
  }

  @Test func `curves agree with the numbers that a person can count`() throws {
    let one = prediction([3, 2, 1, 0], [true, false, true, false])
    #expect(one.roc?.auc.value == 0.75)
    // Precision 1 at the first, ½ at the second, ⅔ at the third: (1 + ⅔) / 2.
    let recall = try #require(one.precisionRecall)
    #expect(abs(recall.averagePrecision - (1 + 2.0 / 3) / 2) < 1e-12 && recall.baseline == 0.5)
    #expect(one.decisionCurve?.prevalence == 0.5)
  }

  @Test func `one class, or no class, has no curves`() {
    #expect(prediction([1, 2], [true, true]).roc == nil)
    var none = prediction([1, 2], [true, false])
    none.isPositive = nil
    #expect(none.probabilities == nil && none.calibration == nil && none.decisionCurve == nil && none.riskGroups == nil)
  }

  @Test func `median follow-up takes censoring for the event`() {
    var one = prediction([1, 2, 3], [])
    one.isPositive = nil
    one.times = [
      SurvivalTime(time: 2, isEvent: true), SurvivalTime(time: 10, isEvent: false),
      SurvivalTime(time: 20, isEvent: false),
    ]
    // The event at 2 is censored; of the two left, exactly half are followed beyond 10: the middle of 10 and 20.
    #expect(one.medianFollowUp == 15)
  }
}
