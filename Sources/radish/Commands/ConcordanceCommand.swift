import ArgumentParser
import Cohort
import Stats

/// `radish cindex`: how well scores rank subjects by survival.
struct ConcordanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cindex", abstract: "Harrell's and Uno's C of scores, and the differences between them.",
    discussion: "A higher score means an earlier event unless --direction lower. Standard errors are infinitesimal "
      + "jackknife. Uno's C weighs with G(t−) and counts all times unless --tau is given.")

  @OptionGroup var input: TableInput
  @OptionGroup var followUp: FollowUpOptions
  @Option(name: .customLong("score"), help: ArgumentHelp("Column of a score; repeat to compare.", valueName: "column"))
  var scores: [String]
  @OptionGroup var directions: DirectionOptions
  @Option(help: ArgumentHelp("Count no event after this time.", valueName: "time")) var tau: Double?
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let table = try input.read()
    let names = try table.columns(scores)
    let directions = try directions.of(names)
    let columns = try followUp.columns(in: table.table)
    let rows = try CompleteRows(of: table, columns: [columns.time, columns.event] + names)
    let followUp = try FollowUp(columns, in: rows)
    let all = try zip(names, directions).map { name, direction in
      let scores = try rows.numbers(of: name)
      func concordance(_ weight: Concordance.Weight) throws -> Concordance {
        try Concordance(
          followUp.times, scores: scores, direction: direction, weight: weight, tau: tau, level: confidence.level)
      }
      return ConcordanceAnswer.Score(
        name: name, direction: direction, harrell: try concordance(.harrell), uno: try concordance(.uno))
    }
    let answer = try ConcordanceAnswer(scores: all, followUp: followUp, tau: tau, rows: rows).answer()
    try plot.save(answer, keeping: [input.file])
    try output.write(answer)
  }
}
