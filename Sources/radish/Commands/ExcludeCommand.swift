import ArgumentParser
import Cohort

/// `radish exclude`: leaves a patient out of every analysis, with a reason.
struct ExcludeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exclude", abstract: "Leaves a patient out of every analysis, with the reason, or takes it back.")

  @OptionGroup var cohort: CohortFile
  @Option(help: ArgumentHelp("The patient's name in the cohort.", valueName: "patient")) var patient: String
  @Option(help: ArgumentHelp("Why; it is kept and reported.", valueName: "text")) var reason: String?
  @Flag(help: "Take the patient back in.") var undo = false

  func validate() throws {
    if undo == (reason != nil) { throw ValidationError("Give --reason TEXT to exclude, or --undo to take back.") }
  }

  func run() throws {
    let database = try cohort.open()
    let found = try database.patient(labelled: patient)
    if let reason {
      try database.exclude(.patient, unit: found.id.rawValue, reason: reason)
      Messages.say("\(found.label) is left out of every analysis: \(reason)")
    } else {
      try database.include(.patient, unit: found.id.rawValue)
      Messages.say("\(found.label) takes part again")
    }
    try database.close()
  }
}
