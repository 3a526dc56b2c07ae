import ArgumentParser
import Cohort
import Foundation
import Stats
import TUI

/// `radish report`: a finished run as text, pages and tables that can be handed on.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Writes a finished run as Markdown and HTML, with its tables as CSV and its plot as SVG.",
    discussion: "Names of patients are left out unless --identifiers is given.")

  @OptionGroup var cohort: CohortFile
  @Argument(help: "The study; without it that of the last run.") var study: String?
  @Option(help: ArgumentHelp("The folder to write into; made if it does not exist.", valueName: "folder")) var out:
    String
  @Flag(help: "Also write the scores of every patient, by name.") var identifiers = false

  func run() throws {
    let runs = try cohort.openReadOnly().runs(of: study)
    guard let stored = runs.last else {
      throw ValidationError(
        study.map { "This cohort has no run of a study \"\($0)\"." }
          ?? "This cohort has no finished run. Run a study first: radish run STUDY.yaml \(cohort.path)")
    }
    guard let result = stored.decoded else {
      throw ValidationError("The last run was written by another version of Radish. Run the study again.")
    }
    let report = try StudyReport(result: result, answer: RunAnswer(result: result).answer())
    let folder = URL(filePath: out, directoryHint: .isDirectory)
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      for (name, contents) in report.files(identifiers: identifiers) {
        let file = folder.appending(path: name)
        try Data(contents.utf8).write(to: file, options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        Messages.say("written \(file.path)")
      }
    } catch {
      throw OutputError.unwritable(path: out)
    }
  }
}
