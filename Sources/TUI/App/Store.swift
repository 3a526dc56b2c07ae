/// Holds the state, applies actions in order, does the effects, and draws once when nothing is waiting.
@MainActor public final class Store {
  public private(set) var state: AppState
  public let display: any Display
  public let environment: Environment
  /// Called for effects only a process can do: suspending, quitting.
  public var onQuit: @MainActor (Int32) -> Void = { _ in }
  public var onSuspend: @MainActor () -> Void = {}
  public var onRedraw: @MainActor () -> Void = {}
  /// Called when another screen is shown.
  var onGone: @MainActor () -> Void = {}
  /// The status of the quit that was asked for.
  public private(set) var quitStatus: Int32?

  private var queue: [AppAction] = []
  private var isDraining = false
  private var isDrawScheduled = false
  /// Keys and moves of the mouse applied since the last frame: more than one means that frames fall behind them.
  private var eventsSinceFrame = 0
  private var refinement: Task<Void, Never>?
  private var tasks: [TaskID: (number: Int, task: Task<Void, Never>)] = [:]
  private var taskCount = 0
  /// Changes of the file that wait for the one that is being written, each with the cohort it is of.
  private var waitingEdits: [(effect: Effect, cohort: String)] = []

  public init(state: AppState, display: any Display, environment: Environment) {
    self.state = state
    self.display = display
    self.environment = state.isReadOnly ? environment.readOnly() : environment
  }

  /// Applies an action after those that wait, and schedules one draw.
  public func send(_ action: AppAction) {
    queue.append(action)
    if case .event = action { eventsSinceFrame += 1 }
    guard !isDraining else { return }
    isDraining = true
    let path = state.path
    while !queue.isEmpty {
      let next = queue.removeFirst()
      for effect in App.update(&state, next) { perform(effect) }
    }
    isDraining = false
    if state.path != path { onGone() }
    scheduleDraw()
  }

  /// Opens a cohort or shows the start screen.
  public func begin(cohortPath: String?, sample: String? = nil, patient: String? = nil) {
    if let cohortPath {
      state.pendingPatient = patient
      state.opensDirectly = true
      // Who names a patient wants to see that one.
      state.restoresScreen = patient == nil
      state.start.progress = JobProgress("Opening \(cohortPath) …")
      perform(.open(path: cohortPath))
    } else if let sample {
      state.start.progress = JobProgress("Preparing \(sample) …")
      perform(.generateSample(name: sample))
    } else {
      perform(.listStart)
    }
    scheduleDraw()
  }

  /// Shows images that belong to no cohort.
  public func begin(images: [ImageEntry], opening: ViewerScreen.Opening = ViewerScreen.Opening()) {
    guard let first = images.first else { return }
    state.path = [.viewer]
    state.viewer.open(images, patients: [first.patient], as: opening)
    perform(.loadImage(first))
    scheduleDraw()
  }

  private func scheduleDraw() {
    guard !isDrawScheduled else { return }
    isDrawScheduled = true
    Task { @MainActor in
      self.isDrawScheduled = false
      self.draw()
    }
  }

  /// Shows the state now. Pictures that cannot keep up with a key held down are drawn coarsely; the exact one follows as soon
  /// as the keys rest.
  public func draw() {
    let isBehind = state.screen == .viewer && eventsSinceFrame > 1
    eventsSinceFrame = 0
    refinement?.cancel()
    refinement = nil
    guard isBehind else { return display.present(App.view(state), theme: state.theme) }
    var draft = state
    draft.look = state.look.draft
    display.present(App.view(draft), theme: state.theme)
    let environment = environment
    refinement = Task { @MainActor in
      guard (try? await environment.pause(.milliseconds(120))) != nil, !Task.isCancelled else { return }
      self.draw()
    }
  }

  /// Waits until no job runs and no action waits, then draws.
  public func settle() async {
    while let job = tasks.first(where: { !$0.key.isClock }) { await job.value.task.value }
    draw()
  }

