internal import Cohort
internal import Foundation

/// Reads folders and sources for the import screen, and writes what was previewed.
enum ImportBridge {
  private static let tableSuffixes = [".csv", ".tsv", ".txt"]
  private static let imageSuffixes = [".nii", ".nii.gz"]

  static func list(_ path: String) throws -> FolderListing {
    let url = URL(filePath: expanded(path)).standardizedFileURL
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: url.path)
    } catch {
      throw TableError.unreadable(file: url.path, reason: "no such folder, or no permission to read it")
    }
    var entries: [FolderListing.Entry] = []
    var images = 0
    for name in names.sorted(by: NaturalOrder.precedes) where !name.hasPrefix(".") {
      let lowered = name.lowercased()
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: url.path + "/" + name, isDirectory: &isFolder) else { continue }
      if isFolder.boolValue {
        entries.append(.init(name, .folder))
      } else if tableSuffixes.contains(where: lowered.hasSuffix) {
        entries.append(.init(name, .table))
      } else if lowered == "dataset.json" {
        entries.append(.init(name, .dataset))
      } else if lowered.hasSuffix(".sqlite") {
        entries.append(.init(name, .cohort))
      } else if imageSuffixes.contains(where: lowered.hasSuffix) {
        images += 1
      }
    }
    // What can be taken comes first.
    let files = entries.filter { $0.kind != .folder }
    let folders = entries.filter { $0.kind == .folder }
    return FolderListing(path: url.path, entries: Array((files + folders).prefix(5000)), imageCount: images)
  }

  static func preview(_ request: ImportRequest) throws -> ImportPreview {
    let plan = try CohortImport.plan(
      source: expanded(request.source), options: request.options, into: expanded(request.target))
    let source = URL(filePath: expanded(request.source)).standardizedFileURL
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: source.path, isDirectory: &isFolder)
    let folder = isFolder.boolValue ? source.path : source.deletingLastPathComponent().path
    let tables = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { name in tableSuffixes.contains { name.lowercased().hasSuffix($0) } }
      .map { folder + "/" + $0 }.filter { $0 != source.path && !$0.hasSuffix("/participants.tsv") }
      .sorted(by: NaturalOrder.precedes)
    var preview = ImportPreview(
      request: request, summary: plan.summary, columns: plan.columns, images: Array(plan.images.prefix(5000)),
      patients: Array(plan.patients.prefix(20)), tables: Array(tables.prefix(50)),
      isUpdate: FileManager.default.fileExists(atPath: expanded(request.target)))
    if preview.isUpdate { preview.known = known(plan.patients, in: expanded(request.target)) }
    return preview
  }

  private static func known(_ patients: [String], in path: String) -> ImportPreview.Known? {
    guard let database = try? CohortDatabase(path: path, mode: .readOnly) else { return nil }
    defer { try? database.close() }
    guard let labels = try? database.patients().map(\.label) else { return nil }
    return ImportPreview.Known(count: labels.count, shared: Set(labels).intersection(patients).count)
  }

  /// Writes the cohort; returns the path of its file.
  static func write(_ request: ImportRequest) throws -> String {
    let target = expanded(request.target)
    let summary = try CohortImport.run(source: expanded(request.source), into: target, options: request.options)
    guard summary.isWritten else { throw ImportError.nothing(request.source, summary.issues.first?.line) }
    return target
  }

  /// `~/data` as a shell would read it.
  static func expanded(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/") else { return path }
    return (ProcessInfo.processInfo.environment["HOME"] ?? NSHomeDirectory()) + path.dropFirst(1)
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: expanded(path), isDirectory: &isFolder) && isFolder.boolValue
  }
}

/// Reads the page of a patient.
enum PatientReader {
  static func page(_ cohort: String, _ label: String) throws -> PatientPage {
    let database = try CohortDatabase(path: cohort, mode: .readOnly)
    defer { try? database.close() }
    let record = try database.record(ofPatient: label)
    var lost: Set<String> = []
    for image in record.exams.flatMap(\.images) {
      for path in [image.series.path] + image.regions.map(\.lesion.maskPath)
      where !FileManager.default.fileExists(atPath: path) { lost.insert(path) }
    }
    var page = PatientPage(record: record, lostFiles: lost)
    let regions = Set(record.exams.flatMap(\.images).flatMap(\.regions).map(\.lesion.id))
    for extraction in try database.extractions() {
      page.failures += try database.failures(of: extraction.id).filter { regions.contains($0.lesion) }.map {
        "\(extraction.name): \($0.message)"
      }
    }
    return page
  }
}
