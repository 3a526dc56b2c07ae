internal import Cohort

/// The whole program as a value: what happens to its state, and what is to be done about it.
public enum App {
  /// Applies one action. Going from screen to screen happens here; everything else outside comes back as effects.
  public static func update(_ state: inout AppState, _ action: AppAction) -> [Effect] {
    let effects = apply(&state, action)
    if let text = state.message?.text { state.message?.text = state.keymap.naming(text) }
    // A table that nobody waits for any more is not made to its end.
    let isLeft = state.running.contains(.tableOne) && state.screen != .tableOne
    return effects + followPreview(&state) + (isLeft ? [.cancel(.tableOne)] : [])
  }

  private static func apply(_ state: inout AppState, _ action: AppAction) -> [Effect] {
    switch action {
    case .event(let event): return handle(event, &state)
    case .resized(let size):
      state.size = size
      return []
    case .start(let action):
      // A cohort opened from the list is shown as it was left, screen and all.
      state.restoresScreen = true
      return run(StartScreen.self, \.start, action, &state)
    case .table(let action):
      guard state.table != nil else { return [] }
      let level = state.table?.level
      let effects = run(CohortScreen.self, \.shownTable, action, &state)
      // A question waits for the rows it was asked of, not for those that are looked at instead.
      if state.table?.level != level { state.questionOfNewRows = nil }
      switch action {
      case .loaded(let level, _): return effects + askOfNewRows(level, &state)
      case .arranged(let arranged): return effects + askOfNewRows(arranged.level, &state)
      default: return effects
      }
    case .viewer(.playedOn) where state.screen != .viewer:
      // A series does not play on behind another screen.
      state.viewer.isPlaying = false
      return []
    case .viewer(let action): return run(ViewerScreen.self, \.viewer, action, &state)
    case .extract(let action): return run(ExtractScreen.self, \.extract, action, &state)
    case .features(let action): return run(FeaturesScreen.self, \.features, action, &state)
    case .split(let action): return run(SplitScreen.self, \.split, action, &state)
    case .model(let action): return run(ModelScreen.self, \.model, action, &state)
    case .results(let action): return run(ResultsScreen.self, \.results, action, &state)
    case .report(let action):
      let effects = run(ReportScreen.self, \.report, action, &state)
      if case .wrote = action { state.cohort?.steps[.report] = .done }
      return effects
    case .patient(let action): return run(PatientScreen.self, \.patient, action, &state)
    case .tableOne(let action): return run(TableOneScreen.self, \.tableOne, action, &state)
    case .importing(let action):
      let source = state.importing.request?.source
      let effects = run(ImportScreen.self, \.importing, action, &state)
      // Another list is shown: what was looked for in the one before is not in this.
      if state.importing.request?.source != source { state.found = nil }
      return effects
    case .answer(let action): return answer(action, &state)

    case .opened(let cohort): return opened(cohort, &state)
    case .reloaded(let cohort): return reloaded(cohort, &state)
    case .chosen(let request):
      state.importing.request = request
      state.importing.preview = nil
      state.importing.failure = nil
      if state.screen != .importing { state.path.append(.importing) }
      return [.planImport(request)]
    case .imported(let cohort):
      let troubles = ImportScreen.troubles(state.importing.preview)
      let effects = opened(cohort, &state)
      let count = cohort.table.rowCount
      let words = "\(count) \(count == 1 ? "patient" : "patients") in \(cohort.path)"
      state.message =
        troubles.map { Message("\($0) in what was read (:import shows them again); \(words).", .warning) }
        ?? Message(words + ".", .good)
      state.importing = ImportScreen.State()
      return effects
    case .studied(let study): return studied(study, &state)
    case .assessed(let freshness):
      state.cohort?.freshness = freshness
      return []
    case .answered(let result):
      state.results.take(answer: result)
      return resolve([.go(.results)], &state)
    case .failed(let task, let words):
      let sentence = state.keymap.naming(words)
      state.start.progress = nil
      if task == .open { state.opensDirectly = false }
      switch task {
      case .image: state.viewer.failure = sentence
      case .companion: state.viewer.second = nil
      case .derived: state.viewer.derivation = nil
      case .extraction: state.extract.hasEnded(with: sentence)
      case .model: state.model.progress = nil
      case .split:
        state.split.failure = sentence
        // The screen says it.
        if state.screen == .split { return [] }
      case .features: state.features.failure = sentence
      case .featureValues: state.features.valuesFailure = sentence
      case .plans: state.extract.failure = sentence
      case .edit where !state.extract.awaited.isEmpty:
        state.extract.forgetChosen()
        state.message = Message(sentence, .bad)
        return [.planExtraction]
      case .study:
        state.cohort?.isComplete = true
        state.pendingPatient = nil
        state.pendingQuestion = nil
      case .report: state.report.failure = sentence
      case .patient: state.patient.failure = sentence
      case .table: if let table = state.table, table.sheets[table.level] == nil { state.table?.level = .patient }
      case .tableOne: state.tableOne.failure = sentence
      case .program:
        // The page says it.
        _ = answer(.failed(sentence), &state)
        if state.screen == .answer { return [] }
      case .folder, .importing:
        state.importing.failure = sentence
        state.importing.isWriting = false
      default: break
      }
      state.message = Message(sentence, .bad)
      return task == .open && !state.start.isLoaded ? [.listStart] : []
    case .began(let task):
      state.running.insert(task)
      return []
    case .ended(let task):
      state.running.remove(task)
      return []
    case .edited(let edit, let inverse, let origin):
      edited(edit, inverse: inverse, origin, &state)
      if case .settings = edit { return [.planExtraction] }
      return []
    case .undo: return undo(&state)
    case .redo: return redo(&state)
    case .travel(let direction): return travel(direction, &state)
    case .export where state.screen == .model:
      guard let command = screenCommands(state).first(where: { $0.id == "model.export" }) else { return [] }
      return run(command, &state)
    case .export(let name):
      var files = face(state).exports()
      guard !files.isEmpty else {
        state.message = Message(
          "There is nothing here to export; \(KeyName.saveDisplay) saves the screen as text.", .warning)
        return []
      }
      if let name, !name.isEmpty { files[0].name = name }
      return [.write(files)]
    case .wrote(let path):
      state.message = Message("Wrote \(path).", .good)
      return []
    case .copied(let what, let outcome):
      state.message =
        switch outcome {
        case .clipboard: Message("Copied the \(what).", .good)
        case .tmuxBuffer: Message("Copied the \(what) into the buffer of tmux: prefix ] pastes it.", .good)
        case .refused:
          Message("This terminal takes no text for its clipboard. Use \(KeyName.export) to export instead.", .warning)
        case .refusedByTmux:
          Message(
            "Nothing is copied: tmux takes no text from programs. tmux set -g set-clipboard on lets it.", .warning)
        case .tooLong:
          Message(
            "Nothing is copied: the \(what) is longer than terminals take. Use \(KeyName.export) to export instead.",
            .warning)
        }
      return []

    case .go(.start) where state.cohort != nil && whatRuns(state) != nil:
      askToLeave(by: .go(.start), "leave the cohort", &state)
      return []
    case .go(let screen): return resolve([.go(screen)], &state)
    case .back: return resolve([.back], &state)
    case .showHelp:
      state.overlay = .help(top: 0)
      return []
    case .toggleLesson:
      if state.size.columns >= Lesson.leastColumns {
        state.isLearning.toggle()
      } else {
        state.overlay = .lesson(top: 0)
      }
      return []
    case .listed(let paths):
      state.paths = paths
      return []
    case .showPalette:
      state.overlay = .palette(PaletteState())
      return []
    case .showCommandLine(let text):
      state.overlay = .commandLine(Prompt(text, history: state.commandHistory))
      let isUnread = state.manual == nil && !state.running.contains(.manual)
      return CommandLine.listing(for: text, state) + (isUnread ? [.readManual] : [])
    case .showManual(let word):
      state.overlay = .manual(of: word, top: 0, typing: nil)
      return []
    case .knows(let manual):
      state.manual = manual
      if let typed = state.pendingCompletion, case .commandLine(var prompt) = state.overlay, prompt.text == typed {
        prompt.complete { CommandLine.completions($0, state) }
        state.overlay = .commandLine(prompt)
      }
      state.pendingCompletion = nil
      guard let question = state.pendingQuestion else { return [] }
      state.pendingQuestion = nil
      return askProgram(question, &state)
    case .askProgram(let text):
      state.questionOfNewRows = nil
      return askProgram(text, &state)
    case .askOfNewRows(let question):
      if question == nil, case .tableOne = state.questionOfNewRows {
        state.tableOne.failure = "The rows could not be read again, so there is no table of them."
      }
      state.questionOfNewRows = question
      return []
    case .both(let first, let second):
      let effects = update(&state, first)
      return effects + update(&state, second)
    case .beginFind:
      guard let listing = face(state).listing() else { return [] }
      state.overlay = .find(Prompt("", history: state.findHistory), from: listing.row, count: 0)
      return []
    case .find(let text): return find(text, &state)
    case .endFind:
      state.found = nil
      return []
    case .findNext(let step): return findNext(step, &state)
    case .closeOverlay:
      state.overlay = nil
      return []
    case .confirmed:
      guard case .confirm(_, let effect) = state.overlay else { return [] }
      state.overlay = nil
      if case .extract(let plan) = effect {
        state.extract.begin(plan)
        return [.cancel(.preflight), effect]
      }
      if case .importCohort = effect { state.importing.isWriting = true }
      return (effect.opensCohort ? tasksOfCohort.map { .cancel($0) } : [])
        + resolve([effect], isConfirmed: true, &state)
    case .toggleMouse:
      state.isMouseOn.toggle()
      state.session?.isMouseOn = state.isMouseOn
      state.message = Message(
        state.isMouseOn ? "The mouse acts on Radish." : "The mouse selects text in the terminal; :mouse brings it back."
      )
      return [.setMouse(state.isMouseOn)]
    case .nextTheme:
      let names = Theme.Name.allCases
      let next = ((names.firstIndex(of: state.theme.name) ?? 0) + 1) % names.count
      return update(&state, .setTheme(names[next]))
    case .setTheme(let name):
      state.theme = Theme(name, depth: state.depth)
      state.session?.theme = name
      state.message = Message("Theme: \(state.theme.name.rawValue)")
      return []
    case .saveDisplay(let name):
      state.overlay = nil
      state.message = nil
      let canvas = view(state)
      return [.write([ExportFile(name, state.look.isASCII ? canvas.asciiText : canvas.text)])]
    case .perform(let effect): return resolve([effect], &state)
    case .announce(let message):
      state.message = message
      return []
    case .quit: return quit(&state, status: 0)
    }
  }

