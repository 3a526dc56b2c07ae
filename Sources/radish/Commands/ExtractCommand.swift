import ArgumentParser
import Cohort
import Features
import Foundation

/// `radish extract`: features of one case, of a cohort, or of a batch.
struct ExtractCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract",
    abstract: "Computes the features of one case, of every case of a cohort, or of a batch CSV.",
    usage: """
      radish extract --image FILE --mask FILE [--label N] [--settings NAME|YAML] [--features LIST]
      radish extract COHORT.sqlite [--settings NAME|YAML] [--jobs N] [--resume]
      radish extract --batch CSV [--settings NAME|YAML] [--jobs N] [--out CSV]
      """)

  @Argument(help: "A cohort file.", completion: .file(extensions: ["sqlite"])) var cohort: String?
  @Option(help: ArgumentHelp("A NIfTI image.", valueName: "file")) var image: String?
  @Option(help: ArgumentHelp("A NIfTI mask.", valueName: "file")) var mask: String?
  @Option(help: ArgumentHelp("The mask's value that is the region.", valueName: "n")) var label: Double?
  @Option(help: ArgumentHelp("Which volume of a 4D image, from 0.", valueName: "k")) var volume: Int?
  @OptionGroup var choice: SettingsChoice
  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("Only these families, tags or codes.", valueName: "list"))
  var features: [String] = []
  @OptionGroup var output: OutputOptions

  func validate() throws {
    let asked = [cohort != nil, image != nil || mask != nil].count { $0 }
    guard asked == 1 else {
      throw ValidationError("Give a COHORT.sqlite, or --image and --mask, or --batch CSV.")
    }
    if (image == nil) != (mask == nil) { throw ValidationError("One case needs both --image and --mask.") }
  }

  func run() async throws {
    if let image, let mask { try extract(image: image, mask: mask) }
  }

  private func extract(image: String, mask: String) throws {
    let wanted = try FeatureChoice(features)
    let chosen = try choice.settings(forImage: image, volume: volume)
    let start = ContinuousClock.now
    let extraction = try Extractor(chosen.settings).extract(
      image: image, mask: mask, label: label.map { .label($0) } ?? .only, frame: volume)
    let answer = try ExtractionAnswer(
      extraction: extraction, settings: chosen, image: image, mask: mask, label: label, wanted: wanted,
      seconds: start.duration(to: .now) / .seconds(1)
    ).answer()
    try output.write(answer, offTerminal: .csv)
  }
}
