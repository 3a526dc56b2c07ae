import Glibc

/// One case's command line in its plainest form, as scripts write it: `extract`, then long options, each followed by its
/// value. ArgumentParser reads any command line, this one too; it takes a sixth of a short extraction for it.
struct PlainCaseExtraction {
  private let extraction: CaseExtraction
  /// Else the answer is CSV.
  private let isJSON: Bool

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
    let label = values["--label"].flatMap { try? MaskValue.read($0) }
    guard let image = values["--image"], let mask = values["--mask"], (label == nil) == (values["--label"] == nil)
    else {
      return nil
    }
    switch values["--format"] {
    case "json": isJSON = true
    case "csv": isJSON = false
    // A table is what a terminal gets.
    case nil where !Terminal.isTerminal(STDOUT_FILENO): isJSON = false
    default: return nil
    }
    extraction = CaseExtraction(image: image, mask: mask, label: label, settings: values["--settings"])
  }

  func run() throws {
    let answer = try extraction.answer()
    if isJSON { answer.writeJSON() } else { try answer.writeCSV() }
  }
}
