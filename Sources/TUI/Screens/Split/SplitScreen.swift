internal import Cohort

/// Who trains and who validates: choose a scheme, look at the balance, freeze.
public enum SplitScreen: Screen {
  public struct State: Equatable, Sendable {
    public var plans: [SplitPlan] = []
    public var chosen = 0
    public var preview: SplitPreview?
    public var frozen: SplitPreview?
    public var failure: String?
    var scroll = 0

    public init() {}

    /// The schemes that fit the columns of a cohort.
    public init(cohort: OpenCohort) {
      plans = Self.plans(for: cohort)
      frozen = cohort.splits.first
      if let frozen {
        preview = frozen
        if let index = plans.firstIndex(of: frozen.plan) {
          chosen = index
        } else {
          plans.insert(frozen.plan, at: 0)
        }
      }
    }

    var plan: SplitPlan? { plans.indices.contains(chosen) ? plans[chosen] : nil }

    static func plans(for cohort: OpenCohort) -> [SplitPlan] {
      let outcome = cohort.outcomes.first?.name
      var plans = [SplitPlan(.random(stratifiedBy: outcome)), SplitPlan(.folds(5, stratifiedBy: outcome))]
      for column in cohort.table.columns.dropFirst() {
        switch column.values {
        case .date(let values):
          let known = values.filter { $0 != ColumnValues.missingDate }.sorted()
          guard known.count >= 10 else { continue }
          let cut = known[known.count * 7 / 10]
          plans.append(
            SplitPlan(.date(column: column.name, until: CalendarDate(daysSince1970: cut).description)))
        case .text(let text)
        where ["centre", "center", "site", "hospital", "institution"].contains(column.name.lowercased()):
          // More than a few values are places of the body rather than places of the study.
          guard text.levels.count <= 8 else { continue }
          for level in text.sortedLevels { plans.append(SplitPlan(.column(column.name, held: level))) }
        default: continue
        }
      }
      return plans
    }
  }

  public enum Action: Equatable, Sendable {
    case choose(Int)
    case reseed
    case share(Double)
    case previewed(SplitPreview)
    case freeze
    case frozen(SplitPreview)
    case scroll(Int)
  }

