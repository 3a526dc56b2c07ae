import TestSupport
import Testing

@testable import Stats

/// roc.json and delong_paired.json (pROC 1.18.0, R 4.2.2).
enum ROCReference {
  static func scored(_ item: OracleCase, marker: String, direction: String) throws -> ScoredOutcomes {
    let name = String(item.id.split(separator: "_")[0])
    let column = marker == "" ? "chol" : marker
    let data = StatsReference.table(name).complete([column])
    let isPositive: [Bool]
    switch name {
    case "aSAH": isPositive = data.strings("outcome").map { $0 == "Poor" }
    case "birthwt": isPositive = data.strings("low").map { $0 == "1" }
    case "wdbc": isPositive = data.strings("malignant").map { $0 == "1" }
    default: isPositive = data.strings("status").map { $0 == "2" }
    }
    return try ScoredOutcomes(
      isPositive: isPositive, scores: data.numbers(column),
      direction: direction.hasPrefix("lower") ? .lower : .higher)
  }

  static func cutoff(_ cutoff: ROCCutoff) -> JSONValue {
    let t = cutoff.table
    let wilson = (
      Proportion.wilson(t.truePositives, of: t.positiveCount), Proportion.wilson(t.trueNegatives, of: t.negativeCount)
    )
    let exact = t.intervals()
    return [
      "threshold": .some(cutoff.threshold), "tp": .some(t.truePositives), "fp": .some(t.falsePositives),
      "fn": .some(t.falseNegatives), "tn": .some(t.trueNegatives), "sensitivity": .some(t.sensitivity),
      "specificity": .some(t.specificity), "ppv": .some(t.positivePredictiveValue),
      "npv": .some(t.negativePredictiveValue), "accuracy": .some(t.accuracy),
      "balanced_accuracy": .some(t.balancedAccuracy), "f1": .some(t.f1), "mcc": .some(t.matthews),
      "kappa": .some(t.kappa), "lr_pos": .some(t.positiveLikelihoodRatio),
      "lr_neg": .some(t.negativeLikelihoodRatio), "dor": .some(t.diagnosticOddsRatio),
      "sens_ci95_wilson": .optionals([wilson.0.low, wilson.0.high]),
      "spec_ci95_wilson": .optionals([wilson.1.low, wilson.1.high]),
      "sens_ci95_clopper_pearson": .optionals([exact.sensitivity.low, exact.sensitivity.high]),
      "spec_ci95_clopper_pearson": .optionals([exact.specificity.low, exact.specificity.high]),
    ]
  }

  static let roc = OracleTable("roc", excluded: ["*/bootstrap_range": "ranges: their own test below"]) { item in
    let settings = item.settings
    let scored = try scored(
      item, marker: settings["marker"].string ?? "", direction: settings["direction"].string ?? "higher")
    let roc = try ROCCurve(scored)
    let auc = roc.auc
    let auc90 = try AUCEstimate(scored, level: 0.9)
    let sets = scored.isPositive.indices
    let positives = sets.filter { scored.isPositive[$0] }.map { scored.scores[$0] }
    let negatives = sets.filter { !scored.isPositive[$0] }.map { scored.scores[$0] }
    let rankSum = try RankTests.rankSum(positives, negatives, method: .normalCorrected)
    let test = auc.testAgainstChance
    let levels = [0.5, 0.8, 0.9, 0.95]
    let spec90 = try roc.partialArea(.specificity, from: 0.9, to: 1)
    let spec80 = try roc.partialArea(.specificity, from: 0.8, to: 1)
    let sens90 = try roc.partialArea(.sensitivity, from: 0.9, to: 1)
    let missing = item.id.hasPrefix("pbc") ? 418 - scored.rowCount : 0
    return [
      "n_pos": .some(roc.positiveCount), "n_neg": .some(roc.negativeCount), "n_missing": .some(missing),
      "n_distinct": .some(roc.distinctScores), "auc": .some(auc.value), "delong_var": .some(auc.variance),
      "delong_se": .some(auc.standardError), "ci95_delong": .numbers([auc.low, auc.high]),
      "ci90_delong": .numbers([auc90.low, auc90.high]),
      "ci95_delong_logit": .optionals([auc.logitInterval?.low, auc.logitInterval?.high]),
      "hanley_mcneil_se": .some(auc.hanleyMcNeilStandardError), "z_vs_half": .some(test?.z),
      "p_vs_half": .some(test?.p), "gini": .some(auc.gini), "mann_whitney_U": .some(rankSum.statistic),
      "mann_whitney_p_corrected": .some(rankSum.p), "youden": .array(roc.youden.map(cutoff)),
      "closest_topleft": .array(roc.closestToCorner.map(cutoff)),
      "partial_auc": [
        "spec_1_to_0.9": .some(spec90.area), "spec_1_to_0.9_mcclish": .some(spec90.corrected),
        "spec_1_to_0.8": .some(spec80.area), "spec_1_to_0.8_mcclish": .some(spec80.corrected),
        "sens_1_to_0.9": .some(sens90.area), "sens_1_to_0.9_mcclish": .some(sens90.corrected),
      ],
      "specificity_at_sensitivity": [
        "sensitivity": .numbers(levels), "specificity": .numbers(levels.map { roc.specificity(atSensitivity: $0) }),
      ],
      "sensitivity_at_specificity": [
        "specificity": .numbers(levels), "sensitivity": .numbers(levels.map { roc.sensitivity(atSpecificity: $0) }),
      ],
      "points": [
        "threshold": .optionals(roc.points.map(\.threshold)), "sensitivity": .numbers(roc.points.map(\.sensitivity)),
        "specificity": .numbers(roc.points.map(\.specificity)),
      ],
    ]
  }

