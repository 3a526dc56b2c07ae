import Stats
import TUI

/// What `radish lasso` says about a path and its cross-validation.
struct LassoAnswer {
  let path: RegularisationPath
  let validation: PathCrossValidation
  let rule: PathRule
  let outcome: Stats.Outcome

  func fill(_ answer: inout Answer) {
    let chosen = validation.position(rule)
    let point = path.points[chosen]
    answer.add("measure", .string(validation.measure.rawValue))
    answer.add("lambda_min", .number(validation.lambdas[validation.best]))
    answer.add("lambda_1se", .number(validation.lambdas[validation.oneStandardError]))
    answer.add("lambda", .number(point.lambda))
    answer.add("intercept", .number(point.intercept))
    answer.add(
      Table(
        "coefficients",
        title: "Coefficients at lambda \(Figures.significant(point.lambda, 4)), per unit of each column",
        columns: [.init("name", "covariate"), .init("coef", "coef", .significant(5))],
        rows: zip(point.columns, point.values).map { [.text(path.names[$0]), .number($1)] }))
    var table = Table(
      "path",
      columns: [
        .init("lambda"), .init("variables"), .init("deviance_ratio"), .init("cv_mean"), .init("cv_se"),
      ],
      rows: path.points.indices.map { k in
        [
          .number(path.points[k].lambda), .integer(path.points[k].columns.count),
          .number(path.points[k].devianceRatio), .number(validation.mean[k]), .number(validation.standardError[k]),
        ]
      })
    table.isPrinted = false
    answer.add(table)
    answer.cautions = PenalisedRegression.cautions(
      selected: point.columns.count, candidates: path.names.count, outcome: outcome)
    answer.notes.insert(
      "\(point.columns.count) of \(path.names.count) covariates at the \(rule.rawValue) rule; lambda "
        + "\(Figures.significant(point.lambda, 4)) (best \(Figures.significant(validation.lambdas[validation.best], 4))).",
      at: 0)
  }
}