  /// Waits for every job but work, which may take long.
  func settleQuick() async {
    while let job = tasks.first(where: { !$0.key.isWork && !$0.key.isClock }) { await job.value.task.value }
    draw()
  }

  public var isIdle: Bool { tasks.isEmpty && queue.isEmpty }

  /// Ends every job; what they have stored stays.
  public func cancelAll() {
    for job in tasks.values { job.task.cancel() }
  }

  /// Waits for the jobs to end after `cancelAll`, at most about `seconds`.
  public func waitForJobs(seconds: Double) async {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while !tasks.isEmpty, ContinuousClock.now < deadline { try? await Task.sleep(for: .milliseconds(10)) }
  }

  private func perform(_ effect: Effect) {
    switch effect {
    case .cancel(let id):
      tasks[id]?.task.cancel()
    case .copy(let text, let what): send(.copied(what, display.copy(text)))
    case .setMouse(let isOn): display.setMouse(isOn)
    case .reload: if let path = state.cohort?.path { reload(path) }
    case .redraw: onRedraw()
    case .suspend: onSuspend()
    case .quit(let status):
      quitStatus = status
      onQuit(status)
    case .edit where tasks[.edit] != nil:
      // Every change is written and remembered, one after the other: none takes the place of another.
      if let path = state.cohort?.path { waitingEdits.append((effect, path)) }
    default:
      if let id = effect.task { start(effect, as: id) }
    }
  }

  /// Begins the change that waited for the one before; those of a cohort that was left are nobody's any more.
  private func startWaitingEdit() {
    guard tasks[.edit] == nil, !waitingEdits.isEmpty else { return }
    let next = waitingEdits.removeFirst()
    guard state.cohort?.path == next.cohort else { return startWaitingEdit() }
    start(next.effect, as: .edit)
  }

  /// Runs the job of an effect off the main actor. A job of the same kind that runs is cancelled first.
  private func start(_ effect: Effect, as id: TaskID) {
    // The last word of a job may come when its cohort has been left.
    if effect.needsCohort, state.cohort == nil { return }
    tasks[id]?.task.cancel()
    taskCount += 1
    let number = taskCount
    let environment = environment
    let cohort = state.cohort?.path ?? ""
    let isReadOnly = state.isReadOnly
    // Progress may come faster than frames: only the newest is kept.
    let (progress, report) = AsyncStream.makeStream(of: AppAction.self, bufferingPolicy: .bufferingNewest(1))
    let job = Task { @MainActor in
      let work = Task.detached {
        let action = await effect.action(
          in: environment, cohort: cohort, isReadOnly: isReadOnly, report: { report.yield($0) })
        report.finish()
        return action
      }
      await withTaskCancellationHandler {
        for await action in progress where self.tasks[id]?.number == number { self.send(action) }
      } onCancel: {
        work.cancel()
      }
      let last = await work.value
      // A job that was replaced says nothing any more.
      guard self.tasks[id]?.number == number else { return }
      self.tasks[id] = nil
      self.send(.ended(id))
      if let last { self.send(last) }
      if id == .edit { self.startWaitingEdit() }
      // Another cohort that is being opened takes the place of this one.
      let isLeft = self.state.running.contains(.open)
      if effect.changesCohort, !isLeft, let path = self.state.cohort?.path { self.reload(path) }
    }
    tasks[id] = (number, job)
    send(.began(id))
  }

  /// Reads the cohort again after a job changed it.
  private func reload(_ path: String) {
    let environment = environment
    let isReadOnly = state.isReadOnly
    taskCount += 1
    let number = taskCount
    tasks[.open]?.task.cancel()
    let job = Task { @MainActor in
      let work = Task.detached { () -> Result<OpenCohort, any Error> in
        do { return .success(try await environment.reopenCohort(path, isReadOnly)) } catch { return .failure(error) }
      }
      let read = await work.value
      guard self.tasks[.open]?.number == number else { return }
      self.tasks[.open] = nil
      guard self.state.cohort?.path == path else { return }
      switch read {
      case .success(let cohort): self.send(.reloaded(cohort))
      case .failure(let error):
        self.send(.both(.askOfNewRows(nil), .announce(Message(String(describing: error), .bad))))
      }
    }
    tasks[.open] = (number, job)
  }
}

