internal import Foundation
internal import GRDB

/// Everything that a cohort knows of one patient.
public struct PatientRecord: Sendable, Equatable {
  public struct Value: Sendable, Equatable {
    public var name: String
    /// Unit of measurement; empty when unknown or none.
    public var unit: String
    public var value: CellValue

    public init(name: String, unit: String = "", value: CellValue) {
      self.name = name
      self.unit = unit
      self.value = value
    }
  }

  public struct Exam: Sendable, Equatable {
    public var id: ExamID
    /// Empty for an exam without a name.
    public var label: String
    public var values: [Value]
    public var images: [Image]
    /// Why the exam is left out of every analysis; nil where it is not.
    public var exclusion: String?

    public init(id: ExamID, label: String, values: [Value] = [], images: [Image] = [], exclusion: String? = nil) {
      self.id = id
      self.label = label
      self.values = values
      self.images = images
      self.exclusion = exclusion
    }
  }

  public struct Image: Sendable, Equatable {
    public var series: ImageSeries
    public var values: [Value]
    public var regions: [Region]

    public init(series: ImageSeries, values: [Value] = [], regions: [Region] = []) {
      self.series = series
      self.values = values
      self.regions = regions
    }
  }

  public struct Region: Sendable, Equatable {
    public var lesion: Lesion
    public var exclusion: String?

    public init(lesion: Lesion, exclusion: String? = nil) {
      self.lesion = lesion
      self.exclusion = exclusion
    }
  }

  public var patient: Patient
  public var values: [Value]
  public var exams: [Exam]
  public var exclusion: String?

  public init(patient: Patient, values: [Value] = [], exams: [Exam] = [], exclusion: String? = nil) {
    self.patient = patient
    self.values = values
    self.exams = exams
    self.exclusion = exclusion
  }
}

extension CohortDatabase {
  /// Everything known of the patient of that name. Reads only that patient's units, whatever the size of the cohort.
  public func record(ofPatient label: String) throws(CohortError) -> PatientRecord {
    let folder = folder
    let path = path
    let found = try reading { db -> PatientRecord? in
      guard let row = try Row.fetchOne(db, sql: "SELECT id, label FROM patient WHERE label = ?", arguments: [label])
      else { return nil }
      let id: Int64 = row[0]
      let patient = Patient(id: PatientID(rawValue: id), label: row[1])
      let exams = try Row.fetchAll(
        db, sql: "SELECT id, label FROM exam WHERE patient = ? ORDER BY id", arguments: [id]
      ).map { (id: $0[0] as Int64, label: $0[1] as String) }
      let examValues = try Self.values(db, level: .exam, units: exams.map(\.id), path: path)
      var record = PatientRecord(
        patient: patient, values: try Self.values(db, level: .patient, units: [id], path: path).first ?? [], exams: [],
        exclusion: try Self.exclusion(db, level: .patient, unit: id))
      for (place, exam) in exams.enumerated() {
        let images = try Row.fetchAll(
          db, sql: "SELECT id, modality, series, path FROM image WHERE exam = ? ORDER BY id", arguments: [exam.id]
        ).map { row in
          ImageSeries(
            id: ImageID(rawValue: row[0]), exam: ExamID(rawValue: exam.id), modality: row[1], series: row[2],
            path: StoredPath.absolute(row[3], folder: folder))
        }
        let imageValues = try Self.values(db, level: .image, units: images.map(\.id.rawValue), path: path)
        record.exams.append(
          PatientRecord.Exam(
            id: ExamID(rawValue: exam.id), label: exam.label, values: examValues[place],
            images: try zip(images, imageValues).map { try Self.image(db, $0, values: $1, folder: folder) },
            exclusion: try Self.exclusion(db, level: .exam, unit: exam.id)))
      }
      return record
    }
    if let found { return found }
    throw .unknown(
      kind: "patient", name: label, suggestion: Suggestion.nearest(to: label, among: try patients().map(\.label)))
  }

  private static func image(
    _ db: Database, _ series: ImageSeries, values: [PatientRecord.Value], folder: URL
  ) throws -> PatientRecord.Image {
    let rows = try Row.fetchAll(
      db, sql: "SELECT id, role, mask, label, name FROM lesion WHERE image = ? ORDER BY id",
      arguments: [series.id.rawValue])
    return PatientRecord.Image(
      series: series, values: values,
      regions: try rows.map { row in
        let id: Int64 = row[0]
        return PatientRecord.Region(
          lesion: Lesion(
            id: LesionID(rawValue: id), image: series.id, role: row[1],
            maskPath: StoredPath.absolute(row[2], folder: folder), label: row[3], name: row[4]),
          exclusion: try exclusion(db, level: .lesion, unit: id))
      })
  }

  private static func exclusion(_ db: Database, level: UnitLevel, unit: Int64) throws -> String? {
    try String.fetchOne(
      db, sql: "SELECT reason FROM exclusion WHERE level = ? AND unit = ?", arguments: [level.rawValue, unit])
  }

  /// The values of some units, one list per unit.
  private static func values(
    _ db: Database, level: UnitLevel, units: [Int64], path: String
  ) throws -> [[PatientRecord.Value]] {
    var result = [[PatientRecord.Value]](repeating: [], count: units.count)
    let found = try Row.fetchCursor(
      db,
      sql: """
        SELECT name, type, unit, cells FROM variable JOIN variable_cells ON variable = id
        WHERE level = ? ORDER BY id
        """, arguments: [level.rawValue])
    while let row = try found.next() {
      let name: String = row[0]
      let typeName: String = row[1]
      let data: Data = row[3]
      guard let type = ColumnType(rawValue: typeName), let cells = ColumnCodec.decode(data, type: type) else {
        throw CohortError.damagedCell(path: path, what: "variable \(name)")
      }
      for (place, unit) in units.enumerated() {
        let value: CellValue = unit >= 1 && unit <= Int64(cells.count) ? cells[Int(unit) - 1] : .missing
        result[place].append(PatientRecord.Value(name: name, unit: row[2], value: value))
      }
    }
    return result
  }
}
