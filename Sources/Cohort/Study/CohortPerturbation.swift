public import Features
internal import Foundation

/// Perturbs every case and judges which features withstand it.
public struct CohortPerturbation: Sendable {
  /// The name the result is kept under.
  public var name: String
  public var plan: PerturbationPlan
  public var settings: SettingsFile
  public var jobs: Int

  public init(name: String? = nil, plan: PerturbationPlan, settings: SettingsFile, jobs: Int? = nil) {
    self.name = name ?? settings.name
    self.plan = plan
    self.settings = settings
    self.jobs = max(1, jobs ?? ProcessInfo.processInfo.activeProcessorCount)
  }

  /// The files of one region.
  public struct CaseFiles: Sendable {
    /// What messages call it.
    public var title: String
    public var image: String
    public var mask: MaskSource
    public var roles: [String: MaskSource]

    public init(title: String, image: String, mask: MaskSource, roles: [String: MaskSource] = [:]) {
      self.title = title
      self.image = image
      self.mask = mask
      self.roles = roles
    }
  }

  /// What was found, and which cases failed.
  public struct Report: Sendable {
    public var robustness: FeatureRobustness
    /// Sentences that name the case.
    public var failures: [String]
    public var isCancelled: Bool
  }

  /// The regions of a cohort that neither are excluded nor fail the filter.
  public func cases(of database: CohortDatabase, filter: String? = nil) throws -> [CaseFiles] {
    let extraction = CohortExtraction(settings: settings, filter: filter)
    let roles = try extraction.roles(in: database)
    return try extraction.cases(in: database).map { region in
      CaseFiles(
        title: region.title, image: region.image.path,
        mask: MaskSource(
          path: region.lesion.maskPath,
          selection: settings.selection(of: region.lesion)),
        roles: roles[region.image.id] ?? [:])
    }
  }

  /// Perturbs and extracts every case, several at a time. A case that fails is named; the others are judged.
  @concurrent
  public func run(
    _ cases: [CaseFiles], done report: @escaping @Sendable (Int) -> Void = { _ in }
  ) async -> Report {
    // A single slice cannot be moved across itself: it would be counted as moved, and not be.
    let isSliceBySlice = settings.settings.dimension == .slices
    let planned = cases.map { files in
      let geometry = (try? NIfTI.header(at: files.image))?.geometry
      return (
        files: files, isSingleSlice: geometry?.sliceNormal != nil,
        perturbations: geometry.map { plan.perturbations(of: $0, isSliceBySlice: isSliceBySlice) }
          ?? plan.perturbations
      )
    }
    let extractor = Extractor(settings.settings)
    var finished = 0
    report(0)
    let results = await CohortExtraction.inParallel(planned, jobs: jobs) { one in
      Result { () throws(ExtractionError) in
        try extractor.perturbed(
          image: one.files.image, mask: one.files.mask.path, label: one.files.mask.selection, roles: one.files.roles,
          by: one.perturbations)
      }
    } each: { _, _ in
      finished += 1
      report(finished)
    }
    var vectors: [[FeatureVector]] = []
    var failures: [String] = []
    var kinds: [Bool: (cases: Int, perturbations: Int)] = [:]
    for (one, result) in zip(planned, results) {
      switch result {
      case .success(let found):
        vectors.append(found)
        kinds[one.isSingleSlice, default: (0, one.perturbations.count)].cases += 1
      case .failure(let error): failures.append(one.files.title + ": " + error.description)
      case nil: continue
      }
    }
    let judged = [true, false].compactMap { isSingleSlice in
      kinds[isSingleSlice].map {
        FeatureRobustness.Kind(
          isSingleSlice: isSingleSlice, caseCount: $0.cases, perturbationCount: $0.perturbations)
      }
    }
    let counts = judged.isEmpty ? planned.map(\.perturbations.count) : judged.map(\.perturbationCount)
    return Report(
      robustness: FeatureRobustness(
        name: name, settings: settings.canonical, plan: plan, caseCount: vectors.count,
        perturbationCount: counts.max() ?? 0, kinds: judged.count > 1 ? judged : nil,
        features: FeatureRobustness.rows(vectors)),
      failures: failures, isCancelled: Task.isCancelled && results.contains { $0 == nil })
  }

  /// Keeps a result in the cohort, with what produced it.
  public func keep(_ robustness: FeatureRobustness, in database: CohortDatabase, seconds: Double) throws {
    try database.store(
      robustness,
      provenance: Provenance(
        step: "perturb", name: name, inputDigest: settings.digest, settings: settings.canonical, seed: plan.seed,
        seconds: seconds))
  }
}
