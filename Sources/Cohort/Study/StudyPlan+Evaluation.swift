/// Reads what a study file says of cut-offs, and its section `evaluation`.
extension StudyPlan {
  /// A word, a score, or one key with a share.
  static func cutoff(_ node: PlanNode, outcome: StudyOutcome, models: [StudyModel]) throws -> CutoffRule {
    let rule = node.entries == nil ? try word(node) : try share(node)
    switch rule {
    case .youdenOnTraining, .sensitivity, .specificity, .falsePositiveRate, .probability:
      if outcome.isSurvival {
        throw node.error(
          "this cut-off needs classes; for survival it is median-on-training, maximally-selected-on-training or a score"
        )
      }
      if case .probability = rule, let model = models.first(where: { $0.pipeline.last?.isScoreOnly ?? false }) {
        throw node.error("model \"\(model.name)\" gives a score and no probability; give its cut-off as a score")
      }
    case .maximallySelected:
      if !outcome.isSurvival { throw node.error("a maximally selected cut-off is for a survival outcome") }
    case .medianOnTraining, .none, .fixed: break
    }
    return rule
  }

  private static func word(_ node: PlanNode) throws -> CutoffRule {
    let word = try node.string()
    let words: [(String, CutoffRule)] = [
      ("youden-on-training", .youdenOnTraining), ("median-on-training", .medianOnTraining),
      ("maximally-selected-on-training", .maximallySelected), ("none", .none),
    ]
    // Every cut-off is chosen in training; the short word says no less.
    if let found = words.first(where: { $0.0 == word || $0.0 == word + "-on-training" }) { return found.1 }
    if let number = Double(word), number.isFinite { return .fixed(number) }
    let names = words.map(\.0)
    throw node.error(
      "\"\(node.path)\" must be \(names.dropLast().joined(separator: ", ")), none, a number, or one of the keys "
        + "\(keys("cutoff").joined(separator: ", ")), not \"\(word)\"",
      suggestion: Suggestion.nearest(to: word, among: names))
  }

  private static func share(_ node: PlanNode) throws -> CutoffRule {
    let mapping = try node.mapping(known: keys("cutoff"))
    let given = keys("cutoff").compactMap { key in mapping[key].map { (key, $0) } }
    guard given.count == 1, let (key, value) = given.first else {
      throw node.error("a cut-off has one of the keys \(keys("cutoff").joined(separator: ", "))")
    }
    let number = try value.number()
    if key == "score" { return .fixed(number) }
    guard key == "probability" ? number > 0 && number < 1 : (0...1).contains(number) else {
      throw value.error("\"\(key)\" is a share between 0 and 1, such as 0.9")
    }
    switch key {
    case "sensitivity": return .sensitivity(atLeast: number)
    case "specificity": return .specificity(atLeast: number)
    case "fpr": return .falsePositiveRate(atMost: number)
    default: return .probability(from: number)
    }
  }

  static func evaluation(
    _ node: PlanNode, outcome: StudyOutcome, models: [StudyModel], compare: [[String]], hasCutoff: Bool
  ) throws -> StudyEvaluation {
    let mapping = try node.mapping(known: keys("evaluation"))
    var isBinary = false
    if case .binary = outcome { isBinary = true }
    for key in ["prevalence", "tests", "categories"] {
      if let value = mapping[key], outcome.isSurvival { throw value.error("\"\(key)\" is for an outcome of classes") }
    }
    if let readers = mapping["readers"], !isBinary {
      throw readers.error("\"readers\" judge an outcome of two classes")
    }
    for key in ["rates", "rmst", "landmarks", "treatment", "competing"] {
      guard let value = mapping[key] else { continue }
      guard outcome.isSurvival else { throw value.error("\"\(key)\" is for a survival outcome") }
      guard hasCutoff else { throw value.error("\"\(key)\" looks at risk groups, but \"cutoff\" is none") }
    }
    var result = StudyEvaluation(
      cutoffs: try mapping["cutoffs"].map { cutoffs in
        try (cutoffs.items ?? [cutoffs]).map { try cutoff($0, outcome: outcome, models: models) }
      } ?? [],
      prevalences: try numbers(mapping["prevalence"], "shares between 0 and 1, such as 0.15") { $0 > 0 && $0 < 1 },
      readers: try mapping["readers"].map { try ($0.items ?? [$0]).map { try $0.string() } } ?? [],
      tests: try mapping["tests"].map { node in
        try tests(node, models: models, compare: compare, hasCutoff: hasCutoff)
      } ?? [],
      categories: try numbers(mapping["categories"], "probabilities between 0 and 1, such as [0.1, 0.3]") {
        $0 > 0 && $0 < 1
      },
      rates: try numbers(mapping["rates"], "times of 0 or later") { $0 >= 0 },
      landmarks: try numbers(mapping["landmarks"], "times after 0") { $0 > 0 },
      treatment: try mapping["treatment"]?.string())
    if let categories = mapping["categories"], !result.tests.contains(.nri) {
      throw categories.error("\"categories\" are those of the test nri; add it to \"tests\"")
    }
    if let end = mapping["rmst"] {
      let number = try end.number()
      guard number > 0 else { throw end.error("\"rmst\" is a time after 0") }
      result.restrictedMean = number
    }
    if let competing = mapping["competing"] {
      let keyed = try competing.mapping(known: keys("evaluation.competing"))
      result.competing = StudyEvaluation.Competing(
        column: try keyed.require("event").string(), censored: try keyed["censored"]?.string())
    }
    return result
  }

  /// A number or a list of them, ascending and none twice.
  private static func numbers(
    _ node: PlanNode?, _ what: String, _ isAllowed: (Double) -> Bool
  ) throws -> [Double] {
    guard let node else { return [] }
    let numbers = try (node.items ?? [node]).map { try $0.number() }
    guard !numbers.isEmpty, numbers.allSatisfy(isAllowed) else { throw node.error("\"\(node.path)\" needs \(what)") }
    return Set(numbers).sorted()
  }

  private static func tests(
    _ node: PlanNode, models: [StudyModel], compare: [[String]], hasCutoff: Bool
  ) throws -> [StudyEvaluation.ComparisonTest] {
    guard !compare.isEmpty else { throw node.error("\"tests\" are of the pairs of \"compare\", which has none") }
    var tests: [StudyEvaluation.ComparisonTest] = []
    for item in node.items ?? [node] {
      let test = try item.choice(of: StudyEvaluation.ComparisonTest.self)
      if test.isOfCalls, !hasCutoff {
        throw item.error("\(test.rawValue) compares calls at the frozen cut-offs, but \"cutoff\" is none")
      }
      let compared = Set(compare.joined())
      if !test.isOfCalls,
        let model = models.first(where: { compared.contains($0.name) && $0.pipeline.last?.isScoreOnly ?? false })
      {
        throw item.error(
          "\(test.rawValue) compares probabilities, but model \"\(model.name)\" gives a score; say score: probability if it is one"
        )
      }
      if !tests.contains(test) { tests.append(test) }
    }
    return tests
  }
}
