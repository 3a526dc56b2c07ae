internal import Foundation
internal import GRDB

/// Which file a cohort was read from and what had been decided in it, so that a program that reads it again later can tell
/// whether it is still the same file and whether another program has changed it meanwhile.
///
/// Features and results that come in are no change: they are added beside what was read.
public struct CohortFileState: Sendable, Equatable {
  /// The file itself, whatever its name: device and inode, and the first thing that was ever done to the cohort.
  private let identity: String
  /// Who takes part, columns, exclusions, outcomes, settings, the frozen split.
  private let decisions: String

  /// - Throws: `CohortError` where there is no cohort of that path any more.
  public init(of path: String) throws(CohortError) {
    let database = try CohortDatabase(path: path, mode: .readOnly)
    defer { try? database.close() }
    try self.init(of: database)
  }

  /// The same of a file that is open.
  public init(of database: CohortDatabase) throws(CohortError) {
    var status = stat()
    guard stat(database.path, &status) == 0 else { throw .notFound(path: database.path) }
    identity = "\(status.st_dev) \(status.st_ino) \(try Self.origin(of: database))"
    decisions = try database.reading { db in
      let texts = try Self.queries.map { try String.fetchOne(db, sql: $0, arguments: [FrozenSplit.name]) ?? "" }
      return texts.joined(separator: "\n")
    }
  }

  /// The first thing that was ever done to a cohort, and when: a copy has the same, and so has a file that was moved. Empty for a
  /// cohort to which nothing was done yet.
  public static func origin(of database: CohortDatabase) throws(CohortError) -> String {
    try database.reading { db in
      try String.fetchOne(
        db, sql: "SELECT step || ' ' || input_digest || ' ' || created_at FROM provenance ORDER BY id LIMIT 1") ?? ""
    }
  }

  public func isSameFile(as other: CohortFileState) -> Bool { identity == other.identity }

  /// Each takes the name of the frozen split as its argument and gives one text.
  private static let queries = [
    // Rows of both are never deleted and numbered in order.
    "SELECT ?1 || (SELECT ifnull(max(id), 0) FROM patient) || ' ' || (SELECT ifnull(max(id), 0) FROM lesion)",
    "SELECT ?1 || count(*) || ' ' || total(id) FROM variable",
    "SELECT ?1 || count(*) || ' ' || total(unit) || ' ' || ifnull(max(created_at), '') FROM exclusion",
    "SELECT ?1 || ifnull(group_concat(name || ' ' || definition, '|'), '') FROM outcome",
    "SELECT created_at || ' ' || input_digest || ' ' || plan FROM split WHERE name = ?1",
    "SELECT ?1 || ifnull(max(id), 0) FROM provenance WHERE step IN ('import', 'settings', 'split')",
  ]
}
