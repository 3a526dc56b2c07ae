/// What a person has decided in a cohort and can take back: who is left out and why, the outcomes, the settings of the
/// extractions and the frozen split. Two of them, before and after, tell what something else has changed.
public struct CohortChoices: Sendable, Equatable {
  /// Reasons by unit, for every level that has any.
  public var exclusions: [UnitLevel: [Int64: String]]
  public var outcomes: [String: StudyOutcome]
  /// By name of the extraction, where a person chose any.
  public var settings: [String: SettingsFile]
  public var split: FrozenSplit?

  public init(
    exclusions: [UnitLevel: [Int64: String]] = [:], outcomes: [String: StudyOutcome] = [:],
    settings: [String: SettingsFile] = [:], split: FrozenSplit? = nil
  ) {
    self.exclusions = exclusions
    self.outcomes = outcomes
    self.settings = settings
    self.split = split
  }

  public init(in database: CohortDatabase) throws {
    self.init(
      exclusions: Dictionary(grouping: try database.exclusions(), by: \.level).mapValues { exclusions in
        Dictionary(exclusions.map { ($0.unit, $0.reason) }) { _, last in last }
      },
      outcomes: try database.outcomes(), settings: try database.chosenSettings(), split: try FrozenSplit(in: database))
  }
}
