internal import Cohort

/// One screen: a state, what can happen to it, and how it looks. All pure.
///
///     events ─▶ commands ─▶ Action ─▶ update(&state) ─▶ Effect … ─▶ Action
///                                       └▶ draw(state) ─▶ Canvas
public protocol Screen: SendableMetatype {
  associatedtype State: Sendable
  associatedtype Action: Sendable

  /// Changes the state; what is to be done outside comes back as values.
  static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect]
  /// Draws the body of the screen, between the workflow rail and the footer, at any size.
  static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext)
  /// What can be done now, most useful first.
  static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>]
  /// What an event means before commands are asked: typing in a prompt, the mouse. nil leaves it to the commands.
  static func action(for event: InputEvent, _ state: State, in context: ScreenContext) -> Action?
  /// The prompt that is open; nil while nobody types.
  static func typing(_ state: State, in context: ScreenContext) -> Typing?
  /// The list that is shown, for looking through it; nil where there is none or the screen filters it itself.
  static func listing(_ state: State, in context: ScreenContext) -> Listing<Action>?
  /// The last parts of the breadcrumb.
  static func breadcrumb(_ state: State, in context: ScreenContext) -> [String]
  /// Facts at the right of the first row.
  static func facts(_ state: State, in context: ScreenContext) -> String
  /// Whether those facts come before where one is: they are the place itself.
  static var factsComeFirst: Bool { get }
  /// What the screen is for, in sentences for someone who sees it for the first time.
  static var explanation: String { get }
  /// What is seen, as files: tables as CSV, plots as SVG and CSV. `e` and `:export` write them.
  static func exports(_ state: State, in context: ScreenContext) -> [ExportFile]

  /// The part of the state that a person edits; every change of it by `update` can be undone. A screen on which nothing is
  /// edited leaves it out.
  associatedtype Draft: Equatable & Sendable = NoDraft
  static func draft(_ state: State) -> Draft
  /// Puts an earlier draft back.
  static func restore(_ draft: Draft, in state: inout State, in context: ScreenContext) -> [Effect]
  /// What undo calls a change, such as `sort by age`.
  static func title(ofChangeFrom before: Draft, to after: Draft) -> String
}

/// Nothing that a person edits.
public struct NoDraft: Equatable, Sendable { public init() {} }

extension Screen where Draft == NoDraft {
  public static func draft(_ state: State) -> NoDraft { NoDraft() }
  public static func restore(_ draft: NoDraft, in state: inout State, in context: ScreenContext) -> [Effect] { [] }
}

extension Screen {
  public static func action(for event: InputEvent, _ state: State, in context: ScreenContext) -> Action? { nil }
  public static func typing(_ state: State, in context: ScreenContext) -> Typing? { nil }
  public static func listing(_ state: State, in context: ScreenContext) -> Listing<Action>? { nil }
  public static func facts(_ state: State, in context: ScreenContext) -> String { "" }
  public static var factsComeFirst: Bool { false }
  public static func exports(_ state: State, in context: ScreenContext) -> [ExportFile] { [] }
  public static func title(ofChangeFrom before: Draft, to after: Draft) -> String { "the last change" }

  /// The body of the screen as a canvas.
  public static func view(_ state: State, in context: ScreenContext) -> Canvas {
    var canvas = Canvas(size: context.size, look: context.look)
    canvas.keymap = context.keymap
    draw(state, on: &canvas, in: context)
    return canvas
  }
}

/// What every screen may look at.
public struct ScreenContext: Sendable {
  /// Size of the body.
  public var size: Size
  public var look: Look
  /// The open cohort.
  public var cohort: OpenCohort?
  /// The person's keys, by which sentences that are laid out name them.
  var keymap = Keymap()
  /// Jobs that are running.
  public var running: Set<TaskID>
  /// How many rows a message takes from the body until the next key.
  var messageRows = 0
  /// The text looked for in the list shown.
  var found: String?
  /// The condition by which the table of patients is filtered; nil where all are shown.
  var filter: String?
  /// Whether no cohort may be changed or made in this session, whichever is open.
  var isSessionReadOnly = false
  /// Whether the screen is said in lines of text: pictures are put into words, which need no room beside anything.
  var isReadAloud = false

  public init(
    size: Size = Size(columns: 80, rows: 21), look: Look = .standard, cohort: OpenCohort? = nil,
    running: Set<TaskID> = []
  ) {
    self.size = size
    self.look = look
    self.cohort = cohort
    self.running = running
  }

  /// Why no cohort may be made or changed in this session; nil when it may.
  var sessionReadOnlyReason: String? {
    isSessionReadOnly ? EnvironmentError.readOnly.description : nil
  }

  /// Why nothing may be changed; nil when it may.
  var readOnlyReason: String? {
    cohort?.isReadOnly == true ? "This cohort is open read-only: nothing can be changed." : sessionReadOnlyReason
  }
}

/// The screens there are.
public enum ScreenID: String, CaseIterable, Sendable {
  case start, cohort, viewer, extract, features, split, model, results, report, patient, tableOne, importing
  /// What the program answered to a command.
  case answer
}
