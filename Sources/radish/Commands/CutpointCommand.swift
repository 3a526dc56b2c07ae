import ArgumentParser
import Cohort
import Stats
import TUI

/// `radish cutpoint`: the cut-off of a marker that separates survival best, with a p value that knows it was searched for.
struct CutpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cutpoint",
    abstract: "Maximally selected cut-off of a marker for survival, with the corrected p value.",
    discussion: "Report the corrected p, never the naive one, and confirm the cut-off on other patients.")

  @OptionGroup var input: TableInput
  @OptionGroup var followUp: FollowUpOptions
  @Option(
    name: [.customLong("marker"), .customLong("score")],
    help: ArgumentHelp("Column of the marker.", valueName: "column"))
  var marker: String
  @Option(help: ArgumentHelp("The smallest group, as a share of all rows.", valueName: "share"))
  var smallestShare = 0.1
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard smallestShare > 0, smallestShare < 0.5 else {
      throw ValidationError("--smallest-share must lie between 0 and 0.5, for example 0.1.")
    }
  }

  func run() throws {
    let table = try input.read()
    let name = try table.table.requireColumn(marker).name
    let columns = try followUp.columns(in: table.table)
    let rows = try CompleteRows(of: table, columns: [columns.time, columns.event, name])
    let followUp = try FollowUp(columns, in: rows)
    try followUp.requireEvents()
    let values = try rows.numbers(of: name)
    guard
      let found = try MaximallySelectedCutoff.search(followUp.times, marker: values, smallestShare: smallestShare)
    else { throw InputError.noCutoff(column: name) }
    var answer = Answer("cutpoint")
    answer.lines = [followUp.sentence + " Marker: \(name)."]
    answer.add(rows)
    answer.add("n_events", .integer(followUp.eventCount))
    answer.add("marker", .string(name))
    answer.add("smallest_share", .number(smallestShare))
    answer.add("cutoff", .number(found.cutoff))
    answer.add("statistic", .number(found.statistic))
    answer.add("p", .number(found.correctedP))
    answer.add("p_lausen94", .number(found.correctedP94))
    answer.add("p_naive", .number(found.naiveP))
    answer.tables = [
      Table(
        "cutpoint",
        columns: [
          .init("marker"), .init("cutoff", "cut-off", .significant(5)), .init("statistic", "statistic", .decimals(3)),
          .init("p", "p (Lausen 92)", .p), .init("p_lausen94", "p (Lausen 94)", .p),
          .init("p_naive", "naive p", .p), .init("n_high", "above"),
        ],
        rows: [
          [
            .text(name), .number(found.cutoff), .number(found.statistic), .number(found.correctedP),
            .number(found.correctedP94), .number(found.naiveP), .integer(values.count { $0 > found.cutoff }),
          ]
        ])
    ]
    var curve = Table(
      "curve", columns: [.init("cutoff"), .init("share"), .init("statistic")],
      rows: found.curve.map { [.number($0.cutoff), .number($0.share), .number($0.statistic)] })
    curve.isPrinted = false
    answer.add(curve)
    answer.plots = [Plot.selectedCutoff(found, marker: name)]
    answer.cautions = found.cautions
    try plot.save(answer, keeping: [input.file])
    try output.write(answer)
  }
}
