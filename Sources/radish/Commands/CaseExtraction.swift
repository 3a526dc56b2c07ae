import Cohort
import Features

/// The features of one case: what `radish extract --image FILE --mask FILE` computes.
struct CaseExtraction {
  let image: String
  let mask: String
  var label: Double?
  var volume: Int?
  var roles: [RoleMask] = []
  /// The settings' name or file.
  var settings: String?
  /// Words of `--features`; none for all.
  var features: [String] = []

  func answer() throws -> Answer {
    let wanted = try FeatureChoice(features)
    let chosen = try SettingsChoice.Chosen(settings, forImage: image, volume: volume)
    let digests = FileDigests(of: [image, mask])
    let start = ContinuousClock.now
    let (extraction, label) = try extraction(with: chosen.file)
    return try ExtractionAnswer(
      extraction: extraction, settings: chosen, image: image, mask: mask, label: label, wanted: wanted,
      seconds: (ContinuousClock.now - start) / .seconds(1), digests: digests
    ).answer()
  }

  /// What these settings find, and the mask's value that was taken for the region; nil where none is named.
  func extraction(with settings: SettingsFile) throws -> (Extraction, label: Double?) {
    let label = settings.regionLabel(asked: label)
    let extraction = try Extractor(settings.settings).extract(
      image: image, mask: mask, label: label.map { .label($0) } ?? .only, frame: volume,
      roles: Dictionary(roles.map { ($0.name, $0.source) }, uniquingKeysWith: { first, _ in first }))
    return (extraction, label)
  }
}
