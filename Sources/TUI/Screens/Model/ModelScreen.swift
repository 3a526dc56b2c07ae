/// What is predicted from what, by which method; then run it.
public enum ModelScreen: Screen {
  public struct State: Equatable, Sendable {
    public var outcomes: [OutcomeChoice] = []
    public var outcome = 0
    public var blocks: Set<ModelPlan.Block> = [.clinical, .radiomics, .combined]
    public var pipeline = ModelPlan.Pipeline.lasso
    public var progress: JobProgress?
    /// The line under the cursor.
    var line = 0

    public init() {}

    public init(cohort: OpenCohort) { outcomes = cohort.outcomes }

    var plan: ModelPlan? {
      outcomes.indices.contains(outcome) && !blocks.isEmpty
        ? ModelPlan(outcome: outcomes[outcome], blocks: blocks, pipeline: pipeline) : nil
    }

    /// Lines that can be chosen: outcomes, then blocks, then pipelines.
    var lineCount: Int { outcomes.count + ModelPlan.Block.allCases.count + ModelPlan.Pipeline.allCases.count }
  }

  public enum Action: Equatable, Sendable {
    case move(Int)
    case choose
    case run
    case progress(JobProgress)
    case finished([StudyResult])
    case cancelled
    case cancel
  }

  public static let explanation =
    "A model learns from the training part only: scaling, imputation, selection and strength are all learned inside it. "
    + "Compare radiomics with what is known without it: the clinical block. Few events allow few parameters."

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .move(let step): state.line = max(0, min(state.lineCount - 1, state.line + step))
    case .choose:
      var index = state.line
      if index < state.outcomes.count {
        state.outcome = index
        return []
      }
      index -= state.outcomes.count
      let blocks = ModelPlan.Block.allCases
      if index < blocks.count {
        state.blocks.formSymmetricDifference([blocks[index]])
        return []
      }
      index -= blocks.count
      let pipelines = ModelPlan.Pipeline.allCases
      if index < pipelines.count { state.pipeline = pipelines[index] }
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
    }
    return []
  }

  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    let isRunning = context.running.contains(.model)
    var reason: String? = isRunning ? "The models are being fitted; x cancels." : context.readOnlyReason
    if reason == nil, state.outcomes.isEmpty {
      reason = "This cohort has no outcome: a column of two values, or a time and an event."
    }
    if reason == nil, state.blocks.isEmpty { reason = "Choose at least one block of features with Space." }
    if reason == nil, context.cohort?.status(of: .split) == .toDo { reason = "Freeze a split first (3)." }
    if reason == nil, context.cohort?.status(of: .extract) == .toDo,
      !state.blocks.isDisjoint(with: [.radiomics, .combined])
    {
      reason = "Extract features first (2), or choose the clinical block only."
    }
    return [
      Command(
        "model.run", "Fit and evaluate", keys: [.enter], footer: isRunning ? nil : "run",
        help: "Learns in the training part, evaluates in both parts, stores models and results.",
        disabledReason: reason, action: .run),
      Command(
        "model.cancel", "Cancel", keys: [.character("x")], footer: isRunning ? "cancel" : nil,
        disabledReason: isRunning ? nil : "Nothing is running.", action: .cancel),
      Command("model.choose", "Choose the line", keys: [.space], footer: "choose", action: .choose),
      Command("model.down", "Next line", keys: [.down, .character("j"), .tab], action: .move(1)),
      Command("model.up", "Previous line", keys: [.up, .character("k"), .backTab], action: .move(-1)),
    ]
  }

  public static func action(for event: InputEvent, _ state: State, in context: ScreenContext) -> Action? { nil }

  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] { [] }

  public static func facts(_ state: State, in context: ScreenContext) -> String {
    context.cohort?.splits.first.map { "split: \($0.plan.title)" } ?? "no split yet"
  }

  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    var lines: [(text: String, note: String, isChosen: Bool?, index: Int?)] = []
    lines.append(("Outcome: what is to be foreseen", "", nil, nil))
    if state.outcomes.isEmpty {
      lines.append(("none", "a column of two values, or a time and an event, is needed", nil, nil))
    }
    for (index, outcome) in state.outcomes.enumerated() {
      lines.append((outcome.name, outcome.kind.rawValue + ", " + outcome.summary, index == state.outcome, index))
    }
    lines.append(("Blocks: from what (several can be compared)", "", nil, nil))
    for (index, block) in ModelPlan.Block.allCases.enumerated() {
      let note: String =
        switch block {
        case .clinical: "the columns of the cohort table"
        case .radiomics: "the extracted features"
        case .combined: "a radiomics score and the clinical columns together"
        }
      lines.append((block.rawValue, note, state.blocks.contains(block), state.outcomes.count + index))
    }
    lines.append(("Pipeline: impute by median, standardise, then", "", nil, nil))
    let before = state.outcomes.count + ModelPlan.Block.allCases.count
    for (index, pipeline) in ModelPlan.Pipeline.allCases.enumerated() {
      lines.append((pipeline.title, pipeline.explanation, pipeline == state.pipeline, before + index))
    }
    let reserved = state.progress == nil ? 0 : 3
    let cursorRow = lines.firstIndex { $0.index == state.line } ?? 0
    let visible = max(0, canvas.rows - reserved)
    let top = TablePane.top(0, cursor: cursorRow, visibleRows: visible, rowCount: lines.count)
    for row in 0..<visible where top + row < lines.count {
      let line = lines[top + row]
      guard let isChosen = line.isChosen, let index = line.index else {
        canvas.draw(line.text, column: 1, row: row, style: .role(.header))
        canvas.draw(line.note, column: 8, row: row, style: .role(.dim))
        continue
      }
      let isBlock = index >= state.outcomes.count && index < before
      let mark = isBlock ? (isChosen ? "[x]" : "[ ]") : (isChosen ? "(•)" : "( )")
      canvas.draw(mark, column: 3, row: row, style: isChosen ? .role(.accent) : .role(.dim))
      canvas.draw(line.text, column: 7, row: row, style: isChosen ? .plain.bold : .plain, width: 24)
      canvas.draw(line.note, column: 32, row: row, style: .role(.dim))
      if index == state.line {
        canvas.shade(Rect(column: 0, row: row, columns: canvas.columns, rows: 1), .role(.selection))
        canvas.draw("▸", column: 1, row: row, style: .role(.focus).on(.role(.selection)))
      }
    }
    if let progress = state.progress {
      canvas.within(canvas.bounds.cut(bottom: 3).bottom) { canvas in
        canvas.rule(row: 0)
        canvas.draw(progress.text, column: 1, row: 1)
        canvas.draw(
          ProgressBar.text(progress.fraction ?? 0, columns: max(0, canvas.columns - 2)), column: 1, row: 2,
          style: .role(.running))
      }
    }
  }
}