  /// The picture beside the table follows the row under the cursor, whatever moved it.
  private static func followPreview(_ state: inout AppState) -> [Effect] {
    guard state.screen == .cohort else {
      // Elsewhere nobody sees it: its reading makes way for what is seen.
      if state.running.contains(.preview) {
        state.table?.preview.wanted = nil
        return [.cancel(.preview)]
      }
      return []
    }
    let context = state.context
    return state.table?.followPreview(in: context) ?? []
  }

  /// A cohort is open: every screen begins anew, the table as it was left.
  private static func opened(_ cohort: OpenCohort, _ state: inout AppState) -> [Effect] {
    state.start.progress = nil
    state.questionOfNewRows = nil
    state.history = History()
    state.cohort = cohort
    state.table = CohortScreen.State(table: cohort.table)
    state.table?.preview.isShown = state.session?.showsPreview ?? true
    state.viewer = ViewerScreen.State()
    state.extract = ExtractScreen.State()
    state.features = FeaturesScreen.State()
    state.split = SplitScreen.State(cohort: cohort)
    state.model = ModelScreen.State(cohort: cohort)
    state.results = ResultsScreen.State(results: cohort.results)
    state.report = ReportScreen.State()
    state.patient = PatientScreen.State()
    state.tableOne = TableOneScreen.State()
    state.path = state.path.first == .start && !state.opensDirectly ? [.start, .cohort] : [.cohort]
    state.forgetVisited()
    var effects: [Effect] = []
    let left = state.session?.left(cohort)
    if let visit = left?.visit, var table = state.table {
      effects += table.restore(visit)
      state.table = table
      restorePlaces(visit, &state)
      if state.restoresScreen { effects += restoreScreen(visit, &state) }
    } else if var table = state.table, table.summaries.isEmpty {
      effects += table.sheet.arrange(typed: nil)
      state.table = table
    }
    state.restoresScreen = false
    if let sentence = left?.remark(cohort, filter: state.table?.arrangement.filter ?? "") {
      state.message = Message(sentence)
    }
    return effects + viewPending(&state) + (cohort.isComplete ? [] : [.loadStudy]) + [.assessSteps]
  }

