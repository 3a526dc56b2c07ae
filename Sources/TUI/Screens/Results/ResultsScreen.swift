internal import Cohort
internal import Stats

/// What the models found: curves and tables with exact values under a cursor, in the part that validates first.
public enum ResultsScreen: Screen {
  public enum Tab: String, CaseIterable, Sendable {
    case roc = "ROC"
    case precisionRecall = "PR"
    case calibration = "Calibration"
    case decision = "Decision"
    case confusion = "Confusion"
    case survival = "KM"
    case areaOverTime = "AUC(t)"
    case concordance = "C-index"
    case comparison = "Compare"
    case coefficients = "Forest"
    case path = "Path"
    case nomogram = "Nomogram"
    case tables = "Tables"
    case runs = "Runs"

    /// Whether a cursor reads values from a plot.
    var hasCursor: Bool {
      switch self {
      case .roc, .precisionRecall, .calibration, .decision, .survival, .areaOverTime, .path: true
      case .confusion, .concordance, .comparison, .coefficients, .nomogram, .tables, .runs: false
      }
    }

    /// Whether the curves of several models are drawn over each other.
    var overlaysModels: Bool {
      switch self {
      case .roc, .precisionRecall, .calibration, .decision, .confusion, .areaOverTime: true
      case .survival, .concordance, .comparison, .coefficients, .path, .nomogram, .tables, .runs: false
      }
    }

    /// Whether its figures can be read as a table of numbers.
    var hasNumbers: Bool { hasCursor || self == .coefficients || self == .nomogram }

    /// Whether a legend and notes stand beside its plot.
    var hasNotes: Bool { hasCursor }

    /// Whether it shows one part of the data at a time.
    var isOfPart: Bool {
      switch self {
      case .roc, .precisionRecall, .calibration, .decision, .confusion, .survival, .areaOverTime: true
      case .concordance, .comparison, .coefficients, .path, .nomogram, .tables, .runs: false
      }
    }
  }

  /// A tab and a model of it.
  struct Left: Equatable, Sendable {
    var tab: Tab
    var model: Int
  }

  public struct State: Equatable, Sendable {
    public var results: [StudyResult] = []
    var chosen = 0
    var tab = Tab.roc
    /// The runs from which others were made by choosing a cut-off, by the runs that were made.
    var origins: [Int64: Int64] = [:]
    /// The tab and the model on which the screen was left, until the results are there.
    var left: Left?
    var part = 0
    /// Both parts beside each other.
    var isSideBySide = false
    /// The model whose values are read, by its place in the study.
    var model = 0
    /// The other models are drawn too.
    var showsOthers = true
    /// Whether one curve is picked out at all: in a report nobody reads one before the others.
    var picksOut = true
    /// The group of survival curves that is picked out, by its name; nil for none.
    var group: String?
    var showsBands = true
    /// Where the cursor stands on a ROC: a point of the model's curve; nil at its Youden point.
    var point: Int?
    /// Where the cursor stands on any other plot, in units of its x axis; nil in the middle.
    var x: Double?
    /// Which of the times at which risks of a survival outcome are judged.
    var timeIndex = 0
    var row = ListCursor()
    /// The column under the cursor where a table is wider than the screen.
    var column = 0
    /// The cell of the tables of classes that is read.
    var cell = ClassCell()
    /// The variable of the nomogram that the keys move, and where each stands; empty at what is typical.
    var variable = 0
    var values: [Double] = []
    var showsCautions = false
    /// The numbers in place of the plots.
    var showsNumbers = false
    /// What is written beside the plots in place of them.
    var showsNotes = false

    public init() {}

    public init(results: [StudyResult]) { take(results) }

    /// Other results; the newest of the new ones is shown, and where none is new, the one that was. Where its curve is the
    /// one that was read, as after a cut-off was frozen, the cursor stays where it is.
    mutating func take(_ results: [StudyResult]) {
      let asked = self.results.filter(\.isAsked)
      let known = self.results.filter { !$0.isAsked }.map(\.identity)
      guard results.map(\.identity) != known else { return }
      let read = (curve: curve(partName), point: point)
      let before = result
      let oldest = self.results.compactMap(\.run).min() ?? .min
      self.results = results + asked
      // Of many runs only the newest are read: an older one that comes after them is not new.
      let new = results.firstIndex { !known.contains($0.identity) && ($0.run ?? .max) > oldest }
      let same = self.results.firstIndex { $0.identity == before?.identity }
      // Where the one shown was taken back, what it was made from is.
      let origin = before?.run.flatMap { origins[$0] }.flatMap { run in results.firstIndex { $0.run == run } }
      show(new ?? same ?? origin ?? 0)
      if read.curve != nil, curve(partName) == read.curve { point = read.point }
    }

