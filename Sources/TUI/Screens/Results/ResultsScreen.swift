/// What the models found: curves and tables with exact values under a cursor.
public enum ResultsScreen: Screen {
  public enum Tab: String, CaseIterable, Sendable {
    case roc = "ROC"
    case survival = "KM"
    case concordance = "C-index"
    case comparison = "Comparison"
    case coefficients = "Coefficients"
  }

  public struct State: Equatable, Sendable {
    public var results: [StudyResult] = []
    var chosen = 0
    var tab = Tab.roc
    var part = 0
    /// The curve or group whose values are read.
    var curve = 0
    /// Where the cursor stands: a point of the ROC, or a fortieth of the follow-up.
    var point: Int?
    var time = 20
    var row = ListCursor()
    var showsBands = true

    public init() {}

    public init(results: [StudyResult]) { take(results) }

    /// New results; the newest is shown.
    mutating func take(_ results: [StudyResult]) {
      guard results != self.results else { return }
      self.results = results
      chosen = 0
      point = nil
      if let first = tabs.first, !tabs.contains(tab) { tab = first }
    }

    var result: StudyResult? { results.indices.contains(chosen) ? results[chosen] : nil }

    /// The tabs this result has something for.
    var tabs: [Tab] {
      guard let result else { return [] }
      return Tab.allCases.filter { tab in
        switch tab {
        case .roc: !result.roc.isEmpty
        case .survival: !result.survival.isEmpty
        case .concordance: !result.concordance.isEmpty || !result.roc.isEmpty
        case .comparison: !result.comparisons.isEmpty
        case .coefficients: !result.coefficients.isEmpty
        }
      }
    }

    /// Parts of the data: validation first, because that is what counts.
    var parts: [String] {
      guard let result else { return [] }
      var parts: [String] = []
      for name in result.roc.map(\.part) + result.survival.map(\.part) where !parts.contains(name) {
        parts.append(name)
      }
      return parts.filter { $0 != "training" } + parts.filter { $0 == "training" }
    }

    var partName: String? { parts.isEmpty ? nil : parts[min(part, parts.count - 1)] }

    var curves: [StudyResult.ROCCurve] { (result?.roc ?? []).filter { $0.part == partName } }

    var plot: StudyResult.SurvivalPlot? {
      let plots = (result?.survival ?? []).filter { $0.part == partName }
      return plots.isEmpty ? result?.survival.first : plots[min(max(0, curve), plots.count - 1)]
    }

    var plotCount: Int { (result?.survival ?? []).filter { $0.part == partName }.count }
  }

  public enum Action: Equatable, Sendable {
    case tab(Int)
    case result(Int)
    case part
    case curve(Int)
    case cursor(Int)
    case youden
    case bands
    case move(ListCursor.Move)
    case copy, export
  }

