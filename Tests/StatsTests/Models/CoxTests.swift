import Foundation
import TestSupport
import Testing

@testable import Stats

/// The cases of `cox.json` as calls of ours.
enum CoxReference {
  struct Prepared: Sendable {
    let data: CoxData
    let ties: Ties
    let terms: [Term]?
    let newdata: Design?
    let strata: [Int: String]
  }

  /// Each case fitted once.
  static let fitted: [String: (prepared: Prepared, fit: CoxFit)] = {
    var result: [String: (prepared: Prepared, fit: CoxFit)] = [:]
    for item in ModelCase.all("cox") {
      guard let prepared = try? prepare(item), let fit = try? CoxRegression(ties: prepared.ties).fit(prepared.data)
      else { continue }
      result[item.id] = (prepared, fit)
    }
    return result
  }()

  static func prepare(_ item: ModelCase) throws -> Prepared {
    func times(_ table: ModelTable, _ time: String, _ isEvent: [Bool]) -> [SurvivalTime] {
      zip(table.numbers(time), isEvent).map { SurvivalTime(time: $0, isEvent: $1) }
    }
    func logs(_ table: ModelTable, _ column: String, plus: Double = 0) -> [Double] {
      table.numbers(column).map { log($0 + plus) }
    }
    let newRows = item.expected["predicted_survival"]["newdata"].list
    switch item.id {
    case "lung_efron", "lung_breslow":
      let columns = ["age", "sex", "ph.ecog", "ph.karno", "wt.loss"]
      let table = ModelTable("lung").complete(columns)
      return Prepared(
        data: try CoxData(
          design: table.design(columns), times: times(table, "time", table.text("status").map { $0 == "2" })),
        ties: item.id == "lung_efron" ? .efron : .breslow, terms: nil,
        newdata: Design(columns: columns.map { c in (name: c, values: newRows.compactMap { $0[c].number }) }),
        strata: [:])
    case "lung_exact":
      let table = ModelTable("lung").complete(["age", "sex"])
      return Prepared(
        data: try CoxData(
          design: table.design(["age", "sex"]), times: times(table, "time", table.text("status").map { $0 == "2" })),
        ties: .exact, terms: nil, newdata: nil, strata: [:])
    case "lung_strata_sex":
      let table = ModelTable("lung").complete(["age", "ph.ecog"])
      return Prepared(
        data: try CoxData(
          design: table.design(["age", "ph.ecog"]),
          times: times(table, "time", table.text("status").map { $0 == "2" }),
          strata: table.numbers("sex").map { Int($0) }),
        ties: .efron, terms: nil, newdata: nil, strata: [1: "sex=1", 2: "sex=2"])
    case "aml_efron", "aml_breslow":
      let table = ModelTable("aml")
      return Prepared(
        data: try CoxData(
          design: Design(columns: [
            (name: "xNonmaintained", values: table.text("x").map { $0 == "Nonmaintained" ? 1 : 0 })
          ]), times: times(table, "time", table.text("status").map { $0 == "1" })),
        ties: item.id == "aml_efron" ? .efron : .breslow,
        terms: [Term(name: "x", columns: ["xNonmaintained"])], newdata: nil, strata: [:])
    case "heart_counting_process":
      let table = ModelTable("heart")
      return Prepared(
        data: try CoxData(
          design: table.design(["age", "year", "surgery", "transplant"]),
          times: times(table, "stop", table.text("event").map { $0 == "1" }), starts: table.numbers("start")),
        ties: .efron, terms: nil, newdata: nil, strata: [:])
    case "colon_cluster_id":
      let table = ModelTable("colon")
      return Prepared(
        data: try CoxData(
          design: Design(columns: [
            (name: "rxLev+5FU", values: table.text("rx").map { $0 == "Lev+5FU" ? 1 : 0 }),
            (name: "rxObs", values: table.text("rx").map { $0 == "Obs" ? 1 : 0 }),
            (name: "node4", values: table.numbers("node4")), (name: "age", values: table.numbers("age")),
          ]), times: times(table, "time", table.text("status").map { $0 == "1" }),
          strata: table.numbers("etype").map { Int($0) }, clusters: table.numbers("id").map { Int($0) }),
        ties: .efron, terms: nil, newdata: nil, strata: [1: "etype=1", 2: "etype=2"])
    case "rotterdam_weights_size":
      let table = ModelTable("rotterdam")
      return Prepared(
        data: try CoxData(
          design: Design(columns: [
            (name: "age", values: table.numbers("age")), (name: "grade", values: table.numbers("grade")),
            (name: "log(nodes + 1)", values: logs(table, "nodes", plus: 1)),
            (name: "size>50", values: table.text("size").map { $0 == ">50" ? 1 : 0 }),
            (name: "size20-50", values: table.text("size").map { $0 == "20-50" ? 1 : 0 }),
            (name: "hormon", values: table.numbers("hormon")),
          ]), times: times(table, "rtime", table.text("recur").map { $0 == "1" }),
          weights: table.numbers("nodes").map { 1 + $0.truncatingRemainder(dividingBy: 3) }),
        ties: .efron, terms: nil, newdata: nil, strata: [:])
    case "pbc_log_bili":
      let table = ModelTable("pbc").first(312)
      func design(_ value: (String) -> [Double]) -> Design {
        Design(columns: [
          (name: "age", values: value("age")), (name: "edema", values: value("edema")),
          (name: "log(bili)", values: value("bili").map { log($0) }),
          (name: "log(protime)", values: value("protime").map { log($0) }),
          (name: "log(albumin)", values: value("albumin").map { log($0) }),
        ])
      }
      return Prepared(
        data: try CoxData(
          design: design { table.numbers($0) }, times: times(table, "time", table.text("status").map { $0 == "2" })),
        ties: .efron, terms: nil, newdata: design { c in newRows.compactMap { $0[c].number } }, strata: [:])
    default:
      throw ModelError.unknownColumn(name: item.id, known: [])
    }
  }

