import ArgumentParser
import Cohort
import Features

/// `radish filter`: writes the response map of a filter.
struct FilterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "filter", abstract: "Filters an image and writes the response map.",
    discussion: """
      Presets are the tests of IBSI 2, such as ibsi2-phase1-3_a_1. A settings file gives its filter, or the image types of \
      a PyRadiomics parameter file, after the interpolation that the file asks for.
      """)

  @Option(help: ArgumentHelp("A NIfTI image.", valueName: "file")) var image: String
  @Option(help: ArgumentHelp("A filter preset or a settings file.", valueName: "name|yaml")) var settings: String
  @Option(help: ArgumentHelp("Where to write the map, .nii or .nii.gz.", valueName: "file")) var out: String
  @Option(help: ArgumentHelp("Which map, such as wavelet-LLH, where there are several.", valueName: "name"))
  var map: String?
  @Option(help: ArgumentHelp("Which volume of a 4D image, from 0.", valueName: "k")) var volume: Int?

  func validate() throws { try VolumeNumber.check(volume) }

  func run() throws {
    // Before the work is done for nothing.
    _ = try OutputFile(out, keeping: [image, settings])
    guard out.hasSuffix(".nii") || out.hasSuffix(".nii.gz") else {
      throw ValidationError("--out needs a name that ends in .nii or .nii.gz: a response map is a NIfTI image.")
    }
    let settings = try extractionSettings()
    let maps = try Extractor(settings).responseMaps(image: image, frame: volume)
    let names = maps.map(\.name)
    guard let chosen = map.map({ name in maps.first { $0.name == name } }) ?? (maps.count == 1 ? maps[0] : nil) else {
      throw FilterChoiceError.map(map, among: names)
    }
    let voxels = chosen.image.voxels.map { Float($0) }
    try NIfTI.write(Volume(geometry: chosen.image.geometry, voxels: voxels), to: out)
    Messages.say("response map written to \(out)")
    if let caution = settings.filter?.caution(spacing: chosen.image.geometry.spacing) { Messages.say(caution) }
  }

  /// A test of phase 1 filters the image as it is; presets and files may interpolate first.
  private func extractionSettings() throws -> ExtractionSettings {
    if let test = FilterPresets.phaseOne.first(where: { $0.name == settings }) {
      return ExtractionSettings(filter: test.filter)
    }
    let presets = FilterPresets.phaseOne.map(\.name) + FilterPresets.phaseTwo.map(\.name)
    let chosen: ExtractionSettings
    do {
      chosen = try SettingsFile.read(settings).settings
    } catch {
      guard settings.hasPrefix("ibsi2-") else { throw error }
      throw FilterChoiceError.preset(settings, suggestion: Suggestion.nearest(to: settings, among: presets))
    }
    guard chosen.filter != nil || chosen.naming == .pyradiomics else { throw FilterChoiceError.noFilter(settings) }
    return chosen
  }
}

enum FilterChoiceError: Error, CustomStringConvertible {
  case preset(String, suggestion: String?)
  case noFilter(String)
  case map(String?, among: [String])

  var description: String {
    switch self {
    case .preset(let name, let suggestion):
      "There is no filter preset \"\(name)\"." + (suggestion.map { " Did you mean \"\($0)\"?" } ?? "")
        + " The presets are ibsi2-phase1-1_a_1 … and ibsi2-phase2-1.A … ibsi2-phase2-9.B."
    case .noFilter(let name): "The settings \"\(name)\" have no filter; add the key filter."
    case .map(let name, let names):
      (name.map { "There is no map \"\($0)\"." } ?? "The settings give \(names.count) maps; choose one with --map.")
        + " The maps are: \(names.joined(separator: ", "))."
    }
  }
}
