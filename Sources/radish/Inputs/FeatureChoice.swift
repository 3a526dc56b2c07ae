import Cohort
import Features

/// Which features are wanted: families, tags, codes, or PyRadiomics' classes and names.
struct FeatureChoice {
  private let tags: Set<String>

  /// From words such as `glcm`, `firstorder`, `stat_mean`, `TU9B`, comma-separated or repeated; nil when none are given.
  init?(_ words: [String]) throws(FeatureChoiceError) {
    guard !words.isEmpty else { return nil }
    var tags: Set<String> = []
    for word in words.flatMap({ $0.split(separator: ",").map(String.init) }) {
      let family = FeatureFamily(rawValue: word.lowercased())
      if let family {
        let definitions = FeatureCatalogue.definitions + PyRadiomicsNames.withoutCode
        tags.formUnion(definitions.filter { $0.family == family }.map(\.tag))
      }
      let featureClass = PyRadiomicsCatalogue.classes.first { $0.lowercased() == word.lowercased() }
      if let featureClass {
        for name in PyRadiomicsCatalogue.names(of: featureClass) ?? [] {
          let full = featureClass + "_" + name
          tags.formUnion([full, PyRadiomicsNames.tag(of: full) ?? full])
        }
      }
      if family != nil || featureClass != nil { continue }
      let found = FeatureCatalogue.named(word)
      guard !found.isEmpty else { throw .unknown(word, suggestion: Self.nearest(to: word)) }
      tags.formUnion(found.map(\.tag))
    }
    self.tags = tags
  }

  func contains(_ key: FeatureKey) -> Bool {
    tags.contains(key.tag) || PyRadiomicsNames.tag(of: key.tag).map(tags.contains) == true
  }

  static func family(_ word: String) throws(FeatureChoiceError) -> FeatureFamily {
    guard let family = FeatureFamily(rawValue: word.lowercased()) else {
      throw .unknownFamily(word, known: FeatureFamily.allCases.map(\.rawValue))
    }
    return family
  }

  static func nearest(to word: String) -> String? {
    let definitions = FeatureCatalogue.definitions
    return Suggestion.nearest(
      to: word,
      among: definitions.map(\.tag) + definitions.map(\.name) + definitions.map(\.ibsiCode)
        + definitions.compactMap(\.pyRadiomicsName)
        + FeatureFamily.allCases.map(\.rawValue) + PyRadiomicsCatalogue.classes)
  }

  /// Where a definition comes from.
  static func source(of definition: FeatureDefinition) -> String {
    definition.ibsiCode.isEmpty
      ? "PyRadiomics 3.0.1 (van Griethuysen et al., Cancer Res 2017;77:e104); IBSI does not define it"
      : "IBSI reference manual, feature \(definition.ibsiCode) (Zwanenburg et al., arXiv 1612.07003)"
  }
}

enum FeatureChoiceError: Error, CustomStringConvertible {
  case unknown(String, suggestion: String?)
  case unknownFamily(String, known: [String])
  case many(String, count: Int)

  var description: String {
    switch self {
    case .unknown(let word, let suggestion):
      "There is no feature or family \"\(word)\"." + (suggestion.map { " Did you mean \"\($0)\"?" } ?? "")
        + " List them with: radish features list"
    case .unknownFamily(let word, let known):
      "There is no family \"\(word)\". The families are: \(known.joined(separator: ", "))."
    case .many(let word, let count):
      "\(count) features contain \"\(word)\". Write more of the name, or its tag; radish features list names them all."
    }
  }
}
