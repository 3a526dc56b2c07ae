internal import Foundation
internal import GRDB

/// What an import does to a cohort, as one transaction: finds or adds units, and sets variables.
/// It must not outlive the call that provides it.
struct CohortTransaction {
  private let db: Database
  private let folder: URL
  private var patients: [String: Int64] = [:]
  private var exams: [ExamKey: Int64] = [:]
  private var images: [ImageKey: Int64] = [:]
  private var lesions: [LesionKey: Int64] = [:]
  private let insertPatient: Statement
  private let insertExam: Statement
  private let insertImage: Statement
  private let insertLesion: Statement

  private struct ExamKey: Hashable {
    var patient: Int64
    var label: String
  }
  private struct ImageKey: Hashable {
    var exam: Int64
    var modality: String
    var series: String
    var path: String
  }
  private struct LesionKey: Hashable {
    var image: Int64
    var mask: String
    var label: Int
    var role: String
  }

  fileprivate init(_ db: Database, folder: URL) throws {
    self.db = db
    self.folder = folder
    for row in try CohortDatabase.patients(db) { patients[row.label] = row.id.rawValue }
    for row in try CohortDatabase.exams(db) {
      exams[ExamKey(patient: row.patient.rawValue, label: row.label)] = row.id.rawValue
    }
    for row in try Row.fetchAll(db, sql: "SELECT id, exam, modality, series, path FROM image") {
      images[ImageKey(exam: row[1], modality: row[2], series: row[3], path: row[4])] = row[0]
    }
    for row in try Row.fetchAll(db, sql: "SELECT id, image, mask, ifnull(label, 0), role FROM lesion") {
      lesions[LesionKey(image: row[1], mask: row[2], label: row[3], role: row[4])] = row[0]
    }
    insertPatient = try db.makeStatement(sql: "INSERT INTO patient VALUES (?, ?)")
    insertExam = try db.makeStatement(sql: "INSERT INTO exam VALUES (?, ?, ?)")
    insertImage = try db.makeStatement(sql: "INSERT INTO image VALUES (?, ?, ?, ?, ?)")
    insertLesion = try db.makeStatement(sql: "INSERT INTO lesion VALUES (?, ?, ?, ?, ?, ?)")
  }

  func knownPatient(_ label: String) -> PatientID? { patients[label].map { PatientID(rawValue: $0) } }

  var patientLabels: [String] { Array(patients.keys) }

  func knownExam(_ patient: PatientID, _ label: String) -> ExamID? {
    exams[ExamKey(patient: patient.rawValue, label: label)].map { ExamID(rawValue: $0) }
  }

  mutating func patient(_ label: String) throws -> PatientID {
    if let id = patients[label] { return PatientID(rawValue: id) }
    let id = Int64(patients.count) + 1
    try insertPatient.execute(arguments: [id, label])
    patients[label] = id
    return PatientID(rawValue: id)
  }

  mutating func exam(_ label: String, of patient: PatientID) throws -> ExamID {
    let key = ExamKey(patient: patient.rawValue, label: label)
    if let id = exams[key] { return ExamID(rawValue: id) }
    let id = Int64(exams.count) + 1
    try insertExam.execute(arguments: [id, patient.rawValue, label])
    exams[key] = id
    return ExamID(rawValue: id)
  }

  /// - Parameter path: absolute.
  mutating func image(modality: String, series: String, path: String, of exam: ExamID) throws -> ImageID {
    let stored = StoredPath.stored(path, folder: folder)
    let key = ImageKey(exam: exam.rawValue, modality: modality, series: series, path: stored)
    if let id = images[key] { return ImageID(rawValue: id) }
    let id = Int64(images.count) + 1
    try insertImage.execute(arguments: [id, exam.rawValue, modality, series, stored])
    images[key] = id
    return ImageID(rawValue: id)
  }

  /// - Parameter mask: absolute path.
  mutating func lesion(
    role: String, mask: String, label: Int?, name: String, on image: ImageID
  ) throws -> LesionID {
    let stored = StoredPath.stored(mask, folder: folder)
    let key = LesionKey(image: image.rawValue, mask: stored, label: label ?? 0, role: role)
    if let id = lesions[key] { return LesionID(rawValue: id) }
    let id = Int64(lesions.count) + 1
    try insertLesion.execute(arguments: [id, image.rawValue, role, stored, label, name])
    lesions[key] = id
    return LesionID(rawValue: id)
  }

