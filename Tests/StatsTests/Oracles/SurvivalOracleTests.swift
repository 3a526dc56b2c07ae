import Testing

@testable import Stats

/// survival.json: survival, riskRegression, cmprsk and maxstat, or formulas in R, on tied data of our own, veteran and
/// ovarian.
enum SurvivalOracle {
  static let file = OracleFile("survival")

  static let table = OracleTable("survival", cases: file.cases) { item in
    let data = file.set(item)
    switch item.text("what") {
    case "kaplan_meier": return try kaplanMeier(item, data)
    case "restricted_mean": return try restrictedMean(item, data)
    case "logrank": return try logRank(data)
    case "cox": return try cox(item, data)
    case "cox_variance": return try coxVariance(data)
    case "interaction": return try interaction(data)
    case "landmark": return try landmark(item, data)
    case "concordance": return try concordance(item, data)
    case "concordance_difference": return try concordanceDifference(data)
    case "concordance_within": return try concordanceWithin(data)
    case "aft": return try acceleratedFailure(item, data)
    case "time_dependent": return try timeDependent(item, data)
    case "calibration_at": return try calibration(item, data)
    case "decision_at": return try decision(item, data)
    case "cutoff": return try cutoff(item, data)
    default: return try competing(item, data)
    }
  }

  static func kaplanMeier(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let times = item.settings["times"].numbers
    var limits: [String: JSONValue] = [:]
    for confidence in KaplanMeier.Confidence.allCases {
      let km = try KaplanMeier(data.subjects, confidence: confidence)
      let points = times.map { km.estimate(at: $0, extending: true) }
      let quantiles = [0.25, 0.5, 0.75].map(km.quantile)
      limits[confidence.rawValue] = [
        "low": .optionals(points.map { $0?.low }), "high": .optionals(points.map { $0?.high }),
        "quantiles": .optionals(quantiles.map(\.time)), "quantile_low": .optionals(quantiles.map(\.low)),
        "quantile_high": .optionals(quantiles.map(\.high)),
      ]
    }
    let km = try KaplanMeier(data.subjects)
    let points = times.compactMap { km.estimate(at: $0, extending: true) }
    let mean = try km.restrictedMean(to: times[2])
    return [
      "survival": .numbers(points.map(\.survival)), "se": .optionals(points.map(\.standardError)),
      "at_risk": .integers(points.map(\.atRisk)), "limits": .object(limits), "rmst": .some(mean.value),
      "rmst_se": .some(mean.standardError), "reverse_median": .some(km.medianFollowUp),
    ]
  }

  static func restrictedMean(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let groups = try KaplanMeierGroups(data.subjects, by: data.grouping("b")).groups
    let means = try groups.map { try $0.estimate.restrictedMean(to: item.settings["tau"].number) }
    let test = RestrictedMean.difference(means[0], means[1])
    return ["difference": .some(test.difference), "se": .some(test.standardError), "p": .some(test.p)]
  }

  static func logRank(_ data: OracleSet) throws -> JSONValue {
    func test(_ weight: LogRank.Weight, strata: Grouping? = nil) throws -> JSONValue {
      let test = try LogRank(data.subjects, by: data.grouping("group"), strata: strata, weight: weight)
      let trend = try test.trend()
      return [
        "statistic": .some(test.chiSquared), "p": .some(test.p), "expected": .numbers(test.expected),
        "trend": .some(trend?.chiSquared), "trend_p": .some(trend?.p),
      ]
    }
    return [
      "logrank": try test(.logRank), "strata": try test(.logRank, strata: data.grouping("stratum")),
      "peto": try test(.peto), "fleming_half": try test(.fleming(rho: 0.5)), "gehan": try test(.gehan),
      "tarone_ware": try test(.taroneWare), "trend": try test(.logRank),
    ]
  }

  static func errors(_ matrix: Matrix?) -> JSONValue {
    .optionals((matrix?.diagonal ?? []).map { $0.squareRoot() })
  }

