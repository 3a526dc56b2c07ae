internal import Stats

extension RunResult {
  /// Adds what can be said of predicted probabilities: calibration, Brier score and decision curve in every part.
  ///
  /// For two classes the probability is that of the logistic model whose score it is. For survival, at each of the times:
  /// the area under the time-dependent ROC curve, and the judgement of the risk by then, which is that of a Cox model of
  /// the score fitted in the training part, in cross-validation that of each fold (`Prediction.risks`).
  mutating func addProbabilities(at times: [Double]) {
    for index in results.indices {
      guard
        let prediction = predictions.first(where: {
          $0.model == results[index].model && $0.part == results[index].part
        })
      else { continue }
      do {
        if prediction.isPositive != nil {
          results[index].add(prediction.calibration, prediction.decisionCurve)
        } else if let subjects = prediction.times, !times.isEmpty {
          try results[index].judge(prediction.scores, subjects, at: times)
          let training = predictions.first { $0.model == prediction.model && $0.part == "training" }
          if let risks = prediction.risks {
            try results[index].judge(risks: risks, subjects, at: times)
          } else if let training, let own = training.times {
            let fit = try CoxRegression().fit(
              CoxData(design: Design(columns: [("score", training.scores)]), times: own))
            let risks = try fit.survival(Design(columns: [("score", prediction.scores)]), at: times)
              .map { row in row.map { min(1, max(0, 1 - $0.survival)) } }
            try results[index].judge(
              risks: times.indices.map { k in risks.map { $0[k] } }, subjects, at: times)
          }
        }
      } catch {
        results[index].cautions.append(
          Caution(code: "not_estimable", message: "\(results[index].part), probabilities: \(error)"))
      }
    }
  }
}

extension RunResult {
  /// What the probabilities behind one question of an outcome of several classes are worth.
  public struct ClassRisks: Sendable, Equatable {
    /// `clinical: ≥ 2`, `clinical: benign`: the model and what it is asked, as in `predictions`.
    public var model: String
    public var part: String
    /// nil where the part has not both answers.
    public var calibration: CalibrationGroups?
    public var decisionCurve: NetBenefitCurve?
  }

  /// Of ordered levels for every threshold (this level or higher against those below), of other classes for each against the
  /// others, in every part: calibration in groups and decision curve of its probability, which of several classes is a share
  /// of all. Empty for two classes and survival.
  public var classRisks: [ClassRisks] {
    switch outcome {
    case .binary, .survival: []
    case .classes, .ordinal:
      predictions.map {
        ClassRisks(
          model: $0.model, part: $0.part, calibration: $0.calibration.map { CalibrationGroups($0) },
          decisionCurve: $0.decisionCurve.map { NetBenefitCurve($0) })
      }
    }
  }
}

extension RunResult.CalibrationGroups {
  fileprivate init(_ found: Calibration) {
    self.init(
      time: nil,
      groups: found.groups.map {
        .init(
          n: $0.count, predicted: $0.meanPredicted, observed: $0.observed.value, low: $0.observed.low,
          high: $0.observed.high)
      })
  }
}

extension RunResult.NetBenefitCurve {
  fileprivate init(_ curve: DecisionCurve) {
    self.init(
      time: nil,
      points: curve.points.map {
        .init(
          threshold: $0.threshold, netBenefit: $0.netBenefit.value, low: $0.netBenefit.low, high: $0.netBenefit.high,
          treatAll: $0.treatAll.value)
      })
  }
}

extension RunResult.ModelResult {
  /// What the probabilities of two classes are worth; nothing where they cannot be judged.
  fileprivate mutating func add(_ found: Calibration?, _ curve: DecisionCurve?) {
    if let found {
      metrics["brier"] = RunResult.Metric(value: found.brier, low: nil, high: nil, method: "Brier score")
      for (name, estimate) in [("calibration_slope", found.slope), ("calibration_intercept", found.intercept)] {
        guard let estimate else { continue }
        metrics[name] = RunResult.Metric(
          value: estimate.value, low: estimate.low, high: estimate.high, method: "logistic recalibration")
      }
      calibration = [RunResult.CalibrationGroups(found)]
    }
    if let curve { decisionCurves = [RunResult.NetBenefitCurve(curve)] }
  }

  /// Discrimination of a score at times.
  fileprivate mutating func judge(_ scores: [Double], _ subjects: [SurvivalTime], at times: [Double]) throws {
    timeDependentROC = try TimeDependentROC.at(times, subjects, scores: scores).map { curve in
      cautions += curve.cautions.filter { !cautions.contains($0) }
      let found = RunResult.TimeDependentCurve(curve)
      metrics["auc_at_\(Self.metricName(of: curve.time))"] = found.auc
      return found
    }
  }

  /// Risks of the event by times, `risks[time][unit]`.
  fileprivate mutating func judge(risks: [[Double]], _ subjects: [SurvivalTime], at times: [Double]) throws {
    var calibrations: [RunResult.CalibrationGroups] = []
    var curves: [RunResult.NetBenefitCurve] = []
    for (time, own) in zip(times, risks) {
      let brier = try SurvivalBrier(subjects, risks: own, at: time)
      metrics["brier_at_\(Self.metricName(of: time))"] = RunResult.Metric(
        value: brier.score.value, low: brier.score.low, high: brier.score.high, method: "Brier, weighted for censoring")
      calibrations.append(
        RunResult.CalibrationGroups(
          time: time,
          groups: try SurvivalCalibration(subjects, risks: own, at: time).groups.map {
            .init(
              n: $0.count, predicted: $0.meanPredicted, observed: $0.observed?.value, low: $0.observed?.low,
              high: $0.observed?.high)
          }))
      curves.append(
        RunResult.NetBenefitCurve(
          time: time,
          points: try SurvivalDecisionCurve(subjects, risks: own, horizon: time).points.map {
            .init(
              threshold: $0.threshold, netBenefit: $0.netBenefit.value, low: $0.netBenefit.low,
              high: $0.netBenefit.high, treatAll: $0.treatAll.value)
          }))
    }
    calibration = calibrations
    decisionCurves = curves
    if times.count > 1 {
      let score = try SurvivalBrier.integrated(subjects, risks: risks, at: times)
      metrics["integrated_brier"] = RunResult.Metric(
        value: score.score, low: nil, high: nil,
        method:
          "Brier, weighted for censoring, \(Self.metricName(of: times[0])) to \(Self.metricName(of: times[times.count - 1]))"
      )
    }
  }

  /// A time as it stands in a metric's name: `brier_at_24`.
  public static func metricName(of time: Double) -> String {
    time == time.rounded() && abs(time) < 1e15 ? String(Int(time)) : "\(time)"
  }
}

extension RunResult.TimeDependentCurve {
  fileprivate init(_ curve: TimeDependentROC) {
    self.init(
      time: curve.time, cases: curve.caseCount, controls: curve.controlCount,
      auc: curve.auc.map {
        RunResult.Metric(
          value: $0.value, low: $0.low, high: $0.high, method: "cumulative/dynamic, weighted for censoring")
      },
      points: curve.points.map {
        Point(threshold: $0.threshold, sensitivity: $0.sensitivity, specificity: $0.specificity)
      })
  }
}
