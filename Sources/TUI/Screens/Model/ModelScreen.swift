internal import Cohort

/// What is predicted from what, by which method; what will be done, said in sentences; then run it.
public enum ModelScreen: Screen {
  public struct State: Equatable, Sendable {
    public var outcomes: [OutcomeChoice] = []
    public var outcome = 0
    /// The name of an outcome that was chosen and is not known yet: those of exams and regions come after those of patients.
    var awaited: String?
    public var blocks: Set<ModelPlan.Block> = [.clinical, .radiomics, .combined]
    public var pipeline = ModelPlan.Pipeline.lasso
    public var tuning = ModelPlan.Tuning.minimum
    /// Columns that could be known before the outcome, by the units whose table has them; empty until they are looked for.
    private(set) var columnsByUnit: [UnitLevel: [String]] = [:]
    /// The first and the last exam, where images were taken at more than one.
    var exams: StudyDelta?
    /// Those of them that only say what the cohort holds of each unit, such as the number of exams.
    private(set) var inventory: Set<String> = []
    /// Those that the clinical block leaves out.
    public var leftOut: Set<String> = []
    /// Those that say what the cohort holds and are taken all the same, because a person chose them.
    public var takenIn: Set<String> = []
    public var correlationLimit: Double? = 0.9
    public var top = 5
    public var folds = 5
    public var progress: JobProgress?
    /// The line under the cursor.
    var line = 0
    /// Whether what is said below the choices has the screen.
    var showsWords = false
    /// Whether the choices are those of an earlier session.
    private var isRestored = false

    public init() {}

    public init(cohort: OpenCohort) {
      outcomes = cohort.outcomes
      // Refits out of fold make the combined model of survival many times slower than the others: it is there to be chosen.
      if outcomes.first?.kind == .survival { blocks.remove(.combined) }
    }

    /// The columns of the table that could predict; looked for when the screen is opened, because that reads every value.
    mutating func lookAtColumns(of cohort: OpenCohort) {
      columnsByUnit = cohort.unitColumns
      let held = OutcomeFinder.beforehand(in: cohort.table, stored: cohort.storedOutcomes, isInventory: true)
      columnsByUnit[.patient] = OutcomeFinder.beforehand(in: cohort.table, stored: cohort.storedOutcomes) + held
      inventory = Set(held)
      let labels = Set(cohort.images.entries.map(\.exam)).filter { !$0.isEmpty }.sorted(by: NaturalOrder.precedes)
      exams = labels.count > 1 ? StudyDelta(from: labels[0], to: labels[labels.count - 1]) : nil
      if exams == nil { blocks.remove(.delta) }
      // Where there are no images there is nothing but the columns.
      if Self.hasNoImages(cohort) { blocks = [.clinical] }
    }

    /// Whether a cohort can never give features.
    static func hasNoImages(_ cohort: OpenCohort) -> Bool {
      cohort.isComplete && cohort.images.count == 0 && cohort.status(of: .extract) == .toDo
    }

    /// Another state of the same cohort: what was chosen stays, unless someone has just made an outcome.
    mutating func take(_ cohort: OpenCohort, choosing new: String? = nil) {
      let wanted = new ?? awaited
      let name = outcomeName
      let isFirst = outcomes.isEmpty
      outcomes = cohort.outcomes
      let found = wanted.flatMap { wanted in outcomes.firstIndex { $0.name == wanted } }
      outcome = found ?? outcomes.firstIndex { $0.name == name } ?? 0
      // Until all outcomes are known, the one that is wanted may still come.
      awaited = found == nil && !cohort.isComplete ? wanted : nil
      if isFirst, !isRestored, outcomes.first?.kind == .survival { blocks.remove(.combined) }
      if !columnsByUnit.isEmpty { lookAtColumns(of: cohort) }
    }

    /// What is chosen, for another session.
    var kept: Kept {
      Kept(
        outcome: awaited ?? outcomeName, blocks: blocks.map(\.rawValue).sorted(), pipeline: pipeline.rawValue,
        tuning: tuning.rawValue, leftOut: leftOut.sorted(), takenIn: takenIn.sorted(),
        correlationLimit: correlationLimit, top: top, folds: folds)
    }

