internal import Cohort
internal import Foundation
internal import Stats

/// What Radish remembers between two sessions: where one was in each cohort, and how the program looked.
public struct Session: Equatable, Sendable, Codable {
  /// How a cohort was left.
  struct Visit: Equatable, Sendable, Codable {
    var path: String
    var screen: String
    var level: UnitLevel
    var arrangements: [UnitLevel: CohortScreen.Arrangement]
    /// The row and the column under the cursor, by name.
    var label: String?
    var column: String?
    /// What tells the cohort from others, and how many patients it had.
    var origin: String?
    var count: Int?
    /// How its screens were left, by their names.
    var places: [String: Place]?
  }

  /// How one screen was left; each says what it has.
  struct Place: Equatable, Sendable, Codable {
    var row: Int?
    /// The patient, column, feature or extraction that was looked at.
    var name: String?
    var image: String?
    var tab: String?
    var isZoomed: Bool?
    var filter: String?
    var order: String?
    var isReversed: Bool?
    /// What was chosen to be fitted.
    var model: ModelScreen.Kept?
    /// How the image was looked at.
    var view: ViewerScreen.Kept?
  }

  /// How a cohort was left, and what has become of its file since.
  struct Left: Equatable, Sendable {
    var visit: Visit?
    /// Where its file lay then, if not where it lies now.
    var formerPath: String?
    /// Whether another cohort lies where one was left.
    var isAnother = false
  }

  /// Newest first.
  var visits: [Visit] = []
  var theme: Theme.Name?
  var isMouseOn: Bool?
  /// Whether a patient's image stands beside the table.
  var showsPreview: Bool?

  static let limit = 20

  public init() {}

  func visit(_ path: String) -> Visit? { visits.first { $0.path == path } }

  /// How a cohort was left at its path, or else wherever its file lay.
  func left(_ cohort: OpenCohort) -> Left {
    let origin = cohort.origin
    if let visit = visit(cohort.path) {
      guard let known = visit.origin, !known.isEmpty, !origin.isEmpty, known != origin else {
        return Left(visit: visit)
      }
      return Left(isAnother: true)
    }
    guard !origin.isEmpty, let moved = visits.first(where: { $0.origin == origin }) else { return Left() }
    return Left(visit: moved, formerPath: moved.path)
  }

  /// The session with the state of now in it.
  func remembering(_ state: AppState) -> Session {
    var session = self
    session.isMouseOn = state.session?.isMouseOn
    session.theme = state.session?.theme
    guard let cohort = state.cohort, let table = state.table else { return session }
    session.showsPreview = table.preview.isShown
    // Marks are a thing of the moment.
    let arrangements = table.sheets.mapValues { sheet in
      var arrangement = sheet.arrangement
      arrangement.marks = []
      return arrangement
    }
    let visit = Visit(
      path: cohort.path, screen: state.screen.rawValue, level: table.level, arrangements: arrangements,
      label: table.sheet.selectedLabel, column: table.sheet.selectedColumn?.name, origin: cohort.origin,
      count: cohort.table.rowCount, places: Self.places(state))
    session.visits.removeAll { $0.path == cohort.path }
    session.visits.insert(visit, at: 0)
    session.visits = Array(session.visits.prefix(Self.limit))
    return session
  }

  private static func places(_ state: AppState) -> [String: Place] {
    let features = state.features
    let feature = features.column.flatMap { features.table?.overview.design.names[$0] } ?? features.left
    var places: [ScreenID: Place] = [
      .extract: Place(
        row: state.extract.line, name: state.extract.plan?.name ?? state.extract.left,
        tab: state.extract.focus == .cases ? "cases" : nil, isZoomed: state.extract.isZoomed),
      .features: Place(
        name: feature, tab: features.tab.rawValue, filter: features.filter, order: features.order.rawValue,
        isReversed: features.isReversed),
      .split: Place(row: state.split.left ?? state.split.chosen, isZoomed: state.split.isZoomed),
      .model: Place(row: state.model.line, model: state.model.kept),
      .results: Place(
        row: state.results.left?.model ?? state.results.model,
        tab: (state.results.left?.tab ?? state.results.tab).rawValue),
      .report: Place(tab: state.report.tab.rawValue),
    ]
    if let table = state.table { places[.cohort] = Place(tab: table.zoom.rawValue) }
    if !state.patient.label.isEmpty { places[.patient] = Place(name: state.patient.label) }
    if let image = state.viewer.image {
      places[.viewer] = Place(name: image.patient, image: image.path, view: state.viewer.kept ?? state.viewer.left)
    } else if let left = state.viewer.left {
      places[.viewer] = Place(name: left.patient, image: left.image, view: left)
    }
    if let column = state.tableOne.request?.column { places[.tableOne] = Place(name: column) }
    return Dictionary(places.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { first, _ in first })
  }
}

extension Session.Left {
  /// What a person should know who finds the cohort again; nil where there is nothing to say.
  func remark(_ cohort: OpenCohort, filter: String) -> String? {
    if isAnother { return "This is another cohort than the one that lay here last time." }
    var sentences: [String] = []
    if let formerPath {
      sentences.append("This cohort lay at \(formerPath) last time; it is shown as it was left there.")
    }
    if let then = visit?.count, then != cohort.table.rowCount {
      sentences.append("It has \(cohort.table.rowCount) patients now; it had \(then) when it was left.")
    }
    if !filter.isEmpty { sentences.append("The filter of last time is set: \(filter). Esc clears it.") }
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }
}

