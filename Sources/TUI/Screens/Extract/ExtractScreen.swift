/// Feature extraction: the settings explained line by line, progress, and what failed.
public enum ExtractScreen: Screen {
  public struct State: Equatable, Sendable {
    public var plans: [ExtractionPlan] = []
    public var chosen = 0
    public var progress: ExtractionProgress?
    public var isCancelled = false
    public var isFinished = false
    public var failure: String?
    /// First line of the settings or failures shown.
    var scroll = 0
    var showsFailures = false

    public init() {}

    var plan: ExtractionPlan? { plans.indices.contains(chosen) ? plans[chosen] : nil }

    mutating func hasEnded(with sentence: String) {
      failure = sentence
      isCancelled = true
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
    case scroll(Int)
    case toggleFailures
    case copyFailures
  }

  public static let explanation =
    "Turns every image and its region into numbers. The settings decide what the numbers mean: the same voxel size, the "
    + "same grey levels for every patient. Each case is stored as it finishes: cancelling or a lost line keeps it."

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .planned(let plans):
      let name = state.plan?.name
      state.plans = plans
      state.failure = nil
      state.chosen = plans.firstIndex { $0.name == name } ?? min(state.chosen, max(0, plans.count - 1))
    case .choose(let step):
      guard !state.plans.isEmpty, !context.running.contains(.extraction) else { return [] }
      state.chosen = (state.chosen + step + state.plans.count) % state.plans.count
      state.progress = nil
      state.isFinished = false
      state.isCancelled = false
      state.scroll = 0
    case .run:
      guard let plan = state.plan else { return [] }
      state.progress = ExtractionProgress(done: 0, total: plan.caseCount)
      state.isCancelled = false
      state.isFinished = false
      state.failure = nil
      return [.extract(plan)]
    case .progress(let progress): state.progress = progress
    case .finished(let progress):
      state.progress = progress
      state.isFinished = true
      let failed = progress.failures.count
      return [
        .announce(
          failed == 0
            ? Message("All \(progress.total) cases are extracted. 3 goes to the split.", .good)
            : Message(
              "\(progress.done - failed) of \(progress.total) cases are extracted, \(failed) failed: see below.",
              .warning)),
        .planExtraction,
      ]
    case .cancelled:
      state.isCancelled = true
      return [
        .announce(Message("Cancelled. \(state.progress?.done ?? 0) finished cases are kept; Enter goes on.", .warning)),
        .planExtraction,
      ]
    case .cancel: return [.cancel(.extraction)]
    case .scroll(let step): state.scroll = max(0, state.scroll + step)
    case .toggleFailures: state.showsFailures.toggle()
    case .copyFailures:
      return [.copy((state.progress?.failures ?? []).joined(separator: "\n"), what: "failures")]
    }
    return []
  }

  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    let isRunning = context.running.contains(.extraction)
    let plan = state.plan
    let isResuming = (plan?.doneCount ?? 0) > 0 && plan?.doneCount != plan?.caseCount
    let reason: String? =
      isRunning
      ? "The extraction is running; x cancels it."
      : context.readOnlyReason ?? (plan == nil ? "This cohort has no images to extract from." : nil)
    return [
      Command(
        "extract.run", isResuming ? "Resume the extraction" : "Run the extraction", keys: [.enter],
        footer: isRunning ? nil : isResuming ? "resume" : "run",
        help: "Cases that are done with the same settings and files are not done again.", disabledReason: reason,
        action: .run),
      Command(
        "extract.cancel", "Cancel the extraction", keys: [.character("x")], footer: isRunning ? "cancel" : nil,
        help: "Finished cases are kept.", disabledReason: isRunning ? nil : "No extraction is running.", action: .cancel
      ),
      Command(
        "extract.next-preset", "Next preset", keys: [.right, .tab, .character("l")], footer: "preset", footerKeys: "←→",
        disabledReason: isRunning ? "The extraction is running." : nil, action: .choose(1)),
      Command(
        "extract.previous-preset", "Previous preset", keys: [.left, .backTab, .character("h")],
        disabledReason: isRunning ? "The extraction is running." : nil, action: .choose(-1)),
      Command(
        "extract.failures", "Show only what failed", keys: [.character("f")], footer: "failures",
        disabledReason: (state.progress?.failures ?? []).isEmpty && (plan?.problems ?? []).isEmpty
          ? "Nothing has failed." : nil, action: .toggleFailures),
      Command(
        "extract.copy", "Copy what failed", keys: [.character("y")],
        disabledReason: (state.progress?.failures ?? []).isEmpty ? "Nothing has failed." : nil, action: .copyFailures),
      Command("extract.down", "Scroll down", keys: [.down, .character("j")], action: .scroll(1)),
      Command("extract.up", "Scroll up", keys: [.up, .character("k")], action: .scroll(-1)),
    ]
  }

  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] { [] }

  public static func facts(_ state: State, in context: ScreenContext) -> String {
    guard let plan = state.plan else { return "" }
    return "preset \(plan.name) (\(state.chosen + 1) of \(state.plans.count))"
  }

  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    if let failure = state.failure, state.plans.isEmpty {
      canvas.draw(paragraph: failure, in: canvas.bounds.inset(), style: .role(.bad))
      return
    }
    guard let plan = state.plan else {
      canvas.draw(
        context.running.contains(.plans) ? "Looking at the images …" : "This cohort has no images to extract from.",
        column: 1, row: 1, style: .role(.dim))
      return
    }
    let isRunning = context.running.contains(.extraction)
    let hasProgress = state.progress != nil
    let lower = hasProgress ? max(6, canvas.rows / 2) : min(5, canvas.rows / 3)
    let parts = canvas.bounds.cut(bottom: min(canvas.rows, lower))
    canvas.within(parts.rest) { canvas in drawSettings(plan, state, on: &canvas) }
    canvas.within(parts.bottom) { canvas in
      canvas.rule(row: 0)
      if let progress = state.progress {
        drawProgress(progress, state, isRunning: isRunning, on: &canvas)
      } else {
        drawPreflight(plan, state, on: &canvas)
      }
    }
  }

  private static func drawSettings(_ plan: ExtractionPlan, _ state: State, on canvas: inout Canvas) {
    canvas.draw(plan.title, column: 1, row: 0, style: .role(.title))
    let nameWidth = min(16, (plan.lines.map { DisplayWidth.of($0.name) }.max() ?? 8) + 1)
    let valueWidth = min(
      max(18, canvas.columns * 3 / 10), (plan.lines.map { DisplayWidth.of($0.value) }.max() ?? 12) + 2)
    var row = 1
    for line in plan.lines {
      let explanationColumn = 1 + nameWidth + valueWidth
      canvas.draw(line.name, column: 1, row: row, style: .role(.dim), width: nameWidth - 1)
      canvas.draw(line.value, column: 1 + nameWidth, row: row, style: .plain.bold, width: valueWidth - 1)
      let room = Rect(
        column: explanationColumn, row: row, columns: canvas.columns - explanationColumn - 1, rows: canvas.rows - row)
      row += max(1, canvas.draw(paragraph: line.explanation, in: room, style: .role(.dim)))
    }
  }

  private static func drawPreflight(_ plan: ExtractionPlan, _ state: State, on canvas: inout Canvas) {
    var text = "\(plan.caseCount) cases"
    if plan.doneCount > 0 { text += ", \(plan.doneCount) of them done" }
    canvas.draw(
      text + ". Enter \(plan.doneCount > 0 && plan.doneCount < plan.caseCount ? "resumes" : "runs").", column: 1, row: 1
    )
    if !plan.problems.isEmpty {
      canvas.draw("△ \(plan.problems.count) cannot be extracted:", column: 1, row: 2, style: .role(.warning))
      drawList(plan.problems.map { ("✗ " + $0, Role.bad) }, from: 3, scroll: state.scroll, on: &canvas)
    }
  }

  private static func drawProgress(
    _ progress: ExtractionProgress, _ state: State, isRunning: Bool, on canvas: inout Canvas
  ) {
    let left = "\(progress.done)/\(progress.total) "
    var right = " \(Int((progress.fraction * 100).rounded(.down)))%"
    if let rate = progress.rate { right += "  \(NumberText.short((rate * 10).rounded() / 10)) case/s" }
    if isRunning, let seconds = progress.secondsLeft { right += "  \(NumberText.duration(seconds)) left" }
    if state.isCancelled { right += "  cancelled" }
    if state.isFinished { right += "  done" }
    let rightWidth = max(DisplayWidth.of(right), 28)
    let start = canvas.draw(left, column: 1, row: 1)
    let barWidth = max(0, canvas.columns - start - rightWidth - 1)
    let role: Role = isRunning ? .running : state.isCancelled ? .warning : .good
    let end = canvas.draw(
      ProgressBar.text(progress.fraction, columns: barWidth), column: start, row: 1, style: .role(role))
    canvas.draw(right, column: end, row: 1)
    var lines = progress.failures.map { ("✗ " + $0, Role.bad) }
    if !state.showsFailures { lines += progress.log.map { ($0, Role.dim) } }
    drawList(lines, from: 2, scroll: state.scroll, on: &canvas)
  }

  /// Sentences below each other, broken into lines.
  private static func drawList(_ items: [(String, Role)], from top: Int, scroll: Int, on canvas: inout Canvas) {
    var row = top - scroll
    for (text, role) in items {
      guard row < canvas.rows else { return }
      for line in Paragraph.lines(of: text, columns: max(1, canvas.columns - 2)) {
        if row >= top { canvas.draw(line, column: 1, row: row, style: .role(role)) }
        row += 1
      }
    }
  }
}