    /// Chooses what was chosen in an earlier session; what does not fit the cohort any more is left as it is.
    mutating func restore(_ kept: Kept, in cohort: OpenCohort?) {
      isRestored = true
      blocks = Set(kept.blocks.compactMap(ModelPlan.Block.init(rawValue:)))
      pipeline = ModelPlan.Pipeline(rawValue: kept.pipeline) ?? pipeline
      tuning = ModelPlan.Tuning(rawValue: kept.tuning) ?? tuning
      leftOut = Set(kept.leftOut)
      takenIn = Set(kept.takenIn ?? [])
      correlationLimit = kept.correlationLimit.map { $0.isFinite ? max(0.5, min(0.95, $0)) : 0.9 }
      top = max(1, min(50, kept.top))
      folds = max(3, min(20, kept.folds))
      awaited = kept.outcome
      if let cohort { take(cohort) }
    }

    /// The units that the chosen outcome is of: a model has a row for each.
    var unit: UnitLevel { outcomes.indices.contains(outcome) ? outcomes[outcome].unit : .patient }

    /// Columns that could be known before the chosen outcome.
    var columns: [String] { columnsByUnit[unit] ?? [] }

    /// The outcome that is chosen; nil where there is none.
    var outcomeName: String? { outcomes.indices.contains(outcome) ? outcomes[outcome].name : nil }

    /// The columns that can predict the chosen outcome: all but its own.
    var offeredColumns: [String] {
      guard outcomes.indices.contains(outcome) else { return columns }
      return columns.filter { !outcomes[outcome].columns.contains($0) }
    }

    var chosenColumns: [String] { offeredColumns.filter(isChosen) }

    /// Whether the clinical block takes a column: what was measured unless it is left out, what the cohort holds only if it was
    /// chosen.
    func isChosen(_ column: String) -> Bool {
      inventory.contains(column) ? takenIn.contains(column) : !leftOut.contains(column)
    }

    var plan: ModelPlan? {
      let blocks = blocks.intersection(offeredBlocks)
      guard outcomes.indices.contains(outcome), !blocks.isEmpty else { return nil }
      return ModelPlan(
        outcome: outcomes[outcome], blocks: blocks, pipeline: pipeline, tuning: tuning,
        columns: columns.isEmpty ? nil : chosenColumns, correlationLimit: correlationLimit, top: top, folds: folds,
        exams: exams)
    }

    /// Whether the columns were looked at and none but the chosen outcome's own, and what the cohort holds, is there to predict
    /// it.
    var hasNoColumns: Bool { columnsByUnit[unit] != nil && offeredColumns.allSatisfy(inventory.contains) }

    /// Those that the cohort can give. Only patients have several exams; without a column there is nothing clinical.
    var offeredBlocks: [ModelPlan.Block] {
      ModelPlan.Block.allCases.filter { block in
        switch block {
        case .clinical, .combined: !hasNoColumns
        case .delta: exams != nil && unit == .patient
        case .radiomics: true
        }
      }
    }

    var needsClinical: Bool { !blocks.isDisjoint(with: [.clinical, .combined]) && !hasNoColumns }