  static func test(_ test: ChiSquaredTest) -> Reading {
    .object([
      "chisq": Reading(test.chiSquared), "df": Reading(test.degreesOfFreedom), "p": Reading(test.p),
    ])
  }

  static func reading(_ fit: CoxFit, _ prepared: Prepared, _ item: ModelCase, _ quantity: String) throws
    -> Reading
  {
    switch quantity {
    case "n": return Reading(fit.rowCount)
    case "events": return Reading(fit.events)
    case "terms": return Reading(fit.names)
    case "coef": return Reading(fit.coefficients.map(\.estimate))
    case "hr": return Reading(fit.coefficients.map(\.ratio))
    case "se": return Reading(fit.naiveCovariance.diagonal.map { $0.squareRoot() })
    case "robust_se":
      return fit.robustCovariance.map { Reading($0.diagonal.map { $0.squareRoot() }) } ?? .null
    case "z": return Reading(fit.coefficients.map(\.z))
    case "p": return Reading(fit.coefficients.map(\.p))
    case "ci95_coef_lower": return Reading(fit.coefficients.map(\.low))
    case "ci95_coef_upper": return Reading(fit.coefficients.map(\.high))
    case "vcov": return Reading(fit.covariance)
    case "loglik_null": return Reading(fit.nullLogLikelihood)
    case "loglik": return Reading(fit.logLikelihood)
    case "lr_test": return test(fit.likelihoodRatioTest)
    case "wald_test": return test(fit.waldTest)
    case "score_test": return test(fit.scoreTest)
    case "robust_score_test": return test(fit.tests[3])
    case "aic": return Reading(fit.aic)
    case "means": return Reading(fit.means)
    case "baseline_cumhaz":
      let expected = item.expected[quantity]
      let picked = expected["row_index_1based"].numbers.map { Int($0) - 1 }
      let strata: Reading =
        expected["strata"].isNull
        ? .null : Reading(picked.map { prepared.strata[fit.baseline[$0].stratum] ?? "" })
      return .object([
        "rows": Reading(fit.baseline.count), "time": Reading(picked.map { fit.baseline[$0].time }),
        "hazard_x0": Reading(picked.map { fit.baseline[$0].hazard }),
        "hazard_means": Reading(picked.map { fit.baselineAtMeans[$0].hazard }), "strata": strata,
        "row_index_1based": expected["row_index_1based"], "note": expected["note"],
      ])
    case "first_rows":
      let residuals = try fit.residuals(prepared.data)
      return .object([
        "n": Reading(10), "lp_uncentered": Reading(Array(try fit.linearPredictor(prepared.data.design).prefix(10))),
        "martingale": Reading(Array(residuals.martingale.prefix(10))),
        "deviance": Reading(Array(residuals.deviance.prefix(10))),
      ])
    case "schoenfeld_first":
      let residuals = try fit.residuals(prepared.data)
      return .object([
        "times": Reading(Array(residuals.schoenfeldTimes.prefix(5))),
        "rows": .list((0..<5).map { Reading(residuals.schoenfeld.row($0)) }),
      ])
    case "cox_zph":
      var result: [String: Reading] = [:]
      for transform in HazardTransform.allCases {
        let tests = try fit.proportionalHazards(prepared.data, transform: transform, terms: prepared.terms)
        result[transform.rawValue] = .object([
          "terms": Reading(tests.map(\.name)), "chisq": Reading(tests.map(\.chiSquared)),
          "df": Reading(tests.map(\.degreesOfFreedom)), "p": Reading(tests.map(\.p)),
        ])
      }
      return .object(result)
    case "predicted_survival":
      let newdata = try #require(prepared.newdata)
      let times = item.expected[quantity]["times"].numbers
      let predicted = try fit.survival(newdata, at: times)
      func table(_ value: (CoxFit.SurvivalPrediction) -> Double) -> Reading {
        .list(times.indices.map { t in Reading(predicted.map { value($0[t]) }) })
      }
      return .object([
        "surv": table(\.survival), "std_err": table(\.standardError), "lower": table(\.low), "upper": table(\.high),
        "times": Reading(times), "newdata": item.expected[quantity]["newdata"],
        "layout": item.expected[quantity]["layout"],
      ])
    default: return .null
    }
  }
}

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct CoxReferenceTests {
  static let skipped = [
    "concordance": "compared with the concordance of the linear predictor",
    "concordance_se": "compared with the concordance of the linear predictor",
    "concordance_counts": "compared with the concordance of the linear predictor",
    "concordance_note": "a remark, not a number",
  ]

  @Test(arguments: ModelRow.all("cox", except: skipped))
  func `Cox regression gives what R's survival gives`(row: ModelRow) throws {
    let (prepared, fit) = try #require(CoxReference.fitted[row.item.id])
    let mine = try CoxReference.reading(fit, prepared, row.item, row.quantity)
    let found = mine.difference(
      from: row.item.expected[row.quantity], tolerance: row.item.tolerance, at: row.quantity)
    #expect(found == nil)
  }
}

