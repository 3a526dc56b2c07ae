import Foundation
import TestSupport
import Testing

@testable import Stats

enum LogisticReference {
  struct Prepared: Sendable {
    let design: Design
    let outcome: [Bool]
    let terms: [Term]
    let newdata: Design?
    let fit: LogisticFit
  }

  static let fitted: [String: Prepared] = {
    var result: [String: Prepared] = [:]
    for item in ModelCase.all("logistic") { result[item.id] = try? prepare(item) }
    return result
  }()

  static func prepare(_ item: ModelCase) throws -> Prepared {
    let table: ModelTable
    let outcome: [Bool]
    var columns: [(name: String, values: [Double])] = []
    var terms: [Term]?
    var newdata: Design?
    switch item.id {
    case "birthwt_full":
      table = ModelTable("birthwt")
      outcome = table.text("low").map { $0 == "1" }
      let new = item.settings["newdata"].list
      func columnsOf(_ number: (String) -> [Double], _ race: [String]) -> [(name: String, values: [Double])] {
        [
          (name: "age", values: number("age")), (name: "lwt", values: number("lwt")),
          (name: "racer2", values: race.map { $0.hasSuffix("2") ? 1 : 0 }),
          (name: "racer3", values: race.map { $0.hasSuffix("3") ? 1 : 0 }),
        ] + ["smoke", "ptl", "ht", "ui"].map { (name: $0, values: number($0)) }
      }
      columns = columnsOf(table.numbers, table.text("race"))
      newdata = Design(
        columns: columnsOf({ c in new.compactMap { $0[c].number } }, new.compactMap { $0["race"].text }))
      terms = ["age", "lwt", "race", "smoke", "ptl", "ht", "ui"].map {
        Term(name: $0, columns: $0 == "race" ? ["racer2", "racer3"] : [$0])
      }
    case "birthwt_small":
      table = ModelTable("birthwt")
      outcome = table.text("low").map { $0 == "1" }
      columns = ["lwt", "smoke"].map { (name: $0, values: table.numbers($0)) }
    case "aSAH":
      table = ModelTable("aSAH")
      outcome = table.text("outcome").map { $0 == "Poor" }
      columns = [
        (name: "age", values: table.numbers("age")),
        (name: "male", values: table.text("gender").map { $0 == "Male" ? 1 : 0 }),
      ]
      columns += ["wfns", "s100b", "ndka"].map { (name: $0, values: table.numbers($0)) }
    default:
      table = ModelTable("wdbc")
      let last = table.names.last ?? ""
      outcome = table.text(last).map { $0 == "1" }
      columns = ["mean_texture", "mean_smoothness", "mean_symmetry"].map { (name: $0, values: table.numbers($0)) }
    }
    let design = Design(columns: columns)
    return Prepared(
      design: design, outcome: outcome, terms: terms ?? design.names.map { Term(name: $0, columns: [$0]) },
      newdata: newdata, fit: try LogisticRegression().fit(design, outcome))
  }

