public import Cohort

/// The TUI's only door to the world: files, cohorts, extraction, models, the clock. Everything it does is a closure, so
/// that screens can be driven without any of it.
public struct Environment: Sendable {
  /// Reports how far a job is: a fraction from 0 to 1 and what it is at.
  public typealias Report = @Sendable (JobProgress) -> Void

  public var startEntries: @Sendable () async -> [StartEntry]
  /// Generates a sample cohort unless it exists, and returns the path of its file.
  public var generateSample: @Sendable (_ name: String, _ report: @escaping Report) async throws -> String
  public var openCohort: @Sendable (_ path: String, _ isReadOnly: Bool) async throws -> OpenCohort
  /// Reads a cohort again that is open: it must be the file that was opened.
  public var reopenCohort: @Sendable (_ path: String, _ isReadOnly: Bool) async throws -> OpenCohort
  /// Whether another program has decided something in an open cohort since it was read; throws where the file is another.
  public var hasChanged: @Sendable (_ cohort: String) async throws -> Bool
  /// Reads the images, splits and results of a cohort that was opened without them.
  public var loadStudy: @Sendable (_ cohort: String) async throws -> CohortStudy
  /// Reads an image with its masks.
  public var loadImage: @Sendable (_ image: ImageEntry) async throws -> LoadedImage
  /// Reads an image for a glance, once it is clear that the person stays with it.
  public var loadPreview: @Sendable (_ image: ImageEntry) async throws -> ImagePreview
  public var extractionPlans: @Sendable (_ cohort: String) async throws -> [ExtractionPlan]
  public var extract:
    @Sendable (_ cohort: String, _ plan: ExtractionPlan, _ report: @escaping @Sendable (ExtractionProgress) -> Void)
      async throws -> ExtractionProgress
  public var previewSplit: @Sendable (_ cohort: String, _ plan: SplitPlan) async throws -> SplitPreview
  /// Looks at every case of an extraction.
  public var preflight:
    @Sendable (_ cohort: String, _ plan: ExtractionPlan, _ report: @escaping Report) async throws -> [CasePreflight]
  public var features: @Sendable (_ cohort: String, _ wanted: FeatureRequest) async throws -> FeatureTable
  /// Columns of features beside a table of units.
  public var featureColumns: @Sendable (_ cohort: String, _ wanted: FeatureColumnRequest) async throws -> [TableColumn]
  /// The values of every case of an extraction; nil is the one made last.
  public var featureValues: @Sendable (_ cohort: String, _ extraction: String?) async throws -> FeatureValues
  /// What is stale; nil when that cannot be told.
  public var freshness: @Sendable (_ cohort: String) async -> StudyFreshness?
  public var runModel:
    @Sendable (_ cohort: String, _ plan: ModelPlan, _ report: @escaping Report) async throws -> [StudyResult]
  /// Runs a study file on a cohort, whatever cohort the file names.
  public var runStudy:
    @Sendable (_ cohort: String, _ file: String, _ report: @escaping Report) async throws -> [StudyResult]
  /// What the model screen asks for, as a study file.
  public var studyFile: @Sendable (_ cohort: String, _ plan: ModelPlan) async throws -> String
  /// A run as a document; nil is the newest.
  public var report: @Sendable (_ cohort: String, _ run: Int64?) async throws -> StudyReport
  /// Writes a document into a folder that must not exist yet, or another one beside it; returns where and how many files.
  public var writeReport:
    @Sendable (_ report: StudyReport, _ folder: String) async throws -> (folder: String, count: Int)
  public var loadTable: @Sendable (_ cohort: String, _ level: UnitLevel) async throws -> DataTable
  public var patientPage: @Sendable (_ cohort: String, _ label: String) async throws -> PatientPage
  public var listFolder: @Sendable (_ path: String) async throws -> FolderListing
  public var previewImport: @Sendable (_ request: ImportRequest) async throws -> ImportPreview
  /// Writes what was previewed; returns the path of the cohort file.
  public var importCohort: @Sendable (_ request: ImportRequest) async throws -> String
  /// Whether there is a folder of that path.
  public var isFolder: @Sendable (_ path: String) async -> Bool
  /// The names in a folder, as it was typed.
  public var listPaths: @Sendable (_ folder: String) async -> PathListing
  /// Reads what a person has decided in a cohort.
  public var choices: @Sendable (_ cohort: String) async throws -> CohortChoices
  /// Changes the cohort file; returns the change that takes it back.
  public var edit: @Sendable (_ cohort: String, _ edit: CohortEdit) async throws -> CohortEdit
  /// Writes a file that must not exist yet; returns the path written.
  public var write: @Sendable (_ name: String, _ contents: String) async throws -> String
  /// The program itself, to be asked in the words of its command line; nil where there is none.
  public var program: Program?
  /// Lets time pass.
  public var pause: @Sendable (_ duration: Duration) async throws -> Void

