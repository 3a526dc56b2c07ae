import Foundation
import TestSupport
import Testing

@testable import Stats

/// td_roc_brier.json (riskRegression 2022.11.28), competing_risks.json (cmprsk 2.2.11), maxstat_cutpoint.json
/// (maxstat 0.7.25).
enum SurvivalEvaluationReference {
  static let timeDependent = OracleTable(
    "td_roc_brier",
    excluded: [
      "*/auc_explicit_note": "words", "*/cox.brier_note": "words", "*/cox.formula": "words",
      "*/cox.coef": "the Cox fit has its own test",
      "*/auc_explicit_revG_at": "scikit-survival's convention G(T), which Radish does not offer",
      "rotterdam_nodes/cox.auc[2]": "one of a million tied pairs of predictions is split by rounding noise in R",
      "*/auc_explicit_naiveG": "G with events of the same time still at risk of censoring: not a convention in use",
    ]
  ) { item in
    let model = try model(item.id)
    let times = item.settings["times"].numbers
    let direction: ScoreDirection = .higher
    let roc = try TimeDependentROC.at(times, model.subjects, scores: model.marker, direction: direction)
    let risks = try times.map { try model.cox.risks(at: $0) }
    let brier = try zip(times, risks).map { try SurvivalBrier(model.subjects, risks: $1, at: $0) }
    let predictor = try model.cox.fit.linearPredictor(model.cox.design)
    let coxROC = try TimeDependentROC.at(times, model.subjects, scores: predictor)
    let last = times.count - 1
    let calibration = try SurvivalCalibration(model.subjects, risks: risks[last], at: times[last])
    let surv: [JSONValue] = risks.map { column in JSONValue.numbers(column.prefix(5).map { 1 - $0 }) }
    let table: [JSONValue] = calibration.groups.enumerated().map { i, group -> JSONValue in
      [
        "quartile": .some(i + 1), "n": .some(group.count), "mean_predicted_risk": .some(group.meanPredicted),
        "km_risk": .some(group.observed?.value), "km_se": .some(group.observed?.standardError),
      ]
    }
    let cox: JSONValue = [
      "brier_score_riskRegression": .numbers(brier.map(\.score.value)),
      "brier_se": .optionals(brier.map(\.score.standardError)), "null_brier": .numbers(brier.map(\.null)),
      "brier_explicit": .numbers(brier.map(\.score.value)), "ipa": .optionals(brier.map(\.accuracy)),
      "auc": .optionals(coxROC.map { $0.auc?.value }), "auc_se": .optionals(coxROC.map { $0.auc?.standardError }),
      "surv_first5": .array(surv),
      "calibration_quartiles": ["time": .some(times[last]), "table": .array(table)],
    ]
    return [
      "n": .some(model.subjects.count), "events": .some(model.subjects.filter(\.isEvent).count),
      "times": .numbers(roc.map(\.time)), "auc": .optionals(roc.map { $0.auc?.value }),
      "se": .optionals(roc.map { $0.auc?.standardError }), "lower": .optionals(roc.map { $0.auc?.low }),
      "upper": .optionals(roc.map { $0.auc?.high }), "auc_explicit_revG": .optionals(roc.map { $0.auc?.value }),
      "n_cases": .integers(roc.map(\.caseCount)), "n_controls": .integers(roc.map(\.controlCount)), "cox": cox,
    ]
  }

  struct Model {
    let subjects: [SurvivalTime]
    let marker: [Double]
    let cox: CoxReferenceModel
  }

  static func model(_ id: String) throws -> Model {
    switch id {
    case "lung_karno_neg":
      let data = StatsReference.table("lung").complete(["ph.karno", "ph.ecog", "age", "sex", "time", "status"])
      let subjects = zip(data.numbers("time"), data.strings("status")).map {
        SurvivalTime(time: $0, isEvent: $1 == "2")
      }
      let cox = try CoxReferenceModel(
        subjects, ["age", "sex", "ph.ecog"].map { ($0, data.numbers($0)) }, data: data)
      return Model(subjects: subjects, marker: data.numbers("ph.karno").map { -$0 }, cox: cox)
    case "pbc_bili":
      let cox = try CoxReferenceModel.pbc()
      return Model(subjects: cox.subjects, marker: cox.data.numbers("bili"), cox: cox)
    default:
      let data = StatsReference.table("rotterdam")
      let subjects = zip(data.numbers("rtime"), data.strings("recur")).map {
        SurvivalTime(time: $0, isEvent: $1 == "1")
      }
      let cox = try CoxReferenceModel(
        subjects, ["age", "nodes", "grade"].map { ($0, data.numbers($0)) }, data: data)
      return Model(subjects: subjects, marker: data.numbers("nodes"), cox: cox)
    }
  }