  static func reading(_ p: Prepared, _ item: ModelCase, _ quantity: String) throws -> Reading {
    let fit = p.fit
    switch quantity {
    case "n": return Reading(fit.rowCount)
    case "events": return Reading(fit.positives)
    case "terms": return Reading(fit.coefficients.map(\.name))
    case "coef": return Reading(fit.coefficients.map(\.estimate))
    case "se": return Reading(fit.coefficients.map(\.standardError))
    case "z": return Reading(fit.coefficients.map(\.z))
    case "p": return Reading(fit.coefficients.map(\.p))
    case "odds_ratio": return Reading(fit.coefficients.map(\.ratio))
    case "vcov": return Reading(fit.covariance)
    case "ci95_wald_lower": return Reading(fit.coefficients.map(\.low))
    case "ci95_wald_upper": return Reading(fit.coefficients.map(\.high))
    case "ci95_profile_lower":
      return Reading(try LogisticRegression().profileIntervals(p.design, p.outcome).map(\.low))
    case "ci95_profile_upper":
      return Reading(try LogisticRegression().profileIntervals(p.design, p.outcome).map(\.high))
    case "null_deviance": return Reading(fit.nullDeviance)
    case "deviance": return Reading(fit.deviance)
    case "df_null": return Reading(fit.rowCount - 1)
    case "df_residual": return Reading(fit.rowCount - fit.degreesOfFreedom)
    case "loglik": return Reading(fit.logLikelihood)
    case "aic": return Reading(fit.aic)
    case "bic": return Reading(fit.bic)
    case "lr_test": return CoxReference.test(fit.likelihoodRatioTest)
    case "drop1_lrt":
      let tests = try LogisticRegression().dropOne(p.design, p.outcome, terms: p.terms)
      return .object([
        "terms": Reading(tests.map(\.name)), "chisq": Reading(tests.map(\.chiSquared)),
        "df": Reading(tests.map(\.degreesOfFreedom)), "p": Reading(tests.map(\.p)),
      ])
    case "r2":
      return .object([
        "mcfadden": Reading(fit.pseudoR2.mcFadden), "cox_snell": Reading(fit.pseudoR2.coxSnell),
        "nagelkerke": Reading(fit.pseudoR2.nagelkerke), "tjur": Reading(fit.pseudoR2.tjur),
      ])
    case "brier": return Reading(fit.brier)
    case "scaled_brier": return Reading(fit.scaledBrier)
    case "vif": return Reading(fit.varianceInflation)
    case "first_rows":
      let residuals = try fit.residuals(p.design, p.outcome)
      func first(_ values: [Double]) -> Reading { Reading(Array(values.prefix(8))) }
      return .object([
        "fitted": first(residuals.fitted), "deviance_residual": first(residuals.deviance),
        "pearson_residual": first(residuals.pearson), "leverage": first(residuals.leverage),
        "cooks": first(residuals.cooks),
      ])
    case "predict":
      let newdata = try #require(p.newdata)
      return .object([
        "link": Reading(try fit.linearPredictor(newdata)), "se": Reading(try fit.standardErrors(newdata)),
        "prob": Reading(try fit.probabilities(newdata)),
      ])
    default: return .null
    }
  }
}

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct LogisticReferenceTests {
  static let skipped = [
    "auc": "compared with the ROC of the fitted probabilities",
    "hosmer_lemeshow": "compared with calibration",
  ]

  @Test(arguments: ModelRow.all("logistic", except: skipped))
  func `logistic regression gives what R's glm gives`(row: ModelRow) throws {
    let prepared = try #require(LogisticReference.fitted[row.item.id])
    let mine = try LogisticReference.reading(prepared, row.item, row.quantity)
    if row.quantity.hasPrefix("ci95_profile") {
      // The file's own word on R's profile limits: they come from a spline through the profile, compare at 1e-3.
      // One of them is further off than that: see the test of the exact limit below.
      let expected = row.item.expected[row.quantity].numbers
      for (j, pair) in zip(mine.numbers, expected).enumerated()
      where (row.item.id, row.quantity, j) != ("aSAH", "ci95_profile_lower", 5) {
        #expect(abs(pair.0 - pair.1) <= 1e-3 * abs(pair.1))
      }
      #expect(mine.numbers.count == expected.count)
      return
    }
    let tolerance = row.item.tolerance
    let found = mine.difference(from: row.item.expected[row.quantity], tolerance: tolerance, at: row.quantity)
    #expect(found == nil)
  }

  /// R's interpolated limit of ndka is 0.0072018, where the signed root deviance misses 1.959964 by 6.7e-4; at ours,
  /// 0.00721375, R's own glm with an offset misses it by 2e-12 (R 4.2.2, epsilon 1e-14).
  @Test func `a profile limit is where the deviance reaches its quantile, not an interpolation`() throws {
    let prepared = try #require(LogisticReference.fitted["aSAH"])
    let low = try LogisticRegression().profileIntervals(prepared.design, prepared.outcome)[5].low
    #expect(abs((low ?? 0) - 0.007213748605) < 1e-10)
  }

  @Test func `complete separation is told instead of shown as huge standard errors`() throws {
    let item = try ModelCase.named("edge_cases", "logistic_separation")
    let fit = try LogisticRegression().fit(
      Design(columns: [(name: "x", values: item.data["x"].numbers)]), item.data["y"].numbers.map { $0 == 1 })
    #expect(fit.deviance < 1e-4)
    #expect(fit.cautions.map(\.code).contains("separation"))
  }
}

