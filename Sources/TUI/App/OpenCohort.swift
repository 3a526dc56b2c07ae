public import Cohort

/// A line of the start screen.
public struct StartEntry: Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    /// A cohort file opened before.
    case recent(path: String)
    /// A sample cohort by the name of its study; generated when it is opened for the first time.
    case sample(name: String, isGenerated: Bool)
    /// The person's own images and tables, to be imported.
    case own
  }
  public var kind: Kind
  public var title: String
  /// One line that says what is in it.
  public var summary: String
  /// Where its file lies as people write it, with `~` for their own folder; empty where it has none yet.
  public var place: String

  public init(_ kind: Kind, title: String, summary: String, place: String = "") {
    self.kind = kind
    self.title = title
    self.summary = summary
    self.place = place
  }

  /// What each is called in a list: those of one name are told apart by their folders, as many as it takes.
  ///
  ///     ~/a/sts.sqlite       sts (a)
  ///     ~/b/x/sts.sqlite     sts (b/x)
  ///     ~/c/x/sts.sqlite     sts (c/x)
  static func titles(of entries: [StartEntry]) -> [String] {
    entries.map { entry in
      let alike = entries.filter { $0.title == entry.title && !$0.place.isEmpty && $0 != entry }
      guard !entry.place.isEmpty, !alike.isEmpty else { return entry.title }
      func folders(_ entry: StartEntry) -> [Substring] { entry.place.split(separator: "/").dropLast() }
      let own = folders(entry)
      // A cohort that is called like its folder already says that one.
      let shown = own.last.map(String.init) == entry.title ? Array(own.dropLast()) : own
      let others = alike.map { other -> [Substring] in
        let all = folders(other)
        return all.last.map(String.init) == other.title ? Array(all.dropLast()) : all
      }
      let count = (1...max(1, shown.count)).first { count in
        others.allSatisfy { $0.suffix(count) != shown.suffix(count) }
      }
      let folder = shown.suffix(count ?? shown.count).joined(separator: "/")
      return folder.isEmpty ? entry.title : "\(entry.title) (\(folder))"
    }
  }
}

/// A cohort as the screens see it: values only, read once.
public struct OpenCohort: Sendable {
  public var path: String
  public var name: String
  public var isReadOnly: Bool
  /// What tells the cohort from others, wherever its file lies; empty where that is not known.
  public var origin = ""
  /// One row per patient; the first column is the patient's label.
  public var table: DataTable
  public var images: CohortImages
  public var steps: [WorkflowStep: StepStatus]
  /// Splits that exist, and the results of models, newest first.
  public var splits: [SplitPreview]
  public var results: [StudyResult]
  /// What columns of features there are, oldest extraction first.
  public var features: [ExtractedFeatures] = []
  /// Whether images, splits and results are there: they are read after the table, which people see first.
  public var isComplete = true
  /// Runs that another version stored and this one cannot read, newest first.
  public var unreadableRuns: [UnreadableRun] = []
  /// Which of the steps are stale, and why.
  public var freshness = StudyFreshness()
  /// Outcomes that models can predict: of patients first, then of their exams, images and regions.
  public var outcomes: [OutcomeChoice]
  /// Columns that could predict the outcomes of other units than patients.
  public var unitColumns: [UnitLevel: [String]] = [:]
  /// Outcomes that a person chose, by name.
  public var storedOutcomes: [String: StudyOutcome]
  /// A remark that stays visible, such as that the patients are synthetic.
  public var note: String?

  public init(
    path: String, name: String, isReadOnly: Bool = false, table: DataTable, images: CohortImages = CohortImages(),
    steps: [WorkflowStep: StepStatus] = [:], splits: [SplitPreview] = [], results: [StudyResult] = [],
    outcomes: [OutcomeChoice] = [], storedOutcomes: [String: StudyOutcome] = [:], note: String? = nil
  ) {
    self.path = path
    self.name = name
    self.isReadOnly = isReadOnly
    self.table = table
    self.images = images
    self.steps = steps
    self.splits = splits
    self.results = results
    self.outcomes = outcomes
    self.storedOutcomes = storedOutcomes
    self.note = note
  }

  /// Takes what can be predicted of other units than patients, in place of what was known of it.
  mutating func take(_ others: [UnitOutcomes]) {
    outcomes.removeAll { $0.unit != .patient }
    outcomes += others.flatMap(\.outcomes)
    unitColumns = Dictionary(others.map { ($0.unit, $0.columns) }, uniquingKeysWith: { first, _ in first })
  }

