/// The screen shown, with its state: everything that the frame around it asks for. A new screen is one more case of
/// `App.face`, one action and one place in `AppState`.
struct ScreenFace {
  let explanation: String
  let draw: (inout Canvas) -> Void
  let commands: () -> [Command<AppAction>]
  /// What an event means before commands are asked.
  let action: (InputEvent) -> AppAction?
  /// The prompt that is open.
  let typing: Typing?
  /// The list that is shown.
  let listing: () -> Listing<AppAction>?
  let breadcrumb: [String]
  let facts: String
  let factsComeFirst: Bool
  /// What is seen, as files.
  let exports: () -> [ExportFile]

  init<S: Screen>(
    _ screen: S.Type, _ state: S.State, _ context: ScreenContext, crumb: String? = nil,
    _ wrap: @escaping @Sendable (S.Action) -> AppAction
  ) {
    explanation = S.explanation
    draw = { S.draw(state, on: &$0, in: context) }
    commands = { S.commands(state, in: context).map { $0.map(wrap) } }
    action = { S.action(for: $0, state, in: context).map(wrap) }
    typing = S.typing(state, in: context)
    listing = { S.listing(state, in: context)?.map(wrap) }
    breadcrumb = (crumb.map { [$0] } ?? []) + S.breadcrumb(state, in: context)
    facts = S.facts(state, in: context)
    factsComeFirst = S.factsComeFirst
    exports = { S.exports(state, in: context) }
  }
}

extension App {
  /// The face of the screen shown.
  static func face(_ state: AppState) -> ScreenFace {
    let context = state.context
    switch state.screen {
    case .start: return ScreenFace(StartScreen.self, state.start, context) { .start($0) }
    case .cohort: return ScreenFace(CohortScreen.self, state.shownTable, context) { .table($0) }
    case .viewer: return ScreenFace(ViewerScreen.self, state.viewer, context) { .viewer($0) }
    case .extract: return ScreenFace(ExtractScreen.self, state.extract, context, crumb: "Extract") { .extract($0) }
    case .features: return ScreenFace(FeaturesScreen.self, state.features, context, crumb: "Features") { .features($0) }
    case .split: return ScreenFace(SplitScreen.self, state.split, context, crumb: "Split") { .split($0) }
    case .model: return ScreenFace(ModelScreen.self, state.model, context, crumb: "Model") { .model($0) }
    case .patient: return ScreenFace(PatientScreen.self, state.patient, context) { .patient($0) }
    case .tableOne: return ScreenFace(TableOneScreen.self, state.tableOne, context) { .tableOne($0) }
    case .importing: return ScreenFace(ImportScreen.self, state.importing, context) { .importing($0) }
    case .report: return ScreenFace(ReportScreen.self, state.report, context, crumb: "Report") { .report($0) }
    case .answer: return ScreenFace(AnswerScreen.self, state.answer, context) { .answer($0) }
    case .results: return ScreenFace(ResultsScreen.self, state.results, context, crumb: "Results") { .results($0) }
    }
  }
}