  static let competing = OracleTable(
    "competing_risks", excluded: ["*/fine_gray": "regression on the subdistribution hazard is not offered"]
  ) { item in
    let isMgus = item.id.hasPrefix("mgus2")
    let data = StatsReference.table(isMgus ? "mgus2" : "pbc").complete(isMgus ? ["sex"] : ["trt"])
    let subjects: [CompetingTime]
    if isMgus {
      let p = data.strings("pstat")
      let progression = data.numbers("ptime")
      let follow = data.numbers("futime")
      let death = data.strings("death")
      subjects = p.indices.map { i in
        p[i] == "1"
          ? CompetingTime(time: progression[i], cause: 1)
          : CompetingTime(time: follow[i], cause: death[i] == "1" ? 2 : 0)
      }
    } else {
      subjects = zip(data.numbers("time"), data.numbers("status")).map { CompetingTime(time: $0, cause: Int($1)) }
    }
    let grouping = Grouping(labels: data.strings(isMgus ? "sex" : "trt"))
    let parts = grouping.values(subjects)
    let curves: [JSONValue] = try item.expected["curves"].items.map { curve in
      let key = (curve["group_cause"].string ?? "").split(separator: " ").map(String.init)
      let group = grouping.names.firstIndex(of: key[0]) ?? 0
      let times = curve["time"].numbers
      let estimates = try CumulativeIncidence(parts[group], causeCount: 2)
        .estimates(cause: Int(key[1]) ?? 1, at: times)
      return [
        "group_cause": curve["group_cause"], "time": .numbers(times), "cif": .numbers(estimates.map(\.value)),
        "var": .optionals(estimates.map { $0.standardError.map { $0 * $0 } }),
      ]
    }
    let gray: [JSONValue] = try [1, 2].map { cause in
      let test = try GrayTest.compare(subjects, by: grouping, cause: cause, causeCount: 2)
      return [
        "cause": .string("\(cause)"), "stat": .some(test.statistic), "p": .some(test.p),
        "df": .some(test.degreesOfFreedom.first),
      ]
    }
    func count(_ cause: Int) -> JSONValue { .some(subjects.filter { $0.cause == cause }.count) }
    return [
      "n": .some(subjects.count), "counts": ["0": count(0), "1": count(1), "2": count(2)],
      "curves": .array(curves), "gray": .array(gray),
    ]
  }

  static let cutoff = OracleTable(
    "maxstat_cutpoint",
    excluded: ["pbc_bili/maxstat_p_lau94": "R's 1 − Φ(10.6) rounds to 0: its sum lacks the 2.6e-26 of the first term"]
  ) { item in
    let marker = item.settings["marker"].string ?? ""
    let (data, subjects) = SurvivalReference.data(item, columns: [marker])
    let x = data.numbers(marker)
    let share = item.settings["minprop"].number ?? 0.1
    let found = try MaximallySelectedCutoff.search(subjects, marker: x, smallestShare: share)
    let cuts = item.expected["logrank_scan"]["cut"].numbers
    let tests = try cuts.map { cut in
      try LogRank(subjects, by: Grouping(codes: x.map { $0 > cut ? 1 : 0 }, names: ["low", "high"]))
    }
    let shares = cuts.map { cut in Double(x.filter { $0 <= cut }.count) / Double(x.count) }
    return [
      "n": .some(subjects.count), "maxstat_cutpoint": .some(found?.cutoff), "maxstat_M": .some(found?.statistic),
      "maxstat_p_lau92": .some(found?.correctedP), "maxstat_p_lau94": .some(found?.correctedP94),
      "maxstat_curve": [
        "cut": .numbers(found?.curve.map(\.cutoff) ?? []), "stat": .numbers(found?.curve.map(\.statistic) ?? []),
      ],
      "logrank_scan": [
        "cut": .numbers(cuts), "frac_low": .numbers(shares), "chisq": .optionals(tests.map(\.chiSquared)),
      ],
    ]
  }
}

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct SurvivalEvaluationReferenceTests {
  @Test(arguments: SurvivalEvaluationReference.timeDependent.rows)
  func `a time-dependent measure agrees with riskRegression`(_ row: OracleRow) {
    #expect(row.agrees(), "R has \(row.expected), found \(String(describing: row.found))")
  }

  @Test func `the standard errors are those of leaving out one subject after the other`() throws {
    let model = try SurvivalEvaluationReference.model("lung_karno_neg")
    let risks = try model.cox.risks(at: 365)
    let n = model.subjects.count
    var areas: [Double] = []
    var scores: [Double] = []
    for left in 0..<n {
      let rows = (0..<n).filter { $0 != left }
      let subjects = rows.map { model.subjects[$0] }
      let roc = try TimeDependentROC.at([365], subjects, scores: rows.map { model.marker[$0] })
      areas.append(roc[0].auc?.value ?? .nan)
      scores.append(try SurvivalBrier(subjects, risks: rows.map { risks[$0] }, at: 365).score.value)
    }
    func jackknife(_ values: [Double]) -> Double {
      let moments = SampleMoments(values)
      return ((moments.count - 1) / moments.count * moments.squares).squareRoot()
    }
    let roc = try TimeDependentROC.at([365], model.subjects, scores: model.marker)
    #expect(abs((roc[0].auc?.standardError ?? 0) / jackknife(areas) - 1) < 0.01)
    let brier = try SurvivalBrier(model.subjects, risks: risks, at: 365)
    #expect(abs((brier.score.standardError ?? 0) / jackknife(scores) - 1) < 0.01)
  }

  @Test(arguments: SurvivalEvaluationReference.competing.rows)
  func `a cumulative incidence or its test agrees with cmprsk`(_ row: OracleRow) {
    #expect(row.agrees(), "R has \(row.expected), found \(String(describing: row.found))")
  }

  @Test(arguments: SurvivalEvaluationReference.cutoff.rows)
  func `a maximally selected cut-off agrees with maxstat`(_ row: OracleRow) {
    #expect(row.agrees(), "R has \(row.expected), found \(String(describing: row.found))")
  }
}
