internal import Cohort
internal import Features
public import Foundation

extension Environment {
  /// The real world: cohort files, images on disk, the person's folders.
  ///
  /// - Parameters:
  ///   - frame: which volume of 4D images is read.
  ///   - program: what answers the commands of the command line.
  public static func live(
    variables: [String: String] = ProcessInfo.processInfo.environment, frame: Int? = nil, program: Program? = nil
  ) -> Environment {
    let recent = RecentCohorts(
      path: PersonalFiles(variables: variables).state + "/recent", home: variables["HOME"] ?? "")
    let previews = PreviewReader(frame: frame)
    let watch = CohortWatch()
    return Environment(
      startEntries: { recent.entries() + SampleEntries.all(variables: variables) },
      generateSample: { name, report in
        try await SampleCohort.named(name).generate(into: SampleCohort.dataFolder(environment: variables)) {
          report(JobProgress("making synthetic patients: \($0) of \($1)", fraction: Double($0) / Double(max(1, $1))))
        }
      },
      openCohort: { path, isReadOnly in
        let cohort = try CohortReader.open(path, isReadOnly: isReadOnly) { watch.open($0) }
        // Nobody waits for a list of the past.
        Task.detached(priority: .utility) { recent.remember(cohort) }
        return cohort
      },
      reopenCohort: { path, isReadOnly in
        try watch.reopen(path)
        return try CohortReader.open(path, isReadOnly: isReadOnly)
      },
      hasChanged: { try watch.hasChanged($0) },
      loadStudy: {
        try watch.requireSameFile($0)
        return try CohortReader.study($0)
      },
      loadImage: { try ImageReader.read($0, frame: frame) },
      loadPreview: { try await previews.preview(of: $0) },
      extractionPlans: {
        try watch.requireSameFile($0)
        return try StudyBridge.extractionPlans($0)
      },
      extract: {
        try watch.requireUnchanged($0)
        return try await StudyBridge.extract($0, $1, report: $2)
      },
      preflight: { try await StudyBridge.preflight($0, $1, report: $2) },
      features: { try StudyBridge.features($0, $1) },
      featureColumns: { try CohortReader.featureColumns($0, $1) },
      featureValues: { try StudyBridge.featureValues($0, $1) },
      freshness: { try? StudyBridge.freshness($0) },
      previewSplit: { try StudyBridge.preview($0, $1) },
      runModel: {
        try watch.requireUnchanged($0)
        return try await StudyBridge.run($0, $1, report: $2)
      },
      runStudy: {
        try watch.requireUnchanged($0)
        return try await StudyBridge.runStudy($0, file: $1, report: $2)
      },
      studyFile: { try StudyBridge.studyFile($0, $1) },
      report: { path, run in
        try watch.requireSameFile(path)
        let database = try CohortDatabase(path: path, mode: .readOnly)
        defer { try? database.close() }
        guard let report = try StudyReport(of: database, run: run) else { throw ReportError.noRun }
        return report
      },
      writeReport: { report, folder in
        let folder = FreshFile.folder(ImportBridge.expanded(folder))
        return (folder, try report.write(into: folder).count)
      },
      loadTable: {
        try watch.requireSameFile($0)
        return try CohortReader.table($0, $1)
      },
      patientPage: {
        try watch.requireSameFile($0)
        return try PatientReader.page($0, $1)
      },
      listFolder: { try ImportBridge.list($0) },
      previewImport: { try ImportBridge.preview($0) },
      importCohort: { try ImportBridge.write($0) },
      isFolder: { ImportBridge.isFolder($0) },
      listPaths: { PathListing.read($0) },
      choices: { path in
        let database = try CohortDatabase(path: path, mode: .readOnly)
        defer { try? database.close() }
        return try CohortChoices(in: database)
      },
      edit: { path, edit in try watch.decide(in: path) { try CohortEditor.apply(edit, to: path) } },
      write: { name, contents in try FreshFile.write(contents, named: name) },
      program: program)
  }
}

