internal import Foundation

/// A table of clinical values, one row per patient or per exam.
enum ClinicalTable {
  enum Role {
    /// The source of the import itself: its rows make patients.
    case source
    /// Joined to the patients that another source brought.
    case companion
  }

  /// The names that a patient's column usually has, tried in this order.
  static let patientNames = [
    "patient", "patient_id", "id", "subject", "subject_id", "participant_id", "case", "case_id",
  ]
  /// The same in Chinese, whose tables are read too.
  private static let chinesePatientNames = ["患者", "患者编号", "患者ID", "病人", "病人编号", "病例", "病例号", "住院号", "编号"]

  /// The column that is called as a patient's usually is.
  static func patientColumn(of text: DelimitedText) -> Int? {
    column(of: text, named: patientNames + chinesePatientNames)
  }

  /// The first of the names that is a column, without regard to case, spaces and punctuation: `PatientID` is `patient_id`.
  static func column(of text: DelimitedText, named names: [String]) -> Int? {
    func plain(_ name: String) -> String { String(name.lowercased().filter { $0.isLetter || $0.isNumber }) }
    let columns = text.header.map(plain)
    return names.lazy.compactMap { name in columns.firstIndex(of: plain(name)) }.first
  }

  static let examNames = [
    "exam", "exam_id", "visit", "session", "session_id", "time_point", "timepoint", "redcap_event_name",
    "检查", "访视", "随访", "时间点",
  ]

  static func add(_ path: String, to plan: inout ImportPlan, options: ImportOptions, role: Role) throws {
    let text = try DelimitedText(path: path, encoding: options.encoding)
    plan.noteEncoding(of: text, file: path, options: options)
    guard let idColumn = try patientColumn(of: text, path: path, options: options) else {
      plan.issues.append(
        ImportIssue(
          .error, .missingColumn, file: path,
          message: "No column names the patient; looked for \(patientNames.joined(separator: ", ")).",
          suggestion: "Name the column with --id. The columns are: \(text.header.prefix(10).joined(separator: ", "))."))
      return
    }
    for (name, became) in text.repeatedNames {
      plan.issues.append(
        ImportIssue(
          .warning, .repeatedColumn, file: path, row: 1,
          message: "Several columns are called \"\(name)\"; a later one became \"\(became)\".",
          suggestion: "Give every column a name of its own."))
    }
    let examColumn = column(of: text, named: examNames).flatMap { $0 == idColumn ? nil : $0 }
    if text.rowCount == 0 {
      plan.issues.append(
        ImportIssue(
          .error, .nothingFound, file: path, row: 1, message: "The table has names of columns and no rows below them."))
    }
    let ids = text.textColumn(idColumn)
    let exams = examColumn.map { text.textColumn($0) }
    let longRows = Dictionary(text.longRows.map { ($0.row, $0) }, uniquingKeysWith: { first, _ in first })
    for row in text.shortRows {
      plan.issues.append(
        ImportIssue(
          .warning, .raggedRow, file: path, row: row.line, patient: ids[row.row],
          message: "The row has \(row.found) cells for \(text.columnCount) columns; the rest counts as missing."))
    }
    var kept: [Int] = []
    var seen: Set<String> = []
    let valueColumns = text.header.indices.filter { $0 != idColumn && $0 != examColumn }
    for row in 0..<text.rowCount {
      let line = text.line(ofRow: row)
      if let long = longRows[row] {
        plan.issues.append(
          ImportIssue(
            .error, .raggedRow, file: path, row: line, patient: ids[row],
            message: "The row has \(long.found) cells for \(text.columnCount) columns and was left out.",
            suggestion: "Quote cells that contain the delimiter."))
        continue
      }
      guard let id = ids[row] else {
        let isEmpty = valueColumns.allSatisfy { text.text(row: row, column: $0) == nil }
        plan.issues.append(
          ImportIssue(
            isEmpty ? .warning : .error, isEmpty ? .emptyRow : .missingPatient, file: path, row: line,
            message: isEmpty
              ? "The row is empty and was left out."
              : "The row has no patient in column \"\(text.header[idColumn])\" and was left out.",
            suggestion: isEmpty ? "" : "Fill in the patient, or name another column with --id."))
        continue
      }
      let exam = exams?[row] ?? ""
      guard seen.insert(id + "\u{0}" + exam).inserted else {
        plan.issues.append(
          ImportIssue(
            .error, .duplicateRow, file: path, row: line, patient: id,
            message: exams == nil
              ? "The patient has a second row, which was left out."
              : "Exam \"\(exam)\" of the patient has a second row, which was left out.",
            suggestion: exams == nil ? "Add a column \"exam\" if rows are exams, or keep one row per patient." : ""))
        continue
      }
      if role == .companion, !plan.knows(id) {
        let near = Suggestion.nearest(to: id, among: plan.patients)
        plan.issues.append(
          ImportIssue(
            .warning, .noPartner, file: path, row: line, patient: id,
            message: "The clinical row has no partner among the images and was left out.",
            suggestion: near.map { "Is \($0) meant?" } ?? "Check the name, or leave the row."))
        continue
      }
      plan.addPatient(id)
      kept.append(row)
    }
    if role == .companion {
      let present = Set(kept.compactMap { ids[$0] })
      for patient in plan.patients where !present.contains(patient) {
        plan.issues.append(
          ImportIssue(
            .warning, .noClinicalRow, file: path, patient: patient,
            message: "The patient has images but no row in the clinical table; the values are missing."))
      }
    }
    plan.note(idColumn, of: text, file: path, role: .name(.patient))
    if let examColumn { plan.note(examColumn, of: text, file: path, role: .name(.exam)) }
    let labels = kept.map { ids[$0] ?? "" }
    let examLabels = kept.map { exams?[$0] ?? "" }
    let keys: PlannedVariable.Keys =
      exams == nil ? .patients(labels) : .exams(Array(zip(labels, examLabels)).map { (patient: $0, exam: $1) })
    let units = UnitRows(
      [(.patient, labels.map { [$0] })]
        + (exams == nil ? [] : [(.exam, zip(labels, examLabels).map { [$0, $1] })]))
    for column in valueColumns {
      let values = plan.values(column, of: text, file: path, rows: kept, options: options) { ids[$0] }
      plan.addVariable(
        column, of: text, file: path, values: values, keys: keys, rows: kept, units: units,
        usual: exams == nil ? .patient : .exam, options: options)
    }
    if let examColumn {
      plan.noteLevels(of: path, expected: [], because: "rows are exams by the column \"\(text.header[examColumn])\"")
    }
    if let examColumn, valueColumns.isEmpty {
      // Exams without values are still exams.
      plan.variables.append(
        PlannedVariable(
          level: .exam, name: text.header[examColumn], values: .text(TextColumn(kept.map { exams?[$0] })), keys: keys))
    }
  }

  private static func patientColumn(of text: DelimitedText, path: String, options: ImportOptions) throws -> Int? {
    if let name = options.idColumn {
      if let column = column(of: text, named: [name]) { return column }
      // The option may be meant for another of the tables: only without any usual name is it an error.
      if let usual = patientColumn(of: text) { return usual }
      throw TableError.unknownColumn(
        name, suggestion: Suggestion.nearest(to: name, among: text.header), known: text.header)
    }
    if let usual = patientColumn(of: text) { return usual }
    // Tables of one hospital or trial call it BD2_ID or MRN_ID; the first column is then the one.
    return text.header[0].lowercased().hasSuffix("id") ? 0 : nil
  }
}
