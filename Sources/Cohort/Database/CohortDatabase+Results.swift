public import Foundation
internal import GRDB

/// How the units of a cohort were divided, as frozen in the cohort file.
public struct StoredSplit: Sendable, Equatable {
  public let name: String
  public let level: UnitLevel
  /// The scheme as JSON.
  public let plan: String
  /// The part of every assigned unit, by the unit's name as it stands in tables.
  public let parts: [String: String]
  public let inputDigest: String

  public init(name: String, level: UnitLevel, plan: String, parts: [String: String], inputDigest: String) {
    self.name = name
    self.level = level
    self.plan = plan
    self.parts = parts
    self.inputDigest = inputDigest
  }
}

/// A finished run of a study, with its result as JSON (`radish/run/1`).
public struct StoredRun: Sendable, Equatable, Identifiable {
  public let id: Int64
  public let study: String
  /// The study file as it was.
  public let plan: String
  public let result: String
  public let inputDigest: String
  public let createdAt: Date
}

extension CohortDatabase {
  public func splits() throws(CohortError) -> [StoredSplit] {
    try reading { db in
      try Row.fetchAll(db, sql: "SELECT name, level, plan, parts, input_digest FROM split ORDER BY name").compactMap {
        row in
        let level: String = row[1]
        let parts: String = row[3]
        guard let level = UnitLevel(rawValue: level) else { return nil }
        return StoredSplit(
          name: row[0], level: level, plan: row[2],
          parts: try JSONDecoder().decode([String: String].self, from: Data(parts.utf8)), inputDigest: row[4])
      }
    }
  }

  /// Freezes a split under its name, in place of an older one.
  public func store(_ split: StoredSplit) throws(CohortError) {
    let now = Date().timeIntervalSince1970
    try writing { db in
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      let parts = String(decoding: try encoder.encode(split.parts), as: UTF8.self)
      try db.execute(
        sql: "INSERT OR REPLACE INTO split VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [split.name, split.level.rawValue, split.plan, parts, split.inputDigest, now])
    }
  }

  /// Forgets a frozen split; true if there was one.
  @discardableResult
  public func removeSplit(named name: String) throws(CohortError) -> Bool {
    try writing { db in
      try db.execute(sql: "DELETE FROM split WHERE name = ?", arguments: [name])
      return db.changesCount > 0
    }
  }

  /// The runs of one study, or of all, oldest first.
  public func runs(of study: String? = nil) throws(CohortError) -> [StoredRun] {
    try reading { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT id, study, plan, result, input_digest, created_at FROM study_run
          WHERE ?1 IS NULL OR study = ?1 ORDER BY id
          """, arguments: [study]
      ).map { row in
        StoredRun(
          id: row[0], study: row[1], plan: row[2], result: row[3], inputDigest: row[4],
          createdAt: Date(timeIntervalSince1970: row[5]))
      }
    }
  }

  /// How many runs are kept; reads none of them.
  public func runCount() throws(CohortError) -> Int {
    try reading { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM study_run") ?? 0 }
  }

  /// Keeps a run and what produced it; returns its number.
  @discardableResult
  public func storeRun(
    study: String, plan: String, result: String, provenance: Provenance
  ) throws(CohortError) -> Int64 {
    try writing { db in
      try db.execute(
        sql: "INSERT INTO study_run (study, plan, result, input_digest, created_at) VALUES (?, ?, ?, ?, ?)",
        arguments: [
          study, plan, result, provenance.inputDigest, provenance.createdAt.timeIntervalSince1970,
        ])
      let id = db.lastInsertedRowID
      try Self.insert(provenance, db)
      return id
    }
  }

  /// Forgets a run; true if there was one. What was done stays in the provenance.
  @discardableResult
  public func removeRun(_ id: Int64) throws(CohortError) -> Bool {
    try writing { db in
      try db.execute(sql: "DELETE FROM study_run WHERE id = ?", arguments: [id])
      return db.changesCount > 0
    }
  }

  /// Puts a run back that was forgotten, under its own number.
  public func restore(_ run: StoredRun) throws(CohortError) {
    try writing { db in
      try db.execute(
        sql: "INSERT INTO study_run (id, study, plan, result, input_digest, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [run.id, run.study, run.plan, run.result, run.inputDigest, run.createdAt.timeIntervalSince1970])
    }
  }

  public func record(_ provenance: Provenance) throws(CohortError) {
    try writing { db in try Self.insert(provenance, db) }
  }

  /// What has been done to this cohort, oldest first.
  public func provenance() throws(CohortError) -> [Provenance] {
    try reading { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT step, name, input_digest, settings, version, seed, seconds, user, created_at FROM provenance ORDER BY id
          """
      ).map { row in
        let seed: String? = row[5]
        return Provenance(
          step: row[0], name: row[1], inputDigest: row[2], settings: row[3], version: row[4],
          seed: seed.flatMap { UInt64($0) }, seconds: row[6], user: row[7],
          createdAt: Date(timeIntervalSince1970: row[8]))
      }
    }
  }

  static func insert(_ provenance: Provenance, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO provenance (step, name, input_digest, settings, version, seed, seconds, user, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        provenance.step, provenance.name, provenance.inputDigest, provenance.settings, provenance.version,
        provenance.seed.map { String($0) }, provenance.seconds, provenance.user,
        provenance.createdAt.timeIntervalSince1970,
      ])
  }
}
