import ArgumentParser
import Cohort
import Stats

/// `radish roc`: how well scores tell two classes apart.
struct ROCCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "roc", abstract: "ROC curves, areas with intervals, operating points, readers, comparisons.",
    discussion: "A higher score means positive unless --direction lower; nothing is flipped silently.")

  enum Axis: String, ExpressibleByArgument, CaseIterable {
    case specificity, sensitivity
    var axis: ROCCurve.PartialAxis { self == .specificity ? .specificity : .sensitivity }
  }

  enum Interval: String, ExpressibleByArgument, CaseIterable { case delong, logit }

  @OptionGroup var input: TableInput
  @Option(help: ArgumentHelp("Column of the two classes.", valueName: "column")) var outcome: String
  @Option(name: .customLong("score"), help: ArgumentHelp("Column of a score; repeat to compare.", valueName: "column"))
  var scores: [String]
  @Option(help: ArgumentHelp("The positive class; without it 1, true or yes.", valueName: "label")) var positive:
    String?
  @OptionGroup var directions: DirectionOptions
  @Option(help: ArgumentHelp("Patient column: intervals for rows that come in clusters.", valueName: "column"))
  var cluster: String?
  @Option(help: ArgumentHelp("Column of groups: each score's area in each, compared unpaired.", valueName: "column"))
  var by: String?
  @Option(
    name: .customLong("reader"),
    help: ArgumentHelp("Column of a reader's calls, drawn as a point; repeat.", valueName: "column"))
  var readers: [String] = []
  @OptionGroup(title: "Operating points") var points: OperatingPointOptions
  @Option(help: ArgumentHelp("Also the area between two shares, such as 0.9,1.", valueName: "low,high"))
  var partial: String?
  @Option(help: "The axis of --partial.") var partialAxis: Axis = .specificity
  @Option(
    help: ArgumentHelp(
      "The interval of the area: symmetric around it, or on the logit scale, which is better near 1 and in small samples."
    )) var interval: Interval = .delong
  @Option(
    help: ArgumentHelp(
      "Also a bootstrap interval of so many replicates, of whole clusters where there are.", valueName: "n"))
  var bootstrap: Int?
  @Option(help: "Where the bootstrap's randomness comes from.") var seed: UInt64 = 1
  @Flag(name: .customLong("pr"), help: "Precision–recall: its curve is drawn, its points are a table.")
  var precisionRecall = false
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let bootstrap, bootstrap < 2 { throw ValidationError("--bootstrap needs at least 2 replicates, better 2000.") }
    if partial != nil, partialRange == nil {
      throw ValidationError("--partial needs two ascending shares between 0 and 1, for example 0.9,1.")
    }
    if cluster != nil, by != nil {
      throw ValidationError("--by compares different subjects; --cluster is for rows of one subject. Give one.")
    }
  }

  private var partialRange: ClosedRange<Double>? {
    let parts = partial?.split(separator: ",").compactMap { Double($0) } ?? []
    guard parts.count == 2, parts[0] >= 0, parts[0] < parts[1], parts[1] <= 1 else { return nil }
    return parts[0]...parts[1]
  }

  func run() throws {
    let table = try input.read()
    let names = try table.columns(scores)
    let outcomeName = try table.table.requireColumn(outcome).name
    let directions = try directions.of(names)
    let others = try [cluster, by].map { try $0.map { try table.table.requireColumn($0).name } }
    let readerNames = try table.columns(readers)
    let rows = try CompleteRows(of: table, columns: [outcomeName] + names + others.compactMap { $0 } + readerNames)
    let binary = try BinaryOutcome(column: outcomeName, positive: positive, in: rows)
    let readers = try readerNames.map { try ReaderCalls(column: $0, outcome: binary, in: rows) }
    let clusters = try others[0].map { try rows.codes(of: $0) }
    let found = try zip(names, directions).map { name, direction in
      let scored = try ScoredOutcomes(
        isPositive: binary.isPositive, scores: rows.numbers(of: name), direction: direction)
      let curve = try ROCCurve(scored, level: confidence.level)
      let area =
        try clusters.map { try AUCEstimate.clustered(scored, clusters: $0, level: confidence.level) } ?? curve.auc
      return ROCAnswer.Score(
        name: name, scored: scored, curve: curve, area: interval == .logit ? area.onLogitScale : area,
        partial: try partialRange.map { range in
          let part = try curve.partialArea(partialAxis.axis, from: range.lowerBound, to: range.upperBound)
          return .init(
            axis: partialAxis.axis, range: range, area: part.area, corrected: part.corrected,
            bootstrap: try bootstrap.map {
              try scored.bootstrapInterval(
                partial: partialAxis.axis, from: range.lowerBound, to: range.upperBound, replicates: $0, seed: seed,
                clusters: clusters, level: confidence.level)
            })
        },
        bootstrap: try bootstrap.map {
          try scored.bootstrapInterval(
            replicates: $0, seed: seed, clusters: clusters, level: confidence.level)
        }, points: points.points(of: curve, scored))
    }
    let groups = try others[1].map {
      try ROCGroups(
        column: $0, scores: found, outcome: binary, in: rows, level: confidence.level,
        isOnLogitScale: interval == .logit)
    }
    let answer = try ROCAnswer(
      scores: found, isOnLogitScale: interval == .logit, outcome: binary, clusters: clusters, readers: readers,
      groups: groups,
      diagnostics: DiagnosticColumns(level: confidence.level, prevalence: points.prevalence),
      showsPrecisionRecall: precisionRecall, rows: rows
    ).answer()
    try plot.save(answer, keeping: [input.file])
    try output.write(answer)
  }
}
