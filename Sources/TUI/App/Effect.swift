public import Cohort

/// Something to be done outside of the state, as a value. The store does it and sends back actions.
public enum Effect: Equatable, Sendable {
  // Jobs of the environment.
  case listStart
  case generateSample(name: String)
  case open(path: String)
  /// Reads splits and results.
  case loadStudy
  case loadImage(ImageEntry)
  /// Reads the image to be shown over or beside the first.
  case loadCompanion(ImageEntry)
  /// Reads the image to be seen beside the table.
  case loadPreview(ImageEntry)
  case derive(Derivation, of: LoadedImage)
  /// Sends the next picture of a series that plays, after a while.
  case playOn(milliseconds: Int)
  case planExtraction
  case extract(ExtractionPlan)
  case previewSplit(SplitPlan)
  /// Compares every step with today's inputs.
  case assessSteps
  /// Looks at every case of an extraction.
  case preflight(ExtractionPlan)
  case loadFeatures(FeatureRequest)
  /// Reads the values of every case; nil is the extraction made last.
  case loadFeatureValues(extraction: String?)
  case run(ModelPlan)
  case write([ExportFile])
  /// Writes what the model screen asks for as a study file.
  case writeStudyFile(ModelPlan)
  case copyStudyFile(ModelPlan)
  /// Computes which rows are shown, and how.
  case arrange(ArrangeRequest)
  case loadTable(UnitLevel)
  /// Puts a run of the cohort into words; nil is the newest.
  case loadReport(run: Int64?)
  case writeReport(StudyReport, folder: String)
  case loadPatient(String)
  case makeTableOne(TableOneRequest)
  /// Answers a question to the table.
  case ask(TableQuestion)
  /// Reads what the program's commands take.
  case readManual
  /// Asks the program.
  case askProgram(ProgramCall)
  /// Asks what was asked before, of what is shown now.
  case askAgain(String)
  /// Asks, and ends the command that still runs.
  case askInstead(String)
  /// Reads the cohort again, which something else has changed.
  case reload
  /// Runs a study file on the open cohort.
  case runStudy(path: String)
  case listFolder(String)
  case planImport(ImportRequest)
  case importCohort(ImportRequest)
  /// Reads the names in a folder, to complete a path.
  case listPaths(folder: String)
  /// Lists a folder, opens a cohort, or reads a source for import, according to what the path is.
  case openPath(String)
  /// Changes the cohort file.
  case edit(CohortEdit, EditOrigin)
  case cancel(TaskID)
  // Going from screen to screen.
  case go(ScreenID)
  case back
  case view(patient: String)
  case viewImage(patient: String, path: String)
  case showPatient(String)
  case showTableOne(TableOneRequest)
  /// The import screen, at a path if one is given.
  case showImport(String?)
  case announce(Message)
  /// Asks whether something may be done before it is done.
  indirect case confirm(question: String, before: Effect)
  /// Begins a command, such as `open `.
  case typeCommand(String)
  /// Takes another of the outcomes: models predict it, and splits keep its shares.
  case nextOutcome(Int)
  // The terminal.
  case copy(String, what: String)
  case setMouse(Bool)
  case redraw
  case suspend
  case quit(status: Int32)

  /// Whether another cohort takes the place of the open one.
  var opensCohort: Bool {
    switch self {
    case .open, .generateSample, .importCohort: true
    case .openPath(let path): path.hasSuffix(".sqlite")
    default: false
    }
  }

  /// The job an effect belongs to: a new effect of the same job replaces the one before. nil is done at once.
  var task: TaskID? {
    switch self {
    case .listStart: .start
    case .generateSample, .open: .open
    case .loadStudy: .study
    case .loadImage: .image
    case .loadCompanion: .companion
    case .loadPreview: .preview
    case .derive: .derived
    case .playOn: .cine
    case .planExtraction: .plans
    case .extract: .extraction
    case .previewSplit: .split
    case .assessSteps: .freshness
    case .preflight: .preflight
    case .loadFeatures: .features
    case .loadFeatureValues: .featureValues
    case .run, .runStudy: .model
    case .ask: .question
    case .write, .writeStudyFile, .copyStudyFile: .write
    case .readManual: .manual
    case .askProgram: .program
    case .edit: .edit
    case .arrange: .rows
    case .loadTable: .table
    case .loadReport, .writeReport: .report
    case .loadPatient: .patient
    case .makeTableOne: .tableOne
    case .listFolder, .openPath: .folder
    case .listPaths: .paths
    case .planImport, .importCohort: .importing
    default: nil
    }
  }
}

/// The jobs there can be; one of each at a time.
public enum TaskID: String, Hashable, Sendable, CaseIterable {
  case start, open, image, companion, derived, cine, plans, extraction, split, model, write, edit, rows, table,
    patient, tableOne, folder, importing
  case freshness, preflight, features, featureValues, question, report, paths, study, preview, manual, program

  /// Whether it may take so long that a key script does not wait for it unless told to.
  var isWork: Bool { self == .extraction || self == .model }

  /// Whether someone waits for what it will give, so that leaving while it runs is worth a question.
  var isAwaited: Bool { isWork || self == .program }

  /// Whether it only waits for time to pass, so that nobody should wait for it.
  var isClock: Bool { self == .cine }
}

/// A file a person asked for.
public struct ExportFile: Equatable, Sendable {
  public var name: String
  public var contents: String

  public init(_ name: String, _ contents: String) {
    self.name = name
    self.contents = contents
  }
}
