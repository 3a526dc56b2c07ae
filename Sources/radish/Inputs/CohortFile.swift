import ArgumentParser
import Cohort

/// The cohort file a command works on.
struct CohortFile: ParsableArguments {
  @Argument(
    help: ArgumentHelp("A cohort file.", valueName: "cohort.sqlite"), completion: .file(extensions: ["sqlite"]))
  var path: String

  /// Opens it so that not a byte of it changes.
  func openReadOnly() throws -> CohortDatabase { try CohortDatabase(path: path, mode: .readOnly) }

  /// Opens an existing one for writing.
  func open() throws -> CohortDatabase { try CohortDatabase(path: path, mode: .readWrite) }
}