/// Reads a cohort file into the values that screens show.
enum CohortReader {
  /// - Parameter first: what is done with the file before anything is read from it.
  static func open(
    _ path: String, isReadOnly: Bool, first: (CohortDatabase) -> Void = { _ in }
  ) throws -> OpenCohort {
    // What may not be written is looked at.
    let mayWrite = !FileManager.default.fileExists(atPath: path) || CohortDatabase.mayWrite(path)
    let isReadOnly = isReadOnly || !mayWrite
    let database = try CohortDatabase(path: path, mode: isReadOnly ? .readOnly : .readWrite)
    defer { try? database.close() }
    first(database)
    let table = try database.tableOfPatients()
    let stored = (try? database.outcomes()) ?? [:]
    let candidates = OutcomeFinder.candidates(in: table, stored: stored)
    var cohort = OpenCohort(
      path: database.path, name: database.name, isReadOnly: isReadOnly, table: table,
      steps: try steps(database), outcomes: candidates.map(\.choice), storedOutcomes: stored,
      note: isSynthetic(database.path) ? "synthetic patients" : mayWrite ? nil : "no right to write")
    cohort.origin = (try? CohortFileState.origin(of: database)) ?? ""
    let hasStudy = cohort.status(of: .split) == .done || cohort.status(of: .results) == .done
    // Tables of exams and regions are read after that of patients, which people see first.
    let hasOthers = !table.elsewhere.isEmpty || stored.values.contains { !Set(table.names).isSuperset(of: $0.columns) }
    cohort.isComplete = try !hasStudy && !hasOthers && database.counts().images == 0
    return cohort
  }

  static func study(_ path: String) throws -> CohortStudy {
    let database = try CohortDatabase(path: path, mode: .readOnly)
    defer { try? database.close() }
    let split = try? StudyBridge.frozenSplit(database)
    let results = (try? StudyBridge.results(database)) ?? (read: [], unread: [])
    let cases = try database.cases()
    return CohortStudy(
      images: try images(database, cases: cases), splits: split.map { [$0] } ?? [],
      results: results.read, unreadableRuns: results.unread, features: (try? features(database, cases: cases)) ?? [],
      others: (try? CohortOutcomes(in: database).others) ?? [])
  }

  /// What columns of features each extraction gives.
  private static func features(_ database: CohortDatabase, cases: [Case]) throws -> [ExtractedFeatures] {
    try database.extractions().compactMap { extraction in
      guard !extraction.features.isEmpty else { return nil }
      let names = try CohortScreen.levels.map { level in
        (level, try UnitFeatures(extraction, of: level, cases: cases, in: database).names)
      }
      return ExtractedFeatures(
        extraction: extraction.name, names: Dictionary(names, uniquingKeysWith: { first, _ in first }))
    }
  }

  /// The columns of features that are asked for.
  static func featureColumns(_ path: String, _ wanted: FeatureColumnRequest) throws -> [TableColumn] {
    let database = try CohortDatabase(path: path, mode: .readOnly)
    defer { try? database.close() }
    return try database.extractions().flatMap { extraction -> [TableColumn] in
      guard let names = wanted.names[extraction.name] else { return [] }
      let features = try UnitFeatures(extraction, of: wanted.level, in: database)
      return try features.columns(named: names, count: wanted.rowCount, in: database)
    }
  }

  static func table(_ path: String, _ level: UnitLevel) throws -> DataTable {
    let database = try CohortDatabase(path: path, mode: .readOnly)
    defer { try? database.close() }
    return try database.table(of: level)
  }

  private static func steps(_ database: CohortDatabase) throws -> [WorkflowStep: StepStatus] {
    let hasSplit = try FrozenSplit(in: database) != nil
    let hasResults = try database.runCount() > 0
    let hasFeatures = try database.extractions().contains { !(try database.finishedCases(of: $0.id)).isEmpty }
    return [
      .cohort: .done, .extract: hasFeatures ? .done : .toDo, .split: hasSplit ? .done : .toDo,
      .model: hasResults ? .done : .toDo, .results: hasResults ? .done : .toDo,
    ]
  }

  /// Sample cohorts say in their folder that nobody in them is real.
  private static func isSynthetic(_ path: String) -> Bool {
    let readme = URL(filePath: path).deletingLastPathComponent().appending(path: "README.md")
    guard let text = try? String(contentsOf: readme, encoding: .utf8) else { return false }
    return text.lowercased().contains("synthetic")
  }

