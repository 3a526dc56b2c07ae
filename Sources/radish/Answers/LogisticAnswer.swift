import Stats
import TUI

/// What `radish logistic` says about a fitted model.
struct LogisticAnswer {
  let fit: LogisticFit
  let outcome: BinaryOutcome
  let covariates: Covariates
  let level: Double
  let rows: CompleteRows
  /// Of the positive class, of every complete row.
  let probabilities: [Double]

  var answer: Answer {
    var answer = Answer("logistic")
    answer.lines = [([outcome.sentence] + [covariates.sentence].compactMap { $0 }).joined(separator: " ")]
    answer.add(rows)
    answer.add("n_events", .integer(fit.positives))
    answer.add("outcome", .string(outcome.column))
    answer.add("positive", .string(outcome.positive))
    answer.add("conf_level", .number(level))
    answer.add(Table.coefficients(fit.coefficients, .oddsRatio, level: level))
    var fitted = Table(
      "probabilities",
      columns: [.init("row"), .init(outcome.column), .init("probability", "probability", .decimals(4))],
      rows: zip(rows.numbers, zip(outcome.isPositive, probabilities)).map { row, fitted in
        [.integer(row), .integer(fitted.0 ? 1 : 0), .number(fitted.1)]
      })
    fitted.isPrinted = false
    answer.add(fitted)
    answer.add("log_likelihood", ["null": .number(fit.nullLogLikelihood), "model": .number(fit.logLikelihood)])
    answer.add("deviance", ["null": .number(fit.nullDeviance), "model": .number(fit.deviance)])
    answer.add("aic", .number(fit.aic))
    answer.add("bic", .number(fit.bic))
    let test = fit.likelihoodRatioTest
    answer.add(
      "tests",
      ["lr": ["chisq": .number(test.chiSquared), "df": .integer(test.degreesOfFreedom), "p": .number(test.p)]])
    answer.add(
      "pseudo_r2",
      [
        "mcfadden": .number(fit.pseudoR2.mcFadden), "cox_snell": .number(fit.pseudoR2.coxSnell),
        "nagelkerke": .number(fit.pseudoR2.nagelkerke), "tjur": .number(fit.pseudoR2.tjur),
      ])
    answer.add("brier", .number(fit.brier))
    answer.plots = [ForestPlot(Array(fit.coefficients.dropFirst()), .oddsRatio, level: level)]
    answer.notes.insert(
      "Likelihood ratio test: chisq \(Figures.decimals(test.chiSquared, 2)) on \(test.degreesOfFreedom) df, "
        + "p \(Figures.p(test.p)); AIC \(Figures.decimals(fit.aic, 1)); "
        + "Nagelkerke R² \(Figures.decimals(fit.pseudoR2.nagelkerke, 3)).", at: 0)
    answer.cautions = fit.cautions
    return answer
  }
}