  /// Sets cells of a variable; units not named keep what they had. A missing new cell does not erase a present old one.
  ///
  /// - Parameters:
  ///   - units: identifiers of the units, in the order of `values`.
  func setCells(level: UnitLevel, name: String, unit: String = "", units: [Int64], values: ColumnValues) throws {
    precondition(units.count == values.count, "one cell per unit")
    let known = try Row.fetchOne(
      db, sql: "SELECT id, type FROM variable WHERE level = ? AND name = ?", arguments: [level.rawValue, name])
    let count =
      switch level {
      case .patient: patients.count
      case .exam: exams.count
      case .image: images.count
      case .lesion: lesions.count
      }
    var old: ColumnValues?
    if let known {
      let id: Int64 = known[0]
      let typeName: String = known[1]
      let data = try Data.fetchOne(db, sql: "SELECT cells FROM variable_cells WHERE variable = ?", arguments: [id])
      if let type = ColumnType(rawValue: typeName), let data { old = ColumnCodec.decode(data, type: type) }
    }
    let merged = Self.merged(old: old, units: units, values: values, count: count)
    let data = ColumnCodec.encode(merged)
    let id: Int64
    if let known {
      id = known[0]
      try db.execute(sql: "UPDATE variable SET type = ? WHERE id = ?", arguments: [merged.type.rawValue, id])
    } else {
      try db.execute(
        sql: "INSERT INTO variable (level, name, type, unit) VALUES (?, ?, ?, ?)",
        arguments: [level.rawValue, name, merged.type.rawValue, unit])
      id = db.lastInsertedRowID
    }
    try db.execute(sql: "INSERT OR REPLACE INTO variable_cells VALUES (?, ?)", arguments: [id, data])
  }

  private static func merged(
    old: ColumnValues?, units: [Int64], values: ColumnValues, count: Int
  ) -> ColumnValues {
    if old == nil || old?.type == values.type {
      switch values {
      case .number(let new):
        var cells = [Double](repeating: .nan, count: count)
        if case .number(let before)? = old { for i in 0..<min(count, before.count) { cells[i] = before[i] } }
        for (unit, value) in zip(units, new) where !value.isNaN { cells[Int(unit) - 1] = value }
        return .number(cells)
      case .text(let new) where old == nil:
        var codes = [Int32](repeating: -1, count: count)
        for (unit, code) in zip(units, new.codes) where code >= 0 { codes[Int(unit) - 1] = code }
        return .text(TextColumn(levels: new.levels, codes: codes))
      default: break
      }
    }
    var cells = [CellValue](repeating: .missing, count: count)
    if let old { for i in 0..<min(count, old.count) { cells[i] = old[i] } }
    for (i, unit) in units.enumerated() where !values.isMissing(i) { cells[Int(unit) - 1] = values[i] }
    return ColumnValues(cells)
  }

  func record(_ provenance: Provenance) throws { try CohortDatabase.insert(provenance, db) }
}

extension CohortDatabase {
  /// Runs `body` as one transaction; when it throws, nothing has changed.
  func update<Value>(_ body: (inout CohortTransaction) throws -> Value) throws -> Value {
    guard !isReadOnly else { throw CohortError.readOnly(path: path) }
    let folder = folder
    var outside: (any Error)?
    do {
      return try writing { db in
        var transaction = try CohortTransaction(db, folder: folder)
        do {
          return try body(&transaction)
        } catch let error as DatabaseError {
          throw error
        } catch {
          outside = error
          throw error
        }
      }
    } catch {
      if let outside { throw outside }
      throw error
    }
  }

  /// Sets one cell, as from an editor; `.missing` empties it.
  public func setCell(_ value: CellValue, level: UnitLevel, unit: Int64, variable: String) throws(CohortError) {
    let path = path
    try writing { db in
      guard
        let row = try Row.fetchOne(
          db, sql: "SELECT id, type FROM variable WHERE level = ? AND name = ?", arguments: [level.rawValue, variable])
      else { throw CohortError.unknown(kind: "\(level.rawValue) variable", name: variable, suggestion: nil) }
      let id: Int64 = row[0]
      let typeName: String = row[1]
      let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM \(level.rawValue)") ?? 0
      guard unit >= 1, unit <= Int64(count) else {
        throw CohortError.unknown(kind: level.rawValue, name: String(unit), suggestion: nil)
      }
      let data = try Data.fetchOne(db, sql: "SELECT cells FROM variable_cells WHERE variable = ?", arguments: [id])
      guard let type = ColumnType(rawValue: typeName), let data, let old = ColumnCodec.decode(data, type: type) else {
        throw CohortError.damagedCell(path: path, what: "variable \(variable)")
      }
      var cells = (0..<count).map { $0 < old.count ? old[$0] : .missing }
      cells[Int(unit) - 1] = value
      let values = ColumnValues(cells)
      try db.execute(sql: "UPDATE variable SET type = ? WHERE id = ?", arguments: [values.type.rawValue, id])
      try db.execute(
        sql: "UPDATE variable_cells SET cells = ? WHERE variable = ?", arguments: [ColumnCodec.encode(values), id])
    }
  }
}
