extension CohortDatabase {
  private static let settingsStep = "settings"

  /// The settings that a person chose for an extraction of this name; nil while nobody has, or after the choice was taken
  /// back. They take effect when the extraction runs the next time.
  public func chosenSettings(of extraction: String) throws -> SettingsFile? {
    guard
      let record = try provenance().last(where: { $0.step == Self.settingsStep && $0.name == extraction }),
      !record.settings.isEmpty
    else { return nil }
    return try SettingsFile(text: record.settings, file: "settings of \(extraction)", isStored: true)
  }

  /// All settings that a person chose, by name of the extraction.
  public func chosenSettings() throws -> [String: SettingsFile] {
    let names = Set(try provenance().filter { $0.step == Self.settingsStep }.map(\.name))
    var chosen: [String: SettingsFile] = [:]
    for name in names { chosen[name] = try chosenSettings(of: name) }
    return chosen
  }

  /// Chooses settings for an extraction; nil takes the choice back. Every choice stays in the cohort's history.
  public func choose(_ settings: SettingsFile?, for extraction: String) throws {
    try record(
      Provenance(
        step: Self.settingsStep, name: extraction, inputDigest: settings?.digest ?? "",
        settings: settings?.canonical ?? "", seconds: 0))
  }
}
