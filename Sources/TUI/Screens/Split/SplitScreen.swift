public import Cohort

/// Who trains and who validates: choose a scheme, look at the balance, freeze.
public enum SplitScreen: Screen {
  public struct State: Equatable, Sendable {
    /// The schemes as the person has set them.
    private(set) var drafts: [SplitPlan] = []
    public var chosen = 0
    public var preview: SplitPreview?
    public private(set) var frozen: SplitPreview?
    public var failure: String?
    var scroll = 0
    /// Whether the balance table fills the screen below the chosen scheme.
    var isZoomed = false
    /// The line on which the screen was left, until it is known what is frozen.
    var left: Int?

    public init() {}

    /// The schemes that fit the columns of a cohort.
    public init(cohort: OpenCohort) {
      drafts = Self.plans(for: cohort)
      take(cohort.splits.first)
    }

    /// The schemes that are shown: what is frozen stands before the others where none of them is it any more, so that neither
    /// a change of a scheme hides what is frozen nor what is frozen takes the place of a change.
    var plans: [SplitPlan] {
      guard let frozen, !drafts.contains(frozen.plan) else { return drafts }
      return [frozen.plan] + drafts
    }

    var plan: SplitPlan? { plans.indices.contains(chosen) ? plans[chosen] : nil }

    /// What can be predicted is known now: schemes that nobody has changed keep the shares of the first outcome.
    mutating func take(schemesFor cohort: OpenCohort) {
      var bare = cohort
      bare.outcomes = []
      let fresh = Self.plans(for: cohort)
      guard fresh != drafts, drafts == Self.plans(for: bare) else { return }
      drafts = fresh
      preview = nil
    }

    /// The split that the cohort keeps now; it is shown when it is new.
    mutating func take(_ split: SplitPreview?) {
      defer {
        if let left { chosen = max(0, min(left, plans.count - 1)) }
        left = nil
      }
      guard split != frozen else { return }
      let before = plan
      frozen = split
      guard let split else {
        preview?.isFrozen = false
        choose(before)
        return
      }
      preview = split
      choose(split.plan)
    }

    /// Goes to a scheme; where it is shown no more, to another one of its kind.
    private mutating func choose(_ plan: SplitPlan?) {
      chosen =
        plan.flatMap { plan in
          plans.firstIndex(of: plan) ?? plans.firstIndex { $0.isSameScheme(as: plan) }
        } ?? max(0, min(chosen, plans.count - 1))
    }

    /// Changes the chosen scheme. What is frozen stays as it is: the scheme of its kind becomes what it is changed to.
    mutating func changePlan(_ change: (inout SplitPlan) -> Void) {
      guard let before = plan else { return }
      var plan = before
      change(&plan)
      guard plan != before else { return }
      if let place = drafts.firstIndex(of: before) ?? drafts.firstIndex(where: { $0.isSameScheme(as: before) }) {
        drafts[place] = plan
      } else {
        drafts.insert(plan, at: 0)
      }
      choose(plan)
    }

    /// Puts the schemes back as they were, and goes to the one that changes.
    mutating func restore(_ before: [SplitPlan]) {
      let changed = before.indices.first { !drafts.indices.contains($0) || before[$0] != drafts[$0] }
      let shown = plan
      drafts = before
      choose(changed.map { before[$0] } ?? shown)
    }

    /// Another outcome was chosen: schemes that keep its shares keep those of the new one. What is frozen stays as it is.
    mutating func stratify(by name: String) {
      let before = plan
      for place in drafts.indices { drafts[place].stratify(by: name) }
      var target = before
      if target != frozen?.plan { target?.stratify(by: name) }
      choose(target)
      if plan != before { preview = nil }
    }

