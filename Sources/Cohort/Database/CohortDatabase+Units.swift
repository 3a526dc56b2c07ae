internal import Foundation
internal import GRDB

extension CohortDatabase {
  /// How many of everything there are.
  public struct Counts: Sendable, Equatable {
    public var patients = 0
    public var exams = 0
    public var images = 0
    public var lesions = 0
  }

  public func counts() throws(CohortError) -> Counts {
    try reading { db in
      func count(_ table: String) throws -> Int { try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0 }
      return Counts(
        patients: try count("patient"), exams: try count("exam"), images: try count("image"),
        lesions: try count("lesion"))
    }
  }

  /// All patients, by identifier.
  public func patients() throws(CohortError) -> [Patient] { try reading(Self.patients) }

  /// All exams, by identifier.
  public func exams() throws(CohortError) -> [Exam] { try reading(Self.exams) }

  /// All images, by identifier.
  public func images() throws(CohortError) -> [ImageSeries] {
    let folder = folder
    return try reading { try Self.images($0, folder: folder) }
  }

  /// All regions, by identifier.
  public func lesions() throws(CohortError) -> [Lesion] {
    let folder = folder
    return try reading { try Self.lesions($0, folder: folder) }
  }

  /// Every region with its image, exam and patient, by identifier of the region.
  public func cases() throws(CohortError) -> [Case] {
    let folder = folder
    return try reading { db in try Self.cases(db, folder: folder) }
  }

  /// The patient of that name.
  public func patient(labelled label: String) throws(CohortError) -> Patient {
    let all = try patients()
    if let patient = all.first(where: { $0.label == label }) { return patient }
    throw .unknown(
      kind: "patient", name: label, suggestion: Suggestion.nearest(to: label, among: all.map(\.label)))
  }

  static func patients(_ db: Database) throws -> [Patient] {
    var result: [Patient] = []
    let rows = try Row.fetchCursor(db, sql: "SELECT id, label FROM patient ORDER BY id")
    while let row = try rows.next() { result.append(Patient(id: PatientID(rawValue: row[0]), label: row[1])) }
    return result
  }

  static func exams(_ db: Database) throws -> [Exam] {
    var result: [Exam] = []
    let rows = try Row.fetchCursor(db, sql: "SELECT id, patient, label FROM exam ORDER BY id")
    while let row = try rows.next() {
      result.append(Exam(id: ExamID(rawValue: row[0]), patient: PatientID(rawValue: row[1]), label: row[2]))
    }
    return result
  }

  static func images(_ db: Database, folder: URL) throws -> [ImageSeries] {
    var result: [ImageSeries] = []
    let rows = try Row.fetchCursor(db, sql: "SELECT id, exam, modality, series, path FROM image ORDER BY id")
    while let row = try rows.next() {
      result.append(
        ImageSeries(
          id: ImageID(rawValue: row[0]), exam: ExamID(rawValue: row[1]), modality: row[2], series: row[3],
          path: StoredPath.absolute(row[4], folder: folder)))
    }
    return result
  }

  static func lesions(_ db: Database, folder: URL) throws -> [Lesion] {
    var result: [Lesion] = []
    let rows = try Row.fetchCursor(db, sql: "SELECT id, image, role, mask, label, name FROM lesion ORDER BY id")
    while let row = try rows.next() {
      result.append(
        Lesion(
          id: LesionID(rawValue: row[0]), image: ImageID(rawValue: row[1]), role: row[2],
          maskPath: StoredPath.absolute(row[3], folder: folder), label: row[4], name: row[5]))
    }
    return result
  }

  static func cases(_ db: Database, folder: URL) throws -> [Case] {
    let lesions = try lesions(db, folder: folder)
    // Without regions there is nothing to join, however many patients there are.
    guard !lesions.isEmpty else { return [] }
    let patients = try patients(db)
    let exams = try exams(db)
    let images = try images(db, folder: folder)
    return try lesions.map { lesion in
      // Identifiers are dense, and foreign keys guarantee that what they point to exists.
      guard let image = element(images, lesion.image.rawValue), let exam = element(exams, image.exam.rawValue),
        let patient = element(patients, exam.patient.rawValue)
      else { throw CohortError.damagedCell(path: folder.path, what: "region \(lesion.id.rawValue)") }
      return Case(patient: patient, exam: exam, image: image, lesion: lesion)
    }
  }

  private static func element<Value>(_ values: [Value], _ id: Int64) -> Value? {
    id >= 1 && id <= Int64(values.count) ? values[Int(id) - 1] : nil
  }

  // MARK: Exclusions

