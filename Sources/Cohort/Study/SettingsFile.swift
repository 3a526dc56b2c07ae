public import Features
internal import Foundation

/// Extraction settings with where they come from: a preset's name or a YAML file in one of two dialects.
///
/// Radish's own dialect has the keys of `ExtractionSettings`, plus `preset` (the settings to start from) and `label`:
///
///     preset: ct
///     spacing: [2, 2, 2]
///     discretisation: {method: fixed_bin_width, width: 25}
///
/// The other is a PyRadiomics parameter file (`imageType`, `featureClass`, `setting`).
public struct SettingsFile: Sendable, Equatable {
  /// A preset's name, or the file's name without its extension.
  public var name: String
  public var settings: ExtractionSettings
  /// The mask label that the file asks for.
  public var label: Int?
  /// What a reader should know, such as keys that mean nothing here.
  public var notes: [String]

  public init(name: String, settings: ExtractionSettings, label: Int? = nil, notes: [String] = []) {
    self.name = name
    self.settings = settings
    self.label = label
    self.notes = notes
  }

  /// The settings in canonical form: what a cohort keeps so that the extraction can be repeated.
  public var canonical: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    // Settings hold finite numbers and words only, which JSON can always say.
    guard let data = try? encoder.encode(settings) else { return "" }
    return String(decoding: data, as: UTF8.self)
  }

  /// SHA-256 of the canonical form.
  public var digest: String { Digest.hex(of: canonical) }

  /// The settings of a preset's name, or of a file.
  public static func read(_ nameOrPath: String) throws -> SettingsFile {
    // No preset's name has a slash; looking through them would first make them all.
    if !nameOrPath.utf8.contains(UInt8(ascii: "/")),
      let preset = ExtractionSettings.presets.first(where: { $0.name.lowercased() == nameOrPath.lowercased() })
    {
      return SettingsFile(name: preset.name, settings: preset.settings)
    }
    guard FileManager.default.fileExists(atPath: nameOrPath) else {
      let names = ExtractionSettings.presets.map(\.name)
      throw PlanError(
        file: nameOrPath, line: nil,
        problem: "there is no such settings file, and no preset of that name (\(names.joined(separator: ", ")))",
        suggestion: Suggestion.nearest(to: nameOrPath, among: names))
    }
    let text: String
    do {
      text = try String(contentsOfFile: nameOrPath, encoding: .utf8)
    } catch {
      throw PlanError(file: nameOrPath, line: nil, problem: "the file is no UTF-8 text")
    }
    return try SettingsFile(text: text, file: nameOrPath)
  }

  /// Reads settings from text; `file` is what messages call it.
  public init(text: String, file: String) throws {
    let root = try PlanNode(text: text, file: file)
    let name = URL(filePath: file).deletingPathExtension().lastPathComponent
    let keys = Set((root.entries ?? []).map(\.key))
    if keys.isDisjoint(with: ["imageType", "featureClass", "setting"]) {
      self = try Self.own(root, name: name)
    } else {
      self = try PyRadiomicsFile(root).settings(named: name)
    }
  }

  private static let nested = [
    "resegmentation": ["lower", "upper"], "discretisation": ["method", "bins", "width", "start"],
    "ivh_discretisation": ["method", "bins", "width", "start"], "texture": ["distance", "coarseness"],
    "roi": RegionOfInterest.keys, "filter": Filter.keys,
  ]

  private static func own(_ root: PlanNode, name: String) throws -> SettingsFile {
    let mapping = try root.mapping(known: ["preset", "label"] + ExtractionSettings.keys)
    // Keys that are not there keep their default.
    var beginning: [String: String] = [:]
    if let preset = mapping["preset"] {
      let word = try preset.string()
      guard let settings = ExtractionSettings.preset(word) else {
        let names = ExtractionSettings.presets.map(\.name)
        throw preset.error(
          "there is no preset \"\(word)\"", suggestion: Suggestion.nearest(to: word, among: names))
      }
      guard let keys = try JSONSerialization.jsonObject(with: JSONEncoder().encode(settings)) as? [String: Any] else {
        throw root.error("the settings cannot be read")
      }
      beginning = try keys.mapValues {
        String(decoding: try JSONSerialization.data(withJSONObject: $0, options: .fragmentsAllowed), as: UTF8.self)
      }
    }
    let entries = (root.entries ?? []).filter { $0.key != "preset" && $0.key != "label" }
    var object = beginning
    for entry in entries { object[entry.key] = try value(of: entry) }
    let settings: ExtractionSettings
    do {
      settings = try decoded(object)
    } catch {
      // Again one key at a time, so that the error can name its line.
      object = beginning
      for entry in entries {
        object[entry.key] = try value(of: entry)
        do {
          _ = try decoded(object)
        } catch {
          let (problem, suggestion) = problem(of: error, words: words[entry.key] ?? [])
          throw entry.value.error("\"\(entry.key)\" \(problem)", suggestion: suggestion)
        }
      }
      throw error
    }
    return SettingsFile(
      name: name, settings: settings, label: try mapping["label"]?.integer(in: 1...Int(Int32.max)))
  }

  /// The value of one key as JSON, its own keys checked; nil where the file says null.
  private static func value(of entry: (key: String, value: PlanNode)) throws -> String? {
    if let known = nested[entry.key] {
      for node in entry.value.items ?? [entry.value] where node.entries != nil {
        _ = try node.mapping(known: known)
      }
    }
    return entry.value.isNull ? nil : try entry.value.json()
  }

  /// - Parameter object: JSON by key; keys are words of the settings, which need no escapes.
  private static func decoded(_ object: [String: String]) throws -> ExtractionSettings {
    let members = object.map { "\"\($0.key)\":\($0.value)" }
    return try JSONDecoder().decode(
      ExtractionSettings.self, from: Data("{\(members.joined(separator: ","))}".utf8))
  }

  /// The words that a key's values are made of.
  private static let words = [
    "families": FeatureFamily.allCases.map(\.rawValue), "aggregations": Aggregation.allCases.map(\.rawValue),
    "dimension": ExtractionSettings.Dimension.allCases.map(\.rawValue),
    "image_interpolation": Interpolation.allCases.map(\.rawValue),
    "mask_interpolation": Interpolation.allCases.map(\.rawValue),
    "grid_alignment": GridAlignment.allCases.map(\.rawValue),
    "naming": ExtractionSettings.Naming.allCases.map(\.rawValue),
  ]

  private static func problem(of error: any Error, words: [String]) -> (problem: String, suggestion: String?) {
    switch error {
    case DecodingError.typeMismatch(let type, _):
      ("must be \(type == Double.self || type == Int.self ? "a number" : "of another kind (\(type))")", nil)
    case DecodingError.keyNotFound(let key, _): ("needs the key \"\(key.stringValue)\"", nil)
    case DecodingError.dataCorrupted(let context):
      if let found = context.debugDescription.firstMatch(of: /invalid String value (.*)/)?.1, !words.isEmpty {
        if let meant = Suggestion.nearest(to: String(found), among: words) {
          ("cannot be \"\(found)\"", meant)
        } else {
          ("cannot be \"\(found)\", only one of \(words.joined(separator: ", "))", nil)
        }
      } else {
        ("cannot have this value (\(context.debugDescription))", nil)
      }
    case DecodingError.valueNotFound: ("must not be empty", nil)
    default: ("cannot be read", nil)
    }
  }
}