@Suite struct CoxTests {
  /// The data of the survival package's own first test: Breslow's coefficient is ln((3 + √33)/2).
  static let times = [1, 1, 6, 6, 8, 9].map { Double($0) }
  static let events = [true, false, true, true, false, true]
  static let x = [1.0, 1, 1, 0, 0, 0]
  static func data(_ x: [Double] = x) throws -> CoxData {
    try CoxData(
      design: Design(columns: [(name: "x", values: x)]),
      times: zip(times, events).map { SurvivalTime(time: $0, isEvent: $1) })
  }

  @Test func `Breslow's coefficient of the six-row example is its closed form`() throws {
    let fit = try CoxRegression(ties: .breslow).fit(Self.data())
    let beta = try #require(fit.coefficients[0].estimate)
    #expect(abs(beta - log((3 + 33.0.squareRoot()) / 2)) < 1e-12)
    // At β = 0 the log-likelihood is −ln 6 − 2 ln 4 − ln 1.
    #expect(abs(fit.nullLogLikelihood - (-log(6) - 2 * log(4))) < 1e-12)
    // r = e^β: −ln(3r + 3) − 2 ln(r + 3) + 2β.
    let r = exp(beta)
    #expect(abs(fit.logLikelihood - (2 * beta - log(3 * r + 3) - 2 * log(r + 3))) < 1e-12)
  }