  public static let explanation =
    "Validation first: the training part flatters every model. ROC: how well the score separates the classes, 0.5 is "
    + "chance. KM: the share without an event over time, by risk group with the cut-off frozen in training. "
    + "C-index: how often the patient with the higher score has the event first."

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .tab(let step):
      let tabs = state.tabs
      guard !tabs.isEmpty else { return [] }
      let place = tabs.firstIndex(of: state.tab) ?? 0
      state.tab = tabs[(place + step + tabs.count) % tabs.count]
      state.row = ListCursor()
      state.curve = 0
    case .result(let step):
      guard !state.results.isEmpty else { return [] }
      state.chosen = (state.chosen + step + state.results.count) % state.results.count
      state.point = nil
      state.curve = 0
      if let first = state.tabs.first, !state.tabs.contains(state.tab) { state.tab = first }
    case .part:
      guard state.parts.count > 1 else { return [.announce(Message("There is one part only."))] }
      state.part = (min(state.part, state.parts.count - 1) + 1) % state.parts.count
      state.point = nil
    case .curve(let step):
      let count = state.tab == .survival ? state.plotCount : state.curves.count
      state.curve = count > 0 ? (state.curve + step + count) % count : 0
      state.point = nil
    case .cursor(let step):
      if state.tab == .roc {
        guard state.curves.indices.contains(state.curve) else { return [] }
        let points = state.curves[state.curve].points
        let start = state.point ?? youdenIndex(state.curves[state.curve])
        // Moves on to the next point that looks different: ties lie on each other.
        state.point = max(0, min(points.count - 1, start + step))
      } else {
        state.time = max(0, min(40, state.time + step))
      }
    case .youden: state.point = nil
    case .bands: state.showsBands.toggle()
    case .move(let move): state.row.move(move, count: tableRows(state).count, visible: max(1, context.size.rows - 6))
    case .copy: return [.copy(table(state).map { $0.joined(separator: "\t") }.joined(separator: "\n"), what: "table")]
    case .export:
      let name = state.tab.rawValue.lowercased().filter { $0.isLetter }
      let lines = table(state).map { $0.map(csvCell).joined(separator: ",") }
      var files = [ExportFile("\(name).csv", lines.joined(separator: "\n") + "\n")]
      if let figure = figure(state) { files.append(ExportFile("\(name).svg", figure.svg())) }
      return [.write(files)]
    }
    return []
  }

  static func youdenIndex(_ curve: StudyResult.ROCCurve) -> Int {
    curve.points.indices.max {
      curve.points[$0].sensitivity + curve.points[$0].specificity
        < curve.points[$1].sensitivity + curve.points[$1].specificity
    } ?? 0
  }

  private static func csvCell(_ text: String) -> String {
    text.contains(where: { $0 == "," || $0 == "\"" })
      ? "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : text
  }

  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    let empty = state.result == nil ? "There are no results yet: fit a model first (4)." : nil
    let isPlot = state.tab == .roc || state.tab == .survival
    let noPlot = empty ?? (isPlot ? nil : "There is no curve on this tab.")
    var commands: [Command<Action>] = [
      Command("results.next-tab", "Next tab", keys: [.tab], footer: "tab", disabledReason: empty, action: .tab(1)),
      Command("results.previous-tab", "Previous tab", keys: [.backTab], disabledReason: empty, action: .tab(-1)),
    ]
    if isPlot {
      commands += [
        Command(
          "results.right", state.tab == .roc ? "Higher cut-off" : "Later", keys: [.right, .character("l")],
          disabledReason: noPlot, action: .cursor(1)),
        Command(
          "results.left", state.tab == .roc ? "Lower cut-off" : "Earlier", keys: [.left, .character("h")],
          footer: state.tab == .roc ? "cut-off" : "time", footerKeys: "←→", disabledReason: noPlot, action: .cursor(-1)),
        Command(
          "results.down", "Next curve", keys: [.down, .character("j")], footer: "curve", footerKeys: "↑↓",
          disabledReason: noPlot,
          action: .curve(1)),
        Command(
          "results.up", "Previous curve", keys: [.up, .character("k")], disabledReason: noPlot, action: .curve(-1)),
        Command(
          "results.youden", "Cursor to the Youden point", keys: [.character("0")], disabledReason: noPlot,
          action: .youden),
        Command(
          "results.bands", "Confidence bands on or off", keys: [.character("b")],
          footer: state.tab == .survival ? "bands" : nil, disabledReason: noPlot, action: .bands),
      ]
    } else {
      commands += ListCursor.commands("results") { .move($0) }
    }
    commands += [
      Command(
        "results.part", "Validation or training", keys: [.character("v")], footer: "part", disabledReason: empty,
        action: .part),
      Command(
        "results.next", "Older result", keys: [.character("]"), .character("n")],
        footer: state.results.count > 1 ? "result" : nil,
        disabledReason: state.results.count > 1 ? nil : "There is one result.", action: .result(1)),
      Command(
        "results.previous", "Newer result", keys: [.character("["), .character("p")],
        disabledReason: state.results.count > 1 ? nil : "There is one result.", action: .result(-1)),
      Command("results.copy", "Copy the numbers", keys: [.character("y")], disabledReason: empty, action: .copy),
      Command(
        "results.export", "Export the numbers as CSV and the plot as SVG", keys: [.character("e"), .character("w")],
        footer: "export",
        disabledReason: empty, action: .export),
    ]
    return commands
  }

  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] {
    state.result == nil ? [] : [state.tab.rawValue]
  }

  public static func facts(_ state: State, in context: ScreenContext) -> String { state.result?.title ?? "" }
}
