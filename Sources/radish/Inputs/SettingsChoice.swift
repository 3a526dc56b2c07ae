import ArgumentParser
import Cohort
import Features
import Foundation

/// The extraction settings asked for.
struct SettingsChoice: ParsableArguments {
  @Option(help: ArgumentHelp("A preset such as ct, mr, pet, ibsi1-C, or a YAML file.", valueName: "name|yaml"))
  var settings: String?

  /// Settings with what to say about the choice.
  struct Chosen {
    let file: SettingsFile
    /// Set where nothing was asked for and a preset was guessed.
    let guess: String?

    var name: String { file.name }
    var settings: ExtractionSettings { file.settings }

    init(file: SettingsFile, guess: String? = nil) {
      self.file = file
      self.guess = guess
    }

    /// The settings of that name or file; without one, the preset that fits the image's intensities, with a note that
    /// says so.
    init(_ nameOrFile: String?, forImage path: String, volume: Int?) throws {
      if let nameOrFile {
        self.init(file: try SettingsFile.read(nameOrFile))
        return
      }
      let looksLikeHU = try Self.looksLikeHounsfieldUnits(path, volume: volume)
      let name = looksLikeHU ? "ct" : "mr"
      let why = looksLikeHU ? "look like Hounsfield units" : "do not look like Hounsfield units"
      self.init(
        file: try SettingsFile.read(name),
        guess: "No --settings were given; the intensities \(why), so the preset \"\(name)\" was used.")
    }

    /// Air is −1000 HU: an image with a good share of voxels below −200 is taken for CT.
    private static func looksLikeHounsfieldUnits(_ path: String, volume: Int?) throws -> Bool {
      let image = try NIfTI.volume(at: path, frame: volume, as: Float.self)
      let low = image.voxels.reduce(0) { $0 + ($1 < -200 ? 1 : 0) }
      return low * 100 >= image.voxels.count
    }
  }

  /// The settings asked for by name or file; nil without any.
  func named() throws -> Chosen? {
    try settings.map { Chosen(file: try SettingsFile.read($0)) }
  }
}