extension Effect {
  /// Whether the cohort file is different afterwards.
  var changesCohort: Bool {
    switch self {
    case .extract, .run, .runStudy, .edit: true
    default: false
    }
  }

  /// Whether the job reads or writes the open cohort.
  var needsCohort: Bool {
    switch self {
    case .loadStudy, .planExtraction, .extract, .previewSplit, .assessSteps, .preflight, .loadFeatures,
      .loadFeatureValues,
      .run, .runStudy, .writeStudyFile, .copyStudyFile, .loadTable, .loadReport, .loadPatient, .edit:
      true
    default: false
    }
  }

  /// Does the job; returns what happened, nil when it was cancelled and there is nothing to say.
  func action(
    in environment: Environment, cohort: String, isReadOnly: Bool, report: @escaping @Sendable (AppAction) -> Void
  ) async -> AppAction? {
    do {
      switch self {
      case .listStart: return .start(.loaded(await environment.startEntries()))
      case .generateSample(let name):
        let path = try await environment.generateSample(name) { report(.start(.progress($0))) }
        try Task.checkCancellation()
        return .opened(try await environment.openCohort(path, isReadOnly))
      case .open(let path): return .opened(try await environment.openCohort(path, isReadOnly))
      case .loadStudy: return .studied(try await environment.loadStudy(cohort))
      case .loadImage(let entry):
        return .viewer(.loaded(try await environment.loadImage(entry)))
      case .loadCompanion(let entry): return .viewer(.companionLoaded(try await environment.loadImage(entry)))
      case .loadPreview(let entry):
        do {
          return .table(.previewed(try await environment.loadPreview(entry)))
        } catch  where !(error is CancellationError) {
          // A sentence at the bottom for every row that the cursor rests on would be in the way.
          return .table(.previewFailed(entry, String(describing: error)))
        }
      case .derive(let derivation, let image): return .viewer(.derived(try DerivedPicture(derivation, of: image)))
      case .playOn(let milliseconds):
        try await environment.pause(.milliseconds(milliseconds))
        return .viewer(.playedOn)
      case .planExtraction: return .extract(.planned(try await environment.extractionPlans(cohort)))
      case .extract(let plan):
        let end = try await environment.extract(cohort, plan) { report(.extract(.progress($0))) }
        return .extract(.finished(end))
      case .previewSplit(let plan): return .split(.previewed(try await environment.previewSplit(cohort, plan)))
      case .assessSteps:
        if try await environment.hasChanged(cohort) { return Self.readingAgain }
        return await environment.freshness(cohort).map { .assessed($0) }
      case .preflight(let plan):
        let cases = try await environment.preflight(cohort, plan) { report(.extract(.checking($0))) }
        return .extract(.checked(plan.name, cases))
      case .loadFeatures(let wanted): return .features(.loaded(try await environment.features(cohort, wanted)))
      case .loadFeatureValues(let extraction):
        return .features(.valuesLoaded(try await environment.featureValues(cohort, extraction)))
      case .run(let plan):
        let results = try await environment.runModel(cohort, plan) { report(.model(.progress($0))) }
        return .model(.finished(results))
      case .runStudy(let path):
        let results = try await environment.runStudy(cohort, path) { report(.model(.progress($0))) }
        return .model(.finished(results))
      case .readManual: return .knows(environment.program?.manual() ?? ProgramManual())
      case .askProgram(let call):
        guard let program = environment.program else { throw EnvironmentError.notAvailable("commands of the program") }
        var call = call
        if !cohort.isEmpty, try await environment.hasChanged(cohort), call.rows != nil {
          return .both(.askOfNewRows(.program(call.typed)), Self.readingAgain)
        }
        if let rows = call.rows, let wanted = call.features {
          let columns = try await environment.featureColumns(cohort, wanted)
          call.rows?.table = try wanted.added(columns, to: rows.table)
        }
        // What the command changes in the cohort is undone like any other edit: choices before and after tell what it was.
        let before = cohort.isEmpty || isReadOnly ? nil : try? await environment.choices(cohort)
        let answer = try await program.ask(call, isReadOnly) { report(.answer(.progress($0))) }
        if let before, answer.written.contains(cohort), let after = try? await environment.choices(cohort),
          let edit = CohortEdit(from: before, to: after, by: ":" + call.path.joined(separator: " ")),
          let inverse = CohortEdit(from: after, to: before, by: ":" + call.path.joined(separator: " "))
        {
          return .both(.answer(.answered(answer)), .edited(edit, inverse: inverse, .person))
        }
        try Task.checkCancellation()
        return .answer(.answered(answer))
      case .ask(var question):
        if !cohort.isEmpty, try await environment.hasChanged(cohort) {
          return .both(.askOfNewRows(.table(question.kind, level: question.level)), Self.readingAgain)
        }
        if let wanted = question.features {
          question.table = try wanted.added(try await environment.featureColumns(cohort, wanted), to: question.table)
        }
        return .answered(try question.answered())
      case .arrange(let request):
        let arranged = Arranged(request)
        try Task.checkCancellation()
        report(.table(.arranged(arranged)))
        guard let rows = arranged.rows else { return nil }
        let summaries = Arranged.summaries(request, rows: rows)
        try Task.checkCancellation()
        return .table(.summarised(request.level, number: request.number, summaries))
      case .loadTable(let level): return .table(.loaded(level, try await environment.loadTable(cohort, level)))
      case .listPaths(let folder): return .listed(await environment.listPaths(folder))
      case .loadReport(let run): return .report(.loaded(try await environment.report(cohort, run)))
      case .writeReport(let report, let folder):
        let written = try await environment.writeReport(report, folder)
        return .report(.wrote(folder: written.folder, count: written.count))
      case .loadPatient(let label): return .patient(.loaded(try await environment.patientPage(cohort, label)))
      case .makeTableOne(let request):
        if !cohort.isEmpty, try await environment.hasChanged(cohort) {
          return .both(.askOfNewRows(.tableOne(request.level)), Self.readingAgain)
        }
        return .tableOne(.made(try request.made { report(.tableOne(.progress($0))) }))
      case .listFolder(let path): return .importing(.listed(try await environment.listFolder(path)))
      case .openPath(let path):
        if path.hasSuffix(".sqlite") { return .opened(try await environment.openCohort(path, isReadOnly)) }
        if await environment.isFolder(path) { return .importing(.listed(try await environment.listFolder(path))) }
        return .chosen(ImportRequest(source: path, target: ImportRequest.target(for: path)))
      case .planImport(let request):
        return .importing(.previewed(try await environment.previewImport(request)))
      case .importCohort(let request):
        let path = try await environment.importCohort(request)
        return .imported(try await environment.openCohort(path, isReadOnly))
      case .edit(let edit, let origin):
        return .edited(edit, inverse: try await environment.edit(cohort, edit), origin)
      case .writeStudyFile(let plan):
        return .wrote(try await environment.write("study.yaml", try await environment.studyFile(cohort, plan)))
      case .copyStudyFile(let plan):
        return .perform(.copy(try await environment.studyFile(cohort, plan), what: "study file"))
      case .write(let files):
        var written: [String] = []
        for file in files { written.append(try await environment.write(file.name, file.contents)) }
        return .wrote(written.joined(separator: " and "))
      default: return nil
      }
    } catch is CancellationError {
      return cancelled
    } catch {
      if Task.isCancelled, let cancelled { return cancelled }
      return task.map { .failed($0, String(describing: error)) }
    }
  }

  /// What was read is not what the file holds any more.
  private static let readingAgain = AppAction.both(
    .announce(Message("Another program has changed this cohort: what you see is read again.", .warning)),
    .perform(.reload))

  /// What a job says when it was cancelled.
  private var cancelled: AppAction? {
    switch self {
    case .extract: .extract(.cancelled)
    case .run, .runStudy: .model(.cancelled)
    case .askProgram: .answer(.cancelled)
    default: nil
    }
  }
}