    /// The lines of the screen; those with a choice can be moved to.
    var lines: [Line] {
      var lines: [Line] = [.heading("Outcome: what is to be foreseen")]
      lines += outcomes.indices.map { .outcome($0) }
      lines.append(.heading("Blocks: from what (several are compared)"))
      lines += offeredBlocks.map { .block($0) }
      if hasNoColumns {
        lines.append(.note("no clinical block: the \(unit.unitPlural) have no other column to foresee it by"))
      }
      if needsClinical, !columns.isEmpty {
        let offered = offeredColumns
        lines.append(.heading("Clinical columns: \(chosenColumns.count) of \(offered.count), all shrunk by ridge"))
        lines += offered.map { .column($0) }
      }
      lines.append(.heading("Pipeline of radiomics: impute by median, standardise, then"))
      lines += ModelPlan.Pipeline.allCases.map { .pipeline($0) }
      if pipeline.isPenalised {
        lines.append(.heading("Strength of the penalty"))
        lines += ModelPlan.Tuning.allCases.map { .tuning($0) }
      }
      lines.append(.heading("Numbers: \(KeyName.modelMore) and \(KeyName.modelLess) change them"))
      lines.append(.number(.correlation))
      lines.append(.number(pipeline.isPenalised ? .folds : .top))
      // What this screen leaves to a file.
      lines.append(.heading("Not on this screen (\(KeyName.modelExport) writes a study file, :run fits it):"))
      let changes = exams == nil ? "changes between exams" : "changes between other exams"
      lines.append(.note("\(changes), cut-off rules, readers"))
      return lines
    }

    var choices: [Line] { lines.filter(\.isChoice) }
    var current: Line? { choices.indices.contains(line) ? choices[line] : choices.last }
  }

  /// The choices of this screen as a session keeps them.
  struct Kept: Equatable, Sendable, Codable {
    /// By its name.
    var outcome: String?
    var blocks: [String]
    var pipeline: String
    var tuning: String
    var leftOut: [String]
    var takenIn: [String]?
    var correlationLimit: Double?
    var top: Int
    var folds: Int
  }

  /// A line of the screen.
  enum Line: Equatable, Sendable {
    enum Number: Equatable, Sendable { case correlation, folds, top }
    case heading(String)
    /// Words below a heading.
    case note(String)
    case outcome(Int)
    case block(ModelPlan.Block)
    case column(String)
    case pipeline(ModelPlan.Pipeline)
    case tuning(ModelPlan.Tuning)
    case number(Number)

    var isChoice: Bool {
      switch self {
      case .heading, .note: false
      case .outcome, .block, .column, .pipeline, .tuning, .number: true
      }
    }
  }

  public enum Action: Equatable, Sendable {
    case move(ListCursor.Move)
    case clicked(Int)
    case choose
    case change(Int)
    case run
    case progress(JobProgress)
    case finished([StudyResult])
    case cancelled
    case cancel
    case export, copy
    case newOutcome
    case words
  }

