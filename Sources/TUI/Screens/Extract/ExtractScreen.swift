public import Cohort
internal import Features

/// Feature extraction: the settings explained line by line and editable, a look at every case, progress, and what failed.
public enum ExtractScreen: Screen {
  /// Where the keys of moving go.
  public enum Focus: Equatable, Sendable { case settings, cases }

  public struct State: Equatable, Sendable {
    public var plans: [ExtractionPlan] = []
    public var chosen = 0
    public var progress: ExtractionProgress?
    public var isCancelled = false
    /// What is to be done as soon as it is known which cases there are, and that their settings are written.
    var checksWhenPlanned = false
    var runsWhenPlanned = false
    /// The extraction that was shown when the screen was left, until it is known which there are.
    var left: String?
    /// The extractions whose settings are shown as they were chosen while the cohort file is still being changed.
    var awaited: Set<String> = []
    public var isFinished = false
    public var failure: String?
    /// What a look at every case has found, by name of the extraction.
    public var checks: [String: [CasePreflight]] = [:]
    /// How far the look is: cases done and in all.
    public var checking: JobProgress?
    var focus = Focus.settings
    /// Whether the pane that has the keys fills the screen.
    var isZoomed = false
    /// The line of the settings under the cursor.
    var line = 0
    /// What is typed into that line; nil while nobody types.
    var prompt: Prompt?
    /// Why what was typed is not taken.
    var problem: String?
    var cases = ListCursor()
    var showsFailures = false
    /// The log of one case, over the list.
    var showsCase = false
    /// The job was asked to stop by p, which promises to go on.
    var isPausing = false

    public init() {}

    var plan: ExtractionPlan? { plans.indices.contains(chosen) ? plans[chosen] : nil }

    var field: SettingField? {
      SettingField.allCases.indices.contains(line) ? SettingField.allCases[line] : nil
    }

    /// An extraction begins: what was said of the one before goes.
    mutating func begin(_ plan: ExtractionPlan) {
      progress = ExtractionProgress(done: 0, total: plan.caseCount)
      isCancelled = false
      isFinished = false
      isPausing = false
      failure = nil
      cases = ListCursor()
    }

    /// Settings that were chosen could not be written: what the file has holds.
    mutating func forgetChosen() {
      awaited = []
      checksWhenPlanned = false
      runsWhenPlanned = false
    }

    /// Plans as the file has them, with the settings that are still on their way into it.
    mutating func keepChosen(in plans: [ExtractionPlan], isWriting: Bool) -> [ExtractionPlan] {
      guard isWriting else {
        awaited = []
        return plans
      }
      return plans.map { plan in
        guard awaited.contains(plan.name), let own = self.plans.first(where: { $0.name == plan.name })?.settings else {
          return plan
        }
        var plan = plan
        plan.choose(own)
        return plan
      }
    }

    /// Other settings hold for an extraction: what was seen and said under the ones before is no longer so.
    mutating func forgetWhatFollowed(from before: ExtractionPlan?, _ plan: ExtractionPlan, isRunning: Bool) {
      let old = before?.settings?.settings
      let new = plan.settings?.settings
      // A look at the cases depends on how masks on other grids are treated, and on the volume.
      if old?.resamplesMask != new?.resamplesMask || old?.volume != new?.volume { checks[plan.name] = nil }
      guard plan.name == self.plan?.name, before != nil, old != new, !isRunning else { return }
      progress = nil
      isCancelled = false
      isFinished = false
    }

    mutating func hasEnded(with sentence: String) {
      failure = sentence
      isCancelled = true
    }

    /// The cases of the plan with what is known of each, newest news first while it runs.
    var lines: [CaseLine] {
      var lines: [CaseLine] = []
      if let progress, !progress.cases.isEmpty || !progress.failures.isEmpty || !progress.log.isEmpty {
        lines = progress.cases
        // Afterwards what failed comes first.
        if isFinished || isCancelled {
          lines = lines.filter { $0.state == .failed } + lines.filter { $0.state != .failed }
        }
        if lines.isEmpty {
          lines =
            progress.failures.map { CaseLine(title: $0, state: .failed, detail: $0) }
            + progress.log.map { CaseLine(title: $0, state: .finished, detail: "") }
        }
      } else if let plan {
        let checks = checks[plan.name] ?? []
        if checks.isEmpty {
          lines = plan.problems.map { CaseLine(title: $0, state: .failed, detail: $0) }
        } else {
          // What needs a look comes first.
          let all = checks.map { CaseLine($0, plan: plan) }
          lines = [.failed, .warned, .toDo].flatMap { state in all.filter { $0.state == state } }
        }
      }
      return showsFailures ? lines.filter { $0.state == .failed || $0.state == .warned } : lines
    }
  }

