import ArgumentParser
import Cohort
import Features
import Foundation

/// `radish extract`: features of one case, of a cohort, or of a batch.
struct ExtractCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract",
    // Read by itself the command would first look for a request of completion scripts, which is the root's to answer.
    _superCommandName: "radish",
    abstract: "Computes the features of one case, of every case of a cohort, or of a batch CSV.",
    usage: """
      radish extract --image FILE --mask FILE [--label N] [--settings NAME|YAML] [--features LIST]
      radish extract COHORT.sqlite [--settings NAME|YAML] [--where EXPR] [--jobs N] [--resume]
      radish extract --batch CSV [--settings NAME|YAML] [--jobs N] [--out FILE] [--json]
      """,
    discussion: """
      A batch is answered as CSV, its own columns and one per feature, and behind them a column missing_because where \
      values are missing; with --json as one object per row, each what one case is answered with.
      """)

  @Argument(
    help: ArgumentHelp("A cohort file.", valueName: "cohort.sqlite"), completion: .file(extensions: ["sqlite"]))
  var cohort: String?
  @Option(help: ArgumentHelp("A NIfTI image.", valueName: "file")) var image: String?
  @Option(help: ArgumentHelp("A NIfTI mask.", valueName: "file")) var mask: String?
  @Option(
    help: ArgumentHelp("A PyRadiomics batch file: Image, Mask[, Label]; - reads standard input.", valueName: "csv"))
  var batch: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The mask's value that is the region; beats the settings.", valueName: "n"),
    transform: MaskValue.read)
  var label: Double?
  @Option(help: ArgumentHelp("Which volume of a 4D image, from 0.", valueName: "k")) var volume: Int?
  @Option(
    help: ArgumentHelp(
      "Another region of the image that the settings' roi names, such as liver=liver.nii.gz or liver=organs.nii.gz#6.",
      valueName: "name=file[#label]"))
  var role: [RoleMask] = []
  @OptionGroup var choice: SettingsChoice
  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("Only these families, tags or codes.", valueName: "list"))
  var features: [String] = []
  @Option(name: .customLong("where"), help: ArgumentHelp("Only these cases of the cohort.", valueName: "expr"))
  var filter: String?
  @Option(help: ArgumentHelp("The extraction's name in the cohort.", valueName: "name")) var name: String?
  @Option(help: ArgumentHelp("How many cases at a time.", valueName: "n")) var jobs: Int?
  @Flag(help: "Go on where an earlier run ended; this is what happens anyway.") var resume = false
  @Flag(help: "Begin again; what an extraction of this name holds is replaced when the new values are all there.")
  var restart = false
  @Option(help: ArgumentHelp("With --batch: where to write; - is standard output.", valueName: "file")) var out: String?
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard [cohort != nil, image != nil || mask != nil, batch != nil].count(where: { $0 }) == 1 else {
      throw ValidationError("Give a COHORT.sqlite, or --image and --mask, or --batch CSV.")
    }
    if (image == nil) != (mask == nil) { throw ValidationError("One case needs both --image and --mask.") }
    if !role.isEmpty, image == nil { throw ValidationError("--role belongs to one case, with --image and --mask.") }
    if resume, restart { throw ValidationError("--resume and --restart contradict each other; give one.") }
    if label != nil, image == nil { throw ValidationError("--label belongs to one case, with --image and --mask.") }
    if volume != nil, batch != nil {
      throw ValidationError("--volume belongs to one case or to a cohort; for a batch the settings say it (volume: 1).")
    }
    try VolumeNumber.check(volume)
    if out != nil, batch == nil { throw ValidationError("--out belongs to --batch.") }
    if batch != nil, output.asked == .table {
      throw ValidationError("--batch answers as csv or json; give one of them.")
    }
    if batch != nil, output.tableName != nil { throw ValidationError("--batch has one table; leave --table out.") }
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1.") }
  }

  func run() async throws {
    if let image, let mask {
      let answer = try CaseExtraction(
        image: image, mask: mask, label: label, volume: volume, roles: role, settings: choice.settings,
        features: features
      ).answer()
      return try output.write(answer, offTerminal: .csv)
    }
    if let batch {
      let settings = try choice.named()?.file
      let wanted = try FeatureChoice(features)
      let extraction = try BatchExtraction(file: batch, settings: settings, wanted: wanted, jobs: jobs)
      return try await extraction.run(into: out ?? "-", as: output.asked == .json ? .json : .csv)
    }
    if let cohort { try await extract(cohort: cohort) }
  }

  /// With settings, one extraction; without, the preset of every modality.
  private func extract(cohort: String) async throws {
    let database = try CohortDatabase(path: cohort, mode: .readWrite)
    var requests: [CohortExtraction]
    if let chosen = try choice.named() {
      requests = [
        CohortExtraction(name: name, settings: chosen.file, filter: filter, jobs: jobs, isRestart: restart)
      ]
    } else {
      requests = try CohortExtraction.suggested(for: database)
      for index in requests.indices {
        if let jobs { requests[index].jobs = jobs }
        requests[index].isRestart = restart
        if let filter { requests[index].filter = (requests[index].filter.map { "(\($0)) & " } ?? "") + "(\(filter))" }
      }
    }
    guard !requests.isEmpty else { throw CohortExtractionError.nothingSuggested }
    guard try requests.contains(where: { try !$0.cases(in: database).isEmpty }) else {
      throw InputError.noCases(filter: filter)
    }
    if let volume { for index in requests.indices { requests[index].settings.settings.volume = volume } }
    try await CohortExtractionReport(database: database, requests: requests, output: output).run()
  }
}

enum CohortExtractionError: Error, CustomStringConvertible {
  case nothingSuggested

  var description: String {
    switch self {
    case .nothingSuggested:
      "No preset fits the modalities of this cohort, or it has no regions. Say which settings to use with --settings."
    }
  }
}
