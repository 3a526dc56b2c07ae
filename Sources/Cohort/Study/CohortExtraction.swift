internal import Features
internal import Foundation

/// Feature extraction over a cohort: which regions, with which settings, on how many cores.
public struct CohortExtraction: Sendable {
  /// The extraction's name in the cohort.
  public var name: String
  public var settings: SettingsFile
  /// A condition on the table of lesions, such as `modality=CT & role=tumour`; nil means all.
  public var filter: String?
  /// How many regions are worked on at the same time; memory grows with this, not with the cohort.
  public var jobs: Int
  /// Begin again. What an extraction of this name already holds is replaced when the new values are all there.
  public var isRestart: Bool

  public init(
    name: String? = nil, settings: SettingsFile, filter: String? = nil, jobs: Int? = nil, isRestart: Bool = false
  ) {
    self.name = name ?? settings.name
    self.settings = settings
    self.filter = filter
    self.jobs = max(1, jobs ?? ProcessInfo.processInfo.activeProcessorCount)
    self.isRestart = isRestart
  }

  /// What extraction did with one region.
  public enum CaseResult: Sendable, Equatable {
    case finished(features: Int, missing: Int, seconds: Double)
    /// The sentence says what is wrong and what to do.
    case failed(String)
    /// Finished in an earlier run from the same files.
    case unchanged
  }

  /// How far an extraction is.
  public struct Progress: Sendable {
    public var total: Int
    public var finished = 0
    public var failed = 0
    public var unchanged = 0
    /// Seconds since the start.
    public var elapsed: Double = 0
    /// The region that was done last.
    public var last: (title: String, result: CaseResult)?

    public var done: Int { finished + failed + unchanged }
    /// Regions per second, without those that were done before; nil before the first.
    public var rate: Double? { elapsed > 0 && finished + failed > 0 ? Double(finished + failed) / elapsed : nil }
    /// Seconds that the rest will take; nil before the first region.
    public var remaining: Double? { rate.map { Double(total - done) / $0 } }
  }

  /// What an extraction did.
  public struct Report: Sendable {
    public var extraction: StoredExtraction
    public var progress: Progress
    public var failures: [(region: Case, message: String)]
    /// True when it was cancelled; what was finished is kept.
    public var isCancelled: Bool
    /// Whether the earlier values of this name are still there, because the new ones are not all there yet.
    public var keepsEarlierValues: Bool
    /// What a reader should know about the settings.
    public var notes: [String]
  }

  /// The extractions that fit a cohort when nothing is asked for: the preset of every modality that has regions.
  public static func suggested(for database: CohortDatabase) throws -> [CohortExtraction] {
    let modalities = Set(try database.cases().map { $0.image.modality })
    return try modalities.sorted().compactMap { modality in
      let known = ExtractionSettings.presetName(forModality: modality)
      guard let preset = known ?? (modalities.count == 1 ? "ct" : nil) else { return nil }
      return CohortExtraction(
        settings: try SettingsFile.read(preset),
        filter: modalities.count > 1 ? "modality='\(modality)'" : nil)
    }
  }

  /// The extraction that a cohort keeps, to be continued or repeated: its settings, on the regions of its modality where
  /// it has the name of a suggested one, else on all.
  public static func stored(_ extraction: StoredExtraction, in database: CohortDatabase) throws -> CohortExtraction {
    CohortExtraction(
      name: extraction.name,
      settings: try SettingsFile(text: extraction.settings, file: "extraction \(extraction.name)", isStored: true),
      filter: try suggested(for: database).first { $0.name == extraction.name }?.filter)
  }

  /// The regions that it works on: neither they nor their image, exam or patient are excluded, and the filter holds.
  public func cases(in database: CohortDatabase) throws -> [Case] {
    let all = try database.cases()
    let excluded = Set(try database.exclusions().map { [$0.level.rawValue, String($0.unit)] })
    func isExcluded(_ region: Case) -> Bool {
      excluded.contains(["patient", String(region.patient.id.rawValue)])
        || excluded.contains(["exam", String(region.exam.id.rawValue)])
        || excluded.contains(["image", String(region.image.id.rawValue)])
        || excluded.contains(["lesion", String(region.lesion.id.rawValue)])
    }
    guard let filter else { return all.filter { !isExcluded($0) } }
    let table = try database.tableOfLesions()
    return try FilterExpression(filter).rows(in: table).map { all[$0] }.filter { !isExcluded($0) }
  }

  /// Looks at every region before anything is extracted, several at a time; results in the order of the regions.
  ///
  /// - Parameter foresees: whether small regions of which the settings leave nothing are found too.
  @concurrent
  public func check(_ database: CohortDatabase, foresees: Bool = true) async throws -> [CaseCheck] {
    let cases = try cases(in: database)
    let (file, settings) = (settings, settings.settings)
    return await Self.inParallel(cases, jobs: jobs) {
      CaseCheck(
        $0, resamplesMask: settings.resamplesMask, volume: settings.volume, maskVolume: file.lookedAtVolume,
        selection: file.lookedAt(of: $0.lesion),
        extractedBy: foresees ? settings : nil)
    } each: { _, _ in
    }.compactMap { $0 }
  }