    static func plans(for cohort: OpenCohort) -> [SplitPlan] {
      let outcome = cohort.outcomes.first?.name
      var plans = [
        SplitPlan(.random(stratifiedBy: outcome)), SplitPlan(.folds(5, repeats: 1, stratifiedBy: outcome)),
        SplitPlan(.folds(5, repeats: 5, stratifiedBy: outcome)),
      ]
      if outcome != nil { plans.append(SplitPlan(.random(stratifiedBy: nil))) }
      for column in cohort.table.variables {
        switch column.values {
        case .date:
          if let cut = Self.cut(column.values, share: 0.7) {
            plans.append(SplitPlan(.date(column: column.name, until: cut)))
          }
        case .number(let values) where column.name.lowercased().contains("year"):
          let known = values.filter { $0.isFinite && (1900...2100).contains($0) }.sorted()
          guard known.count >= 10, let last = known.last else { continue }
          let until = known[min(known.count - 2, known.count * 7 / 10)].rounded(.down)
          if until < last { plans.append(SplitPlan(.number(column: column.name, until: until))) }
        case .text(let text) where Self.isCentre(column.name):
          // More than a few values are places of the body rather than places of the study.
          guard (2...12).contains(text.levels.count) else { continue }
          plans.append(SplitPlan(.leaveOneOut(column: column.name)))
          for level in text.sortedLevels { plans.append(SplitPlan(.column(column.name, held: level))) }
          // Of two the one trains where the other validates.
          guard text.levels.count > 2 else { continue }
          for level in text.sortedLevels { plans.append(SplitPlan(.trained(column.name, on: level))) }
        case .text(let text):
          // A column that says itself who trains.
          for level in text.sortedLevels
          where ["validation", "test", "external", "holdout"].contains(level.lowercased()) {
            plans.append(SplitPlan(.column(column.name, held: level)))
          }
        default: continue
        }
      }
      return plans
    }

    /// Whether a column says where a patient was seen.
    static func isCentre(_ name: String) -> Bool {
      ["centre", "center", "site", "hospital", "institution", "scanner", "cohort"].contains(name.lowercased())
    }

    /// The date up to which a share of the patients lies; nil with too few dates.
    static func cut(_ values: ColumnValues, share: Double) -> String? {
      guard case .date(let days) = values else { return nil }
      let known = days.filter { $0 != ColumnValues.missingDate }
      guard known.count >= 10, let first = known.min(), let last = known.max() else { return nil }
      let place = min(known.count - 2, max(0, Int(Double(known.count) * share)))
      // Patients are many and days are few: counting is quicker than sorting, and this is done before the first paint.
      let span = Int(last) - Int(first)
      guard span < 1_000_000 else { return CalendarDate(daysSince1970: known.sorted()[place]).description }
      var counts = [Int](repeating: 0, count: span + 1)
      for day in known { counts[Int(day) - Int(first)] += 1 }
      var before = 0
      for (offset, count) in counts.enumerated() {
        before += count
        if before > place { return CalendarDate(daysSince1970: first + Int32(offset)).description }
      }
      return nil
    }
  }

  public enum Action: Equatable, Sendable {
    case choose(Int)
    case reseed
    case change(Int)
    case repeats
    case previewed(SplitPreview)
    case failed(String)
    case freeze
    case thaw
    case scroll(Int)
    case zoom
    case copy
    case export
    case nextOutcome
    case newOutcome
  }

