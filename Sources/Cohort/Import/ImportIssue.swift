/// Why an import wrote nothing.
public enum ImportError: Error, Hashable, CustomStringConvertible {
  /// The source names no patient; what was wrong first, where something was.
  case nothing(String, String?)
  /// The source is a folder where the layout takes a file, or the other way round.
  case otherLayout(String, ImportLayout, isFolder: Bool)

  public var description: String {
    switch self {
    case .nothing(let source, let reason):
      "\(source) has no patient to import, so nothing was written." + (reason.map { " \($0)" } ?? "")
    case .otherLayout(let source, let layout, let isFolder):
      "\(source) is a \(isFolder ? "folder" : "file"), but --layout \(layout.rawValue) reads \(layout.source). "
        + ImportLayout.offer
    }
  }
}

/// One thing that an import found wrong, or wants to be known.
public struct ImportIssue: Sendable, Hashable, Codable {
  public enum Severity: String, Sendable, Codable, Comparable {
    /// Worth knowing; nothing is missing.
    case note
    /// Something was left out or guessed, all rows are in.
    case warning
    /// A row, file or value could not be taken.
    case error

    public static func < (a: Self, b: Self) -> Bool { a.order < b.order }

    private var order: Int {
      switch self {
      case .note: 0
      case .warning: 1
      case .error: 2
      }
    }
  }

  public enum Code: String, Sendable, Codable {
    case missingColumn = "missing_column"
    case unknownColumn = "unknown_column"
    case repeatedColumn = "repeated_column"
    case missingPatient = "missing_patient"
    case missingImage = "missing_image"
    case missingMask = "missing_mask"
    case badLabel = "bad_label"
    case badValue = "bad_value"
    case duplicateRow = "duplicate_row"
    case sharedImage = "shared_image"
    case raggedRow = "ragged_row"
    case emptyRow = "empty_row"
    case noPartner = "no_partner"
    case noClinicalRow = "no_clinical_row"
    case encoding = "encoding"
    case unreadable = "unreadable"
    case unmatchedMask = "unmatched_mask"
    case leftOut = "left_out"
    case nothingFound = "nothing_found"
    case typeChanged = "type_changed"
    case valueLevel = "value_level"
  }

  public var severity: Severity
  public var code: Code
  /// The file it is about; empty if none.
  public var file: String
  /// The line of the file, from 1; nil where a line means nothing.
  public var row: Int?
  public var patient: String?
  /// What happened, as a sentence that names the item.
  public var message: String
  /// What to do about it; empty if nothing needs doing.
  public var suggestion: String

  public init(
    _ severity: Severity, _ code: Code, file: String, row: Int? = nil, patient: String? = nil, message: String,
    suggestion: String = ""
  ) {
    self.severity = severity
    self.code = code
    self.file = file
    self.row = row
    self.patient = patient
    self.message = message
    self.suggestion = suggestion
  }

  /// `manifest.csv:7: P003: …`
  public var line: String {
    let place = file.isEmpty ? "" : file + (row.map { ":\($0)" } ?? "") + ": "
    return place + (patient.map { "\($0): " } ?? "") + message + (suggestion.isEmpty ? "" : " " + suggestion)
  }
}