extension App {
  /// Puts every screen of a cohort back to where it was left. What is not there yet is kept until it is.
  static func restorePlaces(_ visit: Session.Visit, _ state: inout AppState) {
    let places = visit.places ?? [:]
    func place(_ screen: ScreenID) -> Session.Place? { places[screen.rawValue] }
    if let zoom = place(.cohort)?.tab.flatMap(CohortScreen.Zoom.init(rawValue:)) { state.table?.zoom = zoom }
    if let extract = place(.extract) {
      state.extract.line = max(0, min(extract.row ?? 0, SettingField.allCases.count - 1))
      state.extract.left = extract.name
      state.extract.focus = extract.tab == "cases" ? .cases : .settings
      state.extract.isZoomed = extract.isZoomed ?? false
    }
    if let features = place(.features) {
      state.features.tab = features.tab.flatMap(FeaturesScreen.Tab.init(rawValue:)) ?? .ranking
      state.features.order = features.order.flatMap(FeaturesScreen.Order.init(rawValue:)) ?? .p
      state.features.isReversed = features.isReversed ?? false
      state.features.filter = features.filter ?? ""
      state.features.left = features.name
    }
    if let split = place(.split) {
      state.split.isZoomed = split.isZoomed ?? false
      state.split.left = split.row
      if state.cohort?.isComplete == true { state.split.take(state.split.frozen) }
    }
    if let kept = place(.model)?.model { state.model.restore(kept, in: state.cohort) }
    if let row = place(.model)?.row { state.model.line = max(0, row) }
    state.viewer.left = place(.viewer)?.view
    if let results = place(.results), let tab = results.tab.flatMap(ResultsScreen.Tab.init(rawValue:)) {
      state.results.left = ResultsScreen.Left(tab: tab, model: results.row ?? 0)
      state.results.restorePlace()
    }
    if let tab = place(.report)?.tab.flatMap(ReportScreen.Tab.init(rawValue:)) { state.report.tab = tab }
  }

  /// Shows the screen that was shown last.
  static func restoreScreen(_ visit: Session.Visit, _ state: inout AppState) -> [Effect] {
    guard let screen = ScreenID(rawValue: visit.screen) else { return [] }
    let place = visit.places?[visit.screen]
    switch screen {
    case .extract, .features, .split, .model, .results, .report: return resolve([.go(screen)], &state)
    case .patient: return place?.name.map { resolve([.showPatient($0)], &state) } ?? []
    case .viewer:
      state.pendingPatient = place?.name
      state.pendingImage = place?.image
      return []
    case .tableOne:
      // Of rows that are still being looked for no table can be made.
      guard let name = place?.name, state.table?.isArranging == false,
        state.shownTable.table.column(named: name) != nil
      else { return [] }
      return update(&state, .table(.tableOne(name)))
    case .start, .cohort, .importing, .answer: return []
    }
  }
}

extension CohortScreen.State {
  /// Puts back how the tables were left; what no longer fits is left away. A table that is not loaded yet comes with an effect
  /// and is put back when it is there.
  mutating func restore(_ visit: Session.Visit) -> [Effect] {
    left = visit
    var effects = restoreSheet(.patient)
    if visit.level != .patient, Self.levels.contains(visit.level) {
      level = visit.level
      effects.append(.loadTable(visit.level))
    }
    return effects
  }

  /// Puts back one table that is loaded, as it was left.
  mutating func restoreSheet(_ level: UnitLevel) -> [Effect] {
    guard let visit = left, var arrangement = visit.arrangements[level], let sheet = sheets[level] else { return [] }
    if RowCondition.problem(arrangement.filter, in: sheet.table) != nil { arrangement.filter = "" }
    arrangement.sort.removeAll { sheet.table.column(named: $0.column) == nil }
    if let group = arrangement.group, sheet.table.column(named: group) == nil { arrangement.group = nil }
    sheets[level]?.arrangement = arrangement
    let effects = sheets[level]?.arrange(typed: nil) ?? []
    guard level == visit.level else { return effects }
    if let column = visit.column,
      let place = sheets[level]?.layout.firstIndex(where: { sheet.table.columns[$0.index].name == column })
    {
      sheets[level]?.column = place
    }
    if let label = visit.label, let labels = sheet.table.columns.first?.values.texts,
      let row = labels.firstIndex(of: label), let place = sheets[level]?.rows.firstIndex(of: row)
    {
      sheets[level]?.cursor = ListCursor(row: place)
    }
    return effects
  }

  private static var levels: [UnitLevel] { CohortScreen.levels }
}

/// The session on disk: readable by its owner only, for it holds names of patients and paths.
public struct SessionFile: Sendable {
  public let path: String

  public init(path: String) { self.path = path }

  /// What was remembered; nothing where the file is missing or cannot be understood.
  public func read() -> Session {
    guard let data = FileManager.default.contents(atPath: path), data.count < 4_000_000 else { return Session() }
    return (try? JSONDecoder().decode(Session.self, from: data)) ?? Session()
  }

  /// Writes it whole or not at all. A session that cannot be written is no reason to fail.
  public func write(_ session: Session) {
    guard let data = try? JSONEncoder().encode(session) else { return }
    let folder = URL(filePath: path).deletingLastPathComponent()
    try? FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let fresh = path + ".new"
    try? FileManager.default.removeItem(atPath: fresh)
    guard FileManager.default.createFile(atPath: fresh, contents: data, attributes: [.posixPermissions: 0o600]) else {
      return
    }
    if rename(fresh, path) != 0 { try? FileManager.default.removeItem(atPath: fresh) }
  }
}
