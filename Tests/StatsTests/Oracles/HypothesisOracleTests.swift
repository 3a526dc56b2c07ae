import Testing

@testable import Stats

/// tests.json: R's own tests with their defaults, and psych's ICC, on data of our own.
enum HypothesisOracle {
  static let file = OracleFile("tests")

  static let table = OracleTable("tests", cases: file.cases) { item in
    let data = file.set(item)
    switch item.text("what") {
    case "groups": return try groups(data.grouping("group").values(data.numbers("value")))
    case "pairs": return try pairs(data.numbers("x"), data.numbers("y"))
    case "table": return try table(item)
    case "adjusted": return adjusted(item)
    default: return try intraclass(item, data)
    }
  }

  static func groups(_ groups: [[Double]]) throws -> JSONValue {
    let (x, y) = (groups[0], groups[1])
    return [
      "welch": .test(try MeanTests.welch(x, y)), "student": .test(try MeanTests.student(x, y)),
      "ratio": .test(try VarianceTests.ratio(x, y)), "wilcoxon": .test(try RankTests.rankSum(x, y)),
      "wilcoxon_uncorrected": .test(try RankTests.rankSum(x, y, method: .normal)),
      "ks": .test(try VarianceTests.kolmogorovSmirnov(x, y)), "shapiro": .test(try VarianceTests.shapiroWilk(x)),
      "kruskal": .test(try RankTests.kruskalWallis(groups)),
      "anova": .test(try MeanTests.analysisOfVariance(groups)),
      "welch_anova": .test(try MeanTests.welchAnalysisOfVariance(groups)),
      "bartlett": .test(try VarianceTests.bartlett(groups)), "levene": .test(try VarianceTests.levene(groups)),
      "smd": .some(EffectSize.standardisedMeanDifference(x, y).map { abs($0) }),
    ]
  }

  static func pairs(_ x: [Double], _ y: [Double]) throws -> JSONValue {
    func correlation(_ r: TestResult) -> JSONValue {
      [
        "estimate": .some(r.estimate?.value), "p": .some(r.p), "low": .some(r.estimate?.low),
        "high": .some(r.estimate?.high),
      ]
    }
    let agreement = try MeasurementAgreement(x, y)
    return [
      "pearson": correlation(try Correlation.pearson(x, y)),
      "spearman": correlation(try Correlation.spearman(x, y)),
      "kendall": correlation(try Correlation.kendall(x, y)),
      "spearman_asymptotic": .some(try Correlation.spearman(x, y, exact: false).p),
      "kendall_asymptotic": .some(try Correlation.kendall(x, y, exact: false).p),
      "paired_t": .test(try MeanTests.paired(x, y)), "signed_rank": .test(try RankTests.signedRank(x, y)),
      "bland_altman": [
        "bias": .some(agreement.bias.value), "sd": .some(agreement.standardDeviation),
        "low": .some(agreement.lowerLimit.value), "high": .some(agreement.upperLimit.value),
        "bias_low": .some(agreement.bias.low), "bias_high": .some(agreement.bias.high),
        "low_low": .some(agreement.lowerLimit.low),
      ],
    ]
  }

  static func table(_ item: OracleCase) throws -> JSONValue {
    let counts = item.settings["counts"].items.map { $0.numbers.map { Int($0) } }
    let table = try ContingencyTable(counts)
    var answer: [String: JSONValue] = ["chi": .test(table.chiSquared()), "fisher": .some(try table.fisher().p)]
    if counts.count == 2, counts[0].count == 2 {
      answer["yates"] = .test(table.chiSquared(corrected: true))
      answer["mcnemar"] = .test(try table.mcNemar())
      answer["mcnemar_plain"] = .test(try table.mcNemar(corrected: false))
      answer["mcnemar_exact"] = .some(try table.mcNemarExact().p)
    }
    return .object(answer)
  }

  static func adjusted(_ item: OracleCase) -> JSONValue {
    let p = item.settings["p"].items.map(\.number)
    func by(_ method: Multiplicity) -> JSONValue { .optionals(method.adjusted(p)) }
    return [
      "bonferroni": by(.bonferroni), "holm": by(.holm), "hochberg": by(.hochberg), "BH": by(.benjaminiHochberg),
      "BY": by(.benjaminiYekutieli),
    ]
  }

  static func intraclass(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let raters = ["r1", "r2", "r3"].map { data.numbers($0) }
    let icc = try IntraclassCorrelation(
      raters[0].indices.map { i in raters.map { $0[i] } }, level: item.settings["level"].number ?? 0.95)
    return [
      "icc": .optionals(icc.forms.map(\.value)), "F": .optionals(icc.forms.map(\.f)),
      "df1": .numbers(icc.forms.map(\.numerator)), "df2": .numbers(icc.forms.map(\.denominator)),
      "p": .optionals(icc.forms.map(\.p)), "low": .optionals(icc.forms.map(\.low)),
      "high": .optionals(icc.forms.map(\.high)),
    ]
  }
}

@Suite struct HypothesisOracleTests {
  @Test(arguments: HypothesisOracle.table.rows)
  func `a test agrees with R's default on data of our own`(_ row: OracleRow) {
    #expect(row.agrees(absolute: 1e-13), "R has \(row.expected), found \(String(describing: row.found))")
  }
}