  /// Shows the images that were asked for before they were known.
  private static func viewPending(_ state: inout AppState) -> [Effect] {
    guard let patient = state.pendingPatient, state.cohort?.isComplete == true else { return [] }
    state.pendingPatient = nil
    let image = state.pendingImage
    state.pendingImage = nil
    return view(patient, image: image, &state)
  }

  /// Images, splits and results are there: the screens that show them take them.
  private static func studied(_ study: CohortStudy, _ state: inout AppState) -> [Effect] {
    guard var cohort = state.cohort else { return [] }
    cohort.images = study.images
    let isSameResult = cohort.results.isEmpty || cohort.results.first?.run == study.results.first?.run
    cohort.splits = study.splits
    cohort.results = study.results
    cohort.features = study.features
    cohort.unreadableRuns = study.unreadableRuns
    cohort.isComplete = true
    cohort.take(study.others)
    // A report that was written stands for the result of then.
    if !isSameResult, cohort.steps[.report] == .done { cohort.steps[.report] = .stale }
    state.cohort = cohort
    state.results.take(cohort.results)
    state.split.take(schemesFor: cohort)
    state.split.take(cohort.splits.first)
    state.results.restorePlace()
    let predicted = state.model.outcomeName
    state.model.take(cohort)
    if state.model.outcomeName != predicted, let name = state.model.outcomeName { state.split.stratify(by: name) }
    var effects: [Effect] = []
    if let plan = state.split.plan, state.split.frozen == nil || plan != state.split.preview?.plan {
      state.split.preview = nil
      if state.screen == .split { effects.append(.previewSplit(plan)) }
    }
    if state.screen == .report { effects.append(.loadReport(run: state.results.result?.run)) }
    if let question = state.pendingQuestion, state.manual != nil {
      state.pendingQuestion = nil
      effects += askProgram(question, &state)
    }
    return effects + viewPending(&state)
  }

