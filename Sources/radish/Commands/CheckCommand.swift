import ArgumentParser
import Cohort
import Features

/// `radish check`: looks at every case before anything is extracted.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Looks at the files of every case: geometry, mask, region; says what to do about each.")

  @OptionGroup var cohort: CohortFile
  @Option(help: ArgumentHelp("How many cases at a time.", valueName: "n")) var jobs: Int?
  @Option(
    help: ArgumentHelp(
      "The settings of the extraction: finds small regions of which they leave nothing.", valueName: "name|yaml"))
  var settings: String?
  @Option(help: ArgumentHelp("Which volume of 4D images, from 0.", valueName: "k")) var volume: Int?
  @OptionGroup var output: OutputOptions

  func validate() throws { try VolumeNumber.check(volume) }

  func run() async throws {
    let database = try cohort.openReadOnly()
    var chosen = try SettingsFile.read(settings ?? "ct")
    if let volume { chosen.settings.volume = volume }
    let request = CohortExtraction(settings: chosen, jobs: jobs)
    let foresees = settings != nil
    let checks = try await Interrupt.cancelling { try await request.check(database, foresees: foresees) }
    let failed = checks.filter { $0.status == .error }
    var answer = Answer("check")
    answer.lines = [
      "\(checks.count) \(checks.count == 1 ? "case" : "cases"): \(checks.count { $0.status == .ok }) ok, "
        + "\(checks.count { $0.status == .warning }) to look at, \(failed.count) cannot be used."
    ]
    answer.add("n", .integer(checks.count))
    answer.add("n_failed", .integer(failed.count))
    answer.add(
      Table(
        "cases",
        columns: [
          .init("patient"), .init("exam"), .init("modality"), .init("series"), .init("role"),
          .init("status", nil, .sign),
          .init("voxels"), .init("volume_ml", "ml", .decimals(1)), .init("size"), .init("spacing"),
          .init("message", printed: false),
        ],
        rows: checks.map(CheckCommand.row)))
    answer.notes = checks.filter { $0.status != .ok }.map(\.line)
    try output.write(answer)
    if !failed.isEmpty { throw ExitStatus.someFailed }
  }

  private static func row(_ check: CaseCheck) -> [Table.Value] {
    let size = check.geometry.map { "\($0.size.x)×\($0.size.y)×\($0.size.z)" }
    let spacing = check.geometry.map { geometry in
      (0..<3).map { Figures.significant(geometry.spacing[$0], 3) }.joined(separator: "×")
    }
    return [
      .text(check.region.patient.label), .text(check.region.exam.label), .text(check.region.image.modality),
      .text(check.region.image.series), .text(check.region.lesion.role), .text(check.status.rawValue),
      .init(check.voxelCount), .init(check.volume), .init(size), .init(spacing), .text(check.message),
    ]
  }
}