    /// Goes back to where the screen was left, as soon as there is something to go to.
    mutating func restorePlace() {
      guard let place = left, result != nil else { return }
      left = nil
      guard tabs.contains(place.tab) else { return }
      tab = place.tab
      if models.indices.contains(place.model) { model = place.model }
    }

    /// The answer to a question to the table, first of all and shown; the same question again replaces its answer.
    mutating func take(answer: StudyResult) {
      results.removeAll { $0.isAsked && $0.title == answer.title }
      results.insert(answer, at: 0)
      show(0)
      tab = firstTab
      showsCautions = false
    }

    /// The rows of the table are others: what was asked of them before is old.
    mutating func rowsHaveChanged() {
      for index in results.indices where results[index].isAsked { results[index].isOfOldRows = true }
    }

    /// Shows another result, on the same tab where it has one.
    mutating func show(_ index: Int) {
      guard results.indices.contains(index) else { return }
      chosen = index
      results[index].complete()
      point = nil
      x = nil
      values = []
      variable = 0
      model = min(model, max(0, models.count - 1))
      group = nil
      part = min(part, max(0, parts.count - 1))
      if !tabs.contains(tab) { tab = firstTab }
    }

    /// What is looked at first: the ROC of two classes, the curves of survival.
    private var firstTab: Tab {
      result?.isSurvival == true && tabs.contains(.survival) ? .survival : tabs.first ?? .roc
    }

    var result: StudyResult? { results.indices.contains(chosen) ? results[chosen] : nil }

    /// The tabs this result has something for.
    var tabs: [Tab] {
      guard let result else { return [] }
      return Tab.allCases.filter { tab in
        switch tab {
        case .roc: !result.roc.isEmpty
        case .precisionRecall: !result.precisionRecall.isEmpty
        case .calibration: !result.calibration.isEmpty
        case .decision: !result.decision.isEmpty
        case .confusion: !result.confusion.isEmpty || !result.classes.isEmpty
        case .survival: !result.survival.isEmpty
        case .areaOverTime: !result.timeDependentROC.isEmpty
        case .concordance: !result.concordance.isEmpty || !result.roc.isEmpty
        case .comparison: !result.comparisons.isEmpty
        case .coefficients: !result.coefficients.isEmpty
        case .path: !result.paths.isEmpty
        case .nomogram: !result.nomograms.isEmpty
        case .tables: !result.tables.isEmpty
        case .runs: true
        }
      }
    }

    /// What a tab is called: the table of areas holds areas where there is no survival.
    func title(of tab: Tab) -> String {
      guard tab == .concordance, let result else { return tab.rawValue }
      // The concordance of levels in order is none of times.
      return result.concordance.isEmpty ? "AUC" : result.classes.isEmpty ? tab.rawValue : "Ordinal C"
    }

    var tabBar: TabBar { TabBar(titles: tabs.map { title(of: $0) }, shown: tabs.firstIndex(of: tab) ?? 0) }

    /// Whether what is shown is a list that the arrows go through.
    var isList: Bool {
      showsCautions || showsSummary || showsNumbers && tab.hasNumbers || !tab.hasNumbers && tab != .confusion
    }

    /// Whether the keys of pages go through the rows of a forest.
    var scrollsForest: Bool { tab == .coefficients && !showsNumbers && !showsCautions }

    /// Whether the legend and the notes are seen in place of the plot: the numbers have it before them.
    var showsSummary: Bool { showsNotes && tab.hasNotes && !showsNumbers && !showsCautions }

    /// The nomogram shown: that of the model that is read, or the first.
    var nomogram: StudyResult.NomogramOfModel? {
      let all = result?.nomograms ?? []
      return all.first { $0.model == modelName } ?? all.first
    }

    /// Where the variables of the nomogram stand.
    var nomogramValues: [Double] {
      let variables = nomogram?.nomogram.variables ?? []
      return values.count == variables.count ? values : variables.map(\.typical)
    }

