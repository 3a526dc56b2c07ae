/// What an import would put into a cohort: everything read and checked, nothing written yet. Screens preview it.
public struct ImportPlan: Sendable {
  /// Patients in order of appearance, also those without images.
  public var patients: [String] = []
  public var images: [PlannedImage] = []
  public var variables: [PlannedVariable] = []
  public var issues: [ImportIssue] = []
  public var layout: ImportLayout
  /// What the columns of the tables that were read become, in their order.
  public var columns: [PlannedColumn] = []

  private var known: Set<String> = []

  init(layout: ImportLayout) { self.layout = layout }

  mutating func addPatient(_ label: String) {
    if known.insert(label).inserted { patients.append(label) }
  }

  func knows(_ patient: String) -> Bool { known.contains(patient) }
}

/// What a column of an imported table becomes.
public struct PlannedColumn: Sendable, Hashable {
  public enum Role: Sendable, Hashable {
    /// It names the patient, the exam …
    case name(UnitLevel)
    /// It is part of the description of an image or a region: `image`, `mask`, `label`, `modality`, `series`, `role`, `lesion`.
    case part(String)
    /// A variable of the units of a level.
    case variable(UnitLevel, ColumnType)
  }
  /// The table it is in.
  public var file: String
  public var name: String
  public var role: Role
  /// Rows in which it is empty, and all rows.
  public var missing: Int
  public var count: Int
  /// The first value that is there.
  public var example: String?
  /// The levels that a variable can belong to, the widest first: those at which no unit has two different values.
  public var levels: [UnitLevel] = []

  public init(
    file: String, name: String, role: Role, missing: Int, count: Int, example: String? = nil, levels: [UnitLevel] = []
  ) {
    self.file = file
    self.name = name
    self.role = role
    self.missing = missing
    self.count = count
    self.example = example
    self.levels = levels
  }
}

extension ImportPlan {
  /// How much of everything there is.
  public var summary: ImportSummary { CohortImport.summary(of: self) }

  /// The values of a column for the rows that are kept. A few cells that fit neither the numbers nor the dates of the others
  /// are missing, and each becomes an issue with its line.
  ///
  /// - Parameter patient: whose row it is, where that is known.
  mutating func values(
    _ column: Int, of text: DelimitedText, file: String, rows: [Int], options: ImportOptions,
    patient: (Int) -> String?
  ) -> ColumnValues {
    let name = text.header[column]
    let isText = options.textColumns.contains { $0.lowercased() == name.lowercased() }
    let tolerant =
      isText ? .init(values: .text(text.textColumn(column)), odd: []) : text.tolerantColumn(column)
    let kept = Set(tolerant.odd.isEmpty ? [] : rows)
    let kind = tolerant.values.type == .date ? "date" : "number"
    for cell in tolerant.odd where kept.contains(cell.row) {
      issues.append(
        ImportIssue(
          .error, .badValue, file: file, row: text.line(ofRow: cell.row), patient: patient(cell.row),
          message: "\"\(cell.text)\" in column \"\(name)\" is no \(kind), as the others are, and counts as missing.",
          suggestion: "Correct the cell, or keep the column as text."))
    }
    var values = tolerant.values
    if case .number(var numbers) = values, numbers.contains(where: \.isInfinite) {
      for row in rows where numbers[row].isInfinite {
        issues.append(
          ImportIssue(
            .error, .badValue, file: file, row: text.line(ofRow: row), patient: patient(row),
            message: "\"\(text.text(row: row, column: column) ?? "")\" in column \"\(name)\" is infinite and counts as "
              + "missing.",
            suggestion: "Correct the cell."))
        numbers[row] = .nan
      }
      values = .number(numbers)
    }
    return rows.count == text.rowCount ? values : values.rows(rows)
  }

  /// Says in what encoding a table was read that is not in UTF-8, with a cell to judge that by, and how to read it otherwise.
  mutating func noteEncoding(of text: DelimitedText, file: String, options: ImportOptions) {
    guard text.encoding != .utf8 else { return }
    func isTelling(_ cell: String) -> Bool { cell.unicodeScalars.contains { $0.value >= 0x80 } }
    let cells = (0..<min(text.rowCount, 2000)).lazy.flatMap { row in
      text.header.indices.lazy.compactMap { text.text(row: row, column: $0) }
    }
    let example = text.header.first(where: isTelling) ?? cells.first(where: isTelling)
    let isGuess = options.encoding == nil && text.encoding != .utf16
    let other: TextEncoding = text.encoding == .gb18030 ? .windows1252 : .gb18030
    issues.append(
      ImportIssue(
        .note, .encoding, file: file,
        message: "The table is \(text.encoding.rawValue) text and was converted to UTF-8"
          + (example.map { ": it says \"\($0)\"." } ?? "."),
        suggestion: isGuess ? "If that is not what is written there: --encoding \(other.word)." : ""))
  }

