import Foundation
import Stats

/// Every interval, on data of a known truth.
enum Intervals {
  static var all: [Check] { discrimination + prediction + survival + models + agreement }

  private static var discrimination: [Check] {
    let truth = Truth.normalCDF(1 / 2.0.squareRoot())
    return [
      Check("AUC, DeLong", "50 + 50, AUC 0.76") { g in
        let auc = try AUCEstimate(Draw.scored(positives: 50, negatives: 50, shift: 1, &g))
        return holds(truth, auc.low, auc.high)
      },
      Check("AUC, DeLong", "15 + 60, AUC 0.76") { g in
        let auc = try AUCEstimate(Draw.scored(positives: 15, negatives: 60, shift: 1, &g))
        return holds(truth, auc.low, auc.high)
      },
      Check("AUC, DeLong", "20 + 40, AUC 0.96") { g in
        let auc = try AUCEstimate(Draw.scored(positives: 20, negatives: 40, shift: 2.5, &g))
        return holds(Truth.normalCDF(2.5 / 2.0.squareRoot()), auc.low, auc.high)
      },
      Check("AUC, DeLong on the logit scale", "20 + 40, AUC 0.96") { g in
        let auc = try AUCEstimate(Draw.scored(positives: 20, negatives: 40, shift: 2.5, &g))
        return holds(Truth.normalCDF(2.5 / 2.0.squareRoot()), auc.logitInterval?.low, auc.logitInterval?.high)
      },
      Check("AUC, bootstrap of 500", "50 + 50, AUC 0.76") { g in
        let interval = try Draw.scored(positives: 50, negatives: 50, shift: 1, &g)
          .bootstrapInterval(replicates: 500, seed: g.next())
        return holds(truth, interval.low, interval.high)
      },
      Check("AUC, Obuchowski", "60 patients × 3, intraclass correlation 0.5") { g in
        let effects = Draw.normals(60, &g)
        let isPositive = (0..<180).map { _ in g.uniform() < 0.4 }
        let scores = (0..<180).map { i in effects[i / 3] + (isPositive[i] ? 1.5 : 0) + g.normal() }
        let auc = try AUCEstimate.clustered(
          ScoredOutcomes(isPositive: isPositive, scores: scores), clusters: (0..<180).map { $0 / 3 })
        return holds(Truth.normalCDF(0.75), auc.low, auc.high)
      },
      Check("sensitivity, Clopper–Pearson", "40 positives, 0.8") { g in
        let hits = (0..<40).count { _ in g.uniform() < 0.8 }
        let proportion = Proportion.exact(hits, of: 40)
        return holds(0.8, proportion.low, proportion.high)
      },
      Check("positive likelihood ratio", "60 + 60, 0.8 / 0.3") { g in
        let intervals = diagnosis(&g).intervals()
        return holds(0.8 / 0.3, intervals.positiveLikelihoodRatio?.low, intervals.positiveLikelihoodRatio?.high)
      },
      Check("PPV at a prevalence of 0.1", "60 + 60, sensitivity 0.8, specificity 0.7") { g in
        let values = try diagnosis(&g).predictiveValues(prevalence: 0.1)
        return holds(0.08 / (0.08 + 0.27), values.positive?.low, values.positive?.high)
      },
    ]
  }

  private static func diagnosis(_ g: inout SeededGenerator) -> DiagnosticTable {
    let hits = (0..<60).count { _ in g.uniform() < 0.8 }
    let alarms = (0..<60).count { _ in g.uniform() < 0.3 }
    return DiagnosticTable(
      truePositives: hits, falsePositives: alarms, falseNegatives: 60 - hits, trueNegatives: 60 - alarms)
  }

  /// Perfectly calibrated probabilities.
  static func predicted(_ count: Int, _ g: inout SeededGenerator) throws -> PredictedOutcomes {
    let p = (0..<count).map { _ in 1 / (1 + exp(-1.5 * g.normal())) }
    return try PredictedOutcomes(isPositive: p.map { g.uniform() < $0 }, probabilities: p)
  }