  public static let explanation =
    "A model learns from the training part only: scaling, imputation, selection and strength are all learned inside it. "
    + "Compare radiomics with what is known without it: the clinical block. Few events allow few parameters: about one "
    + "for ten events."

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .move(let move):
      var cursor = ListCursor(row: state.line)
      cursor.move(move, count: state.choices.count, visible: max(1, context.size.rows - 6))
      state.line = cursor.row
    case .clicked(let place):
      guard state.choices.indices.contains(place) else { return [] }
      // The second click on a line chooses it.
      if place == state.line { choose(&state) } else { state.line = place }
    case .choose: choose(&state)
    case .change(let step): change(&state, by: step)
    case .run:
      guard let plan = state.plan else { return [] }
      state.progress = JobProgress("starting", fraction: 0)
      return [.run(plan)]
    case .progress(let progress): state.progress = progress
    case .finished(let results):
      state.progress = nil
      let count = results.count
      return [.go(.results), .announce(Message("Done: \(results.first?.title ?? "\(count) results").", .good))]
    case .cancelled:
      state.progress = nil
      return [.announce(Message("Cancelled; nothing was stored.", .warning))]
    case .cancel: return [.cancel(.model)]
    case .newOutcome: return [.typeCommand("outcome ")]
    case .words: state.showsWords.toggle()
    case .export: return state.plan.map { [.writeStudyFile($0)] } ?? []
    case .copy: return state.plan.map { [.copyStudyFile($0)] } ?? []
    }
    return []
  }

  private static func choose(_ state: inout State) {
    let line = state.current
    switch line {
    case .outcome(let index): state.outcome = index
    case .block(let block): state.blocks.formSymmetricDifference([block])
    case .column(let name) where state.inventory.contains(name): state.takenIn.formSymmetricDifference([name])
    case .column(let name): state.leftOut.formSymmetricDifference([name])
    case .pipeline(let pipeline): state.pipeline = pipeline
    case .tuning(let tuning): state.tuning = tuning
    case .number(.correlation): state.correlationLimit = state.correlationLimit == nil ? 0.9 : nil
    case .number, .heading, .note, nil: return
    }
    // Lines may have come or gone: the cursor stays on its line.
    if let line, let place = state.choices.firstIndex(of: line) { state.line = place }
  }

  private static func change(_ state: inout State, by step: Int) {
    switch state.current {
    case .number(.correlation):
      let limit = ((state.correlationLimit ?? 1) * 100 + Double(step) * 5).rounded() / 100
      state.correlationLimit = limit >= 1 ? nil : max(0.5, limit)
    case .number(.folds): state.folds = max(3, min(20, state.folds + step))
    case .number(.top): state.top = max(1, min(50, state.top + step))
    default: break
    }
  }

  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    let isRunning = context.running.contains(.model)
    let incomplete = incompleteReason(state, context)
    let reason =
      isRunning ? "The models are being fitted; \(KeyName.modelCancel) cancels." : context.readOnlyReason ?? incomplete
    var number: String? = "Move to a number first."
    if case .number = state.current { number = nil }
    return [
      Command(
        "model.run", "Fit and evaluate", keys: [.enter], footer: isRunning ? nil : "run",
        help: "Learns in the training part, evaluates in both parts, stores models and results.",
        disabledReason: reason, action: .run),
      Command(
        "model.cancel", "Cancel", keys: [.character("x")], footer: isRunning ? "cancel" : nil,
        disabledReason: isRunning ? nil : "Nothing is running.", action: .cancel),
      Command(
        "model.choose", "Choose the line", keys: [.space], footer: "choose",
        help: "An outcome, a pipeline or a rule is chosen; a block or a column is put in or left out.", action: .choose),
      SplitScreen.outcomeCommand("model", context, .newOutcome),
      Command(
        "model.more", "A larger number", keys: [.character("+"), .character("=")],
        footer: number == nil ? "number" : nil,
        footerKeys: "+/-", disabledReason: number, action: .change(1)),
      Command(
        "model.less", "A smaller number", keys: [.character("-")], disabledReason: number, action: .change(-1)),
      Command(
        "model.export", "Write the study as a file", keys: [.character("e"), .character("w")], footer: "export",
        help: "study.yaml: radish run does the same with it, on this cohort or another.", disabledReason: incomplete,
        action: .export),
      Command(
        "model.copy", "Copy the study file", keys: [.character("y")],
        help: "What is chosen here in the words of a study file, for a methods section or a colleague.",
        disabledReason: incomplete, action: .copy),
      Command(
        "model.words", state.showsWords ? "The choices" : "All that is said below the choices",
        keys: [.character("z")], footer: state.showsWords ? "choices" : nil,
        disabledReason: state.showsWords || areWordsCut(state, context) ? nil : "Everything is seen.", action: .words),
      Command("model.next", "Next line", keys: [.tab], action: .move(.by(1))),
      Command("model.previous", "Previous line", keys: [.backTab], action: .move(.by(-1))),
    ] + ListCursor.commands("model") { .move($0) }
  }

  /// Why nothing can predict the outcome, whatever is chosen; nil where something can.
  static func nothingToLearnFrom(_ state: State, _ context: ScreenContext) -> String? {
    guard state.hasNoColumns, context.cohort.map(State.hasNoImages) == true else { return nil }
    return "This cohort has neither images nor a column beside the outcome: there is nothing to foresee it by."
  }

  /// Why there is no study yet that could be fitted.
  private static func incompleteReason(_ state: State, _ context: ScreenContext) -> String? {
    var reason: String?
    if state.outcomes.isEmpty {
      reason = "This cohort has no outcome: a column of two values, or a time and an event."
    }
    if reason == nil { reason = nothingToLearnFrom(state, context) }
    if reason == nil, state.blocks.isDisjoint(with: state.offeredBlocks) {
      reason = "Choose at least one block of features with \(KeyName.modelChoose)."
    }
    if reason == nil, context.cohort?.status(of: .split) == .toDo {
      reason = "Freeze a split first (\(KeyName.goToSplit))."
    }
    if reason == nil, context.cohort?.status(of: .split) == .stale {
      reason = "The split is stale: freeze it again first (\(KeyName.goToSplit))."
    }
    if reason == nil, context.cohort?.status(of: .extract) == .toDo,
      !state.blocks.isDisjoint(with: ModelPlan.Block.ofFeatures)
    {
      reason =
        context.cohort.map(State.hasNoImages) == true
        ? "This cohort has no images: choose the clinical block only."
        : state.hasNoColumns
          ? "Extract features first (\(KeyName.goToExtract))."
          : "Extract features first (\(KeyName.goToExtract)), or choose the clinical block only."
    }
    if reason == nil, state.needsClinical, !state.columns.isEmpty, state.chosenColumns.isEmpty {
      reason = "Choose at least one clinical column, or leave the clinical block out."
    }
    return reason
  }

  public static func listing(_ state: State, in context: ScreenContext) -> Listing<Action>? {
    let line = min(state.line, max(0, state.choices.count - 1))
    return Listing(
      state.choices.map { choice in
        let (_, text, note) = words(choice, state)
        return "\(text) \(note)"
      }, row: line
    ) { .move(.to($0)) }
  }

  public static func action(for event: InputEvent, _ state: State, in context: ScreenContext) -> Action? {
    guard case .mouse(let mouse) = event else { return nil }
    switch mouse.kind {
    case .press where mouse.button == .left: return choice(at: mouse.row, state, context).map { .clicked($0) }
    case .wheelUp: return .move(.by(-1))
    case .wheelDown: return .move(.by(1))
    default: return nil
    }
  }

  // MARK: Undo

  /// What a person chooses on this screen.
  public struct Draft: Equatable, Sendable {
    var outcome: Int
    var blocks: Set<ModelPlan.Block>
    var pipeline: ModelPlan.Pipeline
    var tuning: ModelPlan.Tuning
    var leftOut: Set<String>
    var takenIn: Set<String>
    var correlationLimit: Double?
    var top: Int
    var folds: Int
  }

  public static func draft(_ state: State) -> Draft {
    Draft(
      outcome: state.outcome, blocks: state.blocks, pipeline: state.pipeline, tuning: state.tuning,
      leftOut: state.leftOut, takenIn: state.takenIn, correlationLimit: state.correlationLimit, top: state.top,
      folds: state.folds)
  }

  public static func restore(_ draft: Draft, in state: inout State, in context: ScreenContext) -> [Effect] {
    let line = state.current
    state.outcome = min(draft.outcome, max(0, state.outcomes.count - 1))
    state.blocks = draft.blocks
    state.pipeline = draft.pipeline
    state.tuning = draft.tuning
    state.leftOut = draft.leftOut
    state.takenIn = draft.takenIn
    state.correlationLimit = draft.correlationLimit
    state.top = draft.top
    state.folds = draft.folds
    state.line = line.flatMap { state.choices.firstIndex(of: $0) } ?? min(state.line, max(0, state.choices.count - 1))
    return []
  }

  public static func title(ofChangeFrom before: Draft, to after: Draft) -> String {
    if before.outcome != after.outcome { return "choice of the outcome" }
    if before.blocks != after.blocks { return "choice of blocks" }
    if before.leftOut != after.leftOut || before.takenIn != after.takenIn { return "choice of columns" }
    if before.pipeline != after.pipeline { return "choice of \(after.pipeline.title)" }
    if before.tuning != after.tuning { return "choice of the penalty" }
    return "change of a number"
  }

  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] { [] }

  public static func facts(_ state: State, in context: ScreenContext) -> String {
    context.cohort?.splits.first.map { "split: \($0.plan.title)" }
      ?? (context.cohort?.isComplete == false ? "" : "no split yet")
  }
}
