internal import Features
internal import Foundation

/// Something that has changed since a step was taken, so that its result is stale.
public enum StepChange: Sendable, Hashable, CustomStringConvertible {
  /// Other settings were chosen for an extraction than those it was made with.
  case settings(extraction: String)
  /// Images or masks that were written again.
  case files(Int)
  /// Regions that have neither features nor a reason for having none.
  case regionsMissing(Int)
  case unitsAdded(Int)
  case unitsGone(Int)
  /// The same units with other values.
  case values
  case extractionStale(String)
  /// The features were extracted again after the result was made.
  case extractionRenewed(String)
  case splitStale
  case splitRenewed
  case splitGone
  /// The step could not be taken today at all.
  case notRepeatable(reason: String)

  /// What has changed, as a clause: `2 images or masks were written again`.
  public var description: String {
    switch self {
    case .settings(let name): "other settings were chosen for \(name)"
    case .files(let count):
      count == 1 ? "1 image or mask was written again" : "\(count) images or masks were written again"
    case .regionsMissing(let count):
      count == 1 ? "1 region is not extracted yet" : "\(count) regions are not extracted yet"
    case .unitsAdded(let count): count == 1 ? "1 patient came in" : "\(count) patients came in"
    case .unitsGone(let count):
      count == 1 ? "1 patient was excluded or lost a value" : "\(count) patients were excluded or lost a value"
    case .values: "values of the table have changed"
    case .extractionStale(let name): "its features (\(name)) are stale"
    case .extractionRenewed(let name): "the features (\(name)) were extracted again"
    case .splitStale: "its split is stale"
    case .splitRenewed: "another split was frozen"
    case .splitGone: "its split is no longer frozen"
    case .notRepeatable(let reason): "it cannot be repeated: \(reason)"
    }
  }
}

/// Which results of a cohort are no longer what would come out today, and what has changed since each was made.
///
/// Stored digests are compared with those of today's inputs. Files are read again only where their date is later than that
/// of the features made from them, so that a large cohort is looked over in a moment; an extraction compares every file.
public struct StudyFreshness: Sendable, Equatable {
  /// By name of the extraction; one without changes has an empty list.
  public var extractions: [String: [StepChange]] = [:]
  /// By name of the extraction: regions that could not be extracted, where there are any.
  public var failures: [String: Int] = [:]
  /// nil when no split is frozen.
  public var split: [StepChange]?
  /// By number of the run, for the newest ones.
  public var runs: [Int64: [StepChange]] = [:]

  public init(extractions: [String: [StepChange]] = [:], split: [StepChange]? = nil, runs: [Int64: [StepChange]] = [:])
  {
    self.extractions = extractions
    self.split = split
    self.runs = runs
  }

  /// - Parameter runCount: how many of the newest runs are looked at; each reads the features it was made from.
  public init(of database: CohortDatabase, runCount: Int = 4) throws {
    let cases = try database.cases()
    for extraction in try database.extractions() {
      let changes = try Self.changes(of: extraction, cases: cases, in: database)
      if let changes { extractions[extraction.name] = changes }
      // A region that was left out since is nobody's concern any more.
      let failed = Set(try database.failures(of: extraction.id).map(\.lesion))
      guard !failed.isEmpty else { continue }
      let count = try CohortExtraction.stored(extraction, in: database).cases(in: database).count {
        failed.contains($0.id)
      }
      if count > 0 { failures[extraction.name] = count }
    }
    let frozen = try FrozenSplit(in: database)
    split = try frozen?.changes(in: database)
    let newest = try database.runs().sorted(by: { $0.id > $1.id })
    for run in newest.prefix(runCount) { runs[run.id] = try changes(of: run, frozen: frozen, in: database) }
    // Of older ones what can be told without reading features: whether they were judged on another split.
    for run in newest.dropFirst(runCount) where runCount > 0 {
      let changes = run.studyPlan.map { Self.changes(of: $0, on: frozen) } ?? []
      if !changes.isEmpty { runs[run.id] = changes }
    }
  }

  /// What has changed in the cohort since one run was made.
  public static func changes(since run: StoredRun, in database: CohortDatabase) throws -> [StepChange] {
    let steps = try StudyFreshness(of: database, runCount: 0)
    return try steps.changes(of: run, frozen: FrozenSplit(in: database), in: database)
  }