  public static let explanation =
    "A model must be judged on patients it has not seen. The split is made once, before features are looked at, and then "
    + "frozen: trying splits until one looks good is a way to fool oneself. Parts should be alike: small p is a warning. "
    + "A split by date or centre asks more of a model than a random one: it is nearer to a new hospital."

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .choose(let step):
      guard !state.plans.isEmpty else { return [] }
      state.chosen = max(0, min(state.plans.count - 1, state.chosen + step))
      state.scroll = 0
      return preview(&state)
    case .reseed:
      state.changePlan { $0.seed &+= 1 }
      return preview(&state)
    case .change(let step):
      state.changePlan { change(&$0, by: step, in: context) }
      return preview(&state)
    case .repeats:
      guard case .folds(let count, let repeats, let stratum) = state.plan?.scheme else { return [] }
      let next = repeats == 1 ? 5 : repeats == 5 ? 10 : 1
      state.changePlan { $0.scheme = .folds(count, repeats: next, stratifiedBy: stratum) }
      return preview(&state)
    case .previewed(let preview):
      state.preview = preview
      state.failure = nil
    case .failed(let sentence): state.failure = sentence
    case .freeze:
      guard let plan = state.plan else { return [] }
      return [.edit(.freeze(plan), .person)]
    case .thaw: return [.edit(.split(nil), .person)]
    case .scroll(let step):
      state.scroll = max(0, min(state.scroll + step, (state.preview?.balance.count ?? 1) - 1))
    case .zoom: state.isZoomed.toggle()
    case .nextOutcome: return [.nextOutcome(1)]
    case .newOutcome: return [.typeCommand("outcome ")]
    case .copy: return [.copy(table(state).map { $0.joined(separator: "\t") + "\n" }.joined(), what: "balance table")]
    case .export: return [.write(exports(state, in: context))]
    }
    return []
  }

  /// Changes what a scheme leaves open: the share, the number of folds, the date.
  private static func change(_ plan: inout SplitPlan, by step: Int, in context: ScreenContext) {
    switch plan.scheme {
    case .random:
      let share = ((plan.trainingShare + 0.05 * Double(step)) * 100).rounded() / 100
      plan.trainingShare = min(0.9, max(0.3, share))
    case .folds(let count, let repeats, let stratum):
      plan.scheme = .folds(max(2, min(20, count + step)), repeats: repeats, stratifiedBy: stratum)
    case .date(let column, _):
      let share = ((plan.trainingShare + 0.05 * Double(step)) * 100).rounded() / 100
      plan.trainingShare = min(0.9, max(0.3, share))
      if let values = context.cohort?.table.column(named: column)?.values,
        let cut = State.cut(values, share: plan.trainingShare)
      {
        plan.scheme = .date(column: column, until: cut)
      }
    case .column, .trained, .number, .leaveOneOut: break
    }
  }

  private static func preview(_ state: inout State) -> [Effect] {
    guard let plan = state.plan else { return [] }
    if let frozen = state.frozen, frozen.plan == plan {
      state.preview = frozen
      return []
    }
    return [.previewSplit(plan)]
  }

  /// The balance table, header first.
  static func table(_ state: State) -> [[String]] {
    guard let preview = state.preview else { return [] }
    return [["variable"] + preview.parts.map(\.name) + ["p", "test"]]
      + preview.balance.map { [$0.variable] + $0.values + [$0.p.map { "\($0)" } ?? "", $0.test] }
  }

  public static func exports(_ state: State, in context: ScreenContext) -> [ExportFile] {
    let lines = table(state)
    guard let header = lines.first else { return [] }
    var table = FigureTable(columns: header)
    for line in lines.dropFirst() { table.append(line.map { .text($0) }) }
    return [ExportFile("balance.csv", table.csv)]
  }

  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    let plan = state.plan
    let isFrozen = plan != nil && state.frozen?.plan == plan
    let isStale = state.frozen?.changes.isEmpty == false
    var fixed: String?
    switch plan?.scheme {
    case .column, .trained, .number, .leaveOneOut, nil: fixed = "This scheme leaves nothing to choose."
    case .random, .date, .folds: break
    }
    var isFolds = false
    if case .folds = plan?.scheme { isFolds = true }
    return [
      Command(
        "split.freeze", isFrozen ? "Freeze this split anew" : "Freeze this split", keys: [.enter], footer: "freeze",
        help:
          "Stores who trains and who validates, with the seed. Models use it from now on; \(KeyName.undo) takes it back.",
        disabledReason: context.readOnlyReason
          ?? (plan == nil
            ? "There is nothing to split." : isFrozen && !isStale ? "This split is frozen already." : nil),
        action: .freeze),
      Command(
        "split.thaw", "Unfreeze", keys: [.character("x")], footer: state.frozen == nil ? nil : "unfreeze",
        help: "Forgets the frozen split; results that used it become stale. \(KeyName.undo) takes it back.",
        disabledReason: context.readOnlyReason ?? (state.frozen == nil ? "No split is frozen." : nil), action: .thaw),
      Command(
        "split.next", "Next scheme", keys: [.down, .character("j"), .tab], footer: "scheme", footerKeys: "↑↓",
        action: .choose(1)),
      Command("split.previous", "Previous scheme", keys: [.up, .character("k"), .backTab], action: .choose(-1)),
      Command(
        "split.first", "First scheme", keys: [.home, .character("g")], action: .choose(-state.plans.count)),
      Command("split.last", "Last scheme", keys: [.end, .character("G")], action: .choose(state.plans.count)),
      Command(
        "split.outcome", "Next outcome, whose shares the parts keep", keys: [.character("o")],
        footer: (context.cohort?.outcomes.count ?? 0) > 1 ? "outcome" : nil,
        help: "The same that models predict. What is frozen stays as it is.",
        disabledReason: (context.cohort?.outcomes.count ?? 0) > 1
          ? nil : "There is no other outcome; \(KeyName.outcomeOfSplit) makes a column one.", action: .nextOutcome),
      outcomeCommand("split", context, .newOutcome),
      Command(
        "split.more", isFolds ? "More folds" : "More for training", keys: [.character("+"), .character("=")],
        footer: fixed == nil ? (isFolds ? "folds" : "share") : nil, footerKeys: "+/-", disabledReason: fixed,
        action: .change(1)),
      Command(
        "split.less", isFolds ? "Fewer folds" : "Less for training", keys: [.character("-")], disabledReason: fixed,
        action: .change(-1)),
      Command(
        "split.repeats", "Repeat the folds 1, 5 or 10 times", keys: [.character("m")],
        footer: isFolds ? "repeats" : nil,
        help: "Averages over other folds; the estimate moves less with the seed.",
        disabledReason: isFolds ? nil : "Only cross-validation is repeated.", action: .repeats),
      Command(
        "split.seed", "Next seed", keys: [.character("r")], footer: plan?.isRandom == true ? "seed" : nil,
        help: "Draws another random split. Choose by design, not by result.",
        disabledReason: plan?.isRandom == true ? nil : "Chance does not decide this split.", action: .reseed),
      Command(
        "split.zoom", state.isZoomed ? "Schemes and balance" : "The balance alone", keys: [.character("z")],
        disabledReason: state.preview == nil ? "There is no table yet." : nil, action: .zoom),
      Command("split.scroll-down", "Scroll the balance table", keys: [.pageDown], action: .scroll(5)),
      Command("split.scroll-up", "Scroll back", keys: [.pageUp], action: .scroll(-5)),
      Command(
        "split.copy", "Copy the balance table", keys: [.character("y")],
        disabledReason: state.preview == nil ? "There is no table yet." : nil, action: .copy),
      Command(
        "split.export", "Export the balance table as CSV", keys: [.character("w"), .character("e")],
        disabledReason: state.preview == nil ? "There is no table yet." : nil, action: .export),
    ]
  }

  /// Making a column an outcome, without going to the table.
  static func outcomeCommand<Other: Sendable>(
    _ screen: String, _ context: ScreenContext, _ action: Other
  ) -> Command<Other> {
    Command(
      screen + ".new-outcome", "Make another column an outcome", keys: [.character("O")],
      footer: screen == "model" ? "outcome" : nil,
      help:
        "Type its name, Tab completes; again it is none. In the table (\(KeyName.goToCohort)) \(KeyName.outcome) "
        + "lists what a column can be.",
      disabledReason: CohortScreen.writeReason(context), action: action)
  }

  public static func listing(_ state: State, in context: ScreenContext) -> Listing<Action>? {
    let chosen = state.chosen
    return Listing(state.plans.map(\.title), row: chosen) { .choose($0 - chosen) }
  }

  /// A click chooses a scheme; the wheel scrolls the balance table, or goes through the schemes over them.
  public static func action(for event: InputEvent, _ state: State, in context: ScreenContext) -> Action? {
    guard case .mouse(let mouse) = event else { return nil }
    let above = isStale(state) ? 1 : 0
    let rows = listRows(state, context.size.rows)
    let line = mouse.row - above
    switch mouse.kind {
    case .press where mouse.button == .left && line >= 0 && line < rows:
      let place = TablePane.top(0, cursor: state.chosen, visibleRows: rows, rowCount: state.plans.count) + line
      return place < state.plans.count ? .choose(place - state.chosen) : nil
    case .wheelUp: return line < rows ? .choose(-1) : .scroll(-3)
    case .wheelDown: return line < rows ? .choose(1) : .scroll(3)
    default: return nil
    }
  }

  // MARK: Undo

  /// The schemes with their shares, folds and seeds.
  public static func draft(_ state: State) -> [SplitPlan] { state.drafts }

  public static func restore(_ draft: [SplitPlan], in state: inout State, in context: ScreenContext) -> [Effect] {
    state.restore(draft)
    return preview(&state)
  }

  public static func title(ofChangeFrom before: [SplitPlan], to after: [SplitPlan]) -> String {
    let changed = after.indices.first { !before.indices.contains($0) || before[$0] != after[$0] }
    return changed.map { "change to \(after[$0].title)" } ?? "change of the split"
  }

  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] { [] }

  public static func facts(_ state: State, in context: ScreenContext) -> String {
    state.frozen.map { "frozen: \($0.plan.title)" }
      ?? (context.cohort?.isComplete == false ? "" : "not frozen yet")
  }

  private static func isStale(_ state: State) -> Bool { state.frozen?.changes.isEmpty == false }

  /// Rows of the list of schemes on a screen of so many.
  private static func listRows(_ state: State, _ rows: Int) -> Int {
    state.isZoomed ? min(1, state.plans.count) : min(state.plans.count, max(3, rows / 3))
  }

  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    guard !state.plans.isEmpty else {
      canvas.draw("There are no patients to split.", column: 1, row: 0, style: .role(.dim))
      return
    }
    var bounds = canvas.bounds
    let changes = state.frozen?.changes ?? []
    if isStale(state) {
      canvas.draw(
        "△ stale: " + changes.joined(separator: "; ") + ". Choose a scheme and \(KeyName.freezeSplit) to freeze anew.",
        column: 1,
        row: 0,
        style: .role(.warning), width: max(0, canvas.columns - 2))
      bounds = bounds.cut(top: 1).rest
    }
    let parts = bounds.cut(top: listRows(state, canvas.rows))
    canvas.within(parts.top) { canvas in
      let top = TablePane.top(0, cursor: state.chosen, visibleRows: canvas.rows, rowCount: state.plans.count)
      for row in 0..<canvas.rows where top + row < state.plans.count {
        let plan = state.plans[top + row]
        let isFrozen = state.frozen?.plan == plan
        let end = canvas.draw(
          plan.title, column: 3, row: row, style: top + row == state.chosen ? .plain.bold : .plain,
          width: max(0, canvas.columns - 4 - (isFrozen ? 10 : 0)))
        if isFrozen { canvas.draw("  ✓ frozen", column: end, row: row, style: .role(.good)) }
        if top + row == state.chosen {
          canvas.shade(Rect(column: 0, row: row, columns: canvas.columns, rows: 1), .role(.selection))
          canvas.draw("▸", column: 1, row: row, style: .role(.focus).on(.role(.selection)))
        }
      }
      canvas.drawMore(above: top, below: max(0, state.plans.count - top - canvas.rows))
    }
    canvas.within(parts.rest) { canvas in drawBalance(state, on: &canvas, context) }
  }

  /// What of a patient goes where the patient goes; nil where patients have one of each.
  private static func keptTogether(_ context: ScreenContext) -> String? {
    let kinds = ["exams", "lesions"].filter { name in
      guard case .number(let counts)? = context.cohort?.table.column(named: name)?.values else { return false }
      return counts.contains { $0 > 1 }
    }.map { $0 == "lesions" ? UnitLevel.lesion.unitPlural : $0 }
    return kinds.isEmpty
      ? nil : "Patients are divided: all \(kinds.joined(separator: " and ")) of a patient stay together."
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
    let seed = preview.plan.isRandom ? [" · seed \(preview.plan.seed)"] : []
    let counts = preview.parts.map { part in
      "\(part.name) \(part.count)"
        + (part.patients.map { " of \($0) \($0 == 1 ? "patient" : "patients")" } ?? "")
        + (part.events.map { " (\($0) \($0 == 1 ? "event" : "events"))" } ?? "")
    }
    row += max(
      1,
      canvas.draw(
        paragraph: "\(preview.unit.unitPlural): " + counts.joined(separator: " · ") + seed.joined(),
        in: Rect(column: 1, row: row, columns: max(0, canvas.columns - 2), rows: 3), style: .plain.bold))
    if let kept = keptTogether(context) {
      row += canvas.draw(
        paragraph: kept, in: Rect(column: 1, row: row, columns: max(0, canvas.columns - 2), rows: 2), style: .role(.dim)
      )
    }
    if let filter = context.filter {
      row += canvas.draw(
        paragraph: "The table's filter (\(filter)) does not count here: every patient is divided.",
        in: Rect(column: 1, row: row, columns: max(0, canvas.columns - 2), rows: 2), style: .role(.dim))
    }
    for caution in preview.cautions {
      row += canvas.draw(
        paragraph: "△ " + caution, in: Rect(column: 1, row: row, columns: canvas.columns - 2, rows: 2),
        style: .role(.warning))
    }
    guard isWide, !preview.balance.isEmpty else { return }
    // The names of variables and tests take what the values leave.
    let longestValue = (preview.balance.flatMap(\.values) + preview.parts.map(\.name)).map(DisplayWidth.of).max() ?? 10
    let valueWidth = min(20, longestValue + (canvas.columns < 100 ? 0 : 2))
    let rest = canvas.columns - (valueWidth + 1) * preview.parts.count - 9
    // On a narrow screen the first word of a test is enough, and leaves the names their room.
    func test(_ line: SplitPreview.Balance) -> String {
      guard canvas.columns < 100 else { return line.test }
      return line.test.split(separator: " ").first.map { String($0).replacing("'s", with: "") } ?? ""
    }
    let tests = preview.balance.map(test)
    let longest = tests.map { DisplayWidth.of($0) }.max() ?? 8
    let names = preview.balance.map { DisplayWidth.of($0.variable) }.max() ?? 8
    let testWidth = min(max(4, longest), max(12, rest - min(28, names + 2) - 3))
    let nameWidth = min(min(canvas.columns < 100 ? 28 : 48, names + 2), max(12, rest - testWidth - 3))
    let variables = DisplayWidth.toldApart(preview.balance.map(\.variable), to: nameWidth)
    var columns = [TablePane.Column("variable", width: nameWidth)]
    columns += preview.parts.map { TablePane.Column($0.name, width: valueWidth, isTrailing: true) }
    columns += [TablePane.Column("p", width: 7, isTrailing: true), TablePane.Column("test", width: testWidth)]
    let pane = TablePane(
      columns: columns, rowCount: preview.balance.count, top: min(state.scroll, max(0, preview.balance.count - 3)),
      cell: { row, column in
        let line = preview.balance[row]
        if column == 0 { return (variables[row], .plain) }
        if column <= preview.parts.count {
          return (column - 1 < line.values.count ? line.values[column - 1] : "", .plain)
        }
        if column == preview.parts.count + 1 {
          let isUnlike = (line.p ?? 1) < 0.05
          return ((isUnlike ? "△ " : "") + NumberText.p(line.p), isUnlike ? .role(.warning) : .plain)
        }
        return (tests[row], .role(.dim))
      })
    pane.draw(in: Rect(column: 0, row: row + 1, columns: canvas.columns, rows: canvas.rows - row - 1), on: &canvas)
  }
}