  static func cox(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let ties = Ties(rawValue: item.text("ties")) ?? .efron
    let sample = try CoxData(design: data.design(["a", "b", "c"]), times: data.subjects)
    let fit = try CoxRegression(ties: ties).fit(sample)
    var answer: [String: JSONValue] = [
      "coef": .optionals(fit.coefficients.map(\.estimate)), "se": errors(fit.naiveCovariance),
      "loglik": .numbers([fit.nullLogLikelihood, fit.logLikelihood]),
      "lr": .some(fit.likelihoodRatioTest.chiSquared), "wald": .some(fit.waldTest.chiSquared),
      "score": .some(fit.scoreTest.chiSquared),
      "baseline": .optionals(
        item.settings["times"].numbers.map { t in fit.baseline.last { $0.time <= t }?.hazard }),
    ]
    if ties != .exact {
      for transform in HazardTransform.allCases {
        let tests = try fit.proportionalHazards(sample, transform: transform)
        answer["zph_\(transform.rawValue)"] = [
          "statistic": .numbers(tests.map(\.chiSquared)), "p": .numbers(tests.map(\.p)),
        ]
      }
    }
    return .object(answer)
  }

  static func coxVariance(_ data: OracleSet) throws -> JSONValue {
    let strata = try CoxRegression().fit(
      CoxData(design: data.design(["a", "b"]), times: data.subjects, strata: data.integers("stratum")))
    func clustered(_ clusters: [Int]) throws -> CoxFit {
      try CoxRegression().fit(
        CoxData(design: data.design(["a", "b", "c"]), times: data.subjects, clusters: clusters))
    }
    let cluster = try clustered(data.integers("patient"))
    let robust = try clustered(Array(data.subjects.indices))
    return [
      "strata": [
        "coef": .optionals(strata.coefficients.map(\.estimate)), "se": errors(strata.naiveCovariance),
        "loglik": .numbers([strata.nullLogLikelihood, strata.logLikelihood]),
      ],
      "cluster": [
        "se": errors(cluster.robustCovariance), "wald": .some(cluster.waldTest.chiSquared),
        "robust_score": .some(cluster.tests.count > 3 ? cluster.tests[3].chiSquared : nil),
      ],
      "robust": ["se": errors(robust.robustCovariance)],
    ]
  }

  static func interaction(_ data: OracleSet) throws -> JSONValue {
    let product = zip(data.numbers("a"), data.numbers("b")).map { $0 * $1 }
    let both = Design(columns: [
      (name: "a", values: data.numbers("a")), (name: "b", values: data.numbers("b")), (name: "a:b", values: product),
    ])
    let large = try CoxRegression().fit(CoxData(design: both, times: data.subjects))
    let small = try CoxRegression().fit(CoxData(design: data.design(["a", "b"]), times: data.subjects))
    let test = large.likelihoodRatioTest(against: small)
    return [
      "coef": .some(large.coefficients[2].estimate), "se": .some(large.coefficients[2].standardError),
      "statistic": .some(test.chiSquared), "p": .some(test.p),
    ]
  }

  static func landmark(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let landmark = try Landmark(data.subjects, at: item.settings["at"].number ?? 0)
    let fit = try CoxRegression().fit(
      CoxData(design: data.design(["a", "b"]).selecting(rows: landmark.rows), times: landmark.subjects))
    let test = try LogRank(landmark.subjects, by: data.grouping("b").selecting(rows: landmark.rows))
    return [
      "n": .some(landmark.subjects.count), "earlier_events": .some(landmark.earlierEvents),
      "earlier_censored": .some(landmark.earlierCensored), "coef": .optionals(fit.coefficients.map(\.estimate)),
      "logrank": .some(test.chiSquared),
    ]
  }

  static func concordance(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let weight = Concordance.Weight(rawValue: item.text("weight")) ?? .harrell
    let scores = data.numbers(item.text("score"))
    let all = try Concordance(data.subjects, scores: scores, weight: weight)
    let early = try Concordance(data.subjects, scores: scores, weight: weight, tau: item.settings["tau"].number)
    return [
      "c": .some(all.value), "se": .some(all.standardError), "low": .some(all.low), "high": .some(all.high),
      "c_tau": .some(early.value), "se_tau": .some(early.standardError),
    ]
  }

  static func concordanceDifference(_ data: OracleSet) throws -> JSONValue {
    let both = try ["a", "c"].map { try Concordance(data.subjects, scores: data.numbers($0)) }
    let test = try Concordance.difference(both[0], both[1])?.test
    return [
      "difference": .some(test?.difference), "se": .some(test?.standardError), "z": .some(test?.z),
      "p": .some(test?.p),
    ]
  }

  static func concordanceWithin(_ data: OracleSet) throws -> JSONValue {
    func pair(strata: String? = nil, clusters: String? = nil) throws -> JSONValue {
      let found = try Concordance(
        data.subjects, scores: data.numbers("a"), strata: strata.map(data.integers),
        clusters: clusters.map(data.integers))
      return ["c": .some(found.value), "se": .some(found.standardError)]
    }
    return [
      "strata": try pair(strata: "stratum"), "cluster": try pair(clusters: "patient"),
      "both": try pair(strata: "stratum", clusters: "patient"),
    ]
  }

