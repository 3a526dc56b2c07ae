import Cohort
import Features
import Glibc

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

  /// What these settings find, and the mask's value that was taken for the region; nil where the mask has only one.
  func extraction(with settings: SettingsFile) throws -> (Extraction, label: Double?) {
    // Where no label is named PyRadiomics takes 1.
    let usual = settings.settings.naming == .pyradiomics ? 1.0 : nil
    let label = label ?? settings.label.map(Double.init) ?? usual
    let extraction = try Extractor(settings.settings).extract(
      image: image, mask: mask, label: label.map { .label($0) } ?? .only, frame: volume,
      roles: Dictionary(roles.map { ($0.name, $0.source) }, uniquingKeysWith: { first, _ in first }))
    return (extraction, label)
  }
}

/// One case's command line in its plainest form, as scripts write it: `extract`, then long options, each followed by its
/// value. ArgumentParser reads any command line, this one too; it takes a sixth of a short extraction for it.
struct PlainCaseExtraction {
  private(set) var extraction: CaseExtraction
  private(set) var format: OutputOptions.Format

  /// nil for every other command line, and for one that is wrong: what is wrong is the library's to say.
  init?(_ arguments: [String]) {
    guard arguments.first == "extract", arguments.count % 2 == 1 else { return nil }
    var values: [String: String] = [:]
    for k in stride(from: 1, to: arguments.count, by: 2) {
      let (option, value) = (arguments[k], arguments[k + 1])
      guard ["--image", "--mask", "--label", "--settings", "--format"].contains(option), values[option] == nil,
        !value.isEmpty, !value.hasPrefix("-")
      else { return nil }
      values[option] = value
    }
    let word = values["--format"] ?? (Terminal.isTerminal(STDOUT_FILENO) ? "table" : "csv")
    guard let image = values["--image"], let mask = values["--mask"],
      let format = OutputOptions.Format(rawValue: word), format != .table
    else { return nil }
    extraction = CaseExtraction(image: image, mask: mask, settings: values["--settings"])
    self.format = format
    if let word = values["--label"] {
      guard let label = Double(word) else { return nil }
      extraction.label = label
    }
  }

  func run() throws {
    let answer = try extraction.answer()
    switch format {
    case .csv, .table: try answer.writeCSV()
    case .json: answer.writeJSON()
    }
  }
}
