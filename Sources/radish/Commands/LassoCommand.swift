import ArgumentParser
import Cohort
import Stats
import TUI

/// `radish lasso`: penalised logistic or Cox regression with a cross-validated strength.
struct LassoCommand: AsyncParsableCommand {
  enum Rule: String, ExpressibleByArgument, CaseIterable {
    case minimum = "min"
    case oneStandardError = "1se"
    var path: PathRule { self == .minimum ? .minimum : .oneStandardError }
  }

  static let configuration = CommandConfiguration(
    commandName: "lasso",
    abstract: "Lasso and elastic net paths of a binary or survival outcome, with cross-validation.",
    discussion: "Give --outcome for a logistic model, or --time and --event for a Cox model. Conventions are glmnet's.")

  @OptionGroup var input: TableInput
  @Option(help: ArgumentHelp("Column of the two classes.", valueName: "column")) var outcome: String?
  @Option(help: ArgumentHelp("The positive class; without it 1, true or yes.", valueName: "label")) var positive:
    String?
  @Option(help: ArgumentHelp("Column of follow-up times.", valueName: "column")) var time: String?
  @Option(help: ArgumentHelp("Column of events, or COLUMN=LABEL.", valueName: "column[=label]")) var event: String?
  @OptionGroup var covariates: CovariateOptions
  @Option(help: "1 is the lasso, 0 is ridge regression.") var alpha = 1.0
  @Option(help: "Folds of the cross-validation.") var folds = 10
  @Option(help: "Which strength to report: the best, or the strongest within one standard error of it.")
  var rule: Rule = .oneStandardError
  @Option(help: "Where the folds come from.") var seed: UInt64 = 1
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (outcome != nil) != (time != nil), (time != nil) == (event != nil) else {
      throw ValidationError("Give --outcome, or --time and --event.")
    }
  }

  func run() async throws {
    let table = try input.read()
    var answer = Answer("lasso")
    let names: (all: [String], categorical: Set<String>)
    let rows: CompleteRows
    let target: Stats.Outcome
    if let outcome {
      let column = try table.table.requireColumn(outcome).name
      names = try covariates.names(in: table, outcome: [column])
      rows = try CompleteRows(of: table, columns: [column] + names.all)
      let binary = try BinaryOutcome(column: column, positive: positive, in: rows)
      target = .binary(binary.isPositive)
      answer.lines = [binary.sentence]
    } else {
      let options = FollowUpOptions(time: time ?? "", event: event ?? "")
      let columns = try options.columns(in: table.table)
      names = try covariates.names(in: table, outcome: [columns.time, columns.event])
      rows = try CompleteRows(of: table, columns: [columns.time, columns.event] + names.all)
      let followUp = try FollowUp(columns, in: rows)
      try followUp.requireEvents()
      target = .survival(followUp.times)
      answer.lines = [followUp.sentence]
    }
    let design = try Covariates(names, in: rows).design
    let split = try Folds.random(count: folds, rowCount: rows.count, strata: target.strata, groups: nil, seed: seed)
    let found = try PenalisedRegression(ElasticNet(alpha: alpha, threshold: 1e-12))
      .crossValidated(design, target, folds: split)
    answer.add(rows)
    answer.add("alpha", .number(alpha))
    answer.add("folds", .integer(folds))
    answer.add("seed", .integer(Int(clamping: seed)))
    answer.add("rule", .string(rule.rawValue))
    LassoAnswer(path: found.path, validation: found.validation, rule: rule.path, outcome: target).fill(&answer)
    try plot.save(answer, keeping: [input.file])
    try output.write(answer)
  }
}
