import ArgumentParser
import Cohort
import Foundation
import Stats

/// `radish run`: a study from its file.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs a study file: extraction, split, models, evaluation, comparisons.")

  @Argument(help: "A study file.", completion: .file(extensions: ["yaml", "yml"])) var study: String
  @Argument(
    help: ArgumentHelp("A cohort file, instead of the one the study names.", valueName: "cohort.sqlite"),
    completion: .file(extensions: ["sqlite"]))
  var cohort: String?
  @Option(help: ArgumentHelp("How many cases at a time.", valueName: "n")) var jobs: Int?
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let line = StepLine()
    let result = try await Interrupt.cancelling { [study, cohort, jobs] in
      try await StudyRunner.run(file: study, cohort: cohort, jobs: jobs) { line.show($0.step, $0.fraction) }
    }
    line.clear()
    let answer = try RunAnswer(result: result).answer()
    try plot.save(answer, keeping: [study] + (cohort.map { [$0] } ?? []))
    try output.write(answer)
    if result.cautions.contains(where: { $0.code == "failed_cases" }) { throw ExitStatus.someFailed }
  }
}
