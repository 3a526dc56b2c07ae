import ArgumentParser
import Cohort
import TUI

/// `radish split`: divides the patients of a cohort, shows how alike the parts are, and freezes the division.
struct SplitCommand: AsyncParsableCommand {
  enum Scheme: String, ExpressibleByArgument, CaseIterable {
    case random, stratified, date, column, number, kfold
    case leaveOneOut = "leave-one-out"
  }

  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Divides the patients of a cohort, shows how alike the parts are, and freezes the division.",
    discussion: """
      Without --by the frozen split is shown, with what has changed since. With --freeze every model that the workbench \
      trains from then on is trained and judged on exactly these patients.
      """)

  @OptionGroup var cohort: CohortFile
  @Option(help: "How to divide.") var by: Scheme?
  @Option(
    help: ArgumentHelp(
      "The column that divides: of dates, of numbers, or of names such as centres.", valueName: "column"))
  var column: String?
  @Option(
    help: ArgumentHelp("With date and number: up to this a patient trains, above validates.", valueName: "value"))
  var until: String?
  @Option(help: ArgumentHelp("With column: patients of this value validate.", valueName: "value")) var held: String?
  @Option(
    help: ArgumentHelp(
      "With column, in place of --held: patients of this value train, the others validate.", valueName: "value"))
  var trained: String?
  @Option(
    help: ArgumentHelp("The outcome whose classes keep their shares (stratified, kfold).", valueName: "outcome"))
  var outcome: String?
  @Option(help: ArgumentHelp("The share that trains (random, stratified).", valueName: "share")) var share = 0.7
  @Option(help: ArgumentHelp("Folds of a cross-validation.", valueName: "n")) var folds = 5
  @Option(help: ArgumentHelp("How often the folds are drawn.", valueName: "n")) var repeats = 1
  @Option(help: "Where chance comes from.") var seed: UInt64 = 20_261_122
  @Flag(help: "Keep this division in the cohort.") var freeze = false
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if by == nil, freeze { throw ValidationError("--freeze needs --by: say how to divide.") }
    guard let by else { return }
    func need(_ value: String?, _ option: String) throws {
      if value == nil { throw ValidationError("--by \(by.rawValue) needs \(option).") }
    }
    switch by {
    case .random: break
    case .stratified: try need(outcome, "--outcome, whose classes keep their shares")
    case .date, .number:
      try need(column, "--column")
      try need(until, "--until")
      if by == .number, until.flatMap(Double.init)?.isFinite != true {
        throw ValidationError("--until needs a number, for example 65.")
      }
    case .column:
      try need(column, "--column")
      try need(held ?? trained, "--held, the value whose patients validate, or --trained")
      if held != nil, trained != nil { throw ValidationError("--held and --trained contradict each other; give one.") }
    case .leaveOneOut: try need(column, "--column")
    case .kfold: break
    }
    if !(share > 0 && share < 1) { throw ValidationError("--share needs a share between 0 and 1, for example 0.7.") }
    if folds < 2 { throw ValidationError("--folds needs at least 2, better 5 or 10.") }
    if repeats < 1 { throw ValidationError("--repeats needs at least 1.") }
  }

  /// The plan in the words that a screen uses; nil without --by.
  private var plan: SplitPlan? {
    let scheme: SplitPlan.Scheme
    switch by {
    case nil: return nil
    case .random: scheme = .random(stratifiedBy: nil)
    case .stratified: scheme = .random(stratifiedBy: outcome)
    case .date: scheme = .date(column: column ?? "", until: until ?? "")
    case .number: scheme = .number(column: column ?? "", until: until.flatMap(Double.init) ?? 0)
    case .column:
      scheme = trained.map { .trained(column ?? "", on: $0) } ?? .column(column ?? "", held: held ?? "")
    case .kfold: scheme = .folds(folds, repeats: repeats, stratifiedBy: outcome)
    case .leaveOneOut: scheme = .leaveOneOut(column: column ?? "")
    }
    return SplitPlan(scheme, trainingShare: share, seed: seed)
  }

  func run() async throws {
    let world = Environment.live()
    if let plan {
      let found = try await world.previewSplit(cohort.path, plan)
      if freeze { _ = try await world.edit(cohort.path, .freeze(plan)) }
      try output.write(answer(found))
    } else {
      try output.write(answer(try await frozen()))
    }
  }

  /// What the cohort keeps: who is in which part, whatever has become of their values since.
  private func frozen() async throws -> SplitPreview {
    let database = try cohort.openReadOnly()
    guard let split = try FrozenSplit(in: database) else {
      throw ValidationError("This cohort has no frozen split. Say how to divide with --by, and keep it with --freeze.")
    }
    var counts: [String: Int] = [:]
    for part in split.parts.values { counts[part, default: 0] += 1 }
    var found = SplitPreview(
      plan: split.plan, parts: counts.sorted { $0.key < $1.key }.map { .init(name: $0.key, count: $0.value) },
      balance: [], isFrozen: true)
    found.changes = try split.changes(in: database).map(\.description)
    // Which fold a patient is in follows from the seed, as long as the patients are the same.
    if case .folds = split.plan.scheme, found.changes.isEmpty,
      let drawn = try? await Environment.live().previewSplit(cohort.path, split.plan)
    {
      found.parts = drawn.parts
      found.unit = drawn.unit
      found.outcome = drawn.outcome
    }
    return found
  }

  private func answer(_ split: SplitPreview) -> Answer {
    var answer = Answer("split")
    let isFrozen = split.isFrozen || freeze
    answer.lines = [
      "\(split.plan.title)\(split.plan.isRandom ? " (seed \(split.plan.seed))" : "")"
        + (isFrozen ? ", frozen." : ", not kept: --freeze keeps it.")
    ]
    answer.add("title", .string(split.plan.title))
    answer.add("seed", split.plan.isRandom ? .integer(Int(clamping: split.plan.seed)) : .null)
    answer.add("frozen", .bool(isFrozen))
    answer.add("outcome", split.outcome.map { .string($0) } ?? .null)
    answer.add("unit", .string(split.unit.rawValue))
    let isOfPatients = split.unit == .patient
    answer.add(
      Table(
        "parts",
        columns: [.init("name", "part"), .init("n", split.unit.unitPlural)]
          + (isOfPatients ? [] : [.init("n_patients", "patients")])
          + [.init("events", split.outcome.map { "with \($0)" } ?? "with the outcome")],
        rows: split.parts.map { part in
          [.text(part.name), .integer(part.count)]
            + (isOfPatients ? [] : [part.patients.map { .integer($0) } ?? .missing])
            + [part.events.map { .integer($0) } ?? .missing]
        }))
    answer.add(
      Table(
        "balance", title: "How alike the parts are",
        columns: [.init("variable")] + split.parts.map { .init($0.name) } + [.init("p", "p", .p), .init("test")],
        rows: split.balance.map { row in
          [.text(row.variable)]
            + split.parts.indices.map { row.values.indices.contains($0) ? .text(row.values[$0]) : .missing }
            + [.init(row.p), .text(row.test)]
        }))
    answer.add("changes", .array(split.changes.map { .string($0) }))
    answer.notes = split.changes.map { "Since it was frozen: \($0)." } + split.cautions
    return answer
  }
}
