public import Cohort

/// Everything that can happen.
public enum AppAction: Sendable {
  case event(InputEvent)
  case resized(Size)

  case start(StartScreen.Action)
  case table(CohortScreen.Action)
  case viewer(ViewerScreen.Action)
  case extract(ExtractScreen.Action)
  case features(FeaturesScreen.Action)
  case split(SplitScreen.Action)
  case model(ModelScreen.Action)
  case results(ResultsScreen.Action)
  case report(ReportScreen.Action)
  case patient(PatientScreen.Action)
  case tableOne(TableOneScreen.Action)
  case importing(ImportScreen.Action)
  case answer(AnswerScreen.Action)

  case opened(OpenCohort)
  case reloaded(OpenCohort)
  /// Splits and results came after the table.
  case studied(CohortStudy)
  /// What is stale.
  case assessed(StudyFreshness)
  case failed(TaskID, String)
  case began(TaskID)
  case ended(TaskID)
  /// The answer to a question to the table.
  case answered(StudyResult)
  case edited(CohortEdit, inverse: CohortEdit, EditOrigin)
  case wrote(String)
  case listed(PathListing)
  case copied(String, CopyOutcome)

  case go(ScreenID)
  case back
  /// Along the screens seen before.
  case travel(AppState.Direction)
  case undo, redo
  /// Writes what is seen; a name replaces that of the first file.
  case export(String?)
  /// A source for import was typed.
  case chosen(ImportRequest)
  case imported(OpenCohort)
  case showHelp
  /// What a person who learns is told: beside the screen where it is wide, over it where it is not.
  case toggleLesson
  case showPalette
  case showCommandLine(String)
  /// The manual of what is typed after `:`.
  case showManual(of: String)
  /// What the program's commands take has been read.
  case knows(ProgramManual)
  /// Asks the program in its own words.
  case askProgram(String)
  /// Asks as soon as the rows are read again: another program has changed them. nil where they cannot be read.
  case askOfNewRows(RowQuestion?)
  /// One after the other.
  indirect case both(AppAction, AppAction)
  case closeOverlay
  /// Looks through the list shown.
  case beginFind, endFind
  case find(String)
  case findNext(Int)
  case confirmed
  case toggleMouse
  case nextTheme
  case setTheme(Theme.Name)
  case saveDisplay(String)
  case perform(Effect)
  case announce(Message)
  case quit
}