  public static let explanation =
    "A model must be judged on patients it has not seen. The split is made once, before features are looked at, and then "
    + "frozen: trying splits until one looks good is a way to fool oneself. Parts should be alike: small p is a warning."

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .choose(let step):
      guard !state.plans.isEmpty else { return [] }
      state.chosen = max(0, min(state.plans.count - 1, state.chosen + step))
      return preview(&state)
    case .reseed:
      guard state.plans.indices.contains(state.chosen) else { return [] }
      state.plans[state.chosen].seed &+= 1
      return preview(&state)
    case .share(let step):
      guard state.plans.indices.contains(state.chosen) else { return [] }
      let share = ((state.plans[state.chosen].trainingShare + step) * 100).rounded() / 100
      state.plans[state.chosen].trainingShare = min(0.9, max(0.3, share))
      return preview(&state)
    case .previewed(let preview):
      state.preview = preview
      state.failure = nil
    case .freeze:
      guard let plan = state.plan else { return [] }
      return [.freezeSplit(plan)]
    case .frozen(let preview):
      state.preview = preview
      state.frozen = preview
      return [.announce(Message("The split is frozen: \(preview.plan.title). 4 goes to the models.", .good))]
    case .scroll(let step): state.scroll = max(0, state.scroll + step)
    }
    return []
  }

  private static func preview(_ state: inout State) -> [Effect] {
    guard let plan = state.plan else { return [] }
    if let frozen = state.frozen, frozen.plan == plan {
      state.preview = frozen
      return []
    }
    return [.previewSplit(plan)]
  }

  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    var isRandom = false
    if case .random = state.plan?.scheme { isRandom = true }
    let notRandom = isRandom ? nil : "Only random splits have a share."
    return [
      Command(
        "split.freeze", "Freeze this split", keys: [.enter], footer: "freeze",
        help: "Stores who trains and who validates, with the seed. Models use it from now on.",
        disabledReason: context.readOnlyReason
          ?? (state.plan == nil
            ? "There is nothing to split." : state.frozen?.plan == state.plan ? "This split is frozen already." : nil),
        action: .freeze),
      Command(
        "split.next", "Next scheme", keys: [.down, .character("j"), .tab], footer: "scheme", footerKeys: "↑↓",
        action: .choose(1)),
      Command("split.previous", "Previous scheme", keys: [.up, .character("k"), .backTab], action: .choose(-1)),
      Command(
        "split.more", "More for training", keys: [.character("+"), .character("=")], footer: "share", footerKeys: "+/-",
        disabledReason: notRandom, action: .share(0.05)),
      Command(
        "split.less", "Less for training", keys: [.character("-")], disabledReason: notRandom, action: .share(-0.05)),
      Command(
        "split.seed", "Next seed", keys: [.character("r")], footer: "seed",
        help: "Draws another random split. Choose by design, not by result.", action: .reseed),
      Command("split.scroll-down", "Scroll the balance table", keys: [.pageDown], action: .scroll(5)),
      Command("split.scroll-up", "Scroll back", keys: [.pageUp], action: .scroll(-5)),
    ]
  }

  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] { [] }

  public static func facts(_ state: State, in context: ScreenContext) -> String {
    state.frozen.map { "frozen: \($0.plan.title)" } ?? "not frozen yet"
  }

  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    guard !state.plans.isEmpty else {
      canvas.draw("There are no patients to split.", column: 1, row: 0, style: .role(.dim))
      return
    }
    let listRows = min(state.plans.count, max(3, canvas.rows / 3))
    let parts = canvas.bounds.cut(top: listRows)
    canvas.within(parts.top) { canvas in
      let top = TablePane.top(0, cursor: state.chosen, visibleRows: canvas.rows, rowCount: state.plans.count)
      for row in 0..<canvas.rows where top + row < state.plans.count {
        let plan = state.plans[top + row]
        let isFrozen = state.frozen?.plan == plan
        let end = canvas.draw(plan.title, column: 3, row: row, style: top + row == state.chosen ? .plain.bold : .plain)
        if isFrozen { canvas.draw("  ✓ frozen", column: end, row: row, style: .role(.good)) }
        if top + row == state.chosen {
          canvas.shade(Rect(column: 0, row: row, columns: canvas.columns, rows: 1), .role(.selection))
          canvas.draw("▸", column: 1, row: row, style: .role(.focus).on(.role(.selection)))
        }
      }
    }
    canvas.within(parts.rest) { canvas in drawBalance(state, on: &canvas, context) }
  }

  private static func drawBalance(_ state: State, on canvas: inout Canvas, _ context: ScreenContext) {
    canvas.rule(row: 0)
    if let failure = state.failure {
      canvas.draw(
        paragraph: failure, in: Rect(column: 1, row: 1, columns: canvas.columns - 2, rows: 4), style: .role(.bad))
      return
    }
    guard let preview = state.preview else {
      canvas.draw("Dividing the patients …", column: 1, row: 1, style: .role(.dim))
      return
    }
    // Many folds are counted in one line; two or three parts get a column each.
    let isWide = preview.parts.count <= 3
    var row = 1
    let counts = preview.parts.map { part in
      "\(part.name) \(part.count)" + (part.events.map { " (\($0) events)" } ?? "")
    }
    canvas.draw(counts.joined(separator: "  ·  "), column: 1, row: row, style: .plain.bold)
    row += 1
    for caution in preview.cautions {
      row += canvas.draw(
        paragraph: "△ " + caution, in: Rect(column: 1, row: row, columns: canvas.columns - 2, rows: 2),
        style: .role(.warning))
    }
    guard isWide, !preview.balance.isEmpty else { return }
    let nameWidth = min(20, (preview.balance.map { DisplayWidth.of($0.variable) }.max() ?? 8) + 2)
    let valueWidth = min(20, max(14, (preview.balance.flatMap(\.values).map(DisplayWidth.of).max() ?? 10) + 2))
    var columns = [TablePane.Column("variable", width: nameWidth)]
    columns += preview.parts.map { TablePane.Column($0.name, width: valueWidth, isTrailing: true) }
    columns += [TablePane.Column("p", width: 7, isTrailing: true), TablePane.Column("test", width: 16)]
    let pane = TablePane(
      columns: columns, rowCount: preview.balance.count, top: min(state.scroll, max(0, preview.balance.count - 3)),
      cell: { row, column in
        let line = preview.balance[row]
        if column == 0 { return (line.variable, .plain) }
        if column <= preview.parts.count {
          return (column - 1 < line.values.count ? line.values[column - 1] : "", .plain)
        }
        if column == preview.parts.count + 1 {
          let isUnlike = (line.p ?? 1) < 0.05
          return ((isUnlike ? "△ " : "") + NumberText.p(line.p), isUnlike ? .role(.warning) : .plain)
        }
        return (line.test, .role(.dim))
      })
    pane.draw(in: Rect(column: 0, row: row + 1, columns: canvas.columns, rows: canvas.rows - row - 1), on: &canvas)
  }
}