  @Test func `Efron's coefficient of the six-row example solves its score equation`() throws {
    let fit = try CoxRegression(ties: .efron).fit(Self.data())
    let r = exp(try #require(fit.coefficients[0].estimate))
    // 2 − 3r/(3r+3) − r/(r+3) − (r/2)/(r/2 + 5/2)
    #expect(abs(2 - 3 * r / (3 * r + 3) - r / (r + 3) - r / (r + 5)) < 1e-12)
  }

  @Test func `martingale residuals sum to nothing`() throws {
    let data = try Self.data()
    let residuals = try CoxRegression().fit(data).residuals(data)
    #expect(abs(residuals.martingale.reduce(0, +)) < 1e-12)
  }

  @Test func `a row given twice and a row of weight two are the same under Breslow`() throws {
    let doubled = try CoxData(
      design: Design(columns: [(name: "x", values: Self.x + [Self.x[3]])]),
      times: zip(Self.times + [Self.times[3]], Self.events + [Self.events[3]]).map {
        SurvivalTime(time: $0, isEvent: $1)
      })
    let weighted = try CoxData(
      design: doubled.design.selecting(rows: Array(0..<6)), times: Array(doubled.times[..<6]),
      weights: [1, 1, 1, 2, 1, 1])
    let a = try CoxRegression(ties: .breslow).fit(doubled)
    let b = try CoxRegression(ties: .breslow).fit(weighted)
    #expect(abs(a.beta[0] - b.beta[0]) < 1e-10)
    #expect(abs(a.naiveCovariance[0, 0] - b.naiveCovariance[0, 0]) < 1e-10)
  }

  @Test func `delayed entry of everybody at time 0 changes nothing`() throws {
    let plain = try Self.data()
    let entered = try CoxData(design: plain.design, times: plain.times, starts: [0, 0, 0, 0, 0, 0])
    let a = try CoxRegression().fit(plain)
    let b = try CoxRegression().fit(entered)
    #expect(abs(a.beta[0] - b.beta[0]) < 1e-12)
  }

  @Test func `a model survives its JSON form`() throws {
    let fit = try CoxRegression().fit(Self.data())
    #expect(try JSONDecoder().decode(CoxFit.self, from: JSONEncoder().encode(fit)) == fit)
  }

  @Test func `bad input is refused by row`() {
    let design = Design(columns: [(name: "x", values: [1, 2])])
    let good = SurvivalTime(time: 1, isEvent: true)
    #expect(throws: ModelError.badTime(row: 1)) {
      try CoxData(design: design, times: [good, SurvivalTime(time: -1, isEvent: true)])
    }
    #expect(throws: ModelError.badInterval(row: 0)) {
      try CoxData(design: design, times: [good, good], starts: [1, 0])
    }
    #expect(throws: ModelError.badWeights(row: 1)) {
      try CoxData(design: design, times: [good, good], weights: [1, 0])
    }
    #expect(throws: ModelError.noEvents(model: "Cox regression", rows: 2)) {
      let censored = SurvivalTime(time: 1, isEvent: false)
      return try CoxRegression().fit(CoxData(design: design, times: [censored, censored]))
    }
    #expect(throws: ModelError.missingValues(column: "x", count: 1)) {
      try CoxData(design: Design(columns: [(name: "x", values: [1, .nan])]), times: [good, good])
    }
  }
}

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct CoxEdgeTests {
  func data(_ item: ModelCase, _ columns: [String]) throws -> CoxData {
    let times = item.data["time"].numbers
    let design =
      columns.isEmpty
      ? Design(columns: [(name: "x", values: times.map { _ in 1 })])
      : Design(columns: columns.map { (name: $0, values: item.data[$0].numbers) })
    return try CoxData(
      design: design,
      times: zip(times, item.data["event"].numbers).map { SurvivalTime(time: $0, isEvent: $1 == 1) })
  }

  @Test func `a monotone likelihood is told, and its score test stays finite`() throws {
    let item = try ModelCase.named("edge_cases", "cox_monotone_likelihood")
    let fit = try CoxRegression().fit(try data(item, ["x"]))
    #expect(abs(fit.nullLogLikelihood - (item.expected["loglik_null"].number ?? 0)) < 1e-6)
    #expect(abs(fit.logLikelihood - (item.expected["loglik"].number ?? 0)) < 1e-4 * 4.3)
    #expect(abs(fit.scoreTest.chiSquared - (item.expected["score_chisq"].number ?? 0)) < 1e-6)
    #expect(fit.cautions.contains { $0.code == "separation" })
  }

  @Test func `a constant covariate has no coefficient`() throws {
    let fit = try CoxRegression().fit(try data(try .named("edge_cases", "cox_constant_covariate"), []))
    #expect(fit.coefficients[0].estimate == nil)
    #expect(fit.cautions.map(\.code).contains("constant_column"))
    #expect(fit.likelihoodRatioTest.degreesOfFreedom == 0)
  }

  @Test func `of two collinear covariates the later has no coefficient`() throws {
    let item = try ModelCase.named("edge_cases", "cox_collinear")
    let fit = try CoxRegression().fit(try data(item, ["x1", "x2"]))
    let expected = try #require(item.expected["coef_r"][0].number)
    #expect(abs((fit.coefficients[0].estimate ?? 0) - expected) < 1e-8)
    #expect(fit.coefficients[1].estimate == nil)
    #expect(fit.cautions.map(\.code).contains("collinear"))
  }
}