  private static var prediction: [Check] {
    [
      Check("calibration slope", "n = 200, calibrated") { g in
        let calibration = try Calibration(predicted(200, &g))
        return holds(1, calibration.slope?.low, calibration.slope?.high)
      },
      Check("calibration in the large", "n = 200, calibrated") { g in
        let calibration = try Calibration(predicted(200, &g))
        return holds(0, calibration.interceptInTheLarge?.low, calibration.interceptInTheLarge?.high)
      },
      Check("net benefit at 0.3", "n = 200, uniform risks") { g in
        let p = (0..<200).map { _ in g.uniform() }
        let curve = try DecisionCurve(
          PredictedOutcomes(isPositive: p.map { g.uniform() < $0 }, probabilities: p), thresholds: [0.3])
        // With uniform risks p the net benefit at t is (1 − t)/2.
        return holds(0.35, curve.points[0].netBenefit.low, curve.points[0].netBenefit.high)
      },
    ]
  }

  private static var survival: [Check] {
    let kinds: [Check] = KaplanMeier.Confidence.allCases.flatMap { kind in
      [(0.7, "S = 0.50"), (2.0, "S = 0.14")].map { time, name in
        Check("Kaplan–Meier, \(kind.rawValue)", "n = 60, \(name)") { g in
          let times = Draw.follow([Double](repeating: 0, count: 60), end: 4, &g)
          let point = try KaplanMeier(times, confidence: kind).estimate(at: time)
          return holds(exp(-time), point?.low, point?.high)
        }
      }
    }
    return kinds + [
      Check("median survival (log-log)", "n = 60") { g in
        let median = try KaplanMeier(Draw.follow([Double](repeating: 0, count: 60), end: 4, &g)).median
        guard let low = median.low else { return nil }
        return low <= log(2) && log(2) <= (median.high ?? .infinity)
      },
      Check("restricted mean to 2", "n = 60") { g in
        let times = Draw.follow([Double](repeating: 0, count: 60), end: 4, &g)
        let mean = try KaplanMeier(times).restrictedMean(to: 2)
        return holds(1 - exp(-2), mean.low, mean.high)
      },
      Check("cumulative incidence at 1", "n = 80, two causes") { g in
        let subjects = competing(80, &g)
        let estimate = try CumulativeIncidence(subjects, causeCount: 2).estimates(cause: 1, at: [1])[0]
        return holds(0.5 * (1 - exp(-2)), estimate.low, estimate.high)
      },
      Check("Harrell's C", "n = 100, uncensored, β = 1") { g in
        let x = Draw.normals(100, &g)
        let c = try Concordance(Draw.follow(x, beta: 1, end: nil, &g), scores: x)
        return holds(Truth.concordance(beta: 1), c.low, c.high)
      },
      Check("Harrell's C", "n = 100, 40 % censored, β = 0") { g in
        let x = Draw.normals(100, &g)
        let c = try Concordance(Draw.follow(x, end: 2, &g), scores: x)
        return holds(0.5, c.low, c.high)
      },
      Check("Uno's C to 1.5", "n = 150, 40 % censored, β = 0") { g in
        let x = Draw.normals(150, &g)
        let c = try Concordance(Draw.follow(x, end: 2, &g), scores: x, weight: .uno, tau: 1.5)
        return holds(0.5, c.low, c.high)
      },
      Check("time-dependent AUC at 0.7", "n = 150, β = 1") { g in
        let x = Draw.normals(150, &g)
        let roc = try TimeDependentROC.at([0.7], Draw.follow(x, beta: 1, end: 3, &g), scores: x)[0]
        return holds(Truth.area(beta: 1, at: 0.7), roc.auc?.low, roc.auc?.high)
      },
      Check("Brier score at 0.7", "n = 150, β = 1") { g in
        let x = Draw.normals(150, &g)
        func risk(_ x: Double) -> Double { 1 - exp(-0.7 * exp(x)) }
        let brier = try SurvivalBrier(Draw.follow(x, beta: 1, end: 3, &g), risks: x.map(risk), at: 0.7)
        return holds(Truth.mean { risk($0) * (1 - risk($0)) }, brier.score.low, brier.score.high)
      },
    ]
  }

  /// Two causes of hazard 1 each, censored uniformly on [0, 3].
  static func competing(_ count: Int, _ g: inout SeededGenerator) -> [CompetingTime] {
    (0..<count).map { _ in
      let event = -0.5 * log(1 - g.uniform())
      let censoring = 3 * g.uniform()
      let cause = g.uniform() < 0.5 ? 1 : 2
      return CompetingTime(time: min(event, censoring), cause: event <= censoring ? cause : 0)
    }
  }