  public init(
    startEntries: @escaping @Sendable () async -> [StartEntry] = { [] },
    generateSample: @escaping @Sendable (String, @escaping Report) async throws -> String = { name, _ in
      throw EnvironmentError.notAvailable("sample cohorts")
    },
    openCohort: @escaping @Sendable (String, Bool) async throws -> OpenCohort = { _, _ in
      throw EnvironmentError.notAvailable("cohorts")
    },
    reopenCohort: (@Sendable (String, Bool) async throws -> OpenCohort)? = nil,
    hasChanged: @escaping @Sendable (String) async throws -> Bool = { _ in false },
    loadStudy: @escaping @Sendable (String) async throws -> CohortStudy = { _ in CohortStudy() },
    loadImage: @escaping @Sendable (ImageEntry) async throws -> LoadedImage = { _ in
      throw EnvironmentError.notAvailable("images")
    },
    loadPreview: (@Sendable (ImageEntry) async throws -> ImagePreview)? = nil,
    extractionPlans: @escaping @Sendable (String) async throws -> [ExtractionPlan] = { _ in [] },
    extract:
      @escaping @Sendable (String, ExtractionPlan, @escaping @Sendable (ExtractionProgress) -> Void) async throws ->
      ExtractionProgress = { _, _, _ in throw EnvironmentError.notAvailable("extraction") },
    preflight: @escaping @Sendable (String, ExtractionPlan, @escaping Report) async throws -> [CasePreflight] = {
      _, _, _ in throw EnvironmentError.notAvailable("images")
    },
    features: @escaping @Sendable (String, FeatureRequest) async throws -> FeatureTable = { _, _ in
      throw EnvironmentError.notAvailable("features")
    },
    featureColumns: @escaping @Sendable (String, FeatureColumnRequest) async throws -> [TableColumn] = { _, _ in
      throw EnvironmentError.notAvailable("features")
    },
    featureValues: @escaping @Sendable (String, String?) async throws -> FeatureValues = { _, _ in
      throw EnvironmentError.notAvailable("features")
    },
    freshness: @escaping @Sendable (String) async -> StudyFreshness? = { _ in nil },
    previewSplit: @escaping @Sendable (String, SplitPlan) async throws -> SplitPreview = { _, _ in
      throw EnvironmentError.notAvailable("splits")
    },
    runModel: @escaping @Sendable (String, ModelPlan, @escaping Report) async throws -> [StudyResult] = { _, _, _ in
      throw EnvironmentError.notAvailable("models")
    },
    runStudy: @escaping @Sendable (String, String, @escaping Report) async throws -> [StudyResult] = { _, _, _ in
      throw EnvironmentError.notAvailable("study files")
    },
    studyFile: @escaping @Sendable (String, ModelPlan) async throws -> String = { _, _ in
      throw EnvironmentError.notAvailable("study files")
    },
    report: @escaping @Sendable (String, Int64?) async throws -> StudyReport = { _, _ in
      throw EnvironmentError.notAvailable("reports")
    },
    writeReport: @escaping @Sendable (StudyReport, String) async throws -> (folder: String, count: Int) = { _, _ in
      throw EnvironmentError.notAvailable("files")
    },
    loadTable: @escaping @Sendable (String, UnitLevel) async throws -> DataTable = { _, _ in
      throw EnvironmentError.notAvailable("tables")
    },
    patientPage: @escaping @Sendable (String, String) async throws -> PatientPage = { _, _ in
      throw EnvironmentError.notAvailable("patients")
    },
    listFolder: @escaping @Sendable (String) async throws -> FolderListing = { _ in
      throw EnvironmentError.notAvailable("folders")
    },
    previewImport: @escaping @Sendable (ImportRequest) async throws -> ImportPreview = { _ in
      throw EnvironmentError.notAvailable("sources")
    },
    importCohort: @escaping @Sendable (ImportRequest) async throws -> String = { _ in
      throw EnvironmentError.notAvailable("sources")
    },
    isFolder: @escaping @Sendable (String) async -> Bool = { _ in false },
    listPaths: @escaping @Sendable (String) async -> PathListing = { PathListing(folder: $0, names: []) },
    choices: @escaping @Sendable (String) async throws -> CohortChoices = { _ in CohortChoices() },
    edit: @escaping @Sendable (String, CohortEdit) async throws -> CohortEdit = { _, _ in
      throw EnvironmentError.notAvailable("cohort files")
    },
    write: @escaping @Sendable (String, String) async throws -> String = { _, _ in
      throw EnvironmentError.notAvailable("files")
    },
    program: Program? = nil,
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.startEntries = startEntries
    self.generateSample = generateSample
    self.openCohort = openCohort
    self.reopenCohort = reopenCohort ?? openCohort
    self.hasChanged = hasChanged
    self.loadStudy = loadStudy
    self.loadImage = loadImage
    self.loadPreview = loadPreview ?? { ImagePreview(of: try await loadImage($0)) }
    self.extractionPlans = extractionPlans
    self.extract = extract
    self.previewSplit = previewSplit
    self.preflight = preflight
    self.features = features
    self.featureColumns = featureColumns
    self.featureValues = featureValues
    self.freshness = freshness
    self.runModel = runModel
    self.runStudy = runStudy
    self.studyFile = studyFile
    self.report = report
    self.writeReport = writeReport
    self.loadTable = loadTable
    self.patientPage = patientPage
    self.listFolder = listFolder
    self.previewImport = previewImport
    self.importCohort = importCohort
    self.isFolder = isFolder
    self.listPaths = listPaths
    self.choices = choices
    self.edit = edit
    self.write = write
    self.program = program
    self.pause = pause
  }
}

