internal import Cohort
internal import Features
internal import Stats

/// The extracted features: a table ranked by what each alone says about the outcome, distributions, correlations, and what
/// each feature means.
public enum FeaturesScreen: Screen {
  public enum Tab: String, CaseIterable, Sendable {
    case ranking = "Ranking"
    case distribution = "Distribution"
    case correlation = "Correlation"
    case meaning = "Meaning"
    case values = "Values"
  }

  public enum Order: String, CaseIterable, Sendable {
    case p, effect, name, family, missing
  }

  /// How a distribution is drawn.
  public enum Shape: String, CaseIterable, Sendable {
    case boxes, violins, histogram, density

    var next: Shape {
      let all = Self.allCases
      return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }
  }

  public struct State: Sendable {
    public var table: FeatureTable?
    public var failure: String?
    var tab = Tab.ranking
    var order = Order.p
    var isReversed = false
    /// What is typed into the filter; nil while nobody types.
    var prompt: Prompt?
    var filter = ""
    /// Columns of the overview in the order shown.
    var rows: [Int] = []
    var row = ListCursor()
    /// The column on which the screen was left, until the features are there.
    var left: String?
    var shape = Shape.boxes
    /// Where the cursor of a distribution stands, from 0 to 1 along its axis; nil reads the whole.
    var place: Double?
    /// The cell of the heat map that is read.
    var cell = (row: 0, column: 1)
    /// The values of every case; read when they are looked at.
    var values: FeatureValues?
    var valuesFailure: String?
    var valueRow = ListCursor()
    var valueColumn = 0

    public init() {}

    /// The column under the cursor.
    var column: Int? { rows.indices.contains(row.row) ? rows[row.row] : nil }

    mutating func arrange() {
      guard let overview = table?.overview else { return }
      let here = column
      let words = filter.lowercased().split(separator: " ")
      rows = FeatureTable.ranked(overview).filter { column in
        let text = FeaturesScreen.searchText(column, overview)
        return words.allSatisfy { text.contains($0) }
      }
      let ranking = overview.ranking
      switch order {
      case .p: break
      case .effect: rows.sort { Self.strength(ranking[$0], overview) > Self.strength(ranking[$1], overview) }
      case .name:
        // The same feature of several regions stands together.
        rows.sort {
          (FeaturesScreen.featureName($0, overview), overview.shortKinds[$0])
            < (FeaturesScreen.featureName($1, overview), overview.shortKinds[$1])
        }
      case .family: rows.sort { FeaturesScreen.family($0, overview) < FeaturesScreen.family($1, overview) }
      case .missing: rows.sort { ranking[$0].rowCount < ranking[$1].rowCount }
      }
      if isReversed { rows.reverse() }
      row.row = here.flatMap { rows.firstIndex(of: $0) } ?? 0
    }

    /// How far an effect is from none: an AUC from ½, a log hazard ratio from 0; a column without one comes last.
    private static func strength(_ result: UnivariateResult, _ overview: FeatureOverview) -> Double {
      result.estimate.map { ($0 - FeaturesScreen.noEffect(overview)).magnitude } ?? -1
    }
  }

  public enum Action: Sendable {
    case loaded(FeatureTable)
    case reload
    case tab(Int)
    case open(Tab)
    case move(ListCursor.Move)
    case order
    case reverse
    case typeFilter
    case type(InputEvent)
    case clearFilter
    case extraction(Int)
    case outcome(Int)
    case shape
    case cell(Int, Int)
    /// The cursor of a distribution, in hundredths of its axis.
    case read(Int)
    case readWhole
    case copy, export
    case valuesLoaded(FeatureValues)
    case valueColumn(Int)
    case copyValue, copyCase
  }