    /// Parts of the data: validation first, because that is what counts.
    var parts: [String] {
      guard let result else { return [] }
      var parts: [String] = []
      for name in result.roc.map(\.part) + result.survival.map(\.part) + result.confusion.map(\.part)
        + result.timeDependentROC.map(\.part)
      where !parts.contains(name) { parts.append(name) }
      return parts.filter { $0 != "training" } + parts.filter { $0 == "training" }
    }

    var partName: String? { parts.isEmpty ? nil : parts[min(part, parts.count - 1)] }

    /// The parts drawn now: side by side, the one chosen, the one after it, and training, which shows how much it flatters.
    var shownParts: [String] {
      guard isSideBySide, let partName else { return partName.map { [$0] } ?? [] }
      let others = parts.filter { $0 != "training" }
      let place = others.firstIndex(of: partName) ?? 0
      return Array((others[place...] + others[..<place]).prefix(2)) + parts.filter { $0 == "training" }
    }

    /// Of a survival outcome: the time whose risks are shown; nil for two classes.
    var time: Double? {
      let times = result?.times ?? []
      return times.isEmpty ? nil : times[min(timeIndex, times.count - 1)]
    }

    var models: [String] { result?.modelNames ?? [] }

    var modelName: String { models.indices.contains(model) ? models[model] : "" }

    /// Whether the curve of a model is drawn: that of the model that is read, and those of the others which are asked the same.
    /// Curves of different classes answer different questions and are not to be compared.
    func isShown(_ name: String) -> Bool {
      name == modelName || showsOthers && result?.target(of: name) == result?.target(of: modelName)
    }

    /// What the models are asked, each once: one class each, or all the same.
    var targets: [String] {
      let all = models.map { result?.target(of: $0) ?? "" }
      return models.isEmpty ? [""] : all.indices.filter { !all[..<$0].contains(all[$0]) }.map { all[$0] }
    }

    /// The models that are asked what a model is asked, in the order of the study.
    func rivals(of name: String) -> [String] {
      guard let result else { return models }
      let target = result.target(of: name)
      return models.filter { result.target(of: $0) == target }
    }

    /// The number of a model's line: the same for every class.
    func style(of name: String) -> Int { rivals(of: name).firstIndex(of: name) ?? 0 }

    /// The latest time of the survival plots shown; nil without any.
    var lastTime: Double? {
      shownParts.compactMap { plot($0) }.flatMap(\.curves.groups).compactMap { $0.estimate.table.times.last }.max()
    }

    /// The ROC curve that the cursor reads.
    func curve(_ part: String?) -> StudyResult.ROCCurve? {
      result?.roc.first { $0.part == part && $0.model == modelName }
    }

    /// The survival plot shown in a part.
    func plot(_ part: String?) -> StudyResult.SurvivalPlot? {
      let plots = (result?.survival ?? []).filter { $0.part == part }
      return plots.first { $0.model == modelName } ?? plots.first
    }
  }

  public enum Action: Equatable, Sendable {
    case tab(Int)
    case open(Tab)
    case result(Int)
    case pick
    case part
    case sideBySide
    case model(Int)
    case others
    case cursor(Int)
    case home
    case bands
    /// The next group of survival curves; after the last one none.
    case group(Int)
    /// What is written beside the plots, or the plots.
    case notes
    case nextTime
    /// The variable of the nomogram that the keys move, and its value, in hundredths of its axis.
    case variable(Int)
    case value(Int)
    /// The cell of the tables of classes that is read.
    case cell(across: Int, down: Int)
    case numbers
    case cautions
    case move(ListCursor.Move)
    case moveColumn(Int)
    case clicked(row: Int)
    case freeze
    case copy, export
  }

