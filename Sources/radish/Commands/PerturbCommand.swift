import ArgumentParser
import Cohort
import Features
import Foundation

/// `radish perturb`: which features withstand small changes of image and mask.
struct PerturbCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "perturb",
    abstract: "Perturbs images and masks and gives the ICC of every feature over the perturbations.",
    usage: """
      radish perturb COHORT.sqlite [--settings NAME|YAML] [--where EXPR] [--name NAME] [--rotation LIST] …
      radish perturb --batch CSV [--settings NAME|YAML] [--rotation LIST] …
      """,
    discussion: """
      All combinations of the values given are made of every case (Zwanenburg et al., Sci Rep 2019;9:614). Without any, \
      rotations by -6, 0 and 6 degrees, volume changes by -10, 0 and 10 % and one random contour each. An image of one \
      slice is turned about its normal, moved and grown within its plane. A study keeps what \
      withstands with the pipeline step {robust: {icc: 0.75, from: NAME}}.
      """)

  @Argument(
    help: ArgumentHelp("A cohort file.", valueName: "cohort.sqlite"), completion: .file(extensions: ["sqlite"]))
  var cohort: String?
  @Option(help: ArgumentHelp("A PyRadiomics batch file: Image, Mask[, Label].", valueName: "csv")) var batch: String?
  @OptionGroup var choice: SettingsChoice
  @Option(name: .customLong("where"), help: ArgumentHelp("Only these cases of the cohort.", valueName: "expr"))
  var filter: String?
  @Option(help: ArgumentHelp("The name the cohort keeps the result under.", valueName: "name")) var name: String?
  @Option(help: ArgumentHelp("Draws with Gaussian noise as strong as the image's own.", valueName: "n")) var noise = 0
  @Option(parsing: .unconditional, help: ArgumentHelp("Degrees about z, such as -6,0,6.", valueName: "list"))
  var rotation: NumberList?
  @Option(parsing: .unconditional, help: ArgumentHelp("Fractions of a voxel, such as 0.25,0.75.", valueName: "list"))
  var translation: NumberList?
  @Option(
    name: .customLong("volume-change"), parsing: .unconditional,
    help: ArgumentHelp("Fractions of the volume, such as -0.1,0,0.1.", valueName: "list"))
  var volumeChange: NumberList?
  @Option(help: ArgumentHelp("Draws of the contour by supervoxels.", valueName: "n")) var contour = 0
  @Option(help: "Where all randomness comes from.") var seed: UInt64 = 1
  @Option(help: ArgumentHelp("The ICC from which a feature counts as robust.", valueName: "icc")) var icc = 0.75
  @Option(help: ArgumentHelp("How many cases at a time.", valueName: "n")) var jobs: Int?
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (cohort == nil) != (batch == nil) else { throw ValidationError("Give a COHORT.sqlite or --batch CSV.") }
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1.") }
    if !(icc > 0 && icc <= 1) { throw ValidationError("--icc needs a share above 0 and up to 1, for example 0.75.") }
    for (option, list) in [("--rotation", rotation), ("--translation", translation), ("--volume-change", volumeChange)]
    {
      if list?.numbers.allSatisfy(\.isFinite) == false { throw ValidationError("\(option) needs finite numbers.") }
      var seen: Set<Double> = []
      if let twice = list?.numbers.first(where: { !seen.insert($0).inserted }) {
        throw ValidationError("\(option) names \(twice) twice; each value makes a perturbation of its own.")
      }
    }
    guard (0...100).contains(noise), (0...100).contains(contour) else {
      throw ValidationError("--noise and --contour are numbers of draws from 0 to 100.")
    }
    if let worst = volumeChange?.numbers.first(where: { $0 <= -1 || $0 > 2 }) {
      throw ValidationError("--volume-change \(worst) is no fraction above -1 and up to 2.")
    }
    if let worst = translation?.numbers.first(where: { $0.magnitude > 10 }) {
      throw ValidationError("--translation \(worst) is no fraction of a voxel; at most 10 voxels are moved.")
    }
    if let worst = rotation?.numbers.first(where: { $0.magnitude > 360 }) {
      throw ValidationError("--rotation \(worst) is no angle from -360 to 360 degrees.")
    }
    let count = plan.perturbations.count
    guard count <= 1000 else { throw ValidationError("\(count) perturbations are too many; give fewer values.") }
    guard count > 1 else { throw ValidationError("One perturbation cannot be compared; give more values or draws.") }
  }

  private var plan: PerturbationPlan {
    var plan = PerturbationPlan(
      noise: noise, rotations: rotation?.numbers ?? [], translations: translation?.numbers ?? [],
      volumeChanges: volumeChange?.numbers ?? [], contours: contour)
    if plan == PerturbationPlan() { plan = .standard }
    plan.seed = seed
    return plan
  }

  func run() async throws {
    let settings: SettingsFile
    let database = try cohort.map { try CohortDatabase(path: $0, mode: .readWrite) }
    if let chosen = try choice.named() {
      settings = chosen.file
    } else if let database, let first = try CohortExtraction.suggested(for: database).first {
      settings = first.settings
    } else {
      settings = try SettingsFile.read("ct")
    }
    let perturbation = CohortPerturbation(name: name, plan: plan, settings: settings, jobs: jobs)
    let cases =
      if let database {
        try perturbation.cases(of: database, filter: filter)
      } else {
        try BatchExtraction(file: batch ?? "", settings: settings, wanted: nil, jobs: jobs).files(with: settings)
      }
    guard !cases.isEmpty else { throw InputError.noCases(filter: filter) }
    let line = ProgressLine(total: cases.count, noun: "cases", look: DisplayOptions.standard.look)
    let start = ContinuousClock.now
    let report = try await Interrupt.cancelling { await perturbation.run(cases) { line.show($0) } }
    line.clear()
    if report.isCancelled { throw ExitStatus.interrupted }
    // What could be judged of no case is no result, and takes the place of none.
    if let database, report.robustness.caseCount > 0 {
      try perturbation.keep(
        report.robustness, in: database, seconds: (ContinuousClock.now - start) / .seconds(1))
    }
    try output.write(
      PerturbationAnswer(
        report: report, limit: icc, settingsName: settings.name, cohort: database.map { _ in perturbation.name }
      ).answer(), offTerminal: .csv)
    if !report.failures.isEmpty { throw ExitStatus.someFailed }
  }
}
