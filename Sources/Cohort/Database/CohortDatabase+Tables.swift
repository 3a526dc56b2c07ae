internal import Foundation
internal import GRDB

extension CohortDatabase {
  /// The clinical variables, in the order in which they came in.
  public func variables() throws(CohortError) -> [Variable] {
    try reading { db in
      try Row.fetchAll(db, sql: "SELECT level, name, type, unit FROM variable ORDER BY id").compactMap { row in
        let level: String = row[0]
        let type: String = row[2]
        guard let level = UnitLevel(rawValue: level), let type = ColumnType(rawValue: type) else { return nil }
        return Variable(level: level, name: row[1], type: type, unit: row[3])
      }
    }
  }

  /// What screens and `radish show` list: one row per unit of that level.
  public func table(of level: UnitLevel) throws(CohortError) -> DataTable {
    switch level {
    case .patient: try tableOfPatients()
    case .exam: try tableOfExams()
    case .image: try tableOfImages()
    case .lesion: try tableOfLesions()
    }
  }

  /// One row per patient, row n being the patient with identifier n + 1: `patient`, the patients' variables, then, where the
  /// cohort has images, `images` ("CT PET MR T1"), `exams` and `lesions` as counts, `excluded` (the reason) if any is, and
  /// `extraction_failed` (why) if a region failed.
  /// Without images `exams` is there where patients have more than one.
  public func tableOfPatients() throws(CohortError) -> DataTable {
    let path = path
    return try reading { db in
      let patients = try Self.patients(db)
      // Labels are unique, so that none needs to be looked for among the others.
      let labels = TextColumn(levels: patients.map(\.label), codes: (0..<patients.count).map { Int32($0) })
      var table = DataTable(
        columns: [TableColumn(name: "patient", values: .text(labels))], rowCount: patients.count)
      try Self.addVariables(db, level: .patient, rows: nil, count: patients.count, path: path, to: &table)
      try Self.addImageSummary(db, patients: patients.count, to: &table)
      try Self.addRemarks(db, level: .patient, count: patients.count, to: &table)
      table.elsewhere = try Self.variables(db, beside: [.patient])
      return table
    }
  }

  /// One row per exam: `patient`, `exam`, the patients' variables, the exams' variables, `excluded` if any is.
  public func tableOfExams() throws(CohortError) -> DataTable {
    let path = path
    return try reading { db in
      let patients = try Self.patients(db)
      let exams = try Self.exams(db)
      let owners = exams.map { Int($0.patient.rawValue) - 1 }
      var table = DataTable(
        columns: [
          TableColumn(
            name: "patient",
            values: .text(TextColumn(levels: patients.map(\.label), codes: owners.map { Int32($0) }))),
          Self.textColumn("exam", exams.map(\.label)),
        ], rowCount: exams.count)
      try Self.addVariables(db, level: .patient, rows: owners, count: patients.count, path: path, to: &table)
      try Self.addVariables(db, level: .exam, rows: nil, count: exams.count, path: path, to: &table)
      try Self.addRemarks(db, level: .exam, count: exams.count, to: &table)
      table.elsewhere = try Self.variables(db, beside: [.patient, .exam])
      return table
    }
  }

  /// One row per image: `patient`, `exam`, `modality`, `series`, `file`, the variables of patients, exams and images,
  /// `excluded` if any is.
  public func tableOfImages() throws(CohortError) -> DataTable {
    let path = path
    let folder = folder
    return try reading { db in
      let patients = try Self.patients(db)
      let exams = try Self.exams(db)
      let images = try Self.images(db, folder: folder)
      let examRows = images.map { Int($0.exam.rawValue) - 1 }
      let owners = examRows.map { exams[$0] }
      var table = DataTable(
        columns: [
          Self.textColumn("patient", owners.map { patients[Int($0.patient.rawValue) - 1].label }),
          Self.textColumn("exam", owners.map(\.label)), Self.textColumn("modality", images.map(\.modality)),
          Self.textColumn("series", images.map(\.series)), Self.textColumn("file", images.map(\.path)),
        ], rowCount: images.count)
      try Self.addVariables(
        db, level: .patient, rows: owners.map { Int($0.patient.rawValue) - 1 }, count: patients.count, path: path,
        to: &table)
      try Self.addVariables(db, level: .exam, rows: examRows, count: exams.count, path: path, to: &table)
      try Self.addVariables(db, level: .image, rows: nil, count: images.count, path: path, to: &table)
      try Self.addRemarks(db, level: .image, count: images.count, to: &table)
      table.elsewhere = try Self.variables(db, beside: [.patient, .exam, .image])
      return table
    }
  }

