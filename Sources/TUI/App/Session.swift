internal import Cohort
internal import Foundation

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
      label: table.sheet.selectedLabel, column: table.sheet.selectedColumn?.name)
    session.visits.removeAll { $0.path == cohort.path }
    session.visits.insert(visit, at: 0)
    session.visits = Array(session.visits.prefix(Self.limit))
    return session
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
