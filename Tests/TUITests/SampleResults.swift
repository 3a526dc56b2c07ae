import Cohort
import Foundation
import Stats

@testable import TUI

extension Sample {
  /// Two classes, with something on every tab: calibration and decision curves, counts, coefficients with intervals, a penalty.
  static let wholeResult: StudyResult = {
    var result = results[0]
    result.title = "metastasis · elastic net"
    result.date = "2026-11-24 10:00"
    result.survival = []
    result.parts = [.init(name: "training", count: 40, events: 16), .init(name: "validation", count: 40, events: 16)]
    for part in ["training", "validation"] {
      for (index, model) in ["clinical", "radiomics", "combined"].enumerated() {
        guard let found = predicted(sharpness: 1 + Double(index)) else { continue }
        if let curve = try? Calibration(found, groupCount: 5) {
          result.calibration.append(.init(model: model, part: part, curve))
        }
        if let curve = try? DecisionCurve(found) { result.decision.append(.init(model: model, part: part, curve)) }
        result.confusion.append(
          .init(
            model: model, part: part, cutoff: 0.41, truePositives: 12 + index, falsePositives: 5 - index,
            falseNegatives: 4 - index, trueNegatives: 19 + index,
            shares: [
              .init(name: "sensitivity", value: 0.75, low: 0.48, high: 0.93),
              .init(name: "specificity", value: 0.79, low: 0.58, high: 0.93),
              .init(name: "ppv", value: 0.71, low: 0.44, high: 0.9),
            ]))
      }
    }
    result.coefficients = [
      .init(
        model: "radiomics", name: "joint entropy (TU9B)", value: 0.41, ratio: 1.51, low: 1.1, high: 2.07, p: 0.012,
        per: .sd),
      .init(
        model: "radiomics", name: "volume (RNU0)", value: -0.22, ratio: 0.8, low: 0.5, high: 1.3, p: 0.35, per: .sd),
      .init(model: "clinical", name: "cea", value: 0.1, ratio: 1.11, low: 0.9, high: 1.4, p: 0.2, per: .sd),
    ]
    result.paths = penaltyPath.map { [.init(model: "radiomics", path: $0)] } ?? []
    return result
  }()

  /// Survival with risks by two times, a C-index and three groups.
  static let survivalResult: StudyResult = {
    var result = StudyResult(
      title: "death over os_months · LASSO", date: "2026-11-23 09:00", provenance: "seed 1 · 11 patients",
      parts: [.init(name: "validation", count: 11, events: 6)], models: ["clinical", "radiomics"], isSurvival: true,
      survival: results[0].survival.map { plot in
        var plot = plot
        plot.model = "radiomics"
        return plot
      },
      concordance: [
        .init(model: "clinical", part: "validation", c: 0.61, low: 0.48, high: 0.74, count: 11, events: 6),
        .init(model: "radiomics", part: "validation", c: 0.72, low: 0.6, high: 0.84, count: 11, events: 6),
      ], cautions: ["6 events: estimates will be vague."])
    result.timeUnit = "months"
    result.comparisons = [
      .init(
        first: "radiomics", second: "clinical", part: "validation", metric: "ΔAUC(12)", difference: 0.12, low: 0.01,
        high: 0.23, p: 0.034, test: "influence")
    ]
    for (place, time) in [12.0, 24].enumerated() {
      for (index, model) in ["clinical", "radiomics"].enumerated() {
        let shift = 0.05 * Double(place + index)
        result.timeDependentROC.append(
          .init(
            model: model, part: "validation", time: time, cases: 4 + 2 * place, controls: 6 - 3 * place,
            auc: 0.7 + shift, low: 0.5 + shift, high: 0.85 + shift,
            points: [
              .init(threshold: nil, sensitivity: 1, specificity: 0),
              .init(threshold: 0.2, sensitivity: 0.75 + shift, specificity: 0.5),
              .init(threshold: 0.6, sensitivity: 0.5 + shift, specificity: 0.75 + shift),
              .init(threshold: nil, sensitivity: 0, specificity: 1),
            ]))
        result.calibration.append(
          .init(
            model: model, part: "validation", time: time,
            groups: [
              .init(predicted: 0.1, observed: 0.08 + shift, low: 0.01, high: 0.3),
              .init(predicted: 0.35, observed: 0.3 + shift, low: 0.1, high: 0.6),
              .init(predicted: 0.7, observed: 0.6 + shift, low: 0.35, high: 0.9),
            ], brier: 0.18 - shift / 2))
        result.decision.append(
          .init(
            model: model, part: "validation", time: time,
            points: (1...60).map { step in
              let threshold = Double(step) / 100
              return .init(
                threshold: threshold, netBenefit: 0.3 + shift - threshold * 0.5, low: 0.1 - threshold, high: 0.6,
                treatAll: 0.4 - threshold)
            }))
      }
    }
    return result
  }()

  /// Three classes: a matrix in place of two times two.
  static let classResult: StudyResult = {
    var result = StudyResult(
      title: "grade, in order · ridge", date: "2026-11-22 08:00", provenance: "seed 1 · 30 patients",
      parts: [.init(name: "validation", count: 30, events: 0)], models: ["clinical: ≥ 2", "clinical: ≥ 3"],
      roc: results[0].roc.filter { $0.part == "validation" }.prefix(2).enumerated().map { index, curve in
        var curve = curve
        curve.model = ["clinical: ≥ 2", "clinical: ≥ 3"][index]
        return curve
      })
    result.classes = [
      .init(
        model: "clinical", part: "validation", names: ["1", "2", "3"], counts: [[9, 3, 0], [2, 6, 2], [0, 3, 5]],
        shares: [.init(name: "quadratic κ", value: 0.68, low: 0.5, high: 0.86)])
    ]
    return result
  }()

  /// Forty units, sixteen of them positive, whose risks are the sharper the larger the number.
  private static func predicted(sharpness: Double) -> PredictedOutcomes? {
    let isPositive = (0..<40).map { $0 % 5 < 2 }
    let risks = (0..<40).map { index -> Double in
      let noise = Double((index * 7) % 13) / 13 - 0.5
      return 1 / (1 + exp(-sharpness * ((isPositive[index] ? 0.6 : -0.6) + noise * 1.5)))
    }
    return try? PredictedOutcomes(isPositive: isPositive, probabilities: risks)
  }

  private static let penaltyPath: RunResult.PenaltyPath? = try? JSONDecoder().decode(
    RunResult.PenaltyPath.self,
    from: Data(
      """
      {"lambdas": [0.5, 0.25, 0.125, 0.0625], "coefficients": [
        {"name": "joint entropy (TU9B)", "values": [0, 0.1, 0.3, 0.41]},
        {"name": "volume (RNU0)", "values": [0, 0, -0.1, -0.22]}],
       "mean": [1.3, 1.1, 1.0, 1.05], "standard_error": [0.1, 0.1, 0.12, 0.15], "measure": "deviance",
       "minimum": 0.125, "one_standard_error": 0.25, "chosen": 0.125}
      """.utf8))
}