  /// Extracts every region that has not been extracted from the same files yet. A region that fails is noted with its
  /// sentence and the rest goes on. Each finished region is stored at once, so that cancelling, a crash or `kill -9` loses at
  /// most the regions in progress; running again continues.
  @concurrent
  public func run(
    _ database: CohortDatabase, progress report: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws -> Report {
    let cases = try cases(in: database)
    if let region = settings.settings.regions.first(where: { $0.each != nil }) {
      throw PlanError(
        file: settings.name, line: nil,
        problem: "\"each\" gives as many regions as a mask happens to have, but every case of a cohort needs the same "
          + "features; list each lesion in the manifest with a label or a mask of its own"
          + (region.each == .piece ? ", or take pieces: largest" : ""))
    }
    let roles = try roles(in: database)
    let extraction = try database.beginExtraction(
      named: name, settings: settings.canonical, settingsDigest: settings.digest, restart: isRestart)
    let finished = try database.finishedCases(of: extraction.id)
    let extractor = Extractor(settings.settings)
    let file = settings
    let start = ContinuousClock.now
    func elapsed() -> Double { Double((ContinuousClock.now - start) / .seconds(1)) }
    var progress = Progress(total: cases.count)
    var failures: [(region: Case, message: String)] = []
    var storingError: CohortError?
    report(progress)
    _ = await Self.inParallel(cases, jobs: jobs) { region in
      Work(
        region, extractor: extractor, selection: file.selection(of: region.lesion),
        roles: roles[region.image.id] ?? [:], known: finished[region.id])
    } each: { index, work in
      guard storingError == nil else { return }
      let region = cases[index]
      let result: CaseResult
      do throws(CohortError) {
        switch work {
        case .unchanged:
          progress.unchanged += 1
          result = .unchanged
        case .failed(let message):
          try database.store(CaseFailure(lesion: region.id, message: message), in: extraction.id)
          progress.failed += 1
          failures.append((region, message))
          result = .failed(message)
        case .finished(let vector, let keys):
          try database.store(vector, features: keys, in: extraction.id)
          progress.finished += 1
          result = .finished(features: keys.count, missing: vector.reasons.count, seconds: vector.seconds)
        }
      } catch {
        storingError = error
        return
      }
      progress.elapsed = elapsed()
      progress.last = (region.title, result)
      report(progress)
    }
    if let storingError { throw storingError }
    progress.elapsed = elapsed()
    if progress.finished > 0 {
      try database.record(
        Provenance(
          step: "extract", name: name, inputDigest: settings.digest, settings: settings.canonical,
          seconds: progress.elapsed))
    }
    // A replacement without a single value would only lose the earlier ones.
    let isReplacing =
      extraction.isReplacement && progress.done == cases.count && progress.finished + progress.unchanged > 0
    if isReplacing { try database.finishReplacement(extraction) }
    let keepsEarlierValues = extraction.isReplacement && !isReplacing
    return Report(
      extraction: try (keepsEarlierValues ? database.replacement(of: name) : nil) ?? database.extraction(named: name),
      progress: progress, failures: failures, isCancelled: Task.isCancelled && progress.done < cases.count,
      keepsEarlierValues: keepsEarlierValues, notes: settings.notes)
  }

  /// The masks of every image by role, where the settings make regions from roles; the first of several of a role.
  func roles(in database: CohortDatabase) throws -> [ImageID: [String: MaskSource]] {
    let wanted = Set(settings.settings.regions.flatMap(\.roles))
    guard !wanted.isEmpty else { return [:] }
    var roles: [ImageID: [String: MaskSource]] = [:]
    for region in try database.cases()
    where wanted.contains(region.lesion.role) && roles[region.image.id]?[region.lesion.role] == nil {
      roles[region.image.id, default: [:]][region.lesion.role] = MaskSource(
        path: region.lesion.maskPath, selection: region.lesion.label.map { .label(Double($0)) } ?? .nonZero)
    }
    return roles
  }

  /// Results in the order of the items; `each` is called on this task as they come in. After cancellation no new item is
  /// begun, and what has not been begun is nil.
  static func inParallel<Item: Sendable, Result: Sendable>(
    _ items: [Item], jobs: Int, _ work: @escaping @Sendable (Item) -> Result, each: (Int, Result) -> Void
  ) async -> [Result?] {
    var results = [Result?](repeating: nil, count: items.count)
    await withTaskGroup(of: (Int, Result?).self) { group in
      var next = 0
      func add() {
        guard next < items.count else { return }
        let index = next
        let item = items[index]
        next += 1
        group.addTask { (index, Task.isCancelled ? nil : work(item)) }
      }
      for _ in 0..<jobs { add() }
      while let (index, result) = await group.next() {
        if let result {
          results[index] = result
          each(index, result)
        }
        if !Task.isCancelled { add() }
      }
    }
    return results
  }

  /// The work on one region, away from the database.
  private enum Work: Sendable {
    case unchanged
    case finished(StoredVector, [FeatureKey])
    case failed(String)

    init(
      _ region: Case, extractor: Extractor, selection: MaskSelection, roles: [String: MaskSource], known: String?
    ) {
      let digest = region.fileDigest(roles: roles)
      if let known, let digest, known == digest {
        self = .unchanged
        return
      }
      let start = ContinuousClock.now
      do throws(ExtractionError) {
        let extraction = try extractor.extract(
          image: region.image.path, mask: region.lesion.maskPath,
          label: selection, roles: roles)
        var reasons: [Int: String] = [:]
        for (index, value) in extraction.features.values.enumerated() {
          if let reason = value.reason { reasons[index] = reason }
        }
        self = .finished(
          StoredVector(
            lesion: region.id, numbers: extraction.features.values.map { $0.number ?? .nan }, reasons: reasons,
            inputDigest: digest ?? "", seconds: Double((ContinuousClock.now - start) / .seconds(1))),
          extraction.features.values.map(\.key))
      } catch {
        self = .failed(Self.sentence(error, region: region))
      }
    }

    /// Names the patient, the file and what to do.
    private static func sentence(_ error: ExtractionError, region: Case) -> String {
      let text = error.description
      let names = [region.image.path, region.lesion.maskPath]
      let file = names.contains { text.contains($0) } ? "" : region.lesion.maskPath + ": "
      return region.title + ": " + file + text
    }
  }
}
