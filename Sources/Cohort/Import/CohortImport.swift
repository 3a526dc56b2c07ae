public import Foundation

/// Brings images and tables into a cohort file.
///
/// Everything is read and checked first (`plan`), then written as one transaction. A problem with one row is an
/// `ImportIssue`; the other rows go on. An existing cohort is updated: units are found by their names, new cells are added,
/// and a missing new cell never erases an old one.
public enum CohortImport {
  /// Reads a source. Throws only when nothing can be read at all.
  ///
  /// - Parameter cohort: the file that is to be written; where it exists, its variables stay at the level that they have.
  public static func plan(
    source: String, options: ImportOptions = ImportOptions(), into cohort: String? = nil
  ) throws -> ImportPlan {
    var options = options
    if let cohort, FileManager.default.fileExists(atPath: cohort),
      let database = try? CohortDatabase(path: cohort, mode: .readOnly)
    {
      defer { try? database.close() }
      for variable in (try? database.variables()) ?? [] {
        options.knownLevels[variable.name.lowercased(), default: []].insert(variable.level)
      }
    }
    var plan = try read(source, options)
    let named = plan.columns.map { $0.name.lowercased() }
    for name in options.levels.keys.sorted() where !named.contains(name.lowercased()) {
      plan.issues.append(
        ImportIssue(
          .warning, .unknownColumn, file: source,
          message: "There is no column \"\(name)\" whose level could be chosen.",
          suggestion: Suggestion.nearest(to: name, among: plan.columns.map(\.name)).map { "Is \"\($0)\" meant?" } ?? "")
      )
    }
    return plan
  }

  private static func read(_ source: String, _ options: ImportOptions) throws -> ImportPlan {
    let path = URL(filePath: source).standardizedFileURL.path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw TableError.unreadable(file: source, reason: "no such file or folder")
    }
    guard options.layout.reads(isFolder: isFolder.boolValue, name: URL(filePath: path).lastPathComponent) else {
      throw ImportError.otherLayout(source, options.layout, isFolder: isFolder.boolValue)
    }
    let layout = options.layout == .auto ? try detect(path, isFolder: isFolder.boolValue, options) : options.layout
    var plan: ImportPlan
    switch layout {
    case .nnunet: plan = try DecathlonLayout.plan(path, isFolder: isFolder.boolValue)
    case .bids: plan = try BIDSLayout.plan(path, isFolder: isFolder.boolValue)
    case .folder: plan = try FolderLayout.plan(path)
    case .manifest, .pyradiomics: plan = try ManifestLayout.plan(path, layout: layout, options: options)
    case .table, .auto:
      plan = ImportPlan(layout: .table)
      try ClinicalTable.add(path, to: &plan, options: options, role: .source)
    }
    for clinical in options.clinical {
      try ClinicalTable.add(clinical, to: &plan, options: options, role: .companion)
    }
    return plan
  }

  /// Reads a source and writes it into the cohort file, which is made if it does not exist. A source without a single patient
  /// writes nothing: neither is a file made, nor one that is there touched.
  public static func run(
    source: String, into path: String, options: ImportOptions = ImportOptions()
  ) throws -> ImportSummary {
    let start = Date()
    let plan = try plan(source: source, options: options, into: path)
    var summary = Self.summary(of: plan)
    // A row without a partner is good by itself, and yet not taken.
    let isWhole = !plan.issues.contains { $0.severity == .error || $0.code == .noPartner }
    if plan.patients.isEmpty || options.isDryRun || (options.isStrict && !isWhole) { return summary }
    let database = try CohortDatabase(path: path, mode: .create)
    try apply(plan, to: database, source: source, start: start)
    try database.close()
    summary.isWritten = true
    return summary
  }

  /// Writes a plan into an open cohort as one transaction.
  public static func apply(
    _ plan: ImportPlan, to database: CohortDatabase, source: String, start: Date = Date()
  ) throws {
    try database.update { transaction in
      for label in plan.patients { _ = try transaction.patient(label) }
      // Where a patient has one exam without a name, it stays nameless.
      var images: [(patient: Int64, exam: Int64, image: Int64, lesion: Int64?)] = []
      for image in plan.images {
        let patient = try transaction.patient(image.patient)
        let exam = try transaction.exam(image.exam, of: patient)
        let id = try transaction.image(
          modality: image.modality, series: image.series, path: image.image, of: exam)
        let lesion = try image.mask.map { mask in
          try transaction.lesion(role: image.role, mask: mask, label: image.label, name: image.lesion, on: id)
        }
        images.append((patient.rawValue, exam.rawValue, id.rawValue, lesion?.rawValue))
      }
      // Exams first: a column is as long as there are units.
      for variable in plan.variables {
        if case .exams(let keys) = variable.keys {
          for key in keys { _ = try transaction.exam(key.exam, of: try transaction.patient(key.patient)) }
        }
      }
      for variable in plan.variables {
        var units: [Int64] = []
        units.reserveCapacity(variable.values.count)
        var values = variable.values
        switch variable.keys {
        case .patients(let labels):
          for label in labels { units.append(try transaction.patient(label).rawValue) }
        case .exams(let keys):
          for key in keys {
            let patient = try transaction.patient(key.patient)
            units.append(
              variable.level == .patient ? patient.rawValue : try transaction.exam(key.exam, of: patient).rawValue)
          }
        case .images(let indices):
          let found = indices.map { index -> Int64? in
            let unit = images[index]
            return switch variable.level {
            case .patient: unit.patient
            case .exam: unit.exam
            case .image: unit.image
            case .lesion: unit.lesion
            }
          }
          values = values.rows(found.indices.filter { found[$0] != nil })
          units = found.compactMap { $0 }
        }
        try transaction.setCells(level: variable.level, name: variable.name, units: units, values: values)
      }
      var digest = Digest()
      digest.add(source)
      for image in plan.images { digest.add("\(image)") }
      try transaction.record(
        Provenance(
          step: "import", name: source, inputDigest: digest.hex(), settings: plan.layout.rawValue,
          seconds: max(0, Date().timeIntervalSince(start))))
    }
  }

  static func summary(of plan: ImportPlan) -> ImportSummary {
    var exams: Set<[String]> = []
    for image in plan.images { exams.insert([image.patient, image.exam]) }
    var examCount = exams.count
    for variable in plan.variables {
      if case .exams(let keys) = variable.keys {
        for key in keys { exams.insert([key.patient, key.exam]) }
        examCount = exams.count
        break
      }
    }
    let images = Set(plan.images.map { [$0.patient, $0.exam, $0.modality, $0.series, $0.image] })
    return ImportSummary(
      patients: plan.patients.count, exams: examCount, images: images.count,
      lesions: plan.images.count { $0.mask != nil },
      variables: Set(plan.variables.map { $0.level.rawValue + $0.name }).count,
      layout: plan.layout, issues: plan.issues, isWritten: false)
  }

  private static func detect(_ path: String, isFolder: Bool, _ options: ImportOptions) throws -> ImportLayout {
    let name = URL(filePath: path).lastPathComponent.lowercased()
    if isFolder {
      let entries = Set((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
      if entries.contains("dataset.json") { return .nnunet }
      if entries.contains("participants.tsv") { return .bids }
      return .folder
    }
    if name.hasSuffix(".json") { return .nnunet }
    if name == "participants.tsv" { return .bids }
    let text = try DelimitedText(path: path, encoding: options.encoding)
    guard text.index(ofColumn: "image") != nil else { return .table }
    return ClinicalTable.patientColumn(of: text) == nil ? .pyradiomics : .manifest
  }
}
