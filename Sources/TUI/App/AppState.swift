internal import Cohort

/// Everything that is on the screen or decides it.
public struct AppState: Sendable {
  public var size: Size
  /// What the terminal can show.
  private var terminalLook: Look
  /// What is shown: in a theme without colours nothing is drawn by colour alone, as on a terminal without them.
  public var look: Look {
    get { theme.name == .mono ? terminalLook.withoutColour : terminalLook }
    set { terminalLook = newValue }
  }
  /// How many colours a theme may have.
  var depth: Look.ColorDepth { terminalLook.color }
  public var theme: Theme
  /// The screens gone through, the one shown last.
  public var path: [ScreenID] = [.start] {
    didSet {
      guard path != oldValue else { return }
      found = nil
      visited.append(oldValue)
      if visited.count > 100 { visited.removeFirst() }
      ahead = []
    }
  }
  /// Where one has been, for going back and forward like in a browser.
  var visited: [[ScreenID]] = []
  var ahead: [[ScreenID]] = []

  public enum Direction: Equatable, Sendable { case back, forward }

  mutating func forgetVisited() {
    visited = []
    ahead = []
  }

  /// What can be undone.
  var history = History()
  public var cohort: OpenCohort?
  public var isReadOnly: Bool
  public var message: Message?
  public var overlay: Overlay?
  /// Jobs that are running.
  public var running: Set<TaskID> = []
  public var isMouseOn = true
  /// Keys chosen by the person, by command.
  public var keymap: Keymap
  var commandHistory: [String] = []
  /// What is looked for in the list shown; n and N go on.
  var found: String?
  var findHistory: [String] = []
  /// The names of the folder whose path is being typed after `:`.
  var paths: PathListing?
  /// Whether what is on the screen is said in lines of text instead of being seen.
  var isReadAloud = false
  /// Whether the lesson of each screen stands beside it.
  var isLearning = false
  /// Whether the cohort was named at the start: then it is the first screen, and leaving it ends the program.
  var opensDirectly = false
  /// What is to be seen once the cohort is open, such as a patient named on the command line.
  var pendingPatient: String?
  /// Which of the patient's images, by its path; nil for the first.
  var pendingImage: String?

  public var start = StartScreen.State()
  public var table: CohortScreen.State?
  public var viewer = ViewerScreen.State()
  public var extract = ExtractScreen.State()
  public var features = FeaturesScreen.State()
  public var split = SplitScreen.State()
  public var model = ModelScreen.State()
  public var results = ResultsScreen.State()
  public var report = ReportScreen.State()
  public var patient = PatientScreen.State()
  public var tableOne = TableOneScreen.State()
  public var importing = ImportScreen.State()
  public var answer = AnswerScreen.State()
  /// What the program's commands take; nil until a command is typed.
  var manual: ProgramManual?
  /// A question typed before that was known.
  var pendingQuestion: String?
  /// A question that waits for rows that are read again.
  var questionOfNewRows: RowQuestion?
  /// What Tab was to complete before that was known.
  var pendingCompletion: String?
  /// How cohorts were left before; nil where nothing is remembered.
  var session: Session?
  /// Whether the screen is restored too, as when going on where one left off.
  var restoresScreen = false

  public init(
    size: Size = Size(columns: 80, rows: 24), look: Look = .standard, theme: Theme = Theme(),
    isReadOnly: Bool = false, keymap: Keymap = Keymap()
  ) {
    self.size = size
    terminalLook = look
    self.theme = theme
    self.isReadOnly = isReadOnly
    self.keymap = keymap
  }

  /// The table of the open cohort; an empty one where none is open.
  var shownTable: CohortScreen.State {
    get { table ?? CohortScreen.State(table: DataTable(columns: [])) }
    set { table = newValue }
  }

  /// The screen shown.
  public var screen: ScreenID { path.last ?? .start }

  /// The least size at which there is room for a screen.
  public static let leastSize = Size(columns: 60, rows: 16)

  public var isTooSmall: Bool {
    size.columns < Self.leastSize.columns || size.rows < Self.leastSize.rows
  }

  /// The message above the footer, whole where three lines hold it.
  var messageLines: [String] {
    guard let message else { return [] }
    return Array(
      Paragraph.lines(of: look.sentence(message.prefix + message.text), columns: max(1, size.columns - 2)).prefix(3))
  }

  /// Where the body of the screen lies.
  var bodyRect: Rect {
    let top = cohort == nil ? 1 : 2
    let bottom = 1 + messageLines.count
    return Rect(
      column: 0, row: top, columns: size.columns - (showsLesson ? Lesson.width : 0), rows: size.rows - top - bottom)
  }

  /// The text being typed, or the one found.
  private var textLookedFor: String? {
    if case .find(let prompt, _, _) = overlay { return prompt.text.isEmpty ? nil : prompt.text }
    return found
  }

  /// Whether there is a lesson beside the screen.
  var showsLesson: Bool { isLearning && size.columns >= Lesson.leastColumns }

  var context: ScreenContext {
    var context = ScreenContext(size: bodyRect.size, look: look, cohort: cohort, running: running)
    context.isSessionReadOnly = isReadOnly
    context.keymap = keymap
    context.messageRows = messageLines.count
    context.found = textLookedFor
    context.isReadAloud = isReadAloud
    let filter = table?.sheets[.patient]?.arrangement.filter ?? ""
    context.filter = filter.isEmpty ? nil : filter
    return context
  }
}

/// Something laid over the screen that takes the keys.
public enum Overlay: Equatable, Sendable {
  case help(top: Int)
  /// What the step is for, where there is no room beside the screen.
  case lesson(top: Int)
  case palette(PaletteState)
  case commandLine(Prompt)
  /// The manual of what is being typed after `:`; the prompt comes back after it.
  case manual(of: String, top: Int, typing: Prompt?)
  /// A text to find in the list shown, the line on which the search began, and how many lines have it.
  case find(Prompt, from: Int, count: Int)
  /// A question, and what a yes means.
  case confirm(question: String, effect: Effect)
}

/// The command palette: what is typed and which match is chosen.
public struct PaletteState: Equatable, Sendable {
  var prompt = Prompt()
  var row = 0
}
