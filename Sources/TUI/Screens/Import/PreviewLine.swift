internal import Cohort

/// A line of what an import would do: what is there, and what becomes of it.
struct PreviewLine: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    /// A table beside the source, which can be joined.
    case table(isJoined: Bool)
    case issue(ImportIssue.Severity)
    case column
    case image
  }

  var kind: Kind
  /// The table, the column, the image; the patient of a problem.
  var name: String
  /// What becomes of it; the sentence of a problem.
  var becomes: String
  var note = ""
  /// Whether the note says that something is missing.
  var isGap = false

  static let header = ["kind", "name", "becomes", "note"]

  var cells: [String] { [word, name, becomes, note] }

  private var word: String {
    switch kind {
    case .table: "table"
    case .issue(let severity): severity.rawValue
    case .column: "column"
    case .image: "image"
    }
  }

  /// The column of a preview that a line is about; nil for other lines.
  static func column(at row: Int, of preview: ImportPreview) -> PlannedColumn? {
    let place = row - preview.summary.issues.count
    return preview.columns.indices.contains(place) ? preview.columns[place] : nil
  }

  /// The table beside the source that a line is about; nil for other lines.
  static func table(at row: Int, of preview: ImportPreview) -> String? {
    let place = row - preview.summary.issues.count - preview.columns.count
    return preview.tables.indices.contains(place) ? preview.tables[place] : nil
  }

  /// The line of the first table beside the source; nil where there is none.
  static func firstTable(of preview: ImportPreview) -> Int? {
    preview.tables.isEmpty ? nil : preview.summary.issues.count + preview.columns.count
  }

  /// The line of a column, whatever it becomes.
  static func row(of column: PlannedColumn, in preview: ImportPreview) -> Int? {
    preview.columns.firstIndex { $0.file == column.file && $0.name == column.name }
      .map { preview.summary.issues.count + $0 }
  }

  /// How many lines there are, without making them.
  static func count(of preview: ImportPreview) -> Int {
    preview.tables.count + preview.summary.issues.count + preview.columns.count + preview.images.count
  }

  /// What is wrong, the worst first, then columns, tables that can be joined, and images.
  ///
  /// - Parameter keys: those that the sentences speak of.
  static func all(of preview: ImportPreview, keys: Keymap) -> [PreviewLine] {
    let issues = preview.summary.issues
    let sorted = [ImportIssue.Severity.error, .warning, .note].flatMap { severity in
      issues.filter { $0.severity == severity }
    }
    return sorted.map { issue($0, keys) } + preview.columns.map { column($0) }
      + preview.tables.map { table($0, preview.request, keys) } + preview.images.map { image($0) }
  }

  private static func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private static func table(_ path: String, _ request: ImportRequest, _ keys: Keymap) -> PreviewLine {
    let isJoined = request.clinical.contains(path)
    return PreviewLine(
      kind: .table(isJoined: isJoined), name: fileName(path),
      becomes: isJoined
        ? "joined by patient" : keys.naming("table beside the source: \(KeyName.importJoin) joins it"))
  }

  private static func issue(_ issue: ImportIssue, _ keys: Keymap) -> PreviewLine {
    var words = issue.message
    // What the command line says with an option is a key here.
    let suggestion =
      issue.code == .valueLevel && issue.severity == .note
      ? "\(KeyName.importLevel) on a column says otherwise."
      : issue.code == .encoding && !issue.suggestion.isEmpty
        ? "If that is not what is written there: \(KeyName.importEncoding) reads it otherwise." : issue.suggestion
    if !suggestion.isEmpty { words += " " + keys.naming(suggestion) }
    if let row = issue.row { words += " (line \(row))" }
    return PreviewLine(kind: .issue(issue.severity), name: issue.patient ?? "", becomes: words, note: issue.file)
  }

  private static func column(_ column: PlannedColumn) -> PreviewLine {
    let becomes =
      switch column.role {
      case .name(let level): "names the \(level.rawValue)"
      case .part(let part):
        part == "image" || part == "mask" ? "path of the \(part)" : "\(part) of the image or region"
      case .variable(let level, let type):
        "\(type == .bool ? "yes/no" : type.rawValue) of the \(level == .lesion ? "region" : level.rawValue)"
      }
    let isGap = column.missing > 0
    return PreviewLine(
      kind: .column, name: column.name, becomes: becomes,
      note: isGap ? "\(column.missing) of \(column.count) missing" : column.example ?? "", isGap: isGap)
  }

  private static func image(_ image: PlannedImage) -> PreviewLine {
    let facts = [image.patient, image.exam, image.modality, image.series, image.role]
    // The same word is not said twice, as where exam and series are named alike.
    var said: Set<String> = []
    let becomes = facts.filter { !$0.isEmpty && said.insert($0).inserted }.joined(separator: " · ")
    var region = image.mask.map(fileName) ?? "no region drawn"
    if let label = image.label { region += ", label \(label)" }
    if !image.lesion.isEmpty { region += ": \(image.lesion)" }
    return PreviewLine(
      kind: .image, name: fileName(image.image), becomes: becomes, note: region, isGap: image.mask == nil)
  }
}
