import ArgumentParser
import Cohort
import Stats

/// `radish roc`: how well scores tell two classes apart.
struct ROCCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "roc", abstract: "ROC curves, areas with DeLong's interval, Youden's cut-offs, paired comparisons.",
    discussion: "A higher score means positive unless --direction lower; nothing is flipped silently.")

  @OptionGroup var input: TableInput
  @Option(help: ArgumentHelp("Column of the two classes.", valueName: "column")) var outcome: String
  @Option(name: .customLong("score"), help: ArgumentHelp("Column of a score; repeat to compare.", valueName: "column"))
  var scores: [String]
  @Option(help: ArgumentHelp("The positive class; without it 1, true or yes.", valueName: "label")) var positive:
    String?
  @OptionGroup var directions: DirectionOptions
  @Option(help: ArgumentHelp("Patient column: intervals for rows that come in clusters.", valueName: "column"))
  var cluster: String?
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let table = try input.read()
    let names = try table.columns(scores)
    let outcomeName = try table.table.requireColumn(outcome).name
    let directions = try directions.of(names)
    let clusterName = try cluster.map { try table.table.requireColumn($0).name }
    let rows = try CompleteRows(of: table, columns: [outcomeName] + names + [clusterName].compactMap { $0 })
    let binary = try BinaryOutcome(column: outcomeName, positive: positive, in: rows)
    let clusters = try clusterName.map { try rows.codes(of: $0) }
    let scored = try zip(names, directions).map { name, direction in
      try ScoredOutcomes(isPositive: binary.isPositive, scores: rows.numbers(of: name), direction: direction)
    }
    let curves = try scored.map { try ROCCurve($0, level: confidence.level) }
    let areas = try scored.enumerated().map { position, one in
      try clusters.map { try AUCEstimate.clustered(one, clusters: $0, level: confidence.level) } ?? curves[position].auc
    }
    var answer = ROCAnswer(names: names, curves: curves, areas: areas, outcome: binary, rows: rows).answer
    try answer.add(comparisons(names, scored, clusters))
    try plot.save(answer.plots)
    try output.write(answer)
  }

  private func comparisons(_ names: [String], _ scored: [ScoredOutcomes], _ clusters: [Int]?) throws -> Table {
    var rows: [[Table.Value]] = []
    for first in scored.indices {
      for second in scored.indices where second > first {
        let test =
          try clusters.map {
            try AUCComparison.pairedClustered(scored[first], scored[second], clusters: $0, level: confidence.level)
          } ?? AUCComparison.paired(scored[first], scored[second], level: confidence.level)
        rows.append([
          .text(names[first]), .text(names[second]), .number(test.difference), .number(test.standardError),
          .init(test.statistic), .init(test.p), .number(test.low), .number(test.high), .text(test.method),
        ])
      }
    }
    return Table(
      "comparisons", title: "Differences of AUC",
      columns: [
        .init("a"), .init("b"), .init("difference", "difference", .decimals(3)), .init("se", "SE", .decimals(3)),
        .init("z", "z", .decimals(2)), .init("p", "p", .p), .init("ci_low", "low", .decimals(3)),
        .init("ci_high", "high", .decimals(3)), .init("method"),
      ], rows: rows)
  }
}
