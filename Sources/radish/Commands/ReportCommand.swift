import ArgumentParser
import Cohort
import Features
import Foundation
import Stats
import TUI

/// `radish report`: a finished run as text, pages and tables that can be handed on.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Writes a finished run as Markdown and HTML, with its tables as CSV and its plots as SVG.",
    discussion: "Names of patients are left out unless --identifiers is given.")

  @OptionGroup var cohort: CohortFile
  @Argument(help: "The study; without it that of the last run.") var study: String?
  @Option(help: ArgumentHelp("The folder to write into; made if it does not exist.", valueName: "folder")) var out:
    String
  @Flag(help: "Also write the scores of every patient, by name.") var identifiers = false

  func run() throws {
    let database = try cohort.openReadOnly()
    guard let report = try StudyReport(of: database, study: study) else {
      guard try database.runs(of: study).isEmpty else {
        throw ValidationError("The last run was written by another version of Radish. Run the study again.")
      }
      throw ValidationError(
        study.map { "This cohort has no run of a study \"\($0)\"." }
          ?? "This cohort has no finished run. Run a study first: radish run STUDY.yaml \(cohort.path)")
    }
    do {
      for path in try report.write(into: out, identifiers: identifiers) { Messages.say("written \(path)") }
    } catch {
      throw OutputFileError.unwritable(out)
    }
  }
}