  /// The cohort file was changed and read again.
  private static func reloaded(_ cohort: OpenCohort, _ state: inout AppState) -> [Effect] {
    let freshness = state.cohort?.freshness
    let before = state.cohort
    state.cohort = cohort
    state.cohort?.steps[.report] = before?.steps[.report]
    // Images, splits and results are shown as they were until they are read.
    if !cohort.isComplete {
      state.cohort?.images = before?.images ?? CohortImages()
      state.cohort?.splits = before?.splits ?? []
      state.cohort?.results = before?.results ?? []
      state.cohort?.features = before?.features ?? []
      state.cohort?.unreadableRuns = before?.unreadableRuns ?? []
      state.cohort?.outcomes += before?.outcomes.filter { $0.unit != .patient } ?? []
      state.cohort?.unitColumns = before?.unitColumns ?? [:]
    }
    // What was stale is shown until the new look is done.
    if let freshness { state.cohort?.freshness = freshness }
    var effects: [Effect] = [.assessSteps]
    // Tables may be long: they are compared for answers only.
    if state.results.results.contains(where: \.isAsked), before?.table != cohort.table {
      state.results.rowsHaveChanged()
    }
    if let level = state.tableOne.request?.level, level != .patient || before?.table != cohort.table {
      state.tableOne.isOfOldRows = true
      if state.screen == .tableOne, state.questionOfNewRows == nil { state.questionOfNewRows = .tableOne(level) }
    }
    if var table = state.table {
      effects += table.sheets[.patient]?.replace(cohort.table) ?? []
      // The other tables are read again when they are next shown, the one shown at once.
      effects += table.sheets.keys.filter { $0 != .patient }.map { .loadTable($0) }
      state.table = table
    }
    effects += askOfNewRows(.patient, &state)
    if state.screen == .patient { effects.append(.loadPatient(state.patient.label)) }
    let made = Set(cohort.storedOutcomes.keys).subtracting((before?.storedOutcomes ?? [:]).keys)
    let predicted = state.model.outcomeName
    state.model.take(state.cohort ?? cohort, choosing: made.count == 1 ? made.first : nil)
    if state.screen == .split, state.model.outcomeName != predicted { effects += stratifySplit(&state) }
    if !state.extract.plans.isEmpty, !state.running.contains(.extraction) { effects.append(.planExtraction) }
    if state.screen == .features { effects += resolveFeatures(state) }
    if cohort.isComplete {
      effects += studied(
        CohortStudy(
          images: cohort.images, splits: cohort.splits, results: cohort.results, unreadableRuns: cohort.unreadableRuns,
          features: cohort.features),
        &state)
    } else {
      effects.append(.loadStudy)
    }
    return effects
  }

