import ArgumentParser
import Cohort
import Stats

/// `radish compare`: two predictions of the same rows against each other.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares two predicted probabilities of the same rows: DeLong, NRI, IDI, Brier, and both at a cut-off.",
    discussion: "Differences are the second against the first.")

  @OptionGroup var input: TableInput
  @OptionGroup var predictions: PredictionOptions
  @Option(
    name: .customLong("categories"), parsing: .upToNextOption,
    help: ArgumentHelp("Boundaries of risk categories for the categorical NRI, 0.1,0.3.", valueName: "p"))
  var categoriesGiven: [NumberList] = []
  var categories: [Double] { categoriesGiven.flatMap(\.numbers) }
  @Option(
    help: ArgumentHelp("Call positive from this probability on, and compare sensitivities and so on.", valueName: "p"))
  var cutoff: Double?
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let cutoff, !(0...1).contains(cutoff) { throw ValidationError("--cutoff must be a probability from 0 to 1.") }
    if zip([0] + categories, categories + [1]).contains(where: { !($0 < $1) }) {
      throw ValidationError("--categories needs ascending probabilities between 0 and 1, for example 0.1 0.3.")
    }
  }

  func run() throws {
    let found = try predictions.read(from: input)
    guard found.models.count == 2 else {
      throw ValidationError("compare needs exactly two --probability columns, the old one first.")
    }
    let (old, new) = (found.models[0], found.models[1])
    let scored = try found.models.map {
      try ScoredOutcomes(isPositive: found.outcome.isPositive, scores: $0.predicted.probabilities)
    }
    let area = try AUCComparison.paired(scored[1], scored[0], level: confidence.level)
    let moved = try Reclassification(
      old: old.predicted, new: new.predicted, cuts: categories, level: confidence.level)
    var answer = Answer("compare")
    answer.lines = [found.outcome.sentence + " Differences: \(new.name) − \(old.name)."]
    answer.add(found.rows)
    answer.add("outcome", .string(found.outcome.column))
    answer.add("positive", .string(found.outcome.positive))
    answer.add("a", .string(new.name))
    answer.add("b", .string(old.name))
    var rows: [[Table.Value]] = [
      [
        "auc", .number(area.difference), .number(area.standardError), .number(area.low), .number(area.high),
        .init(area.statistic), .init(area.p), .text(area.method),
      ]
    ]
    rows.append(Self.row("nri_continuous", moved.continuous.total))
    rows += Self.parts("nri_continuous", moved.continuous)
    if let categorical = moved.categorical {
      rows.append(Self.row("nri_categorical", categorical.total))
      rows += Self.parts("nri_categorical", categorical)
    }
    rows.append(Self.row("idi", moved.integratedDiscrimination.test))
    rows.append(
      Self.row("brier", try BrierComparison.paired(new.predicted, old.predicted, level: confidence.level)))
    answer.add(
      Table(
        "comparisons",
        columns: [
          .init("measure"), .init("difference", "difference", .decimals(4)), .init("se", "SE", .decimals(4)),
        ] + .limits(4) + [
          .init("z", "z", .decimals(2)), .init("p", "p", .p), .init("method", printed: false),
        ], rows: rows))
    if moved.categorical != nil { answer.add(movements(moved)) }
    if let cutoff {
      answer.add(try diagnostics(found, at: cutoff))
      answer.notes.append(PairedDiagnostics.methods)
    }
    answer.cautions = moved.cautions
    for (model, scored) in zip(found.models, scored) {
      answer.cautions += try ROCCurve(scored, level: confidence.level).cautions.map { $0.about(model.name) }
    }
    try output.write(answer)
  }

  private static func row(_ name: String, _ test: EstimatedDifference) -> [Table.Value] {
    [
      .text(name), .number(test.difference), .number(test.standardError), .number(test.low), .number(test.high),
      .init(test.z), .init(test.p), .text(test.method),
    ]
  }

  /// The two terms of a net reclassification improvement: net movement up of events, net movement down of the others.
  private static func parts(_ name: String, _ net: NetReclassification) -> [[Table.Value]] {
    [
      [
        .text("\(name)_events"), .number(net.events), .number(net.eventsStandardError), .missing, .missing, .missing,
        .missing, .text("events moving up"),
      ],
      [
        .text("\(name)_nonevents"), .number(net.nonEvents), .number(net.nonEventsStandardError), .missing, .missing,
        .missing, .missing, .text("non-events moving down"),
      ],
    ]
  }

  /// Rows by old and new risk category, for events and non-events.
  private func movements(_ moved: Reclassification) -> Table {
    let bounds = [0] + categories + [1]
    let names = bounds.indices.dropLast().map { position in
      "\(Figures.shortest(bounds[position]))–\(Figures.shortest(bounds[position + 1]))"
    }
    return Table(
      "reclassification", title: "Rows by old (down) and new (across) risk category",
      columns: [.init("class"), .init("old")] + names.map { .init($0) },
      rows: [("positive", moved.eventTable), ("negative", moved.nonEventTable)].flatMap { name, table in
        zip(names, table).map { old, counts in [.text(name), .text(old)] + counts.map { .integer($0) } }
      })
  }

  /// Sensitivity and the other shares at one cut-off, with paired tests.
  private func diagnostics(_ found: PredictionOptions.Found, at cutoff: Double) throws -> Table {
    let calls = found.models.map { $0.predicted.probabilities.map { $0 >= cutoff } }
    let paired = try PairedDiagnostics(isPositive: found.outcome.isPositive, first: calls[1], second: calls[0])
    return paired.table(
      "at_cutoff", title: "Called positive from \(Figures.shortest(cutoff)) on", first: found.models[1].name,
      second: found.models[0].name)
  }
}
