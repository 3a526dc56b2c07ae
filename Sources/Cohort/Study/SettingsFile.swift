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

  /// The mask's value that is the region: the one asked for, else the file's, else 1 under PyRadiomics' naming, which it
  /// takes where none is named; nil for the mask's only value, or those that the settings' regions name themselves.
  public func regionLabel(asked: Double? = nil) -> Double? {
    if let named = asked ?? label.map(Double.init) { return named }
    return settings.naming == .pyradiomics && !regionsNameTheirs ? 1 : nil
  }

  /// Whether regions of the settings say themselves which labels they are made of.
  var regionsNameTheirs: Bool { settings.regions.contains { !$0.labels.isEmpty || $0.each == .label } }

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
  ///
  /// - Parameter isStored: the settings were written by Radish, perhaps by an earlier version, which let keys without effect
  ///   through.
  public init(text: String, file: String, isStored: Bool = false) throws {
    let root = try PlanNode(text: text, file: file)
    let name = URL(filePath: file).deletingPathExtension().lastPathComponent
    let keys = Set((root.entries ?? []).map(\.key))
    if keys.isDisjoint(with: ["imageType", "featureClass", "setting"]) {
      self = try Self.own(root, name: name, isStored: isStored)
    } else {
      self = try PyRadiomicsFile(root).settings(named: name)
    }
  }

  /// The keys that a mapping within the settings may have, by where it stands; nil where any may.
  private static func keys(of node: PlanNode, at place: String) -> [String]? {
    func word(_ key: String) -> String? { node.entries?.first { $0.key == key }?.value.word }
    return switch place {
    case "resegmentation", "roi.range": ["lower", "upper"]
    case "discretisation", "ivh_discretisation", "pyradiomics.calculation.discretisation":
      ["method"] + Discretisation.keys(of: word("method") ?? "")
    case "texture": TextureSettings.keys
    case "roi": RegionOfInterest.keys
    case "roi.rim": ["from", "to"]
    case "roi.within", "roi.without": RegionOfInterest.Other.keys
    case "filter": Filter.keys(of: word("name") ?? "", base: word("of"))
    case "pyradiomics": PyRadiomicsSettings.keys
    case "pyradiomics.calculation": PyRadiomicsCalculation.keys
    default: nil
    }
  }

  private static func own(_ root: PlanNode, name: String, isStored: Bool) throws -> SettingsFile {
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
          throw sentence(for: error, in: entry)
        }
      }
      throw error
    }
    if !isStored { try checkNaming(of: settings, entries: entries, object: object, beginning: beginning) }
    return SettingsFile(
      name: name, settings: settings, label: try mapping["label"]?.integer(in: 1...Int(Int32.max)))
  }

  /// Refuses keys that would be without effect under PyRadiomics' names. What says no more than would hold without the key, as
  /// settings written out in full do, is let through.
  private static func checkNaming(
    of settings: ExtractionSettings, entries: [(key: String, value: PlanNode)], object: [String: String],
    beginning: [String: String]
  ) throws {
    guard settings.naming == .pyradiomics else { return }
    for entry in entries where ExtractionSettings.keysWithoutPyRadiomics.contains(entry.key) {
      var without = object
      without[entry.key] = beginning[entry.key]
      guard try decoded(without) != settings else { continue }
      throw entry.value.error(
        "\(entry.key) has no effect under naming: pyradiomics, whose own keys stand under pyradiomics")
    }
  }

  /// The value of one key as JSON, its own keys checked; nil where the file says null.
  private static func value(of entry: (key: String, value: PlanNode)) throws -> String? {
    try checkKeys(of: entry.value, at: entry.key)
    return entry.value.isNull ? nil : try entry.value.json()
  }

  /// Refuses keys that mean nothing where they stand, at every depth.
  private static func checkKeys(of node: PlanNode, at place: String) throws {
    for item in node.items ?? [] { try checkKeys(of: item, at: place) }
    guard let entries = node.entries else { return }
    if let known = keys(of: node, at: place) { _ = try node.mapping(known: known) }
    for entry in entries { try checkKeys(of: entry.value, at: place + "." + entry.key) }
  }

  /// - Parameter object: JSON by key; keys are words of the settings, which need no escapes.
  private static func decoded(_ object: [String: String]) throws -> ExtractionSettings {
    let members = object.map { "\"\($0.key)\":\($0.value)" }
    return try JSONDecoder().decode(
      ExtractionSettings.self, from: Data("{\(members.joined(separator: ","))}".utf8))
  }

  /// The words that a key's values are made of, by where it stands.
  private static let words = [
    "families": FeatureFamily.allCases.map(\.rawValue), "aggregations": Aggregation.allCases.map(\.rawValue),
    "dimension": ExtractionSettings.Dimension.allCases.map(\.rawValue),
    "image_interpolation": Interpolation.allCases.map(\.rawValue),
    "mask_interpolation": Interpolation.allCases.map(\.rawValue),
    "grid_alignment": GridAlignment.allCases.map(\.rawValue),
    "texture.weighting_norm": [TextureSettings.noNorm] + DistanceWeighting.Norm.allCases.map(\.rawValue),
    "texture.weighting_function": DistanceWeighting.Function.allCases.map(\.rawValue),
    "naming": ExtractionSettings.Naming.allCases.map(\.rawValue),
    "discretisation.method": Discretisation.methods, "ivh_discretisation.method": Discretisation.methods,
    "filter.name": Filter.Name.allCases.map(\.rawValue), "filter.boundary": Boundary.allCases.map(\.rawValue),
    "filter.dimensions": Filter.Dimensions.allCases.map { String($0.rawValue) },
    "filter.rotation": Pooling.allCases.map(\.rawValue), "filter.pooling": Pooling.allCases.map(\.rawValue),
    "filter.of": [Filter.Name.laplacianOfGaussian.rawValue, Filter.Name.simoncelli.rawValue],
    "roi.pieces": RegionOfInterest.Pieces.allCases.map(\.rawValue),
    "roi.each": RegionOfInterest.Split.allCases.map(\.rawValue),
    "pyradiomics.resegment_mode": PyRadiomicsSettings.Resegmentation.allCases.map(\.rawValue),
  ]

  /// What is wrong with one key's value, in the words of the file: what stands there, and what may.
  private static func sentence(for error: any Error, in entry: (key: String, value: PlanNode)) -> PlanError {
    var path: [any CodingKey] = []
    var missing: String?
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      (path, missing) = (context.codingPath, key.stringValue)
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      path = context.codingPath
    default: break
    }
    var place = entry.value.child(at: path.dropFirst())
    // The decoder does not say where a number stands that is none of the whole ones it looked for.
    if case DecodingError.dataCorrupted = error, path.isEmpty,
      let leaf = entry.value.leaves.first(where: \.mustBeWhole)
    {
      place = leaf
    }
    let name = "\"\(place.path.isEmpty ? entry.key : place.path)\""
    if let missing { return place.error("\(name) needs the key \"\(missing)\"") }
    // The items of a list are of one kind.
    let kind = path.filter { $0.intValue == nil }.map(\.stringValue).joined(separator: ".")
    if let known = words[kind], let word = place.word, !known.contains(word) {
      return place.error(
        "\(name) cannot be \"\(word)\", only one of \(known.joined(separator: ", "))",
        suggestion: Double(word) == nil ? Suggestion.nearest(to: word, among: known) : nil)
    }
    let found = place.text
    switch error {
    case DecodingError.typeMismatch(let type, _):
      return place.error("\(name) must be \(noun(for: type))" + (found.map { ", not \($0)" } ?? ""))
    case DecodingError.valueNotFound: return place.error("\(name) must not be empty")
    case DecodingError.dataCorrupted(let context):
      var allowed = context.debugDescription
      // Sentences of the decoder's own, which are about Swift.
      if kind == "filter.wavelet" {
        allowed = "it is haar, dmey, db1 … db20, sym2 … sym20, coif1 … coif5, bior1.1 … bior6.8 or rbio1.1 … rbio6.8"
      } else if allowed.contains("Cannot initialize") {
        allowed = "there is no such word"
      } else if path.isEmpty || allowed.contains("fit in") || allowed.contains("representable") {
        allowed = "it is a whole number"
      }
      return place.error(found.map { "\(name) cannot be \($0): \(allowed)" } ?? "\(name): \(allowed)")
    default: return place.error("\(name) cannot be read")
    }
  }

  /// Keys of whole numbers.
  fileprivate static let wholeNumbers: Set = [
    "bins", "distance", "coarseness", "size", "energy_distance", "level", "order", "dimensions", "volume",
  ]

  /// What a value should have been.
  private static func noun(for type: any Any.Type) -> String {
    switch type {
    case is Double.Type, is Int.Type: return "a number"
    case is Bool.Type: return "true or false"
    case is String.Type: return "a word"
    default:
      let name = String(describing: type)
      return name.hasPrefix("Array") ? "a list" : name.hasPrefix("Dictionary") ? "keys with values" : "something else"
    }
  }
}

extension PlanNode {
  /// Whether a number stands here where only a whole one may.
  fileprivate var mustBeWhole: Bool {
    guard let word, let key = path.split(separator: ".").last else { return false }
    return SettingsFile.wholeNumbers.contains(String(key)) && Double(word) != nil && Int(word) == nil
  }
}