  /// Leaving is asked about only when a job would be cut off.
  static func quit(_ state: inout AppState, status: Int32) -> [Effect] {
    if whatRuns(state) != nil {
      askToLeave(by: .quit(status: status), "quit", &state)
      return []
    }
    return [.quit(status: status)]
  }

  /// Asks before the job that runs is cut off.
  private static func askToLeave(by effect: Effect, _ leave: String, _ state: inout AppState) {
    state.overlay = .confirm(question: "\(whatRuns(state) ?? "A job is running"); \(leave)?", effect: effect)
  }

  /// A clause about the job that leaving would cut off; nil where none runs.
  private static func whatRuns(_ state: AppState) -> String? {
    if state.running.contains(where: \.isWork) { return "A job is running. What is finished is kept" }
    return state.running.contains(where: \.isAwaited) ? ":\(state.answer.title) is running and will be ended" : nil
  }

  /// Does what needs nothing from outside, and passes on the rest.
  ///
  /// - Parameter isConfirmed: whether it was asked already that a job will be cut off.
  static func resolve(_ effects: [Effect], isConfirmed: Bool = false, _ state: inout AppState) -> [Effect] {
    var rest: [Effect] = []
    for effect in effects {
      switch effect {
      case _ where effect.opensCohort && !isConfirmed && state.cohort != nil && whatRuns(state) != nil:
        askToLeave(by: effect, "open another cohort", &state)
      case .go(let screen): rest += enter(screen, &state)
      case .back:
        if state.path.count == 2, state.path.first == .start, whatRuns(state) != nil {
          askToLeave(by: .go(.start), state.cohort == nil ? "go back" : "leave the cohort", &state)
        } else if state.path.count > 1 {
          state.path.removeLast()
          if state.screen == .start {
            state.cohort = nil
            state.table = nil
            state.pendingPatient = nil
            state.forgetVisited()
            state.history = History()
            rest += leaving
          }
        } else {
          state.message = Message("This is the first screen; \(KeyName.quit) quits.")
        }
      case .view(let patient): rest += view(patient, image: nil, &state)
      case .viewImage(let patient, let path): rest += view(patient, image: path, &state)
      case .showPatient(let label):
        state.patient.open(label, patients: state.table?.patients ?? [label])
        if state.screen != .patient { state.path.append(.patient) }
        rest.append(.loadPatient(label))
      case .showTableOne(let request):
        state.tableOne = TableOneScreen.State()
        state.tableOne.request = request
        if state.screen != .tableOne { state.path.append(.tableOne) }
        rest.append(.makeTableOne(request))
      case .showImport(let path):
        if state.screen != .importing { state.path.append(.importing) }
        if let path {
          rest.append(.openPath(path))
        } else if state.importing.request == nil {
          rest.append(.listFolder(state.importing.folder?.path ?? "."))
        }
      case .announce(let message): state.message = message
      case .confirm(let question, let effect):
        state.overlay = .confirm(question: state.keymap.naming(question), effect: effect)
      case .typeCommand(let text): rest += update(&state, .showCommandLine(text))
      case .nextOutcome(let step): rest += nextOutcome(step, &state)
      case .askAgain(let text): rest += askProgram(text, &state)
      case .askInstead(let text): rest += askProgram(text, endingOther: true, &state)
      default: rest.append(effect)
      }
    }
    return rest
  }

