internal import Foundation
internal import Stats

/// Runs a study: brings in what is missing, chains the steps, and keeps the result with its provenance in the cohort.
///
///     let runner = StudyRunner(try StudyPlan(file: "study.yaml"), folder: ".")
///     let result = try await runner.run(try CohortDatabase(path: "cohort.sqlite"))
public struct StudyRunner: Sendable {
  public let plan: StudyPlan
  /// The folder of the study file, against which its paths are read.
  public let folder: String

  /// What the run is at.
  public struct Progress: Sendable, Equatable {
    public var step: String
    /// From 0 to 1; nil when that cannot be said.
    public var fraction: Double?

    public init(_ step: String, fraction: Double? = nil) {
      self.step = step
      self.fraction = fraction
    }
  }

  public init(_ plan: StudyPlan, folder: String = ".") {
    self.plan = plan
    self.folder = folder
  }

  /// Runs a study file on the cohort that it names, or on another one. The cohort is made by the study's import if it does
  /// not exist.
  @concurrent
  public static func run(
    file: String, cohort: String? = nil, jobs: Int? = nil, progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws -> RunResult {
    let plan = try StudyPlan(file: file)
    let runner = StudyRunner(plan, folder: URL(filePath: file).deletingLastPathComponent().path)
    guard let path = cohort ?? plan.cohort.map({ runner.path($0) }) else { throw StudyError.noCohort(study: plan.name) }
    if let source = plan.source {
      progress(Progress("import"))
      let summary = try CohortImport.run(
        source: runner.path(source.manifest), into: path,
        options: ImportOptions(clinical: source.clinical.map { runner.path($0) }))
      guard summary.isWritten else { throw ImportError.nothing(source.manifest, summary.issues.first?.line) }
    }
    let database = try CohortDatabase(path: path)
    do {
      return try await runner.run(database, jobs: jobs, progress: progress)
    } catch {
      throw StudyPlan.located(error, in: file)
    }
  }

  private func path(_ relative: String) -> String {
    relative.hasPrefix("/") ? relative : URL(filePath: folder).appending(path: relative).standardizedFileURL.path
  }

  /// Runs all steps and keeps the result in the cohort, unless that is open read-only.
  @concurrent
  public func run(
    _ database: CohortDatabase, jobs: Int? = nil, progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws -> RunResult {
    if plan.split == .frozen {
      guard let frozen = try FrozenSplit(in: database) else { throw StudyError.noFrozenSplit }
      return try await StudyRunner(plan.judged(on: frozen), folder: folder).run(
        database, jobs: jobs, progress: progress)
    }
    let start = ContinuousClock.now
    let failures = try await extractMissing(database, jobs: jobs, progress: progress)
    progress(Progress("units"))
    let units = try StudyUnits(plan, in: database)
    let division = try StudyDivision(plan.split, units: units, seed: plan.seed)
    var result = try await judge(units, division, jobs: jobs, progress: progress)
    result.addProbabilities(at: plan.times ?? [])
    if failures > 0 {
      result.cautions.append(
        Caution(
          code: "failed_cases",
          message: "\(failures) regions could not be extracted; radish check names each with what to do."))
    }
    result.cautions += try staleness(database)
    let placed = Set(division.parts.flatMap(\.rows)).count
    if placed < units.names.count {
      result.cautions.append(
        Caution(
          code: "not_in_split",
          message: "\(units.names.count - placed) units are in no part of the split and took no part; freeze it again.")
      )
    }
    let digest = inputDigest(units)
    result.cautions += try reuse(database, isCrossValidation: division.isCrossValidation, digest: digest)
    result.provenance = Provenance(
      step: "run", name: plan.name, inputDigest: digest, settings: try canonicalPlan(), seed: plan.seed,
      seconds: Double((ContinuousClock.now - start) / .seconds(1)))
    if !database.isReadOnly { try keep(result, division, units, in: database) }
    progress(Progress("done", fraction: 1))
    return result
  }

  /// The digest of everything that goes into the result: the plan, and the units with outcome and columns.
  public func inputDigest(_ units: StudyUnits) -> String {
    Digest.hex(of: ((try? canonicalPlan()) ?? "") + units.digest)
  }

  /// Whether the inputs of a stored run have changed since.
  public func isStale(_ run: StoredRun, in database: CohortDatabase) throws -> Bool {
    try inputDigest(StudyUnits(plan, in: database)) != run.inputDigest
  }

  /// The plan without where its files lie: equal studies have equal text.
  private func canonicalPlan() throws -> String {
    var plan = plan
    plan.cohort = nil
    plan.source = nil
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(plan), as: UTF8.self)
  }

  /// Makes the extractions that blocks need and the cohort does not have, or finishes them; returns how many regions failed.
  private func extractMissing(
    _ database: CohortDatabase, jobs: Int?, progress: @escaping @Sendable (Progress) -> Void
  ) async throws -> Int {
    var failed = 0
    for block in plan.blocks {
      guard case .features(let name, let settings, _, let filter) = block.content else { continue }
      let known = try database.extractions().first { $0.name == name }
      var request: CohortExtraction
      if let settings {
        let isFile = FileManager.default.fileExists(atPath: path(settings))
        request = CohortExtraction(
          name: name, settings: try SettingsFile.read(isFile ? path(settings) : settings), filter: filter)
      } else if let known {
        let text = try SettingsFile(text: known.settings, file: "extraction \(name)", isStored: true)
        request = CohortExtraction(name: name, settings: text, filter: filter)
        if request.settings.digest != known.settingsDigest { continue }
      } else {
        request = CohortExtraction(name: name, settings: try SettingsFile.read(name), filter: filter)
      }
      if request.filter == nil {
        request.filter = try CohortExtraction.suggested(for: database).first { $0.settings.name == name }?.filter
      }
      if let jobs { request.jobs = jobs }
      if let known {
        let finished = try database.finishedCases(of: known.id)
        let failures = Set(try database.failures(of: known.id).map(\.lesion))
        let open = try request.cases(in: database).filter { finished[$0.id] == nil && !failures.contains($0.id) }
        failed += failures.count
        if open.isEmpty || database.isReadOnly { continue }
      }
      let report = try await request.run(database) { state in
        progress(
          Progress(
            "extract \(name): \(state.done) of \(state.total)",
            fraction: state.total > 0 ? Double(state.done) / Double(state.total) : nil))
      }
      try Task.checkCancellation()
      failed += report.progress.failed
    }
    return failed
  }

  /// Features that would come out differently today.
  private func staleness(_ database: CohortDatabase) throws -> [Caution] {
    let freshness = try StudyFreshness(of: database, runCount: 0)
    var cautions: [Caution] = []
    for case .features(let name, _, _, _) in plan.blocks.map(\.content) {
      let changes = (freshness.extractions[name] ?? []).filter {
        // A block may ask for some of the regions only.
        if case .regionsMissing = $0 { false } else { true }
      }
      if !changes.isEmpty {
        cautions.append(
          Caution(
            code: "stale_features",
            message: "The features \(name) are not up to date: "
              + changes.map(\.description).joined(separator: ", ") + ". Extract them again and run anew."))
      }
    }
    return cautions
  }

  /// Looking often at the same validation part makes the best look better than it is.
  private func reuse(
    _ database: CohortDatabase, isCrossValidation: Bool, digest: String
  ) throws -> [Caution] {
    guard !isCrossValidation else { return [] }
    let others = Set(try database.runs(of: plan.name).map(\.inputDigest)).subtracting([digest]).count
    guard others > 0 else { return [] }
    return [
      Caution(
        code: "validation_reused",
        message:
          "\(others) other \(others == 1 ? "version" : "versions") of this study looked at its validation part before: "
          + "choosing the best of them makes it look better than it is. Confirm it on new patients.")
    ]
  }

  private func keep(
    _ result: RunResult, _ division: StudyDivision, _ units: StudyUnits, in database: CohortDatabase
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    try database.storeRun(
      study: plan.name, plan: try canonicalPlan(), result: String(decoding: try encoder.encode(result), as: UTF8.self),
      provenance: result.provenance)
    var parts: [String: String] = [:]
    for (name, part) in zip(units.names, division.partNames(rowCount: units.names.count)) { parts[name] = part }
    try database.store(
      StoredSplit(
        name: plan.name, level: plan.unit, plan: String(decoding: try encoder.encode(plan.split), as: UTF8.self),
        parts: parts, inputDigest: result.provenance.inputDigest))
  }
}

extension StoredRun {
  /// The study as it was run; nil if it was written by a version that this one cannot read.
  public var studyPlan: StudyPlan? { try? JSONDecoder().decode(StudyPlan.self, from: Data(plan.utf8)) }

  /// The result as a value; nil if it was written by a version that this one cannot read.
  public var decoded: RunResult? {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try? decoder.decode(RunResult.self, from: Data(result.utf8))
  }
}
