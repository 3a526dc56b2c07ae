import ArgumentParser
import Cohort
import Features
import Foundation

/// The extraction settings asked for.
struct SettingsChoice: ParsableArguments {
  @Option(help: ArgumentHelp("A preset such as ct, mr, pet, ibsi1-C, or a YAML file.", valueName: "name|yaml"))
  var settings: String?

  /// Settings with the name by which they are reported, and what to say about the choice.
  struct Chosen {
    let name: String
    let settings: ExtractionSettings
    let note: String?
  }

  /// The settings asked for; without any, the preset that fits the image's intensities, with a note that says so.
  func settings(forImage path: String, volume: Int?) throws -> Chosen {
    if let chosen = try named() { return chosen }
    let looksLikeHU = try SettingsChoice.looksLikeHounsfieldUnits(path, volume: volume)
    let name = looksLikeHU ? "ct" : "mr"
    guard let preset = ExtractionSettings.preset(name) else { throw SettingsError.unknown(name, suggestion: nil) }
    let why = looksLikeHU ? "look like Hounsfield units" : "do not look like Hounsfield units"
    return Chosen(
      name: name, settings: preset,
      note: "No --settings were given; the intensities \(why), so the preset \"\(name)\" was used.")
  }

  /// The settings asked for by name or file; nil without any.
  func named() throws -> Chosen? {
    guard let settings else { return nil }
    if let preset = ExtractionSettings.preset(settings) { return Chosen(name: settings, settings: preset, note: nil) }
    throw SettingsError.unknown(
      settings, suggestion: Suggestion.nearest(to: settings, among: ExtractionSettings.presets.map(\.name)))
  }

  /// Air is −1000 HU: an image with a good share of voxels below −200 is taken for CT.
  private static func looksLikeHounsfieldUnits(_ path: String, volume: Int?) throws -> Bool {
    let image = try NIfTI.volume(at: path, frame: volume, as: Float.self)
    let low = image.voxels.reduce(0) { $0 + ($1 < -200 ? 1 : 0) }
    return low * 100 >= image.voxels.count
  }
}

enum SettingsError: Error, CustomStringConvertible {
  case unknown(String, suggestion: String?)

  var description: String {
    switch self {
    case .unknown(let name, let suggestion):
      "There is no preset and no file \"\(name)\"." + (suggestion.map { " Did you mean \"\($0)\"?" } ?? "")
        + " The presets are: \(ExtractionSettings.presets.map(\.name).joined(separator: ", "))."
    }
  }
}
