import ArgumentParser
import Cohort
import Features

/// `radish filter`: writes the response map of a filter.
struct FilterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "filter", abstract: "Filters an image and writes the response map.",
    discussion: "Presets are the tests of IBSI 2, such as ibsi2-phase1-3_a_1.")

  @Option(help: ArgumentHelp("A NIfTI image.", valueName: "file")) var image: String
  @Option(help: ArgumentHelp("A filter preset.", valueName: "name")) var settings: String
  @Option(help: ArgumentHelp("Where to write the map, .nii or .nii.gz.", valueName: "file")) var out: String
  @Option(help: ArgumentHelp("Which volume of a 4D image, from 0.", valueName: "k")) var volume: Int?

  func run() throws {
    guard let filter = FilterPresets.filter(named: settings) else {
      let names = FilterPresets.phaseOne.map(\.name) + FilterPresets.phaseTwo.map(\.name)
      throw UnknownFilter(name: settings, suggestion: Suggestion.nearest(to: settings, among: names))
    }
    let map = try filter.response(to: NIfTI.volume(at: image, frame: volume, as: Float.self))
    try NIfTI.write(map, to: out)
    Messages.say("response map written to \(out)")
  }
}

struct UnknownFilter: Error, CustomStringConvertible {
  let name: String
  let suggestion: String?

  var description: String {
    "There is no filter preset \"\(name)\"." + (suggestion.map { " Did you mean \"\($0)\"?" } ?? "")
      + " The presets are ibsi2-phase1-1_a_1 … and ibsi2-phase2-1.A … ibsi2-phase2-9.B."
  }
}