  /// One row per region: `patient`, `exam`, `modality`, `series`, `role`, `lesion`, `label`, `mask`, the variables of patients,
  /// exams, images and regions, `excluded` if any is.
  public func tableOfLesions() throws(CohortError) -> DataTable {
    let path = path
    let folder = folder
    return try reading { db in
      let cases = try Self.cases(db, folder: folder)
      func count(_ level: UnitLevel) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM \(level.rawValue)") ?? 0
      }
      var table = DataTable(
        columns: [
          Self.textColumn("patient", cases.map(\.patient.label)), Self.textColumn("exam", cases.map(\.exam.label)),
          Self.textColumn("modality", cases.map(\.image.modality)),
          Self.textColumn("series", cases.map(\.image.series)), Self.textColumn("role", cases.map(\.lesion.role)),
          Self.textColumn("lesion", cases.map(\.lesion.name)),
          TableColumn(name: "label", values: .number(cases.map { $0.lesion.label.map { Double($0) } ?? .nan })),
          Self.textColumn("mask", cases.map(\.lesion.maskPath)),
        ], rowCount: cases.count)
      for (level, units) in [
        (UnitLevel.patient, cases.map(\.patient.id.rawValue)), (.exam, cases.map(\.exam.id.rawValue)),
        (.image, cases.map(\.image.id.rawValue)),
      ] {
        try Self.addVariables(
          db, level: level, rows: units.map { Int($0) - 1 }, count: try count(level), path: path, to: &table)
      }
      try Self.addVariables(db, level: .lesion, rows: nil, count: cases.count, path: path, to: &table)
      try Self.addRemarks(db, level: .lesion, count: cases.count, to: &table)
      return table
    }
  }

  /// The variables that a table of some levels does not have, each with the widest level that has it.
  private static func variables(_ db: Database, beside levels: Set<UnitLevel>) throws -> [String: UnitLevel] {
    var found: [String: UnitLevel] = [:]
    var own: Set<String> = []
    for row in try Row.fetchAll(db, sql: "SELECT level, name FROM variable ORDER BY id") {
      let name: String = row[1]
      let text: String = row[0]
      guard let level = UnitLevel(rawValue: text) else { continue }
      if levels.contains(level) {
        own.insert(name)
      } else if found[name].map({ known in UnitLevel.allCases.first { $0 == known || $0 == level } == level }) ?? true {
        found[name] = level
      }
    }
    return found.filter { !own.contains($0.key) }
  }

  /// Empty texts become missing cells.
  private static func textColumn(_ name: String, _ texts: [String]) -> TableColumn {
    TableColumn(name: name, values: .text(TextColumn(texts.lazy.map { $0.isEmpty ? nil : $0 })))
  }

  /// - Parameter rows: the unit (from 0) of every row of the table; nil when row n is unit n.
  private static func addVariables(
    _ db: Database, level: UnitLevel, rows: [Int]?, count: Int, path: String, to table: inout DataTable
  ) throws {
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
      guard let type = ColumnType(rawValue: typeName), let decoded = ColumnCodec.decode(data, type: type),
        decoded.count <= count
      else { throw CohortError.damagedCell(path: path, what: "variable \(name)") }
      let cells = decoded.padded(to: count)
      let values = rows.map { cells.rows($0) } ?? cells
      // A variable may be called like one of the table's own columns; its own name is not lost then.
      let isTaken = table.names.contains(name) || DataTable.isRemark(name)
      let shown = isTaken ? "\(level.rawValue)_\(name)" : name
      table.set(TableColumn(name: shown, unit: row[2], values: values))
    }
  }

  private static func addImageSummary(_ db: Database, patients: Int, to table: inout DataTable) throws {
    let hasImages = try Int.fetchOne(db, sql: "SELECT 1 FROM image LIMIT 1") != nil
    guard
      try hasImages || Int.fetchOne(db, sql: "SELECT 1 FROM exam GROUP BY patient HAVING count(*) > 1 LIMIT 1") != nil
    else { return }
    var summaries = [String?](repeating: nil, count: patients)
    var seen = [Set<String>](repeating: [], count: patients)
    var exams = [Double](repeating: 0, count: patients)
    var lesions = [Double](repeating: 0, count: patients)
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT patient, modality, series FROM image JOIN exam ON exam.id = image.exam ORDER BY image.id
        """)
    while let row = try rows.next() {
      let patient: Int64 = row[0]
      let modality: String = row[1]
      let series: String = row[2]
      let index = Int(patient) - 1
      let title = [modality, series].filter { !$0.isEmpty }.joined(separator: " ")
      guard !title.isEmpty, seen[index].insert(title).inserted else { continue }
      summaries[index] = summaries[index].map { $0 + " · " + title } ?? title
    }
    let examRows = try Row.fetchCursor(db, sql: "SELECT patient, count(*) FROM exam GROUP BY patient")
    while let row = try examRows.next() {
      let patient: Int64 = row[0]
      exams[Int(patient) - 1] = row[1]
    }
    let lesionRows = try Row.fetchCursor(
      db,
      sql: """
        SELECT patient, count(*) FROM lesion JOIN image ON image.id = lesion.image JOIN exam ON exam.id = image.exam
        GROUP BY patient
        """)
    while let row = try lesionRows.next() {
      let patient: Int64 = row[0]
      lesions[Int(patient) - 1] = row[1]
    }
    if !hasImages {
      if !table.names.contains("exams") {
        table.set(TableColumn(name: "exams", values: .number(exams), isInventory: true))
      }
      return
    }
    for (name, values) in [
      ("images", ColumnValues.text(TextColumn(summaries))), ("exams", .number(exams)), ("lesions", .number(lesions)),
    ] where !table.names.contains(name) {
      table.set(TableColumn(name: name, values: values, isInventory: true))
    }
  }

  /// Why units are left out, and why regions of theirs have no features.
  private static func addRemarks(_ db: Database, level: UnitLevel, count: Int, to table: inout DataTable) throws {
    var reasons = [String?](repeating: nil, count: count)
    var hasAny = false
    for row in try Row.fetchAll(
      db, sql: "SELECT unit, reason FROM exclusion WHERE level = ?", arguments: [level.rawValue])
    {
      let unit: Int64 = row[0]
      guard unit >= 1, unit <= Int64(count) else { continue }
      reasons[Int(unit) - 1] = row[1]
      hasAny = true
    }
    if hasAny { table.set(TableColumn(name: DataTable.exclusionColumn, values: .text(TextColumn(reasons)))) }
    try addFailures(db, level: level, count: count, to: &table)
  }

  /// What went wrong with the regions of each unit, one sentence after the other. Regions that are left out, or whose image,
  /// exam or patient is, have no part in it: nothing is to be done about them any more.
  private static func addFailures(_ db: Database, level: UnitLevel, count: Int, to table: inout DataTable) throws {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT exam.patient, exam.id, image.id, lesion.id, message
        FROM case_failure JOIN extraction ON extraction.id = case_failure.extraction
        JOIN lesion ON lesion.id = case_failure.lesion JOIN image ON image.id = lesion.image
        JOIN exam ON exam.id = image.exam
        WHERE extraction.name NOT LIKE '%' || ?
          AND NOT EXISTS (
            SELECT 1 FROM exclusion WHERE (level = 'patient' AND unit = exam.patient)
              OR (level = 'exam' AND unit = exam.id) OR (level = 'image' AND unit = image.id)
              OR (level = 'lesion' AND unit = lesion.id))
        ORDER BY lesion.id, extraction.id
        """, arguments: [replacementMark])
    var sentences = [String?](repeating: nil, count: count)
    var hasAny = false
    let place = UnitLevel.allCases.firstIndex(of: level) ?? 0
    while let row = try rows.next() {
      let unit: Int64 = row[place]
      let message: String = row[4]
      guard unit >= 1, unit <= Int64(count) else { continue }
      sentences[Int(unit) - 1] = sentences[Int(unit) - 1].map { $0 + " " + message } ?? message
      hasAny = true
    }
    if hasAny { table.set(TableColumn(name: DataTable.failureColumn, values: .text(TextColumn(sentences)))) }
  }
}

extension ColumnValues {
  /// The column with missing cells behind, as when units were added after the variable was stored.
  func padded(to count: Int) -> ColumnValues {
    guard self.count < count else { return self }
    let missing = count - self.count
    return switch self {
    case .number(let values): .number(values + [Double](repeating: .nan, count: missing))
    case .text(let column):
      .text(TextColumn(levels: column.levels, codes: column.codes + [Int32](repeating: -1, count: missing)))
    case .date(let values): .date(values + [Int32](repeating: Self.missingDate, count: missing))
    case .bool(let values): .bool(values + [Int8](repeating: -1, count: missing))
    }
  }
}
