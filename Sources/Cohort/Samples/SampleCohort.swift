public import Foundation

/// A synthetic cohort whose truth is known: for trying Radish out, for learning, and for tests that a study finds what is
/// there and nothing else.
///
/// Images, masks and tables are made from a seed: the same seed and number of patients give the same bytes. No patient is
/// real, and every file says so.
public struct SampleCohort: Sendable, Identifiable {
  /// The study's name, which is also the name of its folder: `crc-lymph-node`.
  public let name: String
  public let title: String
  /// One line for a start screen.
  public let summary: String
  public let patients: Int
  public let seed: UInt64
  /// The study file that runs on it, for the command and for the model screen.
  public let studyFile: String
  /// What is true in it, as Markdown.
  public let readme: String
  let makePatient: @Sendable (_ index: Int, _ count: Int, _ seed: UInt64) -> SyntheticPatient

  public var id: String { name }

  /// The sample cohorts that there are.
  public static let all: [SampleCohort] = [.colorectalLymphNode, .lungProgression]

  /// The sample of that name.
  public static func named(_ name: String) throws(SampleError) -> SampleCohort {
    if let sample = all.first(where: { $0.name == name }) { return sample }
    throw .unknown(name, suggestion: Suggestion.nearest(to: name, among: all.map(\.name)), known: all.map(\.name))
  }

  /// Where samples are kept unless told otherwise: `$XDG_DATA_HOME/radish/samples`, or `~/.local/share/radish/samples`.
  public static func dataFolder(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String {
    // A relative XDG path is to be ignored, says the specification.
    let base =
      environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? (environment["HOME"] ?? NSHomeDirectory()) + "/.local/share"
    return base + "/radish/samples"
  }

  /// The cohort file of this sample below a folder of samples.
  public func cohortPath(in folder: String) -> String { folder + "/" + name + "/cohort.sqlite" }

  public func isGenerated(in folder: String) -> Bool {
    FileManager.default.fileExists(atPath: cohortPath(in: folder))
  }

  /// Writes images, masks, tables, study file and README into `folder/name` and imports them; returns the path of the cohort.
  /// What is there already is left as it is. A generation that is interrupted leaves nothing that looks finished.
  @concurrent
  public func generate(
    into folder: String, patients count: Int? = nil, seed: UInt64? = nil,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) async throws -> String {
    let target = folder + "/" + name
    let path = cohortPath(in: folder)
    if FileManager.default.fileExists(atPath: path) { return path }
    let count = count ?? patients
    guard (1...9999).contains(count) else { throw SampleError.badCount(count) }
    let seed = seed ?? self.seed
    if FileManager.default.fileExists(atPath: target) { throw SampleError.occupied(target) }
    let partial = target + ".partial-\(ProcessInfo.processInfo.processIdentifier)"
    do {
      try FileManager.default.createDirectory(
        atPath: partial, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw SampleError.cannotWrite(partial)
    }
    do {
      try await writeFiles(in: partial, count: count, seed: seed, progress: progress)
      let summary = try CohortImport.run(
        source: partial + "/manifest.csv", into: partial + "/cohort.sqlite",
        options: ImportOptions(clinical: [partial + "/clinical.csv"]))
      if let issue = summary.issues.first(where: { $0.severity == .error }) {
        throw SampleError.inconsistent(issue.line)
      }
      try FileManager.default.moveItem(atPath: partial, toPath: target)
    } catch {
      try? FileManager.default.removeItem(atPath: partial)
      throw error
    }
    return path
  }

  private func writeFiles(
    in folder: String, count: Int, seed: UInt64, progress: @escaping @Sendable (Int, Int) -> Void
  ) async throws {
    let makePatient = makePatient
    var rows = [(manifest: String, clinical: [(String, String)])?](repeating: nil, count: count)
    try await withThrowingTaskGroup(of: (Int, String, [(String, String)]).self) { group in
      var next = 0
      var done = 0
      func add() {
        let index = next
        next += 1
        group.addTask {
          try Task.checkCancellation()
          let patient = makePatient(index, count, seed)
          try patient.write(in: folder)
          return (index, patient.manifestRow, patient.clinical)
        }
      }
      for _ in 0..<min(count, ProcessInfo.processInfo.activeProcessorCount + 1) { add() }
      while let (index, manifest, clinical) = try await group.next() {
        rows[index] = (manifest, clinical)
        done += 1
        progress(done, count)
        if next < count { add() }
      }
    }
    let finished = rows.compactMap { $0 }
    let manifest =
      "patient,exam,modality,series,image,mask,label,role\n" + finished.map { $0.manifest + "\n" }.joined()
    let header = finished.first?.clinical.map(\.0).joined(separator: ",") ?? ""
    let clinical =
      header + "\n"
      + finished.map { row in CSV.line(row.clinical.map(\.1)) }.joined()
    for (name, text) in [
      ("manifest.csv", manifest), ("clinical.csv", clinical), ("study.yaml", studyFile), ("README.md", readme),
    ] {
      do {
        try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
      } catch {
        throw SampleError.cannotWrite(folder + "/" + name)
      }
    }
  }
}

/// Why a sample cohort cannot be made.
public enum SampleError: Error, Equatable, Sendable, LocalizedError, CustomStringConvertible {
  case unknown(String, suggestion: String?, known: [String])
  case badCount(Int)
  case occupied(String)
  case cannotWrite(String)
  case inconsistent(String)

  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .unknown(let name, let suggestion, let known):
      "There is no sample cohort \"\(name)\"."
        + (suggestion.map { " Did you mean \"\($0)\"?" } ?? " There are: \(known.joined(separator: ", ")).")
    case .badCount(let count): "A sample cohort has 1 to 9999 patients, not \(count)."
    case .occupied(let path): "\(path): is there already but holds no cohort. Remove it, or choose another folder."
    case .cannotWrite(let path): "\(path): cannot be written. Choose a folder that you may write to with --into."
    case .inconsistent(let line): "The sample cohort that was written cannot be read back: \(line)"
    }
  }
}
