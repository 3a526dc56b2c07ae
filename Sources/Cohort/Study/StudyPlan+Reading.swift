internal import Features
internal import Foundation
internal import Stats

extension StudyPlan {
  /// The keys of a study file, and of the mappings inside it: what the guide documents.
  public static let keys: [String: [String]] = [
    "": [
      "study", "cohort", "import", "unit", "outcome", "exclude", "split", "blocks", "models", "compare", "cutoff",
      "evaluation", "seed",
    ],
    "import": ["manifest", "clinical"],
    "outcome": ["binary", "positive", "survival", "classes", "ordinal", "levels", "at"],
    "outcome.survival": ["time", "event", "occurred"],
    "split": ["by", "column", "training", "fraction", "folds", "repeats"],
    "blocks.NAME": ["extraction", "settings", "features", "where", "delta"],
    "blocks.NAME.delta": ["from", "to", "kind"],
    "models.NAME": ["block", "blocks", "of", "pipeline"],
    "pipeline": [
      "impute", "correlation", "univariate", "robust", "volume_correlation", "flag", "lasso", "ridge", "elastic_net",
      "alpha", "folds", "rule", "score",
    ],
    "cutoff": ["sensitivity", "specificity", "fpr", "probability", "score"],
    "evaluation": [
      "cutoffs", "prevalence", "readers", "tests", "categories", "rates", "rmst", "landmarks", "treatment", "competing",
    ],
    "evaluation.competing": ["event", "censored"],
    "univariate": ["top", "p"],
    "robust": ["icc", "from"],
  ]

  static func keys(_ place: String) -> [String] { keys[place] ?? [] }