  static func acceleratedFailure(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let distribution = SurvivalDistribution(rawValue: item.text("distribution")) ?? .weibull
    let design = data.design(["a", "b"])
    let fit = try ParametricSurvival(distribution).fit(design, data.subjects)
    let all = fit.coefficients + (fit.logScale.map { [$0] } ?? [])
    return [
      "coef": .optionals(fit.coefficients.map(\.estimate)), "se": .optionals(all.map(\.standardError)),
      "scale": .some(fit.scale), "loglik": .numbers([fit.logLikelihood, fit.nullLogLikelihood]),
      "median": .numbers(Array(try fit.quantile(design, 0.5).prefix(5))),
    ]
  }

  static func timeDependent(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let times = item.settings["times"].numbers
    let risks = (1...times.count).map { data.numbers("risk\($0)") }
    let areas = try zip(times, risks).map { try TimeDependentROC.at([$0], data.subjects, scores: $1)[0].auc }
    let brier = try zip(times, risks).map { try SurvivalBrier(data.subjects, risks: $1, at: $0) }
    return [
      "auc": .optionals(areas.map { $0?.value }), "auc_se": .optionals(areas.map { $0?.standardError }),
      "brier": .numbers(brier.map(\.score.value)), "brier_se": .optionals(brier.map(\.score.standardError)),
      "null": .numbers(brier.map(\.null)),
      "integrated": .some(try SurvivalBrier.integrated(data.subjects, risks: risks, at: times).score),
    ]
  }

  static func calibration(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let calibration = try SurvivalCalibration(
      data.subjects, risks: data.numbers(item.text("risk")), at: item.settings["time"].number ?? 0)
    let observed = calibration.groups.map(\.observed)
    return [
      "n": .integers(calibration.groups.map(\.count)),
      "predicted": .numbers(calibration.groups.map(\.meanPredicted)),
      "observed": .optionals(observed.map { $0?.value }), "se": .optionals(observed.map { $0?.standardError }),
      "low": .optionals(observed.map { $0?.low }), "high": .optionals(observed.map { $0?.high }),
      "observed_to_expected": .some(calibration.observedToExpected),
    ]
  }

  static func decision(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let points = try SurvivalDecisionCurve(
      data.subjects, risks: data.numbers(item.text("risk")), horizon: item.settings["time"].number ?? 0,
      thresholds: item.settings["thresholds"].numbers
    ).points
    return [
      "net_benefit": .numbers(points.map(\.netBenefit.value)), "treat_all": .numbers(points.map(\.treatAll.value)),
    ]
  }

  static func cutoff(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let found = try MaximallySelectedCutoff.search(
      data.subjects, marker: data.numbers("a"), smallestShare: item.settings["share"].number ?? 0.1)
    return [
      "cutoff": .some(found?.cutoff), "statistic": .some(found?.statistic), "lau92": .some(found?.correctedP),
      "lau94": .some(found?.correctedP94),
    ]
  }

  static func competing(_ item: OracleCase, _ data: OracleSet) throws -> JSONValue {
    let subjects = zip(data.numbers("time"), data.integers("cause")).map { CompetingTime(time: $0, cause: $1) }
    let grouping = data.grouping("group")
    let strata = item.settings["strata"].string.map { data.grouping($0) }
    let tests = try [1, 2].map {
      try GrayTest.compare(subjects, by: grouping, cause: $0, causeCount: 2, strata: strata)
    }
    let curves = try grouping.values(subjects).map { try CumulativeIncidence($0, causeCount: 2) }
    let times = item.settings["times"].numbers
    let estimates = [1, 2].flatMap { cause in curves.map { $0.estimates(cause: cause, at: times) } }
    return [
      "gray": ["statistic": .optionals(tests.map(\.statistic)), "p": .optionals(tests.map(\.p))],
      "estimates": .array(estimates.map { .numbers($0.map(\.value)) }),
      "variances": .array(estimates.map { .optionals($0.map { $0.standardError.map { $0 * $0 } }) }),
    ]
  }
}

@Suite struct SurvivalOracleTests {
  @Test(arguments: SurvivalOracle.table.rows)
  func `a number of survival agrees with R on data of our own`(_ row: OracleRow) {
    #expect(row.agrees(absolute: 1e-13), "R has \(row.expected), found \(String(describing: row.found))")
  }
}