@Suite struct LogisticTests {
  /// A 2 × 2 table with cells a = 10, b = 5 (x = 1) and c = 4, d = 12 (x = 0): the odds ratio is ad / bc = 6 and the
  /// variance of its logarithm 1/a + 1/b + 1/c + 1/d.
  let x = [Double](repeating: 1, count: 15) + [Double](repeating: 0, count: 16)
  let y = (0..<15).map { $0 < 10 } + (0..<16).map { $0 < 4 }

  @Test func `a two by two table has its odds ratio and Woolf's standard error`() throws {
    let fit = try LogisticRegression().fit(Design(columns: [(name: "x", values: x)]), y)
    #expect(abs((fit.coefficients[1].estimate ?? 0) - log(6)) < 1e-12)
    #expect(abs((fit.coefficients[0].estimate ?? 0) - log(4.0 / 12)) < 1e-12)
    #expect(abs((fit.coefficients[1].standardError ?? 0) - (0.1 + 0.2 + 0.25 + 1.0 / 12).squareRoot()) < 1e-10)
  }

  @Test func `constant and repeated columns have no coefficient and a caution each`() throws {
    let fit = try LogisticRegression().fit(
      Design(columns: [
        (name: "x", values: x), (name: "twice", values: x.map { 2 * $0 }), (name: "same", values: x.map { _ in 0.1 }),
      ]), y)
    #expect(fit.coefficients.map { $0.estimate == nil } == [false, false, true, true])
    #expect(fit.cautions.map(\.code).contains("collinear") && fit.cautions.map(\.code).contains("constant_column"))
  }

  @Test func `quasi-complete separation names the variable`() throws {
    // x = 1 only among positives.
    let x = [1.0, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    let y = [true, true, true, true, true, false, false, false, false, false]
    let fit = try LogisticRegression().fit(Design(columns: [(name: "marker", values: x)]), y)
    let caution = try #require(fit.cautions.first { $0.code == "separation" })
    #expect(caution.message.hasPrefix("“marker” separates the classes perfectly"))
  }

  @Test func `few events per variable are told with their number`() throws {
    let fit = try LogisticRegression().fit(
      Design(columns: [(name: "x", values: x), (name: "z", values: (0..<31).map { Double($0 * $0 % 7) })]), y)
    #expect(
      fit.cautions.first { $0.code == "few_events" }?.message
        == "Only 14 rows of the rarer class for 2 variables (7.0 per variable): estimates may be unstable and too "
        + "optimistic. Use fewer variables or a penalised model.")
  }

  @Test func `one class only is refused with a sentence`() {
    let error = ModelError.oneClass(model: "Logistic regression", rows: 2)
    #expect(throws: error) {
      try LogisticRegression().fit(Design(columns: [(name: "x", values: [1, 2])]), [true, true])
    }
    #expect(
      error.description
        == "Logistic regression needs both classes, but all 2 training rows have the same outcome. Change the split.")
  }

  @Test func `an integer weight counts as that many rows`() throws {
    let design = Design(columns: [(name: "x", values: x)])
    let weights = x.indices.map { $0 == 2 ? 3.0 : 1 }
    let rows = Array(x.indices) + [2, 2]
    let a = try LogisticRegression().fit(design, y, weights: weights)
    let b = try LogisticRegression().fit(design.selecting(rows: rows), rows.map { y[$0] })
    #expect(zip(a.beta, b.beta).allSatisfy { abs($0 - $1) < 1e-10 })
  }
}