  public func exclusions() throws(CohortError) -> [Exclusion] {
    try reading { db in
      try Row.fetchAll(db, sql: "SELECT level, unit, reason FROM exclusion ORDER BY level, unit").compactMap { row in
        let level: String = row[0]
        return UnitLevel(rawValue: level).map { Exclusion(level: $0, unit: row[1], reason: row[2]) }
      }
    }
  }

  /// Leaves a unit out of every analysis; a second reason replaces the first.
  public func exclude(_ level: UnitLevel, unit: Int64, reason: String) throws(CohortError) {
    let trimmed = reason.trimmingCharacters(in: .whitespacesAndNewlines)
    let now = Date().timeIntervalSince1970
    try writing { db in
      guard try Int.fetchOne(db, sql: "SELECT 1 FROM \(level.rawValue) WHERE id = ?", arguments: [unit]) != nil else {
        throw CohortError.unknown(kind: level.rawValue, name: String(unit), suggestion: nil)
      }
      try db.execute(
        sql: """
          INSERT INTO exclusion VALUES (?, ?, ?, ?)
          ON CONFLICT (level, unit) DO UPDATE SET reason = excluded.reason, created_at = excluded.created_at
          """, arguments: [level.rawValue, unit, trimmed.isEmpty ? "no reason given" : trimmed, now])
    }
  }

  /// Takes a unit back in.
  public func include(_ level: UnitLevel, unit: Int64) throws(CohortError) {
    try writing { db in
      try db.execute(sql: "DELETE FROM exclusion WHERE level = ? AND unit = ?", arguments: [level.rawValue, unit])
    }
  }

  /// Leaves units out with a reason each, or takes them back in where the reason is nil, as one transaction.
  ///
  /// - Returns: what these units had before, in the same form: setting that takes the change back.
  public func setExclusions(_ level: UnitLevel, _ reasons: [Int64: String?]) throws(CohortError) -> [Int64: String?] {
    let now = Date().timeIntervalSince1970
    return try writing { db in
      var before: [Int64: String?] = [:]
      let count = try Int64.fetchOne(db, sql: "SELECT count(*) FROM \(level.rawValue)") ?? 0
      for (unit, reason) in reasons {
        guard unit >= 1, unit <= count else {
          throw CohortError.unknown(kind: level.rawValue, name: String(unit), suggestion: nil)
        }
        let known = try String.fetchOne(
          db, sql: "SELECT reason FROM exclusion WHERE level = ? AND unit = ?", arguments: [level.rawValue, unit])
        before.updateValue(known, forKey: unit)
        if let reason {
          let trimmed = reason.trimmingCharacters(in: .whitespacesAndNewlines)
          try db.execute(
            sql: """
              INSERT INTO exclusion VALUES (?, ?, ?, ?)
              ON CONFLICT (level, unit) DO UPDATE SET reason = excluded.reason, created_at = excluded.created_at
              """, arguments: [level.rawValue, unit, trimmed.isEmpty ? "no reason given" : trimmed, now])
        } else {
          try db.execute(
            sql: "DELETE FROM exclusion WHERE level = ? AND unit = ?", arguments: [level.rawValue, unit])
        }
      }
      return before
    }
  }

  // MARK: Outcomes

  /// The outcomes that the cohort remembers, by name.
  public func outcomes() throws(CohortError) -> [String: StudyOutcome] {
    try reading { db in
      var result: [String: StudyOutcome] = [:]
      for row in try Row.fetchAll(db, sql: "SELECT name, definition FROM outcome") {
        let text: String = row[1]
        result[row[0]] = try JSONDecoder().decode(StudyOutcome.self, from: Data(text.utf8))
      }
      return result
    }
  }

  /// Forgets an outcome; nothing happens where there is none of that name.
  public func removeOutcome(named name: String) throws(CohortError) {
    try writing { db in try db.execute(sql: "DELETE FROM outcome WHERE name = ?", arguments: [name]) }
  }

  public func setOutcome(_ outcome: StudyOutcome, named name: String) throws(CohortError) {
    try writing { db in
      let text = String(decoding: try JSONEncoder().encode(outcome), as: UTF8.self)
      try db.execute(sql: "INSERT OR REPLACE INTO outcome VALUES (?, ?)", arguments: [name, text])
    }
  }
}

/// Paths in a cohort file are relative where the image lies below the folder of the cohort, so that the whole folder can
/// be moved, and absolute elsewhere.
enum StoredPath {
  static func absolute(_ stored: String, folder: URL) -> String {
    stored.hasPrefix("/") ? stored : folder.appending(path: stored).standardizedFileURL.path
  }

  static func stored(_ absolute: String, folder: URL) -> String {
    let prefix = folder.standardizedFileURL.path
    let base = prefix.hasSuffix("/") ? prefix : prefix + "/"
    return absolute.hasPrefix(base) ? String(absolute.dropFirst(base.count)) : absolute
  }
}