  public static let explanation =
    "What was extracted, before a model sees it. Ranking: each feature alone against the outcome, in the training part "
    + "only; q is the false discovery rate, because among hundreds of features many have a small p by chance. "
    + "Correlation: features that say the same stand side by side. Choosing features here by eye and then validating on "
    + "the same patients is leakage: let the model choose inside the training part."

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .loaded(let table):
      state.table = table
      state.failure = nil
      state.cell = (0, min(1, max(0, table.correlated.count - 1)))
      state.arrange()
      if let left = state.left, let place = state.rows.firstIndex(where: { table.overview.design.names[$0] == left }) {
        state.row.row = place
      }
      state.left = nil
    case .reload: return [.loadFeatures(request(state))]
    case .tab(let step):
      let tabs = Tab.allCases
      let place = tabs.firstIndex(of: state.tab) ?? 0
      return open(tabs[(place + step + tabs.count) % tabs.count], &state)
    case .open(let tab): return open(tab, &state)
    case .valuesLoaded(let values):
      state.values = values
      state.valuesFailure = nil
      state.valueColumn = min(state.valueColumn, max(0, values.shown.count - 1))
    case .valueColumn(let step):
      state.valueColumn = max(0, min((state.values?.shown.count ?? 1) - 1, state.valueColumn + step))
    case .copyValue: return copyValue(state, wholeCase: false)
    case .copyCase: return copyValue(state, wholeCase: true)
    case .move(let move) where state.tab == .values:
      state.valueRow.move(move, count: state.values?.table.rowCount ?? 0, visible: max(1, valueRows(context)))
    case .move(let move):
      state.row.move(move, count: state.rows.count, visible: max(1, rankingRows(state, context)))
    case .order:
      let orders = Order.allCases
      state.order = orders[((orders.firstIndex(of: state.order) ?? 0) + 1) % orders.count]
      state.isReversed = false
      state.row = ListCursor()
      state.arrange()
    case .reverse:
      state.isReversed.toggle()
      state.row = ListCursor()
      state.arrange()
    case .typeFilter: state.prompt = Prompt(state.filter)
    case .type(let event): type(event, &state)
    case .clearFilter:
      state.filter = ""
      state.arrange()
    case .extraction(let step):
      guard let table = state.table, table.extractions.count > 1 else { return [] }
      let place = table.extractions.firstIndex(of: table.overview.extraction) ?? 0
      let next = table.extractions[(place + step + table.extractions.count) % table.extractions.count]
      return [.loadFeatures(FeatureRequest(extraction: next, outcome: table.outcome))]
    case .outcome(let step):
      guard let table = state.table, table.outcomes.count > 1 else { return [] }
      let place = table.outcomes.firstIndex(of: table.outcome) ?? 0
      let next = table.outcomes[(place + step + table.outcomes.count) % table.outcomes.count]
      return [.loadFeatures(FeatureRequest(extraction: table.overview.extraction, outcome: next))]
    case .shape: state.shape = state.shape.next
    case .cell(let rows, let columns):
      let count = state.table?.correlated.count ?? 0
      guard count > 0 else { return [] }
      state.cell = (max(0, min(count - 1, state.cell.row + rows)), max(0, min(count - 1, state.cell.column + columns)))
    case .read(let step):
      // The first step shows the cursor, in the middle.
      state.place = state.place.map { min(1, max(0, $0 + Double(step) / 100)) } ?? 0.5
    case .readWhole: state.place = nil
    case .copy:
      return [.copy(table(state).map { $0.joined(separator: "\t") + "\n" }.joined(), what: "table")]
    case .export: return [.write(exports(state, in: context))]
    }
    return []
  }

  private static func open(_ tab: Tab, _ state: inout State) -> [Effect] {
    state.tab = tab
    guard tab == .values, state.values == nil || state.values?.extraction != state.table?.overview.extraction else {
      return []
    }
    return [.loadFeatureValues(extraction: state.table?.overview.extraction)]
  }

  private static func request(_ state: State) -> FeatureRequest {
    FeatureRequest(extraction: state.table?.overview.extraction, outcome: state.table?.outcome)
  }

  private static func type(_ event: InputEvent, _ state: inout State) {
    guard var prompt = state.prompt else { return }
    switch event {
    case .key(.escape), .key(.control("c")):
      state.prompt = nil
      state.filter = ""
    case .key(.enter): state.prompt = nil
    default:
      _ = prompt.edit(event)
      state.prompt = prompt
      state.filter = prompt.text
    }
    state.row = ListCursor()
    state.arrange()
  }

  static func tabBar(_ state: State) -> TabBar {
    TabBar(titles: Tab.allCases.map(\.rawValue), shown: Tab.allCases.firstIndex(of: state.tab) ?? 0)
  }

  public static func typing(_ state: State, in context: ScreenContext) -> Typing? {
    state.prompt == nil ? nil : Typing(enter: "keep", escape: "all features")
  }

  /// While the filter is typed it takes every key; the heat map takes the arrows.
  public static func action(for event: InputEvent, _ state: State, in context: ScreenContext) -> Action? {
    if state.prompt != nil {
      if case .mouse = event { return nil }
      return .type(event)
    }
    if case .mouse(let mouse) = event, mouse.kind == .press, mouse.row == 0, state.table != nil {
      return tabBar(state).index(at: mouse.column, columns: context.size.columns).map { .open(Tab.allCases[$0]) }
    }
    if case .mouse(let mouse) = event, state.tab == .values {
      switch mouse.kind {
      case .wheelUp: return .move(.by(-3))
      case .wheelDown: return .move(.by(3))
      default: return nil
      }
    }
    if case .mouse(let mouse) = event, state.tab == .ranking {
      switch mouse.kind {
      case .wheelUp: return .move(.by(-3))
      case .wheelDown: return .move(.by(3))
      case .press where mouse.row >= 2:
        // Rows as they are seen: after the terminal was made smaller they may have moved up.
        let top = TablePane.top(
          state.row.top, cursor: state.row.row, visibleRows: rankingRows(state, context), rowCount: state.rows.count)
        let place = top + mouse.row - 2
        return mouse.row - 2 < rankingRows(state, context) && place < state.rows.count ? .move(.to(place)) : nil
      default: return nil
      }
    }
    return nil
  }

  /// The features, for looking through them.
  public static func listing(_ state: State, in context: ScreenContext) -> Listing<Action>? {
    if state.tab == .values {
      guard let table = state.values?.table, let names = table.columns.first?.values else { return nil }
      return Listing(
        count: table.rowCount, row: state.valueRow.row, text: { names[$0].text ?? "" }, go: { .move(.to($0)) })
    }
    guard let overview = state.table?.overview, state.tab != .correlation else { return nil }
    let rows = state.rows
    return Listing(
      count: rows.count, row: state.row.row, text: { searchText(rows[$0], overview) }, go: { .move(.to($0)) })
  }

  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    let empty = state.table == nil ? state.failure ?? "The features are being read." : nil
    // The values are there without an outcome, which the other views need.
    let next = state.table == nil && state.failure != nil ? Action.open(.values) : .tab(1)
    var commands: [Command<Action>] = [
      Command("features.next-tab", "Next view", keys: [.tab], footer: "view", action: next),
      Command("features.previous-tab", "Previous view", keys: [.backTab], disabledReason: empty, action: .tab(-1)),
      Command(
        "features.values", "The values of every case", keys: [.character("v")],
        footer: state.tab == .values ? nil : "values", help: "Cases by features, as radish show features prints them.",
        action: .open(.values)),
    ]
    if state.tab == .distribution {
      commands += [
        Command(
          "features.read-right", "Read further right", keys: [.right, .character("l")], footer: "read",
          footerKeys: "←→",
          help: "How many of each group lie at or below the value; of a histogram the bin and its counts.",
          disabledReason: empty, action: .read(1)),
        Command(
          "features.read-left", "Read further left", keys: [.left, .character("h")], disabledReason: empty,
          action: .read(-1)),
        Command(
          "features.read-far-right", "Much further right", keys: [.shiftRight], disabledReason: empty, action: .read(10)
        ),
        Command(
          "features.read-far-left", "Much further left", keys: [.shiftLeft], disabledReason: empty, action: .read(-10)),
        Command(
          "features.read-whole", "Quartiles of the whole", keys: [.character("0")],
          disabledReason: empty ?? (state.place == nil ? "The whole is read already." : nil), action: .readWhole),
      ]
    }
    if state.tab == .values { return commands + valueCommands(state) }
    if state.tab == .correlation {
      commands += [
        Command(
          "features.left", "Read further left", keys: [.left, .character("h")], footer: "read", footerKeys: "←↑↓→",
          disabledReason: empty, action: .cell(0, -1)),
        Command(
          "features.right", "Read further right", keys: [.right, .character("l")], disabledReason: empty,
          action: .cell(0, 1)),
        Command(
          "features.up", "Read further up", keys: [.up, .character("k")], disabledReason: empty, action: .cell(-1, 0)),
        Command(
          "features.down", "Read further down", keys: [.down, .character("j")], disabledReason: empty,
          action: .cell(1, 0)),
      ]
    } else {
      commands += ListCursor.commands("features") { .move($0) }
      commands += [
        Command(
          "features.open", "Distribution of this feature", keys: [.enter],
          footer: state.tab == .ranking ? "distribution" : nil, disabledReason: empty, action: .open(.distribution)),
        Command(
          "features.explain", "What this feature means", keys: [.character("i"), .character("x")], footer: "explain",
          help: "Definition, formula, unit, IBSI code and what to beware of.", disabledReason: empty,
          action: .open(.meaning)),
      ]
    }
    if !state.filter.isEmpty {
      commands.append(
        Command("features.all", "Show all features", keys: [.escape], footer: "all features", action: .clearFilter))
    }
    commands += [
      Command(
        "features.sort", "Sort by the next column", keys: [.character("s")],
        footer: state.tab == .ranking ? "sort" : nil, disabledReason: empty, action: .order),
      Command(
        "features.reverse", "Sort the other way round", keys: [.character("S")], disabledReason: empty, action: .reverse
      ),
      Command(
        "features.filter", "Filter by words", keys: [.character("/")], footer: state.tab == .ranking ? "filter" : nil,
        help: "Names, families and IBSI codes that contain every word.", disabledReason: empty, action: .typeFilter),
      Command(
        "features.shape", "Show \(state.shape.next.rawValue)", keys: [.character("d")],
        footer: state.tab == .distribution ? state.shape.next.rawValue : nil,
        help: "Boxes, violins, histograms or densities by outcome.", disabledReason: empty, action: .shape),
      Command(
        "features.extraction", "Next extraction", keys: [.character("]")],
        footer: (state.table?.extractions.count ?? 0) > 1 ? "extraction" : nil,
        disabledReason: (state.table?.extractions.count ?? 0) > 1 ? nil : "There is one extraction.",
        action: .extraction(1)),
      Command(
        "features.outcome", "Next outcome", keys: [.character("o")],
        footer: (state.table?.outcomes.count ?? 0) > 1 ? "outcome" : nil,
        disabledReason: (state.table?.outcomes.count ?? 0) > 1 ? nil : "There is one outcome.", action: .outcome(1)),
      Command("features.copy", "Copy the table", keys: [.character("y")], disabledReason: empty, action: .copy),
      Command(
        "features.export", "Export what is shown", keys: [.character("e"), .character("w")], footer: "export",
        help: "The ranking as CSV, a plot as SVG with its numbers.", disabledReason: empty, action: .export),
    ]
    return commands
  }

  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] { [state.tab.rawValue] }

  public static func facts(_ state: State, in context: ScreenContext) -> String {
    if state.tab == .values, let values = state.values {
      let rows = values.table.rowCount
      return "\(values.extraction) · \(rows) \(rows == 1 ? "case" : "cases") × "
        + "\(values.shown.count - values.nameCount) features"
    }
    guard let table = state.table else { return "" }
    let units = table.overview.unit.unitPlural
    let place =
      table.overview.isTrainingOnly
      ? (table.overview.unit == .patient ? "" : "\(units) ") + "in training part" : "in all \(units)"
    return "\(table.overview.extraction) · \(table.outcome) · \(table.overview.design.rowCount) \(place)"
  }

  // MARK: Words

  /// The manual's name where the catalogue knows the feature, with the way of aggregating where there are several; else the
  /// column.
  static func featureName(_ column: Int, _ overview: FeatureOverview) -> String {
    guard let key = overview.keys[column], let definition = key.definition else { return overview.design.names[column] }
    var text = definition.name
    if key.image != "original" { text = "\(key.image): \(text)" }
    if overview.hasAggregations[column], let aggregation = key.aggregation {
      text += ", " + aggregation.rawValue.replacing("_", with: " ")
    }
    return text
  }

  /// The same after the kind of region that it is of, where units have several: what tells it from the others comes first.
  static func name(_ column: Int, _ overview: FeatureOverview) -> String {
    let kind = overview.shortKinds[column]
    return (kind.isEmpty ? "" : kind + " · ") + featureName(column, overview)
  }

  static func family(_ column: Int, _ overview: FeatureOverview) -> String {
    switch overview.keys[column]?.definition?.family {
    case .morphology: "morphology"
    case .localIntensity: "local peak"
    case .intensityStatistics: "statistics"
    case .intensityHistogram: "histogram"
    case .intensityVolumeHistogram: "IVH"
    case let family?: family.rawValue
    case nil: ""
    }
  }

  static func searchText(_ column: Int, _ overview: FeatureOverview) -> String {
    let definition = overview.keys[column]?.definition
    return [
      overview.design.names[column], name(column, overview), definition?.family.rawValue ?? "",
      definition?.ibsiCode ?? "",
    ].joined(separator: " ").lowercased()
  }
}