  /// Jobs of a cohort end when it is left.
  private static let tasksOfCohort: [TaskID] = [
    .image, .extraction, .model, .preflight, .features, .featureValues, .freshness, .report, .study, .program,
  ]

  private static let leaving: [Effect] = tasksOfCohort.map { .cancel($0) } + [.listStart]

  /// Goes to a screen: a step of the workflow replaces the step shown.
  private static func enter(_ screen: ScreenID, _ state: inout AppState) -> [Effect] {
    guard screen == .start || screen == .importing || screen == .answer || state.cohort != nil else {
      state.message = Message("Open a cohort first.", .warning)
      return []
    }
    let root = state.path.first ?? .start
    switch screen {
    case .start:
      state.path = [.start]
      state.opensDirectly = false
      state.cohort = nil
      state.table = nil
      state.pendingPatient = nil
      state.forgetVisited()
      state.history = History()
      return leaving
    case .cohort: state.path = root == .start ? [.start, .cohort] : [.cohort]
    case .patient, .tableOne, .importing, .answer:
      if state.screen != screen { state.path.append(screen) }
    case .viewer: if state.screen != .viewer { state.path.append(.viewer) }
    case .features: state.path = (root == .start ? [.start, .cohort] : [.cohort]) + [.extract, .features]
    default: state.path = (root == .start ? [.start, .cohort] : [.cohort]) + [screen]
    }
    switch screen {
    case .extract: return (state.extract.plans.isEmpty ? [.planExtraction] : []) + [.assessSteps]
    case .features: return (state.extract.plans.isEmpty ? [.planExtraction] : []) + resolveFeatures(state)
    case .model:
      if let cohort = state.cohort { state.model.lookAtColumns(of: cohort) }
      return [.assessSteps]
    case .results: return [.assessSteps]
    case .report:
      guard !state.results.results.isEmpty, state.cohort?.isComplete == true else { return [.assessSteps] }
      return [.loadReport(run: state.results.result?.run), .assessSteps]
    case .split:
      if let name = state.model.outcomeName { state.split.stratify(by: name) }
      guard state.cohort?.isComplete == true, state.split.preview == nil else { return [.assessSteps] }
      return (state.split.plan.map { [.previewSplit($0)] } ?? []) + [.assessSteps]
    default: return []
    }
  }

