import ArgumentParser
import Cohort

/// `radish samples`: synthetic cohorts to try things on.
struct SamplesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "samples", abstract: "Lists the synthetic sample cohorts, or generates one.",
    subcommands: [ListCommand.self, GenerateCommand.self], defaultSubcommand: ListCommand.self)

  struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The sample cohorts there are.")

    @OptionGroup var output: OutputOptions

    func run() throws {
      let folder = SampleCohort.dataFolder()
      var answer = Answer("samples")
      answer.lines = ["Synthetic cohorts; no patient is real. Open one with: radish demo NAME"]
      answer.add(
        Table(
          "samples",
          columns: [
            .init("name"), .init("patients"), .init("generated"), .init("title"), .init("summary", printed: false),
          ],
          rows: SampleCohort.all.map {
            [
              .text($0.name), .integer($0.patients), .bool($0.isGenerated(in: folder)), .text($0.title),
              .text($0.summary),
            ]
          }))
      try output.write(answer)
    }
  }

  struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "generate", abstract: "Writes a sample cohort: images, masks, tables, study file, cohort file.")

    @Argument(help: "Which sample; radish samples names them.") var study: String
    @Option(help: ArgumentHelp("The folder to put its folder into.", valueName: "dir")) var into: String?
    @Option(help: ArgumentHelp("How many patients.", valueName: "n")) var patients: Int?
    @Option(help: ArgumentHelp("Another draw of the same truth.", valueName: "n")) var seed: UInt64?

    func run() async throws {
      let sample = try SampleCohort.named(study)
      let folder = into ?? SampleCohort.dataFolder()
      if sample.isGenerated(in: folder) {
        Messages.say(
          "\(study) is there already and stays as it is"
            + (patients == nil && seed == nil ? "." : "; for other patients remove it, or give another --into."))
      }
      let path = try await SampleGeneration(sample: sample, folder: folder)
        .path(patients: patients, seed: seed)
      Terminal.write(path + "\n")
    }
  }
}

/// Generates a sample unless it is there already, with progress on standard error.
struct SampleGeneration {
  let sample: SampleCohort
  let folder: String

  func path(patients: Int? = nil, seed: UInt64? = nil) async throws -> String {
    let progress = ProgressLine(
      total: patients ?? sample.patients, noun: "patients", look: DisplayOptions.standard.look)
    defer { progress.clear() }
    return try await Interrupt.cancelling { [self] in
      try await sample.generate(into: folder, patients: patients, seed: seed) { done, _ in progress.show(done) }
    }
  }
}
