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
    parsing: .upToNextOption,
    help: ArgumentHelp("Boundaries of risk categories for the categorical NRI.", valueName: "p"))
  var categories: [Double] = []
  @Option(
    help: ArgumentHelp("Call positive from this probability on, and compare sensitivities and so on.", valueName: "p"))
  var cutoff: Double?
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var output: OutputOptions

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
    if let categorical = moved.categorical { rows.append(Self.row("nri_categorical", categorical.total)) }
    rows.append(Self.row("idi", moved.integratedDiscrimination.test))
    answer.add(
      Table(
        "comparisons",
        columns: [
          .init("measure"), .init("difference", "difference", .decimals(4)), .init("se", "SE", .decimals(4)),
          .init("low", "low", .decimals(4)), .init("high", "high", .decimals(4)), .init("z", "z", .decimals(2)),
          .init("p", "p", .p), .init("method"),
        ], rows: rows))
    if let cutoff { answer.add(try diagnostics(found, at: cutoff)) }
    answer.cautions = moved.cautions
    try output.write(answer)
  }

  private static func row(_ name: String, _ test: EstimatedDifference) -> [Table.Value] {
    [
      .text(name), .number(test.difference), .number(test.standardError), .number(test.low), .number(test.high),
      .init(test.z), .init(test.p), .text(test.method),
    ]
  }

  /// Sensitivity and the other shares at one cut-off, with paired tests.
  private func diagnostics(_ found: PredictionOptions.Found, at cutoff: Double) throws -> Table {
    let calls = found.models.map { $0.predicted.probabilities.map { $0 >= cutoff } }
    let paired = try PairedDiagnostics(isPositive: found.outcome.isPositive, first: calls[1], second: calls[0])
    let measures: [(String, (DiagnosticTable) -> Double?, TestResult)] = [
      ("sensitivity", \.sensitivity, paired.sensitivity), ("specificity", \.specificity, paired.specificity),
      ("accuracy", \.accuracy, paired.accuracy), ("ppv", \.positivePredictiveValue, paired.positivePredictiveValue),
      ("npv", \.negativePredictiveValue, paired.negativePredictiveValue),
    ]
    return Table(
      "at_cutoff", title: "Called positive from \(Figures.shortest(cutoff)) on",
      columns: [
        .init("measure"), .init("a", found.models[1].name, .decimals(3)),
        .init("b", found.models[0].name, .decimals(3)),
        .init("p", "p", .p), .init("test"),
      ],
      rows: measures.map { name, value, test in
        [.text(name), .init(value(paired.first)), .init(value(paired.second)), .init(test.p), .text(test.name)]
      })
  }
}