  func status(of step: WorkflowStep) -> StepStatus {
    let status = steps[step] ?? (step == .cohort ? .done : .toDo)
    // A run that cannot be read is not there to be looked at, but it is not nothing either.
    if status == .done, [.model, .results].contains(step), isComplete, results.isEmpty, !unreadableRuns.isEmpty {
      return .stale
    }
    if status == .done, step == .extract, !freshness.failures.isEmpty { return .stale }
    return status == .done && !changes(of: step).isEmpty ? .stale : status
  }

  /// Why there are no results to look at: none were made, or they cannot be read. Ends with what to press.
  var noResultsSentence: String {
    unreadableRuns.isEmpty
      ? "There are no results yet: fit a model first (\(KeyName.goToModel))."
      : UnreadableRun.sentence(unreadableRuns) + " Fit anew: \(KeyName.goToModel), \(KeyName.modelRun)."
  }

  /// The step to go to when a step is done: the next one, but there is nothing to extract where there are no images.
  func step(after step: WorkflowStep) -> WorkflowStep? {
    guard [.done, .stale].contains(status(of: step)) else { return nil }
    let rest = WorkflowStep.allCases.drop { $0 != step }.dropFirst()
    return rest.first { $0 != .extract || !isComplete || images.count > 0 }
  }

  /// What has changed since a step was taken, each as a clause; empty when nothing has.
  func changes(of step: WorkflowStep) -> [String] {
    let changes: [StepChange] =
      switch step {
      case .cohort: []
      case .extract: freshness.extractions.sorted { $0.key < $1.key }.flatMap(\.value)
      case .split: freshness.split ?? []
      case .model, .results, .report: results.first?.run.flatMap { freshness.runs[$0] } ?? []
      }
    return changes.map(\.description)
  }
}

/// The images of a cohort and what has been done with them, read after its table.
public struct CohortStudy: Equatable, Sendable {
  public var images: CohortImages
  public var splits: [SplitPreview]
  /// Newest first.
  public var results: [StudyResult]
  /// Runs that another version stored and this one cannot read, newest first.
  public var unreadableRuns: [UnreadableRun]
  /// What columns of features there are, oldest extraction first.
  public var features: [ExtractedFeatures]
  /// What can be predicted of other units than patients.
  public var others: [UnitOutcomes]

  public init(
    images: CohortImages = CohortImages(), splits: [SplitPreview] = [], results: [StudyResult] = [],
    unreadableRuns: [UnreadableRun] = [], features: [ExtractedFeatures] = [], others: [UnitOutcomes] = []
  ) {
    self.others = others
    self.images = images
    self.splits = splits
    self.results = results
    self.unreadableRuns = unreadableRuns
    self.features = features
  }
}

/// The images of a cohort, found by their patient however many there are.
public struct CohortImages: Equatable, Sendable {
  /// Those of one patient in the order in which they are offered.
  public let entries: [ImageEntry]
  private let places: [String: [Int]]

  public init(_ entries: [ImageEntry] = []) {
    self.entries = entries
    var places: [String: [Int]] = [:]
    for (place, entry) in entries.enumerated() { places[entry.patient, default: []].append(place) }
    self.places = places
  }

  public var count: Int { entries.count }

  func of(_ patient: String) -> [ImageEntry] { (places[patient] ?? []).map { entries[$0] } }

  func has(_ patient: String) -> Bool { places[patient] != nil }
}

/// An image of a patient with the regions drawn on it.
public struct ImageEntry: Equatable, Hashable, Sendable {
  public var patient: String
  public var exam: String
  public var modality: String
  public var series: String
  public var path: String
  public var regions: [RegionEntry]
  /// Which volume of a file that holds several, counted from 0; nil is the only one, else the first.
  public var volume: Int?

  public struct RegionEntry: Equatable, Hashable, Sendable {
    public var role: String
    public var path: String
    public var label: Int?

    public init(role: String, path: String, label: Int? = nil) {
      self.role = role
      self.path = path
      self.label = label
    }
  }

  public init(
    patient: String, exam: String = "", modality: String = "", series: String = "", path: String,
    regions: [RegionEntry] = []
  ) {
    self.patient = patient
    self.exam = exam
    self.modality = modality
    self.series = series
    self.path = path
    self.regions = regions
  }

  /// `PET`, `MR T1`, `week 12 CT`.
  public var title: String {
    [exam, modality, series].filter { !$0.isEmpty && $0 != "baseline" }.joined(separator: " ")
  }
}
