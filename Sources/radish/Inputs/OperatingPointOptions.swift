import ArgumentParser
import Stats

/// The cut-offs of a score that are asked for beside Youden's.
struct OperatingPointOptions: ParsableArguments {
  @Option(
    name: .customLong("at-sensitivity"), parsing: .upToNextOption,
    help: ArgumentHelp("The cut-off of at least this sensitivity and the best specificity.", valueName: "share"))
  var sensitivitiesGiven: [NumberList] = []
  var sensitivities: [Double] { sensitivitiesGiven.flatMap(\.numbers) }
  @Option(
    name: .customLong("at-specificity"), parsing: .upToNextOption,
    help: ArgumentHelp("The cut-off of at least this specificity and the best sensitivity.", valueName: "share"))
  var specificitiesGiven: [NumberList] = []
  var specificities: [Double] { specificitiesGiven.flatMap(\.numbers) }
  @Option(
    name: .customLong("at-fpr"), parsing: .upToNextOption,
    help: ArgumentHelp("The cut-off of at most this false positive rate.", valueName: "share"))
  var falsePositiveRatesGiven: [NumberList] = []
  var falsePositiveRates: [Double] { falsePositiveRatesGiven.flatMap(\.numbers) }
  @Option(
    name: .customLong("cutoff"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A cut-off fixed before, such as one from a training part; repeat.", valueName: "score"))
  var cutoffs: [Double] = []
  @Option(help: ArgumentHelp("Also predictive values where this share is positive.", valueName: "share"))
  var prevalence: Double?

  func validate() throws {
    for (name, values) in [
      ("sensitivity", sensitivities), ("specificity", specificities), ("fpr", falsePositiveRates),
    ] where values.contains(where: { !(0...1).contains($0) }) {
      throw ValidationError("--at-\(name) needs shares between 0 and 1, for example 0.9.")
    }
    if let prevalence, !(prevalence > 0 && prevalence < 1) {
      throw ValidationError("--prevalence must lie between 0 and 1, for example 0.15.")
    }
    if cutoffs.contains(where: { !$0.isFinite }) { throw ValidationError("--cutoff needs a finite number.") }
  }

  /// The operating points of a score, Youden's first.
  func points(of curve: ROCCurve, _ scored: ScoredOutcomes) -> [OperatingPoint] {
    var points = curve.youden.map { OperatingPoint(rule: "Youden", threshold: $0.threshold, table: $0.table) }
    func add(_ rule: String, _ cutoff: ROCCutoff?) {
      guard let cutoff else { return }
      points.append(OperatingPoint(rule: rule, threshold: cutoff.threshold, table: cutoff.table))
    }
    for value in sensitivities {
      add("sensitivity ≥ \(Figures.shortest(value))", curve.cutoff(sensitivityAtLeast: value))
    }
    for value in specificities {
      add("specificity ≥ \(Figures.shortest(value))", curve.cutoff(specificityAtLeast: value))
    }
    for value in falsePositiveRates {
      add("FPR ≤ \(Figures.shortest(value))", curve.cutoff(specificityAtLeast: 1 - value))
    }
    for value in cutoffs {
      points.append(OperatingPoint(rule: "fixed", threshold: value, table: scored.table(at: value)))
    }
    return points
  }
}

/// A cut-off of a score, how it was chosen, and what it does.
struct OperatingPoint {
  let rule: String
  /// nil where everybody or nobody is called positive.
  let threshold: Double?
  let table: DiagnosticTable
}