  private static var models: [Check] {
    [
      Check("logistic coefficient", "n = 150, β = 0.8, two variables") { g in
        let x = Draw.normals(150, &g)
        let design = Design(columns: [("x", x), ("z", Draw.normals(150, &g))])
        let fit = try LogisticRegression().fit(design, x.map { g.uniform() < 1 / (1 + exp(0.3 - 0.8 * $0)) })
        return holds(0.8, fit.coefficients[1].low, fit.coefficients[1].high)
      },
      Check("Cox coefficient", "n = 120, β = 0.7, two variables") { g in
        let x = Draw.normals(120, &g)
        let times = Draw.follow(x, beta: 0.7, end: 3, &g)
        let design = Design(columns: [("x", x), ("z", Draw.normals(120, &g))])
        let fit = try CoxRegression().fit(CoxData(design: design, times: times))
        return holds(0.7, fit.coefficients[0].low, fit.coefficients[0].high)
      },
      Check("Cox coefficient, clustered variance", "50 patients × 3 sharing a frailty, β = 0") { g in
        let effects = Draw.normals(50, deviation: 0.7, &g)
        let x = Draw.normals(50, &g)
        let times = Draw.follow((0..<150).map { effects[$0 / 3] }, beta: 1, end: 3, &g)
        let data = try CoxData(
          design: Design(columns: [("x", (0..<150).map { x[$0 / 3] })]), times: times,
          clusters: (0..<150).map { $0 / 3 })
        let fit = try CoxRegression().fit(data)
        return holds(0, fit.coefficients[0].low, fit.coefficients[0].high)
      },
      Check("Weibull coefficient", "n = 120, β = −0.7") { g in
        let x = Draw.normals(120, &g)
        let times = Draw.follow(x, beta: 0.7, end: 3, &g)
        let fit = try ParametricSurvival(.weibull).fit(Design(columns: [("x", x)]), times)
        return holds(-0.7, fit.coefficients[1].low, fit.coefficients[1].high)
      },
    ]
  }

  private static var agreement: [Check] {
    let forms: [Check] = [IntraclassCorrelation.Kind.single1, .single2, .single3, .mean2].map { kind in
      Check("\(kind.rawValue)", "30 targets × 3 raters, no rater effect, ICC 0.7") { g in
        let ratings = (0..<30).map { _ in
          let target = 0.7.squareRoot() * g.normal()
          return (0..<3).map { _ in target + 0.3.squareRoot() * g.normal() }
        }
        guard let form = try IntraclassCorrelation(ratings).forms.first(where: { $0.kind == kind }) else { return nil }
        return holds(kind == .mean2 ? 2.1 / 2.4 : 0.7, form.low, form.high)
      }
    }
    return forms + [
      Check("Cohen's κ", "n = 100, κ = 0.6") { g in
        let first = (0..<100).map { _ in g.uniform() < 0.5 ? 1 : 0 }
        let second = first.map { g.uniform() < 0.8 ? $0 : 1 - $0 }
        let kappa = try CategoryAgreement(first, second, categories: 2)
        return holds(0.6, kappa.low, kappa.high)
      },
      Check("Pearson's r", "n = 30, ρ = 0.6") { g in
        let x = Draw.normals(30, &g)
        let test = try Correlation.pearson(x, x.map { 0.6 * $0 + 0.8 * g.normal() })
        return holds(0.6, test.estimate?.low, test.estimate?.high)
      },
      Check("Bland–Altman bias", "n = 30") { g in
        let x = Draw.normals(30, &g)
        let agreement = try MeasurementAgreement(x, x.map { $0 - 0.5 + 0.4 * g.normal() })
        return holds(0.5, agreement.bias.low, agreement.bias.high)
      },
      Check("difference of means, Welch", "12 and 20, unequal variances") { g in
        let test = try MeanTests.welch(Draw.normals(12, mean: 1, deviation: 3, &g), Draw.normals(20, &g))
        return holds(1, test.estimate?.low, test.estimate?.high)
      },
    ]
  }
}