  /// Reads a study file.
  public init(file path: String) throws {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      let exists = FileManager.default.fileExists(atPath: path)
      throw PlanError(
        file: path, line: nil, problem: exists ? "the file is no UTF-8 text" : "there is no such study file")
    }
    try self.init(text: text, file: path)
  }

  /// An error about a column that the cohort does not have, with the line of the file that names it; any other as it is.
  static func located(_ error: any Error, in file: String) -> any Error {
    let found: TableError
    switch error {
    case let error as TableError: found = error
    case StudyError.table(let error): found = error
    default: return error
    }
    guard case .unknownColumn(let name, let suggestion, let known) = found,
      let text = try? String(contentsOfFile: file, encoding: .utf8),
      let line = try? PlanNode(text: text, file: file).line(saying: name)
    else { return error }
    let listed = known.prefix(12).joined(separator: ", ") + (known.count > 12 ? ", …" : "")
    return PlanError(
      file: file, line: line,
      problem: "there is no column \"\(name)\"" + (suggestion == nil ? "; the columns are \(listed)" : ""),
      suggestion: suggestion)
  }

  /// Reads a study from text; `file` is what messages call it.
  public init(text: String, file: String = "study.yaml") throws {
    let top = try PlanNode(text: text, file: file).mapping(known: Self.keys(""))
    let outcome = try Self.outcome(top.require("outcome"))
    let split = try top["split"].map(Self.split) ?? .random(fraction: 0.7, isStratified: true)
    let blocks = try top["blocks"].map(Self.blocks) ?? []
    let models = try Self.models(top.require("models"), blocks: blocks.map(\.name), outcome: outcome)
    let compare = try top["compare"].map { try Self.pairs($0, models: models.map(\.name)) } ?? []
    let cutoff = try top["cutoff"].map { try Self.cutoff($0, outcome: outcome, models: models) }
    self.init(
      name: try top.require("study").string(), cohort: try top["cohort"]?.string(),
      source: try top["import"].map(Self.source), unit: try top["unit"]?.choice(of: UnitLevel.self) ?? .patient,
      outcome: outcome, times: try Self.times(top.require("outcome"), outcome: outcome),
      exclude: try top["exclude"].map(Self.conditions) ?? [], split: split, blocks: blocks,
      models: models, compare: compare, cutoff: cutoff,
      evaluation: try top["evaluation"].map {
        try Self.evaluation(
          $0, outcome: outcome, models: models, compare: compare, hasCutoff: cutoff != CutoffRule.none)
      }, seed: UInt64(try top["seed"]?.integer(in: 0...Int.max) ?? 1))
  }

  private static func source(_ node: PlanNode) throws -> Source {
    let mapping = try node.mapping(known: keys("import"))
    var clinical: [String] = []
    if let given = mapping["clinical"] {
      for item in given.items ?? [given] { clinical.append(try item.string()) }
    }
    return Source(manifest: try mapping.require("manifest").string(), clinical: clinical)
  }

  private static func outcome(_ node: PlanNode) throws -> StudyOutcome {
    let mapping = try node.mapping(known: keys("outcome"))
    let given = ["binary", "survival", "classes", "ordinal"].filter { mapping[$0] != nil }
    guard given.count == 1 else {
      throw node.error("\"outcome\" needs one of binary, survival, classes, ordinal")
    }
    if let binary = mapping["binary"] {
      return .binary(column: try binary.string(), positive: try mapping["positive"]?.string() ?? "1")
    }
    if let classes = mapping["classes"] { return .classes(column: try classes.string()) }
    if let ordinal = mapping["ordinal"] {
      let levels = try mapping.require("levels").list().map { try $0.string() }
      guard levels.count > 1, Set(levels).count == levels.count else {
        throw try mapping.require("levels").error("\"levels\" are at least two different values, lowest first")
      }
      return .ordinal(column: try ordinal.string(), levels: levels)
    }
    let survival = try mapping.require("survival").mapping(known: keys("outcome.survival"))
    return .survival(
      time: try survival.require("time").string(), event: try survival.require("event").string(),
      occurred: try survival["occurred"]?.string() ?? "1")
  }

  /// The times of `at`, ascending; nil without them.
  private static func times(_ node: PlanNode, outcome: StudyOutcome) throws -> [Double]? {
    guard let given = try node.mapping(known: keys("outcome"))["at"] else { return nil }
    guard outcome.isSurvival else { throw given.error("\"at\" is for a survival outcome") }
    let times = try (given.items ?? [given]).map { try $0.number() }
    guard !times.isEmpty, times.allSatisfy({ $0 > 0 }) else { throw given.error("\"at\" needs times after 0") }
    return Set(times).sorted()
  }

  private static func conditions(_ node: PlanNode) throws -> [String] {
    var conditions: [String] = []
    for item in node.items ?? [node] {
      let text = try item.string()
      do { _ = try FilterExpression(text) } catch { throw item.error("\(error.problem) in \"\(text)\"") }
      conditions.append(text)
    }
    return conditions
  }

  private static func split(_ node: PlanNode) throws -> StudySplit {
    if let word = node.word {
      switch word {
      case "random": return .random(fraction: 0.7, isStratified: false)
      case "stratified": return .random(fraction: 0.7, isStratified: true)
      case "kfold": return .folds(count: 5, repeats: 1)
      case "frozen": return .frozen
      default: break
      }
    }
    let mapping = try node.mapping(known: keys("split"))
    let kind = try mapping.require("by").choice(of: StudySplit.Kind.self)
    switch kind {
    case .random, .stratified:
      let fraction = try mapping["fraction"]?.number() ?? 0.7
      guard fraction > 0, fraction < 1 else {
        throw (mapping["fraction"] ?? node).error("\"fraction\" is the share that trains, between 0 and 1")
      }
      return .random(fraction: fraction, isStratified: kind == .stratified)
    case .kfold:
      return .folds(
        count: try mapping["folds"]?.integer(in: 2...1000) ?? 5,
        repeats: try mapping["repeats"]?.integer(in: 1...1000) ?? 1)
    case .frozen: return .frozen
    case .centre, .date, .column:
      let column = try mapping.require("column").string()
      guard let training = mapping["training"] else {
        if kind == .centre { return .leaveOneOut(column: column) }
        throw node.error("\"split\" by \(kind.rawValue) needs the key \"training\"")
      }
      if let items = training.items {
        return .values(column: column, training: try items.map { try $0.string() }, kind: kind)
      }
      let text = try training.string()
      guard let first = text.first, "<>=!~".contains(first) else {
        return .values(column: column, training: [text], kind: kind)
      }
      do { _ = try FilterExpression("`\(column)` \(text)") } catch {
        throw training.error("\(error.problem) in \"\(text)\"")
      }
      return .condition(column: column, training: text, kind: kind)
    }
  }

  private static func blocks(_ node: PlanNode) throws -> [StudyBlock] {
    guard let entries = node.entries else { throw node.error("\"blocks\" must be names with columns or features") }
    return try entries.map { name, value in
      if let items = value.items {
        return StudyBlock(name: name, content: .columns(try items.map { try $0.string() }))
      }
      let mapping = try value.mapping(known: keys("blocks.NAME"))
      var features: [String] = []
      if let node = mapping["features"] {
        if let items = node.items {
          features = try items.map { try $0.string() }
        } else if try node.string() != "all" {
          features = [try node.string()]
        }
      }
      return StudyBlock(
        name: name,
        content: .features(
          extraction: try mapping.require("extraction").string(), settings: try mapping["settings"]?.string(),
          features: features, filter: try mapping["where"]?.string()), delta: try mapping["delta"].map(Self.delta))
    }
  }

  private static func delta(_ node: PlanNode) throws -> StudyDelta {
    let mapping = try node.mapping(known: keys("blocks.NAME.delta"))
    let (from, to) = (try mapping.require("from").string(), try mapping.require("to").string())
    guard from != to else { throw node.error("\"delta\" needs two different exams") }
    let kinds = try mapping["kind"].map { kind in
      try (kind.items ?? [kind]).map { try $0.choice(of: DeltaKind.self) }
    }
    return StudyDelta(from: from, to: to, kinds: kinds ?? [.difference])
  }

  private static func models(_ node: PlanNode, blocks: [String], outcome: StudyOutcome) throws -> [StudyModel] {
    guard let entries = node.entries, !entries.isEmpty else {
      throw node.error("\"models\" must be names with a block and a pipeline")
    }
    var models: [StudyModel] = []
    for (name, value) in entries {
      let mapping = try value.mapping(known: keys("models.NAME"))
      func known(_ node: PlanNode, _ names: [String], _ what: String) throws -> String {
        let word = try node.string()
        guard names.contains(word) else {
          throw node.error(
            "there is no \(what) \"\(word)\"" + (what == "model" ? " before this one" : ""),
            suggestion: Suggestion.nearest(to: word, among: names))
        }
        return word
      }
      let source: StudyModel.Source
      switch (mapping["block"], mapping["blocks"], mapping["of"]) {
      case (let block?, nil, nil): source = .blocks([try known(block, blocks, "block")])
      case (nil, let several?, nil): source = .blocks(try several.list().map { try known($0, blocks, "block") })
      case (nil, nil, let of?): source = .models(try of.list().map { try known($0, models.map(\.name), "model") })
      default: throw value.error("model \"\(name)\" needs one of block, blocks, of")
      }
      let pipelineNode = try mapping.require("pipeline")
      var pipeline: [PipelineStep] = []
      for item in pipelineNode.items ?? [pipelineNode] { pipeline.append(try step(item)) }
      guard let last = pipeline.last, last.isEstimator, pipeline.dropLast().allSatisfy({ !$0.isEstimator }) else {
        throw pipelineNode.error(
          "a pipeline ends with its one model: lasso, ridge, elastic_net, logistic, cox or score")
      }
      let family: PipelineStep.ModelFamily? =
        switch last {
        case .penalised(let family, _, _, _), .regression(let family): family
        default: nil
        }
      if case .given(let scale) = last {
        guard case .blocks = source else { throw pipelineNode.error("a given score is a column of a block") }
        if outcome.isSurvival, scale == .probability {
          throw pipelineNode.error("a probability is for two classes; for survival give the score as higher or lower")
        }
        switch outcome {
        case .binary, .survival: break
        default: throw pipelineNode.error("a given score is judged for two classes or survival only")
        }
      } else if family != (outcome.isSurvival ? .cox : .logistic) {
        throw pipelineNode.error(
          outcome.isSurvival
            ? "the outcome is survival, so the model must be cox or a cox penalty"
            : "the outcome is no survival, so the model must be logistic or a logistic penalty")
      }
      models.append(StudyModel(name: name, source: source, pipeline: pipeline))
    }
    return models
  }

  private static func step(_ node: PlanNode) throws -> PipelineStep {
    if let word = node.word {
      switch word {
      case "standardise": return .standardise
      case "variance": return .variance
      case "logistic": return .regression(.logistic)
      case "cox": return .regression(.cox)
      case "impute": return .impute(.median)
      case "score": return .given(.higher)
      default:
        throw node.error(
          "there is no pipeline step \"\(word)\" by itself",
          suggestion: Suggestion.nearest(
            to: word, among: ["standardise", "variance", "logistic", "cox", "impute", "score"]))
      }
    }
    let mapping = try node.mapping(known: keys("pipeline"))
    let given = [
      "impute", "correlation", "univariate", "robust", "volume_correlation", "lasso", "ridge", "elastic_net", "score",
    ].filter { mapping[$0] != nil }
    guard given.count == 1 else {
      throw node.error(
        given.isEmpty
          ? "this is no pipeline step; steps are \(keys("pipeline").joined(separator: ", ")), standardise, logistic, cox, score"
          : "\(given.joined(separator: " and ")) are two steps; write them as two items of the list")
    }
    if let impute = mapping["impute"] { return .impute(try impute.choice(of: PipelineStep.Imputation.self)) }
    if let correlation = mapping["correlation"] {
      let limit = try correlation.number()
      guard limit > 0, limit <= 1 else { throw correlation.error("\"correlation\" is a limit between 0 and 1") }
      return .correlation(limit)
    }
    if let univariate = mapping["univariate"] {
      if univariate.word != nil { return .univariate(top: try univariate.integer(in: 1...1_000_000), p: nil) }
      let options = try univariate.mapping(known: keys("univariate"))
      let top = try options["top"]?.integer(in: 1...1_000_000)
      let p = try options["p"]?.number()
      guard top != nil || p != nil else { throw univariate.error("\"univariate\" needs top or p") }
      return .univariate(top: top, p: p)
    }
    if let robust = mapping["robust"] {
      let options = try robust.mapping(known: keys("robust"))
      let limit = try options["icc"]?.number() ?? 0.75
      guard limit > 0, limit <= 1 else { throw robust.error("\"icc\" is a limit between 0 and 1") }
      return .robust(icc: limit, from: try options.require("from").string())
    }
    if let correlation = mapping["volume_correlation"] {
      let limit = try correlation.number()
      guard limit > 0, limit <= 1 else { throw correlation.error("\"volume_correlation\" is a limit between 0 and 1") }
      return .volumeCorrelation(limit: limit, onlyFlags: try mapping["flag"]?.flag() ?? false)
    }
    if let score = mapping["score"] { return .given(try score.choice(of: GivenScore.Scale.self)) }
    for (key, fixedAlpha) in [("lasso", 1.0), ("ridge", 0.0), ("elastic_net", nil)] as [(String, Double?)] {
      guard let penalised = mapping[key] else { continue }
      let alpha = try fixedAlpha ?? mapping.require("alpha").number()
      guard (0...1).contains(alpha) else { throw penalised.error("\"alpha\" is between 0 (ridge) and 1 (lasso)") }
      return .penalised(
        family: try penalised.choice(of: PipelineStep.ModelFamily.self), alpha: alpha,
        folds: try mapping["folds"]?.integer(in: 2...1000) ?? 10,
        rule: try mapping["rule"]?.choice(of: PipelineStep.Rule.self) ?? .minimum)
    }
    throw node.error("this is no pipeline step; steps are \(keys("pipeline").joined(separator: ", "))")
  }

  private static func pairs(_ node: PlanNode, models: [String]) throws -> [[String]] {
    try node.list().map { pair in
      let names = try pair.list().map { item in
        let name = try item.string()
        guard models.contains(name) else {
          throw item.error(
            "there is no model \"\(name)\" to compare", suggestion: Suggestion.nearest(to: name, among: models))
        }
        return name
      }
      guard names.count == 2 else { throw pair.error("\"compare\" is a list of pairs, such as [[a, b], [a, c]]") }
      return names
    }
  }
}
