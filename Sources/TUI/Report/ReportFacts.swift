public import Cohort
internal import Features
internal import Foundation

/// What a report says beside the results: where the units, the images and the features came from.
public struct ReportFacts: Equatable, Sendable {
  public struct Extraction: Equatable, Sendable {
    public var name: String
    public var featureCount: Int
    public var finished: Int
    public var failed: Int
    /// Each decision with its value and what follows from it; empty where the stored settings cannot be read.
    public var settings: [Setting]
  }

  public struct Setting: Equatable, Sendable {
    public var name: String
    public var value: String
    public var meaning: String
  }

  public var cohort = ""
  public var patients = 0
  public var images = 0
  public var regions = 0
  /// How many values the column of centres has; nil without such a column.
  public var centres: Int?
  /// Reasons for which units were left out by a person, with how many.
  public var exclusions: [String: Int] = [:]
  public var extractions: [Extraction] = []
  /// Names under which agreement of features over perturbations is kept.
  public var robustness: [String] = []
  /// What has changed in the cohort since the run was made, each as a clause.
  public var changes: [String] = []

  public init() {}

  /// Reads them from a cohort file, for one of its runs.
  public init(of database: CohortDatabase, run: StoredRun) throws {
    changes = try StudyFreshness.changes(since: run, in: database).map(\.description)
    cohort = database.name
    let counts = try database.counts()
    patients = counts.patients
    images = counts.images
    regions = counts.lesions
    let table = try database.tableOfPatients()
    if let column = table.columns.first(where: {
      ["centre", "center", "site", "hospital"].contains($0.name.lowercased())
    }) {
      centres = column.values.levels.count
    }
    for exclusion in try database.exclusions() { exclusions[exclusion.reason, default: 0] += 1 }
    extractions = try database.extractions().filter { !$0.features.isEmpty }.map { stored in
      let settings = try? CohortExtraction.stored(stored, in: database).settings.settings
      return Extraction(
        name: stored.name, featureCount: stored.features.count,
        finished: try database.finishedCases(of: stored.id).count, failed: try database.failures(of: stored.id).count,
        settings: settings.map { settings in
          SettingField.allCases.map {
            Setting(name: $0.title, value: $0.value(settings), meaning: $0.explanation(settings))
          }
        } ?? [])
    }
    robustness = try database.robustness().map(\.name)
  }
}