  public enum Action: Equatable, Sendable {
    case planned([ExtractionPlan])
    case choose(Int)
    case run
    case progress(ExtractionProgress)
    case finished(ExtractionProgress)
    case cancelled
    case cancel
    case pause
    case move(ListCursor.Move)
    case focus
    case zoom
    case clicked(row: Int)
    case edit
    case type(InputEvent)
    case next
    case preset(Int)
    case check
    case checking(JobProgress)
    case checked(String, [CasePreflight])
    case showCase
    case toggleFailures
    case copyFailures
    case exportSettings
    case features
  }

  public static let explanation =
    "Turns every image and its region into numbers. The settings decide what the numbers mean: the same voxel size, the "
    + "same grey levels for every patient. Start from the preset of the modality ([ ]) and change a line with "
    + "\(KeyName.settingEdit); \(KeyName.extractionCheck) looks "
    + "at every case first. Each case is stored as it finishes: pausing, cancelling or a lost line keeps it."

  /// The presets that [ and ] go through.
  static let presetNames = ["ct", "mr", "pet", "us", "ibsi1-C", "ibsi1-D", "ibsi1-E", "pyradiomics"]

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .planned(let read):
      let name = state.plan?.name ?? state.left
      state.left = nil
      let plans = state.keepChosen(in: read, isWriting: context.running.contains(.edit))
      for plan in plans {
        state.forgetWhatFollowed(
          from: state.plans.first { $0.name == plan.name }, plan, isRunning: context.running.contains(.extraction))
      }
      state.plans = plans
      state.failure = nil
      state.chosen = plans.firstIndex { $0.name == name } ?? min(state.chosen, max(0, plans.count - 1))
      guard state.awaited.isEmpty, state.plan != nil else { return [] }
      if state.checksWhenPlanned {
        state.checksWhenPlanned = false
        return update(&state, .check, in: context)
      }
      if state.runsWhenPlanned {
        state.runsWhenPlanned = false
        return update(&state, .run, in: context)
      }
    case .choose(let step):
      guard !state.plans.isEmpty, !context.running.contains(.extraction) else { return [] }
      state.chosen = (state.chosen + step + state.plans.count) % state.plans.count
      state.progress = nil
      state.isFinished = false
      state.isCancelled = false
      state.cases = ListCursor()
    case .run:
      guard let plan = state.plan else { return [] }
      // What runs is what is shown: settings that were just chosen are written first.
      guard state.awaited.isEmpty else {
        state.runsWhenPlanned = true
        return []
      }
      if plan.replacedCount > 0, plan.doneCount == 0 {
        let count = plan.replacedCount
        return [
          .confirm(
            question:
              "\(count) \(count == 1 ? "case is" : "cases are") extracted with other settings. Extract anew? The "
              + "values that are there stay until the new ones are all finished, and are replaced then; \(plan.name) "
              + "keeps one set.",
            before: .extract(plan))
        ]
      }
      state.begin(plan)
      return [.cancel(.preflight), .extract(plan)]
    case .progress(let progress):
      // New cases come in at the top: the cursor stays on its own.
      let title = state.lines.indices.contains(state.cases.row) ? state.lines[state.cases.row].title : nil
      state.progress = progress
      if state.focus == .cases, let place = state.lines.firstIndex(where: { $0.title == title }) {
        state.cases.move(
          .to(place), count: state.lines.count, visible: max(1, casesHeight(context.size, state) - 1))
      }
    case .finished(let progress) where progress.isCancelled:
      state.progress = progress
      return update(&state, .cancelled, in: context)
    case .finished(let progress):
      state.progress = progress
      state.isFinished = true
      let failed = progress.failures.count
      return [
        .announce(
          progress.keepsEarlierValues
            ? Message("No case could be extracted with these settings: the earlier values stay.", .warning)
            : failed == 0
              ? Message(
                "All \(progress.total) cases are extracted. \(KeyName.extractionFeatures) shows the features, "
                  + "\(KeyName.goToSplit) goes to the split.",
                .good)
              : Message(
                "\(progress.done - failed) of \(progress.total) cases are extracted, \(failed) failed: see below.",
                .warning)),
        .planExtraction,
      ]
    case .cancelled:
      state.isCancelled = true
      let word = state.isPausing ? "Paused." : "Cancelled."
      let earlier = state.plan?.replacedCount ?? 0
      return [
        .announce(
          Message(
            earlier > 0
              ? "\(word) The \(earlier) earlier values are untouched, \(state.progress?.done ?? 0) new ones kept; "
                + "\(KeyName.extractionRun) goes on."
              : "\(word) \(state.progress?.done ?? 0) finished cases are kept; \(KeyName.extractionRun) goes on.",
            .warning)),
        .planExtraction,
      ]
    case .cancel: return [.cancel(.extraction), .cancel(.preflight)]
    case .pause:
      state.isPausing = true
      return [.cancel(.extraction)]
    case .move(let move):
      if state.focus == .cases {
        state.cases.move(move, count: state.lines.count, visible: max(1, casesHeight(context.size, state) - 1))
      } else {
        var cursor = ListCursor(row: state.line)
        cursor.move(move, count: SettingField.allCases.count, visible: SettingField.allCases.count)
        state.line = cursor.row
        state.problem = nil
      }
    case .focus: state.focus = state.focus == .settings ? .cases : .settings
    case .zoom: state.isZoomed.toggle()
    case .clicked(let row): return click(row, &state, in: context)
    case .showCase: state.showsCase.toggle()
    case .toggleFailures:
      state.showsFailures.toggle()
      state.cases = ListCursor()
    case .copyFailures:
      let failures = state.progress?.failures ?? state.plan?.problems ?? []
      return [.copy(failures.joined(separator: "\n"), what: "failures")]
    case .exportSettings: return [.write(exports(state, in: context))]
    case .features: return [.go(.features)]
    case .check:
      guard let plan = state.plan, state.awaited.isEmpty else {
        state.checksWhenPlanned = true
        return []
      }
      state.checking = JobProgress("looking at every case", fraction: 0)
      return [.preflight(plan)]
    case .checking(let progress): state.checking = progress
    case .checked(let name, let cases):
      state.checking = nil
      state.checks[name] = cases
      let bad = cases.count { $0.status == .error }
      return [
        .announce(
          bad == 0
            ? Message("All \(cases.count) cases can be extracted.", .good)
            : Message(
              "\(bad) of \(cases.count) cases cannot be extracted: \(KeyName.extractionFocus) and \(KeyName.extractionCase) say why.",
              .warning))
      ]
    case .edit, .type, .next, .preset: return edit(&state, action)
    }
    return []
  }

  /// A click on a setting or a case goes there; on the one that is chosen it edits it, or tells what is known of it.
  private static func click(_ row: Int, _ state: inout State, in context: ScreenContext) -> [Effect] {
    switch line(at: row, state, context) {
    case .setting(let line) where state.focus == .settings && line == state.line:
      return context.readOnlyReason == nil && !context.running.contains(.extraction)
        ? update(&state, .edit, in: context) : []
    case .setting(let line):
      state.focus = .settings
      state.line = line
      state.problem = nil
    case .oneCase(let place) where state.focus == .cases && place == state.cases.row: state.showsCase = true
    case .oneCase(let place):
      state.focus = .cases
      state.cases.move(
        .to(place), count: state.lines.count, visible: max(1, casesHeight(context.size, state) - 1))
    case nil: break
    }
    return []
  }

  // MARK: Editing

  private static func edit(_ state: inout State, _ action: Action) -> [Effect] {
    guard let plan = state.plan, let settings = plan.settings, let field = state.field else { return [] }
    switch action {
    case .edit:
      state.focus = .settings
      state.prompt = Prompt(field.typed(settings.settings))
      state.problem = nil
    case .type(let event):
      guard var prompt = state.prompt else { return [] }
      switch event {
      case .key(.escape), .key(.control("c")):
        state.prompt = nil
        state.problem = nil
      case .key(.enter):
        do throws(SettingField.Problem) {
          let changed = try field.set(prompt.text, in: settings.settings)
          state.prompt = nil
          state.problem = nil
          return choose(changed, &state)
        } catch {
          state.problem = error.sentence
        }
      default:
        _ = prompt.edit(event)
        state.prompt = prompt
      }
    case .next:
      guard let changed = field.next(settings.settings) else { return edit(&state, .edit) }
      return choose(changed, &state)
    case .preset(let step):
      let names = presetNames
      let place = names.firstIndex(of: plan.preset) ?? 0
      let name = names[(place + step + names.count) % names.count]
      guard var preset = ExtractionSettings.preset(name) else { return [] }
      // Which volume of an image is meant is no matter of how features are computed.
      preset.volume = settings.settings.volume
      return choose(preset, &state)
    default: break
    }
    return []
  }

  /// Settings are shown at once and written after it: the next key counts from them, however soon it comes.
  private static func choose(_ settings: ExtractionSettings, _ state: inout State) -> [Effect] {
    guard let plan = state.plan, let before = plan.settings, before.settings != settings else { return [] }
    var file = before
    file.settings = settings
    state.plans[state.chosen].choose(file)
    state.forgetWhatFollowed(from: plan, state.plans[state.chosen], isRunning: false)
    state.awaited.insert(plan.name)
    return [.edit(.settings(extraction: plan.name, file), .person)]
  }

  public static func typing(_ state: State, in context: ScreenContext) -> Typing? {
    state.prompt == nil ? nil : Typing(enter: "take it")
  }

  public static func listing(_ state: State, in context: ScreenContext) -> Listing<Action>? {
    guard let plan = state.plan else { return nil }
    if state.focus == .cases {
      return Listing(state.lines.map { "\($0.title) \($0.detail)" }, row: state.cases.row) { .move(.to($0)) }
    }
    guard let settings = plan.settings?.settings else { return nil }
    return Listing(
      SettingField.allCases.map { "\($0.title) \($0.value(settings)) \($0.explanation(settings))" }, row: state.line
    ) { .move(.to($0)) }
  }

  /// While a value is typed it takes every key. A click chooses a setting or a case; the one chosen is edited or told of.
  public static func action(for event: InputEvent, _ state: State, in context: ScreenContext) -> Action? {
    guard case .mouse(let mouse) = event else { return state.prompt == nil ? nil : .type(event) }
    guard state.prompt == nil else { return nil }
    switch mouse.kind {
    case .wheelUp: return .move(.by(-1))
    case .wheelDown: return .move(.by(1))
    case .press where mouse.button == .left: return .clicked(row: mouse.row)
    default: return nil
    }
  }

  /// What was learned of the cases as CSV where they are looked at, else the settings as a file that `--settings` reads.
  public static func exports(_ state: State, in context: ScreenContext) -> [ExportFile] {
    guard let plan = state.plan else { return [] }
    if state.focus == .cases, !state.lines.isEmpty {
      return [
        ExportFile(
          "\(plan.name)-cases.csv",
          CSV.text(
            header: ["case", "state", "detail"],
            rows: state.lines.map { [$0.title, $0.state.word, $0.detail] }))
      ]
    }
    guard let settings = plan.settings else { return [] }
    return [ExportFile("\(plan.name)-settings.yaml", settings.yaml)]
  }

  // MARK: Commands

  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    let isRunning = context.running.contains(.extraction)
    let isChecking = context.running.contains(.preflight)
    let plan = state.plan
    let isResuming = (plan?.doneCount ?? 0) > 0 && plan?.doneCount != plan?.caseCount
    let none = plan == nil ? "This cohort has no images to extract from." : nil
    let busy = isRunning ? "The extraction is running; \(KeyName.extractionCancel) cancels it." : nil
    let reason = busy ?? context.readOnlyReason ?? none
    let fixed = reason ?? (plan?.settings == nil ? "These settings cannot be changed here." : nil)
    let isAtCases = state.focus == .cases
    let hasUsualValues = plan?.settings.flatMap { state.field?.next($0.settings) } != nil
    var commands: [Command<Action>] = []
    if isAtCases {
      commands.append(
        Command(
          "extract.case", state.showsCase ? "Back to the list" : "Log of this case",
          keys: state.showsCase ? [.enter, .escape] : [.enter],
          footer: state.showsCase ? "list" : "log of case",
          disabledReason: state.lines.isEmpty
            ? "There are no cases yet: \(KeyName.extractionCheck) looks at them." : nil, action: .showCase))
    }
    commands += [
      Command(
        "extract.run", isResuming ? "Resume the extraction" : "Run the extraction",
        keys: isAtCases ? [.character("r")] : [.enter, .character("r")],
        footer: isRunning ? nil : isResuming ? "resume" : "run",
        help: "Cases that are done with the same settings and files are not done again.", disabledReason: reason,
        action: .run),
      Command(
        "extract.pause", "Pause the extraction", keys: [.character("p")], footer: isRunning ? "pause" : nil,
        help: "Finished cases are kept; \(KeyName.extractionRun) goes on.",
        disabledReason: isRunning ? nil : "No extraction is running.",
        action: .pause),
      Command(
        "extract.cancel", "Cancel the extraction", keys: [.character("x")],
        footer: isRunning || isChecking ? "cancel" : nil, help: "Finished cases are kept.",
        disabledReason: isRunning || isChecking ? nil : "No extraction is running.", action: .cancel),
      Command(
        "extract.edit", "Change this setting", keys: [.character("e")], footer: isRunning ? nil : "edit",
        help: "Type a value; Esc leaves it as it was, \(KeyName.undo) takes a change back.", disabledReason: fixed,
        action: .edit),
      Command(
        "extract.cycle",
        hasUsualValues ? "Next usual value of this setting" : "Type this setting, which has no usual values",
        keys: [.space],
        disabledReason: fixed
          ?? (isAtCases ? "The cursor is on the cases: \(KeyName.extractionFocus) goes to the settings." : nil),
        action: .next),
      Command(
        "extract.preset", "Next preset", keys: [.character("]")], footer: isRunning ? nil : "preset",
        footerKeys: "[ ]", help: "CT, MR, PET, ultrasound, IBSI 1 C, D and E, PyRadiomics.", disabledReason: fixed,
        action: .preset(1)),
      Command(
        "extract.previous-preset", "Previous preset", keys: [.character("[")], disabledReason: fixed,
        action: .preset(-1)),
      Command(
        "extract.check", "Look at every case first", keys: [.character("c")], footer: isRunning ? nil : "check",
        help: "Geometry, empty masks, tiny regions, and how many grey levels the settings give.",
        disabledReason: busy ?? none ?? (isChecking ? "The cases are being looked at." : nil), action: .check),
      Command(
        "extract.features", "Features", keys: [.character("t")],
        footer: (plan?.doneCount ?? 0) > 0 && !isRunning ? "features" : nil,
        help: "Ranking, distributions, correlations and what each feature means.",
        disabledReason: context.cohort?.status(of: .extract) == .toDo ? "Nothing is extracted yet." : nil,
        action: .features),
      Command(
        "extract.focus", isAtCases ? "To the settings" : "To the cases", keys: [.tab, .backTab],
        footer: isAtCases ? "settings" : "cases", disabledReason: none, action: .focus),
      Command(
        "extract.next-extraction", "Next extraction", keys: [.right, .character("l")],
        footer: state.plans.count > 1 && !isRunning ? "modality" : nil, footerKeys: "←→",
        disabledReason: busy ?? (state.plans.count > 1 ? nil : "There is one kind of image."), action: .choose(1)),
      Command(
        "extract.previous-extraction", "Previous extraction", keys: [.left, .character("h")],
        disabledReason: busy ?? (state.plans.count > 1 ? nil : "There is one kind of image."), action: .choose(-1)),
      Command(
        "extract.failures", state.showsFailures ? "Show all cases" : "Show only what needs a look",
        keys: [.character("f")], footer: isAtCases ? "failures" : nil,
        disabledReason: state.lines.isEmpty && !state.showsFailures ? "Nothing has failed." : nil,
        action: .toggleFailures),
      Command(
        "extract.copy", "Copy what failed", keys: [.character("y")],
        disabledReason: (state.progress?.failures ?? plan?.problems ?? []).isEmpty ? "Nothing has failed." : nil,
        action: .copyFailures),
      Command(
        "extract.export", isAtCases ? "Write the cases as CSV" : "Write the settings as YAML", keys: [.character("w")],
        footer: isAtCases ? "write" : nil,
        help: isAtCases
          ? "Every case with what is known of it." : "A file that radish extract --settings reads.",
        disabledReason: isAtCases
          ? state.lines.isEmpty ? "There are no cases yet: \(KeyName.extractionCheck) looks at them." : nil
          : plan?.settings == nil ? "There are no settings to write." : nil, action: .exportSettings),
      Command(
        "extract.zoom", state.isZoomed ? "Settings and cases" : isAtCases ? "The cases alone" : "The settings alone",
        keys: [.character("z")], disabledReason: none, action: .zoom),
    ]
    commands += ListCursor.commands("extract") { .move($0) }
    return commands
  }

  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] { [] }

  public static func facts(_ state: State, in context: ScreenContext) -> String {
    guard let plan = state.plan else { return "" }
    let count = state.plans.count > 1 ? " (\(state.chosen + 1) of \(state.plans.count))" : ""
    return "preset \(plan.preset)\(plan.isEdited ? " (edited)" : "")\(count)"
  }
}