  /// The features that are shown are read again: values and split may have changed.
  private static func resolveFeatures(_ state: AppState) -> [Effect] {
    let shown = state.features.table
    let values: [Effect] =
      state.features.tab == .values ? [.loadFeatureValues(extraction: state.features.values?.extraction)] : []
    return values + [
      .loadFeatures(
        FeatureRequest(
          extraction: shown?.overview.extraction ?? state.extract.plan?.name, outcome: shown?.outcome))
    ]
  }

  /// Another outcome for models and splits, on whichever screen it is asked for.
  private static func nextOutcome(_ step: Int, _ state: inout AppState) -> [Effect] {
    let count = state.model.outcomes.count
    guard count > 1 else { return [] }
    let before = state.model.outcome
    let after = (before + step % count + count) % count
    let schemes = SplitScreen.draft(state.split)
    let effects = choose(outcome: after, &state)
    let changed = SplitScreen.draft(state.split)
    func change(_ outcome: Int, _ schemes: [SplitPlan]) -> History.Change {
      .state { state in
        let effects = choose(outcome: outcome, &state)
        let context = state.context
        return effects + SplitScreen.restore(schemes, in: &state.split, in: context)
      }
    }
    state.history.remember(
      History.Step(
        screen: state.screen, title: "choice of the outcome", undo: change(before, schemes),
        redo: change(after, changed)))
    return effects
  }

  private static func choose(outcome: Int, _ state: inout AppState) -> [Effect] {
    guard state.model.outcomes.indices.contains(outcome) else { return [] }
    state.model.outcome = outcome
    let name = state.model.outcomes[outcome].name
    let isFrozen = state.split.plan == state.split.frozen?.plan && state.split.frozen != nil
    state.message = Message(
      isFrozen
        ? "Models predict \(name). What is frozen stays as it is." : "Models predict \(name), splits keep its shares.")
    return stratifySplit(&state)
  }

  /// Schemes keep the shares of the outcome that models predict.
  private static func stratifySplit(_ state: inout AppState) -> [Effect] {
    guard let name = state.model.outcomeName else { return [] }
    state.split.stratify(by: name)
    guard state.screen == .split, state.split.preview == nil else { return [] }
    return state.split.plan.map { [.previewSplit($0)] } ?? []
  }

  /// Goes through the screens seen before, as a browser does.
  static func travel(_ direction: AppState.Direction, _ state: inout AppState) -> [Effect] {
    let past = state.visited
    let future = state.ahead
    switch direction {
    case .back:
      guard let target = past.last else { return [] }
      let here = state.path
      state.path = target
      state.visited = Array(past.dropLast())
      state.ahead = future + [here]
    case .forward:
      guard let target = future.last else { return [] }
      let here = state.path
      state.path = target
      state.visited = past + [here]
      state.ahead = Array(future.dropLast())
    }
    // A table that was left before it was made is made now, and one whose rows have changed since is made again.
    if state.screen == .tableOne, let request = state.tableOne.request {
      if state.tableOne.isOfOldRows { return makeTableOneAnew(&state) }
      if state.tableOne.result == nil { return [.makeTableOne(request)] }
    }
    return []
  }

  private static func view(_ patient: String, image path: String?, _ state: inout AppState) -> [Effect] {
    let images = state.cohort?.images.of(patient) ?? []
    guard !images.isEmpty else {
      if state.cohort?.isComplete == false {
        state.pendingPatient = patient
        state.message = Message("The list of images is still being read; \(patient) comes as soon as it is there.")
        return []
      }
      state.message = Message("\(patient) has no images in this cohort.", .warning)
      return []
    }
    if state.screen != .viewer { state.path.append(.viewer) }
    state.viewer.open(images, patients: state.table?.patients ?? [patient])
    if let path, let place = images.firstIndex(where: { $0.path == path }) { state.viewer.index = place }
    return state.viewer.image.map { [.loadImage($0)] } ?? []
  }
}