  /// One entry per image with its regions; those without any, which can only be looked at, come last.
  static func images(_ database: CohortDatabase, cases: [Case]) throws -> CohortImages {
    var entries: [ImageEntry] = []
    var place: [ImageID: Int] = [:]
    for one in cases {
      let region = ImageEntry.RegionEntry(
        role: [one.lesion.role, one.lesion.name].filter { !$0.isEmpty }.joined(separator: " "),
        path: one.lesion.maskPath, label: one.lesion.label)
      if let index = place[one.image.id] {
        entries[index].regions.append(region)
      } else {
        place[one.image.id] = entries.count
        entries.append(ImageEntry(one.image, of: one.patient, in: one.exam, regions: [region]))
      }
    }
    let bare = try database.images().filter { place[$0.id] == nil }
    guard !bare.isEmpty else { return CohortImages(entries) }
    let exams = Dictionary(uniqueKeysWithValues: try database.exams().map { ($0.id, $0) })
    let patients = Dictionary(uniqueKeysWithValues: try database.patients().map { ($0.id, $0) })
    for image in bare {
      guard let exam = exams[image.exam], let patient = patients[exam.patient] else { continue }
      entries.append(ImageEntry(image, of: patient, in: exam, regions: []))
    }
    return CohortImages(entries)
  }
}

extension ImageEntry {
  fileprivate init(_ image: ImageSeries, of patient: Patient, in exam: Exam, regions: [RegionEntry]) {
    self.init(
      patient: patient.label, exam: exam.label, modality: image.modality, series: image.series, path: image.path,
      regions: regions)
  }
}

/// Makes a person's changes to a cohort file.
enum CohortEditor {
  /// Does the edit, each change as one transaction; returns the one that takes it back.
  static func apply(_ edit: CohortEdit, to path: String) throws -> CohortEdit {
    let database = try CohortDatabase(path: path)
    defer { try? database.close() }
    return try apply(edit, in: database)
  }

  private static func apply(_ edit: CohortEdit, in database: CohortDatabase) throws -> CohortEdit {
    switch edit {
    case .exclusions(let level, let reasons):
      return .exclusions(level, try database.setExclusions(level, reasons))
    case .outcome(let name, let outcome):
      let before = try database.outcomes()[name]
      if let outcome {
        try database.setOutcome(outcome, named: name)
      } else {
        try database.removeOutcome(named: name)
      }
      return .outcome(named: name, before)
    case .settings(let name, let settings):
      // What is taken back is what was seen before, wherever it came from: without a choice of its own an extraction
      // goes by the settings it was last made with, and those change when it runs.
      let before = try database.chosenSettings(of: name) ?? StudyBridge.settings(of: name, in: database)
      try database.choose(settings, for: name)
      return .settings(extraction: name, before)
    case .freeze(let plan):
      let before = try FrozenSplit(in: database)
      try StudyBridge.freeze(plan, in: database)
      // What was frozen already is no change.
      return try FrozenSplit(in: database) == before ? .freeze(plan) : .split(before)
    case .split(let split):
      let before = try FrozenSplit(in: database)
      if let split {
        try split.freeze(in: database)
      } else {
        try database.removeSplit(named: FrozenSplit.name)
      }
      return .split(before)
    case .cutoff(let choice):
      return .run(try StudyBridge.freezeCutoff(choice, in: database), nil)
    case .run(let id, let run):
      let before = try database.runs().first { $0.id == id }
      if let run {
        try database.restore(run)
      } else {
        try database.removeRun(id)
      }
      return .run(id, before)
    case .several(let edits, let command):
      return .several(try edits.reversed().map { try apply($0, in: database) }, by: command)
    }
  }
}

/// Files a person asked for: never over one that exists, and whole or not at all.
enum FreshFile {
  /// Writes the first name of `name.csv`, `name-2.csv` … that is free.
  ///
  /// What is written stands under another name until all of it is there: a full disk leaves nothing behind.
  ///
  /// - Parameter write: puts bytes into an open file.
  static func write(
    _ contents: String, named name: String,
    with write: (Data, FileHandle) throws -> Void = { try $1.write(contentsOf: $0) }
  ) throws -> String {
    let url = URL(filePath: name)
    let base = url.deletingPathExtension().path
    let suffix = url.pathExtension.isEmpty ? "" : "." + url.pathExtension
    let path = numbered(base, suffix) { !FileManager.default.fileExists(atPath: $0) } ?? url.path
    // Tables name patients: a file is its owner's from the moment that it is there.
    let taken = try? OutputFile.withFresh(beside: url, Data(contents.utf8), write: write) { fresh in
      numbered(base, suffix) { take(fresh, $0) }
    }
    guard let taken else { throw FreshFileError.notWritable(path) }
    return taken
  }