  public static let explanation =
    "Validation first: the training part flatters every model. ROC: how well the score separates the classes, 0.5 is "
    + "chance. Calibration: do predicted risks come true. Decision: is treating by the model better than treating all or "
    + "nobody. KM: the share without an event over time, by risk group with the cut-off frozen in training. AUC(t): how well "
    + "the score tells who has the event by a time from who has not. C-index: how often the patient with the higher score "
    + "has the event first."

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .tab(let step):
      let tabs = state.tabs
      guard !tabs.isEmpty else { return [] }
      let place = tabs.firstIndex(of: state.tab) ?? 0
      open(tabs[(place + step + tabs.count) % tabs.count], &state)
    case .open(let tab): if state.tabs.contains(tab) { open(tab, &state) }
    case .result(let step):
      guard !state.results.isEmpty else { return [] }
      state.show((state.chosen + step + state.results.count) % state.results.count)
    case .pick:
      guard state.results.indices.contains(state.row.row) else { return [] }
      state.show(state.row.row)
      if let first = state.tabs.first { open(first, &state) }
    case .part:
      guard state.parts.count > 1 else { return [.announce(Message("There is one part only."))] }
      state.isSideBySide = false
      state.part = (min(state.part, state.parts.count - 1) + 1) % state.parts.count
      state.point = nil
    case .sideBySide: state.isSideBySide.toggle()
    case .model(let step):
      let count = state.models.count
      state.model = count > 0 ? (state.model + step + count) % count : 0
      state.point = nil
      state.values = []
      state.variable = 0
      state.row = ListCursor()
    case .variable(let step):
      let count = state.nomogram?.nomogram.variables.count ?? 0
      state.variable = count > 0 ? (min(state.variable, count - 1) + step + count) % count : 0
    case .value(let step): moveValue(step, &state)
    case .cell(let across, let down): moveCell(across: across, down: down, &state)
    case .others: state.showsOthers.toggle()
    case .cursor(let step): moveCursor(step, &state)
    case .home:
      state.point = nil
      state.x = nil
      state.values = []
    case .bands: state.showsBands.toggle()
    case .group(let step): pickGroup(step, &state)
    case .notes:
      state.showsNotes.toggle()
      state.showsNumbers = false
      state.row = ListCursor()
    case .nextTime:
      let count = state.result?.times.count ?? 0
      state.timeIndex = count > 0 ? (min(state.timeIndex, count - 1) + 1) % count : 0
      state.x = nil
    case .numbers:
      state.showsNumbers.toggle()
      state.showsNotes = false
      state.row = ListCursor()
      state.column = 0
    case .cautions:
      state.showsCautions.toggle()
      state.row = ListCursor()
    case .move(let move):
      let count =
        state.showsCautions
        ? state.result?.cautions.count ?? 0
        : state.scrollsForest
          ? forestReach(state, context).end + 1
          : state.showsNumbers && state.tab.hasNumbers
            ? table(state).count - 1
            : state.showsSummary
              ? summary(state, context.size.columns, context.look).count
              : state.tab == .tables
                ? tableLines(state, columns: context.size.columns).count : tableRows(state).count
      let visible = state.scrollsForest ? forestReach(state, context).room : context.size.rows - 6
      // Text scrolls by its first line: the last page is a full one.
      let isText =
        !state.showsCautions && !(state.showsNumbers && state.tab.hasNumbers) && !state.showsSummary
        && state.tab == .tables
      let first = isText ? max(1, count - tableRows(of: state, context) + 1) : count
      state.row.move(move, count: first, visible: max(1, visible))
    case .moveColumn(let step):
      let count = listPane(state, context)?.columns.count ?? 0
      state.column = max(0, min(count - 1, state.column + step))
    case .clicked(let row):
      guard let pane = listPane(state, context) else { return [] }
      let top = listTop(state, context)
      let visible = context.size.rows - top - 1 - footRows(state, context)
      let first = TablePane.top(
        state.row.top, cursor: state.row.row, visibleRows: visible, rowCount: pane.rowCount)
      let target = first + row - top - 1
      guard row > top, row <= top + visible, target < pane.rowCount else { return [] }
      if state.tab == .runs, target == state.row.row { return update(&state, .pick, in: context) }
      state.row.row = target
      state.row.top = first
    case .freeze:
      guard let run = state.result?.run, let part = state.partName, let (curve, point) = rocCursor(state, part),
        let threshold = point.threshold
      else { return [.announce(Message("There is no cut-off here: move along the curve with ←→.", .warning))] }
      // The cursor stands there from now on, not at the Youden point that it may have shown.
      state.point = curve.points.firstIndex(of: point)
      let choice = CutoffChoice(run: run, model: curve.model, threshold: threshold, part: part)
      return [.edit(.cutoff(choice), .person)]
    case .copy: return [.copy(text(state, separator: "\t"), what: "table")]
    case .export: return [.write(exports(state, in: context))]
    }
    return []
  }

  private static func open(_ tab: Tab, _ state: inout State) {
    state.tab = tab
    state.row = ListCursor(row: tab == .runs ? state.chosen : 0)
    state.column = 0
    state.x = nil
    state.showsCautions = false
  }

  private static func moveCursor(_ step: Int, _ state: inout State) {
    if state.tab == .roc {
      guard let curve = state.curve(state.partName) else { return }
      state.point = max(0, min(curve.points.count - 1, (state.point ?? curve.youdenIndex) + step))
      return
    }
    if state.tab == .areaOverTime {
      let count = state.result?.times.count ?? 0
      state.timeIndex = max(0, min(count - 1, min(state.timeIndex, count - 1) + step))
      return
    }
    guard let plot = plot(state, state.partName) else { return }
    let range = plot.xAxis.high - plot.xAxis.low
    // Stops at points of the curves, yet never closer together than a hundredth of the axis.
    var x = state.x ?? plot.cursor ?? plot.xAxis.low + range / 2
    for _ in 0..<step.magnitude {
      let least = range / 100
      let stops = plot.series.flatMap(\.points).map(\.x).filter {
        $0.isFinite && $0 >= plot.xAxis.low && $0 <= plot.xAxis.high && (step > 0 ? $0 >= x + least : $0 <= x - least)
      }
      guard let next = step > 0 ? stops.min() : stops.max() else { break }
      x = next
    }
    state.x = x
  }

  /// Moves the chosen variable of a nomogram; of two values to the other one.
  private static func moveValue(_ step: Int, _ state: inout State) {
    guard let variables = state.nomogram?.nomogram.variables, variables.indices.contains(state.variable) else { return }
    let variable = variables[state.variable]
    state.values = state.nomogramValues
    let span = variable.high - variable.low
    // To the right is more risk, whatever the sign.
    let direction = variable.coefficient >= 0 ? 1.0 : -1
    let wanted = state.values[state.variable] + direction * Double(step) * (variable.isBinary ? span : span / 100)
    state.values[state.variable] = min(variable.high, max(variable.low, wanted))
  }

  /// What is seen, as files: the numbers as CSV, and a plot as SVG.
  public static func exports(_ state: State, in context: ScreenContext) -> [ExportFile] {
    guard let result = state.result else { return [] }
    let name = state.title(of: state.tab).lowercased().replacing("(t)", with: "-over-time")
    var files: [ExportFile]
    if state.tab == .tables, !state.showsCautions {
      files = result.tables.map { ExportFile("\($0.name).csv", $0.csv) }
    } else {
      files = [ExportFile("\(name).csv", exportTable(state).map { CSV.line($0) }.joined())]
    }
    if result.cautions.isEmpty == false {
      files.append(ExportFile("\(name)-cautions.txt", result.cautions.map { $0 + "\n" }.joined()))
    }
    for part in state.tab.isOfPart ? state.shownParts : [""] {
      let own = figures(state, part).map { titled($0, state, part) }
      // A figure for each model says which one it is of.
      let models =
        state.tab == .confusion
        ? classTables(state, part).map(\.model) + confusionTables(state, part).map(\.model) : []
      for (index, figure) in own.enumerated() {
        var suffix = ""
        if own.count > 1, models.indices.contains(index) {
          suffix = "-\(FileWord.of(models[index]))"
        } else if index > 0 {
          suffix = "-\(index + 1)"
        }
        if state.tab.isOfPart, state.shownParts.count > 1 { suffix += "-\(part)" }
        files.append(ExportFile("\(name)\(suffix).svg", figure.svg()))
      }
    }
    return files
  }

  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    let empty = state.result == nil ? context.cohort?.noResultsSentence ?? "No cohort is open." : nil
    let single = empty ?? (state.parts.count > 1 ? nil : "There is one part only.")
    var commands: [Command<Action>] = [
      Command("results.next-tab", "Next tab", keys: [.tab], footer: "tab", disabledReason: empty, action: .tab(1)),
      Command("results.previous-tab", "Previous tab", keys: [.backTab], disabledReason: empty, action: .tab(-1)),
    ]
    if state.isList {
      commands += ListCursor.commands("results", footer: state.tab == .tables || state.showsSummary ? "scroll" : nil) {
        .move($0)
      }
      let isWide = listPane(state, context)?.isWider(than: context.size.columns) == true
      let fits = empty ?? (isWide ? nil : "Every column is seen.")
      commands += [
        Command(
          "results.column-right", "Go to the column at the right", keys: [.right, .character("l")],
          footer: isWide ? "columns" : nil, footerKeys: "←→", disabledReason: fits, action: .moveColumn(1)),
        Command(
          "results.column-left", "Go to the column at the left", keys: [.left, .character("h")], disabledReason: fits,
          action: .moveColumn(-1)),
      ]
    } else {
      commands += cursorCommands(state, empty)
      if state.scrollsForest { commands += forestCommands(state, empty, in: context) }
    }
    // A narrow screen has no room for it beside the curves.
    let needsSummary = context.size.columns < PlotLayout.leastColumnsOfPanel || state.showsSummary
    if needsSummary { commands.insert(summaryCommand(state, empty), at: min(4, commands.count)) }
    commands += [
      Command(
        "results.part", "Validation or training", keys: [.character("v")],
        footer: state.tab.isOfPart && single == nil ? "part" : nil,
        disabledReason: single, action: .part),
      Command(
        "results.side", "Parts side by side", keys: [.character("s")],
        footer: state.tab.isOfPart && single == nil ? "both" : nil,
        help: "Training and validation beside each other.", disabledReason: single, action: .sideBySide),
      Command(
        "results.numbers", state.showsNumbers ? "Show the plot" : "Show the numbers as a table",
        keys: [.character("t")],
        footer: state.tab.hasNumbers ? state.showsNumbers ? "plot" : "table" : nil,
        help: "What the plot is made of, as it is exported.",
        disabledReason: empty ?? (state.tab.hasNumbers ? nil : "This tab is a table already."), action: .numbers),
    ]
    if !needsSummary { commands.append(summaryCommand(state, empty)) }
    commands += [
      Command(
        "results.cautions", "All cautions", keys: [.character("!")],
        footer: (state.result?.cautions.count ?? 0) > 1 ? "cautions" : nil,
        help: "What to beware of in these numbers.", disabledReason: empty, action: .cautions),
      Command(
        "results.next", "Older result", keys: [.character("]")],
        disabledReason: state.results.count > 1 ? nil : "There is one result.", action: .result(1)),
      Command(
        "results.previous", "Newer result", keys: [.character("[")],
        disabledReason: state.results.count > 1 ? nil : "There is one result.", action: .result(-1)),
      Command(
        "results.runs", "All results", keys: [.character("r")], footer: state.results.count > 1 ? "runs" : nil,
        help: "A list of the runs that the cohort keeps; \(KeyName.pickResult) shows one.", disabledReason: empty,
        action: .open(.runs)),
      Command("results.copy", "Copy the numbers", keys: [.character("y")], disabledReason: empty, action: .copy),
      Command(
        "results.export", "Export the numbers as CSV and the plot as SVG", keys: [.character("e"), .character("w")],
        footer: "export", disabledReason: empty, action: .export),
    ]
    if state.tab == .runs, !state.showsCautions {
      commands.append(
        Command(
          "results.pick", "Show this result", keys: [.enter], footer: "show", disabledReason: empty, action: .pick))
    }
    // Without a result nothing of this lives, and the footer offers nothing.
    if empty != nil { for place in commands.indices { commands[place].footer = nil } }
    return commands
  }

  /// Pages of a forest that has more rows than the screen.
  private static func forestCommands(
    _ state: State, _ empty: String?, in context: ScreenContext
  ) -> [Command<Action>] {
    let isLong = empty == nil && forestReach(state, context).end > 0
    let reason = empty ?? (isLong ? nil : "Every row is seen.")
    return [
      Command(
        "results.page-down", "Smaller coefficients", keys: [.pageDown, .control("f")], footer: isLong ? "smaller" : nil,
        disabledReason: reason, action: .move(.pageDown)),
      Command(
        "results.page-up", "Larger coefficients", keys: [.pageUp, .control("b")], disabledReason: reason,
        action: .move(.pageUp)),
      Command(
        "results.first", "The largest coefficients", keys: [.home], disabledReason: reason, action: .move(.first)),
      Command("results.last", "The smallest coefficients", keys: [.end], disabledReason: reason, action: .move(.last)),
    ]
  }

  private static func nomogramCommands(_ state: State, _ empty: String?) -> [Command<Action>] {
    let single = (state.result?.nomograms.count ?? 0) > 1 ? nil : "There is one nomogram only."
    return [
      Command(
        "results.value-up", "More risk by this variable", keys: [.right, .character("l")], footer: "value",
        footerKeys: "←→", disabledReason: empty, action: .value(1)),
      Command(
        "results.value-down", "Less risk by this variable", keys: [.left, .character("h")], disabledReason: empty,
        action: .value(-1)),
      Command(
        "results.value-far-up", "Much more", keys: [.shiftRight], disabledReason: empty, action: .value(10)),
      Command(
        "results.value-far-down", "Much less", keys: [.shiftLeft], disabledReason: empty, action: .value(-10)),
      Command(
        "results.variable-down", "Next variable", keys: [.down, .character("j")], footer: "variable",
        footerKeys: "↑↓", disabledReason: empty, action: .variable(1)),
      Command(
        "results.variable-up", "Previous variable", keys: [.up, .character("k")], disabledReason: empty,
        action: .variable(-1)),
      Command(
        "results.typical", "Everything typical", keys: [.character("0")], footer: "typical",
        help: "Every variable at the median of training.", disabledReason: empty, action: .home),
      Command(
        "results.nomogram-model", "Nomogram of the next model", keys: [.character("m")],
        footer: single == nil ? "model" : nil, disabledReason: empty ?? single, action: .model(1)),
    ]
  }

  private static func classCommands(_ empty: String?) -> [Command<Action>] {
    [
      Command(
        "results.cell-right", "Read the next called class", keys: [.right, .character("l")], footer: "called",
        footerKeys: "←→", disabledReason: empty, action: .cell(across: 1, down: 0)),
      Command(
        "results.cell-left", "Read the called class before", keys: [.left, .character("h")], disabledReason: empty,
        action: .cell(across: -1, down: 0)),
      Command(
        "results.cell-down", "Read the next true class", keys: [.down, .character("j")], footer: "true",
        footerKeys: "↑↓", help: "Below the last class of one model comes the first of the next.", disabledReason: empty,
        action: .cell(across: 0, down: 1)),
      Command(
        "results.cell-up", "Read the true class before", keys: [.up, .character("k")], disabledReason: empty,
        action: .cell(across: 0, down: -1)),
    ]
  }

  private static func cursorCommands(_ state: State, _ empty: String?) -> [Command<Action>] {
    if state.tab == .nomogram { return nomogramCommands(state, empty) }
    if state.tab == .confusion, classCell(state) != nil { return classCommands(empty) }
    let noPlot = empty ?? (state.tab.hasCursor ? nil : "There is no curve on this tab.")
    let isCurve = state.tab == .roc
    var commands: [Command<Action>] = []
    if state.tab.hasCursor {
      commands += [
        Command(
          "results.right", isCurve ? "Higher cut-off" : "Read further right", keys: [.right, .character("l")],
          disabledReason: noPlot, action: .cursor(1)),
        Command(
          "results.left", isCurve ? "Lower cut-off" : "Read further left", keys: [.left, .character("h")],
          footer: isCurve ? "cut-off" : state.tab == .survival || state.tab == .areaOverTime ? "time" : "read",
          footerKeys: "←→",
          disabledReason: noPlot, action: .cursor(-1)),
        Command(
          "results.far-right", "Ten points right", keys: [.shiftRight], disabledReason: noPlot, action: .cursor(10)),
        Command(
          "results.far-left", "Ten points left", keys: [.shiftLeft], disabledReason: noPlot, action: .cursor(-10)),
        Command(
          "results.youden", isCurve ? "Cursor to the Youden point" : "Cursor to the middle", keys: [.character("0")],
          disabledReason: noPlot, action: .home),
      ]
    }
    commands += groupCommands(state, empty)
    commands += [
      Command(
        "results.down", "Next model", keys: [.down, .character("j")], footer: state.models.count > 1 ? "model" : nil,
        footerKeys: "↑↓",
        help: state.models.count > 1 && state.tab.overlaysModels
          ? "Its curve is drawn over the others and read first." : "",
        disabledReason: empty, action: .model(1)),
      Command("results.up", "Previous model", keys: [.up, .character("k")], disabledReason: empty, action: .model(-1)),
      Command(
        "results.overlay", state.showsOthers ? "This model alone" : "All models overlaid", keys: [.character("o")],
        footer: state.models.count > 1 && state.tab.overlaysModels ? "overlay" : nil,
        disabledReason: noPlot
          ?? (state.tab.overlaysModels ? nil : "This tab shows one model at a time; ↑↓ goes to the next."),
        action: .others),
      Command(
        "results.bands", "Confidence bands on or off", keys: [.character("b")],
        footer: state.tab == .survival || state.tab == .areaOverTime ? "bands" : nil,
        disabledReason: noPlot
          ?? ([.survival, .decision, .areaOverTime].contains(state.tab)
            ? nil : "Bands are those of survival curves, of areas over time and of a single decision curve."),
        action: .bands),
    ]
    if state.tab == .calibration || state.tab == .decision, let count = state.result?.times.count, count > 0 {
      commands.append(
        Command(
          "results.time", "Risks by another time", keys: [.character("T")], footer: count > 1 ? "time" : nil,
          help: "Calibration and decision curves of a survival outcome are those of the risk by a time.",
          disabledReason: count > 1 ? nil : "Risks are judged at one time only.", action: .nextTime))
    }
    if isCurve {
      commands.append(
        Command(
          "results.freeze", "Freeze this cut-off", keys: [.enter], footer: "freeze",
          help: "Keeps the cut-off under the cursor for this model: counts in every part follow from it.",
          disabledReason: reasonNotToFreeze(state) ?? noPlot, action: .freeze))
    }
    return commands
  }

  /// Why the cut-off under the cursor cannot be kept. A cut-off is learned where the model was, as packages that tune
  /// thresholds do it (scikit-learn's `TunedThresholdClassifierCV`, and STARD 2015, item 12a: pre-specified or exploratory):
  /// the part that judges has no say in it while there is another one. Where there is none, as in cross-validation, a caution
  /// says first of all that it was chosen there.
  private static func reasonNotToFreeze(_ state: State) -> String? {
    guard state.result?.run != nil else { return "This result is not kept in a cohort." }
    guard let part = state.partName, part != "training", state.parts.contains("training") else { return nil }
    return
      "Chosen on the \(part) part, a cut-off would flatter it: \(KeyName.part) goes to training, where "
      + "\(KeyName.freezeCutoff) freezes."
  }

  /// The list that the arrows go through, as text.
  public static func listing(_ state: State, in context: ScreenContext) -> Listing<Action>? {
    guard state.result != nil, state.isList else { return nil }
    let lines =
      state.showsSummary
      ? summary(state, context.size.columns, context.look).map(\.text)
      : state.tab == .tables && !state.showsCautions
        ? tableLines(state, columns: context.size.columns).map(\.text)
        : table(state).dropFirst().map { $0.joined(separator: " ") }
    return Listing(Array(lines), row: state.row.row) { .move(.to($0)) }
  }

  /// The row of the body in which the header of a list stands: below the tabs and what is stale.
  private static func listTop(_ state: State, _ context: ScreenContext) -> Int {
    1 + (state.result.map { staleness($0, context).isEmpty } == false ? 1 : 0)
  }

  /// Rows in which the tables of an evaluation are read.
  private static func tableRows(of state: State, _ context: ScreenContext) -> Int {
    let cautions = state.result.map { cautionLines($0, context.size, context.look, keys: context.keymap).count } ?? 0
    return max(1, context.size.rows - listTop(state, context) - cautions)
  }

  /// Rows below a list: its provenance and the cautions.
  private static func footRows(_ state: State, _ context: ScreenContext) -> Int {
    let cautions = state.result.map { cautionLines($0, context.size, context.look, keys: context.keymap).count } ?? 0
    return cautions + (state.showsNumbers && state.tab.hasNumbers ? 0 : 1) + testLines(state, context).count
  }

  public static func action(for event: InputEvent, _ state: State, in context: ScreenContext) -> Action? {
    guard case .mouse(let mouse) = event else { return nil }
    switch mouse.kind {
    case .press where mouse.row == 0:
      let tabs = state.tabs
      return state.tabBar.index(at: mouse.column, columns: context.size.columns).map { .open(tabs[$0]) }
    case .press where mouse.button == .left && state.isList: return .clicked(row: mouse.row)
    case .wheelUp where state.isList || state.scrollsForest: return .move(.by(-3))
    case .wheelDown where state.isList || state.scrollsForest: return .move(.by(3))
    default: return nil
    }
  }

  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] {
    state.result == nil ? [] : [state.title(of: state.tab)]
  }

  public static func facts(_ state: State, in context: ScreenContext) -> String { state.result?.title ?? "" }
}

extension StudyResult {
  /// What tells one result from another without comparing every number.
  var identity: String { "\(run ?? -1) \(title) \(date)" }
}

/// A cut-off that a person chose on a ROC.
public struct CutoffChoice: Equatable, Sendable {
  public var run: Int64
  public var model: String
  public var threshold: Double
  /// The part of the data on which it was chosen.
  public var part: String

  public init(run: Int64, model: String, threshold: Double, part: String) {
    self.run = run
    self.model = model
    self.threshold = threshold
    self.part = part
  }
}
