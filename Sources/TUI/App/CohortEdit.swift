public import Cohort

/// A change of the cohort file that a person makes. Doing it gives the change that takes it back.
public enum CohortEdit: Equatable, Sendable {
  /// Leaves units out of every analysis, each with its reason; nil takes the unit back in.
  case exclusions(UnitLevel, [Int64: String?])
  /// Remembers an outcome under a name; nil forgets it.
  case outcome(named: String, StudyOutcome?)
  /// Chooses the settings of an extraction; nil goes back to those of its modality.
  case settings(extraction: String, SettingsFile?)
  /// Divides the patients as they are now and keeps who trains and who validates.
  case freeze(SplitPlan)
  /// Puts a split back as it was; nil forgets it.
  case split(FrozenSplit?)
  /// Keeps a cut-off that was chosen on a ROC, as a run of its own.
  case cutoff(CutoffChoice)
  /// Puts a run back as it was; nil forgets it.
  case run(Int64, StoredRun?)
  /// Several changes that one command made: they are taken back together.
  indirect case several([CohortEdit], by: String)

  /// What leads from some choices to others; nil where they are the same.
  ///
  /// - Parameter command: what made the difference, such as `:exclude`.
  init?(from before: CohortChoices, to after: CohortChoices, by command: String) {
    var edits: [CohortEdit] = []
    for level in UnitLevel.allCases {
      let was = before.exclusions[level] ?? [:]
      let now = after.exclusions[level] ?? [:]
      var reasons: [Int64: String?] = [:]
      for unit in Set(was.keys).union(now.keys) where was[unit] != now[unit] {
        reasons.updateValue(now[unit], forKey: unit)
      }
      if !reasons.isEmpty { edits.append(.exclusions(level, reasons)) }
    }
    for name in Set(before.outcomes.keys).union(after.outcomes.keys).sorted()
    where before.outcomes[name] != after.outcomes[name] {
      edits.append(.outcome(named: name, after.outcomes[name]))
    }
    for name in Set(before.settings.keys).union(after.settings.keys).sorted()
    where before.settings[name] != after.settings[name] {
      edits.append(.settings(extraction: name, after.settings[name]))
    }
    if before.split != after.split { edits.append(.split(after.split)) }
    guard let first = edits.first else { return nil }
    self = edits.count == 1 ? first : .several(edits, by: command)
  }

  /// What history, messages and undo call it.
  var title: String {
    switch self {
    case .exclusions(let level, let reasons):
      let out = reasons.values.count { $0 != nil }
      let count = out > 0 ? out : reasons.count
      let units = count == 1 ? "1 \(level.rawValue)" : "\(count) \(level.plural)"
      return out > 0 ? "exclusion of \(units)" : "inclusion of \(units)"
    case .outcome(let name, let outcome): return outcome == nil ? "outcome \(name) forgotten" : "outcome \(name)"
    case .settings(let name, _): return "settings of \(name)"
    case .freeze(let plan): return "split \(plan.title)"
    case .split(let split): return split.map { "split \($0.plan.title)" } ?? "split forgotten"
    case .cutoff(let choice): return "cut-off \(NumberText.short(choice.threshold)) of \(choice.model)"
    case .run(_, let run): return run == nil ? "result forgotten" : "result brought back"
    case .several(_, let command): return "what \(command) changed"
    }
  }

  /// What is said when it is done.
  var sentence: String {
    switch self {
    case .exclusions(let level, let reasons):
      let out = reasons.values.count { $0 != nil }
      let count = out > 0 ? out : reasons.count
      let units = count == 1 ? "1 \(level.rawValue)" : "\(count) \(level.plural)"
      return out > 0
        ? "\(units) left out of every analysis; \(KeyName.undo) takes it back."
        : "\(units) taken back in; \(KeyName.undo) takes it back."
    case .outcome(let name, let outcome):
      return outcome == nil ? "\(name) is no outcome any more." : "\(name) is an outcome now: Model lists it first."
    case .settings(let name, _):
      return "Settings of \(name) changed; the next run uses them. \(KeyName.undo) takes it back."
    case .freeze(let plan): return "The split is frozen: \(plan.title). \(KeyName.goToModel) goes to the models."
    case .split(let split):
      return split.map { "The split is frozen: \($0.plan.title). \(KeyName.goToModel) goes to the models." }
        ?? "No split is frozen any more; \(KeyName.undo) brings it back."
    case .cutoff(let choice):
      return
        "The cut-off of \(choice.model) is frozen at \(NumberText.short(choice.threshold)), chosen in \(choice.part): "
        + "Confusion shows what follows. \(KeyName.undo) takes it back."
    case .run(_, let run):
      return run == nil ? "The result is forgotten; \(KeyName.undo) brings it back." : "The result is back."
    case .several(let edits, let command):
      return "\(command) changed \(edits.count) things; \(KeyName.undo) takes them back."
    }
  }
}

/// Why a change is made: it decides where the change goes in the history.
public enum EditOrigin: Equatable, Sendable { case person, undo, redo }
