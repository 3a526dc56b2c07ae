internal import Features
internal import Foundation

extension SettingsFile {
  /// The settings as a file that `--settings` reads back as the same: one key per decision, in the order of the processing
  /// scheme, with lists and mappings on the line of their key.
  ///
  ///     dimension: "3D"
  ///     spacing: [1, 1, 1]
  ///     discretisation: {method: fixed_bin_width, width: 25}
  public var yaml: String {
    guard let root = try? PlanNode(text: canonical, file: name), let entries = root.entries else { return canonical }
    var lines: [String] = []
    if let label { lines.append("label: \(label)") }
    let places = Dictionary(ExtractionSettings.keys.enumerated().map { ($1, $0) }, uniquingKeysWith: min)
    for entry in entries.sorted(by: { places[$0.key] ?? .max < places[$1.key] ?? .max }) {
      // Several regions are a list of mappings, each on a line of its own.
      if let items = entry.value.items, items.contains(where: { $0.entries != nil }) {
        lines.append("\(entry.key):")
        lines += items.map { "  - " + Self.words(of: $0) }
      } else {
        lines.append("\(entry.key): " + Self.words(of: entry.value))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A value on one line.
  private static func words(of node: PlanNode) -> String {
    if let items = node.items { return "[" + items.map { words(of: $0) }.joined(separator: ", ") + "]" }
    if let entries = node.entries {
      return "{" + entries.map { "\($0.key): " + words(of: $0.value) }.joined(separator: ", ") + "}"
    }
    return (try? node.json()).map(scalar) ?? "null"
  }

  /// A word stands bare where it is read back as the word that it is.
  private static func scalar(_ json: String) -> String {
    guard json.hasPrefix("\"") else { return json }
    let word = json.dropFirst().dropLast()
    let isPlain =
      word.first?.isLetter == true && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(word.lowercased())
    return isPlain ? String(word) : json
  }
}