  /// How the frozen split of today differs from the one that a study was judged on.
  private static func changes(of plan: StudyPlan, on frozen: FrozenSplit?) -> [StepChange] {
    guard plan.usesFrozenSplit else { return [] }
    guard let frozen else { return [.splitGone] }
    return frozen.divides(plan) ? [] : [.splitRenewed]
  }

  /// nil for an extraction that has not begun.
  private static func changes(
    of extraction: StoredExtraction, cases: [Case], in database: CohortDatabase
  ) throws -> [StepChange]? {
    let origins = try database.vectorOrigins(of: extraction.id)
    let failures = Set(try database.failures(of: extraction.id).map(\.lesion))
    guard !origins.isEmpty || !failures.isEmpty else { return nil }
    var changes: [StepChange] = []
    if let chosen = try database.chosenSettings(of: extraction.name), chosen.digest != extraction.settingsDigest {
      changes.append(.settings(extraction: extraction.name))
    }
    let stored = try CohortExtraction.stored(extraction, in: database)
    let roles = try stored.roles(in: database)
    let missing = try stored.cases(in: database).count { origins[$0.id] == nil && !failures.contains($0.id) }
    if missing > 0 { changes.append(.regionsMissing(missing)) }
    let written = cases.count { region in
      guard let origin = origins[region.id] else { return false }
      let own = roles[region.image.id] ?? [:]
      return region.isWritten(after: origin.storedAt, roles: own)
        && region.fileDigest(roles: own).map { $0 != origin.inputDigest } ?? false
    }
    if written > 0 { changes.append(.files(written)) }
    return changes
  }

  private func changes(of run: StoredRun, frozen: FrozenSplit?, in database: CohortDatabase) throws -> [StepChange] {
    guard let plan = run.studyPlan else {
      return [.notRepeatable(reason: "its plan was written by another version")]
    }
    var changes: [StepChange] = []
    for case .features(let name, _, _, _) in plan.blocks.map(\.content) {
      if extractions[name]?.isEmpty == false { changes.append(.extractionStale(name)) }
      if let newest = try? database.extraction(named: name),
        let last = try database.vectorOrigins(of: newest.id).values.map(\.storedAt).max(), last > run.createdAt
      {
        changes.append(.extractionRenewed(name))
      }
    }
    if plan.usesFrozenSplit, split?.isEmpty == false { changes.append(.splitStale) }
    changes += Self.changes(of: plan, on: frozen)
    do {
      let units = try StudyUnits(plan, in: database)
      if StudyRunner(plan).inputDigest(units) != run.inputDigest, changes.isEmpty {
        let before = run.decoded?.n ?? units.names.count
        if units.names.count > before { changes.append(.unitsAdded(units.names.count - before)) }
        if units.names.count < before { changes.append(.unitsGone(before - units.names.count)) }
        if changes.isEmpty { changes.append(.values) }
      }
    } catch let error as StudyError {
      changes.append(.notRepeatable(reason: error.description))
    }
    return changes
  }
}

extension StudyPlan {
  /// Whether it is judged on the split that the cohort keeps for the workbench.
  var usesFrozenSplit: Bool {
    if case .assigned = split { return true }
    return frozen != nil
  }
}

extension Case {
  /// Whether the image or a mask was written after a moment; false for a file that cannot be looked at.
  func isWritten(after moment: Date, roles: [String: MaskSource]) -> Bool {
    ([image.path, lesion.maskPath] + roles.values.map(\.path)).contains { path in
      let date = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
      return date.map { $0 > moment } ?? false
    }
  }

  /// SHA-256 of the image file, the mask file and the label, and of the masks of other roles that its region is made with;
  /// nil when the image or the mask cannot be read.
  func fileDigest(roles: [String: MaskSource]) -> String? {
    guard let image = Digest.hex(ofFile: image.path), let mask = Digest.hex(ofFile: lesion.maskPath) else { return nil }
    var text = "\(image) \(mask) \(lesion.label ?? 0)"
    for (role, source) in roles.sorted(by: { $0.key < $1.key }) {
      text += " \(role) \(Digest.hex(ofFile: source.path) ?? "") \(source.selection)"
    }
    return Digest.hex(of: text)
  }
}