  mutating func note(
    _ column: Int, of text: DelimitedText, file: String, role: PlannedColumn.Role, levels: [UnitLevel] = []
  ) {
    let cells = text.textColumn(column)
    columns.append(
      PlannedColumn(
        file: file, name: text.header[column], role: role, missing: cells.missingCount, count: text.rowCount,
        example: cells.firstValue, levels: levels))
  }

  /// Plans a variable of the level that it belongs to: the one that was asked for, else the one at which the cohort has it
  /// already, else the patients where it is the same at all their exams, else the usual one.
  ///
  /// A level at which some unit has two different values is never taken; what was asked for in vain becomes an issue.
  ///
  /// - Parameters:
  ///   - rows: the rows of the text that are kept.
  ///   - units: their units.
  ///   - usual: the level that columns of such a table have.
  mutating func addVariable(
    _ column: Int, of text: DelimitedText, file: String, values: ColumnValues, keys: PlannedVariable.Keys,
    rows: [Int], units: UnitRows, usual: UnitLevel, options: ImportOptions
  ) {
    let name = text.header[column]
    let possible = units.levels(of: values)
    let rest = UnitLevel.allCases.drop { $0 != usual }
    var level = rest.first(where: possible.contains) ?? possible.last ?? usual
    if possible.contains(.patient), units.repeats(values) { level = .patient }
    let known = options.knownLevels[name.lowercased()] ?? []
    if !known.isEmpty, !known.contains(level), let other = possible.first(where: known.contains) { level = other }
    if let asked = options.level(of: name) {
      if possible.contains(asked) {
        level = asked
      } else {
        issues.append(
          ImportIssue(
            .warning, .valueLevel, file: file, row: 1,
            message: "Column \"\(name)\" cannot be a value of \(asked.unitPlural): "
              + (units.difference(of: values, at: asked).map { a, b in
                "lines \(text.line(ofRow: rows[a])) and \(text.line(ofRow: rows[b])) belong to one of them and differ"
              } ?? "the table does not name them") + ". It is a value of \(level.unitPlural)."))
      }
    }
    note(column, of: text, file: file, role: .variable(level, values.type), levels: possible)
    variables.append(PlannedVariable(level: level, name: name, values: values, keys: keys))
  }

