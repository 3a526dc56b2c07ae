import Stats
import TUI

/// What `radish cox` says about a fitted model.
struct CoxAnswer {
  let fit: CoxFit
  let data: CoxData
  let covariates: Covariates
  /// The test of each interaction against the model without it.
  let interactions: [(name: String, test: ChiSquaredTest)]
  let followUp: FollowUp
  /// The strata with baseline hazards of their own.
  let strata: Grouping?
  let clusters: [Int]?
  let level: Double
  let rows: CompleteRows

  func answer() throws -> Answer {
    let proportional = fit.ties == .exact ? [] : try fit.proportionalHazards(data, terms: covariates.terms)
    var answer = Answer("cox")
    answer.lines = [([followUp.sentence] + [covariates.sentence].compactMap { $0 }).joined(separator: " ")]
    answer.add(rows)
    answer.add("n_events", .integer(fit.events))
    answer.add("ties", .string(fit.ties.rawValue))
    answer.add("conf_level", .number(level))
    answer.add(Table.coefficients(fit.coefficients, .hazardRatio, level: level))
    answer.add("log_likelihood", ["null": .number(fit.nullLogLikelihood), "model": .number(fit.logLikelihood)])
    answer.add("aic", .number(fit.aic))
    let tests = testTable
    answer.tables.append(tests)
    answer.add(
      "tests",
      .object(
        zip(["lr", "wald", "score"], tests.objects).map { key, object in
          JSON.Member(key: key, value: .object(object.members.filter { $0.key != "test" }))
        }))
    if !interactions.isEmpty { answer.add(interactionTable) }
    let concordance = try concordance()
    answer.add("concordance", ["c": JSON(concordance.value), "se": JSON(concordance.standardError)])
    answer.add(proportionalTable(proportional))
    answer.add(baselineTable)
    answer.plots = [ForestPlot(fit.coefficients, .hazardRatio, level: level)]
    answer.cautions = fit.cautions
    if let c = concordance.value, let error = concordance.standardError {
      answer.notes.insert(
        "Concordance \(Figures.decimals(c, 3)) (SE \(Figures.decimals(error, 3))); ties: \(fit.ties.rawValue).", at: 0)
    }
    answer.cautions += Caution.nonProportional(proportional)
    return answer
  }

  private var testTable: Table {
    Table(
      "tests", title: "Tests of the whole model",
      columns: [
        .init("test"), .init("chisq", "chisq", .decimals(2)), .init("df"), .init("p", "p", .p),
      ],
      rows: fit.tests.prefix(3).map {
        [.text($0.name), .number($0.chiSquared), .integer($0.degreesOfFreedom), .number($0.p)]
      })
  }

  private var interactionTable: Table {
    Table(
      "interactions", title: "Does one effect depend on the other? (likelihood ratio)",
      columns: [.init("name", "interaction"), .init("chisq", "chisq", .decimals(2)), .init("df"), .init("p", "p", .p)],
      rows: interactions.map {
        [.text($0.name), .number($0.test.chiSquared), .integer($0.test.degreesOfFreedom), .number($0.test.p)]
      })
  }

  private func proportionalTable(_ tests: [ChiSquaredTest]) -> Table {
    Table(
      "proportional_hazards", title: "Do hazard ratios change over time? (scaled Schoenfeld residuals, km)",
      columns: [
        .init("name", "covariate"), .init("chisq", "chisq", .decimals(2)), .init("df"), .init("p", "p", .p),
      ],
      rows: tests.map { [.text($0.name), .number($0.chiSquared), .integer($0.degreesOfFreedom), .number($0.p)] })
  }

  /// Cumulative baseline hazard at covariates 0 and, beside it, at the means, as R's `basehaz` centres it.
  private var baselineTable: Table {
    var table = Table(
      "baseline",
      columns: [.init("time"), .init("hazard"), .init("hazard_at_means")] + (strata == nil ? [] : [.init("stratum")]),
      rows: zip(fit.baseline, fit.baselineAtMeans).map { step, centred in
        [.number(step.time), .number(step.hazard), .number(centred.hazard)]
          + (strata.map { [.text($0.names[step.stratum])] } ?? [])
      })
    table.isPrinted = false
    return table
  }

  /// The concordance of the linear predictor, rounded so that rounding noise breaks no tie; within strata, as predictors
  /// of different strata belong to different baselines.
  private func concordance() throws -> Concordance {
    let predictor = try fit.linearPredictor(data.design).map { ($0 * 1e10).rounded() / 1e10 }
    return try Concordance(followUp.times, scores: predictor, strata: strata?.codes, clusters: clusters)
  }
}
