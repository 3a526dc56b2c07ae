import Cohort
import Features

/// Which features are wanted: families, tags or codes.
struct FeatureChoice {
  private let tags: Set<String>

  /// From words such as `glcm`, `stat_mean`, `TU9B`, comma-separated or repeated; nil when none are given.
  init?(_ words: [String]) throws(FeatureChoiceError) {
    guard !words.isEmpty else { return nil }
    var tags: Set<String> = []
    for word in words.flatMap({ $0.split(separator: ",").map(String.init) }) {
      if let family = FeatureFamily(rawValue: word.lowercased()) {
        tags.formUnion(FeatureCatalogue.definitions.filter { $0.family == family }.map(\.tag))
        continue
      }
      let lowered = word.lowercased()
      let found = FeatureCatalogue.definitions.filter {
        $0.tag.lowercased() == lowered || $0.ibsiCode.lowercased() == lowered || $0.name.lowercased() == lowered
      }
      guard !found.isEmpty else { throw .unknown(word, suggestion: Self.nearest(to: word)) }
      tags.formUnion(found.map(\.tag))
    }
    self.tags = tags
  }

  func contains(_ key: FeatureKey) -> Bool { tags.contains(key.tag) }

  static func family(_ word: String) throws(FeatureChoiceError) -> FeatureFamily {
    guard let family = FeatureFamily(rawValue: word.lowercased()) else {
      throw .unknownFamily(word, known: FeatureFamily.allCases.map(\.rawValue))
    }
    return family
  }

  static func nearest(to word: String) -> String? {
    let definitions = FeatureCatalogue.definitions
    return Suggestion.nearest(
      to: word, among: definitions.map(\.tag) + definitions.map(\.name) + FeatureFamily.allCases.map(\.rawValue))
  }

  /// Where a definition comes from.
  static func source(of definition: FeatureDefinition) -> String {
    "IBSI reference manual, feature \(definition.ibsiCode) (Zwanenburg et al., arXiv 1612.07003)"
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