  /// Says which units the values of a table belong to.
  ///
  /// - Parameter expected: levels that need no word, because columns of such a table always have them.
  mutating func noteLevels(of file: String, expected: Set<UnitLevel>, because reason: String) {
    var names: [UnitLevel: [String]] = [:]
    for column in columns where column.file == file {
      if case .variable(let level, _) = column.role { names[level, default: []].append(column.name) }
    }
    guard names.keys.contains(where: { !expected.contains($0) }) else { return }
    let clauses = UnitLevel.allCases.compactMap { level -> String? in
      guard let columns = names[level] else { return nil }
      let listed = columns.prefix(6).joined(separator: ", ") + (columns.count > 6 ? ", …" : "")
      return "\(columns.count == 1 ? "value" : "values") of the \(level.unitPlural): \(listed)"
    }
    issues.append(
      ImportIssue(
        .note, .valueLevel, file: file,
        message: clauses.joined(separator: "; ").capitalizedFirst + " (\(reason)).",
        suggestion: "Say otherwise with --level COLUMN=LEVEL."))
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension TextColumn {
  fileprivate var missingCount: Int { codes.reduce(0) { $0 + ($1 < 0 ? 1 : 0) } }
  fileprivate var firstValue: String? { levels.first }
}

/// An image, with the region drawn on it if there is one.
public struct PlannedImage: Sendable, Hashable {
  public var patient: String
  public var exam: String
  public var modality: String
  public var series: String
  /// Absolute path.
  public var image: String
  /// Absolute path; nil for an image without a region.
  public var mask: String?
  /// The region's value in the mask; nil means every voxel that is not 0.
  public var label: Int?
  public var role: String
  public var lesion: String

  public init(
    patient: String, exam: String, modality: String = "", series: String = "", image: String, mask: String? = nil,
    label: Int? = nil, role: String = "", lesion: String = ""
  ) {
    self.patient = patient
    self.exam = exam
    self.modality = modality
    self.series = series
    self.image = image
    self.mask = mask
    self.label = label
    self.role = role
    self.lesion = lesion
  }
}

/// A clinical variable with the units that it has cells for.
public struct PlannedVariable: Sendable {
  public var level: UnitLevel
  public var name: String
  public var values: ColumnValues
  /// What names the unit of every row. Rows that name exams or images also name the patient, whose variable it may be.
  public var keys: Keys

  public enum Keys: Sendable {
    case patients([String])
    case exams([(patient: String, exam: String)])
    /// Indices in the plan's `images`.
    case images([Int])
  }
}

/// How a source is laid out.
public enum ImportLayout: String, Sendable, CaseIterable, Codable {
  case auto
  /// CSV or TSV with `patient, exam, modality, series, image, mask, label, role`.
  case manifest
  /// A folder per patient with `*_image` and `*_mask` (`_seg`, `_label`) files.
  case folder
  /// A PyRadiomics batch file: `Image, Mask[, Label]`.
  case pyradiomics
  /// A Medical Segmentation Decathlon or nnU-Net `dataset.json`.
  case nnunet
  /// A BIDS folder with `participants.tsv`.
  case bids
  /// A table without images: one row per patient or per exam.
  case table

  /// What a source of this layout is, with its article.
  var source: String {
    switch self {
    case .auto: "any of them"
    case .manifest: "a table with columns patient, image and mask"
    case .folder: "a folder with a folder per patient, which holds NAME_image.nii.gz and NAME_mask.nii.gz"
    case .pyradiomics: "a table with columns Image and Mask"
    case .nnunet: "a dataset.json, or the folder with it"
    case .bids: "a folder with images such as sub-01/anat/sub-01_T1w.nii.gz, or its participants.tsv"
    case .table: "a table with a row per patient or exam"
    }
  }

  /// Whether a source of this layout can be a folder, or a file of some name.
  func reads(isFolder: Bool, name: String) -> Bool {
    switch self {
    case .auto: true
    case .manifest, .pyradiomics, .table: !isFolder
    case .folder: isFolder
    case .nnunet: isFolder || name.lowercased().hasSuffix(".json")
    case .bids: isFolder || name.lowercased() == "participants.tsv"
    }
  }

  /// What else may be tried where a layout finds nothing.
  public static let offer =
    "Without --layout it is found out what the source is; the layouts are "
    + allCases.map(\.rawValue).joined(separator: ", ") + "."
}

/// How to import.
public struct ImportOptions: Sendable {
  public var layout: ImportLayout = .auto
  /// Clinical tables to join to the patients of the source.
  public var clinical: [String] = []
  /// The column that names the patient, where it is none of the usual ones.
  public var idColumn: String?
  /// Columns that are text whatever their cells look like.
  public var textColumns: [String] = []
  /// The level that a column's values are to belong to, by the column's name.
  public var levels: [String: UnitLevel] = [:]
  /// How the letters of the tables are written; nil finds that out.
  public var encoding: TextEncoding?
  /// The levels at which the cohort that is updated has variables, by their names in lower case.
  var knownLevels: [String: Set<UnitLevel>] = [:]
  /// Write nothing if any row is bad.
  public var isStrict = false
  /// Read and check, write nothing.
  public var isDryRun = false

  public init(
    layout: ImportLayout = .auto, clinical: [String] = [], idColumn: String? = nil, textColumns: [String] = [],
    levels: [String: UnitLevel] = [:], encoding: TextEncoding? = nil, isStrict: Bool = false, isDryRun: Bool = false
  ) {
    self.encoding = encoding
    self.layout = layout
    self.clinical = clinical
    self.idColumn = idColumn
    self.textColumns = textColumns
    self.levels = levels
    self.isStrict = isStrict
    self.isDryRun = isDryRun
  }

  /// What was asked for a column, without regard to case.
  func level(of column: String) -> UnitLevel? {
    levels[column] ?? levels.first { $0.key.lowercased() == column.lowercased() }?.value
  }
}

/// What an import did.
public struct ImportSummary: Sendable, Codable, Equatable {
  /// Patients, exams, images and regions that the source holds.
  public var patients: Int
  public var exams: Int
  public var images: Int
  public var lesions: Int
  /// Clinical variables that the source holds.
  public var variables: Int
  public var layout: ImportLayout
  public var issues: [ImportIssue]
  /// False after a dry run, and after a strict import that found a bad row.
  public var isWritten: Bool

  public init(
    patients: Int, exams: Int, images: Int, lesions: Int, variables: Int, layout: ImportLayout,
    issues: [ImportIssue] = [], isWritten: Bool
  ) {
    self.patients = patients
    self.exams = exams
    self.images = images
    self.lesions = lesions
    self.variables = variables
    self.layout = layout
    self.issues = issues
    self.isWritten = isWritten
  }

  /// Whether anything could not be taken or has no partner: the command then ends with status 3.
  public var hasProblems: Bool { issues.contains { $0.severity > .note } }
}