  private static func numbered(_ base: String, _ suffix: String, where isTaken: (String) -> Bool) -> String? {
    (1...999).lazy.map { $0 == 1 ? base + suffix : "\(base)-\($0)\(suffix)" }.first(where: isTaken)
  }

  /// Gives a finished file its name; false where something of that name is there.
  private static func take(_ fresh: String, _ path: String) -> Bool {
    if link(fresh, path) == 0 { return true }
    // A disk that knows no second names, such as a stick of FAT: nothing may be there.
    guard errno != EEXIST, !FileManager.default.fileExists(atPath: path) else { return false }
    return rename(fresh, path) == 0
  }

  /// The path itself where nothing is there or an empty folder, else the first free one of `name-2`, `name-3` …
  static func folder(_ name: String) -> String {
    func isFree(_ path: String) -> Bool {
      guard FileManager.default.fileExists(atPath: path) else { return true }
      return (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty ?? false
    }
    return (1...999).lazy.map { $0 == 1 ? name : "\(name)-\($0)" }.first(where: isFree) ?? name
  }
}

enum FreshFileError: Error, Equatable, CustomStringConvertible {
  case notWritable(String)
  var description: String {
    switch self {
    case .notWritable(let path): "\(path) cannot be written. Is there room, and is the folder yours?"
    }
  }
}

/// The sample cohorts as lines of the start screen.
enum SampleEntries {
  static func all(variables: [String: String]) -> [StartEntry] {
    let folder = SampleCohort.dataFolder(environment: variables)
    return SampleCohort.all.map { sample in
      StartEntry(
        .sample(name: sample.name, isGenerated: sample.isGenerated(in: folder)), title: sample.title,
        summary: sample.summary)
    }
  }
}

/// The cohorts opened before: a list of paths in the person's state folder.
struct RecentCohorts: Sendable {
  let path: String
  /// The person's own folder.
  let home: String

  private var lines: [(path: String, summary: String)] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").map { line in
      let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
      return (parts[0], parts.count > 1 ? parts[1] : "")
    }
  }

  func entries() -> [StartEntry] {
    let known = lines
    let isThere = known.map { FileManager.default.fileExists(atPath: $0.path) }
    // A cohort that was moved, or lies on a disk that is away, is not forgotten in silence.
    let there = zip(known, isThere).filter(\.1).prefix(8)
    let gone = zip(known, isThere).filter { !$0.1 }.prefix(2)
    return (there + gone).map { line, isThere in
      StartEntry(
        .recent(path: line.path), title: CohortDatabase.name(ofFile: line.path),
        // Lists of older versions name the path here too.
        summary: isThere
          ? line.summary.replacing(" · \(line.path)", with: "") : "△ not there: moved, deleted or not mounted",
        place: place(line.path))
    }
  }

  private func place(_ path: String) -> String {
    let root = home.hasSuffix("/") ? String(home.dropLast()) : home
    return !root.isEmpty && path.hasPrefix(root + "/") ? "~" + path.dropFirst(root.count) : path
  }

  /// Puts a cohort first. The list names cohorts and where they lie: it is its owner's alone from its first byte on. One that
  /// cannot be written is no reason to fail.
  func remember(_ cohort: OpenCohort) {
    guard !cohort.path.contains("\n"), !cohort.path.contains("\t") else { return }
    var known = lines.filter { $0.path != cohort.path }
    known.insert(
      (cohort.path, "\(cohort.table.rowCount) \(cohort.table.rowCount == 1 ? "patient" : "patients")"), at: 0)
    let text = known.prefix(20).map { "\($0.path)\t\($0.summary)\n" }.joined()
    let folder = URL(filePath: path).deletingLastPathComponent()
    try? FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    _ = try? OutputFile.withFresh(beside: URL(filePath: path), Data(text.utf8)) { rename($0, path) }
  }
}