extension Environment {
  /// The same world with every door closed through which a cohort could be made or changed; what is exported goes into files
  /// of its own, which is no change of a cohort.
  func readOnly() -> Environment {
    var closed = self
    let (entries, generate, open, reopen) = (startEntries, generateSample, openCohort, reopenCohort)
    closed.openCohort = { path, _ in try await open(path, true) }
    closed.reopenCohort = { path, _ in try await reopen(path, true) }
    closed.generateSample = { name, report in
      // A sample that is there already is opened.
      let isThere = await entries().contains { $0.kind == .sample(name: name, isGenerated: true) }
      guard isThere else { throw EnvironmentError.readOnly }
      return try await generate(name, report)
    }
    closed.extract = { _, _, _ in throw EnvironmentError.readOnly }
    closed.runModel = { _, _, _ in throw EnvironmentError.readOnly }
    closed.runStudy = { _, _, _ in throw EnvironmentError.readOnly }
    closed.importCohort = { _ in throw EnvironmentError.readOnly }
    closed.edit = { _, _ in throw EnvironmentError.readOnly }
    if let program {
      closed.program = Program(manual: program.manual, ask: { try await program.ask($0, true, $2) })
    }
    return closed
  }
}

/// Something this environment was not given, or does not allow.
public enum EnvironmentError: Error, Equatable, Sendable, CustomStringConvertible {
  case notAvailable(String)
  case readOnly

  public var description: String {
    switch self {
    case .readOnly: "This session is read-only: no cohort is made or changed in it."
    case .notAvailable(let what): "There are no \(what) here."
    }
  }
}

/// How far a job is.
public struct JobProgress: Equatable, Sendable {
  /// From 0 to 1; nil when that cannot be said.
  public var fraction: Double?
  public var text: String

  public init(_ text: String, fraction: Double? = nil) {
    self.text = text
    self.fraction = fraction
  }
}
