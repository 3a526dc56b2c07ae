internal import Foundation
internal import Stats

/// A split that was decided on once and is kept: models train and are judged on exactly these patients, whatever outcome they
/// predict and whether their rows are patients, exams or regions, until it is frozen anew.
public struct FrozenSplit: Sendable, Equatable {
  /// The name under which a cohort keeps it.
  public static let name = "workbench"

  public let plan: SplitPlan
  /// The outcome in which the units were known when it was frozen.
  public let outcome: StudyOutcome
  /// The units that have that outcome. All units of a patient go where the patient goes.
  public let unit: UnitLevel
  /// The part of every patient by label.
  public let parts: [String: String]
  /// SHA-256 of what it was made from: the units, their outcome and the column that divides them.
  public let inputDigest: String

  /// The stored form of plan and outcome.
  private struct Recipe: Codable {
    var plan: SplitPlan
    var outcome: StudyOutcome
    /// nil is patients.
    var unit: UnitLevel?
  }

  /// What a study says to be judged on this split. Cross-validation is made again from its seed; anything else names its
  /// patients, so that one who comes later changes nobody's part.
  public var studySplit: StudySplit {
    let split = plan.studySplit
    if split.isCrossValidation { return split }
    return .assigned(
      training: parts.keys.filter { parts[$0] == "training" }.sorted(by: NaturalOrder.precedes),
      validation: parts.keys.filter { parts[$0] == "validation" }.sorted(by: NaturalOrder.precedes))
  }

  /// Whether a study that was judged on a frozen split was judged on this one: the same units train and judge.
  func divides(_ study: StudyPlan) -> Bool {
    // Folds are drawn again from the seed.
    if case .folds = studySplit, plan.seed != study.seed { return false }
    return study.split == studySplit
  }

  /// The study that divides units by a plan and does nothing else.
  public static func study(_ plan: SplitPlan, outcome: StudyOutcome, of unit: UnitLevel = .patient) -> StudyPlan {
    StudyPlan(
      name: name, unit: unit, outcome: outcome, split: plan.studySplit, blocks: [], models: [], seed: plan.seed)
  }

  /// Divides the units of a cohort as they are today; nothing is stored.
  public init(
    _ plan: SplitPlan, outcome: StudyOutcome, of unit: UnitLevel = .patient, in database: CohortDatabase
  ) throws {
    let study = Self.study(plan, outcome: outcome, of: unit)
    let units = try StudyUnits(study, in: database)
    let division = try StudyDivision(study.split, units: units, seed: plan.seed)
    self.plan = plan
    self.outcome = outcome
    self.unit = unit
    var parts: [String: String] = [:]
    for (patient, part) in zip(units.patients, division.partNames(rowCount: units.names.count)) {
      guard let part else { continue }
      if let other = parts[patient], other != part { throw StudyError.dividedPatient(patient) }
      parts[patient] = part
    }
    self.parts = parts
    inputDigest = units.splitDigest(plan.studySplit)
  }

  /// The split that a cohort keeps; nil when none is frozen.
  public init?(in database: CohortDatabase) throws {
    guard let stored = try database.splits().first(where: { $0.name == Self.name }),
      let recipe = try? JSONDecoder().decode(Recipe.self, from: Data(stored.plan.utf8))
    else { return nil }
    plan = recipe.plan
    outcome = recipe.outcome
    unit = recipe.unit ?? .patient
    parts = stored.parts
    inputDigest = stored.inputDigest
  }

  /// Keeps it in the cohort, in place of an older one.
  public func freeze(in database: CohortDatabase) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let stored = Recipe(plan: plan, outcome: outcome, unit: unit == .patient ? nil : unit)
    let recipe = String(decoding: try encoder.encode(stored), as: UTF8.self)
    try database.store(
      StoredSplit(name: Self.name, level: .patient, plan: recipe, parts: parts, inputDigest: inputDigest))
    try database.record(
      Provenance(
        step: "split", name: plan.title, inputDigest: inputDigest, settings: recipe, seed: plan.seed, seconds: 0))
  }

  /// What has changed in the cohort since it was frozen; empty when it would be made from the same values today.
  public func changes(in database: CohortDatabase) throws -> [StepChange] {
    let study = Self.study(plan, outcome: outcome, of: unit)
    let units: StudyUnits
    do {
      units = try StudyUnits(study, in: database)
    } catch let error as StudyError {
      return [.notRepeatable(reason: error.description)]
    }
    if units.splitDigest(plan.studySplit) == inputDigest { return [] }
    let now = Set(units.patients)
    let before = Set(parts.keys)
    var changes: [StepChange] = []
    let added = now.subtracting(before).count
    let gone = before.subtracting(now).count
    if added > 0 { changes.append(.unitsAdded(added)) }
    if gone > 0 { changes.append(.unitsGone(gone)) }
    return changes.isEmpty ? [.values] : changes
  }
}

extension StudyUnits {
  /// A digest of what a split is made from: who takes part, the outcome, and the column that divides them.
  func splitDigest(_ split: StudySplit) -> String {
    var digest = Digest()
    for name in names { digest.add(name + "\u{0}") }
    switch outcome {
    case .binary(let values): digest.add(values.map { $0 ? 1 : 0 })
    case .survival(let times): digest.add(times.flatMap { [$0.time, $0.isEvent ? 1 : 0] })
    case .classes(let values, _), .ordinal(let values, _): digest.add(values.map { Double($0) })
    }
    switch split {
    case .condition(let column, _, _), .values(let column, _, _), .leaveOneOut(let column):
      for text in table.column(named: column)?.values.texts ?? [] { digest.add((text ?? "") + "\u{0}") }
    case .random, .folds, .assigned, .frozen: break
    }
    return digest.hex()
  }
}

extension StudyPlan {
  /// The same study judged on a frozen split, with the seed from which that was made.
  public func judged(on frozen: FrozenSplit) -> StudyPlan {
    var plan = self
    plan.split = frozen.studySplit
    plan.frozen = frozen.plan
    plan.seed = frozen.plan.seed
    return plan
  }

  /// Whether dividing by this plan today, from its own outcome and seed, gives the parts of a frozen split.
  public func divides(as frozen: FrozenSplit, in database: CohortDatabase) throws -> Bool {
    let units = try StudyUnits(self, in: database)
    let again = try StudyDivision(split, units: units, seed: seed)
    let kept = try StudyDivision(frozen.studySplit, units: units, seed: frozen.plan.seed)
    func parts(_ division: StudyDivision) -> [[[Set<Int>]]] {
      division.rounds.map { round in round.map { [Set($0.training), Set($0.heldOut)] } }
    }
    return parts(again) == parts(kept)
  }
}