  static let delong = OracleTable("delong_paired") { item in
    if item.id == "aSAH_s100b_female_vs_male" {
      let data = StatsReference.table("aSAH")
      let gender = data.strings("gender")
      func part(_ name: String) throws -> ScoredOutcomes {
        let part = data.filter { gender[$0] == name }
        return try ScoredOutcomes(
          isPositive: part.strings("outcome").map { $0 == "Poor" }, scores: part.numbers("s100b"))
      }
      let a = try part("Female")
      let b = try part("Male")
      let test = try AUCComparison.unpaired(a, b)
      return [
        "auc": .numbers([test.first, test.second]),
        "var": .numbers([try AUCEstimate(a).variance, try AUCEstimate(b).variance]), "D": .some(test.statistic),
        "df": .some(test.degreesOfFreedom), "p": .some(test.p),
      ]
    }
    let markers = item.settings["markers"].items.compactMap(\.string)
    let directions = item.settings["direction"].items.compactMap(\.string)
    let a = try scored(item, marker: markers[0], direction: directions[0])
    let b = try scored(item, marker: markers[1], direction: directions[1])
    let test = try AUCComparison.paired(a, b)
    return [
      "n": .some(a.rowCount), "auc": .numbers([test.first, test.second]),
      "var": .numbers([try AUCEstimate(a).variance, try AUCEstimate(b).variance]), "cov": .some(test.covariance),
      "diff": .some(test.difference), "se_diff": .some(test.standardError),
      "ci95_diff": .numbers([test.low, test.high]), "z": .some(test.statistic), "p": .some(test.p),
    ]
  }
}

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct ROCReferenceTests {
  @Test(arguments: ROCReference.roc.rows) func `a ROC number agrees with pROC`(_ row: OracleRow) {
    #expect(row.agrees(), "R has \(row.expected), found \(String(describing: row.found))")
  }

  @Test(arguments: ROCReference.delong.rows) func `a DeLong test agrees with pROC`(_ row: OracleRow) {
    #expect(row.agrees(), "R has \(row.expected), found \(String(describing: row.found))")
  }

  @Test func `the bootstrap interval lies within the range of five of pROC's own runs and their spread`() throws {
    for item in StatsReference.cases("roc") {
      let range = item.expected["bootstrap_range"]
      let scored = try ROCReference.scored(
        item, marker: item.settings["marker"].string ?? "", direction: item.settings["direction"].string ?? "higher")
      let found = try scored.bootstrapInterval(replicates: 4000, seed: 11)
      func within(_ value: Double, _ key: String) -> Bool {
        let low = range[key][0].number ?? .nan
        let high = range[key][1].number ?? .nan
        let slack = max(high - low, 0.05 * (range["se_min_max"][1].number ?? 0))
        return value >= low - slack && value <= high + slack
      }
      #expect(within(found.standardError, "se_min_max"), "\(item.id) \(found)")
      #expect(within(found.low, "lower_min_max"), "\(item.id) \(found)")
      #expect(within(found.high, "upper_min_max"), "\(item.id) \(found)")
    }
  }

  /// The oracle is Obuchowski's (1997) definition with explicit loops over all pairs in R 4.2.2; patients of one age
  /// serve as clusters.
  @Test func `clustered areas agree with Obuchowski's formula summed over all pairs`() throws {
    let data = StatsReference.table("aSAH")
    let isPositive = data.strings("outcome").map { $0 == "Poor" }
    let clusters = data.numbers("age").map { Int($0) }
    let a = try ScoredOutcomes(isPositive: isPositive, scores: data.numbers("s100b"))
    let b = try ScoredOutcomes(isPositive: isPositive, scores: data.numbers("ndka"))
    #expect(abs(try AUCEstimate.clustered(a, clusters: clusters).variance / 0.0028350270324449811 - 1) < 1e-12)
    #expect(abs(try AUCEstimate.clustered(b, clusters: clusters).variance / 0.0032769718476923669 - 1) < 1e-12)
    let test = try AUCComparison.pairedClustered(a, b, clusters: clusters)
    #expect(abs(test.covariance / -0.0011366200104578313 - 1) < 1e-12)
    let variance = 0.0028350270324449811 + 0.0032769718476923669 + 2 * 0.0011366200104578313
    #expect(abs(test.standardError * test.standardError / variance - 1) < 1e-12)
  }

  /// survival 3.5.3, R 4.2.2: concordance(wfns ~ s100b), and the difference to ndka from both dfbetas.
  @Test func `an ordinal concordance and its difference agree with R`() throws {
    let data = StatsReference.table("aSAH")
    let levels = ["1", "2", "3", "4", "5"]
    let outcome = data.numbers("wfns").map { Int($0) - 1 }
    let a = try OrdinalEvaluation(outcome: outcome, scores: data.numbers("s100b"), levels: levels)
    let b = try OrdinalEvaluation(outcome: outcome, scores: data.numbers("ndka"), levels: levels)
    #expect(abs((a.concordance.value ?? 0) - 0.800380228136882144) < 1e-13)
    #expect(abs((a.concordance.standardError ?? 0) - 0.032524771289650166) < 1e-13)
    #expect(abs((b.concordance.value ?? 0) - 0.485213350232361618) < 1e-13)
    let test = try #require(try Concordance.difference(a.concordance, b.concordance)).test
    #expect(abs(test.standardError - 0.054851027164230445) < 1e-13)
    #expect(a.thresholds.map(\.level) == ["2", "3", "4", "5"])
  }
}
